import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedFiles, sourceState as stateOf } from '../../src/engine/source.ts';

let folder: string;
const sourceState = (cwd: string) => stateOf(cwd, 'source');
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, encoding: 'utf8' }).trim();
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-'));
  git('init', '-q', '-b', 'main');
  fs.writeFileSync(path.join(folder, 'a.txt'), 'a\n');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
});
afterEach(() => {
  delete process.env['GIT_DIR'];
  delete process.env['GIT_WORK_TREE'];
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('the state of the source', () => {
  it('is commit, branch, and what differs', async () => {
    expect(await sourceState(folder)).toMatchObject({
      vcs: 'git',
      commit: git('rev-parse', 'HEAD'),
      branch: 'main',
      dirtyCount: 0,
      dirty: [],
    });
    fs.writeFileSync(path.join(folder, 'a.txt'), 'b\n');
    fs.writeFileSync(path.join(folder, 'new file'), '');
    expect(await sourceState(folder)).toMatchObject({
      dirtyCount: 2,
      dirty: [
        { status: 'M', path: 'a.txt' },
        { status: '??', path: 'new file' },
      ],
    });
  });

  it('counts a file that git was told not to look at', async () => {
    git('update-index', '--assume-unchanged', 'a.txt');
    expect(await sourceState(folder)).toMatchObject({ dirtyCount: 1, dirty: [{ status: 'hidden', path: 'a.txt' }] });
    git('update-index', '--no-assume-unchanged', 'a.txt');
    git('update-index', '--skip-worktree', 'a.txt');
    expect(await sourceState(folder)).toMatchObject({ dirtyCount: 1 });
  });

  it('is that of the folder, whatever repository the environment names', async () => {
    process.env['GIT_DIR'] = path.join(import.meta.dirname, '../../.git');
    process.env['GIT_WORK_TREE'] = path.join(import.meta.dirname, '../..');
    expect(await sourceState(folder)).toMatchObject({ commit: git('--git-dir', path.join(folder, '.git'), 'rev-parse', 'HEAD') });
  });

  it('is null where there is no git', async () => {
    const bare = fs.mkdtempSync(path.join(os.tmpdir(), 'no-git-'));
    try {
      expect(await sourceState(bare)).toEqual({ type: 'source', basis: 'process', vcs: null });
    } finally {
      fs.rmSync(bare, { recursive: true });
    }
  });

  it('reads renames, which take two fields', () => {
    expect(changedFiles('R  new.txt\0old.txt\0 M other\0')).toEqual([
      { status: 'R', path: 'new.txt' },
      { status: 'M', path: 'other' },
    ]);
  });
});
