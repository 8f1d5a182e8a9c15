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
  const found = 'number' in ref ? await byNumber(github, repository, ref.number) : await byHead(github, repository, ref);
  return found && { number: found.number, base: found.base.sha };
}

type Found = { readonly number: number; readonly base: { readonly sha: string } };

async function byNumber(github: GitHub, repository: Repository, number: number): Promise<Found> {
  const what = `pull request ${number}`;
  return (await github.persistently({ what, send: () => github.rest.pulls.get({ ...repository, pull_number: number }) })).data;
}

async function byHead(github: GitHub, repository: Repository, { head, sha }: { head: string; sha: string }): Promise<Found | undefined> {
  const { data } = await github.persistently({
    what: 'pull requests of the branch',
    send: () => github.rest.pulls.list({ ...repository, head, state: 'open', per_page: 100 }),
  });
  const [found, ...others] = data.filter((pull) => pull.head.sha === sha);
  if (others.length === 0) return found;
  const numbers = [found, ...others].map((pull) => pull?.number).join(', ');
  throw new SetupError(
    `commit ${sha} is the head of several open pull requests (${numbers}), and GitHub does not say of which one the run is`,
  );
}

/** The parents of a commit. @throws RefusedError */
export async function parentsOf(github: GitHub, repository: Repository, commit: string): Promise<readonly string[]> {
  const { data } = await github.persistently({
    what: `commit ${commit}`,
    send: () => github.rest.repos.getCommit({ ...repository, ref: commit }),
  });
  return data.parents.map(({ sha }) => sha);
}
