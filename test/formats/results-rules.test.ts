import { describe, expect, it } from 'vitest';
import type { CaseRow, ResultRow } from '../../src/formats/cases.ts';
import { parserFor } from '../../src/formats/detect.ts';
import { type ResultFormat } from '../../src/formats/result-formats.ts';
import { countsOf, rowsOf } from './results.ts';

function rows(format: ResultFormat, text: string): ResultRow[] {
  return rowsOf(parserFor(format, 'report'), new TextEncoder().encode(text));
}

function cases(format: ResultFormat, text: string): readonly CaseRow[] {
  return rows(format, text).filter((row) => row.row === 'case');
}

/** What a report says that no test of it does: `doubt: …`, `note: …`. */
function remarks(format: ResultFormat, text: string): readonly string[] {
  return rows(format, text).flatMap((row) => (row.row === 'doubt' || row.row === 'note' ? [`${row.row}: ${row.message}`] : []));
}

const trx = (counters: string, results = '<UnitTestResult testName="a" outcome="Passed"/>', more = ''): string =>
  `<TestRun><Results>${results}</Results><ResultSummary outcome="Completed"><Counters ${counters}/>${more}</ResultSummary></TestRun>`;
const nunit = (attributes: string): string => `<test-run ${attributes} result="Passed"><test-case name="a" result="Passed"/></test-run>`;
const xunit = (attributes: string): string =>
  `<assemblies><assembly name="a" ${attributes}><test name="a" result="Pass"/></assembly></assemblies>`;
const jest = (total: number, more: object = {}): string =>
  JSON.stringify({
    numTotalTests: total,
    numFailedTests: 0,
    numFailedTestSuites: 0,
    success: true,
    ...more,
    testResults: [{ name: 'a', status: 'passed', assertionResults: [{ title: 't', status: 'passed' }] }],
  });
const ctrf = (tests: number, more: object = {}): string =>
  JSON.stringify({ results: { summary: { tests, failed: 0, ...more }, tests: [{ name: 't', status: 'passed' }] } });
const junit = (attributes: string, inner = '<testcase name="a"/>'): string => `<testsuite name="s" ${attributes}>${inner}</testsuite>`;

describe('a report that claims another number of tests than it shows', () => {
  it.each<[ResultFormat, (tests: number) => string]>([
    ['trx', (tests) => trx(`total="${tests}" passed="1"`)],
    ['nunit', (tests) => nunit(`total="${tests}"`)],
    ['xunit', (tests) => xunit(`total="${tests}"`)],
    ['jest', jest],
    ['ctrf', ctrf],
    ['junit', (tests) => junit(`tests="${tests}" time="1"`)],
  ])('%s: fewer is a doubt, more a note', (format, report) => {
    expect(remarks(format, report(40)).join()).toMatch(/^doubt: .*claims 40 tests, shows 1$/);
    expect(remarks(format, report(1))).toEqual([]);
    expect(remarks(format, report(0)).join()).toMatch(/^note: .*claims 0 tests, shows 1$/);
  });

  it('in the root alone counts too', () => {
    const text = '<testsuites tests="40"><testsuite name="s" tests="1"><testcase name="a"/></testsuite></testsuites>';
    expect(remarks('junit', text)).toEqual(['doubt: suite "": claims 40 tests, shows 1']);
  });

  it.each([
    ['skipped tests that are not shown', junit('tests="3" skipped="2" time="1"')],
    [
      'a broken tear-down, which pytest counts beside its test',
      junit('tests="2" errors="1" time="1"', '<testcase name="a"><error/></testcase>'),
    ],
    [
      'attempts, as Surefire does with JUnit 4',
      junit('tests="3" failures="2" time="1"', '<testcase name="a"><flakyFailure/><flakyFailure/></testcase>'),
    ],
    ['assertions, as Catch2 does', junit('tests="120" hostname="tbd" time="1"')],
    [
      'assertions, as doctest does',
      '<testsuites><testsuite name="a" errors="0" failures="0" tests="40"><testcase name="a"/></testsuite></testsuites>',
    ],
  ])('is no doubt where a tool counts %s', (_, text) => {
    expect(remarks('junit', text)).toEqual([]);
  });

  it.each(['notRunnable', 'disconnected', 'passedButRunAborted', 'inProgress', 'pending', 'warning'])(
    'trx: %s that is not shown',
    (counter) => {
      expect(remarks('trx', trx(`total="1" passed="1" ${counter}="1"`))).toContain('doubt: claims 1 failure or error, shows 0');
    },
  );
});

describe('a report whose counts of one outcome contradict its tests is a doubt:', () => {
  const warning = (text: string): string =>
    trx('total="1"', undefined, `<RunInfos><RunInfo outcome="Warning"><Text>${text}</Text></RunInfo></RunInfos>`);

  it.each<[string, ResultFormat, string, string]>([
    ['TRX, passed', 'trx', trx('total="1" passed="0"'), 'claims 0 passed tests, shows 1'],
    ['TRX, not executed', 'trx', trx('total="1" passed="1" notExecuted="1"'), 'claims 1 skipped test, shows 0'],
    ['TRX, a host that died', 'trx', warning('Test run aborted: the host crashed'), 'the run says: Test run aborted: the host crashed'],
    ['NUnit, tests that were found', 'nunit', nunit('testcasecount="10" total="1"'), 'claims 10 tests, shows 1'],
    ['xUnit, skipped', 'xunit', xunit('skipped="8"'), 'claims 8 skipped tests, shows 0'],
    ['xUnit, not run', 'xunit', xunit('not-run="8"'), 'claims 8 skipped tests, shows 0'],
    ['CTRF, passed', 'ctrf', ctrf(1, { passed: 0 }), 'claims 0 passed tests, shows 1'],
    ['CTRF, skipped', 'ctrf', ctrf(1, { skipped: 1, pending: 1 }), 'claims 2 skipped tests, shows 0'],
    ['Jest, passed', 'jest', jest(1, { numPassedTests: 0 }), 'claims 0 passed tests, shows 1'],
    ['Jest, pending', 'jest', jest(1, { numPendingTests: 2 }), 'claims 2 skipped tests, shows 0'],
    ['Jest, files', 'jest', jest(1, { numTotalTestSuites: 10, numRuntimeErrorTestSuites: 0 }), 'claims 10 files of tests, shows 1'],
  ])('%s', (_, format, text, message) => {
    expect(remarks(format, text)).toEqual([`doubt: ${message}`]);
  });

  it('not NUnit’s of tests that a filter left out', () => {
    expect(
      remarks('nunit', nunit('testcasecount="10" total="1"').replace('<test-case', '<filter><cat>Smoke</cat></filter><test-case')),
    ).toEqual([]);
  });

  it('TRX of a run that goes on is refused', () => {
    expect(() => rows('trx', trx('').replace('"Completed"', '"InProgress"'))).toThrow('outcome="InProgress" of the run: it did not end');
  });

  it.each([
    ['retries', { retries: 2 }, 'flaky'],
    ['attempts that failed', { retryAttempts: [{ status: 'failed' }] }, 'flaky'],
    ['no retries', { retries: 0, retryAttempts: [] }, 'passed'],
  ])('CTRF: a test that passed with %s', (_, more, outcome) => {
    const tests = [{ name: 't', status: 'passed', ...more }];
    expect(cases('ctrf', JSON.stringify({ results: { summary: { tests: 1, failed: 0 }, tests } }))).toMatchObject([{ outcome }]);
  });
});

describe('JUnit that claims what it does not show', () => {
  const suites = (attributes: string, ...inner: readonly string[]): string => `<testsuites ${attributes}>${inner.join('')}</testsuites>`;
  const unseen = (text: string): readonly number[] => rows('junit', text).flatMap((row) => (row.row === 'unseen' ? [row.skipped] : []));

  it.each([
    ['of its suite', junit('tests="3" skipped="2"')],
    ['of its root and its suite', suites('tests="3" skipped="2"', junit('tests="3" skipped="2"'))],
    ['of its root alone', suites('tests="3" skipped="2"', junit('tests="3"'))],
    ['that it does not count as tests', junit('tests="1" skipped="2"')],
  ])('skipped tests %s: they count as skipped', (_, text) => {
    expect([unseen(text), remarks('junit', text)]).toEqual([[2], []]);
  });

  it.each([
    ['the same skipped tests under two names', junit('tests="17" skipped="8" disabled="8"'), 'suite "s": claims 17 tests, shows 9'],
    ['tests of a suite in it', suites('tests="1"', junit('tests="50"')), 'suite "s": claims 50 tests, shows 1'],
  ])('%s: a doubt', (_, text, message) => {
    expect(remarks('junit', text)).toEqual([`doubt: ${message}`]);
  });

  const pytest = (tests: number, failures = 0, inner = '<testcase classname="t" name="a" time="0.1" />'): string =>
    suites(
      'name="pytest tests"',
      `<testsuite name="pytest" errors="0" failures="${failures}" skipped="0" tests="${tests}" time="1" timestamp="2026-01-02T03:04:05" hostname="h">${inner}</testsuite>`,
    );

  it('subtests of pytest: they are within its tests', () => {
    expect(remarks('junit', pytest(4))).toEqual(['note: suite "pytest": claims 4 tests, shows 1: pytest counts subtests']);
    expect(remarks('junit', pytest(1))).toEqual([]);
  });

  it('skips that pytest claims and does not show are skipped tests', () => {
    const text = pytest(6).replace('skipped="0"', 'skipped="5"');
    expect(rows('junit', text)).toContainEqual({ row: 'unseen', skipped: 5 });
    expect(remarks('junit', text)).toEqual([]);
  });

  it.each([
    ['another tool’s', junit('tests="4"'), 'suite "s": claims 4 tests, shows 1'],
    ['pytest’s, without any test', pytest(4, 0, ''), 'suite "pytest": claims 4 tests, shows 0'],
    ['failures', pytest(4, 1), 'suite "pytest": claims 1 failure or error, shows 0'],
  ])('%s: no subtests, but a doubt', (_, text, message) => {
    expect(remarks('junit', text)).toContain(`doubt: ${message}`);
  });

  it('failures under another name: a doubt', () => {
    expect(remarks('junit', junit('tests="1" failed="3"'))).toEqual(['doubt: suite "s": claims 3 failures and errors, shows 0']);
  });

  it.each([
    ['a.T-20261130113907', '2026-11-30T11:39:07', 'a.T'],
    ['a.T-20261130113907', '2026-11-30T09:39:08.5+02:00', 'a.T'],
    ['unittest.suite._ErrorHolder-20261130113907', '0001-01-01T00:00:00', 'unittest.suite._ErrorHolder'],
    ['migration-20200101000000', '2026-11-30T11:39:07', 'migration-20200101000000'],
    ['a.T-20261130113907', '', 'a.T-20261130113907'],
    ['a.T-20261399113907', '2026-11-30T11:39:07', 'a.T-20261399113907'],
  ])('the suite %s of %s is %s: unittest-xml-reporting adds the time of its run', (name, timestamp, suite) => {
    const text = `<testsuite name="${name}" timestamp="${timestamp}"><testcase name="a"/></testsuite>`;
    expect(cases('junit', text)).toMatchObject([{ suite }]);
  });

  it('a test that behave never ran is skipped', () => {
    expect(cases('junit', junit('', '<testcase name="a" status="untested"><skipped/></testcase>'))).toMatchObject([{ outcome: 'skipped' }]);
  });

  it('suites too deep in suites are refused', () => {
    const deep = (count: number): string => `${'<testsuite name="s">'.repeat(count)}<testcase name="a"/>${'</testsuite>'.repeat(count)}`;
    expect(cases('junit', deep(100))).toHaveLength(1);
    expect(() => rows('junit', deep(200))).toThrow('suites are more than 100 deep');
  });
});

describe('a test that stands more than once in its suite', () => {
  const suite = (attributes: string, ...bodies: readonly string[]): string =>
    junit(attributes, bodies.map((body) => `<testcase classname="t" name="sometimes">${body}</testcase>`).join(''));

  it.each<[string, string, readonly (readonly [string, string?])[]]>([
    [
      'passed at last: pytest-rerunfailures says nothing of why',
      suite('tests="1"', '', '', ''),
      [['flaky', 'passed when it was tried 3 times']],
    ],
    ['failed, then passed', suite('tests="1"', '<failure>no</failure>', ''), [['flaky', 'no']]],
    ['failed at last', suite('tests="1" failures="1"', '', '<failure>no</failure>'), [['failed', 'no']]],
    ['failed and was then skipped', suite('tests="1"', '<failure>no</failure>', '<skipped/>'), [['failed', 'no']]],
    ['is counted as often', suite('tests="2"', '<failure>no</failure>', ''), [['failed', 'no'], ['passed']]],
    ['has no count', suite('', '<failure>no</failure>', ''), [['failed', 'no'], ['passed']]],
    ['is counted once, and its failure too', suite('tests="1" failures="1"', '<failure>no</failure>', ''), [['failed', 'no'], ['passed']]],
  ])('and %s', (_, text, expected) => {
    expect(cases('junit', text).map(({ outcome, message }) => (message === undefined ? [outcome] : [outcome, message]))).toEqual(expected);
  });

  it('is left as it stands in a suite that is too large to hold', () => {
    const text = suite('tests="1"', ...Array.from({ length: 50_001 }, () => ''));
    expect(countsOf(rows('junit', text))).toEqual([50_001, 0, 0, 0, 0, 0]);
    expect(remarks('junit', text)).toEqual(['note: suite "s": claims 1 test, shows 50001']);
  });
});

describe('when the tests ran', () => {
  const zoned = Date.UTC(2026, 10, 29, 14, 43);
  it.each<[string, ResultFormat, string, object]>([
    ['with a zone', 'junit', junit('timestamp="2026-11-29T15:43:00.000+01:00"'), { zoned: { first: zoned, last: zoned } }],
    ['with an offset without a colon', 'junit', junit('timestamp="2026-11-29T15:43:00+0100"'), { zoned: { first: zoned, last: zoned } }],
    ['without a zone', 'junit', junit('timestamp="2026-11-29T14:43:00"'), { local: { first: zoned, last: zoned } }],
    [
      'in .NET',
      'trx',
      trx('').replace('<Results>', '<Times creation="2026-11-29T15:43:00.0000000+01:00"/><Results>'),
      { zoned: { first: zoned, last: zoned } },
    ],
    ['as Mocha writes it', 'junit', junit('timestamp="Sun, 29 Nov 2026 14:43:00 GMT"'), { zoned: { first: zoned, last: zoned } }],
    ['as TestNG wrote it', 'junit', junit('timestamp="29 Nov 2026 14:43:00 GMT"'), { zoned: { first: zoned, last: zoned } }],
    ['in UTC by its name', 'junit', junit('timestamp="2026-11-29T14:43:00 UTC"'), { zoned: { first: zoned, last: zoned } }],
    ['in a zone that only has a name', 'junit', junit('timestamp="2026-11-29T14:43:00 CET"'), { local: { first: zoned, last: zoned } }],
    ['in NUnit 3', 'nunit', nunit('start-time="2026-11-29 14:43:00Z"'), { zoned: { first: zoned, last: zoned } }],
    ['in NUnit 2', 'nunit', '<test-results date="2026-11-29" time="14:43:00"/>', { local: { first: zoned, last: zoned } }],
    ['in xUnit.net 2', 'xunit', xunit('run-date="2026-11-29" run-time="14:43:00"'), { local: { first: zoned, last: zoned } }],
    ['in xUnit.net 3', 'xunit', xunit('start-rtf="2026-11-29T14:43:00.0000000+00:00"'), { zoned: { first: zoned, last: zoned } }],
    ['in CTRF', 'ctrf', ctrf(1, { start: zoned, stop: zoned + 1 }), { zoned: { first: zoned, last: zoned + 1 } }],
    ['in Jest', 'jest', jest(1, { startTime: zoned }), { zoned: { first: zoned, last: zoned } }],
    [
      'in go',
      'go-json',
      `{"Time":"2026-11-29T14:43:00Z","Action":"start","Package":"p"}\n{"Action":"pass","Package":"p"}\n`,
      { zoned: { first: zoned, last: zoned } },
    ],
  ])('is read %s', (_, format, text, times) => {
    expect(rows(format, text).at(-1)).toMatchObject({ times });
  });

  it.each(['1', '1970-01-01T00:00:00', '0001-01-01T00:00:00Z', '29.11.2026 14:43:00', '2026-13-40T00:00:00Z'])(
    'is ignored, and noted, where it is %j',
    (timestamp) => {
      const all = rows('junit', junit(`timestamp="${timestamp}"`));
      expect(all.at(-1)).not.toHaveProperty('times');
      expect(all.at(-2)).toEqual({ row: 'note', message: `a time in it is ignored: ${JSON.stringify(timestamp)}` });
    },
  );
});

const go = (...events: readonly object[]): string => events.map((event) => `${JSON.stringify({ Package: 'p', ...event })}\n`).join('');

describe('a benchmark of go', () => {
  const begins = { Action: 'run', Test: 'BenchmarkA' };
  const result = { Action: 'output', Test: 'BenchmarkA', Output: '      10\t       119.8 ns/op\n' };
  const ends = (Action: string): object => ({ Action });

  it.each<[string, readonly object[], string]>([
    ['that says how long it took passed, also where something else fails', [begins, result, ends('fail')], 'passed'],
    ['of a package that passed did so, too', [begins, ends('pass')], 'passed'],
    ['without a result, of a package that failed, did not end', [begins, ends('fail')], 'errored'],
    ['that says so did fail', [begins, result, { ...begins, Action: 'fail' }, ends('fail')], 'failed'],
  ])('%s', (_, events, outcome) => {
    expect(cases('go-json', go(...events))).toMatchObject([{ name: 'BenchmarkA', outcome }]);
  });

  it('is none where another test, or a subtest, is only called so', () => {
    for (const Test of ['TestA/BenchmarkB', 'Benchmarking']) {
      const text = go({ Action: 'run', Test }, { Action: 'output', Test, Output: '1 ns/op\n' }, ends('pass'));
      expect(() => rows('go-json', text)).toThrow('not all of its tests ended');
    }
  });
});

describe('go test -json', () => {
  const one = (Test: string, Action: string) => [
    { Action: 'run', Test },
    { Action, Test },
  ];

  it('without the end of its last line is read', () => {
    expect(countsOf(rows('go-json', go(...one('T', 'pass'), { Action: 'pass' }).trimEnd()))).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('a package that runs again with what failed is a rerun', () => {
    const first = [{ Action: 'start' }, ...one('A', 'pass'), ...one('B/b', 'fail'), ...one('B', 'fail'), { Action: 'fail' }];
    const again = [{ Action: 'start' }, ...one('B/b', 'pass'), ...one('B', 'pass'), { Action: 'pass' }];
    const outcomes = cases('go-json', go(...first, ...again)).map(({ name, outcome }) => `${name} ${outcome}`);
    expect(outcomes.toSorted()).toEqual(['A passed', 'B flaky', 'B/b flaky']);
  });

  it('a second run of what passed before is refused: it would hide the failures of the first', () => {
    const first = [{ Action: 'start' }, ...one('A', 'pass'), ...one('B', 'fail'), { Action: 'fail' }];
    expect(() => rows('go-json', go(...first, { Action: 'start' }, ...one('A', 'pass'), ...one('B', 'pass'), { Action: 'pass' }))).toThrow(
      'package "p" begins a second time, with "A", which did not fail in the first',
    );
  });
});

describe('TAP', () => {
  it('a subtest may begin with a subtest', () => {
    const text =
      '# Subtest: outer\n    # Subtest: inner\n        ok 1 - works\n        1..1\n    ok 1 - inner\n    1..1\nok 1 - outer\n1..1\n';
    expect(cases('tap', text)).toMatchObject([{ suite: 'outer > inner', name: 'works', outcome: 'passed' }]);
  });

  it.each([
    ['no point follows it', '        ok 1 - works\n        1..1\n1..0\n'],
    ['the document ends', '        ok 1 - works\n        1..1\n'],
  ])('a subtest of a subtest of which %s is refused', (_, text) => {
    expect(() => rows('tap', text)).toThrow('subtests without the test that they are of');
  });
});

describe('TAP that contradicts itself is a doubt:', () => {
  it.each([
    ['it claims more failures', '1..2\nok 1 - a\nok 2 - b\n# pass 0\n# fail 3\n', 'claims 3 failed tests, shows 0'],
    ['a failure is indented as no subtest is', '1..1\nok 1 - a\n  not ok 2 - b\n', 'indented as no subtest is: "not ok 2 - b"'],
  ])('%s', (_, text, message) => {
    expect(remarks('tap', text)).toEqual([`doubt: ${message}`]);
  });

  it('not with as many failures as it claims, or what a YAML block quotes', () => {
    const text = '1..1\nnot ok 1 - a\n  ---\n  error: |\n    not ok 2\n   not ok 3\n  ...\n# fail 1\n';
    expect(remarks('tap', text)).toEqual([]);
  });
});

describe('a dialect that was refused', () => {
  it.each<[string, ResultFormat, string, readonly number[]]>([
    [
      'NUnit 2.4 without result=',
      'nunit',
      '<test-results failures="1"><test-suite name="s" success="False"><results><test-case name="a" executed="True" success="True"/><test-case name="b" executed="False"/><test-case name="c" executed="True" success="False"/></results></test-suite></test-results>',
      [3, 1, 0, 1, 0, 0],
    ],
    [
      'Unity’s labels',
      'nunit',
      '<test-run result="Failed(Child)"><test-suite name="s" result="Failed(Child)"><test-case name="a" result="Failed:Error(TearDown)"/><test-case name="b" result="Skipped:Ignored"/></test-suite></test-run>',
      [2, 0, 1, 1, 0, 0],
    ],
    [
      'Ant’s aborted',
      'junit',
      junit('tests="2" aborted="1"', '<testcase name="a"/><testcase name="b"><aborted message="no display"/></testcase>'),
      [2, 0, 0, 1, 0, 0],
    ],
    [
      'CTest’s missing program',
      'junit',
      junit('tests="1" skipped="1"', '<testcase name="a" status="notrun"><skipped message="Unable to find executable"/></testcase>'),
      [1, 0, 1, 0, 0, 0],
    ],
    [
      'CTest’s skip',
      'junit',
      junit('tests="1" skipped="1"', '<testcase name="a" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>'),
      [1, 0, 0, 1, 0, 0],
    ],
  ])('%s', (_, format, text, counts) => {
    expect(countsOf(rows(format, text))).toEqual(counts);
  });

  it.each([
    ['repeats a failure', 'known', [2, 1, 0, 0, 0, 0]],
    ['is of no test that failed', 'other', [2, 1, 0, 0, 0, 1]],
  ])('trx: an error of the run that %s', (_, name, counts) => {
    const results = '<UnitTestResult testName="a" outcome="Passed"/><UnitTestResult testName="known" outcome="Failed"/>';
    const info = `<RunInfos><RunInfo outcome="Error"><Text>[xUnit.net 00:00:00.55]     ${name} [FAIL]</Text></RunInfo></RunInfos>`;
    expect(countsOf(rows('trx', trx('total="2" failed="1"', results, info)))).toEqual(counts);
  });
});

describe('a test of JUnit of which something is said in another way than JUnit has it', () => {
  it.each([
    ['an error beside a skip that is still to do', '<testcase name="a"><skipped type="todo"/><error/></testcase>', 'errored'],
    ['a failure beside a skip that is still to do', '<testcase name="a"><skipped type="todo"/><failure/></testcase>', 'skipped'],
    ['success="false"', '<testcase name="a" success="false"/>', 'failed'],
    ['outcome="failed"', '<testcase name="a" outcome="failed"/>', 'failed'],
    ['executed="False"', '<testcase name="a" executed="False"/>', 'skipped'],
    ['words that mean anything', '<testcase name="a" success="1" outcome="fine" executed="yes"/>', 'passed'],
    ['a failure in what it wrote', '<testcase name="a"><system-out><x><failure/></x></system-out></testcase>', 'passed'],
  ])('%s', (_, text, outcome) => {
    expect(cases('junit', junit('', text))).toMatchObject([{ name: 'a', outcome }]);
  });

  it.each([
    ['a test', '<testcase name="a"><details><failure/></details></testcase>'],
    ['a suite', '<details><error/></details><testcase name="a"/>'],
  ])('a failure within an element of %s that nobody knows is refused', (_, text) => {
    expect(() => cases('junit', junit('', text))).toThrow(/at a place where none belongs/);
  });

  it('a list is told by what it does not say, not by places', () => {
    const report = (suite: string, test: string): string =>
      `<testsuites name="n" tests="1"><testsuite name="s" tests="1"${suite}><testcase name="a" file="f" line="1"${test}/></testsuite></testsuites>`;
    expect(remarks('junit', report('', ''))).toEqual([expect.stringMatching(/^doubt: it lists tests/)]);
    expect(remarks('junit', report(' failures="0"', ''))).toEqual([]);
    expect(remarks('junit', report('', ' time="0"'))).toEqual([]);
  });
});

describe('tests of node:test that are called like files', () => {
  const junit20 = (name: string, inner = ''): string =>
    `<testsuites><testcase name="${name}" time="0.1" classname="test">${inner}</testcase></testsuites>`;
  const tap = (name: string, ok: string, detail = ''): string =>
    `TAP version 13\n# Subtest: ${name}\n${ok} 1 - ${name}\n  ---\n  duration_ms: 1.5\n${detail}  ...\n1..1\n`;

  it('are tests where the name has spaces', () => {
    expect(remarks('junit', junit20('parses src/a.spec.ts'))).toEqual([]);
    expect(remarks('tap', tap('parses src/a.spec.ts', 'ok'))).toEqual([]);
  });

  it('may be files without a test of their own where nothing tells them apart', () => {
    expect(remarks('junit', junit20('test/fixtures/a.js'))).toEqual([expect.stringContaining('or is a test with the name of a file')]);
    expect(remarks('tap', tap('test/fixtures/a.js', 'ok'))).toEqual([expect.stringContaining('or is a test with the name of a file')]);
  });

  it('are tests that failed where they say where they stand, or do not say how a file ended', () => {
    const failed = { row: 'case', name: 'test/fixtures/a.js', outcome: 'failed' };
    expect(rows('junit', junit20('test/fixtures/a.js', '<failure message="1 == 2">AssertionError</failure>'))).toContainEqual(
      expect.objectContaining(failed),
    );
    expect(rows('tap', tap('test/fixtures/a.js', 'not ok', "  location: '/app/f.test.js:2:55'\n"))).toContainEqual(
      expect.objectContaining(failed),
    );
  });
});
