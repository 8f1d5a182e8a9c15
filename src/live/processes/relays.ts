import fs from 'node:fs';
import type { ProcessId } from '../../core/ports.ts';

/** Programs that listen for a container: who answers stands behind them. */
const RELAYS: ReadonlySet<string> = new Set(['docker-proxy', 'rootlesskit', 'rootlessport', 'slirp4netns', 'pasta', 'conmon']);

/** Whether a process stands for others that this machine does not show as its own: a container's. Linux alone tells. */
export function isRelay({ pid }: ProcessId): boolean {
  const name = read(() => fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
  if (name !== undefined && RELAYS.has(name)) return true;
  const space = read(() => fs.readlinkSync(`/proc/${pid}/ns/pid`));
  return space !== undefined && space !== read(() => fs.readlinkSync('/proc/self/ns/pid'));
}

function read(text: () => string): string | undefined {
  try {
    return text();
  } catch {
    return undefined;
  }
}
