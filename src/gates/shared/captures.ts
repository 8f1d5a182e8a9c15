import type { Criterion } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';

/** Files that a probe was to keep (`capture: true`): each must still be there when the gate ends. */
export class Captures {
  private readonly lost: string[] = [];

  step(o: Observation): void {
    if (o.type === 'file' && o['captured'] === true) this.lost.push(stringOf(o, 'path'));
  }

  /** A row for the table when one was lost. */
  rows(): readonly Criterion[] {
    const [first, ...more] = this.lost;
    if (first === undefined) return [];
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    return [{ name: 'captured files', target: 'there when the gate ends', measured: `${first} is gone${others}`, verdict: 'failed' }];
  }
}
