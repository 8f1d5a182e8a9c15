import path from 'node:path';
import type { Plan, ServicePlan } from '../core/plan.ts';
import type { Labels, ProcessId, Services, SweepPhase } from '../core/ports.ts';
import { ExternalService } from './services/external.ts';
import { LogFollower } from './services/follower.ts';
import { ManagedService } from './services/managed.ts';
import { Stack } from './services/stack.ts';
import { inTurn } from './services/in-turn.ts';
import { sweep } from './services/sweep.ts';
import type { ServiceWorld } from './services/world.ts';

/** After an interruption a service waits so long for those that need it to stop; all must have ended within 5 s. */
const RUSHED_MS = 500;

/** Starts, watches and stops the services of a plan. Each may be started many times; all that happens is recorded. */
export class ServiceManager implements Services {
  private readonly world: ServiceWorld;
  private readonly plans: ReadonlyMap<string, ServicePlan>;
  private readonly managed = new Map<string, ManagedService>();
  private readonly external = new Map<string, ExternalService>();
  private readonly followers = new Map<string, LogFollower>();
  private readonly logs = new Map<string, string>();
  private readonly stack: Stack | undefined;

  constructor(world: ServiceWorld) {
    this.world = world;
    const { services, stack } = world.plan;
    this.plans = new Map(services.map((service) => [service.id, service]));
    this.stack = stack && new Stack(stack, world, this.file('(stack).log'));
    for (const plan of services) this.add(plan, stack);
  }

  async ready(ids: readonly string[], signal: AbortSignal, labels: Labels = {}): Promise<boolean> {
    await this.sweepBeforeStart(ids, labels);
    if (!(await this.stackReady(ids, signal, labels))) return false;
    // One that is not ready decides it: nobody waits for the others any longer.
    const failed = new AbortController();
    const over = AbortSignal.any([signal, failed.signal]);
    const outcomes = await inTurn<boolean>(ids, this.needsOf, async (id, needed) => {
      if (!(await needed).every(Boolean)) return false;
      const ready = await this.serviceOf(id).ready(over, labels);
      if (ready) await this.followers.get(id)?.start();
      else failed.abort();
      return ready;
    });
    return outcomes.every(Boolean);
  }

  /**
   * Stops them together, but each after those that need it. What a service leaves behind is left for `sweep` to record, at the latest
   * before its next start. The stack stops when all of its services are to stop.
   */
  async stop(ids: readonly string[], labels: Labels = {}): Promise<void> {
    await Promise.all(ids.flatMap((id) => this.followers.get(id)?.stop() ?? []));
    const stack = this.stackIds();
    const stackToo = stack.length > 0 && stack.every((id) => ids.includes(id));
    const over = new AbortController();
    const rushed = this.rushed(over.signal);
    const all = inTurn<void>(ids, this.usersOf, async (id, users) => {
      await Promise.race([users, rushed]);
      await this.managed.get(id)?.stop(labels);
    });
    try {
      if (stackToo && ids.some((id) => this.needsOf(id).some((need) => stack.includes(need)))) await Promise.race([all, rushed]);
      await Promise.all([all, stackToo ? this.stack?.stop() : undefined]);
    } finally {
      over.abort();
    }
  }

  async crash(id: string, labels: Labels = {}): Promise<void> {
    for (const service of this.managedOf([id])) await service.crash(labels);
  }

  /** Looks whose the ports of running services are; strangers on them are recorded. */
  async attend(ids: readonly string[]): Promise<void> {
    await Promise.all(this.managedOf(ids).map((service) => service.attend()));
  }

  async verify(ids: readonly string[], signal: AbortSignal, labels: Labels = {}): Promise<void> {
    await Promise.all(this.managedOf(ids).map((service) => service.verify(signal, labels)));
  }

  async sweep(ids: readonly string[], phase: SweepPhase, labels: Labels = {}): Promise<void> {
    const services = this.managedOf(ids);
    if (services.length === 0) return;
    const clean = await sweep(
      this.world,
      services.map(({ plan }) => plan),
      phase,
      labels,
    );
    if (!clean) return;
    for (const service of services) {
      service.unswept = false;
      // Whoever takes its port from now on is a stranger.
      this.world.tracker.forget(service.plan.id);
    }
  }

  processOf(id: string): ProcessId | undefined {
    return this.managed.get(id)?.process;
  }

  /** What runs because of us: managed services, those of a started stack, and external ones whose log is followed. */
  running(): readonly string[] {
    const managed = [...this.managed.keys()].filter((id) => this.processOf(id) !== undefined);
    const stack = this.stack?.up ? this.stackIds() : [];
    const followed = [...this.followers.keys()].filter((id) => this.followers.get(id)?.running);
    return [...new Set([...managed, ...stack, ...followed])];
  }

  /** Path of a service's log; undefined for a service that has none. */
  logOf(id: string): string | undefined {
    return this.logs.get(id);
  }

  private readonly needsOf = (id: string): readonly string[] => this.plans.get(id)?.needs ?? [];

  private readonly usersOf = (id: string): readonly string[] =>
    [...this.plans.values()].filter(({ needs = [] }) => needs.includes(id)).map((user) => user.id);

  /** Resolves a moment after an interruption, from when on no stop waits for another one; or when there is nothing to wait for. */
  private async rushed(over: AbortSignal): Promise<void> {
    const { clock, interrupt } = this.world;
    await clock.until(Number.POSITIVE_INFINITY, interrupt ? AbortSignal.any([interrupt, over]) : over);
    await clock.until(clock.now() + RUSHED_MS, over);
  }

  private add(plan: ServicePlan, stack: Plan['stack']): void {
    const { id, run, log, workingDirectory } = plan;
    const output = this.file(`${id}.log`);
    const follows = log && 'run' in log;
    if (run === undefined) this.external.set(id, new ExternalService(plan, this.world, stack ? 'stack' : 'others'));
    else this.managed.set(id, new ManagedService(plan, run, this.world, follows ? this.file(`${id}.output.log`) : output));
    if (follows) this.followers.set(id, new LogFollower(plan, log.run, this.world, output));
    if (log && 'path' in log) this.logs.set(id, path.resolve(this.world.checkout, workingDirectory, log.path));
    else if (follows || run !== undefined) this.logs.set(id, output);
  }

  /** What an earlier run of a service may have left would be in the way of the next one. */
  private async sweepBeforeStart(ids: readonly string[], labels: Labels): Promise<void> {
    const stale = this.managedOf(ids).filter(({ unswept, process }) => unswept && process === undefined);
    await this.sweep(
      stale.map(({ plan }) => plan.id),
      'restart',
      labels,
    );
  }

  private async stackReady(ids: readonly string[], signal: AbortSignal, labels: Labels): Promise<boolean> {
    const wanted = this.stackIds().filter((id) => ids.includes(id));
    if (!this.stack || this.stack.started || wanted.length === 0) return true;
    const failure = await this.stack.start(signal);
    if (!failure) return !signal.aborted;
    for (const service of wanted)
      this.world.record({ type: 'service.failed', basis: 'process', service, external: false, ...failure, ...labels });
    return false;
  }

  private serviceOf(id: string): ManagedService | ExternalService {
    const service = this.managed.get(id) ?? this.external.get(id);
    if (!service) throw new Error(`the plan has no service "${id}"`);
    return service;
  }

  private managedOf(ids: readonly string[]): readonly ManagedService[] {
    return ids.flatMap((id) => this.managed.get(id) ?? []);
  }

  private stackIds(): readonly string[] {
    return this.stack ? [...this.external.keys()] : [];
  }

  private file(name: string): string {
    return path.join(this.world.workFolder, 'services', name);
  }
}
