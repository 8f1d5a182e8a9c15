import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LatencyHistogram, roundUp3 } from '../../src/stats/percentile.ts';

const latencies = fc.array(fc.oneof(fc.nat(2000), fc.nat(50_000_000), fc.double({ min: 0, max: 1e6, noNaN: true })), { minLength: 1 });
const percents = fc.oneof(fc.constantFrom(50, 95, 99, 99.9, 99.999, 100), fc.double({ min: 0.001, max: 100, noNaN: true }));

function histogram(values: readonly number[]): LatencyHistogram {
  const counted = new LatencyHistogram();
  for (const value of values) counted.add(value);
  return counted;
}

describe('rounding up to 3 significant digits', () => {
  test.each([
    [0, 0],
    [0.2, 1],
    [999, 999],
    [999.5, 1000],
    [1000, 1000],
    [1001, 1010],
    [12_345, 12_400],
    [99_901, 100_000],
    [1_000_001, 1_010_000],
    [Number.MAX_SAFE_INTEGER, 9_010_000_000_000_000],
  ])('%d µs is %d', (us, rounded) => {
    expect(roundUp3(us)).toBe(rounded);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('%d is no duration', (us) => {
    expect(() => roundUp3(us)).toThrow(RangeError);
  });

  test('never flatters, is at most 1 % off, and rounds what is rounded to itself', () => {
    fc.assert(
      fc.property(fc.nat(1e9), (us) => {
        const rounded = roundUp3(us);
        expect(rounded).toBeGreaterThanOrEqual(us);
        expect(rounded - us).toBeLessThanOrEqual(us / 100);
        expect(roundUp3(rounded)).toBe(rounded);
      }),
    );
  });
});

describe('percentiles', () => {
  test('are exact nearest-rank over the rounded values', () => {
    fc.assert(
      fc.property(latencies, percents, (values, p) => {
        const sorted = values.map(roundUp3).sort((a, b) => a - b);
        // The rank in parts of a millionth of a percent, as the histogram takes p.
        const rank = Number((BigInt(Math.round(p * 1e6)) * BigInt(sorted.length) + 99_999_999n) / 100_000_000n);
        expect(histogram(values).percentile(p)).toBe(sorted[rank - 1]);
      }),
    );
  });

  test('count 99.9 % of 1000 as 999', () => {
    const counted = histogram(Array.from({ length: 1000 }, (_, index) => index));
    expect(counted.percentile(99.9)).toBe(998);
    expect(counted.percentile(100)).toBe(999);
  });

  test('do not depend on order or on how the values were split', () => {
    fc.assert(
      fc.property(latencies, fc.nat(), (values, at) => {
        const split = at % (values.length + 1);
        const merged = histogram(values.slice(split).reverse());
        merged.merge(histogram(values.slice(0, split)));
        const whole = histogram(values);
        expect(merged.count).toBe(whole.count);
        expect(merged.max()).toBe(whole.max());
        for (const p of [1, 50, 99, 100]) expect(merged.percentile(p)).toBe(whole.percentile(p));
      }),
    );
  });

  test('of nothing are unknown', () => {
    const empty = new LatencyHistogram();
    expect([empty.percentile(50), empty.max(), empty.count]).toEqual([undefined, undefined, 0]);
  });

  test.each([0, -1, 101, Number.NaN])('%d is no percentage', (p) => {
    expect(() => histogram([1]).percentile(p)).toThrow(RangeError);
  });
});
