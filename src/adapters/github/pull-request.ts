import { SetupError } from '../../core/errors.ts';
import type { PullRequestRef, Repository } from './context.ts';
import type { GitHub } from './octokit.ts';

export interface PullRequest {
  readonly number: number;
  /** The commit that it would be merged into. */
  readonly base: string;
}

/**
 * The pull request that an event tells of. A fork's is the open one of its branch, with that very commit at its head.
 * @returns undefined when there is none (closed, or pushed to since)
 * @throws RefusedError; SetupError where it may be one of several, into different branches
 */
export async function findPullRequest(github: GitHub, repository: Repository, ref: PullRequestRef): Promise<PullRequest | undefined> {
  return 'number' in ref ? byNumber(github, repository, ref.number) : byHead(github, repository, ref);
}

async function byNumber(github: GitHub, repository: Repository, number: number): Promise<PullRequest> {
  const send = async () => {
    const { base } = (await github.rest.pulls.get({ ...repository, pull_number: number })).data;
    return { number, base: base.sha };
  };
  return github.persistently({ what: `pull request ${number}`, send });
}

type Head = { readonly head: string; readonly sha: string };

async function byHead(github: GitHub, repository: Repository, { head, sha }: Head): Promise<PullRequest | undefined> {
  const send = async () => {
    const { data } = await github.rest.pulls.list({ ...repository, head, state: 'open', per_page: 100 });
    return data.filter((pull) => pull.head.sha === sha).map(({ number, base }) => ({ number, base: base.sha }));
  };
  const [found, ...others] = await github.persistently({ what: 'pull requests of the branch', send });
  if (others.length === 0) return found;
  const numbers = [found, ...others].map((pull) => pull?.number).join(', ');
  throw new SetupError(
    `commit ${sha} is the head of several open pull requests (${numbers}), and GitHub does not say of which one the run is`,
  );
}

/** The parents of a commit. @throws RefusedError */
export async function parentsOf(github: GitHub, repository: Repository, commit: string): Promise<readonly string[]> {
  return github.persistently({
    what: `commit ${commit}`,
    send: async () => (await github.rest.repos.getCommit({ ...repository, ref: commit })).data.parents.map(({ sha }) => sha),
  });
}
