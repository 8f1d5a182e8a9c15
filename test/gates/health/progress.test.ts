import { describe, expect, test } from 'vitest';
import { MalformedObservation } from '../../../src/core/observation.ts';
import { assess, checks, type Fact, isPass, verdicts } from './facts.ts';

const WITHIN = 3000;
const SHAPE = { services: ['a'], count: 20, more: { stalls: [{ service: 'a', withinMs: WITHIN, judged: true }] } };

const look = (t: number, seen: { value: number } | { code: string } | object): Fact => ({ type: 'progress', t, service: 'a', ...seen });

/** Twenty checks that all hold, and the looks at the counter among them, by time. */
const run = (looks: readonly Fact[]): Fact[] => [...checks(['a'], 20), ...looks].sort((x, y) => x.t - y.t);
const every = (stepMs: number, value: (t: number) => number): Fact[] =>
  Array.from({ length: Math.ceil(19_000 / stepMs) + 1 }, (_, i) => look(i * stepMs + 20, { value: value(i * stepMs) }));

describe('progress', () => {
  test('a counter that grows is well', () => {
    const assessment = assess(SHAPE, run(every(500, (t) => t)));
    expect(isPass(assessment)).toBe(true);
    expect(assessment.measurements).toMatchObject({ stalls: 0, services: { a: { stalls: 0 } } });
    expect(verdicts(assessment)['stalls']).toBe('passed');
  });

  test('a service that answers 200 and stands still fails', () => {
    const assessment = assess(SHAPE, run(every(500, (t) => Math.min(t, 5000))));
    expect(assessment.counts).toMatchObject({ failures: 0, stalls: 1 });
    expect(verdicts(assessment)).toMatchObject({ failures: 'passed', stalls: 'failed' });
    expect(assessment.findings).toEqual([{ title: 'a', message: 'its progress stood still at 5,000 for 14 s, from 5 s into the run' }]);
  });

  test('says of each standstill when it was, for how long, at which value', () => {
    const twice = (t: number): number => (t < 2000 ? t : t < 8000 ? 2000 : t < 10_000 ? t : t < 15_000 ? 10_000 : t);
    expect(assess(SHAPE, run(every(500, twice))).findings.map(({ message }) => message)).toEqual([
      'its progress stood still at 2,000 for 6 s, from 2 s into the run',
      'its progress stood still at 10,000 for 5 s, from 10 s into the run',
    ]);
    const beyond = (t: number): number => Math.floor(t / (WITHIN + 500));
    expect(assess(SHAPE, run(every(500, beyond))).findings.at(-1)?.message).toBe('its progress stood still 2 more times');
    const blind = run(every(500, () => 0).map(({ t }) => look(t, { code: 'CONNECTION_REFUSED' })));
    expect(assess(SHAPE, blind).findings.map(({ message }) => message)).toEqual([
      'its progress stood still without a value for 19 s, from 0 s into the run',
    ]);
  });

  test('of which no value could be read is not known, however short the gate', () => {
    const short = { services: ['a'], count: 2, more: { stalls: [{ service: 'a', withinMs: WITHIN, judged: true }] } };
    const unread = [0, 500].map((t) => look(t + 20, { code: 'BODY', detail: 'the answer is not a number' }));
    const assessment = assess(
      short,
      [...checks(['a'], 2), ...unread].sort((x, y) => x.t - y.t),
    );
    expect(verdicts(assessment)['stalls']).toBe('blocked');
    expect(assessment.missing).toContain('no value of its progress could be read: unexpected answer: the answer is not a number');
  });

  test('each standstill is one stall, however long; at the limit it is none', () => {
    const twice = (t: number): number => (t < 2000 ? t : t < 8000 ? 2000 : t < 10_000 ? t : t < 15_000 ? 10_000 : t);
    expect(assess(SHAPE, run(every(500, twice))).counts).toMatchObject({ stalls: 2 });
    const atLimit = (t: number): number => Math.floor(t / WITHIN);
    expect(assess(SHAPE, run(every(500, atLimit))).counts).toMatchObject({ stalls: 0 });
    const beyond = (t: number): number => Math.floor(t / (WITHIN + 500));
    expect(assess(SHAPE, run(every(500, beyond))).counts).toMatchObject({ stalls: 5 });
  });

  test('the time up to the end counts, though nobody looked once more', () => {
    const looks = every(500, (t) => t).filter(({ t }) => t <= 15_100);
    const still = looks.map((o) => (o.t > 14_000 ? look(o.t, { value: 13_500 }) : o));
    expect(assess(SHAPE, run([...still, look(16_400, { value: 13_500 })])).counts).toMatchObject({ stalls: 1 });
  });

  test('a reset is no progress', () => {
    const falling = every(500, (t) => 1_000_000 - t);
    expect(assess(SHAPE, run(falling)).counts).toMatchObject({ stalls: 1 });
    const restarted = every(500, (t) => (t < 9000 ? t : t - 9000));
    expect(assess(SHAPE, run(restarted)).counts).toMatchObject({ stalls: 0 });
  });

  test('what can’t be read is no progress', () => {
    const looks = every(500, (t) => t).map((o, i) => (i > 10 ? look(o.t, { code: 'TIMEOUT' }) : o));
    expect(verdicts(assess(SHAPE, run(looks)))['stalls']).toBe('failed');
    const short = every(500, (t) => t).map((o, i) => (i > 10 && i < 14 ? look(o.t, { code: 'TIMEOUT' }) : o));
    expect(isPass(assess(SHAPE, run(short)))).toBe(true);
  });

  test('who did not look knows nothing', () => {
    const none = assess(SHAPE, run([]));
    expect(none.missing).toBe('a: its progress was never looked at');
    const gap = assess(SHAPE, run(every(500, (t) => t).filter(({ t }) => t < 5000 || t > 9500)));
    expect(gap.missing).toMatch(/^a: its progress was not looked at for \d+ ms$/);
    const end = assess(SHAPE, run(every(500, (t) => t).filter(({ t }) => t < 12_000)));
    for (const assessment of [none, gap, end]) expect(isPass(assessment)).toBe(false);
  });

  test('two executions have a clock and a counter each', () => {
    const first = run(every(500, (t) => t)).filter(({ t }) => t < 10_000);
    const second = run(every(500, (t) => t))
      .filter(({ t }) => t >= 10_000)
      .map((o) => ({ ...o, t: o.t - 10_000 }));
    expect(isPass(assess(SHAPE, [...first, ...second]))).toBe(true);
    const torn = assess(SHAPE, [...second, ...first]);
    expect(torn.missing).toContain('of another run');
  });

  test('a value that is no number is malformed', () => {
    for (const bad of [{}, { value: '7' }, { value: null }]) expect(() => assess(SHAPE, [look(1, bad)])).toThrow(MalformedObservation);
  });

  test('a gate that is too short says that it does not judge', () => {
    const shape = { services: ['a'], count: 2, more: { stalls: [{ service: 'a', withinMs: WITHIN, judged: false }] } };
    const assessment = assess(shape, checks(['a'], 2));
    expect(isPass(assessment)).toBe(true);
    expect(assessment.measurements).not.toHaveProperty('stalls');
    expect(assessment.findings).toEqual([{ title: 'a', message: 'stalls are not judged: the gate is no longer than 3s' }]);
  });
});
