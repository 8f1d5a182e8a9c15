/** Why a request to GitHub did not succeed. */
export interface Refusal {
  /**
   * `limited`: a rate limit, to be waited for · `unavailable`: their side or the connection, worth another attempt ·
   * `denied`: the token may not (401, 403, and 404, by which GitHub hides what one may not see) · `invalid`: anything else.
   */
  readonly kind: 'limited' | 'unavailable' | 'denied' | 'invalid';
  readonly status?: number;
  /** Their words, on one line. */
  readonly detail: string;
  /** Of `limited`: how long, where they say it. */
  readonly waitMs?: number;
  /** The reply was lost or a failure: what was asked for may have been done. */
  readonly ambiguous: boolean;
}

/** A request that did not succeed, however often it was sent. */
export class RefusedError extends Error {
  readonly refusal: Refusal;
  constructor(what: string, refusal: Refusal) {
    super(`${what}: ${refusal.detail}`);
    this.name = 'RefusedError';
    this.refusal = refusal;
  }
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** Reads the error of a request. @param now wall clock in ms, against which the end of a limit is told. */
export function refusalOf(error: unknown, now: number): Refusal {
  const status = numberOf(error, 'status');
  const headers = headersOf(error);
  const words = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  if (headers === undefined || status === undefined) return { kind: 'unavailable', detail: words, ambiguous: true };
  const detail = `${status} ${words}`.slice(0, 300);
  if (isLimit(status, headers, words)) {
    const waitMs = waitOf(headers, now);
    return { kind: 'limited', status, detail, ambiguous: false, ...(waitMs !== undefined && { waitMs }) };
  }
  if (status >= 500) return { kind: 'unavailable', status, detail, ambiguous: true };
  return { kind: [401, 403, 404].includes(status) ? 'denied' : 'invalid', status, detail, ambiguous: false };
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
