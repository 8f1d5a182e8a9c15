import { describe, expect, test } from 'vitest';
import { assess, back, begun, canary, changed, type Fact, FULL, KEYS, later, looked, RESUMED, round, step } from './facts.ts';

const GOOD = ['0.001', '0.001', '0.001'];
const ABORTED = canary('0.001', '0.5');
/** Rounds of one second that hold, from the first second to the third. */
const WELL = [1, 2, 3].flatMap((second) => round(second - 1, 200, '0.001', second * 1000));

/** A round that sees nothing but one sample, taken before the first of them: as old as the looks that went by. */
const stale = (slot: number, second: number): Fact[] =>
  round(slot, 200, '0.001', second * 1000).map((fact) =>
    fact.type === 'sample' ? { ...fact, ages: [['errors', 'now', String(5 + slot)]] } : fact,
  );

describe('a rollout', () => {
  test('whose stages all passed', () => {
    const { told, want, counts } = assess([...canary(...GOOD), ...FULL], 'completed');
    expect(new Set(Object.values(told))).toEqual(new Set(['passed']));
    expect(Object.keys(told)).toEqual([
      'rollback',
      'stages',
      'change (canary)',
      'looks (canary)',
      'change (full)',
      'looks (full)',
      'after the last stage',
      'error rate (canary)',
      'requests > 0.0 (canary)',
      'error rate (full)',
    ]);
    expect(want).toBeUndefined();
    expect(counts).toMatchObject({ stagesPassed: 2, expectedStages: 2, looks: 4, rollback: 'none' });
  });

  test('with one warned look warns', () => {
    const { told, want } = assess([...canary('0.001', '0.05', '0.001'), ...FULL], 'completed');
    expect(want).toBeUndefined();
    expect(told).toMatchObject({ 'error rate (canary)': 'warned', stages: 'passed', rollback: 'passed' });
  });

  test('makes up for a look without data by another one', () => {
    const facts = [...canary('0.001', undefined, '0.001', '0.001'), ...later(FULL, 1000)];
    const { want, told, rows } = assess(facts, 'completed');
    expect(want).toBeUndefined();
    expect(new Set(Object.values(told))).toEqual(new Set(['passed']));
    expect(rows['looks (canary)']?.measured).toBe('3 looks, 1 more without data, first errors: no data');
    expect(assess([...canary('0.001', undefined, '0.001'), ...FULL], 'completed').told).toMatchObject({ stages: 'blocked' });
  });

  test('is blocked when it ended before its time', () => {
    for (const end of ['completed', 'crashed', 'timeout', 'cancelled'] as const) {
      const { told, rollback } = assess(canary(...GOOD), end);
      expect(told).toMatchObject({ stages: 'blocked', rollback: 'blocked' });
      expect(rollback.measured).toContain('could not run: traffic still at 10 %');
    }
    expect(assess([], 'crashed').told).toMatchObject({ stages: 'blocked', rollback: 'passed', 'error rate (canary)': 'blocked' });
  });
});

test('a file that was to be captured and is gone at the end fails the gate', () => {
  const gone: Fact = { type: 'file', path: 'out/undone.txt', code: 'NOT_FOUND', captured: true };
  const { rows } = assess([...canary(...GOOD), ...FULL, gone], 'completed');
  expect(rows['captured files']).toMatchObject({ measured: 'out/undone.txt is gone', verdict: 'failed' });
  expect(rows['stages']?.verdict).toBe('passed');
});

describe('is aborted', () => {
  test.each<[string, Fact[], number, 'failed' | 'blocked', string]>([
    ['at once by a failed criterion', canary('0.001', '0.5'), 6, 'failed', 'error rate (canary): errors 0.5, limit < 0.01'],
    [
      'by a criterion of the stage: no traffic',
      [begun(0), step('stage-1'), changed(0), ...looked(0, 0, '0.001', '0')],
      4,
      'failed',
      'requests 0',
    ],
    ['by the second look in a row that only warned', canary('0.05', '0.05'), 6, 'failed', '2 looks in a row did not pass, at most 1 may'],
    ['by the second in a row without data', canary(undefined, undefined), 6, 'blocked', '2 looks in a row without data, at most 1 may be'],
    ['by a warned one before and after one without data', canary('0.05', undefined, '0.05'), 8, 'failed', '2 looks in a row did not pass'],
    ['by a command that failed', [begun(0), step('stage-1', { exit: 3 })], 1, 'failed', 'its command ended with exit code 3'],
    ['by one that hung', [begun(0), step('stage-1', { exit: 143, timedOut: true })], 1, 'failed', 'its command still running after 9s'],
    ['by one that is not there', [begun(0), step('stage-1', { exit: 127 })], 1, 'blocked', 'could not be executed'],
    ['by one that was broken off', [begun(0), step('stage-1', { exit: 143, aborted: true })], 1, 'blocked', 'broken off'],
    [
      'by a Prometheus that does not answer, before anything is changed',
      [{ type: 'prometheus', code: 'CONNECTION_REFUSED', detail: 'refused' }],
      0,
      'blocked',
      'before the first: Prometheus does not answer (connection refused: refused)',
    ],
    ['by a stage without its command', [begun(0), ...looked(0, 0, '0.001')], 1, 'blocked', 'whose command has ended'],
    ['by a stage that begins too early', [...canary('0.001'), ...FULL], 5, 'blocked', 'the stage that may begin now'],
    ['by a stage before the first', [...FULL], 0, 'blocked', 'the stage that may begin now'],
    [
      'by a query that nobody asked for',
      [begun(0), step('stage-1'), changed(0), { ...looked(0, 0, '1')[0]!, query: 'x' }],
      3,
      'blocked',
      'query of the plan',
    ],
  ])('%s', (_, facts, because, verdict, why) => {
    const { want, stages, told } = assess(facts, 'stopped');
    expect(want).toEqual({ action: 'abort', because });
    expect(stages).toMatchObject({ verdict });
    expect(stages.measured).toContain(why);
    // Where nothing was changed nothing need go back.
    expect(told['rollback'] === 'passed').toBe(stages.measured.includes('before the first'));
  });

  test('not by what the limits allow', () => {
    for (const errors of [
      ['0.05', '0.001', '0.05'],
      [undefined, '0.001', '0.001'],
      ['0.05', undefined, '0.001'],
    ]) {
      expect(assess(canary(...errors), 'cancelled').want).toBeUndefined();
    }
  });

  test('by more looks without data than there may be in all, and by a stage in which nothing could be judged', () => {
    const often = assess(canary(undefined, '0.001', undefined), 'stopped');
    expect(often.want).toEqual({ action: 'abort', because: 8 });
    expect(often.stages.measured).toContain('2 looks without data, at most 1 may be (error-limit); errors: no data (look 3)');
    const strict = `${KEYS}    error-limit: 0\n    rollback: { run: undeploy }\n`;
    expect(assess(canary(undefined), 'stopped', strict).want).toEqual({ action: 'abort', because: 4 });
    const blind = [...canary(...GOOD), begun(1), step('stage-2'), changed(1), ...[0, 1].flatMap((slot) => looked(1, slot, undefined))];
    expect(assess(blind, 'stopped')).toMatchObject({ want: { action: 'abort' }, told: { stages: 'blocked' } });
  });

  test('by the fifth look in a row without data, or by any number that warned, where no limit was given', () => {
    const keys = KEYS.replace(/ +consecutive-.*-limit.*\n/g, '').replace('bake: 3s', 'bake: 60s');
    const open = `${keys}    error-limit: 90%\n    rollback: { run: undeploy }\n`;
    const blind = (times: number): (string | undefined)[] => Array.from({ length: times }, () => undefined);
    expect(assess(canary(...blind(4)), 'cancelled', open).want).toBeUndefined();
    expect(assess(canary(...blind(5)), 'stopped', open).stages.measured).toContain('5 looks in a row without data, at most 4 may be');
    expect(assess(canary('0.05', '0.05', '0.05'), 'cancelled', open).want).toBeUndefined();
    const warned = assess(canary('0.05', '0.001', '0.05'), 'stopped', `${keys}    warn-limit: 1\n    rollback: { run: undeploy }\n`);
    expect(warned.stages).toMatchObject({
      verdict: 'failed',
      measured: expect.stringContaining('2 looks warned, at most 1 may; error rate'),
    });
    expect(warned.told['error rate (canary)']).toBe('failed');
    const looks = warned.findings.filter(({ title }) => title === 'error rate (canary)');
    expect(looks.map(({ message, verdict }) => [message.slice(0, 7), verdict])).toEqual([
      ['look 1:', 'warned'],
      ['look 3:', 'warned'],
    ]);
  });
});

describe('a rollback', () => {
  const after = (...facts: Fact[]) => assess([...ABORTED, ...facts], 'stopped');

  test('that was validated and held is no better than its cause', () => {
    const { rollback, told, findings, counts } = after(...back(), ...WELL);
    expect(rollback).toMatchObject({
      name: 'rollback',
      target: 'unneeded',
      measured: expect.stringMatching(/^canary \(10 %\): error rate.*; rolled back, rollback confirmed and held$/) as string,
      verdict: 'failed',
    });
    expect(told).toMatchObject({ stages: 'failed', 'error rate (canary)': 'failed' });
    expect(findings[0]).toMatchObject({ title: 'Rollback', message: rollback.measured, seq: 6 });
    expect(counts).toMatchObject({ rollback: 'validated', stagesPassed: 0 });
    const blind = assess([...canary(undefined, undefined), ...back(), ...WELL], 'stopped');
    expect(blind.rollback).toMatchObject({ verdict: 'blocked', target: 'unneeded' });
  });

  test.each<[string, Fact[], string, 'failed' | 'blocked']>([
    ['never began', [], 'could not run: traffic still at 10 %', 'failed'],
    ['was broken off', back().slice(0, 2), 'could not run: traffic still at 10 %: broken off', 'failed'],
    [
      'failed',
      [back()[0]!, step('rollback-1', { exit: 1 })],
      'FAILED: traffic still at 10 %: command 1 of 2 ended with exit code 1',
      'failed',
    ],
    [
      'hung',
      [...back().slice(0, 2), step('rollback-2', { exit: 1, timedOut: true })],
      'FAILED: traffic still at 10 %: command 2 of 2 still running after 5s',
      'failed',
    ],
    [
      'was not there',
      [back()[0]!, step('rollback-1', { exit: 127 })],
      'could not run: traffic still at 10 %: command 1 of 2 could not be executed',
      'failed',
    ],
    [
      'is not well in time',
      [...back(), ...[1, 4, 6].flatMap((s, i) => round(i, 500, '0.001', s * 1000))],
      'FAILED: traffic possibly still at 10 %: not well within 5s: http://127.0.0.1:1/health: status 500, expected 2xx',
      'failed',
    ],
    ['is only warned in time', [...back(), ...round(0, 200, '0.05', 6000)], 'not well within 5s: error rate: errors 0.05', 'failed'],
    ['is well too late', [...back(), ...round(0, 200, '0.001', 6000)], 'not well within 5s: only later', 'failed'],
    [
      'is seen in samples from before it alone',
      [...back(), ...[1, 2, 3, 6].flatMap((second, slot) => stale(slot, second))],
      'not well within 5s: errors: no sample since the first look',
      'failed',
    ],
    [
      'does not hold',
      [...back(), ...round(0, 200, '0.001', 1000), ...round(1, 500, '0.001', 2000)],
      'did not stay well for 2s: http',
      'failed',
    ],
    ['is not yet held', [...back(), ...WELL.slice(0, 4)], 'rolled back from canary (10 %), not confirmed: broken off', 'failed'],
    [
      'is not seen',
      [...back(), ...round(0, 200, undefined, 6000)],
      'rolled back from canary (10 %), not confirmed: not well within 5s: errors: no data',
      'failed',
    ],
  ])('that %s', (_, facts, measured, verdict) => {
    const { rollback } = after(...facts);
    expect(rollback).toMatchObject({ target: 'confirmed', verdict });
    expect(rollback.measured).toContain(measured);
  });

  test('after an interruption is blocked, and failed when it fails', () => {
    const cut = (...facts: Fact[]) => assess([...canary('0.001'), ...facts], 'cancelled').rollback;
    expect(cut(...back(), ...WELL)).toMatchObject({ verdict: 'blocked', measured: expect.stringContaining('rollback confirmed and held') });
    expect(cut(...back().slice(0, 1))).toMatchObject({ verdict: 'blocked', measured: expect.stringContaining('traffic still at 10 %') });
    expect(cut(back()[0]!, step('rollback-1', { exit: 1 }))).toMatchObject({ verdict: 'failed' });
    expect(cut(...back(), ...round(0, 200, undefined, 6000))).toMatchObject({ verdict: 'blocked' });
  });

  test('tolerates a round without data while it holds, but not as the last', () => {
    const rounds = (...errors: (string | undefined)[]) =>
      after(...back(), ...errors.flatMap((one, i) => round(i, 200, one, (i + 1) * 1000)));
    expect(rounds('0.001', undefined, '0.001').counts).toMatchObject({ rollback: 'validated' });
    expect(rounds('0.001', '0.001', undefined).counts).toMatchObject({ rollback: 'open' });
    expect(rounds('0.001', undefined, undefined).counts).toMatchObject({ rollback: 'not-validated' });
  });

  test('with a round that is not there, or a fact after its end, was not seen', () => {
    const gap = after(...back(), ...round(0, 200, '0.001', 1000), ...round(2, 200, '0.001', 3000));
    expect(gap.rollback.verdict).toBe('failed');
    expect(gap.counts).toMatchObject({ rollback: 'open' });
    expect(assess([...canary(...GOOD), ...FULL, ...back(1)], 'completed').told).toMatchObject({ stages: 'blocked', rollback: 'blocked' });
  });

  test('from a stage whose command failed says that nobody knows', () => {
    const { rollback } = assess([begun(0), step('stage-1', { exit: 1 }), back()[0]!, step('rollback-1', { exit: 1 })], 'stopped');
    expect(rollback.measured).toContain('FAILED: traffic possibly at 10 %');
  });
});

describe('what is pending', () => {
  test.each<[string, Fact[], { stage: number } | undefined]>([
    ['before the first stage is nothing', [], undefined],
    ['as soon as a stage has begun is its rollback', [begun(0)], { stage: 0 }],
    ['between two stages is that of the one that stands', canary(...GOOD), { stage: 0 }],
    ['after the last stage, until the gate has ended, is its rollback', [...canary(...GOOD), ...FULL], { stage: 1 }],
    ['while it rolls back is to come to its end', [...ABORTED, ...back()], { stage: 0 }],
    [
      'when its command was broken off is another',
      [...ABORTED, back()[0]!, step('rollback-1', { exit: 143, aborted: true })],
      { stage: 0 },
    ],
    ['after a rollback that failed is nothing', [...ABORTED, back()[0]!, step('rollback-1', { exit: 1 })], undefined],
    ['after one that was validated is nothing', [...ABORTED, ...back(), ...WELL], undefined],
  ])('%s', (_, facts, pending) => {
    expect(assess(facts, 'cancelled').pending).toEqual(pending);
  });
});

describe('a rollback that is begun again', () => {
  const BROKEN_OFF = [back()[0]!, step('rollback-1', { exit: 143, aborted: true })];

  test.each<[string, Fact[]]>([
    ['was broken off', BROKEN_OFF],
    ['was cut in its validation', [...back(), ...WELL.slice(0, 2)]],
    ['was cut before its first command had ended', back().slice(0, 1)],
  ])('after one that %s counts alone', (_, first) => {
    const told = assess([...ABORTED, ...first, RESUMED, ...back(), ...WELL], 'cancelled');
    expect(told.rollback).toMatchObject({
      measured: expect.stringMatching(/^canary \(10 %\): error rate.*; rolled back, rollback confirmed and held$/) as string,
      verdict: 'failed',
    });
    expect(told.findings.map(({ message }) => message)).toContain('broken off with the run, and begun again');
    const failed = assess([...ABORTED, ...first, RESUMED, back()[0]!, step('rollback-1', { exit: 1 })], 'cancelled');
    expect(failed.rollback.measured).toContain('FAILED: traffic still at 10 %');
  });

  test.each<[string, Fact[]]>([
    ['by the same run', [...BROKEN_OFF, ...back(), ...WELL]],
    ['after one that had failed', [back()[0]!, step('rollback-1', { exit: 1 }), RESUMED, ...back(), ...WELL]],
    ['a second time', [...BROKEN_OFF, RESUMED, ...BROKEN_OFF, ...back(), ...WELL]],
  ])('%s does not count', (_, facts) => {
    expect(assess([...ABORTED, ...facts], 'cancelled').rollback.measured).toContain('traffic still at 10 %');
  });
});
