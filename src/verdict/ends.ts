import type { EndReason } from '../core/fold.ts';
import type { Observation } from '../core/observation.ts';

/** How the observing of a gate, or of the whole execution, ended. */
export interface End {
  readonly reason: EndReason;
  readonly detail: string | undefined;
}

const REASONS: readonly EndReason[] = ['completed', 'stopped', 'timeout', 'cancelled', 'not-ready', 'crashed'];

/** What `gate.ended` tells; undefined for one without a known reason. */
export function endOfGate({ reason, detail }: Observation): End | undefined {
  const known = REASONS.find((one) => one === reason);
  return known && { reason: known, detail: typeof detail === 'string' ? detail : undefined };
}

/** @param finished `execution.ended`; without it the execution broke off. @param interrupted the signal that asked for the end */
export function endOfExecution(finished: Observation | undefined, interrupted: Observation | undefined): End {
  const reason = finished?.['reason'];
  const signal = interrupted?.['signal'];
  return {
    reason: reason === 'completed' ? 'completed' : reason === 'interrupted' ? 'cancelled' : 'crashed',
    detail: typeof signal === 'string' ? signal : undefined,
  };
}
