import type { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import { limit, period } from '../../language/keys.ts';
import { limitsOf, looksTarget, type RunLimits } from '../shared/look-limits.ts';
import type { DefaultCriterion } from '../../core/plan.ts';
import type { GateSpec, SpecProblem } from '../shared/kind.ts';
import { checkQueries, looksTable, type QueriesSpec, queryKeys, queryTable, queryWarnings, resolveQueries } from '../shared/queries.ts';

const shape = {
  ...queryKeys,
  duration: period().optional().describe('How long to look, every `interval`; a whole number of intervals.'),
  window: period().optional().describe('Instead: judge this much of the past, in steps of `interval`.'),
  'failure-limit': limit()
    .optional()
    .describe(
      'How many looks in all may fail: a count, or a ratio of the planned ones; one more ends the gate. Absent: none, unless `consecutive-failure-limit` allows some. One look is one measurement of all criteria: limits are not per metric.',
    ),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface MetricsSpec extends QueriesSpec {
  readonly durationMs?: number;
  readonly windowMs?: number;
}

function checkTimes({ interval, duration, window }: Raw): readonly SpecProblem[] {
  if (duration !== undefined && window !== undefined) {
    return [{ path: ['window'], message: 'expected either "duration" or "window", found both' }];
  }
  const key = duration === undefined ? 'window' : 'duration';
  const length = duration ?? window;
  if (length === undefined) {
    return interval === undefined ? [] : [{ path: ['interval'], message: 'an interval needs "duration" or "window"' }];
  }
  if (interval === undefined) return [{ path: [key], message: `a ${key} needs "interval"` }];
  if (length % interval === 0) return [];
  return [{ path: [key], message: `found ${formatDuration(length)}, expected a whole number of intervals of ${formatDuration(interval)}` }];
}

/** The built-in row that says whether there was data to judge. */
export const DATA_ROW = 'looks';

/** Built-in rows for limits of looks that may not pass: the limit, and what it counts. */
export const LIMIT_ROWS: Readonly<Record<string, { readonly limit: keyof RunLimits; readonly words: string }>> = {
  'in a row': { limit: 'consecutiveFailureLimit', words: 'not passed in a row' },
  'failed looks': { limit: 'failures', words: 'failed' },
  'warned looks': { limit: 'warnings', words: 'warned' },
};

const EXAMPLE = `alerts:
  kind: metrics
  prometheus: { url: "http://localhost:9090" }
  queries:
    firing: 'count(ALERTS{alertstate="firing"}) or vector(0)'
    errorRate: 'sum(rate(http_errors_total[5m])) / sum(rate(http_requests_total[5m]))'
  criteria: [ "firing == 0", "errorRate < 0.01" ]
`;

const NOTES: readonly string[] = [
  'Limits are of looks: one look is one measurement of all queries at the same time. Argo Rollouts and Flagger count each metric by itself; here that is a gate for each.',
  'What has no data blocks, it does not fail: no sample, one older than max-age, NaN and infinity (0 of 0 requests), a quantile cut to its highest bucket, a warning of Prometheus. Where `… or vector(0)` stands, a metric of that name must be there, whatever its labels.',
  'increase() and rate() never see the first sample of a series: `gate explain rollout` shows a query that does.',
];

export const spec: GateSpec<typeof shape, MetricsSpec> = {
  kind: 'metrics',
  summary: 'Asks Prometheus once, for a while, or about the time that lies behind, and judges the numbers.',
  example: EXAMPLE,
  notes: NOTES,
  shape,

  check: (raw, context) => [
    ...checkQueries(raw),
    ...checkTimes(raw),
    ...(context.criteria.length === 0 ? [{ path: [], message: 'a metrics gate needs at least one criterion' }] : []),
  ],

  warnings: queryWarnings,

  resolve: (raw) => ({
    ...resolveQueries(raw),
    ...(raw.duration !== undefined && { durationMs: raw.duration }),
    ...(raw.window !== undefined && { windowMs: raw.window }),
    ...(raw['failure-limit'] && { failureLimit: raw['failure-limit'] }),
  }),

  expect: (spec) => ({ looks: looksOf(spec), queries: Object.keys(spec.queries) }),

  queries: (spec) => spec.queries,

  measurements: (spec) => queryTable(spec.queries),

  // A query that has the name of a count stands for itself.
  counts: (spec) => ({ ...looksTable(spec.queries), ...queryTable(spec.queries) }),

  defaults: looksDefaults,

  leastDurationMs: (spec) => spec.initialDelayMs + (spec.durationMs ?? 0),
};

/** How often each query is asked; a window counts its steps. */
export function looksOf({ durationMs, windowMs, intervalMs }: MetricsSpec): number {
  const lengthMs = durationMs ?? windowMs;
  return lengthMs === undefined || intervalMs === undefined ? 1 : lengthMs / intervalMs;
}

/** Looks that lie behind are as many as there are; others go on where some brought no data. */
export function goesOn({ durationMs, errorLimit }: MetricsSpec): boolean {
  return durationMs !== undefined && errorLimit !== undefined;
}

function looksDefaults(spec: MetricsSpec): readonly DefaultCriterion[] {
  const looks = looksOf(spec);
  const limits = limitsOf(spec, looks);
  const rows = Object.entries(LIMIT_ROWS).flatMap(([name, { limit: one, words }]) => {
    const most = limits[one];
    return most === undefined ? [] : [{ name, target: `at most ${most} ${words.replace(' in a row', '')}` }];
  });
  return [{ name: DATA_ROW, target: looks === 1 ? 'one, with data' : looksTarget(spec, looks) }, ...rows];
}
