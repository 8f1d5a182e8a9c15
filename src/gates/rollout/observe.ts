import type { JsonObject } from '../../core/json.ts';
import type { Draft, Observation } from '../../core/observation.ts';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { markFiles, rememberedFiles } from '../../live/looks/marks.ts';
import { Looker } from '../metrics/observe/looker.ts';
import { BakeEnd } from './bake-end.ts';
import { rollBack, rollbackLimitMs } from './observe/rollback.ts';
import { looksOf, type RolloutSpec, type Stage, stagesUntil, stageStep } from './spec.ts';

/** Raises the weight stage by stage. Whatever stops it, an error of ours too, while a stage stands is followed by the rollback. */
async function observe(context: ObserveContext<RolloutSpec>): Promise<void> {
  const { plan, probes, stop } = context;
  const spec = context.gate.spec;
  await markFiles(await rememberedFiles(plan), spec.rollback.checks, probes);
  const ends = new BakeEnd(spec);
  for (const o of context.earlier) ends.step(o);
  const first = spec.only ?? 0;
  // Between the jobs of two stages the weight stands as well.
  let standing = first > 0 ? first - 1 : undefined;
  try {
    // Whoever can't see must not change anything.
    const nowMs = await new Looker(context, spec).reach(spec.consecutiveErrorLimit + 1, spec.intervalMs);
    const watched = { ...context, record: (draft: Draft) => followed(ends, context.record(draft)) };
    for (const [index, stage] of spec.stages.slice(0, stagesUntil(spec)).entries()) {
      if (index < first) continue;
      const since = ends.of(index - 1);
      const behind = since === undefined || nowMs === undefined ? 0 : Math.max(0, Math.floor((nowMs - since) / spec.intervalMs));
      if (index === first && first > 0 && !stage.looksBack) await catchUp(watched, spec, first - 1, since, behind);
      const looks = Math.max(looksOf(stage, spec), index === first ? behind : 0);
      const told = { stage: index, name: stage.name, weight: stage.weight, ...(stage.looksBack && { looks }) };
      if (!stop.aborted) watched.record({ type: 'stage', ...told });
      // Whatever was asked for until now: the weight is still that of the stage before.
      if (stop.aborted) break;
      standing = index;
      context.announce(`${stage.name}, ${stage.weight} %`);
      if (stage.looksBack) await lookBack(watched, spec, { stage: index }, since, looks);
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
  const looks = looksOf(stageAt(spec, index), spec);
  await looker.every(spec.intervalMs, looks, progressOf(context, stageAt(spec, index), looks));
}

/** What nobody saw between two jobs is looked at before the second one changes anything. */
async function catchUp(context: ObserveContext, spec: RolloutSpec, stage: number, since: number | undefined, looks: number): Promise<void> {
  if (context.stop.aborted) return;
  context.record({ type: 'between', stage, looks });
  if (looks > 0) await lookBack(context, spec, { stage, between: true }, since, looks);
}

/** Looks that need no weight to be set. @param since when the stage before was over, by the clock of Prometheus */
async function lookBack(
  context: ObserveContext,
  spec: RolloutSpec,
  labels: { readonly stage: number; readonly between?: true },
  since: number | undefined,
  looks: number,
): Promise<void> {
  if (since === undefined) throw new Error('nobody knows when the stage before was over');
  await new Looker(context, spec, labels).since(since, spec.intervalMs, looks, progressOf(context, stageAt(spec, labels.stage), looks));
}

function progressOf(context: ObserveContext, { name, weight }: Stage, looks: number): (slot: number) => void {
  return (slot) => context.progress(slot + 1, looks, `${name}, ${weight} %`);
}

function stageAt({ stages }: RolloutSpec, index: number): Stage {
  const stage = stages[index];
  if (!stage) throw new Error(`there is no stage ${index}`);
  return stage;
}

/** Rolls back from the stage that a run which was broken off had left standing. Its commands begin with the first. */
async function settle(context: ObserveContext<RolloutSpec>, work: JsonObject): Promise<void> {
  const spec = context.gate.spec;
  await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, context.probes, Number(work['stage'])));
}

export const observer: Observer<RolloutSpec> = { observe, settle };
