import assert from 'node:assert/strict';
import { test } from 'node:test';
import { order } from '../../src/orchestration/plan.mjs';
import { frontier } from '../../src/spice/score.mjs';

for (let tasks = 1; tasks <= 7; tasks++) {
  test(`a session of ${tasks} tasks is planned`, () => {
    const picked = frontier(Array.from({ length: tasks }, () => ({ passes: 5, tries: 10 })));
    assert.equal(order(Object.fromEntries(picked.map((_, i) => [`t${i}`, {}]))).length, tasks);
  });
}

// Four failures that are known, waived in gates.yml by these names, each with an owner and an end.
for (const name of ['self play', 'fallback to the old planner', 'trace of a whole session', 'a task in two languages']) {
  test(name, () => assert.fail(`${name}: not there yet`));
}
