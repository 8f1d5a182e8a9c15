import path from 'node:path';
import type { ServicePlan } from '../../core/plan.ts';
import { marked } from '../processes/marker.ts';
import { shellCommand } from '../shell.ts';
import { launch, type Launched } from './launch.ts';
import { endTree } from './stop.ts';
import type { ServiceWorld } from './world.ts';

/** A command that prints the log of a service that does not write it to us (`docker compose logs -f db`). */
export class LogFollower {
  private readonly plan: ServicePlan;
  private readonly run: string;
  private readonly world: ServiceWorld;
  private readonly log: string;
  private launched: Launched | undefined;

  constructor(plan: ServicePlan, run: string, world: ServiceWorld, log: string) {
    this.plan = plan;
    this.run = run;
    this.world = world;
    this.log = log;
  }

  get running(): boolean {
    return this.launched !== undefined && this.launched.ending() === undefined;
  }

  /** Starts it unless it runs. One that can't be started leaves an empty log, which is evidence enough. */
  async start(): Promise<void> {
    if (this.running) return;
    const { plan, world } = this;
    const launched = await launch({
      ...shellCommand(plan.shell, this.run, process.platform),
      cwd: path.resolve(world.checkout, plan.workingDirectory),
      env: marked(world.env(plan), world.marker, this.name),
      log: this.log,
    });
    this.launched = 'spawnError' in launched ? undefined : launched;
    if (!this.launched) return;
    world.tracker.watch(this.name, this.launched.process, { log: this.log });
  }

  async stop(): Promise<void> {
    if (!this.launched) return;
    this.launched = undefined;
    await endTree(this.name, this.world);
  }

  /** Under which it is tracked; no service can have such an id. */
  private get name(): string {
    return `${this.plan.id} (log)`;
  }
}
