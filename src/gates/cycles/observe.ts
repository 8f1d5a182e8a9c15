import type { ObserveContext, Observer } from '../../core/ports.ts';
import { AFTER_STOP, BEFORE_START } from './cycle.ts';
import type { CyclesSpec } from './spec.ts';

/** Stops, sweeps, starts, verifies, stops and sweeps the services, as often as the spec says. */
async function observe(context: ObserveContext<CyclesSpec>): Promise<void> {
  const { count, services } = context.gate.spec;
  for (let cycle = 1; cycle <= count && !context.stop.aborted; cycle++) {
    await once(context, services, cycle);
    context.progress(cycle, count);
  }
}

/** One cycle; it breaks off between two steps when the gate is to stop. */
async function once({ services, stop }: ObserveContext, ids: readonly string[], cycle: number): Promise<void> {
  const labels = { cycle };
  await services.stop(ids, labels);
  await services.sweep(ids, BEFORE_START, labels);
  if (stop.aborted) return;
  const ready = await services.ready(ids, stop, labels);
  if (stop.aborted) return;
  if (ready) await services.verify(ids, stop, labels);
  if (stop.aborted) return;
  await services.stop(ids, labels);
  await services.sweep(ids, AFTER_STOP, labels);
}

export const observer: Observer<CyclesSpec> = { observe };
