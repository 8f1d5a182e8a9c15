import { instantOf, isDay } from '../../core/calendar.ts';
import type { Json } from '../../core/json.ts';
import type { BinaryOperator } from './node.ts';
import { isList, isMap } from './partial.ts';

/** A condition can't be judged; the message says why. Never a verdict on the product. */
export class Blocked extends Error {}

/** Documents nested deeper than this are not compared. */
const MAX_DEPTH = 200;

/** Pays for work; throws when a condition takes too much of it. */
export type Spend = (steps: number) => void;

/** What a value is, in words. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'a truth value';
  return isList(value) ? 'a list' : 'a map';
}

/** @throws Blocked for anything but true and false. */
export function truth(value: Json, name: () => string): boolean {
  if (typeof value !== 'boolean') throw new Blocked(`${name()} is ${kindOf(value)}, not true or false`);
  return value;
}

/** @throws Blocked for NaN and the infinities. */
export function finite(value: number, name: () => string): number {
  if (!Number.isFinite(value)) throw new Blocked(`${name()} is ${value}`);
  return value;
}

/**
 * A number that was read. Above 2^53 two whole numbers that differ may be the same double (IEEE 754 binary64), so none is judged.
 * @throws Blocked for these, NaN and the infinities
 */
export function exact(value: number, name: () => string): number {
  if (Number.isFinite(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new Blocked(`${name()} ${TOO_LARGE}`);
  return finite(value, name);
}

export const TOO_LARGE = 'is above 2^53, where a number is not exact: compare it as text';

/** Applies an operator to two values. Values of different types are never compared: that blocks. @throws Blocked */
export function operate(operator: BinaryOperator, left: Json, right: Json, spend: Spend): Json {
  switch (operator) {
    case '==':
      return equal(left, right, spend);
    case '!=':
      return !equal(left, right, spend);
    case '<':
      return less(left, right);
    case '>':
      return less(right, left);
    case '<=':
      return !less(right, left);
    case '>=':
      return !less(left, right);
    case 'in':
      return contained(left, right, spend);
    case '+':
      return sum(left, right, spend);
    default:
      return arithmetic(operator, left, right);
  }
}

function equal(left: Json, right: Json, spend: Spend, depth = 0): boolean {
  spend(1);
  if (kindOf(left) !== kindOf(right)) throw new Blocked(`${kindOf(left)} is compared with ${kindOf(right)}`);
  if (depth > MAX_DEPTH) throw new Blocked('the values are nested too deeply to be compared');
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index] ?? null, spend, depth + 1));
  }
  if (isMap(left) && isMap(right)) {
    const keys = Object.keys(left);
    if (keys.length !== Object.keys(right).length || !keys.every((key) => Object.hasOwn(right, key))) return false;
    return keys.every((key) => equal(left[key] ?? null, right[key] ?? null, spend, depth + 1));
  }
  if (typeof left === 'number') exact(left, () => 'one side');
  if (typeof right === 'number') exact(right, () => 'one side');
  return left === right;
}

function less(left: Json, right: Json): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (typeof left === 'string' && typeof right === 'string') {
    if (!areAlikeDates(left, right)) throw new Blocked(TEXT_ORDER);
    for (const date of [left, right]) if (!exists(date)) throw new Blocked(`${date} is no day of the calendar, or no time`);
    return left < right;
  }
  throw new Blocked(`${kindOf(left)} and ${kindOf(right)} have no order`);
}

/** Letter by letter `"9"` comes after `"10"`, in numbers and in versions: who compares them as texts means something else. */
export const TEXT_ORDER =
  'texts have no order, but for dates that are written alike (2026-01-31): write double(…) for numbers, { tool: node, version: ">=20" } for versions';

const DATE = /^0000-00-00(?:T00:00(?::00(?:\.0+)?)?Z?)?$/;

/** Dates, or times in UTC, as ISO 8601 writes them: written alike their letters are in the order of their times. */
function areAlikeDates(left: string, right: string): boolean {
  const shape = shapeOf(left);
  return DATE.test(shape) && shape === shapeOf(right);
}

/** `2026-13-99` is written as a date is. */
function exists(date: string): boolean {
  const [day = '', time = '00:00'] = date.replace('Z', '').split('T');
  return isDay(day) && Number.isFinite(instantOf(`${day}T${time}Z`));
}

function shapeOf(text: string): string {
  return text.length > MAX_DATE ? '' : text.replaceAll(/\d/g, '0');
}

const MAX_DATE = 40;

export function isDate(text: string): boolean {
  return DATE.test(shapeOf(text));
}

function contained(item: Json, whole: Json, spend: Spend): boolean {
  if (isList(whole)) return whole.filter((other) => equal(item, other, spend)).length > 0;
  if (isMap(whole) && typeof item === 'string') return Object.hasOwn(whole, item);
  throw new Blocked(`${kindOf(item)} can't be in ${kindOf(whole)}`);
}

function sum(left: Json, right: Json, spend: Spend): Json {
  if (typeof left === 'string' && typeof right === 'string') {
    spend(left.length + right.length);
    return left + right;
  }
  if (isList(left) && isList(right)) {
    spend(left.length + right.length);
    return [...left, ...right];
  }
  return arithmetic('+', left, right);
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Json, right: Json): number {
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw new Blocked(`${kindOf(left)} ${operator} ${kindOf(right)} is not defined`);
  }
  const value = finite(compute(operator, left, right), () => `${left} ${operator} ${right}`);
  const isSum = operator === '+' || operator === '-';
  return rounded(value, isSum ? Math.max(Math.abs(left), Math.abs(right)) : Math.abs(value));
}

/** So many digits a double surely holds (IEEE 754 binary64). */
const DIGITS = 15;
const MOST_PLACES = 100;
/** A decimal number ends before; a third goes on. */
const MOST_DECIMAL = 13;

/**
 * Without the digits that come of computing with doubles: 0.9 - 0.85 is 0.05, and 0.57 * 100 is 57. What is no short decimal number stays
 * as it is: three times a third is 1.
 * @param largest of what was added; of a product itself
 */
function rounded(value: number, largest: number): number {
  const places = DIGITS - 1 - Number(largest.toExponential().split('e')[1]);
  if (Number.isInteger(value) || places < 0 || places > MOST_PLACES) return value;
  const short = Number(value.toFixed(places));
  const [digits = ''] = short.toExponential().replace(/[-.]/g, '').split('e');
  return digits.length <= MOST_DECIMAL ? short : value;
}

function compute(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return Number.isInteger(left) && Number.isInteger(right) ? left % right : Number.NaN;
  }
}
