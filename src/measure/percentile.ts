/** A latency in µs rounded up to 3 significant digits: 0.5 % off at most, never flattering. Negative and odd input is 0. */
export function roundUp3(us: number): number {
  if (!(us > 0)) return 0;
  const whole = Math.ceil(us);
  let step = 1;
  while (whole / step >= 1000) step *= 10;
  return Math.ceil(whole / step) * step;
}

/**
 * Exact percentiles over values that were rounded to 3 significant digits: at most 900 distinct ones a decade, so memory is
 * constant, and the order and the split of the observations make no difference.
 */
export class LatencyHistogram {
  private readonly counts = new Map<number, number>();
  private total = 0;

  get count(): number {
    return this.total;
  }

  /** @param us µs, as recorded */
  add(us: number): void {
    this.addMany(roundUp3(us), 1);
  }

  merge(other: LatencyHistogram): void {
    for (const [us, times] of other.counts) this.addMany(us, times);
  }

  /** The nearest-rank percentile in µs; undefined when there is none. @param p above 0, at most 100 */
  percentile(p: number): number | undefined {
    if (this.total === 0) return undefined;
    const rank = Math.max(1, Math.ceil((p * this.total) / 100));
    let seen = 0;
    for (const us of [...this.counts.keys()].sort((a, b) => a - b)) {
      seen += this.counts.get(us) ?? 0;
      if (seen >= rank) return us;
    }
    return undefined;
  }

  /** The largest value in µs. */
  max(): number | undefined {
    return this.percentile(100);
  }

  private addMany(us: number, times: number): void {
    this.counts.set(us, (this.counts.get(us) ?? 0) + times);
    this.total += times;
  }
}
