import path from 'node:path';
import { portsOf, type ServicePlan } from '../../core/plan.ts';
import type { Labels, ProcessId } from '../../core/ports.ts';
import { marked } from '../processes/marker.ts';
import { portOwners } from '../processes/ports.ts';
import { isRunning, nameOf, type ProcessTable, processTable } from '../processes/table.ts';
import { tagged } from '../processes/tag.ts';
import { type Invocation, shellCommand } from '../shell.ts';
import { crashService } from './crash.ts';
import { type Ending, launch, type Launched, wasNotExecutable } from './launch.ts';
import { type Holder, holderOf } from './holder.ts';
import { Output } from './output.ts';
import { isReady, round, settle, waitUntilReady } from './ready.ts';
import { PortWatch, type Usurpers } from './port-watch.ts';
import { endService } from './stop.ts';
import { linked, verifyService } from './verify.ts';
import type { Failure, ServiceWorld } from './world.ts';

/** `starting` until it is known to be ready; `stopping` by us: in both its end is no surprise. */
type Phase = 'starting' | 'up' | 'stopping';

/** A service that we start and stop ourselves. */
export class ManagedService {
  readonly plan: ServicePlan;
  /** Whether it ran since the last clean sweep: then something of it may be left. */
  unswept = false;
  private readonly world: ServiceWorld;
  private readonly command: Invocation;
  private readonly log: string;
  /** What it wrote since its last start. */
  private output: Output;
  private phase: Phase = 'starting';
  private launched: Launched | undefined;
  private stopping: Promise<void> | undefined;
  private portWatches: readonly PortWatch[] = [];

  /** @param log file that receives what it prints */
  constructor(plan: ServicePlan, run: string, world: ServiceWorld, log: string) {
    this.plan = plan;
    this.world = world;
    this.log = log;
    this.output = new Output(log, world.redactor);
    this.command = shellCommand(plan.shell, run, process.platform);
  }

  /** Stands in all of its facts. */
  private get own() {
    return { basis: 'process', service: this.plan.id } as const;
  }

  /** Its own process, while that runs. */
  get process(): ProcessId | undefined {
    return this.launched?.ending() === undefined ? this.launched?.process : undefined;
  }

  /**
   * Starts it unless it runs, and waits until it is ready.
   * @returns false when it is not; the fact is recorded, unless the signal ended the wait.
   */
  async ready(signal: AbortSignal, labels: Labels): Promise<boolean> {
    if (this.process === undefined) {
      const failure = await this.start(labels);
      if (failure) return this.failed(failure, labels);
    }
    const { launched } = this;
    return launched !== undefined && (await this.wait(launched, signal, labels));
  }

  /** Records what a look at the running service sees. */
  async verify(signal: AbortSignal, labels: Labels): Promise<void> {
    const facts = await verifyService(this.plan, this.launched?.process, this.world, signal);
    this.world.record({ type: 'service.verified', ...this.own, ...facts, ...labels });
  }

  /** Looks whether its ports are still its own; a stranger on one is recorded. */
  async attend(): Promise<void> {
    if (this.phase !== 'up' || this.process === undefined) return;
    await Promise.all(this.portWatches.map((watch) => watch.look()));
    for (const holder of await this.holders(this.unwatched())) {
      if (isStranger(holder)) await this.usurped({ ...holder, owners: holder.strangers });
    }
  }

  /** Asks it to end, forces it to after the grace period, and records how that went; once, however many ask for it. */
  async stop(labels: Labels): Promise<void> {
    this.stopping ??= this.end(labels).finally(() => {
      this.stopping = undefined;
    });
    await this.stopping;
  }

  private async end(labels: Labels): Promise<void> {
    await this.hearOfItsEnd();
    const { launched, process, plan, world } = this;
    if (!launched || !process) {
      this.world.record({ type: 'service.stopped', ...this.own, signals: [], ms: 0, ...labels });
      return;
    }
    this.leave('stopping');
    const start = world.clock.now();
    const signals = await endService(process, this.command, plan, world);
    // Its end is told to us in a moment, unless even SIGKILL did not end it.
    await Promise.race([launched.ended, world.clock.until(world.clock.now() + 1000)]);
    const ms = round(world.clock.now() - start);
    this.world.record({ type: 'service.stopped', ...this.own, pid: process.pid, signals, ...launched.ending(), ms, ...labels });
  }

  /** Kills all of its processes as a crash does; nothing of it is left when this resolves, or the fact says what. */
  async crash(labels: Labels): Promise<void> {
    await this.hearOfItsEnd();
    const { launched, process, plan, world } = this;
    if (!launched || !process) {
      this.world.record({ type: 'service.crashed', ...this.own, killed: [], left: [], ...labels });
      return;
    }
    this.leave('stopping');
    const { t, killed, left } = await crashService(process, plan.id, world);
    const ms = round(world.clock.now() - t);
    await Promise.race([launched.ended, world.clock.until(world.clock.now() + 1000)]);
    const stillReady = plan.ready && (await isReady(plan.ready, world.probeContext(plan)));
    const facts = {
      ...(stillReady !== undefined && { stillReady }),
      killed: killed.map(({ pid, start, command }) => ({ pid, start, command })),
      left: left.map(({ pid, start }) => ({ pid, start })),
    };
    this.world.record({
      type: 'service.crashed',
      ...this.own,
      t,
      pid: process.pid,
      start: process.start,
      ms,
      ...facts,
      ...launched.ending(),
      ...labels,
    });
    // What was seen to be gone needs no sweep, which would be counted as time of the recovery.
    if (left.length === 0) this.unswept = false;
  }

  /** It may have died unasked a moment ago: then that is recorded before we ask it for anything. */
  private async hearOfItsEnd(): Promise<void> {
    const { launched, process, world } = this;
    if (!launched || !process || (await isRunning(process))) return;
    await Promise.race([launched.ended, world.clock.until(world.clock.now() + 1000)]);
  }

  /** @returns why it could not be started. */
  private async start(labels: Labels): Promise<Failure | undefined> {
    const { plan, world, log } = this;
    const ports = portsOf(plan);
    const [first] = ports;
    for (const port of ports) {
      const taken = await listenerOn(port);
      if (taken !== undefined) return { cause: 'port-taken', detail: taken };
    }
    const cwd = path.resolve(world.checkout, plan.workingDirectory);
    const env = marked(world.env(plan), world.marker, plan.id);
    this.output = new Output(log, world.redactor);
    const launched = await launch({ ...tagged(this.command, env, world.marker, plan.id), cwd, env, log });
    if ('spawnError' in launched) return { cause: 'not-executable', code: launched.spawnError, detail: launched.detail };
    this.launched = launched;
    this.leave('starting');
    this.unswept = true;
    world.tracker.watch(plan.id, launched.process, { log, ...(first !== undefined && { port: first }) });
    this.world.record({
      type: 'service.started',
      ...this.own,
      ...launched.process,
      ...(plan.port !== undefined && { port: plan.port }),
      ...labels,
    });
    void launched.ended.then((ending) => this.ended(launched, ending));
    return undefined;
  }

  private async wait(launched: Launched, signal: AbortSignal, labels: Labels): Promise<boolean> {
    const { plan, world } = this;
    this.phase = 'starting';
    const gone = new AbortController();
    void launched.ended.then(() => gone.abort());
    const over = AbortSignal.any([signal, gone.signal]);
    const waited = plan.ready
      ? await waitUntilReady(plan.ready, world.probeContext(plan), world.clock, over)
      : await settle(world.clock, over);
    const elder = waited.ready && process.platform !== 'linux' ? await this.elderOnPorts(launched.process) : undefined;
    const ending = launched.ending();
    if (ending && wasNotExecutable(ending)) return this.failed({ cause: 'not-executable', ...ending, ...this.output.fact() }, labels);
    const stranger = elder ?? (ending && (await this.strangerOnPorts()));
    if (stranger !== undefined) return this.failed({ cause: 'port-taken', detail: stranger, ...ending }, labels);
    if (ending) return this.failed({ cause: 'exited', ...ending, ...this.output.fact() }, labels);
    if (waited.failure) return this.failed({ cause: 'unready', ...waited.failure, ...this.output.fact() }, labels);
    this.phase = 'up';
    if (!waited.ready) return false;
    const holders = await this.holders(portsOf(plan));
    const foreign = holders.find(isStranger);
    if (foreign) return this.failed({ cause: 'port-taken', detail: await heldBy(foreign.port, foreign.strangers) }, labels);
    const ports = holders.map(({ port, owner }) => ({ port, owner }));
    this.world.record({ type: 'service.ready', ...this.own, ms: waited.ms, attempts: waited.attempts, ports, ...labels });
    this.portWatches = [...this.portWatches, ...this.unwatched().flatMap((port) => this.watch(port) ?? [])];
    return true;
  }

  /** Those of its ports that nobody watches. */
  private unwatched(): readonly number[] {
    return portsOf(this.plan).filter((port) => !this.portWatches.some((watch) => watch.port === port));
  }

  /** Who holds these ports now. Mostly they are processes that are known; else all are looked at. */
  private async holders(ports: readonly number[]): Promise<readonly Holder[]> {
    const { tracker } = this.world;
    const { id } = this.plan;
    const known = new Set(ports.length === 0 ? [] : tracker.remembered(id));
    let holders: Holder[] = [];
    for (const port of ports) {
      const holder = await holderOf(port, async () => known);
      holders = [...holders, isStranger(holder) ? await holderOf(port, async () => linked(await tracker.find([id]))) : holder];
    }
    return holders;
  }

  /** Somebody who took a port after we had found it free, in words: what he answers is not the service's. */
  private async elderOnPorts(root: ProcessId): Promise<string | undefined> {
    // Where start times are no numbers nothing is said: a container's port is held by a younger process that is not ours either.
    return this.onPorts(async (owners) => owners.every(({ start }) => Number(start) < Number(root.start)));
  }

  /** Somebody who holds a port of a service that has ended, in words; undefined when it is one of the service's own. */
  private async strangerOnPorts(): Promise<string | undefined> {
    return this.onPorts(async (owners) => {
      const ours = linked(await this.world.tracker.find([this.plan.id]));
      return owners.every(({ pid }) => !ours.has(pid));
    });
  }

  /** The first port whose owners are somebody else's, in words. */
  private async onPorts(areStrangers: (owners: readonly ProcessId[]) => Promise<boolean>): Promise<string | undefined> {
    for (const port of portsOf(this.plan)) {
      const { owners } = await portOwners(port);
      if (owners.length > 0 && (await areStrangers(owners))) return heldBy(port, owners);
    }
    return undefined;
  }

  private watch(port: number): PortWatch | undefined {
    const { plan, world } = this;
    return PortWatch.on({
      port,
      known: world.tracker.remembered(plan.id),
      ours: async () => linked(await world.tracker.find([plan.id])),
      tell: (usurpers) => this.usurped(usurpers),
    });
  }

  private async usurped({ port, owners, shared }: Usurpers): Promise<void> {
    const detail = await heldBy(port, owners);
    if (this.phase === 'up') this.world.record({ type: 'service.usurped', ...this.own, port, shared, detail });
  }

  /** From now on its port and its end are no news. */
  private leave(phase: Phase): void {
    this.phase = phase;
    for (const watch of this.portWatches) watch.close();
    this.portWatches = [];
  }

  private ended(launched: Launched, ending: Ending): void {
    if (this.phase !== 'up' || this.launched !== launched) return;
    this.world.record({ type: 'service.exited', ...this.own, pid: launched.process.pid, ...ending, ...this.output.fact() });
    this.world.onExit?.(this.plan.id);
  }

  private failed(failure: Failure, labels: Labels): false {
    this.world.record({ type: 'service.failed', ...this.own, external: false, ...failure, ...labels });
    return false;
  }
}

/** Linux alone tells for sure whose a process is. */
function isStranger({ owner }: Holder): boolean {
  return owner === 'foreign' && process.platform === 'linux';
}

/** Who listens on a port, in words; undefined when nobody does, or the system would not tell: then the service itself will. */
async function listenerOn(port: number): Promise<string | undefined> {
  const { listening, owners } = await portOwners(port);
  return listening ? heldBy(port, owners) : undefined;
}

async function heldBy(port: number, owners: readonly ProcessId[]): Promise<string> {
  const table = await processTable().catch((): ProcessTable => new Map());
  const names = owners.map(({ pid }) => `process ${pid} (${nameOf(table.get(pid))})`);
  return `port ${port} is held by ${names.length > 0 ? names.join(', ') : 'a process that we can not see'}`;
}
