import { formatDuration } from '../../core/duration.ts';
import { isNotExecutable } from '../../core/exit-code.ts';
import { notRunText } from '../../core/not-run.ts';
import { countOf, type Observation } from '../../core/observation.ts';

/** Something that went wrong, or could not be seen. */
export interface Trouble {
  readonly verdict: 'failed' | 'blocked';
  readonly why: string;
  /** The command was never executed. */
  readonly unrun?: true;
  /** We ended it before its time. */
  readonly brokenOff?: true;
}

/** What is wrong with one of several runs, as its row says it. */
export interface RunTrouble {
  readonly verdict: 'failed' | 'blocked';
  readonly text: string;
  /** The same in a few words, where `text` says what to do. */
  readonly brief?: string;
  /** The same as a sentence that needs no name of its row. */
  readonly words?: string;
}

/** How a command ended, unless as it should. @throws MalformedObservation */
export function troubleOfStep(step: Observation, timeoutMs: number): Trouble | undefined {
  if (step['timedOut'] === true) return failed(`still running after ${formatDuration(timeoutMs)}`);
  if (step['aborted'] !== false) return { ...blocked('broken off'), brokenOff: true };
  const { spawnError, signal } = step;
  if (typeof spawnError === 'string') return { ...blocked(notRunText(spawnError, folderOf(step))), unrun: true };
  if (typeof signal === 'string') return failed(`ended by ${signal}`);
  const exit = countOf(step, 'exit');
  if (isNotExecutable(exit)) return { ...blocked(`could not be executed (exit code ${exit})`), unrun: true };
  return exit === 0 ? undefined : failed(`ended with exit code ${exit}`);
}

/** Where a command was to start, where that is not there. */
export function folderOf({ folder }: Observation): string | undefined {
  return typeof folder === 'string' ? folder : undefined;
}

export function failed(why: string): Trouble {
  return { verdict: 'failed', why };
}

export function blocked(why: string): Trouble {
  return { verdict: 'blocked', why };
}
