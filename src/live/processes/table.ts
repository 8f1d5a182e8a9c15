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
  /** Process group and session; 0 where the system has none. */
  readonly group: number;
  readonly session: number;
  /** The system's start time as text; with the pid it names one process for ever. */
  readonly start: string;
  /** First letter of the system's state; `Z` is a zombie. */
  readonly state: string;
  readonly command: string;
}

export type ProcessTable = ReadonlyMap<number, ProcessInfo>;

/** Every process of the machine that the system shows us. Linux reads /proc; elsewhere a program of the system is asked. */
export async function processTable(): Promise<ProcessTable> {
  if (process.platform === 'linux') return linux.table();
  const rows = process.platform === 'win32' ? parseCim(await answer('powershell', CIM_COMMAND)) : parsePs(await answer('ps', PS_ARGS));
  return new Map(rows.map((row) => [row.pid, row]));
}

/** The command line of a process, as far as the system shows it; its short name where there is none. */
export function commandOf(info: ProcessInfo): string {
  return process.platform === 'linux' ? linux.commandLine(info) : info.command;
}

/** A running process by its number, with what makes it unmistakable; undefined when there is none, or only a zombie. */
export async function identify(pid: number): Promise<ProcessId | undefined> {
  const info = process.platform === 'linux' ? linux.stat(pid) : (await processTable()).get(pid);
  return info && info.state !== 'Z' ? { pid: info.pid, start: info.start } : undefined;
}

/** Whether that very process still runs: the same number and the same start time, and not a zombie. */
export async function isRunning(id: ProcessId): Promise<boolean> {
  return (await identify(id.pid))?.start === id.start;
}

/** What a program of the system prints; nothing when it is missing or fails. */
export async function answer(file: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(file, [...args], { maxBuffer: 64 * 1024 * 1024, timeout: 30_000, windowsHide: true });
    return stdout;
  } catch {
    return '';
  }
}
