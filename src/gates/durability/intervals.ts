interface Range {
  readonly from: number;
  readonly to: number;
}

/** A set of whole numbers, kept as the ranges that they fill: writes that follow each other cost as much as one. */
export class IntervalSet {
  /** In order; between two of them at least one number is missing. */
  private readonly ranges: Range[] = [];

  /** @returns false for a number that is in it already */
  add(n: number): boolean {
    const at = this.search(n - 1);
    const near = this.ranges[at];
    if (!near || near.from > n + 1) {
      this.ranges.splice(at, 0, { from: n, to: n });
      return true;
    }
    if (near.from <= n && n <= near.to) return false;
    const next = this.ranges[at + 1];
    const joins = near.to === n - 1 && next?.from === n + 1 ? next : undefined;
    const grown = { from: Math.min(near.from, n), to: joins?.to ?? Math.max(near.to, n) };
    this.ranges.splice(at, joins ? 2 : 1, grown);
    return true;
  }

  has(n: number): boolean {
    const near = this.ranges[this.search(n)];
    return near !== undefined && near.from <= n;
  }

  get size(): number {
    return this.ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  first(): number | undefined {
    return this.ranges[0]?.from;
  }

  last(): number | undefined {
    return this.ranges.at(-1)?.to;
  }

  /** What is in this one and not in the other. */
  minus(other: IntervalSet): IntervalSet {
    const rest = new IntervalSet();
    for (const { from, to } of this.ranges) {
      let next = from;
      for (let at = other.search(from); next <= to; at++) {
        const hole = other.ranges[at];
        if (!hole || hole.from > to) break;
        if (hole.from > next) rest.ranges.push({ from: next, to: hole.from - 1 });
        next = hole.to + 1;
      }
      if (next <= to) rest.ranges.push({ from: next, to });
    }
    return rest;
  }

  /** What of it is not above a number. */
  upTo(most: number): IntervalSet {
    const part = new IntervalSet();
    for (const { from, to } of this.ranges) if (from <= most) part.ranges.push({ from, to: Math.min(to, most) });
    return part;
  }

  /** In order. */
  *[Symbol.iterator](): Iterator<number> {
    for (const { from, to } of this.ranges) for (let n = from; n <= to; n++) yield n;
  }

  /** The first range that does not end before this number. */
  private search(n: number): number {
    let [low, high] = [0, this.ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.to ?? n) < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
