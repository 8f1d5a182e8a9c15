import type { Status } from '../core/decision.ts';
import type { Marker } from './comment-marker.ts';
import { isNewer } from './origin.ts';

/** When a comment is wanted: for every decision, once a decision was not GO (and then kept up to date), or not at all. */
export type CommentMode = 'always' | 'on-failure' | 'never';

/** What to do, and why, in words for the log. */
export interface CommentPlan {
  readonly action: 'create' | 'update' | 'leave';
  readonly reason: string;
}

/**
 * What becomes of the comment. `existing` is the marker of the comment that is there already; an older run never overwrites
 * what a newer one wrote, however late it ends.
 */
export function commentPlan(mode: CommentMode, status: Status, mine: Marker, existing?: Marker): CommentPlan {
  if (mode === 'never') return { action: 'leave', reason: 'no comment is wanted' };
  if (existing && isNewer(existing, mine)) {
    return { action: 'leave', reason: `run ${existing.runId}, attempt ${existing.runAttempt}, is newer and has already commented` };
  }
  if (existing) return { action: 'update', reason: `its comment of run ${existing.runId}, attempt ${existing.runAttempt}, is there` };
  if (mode === 'on-failure' && status === 'GO') return { action: 'leave', reason: 'a comment is wanted on failure only, and this is a GO' };
  return { action: 'create', reason: `there is no comment yet, and the decision is ${status}` };
}
