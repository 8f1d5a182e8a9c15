import type { ProcessId } from '../../core/ports.ts';
import * as linux from './linux.ts';

/** Ticks of the clock by which Linux tells starts, whatever the kernel's own is (USER_HZ), in ms. */
const TICK_MS = 10;

/** Whoever writes a pid file does it after the start of the process. Clocks of file systems may be as far behind. */
const TOLERANCE_MS = 10_000;

/** The number in a pid file: its first line, as systemd reads it. PostgreSQL writes more lines behind it. */
export function pidIn(text: string): number | undefined {
  const pid = /^\s*(\d{1,10})[^\S\n]*(?:\n|$)/.exec(text)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/**
 * By how many ms a process is younger than what was written at a time: then the number is another's now. Starts are compared with our
 * own, as nobody else's clock tells how old a process is in a container. @returns undefined where that is not so, or can't be told
 */
export function youngerBy({ start }: ProcessId, writtenMs: number): number | undefined {
  const own = process.platform === 'linux' ? linux.stat(process.pid) : undefined;
  if (!own) return undefined;
  const startedMs = performance.timeOrigin + (Number(start) - Number(own.start)) * TICK_MS;
  const ms = startedMs - writtenMs;
  return ms > TOLERANCE_MS ? ms : undefined;
}
