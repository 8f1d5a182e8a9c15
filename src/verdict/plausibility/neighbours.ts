import { type Observation, stringOf } from '../../core/observation.ts';
import type { Law, Objection } from './law.ts';

/** No execution meets itself, nor another one twice. */
export class Neighbours implements Law {
  readonly types = new Set(['execution.started', 'neighbour']);
  private readonly known = new Set<string>();

  fact(o: Observation, object: Objection): void {
    const id = stringOf(o, 'executionId');
    if (this.known.has(id)) object(o.seq, `execution ${id} is told of twice`);
    this.known.add(id);
  }
}
