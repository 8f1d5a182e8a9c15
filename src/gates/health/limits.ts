import { limitOf } from '../../core/ratio.ts';
import type { Limit } from '../../language/keys.ts';

/** What limits are taken of. */
export interface Limited {
  readonly count: number;
  readonly services: readonly string[];
  readonly failureLimit: Limit;
  /** A number in plans of before. */
  readonly missedLimit: Limit | number;
  /** Absent in plans of before: true. */
  readonly perService?: boolean;
}

/** How many checks may go wrong in one way. */
export interface Allowance {
  /** Of all services together. */
  readonly all: number;
  /** Of each service, where that is less. */
  readonly each?: number;
}

/** How many checks may fail. */
export function failuresAllowed(limited: Limited): Allowance {
  return allowanceOf(limited.failureLimit, limited);
}

/** How many checks may be missed. */
export function missedAllowed(limited: Limited): Allowance {
  const { missedLimit } = limited;
  return allowanceOf(typeof missedLimit === 'number' ? { count: missedLimit } : missedLimit, limited);
}

/** A ratio holds for each service too: in the sum, the failures of one that is dead are few. */
function allowanceOf(limit: Limit, { count, services, perService = true }: Limited): Allowance {
  const all = limitOf(limit, count * services.length);
  const each = 'ratio' in limit && perService ? limitOf(limit, count) : all;
  return each < all ? { all, each } : { all };
}

/** Whether a service of which no check held would keep within every limit. */
export function mayNeverHold(limited: Limited): boolean {
  const [failures, missed] = [failuresAllowed(limited), missedAllowed(limited)];
  return (failures.each ?? failures.all) + (missed.each ?? missed.all) >= limited.count;
}
