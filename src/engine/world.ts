import type { Judgement } from '../core/judgement.ts';
import type { GatePlan, Plan } from '../core/plan.ts';
import type { ArtifactFiles, Clock, History, AnyObserver, Services } from '../core/ports.ts';
import type { Redactor } from '../redact/redact.ts';
import type { Environment, Secrets } from '../live/environment.ts';
import type { Tracker } from '../live/processes/leftovers.ts';
import type { ExecutionFold, Registry } from '../verdict/execution.ts';
import type { Prior } from '../verdict/prior.ts';
import type { Capture } from './capture.ts';
import type { Journal } from './journal.ts';

/** Whoever follows an execution: a terminal, a log. */
export interface Watcher {
  gateStarted(gate: GatePlan, index: number, of: number): void;
  gateEnded(judgement: Judgement): void;
  progress(gate: string, done: number, total: number, note?: string): void;
  /** Something bad, said at once. */
  notice(gate: string | undefined, line: string): void;
  /** What nobody may miss, bad or not, said at once and never only counted. */
  announce(gate: string, line: string): void;
}

/** All that running the gates of one execution needs. */
export interface World {
  readonly plan: Plan;
  readonly judges: Registry;
  readonly observers: Readonly<Record<string, AnyObserver>>;
  readonly journal: Journal;
  readonly fold: ExecutionFold;
  /** What the stage before left, where this execution does a later one. */
  readonly prior?: Prior;
  readonly services: Services & {
    logOf(id: string): string | undefined;
    running(): readonly string[];
    attend(ids: readonly string[]): Promise<void>;
  };
  readonly clock: Clock;
  readonly history: History;
  /** Of the workflow run: those that the gates ask for. */
  readonly artifacts: readonly ArtifactFiles[];
  /** Wall clock, ms, at which the execution began. */
  readonly startedAtMs: number;
  /** The same of the job of which it is a part; outside of a workflow that is itself. */
  readonly jobStartedAtMs: number;
  /** Puts back what something that ran did to the records of this execution, and records that. */
  readonly checkRecords: () => void;
  readonly capture: Capture;
  readonly tracker: Tracker;
  readonly secrets: Secrets;
  readonly redactor: Redactor;
  readonly baseEnv: Environment;
  readonly checkout: string;
  /** Of the bundle. */
  readonly folder: string;
  readonly workFolder: string;
  /** Value of the environment marker that every process of this execution carries. */
  readonly marker: string;
  /** Aborted by SIGINT, SIGTERM; the reason is the signal's name. */
  readonly interrupt: AbortSignal;
  /** Aborted by a second such signal: what is put right before the end is broken off. */
  readonly insisted: AbortSignal;
  /** After an interruption `post` settles what is pending; then we leave it at once as it is. */
  readonly handsOver: boolean;
  readonly watcher: Watcher;
}
