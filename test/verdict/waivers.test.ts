import { describe, expect, test } from 'vitest';
import type { Criterion } from '../../src/core/judgement.ts';
import type { WaiverPlan } from '../../src/core/plan.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { waiveRows } from '../../src/verdict/waivers.ts';

const row = (name: string, verdict: Verdict): Criterion => ({ name, target: 't', measured: 'm', verdict });
const waiver = (match: string, more: Partial<WaiverPlan> = {}): WaiverPlan => ({
  gate: 'g',
  match: [match],
  severity: 'low',
  owner: '@ops',
  reason: 'known',
  expires: '2026-12-31',
  ...more,
});
const NONE = { known: new Set<string>(), builtIn: new Set<string>(), held: undefined, ids: [] };
const waived = (verdict: Verdict, more: Partial<WaiverPlan> = {}, names = NONE, today: string | undefined = '2026-12-01') =>
  waiveRows([row('p95Ms < 200.0', verdict)], [waiver('p95Ms < 200.0', more)], names, today);
const verdicts = (rows: { readonly criteria: readonly Criterion[] }): readonly string[] =>
  rows.criteria.map(({ name, verdict }) => `${name} ${verdict}`);

describe('a row', () => {
  test('that failed is waived by its name, with all that the waiver says', () => {
    const rows = waived('failed');
    expect(verdicts(rows)).toEqual(['p95Ms < 200.0 waived']);
    expect(rows.waived).toEqual([
      { kind: 'failure', failed: ['p95Ms < 200.0'], passed: [], severity: 'low', owner: '@ops', reason: 'known', expires: '2026-12-31' },
    ]);
  });

  test.each<[string, ReturnType<typeof waived>, string]>([
    ['that could not be found out', waived('blocked'), 'p95Ms < 200.0 blocked'],
    ['after its last day', waived('failed', {}, NONE, '2027-01-01'), 'p95Ms < 200.0 failed'],
    ['on a day that is not known', waiveRows([row('r', 'failed')], [waiver('r')], NONE, undefined), 'r failed'],
    ['of another name', waived('failed', { match: ['p99Ms < 200.0'] }), 'p95Ms < 200.0 failed'],
    [
      'that is built in, where findings have ids',
      waived('failed', {}, { ...NONE, builtIn: new Set(['p95Ms < 200.0']) }),
      'p95Ms < 200.0 failed',
    ],
    ['whose name is a test', waived('failed', {}, { ...NONE, known: new Set(['p95Ms < 200.0']) }), 'p95Ms < 200.0 failed'],
  ])('%s is not waived', (_, rows, expected) => {
    expect(verdicts(rows)).toEqual([expected]);
    expect(rows.waived).toEqual([]);
  });

  test('that passes now fails its gate: the waiver would hide the next failure', () => {
    expect(verdicts(waived('passed'))).toEqual(['p95Ms < 200.0 passed', 'waivers failed']);
  });

  test('in quarantine may pass or fail, and is always listed', () => {
    expect(verdicts(waived('passed', { kind: 'flaky' }))).toEqual(['p95Ms < 200.0 passed']);
    expect(waived('passed', { kind: 'flaky' }).waived).toMatchObject([{ kind: 'flaky', failed: [], passed: ['p95Ms < 200.0'] }]);
    expect(verdicts(waived('failed', { kind: 'flaky' }))).toEqual(['p95Ms < 200.0 waived']);
  });
});
