import type { Judgement } from '../core/judgement.ts';
import type { GatePlan } from '../core/plan.ts';
import { satisfies } from '../core/verdict.ts';

/** Whether a gate runs now; if not, which observation decided it and why. */
export type Fate = { readonly run: true } | { readonly run: false; readonly because: number; readonly why: string };

/** What is known of a gate that is over: its judgement and the observation that ended (or skipped) it. */
export interface Ended {
  readonly judgement: Judgement;
  readonly seq: number;
}

/** A gate runs when all that it needs is satisfied, or once it ended when the gate says `if: always`. */
export function fateOf(gate: GatePlan, ended: ReadonlyMap<string, Ended>): Fate {
  if (gate.if === 'always') return { run: true };
  for (const need of gate.needs) {
    const end = ended.get(need);
    if (end && !satisfies(end.judgement.verdict)) {
      return { run: false, because: end.seq, why: `not run: ${need} ${end.judgement.verdict}` };
    }
  }
  return { run: true };
}
