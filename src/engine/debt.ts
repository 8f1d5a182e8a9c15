import type { EndReason } from '../core/fold.ts';
import type { JsonObject } from '../core/json.ts';
import type { GatePlan } from '../core/plan.ts';

/** What must be put right before a gate may end. */
export interface Debt {
  readonly gate: GatePlan;
  /** In words for the observer of its kind. */
  readonly owed: JsonObject;
}

/** How a gate ended, as `gate.ended` records it. */
export interface GateEnd {
  readonly reason: EndReason;
  readonly detail?: string;
}

/** The run was interrupted while a gate owes something, which whoever comes after us settles: the execution is left as it is. */
export class Unsettled extends Error {
  constructor(gate: string) {
    super(`interrupted while gate "${gate}" must not end as it is`);
    this.name = 'Unsettled';
  }
}
