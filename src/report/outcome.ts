import type { FileSource } from '../core/origin.ts';
import type { Decision } from '../core/decision.ts';
import type { Observation } from '../core/observation.ts';
import type { Plan } from '../core/plan.ts';

/** When a gate ran, in monotonic ms since the execution started. Without `endedT` it never ended. */
export interface GateTime {
  readonly gate: string;
  readonly startedT: number;
  readonly endedT?: number;
  /** How the observing of it ended: `completed`, `stopped`, `timeout`, … */
  readonly reason?: string;
}

/** A file of the evidence, named with its hash by an observation. `path` is inside the bundle. */
export interface FileRecord {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly gate?: string;
  readonly source: FileSource;
  /** Kept because the user asked for it, never judged. */
  readonly handWritten?: boolean;
}

/** A command that ran to its end, as its `step` observation tells. `t`: when that was recorded, so about when it ended. */
export interface StepRecord {
  readonly t: number;
  readonly gate?: string;
  readonly name: string;
  readonly run: string;
  readonly exit?: number;
  readonly signal?: string;
  readonly spawnError?: string;
  /** Its working directory, where that is not there. */
  readonly folder?: string;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  readonly durationMs: number;
  readonly leftovers: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** The end of what it wrote, when it did not end well. */
  readonly output?: string;
}

/** How often one error code was seen of one service or probe in one gate. */
export interface ErrorCount {
  readonly gate: string;
  /** The service or the probe. */
  readonly subject: string;
  readonly code: string;
  readonly count: number;
}

/**
 * All that the renderings know of one execution: what was planned, what was decided, and the recorded facts that a reader wants
 * to see beside it. Plain data; every rendering is a pure function of it.
 */
export interface Outcome {
  readonly plan: Plan;
  /** With the judgements in the order of the plan, the built-in evidence gate last. */
  readonly decision: Decision;
  readonly executionId: string;
  /** Hash of the final seal. */
  readonly head: string;
  /** Wall clock, ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Monotonic ms from the start to the last observation. */
  readonly durationMs: number;
  readonly facts: {
    readonly started?: Observation;
    readonly source?: Observation;
    /** The stage before. */
    readonly part?: Observation;
    /** Of one that decides: the execution that observed. */
    readonly observed?: Observation;
    readonly history?: Observation;
    /** Earlier executions of the same commit, from the oldest to the newest. */
    readonly attempts?: readonly Observation[];
  };
  readonly timeline: readonly GateTime[];
  readonly files: readonly FileRecord[];
  readonly steps: readonly StepRecord[];
  readonly errors: readonly ErrorCount[];
}
