import type { Draft } from '../../core/observation.ts';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { Looker } from './observe/looker.ts';
import { looksOf, type MetricsSpec } from './spec.ts';
import { lookTally } from './tally.ts';

/** Looks once, every interval from now on, or at the time that lies behind. */
async function observe(context: ObserveContext<MetricsSpec>): Promise<void> {
  const spec = context.gate.spec;
  await context.clock.until(context.clock.now() + spec.initialDelayMs, context.stop);
  if (context.stop.aborted) return;
  const { windowMs, durationMs, intervalMs, queries } = spec;
  const series = { queries, labels: {} };
  if (durationMs !== undefined && intervalMs !== undefined) return lookEvery(context, intervalMs);
  const looker = new Looker(context, spec);
  if (windowMs !== undefined && intervalMs !== undefined) await looker.back(series, looksOf(spec), intervalMs);
  else await looker.now(series, 0);
}

/** Whether there is more to see is told as the judge tells it. */
async function lookEvery(context: ObserveContext<MetricsSpec>, intervalMs: number): Promise<void> {
  const spec = context.gate.spec;
  const tally = lookTally(context);
  const record = (draft: Draft): ReturnType<typeof context.record> => {
    const o = context.record(draft);
    if (o.type === 'missed') tally.miss(o);
    else tally.sample(o);
    return o;
  };
  const onLook = (slot: number): void => context.progress(slot + 1, Math.max(slot + 1, looksOf(spec)));
  await new Looker({ ...context, record }, spec).every({ queries: spec.queries, labels: {} }, intervalMs, () => tally.isOver(), onLook);
}

export const observer: Observer<MetricsSpec> = { observe };
