import type { RefusalKind } from '../../report/permissions.ts';

/** Why a request to GitHub did not succeed. `limited` is waited for; `unavailable` and `garbled` are worth another attempt; no other is. */
export interface Refusal {
  readonly kind: RefusalKind;
  readonly status?: number;
  /** Their words, all of them, on one line. */
  readonly detail: string;
  /** Of `limited`: how long, where they say it. */
  readonly waitMs?: number;
  /** The reply was lost or a failure: what was asked for may have been done. */
  readonly ambiguous: boolean;
}

/** A request that did not succeed, however often it was sent. */
export class RefusedError extends Error {
  /** What was asked for. */
  readonly what: string;
  readonly refusal: Refusal;
  constructor(what: string, refusal: Refusal) {
    super(`${what}: ${refusal.detail}`);
    this.name = 'RefusedError';
    this.what = what;
    this.refusal = refusal;
  }
}

/** An answer that GitHub gave and that is not what its API promises: it is cut short, of another server, or lacks something. */
export class GarbledAnswer extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GarbledAnswer';
  }
}

/** What an answer must tell, for whatever asked for it knows that it was carried out. @throws GarbledAnswer */
export function told<T>(value: T | null | undefined): T {
  if (value === undefined || value === null || value === '') throw new GarbledAnswer('the answer lacks what was asked for');
  return value;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** Reads the error of a request. @param now wall clock in ms, against which the end of a limit is told. */
export function refusalOf(error: unknown, now: number): Refusal {
  const status = numberOf(error, 'status');
  const headers = headersOf(error);
  const words = onOneLine(error instanceof Error ? error.message : String(error));
  if (headers === undefined || status === undefined) {
    if (isDistrust(error)) return { kind: 'distrusted', detail: words, ambiguous: false };
    if (isGarbled(error)) return { kind: 'garbled', detail: words, ambiguous: true };
    const errors = errorsOfGraphql(error);
    if (errors) return { kind: errors.includes('RATE_LIMITED') ? 'limited' : 'denied', detail: words, ambiguous: false };
    return { kind: 'unavailable', detail: words, ambiguous: true };
  }
  const detail = `${status} ${words}`;
  if (isLimit(status, headers, words)) {
    const waitMs = waitOf(headers, now);
    return { kind: 'limited', status, detail, ambiguous: false, ...(waitMs !== undefined && { waitMs }) };
  }
  if (status >= 500) return { kind: 'unavailable', status, detail, ambiguous: true };
  return { kind: [401, 403, 404].includes(status) ? 'denied' : 'invalid', status, detail, ambiguous: false };
}

/** What GitHub has to say of an invalid request stands in its last lines. */
function onOneLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .join(' ')
    .slice(0, 2000);
}

/** An answer without what is read from it ends in an error of the language; connections break with a `TypeError` that has a cause. */
function isGarbled(error: unknown): boolean {
  if (error instanceof GarbledAnswer || error instanceof RangeError) return true;
  return error instanceof TypeError && error.cause === undefined && error.message !== 'terminated';
}

/** The types of the errors that GraphQL tells in an answer with status 200. */
function errorsOfGraphql(error: unknown): readonly unknown[] | undefined {
  const errors = field(error, 'errors');
  return error instanceof Error && error.name === 'GraphqlResponseError' && Array.isArray(errors)
    ? errors.map((one) => field(one, 'type'))
    : undefined;
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, and those of Node itself for a name that does not fit */
const OF_CERTIFICATES =
  /^(CERT_|CRL_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_)/;

/** Whether a connection failed for its certificate; the error lies within those of the layers above. */
function isDistrust(error: unknown): boolean {
  const code = field(error, 'code');
  if (typeof code === 'string' && OF_CERTIFICATES.test(code)) return true;
  const cause = field(error, 'cause');
  return cause !== undefined && cause !== error && isDistrust(cause);
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 or 429, told apart from a denial by these. */
function isLimit(status: number, headers: Headers, words: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0' || /rate limit|abuse/i.test(words);
}

function waitOf(headers: Headers, now: number): number | undefined {
  const seconds = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(seconds)) return Math.max(0, seconds) * 1000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(reset)) return Math.max(1000, reset * 1000 - now);
  return undefined;
}

function headersOf(error: unknown): Headers | undefined {
  const response = field(error, 'response');
  return field(response, 'headers') as Headers | undefined;
}

function numberOf(error: unknown, key: string): number | undefined {
  const value = field(error, key);
  return typeof value === 'number' ? value : undefined;
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
