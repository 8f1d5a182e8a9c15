import type { ErrorCode } from './error-code.ts';
import type { Want } from './fold.ts';
import type { JsonObject } from './json.ts';
import type { DraftOf, Fact } from './facts/registry.ts';
import type { Draft, Observation } from './observation.ts';
import type { GatePlan, Plan, ProbePlan, ServicePlan } from './plan.ts';

/** Monotonic time. */
export interface Clock {
  /** Ms since the execution started, monotonic, to 1 µs. */
  now(): number;
  /** Resolves when `now() >= t`, or at once when the signal is aborted. Never rejects. */
  until(t: number, signal?: AbortSignal): Promise<void>;
}

/** A process that can't be mistaken for another one that got its number: pid and start time. */
export interface ProcessId {
  readonly pid: number;
  /** The system's own start time, as text (clock ticks since boot on Linux). */
  readonly start: string;
}

/** A command to run in a shell, its output kept in files. */
export interface Command {
  /** For the log and for file names: `run-1`, `on-failure-2`. */
  readonly name: string;
  readonly run: string;
  readonly shell: string;
  readonly cwd: string;
  /** What the configuration calls `cwd`; absent: the same. */
  readonly folder?: string;
  /** The whole environment, resolved, without the marker (the runner of commands adds it). */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Files that receive stdout and stderr. */
  readonly stdout: string;
  readonly stderr: string;
}

/** What became of a command. Exactly one of `exit`, `signal`, `spawnError` tells how it ended. */
export interface CommandResult {
  readonly process?: ProcessId;
  readonly exit?: number;
  readonly signal?: string;
  /** Why it could not be started: the system's code (`ENOENT`, `EACCES`, …). */
  readonly spawnError?: string;
  /** Its working directory as the configuration calls it, where that is not there. */
  readonly folder?: string;
  /** True when our timeout or the abort signal ended it. */
  readonly timedOut: boolean;
  readonly aborted: boolean;
  readonly durationMs: number;
  /** Processes of its tree that outlived it and had to be ended. */
  readonly leftovers: number;
}

/** What a probe saw, once. Facts: whether that is good is judged. */
export interface ProbeResult {
  /** Why there is no answer to look at; absent when there is one. */
  readonly code?: ErrorCode;
  /** The system's own words for `code`. */
  readonly detail?: string;
  /** µs from the start to the whole answer, rounded up to 3 significant digits. */
  readonly us: number;
  /** The values that the probe's condition reads (and `status`, `exitCode`, … always), each ≤ 4 KB. */
  readonly got: JsonObject;
  /** The answer, when the condition does not hold. Its first 2 KB are recorded. */
  readonly excerpt?: string;
  /** What a command wrote, when the condition does not hold. The last 2 KB of it are recorded. */
  readonly output?: string;
}

/** A command of a gate. `env`: over the gate's own. */
export interface StepCommand {
  readonly name?: string;
  readonly run: string;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a file is to the kind of its gate. */
export type FileLabels = Pick<
  Fact<'attachment'>,
  'role' | 'run' | 'cycle' | 'place' | 'patterns' | 'earlier' | 'twinAt' | 'committed' | 'jobAt' | 'artifact'
>;

/** A file that is judged while its gate runs. */
export interface JudgedFile {
  readonly source: string;
  /** The name by which the user knows it. */
  readonly original: string;
  /** Where it goes below the gate's evidence. */
  readonly name: string;
  /** The first byte that counts, from 0: what stands before it is not copied. */
  readonly from?: number;
  readonly labels?: FileLabels;
}

/** What is seen of where a file comes from, besides its times. */
export interface FileOrigin {
  /** It lay there, the same, when the execution began. */
  readonly earlier: boolean;
  /** Whether the commit that the execution began with has this file, with these bytes. */
  readonly committed: () => Promise<boolean>;
  /** The artifact of the workflow run that brought it, with these bytes; undefined for none. */
  readonly artifact: () => Promise<string | undefined>;
}

/** An artifact of the workflow run that was fetched before the first gate, or why it was not. */
export type ArtifactFiles =
  | { readonly name: string; readonly trouble: string }
  | {
      readonly name: string;
      readonly id: string;
      /** SHA-256 of its bytes. */
      readonly digest: string;
      readonly folder: string;
      /** Hashes of its files, by real path. */
      readonly files: ReadonlyMap<string, string>;
    };

/** Where probes and commands of a gate live. */
export interface ProbeContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly shell: string;
  readonly signal: AbortSignal;
  /** The plan's variables, for conditions (`vars.x`). */
  readonly vars: Readonly<Record<string, string | number | boolean>>;
  /** Replaces `${{ env.NAME }}` of secret-env by its value. */
  reveal(text: string): string;
  /** A text without the secrets in it. */
  redact(text: string): string;
  /** Path of the log of a service. */
  logOf(service: string): string | undefined;
  /** Wall clock, ms, at which this gate, the whole run, or the job that it is a part of, began; for `fresh`, `since` and `produced-by`. */
  startedAt(what: 'gate' | 'run' | 'job'): number;
  /** The same for what puts things right after a stop; absent before that. */
  readonly rollbackAt?: number;
  /** Where a file comes from, as far as that can be seen. @param full its path */
  originOf(full: string): Promise<FileOrigin>;
  /** An artifact by its name; undefined for one that nobody asked for. */
  artifact(name: string): ArtifactFiles | undefined;
  /** Keeps a copy of a file in the gate's evidence. */
  keep(path: string): Promise<void>;
  /**
   * Runs a command to its end, its whole process tree included. With a name it is a step: recorded, its output kept in the
   * gate's evidence; without one (a health probe) nothing is kept. `stdout`, `stderr`: the first 1 MiB of each;
   * `output`: the end of what it complained of, or else of what it said, without pieces of secrets.
   */
  command(command: StepCommand): Promise<CommandResult & { stdout: string; stderr: string; output: string }>;
}

/** Fields that are added to every fact of one call. */
export type Labels = Pick<Fact<'sweep'>, 'cycle'>;

/** Why services are looked for: where in a cycle, before they start again, or at the end of the execution. */
export type SweepPhase = Fact<'sweep'>['phase'];

/** Starts, watches and stops the services of the plan; what it does and sees it records under the current gate. */
export interface Services {
  /** Starts what is not running and waits until it is ready. @returns false when one is not; the facts are recorded. */
  ready(ids: readonly string[], signal: AbortSignal, labels?: Labels): Promise<boolean>;
  /** Stops them in parallel and records how each went; what they leave behind is for `sweep` to record and end. */
  stop(ids: readonly string[], labels?: Labels): Promise<void>;
  /** Ends a service as a crash does, SIGKILL to all of its processes at once, and records which these were and what is left. */
  crash(id: string, labels?: Labels): Promise<void>;
  /** Records, of running services: the pid alive and ours, the port's owner ours, the pid file, one health probe each. */
  verify(ids: readonly string[], signal: AbortSignal, labels?: Labels): Promise<void>;
  /** Records what a look by every technique finds of stopped services, before it ends what it found. */
  sweep(ids: readonly string[], phase: SweepPhase, labels?: Labels): Promise<void>;
  /** The service's process, when it is ours and running. */
  processOf(id: string): ProcessId | undefined;
}

/** What a name meant to git: a commit, or why none. */
export interface Revision {
  readonly commit?: string;
  /** It names several things. */
  readonly ambiguous?: true;
  /** Git's own words. */
  readonly detail?: string;
}

/** A gate of an earlier execution. */
export interface EarlierGate {
  readonly executionId: string;
  /** The folder of its bundle. */
  readonly bundle: string;
}

/** The last GO: its gate, or why the one that was it can't be compared with. */
export type LastGo = EarlierGate | { readonly executionId: string; readonly trouble: string };

/** An earlier execution of the same commit and configuration. */
export type Attempt = Omit<DraftOf<'attempt'>, 'type' | 't' | 'gate' | 'basis'>;

/** What a store of earlier executions knows of one commit and configuration. */
export interface Attempts {
  readonly basis: 'file' | 'github-api';
  /** The folder, or the repository, as the user knows it. */
  readonly store: string;
  /** The store ends with this machine or this job, so that later attempts know nothing of this one. */
  readonly fleeting: boolean;
  /** All of them, the oldest first; the execution that goes on is none. */
  readonly found: readonly Attempt[];
  /** Executions of which nobody knows what they are of. */
  readonly unread: number;
  /** Which of them is the first, and why. */
  readonly unreadWhy?: string;
  /** Why the store could not be asked. */
  readonly trouble?: string;
}

/** Whose attempts are asked for. */
export interface AttemptsOf {
  readonly configuration: string;
  readonly commit: string;
  /** The execution that goes on. */
  readonly executionId: string;
}

/** Earlier executions. */
export interface History {
  /**
   * The newest one of this configuration that was a GO and had this gate, with a spec that is alike. @param scratch a folder in which what is
   * packed may be unpacked
   */
  lastGo(configuration: string, gate: string, isAlike: (spec: JsonObject) => boolean, scratch: string): Promise<LastGo | undefined>;
  /** Every execution of a commit and a configuration. */
  attempts(of: AttemptsOf): Promise<Attempts>;
}

/** What an observer gets of the world. */
export interface ObserveContext<Spec extends JsonObject = JsonObject> {
  readonly plan: Plan;
  readonly gate: GatePlan<Spec>;
  /** What earlier executions saw of this gate, whose stages are jobs of their own; mostly nothing. */
  readonly earlier: Iterable<Observation>;
  /** Numbers, seals and judges a fact. A control that the fold then asks for is recorded with it and aborts `stop`. */
  record(draft: Draft): Observation;
  /**
   * Copies a file into the gate's evidence now, and has it judged; `probes.keep` does so at the gate's end. One that is not there is
   * recorded too.
   */
  attach(file: JudgedFile): Promise<void>;
  /** The same at the gate's end, of what is there by then; nothing is recorded of one that never came to be. */
  attachAtEnd(file: JudgedFile): void;
  /** What a name that the kind compares with meant to git before the first gate; undefined where it was not looked up. */
  revision(name: string): Revision | undefined;
  /** An empty folder of the gate's own, outside the evidence. */
  readonly scratch: string;
  /** Aborted when the fold wants an end, at the gate's timeout and at an interruption; then the observer returns soon. */
  readonly stop: AbortSignal;
  /**
   * Puts right what must not stay as it is when `stop` came (a rollback), in a context whose own `stop` heeds neither the fold nor
   * the gate's timeout nor a first interruption: only a second one, or the limit. The gate does not end before it.
   */
  recover(limitMs: number, work: (context: ObserveContext<Spec>) => Promise<void>): Promise<void>;
  /** What the fold asked for, once it has. */
  wanted(): Want | undefined;
  readonly clock: Clock;
  readonly services: Services;
  readonly history: History;
  readonly probes: ProbeContext;
  /** One look at a thing; retries are the observer's. */
  probe(plan: ProbePlan): Promise<ProbeResult>;
  servicePlan(id: string): ServicePlan | undefined;
  /** A progress line for whoever watches: `done` of `total`, and what is worth saying. */
  progress(done: number, total: number, note?: string): void;
  /** A bad event, said at once. */
  notice(line: string): void;
  /** What changes the world outside, said at once however much else there is to say: that traffic moves. */
  announce(line: string): void;
}

/** A gate kind's effects: records facts until the gate is complete or `stop` is aborted. */
export interface Observer<Spec extends JsonObject = JsonObject> {
  readonly observe: (context: ObserveContext<Spec>) => Promise<void>;
  /** Does what is still pending after an interrupted run, in another process: `stop` has come already. */
  readonly settle?: (context: ObserveContext<Spec>, work: JsonObject) => Promise<void>;
}

/** The observer of whichever kind: see `AnyJudge`. */
export interface AnyObserver {
  observe(context: ObserveContext): Promise<void>;
  settle?(context: ObserveContext, work: JsonObject): Promise<void>;
}

/** The bytes of attached files, for judging. */
export interface AttachmentReader {
  /** The pieces of one file, in order. @throws when it is not there. */
  read(path: string): Iterable<Uint8Array>;
}
