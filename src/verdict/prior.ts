import type { DraftOf } from '../core/facts/registry.ts';
import type { Judgement } from '../core/judgement.ts';
import type { Observation } from '../core/observation.ts';

/** The bytes of a file that a fact names. @throws when it is not there */
export type Read = () => Iterable<Uint8Array>;

/**
 * What another execution left, judged again: that of the stage before, or the one that observed where this one decides. Its gates count here
 * as they were judged there, and what it saw of a gate that goes on here comes before what is seen now.
 */
export interface Prior {
  /** All fields of the `part` fact but `seq` and `t`: which execution it was, of which plan, with which head. */
  readonly fact: DraftOf<'part'>;
  readonly judgements: readonly Judgement[];
  /** What was observed of a gate, in that execution and in those before it. */
  facts(gate: string): readonly Observation[];
  /** Passes on every fact of that execution itself, in order. */
  replay(take: (o: Observation, read: Read) => void): void;
}
