import type { IntervalSet } from './intervals.ts';

/** Seconds, rounded up to 1 ms: what is beyond a limit is never shown as within it. */
export function seconds(ms: number): number {
  return Math.ceil(ms) / 1000;
}

/** The first of some numbers, and how many more there are; undefined when there is none. */
export function numbersText(numbers: IntervalSet): string | undefined {
  const first = numbers.first();
  if (first === undefined) return undefined;
  return numbers.size === 1 ? `number ${first}` : `number ${first} and ${numbers.size - 1} more`;
}
