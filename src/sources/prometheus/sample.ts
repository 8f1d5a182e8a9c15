import { labelsText, type Labels, type NoAnswer, type PrometheusData, type Series } from './answer.ts';
import { metricsToKnow, type QuantileCall, quantileCalls, type Selector, selectorsOf } from './query.ts';

/** What a query gave at one time, in Prometheus' own texts. */
export interface Sample {
  /** The time for which it was evaluated, in ms since 1970 by Prometheus' clock. */
  readonly at: number;
  /** Labels and value. */
  readonly values: readonly (readonly [string, string])[];
  readonly warnings: readonly string[];
  /** Of each quantile in the query: labels, value, and the highest finite bound of its buckets, to which Prometheus cuts it. */
  readonly quantiles: readonly (readonly [string, string, string])[];
  /**
   * Of each selector in the query that has samples, and of what must be known of it: the age of the newest one, in seconds. `ended`: none of its series goes on, only
   * the range that the query looks at still has samples.
   */
  readonly ages: readonly (readonly [string, 'now' | 'ended', string])[];
}

/** Asks a query at certain times: one, or the steps of a span. */
export type Ask = (query: string) => Promise<PrometheusData | NoAnswer>;

/** More series than this at one time are no number to judge: they belong into an aggregation. */
const MOST_VALUES = 500;

/** Subqueries look at most so many times into a range, and at most every second. */
const STEPS = 240;

/** What is known of the answers to the questions about a query. */
type Told = (question: string) => PrometheusData | NoAnswer;

/** What a query gives at each of these times (ms), with what tells whether that can be trusted. */
export async function samplesOf(query: string, timesMs: readonly number[], ask: Ask): Promise<readonly Sample[] | NoAnswer> {
  const answers = new Map(await Promise.all(questionsOf(query).map(async (question) => [question, await ask(question)] as const)));
  return samplesFrom(query, timesMs, (question) => answers.get(question) ?? UNASKED);
}

export const UNASKED: NoAnswer = { code: 'MISSED', detail: 'nobody asked' };

/** All that Prometheus is asked about a query, the query itself first. */
export function questionsOf(query: string): readonly string[] {
  const ages = ageQuestion(agedBy(query));
  const quantiles = quantileCalls(query).flatMap(({ call, buckets }) => [call, buckets]);
  return [...new Set([query, ...quantiles, ...(ages === '' ? [] : [ages])])];
}

/** The same of answers that are there already. */
export function samplesFrom(query: string, timesMs: readonly number[], told: Told): readonly Sample[] | NoAnswer {
  const answer = told(query);
  if ('code' in answer) return answer;
  const ages = agesOf(query, told);
  if ('code' in ages) return ages;
  if (answer.series.some(({ points }) => points.size === 0))
    return { code: 'BODY', detail: 'the query gives native histograms, expected numbers' };
  const caps: Cap[] = [];
  for (const call of quantileCalls(query)) {
    const one = capsOf(call, told);
    if ('code' in one) return one;
    caps.push(...one);
  }
  const warnings = warningsIn(questionsOf(query).map((question) => told(question)));
  const samples = timesMs.map((t): Sample => ({
    at: t,
    values: answer.series.flatMap(({ labels, points }) => valueAt(points, t, (value) => [labelsText(labels), value])),
    warnings,
    quantiles: caps.flatMap(({ labels, points, boundAt }) => {
      const bound = boundAt(t);
      return bound === undefined ? [] : valueAt(points, t, (value): Sample['quantiles'][number] => [labels, value, bound]);
    }),
    ages: ages.flatMap(({ selector, state, points }) => valueAt(points, t, (age) => [selector, state, age])),
  }));
  const most = Math.max(0, ...samples.map(({ values, quantiles: cut }) => Math.max(values.length, cut.length)));
  if (most > MOST_VALUES) return { code: 'MISSED', detail: `${most} samples, expected at most ${MOST_VALUES}: aggregate them` };
  return samples;
}

/** What Prometheus warns of, be it only where it is asked how old something is. */
function warningsIn(answers: readonly (PrometheusData | NoAnswer)[]): readonly string[] {
  return [...new Set(answers.flatMap((answer) => ('code' in answer ? [] : answer.warnings)))];
}

function valueAt<T>(points: ReadonlyMap<number, string>, t: number, make: (value: string) => T): readonly T[] {
  const value = points.get(t);
  return value === undefined ? [] : [make(value)];
}

interface Cap {
  readonly labels: string;
  readonly points: ReadonlyMap<number, string>;
  /** The highest finite bound at a time, as Prometheus writes it. */
  readonly boundAt: (t: number) => string | undefined;
}

function capsOf({ call, buckets, label }: QuantileCall, told: Told): readonly Cap[] | NoAnswer {
  const [quantiles, histograms] = [told(call), told(buckets)];
  if ('code' in quantiles) return quantiles;
  if ('code' in histograms) return histograms;
  const bounds = highestBounds(histograms.series);
  return quantiles.series.flatMap(({ labels, points }) => {
    const found = bounds.get(labelsText(without(labels, label))) ?? [];
    return found.map((boundAt) => ({ labels: labelsText(labels), points, boundAt }));
  });
}

/** The highest finite bounds of each histogram, classic and native, by what a quantile of it is labelled with. */
function highestBounds(buckets: readonly Series[]): ReadonlyMap<string, readonly Cap['boundAt'][]> {
  const classic = new Map<string, string>();
  const native = buckets.flatMap(({ labels, tops }): [string, Cap['boundAt']][] =>
    tops ? [[labelsText(without(labels, '__name__')), (t) => tops.get(t) ?? (tops.size === 1 ? [...tops.values()][0] : undefined)]] : [],
  );
  for (const { labels } of buckets) {
    const { le } = labels;
    const text = labelsText(without(labels, 'le', '__name__'));
    if (le !== undefined && Number.isFinite(Number(le)) && Number(le) > Number(classic.get(text) ?? -Infinity)) classic.set(text, le);
  }
  const found = new Map<string, Cap['boundAt'][]>();
  for (const [text, bound] of classic) found.set(text, [() => bound]);
  for (const [text, boundAt] of native) found.set(text, [...(found.get(text) ?? []), boundAt]);
  return found;
}

function without(labels: Labels, ...names: readonly (string | undefined)[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

interface Age {
  readonly selector: string;
  readonly state: 'now' | 'ended';
  readonly points: ReadonlyMap<number, string>;
}

/** What must be of some age, and what must be known at all. */
function agedBy(query: string): readonly Selector[] {
  const own = selectorsOf(query);
  const known = new Set(own.map(({ selector }) => selector));
  return [...own, ...metricsToKnow(query).filter(({ selector }) => !known.has(selector))];
}

function ageQuestion(selectors: readonly Selector[]): string {
  return selectors.flatMap(ageQueries).join(' or ');
}

function agesOf(query: string, told: Told): readonly Age[] | NoAnswer {
  const selectors = agedBy(query);
  if (selectors.length === 0) return [];
  const answer = told(ageQuestion(selectors));
  if ('code' in answer) return answer;
  return answer.series.flatMap(({ labels: { now, ended }, points }) => {
    const found = selectors[Number(now ?? ended)];
    return found ? [{ selector: found.selector, state: now === undefined ? 'ended' : 'now', points } as const] : [];
  });
}

/**
 * How old the newest sample is, labelled with the number of its selector. Where no series goes on, it is looked for in the range; one
 * that lies between two looks into it is infinitely old.
 */
function ageQueries({ selector, range }: Selector, index: number): readonly string[] {
  const now = `min(time() - timestamp(${selector}))`;
  const named = (name: string, age: string): string => `label_replace(${age}, "${name}", "${index}", "", "")`;
  if (range === undefined) return [named('now', now)];
  const last = `min(time() - max_over_time(timestamp(${selector})[${range}:${stepOf(range)}s]))`;
  const any = `max(present_over_time(${selector}[${range}])) * Inf`;
  return [named('now', now), named('ended', `(${last} or ${any}) unless ${now}`)];
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

function stepOf(range: string): number {
  let total = 0;
  for (const [, amount, unit] of range.matchAll(/(\d+)(ms|[smhdwy])/g)) total += Number(amount) * (SECONDS[unit ?? ''] ?? 0);
  return Math.max(1, Math.ceil(total / STEPS));
}
