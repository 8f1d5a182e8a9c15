import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeCondition, parseCondition } from '../../src/conditions/condition.ts';

function measured(source: string, scope: Record<string, number>): string {
  return judgeCondition(parseCondition(source), scope).measured;
}

describe('a measured fraction', () => {
  test.each([
    ['x < 0.01', { x: 0.01256901173 }, 'x = 0.01257'],
    ['x < 200.0', { x: 200.00004 }, 'x = 200.00004'],
    ['x <= 0.3333', { x: 1 / 3 }, 'x = 0.33333'],
    ['x == 0.5', { x: 0.5 }, 'x = 0.5'],
    ['n < 5', { n: 123_456_789 }, 'n = 123456789'],
    ['x + y < 1.0', { x: 0.500001, y: 0.5 }, 'x = 0.500001, y = 0.5'],
    ['x < y', { x: 0.5000012, y: 0.5000013 }, 'x = 0.5000012, y = 0.5000013'],
  ])('of %s', (source, scope, shown) => {
    expect(measured(source, scope)).toBe(shown);
  });

  test('never seems to be on the other side of its limit', () => {
    const near = fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e-9, max: 1e-9, noNaN: true }));
    fc.assert(
      fc.property(near, ([limit, off]) => {
        const bound = Number(limit.toPrecision(12));
        const value = Number((bound + off).toPrecision(12));
        const shown = Number(measured(`x < ${bound.toFixed(12)}`, { x: value }).replace('x = ', ''));
        const written = Number(bound.toFixed(12));
        expect(Math.sign(shown - written) + 0).toBe(Math.sign(value - written) + 0);
      }),
    );
  });
});
