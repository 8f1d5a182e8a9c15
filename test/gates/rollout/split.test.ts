import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/core/observation.ts';
import { judge } from '../../../src/gates/rollout/judge.ts';
import { canary, type Fact, FULL, later, looked, planned, reached } from './facts.ts';
import { foldFor } from '../../laws/transcript.ts';

const numbered = (facts: readonly Fact[]): readonly Observation[] => facts.map((fact, seq) => ({ seq, t: seq, ...fact }));

/** What a job amounts to that does one stage, or without a name all of them, after what earlier jobs saw. */
function job(stage: string | undefined, earlier: readonly Fact[], own: readonly Fact[]) {
  const { plan, gate } = planned(undefined, undefined, stage);
  const fold = foldFor(judge, { gate, plan });
  if (earlier.length > 0) fold.takePrior?.(numbered(earlier));
  for (const o of numbered(own)) fold.step(o);
  const { urgent = [], defaults, criteria = [], counts } = fold.assessment('completed');
  return { rows: [...urgent, ...defaults, ...criteria], counts, want: fold.wants(), pending: fold.pending?.() };
}

const CANARY = [reached, ...canary('0.001', '0.05', '0.001')];

const since = (looks: number): Fact => ({ type: 'between', stage: 0, looks });

/** Looks at the time after the canary, a second apart. */
function between(...errors: string[]): Fact[] {
  const end = Number(CANARY.at(-1)?.['at']);
  return errors.flatMap((one, slot) => looked(0, slot, one).map((fact) => ({ ...fact, between: true, at: end + 1000 * (slot + 1) })));
}

describe('a rollout in several jobs', () => {
  test('passes with what was between them, which has rows of its own', () => {
    const { rows } = job('full', CANARY, [reached, since(2), ...between('0.001', '0.001'), ...later(FULL, 2000)]);
    expect(rows.find(({ name }) => name === 'stages')?.verdict).toBe('passed');
    expect(rows.find(({ name }) => name === 'looks (since canary)')).toMatchObject({ measured: '2', verdict: 'passed' });
  });

  test('amounts to what it amounts to in one', () => {
    const whole = job(undefined, [], [...CANARY, ...FULL]);
    expect(job('full', CANARY, [reached, { type: 'between', stage: 0, looks: 0 }, ...FULL])).toEqual(whole);
    expect(new Set(whole.rows.map(({ verdict }) => verdict))).toEqual(new Set(['passed', 'warned']));
  });

  test('passes its first stage alone, and says how far that is', () => {
    const { rows } = job('canary', [], CANARY);
    expect(rows.find(({ name }) => name === 'stages')).toMatchObject({ target: '1 of 2', measured: '1 of 2', verdict: 'passed' });
  });

  test.each<[string, readonly Fact[], readonly Fact[]]>([
    ['without what the stage before saw', [], [reached, since(0), ...FULL]],
    ['upon a stage before that was not over', CANARY.slice(0, -1), [reached, since(0), ...FULL]],
    ['upon one that failed', [reached, ...canary('0.5')], [reached, since(0), ...FULL]],
    ['without its own facts', CANARY, [reached, since(0)]],
    ['with a second stage in one job', CANARY, [reached, since(0), ...FULL, { type: 'stage', stage: 2, name: 'more', weight: 100 }]],
    ['with the stage before done again', CANARY, CANARY],
    ['without a look at the time between', CANARY, [reached, ...FULL]],
    ['with fewer looks at it than there are', CANARY, [reached, since(3), ...between('0.001', '0.001'), ...later(FULL, 2000)]],
    ['with a bad one among them', CANARY, [reached, since(2), ...between('0.001', '0.5'), ...later(FULL, 2000)]],
    ['with one at another time', CANARY, [reached, since(1), ...between('0.001').map((fact) => ({ ...fact, at: 7 })), ...FULL]],
    ['whose Prometheus nobody asked', CANARY, [since(0), ...FULL]],
  ])('never passes %s', (_, earlier, own) => {
    const { rows } = job('full', earlier, own);
    expect(rows.find(({ name }) => name === 'stages')?.verdict).not.toBe('passed');
  });

  test('has the rollback of the stage before pending as soon as it begins', () => {
    expect(job('full', CANARY, []).pending).toEqual({ stage: 0 });
  });
});
