import type { ErrorCode } from '../core/error-code.ts';
import type { Json } from '../core/json.ts';
import { against } from '../core/row-words.ts';

/** What a probe's facts amount to. */
export interface ProbeVerdict {
  readonly verdict: 'passed' | 'failed' | 'blocked';
  /** What kind of trouble, where it has a name. */
  readonly code?: ErrorCode;
  readonly measured: string;
  readonly target: string;
  /** Why it could not be judged, or the system's own words. */
  readonly why?: string;
}

export function passed(measured: string, target: string): ProbeVerdict {
  return { verdict: 'passed', measured, target };
}

export function failed(code: ErrorCode | undefined, measured: string, target: string): ProbeVerdict {
  return { verdict: 'failed', ...(code !== undefined && { code }), measured, target };
}

export function blocked(measured: string, target: string, why: string): ProbeVerdict {
  return { verdict: 'blocked', measured, target, why };
}

/** What was not recorded can't be judged. */
export function unrecorded(what: string): ProbeVerdict {
  return blocked('nothing', what, `no ${what} was recorded`);
}

/** A fact that must be true. */
export function fact(value: Json | undefined, yes: string, no: string): ProbeVerdict {
  if (typeof value !== 'boolean') return unrecorded(yes);
  return value ? passed(yes, yes) : failed(undefined, no, yes);
}

/** What is wrong, for a person: why there is no answer, or what it was and what was required. */
export function troubleInWords({ measured, target, why }: ProbeVerdict): string {
  return why ?? against(measured, target);
}
