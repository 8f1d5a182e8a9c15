import { setMaxListeners } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { EndReason, Want } from '../core/fold.ts';
import type { JsonObject } from '../core/json.ts';
import type { Draft, Observation } from '../core/observation.ts';
import type { GatePlan } from '../core/plan.ts';
import type { JudgedFile, ObserveContext, AnyObserver, ProbeContext } from '../core/ports.ts';
import { heard } from '../live/heard.ts';
import { originOf } from '../live/looks/origin.ts';
import { probe } from '../live/looks/probe.ts';
import { rememberedRevision } from '../live/looks/revisions.ts';
import { revealed, variables } from '../live/environment.ts';
import { filesBelow, type Kept } from './capture.ts';
import { type PendingWork, type GateEnd, Unsettled } from './pending.ts';
import { diagnose } from './diagnose.ts';
import { Patience } from './patience.ts';
import { Steps } from './steps.ts';
import { Workspace } from './workspace.ts';
import type { World } from './world.ts';

/** A command that runs after a gate has ended may take so long. */
const AFTER_TIMEOUT_MS = 10 * 60_000;

/** Runs one gate from `gate.started` to `gate.ended` and what follows a bad end. */
export async function runGate(world: World, gate: GatePlan): Promise<void> {
  const run = new GateRun(world, gate);
  try {
    await run.observe();
    await run.after();
  } finally {
    run.close();
  }
}

/** Does what is pending of a gate after an interrupted run, and ends that gate. */
export async function settleGate(world: World, { gate, work }: PendingWork, end: GateEnd): Promise<void> {
  const run = new GateRun(world, gate);
  try {
    await run.settle(work, end);
  } finally {
    run.close();
  }
}

class GateRun {
  private readonly world: World;
  private readonly gate: GatePlan;
  private readonly workspace: Workspace;
  private readonly steps: Steps;
  private readonly startedAtMs = Date.now();
  private readonly kept = new Map<string, Kept>();
  private readonly atEnd = new Map<string, JudgedFile>();
  /** Files whose whole is in the evidence already. */
  private readonly attached = new Set<string>();
  private readonly stop = new AbortController();
  private readonly over = new AbortController();
  private reason: EndReason = 'completed';
  private detail: string | undefined;
  private want: Want | undefined;
  private readonly patience: Patience;

  constructor(world: World, gate: GatePlan) {
    this.world = world;
    this.gate = gate;
    // Every probe that is under way listens to it.
    setMaxListeners(0, this.stop.signal, world.interrupt, world.insisted);
    this.patience = new Patience(world.clock, { over: this.over.signal, insisted: world.insisted });
    this.workspace = new Workspace(world.workFolder, world.checkout, gate);
    this.steps = new Steps({
      gate: gate.id,
      shell: gate.shell,
      folder: gate.workingDirectory,
      env: this.environment(),
      workspace: this.workspace,
      journal: world.journal,
      capture: world.capture,
      marker: world.marker,
      tracker: world.tracker,
      clock: world.clock,
      redactor: world.redactor,
    });
  }

  /** `gate.started`, services, the kind's own observing, files, `gate.ended`. @throws Unsettled */
  async observe(): Promise<void> {
    const { world, gate } = this;
    world.journal.onWant = (want) => {
      this.want = want;
      this.end('stopped');
    };
    this.watchInterrupt();
    world.journal.record({ type: 'gate.started', gate: gate.id, expected: gate.expected });
    world.journal.gate = gate.id;
    if (gate.timeoutMs !== undefined) void this.watchTimeout(world.clock.now() + gate.timeoutMs);
    await this.attempt(() => this.work());
    if (world.handsOver && world.interrupt.aborted && world.fold.pending()) {
      this.over.abort();
      world.journal.recordGlobal({ type: 'interrupted', signal: String(world.interrupt.reason) });
      world.journal.seal();
      throw new Unsettled(gate.id);
    }
    await this.conclude();
  }

  /** For a gate that began in another process: it is stopped already, and what it stands on is gone. */
  async settle(work: JsonObject, { reason, detail }: GateEnd): Promise<void> {
    const { world, gate } = this;
    world.journal.gate = gate.id;
    this.end(reason, detail);
    // Whether they come up or not: what is pending is done as well as it can be.
    await this.attempt(async () => void (await world.services.ready(gate.services, world.insisted)));
    await this.attempt(async () => {
      const settled = this.observer().settle?.(this.context(), work);
      if (!settled) throw new Error(`gates of kind "${gate.kind}" can't be settled`);
      await this.patience.bounded(settled, this.stop.signal);
    });
    await this.conclude();
    const judgement = world.fold.judgementOf(gate.id);
    if (judgement) world.watcher.gateEnded(judgement);
  }

  /** Files, `gate.ended`. */
  private async conclude(): Promise<void> {
    const { world, gate } = this;
    // A service may have died meanwhile, or lost its port: its gate hears of that before it ends.
    await this.attempt(() => world.services.attend(gate.services));
    await heard();
    this.over.abort();
    await this.captureFiles();
    await this.attempt(async () => world.checkRecords());
    if (this.reason === 'completed' && world.fold.wasStopped(gate.id)) this.reason = 'stopped';
    world.journal.gate = undefined;
    const detail = this.detail === undefined ? {} : { detail: this.detail };
    world.journal.record({ type: 'gate.ended', gate: gate.id, reason: this.reason, ...detail });
    world.journal.onWant = () => {};
    world.journal.seal();
  }

  /** What the user wants to happen, and what a reader wants to know, after a gate that did not pass. */
  async after(): Promise<void> {
    const judgement = this.world.fold.judgementOf(this.gate.id);
    if (!judgement) return;
    this.world.watcher.gateEnded(judgement);
    if (judgement.raw !== 'failed' && judgement.raw !== 'blocked') return;
    await diagnose(this.world, this.gate);
    const commands = judgement.raw === 'failed' ? this.gate.onFailure : this.gate.onBlocked;
    const name = judgement.raw === 'failed' ? 'on-failure' : 'on-blocked';
    for (const run of commands) await this.steps.runAfter({ name, run, timeoutMs: AFTER_TIMEOUT_MS }, this.world.interrupt);
  }

  /** Pending work may need the files that are there. */
  close(): void {
    this.over.abort();
    if (!this.world.fold.pending()) this.workspace.close();
  }

  private async work(): Promise<void> {
    const { world, gate } = this;
    if (gate.fresh) await world.services.stop(gate.services);
    const ready = await world.services.ready(gate.services, this.stop.signal);
    if (!ready) {
      this.end('not-ready');
      return;
    }
    const observer = this.observer();
    if (!this.stop.signal.aborted) await this.patience.bounded(observer.observe(this.context()), this.stop.signal);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.end('crashed', error instanceof Error ? error.message : String(error));
    }
  }

  private observer(): AnyObserver {
    const observer = this.world.observers[this.gate.kind];
    if (!observer) throw new Error(`no observer for gates of kind "${this.gate.kind}"`);
    return observer;
  }

  private context(stop = this.stop.signal, more: Pick<ProbeContext, 'rollbackAt'> = {}): ObserveContext {
    const { world, gate } = this;
    const probes = { ...this.probeContext(stop), ...more };
    return {
      plan: world.plan,
      gate,
      earlier: gate.id === world.plan.stage?.gate ? (world.prior?.facts(gate.id) ?? []) : [],
      record: (draft) => this.record(draft),
      attach: (file) => this.attach(file),
      attachAtEnd: (file) => void this.atEnd.set(path.resolve(file.source), file),
      revision: (name) => rememberedRevision(world.plan, name),
      scratch: this.workspace.scratch,
      stop,
      recover: (limitMs, work) => this.patience.recover(limitMs, (ending) => work(this.context(ending, { rollbackAt: Date.now() }))),
      wanted: () => this.want,
      clock: world.clock,
      services: world.services,
      history: world.history,
      probes,
      probe: (plan) => probe(plan, probes),
      servicePlan: (id) => world.plan.services.find((service) => service.id === id),
      progress: (done, total, note) => world.watcher.progress(gate.id, done, total, note),
      notice: (line) => world.watcher.notice(gate.id, line),
      announce: (line) => world.watcher.announce(gate.id, line),
    };
  }

  /** An observer that overran its end has nothing to say any more. */
  private record(draft: Draft): Observation {
    if (this.over.signal.aborted) throw new Error(`gate "${this.gate.id}" has ended`);
    return this.world.journal.record({ ...draft, gate: this.gate.id });
  }

  private async attach(file: JudgedFile): Promise<void> {
    if (this.over.signal.aborted) throw new Error(`gate "${this.gate.id}" has ended`);
    const attached = await this.world.capture.attach(this.gate.id, file);
    if (attached !== undefined && (file.from ?? 0) === 0) this.attached.add(path.resolve(file.source));
  }

  private probeContext(signal: AbortSignal): ProbeContext {
    const { world, gate } = this;
    return {
      cwd: this.workspace.cwd,
      env: this.environment(),
      shell: gate.shell,
      signal,
      vars: world.plan.vars,
      reveal: (text) => world.secrets.reveal(text),
      redact: (text) => world.redactor.text(text).text,
      logOf: (service) => world.services.logOf(service),
      startedAt: (what) => ({ gate: this.startedAtMs, run: world.startedAtMs, job: world.jobStartedAtMs })[what],
      originOf: (full) => originOf(world.plan, full),
      artifact: (name) => world.artifacts.find((one) => one.name === name),
      keep: async (file) => this.keep(file),
      command: (request) => this.steps.run(request, signal),
    };
  }

  private environment(): Record<string, string> {
    const { plan, baseEnv, secrets, checkout } = this.world;
    return {
      ...baseEnv,
      ...variables(plan),
      ...revealed(plan.env, secrets),
      ...revealed(this.gate.env, secrets),
      GATE_DIR: this.workspace.gateDir,
      GATE_CHECKOUT: checkout,
      GATE_RUN: '1',
      GATE_SEQ: '0',
    };
  }

  private keep(file: string): void {
    const source = path.resolve(this.workspace.cwd, file);
    this.kept.set(source, { source, original: file, name: `captured/${file}`, captured: true });
  }

  private async captureFiles(): Promise<void> {
    const { gateDir } = this.workspace;
    for (const file of this.atEnd.values()) if (fs.existsSync(file.source)) await this.world.capture.attach(this.gate.id, file);
    for (const file of filesBelow(gateDir)) {
      const source = path.join(gateDir, file);
      if (this.attached.has(source)) continue;
      const kept = await this.world.capture.attach(this.gate.id, { source, original: file, name: `files/${file}` });
      if (kept === undefined)
        this.world.watcher.notice(this.gate.id, `${file} in $GATE_DIR was not kept: it can't be read, or the bundle has no room left`);
    }
    for (const kept of this.kept.values()) await this.world.capture.attach(this.gate.id, kept);
  }

  private watchInterrupt(): void {
    const { interrupt } = this.world;
    const cancel = (): void => this.end('cancelled', String(interrupt.reason));
    if (interrupt.aborted) cancel();
    else interrupt.addEventListener('abort', cancel, { signal: this.over.signal });
  }

  private async watchTimeout(at: number): Promise<void> {
    await this.world.clock.until(at, this.over.signal);
    if (!this.over.signal.aborted) this.end('timeout');
  }

  /** The first reason counts. */
  private end(reason: EndReason, detail?: string): void {
    if (this.stop.signal.aborted || this.over.signal.aborted) return;
    this.reason = reason;
    this.detail = detail;
    this.stop.abort(reason);
  }
}
