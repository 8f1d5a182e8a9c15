import path from 'node:path';
import type { Want } from '../../core/fold.ts';
import type { Observation } from '../../core/observation.ts';
import { atOnce } from '../../core/pieces.ts';
import type { Plan } from '../../core/plan.ts';
import type { PendingWork } from '../../engine/pending.ts';
import { attachmentsOf } from '../../evidence/attachments.ts';
import { hashFile } from '../../evidence/hash.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { readObservations } from '../../evidence/reader.ts';
import { kinds } from '../../gates/registry.ts';
import { ExecutionFold } from '../../verdict/execution.ts';
import type { Execution } from './execution.ts';
import { isHandedOver } from './handover.ts';
import { planIn, priorIn } from '../bundle/judge-bundle.ts';

/** An execution whose process is gone while work is pending, as its facts tell. */
export interface Unfinished {
  readonly plan: Plan;
  /** Has taken every fact. */
  readonly fold: ExecutionFold;
  readonly pending: PendingWork;
  /** The last fact made a gate ask for it, and it is not recorded yet. */
  readonly wanted?: Want & { gate: string };
  /** The signal that ended it; undefined when it was killed. */
  readonly signal?: string;
  /** Wall clock, ms, at which it began. */
  readonly startedAtMs: number;
  /** The last `t`. */
  readonly t: number;
}

/**
 * Folds again what an execution recorded. @returns undefined when nothing is pending
 * @throws SetupError when its plan or its recording is not what a process leaves that is gone
 */
export function readUnfinished(folder: string): Unfinished | undefined {
  const plan = planIn(folder);
  const fold = new ExecutionFold(plan, kinds, attachmentsOf(folder), atOnce(priorIn(folder, plan)));
  const { sha256 } = hashFile(path.join(folder, BUNDLE.plan));
  let wanted: Unfinished['wanted'];
  const facts = new Map<string, Observation>();
  const { tail, startedAt, problems, head } = readObservations(path.join(folder, BUNDLE.observations), sha256, (o) => {
    wanted = fold.step(o);
    if (fold.reading) wanted = atOnce(fold.reading);
    if (o.type === 'interrupted') facts.set(o.type, o);
  });
  const pending = fold.pending();
  if (!pending || startedAt === undefined || problems.length > 0 || head !== undefined) return undefined;
  const signal = facts.get('interrupted')?.['signal'];
  return {
    plan,
    fold,
    pending,
    ...(wanted && { wanted }),
    ...(typeof signal === 'string' && { signal }),
    startedAtMs: Date.parse(startedAt),
    t: tail.t,
  };
}

/** Whether `post` of the action will take an execution up. Where its facts can't be read, it will not. */
export function isLeftToPost({ folder, workFolder }: Pick<Execution, 'folder' | 'workFolder'>): boolean {
  try {
    return isHandedOver(workFolder) && readUnfinished(folder) !== undefined;
  } catch {
    return false;
  }
}
