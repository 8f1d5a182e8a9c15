import type { Json, JsonObject } from './json.ts';
import type { Assessment, Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';
import type { GatePlan, Plan } from './plan.ts';

/** What a fold asks of the observer. */
export type Action = 'stop' | 'abort' | 'skip';

/** A wish, and the number of the observation that caused it. */
export interface Want {
  readonly action: Action;
  readonly because: number;
}

/** Something in the observations that no honest run records. */
export interface Misfit {
  readonly seq: number;
  readonly message: string;
}

/** How the observing of a gate ended, as recorded in `gate.ended`. */
export type EndReason = 'completed' | 'stopped' | 'timeout' | 'cancelled' | 'not-ready' | 'crashed';

/** Turns the bytes of an attached file into rows, piece by piece. Pure; a piece may end anywhere. */
export interface RowParser {
  /** @returns the rows that these bytes completed. @throws FormatError for bytes that are not of the format. */
  push(bytes: Uint8Array): Iterable<Json>;
  /** The last rows. @throws FormatError when the file is cut short. */
  end(): Iterable<Json>;
}

/**
 * A gate kind's judge: a pure fold over the gate's observations. It runs live, in `gate verify`, and over the evidence of
 * many machines. No clock, file, network or randomness.
 */
export interface Fold {
  /** Takes the next observation of this gate. */
  step(o: Observation): void;
  /** Takes, before all else, what earlier executions saw of this gate, whose stages are jobs of their own. */
  takePrior?(earlier: Iterable<Observation>): void;
  /** The parser for an attachment that this kind judges; undefined for one that it does not. The driver then streams the rows. */
  reads?(attachment: Observation): RowParser | undefined;
  /** Takes the next row of an attachment that `reads` wanted. */
  row?(attachment: Observation, row: Json): void;
  /** What it asks for now; the same wish is kept until it is granted. */
  wants(): Want | undefined;
  /**
   * What must be put right (a rollback) before the gate may end, however it ends, in words for the observer of its kind; undefined
   * while nothing must.
   */
  pending?(): JsonObject | undefined;
  /**
   * Once the gate is over: facts where no run makes any, and work that none leaves undone. A judgement copes with them; verifying
   * refuses them, of an execution that came to its own end. @param ended `gate.ended`
   */
  misfits?(ended: Observation): readonly Misfit[];
  /** What the observations so far amount to. */
  assessment(end: EndReason): Assessment;
}

/** All that a judge may know besides the gate's own observations. */
export interface JudgeContext<Spec extends JsonObject = JsonObject> {
  readonly gate: GatePlan<Spec>;
  readonly plan: Plan;
  /** The judgement of an earlier gate; undefined for one that has none yet. */
  upstream(id: string): Judgement | undefined;
  /** `execution.started`, `source`, `history` by type, when they are recorded. */
  fact(type: string): Observation | undefined;
}

/** The judge of a kind whose gates have this spec. */
export interface Judge<Spec extends JsonObject = JsonObject> {
  readonly fold: (context: JudgeContext<Spec>) => Fold;
}

/**
 * The judge of any kind, as it is looked up by the kind of a gate. Here, and in `AnyObserver`, a plan's spec gets its
 * type back: as a method, `fold` stands for that of every `Judge<Spec>`. That holds because a plan always comes from its configuration,
 * resolved by the spec of that same kind; one that is read from a bundle is derived again and compared.
 */
export interface AnyJudge {
  fold(context: JudgeContext): Fold;
}
