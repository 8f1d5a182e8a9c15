import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedFiles, sourceState } from '../../src/engine/source.ts';
import type { GitPlace } from '../../src/live/git.ts';

let folder: string;
const at = (cwd: string): GitPlace => ({ cwd, signal: new AbortController().signal });
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
    expect(await sourceState(at(folder))).toMatchObject({
      vcs: 'git',
      commit: git('rev-parse', 'HEAD'),
      branch: 'main',
      dirtyCount: 0,
      dirty: [],
    });
    fs.writeFileSync(path.join(folder, 'a.txt'), 'b\n');
    fs.writeFileSync(path.join(folder, 'new file'), '');
    expect(await sourceState(at(folder))).toMatchObject({
      dirtyCount: 2,
      dirty: [
        { status: 'M', path: 'a.txt' },
        { status: '??', path: 'new file' },
      ],
    });
  });

  it('counts a file that git was told not to look at', async () => {
    git('update-index', '--assume-unchanged', 'a.txt');
    expect(await sourceState(at(folder))).toMatchObject({ dirtyCount: 1, dirty: [{ status: 'hidden', path: 'a.txt' }] });
    git('update-index', '--no-assume-unchanged', 'a.txt');
    git('update-index', '--skip-worktree', 'a.txt');
    expect(await sourceState(at(folder))).toMatchObject({ dirtyCount: 1 });
  });

  it.each<[string, () => void, string]>([
    ['info/exclude', () => fs.writeFileSync(path.join(folder, '.git/info/exclude'), 'planted\n'), 'planted'],
    [
      'core.excludesFile',
      () => {
        fs.writeFileSync(path.join(folder, '.git/ignored'), 'planted\n');
        git('config', 'core.excludesFile', path.join(folder, '.git/ignored'));
      },
      'planted',
    ],
    ['status.showUntrackedFiles', () => git('config', 'status.showUntrackedFiles', 'no'), 'planted'],
    [
      'core.fileMode',
      () => {
        git('config', 'core.fileMode', 'false');
        fs.chmodSync(path.join(folder, 'a.txt'), 0o755);
      },
      'a.txt',
    ],
    [
      'core.checkStat and core.trustctime',
      () => {
        git('config', 'core.checkStat', 'minimal');
        git('config', 'core.trustctime', 'false');
        const file = path.join(folder, 'a.txt');
        // Older than the index, so that git has no reason of its own to look.
        fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
        git('update-index', '--refresh');
        // Git compares times of change by the second.
        const known = Math.floor(fs.statSync(file).ctimeMs / 1000);
        while (Math.floor(fs.statSync(file).ctimeMs / 1000) === known) {
          fs.writeFileSync(file, 'b\n');
          fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
        }
      },
      'a.txt',
    ],
    [
      'diff.orderFile that is not there',
      () => {
        git('config', 'diff.orderFile', '/nowhere/order');
        fs.writeFileSync(path.join(folder, 'a.txt'), 'changed\n');
      },
      'a.txt',
    ],
  ])('shows what a setting of the clone would hide: %s', async (_, hide, changed) => {
    hide();
    if (changed === 'planted') fs.writeFileSync(path.join(folder, changed), '');
    expect(await sourceState(at(folder))).toMatchObject({ dirty: [{ path: changed }] });
  });

  it('believes .gitignore, and leaves nothing in the repository', async () => {
    fs.writeFileSync(path.join(folder, '.gitignore'), 'built\n');
    git('add', '.gitignore');
    git('commit', '-q', '-m', 'two');
    fs.writeFileSync(path.join(folder, 'built'), '');
    const before = fs.readdirSync(path.join(folder, '.git'));
    expect(await sourceState(at(folder))).toMatchObject({ dirtyCount: 0 });
    expect(fs.readdirSync(path.join(folder, '.git'))).toEqual(before);
  });

  it('names the filters that files go through, and no others', async () => {
    git('config', 'filter.unused.clean', 'cat');
    expect(await sourceState(at(folder))).not.toHaveProperty('filters');
    git('config', 'filter.lfs.clean', 'cat');
    git('config', 'core.autocrlf', 'input');
    fs.writeFileSync(path.join(folder, '.git/info/attributes'), '*.txt filter=lfs\n');
    expect(await sourceState(at(folder))).toMatchObject({ filters: ['lfs', 'autocrlf input'] });
  });

  it('is that of the folder, whatever repository the environment names', async () => {
    process.env['GIT_DIR'] = path.join(import.meta.dirname, '../../.git');
    process.env['GIT_WORK_TREE'] = path.join(import.meta.dirname, '../..');
    expect(await sourceState(at(folder))).toMatchObject({ commit: git('--git-dir', path.join(folder, '.git'), 'rev-parse', 'HEAD') });
  });

  it('is null where there is no git', async () => {
    const bare = fs.mkdtempSync(path.join(os.tmpdir(), 'no-git-'));
    try {
      expect(await sourceState(at(bare))).toEqual({ basis: 'process', vcs: null });
    } finally {
      fs.rmSync(bare, { recursive: true });
    }
  });

  it('is null where git says that it may not look, or hangs, and says why', async () => {
    const { PATH } = process.env;
    const programs = fs.mkdtempSync(path.join(os.tmpdir(), 'programs-'));
    const fake = (script: string) => fs.writeFileSync(path.join(programs, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env['PATH'] = `${programs}${path.delimiter}${PATH}`;
    try {
      fake('echo "fatal: detected dubious ownership in repository" >&2; exit 128');
      expect(await sourceState(at(folder))).toEqual({
        basis: 'process',
        vcs: null,
        trouble: 'fatal: detected dubious ownership in repository',
      });
      fake('sleep 300 & wait');
      const stop = new AbortController();
      const asked = sourceState({ cwd: folder, signal: stop.signal });
      stop.abort();
      expect(await asked).toMatchObject({ vcs: null, trouble: expect.any(String) });
      process.env['PATH'] = programs;
      fs.rmSync(path.join(programs, 'git'));
      expect(await sourceState(at(folder))).toMatchObject({ vcs: null, trouble: 'git is not there' });
    } finally {
      process.env['PATH'] = PATH;
      fs.rmSync(programs, { recursive: true });
    }
  });

  it('reads renames, which take two fields', () => {
    expect(changedFiles('R  new.txt\0old.txt\0 M other\0')).toEqual([
      { status: 'R', path: 'new.txt' },
      { status: 'M', path: 'other' },
    ]);
  });
});
