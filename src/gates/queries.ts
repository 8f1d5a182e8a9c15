import { z } from 'zod';
import type { JsonObject } from '../core/json.ts';
import { duration, named, period, revealedTexts, text, whole, word } from '../measure/keys.ts';
import type { MeasurementTable } from '../measure/measurements.ts';
import type { SpecProblem } from './kind.ts';

/** The keys of every kind that asks Prometheus. */
export const queryKeys = {
  prometheus: z
    .strictObject({
      url: text('a URL').describe('Base URL of the server.'),
      headers: revealedTexts().optional().describe('Headers by name. Secrets may stand here: "Bearer ${{ env.TOKEN }}".'),
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
  'consecutive-failure-limit': whole(0).optional().describe('How many looks in a row may not pass; one more ends the gate.'),
  'consecutive-error-limit': whole(0).optional().describe('How many looks in a row may bring no data; one more ends the gate.'),
};

type Raw = z.infer<z.ZodObject<typeof queryKeys>>;

export interface QueriesSpec extends JsonObject {
  readonly prometheus: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly queries: Readonly<Record<string, string>>;
  readonly intervalMs?: number;
  readonly initialDelayMs: number;
  readonly reduce: string;
  readonly noData: string;
  readonly consecutiveFailureLimit?: number;
  readonly consecutiveErrorLimit?: number;
}

export function checkQueries(raw: Raw): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const { url } = raw.prometheus;
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    problems.push({ path: ['prometheus', 'url'], message: `found "${url}", expected a URL such as http://localhost:9090` });
  }
  if (Object.keys(raw.queries).length === 0) problems.push({ path: ['queries'], message: 'expected at least one query' });
  return problems;
}

export function resolveQueries(raw: Raw): QueriesSpec {
  return {
    prometheus: { url: raw.prometheus.url, headers: raw.prometheus.headers ?? {} },
    queries: raw.queries,
    ...(raw.interval !== undefined && { intervalMs: raw.interval }),
    initialDelayMs: raw['initial-delay'],
    reduce: raw.reduce,
    noData: raw['no-data'],
    ...(raw['consecutive-failure-limit'] !== undefined && { consecutiveFailureLimit: raw['consecutive-failure-limit'] }),
    ...(raw['consecutive-error-limit'] !== undefined && { consecutiveErrorLimit: raw['consecutive-error-limit'] }),
  };
}

export function queryTable(queries: Readonly<Record<string, string>>): MeasurementTable {
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, { type: 'number', doc: query }]));
}
