import { describe, expect, test } from 'vitest';
import {
  assess,
  begun,
  canary,
  changed,
  type Fact,
  FULL,
  KEYS,
  later,
  looked,
  lookedAfter,
  lookedAtChange,
  ROLLBACK,
  step,
} from './facts.ts';

const GOOD = ['0.001', '0.001', '0.001'];
/** The canary, whose command takes two and a half seconds: three looks while the weight changes, then those of the bake. */
const slow = (...change: (string | undefined)[]): Fact[] => [
  begun(0),
  ...change.slice(0, 2).flatMap((errors, slot) => lookedAtChange(0, slot, errors)),
  step('stage-1'),
  changed(0, 2500),
  ...change.slice(2).flatMap((errors, index) => lookedAtChange(0, index + 2, errors)),
];
const BAKED = later(
  GOOD.flatMap((errors, slot) => looked(0, slot, errors)),
  2500,
);
const REST = later(FULL, 2500);

const silent = (facts: readonly Fact[]): Fact[] => facts.map((fact) => ({ ...fact, code: 'STATUS', detail: '503', at: undefined }));
const aged = (facts: readonly Fact[], seconds: number): Fact[] =>
  facts.map((fact) => (fact.type === 'sample' ? { ...fact, ages: [[fact['query'] as string, 'now', String(seconds)]] } : fact));

describe('while the weight changes', () => {
  test('the criteria of the gate are looked at each interval, in a row of their own', () => {
    const { told, rows, counts, want } = assess([...slow(...GOOD), ...BAKED, ...REST], 'completed');
    expect([new Set(Object.values(told)), want]).toEqual([new Set(['passed']), undefined]);
    expect(rows['change (canary)']).toMatchObject({ target: 'no criterion of the gate fails', measured: '3 looks, none failed' });
    expect(rows['change (full)']).toMatchObject({ measured: 'no look was due' });
    expect(counts).toMatchObject({ stages: { canary: { changeLooks: 3, looks: 3 } } });
  });

  test('one that fails aborts at once, and ends the command', () => {
    const facts = [begun(0), ...lookedAtChange(0, 0, '0.5')];
    const { want, stages, rollback, told } = assess([...facts, step('stage-1', { exit: 143, aborted: true })], 'stopped');
    expect(want).toEqual({ action: 'abort', because: 1 });
    const why = 'while its weight changed: error rate: errors 0.5, limit < 0.01 (look 1)';
    expect(stages).toMatchObject({ measured: `0 of 2; canary (10 %): ${why}`, verdict: 'failed' });
    expect(rollback.measured).toContain('traffic possibly at 10 %');
    expect(told['change (canary)']).toBe('failed');
    expect(assess(slow('0.001', '0.001', '0.5'), 'stopped').want).toEqual({ action: 'abort', because: 5 });
  });

  test('one that warns warns', () => {
    expect(assess([...slow('0.05', '0.05', '0.05'), ...BAKED, ...REST], 'completed').told).toMatchObject({
      'change (canary)': 'warned',
      'error rate (canary)': 'passed',
      stages: 'passed',
    });
  });

  test('there need be no data yet, but an answer', () => {
    const { told, rows } = assess([...slow(undefined, undefined, undefined), ...BAKED, ...REST], 'completed');
    expect(new Set(Object.values(told))).toEqual(new Set(['passed']));
    expect(rows['change (canary)']?.measured).toBe('3 looks, none failed, 3 without data');
    const failing = `${KEYS}    no-data: failed\n${ROLLBACK}`;
    expect(assess([...slow(undefined, undefined, undefined), ...BAKED, ...REST], 'completed', failing).told['stages']).toBe('passed');
    const mute = assess([begun(0), ...silent(lookedAtChange(0, 0, '0'))], 'stopped');
    expect(mute.want).toEqual({ action: 'abort', because: 1 });
    expect(mute.stages.measured).toContain('while its weight changed: no answer, asked 2 times; errors: HTTP status: 503 (look 1)');
  });

  test.each<[string, Fact[]]>([
    ['without one of its looks', [...slow('0.001', '0.001'), ...BAKED, ...REST]],
    ['with one too many', [...slow('0.001', '0.001', '0.001', '0.001'), ...BAKED, ...REST]],
    [
      'with one at another time',
      [...slow(...GOOD).map((fact) => (fact['slot'] === 1 ? { ...fact, at: Number(fact['at']) + 1 } : fact)), ...BAKED, ...REST],
    ],
    ['that nobody says the end of', [...slow(...GOOD).filter(({ type }) => type !== 'changed'), ...BAKED, ...REST]],
    ['that ends twice', [...slow(...GOOD), changed(0, 2500), ...BAKED, ...REST]],
    ['whose bake was looked at at other times', [...slow(...GOOD), ...later(BAKED, 1), ...REST]],
  ])('a stage %s never passes', (_, facts) => {
    expect(assess(facts, 'completed').told['stages']).not.toBe('passed');
  });
});

describe('a look of a stage', () => {
  test('at a sample from before its command had ended has no data', () => {
    const old = [begun(0), step('stage-1'), changed(0), ...aged(looked(0, 0, '0.001'), 1), ...aged(looked(0, 1, '0.001'), 2)];
    const { want, stages } = assess(old, 'stopped');
    expect(want).toMatchObject({ action: 'abort' });
    expect(stages.measured).toContain(
      'errors: no sample since the weight was set 2s ago, the newest is 2s old: a longer initial-delay waits for one',
    );
    const fresh = [begun(0), step('stage-1'), changed(0), ...aged(looked(0, 0, '0.001'), 0.9), ...aged(looked(0, 1, '0.001'), 1.9)];
    expect(assess(fresh, 'cancelled').want).toBeUndefined();
  });
});

describe('after the last stage', () => {
  const before = [...canary(...GOOD), ...FULL.filter((fact) => fact['after'] !== true)];

  test('looks go on until each query has a newer sample', () => {
    const waits = [
      ...before,
      ...aged(lookedAfter(0, '0.001'), 1),
      ...aged(lookedAfter(1, '0.001'), 2),
      ...aged(lookedAfter(2, '0.001'), 2),
    ];
    expect(assess(waits.slice(0, -1), 'completed').told).toMatchObject({ stages: 'blocked', 'after the last stage': 'blocked' });
    expect(assess(waits, 'completed').told).toMatchObject({ stages: 'passed', 'after the last stage': 'passed' });
    expect(assess(before, 'completed').told).toMatchObject({ stages: 'blocked' });
  });

  test('one that fails aborts', () => {
    const { want, stages, told } = assess([...before, ...lookedAfter(0, '0.5')], 'stopped');
    expect([want?.action, told['after the last stage']]).toEqual(['abort', 'failed']);
    expect(stages.measured).toContain('2 of 2; full (100 %): after the last stage: error rate: errors 0.5');
  });

  test('nothing excuses looks without data', () => {
    const blind = [0, 1].flatMap((slot) => lookedAfter(slot, undefined));
    const { want, stages } = assess([...before, ...blind], 'stopped');
    expect([want?.action, stages.verdict]).toEqual(['abort', 'blocked']);
    expect(stages.measured).toContain('2 looks in a row without data, at most 1 may be; errors: no data (look 2)');
    const back = [...before, ...lookedAfter(0, undefined), ...lookedAfter(1, '0.001')];
    expect(assess(back, 'completed').told['stages']).toBe('passed');
  });

  test('needs no look where the gate has no criterion', () => {
    const keys =
      KEYS.replace(/ {4}criteria: \[ \{ name.*\n/, '').replace('bake: 1s }', 'bake: 1s, criteria: [ "errors < 0.01" ] }') + ROLLBACK;
    const { told } = assess(before, 'completed', keys);
    expect(Object.keys(told)).not.toContain('change (canary)');
    expect(told['stages']).toBe('passed');
  });
});
