import { describe, expect, it } from 'vitest';
import { problemLine } from '../../src/core/location.ts';
import { load, problemsOf } from './load.ts';

function config(criteria: string, more = ''): string {
  return `version: 1
vars: { limit: 3, word: x }
services: { api: { run: ./api, port: 8080, health: /healthz } }
gates:
  h: { kind: health, services: all, count: 3, criteria: ${criteria} }
${more}`;
}

describe('conditions', () => {
  it.each([
    ['[ "p95Ms < 200.0" ]'],
    ['[ "p95Ms < vars.limit", \'services["api"].failures == 0\' ]'],
    ['[ { name: x, pass: "failures == 0", warn: "failures < 2" } ]'],
    ['[ { name: merely warns, pass: "failures == 0", warn: "failures >= 0" } ]'],
    ['[ "checks >= 0 && failures == 0" ]'],
  ])('%s is fine', (criteria) => {
    expect(problemsOf(config(criteria))).toEqual([]);
  });

  it.each([
    ['a name that is not measured, plain', '[ p95 < 200.0 ]', '5:59: unknown measurement "p95"'],
    ['the same in quotes', '[ "p95 < 200.0" ]', '5:60: unknown measurement "p95"'],
    ['the second operand', '[ "checks > 0 && faliures == 0" ]', '5:74: unknown measurement "faliures"; did you mean "failures"?'],
    ['in single quotes', "[ 'checks > 0 && faliures == 0' ]", '5:74: unknown measurement "faliures"'],
    ['behind an escape only the start', '[ "checks > 0 \\u0026& faliures == 0" ]', '5:59: unknown measurement "faliures"'],
    ['in pass', '[ { pass: "p95 < 1.0" } ]', '5:68: unknown measurement "p95"'],
    ['in warn', '[ { pass: "failures == 0", warn: "p95 < 1.0" } ]', '5:91: unknown measurement "p95"'],
    ['a service that the gate does not have', '[ \'services["apo"].failures == 0\' ]', '5:'],
    ['a variable that is not there', '[ "failures < vars.limti" ]', '5:'],
    ['a number against a text', '[ "p95Ms < \'a\'" ]', '5:'],
    ['a syntax error', '[ "failures ==" ]', '5:'],
    ['no truth value', '[ "failures + 1.0" ]', '5:'],
    ['a division of whole numbers', '[ "failures < 18/20" ]', '5:'],
    ['nothing measured', '[ "1 < 2" ]', '5:60: reads nothing that is measured, so it can never fail'],
    ['one that can not fail', '[ "errorRate <= 1" ]', "5:70: can't fail: errorRate is between 0 and 1"],
    ['one that can never hold', '[ "errorRate >= 80" ]', '5:70: can never hold: errorRate is between 0 and 1; write 0.80 for 80 %'],
    ['two sides that are one', '[ { pass: "p95Ms == p95Ms" } ]', "5:74: can't fail: both sides are the same"],
    [
      'what can not fail of one service',
      '[ \'services["api"].failures >= 0\' ]',
      "5:85: can't fail: services.api.failures is never below 0",
    ],
    ['variables alone', '[ "vars.limit < 2" ]', '5:60: reads nothing that is measured, so it can never fail'],
  ])('%s', (_, criteria, problem) => {
    const problems = problemsOf(config(criteria));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`gates.yml:${problem}`);
  });

  it('over several lines are pointed at by their start', () => {
    const text = config('\n      - >-\n        failures == 0 &&\n        p95 < 1.0\n')
      .replace('{ kind: health, services: all, count: 3, criteria: ', '\n    kind: health\n    services: all\n    count: 3\n    criteria:')
      .replace(/ \}\n$/, '\n');
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^gates\.yml:10:9: unknown measurement "p95"/)]);
  });

  it('of assert read what the gate needs, and no other gate', () => {
    const assert = (needs: string): string =>
      config('[]', `  other: { run: x }\n  a: { kind: assert, needs: [${needs}], criteria: [ 'gates["h"].counts.failures == 0' ] }\n`);
    expect(problemsOf(assert('h'))).toEqual([]);
    expect(
      problemsOf(
        config('[]', `  o: { run: x, needs: [h] }\n  a: { kind: assert, needs: [o], criteria: [ 'gates["h"].counts.failures == 0' ] }\n`),
      ),
    ).toEqual([]);
    expect(problemsOf(assert('other'))).toEqual([
      expect.stringMatching(/^gates\.yml:7:\d+: "h" must stand in "needs": only then it has surely ended$/),
    ]);
    expect(problemsOf(assert(''))).toEqual([expect.stringMatching(/^gates\.yml:7:\d+: /)]);
  });

  it('of values read the values above', () => {
    const values = (text: string): string =>
      `version: 1\ngates:\n  a: { kind: assert, files: { doc: x.json }, values: ${text}, criteria: [ "b > 1.0" ] }\n`;
    expect(problemsOf(values('{ a: "doc.x * 2.0", b: "a + 1.0" }'))).toEqual([]);
    expect(problemsOf(values('{ b: "aa + 1.0", aa: "doc.x * 2.0" }'))).toEqual([
      expect.stringContaining('gates.yml:3:60: unknown measurement "aa"'),
    ]);
  });

  it('of suites, components, stages and rollback checks are checked with their own names', () => {
    const text = `version: 1
gates:
  t:
    kind: tests
    run: x
    reports: r
    coverage: c
    suites: [ { name: s, match: a, criteria: [ "lines > 0.5" ] } ]
    components: [ { name: c, match: a, criteria: [ "total > 5" ] } ]
    criteria: [ 'suites["z"].total > 0', 'coverage.lines > 0.5' ]
  r:
    kind: rollout
    run: x
    prometheus: { url: "http://h:1" }
    queries: { errors: q }
    stages: [ { name: s, weight: 1, bake: 1m, criteria: [ "errosr < 1.0" ] } ]
    rollback: { run: x, checks: [ { http: "http://h", expect: "sttus == 200" } ] }
`;
    expect(problemsOf(text).map((line) => line.split(': ')[0])).toEqual([
      'gates.yml:8:49',
      'gates.yml:9:53',
      'gates.yml:10:25',
      'gates.yml:16:60',
      'gates.yml:17:64',
    ]);
  });
});

describe('what a gate does not measure, and might', () => {
  const problemOf = (keys: string, criterion: string): readonly string[] =>
    problemsOf(`version: 1\ngates:\n  t: { kind: tests, run: x, reports: r.xml,${keys} criteria: ['${criterion}'] }\n`);

  it.each([
    ['', 'coverage.lines > 0.8', 'coverage needs "coverage": add `coverage: REPORT` to the gate'],
    ['', 'components["u"].lines > 0.8', 'components needs "coverage" and "components": add both to the gate'],
    ['', 'agreement == 1.0', 'agreement needs "runs: 2" or more, or "outputs"'],
    ['', 'suites["u"].passed > 1', 'no suites are declared'],
    ['', 'passed == True', 'unknown measurement "True"; write true'],
    [
      ' coverage: c.xml,',
      'coverage.changedLines > 0.8',
      'coverage.changedLines needs "base": add `base: main` (a branch or a commit) to the gate',
    ],
  ])('is told with what brings it: %s %s', (keys, criterion, message) => {
    expect(problemOf(keys, criterion)).toEqual([expect.stringMatching(/^gates\.yml:3:\d+: /)]);
    expect(problemOf(keys, criterion)[0]?.replace(/^[^ ]* /, '')).toBe(message);
  });
});

describe('what a classification gate does not measure, and might', () => {
  it.each([
    ['agreement == 1.0', 'agreement needs "runs: 2" or more'],
    ['maxRecallDrop <= 0.1', 'maxRecallDrop needs "baseline": { from: last-go }, or { from: FILE }'],
    ['statusRate["429"] < 0.1', 'statusRate needs "status" among the "fields"'],
  ])('is told with what brings it: %s', (criterion, message) => {
    const keys = 'run: x, results: { path: r.jsonl }, classes: [a, b], manifest: { path: m.jsonl, cases: 2 }';
    const found = problemsOf(`version: 1\ngates:\n  g: { kind: classification, ${keys}, criteria: ['${criterion}'] }\n`);
    expect(found).toEqual([expect.stringMatching(/^gates\.yml:3:\d+: /)]);
    expect(found[0]?.replace(/^[^ ]* /, '')).toBe(message);
  });
});

describe('a condition that is none', () => {
  it.each([
    'g: { kind: classification, run: x, results: { path: r.jsonl }, classes: [a, b], manifest: { path: m.jsonl, cases: 2 }, criteria: ["accuracy = 0.9"] }',
    'g: { kind: tests, run: x, reports: r.xml, tolerated-exit-codes: [1], criteria: ["passed ="] }',
  ])('is told with its place, by whatever asks what it reads: %s', (gate) => {
    expect(problemsOf(`version: 1\ngates:\n  ${gate}\n`).join('\n')).toMatch(/^gates\.yml:3:\d+: unexpected/);
  });
});

describe('what the numbers of a kind are', () => {
  const probe = (expect: string): string =>
    `version: 1\ngates:\n  a: { kind: checks, checks: [ { http: "http://h/x", expect: "${expect}" } ] }\n`;
  const tests = (criterion: string): string =>
    `version: 1\ngates:\n  a: { kind: tests, run: x, reports: r, criteria: [ "${criterion}" ] }\n`;

  it.each([
    [probe('status >= 100'), "3:70: can't fail: status is between 100 and 599"],
    [probe('status == 0'), '3:70: can never hold: status is between 100 and 599'],
    [tests('skipped / total < 5'), "3:70: can't fail: skipped / total is between 0 and 1; write 0.05 for 5 %"],
    [tests('skipped / total >= 5'), '3:70: can never hold: skipped / total is between 0 and 1; write 0.05 for 5 %'],
  ])('%s', (text, problem) => {
    expect(problemsOf(text)).toEqual([`gates.yml:${problem}`]);
  });

  it('warns of a condition that only asks whether there was an answer', () => {
    const { warnings } = load(probe('status > 0'));
    expect(warnings.map(problemLine)).toEqual(["gates.yml:3:70: can't fail once there is an answer: status is between 100 and 599"]);
    expect(load(probe('status > 0 && json.ok')).warnings).toEqual([]);
  });
});

it.each([
  ['sum(rate(a[5m])) or vector(0)', []],
  ['count(ALERTS{alertstate=\\"firing\\"}) or vector(0)', []],
  ['vector(0)', ['gates.yml:3:123: query "q" reads no series: what it says is the same whatever happens']],
  [
    'sum(rate(a[500ms])) / sum(rate(b[100ms]))',
    ['gates.yml:3:123: query "q" looks back 500ms, and the looks are 1s apart: what happens between is not seen'],
  ],
  ['sum(rate(a[500ms])) / sum(rate(b[1h30m]))', []],
])('a query that reads no series, or not all of the time, is warned of: %s', (query, expected) => {
  const text = `version: 1\ngates:\n  m: { kind: metrics, prometheus: { url: "http://h" }, duration: 2s, interval: 1s, criteria: [ "q < 1.0" ], queries: { q: "${query}" } }\n`;
  expect(load(text).warnings.map(problemLine)).toEqual(expected);
});

describe('what earlier gates counted', () => {
  const asserting = (condition: string): string => `version: 1
services: { api: { run: ./api, port: 8080, health: /h } }
gates:
  t: { kind: tests, run: x, reports: r, runs: 2, suites: [ { name: unit, match: u } ] }
  c: { kind: cycles, services: all, count: 3 }
  m: { kind: metrics, prometheus: { url: "http://h" }, duration: 2s, interval: 1s, queries: { q: up }, criteria: [ "q < 1.0" ] }
  v: { kind: assert, needs: [t], values: { n: 'gates["t"].counts.total' }, criteria: [ "n > 1.0" ] }
  a: { kind: assert, needs: [t, c, m, v], criteria: [ '${condition}' ] }
`;

  it.each([
    'gates["t"].counts.runs == 2',
    'gates["t"].counts.perRun.all(r, r.passed == 42 && r.failed == 0)',
    'gates["t"].counts.suites["unit"].passRate == 1.0',
    'gates["t"].counts.agreement == 1.0',
    'gates["c"].counts.stops == 6 && gates["c"].counts.badStops == 0',
    'gates["m"].counts.q < 1.0 && gates["m"].counts.last.q < 1.0 && gates["m"].counts.errors == 0',
    'gates["v"].counts.n == 42',
  ])('%s is known', (condition) => {
    expect(problemsOf(asserting(condition))).toEqual([]);
  });

  it.each([
    ['gates["t"].counts.fialed == 0', 'unknown key of gates.t.counts: "fialed"; did you mean "failed"?'],
    ['gates["t"].counts.perRun.all(r, r.fialed == 0)', '"fialed"'],
    ['gates["t"].counts.suites["unti"].failed == 0', '"unti"'],
    ['gates["t"].counts.runs.all(r, r.failed == 0)', 'number'],
    ['gates["t"].counts.coverage.lines > 0.8', '"coverage"'],
    ['gates["c"].counts.leftovers == "none"', 'number'],
    ['gates["m"].counts.p == 1.0', '"p"'],
    ['gates["v"].counts.m == 42', '"m"'],
    ['gates["t"].counts.passRate >= 95', 'can never hold: gates.t.counts.passRate is between 0 and 1; write 0.95 for 95 %'],
    ['gates["t"].counts.skipped / gates["t"].counts.total < 5', "can't fail"],
  ])('%s is not', (condition, words) => {
    expect(problemsOf(asserting(condition))).toEqual([expect.stringContaining(words)]);
  });

  it('of tests that are not compared, nothing about differences is known', () => {
    const text = asserting('gates["t"].counts.differences == 0');
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text.replace('runs: 2', 'runs: 1'))).toEqual([expect.stringContaining('"differences"')]);
  });
});
