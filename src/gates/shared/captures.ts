import type { Criterion } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';

/** Files that a probe was to keep (`capture: true`): each must still be there when the gate ends. */
export class Captures {
  private readonly lost: string[] = [];
  private readonly unreadable: string[] = [];

  step(o: Observation): void {
    if (o.type !== 'file' || o['captured'] !== true) return;
    (o['code'] === 'PERMISSION' ? this.unreadable : this.lost).push(stringOf(o, 'path'));
  }

  /** A row for the table when one was lost. */
  rows(): readonly Criterion[] {
    const row = { name: 'captured files', target: 'there when the gate ends' };
    if (this.lost.length > 0) return [{ ...row, measured: firstOf(this.lost, 'is gone'), verdict: 'failed' }];
    return this.unreadable.length > 0 ? [{ ...row, measured: firstOf(this.unreadable, "can't be read"), verdict: 'blocked' }] : [];
  }
}

function firstOf([first = '', ...more]: readonly string[], what: string): string {
  return `${first} ${what}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
}
