import type { Fact } from '../../../core/facts/registry.ts';
import { redactedObject } from '../../../evidence/fact.ts';
import type { ServicePlan } from '../../../core/plan.ts';
import type { ObserveContext } from '../../../core/ports.ts';
import { conditionOf } from '../../../probes/conditions.ts';
import { toldOf } from '../../../live/looks/told.ts';
import { evaluateNumber } from '../../../conditions/condition.ts';

type Seen = Pick<Fact<'progress'>, 'value' | 'code' | 'detail'>;
type Progress = NonNullable<ServicePlan['progress']>;

/** Looks in so many parts of the time within which a counter must grow, so that growth is seen soon after it happened. */
const LOOKS = 10;

/** One look is recorded at least in such a part of that time, and takes no longer. */
const RECORDS = 4;

/** Looks at the progress of a service until the signal. A value that changed is recorded, another one now and then. */
export async function watchProgress(context: ObserveContext, service: string, signal: AbortSignal): Promise<void> {
  const progress = context.servicePlan(service)?.progress;
  if (!progress) throw new Error(`service "${service}" has no progress to look at`);
  const { clock } = context;
  const { withinMs } = progress;
  let recorded: { readonly at: number; readonly seen: Seen } | undefined;
  for (let due = clock.now(); !signal.aborted; due = Math.max(due + withinMs / LOOKS, clock.now())) {
    await clock.until(due, signal);
    if (signal.aborted) return;
    const seen = await look(context, progress);
    if (signal.aborted) return;
    const same = recorded?.seen.value === seen.value && recorded?.seen.code === seen.code;
    if (same && recorded && clock.now() - recorded.at < withinMs / RECORDS) continue;
    context.record({ type: 'progress', basis: 'probe', service, ...seen });
    recorded = { at: clock.now(), seen };
  }
}

/** The counter's value, or why there is none. */
async function look(context: ObserveContext, { probe, value, withinMs }: Progress): Promise<Seen> {
  const timeoutMs = Math.min(probe.timeoutMs, Math.ceil(withinMs / RECORDS));
  const result = await context.probe({ ...probe, timeoutMs, expect: value });
  const { expect: _, ...plain } = probe;
  const judged = toldOf(plain, result, context.probes);
  if (judged.verdict !== 'passed') return { code: result.code ?? judged.code ?? 'BODY', detail: judged.why ?? judged.measured };
  const counted = evaluateNumber(conditionOf(value), result.got);
  if ('value' in counted) return { value: counted.value };
  // The same in words without a secret in them.
  const told = evaluateNumber(
    conditionOf(value),
    redactedObject(result.got, (text) => context.probes.redact(text)),
  );
  return { code: 'BODY', detail: 'blocked' in told ? told.blocked : 'no number' };
}
