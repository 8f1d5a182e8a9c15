import type { Json } from '../../core/json.ts';
import type { CallNode } from './node.ts';
import { isList, isMap, partialOf } from './partial.ts';
import { Blocked, exact, kindOf, type Spend } from './value.ts';

/** What a character of a text costs a pattern that runs over it. */
const PATTERN_STEPS = 10;

/** Elements, entries, or characters (code points); also of an empty value, of which nothing else may be asked. @throws Blocked */
export function sizeOf(value: Json, name: () => string, spend: Spend): number {
  if (typeof value === 'string') {
    spend(value.length);
    return codePoints(value);
  }
  if (isList(value)) return value.length;
  if (!isMap(value)) throw new Blocked(value === null ? `${name()} is null` : `${name()} is ${kindOf(value)}, it has no size`);
  const mark = partialOf(value);
  if (!mark) return Object.keys(value).length;
  if (mark.size === undefined) throw new Blocked(`${name()} ${mark.why ?? 'was recorded only in part'}`);
  return mark.size;
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** `contains`, `startsWith`, `endsWith`, `matches`. @throws Blocked for what is no text */
export function testText(node: CallNode, text: Json, other: Json, spend: Spend): boolean {
  if (typeof text !== 'string' || typeof other !== 'string') {
    throw new Blocked(`${node.name}() takes texts, not ${kindOf(typeof text === 'string' ? other : text)}`);
  }
  switch (node.name) {
    case 'contains':
      spend(text.length);
      return text.includes(other);
    case 'startsWith':
      return text.startsWith(other);
    case 'endsWith':
      return text.endsWith(other);
    case 'matches':
      spend(text.length * PATTERN_STEPS);
      return node.pattern?.matcher(text).find() === true;
    default:
      throw new Error(`${node.name}() is no test of a text`);
  }
}

const INTEGER = /^[+-]?\d{1,16}$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** `int`, `double`, `string`. @throws Blocked for what can't be converted */
export function convert(to: string, value: Json, name: () => string): Json {
  if (to === 'string' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')) return String(value);
  const number = to === 'int' ? integer(value) : to === 'double' ? decimal(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new Blocked(`${name()} (${kindOf(value)}) can't be made ${to === 'string' ? 'a text' : 'a number'}`);
  return to === 'double' ? exact(number, name) : number;
}

function integer(value: Json): number {
  const number =
    typeof value === 'string' && INTEGER.test(value) ? Number(value) : typeof value === 'number' ? Math.trunc(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

function decimal(value: Json): number {
  if (typeof value === 'string') return DECIMAL.test(value) ? Number(value) : Number.NaN;
  return typeof value === 'number' ? value : Number.NaN;
}
