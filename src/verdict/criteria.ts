import type { Criterion, Measurements } from '../core/judgement.ts';
import type { CriterionPlan } from '../core/plan.ts';
import { judgeCondition, parseCondition, type Scope } from '../measure/condition.ts';
import type { MeasurementTable } from '../measure/measurements.ts';

/** What the criteria of a gate are judged over. */
export interface CriteriaInput {
  readonly criteria: readonly CriterionPlan[];
  readonly measurements: Measurements;
  readonly vars: Measurements;
  readonly table: MeasurementTable;
  /** Why the gate is not complete: then no criterion is evaluated. */
  readonly missing: string | undefined;
}

/** The user's criteria as rows. An incomplete gate evaluates none of them: each is blocked with the reason. */
export function judgeCriteria(input: CriteriaInput): readonly Criterion[] {
  const { missing } = input;
  if (missing !== undefined) {
    return input.criteria.map(({ name, pass }) => ({ name, target: pass, measured: missing, verdict: 'blocked' }));
  }
  const scope: Scope = { ...input.measurements, vars: input.vars };
  return input.criteria.map((criterion) => judgeOne(criterion, scope, input.table));
}

function judgeOne(criterion: CriterionPlan, scope: Scope, table: MeasurementTable): Criterion {
  const pass = judgeCondition(parseCondition(criterion.pass), scope, table);
  const row = { name: criterion.name, target: pass.target, measured: pass.why ?? pass.measured };
  if (pass.verdict !== 'failed' || criterion.warn === undefined) return { ...row, verdict: pass.verdict };
  const warn = judgeCondition(parseCondition(criterion.warn), scope, table);
  const target = `${pass.target}, warns if ${criterion.warn}`;
  if (warn.verdict === 'passed') return { ...row, target, verdict: 'warned' };
  return { ...row, target, measured: warn.why ?? row.measured, verdict: warn.verdict };
}
