import type { AbsentMeasurement, AssessedCriterion, AssessedScope, Bounds, Criterion, Measurements } from '../../core/judgement.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { WARNS_IF } from '../../core/row-words.ts';
import { conditionOf } from '../../probes/conditions.ts';
import { ConditionSyntaxError, impossibilityIn, judgeCondition, type Scope } from '../../conditions/condition.ts';
import type { Measurement, MeasurementTable } from '../../conditions/measurements.ts';

/** What the criteria of a gate are judged over. */
export interface CriteriaInput {
  readonly criteria: readonly CriterionPlan[];
  readonly measurements: Measurements;
  readonly vars: Measurements;
  readonly table: MeasurementTable;
  /** Why the gate is not complete: then no criterion over the whole is evaluated. */
  readonly missing: string | undefined;
  /** Where measurements of the whole will end, whatever is missing. */
  readonly bounds?: Readonly<Record<string, Bounds>>;
  /** The parts of a gate that repeats itself, each with what was measured of it. */
  readonly scopes?: readonly AssessedScope[];
  /** Measurements that there can't be, by name. */
  readonly absent?: Readonly<Record<string, AbsentMeasurement>>;
}

/**
 * The user's criteria as rows; one that reads measurements of the gate's parts gives a row for each of them. Over what is not
 * complete none is evaluated: each is blocked with the reason, unless what was seen has already ruled it out.
 */
export function judgeCriteria(input: CriteriaInput): readonly AssessedCriterion[] {
  return input.criteria.flatMap((criterion) => {
    const { scopes, measurements, missing, bounds } = input;
    if (!scopes || readsOnly(criterion, measurements))
      return [judgeOver({ measurements, ...(missing !== undefined && { missing }), ...(bounds && { bounds }) }, criterion, input)];
    if (scopes.length === 0) return [unseen(criterion, missing ?? 'nothing was observed')];
    return scopes.map((scope) => judgeOver({ ...scope, measurements: { ...measurements, ...scope.measurements } }, criterion, input));
  });
}

/** Whether a criterion is about the whole: it reads nothing but these measurements (and variables). */
function readsOnly(criterion: CriterionPlan, measurements: Measurements): boolean {
  return namesIn(criterion).every((name) => name === 'vars' || Object.hasOwn(measurements, name));
}

/** Whether a criterion reads a measurement. One that can't be parsed reads nothing: its mistake is told with its place. */
export function readsName(criterion: CriterionPlan, name: string): boolean {
  return untilSyntaxError(() => namesIn(criterion).includes(name)) ?? false;
}

/** What is asked of conditions before they are checked; undefined where one is no condition. */
export function untilSyntaxError<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof ConditionSyntaxError) return undefined;
    throw error;
  }
}

/** The measurements (and `vars`) that a criterion reads. */
export function namesIn({ pass, warn }: CriterionPlan): readonly string[] {
  const conditions = warn === undefined ? [pass] : [pass, warn];
  return conditions.flatMap((source) => [...conditionOf(source).names]);
}

function judgeOver(scope: AssessedScope, criterion: CriterionPlan, { vars, table, absent = {} }: CriteriaInput): AssessedCriterion {
  const row = rowOver(scope, criterion, vars, table, absent);
  return scope.label === undefined ? row : { ...row, name: `${row.name} (${scope.label})` };
}

function rowOver(
  { measurements, missing, gaps = {}, bounds, remarks = {} }: AssessedScope,
  criterion: CriterionPlan,
  vars: Measurements,
  table: MeasurementTable,
  absent: Readonly<Record<string, AbsentMeasurement>>,
): AssessedCriterion {
  const unknown = missing ?? namesIn(criterion).flatMap((name) => (Object.hasOwn(gaps, name) ? (gaps[name] ?? []) : []))[0];
  if (unknown !== undefined) {
    const isLost = bounds !== undefined && canNeverHold(criterion, narrowed(table, bounds, vars));
    return isLost ? lost(criterion, { ...measurements, vars }, table, unknown) : unseen(criterion, unknown);
  }
  const names = namesIn(criterion).filter((name) => name !== 'vars');
  const gone = names.flatMap((name) => (Object.hasOwn(absent, name) ? (absent[name] ?? []) : []));
  const [first] = gone;
  if (!first) return remarked(judgeOne(criterion, { ...measurements, vars }, table), criterion, remarks);
  // What the rest of such a criterion would have said nobody knows.
  const verdict = gone.length === names.length ? first.verdict : 'blocked';
  return { name: criterion.name, target: criterion.pass, measured: first.why, verdict };
}

/** A row with what is to be said of the measurements that its criterion reads. */
function remarked(row: Criterion, { pass }: CriterionPlan, remarks: Readonly<Record<string, string>>): Criterion {
  const { operands } = conditionOf(pass);
  const said = Object.entries(remarks).flatMap(([name, text]) => (operands.some((one) => one.name.startsWith(name)) ? [text] : []));
  return said.length === 0 ? row : { ...row, measured: `${row.measured} (${said.join('; ')})` };
}

/** What is missing has a row of its own. */
function unseen({ name, pass }: CriterionPlan, why: string): AssessedCriterion {
  return { name, target: pass, measured: why, verdict: 'blocked', follows: true };
}

/** Evidence of failure only adds up: nothing that is still missing could make this criterion hold, not even as a warning. */
function canNeverHold({ pass, warn }: CriterionPlan, table: MeasurementTable): boolean {
  const conditions = warn === undefined ? [pass] : [pass, warn];
  return conditions.every((source) => impossibilityIn(conditionOf(source), table) !== undefined);
}

function lost(criterion: CriterionPlan, scope: Scope, table: MeasurementTable, missing: string): Criterion {
  const { target, measured } = judgeCondition(conditionOf(criterion.pass), scope, table);
  return { name: criterion.name, target, measured: `${measured} so far, and can no longer hold (${missing})`, verdict: 'failed' };
}

/** The table with the ranges in which its numbers will end, and the variables as the numbers that they are. */
function narrowed(table: MeasurementTable, bounds: Readonly<Record<string, Bounds>>, vars: Measurements): MeasurementTable {
  const numbers = Object.entries(bounds).flatMap(([name, range]): [string, Measurement][] => {
    const measurement = Object.hasOwn(table, name) ? table[name] : undefined;
    return measurement?.type === 'number' ? [[name, { ...measurement, ...range }]] : [];
  });
  const fixed = Object.entries(vars).flatMap(([name, value]): [string, Measurement][] =>
    typeof value === 'number' ? [[name, { type: 'number', doc: name, least: value, most: value }]] : [],
  );
  return { ...table, ...Object.fromEntries(numbers), vars: { type: { fields: Object.fromEntries(fixed) }, doc: 'variables' } };
}

function judgeOne(criterion: CriterionPlan, scope: Scope, table: MeasurementTable): Criterion {
  const pass = judgeCondition(conditionOf(criterion.pass), scope, table);
  const row = { name: criterion.name, target: pass.target, measured: pass.why ?? pass.measured };
  if (pass.verdict !== 'failed' || criterion.warn === undefined) return { ...row, verdict: pass.verdict };
  const warn = judgeCondition(conditionOf(criterion.warn), scope, table);
  const target = `${pass.target}${WARNS_IF}${criterion.warn}`;
  if (warn.verdict === 'passed') return { ...row, target, verdict: 'warned' };
  return { ...row, target, measured: warn.why ?? row.measured, verdict: warn.verdict };
}
