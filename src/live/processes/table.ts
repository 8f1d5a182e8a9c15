import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProcessId } from '../../core/ports.ts';
import * as linux from './linux.ts';
import { parsePs, PS_ARGS } from './macos.ts';
import { parseCim, CIM_COMMAND } from './windows.ts';

const run = promisify(execFile);

/** A row of the process table. */
export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  /** Process group and session: 0 is one whose leader can't be seen (in another pid namespace), undefined where the system tells none. */
  readonly group: number | undefined;
  readonly session: number | undefined;
  /** The system's start time as text; with the pid it names one process for ever. */
  readonly start: string;
  /** First letter of the system's state; `Z` is a zombie. */
  readonly state: string;
  readonly command: string;
}

export type ProcessTable = ReadonlyMap<number, ProcessInfo>;

/**
 * Every process of the machine that the system shows us. Linux reads /proc; elsewhere a program of the system is asked.
 * @throws when it can't be read: that nothing stands in it would mean that everything has ended
 */
export async function processTable(): Promise<ProcessTable> {
  const table = await readTable();
  if (!table) throw new Error("the process table can't be read");
  return table;
}

/** Undefined where it can't be read: a table that does not even show ourselves is none. */
async function readTable(): Promise<ProcessTable | undefined> {
  const table = process.platform === 'linux' ? linux.table() : await askedTable();
  return table.has(process.pid) ? table : undefined;
}

async function askedTable(): Promise<ProcessTable> {
  const rows =
    process.platform === 'win32' ? parseCim((await answer('powershell', CIM_COMMAND)) ?? '') : parsePs((await answer('ps', PS_ARGS)) ?? '');
  return new Map(rows.map((row) => [row.pid, row]));
}

/** The command line of a process, as far as the system shows it; its short name where there is none. */
export function commandOf(info: ProcessInfo): string {
  return process.platform === 'linux' ? linux.commandLine(info) : info.command;
}

/** The name of a process without its arguments, which may be somebody else's secrets. */
export function nameOf(info: ProcessInfo | undefined): string {
  if (process.platform === 'linux') return info?.command ?? '?';
  const [program = '?'] = /^"[^"]*"|^\S+/.exec(info?.command ?? '') ?? [];
  return program.replaceAll('"', '').split(/[/\\]/).at(-1) ?? '?';
}

/** A running process by its number, with what makes it unmistakable; undefined when there is none, or only a zombie. */
export async function identify(pid: number): Promise<ProcessId | undefined> {
  const info = await lookUp(pid);
  return info && info.state !== 'Z' ? { pid: info.pid, start: info.start } : undefined;
}

/** A child that was started a moment ago, though it may have ended already: until it is collected its number is its own. */
export async function identifyChild(pid: number): Promise<ProcessId | undefined> {
  const info = await lookUp(pid);
  return info && { pid: info.pid, start: info.start };
}

async function lookUp(pid: number): Promise<ProcessInfo | undefined> {
  return process.platform === 'linux' ? linux.stat(pid) : (await readTable())?.get(pid);
}

/** Whether there is a process of this number at all, a zombie too; the system is asked, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether that very process still runs: the same number and the same start time, and not a zombie. */
export async function isRunning(id: ProcessId): Promise<boolean> {
  return (await stillRunning([id])).length > 0;
}

/** Those of these very processes that still run, by one look at the table where a look costs a program. Where it can't be read, numbers count. */
export async function stillRunning(ids: readonly ProcessId[]): Promise<ProcessId[]> {
  if (ids.length === 0) return [];
  if (process.platform === 'linux') return ids.filter((id) => isSame(id, linux.stat(id.pid)));
  const table = await readTable();
  return ids.filter((id) => (table ? isSame(id, table.get(id.pid)) : isAlive(id.pid)));
}

function isSame({ start }: ProcessId, info: ProcessInfo | undefined): boolean {
  return info?.start === start && info.state !== 'Z';
}

/** A program of the system that answers later than this hangs. */
const LIMIT_MS = 10_000;

/**
 * What a program of the system prints, dates in one form whatever the locale; undefined when it is missing or does not
 * answer. `lsof` exits with 1 when it finds nothing: without a complaint that is an answer.
 */
export async function answer(file: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const env = { ...process.env, LC_ALL: '', LC_TIME: 'C' };
    const { stdout } = await run(file, [...args], {
      maxBuffer: 64 * 1024 * 1024,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL' as const,
      windowsHide: true,
      env,
    });
    return stdout;
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    return typeof code === 'number' && (stdout !== '' || stderr === '') ? stdout : undefined;
  }
}
