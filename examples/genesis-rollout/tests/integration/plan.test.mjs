import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOn, order } from '../../src/orchestration/plan.mjs';

const chain = (length) => Object.fromEntries(Array.from({ length }, (_, i) => [`s${i}`, { needs: i > 0 ? [`s${i - 1}`] : [] }]));

for (let length = 1; length <= 10; length++) {
  test(`a chain of ${length} runs in order`, () => {
    assert.deepEqual(order(chain(length)), Object.keys(chain(length)));
  });
}
test('a circle is refused', () => assert.throws(() => order({ a: { needs: ['b'] }, b: { needs: ['a'] } }), /needs itself/));
test('a missing step is refused', () => assert.throws(() => order({ a: { needs: ['x'] } }), /no step x/));
test('the last line of a flag counts', () => assert.equal(isOn(['USE_SPICE=false', 'USE_SPICE=true'], 'USE_SPICE'), true));
test('a flag that is not there is off', () => assert.equal(isOn([], 'USE_SPICE'), false));
