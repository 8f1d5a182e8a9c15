import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probit } from '../../src/stats/probit.ts';
import { wilson } from '../../src/stats/wilson.ts';

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.9, 1.2815515655446004],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.99995, 3.890591886413098],
    [1e-10, -6.361340902404056],
  ])('of %f is %f', (p, expected) => {
    expect(Math.abs(probit(p) - expected)).toBeLessThan(1e-12);
  });

  it('is odd around one half, and grows', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (p) => {
        expect(probit(p)).toBeCloseTo(-probit(1 - p), 8);
        expect(probit(p)).toBeLessThanOrEqual(probit(p + 1e-4));
      }),
    );
  });

  it.each([0, 1, -0.1, 1.1, 1e-12, Number.NaN])('is not computed of %f', (p) => {
    expect(() => probit(p)).toThrow(RangeError);
  });
});

describe('the Wilson interval', () => {
  it.each([
    [81, 263, 0.95, 0.255288519878, 0.366209576983],
    [0, 20, 0.95, 0, 0.161125158053],
    [10, 10, 0.95, 0.722467200137, 1],
    [2159, 2160, 0.95, 0.997382150996, 0.999918270994],
    [950, 1000, 0.99, 0.929093027309, 0.964974924277],
  ])('of %i in %i at %f', (successes, of, confidence, lower, upper) => {
    const interval = wilson(successes, of, confidence);
    expect(Math.abs((interval?.lower ?? NaN) - lower)).toBeLessThan(1e-9);
    expect(Math.abs((interval?.upper ?? NaN) - upper)).toBeLessThan(1e-9);
  });

  it('is above 0.60 from 17 of 20 on, not with 16', () => {
    expect(wilson(17, 20, 0.95)?.lower).toBeGreaterThan(0.6);
    expect(wilson(16, 20, 0.95)?.lower).toBeLessThan(0.6);
  });

  it('says nothing of 0 of 0', () => {
    expect(wilson(0, 0, 0.95)).toBeUndefined();
  });

  it('holds the share, stays within 0 and 1, and mirrors', () => {
    const sample = fc.integer({ min: 1, max: 100_000 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(sample, ([successes, of]) => {
        const { lower, upper } = wilson(successes, of, 0.95)!;
        const share = successes / of;
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(share + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(share - 1e-12);
        expect(upper).toBeLessThanOrEqual(1);
        expect(wilson(of - successes, of, 0.95)!.lower).toBeCloseTo(1 - upper, 10);
      }),
    );
  });
});
