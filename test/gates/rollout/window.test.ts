import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../../src/core/errors.ts';
import { assess, canary, type Fact, KEYS, later, looked, lookedAfter, planned, ROLLBACK } from './facts.ts';

const GOOD = ['0.001', '0.001', '0.001'];
const SINCE = KEYS.replace('{ name: full, weight: 100, bake: 1s }', '{ name: since, weight: 10, window: 2s }') + ROLLBACK;

/** The canary, and looks at so many ms after its last one. */
function since(...after: number[]): Fact[] {
  const facts = canary(...GOOD);
  const end = Number(facts.at(-1)?.['at']);
  const looks = after.flatMap((ms, slot) => looked(1, slot, '0.001').map((fact) => ({ ...fact, at: end + ms })));
  const afterwards = lookedAfter(0, '0.001', 3000 + after.length * 1000);
  return [...facts, { type: 'stage', stage: 1, name: 'since', weight: 10, looks: 2 }, ...looks, ...afterwards];
}

function messages(stages: string): readonly string[] {
  try {
    planned(KEYS.replace(/ stages: .*/, ` stages: ${stages}`) + ROLLBACK);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

describe('a stage that looks back', () => {
  test('is over when exactly its steps were looked at, from where the stage before was over', () => {
    const { told, want } = assess(since(1000, 2000), 'completed', SINCE);
    expect([new Set(Object.values(told)), want]).toEqual([new Set(['passed']), undefined]);
  });

  test.each([
    ['another time', [1000, 2500]],
    ['the same time twice', [1000, 1000]],
    ['times that begin later', [2000, 3000]],
  ])('with a look at %s is none', (_, after) => {
    const { told, want } = assess(since(...after), 'completed', SINCE);
    expect(told).toMatchObject({ stages: 'blocked', rollback: 'blocked' });
    expect(want).toMatchObject({ action: 'abort' });
  });

  test('lasts until now where that is later than planned, and never less than that', () => {
    const late = since(1000, 2000, 3000).map((fact) => (fact.type === 'stage' && fact['stage'] === 1 ? { ...fact, looks: 3 } : fact));
    expect(assess(late, 'completed', SINCE).told).toMatchObject({ stages: 'passed', 'looks (since)': 'passed' });
    expect(assess(late.slice(0, -3), 'completed', SINCE).told).toMatchObject({ stages: 'blocked' });
    const short = since(1000).map((fact) => (fact.type === 'stage' && fact['stage'] === 1 ? { ...fact, looks: 1 } : fact));
    expect(assess(short, 'completed', SINCE).told).toMatchObject({ stages: 'blocked' });
  });

  test('begins after a last look without data where that would have been', () => {
    const twice = SINCE.replace('window: 2s }', 'window: 2s }, { name: more, weight: 10, window: 1s }');
    const silent = since(1000, 2000)
      .slice(0, -1)
      .map((fact) => (fact['stage'] === 1 && fact['slot'] === 1 ? { ...fact, code: 'TIMEOUT', at: undefined } : fact));
    const more = [{ type: 'stage', stage: 2, name: 'more', weight: 10, looks: 1 }, ...looked(2, 0, '0.001')];
    const facts = [...silent, ...later(more, -1000), ...lookedAfter(0, '0.001', 6000).map((fact) => ({ ...fact, stage: 2 }))];
    const { told, rows } = assess(facts, 'completed', twice);
    expect(told).toMatchObject({ stages: 'passed', 'looks (since)': 'passed' });
    expect(rows['looks (since)']?.measured).toBe('1 of 2 looks, 1 without data, first errors: timed out');
  });

  test('is refused where it can mean nothing', () => {
    expect(messages('[ { name: a, weight: 1, window: 1s } ]')).toEqual(['the first stage has no stage before it to look back to']);
    expect(messages('[ { name: a, weight: 1, bake: 1s }, { name: b, weight: 2, window: 1s } ]')).toEqual([
      'found 2, expected 1, the weight of the stage before: a stage with "window" sets none',
    ]);
    expect(messages('[ { name: a, weight: 1, bake: 1s, window: 1s } ]')).toEqual(['expected either "bake" or "window", found both']);
    expect(messages('[ { name: a, weight: 1 } ]')).toEqual(['stage "a" needs "bake": how long to watch it']);
    expect(messages('[ { name: a, weight: 1, bake: 1s }, { name: b, weight: 1, window: 1500ms } ]')).toEqual([
      'found 1500ms, expected a whole number of intervals of 1s',
    ]);
  });
});
