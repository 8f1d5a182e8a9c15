import { jsonText } from '../core/json.ts';
import type { Judgement } from '../core/judgement.ts';
import { attemptsRecord } from './attempts.ts';
import type { Outcome } from './outcome.ts';

/** decision.json: the decision with every criterion of every gate, its target, its measured value, and why. */
export function decisionRecord(outcome: Outcome): string {
  const { plan, decision } = outcome;
  return jsonText({
    version: 1,
    executionId: outcome.executionId,
    head: outcome.head,
    name: plan.name,
    purpose: plan.purpose ?? null,
    ...stageRecord(outcome),
    ...observedRecord(outcome),
    status: decision.status,
    exitCode: decision.exitCode,
    reasons: decision.reasons,
    partial: decision.partial,
    overrides: plan.overrides,
    totals: decision.totals,
    ...attemptsRecord(outcome),
    gates: decision.judgements.map(gateRecord),
    excluded: plan.excluded.map(({ id, why }) => ({ id, why })),
  });
}

/** Of an execution of one stage. */
function stageRecord({ plan: { stage }, facts: { part } }: Outcome): object {
  if (!stage) return {};
  return { stage: { ...stage, ...(part && { executionBefore: part['executionId'], headBefore: part['head'] }) } };
}

/** Of an execution that decides upon another one. */
function observedRecord({ facts: { observed } }: Outcome): object {
  return observed ? { observed: { executionId: observed['executionId'], head: observed['head'] } } : {};
}

function gateRecord({ gate, name, kind, required, verdict, raw, reason, criteria, counts, findings, waived }: Judgement): object {
  return {
    id: gate,
    name,
    kind,
    required,
    verdict,
    raw,
    reason,
    criteria: criteria.map(({ name, target, measured, verdict, part }) => ({
      name,
      target,
      measured,
      verdict,
      ...(part !== undefined && { part }),
    })),
    counts,
    ...(waived && { waived }),
    findings: findings.map(({ output: _output, ...finding }) => finding),
  };
}
