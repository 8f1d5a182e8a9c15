import type { ObserveContext, Observer } from '../../core/ports.ts';
import { runSchedule } from '../../live/schedule.ts';
import { Looker } from './look.ts';
import { looksOf, type MetricsSpec } from './spec.ts';

/** Looks once, every interval from now on, or at the time that lies behind. */
async function observe(context: ObserveContext): Promise<void> {
  const spec = context.gate.spec as unknown as MetricsSpec;
  await context.clock.until(context.clock.now() + spec.initialDelayMs, context.stop);
  if (context.stop.aborted) return;
  const looker = new Looker(context, spec);
  const { windowMs, durationMs, intervalMs } = spec;
  if (windowMs !== undefined && intervalMs !== undefined) await looker.back(looksOf(spec), intervalMs);
  else if (durationMs !== undefined && intervalMs !== undefined) await lookOn(context, looker, looksOf(spec), intervalMs);
  else await looker.now(0);
}

async function lookOn(context: ObserveContext, looker: Looker, count: number, intervalMs: number): Promise<void> {
  await runSchedule({
    intervalMs,
    count,
    lanes: 1,
    clock: context.clock,
    signal: context.stop,
    onDue: async (_, slot) => {
      await looker.now(slot);
      if (!context.stop.aborted) context.progress(slot + 1, count);
    },
    onMissed: (_, slot) => looker.missed(slot),
  });
}

export const observer: Observer = { observe };
