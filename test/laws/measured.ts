import type { Fold } from '../../src/core/fold.ts';
import type { Json } from '../../src/core/json.ts';
import type { Assessment } from '../../src/core/judgement.ts';
import type { MeasurementTable, MeasurementType } from '../../src/conditions/measurements.ts';
import { countsTable, type GateKind } from '../../src/gates/shared/kind.ts';
import { judge, record, type Scenario } from './transcript.ts';

/** What a gate amounts to, and what was announced of its measurements and counts. */
interface Told {
  readonly assessment: Assessment;
  readonly table: MeasurementTable;
  readonly counts: MeasurementTable;
}

/** What the gates of a kind amount to in a scenario, as their own folds say it, with what each announces. */
export function assessmentsOf(scenario: Scenario, kind: string): readonly Told[] {
  const { spec, judge: inner } = scenario.registry[kind] ?? {};
  if (!spec || !inner) throw new Error(`no judge of ${kind}`);
  const folds: (Omit<Told, 'assessment'> & { fold: Fold })[] = [];
  const spied: GateKind = {
    spec,
    judge: {
      fold(context) {
        const fold = inner.fold(context);
        const own = context.gate.spec;
        folds.push({ fold, table: spec.measurements(own), counts: countsTable(spec, own) });
        return fold;
      },
    },
  };
  judge({ ...scenario, registry: { ...scenario.registry, [kind]: spied } }, record(scenario));
  return folds.map(({ fold, table, counts }) => ({ assessment: fold.assessment('completed'), table, counts }));
}

/** The names of a table and of what stands inside it, as conditions write them: `coverage.lines`, `services["api"].failures`. */
export function announcedBy(table: MeasurementTable, before = ''): readonly string[] {
  return Object.entries(table).flatMap(([name, { type }]) => [before + name, ...inside(before + name, type)]);
}

function inside(name: string, type: MeasurementType): readonly string[] {
  if (typeof type === 'string' || 'list' in type) return [];
  if ('fields' in type) return announcedBy(type.fields, `${name}.`);
  // Of a map without fixed keys nobody can say which there are.
  return (type.keys ?? []).flatMap((key) => [`${name}["${key}"]`, ...inside(`${name}["${key}"]`, type.map)]);
}

/** The same of what was measured. What has no value (the rate of nothing) is not there. */
export function measuredIn({ measurements, scopes = [] }: Assessment, table: MeasurementTable): readonly string[] {
  const all = [measurements, ...scopes.map((scope) => scope.measurements)];
  return [...new Set(all.flatMap((one) => namesIn(one, table)))];
}

/** The names of values that are there, as conditions write them. */
export function namesIn(values: Readonly<Record<string, Json | undefined>>, table: MeasurementTable, before = ''): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [before + name, ...within(before + name, value, table[name]?.type)],
  );
}

function within(name: string, value: Json, type: MeasurementType | undefined): readonly string[] {
  if (type === undefined || typeof type === 'string' || 'list' in type || typeof value !== 'object' || value === null) return [];
  const map = value as Readonly<Record<string, Json>>;
  if ('fields' in type) return namesIn(map, type.fields, `${name}.`);
  if (type.keys === undefined) return [];
  return Object.entries(map).flatMap(([key, one]) => [`${name}["${key}"]`, ...within(`${name}["${key}"]`, one, type.map)]);
}

/** Where values are not of the types that a table announces; of entries of lists also what is missing. */
export function mistypedIn(values: Readonly<Record<string, Json | undefined>>, table: MeasurementTable, before = ''): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => mistyped(before + name, value ?? null, table[name]?.type ?? 'any'));
}

function mistyped(name: string, value: Json, type: MeasurementType): readonly string[] {
  if (typeof type === 'string') return type === 'any' || typeof value === type ? [] : [`${name} is no ${type}`];
  if ('list' in type) {
    if (!Array.isArray(value)) return [`${name} is no list`];
    const { list } = type;
    return value.flatMap((one: Json, index) => [...mistyped(`${name}[${index}]`, one, list), ...missing(`${name}[${index}]`, one, list)]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${name} is no map`];
  const map = value as Readonly<Record<string, Json>>;
  if ('fields' in type) return mistypedIn(map, type.fields, `${name}.`);
  return Object.entries(map).flatMap(([key, one]) => mistyped(`${name}["${key}"]`, one, type.map));
}

function missing(name: string, value: Json, type: MeasurementType): readonly string[] {
  if (typeof type === 'string' || !('fields' in type)) return [];
  const there = Object.keys(value as Readonly<Record<string, Json>>);
  return Object.keys(type.fields).flatMap((field) => (there.includes(field) ? [] : [`${name}.${field} is missing`]));
}
