/** The formats of test results that are read. */
export const RESULT_FORMATS = ['junit', 'trx', 'nunit', 'xunit', 'tap', 'ctrf', 'jest', 'go-json'] as const;

export type ResultFormat = (typeof RESULT_FORMATS)[number];
