import fs from 'node:fs';
import type { ProcessInfo } from './table.ts';

/** Linux: everything about processes is read from /proc, in milliseconds and without a program. */
const PROC = '/proc';

/** Numbers of all processes. Empty when /proc can't be read. */
export function pids(proc = PROC): number[] {
  try {
    return fs
      .readdirSync(proc)
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

/** How many processes and threads were ever started (proc(5), /proc/stat: `processes`). */
export function forks(proc = PROC): number | undefined {
  return wholeIn(/^processes (\d+)$/m, `${proc}/stat`);
}

/** How many processes and threads there are (/proc/loadavg, the fourth field). */
export function tasks(proc = PROC): number | undefined {
  return wholeIn(/^\S+ \S+ \S+ \d+\/(\d+) /, `${proc}/loadavg`);
}

/** The number that is never reached: then the first are given again. */
export function mostPids(proc = PROC): number | undefined {
  return wholeIn(/^(\d+)$/m, `${proc}/sys/kernel/pid_max`);
}

function wholeIn(pattern: RegExp, file: string): number | undefined {
  const found = pattern.exec(read(file) ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}

/** One process; undefined when it is gone. */
export function stat(pid: number, proc = PROC): ProcessInfo | undefined {
  const text = read(`${proc}/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** A line of /proc/PID/stat (proc(5)): the command stands in parentheses and may hold any character, parentheses too. */
export function parseStat(text: string): ProcessInfo | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const [state, ppid, group, session] = fields;
  const start = fields[19];
  if (state === undefined || start === undefined) return undefined;
  return {
    pid: Number(text.slice(0, open)),
    ppid: Number(ppid),
    group: Number(group),
    session: Number(session),
    start,
    state,
    command: text.slice(open + 1, close),
  };
}

/** @param which the processes to look at: all, if nothing is said */
export function table(proc = PROC, which: readonly number[] = pids(proc)): Map<number, ProcessInfo> {
  const rows = new Map<number, ProcessInfo>();
  for (const pid of which) {
    const info = stat(pid, proc);
    if (info) rows.set(pid, info);
  }
  return rows;
}

/** The command line with its arguments; the short name where there is none. */
export function commandLine(info: ProcessInfo, proc = PROC): string {
  const line = read(`${proc}/${info.pid}/cmdline`)?.replaceAll('\0', ' ').trim();
  return line === undefined || line === '' ? info.command : line;
}

/** Answers of a look through all processes; `readable` false when none of them could be read. */
export interface Look {
  readonly readable: boolean;
  readonly pids: ReadonlySet<number>;
}

/** The environment of a process as it was at its start, `NAME=value`; undefined when it can't be read. */
export function environment(pid: number, proc = PROC): string[] | undefined {
  return read(`${proc}/${pid}/environ`)?.split('\0');
}

/** Processes whose environment holds this entry (`NAME=value`). */
export function withEnvironment(entry: string, proc = PROC, which: readonly number[] = pids(proc)): Look {
  return look(which, (pid) => environment(pid, proc)?.includes(entry));
}

/** The soft limit of file locks in the text of /proc/PID/limits (proc(5)); undefined when there is none, or it is no number. */
export function locksLimit(limits: string): number | undefined {
  const soft = /^Max file locks +(\d+) /m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/** Processes by their soft limit of file locks, where they have one of these. */
export function withLocksLimit(
  wanted: ReadonlySet<number>,
  proc = PROC,
  which: readonly number[] = pids(proc),
): { readonly readable: boolean; readonly limits: ReadonlyMap<number, number> } {
  const limits = new Map<number, number>();
  const { readable } = look(which, (pid) => {
    const text = read(`${proc}/${pid}/limits`);
    const limit = text === undefined ? undefined : locksLimit(text);
    if (limit !== undefined && wanted.has(limit)) limits.set(pid, limit);
    return text === undefined ? undefined : false;
  });
  return { readable, limits };
}

/**
 * Processes that have one of these files open for writing; a socket always is.
 * `files`: what the links in /proc/PID/fd point to, `socket:[inode]` too.
 */
export function withOpenFiles(files: ReadonlySet<string>, proc = PROC, which: readonly number[] = pids(proc)): Look {
  return look(which, (pid) => {
    const folder = `${proc}/${pid}/fd`;
    try {
      return fs.readdirSync(folder).some((fd) => files.has(linkTarget(`${folder}/${fd}`)) && !isReadOnly(`${proc}/${pid}/fdinfo/${fd}`));
    } catch {
      return undefined;
    }
  });
}

/** Whether these processes together hold every one of these files (`socket:[inode]`) open. It looks at no other process. */
export function holdAll(pids: readonly number[], files: readonly string[], proc = PROC): boolean {
  const held = new Set(
    pids.flatMap((pid) => {
      const folder = `${proc}/${pid}/fd`;
      try {
        return fs.readdirSync(folder).map((fd) => linkTarget(`${folder}/${fd}`));
      } catch {
        return [];
      }
    }),
  );
  return files.every((file) => held.has(file));
}

/** Inodes of the sockets that listen on a TCP port, on any address; undefined when the tables can't be read. */
export function listeningInodes(port: number, proc = PROC): Set<string> | undefined {
  const tables = [`${proc}/net/tcp`, `${proc}/net/tcp6`].map(read).filter((text) => text !== undefined);
  return tables.length === 0 ? undefined : new Set(tables.flatMap((text) => parseListeners(text, port)));
}

/** Rows of /proc/net/tcp in state 0A (LISTEN) on this port: their inodes. */
export function parseListeners(text: string, port: number): string[] {
  const inodes: string[] = [];
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  for (const line of text.split('\n').slice(1)) {
    // Under load there are thousands of rows.
    if (!line.includes(hex)) continue;
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    const inode = fields[9];
    if (state !== '0A' || local === undefined || inode === undefined) continue;
    if (Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16) === port) inodes.push(inode);
  }
  return inodes;
}

function look(which: readonly number[], matches: (pid: number) => boolean | undefined): Look {
  let readable = false;
  const found = new Set<number>();
  for (const pid of which) {
    const answer = matches(pid);
    readable ||= answer !== undefined;
    if (answer === true) found.add(pid);
  }
  return { readable, pids: found };
}

/** Whether an open file is known to be open for reading alone (proc(5), fdinfo: the access mode is the last two bits). */
function isReadOnly(fdinfo: string): boolean {
  const flags = /^flags:\s*([0-7]+)/m.exec(read(fdinfo) ?? '')?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 0o3) === fs.constants.O_RDONLY;
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

function linkTarget(link: string): string {
  try {
    return fs.readlinkSync(link);
  } catch {
    return '';
  }
}
