/** What can go wrong with a probe or a step, in one vocabulary for every kind of probe and operating system. */
export const ERROR_CODES = [
  'CONNECTION_REFUSED',
  'CONNECTION_RESET',
  'TIMEOUT',
  'DNS',
  'TLS',
  'STATUS',
  'BODY',
  'EXIT',
  'SIGNAL',
  'NOT_FOUND',
  'PERMISSION',
  'MISSED',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Codes that say "we could not find out", so that the verdict is `blocked`; every other code is the product's failure. */
export const BLOCKING_CODES: ReadonlySet<string> = new Set<ErrorCode>(['DNS', 'TLS', 'PERMISSION']);
