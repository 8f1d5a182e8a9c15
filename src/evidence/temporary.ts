import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { whyNotRemoved } from './remove.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Folders of this process that are there now, and who is told of one that stays. */
const there = new Map<string, (line: string) => void>();

/**
 * Makes a folder of this process alone. A signal that ends the process removes it first; where something else listens to that signal, it is
 * left to that. @param tell told why the folder stays
 */
export function makeTemporary(prefix: string, tell: (line: string) => void): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), prefix));
  if (there.size === 0) for (const signal of SIGNALS) process.on(signal, end);
  there.set(folder, tell);
  return folder;
}

/** Removes it as far as it can. */
export function removeTemporary(folder: string): void {
  const why = whyNotRemoved(folder);
  if (why !== undefined) there.get(folder)?.(`what was unpacked could not be removed: ${why}`);
  there.delete(folder);
  if (there.size === 0) for (const signal of SIGNALS) process.removeListener(signal, end);
}

function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  for (const folder of there.keys()) removeTemporary(folder);
  // Nobody listens any more: it ends us, and a process that waits for us sees by what.
  process.kill(process.pid, signal);
}
