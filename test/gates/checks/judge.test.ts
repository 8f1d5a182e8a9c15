import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { MalformedObservation } from '../../../src/core/observation.ts';
import type { ProbePlan } from '../../../src/core/plan.ts';
import { judge } from '../../../src/gates/checks/judge.ts';
import { foldFor, gatePlan, planOf } from '../../laws/transcript.ts';

const http = (name: string, attempts = 1): ProbePlan => ({
  name,
  kind: 'http',
  target: { url: 'http://h/' },
  timeoutMs: 1000,
  retry: { attempts, delayMs: 1 },
});

function assess(checks: readonly ProbePlan[], facts: readonly JsonObject[]) {
  const gate = gatePlan({
    id: 'g',
    kind: 'checks',
    spec: { checks: checks as unknown as JsonObject[] },
    expected: { checks: checks.length },
  });
  const fold = foldFor(judge, { gate, plan: planOf([gate]) });
  facts.forEach((fact, seq) => fold.step({ type: 'probe', seq, t: seq, ...fact }));
  return fold.assessment('completed');
}

const tried = (index: number, name: string, status: number, attempt = 1): JsonObject => ({
  index,
  name,
  try: attempt,
  us: 5,
  got: { status },
});

describe('checks', () => {
  test('all hold: a row each, and the counts', () => {
    const { counts, defaults, missing, findings } = assess([http('a'), http('b')], [tried(0, 'a', 200), tried(1, 'b', 204)]);
    expect(counts).toEqual({ total: 2, passed: 2, failed: 0 });
    expect(defaults).toEqual([
      { name: 'a', target: '2xx', measured: 'status = 200', verdict: 'passed' },
      { name: 'b', target: '2xx', measured: 'status = 204', verdict: 'passed' },
    ]);
    expect(missing).toBeUndefined();
    expect(findings).toEqual([]);
  });

  test('a file that was to be captured and is gone at the end fails the gate', () => {
    const gone = (path: string): JsonObject => ({ type: 'file', path, code: 'NOT_FOUND', captured: true });
    const { defaults } = assess([http('a')], [tried(0, 'a', 200), gone('out/r.txt'), gone('out/s.txt')]);
    expect(defaults.map(({ verdict }) => verdict)).toEqual(['passed', 'failed']);
    expect(defaults[1]).toMatchObject({ name: 'captured files', measured: 'out/r.txt is gone (and 1 more)' });
  });

  test('one that fails does not hide another', () => {
    const refused = { index: 1, name: 'b', try: 1, us: 5, code: 'CONNECTION_REFUSED', detail: 'connect ECONNREFUSED', got: {} };
    const { counts, defaults, findings } = assess([http('a'), http('b')], [{ ...tried(0, 'a', 500), excerpt: '<h1>oops' }, refused]);
    expect(counts).toEqual({ total: 2, passed: 0, failed: 2 });
    expect(defaults.map(({ verdict }) => verdict)).toEqual(['failed', 'failed']);
    expect(findings).toEqual([
      { title: 'a', message: 'status 500, expected 2xx\n<h1>oops', seq: 0 },
      { title: 'b', message: 'connection refused', seq: 1 },
    ]);
  });

  test('the end of what a command wrote is known as such, also to reports', () => {
    const command: ProbePlan = { ...http('c'), kind: 'command', target: { run: 'x' } };
    const { findings } = assess([command], [{ index: 0, name: 'c', try: 1, us: 5, got: { exitCode: 4 }, output: 'one\ntwo' }]);
    expect(findings).toEqual([{ title: 'c', message: 'exit code 4, expected exit code 0\none\ntwo', output: 'one\ntwo', seq: 0 }]);
  });

  test('what could not be found out blocks', () => {
    const dns = { index: 0, name: 'a', try: 1, us: 5, code: 'DNS', got: {} };
    expect(assess([http('a')], [dns])).toMatchObject({ counts: { failed: 0 }, defaults: [{ verdict: 'blocked' }] });
    const unknown = { ...dns, code: 'SOMETHING_ELSE' };
    expect(assess([http('a')], [unknown])).toMatchObject({ defaults: [{ verdict: 'blocked' }] });
  });

  test('the last try counts', () => {
    const good = assess([http('a', 3)], [tried(0, 'a', 500), tried(0, 'a', 200, 2)]);
    expect(good).toMatchObject({ counts: { passed: 1 }, defaults: [{ verdict: 'passed', measured: 'status = 200 (try 2)' }] });
    expect(good.missing).toBeUndefined();
    expect(assess([http('a', 2)], [tried(0, 'a', 500), tried(0, 'a', 500, 2)])).toMatchObject({ defaults: [{ verdict: 'failed' }] });
  });

  describe('what is told of a command', () => {
    const command: ProbePlan = { ...http('c', 2), kind: 'command', target: { run: 'x' } };
    const tool: ProbePlan = { ...http('t'), kind: 'tool', target: { tool: 'x' } };
    const told = (more: JsonObject): JsonObject => ({ index: 0, name: 'c', try: 1, us: 5, got: {}, ...more });
    const ran = (more: JsonObject): JsonObject => ({ type: 'step', name: 'check-1', timedOut: false, aborted: false, ...more });
    const callable = { ...told({ got: { callable: true, version: '1.0.0' } }), name: 't' };

    test.each<[string, readonly JsonObject[]]>([
      ['its exit code', [ran({ exit: 0 }), told({ got: { exitCode: 0 } })]],
      [
        'its exit code, which is bad',
        [ran({ exit: 3 }), told({ got: { exitCode: 3 } }), ran({ exit: 0 }), told({ try: 2, got: { exitCode: 0 } })],
      ],
      ['its signal', [ran({ signal: 'SIGSEGV' }), told({ got: { signal: 'SIGSEGV' } })]],
      ['its timeout', [ran({ timedOut: true, signal: 'SIGTERM' }), told({ code: 'TIMEOUT' })]],
      ['why it could not be executed', [ran({ spawnError: 'EACCES' }), told({ code: 'PERMISSION' })]],
      [
        'a step of its own for each try',
        [ran({ exit: 1 }), told({ got: { exitCode: 1 } }), ran({ name: 'check-1-2', exit: 0 }), told({ try: 2, got: { exitCode: 0 } })],
      ],
      ['nothing, because it was broken off', [told({ code: 'MISSED' })]],
    ])('agrees with it: %s', (_, facts) => {
      expect(assess([command], facts).missing ?? '').not.toMatch(/command/);
    });

    test.each<[string, readonly JsonObject[]]>([
      ['another exit code', [ran({ exit: 1 }), told({ got: { exitCode: 0 } })]],
      ['an exit code instead of a signal', [ran({ signal: 'SIGSEGV' }), told({ got: { exitCode: 0 } })]],
      ['another signal', [ran({ signal: 'SIGSEGV' }), told({ got: { signal: 'SIGTERM' } })]],
      ['an exit code instead of a timeout', [ran({ timedOut: true, exit: 0 }), told({ got: { exitCode: 0 } })]],
      ['a timeout instead of an exit code', [ran({ exit: 0 }), told({ code: 'TIMEOUT' })]],
      ['an exit code of what could not be executed', [ran({ spawnError: 'ENOENT' }), told({ got: { exitCode: 0 } })]],
      ['an exit code without a command', [told({ got: { exitCode: 0 } })]],
      ['the exit code of another check', [ran({ name: 'check-2', exit: 0 }), told({ got: { exitCode: 0 } })]],
      ['the end of one command twice', [ran({ exit: 1 }), told({ got: { exitCode: 1 } }), told({ try: 2, got: { exitCode: 0 } })]],
    ])('contradicts it: %s', (_, facts) => {
      expect(assess([command], facts).missing).toMatch(/^"c" (is not how its command ended|tells of a command that did not run)/);
    });

    test('a tool that can be called ended well', () => {
      expect(assess([tool], [ran({ exit: 1 }), ran({ name: 'check-1-2', exit: 0 }), callable]).missing).toBeUndefined();
      expect(assess([tool], [ran({ exit: 1 }), callable]).missing).toContain('is not how its command ended');
      expect(assess([tool], [callable]).missing).toContain('did not run');
    });
  });

  test('tries that are left make it incomplete', () => {
    expect(assess([http('a', 2)], [tried(0, 'a', 500)])).toMatchObject({ missing: '0 of 1 checks', defaults: [{ verdict: 'blocked' }] });
  });

  test.each([
    ['a try after one that held', [tried(0, 'a', 200), tried(0, 'a', 200, 2)]],
    ['a try too many', [tried(0, 'a', 500), tried(0, 'a', 500, 2), tried(0, 'a', 200, 3)]],
    ['a try left out', [tried(0, 'a', 200, 2)]],
    ['the same try twice', [tried(0, 'a', 500), tried(0, 'a', 200)]],
  ])('%s is a contradiction', (_, facts) => {
    expect(assess([http('a', 2)], facts).missing).toContain("where it can't");
  });

  test.each([
    ['another name', tried(0, 'b', 200)],
    ['no such check', tried(1, 'a', 200)],
    ['no index', { ...tried(0, 'a', 200), index: 'x' }],
    ['no values', { ...tried(0, 'a', 200), got: null }],
    ['no try', { ...tried(0, 'a', 200), try: null }],
  ])('%s is malformed', (_, fact) => {
    expect(() => assess([http('a')], [fact])).toThrow(MalformedObservation);
  });

  test('without any one check it is never complete, and exactly the bad ones are counted', () => {
    const statuses = fc.array(fc.constantFrom(200, 500), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(statuses, fc.nat(), (all, which) => {
        const checks = all.map((_, i) => http(`c${i}`));
        const facts = all.map((status, i) => tried(i, `c${i}`, status));
        const bad = all.filter((status) => status !== 200).length;
        const whole = assess(checks, facts);
        expect(whole.missing).toBeUndefined();
        expect(whole.counts).toEqual({ total: all.length, passed: all.length - bad, failed: bad });
        const left = facts.filter((_, i) => i !== which % all.length);
        expect(assess(checks, left).missing).toBe(`${all.length - 1} of ${all.length} checks`);
      }),
    );
  });
});
