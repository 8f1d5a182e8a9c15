import type { PullRequestRef, Repository } from './context.ts';
import type { GitHub } from './octokit.ts';

/**
 * The number of the pull request that an event tells of. A fork's is the open one of its branch, with that very commit at its head.
 * @returns undefined when there is none (closed, or pushed to since)
 */
export async function pullRequestNumber(github: GitHub, repository: Repository, ref: PullRequestRef): Promise<number | undefined> {
  if ('number' in ref) return ref.number;
  const { data } = await github.persistently({
    what: 'pull requests of the branch',
    send: () => github.rest.pulls.list({ ...repository, head: ref.head, state: 'open', per_page: 100 }),
  });
  return data.find(({ head }) => head.sha === ref.sha)?.number;
}

/** Whether a commit is `head`, or a merge of it: what GitHub checks out for a pull request. */
export async function isOf(github: GitHub, repository: Repository, commit: string, head: string): Promise<boolean> {
  if (commit === head) return true;
  const { data } = await github.persistently({
    what: `commit ${commit}`,
    send: () => github.rest.repos.getCommit({ ...repository, ref: commit }),
  });
  return data.parents.some(({ sha }) => sha === head);
}
