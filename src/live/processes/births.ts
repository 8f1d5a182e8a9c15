import type { ProcessId } from '../../core/ports.ts';
import * as linux from './linux.ts';

/** How many processes and threads the machine had started at some moment, and when that was by our clock, in ms. */
export interface Births {
  readonly count: number;
  readonly atMs: number;
}

/** After this long a whole look costs little beside the command itself. */
const LONGEST_MS = 10_000;

/** Numbers below are given in the first round only (RESERVED_PIDS of the kernel). */
const RESERVED = 300;

/** Numbers that were taken for a process whose start then failed are not counted anywhere. */
const SPARE = 1000;

/** What to compare with later; undefined where the system does not tell. */
export function birthsNow(): Births | undefined {
  if (process.platform !== 'linux') return undefined;
  const count = linux.forks();
  return count === undefined ? undefined : { count, atMs: performance.now() };
}

/** Whether the counting of births can be relied on: a child that was started since then must have been counted. */
export function hasCounted(before: Births): boolean {
  const now = linux.forks();
  return now !== undefined && now > before.count;
}

/**
 * Those of these numbers that a process can have which was started after `root`. The kernel gives numbers in turn: one that lies no
 * further ahead than there were births, with those in between that were taken, may be a younger process; any other is an older one.
 * @param listed numbers of all processes, listed before this is called
 * @returns undefined where that can't be told: after long, or when the numbers may have come round
 */
export function bornAfter(
  root: ProcessId,
  { count, atMs }: Births,
  listed: readonly number[],
  proc?: string,
): readonly number[] | undefined {
  const [forks, tasks, most] = [linux.forks(proc), linux.tasks(proc), linux.mostPids(proc)];
  if (forks === undefined || tasks === undefined || most === undefined || performance.now() - atMs > LONGEST_MS) return undefined;
  const reach = forks - count + tasks + SPARE;
  const round = most - RESERVED;
  if (reach >= round / 2) return undefined;
  return listed.filter((pid) => pid - root.pid + (pid < root.pid ? round : 0) <= reach);
}
