import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../../src/gates/tests/coverage.ts';
import { sourceMatcher } from '../../../src/gates/tests/glob.ts';
import { checkoutOf, coverageOf, reportOf } from './coverage-fixture.ts';

/** One run of a tool, in all formats that it wrote: the same numbers from each. */
const JEST = checkoutOf(['package.json', 'src/core/index.js', 'src/core/price.js', 'src/ui/index.js', 'test/price.test.js']);
const PYTHON = checkoutOf([
  'lib/shop2/__init__.py',
  'lib/shop2/cart.py',
  'src/shop/__init__.py',
  'src/shop/price.py',
  'tests/test_price.py',
]);
const JAVA = checkoutOf([
  'core/src/main/java/com/acme/Version.java',
  'web/src/main/java/com/acme/Page.java',
  'web/src/main/java/com/acme/Version.java',
]);

/** The lines of each file with code, a `+` before those that ran. */
function linesOf(coverage: Coverage): Record<string, string> {
  return Object.fromEntries(
    [...coverage.shown.paths].sort().map((path) => {
      const lines = [...(coverage.linesOf(path) ?? [])].sort(([a], [b]) => a - b);
      return [path, lines.map(([line, hit]) => `${hit ? '+' : ''}${line}`).join(' ')];
    }),
  );
}

describe('one run of Jest', () => {
  it.each(['lcov.info', 'clover.xml', 'cobertura-coverage.xml', 'coverage-final.json'])('is the same in %s', (name) => {
    const coverage = coverageOf(JEST, [[`coverage/${name}`, reportOf(`jest/${name}`)]]);
    expect(linesOf(coverage)).toEqual({
      'src/core/index.js': '+2',
      'src/core/price.js': '+5 6 +8 +11 +15 +16 +17 18 19 +23',
      'src/ui/index.js': '+2 +3 5 6 +8',
    });
    // As Jest's own table says: 11 of 16 lines, 7 of 14 branches; 11 of 17 statements, which its JSON alone counts.
    expect(coverage.all()).toEqual({
      lines: 0.6875,
      branches: 0.5,
      ...(name === 'coverage-final.json' && { statements: 0.647058823529 }),
    });
    expect(coverage.of(sourceMatcher(['src/core/**'], JEST))).toMatchObject({ lines: 0.727272727273, branches: 0.6 });
    expect(coverage.of(sourceMatcher(['src/ui/**'], JEST))).toMatchObject({ lines: 0.6, branches: 0.25 });
  });

  it('has the same lines when all formats are read together', () => {
    const names = ['lcov.info', 'clover.xml', 'cobertura-coverage.xml', 'coverage-final.json'];
    const together = coverageOf(
      JEST,
      names.map((name) => [`coverage/${name}`, reportOf(`jest/${name}`)] as const),
    );
    expect(together.all().lines).toBe(0.6875);
    expect(together.ambiguous).toEqual([]);
  });

  it('has no lines in its summary', () => {
    expect(() => coverageOf(JEST, [['coverage-summary.json', reportOf('jest/coverage-summary.json')]])).toThrow(
      'a summary of Istanbul has no lines',
    );
  });
});

describe('one run of coverage.py', () => {
  it.each(['coverage.lcov', 'coverage.xml', 'coverage.json'])('is the same in %s', (name) => {
    const coverage = coverageOf(PYTHON, [[name, reportOf(`coverage.py/${name}`)]]);
    expect(linesOf(coverage)).toEqual({
      'lib/shop2/__init__.py': '',
      'lib/shop2/cart.py': '+1 +2 +3 +4 +5 +8 9 10',
      'src/shop/__init__.py': '',
      'src/shop/price.py': '+4 +5 6 +7 +8 +9 10 +12 +13 +16 +17 +18 19 20 21',
    });
    expect(coverage.all()).toEqual({ lines: 0.695652173913, branches: 0.5 });
    expect(coverage.of(sourceMatcher(['lib/**'], PYTHON))).toEqual({ lines: 0.75, branches: 0.5 });
    expect(coverage.of(sourceMatcher(['src/**'], PYTHON))).toEqual({ lines: 0.666666666667, branches: 0.5 });
  });

  it('with one name below two sources, of which its XML keeps one, is refused', () => {
    const checkout = checkoutOf(['a/index.py', 'b/index.py']);
    expect(() => coverageOf(checkout, [['coverage.xml', reportOf('coverage.py/same-name.xml')]])).toThrow('counts 7 lines and shows 4');
  });
});

describe('one run of JaCoCo', () => {
  const modules = [
    ['core/target/site/jacoco/jacoco.xml', reportOf('jacoco/core.xml')],
    ['web/target/site/jacoco/jacoco.xml', reportOf('jacoco/web.xml')],
  ] as const;
  const aggregate = [['report/target/site/jacoco-aggregate/jacoco.xml', reportOf('jacoco/aggregate.xml')]] as const;

  it.each([
    ['by module', modules],
    ['aggregated, in groups', aggregate],
    ['both', [...modules, ...aggregate]],
  ] as const)('is the same %s', (_, reports) => {
    const coverage = coverageOf(JAVA, reports);
    expect(linesOf(coverage)).toEqual({
      'core/src/main/java/com/acme/Version.java': '3 +5 +8 +10 11 +13 +14 +15',
      'web/src/main/java/com/acme/Page.java': '3 +5',
      'web/src/main/java/com/acme/Version.java': '3 5 6 8',
    });
    expect(coverage.all()).toEqual({ lines: 0.5, branches: 0.375 });
    expect(coverage.of(sourceMatcher(['core/**'], JAVA))).toEqual({ lines: 0.75, branches: 0.5 });
    expect(coverage.of(sourceMatcher(['web/**'], JAVA))).toEqual({ lines: 0.166666666667, branches: 0 });
  });

  it('keeps the files of two modules apart where the checkout does not tell', () => {
    const nowhere = checkoutOf([]);
    expect(coverageOf(nowhere, aggregate).all()).toEqual({ lines: 0.5, branches: 0.375 });
    expect(coverageOf(nowhere, modules).all()).toEqual({ lines: 0.5, branches: 0.375 });
  });

  it('has no lines in its CSV', () => {
    expect(() => coverageOf(JAVA, [['jacoco.csv', reportOf('jacoco/aggregate.csv')]])).toThrow('JaCoCo’s CSV has no lines');
  });
});

describe('one run of OpenClover', () => {
  it('counts what was true and false, and no tests', () => {
    const checkout = checkoutOf(['src/main/java/com/acme/Version.java', 'src/test/java/com/acme/VersionTest.java']);
    const coverage = coverageOf(checkout, [['target/site/clover/clover.xml', reportOf('openclover/clover.xml')]]);
    expect(linesOf(coverage)).toEqual({ 'src/main/java/com/acme/Version.java': '+5 +10 11 +13 +14 +15' });
    expect(coverage.all().branches).toBe(0.5);
  });
});

describe('one run of go test', () => {
  it('names files by import path', () => {
    const coverage = coverageOf(checkoutOf(['go.mod', 'price/price.go']), [['cover.out', reportOf('go/cover.out')]]);
    expect(linesOf(coverage)).toEqual({ 'price/price.go': '+4 +5 +6 +7 8 9 12 13 14' });
  });

  it.each([
    ['one.out', 'ok  \texample.com/shop/money\t0.005s\tcoverage: 26.7% of statements', ['money']],
    // A package's own run and that of another one that calls it: each block stands there twice.
    ['several.out', 'total:\t(statements)\t68.4%', ['money', 'tax']],
  ])('counts statements in %s as go prints them', (name, printed, packages) => {
    const checkout = checkoutOf(['go.mod', ...packages.map((one) => `${one}/${one}.go`)]);
    const { lines, statements = 0 } = coverageOf(checkout, [[name, reportOf(`go/${name}`)]]).all();
    expect(printed).toContain(`${(100 * statements).toFixed(1)}%`);
    expect(lines).not.toBe(statements);
  });

  it('has no statements where another report tells of a file without them', () => {
    const files = ['go.mod', 'money/money.go', 'web/a.js'];
    const reports = [['one.out', reportOf('go/one.out')] as const, ['lcov.info', 'SF:web/a.js\nDA:1,1\nend_of_record\n'] as const];
    expect(coverageOf(checkoutOf(files), reports).all().statements).toBeUndefined();
  });
});
