import type { ProcessId } from '../../core/ports.ts';
import { answer, stillRunning } from './table.ts';
import { taskkillArgs } from './windows.ts';

const POLL_MS = 25;
/** After SIGKILL the system needs a moment; beyond this it is not ours to end (uninterruptible, another user's). */
const KILL_WAIT_MS = 2000;

export interface EndOptions {
  /** The first signal: `SIGTERM`. */
  readonly signal: string;
  /** Ms between it and SIGKILL. */
  readonly gracePeriodMs: number;
}

export interface Ended {
  /** The signals that were needed, in order. Empty when all had ended before. */
  readonly signals: readonly string[];
  /** What could not be ended. */
  readonly left: readonly ProcessId[];
}

/**
 * Ends processes: the signal to all of them, SIGKILL to those that are left after the grace period, and confirms that they are
 * gone. A process that got the number of one that has ended is never touched.
 */
export async function endProcesses(ids: readonly ProcessId[], { signal, gracePeriodMs }: EndOptions): Promise<Ended> {
  const signals: string[] = [];
  let left = await stillRunning(ids.filter(({ pid }) => pid > 1 && pid !== process.pid));
  for (const [name, waitMs] of [
    [signal, gracePeriodMs],
    ['SIGKILL', KILL_WAIT_MS],
  ] as const) {
    if (left.length === 0 || (name === 'SIGKILL' && signals.includes('SIGKILL'))) break;
    signals.push(name);
    await Promise.all(left.map((id) => send(id, name)));
    left = await gone(left, name === 'SIGKILL' ? KILL_WAIT_MS : waitMs);
  }
  return { signals, left };
}

/**
 * Suspends processes, so that none of them can answer to the end of another: a database whose client is killed first would still
 * close its files in good order. Windows has nothing of the kind.
 */
export async function freezeProcesses(ids: readonly ProcessId[]): Promise<void> {
  if (process.platform === 'win32') return;
  const running = await stillRunning(ids.filter(({ pid }) => pid > 1 && pid !== process.pid));
  for (const { pid } of running) tryKill(pid, 'SIGSTOP');
}

async function gone(ids: readonly ProcessId[], waitMs: number): Promise<ProcessId[]> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const left = await stillRunning(ids);
    if (left.length === 0 || performance.now() >= deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A suspended process hears SIGTERM only once it goes on. */
async function send({ pid }: ProcessId, signal: string): Promise<void> {
  if (process.platform === 'win32') {
    if (signal === 'SIGKILL') await answer('taskkill', taskkillArgs(pid));
    else tryKill(pid, 'SIGTERM');
    return;
  }
  tryKill(pid, signal);
  if (signal !== 'SIGKILL') tryKill(pid, 'SIGCONT');
}

function tryKill(pid: number, signal: string): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between, or is not ours to signal: whoever polls sees which.
  }
}
