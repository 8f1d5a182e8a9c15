import { kinds } from '../gates/registry.ts';
import { countsTable, type SpecCondition } from '../gates/shared/kind.ts';
import {
  certaintyIn,
  checkCondition,
  checkValue,
  type Condition,
  ConditionSyntaxError,
  impossibilityIn,
  parseCondition,
  presenceIn,
} from '../conditions/condition.ts';
import type { Measurement, MeasurementTable } from '../conditions/measurements.ts';
import type { Configuration } from './configuration.ts';
import { closureOf } from './order.ts';
import type { ProblemList } from './problems.ts';

/** Checks every condition of a configuration against what it may read. @param warnings takes what is allowed, and worth saying */
export function checkConditions(configuration: Configuration, warnings: ProblemList): void {
  const { document, problems } = configuration;
  const vars = varsMeasurement(configuration);
  for (const { path, source, table, gives, mayBeCertain = false } of configuration.conditions) {
    // Said already, by whoever substitutes.
    if (source.includes('${{')) continue;
    const complain = (message: string, offset: number): void => problems.at(document.locateIn(path, offset), message);
    try {
      const condition = parseCondition(source);
      const full = { ...withGates(table, path, configuration), ...vars };
      const found = gives === 'truth' ? checkCondition(condition, full) : checkValue(condition, full, gives);
      const brings = path[2] === 'criteria' ? bringsOf(String(path[1]), configuration) : {};
      for (const { message, offset, unknown = '' } of found) {
        complain(Object.hasOwn(brings, unknown) ? `${unknown} ${brings[unknown]}` : message, offset);
      }
      if (gives !== 'truth') continue;
      const presence = found.length === 0 && !mayBeCertain ? presenceIn(condition, full) : undefined;
      if (presence) warnings.at(document.locateIn(path, presence.offset), presence.message);
      const certain = found.length === 0 && !mayBeCertain ? (certaintyIn(condition, full) ?? impossibilityIn(condition, full)) : undefined;
      if (isConstant(condition)) complain('reads nothing that is measured, so it can never fail', 0);
      else if (certain) complain(certain.message, certain.offset);
    } catch (error) {
      if (!(error instanceof ConditionSyntaxError)) throw error;
      complain(error.message, error.offset);
    }
  }
}

/** What brings the measurements that a gate of its kind may have, and this one may not. */
function bringsOf(id: string, { gates }: Configuration): Readonly<Record<string, string>> {
  const kind = gates.find((gate) => gate.id === id)?.plan?.kind;
  return (kind === undefined ? undefined : kinds[kind]?.spec.brings) ?? {};
}

/** Variables are not measured either. */
function isConstant({ names }: Condition): boolean {
  return [...names].every((name) => name === 'vars');
}

function varsMeasurement({ variables }: Configuration): MeasurementTable {
  const entries = Object.entries(variables.vars);
  if (entries.length === 0) return {};
  const fields = Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      { type: typeof value as 'string' | 'number' | 'boolean', doc: 'a variable' } satisfies Measurement,
    ]),
  );
  return { vars: { type: { fields }, doc: 'the variables' } };
}

/** Of the other gates a condition may read those that have ended for certain: what its gate needs. */
function withGates(table: MeasurementTable, path: SpecCondition['path'], { gates: all }: Configuration): MeasurementTable {
  const { gates: read } = table;
  if (!read) return table;
  const own = String(path[1]);
  const needed = [...closureOf([own], all)];
  const fields = Object.fromEntries(
    needed.map((id) => [id, { type: { fields: { counts: countsOf(id, all) } }, doc: `gate ${id}` } satisfies Measurement]),
  );
  const elsewhere = Object.fromEntries(all.filter(({ id }) => !Object.hasOwn(fields, id)).map(({ id }) => [id, notYetEnded(id, own)]));
  return { ...table, gates: { type: { fields, elsewhere }, doc: read.doc } };
}

/** Of a gate that has problems of its own nothing more can be said. */
function countsOf(id: string, gates: Configuration['gates']): Measurement {
  const plan = gates.find((gate) => gate.id === id)?.plan;
  const spec = plan && kinds[plan.kind]?.spec;
  return { type: spec ? { fields: countsTable(spec, plan.spec) } : 'any', doc: 'what it counted' };
}

function notYetEnded(id: string, reader: string): string {
  return id === reader ? 'a gate can not read its own counts by its id' : `"${id}" must stand in "needs": only then it has surely ended`;
}
