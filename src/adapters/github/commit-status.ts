import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';
import { RefusedError, told } from './refusal.ts';

/** https://docs.github.com/rest/commits/statuses; `description` ≤ 140 characters. */
export interface CommitStatus {
  readonly head: string;
  readonly state: 'success' | 'failure' | 'error';
  readonly context: string;
  readonly description: string;
  readonly targetUrl?: string;
}

/** A status that we wrote. */
export interface OwnStatus {
  readonly context: string;
  readonly targetUrl: string;
}

/** The statuses of ours on a commit, the newest first; none where they can't be read: that keeps nobody from writing one. */
export async function ownStatuses(github: GitHub, repository: Repository, head: string): Promise<readonly OwnStatus[]> {
  const author = await github.login();
  const statuses = everyPage(github, {
    what: 'commit statuses',
    page: async (paging) => {
      const { data, headers } = await github.rest.repos.listCommitStatusesForRef({ ...repository, ref: head, ...paging });
      return { items: data, headers };
    },
  }).catch((error: unknown) => {
    if (error instanceof RefusedError) return [];
    throw error;
  });
  return (await statuses).flatMap(({ context, target_url: targetUrl, creator }) =>
    creator?.login === author ? [{ context, targetUrl: targetUrl ?? '' }] : [],
  );
}

/** Adds a status to a commit; the newest of a context counts. @throws RefusedError */
export async function createCommitStatus(github: GitHub, repository: Repository, status: CommitStatus): Promise<void> {
  const { head: sha, state, context, description, targetUrl } = status;
  await github.persistently({
    what: 'commit status',
    send: async () => {
      const target = targetUrl === undefined ? {} : { target_url: targetUrl };
      told((await github.rest.repos.createCommitStatus({ ...repository, sha, state, context, description, ...target })).data.id);
      return true;
    },
    done: async () => {
      const { data } = await github.rest.repos.listCommitStatusesForRef({ ...repository, ref: sha, per_page: 100 });
      const newest = data.find((one) => one.context === context);
      return newest?.description === description && newest.state === state ? true : undefined;
    },
  });
}
