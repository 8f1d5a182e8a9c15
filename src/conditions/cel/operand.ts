import type { Json } from '../../core/json.ts';
import type { MeasurementTable, MeasurementType } from '../measurements.ts';
import type { Need } from './need.ts';
import { isList, isMap, partialOf } from './partial.ts';
import { part, stepText } from './path.ts';
import type { Scope } from './run.ts';
import { elementType, memberType, unseen } from './type.ts';

/** Steps of a path that stand for many: the elements of a list (of a map its keys), and all parts where the key is computed. */
export const ELEMENTS = Symbol('elements');
const PARTS = Symbol('parts');
type Step = string | number | typeof ELEMENTS | typeof PARTS;

/** One thing that a condition reads. */
export interface Operand {
  /** As a person would write it: `gates["health-30m"].counts.checks`, `size(rows)`, `runs[*].passed`. */
  readonly name: string;
  /** The measurement, then what leads from it to the value. */
  readonly path: readonly [string, ...Step[]];
  readonly use: 'value' | 'size' | 'presence';
}

/** What a need asks for, one by one, in the order in which the condition mentions it. */
export function operandsOf(need: Need): readonly Operand[] {
  return [...need.parts].flatMap(([name, measurement]) => below(measurement, String(name), [String(name)]));
}

function below(need: Need, name: string, path: Operand['path']): readonly Operand[] {
  const own: Operand[] = [];
  const elements = need.elements ? below(need.elements, `${name}[*]`, [...path, ELEMENTS]) : [];
  // A loop that reads nothing of its elements still depends on how many there are.
  if (need.size || (need.elements && elements.length === 0)) own.push({ name: `size(${name})`, path, use: 'size' });
  if (need.presence) own.push({ name: `has(${name})`, path, use: 'presence' });
  if (need.value) own.push({ name, path, use: 'value' });
  const parts = [...need.parts].flatMap(([key, inner]) => below(inner, `${name}${stepText(key)}`, [...path, key]));
  const any = need.anyPart ? below(need.anyPart, `${name}[…]`, [...path, PARTS]) : [];
  return [...own, ...parts, ...elements, ...any];
}

/** The values under an operand's path: one, or one for every element; undefined for a value that is missing. */
export function valuesOf({ path }: Operand, scope: Scope, table: MeasurementTable | undefined): readonly (Json | undefined)[] {
  const [name, ...steps] = path;
  let found: readonly (Json | undefined)[] = [Object.hasOwn(scope, name) ? scope[name] : undefined];
  let type = table && Object.hasOwn(table, name) ? (table[name]?.type ?? 'any') : 'any';
  for (const step of steps) {
    const above = type;
    found = found.flatMap((value) => next(value, step, above));
    type = typeof step === 'symbol' ? elementsType(above) : memberType(above, step);
  }
  return found;
}

function next(value: Json | undefined, step: Step, type: MeasurementType): readonly (Json | undefined)[] {
  if (value === undefined) return [undefined];
  if (typeof step !== 'symbol') {
    const found = part(value, step);
    return [found === undefined && isMap(value) ? unseen(type, step) : found];
  }
  if (isList(value)) return value;
  if (!isMap(value)) return [undefined];
  if (partialOf(value)) return [value];
  return step === ELEMENTS ? Object.keys(value) : Object.values(value);
}

function elementsType(type: MeasurementType): MeasurementType {
  return typeof type === 'object' && 'map' in type ? type.map : elementType(type);
}
