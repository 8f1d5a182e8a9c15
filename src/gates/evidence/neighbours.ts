import type { Criterion } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';

/**
 * Executions that went on in the same checkout. What one of them wrote may have been read by another: a report at the same path, a port, a
 * build. Most such runs have nothing in common, so it only warns; a policy without warnings blocks.
 */
export class NeighboursTally {
  private readonly ids: string[] = [];

  /** Takes a `neighbour`. @throws MalformedObservation */
  step(o: Observation): void {
    this.ids.push(stringOf(o, 'executionId'));
  }

  criteria(): readonly Criterion[] {
    if (this.ids.length === 0) return [];
    const others = this.ids.length === 1 ? 'execution' : 'executions';
    const measured = `${others} ${this.ids.join(', ')} ran here at the same time: each may have read what the other wrote. Give each a clone or a work tree of its own`;
    return [{ name: 'alone', target: 'no other execution in this checkout', measured, words: measured, verdict: 'warned' }];
  }
}
