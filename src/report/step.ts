import type { ErrorCode } from '../core/error-code.ts';
import { notRunText } from '../core/not-run.ts';
import type { StepRecord } from './outcome.ts';

const SPAWN_ERRORS: Readonly<Record<string, ErrorCode>> = { ENOENT: 'NOT_FOUND', EACCES: 'PERMISSION', EPERM: 'PERMISSION' };

/** How a command ended, as an error code; null when it ended by itself with exit code 0. */
export function stepCode(step: StepRecord): ErrorCode | null {
  if (step.spawnError !== undefined) return SPAWN_ERRORS[step.spawnError] ?? 'EXIT';
  if (step.timedOut) return 'TIMEOUT';
  if (step.signal !== undefined || step.aborted) return 'SIGNAL';
  return step.exit === 0 ? null : 'EXIT';
}

/** How a command ended, for people: `exit code 3`, `ended by SIGKILL after its time was up`. */
export function stepEnd(step: StepRecord): string {
  return step.leftovers > 0 ? `${ownEnd(step)}; ${step.leftovers} of its processes had to be ended` : ownEnd(step);
}

function ownEnd({ spawnError, folder, signal, exit, timedOut, aborted }: StepRecord): string {
  if (spawnError === 'ENOSPC' || (spawnError !== undefined && folder !== undefined)) return notRunText(spawnError, folder);
  if (spawnError !== undefined) return `could not be started (${spawnError})`;
  const end = signal !== undefined ? `ended by ${signal}` : exit !== undefined ? `exit code ${exit}` : 'its end is unknown';
  if (timedOut) return `${end}, its time was up`;
  return aborted ? `${end}, broken off` : end;
}
