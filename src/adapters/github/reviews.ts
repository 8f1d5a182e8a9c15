import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';
import { RefusedError, told } from './refusal.ts';

/** A review as GitHub tells it. */
export interface Review {
  readonly reviewer: string;
  readonly state: 'approved' | 'changes-requested' | 'dismissed' | 'commented';
  readonly commit: string;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly submittedAt: string;
}

/** A pull request, and every review of it in the order in which they were submitted. */
export interface Reviewed {
  readonly author: string;
  readonly head: string;
  readonly reviews: readonly Review[];
}

/** What GitHub calls an account that is gone. */
const GHOST = 'ghost';

/** A review of a commit that is gone is of none. */
const NO_COMMIT = '0'.repeat(40);

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
  COMMENTED: 'commented',
};

/** All reviews of a pull request but those that are not submitted yet. @throws RefusedError */
export async function reviewsOf(github: GitHub, repository: Repository, number: number): Promise<Reviewed> {
  const what = `pull request ${number}`;
  const pull = await github.persistently({
    what,
    send: async () => {
      const { user, head } = (await github.rest.pulls.get({ ...repository, pull_number: number })).data;
      return { author: user.login, head: head.sha };
    },
  });
  const reviews = await everyPage(github, {
    what: `reviews of pull request ${number}`,
    page: async (paging) => {
      const { data, headers } = await github.rest.pulls.listReviews({ ...repository, pull_number: number, ...paging });
      return { items: data, headers };
    },
  });
  return {
    ...pull,
    reviews: reviews.flatMap(({ state: told, user, commit_id: commit, submitted_at: submitted }) => {
      const state = STATES[told];
      if (state === undefined || submitted === undefined) return [];
      const submittedAt = new Date(submitted).toISOString();
      return [{ reviewer: user?.login ?? GHOST, state, commit: commit ?? NO_COMMIT, submittedAt }];
    }),
  };
}

/** What somebody may do in a repository: `admin`, `write`, `read` or `none`. @throws RefusedError */
export async function permissionOf(github: GitHub, repository: Repository, username: string): Promise<string> {
  const what = `permission of ${username}`;
  const send = async () => told((await github.rest.repos.getCollaboratorPermissionLevel({ ...repository, username })).data.permission);
  return (await unlessAbsent(github.persistently({ what, send }))) ?? 'none';
}

/** A team by its address, `organisation/team`. */
interface Team {
  readonly org: string;
  readonly team_slug: string;
}

/** Who of some people is an active member of a team; undefined where the token may not see the team. @throws RefusedError */
export async function membersAmong(github: GitHub, team: string, people: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  const [org = '', team_slug = ''] = team.split('/');
  if (!(await isSeen(github, { org, team_slug }))) return undefined;
  const members = new Set<string>();
  for (const username of people) {
    const what = `membership of ${username} in ${team}`;
    const send = async () => told((await github.rest.teams.getMembershipForUserInOrg({ org, team_slug, username })).data.state);
    if ((await unlessAbsent(github.persistently({ what, send }))) === 'active') members.add(username);
  }
  return members;
}

/** GitHub says 404 of a team that the token may not see, as of somebody who is no member. */
async function isSeen(github: GitHub, team: Team): Promise<boolean> {
  try {
    const send = async () => told((await github.rest.teams.getByName({ ...team })).data.slug);
    await github.persistently({ what: `team ${team.org}/${team.team_slug}`, send });
    return true;
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.kind === 'denied') return false;
    throw error;
  }
}

async function unlessAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.status === 404) return undefined;
    throw error;
  }
}
