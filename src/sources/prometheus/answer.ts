import { z } from 'zod';
import type { ErrorCode } from '../../core/error-code.ts';
import { jsonMistake } from '../../formats/json-scan.ts';

/** Labels of a series; its name is `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** One series of an answer: Prometheus' own texts by the time, in ms, for which they were computed. */
export interface Series {
  readonly labels: Labels;
  readonly points: ReadonlyMap<number, string>;
  /** Of native histograms whose last bucket has no end: where that begins. A quantile in it is cut to this bound. */
  readonly tops?: ReadonlyMap<number, string>;
}

/** Why there is no answer to judge. */
export interface NoAnswer {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** What was asked, and the bytes that came back: for the evidence, before anything is made of them. */
export interface Exchange {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly code?: ErrorCode;
  readonly detail?: string;
  readonly body?: string;
}

/** The types of result that a question can have. */
export type ResultType = 'scalar' | 'vector' | 'matrix';

/** Where one time is asked for, and where a span is; each with what the answer can be. */
export const INSTANT = { path: '/api/v1/query', types: ['scalar', 'vector'] } as const;
export const RANGE = { path: '/api/v1/query_range', types: ['matrix'] } as const;

/** Asks what time it is. */
export const TIME = 'time()';

export interface PrometheusData {
  readonly series: readonly Series[];
  readonly warnings: readonly string[];
}

const point = z.tuple([z.number(), z.string()]);
const metric = z.record(z.string(), z.string());
/** A native histogram at a time. Each bucket: which of its bounds belong to it, the bounds, the count. */
const histogram = z.tuple([
  z.number(),
  z.object({ buckets: z.array(z.tuple([z.number(), z.string(), z.string(), z.string()])).optional() }),
]);
/** A series of native histograms: it has labels, and no number. */
const native = z.union([z.object({ metric, histogram }), z.object({ metric, histograms: z.array(histogram) })]);
/** One that has both is neither. */
const none = z.never().optional();
const number = z.object({ metric, value: point, histogram: none });
const numbers = z.object({ metric, values: z.array(point), histograms: none });
const success = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('scalar'), result: point }),
    z.object({ resultType: z.literal('vector'), result: z.array(z.union([number, native.and(z.object({ value: none }))])) }),
    z.object({ resultType: z.literal('matrix'), result: z.array(z.union([numbers, native.and(z.object({ values: none }))])) }),
  ]),
  warnings: z.array(z.string()).optional(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  /** VictoriaMetrics, where some of its storage did not answer. */
  isPartial: z.boolean().optional(),
});
const failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** What an exchange amounts to. @param types of result that the question can have */
export function answerOf({ status, code, detail = '', body }: Exchange, types: readonly ResultType[]): PrometheusData | NoAnswer {
  if (code !== undefined) return { code, detail };
  if (body === undefined) return { code: 'MISSED', detail: detail === '' ? 'the answer is longer than what is read of one' : detail };
  if (status !== 200) return { code: 'STATUS', detail: `${status ?? 'no status'} ${serverError(body) ?? firstLine(body)}`.trim() };
  const wrong = serverError(body);
  if (wrong !== undefined) return { code: 'BODY', detail: wrong };
  const answer = readAnswer(body, types);
  return 'wrong' in answer ? { code: 'BODY', detail: answer.wrong } : answer;
}

/** The time that an exchange tells, in ms. VictoriaMetrics answers with a vector of one series where Prometheus gives a scalar. */
export function timeOf(exchange: Exchange): number | NoAnswer {
  const answer = answerOf(exchange, INSTANT.types);
  if ('code' in answer) return answer;
  const [one, ...more] = answer.series;
  const [atMs] = one?.points.keys() ?? [];
  if (more.length > 0) return { code: 'BODY', detail: `${TIME} has ${more.length + 1} values` };
  return atMs ?? { code: 'BODY', detail: `${TIME} has no value` };
}

/** A time as Prometheus reads it. */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** The same back, in whole ms. */
export function milliseconds(text: string): number {
  return Math.round(Number(text) * 1000);
}

/** What the server says is wrong, in its words; undefined when the text is no such answer. */
function serverError(text: string): string | undefined {
  const parsed = failure.safeParse(json(text));
  return parsed.success ? `${parsed.data.errorType}: ${parsed.data.error}` : undefined;
}

/**
 * Reads an answer of Prometheus' HTTP API. @param kinds the types of result that the question can have
 * @returns why it is none, for whatever else came back (a page of a proxy, native histograms, a text)
 */
function readAnswer(text: string, kinds: readonly ResultType[]): PrometheusData | { readonly wrong: string } {
  const document = json(text);
  if (document === undefined) return { wrong: `not JSON: ${firstLine(text)}` };
  const parsed = success.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { wrong: `no answer of a Prometheus: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
  }
  const mistake = jsonMistake(text);
  if (mistake) return { wrong: `no answer of a Prometheus: ${mistake.message}` };
  const { data, warnings = [], isPartial = false, errorType = '', error = '' } = parsed.data;
  if (errorType !== '' || error !== '') return { wrong: `a success with an error: ${firstLine(`${errorType}: ${error}`)}` };
  if (!kinds.includes(data.resultType)) return { wrong: `the query gives a ${data.resultType}, expected ${kinds.join(' or ')}` };
  const twice = saidTwice(data);
  if (twice !== undefined) return { wrong: `${twice} stands in the answer twice at one time` };
  return { series: seriesOf(data), warnings: isPartial ? [...warnings, 'the answer is partial (isPartial)'] : warnings };
}

/** A series that has two numbers at one time, as those that put the answers of several servers together may say. */
function saidTwice({ resultType, result }: z.infer<typeof success>['data']): string | undefined {
  if (resultType === 'scalar') return undefined;
  const seen = new Set<string>();
  for (const one of result) {
    const points = 'value' in one && one.value ? [one.value] : 'values' in one && one.values ? one.values : [];
    const labels = labelsText(one.metric);
    for (const [seconds] of points) {
      const key = `${seconds} ${labels}`;
      if (seen.has(key)) return labels;
      seen.add(key);
    }
  }
  return undefined;
}

function seriesOf(data: z.infer<typeof success>['data']): readonly Series[] {
  switch (data.resultType) {
    case 'scalar':
      return [{ labels: {}, points: pointsOf([data.result]) }];
    case 'vector':
      return data.result.map((one) => (one.value ? { labels: one.metric, points: pointsOf([one.value]) } : nativeSeries(one)));
    case 'matrix':
      return data.result.map((one) => (one.values ? { labels: one.metric, points: pointsOf(one.values) } : nativeSeries(one)));
  }
}

function nativeSeries(one: z.infer<typeof native>): Series {
  const all = 'histogram' in one ? [one.histogram] : one.histograms;
  const tops = all.flatMap(([seconds, { buckets = [] }]) =>
    buckets.flatMap(([, lower, upper]): [number, string][] => (upper === '+Inf' ? [[Math.round(seconds * 1000), lower]] : [])),
  );
  return { labels: one.metric, points: new Map(), tops: new Map(tops) };
}

function pointsOf(values: readonly (readonly [number, string])[]): ReadonlyMap<number, string> {
  return new Map(values.map(([seconds, value]) => [Math.round(seconds * 1000), value]));
}

function firstLine(body: string): string {
  return body.trimStart().split('\n', 1)[0]?.trim() ?? '';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `up{instance="a",job="b"}`, labels in one order. */
export function labelsText({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`);
  return `${name}{${pairs.join(',')}}`;
}
