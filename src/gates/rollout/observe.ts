import type { JsonObject } from '../../core/json.ts';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { markFiles, rememberedFiles } from '../../live/looks/marks.ts';
import { Lookout } from './observe/lookout.ts';
import { rollBack, rollbackLimitMs } from './observe/rollback.ts';
import { looksOf, type RolloutSpec, stagesUntil } from './spec.ts';
import type { StagePlan } from './stage.ts';

/** Raises the weight stage by stage. Whatever stops it, an error of ours too, while a stage stands is followed by the rollback. */
async function observe(context: ObserveContext<RolloutSpec>): Promise<void> {
  const { plan, probes, stop } = context;
  const { spec, criteria } = context.gate;
  await markFiles(await rememberedFiles(plan), spec.rollback.checks, probes);
  const first = spec.only ?? 0;
  // Between the jobs of two stages the weight stands as well.
  let standing = first > 0 ? first - 1 : undefined;
  try {
    const lookout = new Lookout(context);
    const staged = (index: number, sinceMs: number | undefined): StagePlan => {
      const stage = spec.stages[index];
      if (!stage) throw new Error(`there is no stage ${index}`);
      return { spec, criteria, vars: plan.vars, stage, index, sinceMs };
    };
    // Whoever can't see must not change anything.
    const nowMs = await lookout.reach();
    const arrived =
      first === 0 ? { untilMs: nowMs, behind: 0 } : await catchUp(lookout, staged(first - 1, lookout.endOf(first - 1)), nowMs);
    for (let index = first; index < stagesUntil(spec); index++) {
      const stage = staged(index, index === first ? arrived.untilMs : lookout.endOf(index - 1));
      const { looksBack } = stage.stage;
      const looks = Math.max(looksOf(stage.stage, spec), index === first ? arrived.behind : 0);
      // Whatever was asked for until now: the weight is still that of the stage before.
      if (stop.aborted) break;
      const begun = lookout.begin(index, looksBack && looks);
      if (stop.aborted) break;
      standing = index;
      if (looksBack) await lookout.lookBack(stage, looks);
      else await lookout.deploy(stage, begun);
    }
    const last = spec.stages.length - 1;
    if (stagesUntil(spec) > last && criteria.length > 0 && !stop.aborted) await lookout.lookAfterwards(staged(last, lookout.endOf(last)));
    if (!stop.aborted) standing = undefined;
  } finally {
    const stage = standing;
    if (stage !== undefined) await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, probes, stage));
  }
}

/** What nobody saw between two jobs is looked at before the second one changes anything. */
async function catchUp(
  lookout: Lookout,
  before: StagePlan,
  nowMs: number | undefined,
): Promise<{ untilMs: number | undefined; behind: number }> {
  const { spec, index, sinceMs } = before;
  if (sinceMs === undefined || nowMs === undefined) return { untilMs: sinceMs, behind: 0 };
  const behind = Math.max(0, Math.floor((nowMs - sinceMs) / spec.intervalMs));
  // A stage that looks back sees it itself.
  if (spec.stages[index + 1]?.looksBack) return { untilMs: sinceMs, behind };
  await lookout.lookBetween(before, behind);
  return { untilMs: sinceMs + behind * spec.intervalMs, behind };
}

/** Rolls back from the stage that a run which was broken off had left standing. Its commands begin with the first. */
async function settle(context: ObserveContext<RolloutSpec>, work: JsonObject): Promise<void> {
  const spec = context.gate.spec;
  await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, context.probes, Number(work['stage'])));
}

export const observer: Observer<RolloutSpec> = { observe, settle };
