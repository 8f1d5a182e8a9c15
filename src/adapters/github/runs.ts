import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';

/** A workflow run, as far as its attempts go. */
export interface RunAttempts {
  readonly runId: string;
  /** So many times it was started. */
  readonly attempts: number;
  /** The last of them has ended. */
  readonly ended: boolean;
}

/** Ends of a run in which no step was run. */
const NOTHING_RAN: ReadonlySet<string> = new Set(['skipped', 'startup_failure', 'action_required', 'stale']);

/** The runs of a commit by the same workflow, on the same event, as one of them; that one too. @throws RefusedError */
export async function runsLike(github: GitHub, repository: Repository, run: string): Promise<readonly RunAttempts[]> {
  const { data: own } = await github.persistently({
    what: `run ${run}`,
    send: () => github.rest.actions.getWorkflowRun({ ...repository, run_id: Number(run) }),
  });
  const { workflow_id: workflow, event, head_sha } = own;
  const runs = await everyPage(async (paging) => {
    const { data } = await github.persistently({
      what: `runs of commit ${head_sha}`,
      send: () => github.rest.actions.listWorkflowRunsForRepo({ ...repository, head_sha, event, ...paging }),
    });
    return data.workflow_runs;
  });
  return runs
    .filter((one) => one.workflow_id === workflow)
    .map(({ id, run_attempt: attempts = 1, status }) => ({ runId: String(id), attempts, ended: status === 'completed' }));
}

/** Of a list of runs so many are looked at, the newest. */
const NEWEST = 20;

/** Earlier runs of the workflow that a run is of which succeeded, the newest first, and no more than some. @throws RefusedError */
export async function successesBefore(
  github: GitHub,
  repository: Repository,
  run: string,
): Promise<readonly { readonly runId: string; readonly head: string }[]> {
  const { data: own } = await github.persistently({
    what: `run ${run}`,
    send: () => github.rest.actions.getWorkflowRun({ ...repository, run_id: Number(run) }),
  });
  const { data } = await github.persistently({
    what: `runs of workflow ${own.name ?? ''}`,
    send: () =>
      github.rest.actions.listWorkflowRuns({ ...repository, workflow_id: own.workflow_id, status: 'success', per_page: NEWEST, page: 1 }),
  });
  return data.workflow_runs.map(({ id, head_sha: head }) => ({ runId: String(id), head })).filter(({ runId }) => runId !== run);
}

/** Whether any job of an attempt may have run. @throws RefusedError */
export async function mayHaveRun(
  github: GitHub,
  repository: Repository,
  { runId, attempt }: { runId: string; attempt: number },
): Promise<boolean> {
  const { data } = await github.persistently({
    what: `attempt ${attempt} of run ${runId}`,
    send: () => github.rest.actions.getWorkflowRunAttempt({ ...repository, run_id: Number(runId), attempt_number: attempt }),
  });
  return !NOTHING_RAN.has(data.conclusion ?? '');
}
