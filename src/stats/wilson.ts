import { significant } from '../core/ratio.ts';
import { probit } from './probit.ts';

/** Where the true share lies, 0..1. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The two-sided score interval of a share (E. B. Wilson, JASA 22, 1927), without continuity correction.
 * @param confidence above 0, below 1: of both sides together
 * @returns undefined for 0 of 0, of which nothing is known
 */
export function wilson(successes: number, of: number, confidence: number): Interval | undefined {
  if (of === 0) return undefined;
  const z = probit((1 + confidence) / 2);
  const share = successes / of;
  const widened = 1 + (z * z) / of;
  const middle = (share + (z * z) / (2 * of)) / widened;
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / widened;
  return {
    lower: successes === 0 ? 0 : significant(Math.max(0, middle - half)),
    upper: successes === of ? 1 : significant(Math.min(1, middle + half)),
  };
}
