import { formatDuration } from '../../core/duration.ts';
import type { ErrorCode } from '../../core/error-code.ts';
import { notRunText } from '../../core/not-run.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { CommandTarget } from '../../probes/kinds/command.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { ANSWER_BYTES } from '../end-of.ts';
import { jsonSight, type Reads, type Sight, unseen } from '../../probes/sight.ts';

const NOT_RUN: Readonly<Record<string, ErrorCode>> = { ENOENT: 'NOT_FOUND', ENOSPC: 'MISSED' };

/** Where it is cut, a character may have been cut too. */
const LONGEST_CHARACTER = 4;

export type Ended = Awaited<ReturnType<ProbeContext['command']>>;

/** A command, run to its end. With `target.step` its output is kept under that name. */
export async function lookCommand(plan: ProbePlan<CommandTarget>, context: ProbeContext, reads: Reads): Promise<Sight> {
  const { run, step } = plan.target;
  const ended = await context.command({ run, timeoutMs: plan.timeoutMs, ...(step !== undefined && { name: step }) });
  const broken = brokenOff(ended, plan.timeoutMs);
  if (broken) return broken;
  const { stdout, stderr } = ended;
  const truncated = [stdout, stderr].some((text) => Buffer.byteLength(text) > ANSWER_BYTES - LONGEST_CHARACTER);
  const trouble = [reads('stdout') || reads('json') ? stdout : '', reads('stderr') ? stderr : ''].some(isGarbled);
  const read = truncated || trouble ? undefined : jsonSight(stdout, reads);
  return {
    facts: {
      ...(ended.exit !== undefined && { exitCode: ended.exit }),
      ...(ended.signal !== undefined && { signal: ended.signal }),
      ...(truncated && { truncated }),
      ...(trouble && { notText: 'NUL bytes in it, or not UTF-8' }),
      ...read?.facts,
    },
    scope: { ...(!truncated && !trouble && { stdout, stderr }), ...read?.scope },
    output: () => ended.output,
  };
}

/** What is not UTF-8 comes as replacement characters, UTF-16 with NULs: a pattern would find nothing in it. */
function isGarbled(text: string): boolean {
  return /[\0\uFFFD]/.test(text);
}

/** Why a command did not come to an end of its own; undefined when it did. */
export function brokenOff(ended: Ended, timeoutMs: number): Sight | undefined {
  if (ended.aborted) return unseen('MISSED', 'aborted');
  if (ended.spawnError !== undefined) return unseen(NOT_RUN[ended.spawnError] ?? 'PERMISSION', notRunText(ended.spawnError, ended.folder));
  if (!ended.timedOut) return undefined;
  return { ...unseen('TIMEOUT', `still running after ${formatDuration(timeoutMs)}`), output: () => ended.output };
}
