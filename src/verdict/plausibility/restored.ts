import type { Observation } from '../../core/observation.ts';
import type { Law, Objection } from './law.ts';

/** What was seen while a gate ran is recorded before that gate ends. */
export class Restored implements Law {
  readonly types = new Set(['gate.started', 'gate.ended', 'record.restored']);
  private gate: unknown;

  fact(o: Observation, object: Objection): void {
    if (o.type === 'gate.started') this.gate = o.gate;
    else if (o.type === 'gate.ended') this.gate = undefined;
    else if (o['during'] !== undefined && o['during'] !== this.gate) object(o.seq, 'seen while a gate ran that did not run then');
  }
}
