import { describe, expect, test } from 'vitest';
import type { Sketch } from '../facts.ts';
import { kinds } from '../../src/gates/registry.ts';
import { ExecutionFold } from '../../src/verdict/execution.ts';
import { back, begun, planned, reached, RESUMED, step } from '../gates/rollout/facts.ts';

const { plan, gate } = planned();
const OPENING: readonly Sketch[] = [
  { type: 'execution.started', executionId: 'x', at: '2026-11-21T04:16:09.123Z' },
  { type: 'source', vcs: null },
  { type: 'gate.started', gate: 'g', expected: gate.expected },
  { ...reached, gate: 'g' },
];
const STANDS: readonly Sketch[] = [begun(0), step('stage-1')].map((fact) => ({ ...fact, gate: 'g' }));
const BACK: readonly Sketch[] = [...back().slice(0, 1), step('rollback-1', { exit: 1 })].map((fact) => ({ ...fact, gate: 'g' }));
const ENDED: Sketch = { type: 'gate.ended', gate: 'g', reason: 'cancelled', detail: 'SIGINT' };

function folded(facts: readonly Sketch[]): ExecutionFold {
  const fold = new ExecutionFold(plan, kinds, { read: () => [] });
  for (const [index, fact] of facts.entries()) fold.step({ t: index, ...fact, seq: index + 1 });
  return fold;
}

describe('an execution', () => {
  test.each<[string, readonly Sketch[], object | undefined]>([
    ['before its first gate', OPENING.slice(0, 2), undefined],
    ['before the first stage', OPENING, undefined],
    ['while a stage stands', [...OPENING, ...STANDS], { work: { stage: 0 }, gate: { id: 'g' } }],
    ['when its rollback came to its own end', [...OPENING, ...STANDS, ...BACK], undefined],
    ['when the gate has ended all the same', [...OPENING, ...STANDS, ENDED], undefined],
  ])('has %s pending what its gate does', (_, facts, pending) => {
    const found = folded(facts).pending();
    if (pending === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(pending);
  });

  test.each(['resumed', 'interrupted'])('that was %s can not have completed', (type) => {
    const end = (reason: string): readonly Sketch[] => [
      ...OPENING,
      ...STANDS,
      { ...RESUMED, type },
      ...BACK,
      ENDED,
      { type: 'execution.ended', reason },
    ];
    expect(folded(end('interrupted')).inconsistencies).toEqual([]);
    expect(folded(end('completed')).inconsistencies).toMatchObject([{ message: `the execution was ${type}, and did not complete` }]);
  });
});
