import { describe, expect, it } from 'vitest';
import { sourceMatcher } from '../../../src/gates/tests/glob.ts';
import { checkoutOf, coverageOf } from './coverage-fixture.ts';

/** An lcov section: all lines of a file ran, or none. */
const lcov = (name: string, hit: 0 | 1): string => `SF:${name}\nDA:1,${hit}\nDA:2,${hit}\nend_of_record\n`;
const cobertura = (sources: readonly string[], ...classes: readonly (readonly [pack: string, file: string, hit: 0 | 1])[]): string =>
  `<coverage line-rate="1"><sources>${sources.map((one) => `<source>${one}</source>`).join('')}</sources><packages>${classes
    .map(
      ([pack, file, hit]) =>
        `<package name="${pack}"><classes><class name="x" filename="${file}"><lines><line number="1" hits="${hit}"/></lines></class></classes></package>`,
    )
    .join('')}</packages></coverage>`;
const jacoco = (name: string, hit: 0 | 1): string =>
  `<report name="${name}"><package name="com/acme"><sourcefile name="A.java"><line nr="1" mi="${1 - hit}" ci="${hit}" mb="0" cb="0"/></sourcefile></package></report>`;
const clover = (pack: string, hit: 0 | 1): string =>
  `<coverage clover="4"><project><package name="${pack}"><file name="A.java"><line num="1" type="stmt" count="${hit}"/></file></package></project></coverage>`;

type Reports = readonly (readonly [path: string, text: string])[];

describe('one file', () => {
  it.each<[string, readonly string[], Reports]>([
    [
      'named whole and relative',
      ['src/x.js'],
      [
        ['a.info', lcov('/checkout/src/x.js', 1)],
        ['b.info', lcov('src/x.js', 0)],
      ],
    ],
    [
      'named from its package and from the root',
      ['packages/a/src/x.js'],
      [
        ['packages/a/coverage/lcov.info', lcov('src/x.js', 1)],
        ['coverage/lcov.info', lcov('packages/a/src/x.js', 0)],
      ],
    ],
    [
      'named with dots, and as Windows does',
      ['src/x.js'],
      [
        ['a.info', lcov('./src/lib/../x.js', 1)],
        ['b.info', lcov('src\\x.js', 0)],
      ],
    ],
    [
      'in reports of two folders, from the root',
      ['src/x.js'],
      [
        ['coverage/unit/lcov.info', lcov('src/x.js', 1)],
        ['coverage/e2e/lcov.info', lcov('src/x.js', 0)],
      ],
    ],
    [
      'below a source, and from the root',
      ['src/x.py'],
      [
        ['a.xml', cobertura(['/checkout/src'], ['.', 'x.py', 1])],
        ['b.info', lcov('src/x.py', 0).replace('DA:2,0\n', '')],
      ],
    ],
    [
      'in a container, and here',
      ['src/x.js'],
      [
        ['a.info', lcov('/app/src/x.js', 1)],
        ['b.info', lcov('src/x.js', 0)],
      ],
    ],
    [
      'that git does not have, in two reports that name others',
      ['src/x.js'],
      [
        ['unit/lcov.info', lcov('src/x.js', 1) + lcov('dist/gen.js', 1)],
        ['e2e/lcov.info', lcov('src/x.js', 0) + lcov('dist/gen.js', 0)],
      ],
    ],
    [
      'that the checkout does not have, in two reports of one folder',
      [],
      [
        ['shards/1.info', lcov('src/x.js', 1)],
        ['shards/2.info', lcov('src/x.js', 0)],
      ],
    ],
    [
      'by package, and by path',
      ['core/src/main/java/com/acme/A.java'],
      [
        ['core/target/jacoco.xml', jacoco('core', 1)],
        ['it.info', lcov('/checkout/core/src/main/java/com/acme/A.java', 0).replace('DA:2,0\n', '')],
      ],
    ],
  ])('%s is counted once, covered where any report says so', (_, files, reports) => {
    const coverage = coverageOf(checkoutOf(files), reports);
    expect([coverage.all().lines, coverage.ambiguous]).toEqual([1, []]);
  });
});

describe('two files', () => {
  it.each<[string, readonly string[], Reports]>([
    [
      'of two packages, which call theirs the same',
      ['packages/a/src/x.js', 'packages/b/src/x.js'],
      [
        ['packages/a/coverage/lcov.info', lcov('src/x.js', 1)],
        ['packages/b/coverage/lcov.info', lcov('src/x.js', 0)],
      ],
    ],
    [
      'of two packages, whose reports lie together',
      ['packages/a/src/x.js', 'packages/b/src/x.js'],
      [
        ['a.info', lcov('src/x.js', 1)],
        ['b.info', lcov('src/x.js', 0)],
      ],
    ],
    [
      'of which the checkout has none, in reports of two folders',
      [],
      [
        ['a/lcov.info', lcov('src/x.js', 1)],
        ['b/lcov.info', lcov('src/x.js', 0)],
      ],
    ],
    [
      'of two containers',
      ['packages/a/src/x.js', 'packages/b/src/x.js'],
      [
        ['a.info', lcov('/app/src/x.js', 1)],
        ['b.info', lcov('/app/src/x.js', 0)],
      ],
    ],
    [
      'below two sources of one report',
      ['a/x.py', 'b/x.py'],
      [['c.xml', cobertura(['/checkout/a', '/checkout/b'], ['.', 'x.py', 1], ['.', 'x.py', 0])]],
    ],
    ['below two sources elsewhere', [], [['c.xml', cobertura(['/w/a', '/w/b'], ['a', 'x.py', 1], ['b', 'x.py', 0])]]],
    [
      'below a source each',
      ['x.py'],
      [
        ['a.xml', cobertura(['/checkout/a'], ['.', 'x.py', 1])],
        ['b.xml', cobertura(['/checkout/b'], ['.', 'x.py', 0])],
      ],
    ],
    [
      'of two modules with the same packages',
      ['core/src/main/java/com/acme/A.java', 'web/src/main/java/com/acme/A.java'],
      [
        ['core/target/jacoco.xml', jacoco('app', 1)],
        ['web/target/jacoco.xml', jacoco('app', 0)],
      ],
    ],
    [
      'of two modules that the checkout does not have, by the names of their reports',
      [],
      [
        ['core.xml', jacoco('core', 1)],
        ['web.xml', jacoco('web', 0)],
      ],
    ],
    [
      'of two packages that a report names by their own name',
      [],
      [
        [
          'clover.xml',
          clover('com.a', 1).replace('</project>', `${/<package.*<\/package>/.exec(clover('com.b', 0))?.[0] ?? ''}</project>`),
        ],
      ],
    ],
  ])('%s are two', (_, files, reports) => {
    expect(coverageOf(checkoutOf(files), reports).all().lines).toBe(0.5);
  });

  it('are told apart by the folder of their report, wherever it lies', () => {
    const files = ['packages/a/src/x.js', 'packages/b/src/x.js'];
    const coverage = coverageOf(checkoutOf(files), [
      ['out/a/lcov.info', lcov('src/x.js', 1)],
      ['out/b/lcov.info', lcov('src/x.js', 0)],
    ]);
    expect([coverage.shown.paths, coverage.ambiguous]).toEqual([files, []]);
  });

  it('that stay unknown are named', () => {
    const coverage = coverageOf(checkoutOf(['packages/a/src/x.js', 'packages/b/src/x.js']), [
      ['a.info', lcov('src/x.js', 1)],
      ['b.info', lcov('src/x.js', 0)],
    ]);
    expect(coverage.ambiguous).toEqual(['src/x.js']);
  });
});

describe('a report', () => {
  const foreign = (files: readonly string[], ...reports: Reports) => coverageOf(checkoutOf(files), reports).foreign;

  it.each<[string, readonly string[], string]>([
    ['of another project', ['src/a.js'], lcov('/srv/ci/other/lib/zebra.js', 1) + lcov('/srv/ci/other/lib/yak.js', 1)],
    ['of another project, by relative names', ['src/a.js'], lcov('lib/zebra.js', 1)],
    ['whose files only have names that others have too', ['src/a.js'], lcov('/srv/ci/other/lib/a.js', 1)],
  ])('%s shows no file of the checkout', (_, files, text) => {
    const first = /SF:(.*)/.exec(text)?.[1] ?? '';
    const own: Reports[number] = ['own.info', lcov('src/a.js', 1)];
    expect(foreign(files, own, ['c.info', text])).toBe(`c.info: none of its files is in the checkout (the first: ${first})`);
  });

  it.each<[string, readonly string[], string]>([
    ['one file of it', ['src/a.js'], lcov('dist/gen.js', 1) + lcov('/app/src/a.js', 1)],
    ['a name of which nobody knows what it means', ['a/src/x.js', 'b/src/x.js'], lcov('/app/src/x.js', 1)],
  ])('with %s is of the checkout', (_, files, text) => {
    expect(foreign(files, ['c.info', text])).toBeUndefined();
  });
});

describe('a file of Kotlin', () => {
  const kotlin = jacoco('app', 1).replace('A.java', 'A.kt');
  const paths = (files: readonly string[], text: string) => coverageOf(checkoutOf(files), [['c.xml', text]]).shown.paths;

  it('is found without the folders of its root package', () => {
    expect(paths(['src/main/kotlin/A.kt', 'src/main/kotlin/sub/B.kt'], kotlin)).toEqual(['src/main/kotlin/A.kt']);
  });

  it('is not found where several have its name', () => {
    expect(paths(['src/main/kotlin/A.kt', 'src/main/kotlin/sub/A.kt'], kotlin)).toEqual([]);
  });

  it('is no rule for other languages', () => {
    expect(paths(['src/main/java/A.java'], jacoco('app', 1))).toEqual([]);
    expect(paths(['src/A.kt'], lcov('/srv/ci/other/A.kt', 1))).toEqual([]);
  });
});

describe('lines below methods', () => {
  const report = (own: string): string =>
    `<coverage line-rate="1"><packages><package name="p"><classes><class name="x" filename="x.js"><methods><method name="m"><lines><line number="1" hits="1"/></lines></method></methods>${own}</class></classes></package></packages></coverage>`;

  it('are no lines with code where the class has lines of its own', () => {
    const coverage = coverageOf(checkoutOf(['x.js']), [['c.xml', report('<lines><line number="2" hits="0"/></lines>')]]);
    expect(coverage.all().lines).toBe(0);
  });

  it('count where it has none', () => {
    expect(coverageOf(checkoutOf(['x.js']), [['c.xml', report('')]]).all().lines).toBe(1);
  });
});

describe("a component's glob", () => {
  const files = ['src/core/a.js', 'packages/b/src/core/a.js'];
  const of = (glob: string, workingDirectory = '') =>
    files.filter((file) => sourceMatcher([glob], checkoutOf(files, workingDirectory)).inside(file));

  it.each([
    ['src/core/**', '', ['src/core/a.js']],
    ['src/core/**', 'packages/b', ['packages/b/src/core/a.js']],
    ['**/core/**', '', files],
    // No file lies there: it is no way to call those of another folder.
    ['core/**', '', []],
  ])('%s in "%s" means %j', (glob, workingDirectory, expected) => {
    expect(of(glob, workingDirectory)).toEqual(expected);
  });

  it('of a folder that is gone takes no files of another one', () => {
    const checkout = checkoutOf(['legacy/src/core/a.js', 'src/kernel/a.js']);
    const report = ['c.info', lcov('/checkout/legacy/src/core/a.js', 1) + lcov('src/kernel/a.js', 0)] as const;
    expect(coverageOf(checkout, [report]).of(sourceMatcher(['src/core/**'], checkout))).toEqual({});
  });

  it.each([
    ['the way a tool calls its files', 'com/acme/**', ['web/src/main/java/com/acme/A.java'], jacoco('web', 1)],
    ['a folder of another machine', 'gen/core/**', ['src/a.js'], lcov('/app/gen/core/x.js', 1)],
  ])('may be %s', (_, glob, inCheckout, text) => {
    const checkout = checkoutOf(inCheckout);
    expect(coverageOf(checkout, [['c', text]]).of(sourceMatcher([glob], checkout))).toEqual({ lines: 1 });
  });
});
