import type { Observation } from '../../core/observation.ts';
import { thousands } from '../../core/thousands.ts';
import { type Allowance, failuresAllowed, missedAllowed } from './limits.ts';
import type { ProgressWatch } from './progress.ts';
import type { HealthSpec } from './spec.ts';
import type { Tally } from './tally.ts';

/** Facts after which a gate is lost whatever its checks say: its services are judged beside it. */
const OF_SERVICES: Readonly<Record<string, string>> = {
  'service.exited': 'died',
  'service.usurped': 'does not have its port for itself',
};

/** A service whose facts have changed, and what all services together came to. */
export interface Standing {
  readonly id: string;
  readonly tally: Tally;
  readonly watch: ProgressWatch | undefined;
  readonly failures: number;
  readonly missed: number;
}

/** Finds the moment from which on a gate can't pass any more, whatever is still to come. What is asked at each fact costs next to nothing. */
export class Lost {
  private readonly spec: HealthSpec;
  private readonly failuresAllowed: Allowance;
  private readonly missedAllowed: Allowance;

  constructor(spec: HealthSpec) {
    this.spec = spec;
    this.failuresAllowed = failuresAllowed(spec);
    this.missedAllowed = missedAllowed(spec);
  }

  /** Why the gate can't pass any more, by the facts of one service; undefined while it may. */
  by({ id, tally, watch, failures, missed }: Standing): string | undefined {
    const [bad, late] = [this.failuresAllowed, this.missedAllowed];
    if (failures > bad.all) return `${thousands(failures)} failures, at most ${thousands(bad.all)}`;
    if (bad.each !== undefined && tally.failures > bad.each)
      return `${thousands(tally.failures)} failures of ${id}, at most ${thousands(bad.each)} of each service`;
    if (missed > late.all) return `${thousands(missed)} checks missed, at most ${thousands(late.all)}`;
    if (late.each !== undefined && tally.missed > late.each)
      return `${thousands(tally.missed)} checks of ${id} missed, at most ${thousands(late.each)} of each service`;
    if (tally.contradiction !== undefined) return tally.contradiction;
    if (tally.unclear > 0) return `a check of ${id} could not be judged`;
    return this.byProgress(id, watch) ?? this.byInterruption(id, tally);
  }

  /** The same of a fact about a service's process. */
  static bySight(o: Observation, services: readonly string[]): string | undefined {
    const words = OF_SERVICES[o.type];
    const { service } = o;
    return words !== undefined && typeof service === 'string' && services.includes(service) ? `${service} ${words}` : undefined;
  }

  /** The same of what its progress shows. */
  byProgress(id: string, watch: ProgressWatch | undefined): string | undefined {
    if (!watch?.looked) return undefined;
    const { stalls, blind } = watch.outcome();
    return stalls > 0 ? `the progress of ${id} stood still` : blind && `${id}: ${blind}`;
  }

  private byInterruption(id: string, { slots }: Tally): string | undefined {
    const { uninterruptedMs, intervalMs, count } = this.spec;
    if (uninterruptedMs === undefined || slots.mostWell(count) * intervalMs >= uninterruptedMs) return undefined;
    return `what is left is too short for ${id} to be uninterrupted`;
  }
}
