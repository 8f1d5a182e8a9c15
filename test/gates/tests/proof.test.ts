import { describe, expect, it } from 'vitest';
import { judged, type Written } from './facts.ts';

const STARTED = '2026-11-29T14:40:00.000Z';

function suite(attributes: string, inner = '<testcase name="a"/>'): Written {
  return { file: 'junit.xml', text: `<testsuite name="s" ${attributes}>${inner}</testsuite>` };
}

describe('a report that says when its tests ran', () => {
  it.each([
    ['while the command did', '2026-11-29T15:00:00Z', 'passed'],
    ['4 min before', '2026-11-29T14:36:00Z', 'passed'],
    ['6 min before', '2026-11-29T14:34:00Z', 'blocked'],
    ['4 min after its end', '2026-11-29T15:44:00Z', 'passed'],
    ['6 min after its end', '2026-11-29T15:46:00Z', 'blocked'],
    ['in another zone at the same time', '2026-11-30T00:00:00+09:00', 'passed'],
    ['25 h before, without a zone', '2026-11-28T13:41:00', 'passed'],
    ['27 h before, without a zone', '2026-11-28T11:40:00', 'blocked'],
    ['27 h after its end, without a zone', '2026-11-30T18:41:00', 'blocked'],
    ['by a counter', '1', 'passed'],
    ['near 1970', '1970-01-01T00:00:00', 'passed'],
  ])('%s is judged so', (_, timestamp, verdict) => {
    expect(judged([suite(`timestamp="${timestamp}"`)], { startedAt: STARTED }).verdict).toBe(verdict);
  });

  it('names the time, and how long before the run it was', () => {
    const { bad } = judged([suite('timestamp="2026-11-01T10:00:00Z"')], { startedAt: STARTED });
    const why = 'its tests ran at 2026-11-01T10:00:00Z, 28 days before the run began (a cache, or an old report?)';
    expect(bad).toEqual([`tests blocked: junit.xml: ${why}`]);
  });

  it('fails all the same when a test in it failed', () => {
    const failing = suite('timestamp="2026-11-01T10:00:00Z"', '<testcase name="a"><failure/></testcase>');
    expect(judged([failing], { startedAt: STARTED, exit: 1 }).verdict).toBe('failed');
  });

  it('notes a time that is ignored', () => {
    expect(judged([suite('timestamp="1"')]).findings).toMatchObject([{ title: 'junit.xml', message: 'a time in it is ignored: "1"' }]);
  });
});

describe('tests of go', () => {
  const passed = (more: string): Written => ({
    file: 'go.json',
    text: `{"Action":"pass","Package":"p","Test":"T"}\n{"Action":"output","Package":"p","Output":"ok  \\tp\\t${more}\\n"}\n{"Action":"pass","Package":"p"}\n`,
  });

  it('that come from the cache did not run', () => {
    expect(judged([passed('0.1s')]).verdict).toBe('passed');
    expect(judged([passed('(cached)')]).bad).toEqual([
      'tests blocked: go.json: p did not run: go repeats an earlier result, `(cached)`; run `go test -count=1`',
    ]);
  });
});

describe('a suite in two reports', () => {
  const attributes = 'tests="1" failures="1" errors="0" hostname="h" time="0.1" timestamp="2026-11-29T14:50:00"';
  const failing = '<testcase classname="com.acme.CartTest" name="pays" time="0.1"><failure/></testcase>';
  const own: Written = {
    file: 'TEST-com.acme.CartTest.xml',
    text: `<testsuite ${attributes} name="com.acme.CartTest">${failing}</testsuite>`,
  };
  const other =
    '<testsuite id="1" package="com.acme" name="StockTest" tests="1"><testcase classname="com.acme.StockTest" name="counts"/></testsuite>';
  const all: Written = {
    file: 'TESTS-TestSuites.xml',
    text: `<testsuites><testsuite id="0" package="com.acme" name="CartTest" ${attributes}>${failing}</testsuite>${other}</testsuites>`,
  };

  it.each([
    ['each after its own', [own, all]],
    ['before its own', [all, own]],
  ])('counts once: Ant writes one of all, %s', (_, reports) => {
    const { counts, findings } = judged(reports, { exit: 1 });
    expect(counts).toMatchObject({ total: 2, failed: 1, passed: 1 });
    expect(findings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^repeats suites of .*: they count once$/));
  });

  it('counts twice where it was run twice', () => {
    const later = { ...own, file: 'TEST-2.xml', text: own.text.replace('14:50:00', '14:51:00') };
    expect(judged([own, later], { exit: 1 }).counts).toMatchObject({ total: 2, failed: 2 });
  });

  it('does not hide tests of a report that follows', () => {
    const short = { file: 'b.xml', text: all.text.slice(0, all.text.indexOf(other)) };
    const next = { file: 'c.xml', text: '<testsuite name="s"><testcase name="a"><failure/></testcase></testsuite>' };
    const { findings } = judged([own, short, next], { exit: 1 });
    expect(findings.map(({ title }) => title)).not.toContain('s::a');
    expect(judged([own, all, next], { exit: 1 }).counts).toMatchObject({ failed: 2 });
  });
});

describe('two suites of one name in the same second', () => {
  const module = (file: string, test: string, inner = ''): Written => ({
    file,
    text: `<testsuite name="SmokeTest" tests="1" failures="${Number(inner !== '')}" errors="0" hostname="ci" time="0.001" timestamp="2026-11-29T14:50:00"><testcase classname="SmokeTest" name="${test}">${inner}</testcase></testsuite>`,
  });

  it('of which each has tests of its own both count', () => {
    expect(judged([module('a.xml', 'starts'), module('b.xml', 'stops')]).counts).toMatchObject({ total: 2, passed: 2 });
  });

  it('of which each failed in a test of its own are two failures', () => {
    const reports = [module('a.xml', 'starts', '<failure/>'), module('b.xml', 'stops', '<failure/>')];
    expect(judged(reports, { exit: 1, keys: ', failure-limit: 1' })).toMatchObject({ verdict: 'failed', counts: { failed: 2 } });
  });
});

describe('the very same tests shown twice', () => {
  const passing = '<testsuite name="s" tests="2" time="1"><testcase name="a"/><testcase name="b"/></testsuite>';
  const failing = '<testsuite name="s" tests="1" time="1"><testcase name="a"><failure/></testcase></testsuite>';
  const tap = '1..2\nok 1 - a\nok 2 - b\n';

  it.each([
    ['in two reports', [passing, passing]],
    ['in one report', [`<testsuites>${passing}${passing}</testsuites>`]],
    ['in one report and in one of all', [passing, `<testsuites>${passing}</testsuites>`]],
    ['in two reports without suites', [tap, tap]],
  ])('%s count once', (_, texts) => {
    const { counts, findings, bad } = judged(texts.map((text, index) => ({ file: `${index}.txt`, text })));
    expect(counts).toMatchObject({ total: 2, passed: 2 });
    expect(bad).toEqual([]);
    expect(findings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/counts? once$/));
  });

  it.each([
    ['in two reports', [failing, failing]],
    ['in one report', [`<testsuites>${failing}${failing}</testsuites>`]],
    ['in two reports without suites', ['1..1\nnot ok 1 - a\n', '1..1\nnot ok 1 - a\n']],
  ])('%s, with a failure: it may be two', (_, texts) => {
    const reports = texts.map((text, index) => ({ file: `${index}.txt`, text }));
    expect(judged(reports, { exit: 1, keys: ', failure-limit: 1' })).toMatchObject({
      verdict: 'blocked',
      bad: [expect.stringContaining("whether it is a copy can't be told"), expect.anything()],
    });
  });
});

describe('a suite of the configuration matches', () => {
  const jest = (name: string): string =>
    JSON.stringify({
      ...JSON.parse('{"numTotalTests":1,"numFailedTests":0,"numFailedTestSuites":0,"success":true}'),
      testResults: [{ name, status: 'passed', assertionResults: [{ title: 't', status: 'passed' }] }],
    });
  const junit = (classname: string): string => `<testsuite name="s"><testcase classname="${classname}" name="t"/></testsuite>`;
  const go = (name: string): string => `{"Action":"pass","Package":"${name}","Test":"T"}\n{"Action":"pass","Package":"${name}"}\n`;

  it.each([
    ['an absolute name of Jest', 'test/unit/**', jest('/checkout/test/unit/a.test.js'), 1],
    ['an absolute name on Windows', 'test/unit/**', jest('C:\\checkout\\test\\unit\\a.test.js'), 1],
    ['only from the folder of the gate on', 'test/unit/**', jest('/checkout/packages/a/test/unit/a.test.js'), 0],
    ['a name from inside of a container', 'test/unit/**', jest('/app/test/unit/a.test.js'), 1],
    ['a class that is a file with dots in it', 'test/unit/**', junit('test/unit/a.test.js'), 1],
    ['a class as it is written', 'tests.unit.*', junit('tests.unit.a'), 1],
    ['a class as a path', 'tests/unit/*', junit('tests.unit.a'), 1],
    ['a package of go', 'example.com/shop/{cart,cart/**}', go('example.com/shop/cart'), 1],
    ['no other package', 'example.com/shop/{cart,cart/**}', go('example.com/shop/stock'), 0],
  ])('%s', (_, glob, text, total) => {
    const root = text.includes('C:') ? 'C:\\checkout' : '/checkout';
    const keys = `, suites: [{ name: unit, match: "${glob}" }]`;
    const { counts } = judged([{ file: 'report', text }], { keys, root });
    expect((counts['suites'] as Record<string, { total?: number }>)['unit']?.total ?? 0).toBe(total);
  });
});

describe('the id in a finding', () => {
  it('tells tests of two modules apart, so that a waiver written from it takes one', () => {
    const failing = (classname: string): string => `<testcase classname="${classname}" name="test_pays"><failure/></testcase>`;
    const report = { file: 'r.xml', text: `<testsuite name="pytest">${failing('tests.a')}${failing('tests.b')}</testsuite>` };
    expect(judged([report], { exit: 1 }).findings.map(({ title }) => title)).toEqual(['tests.a::test_pays', 'tests.b::test_pays']);
    const more =
      'waivers:\n  - { gate: t, match: ["tests.a::test_pays"], severity: low, owner: "@a", reason: known, expires: 2099-01-01 }\n';
    expect(judged([report], { exit: 1, more }).counts['unwaivedFailures']).toBe(1);
  });
});

describe('a file that pytest could not collect', () => {
  const report = (trace: string) => ({
    file: 'r.xml',
    text: `<testsuite name="pytest" tests="1" errors="1"><testcase classname="" name="tests.a"><error message="collection failure">${trace}</error></testcase></testsuite>`,
  });

  it.each([
    [
      "ImportError while importing test module 'tests/a.py'.\nE   ModuleNotFoundError: No module named 'nix'",
      "ModuleNotFoundError: No module named 'nix'",
    ],
    [
      'E     File "tests/a.py", line 3\nE       def f(\nE            ^\nE   SyntaxError: \'(\' was never closed',
      "SyntaxError: '(' was never closed",
    ],
    ['nothing that is known', 'collection failure'],
  ])('is told with its cause: %s', (trace, cause) => {
    const { findings } = judged([report(trace)], { exit: 2 });
    expect(findings[0]?.message.split('\n')[0]).toBe(`could not be collected: ${cause}`);
    expect(findings[0]?.message).toContain(trace);
  });
});
