import type { Finding } from '../core/judgement.ts';
import { countOf, type Observation, stringOf } from '../core/observation.ts';

/** So many commands are named; a gate may run thousands. */
const NAMED = 5;

/** Commands whose processes outlived them, and were ended: what a deployment started in the background does not run any more. */
export class LeftBehind {
  private readonly told: Finding[] = [];
  private more = 0;

  step(o: Observation): void {
    if (o.type !== 'step' || o['leftovers'] === undefined || o['aborted'] === true || o['timedOut'] === true) return;
    const count = countOf(o, 'leftovers');
    if (count === 0) return;
    if (this.told.length >= NAMED) this.more++;
    else {
      const left = count === 1 ? '1 process' : `${count} processes`;
      this.told.push({ title: 'Command', message: `${stringOf(o, 'name')} left ${left} running when it ended; ended as well`, seq: o.seq });
    }
  }

  findings(): readonly Finding[] {
    const more = this.more === 0 ? [] : [{ title: 'Command', message: `${this.more} more commands left processes, which were ended` }];
    return [...this.told, ...more];
  }
}
