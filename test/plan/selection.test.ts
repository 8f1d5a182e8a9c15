import { describe, expect, it } from 'vitest';
import { load, planOf, problemsOf } from './load.ts';

const TEXT = `version: 1
gates:
  a: { run: x }
  b: { run: x, needs: [a] }
  c: { run: x, required: false }
  d: { run: x, required-for: [deployment, audit] }
  e: { run: x, needs: [c] }
`;

function ids(options: Parameters<typeof planOf>[1]): string {
  return planOf(TEXT, options)
    .gates.map(({ id }) => id)
    .join(' ');
}

describe('--gate', () => {
  it('takes what the gate needs with it and makes the run PARTIAL', () => {
    const plan = planOf(TEXT, { gates: ['b'] });
    expect(plan.gates.map(({ id }) => id)).toEqual(['a', 'b', 'evidence']);
    expect(plan.partial).toEqual(['only a, b (--gate)']);
    expect(plan.excluded).toEqual([
      { id: 'c', why: 'not-selected' },
      { id: 'd', why: 'not-selected' },
      { id: 'e', why: 'not-selected' },
    ]);
  });

  it('of all gates is no selection', () => {
    expect(planOf(TEXT, { gates: ['b', 'd', 'e'] }).partial).toEqual([]);
  });

  it('of an unknown gate is a mistake', () => {
    expect(problemsOf(TEXT, { gates: ['bb', 'evidence'] })).toEqual([
      'gate: --gate: unknown gate "bb"; did you mean "b"?',
      'gate: --gate: unknown gate "evidence"; gates: a, b, c, d, e',
    ]);
  });
});

describe('--skip', () => {
  it('leaves advisory gates out and changes nothing else', () => {
    const plan = planOf(TEXT, { skip: ['d'] });
    expect(ids({ skip: ['d'] })).toBe('a b c e evidence');
    expect(plan.partial).toEqual([]);
    expect(plan.excluded).toEqual([{ id: 'd', why: 'skipped-by-user' }]);
  });

  it.each([
    [['a'], ['gate: --skip: gate "a" is required; only advisory gates can be skipped', 'gate: --skip: gate "b" needs "a"']],
    [['c'], ['gate: --skip: gate "e" needs "c"']],
    [['zzz'], ['gate: --skip: unknown gate "zzz"; gates: a, b, c, d, e']],
  ])('%j is a mistake', (skip, problems) => {
    expect(problemsOf(TEXT, { skip })).toEqual(problems);
  });

  it('and --gate must not contradict each other', () => {
    expect(problemsOf(TEXT, { gates: ['d'], skip: ['d'] })).toEqual(['gate: --skip: gate "d" is selected by --gate']);
  });

  it('must leave something', () => {
    expect(problemsOf('version: 1\ngates: { a: { run: x, required: false } }\n', { skip: ['a'] })).toEqual([
      'gate: --skip: no gate is left',
    ]);
  });
});

describe('--for', () => {
  it('makes the gates of that purpose required', () => {
    const required = (purpose?: string): boolean | undefined =>
      planOf(TEXT, purpose === undefined ? {} : { purpose }).gates.find(({ id }) => id === 'd')?.required;
    expect(required()).toBe(false);
    expect(required('deployment')).toBe(true);
    expect(required('audit')).toBe(true);
    expect(planOf(TEXT, { purpose: 'audit' }).purpose).toBe('audit');
  });

  it('keeps required gates from being skipped', () => {
    expect(problemsOf(TEXT, { purpose: 'audit', skip: ['d'] })).toEqual([
      'gate: --skip: gate "d" is required; only advisory gates can be skipped',
    ]);
  });

  it('of an unknown purpose is a mistake', () => {
    expect(problemsOf(TEXT, { purpose: 'deploiment' })).toEqual([
      'gate: --for: unknown purpose "deploiment"; did you mean "deployment"?; known purposes: deployment, audit',
    ]);
    expect(problemsOf('version: 1\ngates: { a: { run: x } }\n', { purpose: 'x' })).toEqual([
      'gate: --for: unknown purpose "x"; no gate has "required-for"',
    ]);
  });
});

describe('what can not be run yet', () => {
  it('is said with its place', () => {
    const text = `version: 1
policy: { max-attempts: 1 }
evidence: { scan: [x], store: github, retention: { days: 3 } }
gates:
  a: { kind: change, base: main, rules: [ { paths: x, risk: low } ] }
  b: { run: x, shard: linux, runs-on: ubuntu-latest }
  c: { kind: checks, checks: [ { file: x, produced-by: 'artifact:x' } ] }
waivers: [ { gate: b, match: t, severity: low, owner: o, reason: r, expires: 2026-02-28 } ]
release: { tag: v1, environment: e, sign-off: { cto: ["@c"] }, checklist: c.md, attach: [x] }
`;
    expect(load(text).notYet.map(({ at, message }) => `${at.line}:${at.column} ${message}`)).toEqual([
      '6:16 "shard" is not supported yet',
      '6:30 "runs-on" is not supported yet',
      '9:12 "tag" of a release is not supported yet',
      '9:21 "environment" of a release is not supported yet',
      '9:64 "checklist" of a release is not supported yet',
      '9:81 "attach" of a release is not supported yet',
    ]);
  });

  it('does not count what is left out, empty or the default', () => {
    const text = `version: 1
evidence: { scan: [], store: auto }
gates:
  a: { run: x, shard: linux }
  b: { run: x, on-failure: y, workspace: temporary, timeout: 1m, env: { A: b }, shell: sh }
waivers: []
release: { sign-off: { cto: ["@c"] }, attach: [] }
`;
    expect(load(text, { gates: ['b'] }).notYet).toEqual([]);
    expect(load(text).notYet).toHaveLength(1);
  });
});
