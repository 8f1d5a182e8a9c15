import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { RefusedError } from './refusal.ts';

/**
 * A file of the repository at a commit, its raw bytes; undefined: the commit has no such file.
 * @throws RefusedError when it can't be read
 */
export async function fileAt(github: GitHub, repository: Repository, file: string, commit: string): Promise<Buffer | undefined> {
  try {
    const data = await github.persistently({
      what: `${file} at ${commit}`,
      send: async () => (await github.rest.repos.getContent({ ...repository, path: file, ref: commit })).data,
    });
    if (Array.isArray(data) || data.type !== 'file') return undefined;
    return Buffer.from((data as { content: string }).content, 'base64');
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.status === 404 && (await hasCommit(github, repository, commit))) return undefined;
    throw error;
  }
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
