import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Criterion } from '../../../src/core/judgement.ts';
import { judgeCriteria } from '../../../src/gates/shared/criteria.ts';
import { spec as kind } from '../../../src/gates/health/spec.ts';
import { assess, check, checks, type Fact, failing, healthPlan, type Shape } from './facts.ts';

const slow = (service: string, slot: number): Fact => check(service, slot, { us: 900_000 });

/** The rows of criteria over these facts, complete or not. */
function rows(shape: Shape, facts: readonly Fact[], ...conditions: string[]): readonly Criterion[] {
  const { measurements, missing, bounds } = assess(shape, facts);
  return judgeCriteria({
    criteria: conditions.map((pass) => ({ name: pass, pass })),
    measurements,
    vars: { limit: 200 },
    table: kind.measurements(healthPlan(shape).gate.spec as never),
    missing,
    ...(bounds && { bounds }),
  });
}

const verdicts = (...input: Parameters<typeof rows>): readonly string[] => rows(...input).map(({ verdict }) => verdict);

describe('a criterion over a gate that is not complete', () => {
  const shape: Shape = { services: ['a'], count: 100 };
  const cut = (bad: number, fact: typeof slow): Fact[] =>
    checks(['a'], 100, (s, slot) => (slot < bad ? fact(s, slot) : undefined)).slice(0, -1);

  test('has failed when no missing check could mend it', () => {
    const facts = cut(20, slow);
    expect(verdicts(shape, facts, 'p95Ms < 200.0', 'maxMs < 500.0', 'p95Ms < vars.limit')).toEqual(['failed', 'failed', 'failed']);
    expect(rows(shape, facts, 'p95Ms < 200.0')[0]?.measured).toBe('p95Ms = 900 so far, and can no longer hold (99 of 100 checks)');
    expect(verdicts(shape, cut(3, failing), 'errorRate < 0.02', 'failures <= 2')).toEqual(['failed', 'failed']);
  });

  test('stays blocked as long as a missing check could mend it, or as it reads what has no bounds', () => {
    expect(verdicts(shape, cut(5, slow), 'p95Ms < 200.0')).toEqual(['blocked']);
    expect(verdicts(shape, cut(3, failing), 'failures <= 3', 'errorRate < 0.031', 'checks == 100')).toEqual([
      'blocked',
      'blocked',
      'blocked',
    ]);
    expect(verdicts(shape, cut(20, slow), 'p95Ms < 200.0 || checks == 100', 'services["a"].p95Ms < 200.0')).toEqual(['blocked', 'blocked']);
  });

  test('never fails where the missing checks, had they been well, would have made it pass', () => {
    const fact = fc.constantFrom<(service: string, slot: number) => Fact>(slow, failing, (s, slot) => check(s, slot));
    fc.assert(
      fc.property(
        fc.array(fact, { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 39 }),
        fc.integer({ min: 0, max: 40 }),
        (all, gone, limit) => {
          const whole: Shape = { services: ['a'], count: all.length };
          const left = Math.max(1, all.length - gone);
          const seen = all.slice(0, left).map((make, slot) => make('a', slot));
          const best = [...seen, ...Array.from({ length: all.length - left }, (_, i) => check('a', left + i, { us: 0 }))];
          const conditions = [`failures <= ${limit}`, `errorRate <= ${limit / 40}`, 'p50Ms < 300.0', 'p95Ms < 300.0', 'maxMs < 300.0'];
          const early = verdicts(whole, seen, ...conditions);
          const late = verdicts(whole, best, ...conditions);
          expect(conditions.filter((_, i) => early[i] === 'failed' && late[i] === 'passed')).toEqual([]);
          if (left < all.length) expect(early).not.toContain('passed');
        },
      ),
      { numRuns: 300 },
    );
  });
});
