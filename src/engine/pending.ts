import type { EndReason } from '../core/fold.ts';
import type { JsonObject } from '../core/json.ts';
import type { GatePlan } from '../core/plan.ts';

/** What a gate must still do (roll back) before it may end. */
export interface PendingWork {
  readonly gate: GatePlan;
  /** In words for the observer of its kind. */
  readonly work: JsonObject;
}

/** How a gate ended, as `gate.ended` records it. */
export interface GateEnd {
  readonly reason: EndReason;
  readonly detail?: string;
}

/** The run was interrupted while work is pending. `post` settles it: the execution is left as it is. */
export class Unsettled extends Error {
  constructor(gate: string) {
    super(`interrupted while gate "${gate}" must not end as it is`);
    this.name = 'Unsettled';
  }
}
