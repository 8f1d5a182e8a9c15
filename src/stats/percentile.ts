/**
 * A latency in µs, rounded up to 3 significant digits: 12,345 → 12,400. So there are at most 900 values a decade, they merge in any
 * order, and a percentile over them is at most 1 % above the true one (0.5 % on average), never below it.
 * @throws RangeError for what is no duration.
 */
export function roundUp3(us: number): number {
  const whole = Math.ceil(us);
  if (!(whole >= 0) || !Number.isSafeInteger(whole)) throw new RangeError(`no duration in µs: ${us}`);
  let unit = 1;
  while (whole >= unit * 1000) unit *= 10;
  const rest = whole % unit;
  return rest === 0 ? whole + 0 : whole - rest + unit;
}

/** Percentiles are asked for to this many parts of one percent: p99.999 is exact. */
const PARTS = 1_000_000;

/** Counts latencies. Its percentiles are exact nearest-rank over the rounded values, whatever the order in which they came. */
export class LatencyHistogram {
  private readonly counts = new Map<number, number>();
  /** The values in `counts`, the least first; undefined once there is a new one. */
  private sorted: readonly number[] | undefined;
  private total = 0;

  get count(): number {
    return this.total;
  }

  /** @param us µs, 0 or more; rounded up to 3 significant digits. @throws RangeError */
  add(us: number): void {
    this.put(roundUp3(us), 1);
  }

  /** Adds what another one counted. */
  merge(other: LatencyHistogram): void {
    for (const [us, times] of other.counts) this.put(us, times);
  }

  /** The value in µs that `p` percent of all are not above; undefined when nothing was counted. @param p 0 < p <= 100 */
  percentile(p: number): number | undefined {
    if (!(p > 0 && p <= 100)) throw new RangeError(`no percentage: ${p}`);
    const rank = rankOf(p, this.total);
    let seen = 0;
    for (const us of this.ascending()) {
      seen += this.counts.get(us) ?? 0;
      if (seen >= rank) return us;
    }
    return undefined;
  }

  /**
   * The least that a percentile can be once `missing` more latencies are there, whatever they are: as if each were 0.
   * @returns µs; 0 when the missing ones alone could decide it
   */
  leastPercentile(p: number, missing: number): number {
    if (!(p > 0 && p <= 100)) throw new RangeError(`no percentage: ${p}`);
    const rank = rankOf(p, this.total + missing) - missing;
    let seen = 0;
    for (const us of rank > 0 ? this.ascending() : []) {
      seen += this.counts.get(us) ?? 0;
      if (seen >= rank) return us;
    }
    return 0;
  }

  /** In µs; undefined when nothing was counted. */
  max(): number | undefined {
    return this.ascending().at(-1);
  }

  private put(us: number, times: number): void {
    const known = this.counts.get(us);
    if (known === undefined) this.sorted = undefined;
    this.counts.set(us, (known ?? 0) + times);
    this.total += times;
  }

  private ascending(): readonly number[] {
    return (this.sorted ??= [...this.counts.keys()].sort((a, b) => a - b));
  }
}

/** ceil(p % of n), in integers: 99.9 % of 1000 is 999, not 999.0000000000001. */
function rankOf(p: number, n: number): number {
  const parts = BigInt(Math.round(p * PARTS)) * BigInt(n);
  const whole = BigInt(100 * PARTS);
  return Number((parts + whole - 1n) / whole);
}
