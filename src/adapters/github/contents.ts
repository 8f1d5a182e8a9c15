import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { GarbledAnswer, RefusedError } from './refusal.ts';

/**
 * A file of the repository at a commit, its raw bytes; undefined: the commit has no such file.
 * @throws RefusedError when it can't be read
 */
export async function fileAt(github: GitHub, repository: Repository, file: string, commit: string): Promise<Buffer | undefined> {
  try {
    return await github.persistently({
      what: `${file} at ${commit}`,
      send: async () => bytesOf(file, (await github.rest.repos.getContent({ ...repository, path: file, ref: commit })).data),
    });
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.status === 404 && (await hasCommit(github, repository, commit))) return undefined;
    throw error;
  }
}

/** What is no file is none; what GitHub does not say whole (a file of more than 1 MiB has no content here) must not be taken for less. */
function bytesOf(file: string, data: unknown): Buffer | undefined {
  if (Array.isArray(data)) return undefined;
  const { type, encoding, content } = data as Readonly<Record<string, unknown>>;
  if (typeof type !== 'string') throw new GarbledAnswer('the answer is of no file');
  if (type !== 'file') return undefined;
  if (typeof content !== 'string' || encoding !== 'base64')
    throw new RefusedError(file, { kind: 'invalid', detail: 'GitHub hands out no content of a file over 1 MiB', ambiguous: false });
  return Buffer.from(content, 'base64');
}

/** GitHub answers 404 for what a token may not see, too: only a commit that can be seen says that a file is not there. */
async function hasCommit(github: GitHub, repository: Repository, commit: string): Promise<boolean> {
  try {
    await github.persistently({ what: `commit ${commit}`, send: () => github.rest.repos.getCommit({ ...repository, ref: commit }) });
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
