import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext, ProbeResult } from '../../core/ports.ts';
import { projectOperands } from '../../conditions/condition.ts';
import { roundUp3 } from '../../stats/percentile.ts';
import { conditionOf, readsOf } from '../../probes/conditions.ts';
import { judgeProbe } from '../../probes/judge.ts';
import { isKnown, type ProbeKind, type TargetOf } from '../../probes/registry.ts';
import { type Sight, unseen } from '../../probes/sight.ts';
import { LOOKS } from './registry.ts';

/**
 * Looks once, and reports facts: `code` when there was nothing to see, else what the condition reads and what the kind is judged
 * by. It never rejects. A look that was aborted comes back as `MISSED`, which nobody takes for the product's failure.
 */
export async function probe(plan: ProbePlan, context: ProbeContext): Promise<ProbeResult> {
  const started = performance.now();
  const sight = await look(plan, context);
  const us = roundUp3((performance.now() - started) * 1000);
  const { code, detail, facts, excerpt, output } = sight;
  const got = plan.expect === undefined ? facts : { ...facts, ...operands(plan.expect, sight, us, context) };
  const result = { ...(code !== undefined && { code }), ...(detail !== undefined && { detail }), us, got };
  if ((!excerpt && !output) || judgeProbe(plan, result).verdict === 'passed') return result;
  const [shown, wrote] = [excerpt?.() ?? '', output?.() ?? ''];
  return { ...result, ...(shown !== '' && { excerpt: shown }), ...(wrote !== '' && { output: wrote }) };
}

async function look(plan: ProbePlan, context: ProbeContext): Promise<Sight> {
  if (!isKnown(plan)) return unseen('MISSED', `no ${plan.kind} probes in this version`);
  if (context.signal.aborted) return unseen('MISSED', 'aborted');
  try {
    return await lookAs(plan.kind, plan, context);
  } catch (error) {
    return context.signal.aborted ? unseen('MISSED', 'aborted') : troubleOf(error);
  }
}

function lookAs<Kind extends ProbeKind>(kind: Kind, plan: ProbePlan<TargetOf<Kind>>, context: ProbeContext): Promise<Sight> {
  return LOOKS[kind](plan, context, readsOf(plan));
}

function troubleOf(error: unknown): Sight {
  const code = (error as NodeJS.ErrnoException).code;
  const detail = error instanceof Error ? error.message : String(error);
  return unseen(code === 'EACCES' || code === 'EPERM' ? 'PERMISSION' : 'MISSED', detail);
}

function operands(expect: string, { code, facts, scope }: Sight, us: number, context: ProbeContext): JsonObject {
  if (code !== undefined && scope === undefined) return {};
  return projectOperands(conditionOf(expect), { ...scope, ...facts, durationMs: us / 1000, vars: context.vars });
}
