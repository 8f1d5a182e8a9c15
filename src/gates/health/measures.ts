import { significant } from '../../core/ratio.ts';
import type { LatencyHistogram } from '../../stats/percentile.ts';
import type { ProgressWatch } from './progress.ts';
import type { Tally } from './tally.ts';

/** What was counted, of one service or of all. */
export interface Totals {
  readonly expected: number;
  readonly checks: number;
  readonly failures: number;
  readonly unclear: number;
  readonly missed: number;
  /** Intervals in which each was checked. */
  readonly intervals: number;
  /** Absent when no progress is judged. */
  readonly stalls?: number;
  readonly uninterruptedMs: number;
}

/** Counts, rates and latencies under the names that conditions read. What has no value (a rate of nothing) is left out. */
export function measure(totals: Omit<Totals, 'expected' | 'intervals'>, latencies: LatencyHistogram) {
  const { checks, failures, missed, stalls, uninterruptedMs } = totals;
  return {
    checks,
    failures,
    missed,
    ...(checks > 0 && { errorRate: significant(failures / checks) }),
    ...(stalls !== undefined && { stalls }),
    ...latency(latencies),
    longestUninterruptedSeconds: significant(uninterruptedMs / 1000),
  };
}

/** The measures of each service by its id. */
export function measureAll(
  tallies: ReadonlyMap<string, Tally>,
  watches: ReadonlyMap<string, ProgressWatch>,
  intervalMs: number,
): Record<string, Record<string, number>> {
  const all: Record<string, Record<string, number>> = {};
  for (const [id, tally] of tallies) {
    const stalls = watches.get(id)?.outcome().stalls;
    const { checks, failures, unclear, missed, slots } = tally;
    const uninterruptedMs = slots.longestWell() * intervalMs;
    const totals = { checks, failures, unclear, missed, uninterruptedMs, ...(stalls !== undefined && { stalls }) };
    all[id] = measure(totals, tally.latencies);
  }
  return all;
}

function latency(latencies: LatencyHistogram): Record<string, number> {
  const named: Record<string, number> = {};
  for (const [name, percent] of [
    ['p50Ms', 50],
    ['p95Ms', 95],
    ['p99Ms', 99],
    ['maxMs', 100],
  ] as const) {
    const us = latencies.percentile(percent);
    if (us !== undefined) named[name] = significant(us / 1000);
  }
  return named;
}
