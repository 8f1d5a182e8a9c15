import type { ProcessId } from '../../core/ports.ts';
import { listeningInodes, withOpenFiles } from './linux.ts';
import { lsofPortArgs, NETSTAT_ARGS, parseLsof, parseNetstat } from './macos.ts';
import { answer, identify } from './table.ts';
import { parseOwners, portCommand } from './windows.ts';

/** Who listens on a TCP port of this machine. */
export interface PortState {
  /** False when the system would not tell; then nothing else is known. */
  readonly readable: boolean;
  readonly listening: boolean;
  /** May be empty although somebody listens: another user's process hides its sockets. */
  readonly owners: readonly ProcessId[];
}

const UNREADABLE: PortState = { readable: false, listening: false, owners: [] };

export async function portOwners(port: number): Promise<PortState> {
  if (process.platform === 'linux') return linuxOwners(port);
  return process.platform === 'win32' ? windowsOwners(port) : macosOwners(port);
}

async function macosOwners(port: number): Promise<PortState> {
  const sockets = await answer('netstat', NETSTAT_ARGS);
  if (sockets === undefined) return UNREADABLE;
  if (!parseNetstat(sockets, port)) return { readable: true, listening: false, owners: [] };
  const pids = parseLsof((await answer('lsof', lsofPortArgs(port))) ?? '');
  return { readable: true, listening: true, owners: await identified(pids) };
}

async function windowsOwners(port: number): Promise<PortState> {
  const pids = parseOwners((await answer('powershell', portCommand(port))) ?? '');
  return pids ? { readable: true, listening: pids.length > 0, owners: await identified(pids) } : UNREADABLE;
}

async function linuxOwners(port: number): Promise<PortState> {
  const inodes = listeningInodes(port);
  if (!inodes) return UNREADABLE;
  if (inodes.size === 0) return { readable: true, listening: false, owners: [] };
  const { pids } = withOpenFiles(new Set([...inodes].map((inode) => `socket:[${inode}]`)));
  return { readable: true, listening: true, owners: await identified(pids) };
}

async function identified(pids: Iterable<number>): Promise<ProcessId[]> {
  const ids = await Promise.all([...pids].map((pid) => identify(pid)));
  return ids.filter((id) => id !== undefined);
}
