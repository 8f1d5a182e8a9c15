import { expect, test } from 'vitest';
import type { Observation } from '../../../src/core/observation.ts';
import { judge } from '../../../src/gates/rollout/judge.ts';
import { foldFor } from '../../laws/transcript.ts';
import { back, begun, canary, changed, type Fact, FULL, looked, lookedAtChange, planned, reached, RESUMED, round, step } from './facts.ts';

/** What is strange about facts of a gate that ended so many ms after the first. */
function misfits(facts: readonly Fact[], reason: string, t: number): readonly string[] {
  const { plan, gate } = planned();
  const seen = new Map<string, Observation>();
  const fold = foldFor(judge, { gate, plan, fact: (type) => seen.get(type) });
  for (const [seq, fact] of [reached, ...facts].entries()) {
    const o = { seq, t: seq, ...fact };
    if (fact.type === RESUMED.type) seen.set(fact.type, o);
    else fold.step(o);
  }
  return (fold.misfits?.({ seq: 999, t, type: 'gate.ended', reason }) ?? []).map(({ message }) => message);
}

const GOOD = ['0.001', '0.001', '0.001'];
const BAD = [...canary('0.5'), ...back()];
const LEFT = 'the gate ended, and its rollback had not';
const STANDS = 'a stage stands, and nobody rolled it back';

test.each<[string, readonly Fact[], string, number]>([
  ['goes through', [...canary(...GOOD), ...FULL], 'completed', 500],
  [
    'is rolled back, and confirmed',
    [...BAD, ...round(0, 200, '0.001', 1000), ...round(1, 200, '0.001', 2000), ...round(2, 200, '0.001', 3000)],
    'stopped',
    104_000,
  ],
  [
    'is rolled back by a command that fails',
    [...canary('0.5'), ...back().slice(0, 1), step('rollback-1', { exit: 1 })],
    'stopped',
    101_000,
  ],
  ['is rolled back for as long as it may be', BAD, 'stopped', 107_000],
  ['hangs when it is to roll back', canary('0.5'), 'stopped', 10_020],
  ['is aborted while its command runs', [begun(0), ...lookedAtChange(0, 0, '0.5'), step('stage-1'), ...back()], 'stopped', 107_000],
  ['is taken up again in the midst of its rollback', [...BAD, RESUMED, ...back()], 'cancelled', 100_500],
  ['is ended by an error of ours', [...BAD, ...back()], 'crashed', 100_500],
])('nothing is strange where a rollout %s', (_, facts, reason, t) => expect(misfits(facts, reason, t)).toEqual([]));

test.each<[string, readonly Fact[], string, number, string]>([
  ['ends in the midst of its rollback', BAD, 'stopped', 106_900, LEFT],
  ['ends before its rollback holds', [...BAD, ...round(0, 200, '0.001', 1000)], 'stopped', 102_000, LEFT],
  ['is not rolled back', canary('0.5'), 'stopped', 5000, STANDS],
  ['begins its rollback twice', [...BAD, ...back()], 'stopped', 107_000, '"type" is not the one rollback'],
  ['goes on after its end', [...canary(...GOOD), ...FULL, ...looked(1, 1, '0.001')], 'completed', 500, 'is not a fact that may come now'],
  [
    'is looked at before its stage stands',
    [begun(0), step('stage-1'), ...lookedAtChange(0, 0, '0.001')],
    'timeout',
    500,
    'nobody says when',
  ],
  ['changes twice', [...canary('0.001'), changed(0)], 'timeout', 500, 'is not a fact that may come now'],
  ['looks back with a command', [{ ...begun(0), looks: 3 }], 'timeout', 500, 'does not look back'],
])('it is strange where a rollout %s', (_, facts, reason, t, words) => expect(misfits(facts, reason, t).join('\n')).toContain(words));
