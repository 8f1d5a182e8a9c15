import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Confusion, maxRecallDrop } from '../../src/stats/confusion.ts';

/** A matrix of whole rows, one for each class; the last number of a row that is longer counts answers that are no class. */
function of(classes: readonly string[], rows: readonly (readonly number[])[]): Confusion {
  const confusion = new Confusion(classes);
  rows.forEach((row, expected) =>
    row.forEach((count, actual) => {
      for (let i = 0; i < count; i++) confusion.add(expected, actual < classes.length ? actual : undefined);
    }),
  );
  return confusion;
}

/** Values that scikit-learn 1.9 gives for the same labels (accuracy, recall, precision, balanced accuracy). */
describe('a confusion matrix', () => {
  it('has the recall and accuracy of one that always answers the same', () => {
    const confusion = of(
      ['a', 'b'],
      [
        [90, 0],
        [10, 0],
      ],
    );
    expect(confusion.accuracy()).toBe(0.9);
    expect(confusion.recall()).toEqual({ a: 1, b: 0 });
    expect(confusion.balancedAccuracy()).toBe(0.5);
    expect(confusion.precision()).toEqual({ a: 0.9 });
    expect(confusion.maxShare()).toBe(1);
    expect(confusion.maxOffClassShare()).toBe(1);
  });

  it('has the values of a known one, to nine digits', () => {
    const confusion = of(
      ['x', 'y', 'z'],
      [
        [5, 2, 0],
        [1, 7, 3],
        [0, 2, 9],
      ],
    );
    expect(confusion.accuracy()).toBeCloseTo(21 / 29, 10);
    expect(confusion.recall()['y']).toBeCloseTo(0.636363636364, 10);
    expect(confusion.precision()).toEqual({ x: 0.833333333333, y: 0.636363636364, z: 0.75 });
    expect(confusion.balancedAccuracy()).toBeCloseTo(0.722943722944, 10);
    expect(confusion.table()).toEqual({ x: { x: 5, y: 2, z: 0 }, y: { x: 1, y: 7, z: 3 }, z: { x: 0, y: 2, z: 9 } });
    expect(confusion.answerShare()['x']).toEqual({ x: 0.714285714286, y: 0.285714285714, z: 0 });
    expect(confusion.maxOffClassShare()).toBeCloseTo(2 / 7, 10);
  });

  it('leaves undefined what a class without cases would decide', () => {
    const confusion = of(['a', 'b'], [[3, 1]]);
    expect(confusion.recall()).toEqual({ a: 0.75 });
    expect(confusion.table()).toEqual({ a: { a: 3, b: 1 } });
    expect(confusion.answerShare()).toEqual({ a: { a: 0.75, b: 0.25 } });
    expect(confusion.balancedAccuracy()).toBeUndefined();
    expect(confusion.accuracy()).toBe(0.75);
  });

  it('counts an answer that is no class as a miss, and as not comparable', () => {
    const confusion = of(
      ['a', 'b'],
      [
        [1, 0, 1],
        [0, 2, 0],
      ],
    );
    expect(confusion.comparable()).toBe(3);
    expect(confusion.accuracy()).toBe(1);
    expect(confusion.recall()).toEqual({ a: 0.5, b: 1 });
  });

  it('says nothing of nothing', () => {
    const confusion = of(['a', 'b'], []);
    expect([confusion.accuracy(), confusion.maxShare(), confusion.maxOffClassShare(), confusion.balancedAccuracy()]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([confusion.recall(), confusion.precision()]).toEqual([{}, {}]);
  });

  it('of two parts is that of the whole', () => {
    const cases = fc.array(fc.tuple(fc.nat(2), fc.option(fc.nat(2), { nil: undefined })));
    fc.assert(
      fc.property(cases, cases, (left, right) => {
        const counted = (list: typeof left): Confusion => {
          const confusion = new Confusion(['a', 'b', 'c']);
          for (const [expected, actual] of list) confusion.add(expected, actual);
          return confusion;
        };
        const merged = counted(left);
        merged.merge(counted(right));
        expect(merged).toEqual(counted([...left, ...right]));
      }),
    );
  });
});

describe('the largest drop of recall', () => {
  it('is absolute, and of the class that lost most', () => {
    expect(maxRecallDrop({ a: 0.9, b: 0.8 }, { a: 0.85, b: 0.4 })).toBe(0.4);
    expect(maxRecallDrop({ a: 0.5 }, { a: 0.75 })).toBe(-0.25);
  });

  it('is undefined where a class has cases on one side only, or none has', () => {
    expect(maxRecallDrop({ a: 0.9, b: 0.8 }, { a: 0.9 })).toBeUndefined();
    expect(maxRecallDrop({ a: 0.9 }, { a: 0.9, b: 0.1 })).toBeUndefined();
    expect(maxRecallDrop({}, {})).toBeUndefined();
  });
});
