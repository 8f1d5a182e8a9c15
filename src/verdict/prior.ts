import type { DraftOf } from '../core/facts/registry.ts';
import type { Judgement } from '../core/judgement.ts';
import type { Observation } from '../core/observation.ts';

/**
 * What the execution of the stage before left, judged again: its gates count here as they were judged there, and what it saw of the
 * staged gate comes before what is seen now.
 */
export interface Prior {
  /** All fields of the `part` fact but `seq` and `t`: which execution it was, of which plan, with which head. */
  readonly fact: DraftOf<'part'>;
  readonly judgements: readonly Judgement[];
  /** What was observed of a gate, in that execution and in those before it. */
  facts(gate: string): readonly Observation[];
}
