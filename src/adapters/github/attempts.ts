import { artifactsOfRun } from './artifacts.ts';
import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';
import { GarbledAnswer } from './refusal.ts';

/** One start of a job, in any attempt of a run; ms since 1970. */
export interface JobStart {
  readonly name: string;
  readonly startedAt: number;
  /** Undefined: it still runs. */
  readonly completedAt: number | undefined;
}

/** When an attempt of a run began. @throws RefusedError */
export async function attemptBegan(github: GitHub, repository: Repository, run: { runId: string; runAttempt: string }): Promise<number> {
  return github.persistently({
    what: `attempt ${run.runAttempt} of the run`,
    send: async () => {
      const attempt = { ...repository, run_id: Number(run.runId), attempt_number: Number(run.runAttempt) };
      const began = Date.parse((await github.rest.actions.getWorkflowRunAttempt(attempt)).data.run_started_at ?? '');
      if (Number.isNaN(began)) throw new GarbledAnswer('the answer does not say when the attempt began');
      return began;
    },
  });
}

/** All starts of all jobs of a run. @throws RefusedError */
export async function jobStarts(github: GitHub, repository: Repository, runId: string): Promise<readonly JobStart[]> {
  const jobs = await everyPage(github, {
    what: 'jobs of the run',
    page: async (paging) => {
      const asked = { ...repository, run_id: Number(runId), filter: 'all', ...paging } as const;
      const { data, headers } = await github.rest.actions.listJobsForWorkflowRun(asked);
      return { items: data.jobs, total: data.total_count, headers };
    },
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
