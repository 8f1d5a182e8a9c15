import { z } from 'zod';
import type { CriterionPlan } from '../../core/plan.ts';
import { condition, listOrOne, text } from '../../language/keys.ts';
import type { MeasurementTable } from '../../conditions/measurements.ts';
import type { SpecCondition, SpecProblem } from './kind.ts';

/** A criterion as written: a condition, or one with a name and a second condition under which it only warns. */
export const criterion = z
  .union([
    condition(),
    z
      .strictObject({
        name: text('a name').optional().describe('What to call it in the report; default: the condition.'),
        pass: condition().describe('CEL that must hold.'),
        warn: condition().optional().describe('CEL under which it only warns when `pass` does not hold.'),
      })
      .meta({ title: 'a criterion' }),
  ])
  .meta({ id: 'criterion' });

export const criteria = listOrOne(criterion);

export type RawCriterion = z.output<typeof criterion>;

export function resolveCriterion(raw: RawCriterion): CriterionPlan {
  if (typeof raw === 'string') return { name: raw.trim(), pass: raw };
  return { name: raw.name ?? raw.pass.trim(), pass: raw.pass, ...(raw.warn !== undefined && { warn: raw.warn }) };
}

/** The conditions of a list of criteria that stands at `path`. */
export function criteriaConditions(
  list: readonly RawCriterion[],
  path: readonly (string | number)[],
  table: MeasurementTable,
): readonly SpecCondition[] {
  return list.flatMap((raw, index) => {
    if (typeof raw === 'string') return [{ path: [...path, index], source: raw, table, gives: 'truth' }];
    const pass: SpecCondition = { path: [...path, index, 'pass'], source: raw.pass, table, gives: 'truth' };
    if (raw.warn === undefined) return [pass];
    // What always holds here makes a criterion that merely warns.
    return [pass, { path: [...path, index, 'warn'], source: raw.warn, table, gives: 'truth', mayBeCertain: true }];
  });
}

/** Rows of a table are told apart by their names. */
export function sameNames(names: readonly string[], path: readonly (string | number)[], what: string): readonly SpecProblem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ path: [...path, index], message: `a second ${what} named "${name}"` }],
  );
}
