import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitStore } from '../../src/live/git-store.ts';
import { Repository } from '../gates/change/repository.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.close());

/** A store over a repository, in a folder of its own. */
async function storeOf({ folder }: Repository, signal = new AbortController().signal): Promise<GitStore> {
  const own = fs.mkdtempSync(path.join(folder, '.git/store-'));
  const store = await GitStore.of({ cwd: folder, signal }, own, 'a'.repeat(40));
  if (!store) throw new Error('no store');
  return store;
}

describe('git asked through a store of our own', () => {
  it('is ended where it writes more than is read', async () => {
    const store = await storeOf(repository);
    const file = path.join(repository.folder, 'out');
    expect(await store.write(file, 10, 'cat-file', 'commit', repository.git('rev-parse', 'HEAD'))).toMatchObject({ tooLarge: true });
    expect(await store.write(file, 10_000, 'cat-file', 'commit', repository.git('rev-parse', 'HEAD'))).toBeUndefined();
  });

  it('says why it failed, also where what it writes can not be kept', async () => {
    const store = await storeOf(repository);
    expect(await store.parentsOf('a'.repeat(40))).toMatchObject({ trouble: expect.stringMatching(/^fatal: /) });
    if (fs.existsSync('/dev/full'))
      expect(await store.write('/dev/full', 10_000, 'cat-file', 'commit', repository.git('rev-parse', 'HEAD'))).toMatchObject({
        trouble: expect.stringContaining('ENOSPC'),
      });
  });

  it('ends with the gate', async () => {
    const gate = new AbortController();
    const store = await storeOf(repository, gate.signal);
    gate.abort();
    expect(await store.mergeBases('main', 'work')).toMatchObject({ trouble: expect.any(String) });
  });
});
