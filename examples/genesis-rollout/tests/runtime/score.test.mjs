import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difficulty, frontier } from '../../src/spice/score.mjs';

for (let passes = 0; passes <= 25; passes++) {
  test(`${passes} of 25 is ${25 - passes} in 25 hard`, () => assert.ok(Math.abs(difficulty(passes, 25) - (25 - passes) / 25) < 1e-12));
}
test('no tries are refused', () => assert.throws(() => difficulty(0, 0), RangeError));
test('more passes than tries are refused', () => assert.throws(() => difficulty(3, 2), RangeError));
test('the frontier leaves out what is too easy or too hard', () => {
  const tasks = [0, 4, 5, 6, 10].map((passes) => ({ passes, tries: 10 }));
  assert.deepEqual(
    frontier(tasks).map(({ passes }) => passes),
    [4, 5, 6],
  );
});
