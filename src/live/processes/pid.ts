import fs from 'node:fs';
import type { ProcessId } from '../../core/ports.ts';
import * as linux from './linux.ts';

/** Ticks of the clock by which Linux tells starts, whatever the kernel's own is (USER_HZ), in ms. */
const TICK_MS = 10;

/** A pid file is written after the start of its process. Clocks of file systems may be as far behind. */
const TOLERANCE_MS = 10_000;

/** The number in a pid file: its first line, as systemd reads it. PostgreSQL writes more lines behind it. */
export function pidIn(text: string): number | undefined {
  const pid = /^\s*(\d{1,10})[^\S\n]*(?:\n|$)/.exec(text)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** Between the clock of starts and that of the wall, when both are asked for our own start, ms. */
const APART_MS = 2000;

/**
 * By how many ms a process is younger than what was written at a time: then the number is another's now. @returns undefined where that is
 * not so, or can't be told: in some containers the machine's uptime is another one, by which we ourselves would be too young
 */
export function youngerBy({ start }: ProcessId, writtenMs: number): number | undefined {
  const own = process.platform === 'linux' ? linux.stat(process.pid) : undefined;
  const uptime = own && Number(/^[\d.]+/.exec(textOf('/proc/uptime') ?? '')?.[0]);
  if (!own || uptime === undefined || Number.isNaN(uptime)) return undefined;
  const bootedMs = Date.now() - uptime * 1000;
  const startedMs = (ticks: string): number => bootedMs + Number(ticks) * TICK_MS;
  // A program that took our process over began later than that.
  if (startedMs(own.start) > performance.timeOrigin + APART_MS) return undefined;
  const ms = startedMs(start) - writtenMs;
  return ms > TOLERANCE_MS ? ms : undefined;
}

function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
