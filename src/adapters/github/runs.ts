import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';
import { told } from './refusal.ts';

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
  const { workflow, event, head_sha } = await runOf(github, repository, run);
  const runs = await everyPage(github, {
    what: `runs of commit ${head_sha}`,
    page: async (paging) => {
      const { data, headers } = await github.rest.actions.listWorkflowRunsForRepo({ ...repository, head_sha, event, ...paging });
      return { items: data.workflow_runs, total: data.total_count, headers };
    },
  });
  return runs
    .filter((one) => one.workflow_id === workflow)
    .map(({ id, run_attempt: attempts = 1, status }) => ({ runId: String(id), attempts, ended: status === 'completed' }));
}

async function runOf(github: GitHub, repository: Repository, run: string) {
  const send = async () => {
    const { data } = await github.rest.actions.getWorkflowRun({ ...repository, run_id: Number(run) });
    return { workflow: told(data.workflow_id), event: told(data.event), head_sha: told(data.head_sha) };
  };
  return github.persistently({ what: `run ${run}`, send });
}

/** Of a list of runs so many are looked at, the newest. */
const NEWEST = 20;

/** Earlier runs of the workflow that a run is of which succeeded, the newest first, and no more than some. @throws RefusedError */
export async function successesBefore(
  github: GitHub,
  repository: Repository,
  run: string,
): Promise<readonly { readonly runId: string; readonly head: string }[]> {
  const { workflow } = await runOf(github, repository, run);
  const send = async () => {
    const asked = { ...repository, workflow_id: workflow, status: 'success', per_page: NEWEST, page: 1 } as const;
    const { data } = await github.rest.actions.listWorkflowRuns(asked);
    return data.workflow_runs.map(({ id, head_sha: head }) => ({ runId: String(id), head }));
  };
  return (await github.persistently({ what: `successful runs of workflow ${workflow}`, send })).filter(({ runId }) => runId !== run);
}

/** Whether any job of an attempt may have run. @throws RefusedError */
export async function mayHaveRun(
  github: GitHub,
  repository: Repository,
  { runId, attempt }: { runId: string; attempt: number },
): Promise<boolean> {
  const conclusion = await github.persistently({
    what: `attempt ${attempt} of run ${runId}`,
    send: async () =>
      (await github.rest.actions.getWorkflowRunAttempt({ ...repository, run_id: Number(runId), attempt_number: attempt })).data.conclusion,
  });
  return !NOTHING_RAN.has(conclusion ?? '');
}
