import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { isFullBeside } from '../evidence/room.ts';
import type { Command, CommandResult, ProcessId } from '../core/ports.ts';
import { birthsNow, hasCounted } from './processes/births.ts';
import { endProcesses } from './processes/end.ts';
import type { Tracker } from './processes/leftovers.ts';
import { marked } from './processes/marker.ts';
import { identifyChild } from './processes/table.ts';
import { shellCommand } from './shell.ts';

/** A tree that is ended by our timeout gets so long to end by itself. */
const GRACE_MS = 1000;

/** What a shell has started beside itself (`exec > >(tee log)`) writes its last lines when the shell has ended already. */
const DRAIN_MS = 1000;
const DRAIN_POLL_MS = 25;

/** A look takes its time: what starts another process and ends meanwhile is missed by one, not by two. */
const CLEAN_LOOKS = 2;

/** What a command needs of the execution. */
export interface CommandWorld {
  /** Value of the environment marker. */
  readonly marker: string;
  /** Ends the whole tree when aborted. */
  readonly signal: AbortSignal;
  readonly tracker: Tracker;
}

let count = 0;

/**
 * Runs a command in a shell to its end, output straight to files. Its timeout and the signal end the whole tree; what outlives
 * the command itself is counted and ended. A grandchild that holds the output open delays nothing: we wait for the process.
 */
export async function runCommand(command: Command, world: CommandWorld): Promise<CommandResult> {
  const start = performance.now();
  const tree = `command ${++count} (${command.name})`;
  const since = (): number => Math.round((performance.now() - start) * 1000) / 1000;
  const before = birthsNow();
  const launched = await launch(command, tree, world);
  if ('spawnError' in launched) return { ...launched, timedOut: false, aborted: false, durationMs: since(), leftovers: 0 };
  const births = before && hasCounted(before) ? { since: before } : {};
  if (launched.process) world.tracker.watch(tree, launched.process, { log: command.stdout, ...births });
  const stopped = await finished(launched.ended, command.timeoutMs, world.signal);
  if (stopped !== undefined) await endTree(tree, world.tracker, CLEAN_LOOKS, launched.process);
  const ending = await launched.ended;
  const durationMs = since();
  const isClean = stopped === undefined && (await drained(tree, world));
  const leftovers = await endTree(tree, world.tracker, isClean ? CLEAN_LOOKS - 1 : CLEAN_LOOKS);
  world.tracker.forget(tree);
  return {
    ...(launched.process && { process: launched.process }),
    // What it wrote may be lost, and it may have ended as it did for want of room.
    ...(stopped === undefined && isFullBeside(command.stdout) ? { spawnError: 'ENOSPC' } : ending),
    timedOut: stopped === 'timeout',
    aborted: stopped === 'aborted',
    durationMs,
    leftovers,
  };
}

type Ending = { exit: number } | { signal: string };

async function launch(
  command: Command,
  tree: string,
  world: CommandWorld,
): Promise<{ process: ProcessId | undefined; ended: Promise<Ending> } | { spawnError: string; folder?: string }> {
  if (!fs.existsSync(command.cwd)) return { spawnError: 'ENOENT', folder: command.folder ?? command.cwd };
  const out = fs.openSync(command.stdout, 'a', 0o600);
  const err = fs.openSync(command.stderr, 'a', 0o600);
  try {
    const { file, args, windowsVerbatimArguments = false } = shellCommand(command.shell, command.run, process.platform);
    const env = marked(command.env, world.marker, tree);
    const child = spawn(file, [...args], {
      cwd: command.cwd,
      env,
      detached: true,
      stdio: ['ignore', out, err],
      windowsHide: true,
      windowsVerbatimArguments,
    });
    const ended = new Promise<Ending>((resolve) => {
      child.once('exit', (exit, signal) => resolve(signal === null ? { exit: exit ?? -1 } : { signal }));
    });
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    if (failure || child.pid === undefined) return { spawnError: failure?.code ?? 'UNKNOWN' };
    return { process: await identifyChild(child.pid), ended };
  } finally {
    fs.closeSync(out);
    fs.closeSync(err);
  }
}

/** @returns why the waiting ended before the command did; undefined when it ended by itself. */
async function finished(
  ended: Promise<Ending>,
  timeoutMs: number | undefined,
  signal: AbortSignal,
): Promise<'timeout' | 'aborted' | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    if (timeoutMs !== undefined) timer = setTimeout(() => resolve('timeout'), Math.min(timeoutMs, 2 ** 31 - 1));
  });
  const aborted = new Promise<'aborted'>((resolve) => {
    abort = () => resolve('aborted');
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([ended.then(() => undefined), timeout, aborted]);
  } finally {
    clearTimeout(timer);
    if (abort) signal.removeEventListener('abort', abort);
  }
}

/** Waits until nothing of a tree is left, or has had time enough to come to its own end. @returns whether the last look found nothing */
async function drained(tree: string, { tracker, signal }: CommandWorld): Promise<boolean> {
  const deadline = performance.now() + DRAIN_MS;
  while (performance.now() < deadline && !signal.aborted) {
    if ((await tracker.find([tree])).found.length === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
  }
  return false;
}

/** Ends everything of a tree until so many looks in a row find nothing. @returns how many processes there were. */
async function endTree(tree: string, tracker: Tracker, cleanLooks: number, root?: ProcessId): Promise<number> {
  const ended = new Set<string>();
  for (let clean = 0, round = 0; clean < cleanLooks && round < 10; round++) {
    const { found } = await tracker.find([tree]);
    const targets = [...(root && round === 0 ? [root] : []), ...found];
    clean = found.length === 0 ? clean + 1 : 0;
    for (const { pid, start } of found) ended.add(`${pid} ${start}`);
    await endProcesses(targets, { signal: 'SIGTERM', gracePeriodMs: GRACE_MS });
  }
  return ended.size;
}
