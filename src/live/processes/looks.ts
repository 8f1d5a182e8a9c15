import fs from 'node:fs';
import * as linux from './linux.ts';
import { lsofFileArgs, parseEnvironments, parseLsofWriters, PS_ENVIRONMENT_ARGS } from './macos.ts';
import { MARKER } from './marker.ts';
import { answer } from './table.ts';

const BLIND = { readable: false, pids: new Set<number>() } as const;

/** The environments of those of these processes that carry an execution's marker; undefined when none could be read. */
export async function markedProcesses(
  execution: string,
  which: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]> | undefined> {
  const entry = `${MARKER}=${execution}`;
  // Windows does not show another process's environment.
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'linux') {
    const { readable, pids } = linux.withEnvironment(entry, undefined, which);
    return readable ? new Map([...pids].map((pid) => [pid, linux.environment(pid) ?? []])) : undefined;
  }
  const text = await answer('ps', PS_ENVIRONMENT_ARGS);
  return text === undefined ? undefined : new Map([...parseEnvironments(text)].filter(([, entries]) => entries.includes(entry)));
}

/** Those of these processes that have a file open for writing. Whoever reads along (`tail -f`) is a stranger. */
export async function writersOf(file: string, which: readonly number[]): Promise<linux.Look> {
  if (!fs.existsSync(file) || process.platform === 'win32') return BLIND;
  if (process.platform === 'linux') return linux.withOpenFiles(new Set([fs.realpathSync(file)]), undefined, which);
  const text = await answer('lsof', lsofFileArgs(file));
  return text === undefined ? BLIND : { readable: true, pids: new Set(parseLsofWriters(text)) };
}
