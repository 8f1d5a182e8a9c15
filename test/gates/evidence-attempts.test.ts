import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/core/observation.ts';
import { AttemptsTally } from '../../src/gates/evidence/attempts.ts';

const COMMIT = 'c0ffee';

function attempt(seq: number, status: string): Observation {
  return {
    seq,
    t: seq,
    type: 'attempt',
    basis: 'file',
    executionId: `20261121-04160${seq}-4f2a9c`,
    status,
    at: '2026-11-21T04:16:09.123Z',
  };
}

function history(more: Record<string, string | number | boolean> = {}): Observation {
  return { seq: 9, t: 9, type: 'history', basis: 'file', commit: COMMIT, store: 'here', attempts: 0, noGo: 0, unread: 0, ...more };
}

function tally(...facts: readonly Observation[]): AttemptsTally {
  const all = new AttemptsTally();
  for (const fact of facts) all.step(fact);
  return all;
}

describe('the row of max-attempts', () => {
  it.each<[string, readonly Observation[], string, string]>([
    ['no attempt', [history()], 'passed', '0 of 0 earlier executions were NO-GO'],
    ['one less than allowed', [attempt(1, 'NO-GO'), history({ attempts: 1, noGo: 1 })], 'passed', '1 of 1 earlier executions were NO-GO'],
    [
      'runs that were ended, or could not be judged',
      [attempt(1, 'BLOCKED'), attempt(2, 'UNFINISHED'), attempt(3, 'GO'), history({ attempts: 3 })],
      'passed',
      '0 of 3 earlier executions were NO-GO, 2 BLOCKED or unfinished',
    ],
    [
      'as many as allowed',
      [attempt(1, 'NO-GO'), attempt(2, 'NO-GO'), history({ attempts: 2, noGo: 2 })],
      'blocked',
      '2 NO-GO of this commit before (max-attempts: 2): 20261121-041602-4f2a9c (2026-11-21), 20261121-041601-4f2a9c',
    ],
    [
      'a count that names fewer than are told',
      [attempt(1, 'NO-GO'), attempt(2, 'NO-GO'), history({ attempts: 2, noGo: 0 })],
      'blocked',
      '2 NO-GO of this commit',
    ],
    ['more than are named', [attempt(1, 'NO-GO'), history({ attempts: 400, noGo: 3 })], 'blocked', ' and 2 more'],
    ['nobody who asked', [], 'blocked', 'nobody looked for earlier attempts'],
    ['executions that nobody could read', [history({ unread: 2 })], 'blocked', '2 earlier executions in here could not be read'],
    ['a store that could not be read', [history({ trouble: 'EACCES' })], 'blocked', 'earlier executions could not be read: EACCES'],
    ['a store that ends with the job', [history({ fleeting: true })], 'blocked', 'here ends with this job'],
    [
      'a failure in a store that could not be read in whole',
      [attempt(1, 'NO-GO'), attempt(2, 'NO-GO'), history({ attempts: 2, noGo: 2, unread: 1 })],
      'blocked',
      '2 NO-GO of this commit',
    ],
  ])('%s', (_, facts, verdict, words) => {
    const row = tally(...facts).row(2);
    expect(row.verdict).toBe(verdict);
    expect(row.measured).toContain(words);
  });

  it('is blocked without a commit', () => {
    const { commit: _, ...without } = history();
    expect(tally(without as Observation).row(1)).toMatchObject({
      verdict: 'blocked',
      measured: expect.stringContaining('no commit') as string,
    });
  });
});

it('what could not be read is a finding where no limit is set', () => {
  expect(tally(history({ unread: 1 })).findings()).toEqual([
    { title: 'Earlier executions', message: '1 earlier execution in here could not be read', seq: 9, note: true },
  ]);
  expect(tally(history({ fleeting: true })).findings()).toEqual([]);
});
