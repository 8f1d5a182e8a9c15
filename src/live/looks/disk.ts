import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { ProbePlan } from '../../core/plan.ts';
import type { DiskTarget } from '../../probes/kinds/disk.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { significant } from '../../core/ratio.ts';
import type { Sight } from '../../probes/sight.ts';

/** What is left of a file system for somebody without privileges, as `df` reckons: the superuser's reserve counts neither as used nor as free. */
export async function lookDisk(plan: ProbePlan<DiskTarget>, context: ProbeContext): Promise<Sight> {
  const { bsize, blocks, bfree, bavail } = await statfs(path.resolve(context.cwd, plan.target.path));
  const usable = blocks - bfree + bavail;
  // A file system without blocks (/proc) has no ratio; a condition over it can't be judged.
  return { facts: { freeBytes: bavail * bsize, ...(usable > 0 && { free: significant(bavail / usable) }) } };
}
