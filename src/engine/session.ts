import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../core/errors.ts';
import type { Plan, ServicePlan } from '../core/plan.ts';
import type { ArtifactFiles, Clock, History, AnyObserver, ProbeContext, ProcessId } from '../core/ports.ts';
import { jsonText } from '../core/json.ts';
import { attachmentsOf } from '../evidence/attachments.ts';
import { sha256OfBytes } from '../core/sha256.ts';
import { BUNDLE } from '../evidence/paths.ts';
import { MOST } from '../evidence/read.ts';
import { Recorder, type RecorderOptions } from '../evidence/recorder.ts';
import { whyNotRemoved } from '../evidence/remove.ts';
import { reopenRecording } from '../evidence/reopen.ts';
import { type Environment, inherited, revealed, Secrets, serviceEnvironment, variables } from '../live/environment.ts';
import { Guard, GUARD_PID } from '../live/guard.ts';
import { meetNeighbours } from '../live/neighbours.ts';
import { type Traces, Tracker } from '../live/processes/leftovers.ts';
import { runCommand } from '../live/command.ts';
import { beginningOf, complaint } from '../live/end-of.ts';
import { originOf } from '../live/looks/origin.ts';
import { ServiceManager } from '../live/services.ts';
import { standardMatching } from '../redact/pattern-matching.ts';
import { Redactor } from '../redact/redact.ts';
import { ExecutionFold, type Registry } from '../verdict/execution.ts';
import type { Prior } from '../verdict/prior.ts';
import { Capture } from './capture.ts';
import { countingRedaction, Journal, Leaks } from './journal.ts';
import { type Beginning, OwnRecords } from './own-records.ts';
import { refuseSecrets } from './refuse-secrets.ts';
import type { Watcher, World } from './world.ts';

/** What an execution is made of before it begins. */
export interface SessionOptions {
  readonly plan: Plan;
  readonly configBytes: Uint8Array;
  /** Relative to the checkout. */
  readonly configName: string;
  readonly executionId: string;
  /** The bundle's folder; must not exist. */
  readonly folder: string;
  /** Raw output, outside the bundle; must not exist, removed at the end. */
  readonly workFolder: string;
  readonly checkout: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly startedAtMs: number;
  readonly interrupt: AbortSignal;
  readonly insisted: AbortSignal;
  readonly handsOver: boolean;
  readonly watcher: Watcher;
  readonly history: History;
  readonly artifacts: readonly ArtifactFiles[];
  /** What the stage before left, and the folder of its bundle, which becomes a part of this one. */
  readonly prior?: Prior & { readonly folder: string };
  readonly judges: Registry;
  readonly observers: Readonly<Record<string, AnyObserver>>;
}

/** An execution under way: its world, and what closes it. */
export interface Session {
  readonly world: World;
  /** Writes the final seal. */
  seal(): { head: string; finishedAt: string };
  /** Removes the work folder and dismisses the guard. */
  close(): Promise<void>;
  /** After an error of our own: the guard ends what runs and makes a bundle of what was recorded. */
  abandon(): Promise<void>;
}

/** Makes the folders, writes the configuration and the plan, opens the recording, sets the guard. */
export function openSession(options: SessionOptions): Session {
  const { plan, folder, workFolder } = options;
  refuseSecrets({ ...options, shownName: options.configName });
  // First of all: from here on whatever ends us, what we leave is ended and removed.
  const guard = new Guard(options.executionId, { folder, workFolder });
  writePrimary(folder, options.configBytes, plan);
  if (options.prior) fs.cpSync(options.prior.folder, path.join(folder, BUNDLE.prior), { recursive: true });
  fs.mkdirSync(path.join(workFolder, 'services'), { recursive: true, mode: 0o700 });
  const fold = new ExecutionFold(plan, options.judges, attachmentsOf(folder), options.prior);
  const beginning = { config: options.configBytes, plan: Buffer.from(jsonText(plan)) };
  return sessionOf(options, { guard, fold, beginning, recorderOf: (recording) => new Recorder(recording) });
}

/**
 * Goes on with an execution whose process is gone, in its folders. @param fold has taken all that was recorded
 * @throws SetupError when the recording is not one to go on with
 */
export function reopenSession(options: ReopenOptions, fold: ExecutionFold): Session {
  const { folder, workFolder } = options;
  const guard = new Guard(options.executionId, { folder, workFolder });
  return sessionOf(options, { guard, fold, recorderOf: (recording) => reopenRecording(recording).recorder });
}

/** The configuration, the plan and the evidence of the stage before are there already. */
export type ReopenOptions = Omit<SessionOptions, 'configBytes' | 'configName' | 'prior'>;

interface Parts {
  readonly guard: Guard;
  readonly fold: ExecutionFold;
  readonly beginning?: Beginning;
  readonly recorderOf: (recording: RecorderOptions) => Recorder;
}

function sessionOf(options: ReopenOptions & Pick<SessionOptions, 'prior'>, { guard, fold, beginning, recorderOf }: Parts): Session {
  const { plan, folder, workFolder, clock } = options;
  fs.writeFileSync(path.join(workFolder, GUARD_PID), String(guard.pid ?? ''));
  meetNeighbours(workFolder, options.checkout, process.env);
  const secrets = new Secrets(plan.secretEnv, options.env);
  const redactor = new Redactor(secrets.entries(), standardMatching());
  const leaks = new Leaks();
  const allowed = plan.allowSecrets ?? [];
  const recorder = recorderOf({
    path: path.join(folder, BUNDLE.observations),
    planSha256: sha256OfBytes(jsonText(plan)),
    clock,
    wallClock: () => new Date(),
    redact: countingRedaction(redactor, leaks, plan),
    onClockJump: (jumpMs, seal) => journal.recordGlobal({ type: 'clock', jumpMs, seal }),
    onReplaced: () => records.restored(BUNDLE.observations),
    onLate: (ms, seal) => journal.recordGlobal({ type: 'recorder.late', ms, seal }),
  });
  const journal = new Journal({ recorder, fold, leaks });
  const tracker = new GuardedTracker(options.executionId, guard);
  const baseEnv = inherited(plan, options.env);
  const shared = { plan, clock, tracker, secrets, redactor, baseEnv, journal, marker: options.executionId };
  const services = servicesOf(options, shared);
  const watcher = discreet(options.watcher, redactor);
  const records = new OwnRecords(folder, beginning, { watcher, journal: () => journal });
  const checkRecords = (): void => {
    recorder.check();
    for (const record of records.putBack()) record();
  };
  const notice = (line: string): void => watcher.notice(journal.gate, line);
  const capture = new Capture({
    bundle: folder,
    redactor,
    journal,
    startedAtMs: options.startedAtMs,
    allowed,
    notice,
    interrupt: options.interrupt,
  });
  const jobStartedAtMs = jobStart(options);
  const world: World = { ...options, ...shared, jobStartedAtMs, fold, capture, services, watcher, checkRecords };
  return {
    world,
    seal: () => {
      const sealed = recorder.close();
      // Nothing can be recorded any more.
      records.putBack();
      return sealed;
    },
    close: async () => {
      tracker.close();
      // Before the guard is dismissed: it would remove what we did not get to.
      const why = whyNotRemoved(workFolder);
      if (why !== undefined) watcher.notice(undefined, `temporary files could not be removed: ${why}`);
      await guard.close();
    },
    abandon: async () => {
      tracker.close();
      await guard.abandon();
    },
  };
}

/** A runner writes the file of the event when the job begins. */
export function jobStart({ env, startedAtMs }: Pick<ReopenOptions, 'env' | 'startedAtMs'>): number {
  const event = env['GITHUB_ACTIONS'] === 'true' ? env['GITHUB_EVENT_PATH'] : undefined;
  const written = event ? fs.statSync(event, { throwIfNoEntry: false })?.mtimeMs : undefined;
  return Math.min(written ?? startedAtMs, startedAtMs);
}

/** A watcher that is told no secrets: what it hears goes to a log that others read. */
function discreet(watcher: Watcher, redactor: Redactor): Watcher {
  const clean = (line: string): string => redactor.text(line).text;
  return {
    gateStarted: (gate, index, of) => watcher.gateStarted(gate, index, of),
    // Of what a report says only its reading tells: no form of it may have looked like a secret where it was kept.
    gateEnded: (judgement) => watcher.gateEnded({ ...judgement, reason: clean(judgement.reason) }),
    progress: (gate, done, total, note) => watcher.progress(gate, done, total, note === undefined ? undefined : clean(note)),
    notice: (gate, line) => watcher.notice(gate, clean(line)),
    announce: (gate, line) => watcher.announce(gate, clean(line)),
  };
}

/** A tracker that tells the guard what it watches. */
class GuardedTracker extends Tracker {
  private readonly guard: Guard;

  constructor(execution: string, guard: Guard) {
    super(execution);
    this.guard = guard;
  }

  override watch(service: string, root: ProcessId, traces: Traces = {}): void {
    super.watch(service, root, traces);
    const { since: _ofThisProcess, ...lasting } = traces;
    this.guard.watch(service, root, lasting);
  }

  override forget(service: string): void {
    super.forget(service);
    this.guard.forget(service);
  }
}

type Shared = Pick<World, 'plan' | 'clock' | 'tracker' | 'secrets' | 'redactor' | 'baseEnv' | 'journal' | 'marker'>;

function servicesOf(options: ReopenOptions, shared: Shared): ServiceManager {
  const { plan, journal, secrets, baseEnv } = shared;
  const env = (service: ServicePlan): Environment => serviceEnvironment(plan, service, baseEnv, secrets);
  return new ServiceManager({
    plan,
    marker: shared.marker,
    record: (draft) => void journal.record(draft),
    clock: shared.clock,
    workFolder: options.workFolder,
    checkout: options.checkout,
    env,
    stackEnv: { ...baseEnv, ...variables(plan), ...revealed(plan.env, secrets) },
    probeContext: (service) => serviceProbes(options, shared, service, env(service)),
    tracker: shared.tracker,
    redactor: shared.redactor,
    interrupt: options.interrupt,
    onExit: (service) => options.watcher.notice(journal.gate, `${service} died`),
  });
}

/** Probes of a service (ready, health at verify) live where the service lives. */
function serviceProbes(options: ReopenOptions, shared: Shared, service: ServicePlan, env: Environment): ProbeContext {
  const cwd = path.resolve(options.checkout, service.workingDirectory);
  const scratch = path.join(options.workFolder, 'services');
  return {
    cwd,
    env,
    shell: service.shell,
    signal: options.interrupt,
    vars: shared.plan.vars,
    reveal: (text) => shared.secrets.reveal(text),
    redact: (text) => shared.redactor.text(text).text,
    logOf: () => undefined,
    startedAt: () => options.startedAtMs,
    originOf: (full) => originOf(options.plan, full),
    artifact: () => undefined,
    keep: async () => {},
    command: async ({ run, timeoutMs }) => {
      const folder = fs.mkdtempSync(path.join(scratch, 'probe-'));
      const [stdout, stderr] = [path.join(folder, 'stdout'), path.join(folder, 'stderr')];
      try {
        const command = { name: `probe of ${service.id}`, run, shell: service.shell, cwd, env, stdout, stderr };
        shared.journal.flush();
        const world = { marker: shared.marker, signal: options.interrupt, tracker: shared.tracker };
        const result = await runCommand({ ...command, ...(timeoutMs !== undefined && { timeoutMs }) }, world);
        const output = complaint({ stdout, stderr }, shared.redactor);
        return { ...result, stdout: beginningOf(stdout), stderr: beginningOf(stderr), output };
      } finally {
        whyNotRemoved(folder);
      }
    },
  };
}

/** Writes what an execution begins with: its configuration and its plan. @throws SetupError for a plan that nobody could read again */
export function writePrimary(folder: string, configBytes: Uint8Array, plan: Plan): void {
  const text = jsonText(plan);
  if (Buffer.byteLength(text) > MOST.plan) throw new SetupError('the plan is too long to be read again; make several of the configuration');
  fs.mkdirSync(path.join(folder, path.dirname(BUNDLE.config)), { recursive: true });
  fs.writeFileSync(path.join(folder, BUNDLE.config), configBytes);
  fs.writeFileSync(path.join(folder, BUNDLE.plan), text);
}
