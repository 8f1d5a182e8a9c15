import { describe, expect, test } from 'vitest';
import { changeset } from '../../src/report/changeset.ts';
import { decisionRecord } from '../../src/report/decision-record.ts';
import { executionRecord } from '../../src/report/execution-record.ts';
import type { StepRecord } from '../../src/report/outcome.ts';
import { stepCode, stepEnd } from '../../src/report/step.ts';
import { summary } from '../../src/report/summary.ts';
import { blocked, empty, go, noGo, outcome, partial } from './outcomes.ts';

describe('summary.json', () => {
  test('has exactly the keys of the contract, in their order', () => {
    const record = JSON.parse(summary(go()));
    expect(Object.keys(record)).toEqual([
      'version',
      'executionId',
      'status',
      'name',
      'commit',
      'head',
      'startedAt',
      'finishedAt',
      'partial',
      'overrides',
      'totals',
      'gates',
    ]);
    expect(Object.keys(record.totals)).toEqual(['gates', 'passed', 'waived', 'warned', 'skipped', 'blocked', 'failed']);
    expect(Object.keys(record.gates)).toEqual(['precheck', 'cycles', 'health-30m', 'assertions', 'evidence']);
    expect(record.gates['health-30m']).toEqual({
      kind: 'health',
      verdict: 'passed',
      counts: { checks: 2160, expectedChecks: 2160, intervals: 360, failures: 0 },
    });
    expect(record).toMatchObject({ version: 1, status: 'GO', partial: null, commit: '4c1f7d9e2b3a5c6d7e8f9a0b1c2d3e4f5a6b7c8d' });
  });
  test('a selection and an override are told', () => {
    const record = JSON.parse(summary(partial()));
    expect(record.partial).toEqual(['only precheck, tests were selected', 'the variable "soak" was overridden']);
    expect(record.overrides).toEqual({ soak: '1m' });
  });
  test('without git the commit is null', () => {
    expect(JSON.parse(summary(blocked())).commit).toBeNull();
    expect(JSON.parse(summary(empty()))).toMatchObject({ status: 'BLOCKED', commit: null, gates: {} });
  });
  test('is JSON text with a newline at its end', () => {
    expect(summary(go())).toMatch(/^\{\n {2}"version": 1,[^]*\n\}\n$/);
  });
});

describe('decision.json', () => {
  test('names every criterion with target, measured value and verdict, and why', () => {
    const record = JSON.parse(decisionRecord(noGo()));
    expect(record).toMatchObject({ status: 'NO-GO', exitCode: 1, purpose: null });
    expect(record.reasons[0]).toBe('health-30m failed: failures: 1, limit 0');
    const health = record.gates.find(({ id }: { id: string }) => id === 'health-30m');
    expect(health.criteria).toContainEqual({ name: 'failures', target: '<= 0', measured: '1', verdict: 'failed' });
    expect(health.findings[0].seq).toBe(1318);
  });
  test('an advisory gate shows its raw verdict too', () => {
    const record = JSON.parse(decisionRecord(noGo()));
    expect(record.gates.find(({ id }: { id: string }) => id === 'routes')).toMatchObject({
      required: false,
      verdict: 'warned',
      raw: 'failed',
    });
  });
  test('lists what was left out', () => {
    expect(JSON.parse(decisionRecord(partial()))).toMatchObject({
      purpose: 'deployment',
      excluded: [
        { id: 'cycles', why: 'not-selected' },
        { id: 'routes', why: 'skipped-by-user' },
      ],
    });
  });
});

describe('execution.json', () => {
  test('holds environment, timeline, steps and error codes', () => {
    const record = JSON.parse(executionRecord(noGo()));
    expect(record.environment).toMatchObject({ node: 'v24.21.0', arch: 'x64', producer: 'gate-action 0.1.0', judge: 1 });
    expect(record.environment).not.toHaveProperty('seq');
    expect(record.timeline[0]).toEqual({ gate: 'precheck', startedMs: 120.5, endedMs: 388_100, durationMs: 387_979.5, ended: 'completed' });
    expect(record.steps[0]).toMatchObject({ gate: 'precheck', name: 'run-1', exit: 0, code: null, durationMs: 183.2, signal: null });
    expect(record.errors).toContainEqual({ gate: 'routes', subject: 'GET /api/lc/results', code: 'STATUS', count: 2 });
  });
  test('a gate that never ended has no end', () => {
    const record = JSON.parse(executionRecord(outcome([], { timeline: [{ gate: 'g', startedT: 3 }] })));
    expect(record.timeline).toEqual([{ gate: 'g', startedMs: 3, endedMs: null, durationMs: null, ended: null }]);
  });
  test('without a first observation there is no environment', () => {
    expect(JSON.parse(executionRecord(empty())).environment).toBeNull();
  });
});

describe('a step', () => {
  const step: StepRecord = { t: 1, name: 'run-1', run: 'x', timedOut: false, aborted: false, durationMs: 1, leftovers: 0 };
  const cases: readonly [Partial<StepRecord>, string | null, string][] = [
    [{ exit: 0 }, null, 'exit code 0'],
    [{ exit: 3 }, 'EXIT', 'exit code 3'],
    [{ signal: 'SIGSEGV' }, 'SIGNAL', 'ended by SIGSEGV'],
    [{ signal: 'SIGKILL', timedOut: true }, 'TIMEOUT', 'ended by SIGKILL, its time was up'],
    [{ exit: 0, timedOut: true }, 'TIMEOUT', 'exit code 0, its time was up'],
    [{ signal: 'SIGTERM', aborted: true }, 'SIGNAL', 'ended by SIGTERM, broken off'],
    [{ spawnError: 'ENOENT' }, 'NOT_FOUND', 'could not be started (ENOENT)'],
    [{ spawnError: 'EACCES' }, 'PERMISSION', 'could not be started (EACCES)'],
    [{ spawnError: 'EMFILE' }, 'EXIT', 'could not be started (EMFILE)'],
    [{}, 'EXIT', 'its end is unknown'],
    [{ exit: 0, leftovers: 2 }, null, 'exit code 0; 2 of its processes had to be ended'],
  ];
  test.each(cases)('%j ends with code %s', (end, code, words) => {
    expect(stepCode({ ...step, ...end })).toBe(code);
    expect(stepEnd({ ...step, ...end })).toBe(words);
  });
});

describe('changeset.json', () => {
  const source = (fields: object) => changeset(outcome([], { facts: { source: { seq: 2, t: 0, type: 'source', ...fields } } }));
  test('names commit, branch and changed files', () => {
    const dirty = [{ status: 'M', path: 'src/a.ts' }];
    expect(JSON.parse(source({ vcs: 'git', commit: 'abc', branch: 'main', dirtyCount: 1, dirty }))).toEqual({
      source: { vcs: 'git', commit: 'abc', branch: 'main', dirtyCount: 1, dirty },
    });
  });
  test('without git, or without the observation, there is no source', () => {
    expect(source({ vcs: null })).toBe('{\n  "source": null\n}\n');
    expect(changeset(empty())).toBe('{\n  "source": null\n}\n');
  });
  test('an unborn commit, a detached head and broken rows are no reason to fall', () => {
    expect(JSON.parse(source({ vcs: 'git', commit: null, dirty: [7, null, { path: 'x' }] }))).toEqual({
      source: { vcs: 'git', commit: null, branch: null, dirtyCount: 1, dirty: [{ status: '', path: 'x' }] },
    });
  });
});
