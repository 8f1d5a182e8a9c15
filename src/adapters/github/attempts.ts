import { artifactsOfRun } from './artifacts.ts';
import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';

/** One start of a job, in any attempt of a run; ms since 1970. */
export interface JobStart {
  readonly name: string;
  readonly startedAt: number;
  /** Undefined: it still runs. */
  readonly completedAt: number | undefined;
}

/** When an attempt of a run began. @throws RefusedError */
export async function attemptBegan(github: GitHub, repository: Repository, run: { runId: string; runAttempt: string }): Promise<number> {
  const { data } = await github.persistently({
    what: `attempt ${run.runAttempt} of the run`,
    send: () =>
      github.rest.actions.getWorkflowRunAttempt({ ...repository, run_id: Number(run.runId), attempt_number: Number(run.runAttempt) }),
  });
  return Date.parse(data.run_started_at ?? '');
}

/** All starts of all jobs of a run. @throws RefusedError */
export async function jobStarts(github: GitHub, repository: Repository, runId: string): Promise<readonly JobStart[]> {
  const jobs = await everyPage(async (paging) => {
    const { data } = await github.persistently({
      what: 'jobs of the run',
      send: () => github.rest.actions.listJobsForWorkflowRun({ ...repository, run_id: Number(runId), filter: 'all', ...paging }),
    });
    return data.jobs;
  });
  return jobs.map(({ name, started_at: started, completed_at: completed }) => ({
    name,
    startedAt: Date.parse(started),
    completedAt: completed === null ? undefined : Date.parse(completed),
  }));
}

/** When artifacts of a run with these very bytes were made. @throws RefusedError */
export async function uploadsOf(github: GitHub, repository: Repository, runId: string, sha256: string): Promise<readonly number[]> {
  const artifacts = await artifactsOfRun(github, repository, runId);
  return artifacts.flatMap((one) => (one.sha256 === sha256 && Number.isFinite(one.madeAt) ? [one.madeAt] : []));
}
