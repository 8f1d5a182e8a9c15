import { significant } from '../../core/ratio.ts';
import type { LatencyHistogram } from '../../stats/percentile.ts';
import { type Known, known, type Measured } from '../../conditions/measurements.ts';
import type { ProgressWatch } from './progress.ts';
import type { SHARED } from './spec.ts';
import type { Tally } from './tally.ts';

/** What was counted, of one service or of all. */
export interface Totals {
  readonly expected: number;
  readonly checks: number;
  readonly failures: number;
  readonly unclear: number;
  readonly missed: number;
  readonly busy: number;
  /** Intervals in which each was checked. */
  readonly intervals: number;
  /** Absent when no progress is judged. */
  readonly stalls?: number;
  readonly uninterruptedMs: number;
}

/** Counts, rates and latencies under the names that conditions read. A rate of nothing has no value. */
export function measure(totals: Omit<Totals, 'expected' | 'intervals'>, latencies: LatencyHistogram): Measured<typeof SHARED> {
  const { checks, failures, busy, missed, stalls, uninterruptedMs } = totals;
  const latency = (percent: number): number | undefined => {
    const us = latencies.percentile(percent);
    return us === undefined ? undefined : significant(us / 1000);
  };
  return {
    checks,
    failures,
    busy,
    missed,
    errorRate: checks > 0 ? significant(failures / checks) : undefined,
    stalls,
    p50Ms: latency(50),
    p95Ms: latency(95),
    p99Ms: latency(99),
    maxMs: latency(100),
    longestUninterruptedSeconds: significant(uninterruptedMs / 1000),
  };
}

/** The measures of each service by its id. */
export function measureAll(
  tallies: ReadonlyMap<string, Tally>,
  watches: ReadonlyMap<string, ProgressWatch>,
  intervalMs: number,
): Record<string, Known<Measured<typeof SHARED>>> {
  const all: Record<string, Known<Measured<typeof SHARED>>> = {};
  for (const [id, tally] of tallies) {
    const stalls = watches.get(id)?.outcome().stalls;
    const { checks, failures, unclear, busy, missed, slots } = tally;
    const uninterruptedMs = slots.longestWell() * intervalMs;
    const totals = { checks, failures, unclear, busy, missed, uninterruptedMs, ...(stalls !== undefined && { stalls }) };
    all[id] = known(measure(totals, tally.latencies));
  }
  return all;
}
