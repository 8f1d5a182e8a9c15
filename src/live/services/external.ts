import type { ServicePlan } from '../../core/plan.ts';
import type { Labels } from '../../core/ports.ts';
import { waitUntilReady } from './ready.ts';
import type { ServiceWorld } from './world.ts';

/** A service that somebody else starts (or the stack's one command): it is only probed. */
export class ExternalService {
  readonly plan: ServicePlan;
  private readonly world: ServiceWorld;
  /** Whether it has answered at least once in this execution: only then can it be said to fail. */
  private answered: boolean;
  private readonly external: boolean;

  /** @param owner `stack`: our own command has started it, so that not being there is a failure */
  constructor(plan: ServicePlan, world: ServiceWorld, owner: 'stack' | 'others') {
    this.plan = plan;
    this.world = world;
    this.external = owner === 'others';
    this.answered = owner === 'stack';
  }

  /** Waits until it is ready. @returns false when it is not; the fact is recorded, except when the signal ended the wait. */
  async ready(signal: AbortSignal, labels: Labels): Promise<boolean> {
    const { plan, world } = this;
    if (!plan.ready) return true;
    const { ready, answered, failure, ms, attempts } = await waitUntilReady(plan.ready, world.probeContext(plan), world.clock, signal);
    this.answered ||= answered;
    const fact = { basis: 'probe', service: plan.id } as const;
    if (ready) world.record({ type: 'service.ready', ...fact, ms, attempts, ...labels });
    if (failure) {
      const cause = this.answered ? 'unready' : 'absent';
      world.record({ type: 'service.failed', ...fact, external: this.external, cause, ...failure, ...labels });
    }
    return ready;
  }
}
