import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CoverageRow } from '../../src/formats/coverage.ts';
import { coverageParser } from '../../src/formats/coverage-formats.ts';
import { FormatError } from '../../src/formats/format-error.ts';

const LCOV = path.join(import.meta.dirname, 'corpora/lcov');

/** Rows of a report, its bytes in pieces of this size. */
function rowsOf(bytes: Uint8Array, size = bytes.length || 1, name = 'report'): CoverageRow[] {
  const parser = coverageParser(name);
  const rows: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) rows.push(...parser.push(bytes.subarray(at, at + size)));
  rows.push(...parser.end());
  return rows as CoverageRow[];
}

function rows(text: string, name?: string): CoverageRow[] {
  return rowsOf(new TextEncoder().encode(text), undefined, name);
}

const COBERTURA = `<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage version="7.6" line-rate="0.5" branch-rate="0.5" lines-valid="2" lines-covered="2">
  <!-- a comment > here -->
  <packages><package name="p"><classes><class name="a" filename="src\\a.py" line-rate="1">
    <methods><method name="m"><lines><line number="1" hits="1"/></lines></method></methods>
    <lines><line number="1" hits="1"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/></lines>
  </class></classes></package></packages>
</coverage>`;
const JACOCO = `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="app">
<group name="core"><package name="com/acme"><class name="com/acme/A"><method name="f"><counter type="LINE" missed="0" covered="9"/></method></class>
<sourcefile name="A.java"><line nr="3" mi="0" ci="4" mb="1" cb="3"/><line nr="4" mi="2" ci="0" mb="0" cb="0"/><counter type="LINE" missed="1" covered="1"/></sourcefile></package></group>
<counter type="LINE" missed="0" covered="1"/></report>`;
const CLOVER = `<?xml version="1.0"?><coverage generated="1" clover="4.5"><project timestamp="1"><package name="p">
<file name="a.ts" path="/app/src/a.ts"><metrics statements="1" coveredstatements="9"/><line num="1" type="method" count="1"/><line num="2" type="stmt" count="3"/>
<line num="4" type="cond" truecount="2" falsecount="0"/></file></package></project>
<testproject timestamp="1"><package name="t"><file name="a.test.ts"><line num="1" type="stmt" count="1"/></file></package></testproject></coverage>`;
const at = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });
const ISTANBUL = JSON.stringify({
  '/app/a.js': {
    path: '/app/a.js',
    statementMap: { 0: at(1), 1: at(1), 2: at(2) },
    s: { 0: 0, 1: 4, 2: 0 },
    branchMap: { 0: { type: 'if', locations: [at(2), at(2)] } },
    b: { 0: [1, 0] },
    fnMap: {},
    f: {},
  },
});

const REPORTS = { cobertura: COBERTURA, jacoco: JACOCO, clover: CLOVER, istanbul: ISTANBUL };

describe('a coverage report', () => {
  it.each([
    [
      'cobertura',
      {
        file: 'src/a.py',
        lines: [
          [1, 1],
          [2, 0],
        ],
        branches: [
          ['2#0', 1],
          ['2#1', 0],
        ],
      },
    ],
    [
      'jacoco',
      {
        file: 'com/acme/A.java',
        groups: ['app', 'core'],
        lines: [
          [3, 1],
          [4, 0],
        ],
        branches: [
          ['3#0', 1],
          ['3#1', 1],
          ['3#2', 1],
          ['3#3', 0],
        ],
      },
    ],
    [
      'clover',
      {
        file: '/app/src/a.ts',
        lines: [
          [2, 1],
          [4, 1],
        ],
        branches: [
          ['4:0:true', 1],
          ['4:0:false', 0],
        ],
      },
    ],
    [
      'istanbul',
      {
        file: '/app/a.js',
        lines: [
          [1, 1],
          [2, 0],
        ],
        branches: [
          ['0:0', 1],
          ['0:1', 0],
        ],
        statements: [
          ['0', 0, 1],
          ['1', 1, 1],
          ['2', 0, 1],
        ],
      },
    ],
  ] as const)('of %s says which lines and branches ran, whatever its own totals', (name, row) => {
    expect(rows(REPORTS[name])).toEqual([row]);
  });

  it.each(Object.entries(REPORTS))('of %s is refused wherever it is cut', (_, text) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (end) => {
        expect(() => rows(text.slice(0, end))).toThrow(FormatError);
      }),
    );
  });

  it('reads the same in whatever pieces', () => {
    for (const text of [...Object.values(REPORTS), fs.readFileSync(path.join(LCOV, '05-checksum.info'), 'utf8')]) {
      const bytes = new TextEncoder().encode(text);
      const whole = rowsOf(bytes);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
          expect(rowsOf(bytes, size)).toEqual(whole);
        }),
      );
    }
  });

  it.each([
    ['nothing', '', 'empty'],
    ['something else', 'hello', 'no known format of coverage'],
    ['another XML', '<testsuite/>', '<testsuite> begins no report of coverage'],
    ['no source file', '<coverage line-rate="1"></coverage>', 'no source file in it'],
    ['declared entities', `<!DOCTYPE coverage [<!ENTITY a "b">]><coverage line-rate="1"/>`, 'a document type that declares something'],
    ['a count that is none', COBERTURA.replace('hits="0"', 'hits="-1"'), 'line 7: hits="-1" is no count'],
    ['a line without a number', JACOCO.replace('nr="4" ', ''), 'nr="" is no count'],
    ['two documents', `${CLOVER}${CLOVER}`, 'line 4: an XML declaration must be at the start'],
    ['text that is not well-formed', COBERTURA.replace('</class>', ''), 'line 8'],
    ['no files', '{}', 'no file in it'],
    ['counts of other branches', ISTANBUL.replace('[1,0]', '[1]'), 'branch 0 has not one count for each of its ways'],
    ['another JSON', '{"a": 1}', 'not coverage of Istanbul'],
    ['other JSON of coverage.py', '{"meta": {"version": "7"}, "files": {"a.py": 1}}', 'not coverage of coverage.py: files.a.py'],
    [
      'a line that ran and did not',
      '{"meta": {"version": "7"}, "files": {"a.py": {"executed_lines": [1, 2], "missing_lines": [2]}}}',
      'a.py: line 2 is executed and missing',
    ],
    ['a part of a hit', 'SF:a.js\nDA:1,1e-3\nend_of_record\n', 'line 2: "1e-3" is no count of hits'],
    ['a part of a hit of Istanbul', ISTANBUL.replace('"1":4', '"1":0.5'), 'not coverage of Istanbul'],
    ['a block that is none', 'mode: set\na.go:1.1,2 1\n', 'line 2: "a.go:1.1,2 1" is no block of a cover profile'],
    ['a profile without blocks', 'mode: set\n', 'no block in it'],
    ['more branches than a line has', COBERTURA.replace('(1/2)', '(1/9999999999)'), 'line 7: 9999999999 is no count of branches'],
  ])('with %s is refused in one line', (_, text, message) => {
    expect(() => rows(text)).toThrow(message);
    expect(() => rows(text)).toThrow(FormatError);
  });
});

describe('a report that counts more lines than it shows', () => {
  const PYTHON = JSON.stringify({
    meta: { version: '7' },
    files: { 'a.py': { executed_lines: [1, 2], missing_lines: [] } },
    totals: { num_statements: 100 },
  });

  it.each([
    ['lcov', 'SF:a.js\nDA:1,1\nDA:2,1\nLF:100\nLH:10\nend_of_record\n', 'a.js counts 100 lines and shows 2'],
    ['cobertura', COBERTURA.replace('lines-valid="2"', 'lines-valid="100"'), 'the report counts 100 lines and shows 2'],
    ['coverage.py', PYTHON, 'the report counts 100 lines and shows 2'],
    ['clover', CLOVER.replace('statements="1"', 'statements="100"'), '/app/src/a.ts counts 100 lines and shows 3'],
    ['jacoco', JACOCO.replace('"LINE" missed="1"', '"LINE" missed="99"'), 'com/acme/A.java counts 100 lines and shows 2'],
    [
      'jacoco, of a class without line numbers',
      JACOCO.replace(
        '</package>',
        '<sourcefile name="B.java"><counter type="INSTRUCTION" missed="900" covered="0"/></sourcefile></package>',
      ),
      'com/acme/B.java counts 900 missed instructions and shows no line',
    ],
    [
      'jacoco, in the report',
      JACOCO.replace('covered="1"/></report>', 'covered="101"/></report>'),
      'the report counts 101 lines and shows 2',
    ],
    [
      'jacoco, of a class without a source file',
      JACOCO.replace(
        '</package>',
        '<class name="com/acme/B"><counter type="LINE" missed="9" covered="0"/></class><counter type="LINE" missed="10" covered="1"/></package>',
      ),
      'package com/acme counts 11 lines and shows 2',
    ],
    [
      'jacoco, in one group of several',
      JACOCO.replace(
        '</group>',
        '</group><group name="web"><package name="web"><counter type="LINE" missed="1" covered="0"/></package></group>',
      ),
      'package web counts 1 lines and shows 0',
    ],
  ])('is refused, of %s', (_, text, message) => {
    expect(() => rows(text)).toThrow(message);
    expect(() => rows(text)).toThrow(FormatError);
  });

  it('is read where a tool repeats a line for each statement, or counts one for each function on it', () => {
    const twice = COBERTURA.replace('<line number="2"', '<line number="1" hits="0"/><line number="2"').replace(
      'lines-valid="2"',
      'lines-valid="3"',
    );
    expect(rows(twice)).toHaveLength(1);
    const kover = JACOCO.replace('<line nr="4"', '<line nr="3" mi="4" ci="0" mb="0" cb="0"/><line nr="4"').replace(
      '"LINE" missed="1"',
      '"LINE" missed="2"',
    );
    expect(rows(kover)).toMatchObject([
      {
        lines: [
          [3, 1],
          [4, 0],
        ],
      },
    ]);
    expect(rows('SF:a.rs\nDA:1,1\nDA:2,1\nLF:3\nLH:3\nend_of_record\n')).toHaveLength(1);
  });
});

describe("lcov's tracefile", () => {
  const of = (name: string): CoverageRow[] => rowsOf(fs.readFileSync(path.join(LCOV, name)));
  const usual = {
    file: 'a.ts',
    lines: [
      [1, 1],
      [2, 0],
    ],
    branches: [],
  };

  it.each(['01-no-summary', '02-summary-lies', '05-checksum', '06-lcov2-fnl', '11-bom', '12-comment'])(
    '%s is read line by line',
    (name) => {
      expect(of(`${name}.info`)).toEqual([usual]);
    },
  );

  it('has a file in as many sections as it likes', () => {
    expect(of('03-dup-sf.info')).toEqual([
      usual,
      {
        file: 'a.ts',
        lines: [
          [1, 0],
          [2, 1],
        ],
        branches: [],
      },
    ]);
  });

  it('names files as other systems do, with colons and commas', () => {
    expect(of('04-crlf-win.info')[0]?.file).toBe('C:/src/a.ts');
    expect(of('13-colon-comma.info')[0]?.file).toBe('src/a:b,c.ts');
  });

  it('has branches that are expressions', () => {
    expect(of('07-brda-expr.info')[0]?.branches).toEqual([
      ['1:e0:a && b', 1],
      ['1:e0:foo', 0],
      ['2:0:(a,b)', 0],
    ]);
  });

  it.each([
    ['08-neg-hit', 'line 4: "-1" is no count of hits'],
    ['09-truncated', 'line 4: cut short: the section of a.ts has no end_of_record'],
    ['10-empty', 'empty'],
  ])('%s is refused', (name, message) => {
    expect(() => of(`${name}.info`)).toThrow(message);
  });

  it.each([
    ['SF:a\nSF:b\nend_of_record\n', 'SF in the section of a'],
    ['TN:\nDA:1,1\n', '"DA:1,1" before SF'],
    ['SF:a\nDA:0,1\nend_of_record\n', '"DA:0,1" is no record of lcov'],
    ['SF:a\nDX:1,1\nend_of_record\n', '"DX:1,1" is no record of lcov'],
    ['TN:\nend_of_record\n', 'end_of_record without SF'],
  ])('%j is refused', (text, message) => {
    expect(() => rows(text)).toThrow(message);
  });
});

describe('a file whose name is __proto__', () => {
  it('is one of Istanbul', () => {
    const text = ISTANBUL.replace(/^\{/, `{"__proto__":${JSON.stringify(Object.values(JSON.parse(ISTANBUL) as object)[0])},`);
    expect(rows(text, 'coverage.json')).toHaveLength(rows(ISTANBUL, 'coverage.json').length + 1);
  });

  it('is one of coverage.py', () => {
    const file = '{"executed_lines":[],"missing_lines":[1]}';
    const text = `{"meta":{"version":"7"},"files":{"a.py":${file},"__proto__":${file}}}`;
    expect(rows(text, 'coverage.json').map((row) => row.file)).toEqual(['a.py', '__proto__']);
  });
});
