import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileListParser } from '../../../src/formats/file-list.ts';
import { checkoutFiles } from '../../../src/gates/tests/observe/checkout-files.ts';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gate-test-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(...names: readonly string[]): void {
  for (const name of names) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), 'x\n');
  }
}

const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder });

async function listed(cwd: string) {
  const parser = fileListParser();
  const rows = [
    ...parser.push(new TextEncoder().encode(await checkoutFiles({ cwd, signal: new AbortController().signal }))),
    ...parser.end(),
  ];
  const [where, ...files] = rows;
  return { where, files: files.map((row) => (row as { file: string }).file).sort() };
}

describe('the list of the files of the checkout', () => {
  it('has what git tracks and what is new, from the root, and leaves out what is ignored', async () => {
    git('init', '-q');
    write('src/a.ts', 'packages/b/é "x".ts', 'dist/a.js', 'node_modules/x/index.js');
    fs.writeFileSync(path.join(folder, '.gitignore'), 'dist/\nnode_modules/\n');
    git('add', '-A');
    write('packages/b/new.ts');
    expect(await listed(path.join(folder, 'packages/b'))).toEqual({
      where: { roots: [folder], workingDirectory: 'packages/b' },
      files: ['.gitignore', 'packages/b/new.ts', 'packages/b/é "x".ts', 'src/a.ts'],
    });
  });

  it('has what lies below the working directory where there is no git', async () => {
    write('src/a.ts', '.hidden/b.ts', 'node_modules/x/index.js');
    expect(await listed(folder)).toEqual({ where: { roots: [folder], workingDirectory: '' }, files: ['.hidden/b.ts', 'src/a.ts'] });
  });

  it('knows the folder by the name of a link that leads to it, too', async () => {
    write('real/src/a.ts');
    fs.symlinkSync('real', path.join(folder, 'link'));
    const { where } = await listed(path.join(folder, 'link'));
    expect(where).toEqual({ roots: [path.join(folder, 'link'), path.join(folder, 'real')], workingDirectory: '' });
  });

  it('is refused when it is none', () => {
    const parser = fileListParser();
    expect(() => [...parser.push(new TextEncoder().encode('{"roots": 1}\n'))]).toThrow('line 1: no row of a list of files');
  });
});
