import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';

/** https://docs.github.com/rest/commits/statuses; `description` ≤ 140 characters. */
export interface CommitStatus {
  readonly head: string;
  readonly state: 'success' | 'failure' | 'error';
  readonly context: string;
  readonly description: string;
  readonly targetUrl?: string;
}

/** Adds a status to a commit; the newest of a context counts. @throws RefusedError */
export async function createCommitStatus(github: GitHub, repository: Repository, status: CommitStatus): Promise<void> {
  const { head: sha, state, context, description, targetUrl } = status;
  await github.persistently({
    what: 'commit status',
    send: async () => {
      const target = targetUrl === undefined ? {} : { target_url: targetUrl };
      await github.rest.repos.createCommitStatus({ ...repository, sha, state, context, description, ...target });
      return true;
    },
    done: async () => {
      const { data } = await github.rest.repos.listCommitStatusesForRef({ ...repository, ref: sha, per_page: 100 });
      const newest = data.find((one) => one.context === context);
      return newest?.description === description && newest.state === state ? true : undefined;
    },
  });
}
