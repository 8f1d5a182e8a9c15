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

describe('what code under test does before the gate', () => {
  beforeEach(() => {
    repository.write('src/b.ts', 'x\n');
    repository.commit();
    repository.write('docs/b.md', 'x\n');
    repository.commit();
  });
  const whole = ['added src/b.ts', 'added docs/b.md'];

  it('does not move the base', async () => {
    const { files } = await lookAt(repository.folder, { meanwhile: () => repository.git('branch', '-f', 'main', 'HEAD~1') });
    expect(files).toEqual(whole);
  });

  it('does not check out another commit', async () => {
    const { judgement } = await lookAt(repository.folder, { meanwhile: () => repository.git('checkout', '-q', 'HEAD~1') });
    expect(judgement.reason).toMatch(/was checked out when the run began, and \w+ now/);
  });

  it.each<[string, () => void]>([
    ['replaces a commit', () => repository.git('replace', 'main', 'HEAD~1')],
    ['replaces a tree', () => repository.git('replace', 'main^{tree}', 'HEAD~1^{tree}')],
    [
      'grafts',
      () =>
        repository.write(
          '.git/info/grafts',
          `${repository.git('rev-parse', 'HEAD~1')}\n${repository.git('rev-parse', 'main')} ${repository.git('rev-parse', 'HEAD')}\n`,
        ),
    ],
    ['sets another work tree', () => repository.git('config', 'core.worktree', '/tmp')],
    [
      'sets variables of git',
      () => {
        for (const name of ['GIT_DIR', 'GIT_EXTERNAL_DIFF', 'GIT_OBJECT_DIRECTORY', 'GIT_CONFIG_COUNT']) vi.stubEnv(name, '/nowhere');
      },
    ],
    ['adds a hook and an alias', () => repository.git('config', 'alias.diff-tree', '!true')],
    ['turns rename detection into copies', () => repository.git('config', 'diff.renames', 'copies')],
  ])('does not hide what changed: %s', async (_, act) => {
    const { files } = await lookAt(repository.folder, { meanwhile: act });
    expect(files).toEqual(whole);
  });
});
