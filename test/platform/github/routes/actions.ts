import { type Call, type Handlers, ok, page, type StoredArtifact } from '../call.ts';
import { repositoryLook, user } from '../looks.ts';
import type { Run } from '../records.ts';
import { Refusal } from '../refusal.ts';
import type { Needs } from '../tokens.ts';

const READ: Needs = ['actions: read'];

/** https://docs.github.com/rest/actions: workflow runs, their jobs, approvals and artifacts */
export const ACTIONS: Handlers = {
  'actions/get-workflow-run': { needs: READ, handle: (call) => ok(runLook(call, run(call))) },
  'actions/get-workflow-run-attempt': { needs: READ, handle: (call) => ok(runLook(call, attempt(call))) },
  'actions/list-workflow-runs-for-repo': {
    needs: READ,
    handle: (call) => {
      const runs = [...call.repository.runs.values()].filter((one) => wanted(call, one)).reverse();
      return page(call, runs, (some) => ({ total_count: runs.length, workflow_runs: some.map((one) => runLook(call, one)) }));
    },
  },
  'actions/list-workflow-runs': {
    needs: READ,
    handle: (call) => {
      const of = [...call.repository.runs.values()].filter((one) =>
        [String(workflowId(one)), fileOf(one)].includes(call.path.workflow_id ?? ''),
      );
      // A workflow is known here by its runs. GitHub refuses the name of one that is not there.
      if (of.length === 0) throw Refusal.notFound();
      const runs = of.filter((one) => wanted(call, one)).toSorted((a, b) => b.id - a.id);
      return page(call, runs, (some) => ({ total_count: runs.length, workflow_runs: some.map((one) => runLook(call, one)) }));
    },
  },
  'actions/re-run-job-for-workflow-run': {
    needs: ['actions: write'],
    handle: (call) => {
      const id = call.number('job_id');
      if (![...call.repository.runs.values()].some(({ jobs: all }) => all.some((job) => job.id === id))) throw Refusal.notFound();
      return { status: 201, body: {} };
    },
  },
  'actions/list-jobs-for-workflow-run': { needs: READ, handle: jobs },
  'actions/list-jobs-for-workflow-run-attempt': { needs: READ, handle: jobs },
  'actions/get-reviews-for-run': {
    needs: READ,
    handle: (call) =>
      ok(
        run(call).approvals.map((one) => ({
          state: one.state,
          comment: one.comment,
          user: user(one.user),
          environments: [{ name: one.environment }],
        })),
      ),
  },
  'actions/list-workflow-run-artifacts': { needs: READ, handle: (call) => artifactPage(call, ofRun(call)) },
  'actions/list-artifacts-for-repo': { needs: READ, handle: (call) => artifactPage(call, ofRepository(call)) },
  'actions/get-artifact': { needs: READ, handle: (call) => ok(artifactLook(call, artifact(call))) },
  'actions/download-artifact': {
    needs: READ,
    handle: (call) => ({ status: 302, headers: { location: call.artifacts.downloadUrl(artifact(call).id) } }),
  },
};

function run(call: Call): Run {
  const found = call.repository.runs.get(call.number('run_id'));
  if (!found) throw Refusal.notFound();
  return found;
}

function attempt(call: Call): Run {
  const found = run(call);
  const attempt = call.number('attempt_number');
  if (attempt < 1 || attempt > found.attempt) throw Refusal.notFound();
  if (attempt === found.attempt) return found;
  const failed = found.jobs.some((job) => (job.attempt ?? 1) === attempt && job.conclusion === 'failure');
  return { ...found, attempt, status: 'completed', conclusion: failed ? 'failure' : 'success' };
}

function wanted(call: Call, one: Run): boolean {
  const { event, head_sha: sha, branch, status } = call.query;
  const same = (asked: string | undefined, is: string | null): boolean => asked === undefined || asked === is;
  return (
    same(event, one.event) &&
    same(sha, one.headSha) &&
    same(branch, one.headBranch) &&
    (same(status, one.status) || same(status, one.conclusion))
  );
}

/**
 * `filter: all` lists every start of a job. `latest` (the default) lists what this attempt started alone: jobs that succeeded before are
 * not among them since May 2025 (r-universe-org/help#607), whatever the description says.
 */
function jobs(call: Call): ReturnType<typeof page> {
  const { jobs: all, headSha, id, attempt } = run(call);
  const jobs = call.query.filter === 'all' ? all : all.filter((job) => (job.attempt ?? 1) === Number(call.path.attempt_number ?? attempt));
  return page(call, jobs, (some) => ({
    total_count: jobs.length,
    jobs: some.map(({ attempt: started = 1, startedAt, completedAt, ...job }) => ({
      ...job,
      run_attempt: started,
      ...(startedAt !== undefined && { started_at: startedAt }),
      completed_at: completedAt ?? null,
      run_id: id,
      head_sha: headSha,
      status: job.conclusion === null ? 'in_progress' : 'completed',
      html_url: `https://github.com/${call.repository.fullName}/actions/runs/${id}/job/${job.id}`,
    })),
  }));
}

/** Newest first. */
function ofRepository(call: Call): readonly StoredArtifact[] {
  const { name } = call.query;
  return call.artifacts
    .list(call.repository.fullName)
    .filter((one) => one.name === (name ?? one.name))
    .toReversed();
}

function ofRun(call: Call): readonly StoredArtifact[] {
  const { id } = run(call);
  return ofRepository(call).filter((one) => one.runId === id);
}

function artifact(call: Call): StoredArtifact {
  const found = ofRepository(call).find((one) => one.id === call.number('artifact_id'));
  if (!found) throw Refusal.notFound();
  return found;
}

function artifactPage(call: Call, artifacts: readonly StoredArtifact[]): ReturnType<typeof page> {
  return page(call, artifacts, (some) => ({ total_count: artifacts.length, artifacts: some.map((one) => artifactLook(call, one)) }));
}

function artifactLook(call: Call, one: StoredArtifact): unknown {
  const of = call.repository.runs.get(one.runId);
  return {
    id: one.id,
    name: one.name,
    size_in_bytes: one.size,
    digest: one.digest,
    expired: false,
    created_at: one.createdAt,
    updated_at: one.createdAt,
    workflow_run: { id: one.runId, head_sha: of?.headSha, head_branch: of?.headBranch, repository_id: call.repository.id },
  };
}

/** By its file, or by its number, a workflow is asked for. */
function fileOf({ workflow }: Run): string {
  return `${workflow.toLowerCase()}.yml`;
}

function workflowId({ workflow }: Run): number {
  return Buffer.from(workflow).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
}

function runLook(call: Call, one: Run): unknown {
  return {
    id: one.id,
    name: one.workflow,
    workflow_id: workflowId(one),
    path: `.github/workflows/${fileOf(one)}`,
    run_attempt: one.attempt,
    ...(one.startedAt !== undefined && { run_started_at: one.startedAt }),
    head_sha: one.headSha,
    head_branch: one.headBranch,
    event: one.event,
    status: one.status,
    conclusion: one.conclusion,
    html_url: `https://github.com/${call.repository.fullName}/actions/runs/${one.id}`,
    repository: repositoryLook(call.repository),
    head_repository: repositoryLook(call.repository),
    pull_requests: one.pulls.map((number) => {
      const { pull } = call.repository.pullAt(number);
      return { number, head: { ref: pull.head.branch, sha: pull.head.sha }, base: { ref: pull.base.branch, sha: pull.base.sha } };
    }),
  };
}
