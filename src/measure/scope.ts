import type { Json } from '../core/json.ts';
import type { MeasurementTable, MeasurementType } from './measurements.ts';

/** Measurements by name: what a condition may read. */
export type Scope = Readonly<Record<string, Json | undefined>>;

/** One step of a path: a field, a key, a place in a list. */
export type Step = string | number;

/** A path as it is written: `status["422"]`, `rows[0].x`, `gates["health-30m"].counts`. */
export function pathText(path: readonly Step[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (index === 0) return step;
      return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');
}

/** An own property of an object; undefined for anything else. Inherited names (`constructor`, `__proto__`) do not exist. */
export function own(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, Json>>)[key];
}

/** What a total map answers for a key that was never seen; undefined where the table knows no total map on this path. */
export function defaultAt(table: MeasurementTable, path: readonly Step[]): Json | undefined {
  const [name, ...rest] = path;
  const measurement = typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
  let type: MeasurementType | undefined = measurement?.type;
  let total: number | undefined;
  for (const step of rest) {
    if (typeof type !== 'object') return undefined;
    if ('map' in type) {
      if (typeof step !== 'string' || (type.keys && !type.keys.includes(step))) return undefined;
      total = type.otherwise;
      type = type.map;
    } else if ('fields' in type) {
      type = typeof step === 'string' && Object.hasOwn(type.fields, step) ? type.fields[step]?.type : undefined;
      total = undefined;
    } else {
      type = type.list;
      total = undefined;
    }
  }
  if (rest.length === 0) return undefined;
  // A row of a table that was never seen is an empty row: its own cells answer for themselves.
  return typeof type === 'object' && 'map' in type && type.otherwise !== undefined ? {} : total;
}
