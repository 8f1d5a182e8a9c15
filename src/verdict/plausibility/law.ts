import type { Observation } from '../../core/observation.ts';

/** A seal, as far as time goes. */
export interface SealMark {
  readonly seq: number;
  /** Ms since 1970. */
  readonly wall: number;
  readonly final: boolean;
}

/** Names what no run could have recorded. */
export type Objection = (seq: number, message: string) => void;

/**
 * Something that holds in every honest recording, interrupted, rescued, on a busy machine, with clocks that jump. It takes facts and seals
 * in their order. A law that could refuse an honest recording is none: evidence that is refused is lost.
 */
export interface Law {
  /** The types of facts that it looks at; absent: all. */
  readonly types?: ReadonlySet<string>;
  fact?(o: Observation, object: Objection): void;
  seal?(seal: SealMark, object: Objection): void;
  /** After the last seal. @param completed the execution came to its end by itself */
  end?(completed: boolean, object: Objection): void;
}
