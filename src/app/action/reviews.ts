import { membersAmong, permissionOf, type Review, type Reviewed, reviewsOf } from '../../adapters/github/reviews.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { findPullRequest } from '../../adapters/github/pull-request.ts';
import type { DraftOf } from '../../core/facts/registry.ts';
import { kinds } from '../../gates/registry.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import type { Action } from './action.ts';
import { troubleInWords } from './trouble.ts';

type Drafts = readonly DraftOf<'review' | 'reviews'>[];

/** A gate that asks for reviews, and of whom. */
interface Asking {
  readonly gate: string;
  readonly approvers: readonly string[];
}

/** No pull request has this number. */
const NONE = 0;

/** What GitHub tells of the reviews that gates ask for. What can't be found out is told as well. */
export async function reviewFacts(action: Action, { outcome }: Finished): Promise<Drafts> {
  const ended = new Set(outcome.timeline.flatMap(({ gate, endedT }) => (endedT === undefined ? [] : [gate])));
  const asking = outcome.plan.gates.flatMap(({ id: gate, kind, spec }): readonly Asking[] => {
    const approvers = kinds[kind]?.spec.reviewers?.(spec);
    return approvers === undefined || !ended.has(gate) ? [] : [{ gate, approvers }];
  });
  if (asking.length === 0) return [];
  const found = await pullRequestOf(action);
  const facts: DraftOf<'review' | 'reviews'>[] = [];
  for (const one of asking) facts.push(...(await ofGate(action, one, found)));
  for (const { gate, trouble } of facts.filter((fact) => fact.type === 'reviews'))
    if (trouble !== undefined) action.log.say(`${gate}: ${trouble}`);
  return facts;
}

type Found = { readonly github: GitHub; readonly number: number; readonly reviewed: Reviewed } | { readonly trouble: string };

async function pullRequestOf({ github, context }: Action): Promise<Found> {
  const { pullRequest, repository, event } = context;
  if (pullRequest === undefined) return { trouble: `reviews are of a pull request, and the event ${event} is of none` };
  if (!github) return { trouble: 'the reviews of the pull request could not be read: there is no token' };
  return known(async () => {
    const number = 'number' in pullRequest ? pullRequest.number : (await findPullRequest(github, repository, pullRequest))?.number;
    if (number === undefined) return { trouble: 'the commit is no longer the head of an open pull request' };
    return { github, number, reviewed: await reviewsOf(github, repository, number) };
  });
}

async function ofGate(action: Action, { gate, approvers }: Asking, found: Found): Promise<Drafts> {
  const about = { type: 'reviews', basis: 'github-api', gate } as const;
  if ('trouble' in found) return [{ ...about, count: 0, pullRequest: NONE, author: '', head: action.context.head, trouble: found.trouble }];
  const { number, reviewed } = found;
  const { author, head } = reviewed;
  const told = await known(() => facts(action, found, { gate, approvers }));
  if ('trouble' in told) return [{ ...about, count: 0, pullRequest: number, author, head, trouble: told.trouble }];
  const { reviews, unseen } = told;
  const trouble =
    unseen.length === 0
      ? {}
      : {
          trouble: `members of ${unseen.join(', ')} can't be seen with this token: it needs one that may read the organisation's members (input \`token\`: of an app with \`members: read\`, or of a person with \`read:org\`)`,
        };
  return [...reviews, { ...about, count: reviews.length, pullRequest: number, author, head, ...trouble }];
}

interface Told {
  readonly reviews: readonly DraftOf<'review'>[];
  /** Teams that the token may not see. */
  readonly unseen: readonly string[];
}

async function facts(
  { context }: Action,
  { github, reviewed }: Exclude<Found, { trouble: string }>,
  { gate, approvers }: Asking,
): Promise<Told> {
  const people = [...new Set(reviewed.reviews.map(({ reviewer }) => reviewer))];
  const permissions = new Map<string, string>();
  for (const person of people) permissions.set(person, await permissionOf(github, context.repository, person));
  const teams = new Map<string, ReadonlySet<string> | undefined>();
  for (const team of approvers.filter((name) => name.includes('/'))) teams.set(team, await membersAmong(github, team, people));
  const teamsOf = (person: string): readonly string[] => [...teams].flatMap(([team, members]) => (members?.has(person) ? [team] : []));
  const fact = ({ reviewer, ...review }: Review): DraftOf<'review'> => {
    const memberOf = teamsOf(reviewer);
    return {
      type: 'review',
      basis: 'github-api',
      gate,
      reviewer,
      ...review,
      permission: permissions.get(reviewer) ?? 'none',
      ...(memberOf.length > 0 && { teams: memberOf }),
    };
  };
  return { reviews: reviewed.reviews.map(fact), unseen: [...teams].flatMap(([team, members]) => (members ? [] : [team])) };
}

/** What GitHub refuses is told in words. */
async function known<T>(ask: () => Promise<T>): Promise<T | { readonly trouble: string }> {
  try {
    return await ask();
  } catch (error) {
    return { trouble: troubleInWords('approvals', error) };
  }
}
