import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAt, Repository } from './repository.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => {
  vi.unstubAllEnvs();
  repository.close();
});

/** Makes a second commit on `main` and comes back to `work`. */
function moveMain(): string {
  repository.git('checkout', '-q', 'main');
  repository.write('src/main.ts', 'x\n');
  const commit = repository.commit();
  repository.git('checkout', '-q', 'work');
  return commit;
}

describe('the change of a branch', () => {
  it('is what it did since it left the base, and not what the base did', async () => {
    repository.write('docs/a.md', 'text\nmore\n');
    const head = repository.commit();
    const main = moveMain();
    const { fact, judgement, files } = await lookAt(repository.folder);
    expect(fact).toMatchObject({ commit: main, mergeBase: repository.git('merge-base', 'main', 'work'), head, asked: 'lines' });
    expect(fact['parents']).toEqual([fact['mergeBase']]);
    expect(files).toEqual(['changed docs/a.md']);
    expect(judgement).toMatchObject({ verdict: 'passed', counts: { risk: 'low', files: 1, additions: 1, deletions: 0 } });
  });

  it('is that of the merge commit of a pull request, whatever the base did meanwhile', async () => {
    repository.write('docs/a.md', 'text\nmore\n');
    const head = repository.commit();
    const main = moveMain();
    repository.git('checkout', '-q', '--detach', 'main');
    repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'work');
    const { fact, files } = await lookAt(repository.folder);
    expect(fact['parents']).toEqual([main, head]);
    expect(files).toEqual(['changed docs/a.md']);
  });

  it('is that of a squash commit, compared with the commit before', async () => {
    repository.write('src/b.ts', 'x\n');
    repository.commit();
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '-q', '--squash', 'work');
    repository.commit();
    expect((await lookAt(repository.folder, { base: 'HEAD~1' })).files).toEqual(['added src/b.ts']);
    expect((await lookAt(repository.folder)).judgement.reason).toContain('no change: main has the commit that is checked out');
  });

  it('does not hold what is not committed', async () => {
    repository.write('docs/b.md', 'x\n');
    repository.commit();
    repository.write('src/a.ts', 'changed\n');
    repository.write('src/new.ts', 'x\n');
    repository.git('add', '--intent-to-add', 'src/new.ts');
    expect((await lookAt(repository.folder)).files).toEqual(['added docs/b.md']);
  });

  it('holds both names of a renamed file', async () => {
    fs.renameSync(path.join(repository.folder, 'src/a.ts'), path.join(repository.folder, 'docs/a.ts'));
    repository.commit();
    const { files, judgement } = await lookAt(repository.folder);
    expect(files).toEqual(['renamed src/a.ts → docs/a.ts']);
    expect(judgement.counts).toMatchObject({ risk: 'medium', files: 1, additions: 0, deletions: 0 });
  });

  it('holds deleted files, links, modes and submodules', async () => {
    fs.rmSync(path.join(repository.folder, 'docs/a.md'));
    fs.symlinkSync('../src/a.ts', path.join(repository.folder, 'docs/link'));
    fs.chmodSync(path.join(repository.folder, 'src/a.ts'), 0o755);
    repository.git('add', '-A');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.git('rev-parse', 'HEAD')},docs/sub`);
    repository.git('commit', '-q', '-m', 'x');
    const { judgement } = await lookAt(repository.folder);
    expect(judgement.changeset?.files).toMatchObject([
      { path: 'src/a.ts', status: 'changed', additions: 0, deletions: 0 },
      { path: 'docs/a.md', status: 'deleted', deletions: 1 },
      { path: 'docs/link', status: 'added', is: 'link' },
      { path: 'docs/sub', status: 'added', is: 'submodule' },
    ]);
  });

  it('holds pointers of Git LFS as the files that they stand for, and binary files without lines', async () => {
    repository.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
    repository.write('src/model.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`);
    repository.write('src/logo.png', Buffer.from([1, 0, 2]));
    repository.commit();
    const { judgement } = await lookAt(repository.folder);
    expect(judgement.changeset).toMatchObject({ fileCount: 3, additions: 4, binaryCount: 1 });
    expect(judgement.findings.map(({ message }) => message)).toContain('binary, and so without lines: 1 of 3 files');
  });

  it.each<[string, () => void]>([
    ['.gitattributes', () => repository.write('.gitattributes', '* -diff linguist-generated export-ignore\nsrc/** binary\n')],
    ['info/attributes', () => repository.write('.git/info/attributes', '* -diff\n')],
    [
      'core.attributesFile',
      () => {
        repository.write('.git/hidden', '* -diff\n');
        repository.git('config', 'core.attributesFile', path.join(repository.folder, '.git/hidden'));
      },
    ],
    [
      'a text conversion, and another program for differences',
      () => {
        repository.write('.git/info/attributes', '* diff=none\n');
        for (const key of ['textconv', 'command']) repository.git('config', `diff.none.${key}`, 'true');
        repository.git('config', 'diff.external', 'true');
      },
    ],
    [
      'settings',
      () => {
        for (const [key, value] of [
          ['diff.renames', 'copies'],
          ['diff.ignoreSubmodules', 'all'],
          ['diff.orderFile', '/dev/null'],
          ['diff.relative', 'true'],
          ['diff.algorithm', 'patience'],
          ['core.quotePath', 'true'],
          ['core.ignoreCase', 'true'],
        ])
          repository.git('config', key!, value!);
      },
    ],
    [
      'what the index was told not to look at',
      () => {
        repository.git('update-index', '--assume-unchanged', 'src/a.ts');
        repository.git('update-index', '--skip-worktree', 'docs/a.md');
      },
    ],
  ])('is whole whatever it is hidden by: %s', async (_, hide) => {
    repository.write('src/a.ts', 'one\ntwo\nthree\n');
    repository.write('docs/a.md', 'text\nmore\n');
    repository.commit();
    hide();
    if (fs.existsSync(path.join(repository.folder, '.gitattributes'))) repository.commit();
    const { files, judgement } = await lookAt(repository.folder);
    expect(files).toEqual(expect.arrayContaining(['changed src/a.ts', 'changed docs/a.md']));
    expect(judgement.changeset?.files.find(({ path: name }) => name === 'src/a.ts')).toMatchObject({ additions: 1, deletions: 0 });
    expect(judgement.changeset?.binaryCount).toBe(0);
  });

  it('holds files of any name', async () => {
    const names = ['src/new\nline', 'src/"quoted"', 'src/tab\there', '__proto__', '-option', 'src/ü', ' ', 'src/\\x'];
    for (const name of names) repository.write(name, 'x\n');
    repository.write(Buffer.from([...Buffer.from('src/caf'), 0xe9]), 'x\n');
    repository.commit();
    const { judgement } = await lookAt(repository.folder);
    expect(new Set(judgement.changeset?.files.map(({ path: name }) => name))).toEqual(new Set([...names, 'src/caf\\xe9']));
    expect(judgement.counts).toMatchObject({ files: names.length + 1, risk: 'critical' });
  });

  it('is that of a repository of SHA-256', async () => {
    const other = new Repository('--object-format=sha256');
    try {
      other.write('docs/b.md', 'x\n');
      expect(other.commit()).toHaveLength(64);
      expect((await lookAt(other.folder)).files).toEqual(['added docs/b.md']);
    } finally {
      other.close();
    }
  });

  it('is that of a second work tree, of a clone with the objects of another one, and of one without contents', async () => {
    repository.write('docs/b.md', 'x\n');
    repository.commit();
    repository.git('worktree', 'add', '-q', '--detach', '../tree', 'work');
    expect((await lookAt(path.join(repository.folder, '../tree'))).files).toEqual(['added docs/b.md']);
    const shared = repository.clone('--shared');
    expect((await lookAt(shared, { base: 'origin/main' })).files).toEqual(['added docs/b.md']);
    fs.rmSync(shared, { recursive: true });
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const partial = repository.clone('--filter=blob:none', '--no-checkout');
    const { fact, judgement } = await lookAt(partial, { base: 'origin/main' });
    expect(fact).toMatchObject({ asked: 'files', detail: expect.stringContaining('fatal') });
    expect(judgement).toMatchObject({ verdict: 'passed', counts: { risk: 'low', files: 1 } });
  });
});

describe('what can not be compared', () => {
  it('is a shallow clone, whose message says what to do', async () => {
    repository.write('docs/b.md', 'x\n');
    repository.commit();
    const { fact, judgement } = await lookAt(repository.clone('--depth=1'), { base: 'origin/main' });
    expect(fact).toMatchObject({ trouble: 'unknown-base', shallow: true });
    expect(judgement.reason).toContain('this clone is shallow, check out with `fetch-depth: 0`');
  });

  it('is a shallow clone that has the base, and not where the branch left it', async () => {
    for (const name of ['b', 'c', 'd']) {
      repository.write(`docs/${name}.md`, 'x\n');
      repository.commit();
    }
    moveMain();
    const { fact, judgement } = await lookAt(repository.clone('--depth=1', '--no-single-branch'), { base: 'origin/main' });
    expect(fact).toMatchObject({ trouble: 'no-merge-base', shallow: true });
    expect(judgement.reason).toContain('fetch-depth: 0');
  });

  it('is not a shallow clone that goes back far enough', async () => {
    repository.write('docs/b.md', 'x\n');
    repository.commit();
    expect((await lookAt(repository.clone('--depth=2'), { base: 'HEAD~1' })).files).toEqual(['added docs/b.md']);
  });

  it.each([
    ['unknown', /git does not know main: check the name, write the remote's/],
    ['--output=stolen', /git does not know main/],
    ['main:src/a.ts', /git does not know main/],
    ['main..work', /git does not know main/],
  ])('is a base that git does not know: %s', async (base, words) => {
    expect((await lookAt(repository.folder, { base })).judgement.reason).toMatch(words);
    expect(fs.existsSync(path.join(repository.folder, 'stolen'))).toBe(false);
  });

  it('is a base that is a tag and a branch of a remote', async () => {
    repository.write('src/b.ts', 'x\n');
    repository.commit();
    repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    repository.git('tag', 'origin/main', 'work');
    const { fact, judgement } = await lookAt(repository.folder, { base: 'origin/main' });
    expect(fact).toMatchObject({ trouble: 'ambiguous-base' });
    expect(judgement.verdict).toBe('blocked');
    expect((await lookAt(repository.folder, { base: 'refs/remotes/origin/main' })).files).toEqual(['added src/b.ts']);
  });

  it('is a short id that is a branch, too', async () => {
    const short = repository.git('rev-parse', '--short=8', 'main');
    repository.write('docs/b.md', 'x\n');
    repository.commit();
    expect((await lookAt(repository.folder, { base: short })).files).toEqual(['added docs/b.md']);
    repository.git('branch', short, 'work');
    expect((await lookAt(repository.folder, { base: short })).fact).toMatchObject({ trouble: 'ambiguous-base' });
  });

  it('is a tree with a name twice, as no git makes it', async () => {
    const blob = (content: string): string =>
      execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repository.folder, input: content, encoding: 'utf8' }).trim();
    const entry = (id: string): Buffer => Buffer.concat([Buffer.from('100644 a.md\0'), Buffer.from(id, 'hex')]);
    const tree = Buffer.concat([entry(blob('x\n')), entry(blob('y\n'))]);
    const hash = ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'];
    const id = execFileSync('git', hash, { cwd: repository.folder, input: tree, encoding: 'utf8' }).trim();
    repository.git('update-ref', 'refs/heads/work', repository.git('commit-tree', id, '-p', 'main', '-m', 'x'));
    expect((await lookAt(repository.folder)).judgement.reason).toContain('a.md stands there twice');
  });

  it('is a branch without a commit of the base', async () => {
    repository.git('checkout', '-q', '--orphan', 'other');
    repository.write('docs/b.md', 'x\n');
    repository.commit();
    expect((await lookAt(repository.folder)).judgement.reason).toContain('HEAD and main have no commit in common');
  });

  it('is a branch that was merged crosswise with the base', async () => {
    repository.write('docs/b.md', 'x\n');
    const ours = repository.commit();
    const theirs = moveMain();
    repository.git('merge', '-q', '--no-ff', '-m', 'x', theirs);
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '-q', '--no-ff', '-m', 'x', ours);
    repository.git('checkout', '-q', 'work');
    expect((await lookAt(repository.folder)).judgement.reason).toContain('merged crosswise');
    repository.git('merge', '-q', '--no-ff', '-m', 'x', 'main');
    expect((await lookAt(repository.folder)).fact['mergeBase']).toBe(repository.git('rev-parse', 'main'));
  });

  it('is a folder that is no repository, one without commits, and a machine without git', async () => {
    const none = path.join(repository.folder, '../none');
    fs.mkdirSync(none);
    expect((await lookAt(none)).judgement.reason).toContain('there is no git repository');
    const empty = path.join(repository.folder, '../empty');
    repository.git('init', '-q', empty);
    expect((await lookAt(empty)).judgement.reason).toContain('git knows no commit that is checked out (fatal: Needed a single revision)');
    vi.stubEnv('PATH', none);
    expect((await lookAt(repository.folder)).judgement.reason).toContain('git is not there');
  });
});

describe('a large change', () => {
  it('of 50,000 files is rated in seconds', { timeout: 60_000 }, async () => {
    const stream = Array.from({ length: 50_000 }, (_, index) => `M 100644 inline docs/${index % 500}/${index}.md\ndata 2\nx\n\n`);
    const history = `commit refs/heads/large\ncommitter a <a@b> 0 +0000\ndata 0\nfrom main\n${stream.join('')}\n`;
    execFileSync('git', ['fast-import', '--quiet'], { cwd: repository.folder, input: history });
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/large');
    const began = performance.now();
    const { judgement } = await lookAt(repository.folder);
    expect(judgement.counts).toMatchObject({ risk: 'low', files: 50_000, additions: 50_000 });
    expect(judgement.changeset?.omitted).toBe(49_000);
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
