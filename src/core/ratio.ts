/** A ratio as written in gates.yml: `0.5%` or a number 0..1; undefined when it is none. */
export function parseRatio(value: string | number): number | undefined {
  if (typeof value === 'number') return value >= 0 && value <= 1 ? value : undefined;
  const match = /^(\d+(?:\.\d+)?)%$/.exec(value);
  if (!match) return undefined;
  const percent = Number(match[1]);
  return percent <= 100 ? significant(percent / 100) : undefined;
}

/** A measured value rounded to 12 significant digits, so that every platform shows and compares the same number. */
export function significant(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * A limit in whole events out of `expected`: a count stays, a ratio rounds down, so that 0.5 % of 199 allows none.
 * Computed in integers (parts per billion): 0.29 × 100 is 29, not 28.999….
 */
export function limitOf(limit: { count: number } | { ratio: number }, expected: number): number {
  if ('count' in limit) return limit.count;
  const parts = BigInt(Math.round(limit.ratio * 1e9));
  return Number((parts * BigInt(expected)) / 1_000_000_000n);
}
