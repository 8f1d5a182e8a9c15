import { SetupError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { timeInWords } from '../../core/duration.ts';
import { leastDurationOf } from '../../plan/describe.ts';

const MINUTE_MS = 60_000;
/** GitHub ends a job after this, whatever its `timeout-minutes` says. */
const LONGEST_MINUTES = { hosted: 360, selfHosted: 7200 } as const;
/** `timeout-minutes` of a job that does not say it; also on a self-hosted runner. */
const USUAL_MINUTES = 360;
/** What sealing, verifying and uploading may take after the gates: a twentieth of their time, at most this. */
const LONGEST_END_MS = 5 * MINUTE_MS;

interface Job {
  /** As the workflow says it. */
  readonly timeoutMinutes: number | undefined;
  /** RUNNER_ENVIRONMENT. What does not say that it is self-hosted is held to the shorter limit. */
  readonly runner: string | undefined;
  readonly passedMs: number;
}

/**
 * Refuses gates that can't end before their job is ended: all of their time would be lost.
 * @throws SetupError with what they need and what there is
 */
export function requireTime(plan: Plan, { timeoutMinutes = USUAL_MINUTES, runner, passedMs }: Job): void {
  const longest = runner === 'self-hosted' ? LONGEST_MINUTES.selfHosted : LONGEST_MINUTES.hosted;
  const limitMs = Math.min(timeoutMinutes, longest) * MINUTE_MS;
  const leastMs = leastDurationOf(plan);
  if (leastMs === 0 || passedMs + leastMs + Math.min(leastMs / 20, LONGEST_END_MS) <= limitMs) return;
  throw new SetupError(
    `not started: the gates take at least ${timeInWords(leastMs)}, and this job ends after ${timeInWords(limitMs)}, of which ${timeInWords(Math.round(passedMs / 1000) * 1000)} have passed`,
    timeoutMinutes < longest
      ? `shorten them, or raise "timeout-minutes" of the job and the input of that name (at most ${longest} here)`
      : 'shorten them, divide them among several jobs, or take a self-hosted runner (at most 7200 minutes)',
  );
}
