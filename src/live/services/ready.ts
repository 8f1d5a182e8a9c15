import type { ErrorCode } from '../../core/error-code.ts';
import type { Clock, ProbeContext, ProbeResult } from '../../core/ports.ts';
import type { ProbePlan, ServicePlan } from '../../core/plan.ts';
import { judgeProbe } from '../../probes/judge.ts';
import { troubleInWords } from '../../probes/rows.ts';
import { isFromService } from '../../probes/watch.ts';
import { probe } from '../looks/probe.ts';
import { toldOf } from '../looks/told.ts';

export type ReadyPlan = NonNullable<ServicePlan['ready']>;

/** A service without a `ready` probe counts as ready when it has lived so long. */
const SETTLE_MS = 250;

/** An attempt that has waited so long for its answer when the time is over tells more than the one before it. */
const PENDING_MS = 1000;

/** What waiting came to: ready, a failure, or neither when the signal ended it. */
export interface Waited {
  readonly ready: boolean;
  /** Something was there to answer, be it wrongly. */
  readonly answered: boolean;
  readonly attempts: number;
  /** Ms from the beginning to the end. */
  readonly ms: number;
  /** What the last attempt came to, when the time was over. */
  readonly failure?: NotReady;
}

interface NotReady {
  readonly code?: ErrorCode;
  readonly detail: string;
}

/** Probes at a fixed rate until the probe holds, the plan's timeout, or the signal; two attempts never overlap. */
export async function waitUntilReady(ready: ReadyPlan, context: ProbeContext, clock: Clock, signal: AbortSignal): Promise<Waited> {
  const start = clock.now();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ready.timeoutMs);
  const over = AbortSignal.any([signal, late.signal]);
  let answered = false;
  let attempts = 0;
  let trouble: NotReady = { code: 'TIMEOUT', detail: 'no attempt came to an end' };
  try {
    for (let due = start; ; due = nextSlot(due, ready.intervalMs, clock.now())) {
      await clock.until(due, over);
      if (over.aborted) break;
      const asked = clock.now();
      const result = await probe(ready.probe, { ...context, signal: over });
      const judged = toldOf(ready.probe, result, context);
      if (over.aborted && judged.verdict !== 'passed') {
        // The time was over while it waited for an answer: whatever was wrong before is not what is wrong now.
        const waited = Math.floor(clock.now() - asked);
        if (waited >= PENDING_MS) trouble = { code: 'TIMEOUT', detail: `asked ${waited} ms before the end, and no answer yet` };
        break;
      }
      attempts++;
      answered ||= isAnswer(ready.probe, result);
      if (judged.verdict === 'passed') return { ready: true, answered, attempts, ms: round(clock.now() - start) };
      trouble = {
        ...(result.code !== undefined && { code: result.code }),
        detail: troubleInWords(judged),
      };
    }
  } finally {
    clearTimeout(timer);
  }
  const waited = { ready: false, answered, attempts, ms: round(clock.now() - start) };
  return signal.aborted ? waited : { ...waited, failure: trouble };
}

/** A probe of what must be gone may take so long. */
const GONE_MS = 1000;

/** Whether the probe holds, asked once. */
export async function isReady({ probe: plan }: ReadyPlan, context: ProbeContext): Promise<boolean> {
  const result = await probe({ ...plan, timeoutMs: Math.min(plan.timeoutMs, GONE_MS) }, context);
  return judgeProbe(plan, result).verdict === 'passed';
}

/** Waits a moment, for a service that has no probe. */
export async function settle(clock: Clock, signal: AbortSignal): Promise<Waited> {
  const start = clock.now();
  await clock.until(start + SETTLE_MS, signal);
  return { ready: !signal.aborted, answered: false, attempts: 0, ms: round(clock.now() - start) };
}

function nextSlot(due: number, intervalMs: number, now: number): number {
  const missed = Math.max(0, Math.floor((now - due) / intervalMs));
  return due + (missed + 1) * intervalMs;
}

/** Something was there. */
function isAnswer(plan: ProbePlan, { code, got }: ProbeResult): boolean {
  return code === undefined && isFromService(plan, got);
}

/** Ms to 1 µs. */
export function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
