import fs from 'node:fs';
import { SetupError } from '../../core/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Payload = Readonly<Record<string, unknown>>;

const DEPENDABOT = 'dependabot[bot]';

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** A pull request as the event tells it: by its number, or, from a fork's `workflow_run`, by its head branch and commit. */
export type PullRequestRef = { readonly number: number } | { readonly head: string; readonly sha: string };

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
  /** The commit whose configuration counts; undefined: the one that is checked out. */
  readonly base?: string;
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
    ...ofEvent(event, payload, { head: commit, subject: run }, env['GITHUB_ACTOR']),
  };
}

/** Page of the workflow run. */
export function runUrl({ serverUrl, repository: { owner, repo }, runId, runAttempt }: RunContext): string {
  return `${serverUrl}/${owner}/${repo}/actions/runs/${runId}/attempts/${runAttempt}`;
}

type OfEvent = Pick<RunContext, 'head' | 'base' | 'pullRequest' | 'readOnly' | 'subject'>;

/** @param usual of an event that tells nothing else */
function ofEvent(event: string, payload: Payload, usual: OfEvent, actor: string | undefined): OfEvent {
  switch (event) {
    case 'pull_request':
    case 'pull_request_review':
      return { ...ofPullRequest(child(payload, 'pull_request'), usual), ...readOnlyOf(child(payload, 'pull_request'), actor) };
    case 'pull_request_target':
      return ofPullRequest(child(payload, 'pull_request'), usual);
    case 'merge_group':
      return { ...usual, head: text(child(payload, 'merge_group'), 'head_sha') ?? usual.head };
    case 'workflow_run':
      return ofWorkflowRun(child(payload, 'workflow_run'));
    case 'deployment':
    case 'deployment_status':
      return { ...usual, head: text(child(payload, 'deployment'), 'sha') ?? usual.head };
    default:
      return actor === DEPENDABOT ? { ...usual, readOnly: 'dependabot' } : usual;
  }
}

function ofPullRequest(pull: Payload, usual: OfEvent): OfEvent {
  const { number } = pull;
  const head = text(child(pull, 'head'), 'sha');
  const base = text(child(pull, 'base'), 'sha');
  if (typeof number !== 'number' || head === undefined || base === undefined) {
    throw new SetupError('the event of this run has no pull request with a number, head.sha and base.sha');
  }
  return { ...usual, head, base, pullRequest: { number } };
}

function readOnlyOf(pull: Payload, actor: string | undefined): Pick<OfEvent, 'readOnly'> {
  if (actor === DEPENDABOT) return { readOnly: 'dependabot' };
  return isFork(child(pull, 'head'), child(pull, 'base')) ? { readOnly: 'fork' } : {};
}

/** A fork that has been deleted is a fork. */
function isFork(head: Payload, base: Payload): boolean {
  return text(child(head, 'repo'), 'full_name') !== text(child(base, 'repo'), 'full_name');
}

function ofWorkflowRun(run: Payload): OfEvent {
  const head = text(run, 'head_sha');
  const { id, run_attempt: attempt } = run;
  if (head === undefined || typeof id !== 'number')
    throw new SetupError('the event of this run has no workflow_run with an id and head_sha');
  const subject = { runId: String(id), runAttempt: typeof attempt === 'number' ? String(attempt) : '1' };
  const pullRequest = pullRequestOf(run, head);
  return { head, ...(pullRequest && { pullRequest }), subject };
}

/** Of a fork's run GitHub names no pull request: it is the one of the run's own branch, with the run's own commit at its head. */
function pullRequestOf(run: Payload, sha: string): PullRequestRef | undefined {
  const [named] = Array.isArray(run['pull_requests']) ? (run['pull_requests'] as Payload[]) : [];
  if (typeof named?.['number'] === 'number') return { number: named['number'] };
  const owner = text(child(child(run, 'head_repository'), 'owner'), 'login');
  const branch = text(run, 'head_branch');
  return run['event'] === 'pull_request' && owner !== undefined && branch !== undefined ? { head: `${owner}:${branch}`, sha } : undefined;
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

function child(payload: Payload, key: string): Payload {
  const value = payload[key];
  return typeof value === 'object' && value !== null ? (value as Payload) : {};
}

function text(payload: Payload, key: string): string | undefined {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
