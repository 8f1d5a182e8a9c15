import type { Bounds } from '../../core/judgement.ts';
import { significant } from '../../core/ratio.ts';
import type { LatencyHistogram } from '../../stats/percentile.ts';
import type { Totals } from './measures.ts';

/** Where the measurements of a gate will end whatever the checks that are missing bring: as if each had been well, and at once. */
export function boundsOf({ expected, checks, failures, stalls }: Totals, latencies: LatencyHistogram): Readonly<Record<string, Bounds>> {
  const missing = Math.max(0, expected - checks);
  const latency = (percent: number): Bounds => ({ least: significant(latencies.leastPercentile(percent, missing) / 1000) });
  return {
    failures: { least: failures, most: failures + missing },
    ...(expected > 0 && { errorRate: { least: significant(failures / expected), most: 1 } }),
    ...(stalls !== undefined && { stalls: { least: stalls } }),
    p50Ms: latency(50),
    p95Ms: latency(95),
    p99Ms: latency(99),
    maxMs: latency(100),
  };
}
