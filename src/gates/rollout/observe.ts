import type { JsonObject } from '../../core/json.ts';
import type { KnownDraft, Observation } from '../../core/observation.ts';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { markFiles, rememberFiles } from '../../live/probes/marks.ts';
import { sitesOf } from '../checks/observe.ts';
import { Looker } from '../metrics/look.ts';
import { BakeEnd } from './bake-end.ts';
import { rollBack, rollbackLimitMs } from './rollback.ts';
import { looksOf, type RolloutSpec, type Stage, stagesUntil, stageStep } from './spec.ts';

/** Raises the weight stage by stage. Whatever stops it, an error of ours too, while a stage stands is followed by the rollback. */
async function observe(context: ObserveContext): Promise<void> {
  const { plan, probes, stop } = context;
  const spec = context.gate.spec as unknown as RolloutSpec;
  const original = await rememberFiles(plan, sitesOf(plan, probes.env['GATE_CHECKOUT'] ?? probes.cwd));
  await markFiles(original, spec.rollback.checks, probes);
  const ends = new BakeEnd(spec);
  for (const o of context.earlier) ends.step(o);
  const first = spec.only ?? 0;
  // Between the jobs of two stages the weight stands as well.
  let standing = first > 0 ? first - 1 : undefined;
  try {
    // Whoever can't see must not change anything.
    await new Looker(context, spec).reach(spec.consecutiveErrorLimit + 1, spec.intervalMs);
    for (const [index, stage] of spec.stages.slice(0, stagesUntil(spec)).entries()) {
      if (index < first) continue;
      if (!stop.aborted) context.record({ type: 'stage', stage: index, name: stage.name, weight: stage.weight });
      // Whatever was asked for until now: the weight is still that of the stage before.
      if (stop.aborted) break;
      standing = index;
      context.announce(`${stage.name}, ${stage.weight} %`);
      const watched = { ...context, record: (draft: KnownDraft) => followed(ends, context.record(draft)) };
      if (stage.looksBack) await lookBack(watched, spec, index, ends.of(index - 1));
      else await deploy(watched, spec, index);
    }
    if (!stop.aborted) standing = undefined;
  } finally {
    const stage = standing;
    if (stage !== undefined) await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, probes, stage));
  }
}

function followed(ends: BakeEnd, o: Observation): Observation {
  ends.step(o);
  return o;
}

/** The command of a stage, then its looks, each at the end of an interval. */
async function deploy(context: ObserveContext, spec: RolloutSpec, index: number): Promise<void> {
  const { clock, stop } = context;
  const { weight } = stageAt(spec, index);
  await context.probes.command({
    name: stageStep(index),
    run: spec.run,
    timeoutMs: spec.runTimeoutMs,
    env: { GATE_WEIGHT: String(weight) },
  });
  if (!stop.aborted) await clock.until(clock.now() + spec.initialDelayMs + spec.intervalMs, stop);
  if (stop.aborted) return;
  const looker = new Looker(context, spec, { stage: index });
  await looker.every(spec.intervalMs, looksOf(stageAt(spec, index), spec), progressOf(context, spec, index));
}

/** The looks of a stage that sets no weight. @param since when the stage before was over, by the clock of Prometheus */
async function lookBack(context: ObserveContext, spec: RolloutSpec, index: number, since: number | undefined): Promise<void> {
  if (since === undefined) throw new Error('nobody knows when the stage before was over');
  const looker = new Looker(context, spec, { stage: index });
  await looker.since(since, spec.intervalMs, looksOf(stageAt(spec, index), spec), progressOf(context, spec, index));
}

function progressOf(context: ObserveContext, spec: RolloutSpec, index: number): (slot: number) => void {
  const stage = stageAt(spec, index);
  return (slot) => context.progress(slot + 1, looksOf(stage, spec), `${stage.name}, ${stage.weight} %`);
}

function stageAt({ stages }: RolloutSpec, index: number): Stage {
  const stage = stages[index];
  if (!stage) throw new Error(`there is no stage ${index}`);
  return stage;
}

/** Rolls back from the stage that a run which was broken off had left standing. Its commands begin with the first. */
async function settle(context: ObserveContext, owed: JsonObject): Promise<void> {
  const spec = context.gate.spec as unknown as RolloutSpec;
  await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, context.probes, Number(owed['stage'])));
}

export const observer: Observer = { observe, settle };
