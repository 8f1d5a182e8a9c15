import { describe, expect, test } from 'vitest';
import { assess, checks, type Fact, failing, isPass, missed, type Shape, verdicts } from './facts.ts';

const FOUR = ['a', 'b', 'c', 'd'];

/** Every check of four services, of which `a` has so many bad ones. */
const badOfA = (bad: number, fact = failing, count = 100): Fact[] =>
  checks(FOUR, count, (service, slot) => (service === 'a' && slot < bad ? fact(service, slot) : undefined));

const shape = (more: Shape['more'], count = 100): Shape => ({ services: FOUR, count, ...(more && { more }) });

describe('a ratio', () => {
  test('holds for each service, where the sum of all hides one that is dead', () => {
    const limits = { failureLimit: { ratio: 0.25 } };
    expect(isPass(assess(shape(limits), badOfA(25)))).toBe(true);
    const assessment = assess(shape(limits), badOfA(100));
    expect(verdicts(assessment)).toMatchObject({ failures: 'passed', 'failures of each service': 'failed' });
    expect(assessment.defaults).toContainEqual({
      name: 'failures of each service',
      target: '≤ 25',
      measured: '100 of a',
      verdict: 'failed',
    });
  });

  test('of missed checks, likewise: it blocks', () => {
    const limits = { missedLimit: { ratio: 0.25 } };
    expect(isPass(assess(shape(limits), badOfA(25, missed)))).toBe(true);
    const assessment = assess(shape(limits), badOfA(26, missed));
    expect(verdicts(assessment)).toMatchObject({ missed: 'blocked', 'missed of each service': 'blocked' });
    expect(assessment.missing).toBe('374 of 400 checks, 26 missed');
  });

  test('holds for the sum alone where the gate says so, but each service must have been well once', () => {
    const limits = { failureLimit: { ratio: 0.25 }, perService: false };
    expect(isPass(assess(shape(limits), badOfA(99)))).toBe(true);
    const dead = assess(shape(limits), badOfA(100));
    expect(verdicts(dead)).toMatchObject({ failures: 'passed', 'each service was well': 'failed' });
    expect(dead.defaults).toContainEqual({
      name: 'each service was well',
      target: 'once at least',
      measured: 'a never: 100 of 100 checks failed',
      verdict: 'failed',
    });
  });

  test('a count holds for the gate', () => {
    expect(verdicts(assess(shape({ failureLimit: { count: 30 } }), badOfA(30)))).not.toHaveProperty('failures of each service');
    expect(isPass(assess(shape({ failureLimit: { count: 30 } }), badOfA(30)))).toBe(true);
    expect(verdicts(assess(shape({ failureLimit: { count: 30 } }), badOfA(31)))['failures']).toBe('failed');
  });
});

describe('a service of which no check held', () => {
  const one = (more: Shape['more']): Shape => ({ services: ['a'], count: 3, ...(more && { more }) });
  const all = (fact: typeof failing): Fact[] => checks(['a'], 3, fact);

  test('fails, however many may fail', () => {
    const limits = { failureLimit: { count: 99 }, consecutiveFailureLimit: 3 };
    expect(verdicts(assess(one(limits), all(failing)))).toMatchObject({ failures: 'passed', 'each service was well': 'failed' });
    expect(isPass(assess(one(limits), [...all(failing).slice(0, 2), ...all(failing).slice(3), ...checks(['a'], 3).slice(2)]))).toBe(true);
  });

  test('blocks where it might have been well in a check that nobody made', () => {
    const limits = { failureLimit: { ratio: 0.7 }, missedLimit: { ratio: 0.4 } };
    const facts = [...all(failing).slice(0, 2), missed('a', 2)];
    expect(verdicts(assess(one(limits), facts))).toMatchObject({
      failures: 'passed',
      missed: 'passed',
      'each service was well': 'blocked',
    });
    expect(verdicts(assess(one({ missedLimit: 3 }), all(missed)))).toMatchObject({ missed: 'passed', 'each service was well': 'blocked' });
  });

  test('needs no row of its own where a limit fails it anyhow', () => {
    expect(verdicts(assess(one({ failureLimit: { count: 2 } }), all(failing)))).toEqual({
      'every expected check happened': 'passed',
      failures: 'failed',
    });
  });
});
