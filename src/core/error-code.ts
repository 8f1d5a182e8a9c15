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

/** What a person reads instead of a code, and instead of what the system begins its own message with (`connect ECONNREFUSED`). */
const IN_WORDS: Readonly<Partial<Record<string, string>>> = {
  CONNECTION_REFUSED: 'connection refused',
  CONNECTION_RESET: 'connection reset',
  TIMEOUT: 'timed out',
  DNS: 'name not resolved',
  TLS: 'TLS error',
  STATUS: 'HTTP status',
  BODY: 'unexpected answer',
  NOT_FOUND: 'not found',
  PERMISSION: 'no permission',
  MISSED: 'could not be asked',
};

/** What kept a look from an answer: `connection refused: 127.0.0.1:8080`. A code of another version stands as it is. */
export function troubleOf(code: string, detail = ''): string {
  const words = IN_WORDS[code] ?? code;
  const rest = detail.replace(/^(?:[a-z]+ )?E[A-Z]{3,}(?: |$)/, '');
  return rest === '' || rest === words ? words : `${words}: ${rest}`;
}

/** Codes that say "we could not find out", so that the verdict is `blocked`; every other code is the product's failure. */
export const BLOCKING_CODES: ReadonlySet<string> = new Set<ErrorCode>(['DNS', 'TLS', 'PERMISSION']);
