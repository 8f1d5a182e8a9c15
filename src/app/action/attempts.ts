import { decisionsOn } from '../../adapters/github/check-run.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { mayHaveRun, runsLike } from '../../adapters/github/runs.ts';
import type { Draft } from '../../core/observation.ts';
import type { Attempt, Attempts } from '../../core/ports.ts';
import { attemptFacts } from '../../engine/attempts.ts';
import { isNewer, type Origin, parseOrigin } from '../../report/origin.ts';
import type { Finished } from '../bundle/finish-bundle.ts';
import type { Action } from './action.ts';
import { configurationOf } from './publish.ts';
import { troubleInWords } from './trouble.ts';

/** A check run of ours begins with its decision. */
const DECISION = /^(GO|NO-GO|BLOCKED|PARTIAL)\b/;

/** What GitHub tells of earlier attempts at the commit that is decided on. Without a token nobody can be asked. */
export async function earlierAttempts(action: Action, { outcome }: Finished): Promise<readonly Draft[]> {
  const commit = outcome.facts.source?.['commit'];
  if (!action.github || typeof commit !== 'string') return [];
  return attemptFacts(await askGitHub(action, outcome.executionId), commit);
}

/**
 * Attempts are told by the check runs that trusted jobs wrote, and by the runs of this workflow: one that left no decision is not known, and
 * counted as such. An artifact tells of none: whatever runs in a job can upload one, or remove it.
 * @param executionId the one that goes on
 */
export async function askGitHub({ github, context, inputs }: Action, executionId: string): Promise<Attempts> {
  const { repository, head, subject } = context;
  const nothing = { basis: 'github-api', store: `${repository.owner}/${repository.repo}`, fleeting: false, found: [], unread: 0 } as const;
  if (!github) return { ...nothing, trouble: 'there is no token' };
  try {
    const decisions = (await decisionsOn(github, repository, head)).flatMap(({ externalId, title }): readonly Decided[] => {
      const [origin, status] = [parseOrigin(externalId), DECISION.exec(title)?.[1]];
      return origin?.configuration === configurationOf(inputs) && status !== undefined
        ? [{ origin, status: status as Decided['status'] }]
        : [];
    });
    const known = new Set(decisions.map(({ origin }) => `${origin.runId}/${origin.runAttempt}`));
    return { ...nothing, found: attemptsOf(decisions, executionId), unread: await unknownTo(known, github, { repository, subject }) };
  } catch (error) {
    return { ...nothing, trouble: troubleInWords('history', error) };
  }
}

interface Decided {
  readonly origin: Origin;
  readonly status: Exclude<Attempt['status'], 'UNFINISHED'>;
}

/** One attempt each execution, however often it was decided upon: a NO-GO stays one, else the last word counts. */
function attemptsOf(decisions: readonly Decided[], own: string): readonly Attempt[] {
  const attempts = new Map<string, Attempt>();
  for (const { origin, status } of decisions.toSorted(
    (a, b) => Number(isNewer(a.origin, b.origin)) - Number(isNewer(b.origin, a.origin)),
  )) {
    const { executionId, runId, runAttempt } = origin;
    const at = beganAt(executionId ?? '');
    if (executionId === undefined || executionId === own || at === undefined) continue;
    const isNoGo = attempts.get(executionId)?.status === 'NO-GO';
    attempts.set(executionId, { executionId, status: isNoGo ? 'NO-GO' : status, at, runId, runAttempt });
  }
  return [...attempts.values()].toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** The id of an execution begins with its time. */
function beganAt(executionId: string): string | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-f]{6}$/.exec(executionId) ?? [];
  return second === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

/** Earlier attempts of this workflow at the same commit, on the same event, of which nobody wrote a decision. */
async function unknownTo(
  known: ReadonlySet<string>,
  github: GitHub,
  { repository, subject }: Pick<Action['context'], 'repository' | 'subject'>,
): Promise<number> {
  let unknown = 0;
  for (const { runId, attempts, ended } of await runsLike(github, repository, subject.runId)) {
    const last = runId === subject.runId ? Number(subject.runAttempt) - 1 : ended ? attempts : attempts - 1;
    for (let attempt = 1; attempt <= last; attempt++)
      if (!known.has(`${runId}/${attempt}`) && (await mayHaveRun(github, repository, { runId, attempt }))) unknown++;
  }
  return unknown;
}
