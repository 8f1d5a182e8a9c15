import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import type { PrometheusServer } from '../../sources/prometheus/client.ts';
import { formatDuration, parseDuration } from '../../core/duration.ts';
import { readsSeries, selectorsOf } from '../../sources/prometheus/query.ts';
import {
  address,
  duration,
  type Limit,
  limit,
  named,
  period,
  revealedText,
  revealedTexts,
  text,
  whole,
  word,
} from '../../language/keys.ts';
import { amount, type MeasurementTable, someOf } from '../../conditions/measurements.ts';
import type { SpecProblem } from './kind.ts';

/** The keys of every kind that asks Prometheus. */
export const queryKeys = {
  prometheus: z
    .strictObject({
      url: address(text('a URL')).describe('Base URL of the server.'),
      headers: revealedTexts().optional().describe('Headers by name. Secrets may stand here: "Bearer ${{ env.TOKEN }}".'),
      'basic-auth': z
        .strictObject({ username: revealedText().describe('Name.'), password: revealedText().describe('Secrets may stand here.') })
        .meta({ title: 'a name with its password' })
        .optional()
        .describe('Name and password, sent as an Authorization header.'),
      timeout: period().prefault('10s').describe('Longest time for one answer.'),
    })
    .meta({ title: 'the prometheus server' })
    .describe('The server to ask.'),
  queries: named(text('a PromQL query')).describe(
    'Queries by name; criteria read the names. A name ends in Seconds when it reads seconds.',
  ),
  interval: period().optional().describe('Time between two looks.'),
  'initial-delay': duration().prefault('0s').describe('Wait before the first look.'),
  reduce: word(['only', 'min', 'max', 'sum', 'avg'])
    .default('only')
    .describe('What to make of several samples; only: there must be exactly one.'),
  'no-data': word(['blocked', 'failed']).default('blocked').describe('What an answer without a sample amounts to.'),
  'max-age': period()
    .prefault('2m')
    .describe('A query whose newest sample is older brings no data: its series have ended, or nobody collects them any more.'),
  'consecutive-failure-limit': whole(0)
    .optional()
    .describe('Ends the gate after more than N consecutive looks that did not pass. Default: none may, and every look is made.'),
  'consecutive-error-limit': whole(0)
    .optional()
    .describe('Ends the gate after more than N consecutive looks without data. Default: none may, and every look is made.'),
  'error-limit': limit()
    .optional()
    .describe(
      'How many looks in all may bring no data: a count, or a ratio of the planned ones. As many more are made in their place; a `window` has no more. One more ends the gate. Default: 10 %, at least 1, where `consecutive-error-limit` allows any.',
    ),
  'warn-limit': limit()
    .optional()
    .describe('How many looks in all may warn: a count, or a ratio of the planned ones; one more fails. Absent: any number may.'),
};

/** Without a word of the user: so much of a series of looks may be blind. */
const DEFAULT_ERROR_LIMIT = { ratio: 0.1, least: 1 };

type Raw = z.infer<z.ZodObject<typeof queryKeys>>;

export interface QueriesSpec extends JsonObject {
  readonly prometheus: PrometheusServer & JsonObject;
  readonly queries: Readonly<Record<string, string>>;
  readonly intervalMs?: number;
  readonly initialDelayMs: number;
  readonly reduce: 'only' | 'min' | 'max' | 'sum' | 'avg';
  readonly noData: 'blocked' | 'failed';
  readonly maxAgeMs: number;
  readonly consecutiveFailureLimit?: number;
  readonly consecutiveErrorLimit?: number;
  /** Absent where none may, and in plans of before there was one. */
  readonly errorLimit?: Limit & { readonly least?: number };
  readonly warnLimit?: Limit;
  /** Of looks that failed, in all. */
  readonly failureLimit?: Limit;
}

export function checkQueries(raw: Raw): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const { url } = raw.prometheus;
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    problems.push({ path: ['prometheus', 'url'], message: `found "${url}", expected a URL such as http://localhost:9090` });
  } else if (/[@?#]/.test(url)) {
    const message = 'expected a URL without a name, a password or a query; credentials belong in "headers" or "basic-auth"';
    problems.push({ path: ['prometheus', 'url'], message });
  }
  if (Object.keys(raw.queries).length === 0) problems.push({ path: ['queries'], message: 'expected at least one query' });
  const named = Object.keys(raw.prometheus.headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
  if (named && raw.prometheus['basic-auth']) {
    problems.push({ path: ['prometheus', 'basic-auth'], message: 'expected either "basic-auth" or an Authorization header, found both' });
  }
  return problems;
}

/** A query that reads no series says the same whatever happens; one that looks back less than to the look before leaves a gap. */
export function queryWarnings({ queries, interval }: Pick<Raw, 'queries' | 'interval'>): readonly SpecProblem[] {
  return Object.entries(queries).flatMap(([name, query]) => {
    const message = readsSeries(query) ? gapIn(query, interval) : 'reads no series: what it says is the same whatever happens';
    return message === undefined ? [] : [{ path: ['queries', name], message: `query "${name}" ${message}` }];
  });
}

function gapIn(query: string, intervalMs = 0): string | undefined {
  const ranges = selectorsOf(query).flatMap(({ range }) => (range === undefined ? [] : (parseDuration(range) ?? Number.POSITIVE_INFINITY)));
  const longest = Math.max(...ranges);
  if (ranges.length === 0 || longest >= intervalMs) return undefined;
  return `looks back ${formatDuration(longest)}, and the looks are ${formatDuration(intervalMs)} apart: what happens between is not seen`;
}

export function resolveQueries(raw: Raw): QueriesSpec {
  const errorLimit = raw['error-limit'] ?? (raw['consecutive-error-limit'] === undefined ? undefined : DEFAULT_ERROR_LIMIT);
  const { url, headers = {}, 'basic-auth': basicAuth, timeout } = raw.prometheus;
  return {
    prometheus: { url: url.replace(/\/$/, ''), headers, ...(basicAuth && { basicAuth }), timeoutMs: timeout },
    queries: raw.queries,
    ...(raw.interval !== undefined && { intervalMs: raw.interval }),
    initialDelayMs: raw['initial-delay'],
    reduce: raw.reduce,
    noData: raw['no-data'],
    maxAgeMs: raw['max-age'],
    ...(raw['consecutive-failure-limit'] !== undefined && { consecutiveFailureLimit: raw['consecutive-failure-limit'] }),
    ...(raw['consecutive-error-limit'] !== undefined && { consecutiveErrorLimit: raw['consecutive-error-limit'] }),
    ...(errorLimit && { errorLimit }),
    ...(raw['warn-limit'] && { warnLimit: raw['warn-limit'] }),
  };
}

/** What is counted of a series of looks. */
export const LOOKS = {
  looks: someOf('expectedLooks', 'looks that were made'),
  expectedLooks: amount('looks that had to be made'),
  passed: someOf('looks', 'looks in which every criterion held'),
  warned: someOf('looks', 'looks in which one warned'),
  failed: someOf('looks', 'looks in which one failed'),
  errors: someOf('looks', 'looks without data'),
};

/** The same, and what the queries said in the last look, by name below `last`. */
export function looksTable(queries: Readonly<Record<string, string>>): MeasurementTable {
  return { ...LOOKS, last: { type: { fields: queryTable(queries) }, doc: 'what the queries said in the last look: last.x' } };
}

export function queryTable(queries: Readonly<Record<string, string>>): MeasurementTable {
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, { type: 'number', doc: query }]));
}
