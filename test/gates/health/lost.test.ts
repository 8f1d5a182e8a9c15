import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/gates/health/judge.ts';
import { foldFor } from '../../laws/transcript.ts';
import { assess, check, checks, type Fact, failing, healthPlan, missed, type Shape, verdicts } from './facts.ts';

const AB = ['a', 'b'];
const COUNT = 100;

const shape = (more: Shape['more'] = {}): Shape => ({ services: AB, count: COUNT, more: { failFast: true, ...more } });

/** All checks, of which those of `b` from slot 10 on are others. */
const from10 = (other: (service: string, slot: number) => Fact): Fact[] =>
  checks(AB, COUNT, (service, slot) => (service === 'b' && slot >= 10 ? other(service, slot) : undefined));

interface Plan {
  readonly criteria?: readonly string[];
  readonly waived?: boolean;
}

/** The number of facts after which the gate asks for its end; undefined when it never does. */
function endOf(of: Shape, facts: readonly Fact[], { criteria = [], waived = false }: Plan = {}): number | undefined {
  const { plan, gate } = healthPlan(of);
  const waiver = { gate: 'g', match: ['failures'], severity: 'low', owner: '@qa', reason: 'known', expires: '2099-01-01' } as const;
  const fold = foldFor(judge, {
    plan: { ...plan, waivers: waived ? [waiver] : [] },
    gate: { ...gate, criteria: criteria.map((pass) => ({ name: pass, pass })) },
  });
  const end = facts.findIndex((fact, seq) => {
    fold.step({ seq, gate: 'g', ...fact });
    const want = fold.wants();
    if (want) expect(want).toEqual({ action: 'stop', because: seq });
    return want !== undefined;
  });
  return end < 0 ? undefined : end + 1;
}

/** So many facts have come when the nth bad check of `b` from slot 10 on is there. */
const nth = (n: number): number => 20 + 2 * n;

describe('a gate that fails fast', () => {
  test.each<[string, Shape, Fact[], number]>([
    ['a failure too many', shape({ failureLimit: { count: 2 } }), from10(failing), nth(3)],
    ['a failure too many of one service', shape({ failureLimit: { ratio: 0.03 } }), from10(failing), nth(4)],
    ['a missed check too many', shape({ missedLimit: { count: 1 } }), from10(missed), nth(2)],
    ['a missed check too many of one service', shape({ missedLimit: { ratio: 0.02 } }), from10(missed), nth(3)],
    ['a check that says nothing', shape(), from10((s, i) => check(s, i, { code: 'DNS', got: {} })), nth(1)],
    // 11 to 99 are 89 slots.
    [
      'too little time left',
      shape({ failureLimit: { count: 90 }, uninterruptedMs: 89_001 }),
      from10((s, i) => (i === 10 ? failing(s, i) : check(s, i))),
      nth(1),
    ],
  ])('ends at %s', (_, of, facts, end) => {
    expect(endOf(of, facts)).toBe(end);
    expect(endOf({ ...of, more: { ...of.more, failFast: false } }, facts)).toBeUndefined();
  });

  test('goes on as long as it may pass', () => {
    expect(endOf(shape({ failureLimit: { count: 90 } }), from10(failing))).toBeUndefined();
    expect(endOf(shape({ failureLimit: { count: 90 }, uninterruptedMs: 10_000 }), from10(failing))).toBeUndefined();
    expect(
      endOf(
        shape({ failureLimit: { count: 90 }, uninterruptedMs: 89_000 }),
        from10((s, i) => (i === 10 ? failing(s, i) : check(s, i))),
      ),
    ).toBeUndefined();
  });

  test('ends when a service has died, or its port is another’s', () => {
    const died: Fact = { type: 'service.exited', t: 20_000, service: 'b', pid: 7, exit: 1 };
    const facts = checks(AB, COUNT);
    expect(endOf(shape(), [...facts.slice(0, 30), died, ...facts.slice(30)])).toBe(31);
    expect(endOf(shape(), [...facts.slice(0, 30), { ...died, type: 'service.usurped' }, ...facts.slice(30)])).toBe(31);
    expect(endOf(shape(), [...facts.slice(0, 30), { ...died, service: 'other' }, ...facts.slice(30)])).toBeUndefined();
  });

  test('ends when its progress stands still', () => {
    const of = shape({ stalls: [{ service: 'b', withinMs: 3000, judged: true }] });
    const look = (slot: number): Fact => ({ type: 'progress', t: slot * 1000 + 500, service: 'b', value: Math.min(slot, 20) });
    const facts = [...checks(AB, COUNT), ...Array.from({ length: COUNT }, (_, slot) => look(slot))].sort((a, b) => a.t - b.t);
    const end = endOf(of, facts) ?? 0;
    expect(facts[end - 1]?.t).toBeGreaterThan(23_500);
    expect(facts[end - 1]?.t).toBeLessThan(25_000);
  });

  test('ends soon after a criterion can no longer hold', () => {
    const facts = from10((service, slot) => check(service, slot, { us: 900_000 }));
    const end = endOf(shape(), facts, { criteria: ['p95Ms < 200.0'] }) ?? 0;
    // 11 slow ones of 200 are too many: the slots 10 to 20.
    expect(end).toBeGreaterThanOrEqual(nth(11));
    expect(end).toBeLessThanOrEqual(nth(12));
    expect(endOf(shape(), facts, { criteria: ['p50Ms < 200.0'] })).toBeUndefined();
  });

  test('goes on where a waiver may let it pass all the same', () => {
    expect(endOf(shape(), from10(failing), { waived: true })).toBeUndefined();
  });

  test('says at which check it was lost, and why', () => {
    const assessment = assess(shape({ failureLimit: { count: 2 } }), from10(failing).slice(0, nth(3)));
    expect(verdicts(assessment)).toEqual({ 'every expected check happened': 'blocked', failures: 'failed' });
    expect(assessment.defaults[0]?.measured).toBe('26 of 200 checks, then it ended early: 3 failures, at most 2');
    expect(assessment.findings[0]).toEqual({
      title: 'Ended early',
      message: 'at check 26 of 200 it could not pass any more: 3 failures, at most 2',
      seq: nth(3) - 1,
    });
  });
});
