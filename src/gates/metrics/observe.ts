import type { ObserveContext, Observer } from '../../core/ports.ts';
import { Looker } from './observe/looker.ts';
import { looksOf, type MetricsSpec } from './spec.ts';

/** Looks once, every interval from now on, or at the time that lies behind. */
async function observe(context: ObserveContext<MetricsSpec>): Promise<void> {
  const spec = context.gate.spec;
  await context.clock.until(context.clock.now() + spec.initialDelayMs, context.stop);
  if (context.stop.aborted) return;
  const looker = new Looker(context, spec);
  const { windowMs, durationMs, intervalMs } = spec;
  if (windowMs !== undefined && intervalMs !== undefined) await looker.back(looksOf(spec), intervalMs);
  else if (durationMs !== undefined && intervalMs !== undefined)
    await looker.every(intervalMs, looksOf(spec), (slot) => context.progress(slot + 1, looksOf(spec)));
  else await looker.now(0);
}

export const observer: Observer<MetricsSpec> = { observe };
