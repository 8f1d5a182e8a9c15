import fs from 'node:fs';
import { SetupError } from '../../core/errors.ts';
import { child, type Payload, text } from './payload.ts';
import { ofWorkflowRun } from './workflow-run.ts';

type Env = Readonly<Record<string, string | undefined>>;

const DEPENDABOT = 'dependabot[bot]';

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** A pull request as the event tells it: by its number, or, from a fork's `workflow_run`, by its head branch and commit. */
export type PullRequestRef = { readonly number: number } | { readonly head: string; readonly sha: string };

/**
 * Whose configuration counts: that of a commit, or that of the base of a pull request, which is still to be asked for.
 * `unknown`: nobody says which, in words for the user.
 */
export type ConfigurationOf = { readonly commit: string } | { readonly baseOf: PullRequestRef } | { readonly unknown: string };

/** A run and an attempt of it. */
export interface Subject {
  readonly runId: string;
  readonly runAttempt: string;
}

/** What is known of the workflow run from its environment and its event, before anything is asked. */
export interface RunContext {
  readonly repository: Repository;
  readonly event: string;
  readonly serverUrl: string;
  readonly workflow: string;
  readonly runId: string;
  readonly runAttempt: string;
  /** What was checked out, unless the workflow says otherwise: on `pull_request` the merge commit. */
  readonly commit: string;
  /** The commit that check run and status belong to. */
  readonly head: string;
  /** Of a pull request's own event: the commit that it would be merged into. */
  readonly base?: string;
  readonly configuration: ConfigurationOf;
  readonly pullRequest?: PullRequestRef;
  /** Why GitHub gives the run a token that can't write. */
  readonly readOnly?: 'fork' | 'dependabot';
  /** The run whose evidence is judged: this one, or the one that a `workflow_run` event tells of. */
  readonly subject: Subject;
}

/**
 * Reads the runner's variables and the event's payload.
 * @throws SetupError outside of a runner, with the variable that is missing
 */
export function runContext(env: Env): RunContext {
  const [owner = '', repo = ''] = needed(env, 'GITHUB_REPOSITORY').split('/');
  const event = needed(env, 'GITHUB_EVENT_NAME');
  const payload = readPayload(env['GITHUB_EVENT_PATH']);
  const run = { runId: needed(env, 'GITHUB_RUN_ID'), runAttempt: env['GITHUB_RUN_ATTEMPT'] ?? '1' };
  const commit = needed(env, 'GITHUB_SHA');
  return {
    repository: { owner, repo },
    event,
    serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    workflow: env['GITHUB_WORKFLOW'] ?? '',
    ...run,
    commit,
    ...ofEvent(event, payload, { head: commit, configuration: { commit }, subject: run }, env),
  };
}

/** Page of the workflow run. */
export function runUrl({ serverUrl, repository: { owner, repo }, runId, runAttempt }: RunContext): string {
  return `${serverUrl}/${owner}/${repo}/actions/runs/${runId}/attempts/${runAttempt}`;
}

type OfEvent = Pick<RunContext, 'head' | 'base' | 'configuration' | 'pullRequest' | 'readOnly' | 'subject'>;

/** @param usual of an event that tells nothing else */
function ofEvent(event: string, payload: Payload, usual: OfEvent, env: Env): OfEvent {
  const actor = env['GITHUB_ACTOR'];
  switch (event) {
    case 'pull_request':
    case 'pull_request_review':
    case 'pull_request_review_comment':
      return { ...ofPullRequest(child(payload, 'pull_request'), usual), ...readOnlyOf(child(payload, 'pull_request'), actor) };
    case 'pull_request_target':
      return ofPullRequest(child(payload, 'pull_request'), usual);
    case 'merge_group':
      return atHead(text(child(payload, 'merge_group'), 'head_sha'), usual);
    case 'workflow_run':
      return ofWorkflowRun(payload, needed(env, 'GITHUB_REPOSITORY'));
    case 'deployment':
    case 'deployment_status':
      return atHead(text(child(payload, 'deployment'), 'sha'), usual);
    default:
      return actor === DEPENDABOT ? { ...usual, readOnly: 'dependabot' } : usual;
  }
}

function atHead(head: string | undefined, usual: OfEvent): OfEvent {
  return head === undefined ? usual : { ...usual, head, configuration: { commit: head } };
}

function ofPullRequest(pull: Payload, usual: OfEvent): OfEvent {
  const { number } = pull;
  const head = text(child(pull, 'head'), 'sha');
  const base = text(child(pull, 'base'), 'sha');
  if (typeof number !== 'number' || head === undefined || base === undefined) {
    throw new SetupError('the event of this run has no pull request with a number, head.sha and base.sha');
  }
  return { ...usual, head, base, configuration: { commit: base }, pullRequest: { number } };
}

function readOnlyOf(pull: Payload, actor: string | undefined): Pick<OfEvent, 'readOnly'> {
  if (actor === DEPENDABOT) return { readOnly: 'dependabot' };
  return isFork(child(pull, 'head'), child(pull, 'base')) ? { readOnly: 'fork' } : {};
}

/** A fork that has been deleted is a fork. */
function isFork(head: Payload, base: Payload): boolean {
  return text(child(head, 'repo'), 'full_name') !== text(child(base, 'repo'), 'full_name');
}

function readPayload(file: string | undefined): Payload {
  if (file === undefined || !fs.existsSync(file)) return {};
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Payload;
  } catch {
    throw new SetupError(`${file}: the event's payload is no JSON`);
  }
}

function needed(env: Env, name: string): string {
  const value = env[name] ?? '';
  if (value === '')
    throw new SetupError(`${name} is not set: this is the action's entry, for a GitHub Actions runner; at a terminal use dist/cli.js`);
  return value;
}
