import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../probes/target.ts';
import type { SandboxCommand } from './attempts.ts';

/** What an attempt amounts to: whether it ended as it must, and whether it got through at all. */
export interface Attempted {
  readonly verdict: 'passed' | 'failed' | 'blocked';
  /** Absent when neither can be said. */
  readonly outcome?: 'allowed' | 'denied';
  readonly measured: string;
  readonly target: string;
}

/** Exit codes by which a POSIX shell says that it could not run a command: nothing was refused then. */
export const SHELL_COULD_NOT: Readonly<Record<number, string>> = {
  126: 'exit code 126: the command could not be executed',
  127: 'exit code 127: no such command',
};

/**
 * Judges how a command in the sandbox ended. It was refused only by an exit code that the configuration names, and only if the same
 * command gets through outside, where there is a control. A tool that is missing blocks.
 */
export function judgeCommand(command: SandboxCommand, ended: JsonObject): Attempted {
  const target = targetOf(command);
  const measured = endInWords(ended, command.timeoutMs);
  if (measured === undefined) return { verdict: 'blocked', measured: 'how it ended was not recorded', target };
  if (couldNotStart(ended)) return { verdict: 'blocked', measured, target };
  const trouble = command.control === undefined ? undefined : controlTrouble(ended['control'], command.timeoutMs);
  if (trouble !== undefined) return { verdict: 'blocked', measured: trouble, target };
  const outcome = outcomeOf(command, ended);
  return { verdict: outcome === command.expect ? 'passed' : 'failed', ...(outcome && { outcome }), measured, target };
}

function outcomeOf({ expect, deniedExit }: SandboxCommand, { exit, timedOut }: JsonObject): Attempted['outcome'] {
  if (typeof exit !== 'number' || timedOut === true) return undefined;
  if (exit === 0) return 'allowed';
  return expect === 'denied' && deniedExit?.includes(exit) === true ? 'denied' : undefined;
}

function controlTrouble(control: Json | undefined, timeoutMs: number): string | undefined {
  if (!isObject(control)) return 'its control was not recorded';
  if (control['exit'] === 0 && control['timedOut'] === false) return undefined;
  return `its control outside the sandbox did not get through either (${endInWords(control, timeoutMs) ?? 'not recorded'})`;
}

function couldNotStart({ exit, spawnError }: JsonObject): boolean {
  return spawnError !== undefined || (typeof exit === 'number' && Object.hasOwn(SHELL_COULD_NOT, exit));
}

/** Undefined for a fact that does not tell. */
function endInWords({ exit, signal, spawnError, timedOut }: JsonObject, timeoutMs: number): string | undefined {
  if (typeof spawnError === 'string') return `could not be started: ${spawnError}`;
  if (timedOut === true) return `still running after ${timeoutMs} ms`;
  if (timedOut !== false) return undefined;
  if (typeof exit === 'number') return SHELL_COULD_NOT[exit] ?? `exit code ${exit}`;
  return typeof signal === 'string' ? `ended by ${signal}` : undefined;
}

function targetOf({ expect, deniedExit }: SandboxCommand): string {
  if (expect === 'allowed') return 'let through (exit code 0)';
  return `refused (exit code ${(deniedExit ?? []).join(', ')})`;
}
