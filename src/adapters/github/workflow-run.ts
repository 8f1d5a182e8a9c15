import { SetupError } from '../../core/errors.ts';
import type { ConfigurationOf, PullRequestRef, RunContext } from './context.ts';
import { child, type Payload, text } from './payload.ts';

/** Events whose commit somebody chose who may push to the repository: its own configuration counts. */
const PUSH_LIKE: readonly unknown[] = ['push', 'merge_group', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'release', 'create'];

/** What a `workflow_run` event tells of the run that has ended. @param repository `owner/name` of the one that is told */
export function ofWorkflowRun(
  payload: Payload,
  repository: string,
): Pick<RunContext, 'head' | 'configuration' | 'pullRequest' | 'subject'> {
  const run = child(payload, 'workflow_run');
  const head = text(run, 'head_sha');
  const { id, run_attempt: attempt } = run;
  if (head === undefined || typeof id !== 'number')
    throw new SetupError('the event of this run has no workflow_run with an id and head_sha');
  const subject = { runId: String(id), runAttempt: typeof attempt === 'number' ? String(attempt) : '1' };
  const pullRequest = pullRequestOf(run, head, child(payload, 'repository')['id']);
  const configuration = configurationOf(run, head, pullRequest, repository);
  return { head, configuration, ...(pullRequest && { pullRequest }), subject };
}

/** The head's own counts only where this very repository was pushed to: what else has an own one could bring it along. */
function configurationOf(run: Payload, head: string, pullRequest: PullRequestRef | undefined, repository: string): ConfigurationOf {
  const event = text(run, 'event') ?? 'an unknown event';
  const from = text(child(run, 'head_repository'), 'full_name');
  if (isOfPullRequest(event)) {
    if (pullRequest !== undefined) return { baseOf: pullRequest };
    return {
      unknown:
        from === undefined ? 'the fork of this pull request no longer exists' : 'GitHub does not say of which pull request the run is',
    };
  }
  if (!PUSH_LIKE.includes(event)) return { unknown: `a run on ${event} does not say whose configuration counts` };
  if (from?.toLowerCase() !== repository.toLowerCase())
    return { unknown: `the run is of ${from ?? 'a repository that no longer exists'}, not of ${repository}` };
  return { commit: head };
}

function isOfPullRequest(event: string): boolean {
  return event.startsWith('pull_request');
}

/** Of a fork's run GitHub names no pull request: it is the one of the run's own branch, with the run's own commit at its head. */
function pullRequestOf(run: Payload, sha: string, repository: unknown): PullRequestRef | undefined {
  const listed = Array.isArray(run['pull_requests']) ? (run['pull_requests'] as (Payload | null)[]) : [];
  const [named, another] = listed.filter((one) => isInto(one, repository));
  if (typeof named?.['number'] === 'number' && another === undefined) return { number: named['number'] };
  const owner = text(child(child(run, 'head_repository'), 'owner'), 'login');
  const branch = text(run, 'head_branch');
  const known = isOfPullRequest(text(run, 'event') ?? '') && owner !== undefined && branch !== undefined;
  return known ? { head: `${owner}:${branch}`, sha } : undefined;
}

/** A run in a fork also lists the pull requests that its branch has elsewhere, by numbers of there. */
function isInto(pull: Payload | null, repository: unknown): boolean {
  const id = child(child(pull, 'base'), 'repo')['id'];
  return id === undefined || repository === undefined || id === repository;
}
