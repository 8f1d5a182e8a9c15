import type { ProbePlan } from '../core/plan.ts';
import { type Condition, parseCondition } from '../conditions/condition.ts';
import type { Reads } from './sight.ts';

/** A condition is judged a million times and read once; there are as many as the plan has. */
const PARSED = new Map<string, Condition>();

const NOTHING: Reads = () => false;

/** @throws ConditionSyntaxError for a plan that was not checked */
export function conditionOf(source: string): Condition {
  const known = PARSED.get(source) ?? parseCondition(source);
  PARSED.set(source, known);
  return known;
}

/** What the condition of a probe reads. */
export function readsOf({ expect }: ProbePlan): Reads {
  if (expect === undefined) return NOTHING;
  const { names } = conditionOf(expect);
  return (name) => names.has(name);
}
