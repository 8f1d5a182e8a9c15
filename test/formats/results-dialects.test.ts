import { describe, expect, it } from 'vitest';
import { excerpt, type ResultRow } from '../../src/formats/cases.ts';
import { parserFor } from '../../src/formats/detect.ts';
import { type ResultFormat } from '../../src/formats/result-formats.ts';
import { REPORTS, rowsOf } from './results.ts';

/** All but where suites begin and end. */
function rows(format: ResultFormat, text: string): ResultRow[] {
  return rowsOf(parserFor(format, 'report'), new TextEncoder().encode(text)).filter(({ row }) => row !== 'suite');
}

/** The row of a test in one of the files. */
function rowOf(file: string, name: string): ResultRow | undefined {
  const report = REPORTS.find((each) => each.name === file);
  return report && rowsOf(parserFor('auto', file), report.bytes).find((row) => row.row === 'case' && row.name === name);
}

const junit = (inner: string): string => `<testsuite name="a">${inner}</testsuite>`;
const cart = (attributes: string): string => junit(`<testcase name="t" ${attributes}/>`);

describe('a test of a report', () => {
  it.each([
    ['surefire.xml', 'adds', { suite: 'com.acme.CartTest', classname: 'com.acme.CartTest', outcome: 'failed', durationMs: 4 }],
    ['surefire.xml', 'flakes', { outcome: 'flaky', message: 'java.net.SocketException: reset' }],
    ['pytest-xunit1.xml', 'test_adds[2]', { file: 'test_cart.py', line: 4, outcome: 'failed' }],
    ['phpunit.xml', 'testPays', { suite: '/app/phpunit.xml > unit > CartTest', file: '/app/tests/CartTest.php', line: 20 }],
    ['phpunit.xml', 'testPrices with data set #1', { outcome: 'failed', message: 'no such provider' }],
    ['node-test.xml', 'some day', { suite: 'cart', outcome: 'skipped' }],
    ['node-test.tap', 'adds # up', { suite: 'cart', file: '/app/node/cart.test.mjs', line: 5, outcome: 'failed' }],
    ['node-tap.tap', 'to ten', { suite: 'stock.test.js > counts', outcome: 'passed' }],
    ['prove.tap', 'pays # twice', { outcome: 'failed' }],
    ['prove.tap', 'some day', { outcome: 'skipped', message: 'not yet' }],
    ['prove.tap', 'adds', { durationMs: 1.5 }],
    ['mstest.trx', 'EndsFailed', { suite: 'Acme.CartTests', classname: 'Acme.CartTests', durationMs: 1010, outcome: 'failed' }],
    ['mstest.trx', 'EndsWarning', { outcome: 'errored', message: 'outcome "Warning"' }],
    ['nunit3.xml', 'Throws', { suite: 'Cart.dll > CartTests', outcome: 'errored', message: 'System.Exception : lost' }],
    ['xunit3.xml', 'Acme.CartTests.Adds(n: 2)', { suite: 'Cart.Tests.dll > Acme.CartTests', file: 'C:/app/CartTests.cs', line: 12 }],
    ['ctrf.json', 'pays', { suite: 'cart > checkout', outcome: 'failed', message: 'no change\nat pays (cart.test.js:9)' }],
    ['jest.json', 'pays', { suite: 'cart', file: '/app/cart.test.js', line: 9, durationMs: 4 }],
    [
      'go-test.json',
      'TestAdd/two',
      { suite: 'example.com/cart', message: 'cart_test.go:4: want 2\n        have 3\n--- FAIL: TestAdd/two (0.00s)' },
    ],
  ] as const)('%s: %s', (file, name, expected) => {
    expect(rowOf(file, name)).toMatchObject(expected);
  });

  it('of Go that does not build says what the compiler says', () => {
    const report = REPORTS.find(({ name }) => name === 'go-test.json');
    const found = report && rowsOf(parserFor('auto', report.name), report.bytes);
    const broken = found?.find((row) => row.row === 'collection-error');
    expect(broken?.message).toMatch(/^bad\/\S+:\d+:\d+: /);
  });

  it.each([
    [
      'UTF-8 that is declared as the UTF-16 of a string',
      `<?xml version="1.0" encoding="utf-16"?>${junit('<testcase name="caf\u00e9"/>')}`,
      'utf8',
      'café',
    ],
    [
      'Windows-1252',
      `<?xml version='1.0' encoding='Windows-1252'?>${junit('<testcase name="\u0080 \u00e9 \u0081"/>')}`,
      'latin1',
      '€ é \u0081',
    ],
    ['ISO-8859-1', `<?xml version="1.0" encoding="ISO-8859-1"?>${junit('<testcase name="\u0080\u00e9"/>')}`, 'latin1', '\u0080é'],
    ['UTF-16 without a mark', junit('<testcase name="\u20ac"/>'), 'utf16le', '€'],
  ] as const)('is read in %s', (_, text, encoding, name) => {
    expect(
      rowsOf(parserFor('auto', 'report'), new Uint8Array(Buffer.from(text, encoding))).find(({ row }) => row === 'case'),
    ).toMatchObject({ name });
    if (encoding === 'utf16le') {
      const swapped = new Uint8Array(Buffer.from(text, encoding).swap16());
      expect(rowsOf(parserFor('auto', 'report'), swapped).find(({ row }) => row === 'case')).toMatchObject({ name });
    }
  });

  it.each([
    ['UTF-8', Buffer.from(junit('\n').replace('a', '\u00e9'), 'latin1'), 'not UTF-8'],
    ['UTF-16', Buffer.concat([Buffer.from('\ufeff<testsuite/>', 'utf16le'), Buffer.from([0])]), 'not UTF-16LE'],
  ])('is refused where it is not %s', (_, bytes, message) => {
    expect(() => rowsOf(parserFor('junit', 'report'), new Uint8Array(bytes))).toThrow(message);
  });

  it('keeps 4 KB of a message, in whole characters', () => {
    const [row] = rows('junit', junit(`<testcase name="t"><failure>${'é'.repeat(9000)}</failure></testcase>`));
    expect(row).toMatchObject({ message: 'é'.repeat(2048) });
    expect(excerpt(' \n')).toBeUndefined();
    expect(excerpt(`${'a'.repeat(4095)}😀`)).toBe('a'.repeat(4095));
  });

  it.each([
    ['1,234.567', 1_234_567],
    ['0.0000004', 0],
    ['.5', 500],
    ['1,5', undefined],
    ['-1', undefined],
    ['NaN', undefined],
    ['', undefined],
  ])('took time="%s"', (time, durationMs) => {
    expect((rows('junit', cart(`time="${time}"`))[0] as { durationMs?: number }).durationMs).toBe(durationMs);
  });

  it.each([
    ['status="FAILED"', 'failed'],
    ['status="timeout"', 'errored'],
    ['status="notrun"', 'skipped'],
    ['status="run" result="suppressed"', 'skipped'],
    ['status="Passed"', 'passed'],
  ])('with %s %s', (attributes, outcome) => {
    expect(rows('junit', cart(attributes))[0]).toMatchObject({ outcome });
  });
});

const jest = (run: object): string =>
  JSON.stringify({ numTotalTests: 1, numFailedTests: 0, numFailedTestSuites: 0, success: true, testResults: [], ...run });
const ctrf = (failed: number): string =>
  JSON.stringify({ results: { summary: { tests: 1, failed }, tests: [{ name: 't', status: 'passed' }] } });
const go = (...events: object[]): string => events.map((event) => `${JSON.stringify({ Package: 'p', ...event })}\n`).join('');
const trx = (results: string, summary = '<ResultSummary outcome="Completed"/>'): string =>
  `<TestRun><Results>${results}</Results>${summary}</TestRun>`;

describe('a report that claims more failures than it shows', () => {
  it.each<[ResultFormat, string, string, string]>([
    [
      'junit',
      'more errors than shown',
      '<testsuite errors="2"><testcase name="t"><error/></testcase></testsuite>',
      'claims 2 failures and errors, shows 1',
    ],
    [
      'nunit',
      'a failure unseen',
      '<test-run result="Failed"><test-case name="t" result="Passed"/></test-run>',
      'claims 1 failure or error, shows 0',
    ],
    ['xunit', 'a failure unseen', '<assembly name="a" failed="1"><test name="t" result="Pass"/></assembly>', 'assembly "a": claims 1'],
    [
      'trx',
      'a failure unseen',
      trx('<UnitTestResult testName="t" outcome="Passed"/>', '<ResultSummary outcome="Aborted"/>'),
      'claims 1 failure',
    ],
    ['ctrf', 'a failure unseen', ctrf(1), 'claims 1 failure or error, shows 0'],
    ['jest', 'a failure unseen', jest({ numFailedTests: 1 }), 'numFailedTests: claims 1'],
  ])('%s, %s, can not pass, and what it shows counts', (format, _, text, message) => {
    const found = rows(format, text);
    expect(found).toContainEqual({ row: 'doubt', message: expect.stringContaining(message) as unknown });
    expect(found.filter(({ row }) => row === 'case')).toHaveLength(format === 'jest' ? 0 : 1);
  });
});

describe('a report that contradicts itself or is not whole', () => {
  it.each<[ResultFormat, string, string, string]>([
    ['junit', 'an unknown state', cart('status="odd"'), 'line 1: status="odd" of a test is not known'],
    ['junit', 'an unknown outcome', junit('<testcase name="t"><timeoutFailure/></testcase>'), '<timeoutFailure> of a test is not known'],
    ['junit', 'a test in a test', junit('<testcase name="t"><testcase name="u"/></testcase>'), '<testcase> at a place where none belongs'],
    ['junit', 'a suite in output', junit('<system-out><testsuite/></system-out>'), '<testsuite> at a place where none belongs'],
    ['junit', 'no name', junit('<testcase/>'), 'line 1: a test without a name'],
    ['junit', 'a count that is none', '<testsuite failures="-1"/>', 'failures="-1" of <testsuite> is no count'],
    ['junit', 'an encoding', '<?xml version="1.0" encoding="EBCDIC"?><testsuite/>', 'line 1: encoding "ebcdic" is not read'],
    ['junit', 'an entity', junit('&nbsp;'), 'line 1: undefined entity'],
    ['nunit', 'a result', '<test-run><test-case name="t" result="Fine"/></test-run>', 'result="Fine" of <test-case> is not known'],
    ['nunit', 'no result', '<test-run><test-case name="t"/></test-run>', 'result="" of <test-case> is not known'],
    ['trx', 'no summary', trx('', ''), 'no <ResultSummary>: the run did not end'],
    ['ctrf', 'a status', ctrf(0).replace('passed', 'fine'), 'not CTRF: results.tests.0.status: Invalid option'],
    ['jest', 'an interrupted run', jest({ wasInterrupted: true }), 'the run was interrupted'],
    ['jest', 'no success', jest({ success: false }), 'success is false, but nothing in it failed'],
    ['tap', 'nothing', '', 'cut short: no plan'],
    ['tap', 'no test', '1..0 # SKIP none\n', 'no test in it'],
    ['tap', 'no plan', 'ok 1\n', 'line 1: cut short: no plan'],
    ['tap', 'too few', '1..2\nok 1\n', 'line 2: cut short: the plan is 2 tests, there are 1'],
    ['tap', 'too many', '1..1\nok 1\nok 2\n', 'the plan is 1 tests, there are 2'],
    ['tap', 'a wrong number', '1..2\nok 1\nok 3\n', 'the plan is 2 tests, there is a test 3'],
    ['tap', 'a number twice', '1..2\nok 1\nok 1\n', 'line 3: test 1 is one too many'],
    ['tap', 'two plans', '1..1\nok 1\n1..1\n', 'line 3: a second plan'],
    ['tap', 'a test after the plan', 'ok 1\n1..1\nok 2\n', 'line 3: a test after the plan'],
    ['tap', 'two documents', 'TAP version 13\nok 1\n1..1\nTAP version 13\n', 'line 4: a second document'],
    ['tap', 'no last line end', '1..1\nok 1 - a # TO', 'cut short: the last line has no end'],
    ['tap', 'an open YAML block', '1..1\nnot ok 1\n  ---\n  a: b\n', 'cut short: a YAML block without "..."'],
    ['tap', 'subtests of nothing', '    ok 1\n    1..1\n1..0\n', 'subtests without the test that they are of'],
    ['tap', 'a subtest without a plan', '    ok 1\nok 1\n1..1\n', 'cut short: no plan of a subtest'],
    ['go-json', 'nothing', '', 'empty'],
    ['go-json', 'no event', 'FAIL p [build failed]\n', 'line 1: no event of `go test -json`'],
    ['go-json', 'a key twice', '{"Action":"fail","Action":"pass","Package":"p"}\n', 'the key "Action" stands twice'],
    [
      'go-json',
      'a package that did not end',
      go({ Action: 'start' }, { Action: 'pass', Test: 'T' }),
      'line 2: cut short: package "p" did not end',
    ],
    [
      'go-json',
      'a test that did not end',
      go({ Action: 'run', Test: 'T' }, { Action: 'pass' }),
      'package "p" passed, but not all of its tests ended',
    ],
    ['go-json', 'two runs in one', go({ Action: 'pass' }, { Action: 'pass' }), 'package "p" ends a second time'],
    ['go-json', 'a last line that is cut', go({ Action: 'pass' }).slice(0, -9), 'line 1: no event of `go test -json`'],
  ])('%s: %s', (format, _, text, message) => {
    expect(() => rows(format, text)).toThrow(message);
  });

  it.each<[ResultFormat, string]>([
    ['nunit', '<test-run><test-case name="t" result="Passed"><failure><message>no</message></failure></test-case></test-run>'],
    ['xunit', '<assembly><test name="t" result="Pass"><failure><message>no</message></failure></test></assembly>'],
    ['junit', junit('<testcase name="t" status="passed"><failure>no</failure></testcase>')],
  ])('%s: a test that passed with a failure failed', (format, text) => {
    expect(rows(format, text)[0]).toMatchObject({ outcome: 'failed', message: 'no' });
  });

  it('a test that a panic ended is an error', () => {
    const text = go({ Action: 'run', Test: 'T' }, { Action: 'output', Test: 'T', Output: 'panic: lost\n' }, { Action: 'fail' });
    expect(rows('go-json', text)).toEqual([
      { row: 'case', suite: 'p', name: 'T', outcome: 'errored', message: 'panic: lost' },
      { row: 'totals', cases: 1 },
    ]);
  });

  it('says in which line and column', () => {
    expect(() => rows('junit', '<testsuite>\n <a></b>')).toThrow(expect.objectContaining({ line: 2, column: 8 }));
  });

  it('is given up where one text is larger than what fits in memory', () => {
    const parser = parserFor('junit', 'report');
    const flood = () => {
      for (const piece of ['<testsuite><system-out><![CDATA[', ...Array.from({ length: 70 }, () => 'x'.repeat(1024 * 1024))])
        for (const row of parser.push(new TextEncoder().encode(piece))) expect(row).toBeUndefined();
    };
    expect(flood).toThrow('more than 64 MiB without a tag');
  });
});
