import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/core/verdict.ts';
import { type Annotation, annotations } from '../../src/report/annotations.ts';
import { checkRun } from '../../src/report/check-run.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { commitStatus } from '../../src/report/commit-status.ts';
import { criterion, empty, gatePlan, judgement, outcome, plan } from './outcomes.ts';
import { richBlocked, richGo, richNoGo, richPartial } from './rich-outcomes.ts';

const repository = { configuration: '.github/gates.yml' };
const options = { links: { run: 'https://github.com/o/r/actions/runs/7' }, notes: [], repository, allowPartial: false };
const check = (subject: Outcome, more: Partial<typeof options> = {}) => checkRun(subject, { ...options, ...more });
const places = (list: readonly Annotation[]) => list.map(({ path, start_line, annotation_level }) => [path, start_line, annotation_level]);

describe('the conclusion', () => {
  test('is success on GO alone', () => {
    expect([richGo(), richNoGo(), richBlocked(), richPartial(), empty()].map((subject) => check(subject).conclusion)).toEqual([
      'success',
      'failure',
      'failure',
      'failure',
      'failure',
    ]);
  });
  test('a PARTIAL may be allowed, and nothing else may', () => {
    const allowed = [richPartial(), richNoGo(), richBlocked(), empty()].map((subject) => check(subject, { allowPartial: true }).conclusion);
    expect(allowed).toEqual(['success', 'failure', 'failure', 'failure']);
  });
  test('the status of the commit agrees, and tells failed from not found out', () => {
    const stateOf = (subject: Outcome, allowPartial: boolean) => commitStatus(subject, { checkName: 'c', allowPartial }).state;
    expect([richGo(), richNoGo(), richBlocked(), richPartial()].map((subject) => stateOf(subject, false))).toEqual([
      'success',
      'failure',
      'error',
      'error',
    ]);
    expect(stateOf(richPartial(), true)).toBe('success');
    expect(stateOf(richBlocked(), true)).toBe('error');
  });
});

describe('the title', () => {
  test('says the decision and why in few words', () => {
    expect([richGo(), richNoGo(), richBlocked(), richPartial(), empty()].map((subject) => check(subject).title)).toEqual([
      'GO: all 5 required gates hold',
      'NO-GO: tests failed (2 of 42 tests), and 1 more gate failed',
      'BLOCKED: latency blocked (p95Seconds < 0.2: no data: the query gave an empty result in 60 of 60 intervals)',
      'PARTIAL: only cycles, health-30m were selected, and 1 more reason',
      'BLOCKED: no gate was judged',
    ]);
  });
  test('counts what the gate counts only where that is what failed', () => {
    const health = (failed: string, counts: Record<string, number>) =>
      outcome([
        judgement('soak', {
          kind: 'health',
          verdict: 'failed',
          counts,
          criteria: [
            criterion('failures', '≤ 5', '1', failed === 'failures' ? 'failed' : 'passed'),
            criterion('p95Ms < 200.0', 'p95Ms < 200', 'p95Ms = 312', failed === 'p95' ? 'failed' : 'passed'),
          ],
        }),
      ]);
    expect(check(health('failures', { checks: 2160, failures: 1 })).title).toBe('NO-GO: soak failed (1 of 2,160 checks)');
    expect(check(health('p95', { checks: 2160, failures: 1 })).title).toBe('NO-GO: soak failed (p95Ms 312, expected p95Ms < 200)');
  });
});

describe('the summary', () => {
  test('has decision, gates, what failed with target and measured value, the head, links and how to verify', () => {
    const { summary } = check(richNoGo());
    const expected = [
      'Do not release: 2 required gates failed',
      '| Health checks, 30 min (health-30m) | ❌ failed | failures: 1, limit 0 |',
      '| Public routes (routes), advisory | ⚠️ warned (failed) |',
      '### What did not pass',
      '| Integration tests (tests) | unwaived failures | ≤ 0 | 2 | **failed** |',
      '[Workflow run](https://github.com/o/r/actions/runs/7)',
      `Head \`${richNoGo().head}\``,
      `gate verify ${richNoGo().executionId}.zip --head ${richNoGo().head}`,
    ];
    const at = expected.map((words) => summary.indexOf(words));
    expect(
      at.every((place) => place >= 0),
      String(at),
    ).toBe(true);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });
  test('says nothing of what did not pass where everything did', () => {
    expect(check(richGo()).summary).not.toContain('What did not pass');
    expect(check(richPartial()).summary).not.toContain('What did not pass');
  });
});

describe('annotations', () => {
  test('stand at the file and line of a finding, else at the line of the gate in the configuration, the gravest first', () => {
    expect(places(annotations(richNoGo(), repository).shown)).toEqual([
      ['services/tests/test_router.py', 88, 'failure'],
      ['services/tests/test_memory.py', 31, 'failure'],
      ['.github/gates.yml', 31, 'failure'],
      ['.github/gates.yml', 51, 'failure'],
      ['.github/gates.yml', 51, 'failure'],
      ['.github/gates.yml', 75, 'warning'],
    ]);
  });
  test('a criterion that a finding explains is not said twice', () => {
    const routes = annotations(richNoGo(), repository).shown.filter(({ title }) => title.startsWith('routes'));
    expect(routes.map(({ title, message }) => [title, message])).toEqual([
      ['routes: GET /api/models', 'status = 404: {"detail":"Not Found"}'],
    ]);
  });
  test.each<[Verdict, boolean, string[]]>([
    ['failed', true, ['failure']],
    ['blocked', true, ['failure']],
    ['warned', true, ['warning']],
    ['failed', false, ['warning']],
    ['blocked', false, ['warning']],
    ['passed', true, []],
    ['skipped', true, []],
    ['waived', true, []],
  ])('a criterion that is %s, required %s: %j', (verdict, required, levels) => {
    const subject = outcome([judgement('g', { required, verdict, criteria: [criterion('c', 't', 'm', verdict)] })]);
    expect(annotations(subject, repository).shown.map(({ annotation_level }) => annotation_level)).toEqual(levels);
  });
  test('what a waiver or a passed gate found is a notice', () => {
    const found = { findings: [{ title: 'f', message: 'm', file: 'a.ts', line: 3 }] };
    const subject = outcome([judgement('w', { verdict: 'waived', raw: 'failed', ...found }), judgement('p', found)]);
    expect(places(annotations(subject, repository).shown)).toEqual([
      ['a.ts', 3, 'notice'],
      ['a.ts', 3, 'notice'],
    ]);
  });
  test('what only explains is a notice, and hides no row of its name', () => {
    const findings = [{ title: 'c', message: 'taken as it is', note: true as const }];
    const rows = [criterion('c', 't', 'm', 'failed')];
    const subject = outcome([judgement('g', { verdict: 'failed', criteria: rows, findings })]);
    expect(annotations(subject, repository).shown.map(({ annotation_level }) => annotation_level)).toEqual(['failure', 'notice']);
  });
  test('a file that is none of the repository is named in the message instead', () => {
    const findings = [{ title: 't', message: 'broke', file: '/usr/lib/node/x.js', line: 12 }];
    const subject = outcome([judgement('g', { verdict: 'failed', findings })], {
      plan: plan({ gates: [gatePlan('g', { at: { line: 9, column: 3 } })] }),
    });
    expect(annotations(subject, repository).shown).toEqual([
      {
        path: '.github/gates.yml',
        start_line: 9,
        end_line: 9,
        annotation_level: 'failure',
        title: 'g: t',
        message: 'broke (/usr/lib/node/x.js:12)',
      },
    ]);
  });
  test.each([0, -1, 1.5, Number.NaN, 2 ** 31, undefined])('the line %s is none: the first one is meant', (line) => {
    const findings = [{ title: 't', message: 'm', file: 'a.ts', ...(line !== undefined && { line }) }];
    expect(places(annotations(outcome([judgement('g', { verdict: 'failed', findings })]), repository).shown)).toEqual([
      ['a.ts', 1, 'failure'],
    ]);
  });
  test('a message keeps its lines; where it had to be changed it stands beside, as it was', () => {
    const of = (message: string) =>
      annotations(outcome([judgement('g', { verdict: 'failed', findings: [{ title: 't', message }] })]), repository).shown[0];
    expect(of('one\n  two')).toMatchObject({ message: 'one\n  two' });
    expect(of('one\n  two')).not.toHaveProperty('raw_details');
    expect(of('see http://127.0.0.1:7000/healthz')).toMatchObject({ raw_details: 'see http://127.0.0.1:7000/healthz' });
    expect(of('')).toMatchObject({ message: 'no message' });
  });
});
