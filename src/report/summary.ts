import { jsonText } from '../core/json.ts';
import { attemptsInBrief } from './attempts.ts';
import type { Outcome } from './outcome.ts';
import { sourceOf } from './source.ts';

/** summary.json: the decision and the exact counts of every gate, for programs. */
export function summary(outcome: Outcome): string {
  const { plan, decision } = outcome;
  const { gates, passed, waived, warned, skipped, blocked, failed } = decision.totals;
  return jsonText({
    version: 1,
    executionId: outcome.executionId,
    status: decision.status,
    name: plan.name,
    commit: sourceOf(outcome)?.commit ?? null,
    head: outcome.head,
    startedAt: outcome.startedAt,
    finishedAt: outcome.finishedAt,
    partial: decision.partial.length > 0 ? decision.partial : null,
    overrides: plan.overrides,
    totals: { gates, passed, waived, warned, skipped, blocked, failed },
    ...attemptsInBrief(outcome),
    gates: Object.fromEntries(
      decision.judgements.map(({ gate, kind, verdict, counts, waived }) => [gate, { kind, verdict, counts, ...(waived && { waived }) }]),
    ),
  });
}
