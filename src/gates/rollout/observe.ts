import type { JsonObject } from '../../core/json.ts';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { markFiles, rememberFiles } from '../../live/probes/marks.ts';
import { sitesOf } from '../checks/observe.ts';
import { Looker } from '../metrics/look.ts';
import { rollBack, rollbackLimitMs } from './rollback.ts';
import { looksOf, type RolloutSpec, type Stage, stageStep } from './spec.ts';

/** Raises the weight stage by stage. Whatever stops it, an error of ours too, while a stage stands is followed by the rollback. */
async function observe(context: ObserveContext): Promise<void> {
  const { plan, probes, stop } = context;
  const spec = context.gate.spec as unknown as RolloutSpec;
  const original = await rememberFiles(plan, sitesOf(plan, probes.env['GATE_CHECKOUT'] ?? probes.cwd));
  await markFiles(original, spec.rollback.checks, probes);
  let standing: number | undefined;
  try {
    for (const [index, stage] of spec.stages.entries()) {
      if (!stop.aborted) context.record({ type: 'stage', stage: index, name: stage.name, weight: stage.weight });
      // Whatever was asked for until now: the weight is still that of the stage before.
      if (stop.aborted) break;
      standing = index;
      await run(context, spec, stage, index);
    }
    if (!stop.aborted) standing = undefined;
  } finally {
    const stage = standing;
    if (stage !== undefined) await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, probes, stage));
  }
}

/** The command of a stage, then its looks, each at the end of an interval. */
async function run(context: ObserveContext, spec: RolloutSpec, stage: Stage, index: number): Promise<void> {
  const { clock, stop } = context;
  await context.probes.command({
    name: stageStep(index),
    run: spec.run,
    timeoutMs: spec.runTimeoutMs,
    env: { GATE_WEIGHT: String(stage.weight) },
  });
  if (!stop.aborted) await clock.until(clock.now() + spec.initialDelayMs + spec.intervalMs, stop);
  if (stop.aborted) return;
  const count = looksOf(stage, spec);
  const looker = new Looker(context, spec, { stage: index });
  await looker.every(spec.intervalMs, count, (slot) => context.progress(slot + 1, count, `${stage.name}, ${stage.weight} %`));
}

/** Rolls back from the stage that a run which was broken off had left standing. Its commands begin with the first. */
async function settle(context: ObserveContext, owed: JsonObject): Promise<void> {
  const spec = context.gate.spec as unknown as RolloutSpec;
  await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, context.probes, Number(owed['stage'])));
}

export const observer: Observer = { observe, settle };
