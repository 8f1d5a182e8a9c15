import { artifactsOfRun } from '../../adapters/github/artifacts.ts';
import { attemptBegan, type JobStart, jobStarts, uploadsOf } from '../../adapters/github/attempts.ts';
import { RefusedError } from '../../adapters/github/refusal.ts';
import { SetupError } from '../../core/errors.ts';
import type { DraftOf } from '../../core/facts/registry.ts';
import { attemptNote, type Note } from '../../report/note.ts';
import { permissionYaml } from '../../report/permissions.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import type { Action } from './action.ts';

/** A job ends so much later, at most, than GitHub says, as seen by the clock that tells when an artifact was made. */
const CLOCKS_MS = 60_000;

/** What is to be shown, and recorded, of the attempt that left the evidence, where that is not this one. */
export interface OfAttempt {
  readonly notes: readonly Note[];
  readonly facts: readonly Accepted[];
}

type Accepted = DraftOf<'attempt.accepted'>;

const THIS_ONE: OfAttempt = { notes: [], facts: [] };

/**
 * Evidence must be of the run that is decided on. That of an earlier attempt counts while the job that left it was not started again, as
 * only GitHub can tell: what ran in that job can rewrite its outputs, and what the evidence says of itself.
 * @throws SetupError, RefusedError
 */
export async function checkRun(action: Action, finished: Finished): Promise<OfAttempt> {
  const { subject, repository } = action.context;
  const { started } = finished.outcome.facts;
  const [ours, theirRepository] = [`${repository.owner}/${repository.repo}`, started?.['repository']];
  if (typeof theirRepository === 'string' && theirRepository.toLowerCase() !== ours.toLowerCase())
    throw new SetupError(`The evidence is of ${theirRepository}; this is ${ours}`);
  const [runId, runAttempt] = [started?.['runId'], started?.['runAttempt']];
  if (runId === subject.runId && runAttempt === subject.runAttempt) return THIS_ONE;
  const theirs =
    typeof runId === 'string' ? `run ${runId}, attempt ${typeof runAttempt === 'string' ? runAttempt : 'unknown'}` : 'no workflow run';
  if (runId !== subject.runId)
    throw new SetupError(`The evidence is of ${theirs}; this is run ${subject.runId}, attempt ${subject.runAttempt}`);
  const attempt = typeof runAttempt === 'string' && /^[1-9]\d*$/.test(runAttempt) ? Number(runAttempt) : NaN;
  if (!(attempt < Number(subject.runAttempt))) throw new SetupError(`The evidence is of ${theirs}, which this run has not come to yet`);
  const fact = await accepted(action, finished.zip.sha256, attempt);
  const names = fact.jobs.map(({ name }) => name);
  return { notes: [attemptNote(attempt, subject.runAttempt, names)], facts: [fact] };
}

/**
 * A run that called the gate several times left evidence of each: what a report would show of one is not the decision of all.
 * @throws SetupError, RefusedError
 */
export async function checkAlone({ github, context }: Action): Promise<void> {
  const { repository, subject } = context;
  const found = github ? await artifactsOfRun(github, repository, subject.runId) : [];
  const ours = found.map(({ name }) => name).filter((name) => name.startsWith(`gate-evidence-${subject.runId}-${subject.runAttempt}`));
  if (ours.length > 1) throw new SetupError(`${ours.length} jobs of that run left evidence, and a report shows that of one`, ...ours);
}

/** What GitHub tells of the jobs that may have left the evidence, none of which was started again. */
async function accepted({ github, context }: Action, sha256: string, attempt: number): Promise<Accepted> {
  const { repository, subject } = context;
  const old = `The evidence is of attempt ${attempt} of this run, and this is attempt ${subject.runAttempt}`;
  const unseen = [`whether its job was started again can't be seen without\n${permissionYaml('history') ?? ''}`, 'or re-run all jobs'];
  if (!github) throw new SetupError(old, ...unseen);
  try {
    const began = await attemptBegan(github, repository, subject);
    const uploads = await uploadsOf(github, repository, subject.runId, sha256);
    const { upload, jobs } = lastStarted(uploads, await jobStarts(github, repository, subject.runId), { old, began });
    const at = { uploadedAt: wallTime(upload), beganAt: wallTime(began) };
    return { type: 'attempt.accepted', basis: 'github-api', attempt, ...at, jobs: jobs.map(jobFact) };
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.kind === 'denied') throw new SetupError(old, ...unseen, error.message);
    throw error;
  }
}

/** One upload is enough of which every job that ran meanwhile has not been started since. */
function lastStarted(
  uploads: readonly number[],
  starts: readonly JobStart[],
  { old, began }: { readonly old: string; readonly began: number },
): { readonly upload: number; readonly jobs: readonly JobStart[] } {
  const jobs = [...new Set(starts.map(({ name }) => name))].map((name) => [name, starts.filter((one) => one.name === name)] as const);
  const again = new Set<string>();
  for (const upload of uploads.filter((made) => made < began)) {
    const running = jobs.filter(([, all]) => ranAt(upload, all));
    const restarted = running.filter(([, all]) => all.some(({ startedAt }) => !(startedAt <= upload)));
    if (running.length > 0 && restarted.length === 0) return { upload, jobs: running.flatMap(([, all]) => lastOf(all)) };
    for (const [name] of restarted) again.add(name);
  }
  const why =
    again.size > 0 ? `${[...again].map((name) => `"${name}"`).join(', ')}: started again since` : 'no earlier attempt has uploaded it';
  throw new SetupError(`${old}: ${why}`, 'evidence of a job that was started again does not count; re-run all jobs');
}

function lastOf(starts: readonly JobStart[]): readonly JobStart[] {
  return starts.toSorted((a, b) => a.startedAt - b.startedAt).slice(-1);
}

function jobFact({ name, startedAt, completedAt }: JobStart): Accepted['jobs'][number] {
  return { name, startedAt: wallTime(startedAt), ...(completedAt !== undefined && { completedAt: wallTime(completedAt) }) };
}

function wallTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Whether a job may have run at a moment. A start whose time is not told may be of any. */
function ranAt(moment: number, starts: readonly JobStart[]): boolean {
  const before = starts.filter(({ startedAt }) => !(startedAt > moment)).toSorted((a, b) => a.startedAt - b.startedAt);
  const { completedAt = Infinity } = before.at(-1) ?? { completedAt: -Infinity };
  return !(moment > completedAt + CLOCKS_MS);
}
