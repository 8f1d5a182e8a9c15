import { forkLook, repositoryLook, user } from './github/looks.ts';
import { gitHubOpenApi } from './github/openapi.ts';
import { look } from './github/routes/pulls.ts';
import { complete } from './github/sample.ts';
import type { Event, Project } from './platform.ts';

/*
 * What a workflow finds in its event's file. What an event is about is given; GitHub's own description of the webhook adds every other
 * property that GitHub sends, and judges the whole.
 */

/** As GitHub names the commit before the first. */
const NOTHING = '0'.repeat(40);

/** A push of the checkout's tip. */
export function push(project: Project): Event {
  const { repository, tip } = project;
  const before = repository.at(tip).parents[0] ?? NOTHING;
  const head = { ...commitOf(project), distinct: true };
  return {
    name: 'push',
    payload: payload('push', project, { ref: 'refs/heads/main', before, after: tip, head_commit: head, commits: [head] }),
  };
}

export function workflowDispatch(project: Project, inputs: Readonly<Record<string, string>> = {}): Event {
  return { name: 'workflow_dispatch', payload: payload('workflow-dispatch', project, { inputs, ref: 'refs/heads/main' }) };
}

/** There is no webhook of it: GitHub sends the schedule and the repository. */
export function schedule(project: Project, cron: string): Event {
  return { name: 'schedule', payload: { schedule: cron, repository: repositoryLook(project.repository) } };
}

export function mergeGroup(project: Project): Event {
  const { repository, tip } = project;
  const group = {
    head_sha: tip,
    head_ref: 'refs/heads/gh-readonly-queue/main/pr-1',
    base_sha: repository.at('main').sha,
    base_ref: 'refs/heads/main',
    head_commit: commitOf(project),
  };
  const event = payload('merge-group-checks-requested', project, { action: 'checks_requested', merge_group: group });
  return { name: 'merge_group', payload: event };
}

/** A deployment of this commit has succeeded. */
export function deploymentStatus(project: Project, sha: string): Event {
  const deployment = { id: 1, sha, ref: 'main', environment: 'production' };
  const status = { id: 2, state: 'success', environment: 'production' };
  const event = { action: 'created', deployment, deployment_status: status };
  return { name: 'deployment_status', payload: payload('deployment-status-created', project, event) };
}

/**
 * A pull request that has been opened on the platform. `merge`: what GitHub checks out for it; default its head. `actor`: who caused the
 * event, `dependabot[bot]` for one.
 */
export function pullRequest(
  project: Project,
  number: number,
  { merge, actor = 'octocat' }: { readonly merge?: string; readonly actor?: string } = {},
): Event {
  const opened = project.repository.pullAt(number);
  const { sha } = opened.pull.head;
  const before = project.repository.at(sha).parents[0] ?? NOTHING;
  const request = { ...look(project.repository, opened), user: user(actor) };
  const event = { action: 'synchronize', number, before, after: sha, pull_request: request, sender: user(actor) };
  return { name: 'pull_request', payload: payload('pull-request-synchronize', project, event), actor, sha: merge ?? sha };
}

/**
 * A run has ended, of a pull request or of a push. Of a fork's GitHub names no pull request (actions/runner#3444); of several pull
 * requests of one branch it names all, also those into other repositories; of a fork that was deleted it has no repository (the REST
 * API's head_repository is null).
 */
export function workflowRun(
  project: Project,
  run: {
    readonly id: number;
    readonly attempt: number;
    readonly number: number;
    readonly event?: string;
    readonly deleted?: true;
    readonly also?: readonly { readonly number: number; readonly repository: number }[];
  },
): Event {
  const { pull } = project.repository.pullAt(run.number);
  const fork = pull.head.repository !== project.name;
  const named = [{ number: run.number, repository: project.repository.id }, ...(run.also ?? [])];
  const head = { ref: pull.head.branch, sha: pull.head.sha };
  const into = (id: number) => ({
    ref: pull.base.branch,
    sha: pull.base.sha,
    repo: { id, name: 'widget', url: `https://api.github.com/repositories/${id}` },
  });
  const ended = {
    id: run.id,
    run_attempt: run.attempt,
    event: run.event ?? 'pull_request',
    status: 'completed',
    conclusion: 'success',
    head_sha: pull.head.sha,
    head_branch: pull.head.branch,
    head_repository: fork ? forkLook(pull.head.repository) : repositoryLook(project.repository),
    pull_requests: fork ? [] : named.map(({ number, repository }) => ({ number, head, base: into(repository) })),
  };
  const event = payload('workflow-run-completed', project, { action: 'completed', workflow_run: ended });
  return { name: 'workflow_run', sha: pull.base.sha, payload: run.deleted ? withoutRepository(event) : event };
}

/** GitHub's description of the webhook does not know of it; its API sends it. */
function withoutRepository(event: object): object {
  const { workflow_run: run, ...rest } = event as { readonly workflow_run: object };
  return { ...rest, workflow_run: { ...run, head_repository: null } };
}

/** The checkout's tip as payloads show a commit. */
function commitOf({ repository, tip }: Project): Record<string, unknown> {
  const { message, date } = repository.at(tip);
  const person = { name: 'Octocat', email: 'octocat@example.org' };
  return { id: tip, tree_id: tip, message, timestamp: date, author: person, committer: person };
}

/** @throws when GitHub would not send such a payload */
function payload(webhook: string, { repository }: Project, given: Readonly<Record<string, unknown>>): object {
  const api = gitHubOpenApi();
  const whole = complete(api, api.payloadSchema(webhook), { repository: repositoryLook(repository), sender: user('octocat'), ...given });
  const errors = api.payloadErrors(webhook, whole);
  if (errors.length > 0) throw new Error(`GitHub sends no such ${webhook}:\n${errors.join('\n')}`);
  return whole as object;
}
