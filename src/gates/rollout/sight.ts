import type { CriterionPlan } from '../../core/plan.ts';
import { judgeCondition } from '../../conditions/condition.ts';
import { conditionOf } from '../../probes/conditions.ts';
import { hasValueOfNothing, readsSeries, valueOfNothing } from '../../sources/prometheus/query.ts';
import { namesIn, untilSyntaxError } from '../shared/criteria.ts';

/** Whether criteria could all hold although Prometheus has never seen anything of what their queries read. */
export function seeNothing(criteria: readonly CriterionPlan[], queries: Readonly<Record<string, string>>): boolean {
  const read = criteria.map((criterion) => ({ criterion, own: queriesOf(criterion, queries) }));
  const needData = read.some(({ own }) => own.some((query) => readsSeries(query) && !hasValueOfNothing(query)));
  const mayLack = read.some(({ own }) => own.some((query) => hasValueOfNothing(query)));
  return mayLack && !needData && !read.some(({ criterion }) => failsOfNothing(criterion, queries));
}

function queriesOf(criterion: CriterionPlan, queries: Readonly<Record<string, string>>): readonly string[] {
  const names = untilSyntaxError(() => namesIn(criterion)) ?? [];
  return names.flatMap((name) => (Object.hasOwn(queries, name) ? (queries[name] ?? []) : []));
}

/** `requests > 0.0` over `… or vector(0)` does not hold where there is nothing. */
function failsOfNothing({ pass, warn }: CriterionPlan, queries: Readonly<Record<string, string>>): boolean {
  const values = Object.fromEntries(
    Object.entries(queries).flatMap(([name, query]) => {
      const value = valueOfNothing(query);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const fails = (source: string): boolean => judgeCondition(conditionOf(source), values).verdict === 'failed';
  return untilSyntaxError(() => fails(pass) && (warn === undefined || fails(warn))) ?? false;
}
