import type { Decision, Status } from '../core/decision.ts';
import type { Judgement } from '../core/judgement.ts';
import { EVIDENCE_GATE, type Plan } from '../core/plan.ts';
import type { Verdict } from '../core/verdict.ts';

/** Why a gate did not run that the evidence stopped: what is wrong is said once, by the evidence. */
export function notRunFor({ verdict }: Pick<Judgement, 'verdict'>): string {
  return `not run: ${EVIDENCE_GATE} ${verdict}`;
}

/**
 * Folds the judgements of a plan into one decision. A failed required gate is NO-GO and a blocked or skipped one BLOCKED even when
 * only a part of the plan ran; PARTIAL is what would have been a GO of the whole.
 */
export function decide(plan: Plan, judgements: readonly Judgement[]): Decision {
  const required = judgements.filter((judgement) => judgement.required);
  const failed = required.filter(({ verdict }) => verdict === 'failed');
  const unclear = required.filter(({ verdict }) => verdict === 'blocked' || verdict === 'skipped');
  // 0 of 0 is no GO. A selection may well consist of advisory gates only: it is no GO anyway.
  const mustBeJudged = plan.partial.length > 0 ? judgements : required;
  const judged = mustBeJudged.some(({ gate, verdict }) => gate !== EVIDENCE_GATE && verdict !== 'skipped');
  const status = statusOf({ failed: failed.length, unclear: unclear.length, judged, partial: plan.partial.length });
  return {
    status,
    exitCode: status === 'NO-GO' ? 1 : status === 'BLOCKED' ? 2 : 0,
    reasons: nothingRan(judgements) ?? [
      ...[...failed, ...unclear]
        .toSorted((a, b) => Number(b.urgent !== undefined) - Number(a.urgent !== undefined))
        .map(({ gate, verdict, reason }) => `${gate} ${verdict}: ${reason}`),
      ...(judged ? [] : [nothingJudged(judgements)]),
    ],
    partial: plan.partial,
    totals: totalsOf(judgements),
    judgements,
  };
}

/** The one reason where the evidence stopped the execution before the first gate. */
function nothingRan(judgements: readonly Judgement[]): readonly string[] | undefined {
  const evidence = judgements.find(({ gate }) => gate === EVIDENCE_GATE);
  const others = judgements.filter(({ gate }) => gate !== EVIDENCE_GATE);
  if (!evidence || others.length === 0 || !others.every(({ reason }) => reason === notRunFor(evidence))) return undefined;
  return [`Nothing ran: ${evidence.reason}`];
}

/** Why there is nothing to decide by, with what was seen all the same. */
function nothingJudged(judgements: readonly Judgement[]): string {
  const advisory = judgements.filter(({ required, verdict }) => !required && verdict !== 'skipped');
  if (advisory.length === 0) return 'no gate was judged';
  const bad = advisory.find(({ raw }) => raw === 'failed') ?? advisory.find(({ raw }) => raw === 'blocked');
  const seen = bad ? `: ${bad.gate} ${bad.raw}: ${bad.reason}` : '';
  return `only advisory gates were judged, and a decision needs a required one${seen}`;
}

function statusOf(counts: { failed: number; unclear: number; judged: boolean; partial: number }): Status {
  if (counts.failed > 0) return 'NO-GO';
  if (counts.unclear > 0 || !counts.judged) return 'BLOCKED';
  return counts.partial > 0 ? 'PARTIAL' : 'GO';
}

function totalsOf(judgements: readonly Judgement[]): Decision['totals'] {
  const totals: Record<'gates' | Verdict, number> = {
    gates: judgements.length,
    passed: 0,
    waived: 0,
    warned: 0,
    skipped: 0,
    blocked: 0,
    failed: 0,
  };
  for (const { verdict } of judgements) totals[verdict]++;
  return totals;
}
