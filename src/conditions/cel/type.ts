import type { MeasurementTable, MeasurementType } from '../measurements.ts';
import { functionOf } from './functions.ts';
import type { Node } from './node.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** The type of what an expression gives, as far as the table tells; `any` where only the values will. */
export function typeOf(node: Node, table: MeasurementTable): MeasurementType {
  switch (node.kind) {
    case 'constant':
      return scalarType(node.value);
    case 'list':
      return { list: common(node.items.map((item) => typeOf(item, table))) };
    case 'map':
      return 'any';
    case 'measurement':
      return Object.hasOwn(table, node.name) ? (table[node.name]?.type ?? 'any') : 'any';
    case 'variable':
      return elementType(typeOf(node.range, table));
    case 'select':
      return memberType(typeOf(node.of, table), node.key.kind === 'constant' ? node.key.value : undefined);
    case 'has':
    case 'and':
    case 'or':
      return 'boolean';
    case 'unary':
      return node.operator === '!' ? 'boolean' : 'number';
    case 'binary':
      return COMPARISONS.has(node.operator)
        ? 'boolean'
        : arithmeticType(node.operator, typeOf(node.left, table), typeOf(node.right, table));
    case 'choice':
      return common([typeOf(node.yes, table), typeOf(node.no, table)]);
    case 'call':
      return functionOf(node.name)?.gives ?? 'any';
    case 'each':
      return loopType(node, table);
  }
}

function loopType(node: Extract<Node, { kind: 'each' }>, table: MeasurementTable): MeasurementType {
  if (node.macro === 'filter') return { list: elementType(typeOf(node.range, table)) };
  if (node.macro === 'map') return { list: node.result ? typeOf(node.result, table) : 'any' };
  return 'boolean';
}

function scalarType(value: string | number | boolean | null): MeasurementType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'any';
}

function arithmeticType(operator: string, left: MeasurementType, right: MeasurementType): MeasurementType {
  if (operator !== '+') return 'number';
  return left === 'any' ? right : left;
}

/** The one type of all, if there is one. */
function common(types: readonly MeasurementType[]): MeasurementType {
  const [first = 'any', ...rest] = types;
  return typeof first === 'string' && rest.every((type) => type === first) ? first : 'any';
}

/** What a loop's variable stands for: an element of a list, a key of a map. */
export function elementType(type: MeasurementType): MeasurementType {
  if (typeof type !== 'object') return 'any';
  return 'list' in type ? type.list : 'string';
}

/** The type of a part; `any` where there is no such part or its key is computed. */
export function memberType(type: MeasurementType, key: string | number | boolean | null | undefined): MeasurementType {
  if (typeof type !== 'object') return 'any';
  if ('list' in type) return type.list;
  if ('map' in type) return type.map;
  return typeof key === 'string' && Object.hasOwn(type.fields, key) ? (type.fields[key]?.type ?? 'any') : 'any';
}

/**
 * What a part that was never seen reads: the number that the total map names, or the empty map where a total map of maps has a
 * whole row unseen. Undefined where nothing is promised.
 */
export function unseen(type: MeasurementType, key: string | number): number | Readonly<Record<string, never>> | undefined {
  if (typeof type !== 'object' || !('map' in type) || (type.keys && !type.keys.includes(String(key)))) return undefined;
  if (type.otherwise !== undefined) return type.otherwise;
  return typeof type.map === 'object' && 'map' in type.map && type.map.otherwise !== undefined ? {} : undefined;
}
