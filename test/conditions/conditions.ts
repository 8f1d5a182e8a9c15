import { type ConditionOutcome, judgeCondition, parseCondition, type Scope } from '../../src/conditions/condition.ts';
import type { MeasurementTable, MeasurementType } from '../../src/conditions/measurements.ts';

/** A table from types alone. */
export function tableOf(types: Readonly<Record<string, MeasurementType>>): MeasurementTable {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type, doc: name }]));
}

export function judge(source: string, scope: Scope, table?: MeasurementTable): ConditionOutcome {
  return judgeCondition(parseCondition(source), scope, table);
}

export function verdict(source: string, scope: Scope, table?: MeasurementTable): string {
  return judge(source, scope, table).verdict;
}
