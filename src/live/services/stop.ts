import type { ServicePlan } from '../../core/plan.ts';
import type { ProcessId } from '../../core/ports.ts';
import { endProcesses } from '../processes/end.ts';
import { type ProcessTable, processTable } from '../processes/table.ts';
import type { Invocation } from '../shell.ts';
import type { ServiceWorld } from './world.ts';

/** After an interruption no grace period is longer, and no stop command runs longer, so that everything has ended within 5 s. */
const HURRIED_MS = 3000;

/** What grows faster than it can be ended is given up after so many rounds. */
const MOST_ROUNDS = 10;

/** What a system shows of a long command line is cut; so much of it tells two apart. */
const COMPARED = 300;

/**
 * Ends a service's own process: its stop signal, SIGKILL after the grace period. Its children are its own to end: what it leaves
 * is for the sweep to find. @returns the signals that were needed
 */
export async function endService(
  root: ProcessId,
  command: Invocation,
  { id, stop }: ServicePlan,
  world: ServiceWorld,
): Promise<readonly string[]> {
  const targets = [root, ...(await foreground(id, root, command, world))];
  const over = new AbortController();
  const ending = endProcesses(targets, stop).finally(() => over.abort());
  const [{ signals }, forced] = await Promise.all([ending, endWhenHurried(targets, world, over.signal)]);
  return [...signals, ...forced];
}

/** Ends everything of a tree of ours, what its processes start meanwhile too. Nobody asks what was left: nothing is recorded. */
export async function endTree(name: string, { tracker }: ServiceWorld): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = (await tracker.find([name])).found.filter(({ service }) => service === name);
    if (found.length === 0) break;
    await endProcesses(found, { signal: 'SIGKILL', gracePeriodMs: 0 });
  }
  tracker.forget(name);
}

/** Resolves when an interruption allows no more waiting, or when there is nothing to wait for any more. */
export async function hurried({ clock, interrupt }: ServiceWorld, over: AbortSignal): Promise<void> {
  await clock.until(Number.POSITIVE_INFINITY, interrupt ? AbortSignal.any([interrupt, over]) : over);
  await clock.until(clock.now() + HURRIED_MS, over);
}

async function endWhenHurried(targets: readonly ProcessId[], world: ServiceWorld, over: AbortSignal): Promise<readonly string[]> {
  await hurried(world, over);
  return over.aborted ? [] : (await endProcesses(targets, { signal: 'SIGKILL', gracePeriodMs: 0 })).signals;
}

/**
 * The processes that the shell waits for, where our shell is still the service's own process (`run: cd app && node server.js`).
 * The shell is ours, not the product's, and passes no signal on: so its children are signalled as well.
 */
async function foreground(id: string, root: ProcessId, command: Invocation, world: ServiceWorld): Promise<readonly ProcessId[]> {
  const line = [command.file, ...command.args].join(' ').trim().slice(0, COMPARED);
  const { found } = await world.tracker.find([id]);
  const seen = found.find(({ pid }) => pid === root.pid)?.command.slice(0, COMPARED);
  // On Windows a shell never makes room for the command that it runs.
  if (seen !== line && process.platform !== 'win32') return [];
  const table = await processTable().catch((): ProcessTable => new Map());
  return [...table.values()].filter(({ ppid }) => ppid === root.pid);
}
