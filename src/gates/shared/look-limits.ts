import { limitOf } from '../../core/ratio.ts';
import type { QueriesSpec } from './queries.ts';

/** How many looks may be so: in a row, and in all. Absent: no limit. */
export interface RunLimits {
  readonly consecutiveFailureLimit?: number;
  readonly consecutiveErrorLimit?: number;
  readonly failures?: number;
  readonly warnings?: number;
  readonly errors?: number;
}

/** How many of so many looks may bring no data; undefined where there is no limit of all. */
export function errorLimitOf({ errorLimit }: QueriesSpec, expected: number): number | undefined {
  return errorLimit && Math.max(errorLimit.least ?? 0, limitOf(errorLimit, expected));
}

/** The limits of a series of so many looks. */
export function limitsOf(spec: QueriesSpec, expected: number): RunLimits {
  const { consecutiveFailureLimit, consecutiveErrorLimit, failureLimit, warnLimit } = spec;
  const errors = errorLimitOf(spec, expected);
  return {
    ...(consecutiveFailureLimit !== undefined && { consecutiveFailureLimit }),
    ...(consecutiveErrorLimit !== undefined && { consecutiveErrorLimit }),
    ...(failureLimit && { failures: limitOf(failureLimit, expected) }),
    ...(warnLimit && { warnings: limitOf(warnLimit, expected) }),
    ...(errors !== undefined && { errors }),
  };
}

/** What `looks` must be, of a series of so many. */
export function looksTarget(spec: QueriesSpec, expected: number): string {
  const { consecutiveErrorLimit } = spec;
  const errors = errorLimitOf(spec, expected);
  if (consecutiveErrorLimit === undefined && errors === undefined) return `${expected}, all with data`;
  const limits = [
    ...(errors === undefined ? [] : [`${errors} without data`]),
    ...(consecutiveErrorLimit === undefined ? [] : [`${consecutiveErrorLimit} in a row${errors === undefined ? ' without data' : ''}`]),
  ];
  return `${expected}, at most ${limits.join(', ')}`;
}
