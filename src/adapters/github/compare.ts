import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { RefusedError, told } from './refusal.ts';

/** GitHub lists no more files of a comparison than these. */
const MOST_FILES = 300;

/** A file of a comparison; of one that was moved, both names. */
export interface ComparedFile {
  readonly name: string;
  readonly status: string;
  readonly from?: string;
}

/** Two commits, as GitHub compares them: the second one with the commit at which it left the first. */
export interface Compared {
  readonly mergeBase: string;
  /** What the second commit is to the first. */
  readonly standing: 'ahead' | 'behind' | 'diverged' | 'identical';
  /** Undefined: there are more than GitHub lists. */
  readonly files: readonly ComparedFile[] | undefined;
}

/** @throws RefusedError */
export async function compare(github: GitHub, repository: Repository, base: string, head: string): Promise<Compared> {
  return github.persistently({
    what: `comparison of ${base} with ${head}`,
    send: async () => {
      // The files stand on the first page; of the commits one is enough.
      const asked = { ...repository, basehead: `${base}...${head}`, per_page: 1, page: 1 };
      const { data } = await github.rest.repos.compareCommitsWithBasehead(asked);
      const files = (data.files ?? []).map(({ filename: name, status, previous_filename: from }) => ({
        name,
        status,
        ...(from !== undefined && { from }),
      }));
      return { mergeBase: data.merge_base_commit.sha, standing: told(data.status), files: files.length < MOST_FILES ? files : undefined };
    },
  });
}

/** The commit that a branch or a tag means now, or a commit itself; undefined where GitHub knows none. @throws RefusedError */
export async function commitOf(github: GitHub, repository: Repository, ref: string): Promise<string | undefined> {
  try {
    const send = async () => told((await github.rest.repos.getCommit({ ...repository, ref })).data.sha);
    return await github.persistently({ what: ref, send });
  } catch (error) {
    if (error instanceof RefusedError && (error.refusal.status === 404 || error.refusal.status === 422)) return undefined;
    throw error;
  }
}
