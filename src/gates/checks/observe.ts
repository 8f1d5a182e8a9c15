import type { ProbePlan } from '../../core/plan.ts';
import type { ObserveContext, Observer, ProbeResult } from '../../core/ports.ts';
import { runsCommand } from '../../probes/registry.ts';
import { markFiles, rememberedFiles } from '../../live/looks/marks.ts';
import { toldOf } from '../../live/looks/told.ts';
import type { ChecksSpec } from './spec.ts';

/** Looks at one thing after another; a check that does not hold keeps none of the others from being made. */
async function observe(context: ObserveContext<ChecksSpec>): Promise<void> {
  const { plan, gate, probes } = context;
  const { checks } = gate.spec;
  await markFiles(await rememberedFiles(plan), checks, probes);
  for (const [index, probe] of checks.entries()) {
    await check(context, index, probe);
    if (context.stop.aborted) return;
    context.progress(index + 1, checks.length, probe.name);
  }
}

/** Tries until it holds or no try is left. */
async function check(context: ObserveContext, index: number, plan: ProbePlan): Promise<void> {
  for (let attempt = 1; attempt <= plan.retry.attempts; attempt++) {
    if (attempt > 1) await context.clock.until(context.clock.now() + plan.retry.delayMs, context.stop);
    if (context.stop.aborted) return;
    const result = await context.probe(named(plan, index));
    if (context.stop.aborted) return;
    record(context, index, plan, attempt, result);
    const judged = toldOf(plan, result, context.probes);
    if (judged.verdict === 'passed') return;
    context.notice(`${plan.name}: ${judged.why ?? judged.measured}`);
  }
}

function record(context: ObserveContext, index: number, plan: ProbePlan, attempt: number, result: ProbeResult): void {
  const { code, detail, us, got, excerpt, output } = result;
  context.record({
    type: 'probe',
    basis: runsCommand(plan) ? 'process' : 'probe',
    index,
    name: plan.name,
    try: attempt,
    ...(code !== undefined && { code }),
    ...(detail !== undefined && { detail }),
    us,
    got,
    ...(excerpt !== undefined && { excerpt }),
    ...(output !== undefined && { output }),
  });
}

/** Commands are steps: their output is kept under the number of the check, from 1. */
function named(plan: ProbePlan, index: number): ProbePlan {
  return runsCommand(plan) ? { ...plan, target: { ...plan.target, step: `check-${index + 1}` } } : plan;
}

export const observer: Observer<ChecksSpec> = { observe };
