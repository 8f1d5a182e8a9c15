import { troubleOf } from '../../core/error-code.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Json } from '../../core/json.ts';
import type { AbsentMeasurement } from '../../core/judgement.ts';
import { listOf, MalformedObservation, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { significant } from '../../core/ratio.ts';
import { metricsToKnow, standsAlone } from '../../sources/prometheus/query.ts';
import type { QueriesSpec } from '../shared/queries.ts';

/** What a query said at one time: a number, or why there is none to judge. */
export type Reading = { readonly value: number } | AbsentMeasurement;

/** Clocks that are further apart than this don't speak of the same time. */
const MOST_SKEW_MS = 30_000;

/** Numbers as Prometheus writes them; `NaN` and `±Inf` are none to judge. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What an answer must be newer than, in ms by the clock of Prometheus. */
export interface Newer {
  /** The time at which the look before was evaluated: an answer that is not newer was not made for this look. */
  readonly sinceMs?: number | undefined;
  /** When the world that is looked at was made: what was sampled before is of another one. */
  readonly newerThanMs?: number | undefined;
}

/**
 * Reads a recorded sample. Only an answer that is fresh, whole and of one finite number counts as one.
 * @throws MalformedObservation
 */
export function readingOf(o: Observation, spec: QueriesSpec, { sinceMs, newerThanMs }: Newer): Reading {
  if (o['code'] !== undefined) return absent(troubleOf(stringOf(o, 'code'), textOf(o, 'detail')));
  const values = rowsOf(o, 'values', 2);
  const trouble = clockTrouble(o, sinceMs) ?? warned(o);
  if (trouble !== undefined) return absent(trouble);
  if (values.length === 0) return { why: 'no data', verdict: spec.noData };
  const doubt = undated(o, spec) ?? unknown(o, spec) ?? ahead(o) ?? stale(o, spec.maxAgeMs) ?? before(o, newerThanMs) ?? capped(o);
  if (doubt !== undefined) return absent(doubt);
  return reduced(
    values.map(([, value = '']) => value),
    spec.reduce,
  );
}

/** When a sample was evaluated, in ms of Prometheus' clock; undefined for one that brought no answer. */
export function evaluatedAt(o: Observation): number | undefined {
  return o['code'] === undefined ? numberOf(o, 'at') : undefined;
}

/** When the newest sample was taken that the answer is made of, in ms of Prometheus' clock; undefined where it tells of none. */
export function newestOf(o: Observation): number | undefined {
  const atMs = evaluatedAt(o);
  if (atMs === undefined) return undefined;
  const ages = rowsOf(o, 'ages', 3).flatMap(([, , age = '']) => finite(age) ?? []);
  return ages.length === 0 ? undefined : atMs - Math.min(...ages) * 1000;
}

/** Why the clock of Prometheus can't be ours. */
export function skewTrouble(skewMs: number): string | undefined {
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return undefined;
  return `the clock of Prometheus is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? 'behind' : 'ahead of'} ours`;
}

function clockTrouble(o: Observation, sinceMs: number | undefined): string | undefined {
  const trouble = skewTrouble(numberOf(o, 'skewMs'));
  if (trouble !== undefined) return trouble;
  return sinceMs !== undefined && numberOf(o, 'at') <= sinceMs ? 'the answer is not newer than the one before' : undefined;
}

function warned(o: Observation): string | undefined {
  const warnings = listOf(o, 'warnings');
  return warnings.length === 0 ? undefined : `Prometheus warns: ${warnings.map(String).join('; ')}`;
}

/** Only what has an age can be fresh, unless the query needs no sample at all. */
function undated(o: Observation, { queries }: QueriesSpec): string | undefined {
  const query = queries[stringOf(o, 'query')] ?? '';
  const isDated = listOf(o, 'ages').length > 0 || standsAlone(query);
  return isDated ? undefined : 'how old the samples are is not known: Prometheus has a value of the query, but no sample of what it reads';
}

/** That nobody exports what a query reads is no 0. */
function unknown(o: Observation, { queries }: QueriesSpec): string | undefined {
  const seen = new Set(rowsOf(o, 'ages', 3).map(([selector]) => selector));
  const metric = metricsToKnow(queries[stringOf(o, 'query')] ?? '').find(({ selector }) => !seen.has(selector));
  return metric && `no metric called ${metric.selector} was seen, whatever its labels: what the query says is of nothing`;
}

/**
 * What is there must be fresh. Series that have ended are a part of life as long as others of the query go on: a rate over nothing
 * but what has ended is one over the past.
 */
function stale(o: Observation, maxAgeMs: number): string | undefined {
  const rows = rowsOf(o, 'ages', 3).map(([selector = '', state = '', age = '']) => ({ selector, state, age, old: isOld(age, maxAgeMs) }));
  const goesOn = rows.some(({ state, old }) => state === 'now' && !old);
  const bad = rows.find(({ state, old }) => old && !(state === 'ended' && goesOn));
  return bad && `${bad.selector}: the newest sample is ${seconds(bad.age)} old, must be at most ${formatDuration(maxAgeMs)}`;
}

/** A sample from the future says nothing of now. */
function ahead(o: Observation): string | undefined {
  const bad = rowsOf(o, 'ages', 3).find(([, , age = '']) => (finite(age) ?? 0) * 1000 < -MOST_SKEW_MS);
  return bad && `${bad[0]}: the newest sample lies ${seconds(String(bad[2]).replace('-', ''))} in the future`;
}

/** Of another world than the one that is looked at. */
function before(o: Observation, newerThanMs: number | undefined): string | undefined {
  const [atMs, takenMs] = [evaluatedAt(o), newestOf(o)];
  if (newerThanMs === undefined || atMs === undefined || takenMs === undefined || takenMs > newerThanMs) return undefined;
  const age = formatDuration(Math.round(atMs - takenMs));
  return `no sample since the weight was set ${formatDuration(Math.round(atMs - newerThanMs))} ago, the newest is ${age} old: a longer initial-delay waits for one`;
}

function isOld(age: string, maxAgeMs: number): boolean {
  const ageSeconds = finite(age);
  return ageSeconds === undefined || ageSeconds * 1000 > maxAgeMs;
}

function seconds(age: string): string {
  const value = finite(age);
  return value === undefined ? age : `${Math.round(value)} s`;
}

/** A quantile that lies beyond the last bound is given as that bound: the true one may be anything above. */
function capped(o: Observation): string | undefined {
  for (const [labels = '', value = '', bound = ''] of rowsOf(o, 'quantiles', 3)) {
    if (finite(value) !== undefined && finite(value) === finite(bound)) {
      return `the quantile of ${labels} is cut to the highest bucket bound, ${bound}`;
    }
  }
  return undefined;
}

function reduced(values: readonly string[], reduce: QueriesSpec['reduce']): Reading {
  const numbers: number[] = [];
  for (const value of values) {
    const number = finite(value);
    if (number === undefined) return absent(`is ${value}`);
    numbers.push(number);
  }
  const [first] = numbers;
  if (first === undefined || (reduce === 'only' && numbers.length > 1)) return absent(`${numbers.length} samples, expected exactly one`);
  return { value: significant(REDUCE[reduce](numbers, first)) };
}

const REDUCE: Readonly<Record<QueriesSpec['reduce'], (numbers: readonly number[], first: number) => number>> = {
  only: (_, first) => first,
  min: (numbers) => Math.min(...numbers),
  max: (numbers) => Math.max(...numbers),
  sum: total,
  avg: (numbers) => total(numbers) / numbers.length,
};

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function finite(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function absent(why: string): AbsentMeasurement {
  return { why, verdict: 'blocked' };
}

/** A list of rows of so many texts. */
function rowsOf(o: Observation, field: string, width: number): readonly (readonly string[])[] {
  const isRow = (row: Json): row is readonly string[] =>
    Array.isArray(row) && row.length === width && row.every((one) => typeof one === 'string');
  return listOf(o, field).map((row) => {
    if (!isRow(row)) throw new MalformedObservation(o, field, `a list of rows of ${width} texts`);
    return row;
  });
}

function textOf(o: Observation, field: string): string {
  return o[field] === undefined ? '' : stringOf(o, field);
}
