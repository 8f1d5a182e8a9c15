import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesNamed, search, thingsNamed } from '../../../src/live/looks/glob.ts';
import { folder } from './world.ts';

/** A folder with these files, and links from the first to the second. */
function place(files: readonly string[], links: Readonly<Record<string, string>> = {}): string {
  const cwd = folder();
  for (const name of files) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), name);
  }
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    symlinkSync(target, path.join(cwd, name));
  }
  return cwd;
}

const namesOf = async (pattern: string, cwd: string, checkout?: string): Promise<readonly string[]> =>
  (await filesNamed(pattern, cwd, checkout)).map(({ name }) => name);

describe('a linked folder', () => {
  test('that the pattern names is followed wherever it leads', async () => {
    const outside = place(['app/test.xml', 'lib/test.xml']);
    const cwd = place(['a.xml'], { 'bazel-testlogs': outside, 'deep/logs': outside });
    expect(await namesOf('bazel-testlogs/**/test.xml', cwd)).toEqual(['bazel-testlogs/app/test.xml', 'bazel-testlogs/lib/test.xml']);
    expect(await namesOf('bazel-testlogs/app/test.xml', cwd)).toEqual(['bazel-testlogs/app/test.xml']);
    expect(await namesOf('*/logs/app/*.xml', cwd)).toEqual(['deep/logs/app/test.xml']);
    expect(await namesOf('**/logs/lib/*.xml', cwd)).toEqual(['deep/logs/lib/test.xml']);
  });

  test('that a wildcard meets is followed inside the checkout, and named where it leads out', async () => {
    const outside = place(['test.xml']);
    const cwd = place(['packages/real/out/test.xml', 'elsewhere/b/out/test.xml'], {
      'packages/b': '../elsewhere/b',
      'packages/bazel-out': outside,
      'packages/gone': 'nowhere',
    });
    const found = await search('packages/*/out/*.xml', cwd);
    expect(found.files.map(({ name }) => name)).toEqual(['packages/b/out/test.xml', 'packages/real/out/test.xml']);
    expect([found.linksOut, found.hidden]).toEqual([['packages/bazel-out'], []]);
    await expect(search('packages/**', cwd, cwd)).rejects.toThrow('leads nowhere');
    expect((await search('**/*.xml', path.join(cwd, 'packages'))).linksOut).toEqual(['b', 'bazel-out']);
    expect((await search('**/*.xml', path.join(cwd, 'packages'), cwd)).linksOut).toEqual(['bazel-out']);
  });

  test('that goes round in a circle ends, and gives each file once', async () => {
    const store = { 'node_modules/a': '.pnpm/a/node_modules/a', 'node_modules/.pnpm/a/node_modules/b': '../../b/node_modules/b' };
    const cwd = place(['node_modules/.pnpm/a/node_modules/a/report.xml', 'node_modules/.pnpm/b/node_modules/b/report.xml'], {
      ...store,
      'node_modules/.pnpm/b/node_modules/a': '../../a/node_modules/a',
      'node_modules/.pnpm/a/node_modules/a/self': '..',
      loop: '.',
    });
    expect(await namesOf('**/a/report.xml', cwd)).toEqual(['node_modules/a/report.xml']);
    expect(await namesOf('node_modules/*/report.xml', cwd)).toEqual(['node_modules/a/report.xml']);
    expect(await namesOf('loop/loop/node_modules/a/*.xml', cwd)).toEqual(['loop/loop/node_modules/a/report.xml']);
  });

  test('is seen by who asks that nothing is there', async () => {
    const cwd = place(['real/a.pid'], { 'run/linked': '../real' });
    expect(await thingsNamed('run/**/*.pid', cwd)).toEqual(['run/linked/a.pid']);
    expect(await thingsNamed('run/*/*.pid', cwd)).toEqual(['run/linked/a.pid']);
  });
});

describe('a file', () => {
  test('with two names is found once, by the one that is no link', async () => {
    const cwd = place(['out/z.xml'], { 'out/a.xml': 'z.xml' });
    expect(await namesOf('out/*.xml', cwd)).toEqual(['out/z.xml']);
    expect(await namesOf('out/a.xml', cwd)).toEqual(['out/a.xml']);
  });

  test('that is hidden is counted where it was passed over', async () => {
    const cwd = place(['out/a.xml', 'out/.b.xml', '.cache/c.xml', '.git/d.xml', '.gate/executions/1/e.xml', 'out/.f.txt']);
    const found = await search('**/*.xml', cwd);
    expect(found.files.map(({ name }) => name)).toEqual(['out/a.xml']);
    expect(found.hidden).toEqual(['.cache/c.xml', 'out/.b.xml']);
    expect(await namesOf('.gate/**/*.xml', cwd)).toEqual(['.gate/executions/1/e.xml']);
    expect(await namesOf('**/.*.xml', cwd)).toEqual(['out/.b.xml']);
  });
});

describe('a glob', () => {
  test.each([
    ['{a,b}/*.xml', ['a/1.xml', 'b/2.xml']],
    ['{a,b/c}/*.xml', ['a/1.xml', 'b/c/3.xml']],
    ['b/**', ['b/2.xml', 'b/c/3.xml']],
    ['**', ['a/1.xml', 'b/2.xml', 'b/c/3.xml']],
    ['b/**/*.xml', ['b/2.xml', 'b/c/3.xml']],
    ['?/[0-9].xml', ['a/1.xml', 'b/2.xml']],
    ['!(a)/*.xml', ['b/2.xml']],
    ['**/c/*', ['b/c/3.xml']],
    ['a/*.xml/', ['a/1.xml']],
  ])('%s names what it always named', async (pattern, expected) => {
    expect(await namesOf(pattern, place(['a/1.xml', 'b/2.xml', 'b/c/3.xml']))).toEqual(expected);
  });
});
