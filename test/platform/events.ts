import type { Event, Project } from './platform.ts';

const user = (login: string) => ({ login, id: 1, type: login.endsWith('[bot]') ? 'Bot' : 'User' });

/** A push of the checkout's tip. */
export function push(project: Project): Event {
  return { name: 'push', payload: { ref: 'refs/heads/main', after: project.tip, repository: { full_name: project.name } } };
}

export function workflowDispatch(project: Project): Event {
  return { name: 'workflow_dispatch', payload: { inputs: {}, ref: 'refs/heads/main', repository: { full_name: project.name } } };
}

export function mergeGroup(project: Project): Event {
  const group = { head_sha: project.tip, head_ref: 'refs/heads/gh-readonly-queue/main/pr-1', base_ref: 'refs/heads/main' };
  return { name: 'merge_group', payload: { action: 'checks_requested', merge_group: group } };
}

export function deploymentStatus(sha: string): Event {
  return { name: 'deployment_status', payload: { deployment: { id: 1, sha }, deployment_status: { id: 2, state: 'success' } } };
}

/** A pull request that has been opened on the platform. `merge`: what GitHub checks out for it; default its head. */
export function pullRequest(
  project: Project,
  number: number,
  { merge, actor = 'octocat' }: { readonly merge?: string; readonly actor?: string } = {},
): Event {
  const { pull } = project.repository.pullAt(number);
  const side = (sha: string, ref: string, repository: string) => ({ sha, ref, repo: { full_name: repository }, user: user(actor) });
  const payload = {
    action: 'synchronize',
    number,
    pull_request: {
      number,
      head: side(pull.head.sha, pull.head.branch, pull.head.repository),
      base: side(pull.base.sha, pull.base.branch, project.name),
      user: user(actor),
    },
    repository: { full_name: project.name },
  };
  return { name: 'pull_request', payload, actor, sha: merge ?? pull.head.sha };
}

/** The run of a pull request has ended. Of a fork's GitHub names no pull request. */
export function workflowRun(project: Project, run: { readonly id: number; readonly attempt: number; readonly number: number }): Event {
  const { pull } = project.repository.pullAt(run.number);
  const fork = pull.head.repository !== project.name;
  return {
    name: 'workflow_run',
    sha: pull.base.sha,
    payload: {
      action: 'completed',
      workflow_run: {
        id: run.id,
        run_attempt: run.attempt,
        event: 'pull_request',
        head_sha: pull.head.sha,
        head_branch: pull.head.branch,
        head_repository: { full_name: pull.head.repository, owner: user(pull.head.repository.split('/')[0] ?? '') },
        pull_requests: fork ? [] : [{ number: run.number, head: { sha: pull.head.sha }, base: { sha: pull.base.sha } }],
      },
    },
  };
}
