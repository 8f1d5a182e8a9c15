import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { isNotExecutable } from '../../core/exit-code.ts';
import type { ProcessId } from '../../core/ports.ts';
import { identifyChild } from '../processes/table.ts';
import type { Invocation } from '../shell.ts';

/** How a process ended. */
export type Ending = { readonly exit: number } | { readonly signal: string };

/** A process that we started and wait for. */
export interface Launched {
  readonly process: ProcessId;
  /** Resolves when the process itself has ended, whatever still holds its output open. Never rejects. */
  readonly ended: Promise<Ending>;
  /** How it ended; undefined while it runs. */
  ending(): Ending | undefined;
}

/** Why nothing was started: the system's code (`ENOENT`, `EACCES`, …). */
export interface NotLaunched {
  readonly spawnError: string;
  readonly detail: string;
}

export interface LaunchPlan extends Invocation {
  readonly cwd: string;
  /** The whole environment, the marker included. */
  readonly env: Readonly<Record<string, string>>;
  /** Receives stdout and stderr, appended. */
  readonly log: string;
}

/** Starts a process in a group and session of its own, its output going straight to the log. */
export async function launch(plan: LaunchPlan): Promise<Launched | NotLaunched> {
  if (!fs.existsSync(plan.cwd)) return { spawnError: 'ENOENT', detail: `there is no folder ${plan.cwd}` };
  fs.mkdirSync(path.dirname(plan.log), { recursive: true, mode: 0o700 });
  const log = fs.openSync(plan.log, 'a', 0o600);
  try {
    const child = spawn(plan.file, [...plan.args], {
      cwd: plan.cwd,
      env: plan.env,
      detached: true,
      stdio: ['ignore', log, log],
      windowsHide: true,
      windowsVerbatimArguments: plan.windowsVerbatimArguments ?? false,
    });
    let ending: Ending | undefined;
    const ended = new Promise<Ending>((resolve) => {
      child.once('exit', (exit, signal) => {
        ending = signal === null ? { exit: exit ?? -1 } : { signal };
        resolve(ending);
      });
    });
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    if (failure || child.pid === undefined) {
      return { spawnError: failure?.code ?? 'UNKNOWN', detail: failure?.message ?? `${plan.file} did not start` };
    }
    // Asked for at once: later the number could be another process's. One that has already ended has no start time to tell.
    const process = (await identifyChild(child.pid)) ?? { pid: child.pid, start: '' };
    child.unref();
    return { process, ended, ending: () => ending };
  } finally {
    fs.closeSync(log);
  }
}

/** Whether a command ended because the shell could not execute it. */
export function wasNotExecutable(ending: Ending): boolean {
  return 'exit' in ending && isNotExecutable(ending.exit);
}
