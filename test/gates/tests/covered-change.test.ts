import { describe, expect, it } from 'vitest';
import type { DiffRow } from '../../../src/formats/unified-diff.ts';
import { unifiedDiffParser } from '../../../src/formats/unified-diff.ts';
import { Change } from '../../../src/gates/tests/change.ts';
import { readCoverage } from '../../../src/gates/tests/coverage-reading.ts';
import { coveredChange, unseenChange } from '../../../src/gates/tests/covered-change.ts';
import { sourceFilter, sourceFolders, sourcePlaces, strayInclude } from '../../../src/gates/tests/source-files.ts';
import { checkoutOf, coverageOf } from './coverage-fixture.ts';

const REPORT = 'SF:src/old.py\nDA:1,1\nDA:2,0\nDA:3,1\nend_of_record\n';
const KEYS = '; coverage.include and coverage.exclude say which files are sources';

/** The diff that adds these lines to files, at their start. */
function diffOf(files: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(files)
    .map(
      ([name, lines]) =>
        `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}\n`).join('')}`,
    )
    .join('');
}

function rowsOf(text: string): readonly DiffRow[] {
  const parser = unifiedDiffParser();
  return [...parser.push(new TextEncoder().encode(text)), ...parser.end()] as DiffRow[];
}

function covered(
  files: Readonly<Record<string, readonly string[]>>,
  keys: { include?: string[]; exclude?: string[] } = {},
  report: string = REPORT,
  others: readonly string[] = ['src/old.py'],
) {
  const change = new Change();
  for (const row of rowsOf(diffOf(files))) change.take(row);
  const checkout = checkoutOf([...new Set([...others, ...Object.keys(files)])]);
  const coverage = coverageOf(checkout, [['lcov.info', report]]);
  return coveredChange(change, coverage, sourceFilter({ exclude: [], ...keys }, coverage.shown, checkout), []);
}

describe('a change', () => {
  it('of files that reports name is as covered as they say', () => {
    expect(covered({ 'src/old.py': ['a', 'b'] })).toEqual({ share: 0.5, remark: 'not covered: src/old.py:2' });
  });

  it('of lines that reports leave out says so: `# pragma: no cover`', () => {
    const report = 'SF:src/old.py\nDA:9,1\nend_of_record\n';
    expect(covered({ 'src/old.py': ['def f():  # pragma: no cover', '    return 1', '# why'] }, {}, report)).toEqual({
      share: 1,
      remark: 'the reports count none of the changed lines: src/old.py (2 lines)',
    });
  });

  it('with a source file that no report names is uncovered there', () => {
    expect(covered({ 'src/old.py': ['a'], 'src/new.py': ['def f():', '    return 1', '', '# a comment'] })).toEqual({
      share: 0.333333333333,
      remark: `in no report: src/new.py (2 lines)${KEYS}`,
    });
  });

  it.each([
    ['nothing', {}],
    ['another language', { 'README.md': ['x'] }],
    ['another folder', { 'scripts/release.py': ['x'] }],
    ['tests', { 'src/test_new.py': ['x'], 'src/tests/a.py': ['x'], 'src/__tests__/b.py': ['x'], 'src/a.test.py': ['x'] }],
    ['configuration', { 'src/a.config.py': ['x'] }],
    ['comments', { 'src/new.py': ['# a', '', '"""Words', 'and words."""'] }],
    ['comments in a file that reports name', { 'src/old.py': [] }],
  ])('of %s changes no source line', (_, files) => {
    expect(covered(files)).toEqual({ share: 1, remark: 'no source line was changed' });
  });

  it('of sources is as the configuration says what they are', () => {
    const files = { 'src/new.py': ['x'], 'scripts/a.py': ['x'], 'lib/b.js': ['x'] };
    expect(covered(files, { include: ['scripts/**', 'lib/**'] }).remark).toBe(
      `in no report: scripts/a.py (1 line), lib/b.js (1 line)${KEYS}`,
    );
    expect(covered(files, { exclude: ['src/new.*'] }).remark).toBe('no source line was changed');
  });

  it("of another package's file of the same name is uncovered", () => {
    const files = { 'packages/b/src/x.js': ['1'] };
    const coverage = covered(files, {}, 'SF:src/x.js\nDA:1,1\nend_of_record\nSF:packages/a/src/x.js\nDA:1,1\nend_of_record\n', [
      'src/x.js',
      'packages/a/src/x.js',
    ]);
    expect(coverage.share).toBe(0);
  });

  it('is uncovered where nobody knows which files the reports mean', () => {
    const files = { 'packages/a/src/x.js': ['1'], 'packages/b/src/x.js': ['1'] };
    expect(covered(files, {}, 'SF:src/x.js\nDA:1,1\nend_of_record\n').share).toBe(0);
  });
});

it.each([
  ['context between its lines', '@@ -1,3 +1,3 @@\n-a\n+b\n c\n-d\n+e\n@@ -9 +9 @@\n-f\n+g\n'],
  ['a hunk that is not whole', '@@ -1,3 +1,3 @@\n-a\n+b\n@@ -9 +9 @@\n-f\n+g\n'],
])('a diff with %s is refused: what follows would be lost', (_, hunks) => {
  expect(() => rowsOf(`+++ b/src/old.py\n${hunks}`)).toThrow('a line of context, or a hunk that is not whole');
});

describe('a submodule that moved', () => {
  const bump =
    '--- a/src/sub\n+++ b/src/sub\n@@ -1 +1 @@\n-Subproject commit ' + 'a'.repeat(40) + '\n+Subproject commit ' + 'b'.repeat(40) + '\n';
  const unseen = (exclude: string[] = [], diff = bump) => {
    const change = new Change();
    for (const row of rowsOf(diff)) change.take(row);
    const checkout = checkoutOf(['src/old.py']);
    const { shown } = coverageOf(checkout, [['lcov.info', REPORT]]);
    return unseenChange(change, sourceFolders(sourceFilter({ exclude }, shown, checkout), shown));
  };

  it('brings changes that nobody sees', () => {
    expect(unseen()).toBe(`what changed in a submodule is not known: src/sub${KEYS}`);
  });

  it('is no matter where its files are no sources', () => {
    expect(unseen(['src/sub/**'])).toBeUndefined();
    expect(unseen([], bump.replaceAll('src/sub', 'vendor/sub'))).toBeUndefined();
    expect(unseen([], diffOf({ 'src/old.py': ['Subproject commit'] }))).toBeUndefined();
  });
});

describe('what sources are', () => {
  const files = ['src/a.js', 'frontend/src/a.js', 'frontend/src/b.js'];
  const sources = (spec: { include?: string[]; exclude?: string[] }) => {
    const checkout = checkoutOf(files, 'frontend');
    const isSource = sourceFilter({ exclude: [], ...spec }, coverageOf(checkout, []).shown, checkout);
    return files.filter((file) => isSource(file));
  };

  it('is said from the working directory, as of components', () => {
    expect(sources({ include: ['src/**'] })).toEqual(['frontend/src/a.js', 'frontend/src/b.js']);
    expect(sources({ include: ['src/**'], exclude: ['src/b.js'] })).toEqual(['frontend/src/a.js']);
  });

  it('is said from the root where nothing lies below the working directory', () => {
    expect(sources({ include: ['frontend/src/**'], exclude: ['frontend/src/a.js'] })).toEqual(['frontend/src/b.js']);
  });

  it('is not said by a glob that matches no file', () => {
    const checkout = checkoutOf(files, 'frontend');
    expect(strayInclude({ include: ['src/**', 'lib/**'] }, checkout)).toBe('coverage.include matches no file: lib/**');
    expect(strayInclude({ include: ['src/**'] }, checkout)).toBeUndefined();
    expect(strayInclude({}, checkout)).toBeUndefined();
  });
});

describe('a diff', () => {
  it('names files as they are, whatever characters are in them', () => {
    const text = '--- "a/src/caf\\303\\251 \\"x\\".py"\n+++ "b/src/caf\\303\\251 \\"x\\".py"\n@@ -1,0 +2 @@\n+x\n';
    expect(rowsOf(text)).toEqual([{ file: 'src/café "x".py', line: 2, count: 1, code: [2] }]);
  });

  it('may have lines that look like its own headers', () => {
    const text =
      '--- a/a.sql\n+++ b/a.sql\n@@ -1 +1,2 @@\n--- a comment that is gone\n+++ b/no.sql\n+@@ -1 +1 @@\n@@ -9,0 +10 @@\n+x\n\\ No newline at end of file\n';
    expect(rowsOf(text).map(({ file, line, count }) => [file, line, count])).toEqual([
      ['a.sql', 1, 2],
      ['a.sql', 10, 1],
    ]);
  });

  it('that is cut short is refused', () => {
    expect(() => rowsOf('--- a/a.py\n+++ b/a.py\n@@ -0,0 +1,2 @@\n+x\n')).toThrow('cut short');
  });

  it('that begins within a file counts texts of Python as code, which may have begun before', () => {
    const text = '--- a/a.py\n+++ b/a.py\n@@ -9,0 +10,4 @@\n+words\n+"""\n+x\n+"""Doc."""\n';
    expect(rowsOf(text)[0]?.code).toEqual([10, 11, 12, 13]);
  });

  it.each([
    ['a.ts', ['// a', '/* b', 'c', '*/ d()', '/** e */', 'f() // g'], [4, 6]],
    ['a.py', ['#!/usr/bin/python', 'x = 1', "'''a", "b'''", 'y'], [2, 5]],
    // A text is no comment, and what follows it is code.
    ['b.py', ['HELP = """', 'a', '"""', 'def f():', '    """Doc.', '    More.', '    """', '    return 1'], [1, 2, 3, 4, 8]],
    ['c.py', ['x = """a""" + \'\'\'b', "'''", '"""c"""', 'y'], [1, 2, 4]],
    // Which mark begins and which one ends is not known.
    ['d.py', ['x = 1 # """', '"""a', '"""', 'y'], [1, 2, 3, 4]],
    ['a.vue', ['<!-- a', 'b -->', '<p/>'], [3]],
    ['a.unknown', ['// a', 'b', '\t'], [2]],
  ])('of %s knows comments', (file, lines, code) => {
    expect(rowsOf(diffOf({ [file]: lines }))[0]?.code).toEqual(code);
  });
});

describe('a change of a gate with a working directory', () => {
  const LINE = ['x'];

  function inMoney(files: readonly string[], reported: readonly string[], folder = 'packages/money', spec: { include?: string[] } = {}) {
    const change = new Change();
    for (const row of rowsOf(diffOf(Object.fromEntries(files.map((file) => [file, LINE]))))) change.take(row);
    const checkout = checkoutOf([...new Set([...files, ...reported])], folder);
    const coverage = coverageOf(checkout, [
      ['lcov.info', reported.map((file) => `SF:/checkout/${file}\nDA:1,1\nend_of_record\n`).join('')],
    ]);
    const isSource = sourceFilter({ exclude: [], ...spec }, coverage.shown, checkout);
    return coveredChange(change, coverage, isSource, spec.include ? [] : sourcePlaces(coverage.shown, checkout));
  }

  const MONEY = 'packages/money/src/a.js';

  it.each([
    [
      'of a file of another package changes nothing',
      ['packages/tax/src/new.js'],
      [MONEY],
      1,
      'no source line was changed below packages/money',
    ],
    ['counts beside one of another package', [MONEY, 'packages/tax/src/new.js'], [MONEY], 1, 'below packages/money'],
    [
      'of a new file of its package counts',
      [MONEY, 'packages/money/src/new.js'],
      [MONEY],
      0.5,
      `below packages/money; in no report: packages/money/src/new.js (1 line)${KEYS}`,
    ],
    [
      'of a new file beside one that the reports show counts',
      [MONEY, 'packages/shared/lib/new.js'],
      [MONEY, 'packages/shared/src/b.js'],
      0.5,
      `below packages/money, packages/shared; in no report: packages/shared/lib/new.js (1 line)${KEYS}`,
    ],
    [
      'counts everywhere where the reports show a file of the root',
      ['lib.js', 'packages/tax/src/new.js'],
      ['lib.js', MONEY],
      0.5,
      `in no report: packages/tax/src/new.js (1 line)${KEYS}`,
    ],
    [
      'of a file that the reports show counts wherever it lies',
      ['packages/tax/src/b.js'],
      [MONEY, 'packages/tax/src/b.js'],
      1,
      'below packages/money, packages/tax',
    ],
  ])('%s', (_, files, reported, share, remark) => {
    expect(inMoney(files, reported)).toEqual({ share, remark });
  });

  it('counts the sources that the tests in a folder of their own are for', () => {
    const { share } = inMoney(['packages/money/src/new.js', MONEY], [MONEY], 'packages/money/checks');
    expect(share).toBe(0.5);
    expect(inMoney(['src/new.js', 'src/a.js'], ['src/a.js'], 'checks').share).toBe(0.5);
    expect(inMoney(['shop/worker/new.js', 'shop/app/a.js', 'tax/app/b.js'], ['shop/app/a.js'], 'shop/tests').share).toBe(0.5);
  });

  it('is of the files that `include` names', () => {
    expect(inMoney(['packages/tax/src/new.js'], [MONEY], 'packages/money', { include: ['packages/*/src/**'] }).share).toBe(0);
  });
});

describe('a file that `exclude` matches', () => {
  const report = (names: readonly string[]): string => names.map((name) => `SF:${name}\nDA:1,0\nend_of_record\n`).join('');

  function found(exclude: readonly string[], names: readonly string[]) {
    const checkout = checkoutOf(['src/a.js', 'src/gen/x.js', 'src/gen/y.js']);
    const coverage = coverageOf(checkout, [['lcov.info', report(names)]]);
    return readCoverage({ spec: { components: [], sources: { exclude } }, coverage, checkout, change: undefined }).findings;
  }

  it('is pointed at where a report names it: it counts', () => {
    const [one] = found(['src/gen/**'], ['src/a.js', 'src/gen/x.js']);
    expect(one).toEqual({
      title: 'src/gen/x.js',
      message: 'matches coverage.exclude, but a report names it: it counts. Leave it out where the report is made',
      note: true,
    });
    expect(found(['src/gen/**'], ['src/gen/x.js', 'src/gen/y.js'])[0]?.message).toContain(
      '(and 1 more), but a report names them: they count',
    );
    expect(found(['dist/**'], ['src/a.js', 'dist/made.js'])).toHaveLength(1);
  });

  it('is not where none does', () => {
    expect(found(['src/gen/**'], ['src/a.js'])).toEqual([]);
    expect(found([], ['src/a.js'])).toEqual([]);
  });
});
