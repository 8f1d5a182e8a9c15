import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalSet } from '../../../src/gates/durability/intervals.ts';

const numbers = fc.array(fc.nat(60), { maxLength: 80 });

function setOf(list: readonly number[]): IntervalSet {
  const set = new IntervalSet();
  for (const n of list) set.add(n);
  return set;
}

describe('a set of ranges', () => {
  it('holds what a set holds, in any order', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const [set, model] = [new IntervalSet(), new Set<number>()];
        for (const n of list) {
          expect(set.add(n)).toBe(!model.has(n));
          model.add(n);
        }
        const sorted = [...model].sort((a, b) => a - b);
        expect([...set]).toEqual(sorted);
        expect([set.size, set.first(), set.last()]).toEqual([model.size, sorted[0], sorted.at(-1)]);
        for (let n = 0; n <= 61; n++) expect(set.has(n)).toBe(model.has(n));
      }),
    );
  });

  it('takes away what the other holds', () => {
    fc.assert(
      fc.property(numbers, numbers, (mine, others) => {
        const rest = setOf(mine).minus(setOf(others));
        expect([...rest]).toEqual([...new Set(mine)].filter((n) => !others.includes(n)).sort((a, b) => a - b));
        // What comes out is a set like any other.
        expect([...setOf([...rest])]).toEqual([...rest]);
        expect(rest.add(99)).toBe(true);
      }),
    );
  });
});
