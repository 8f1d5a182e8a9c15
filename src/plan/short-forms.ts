import { z } from 'zod';
import { defaultOf, entryOf, expectedOf, isMap, isOptional, keyFactsOf, optionsOf, type Schema, shapeOf } from './walk.ts';

/** Longer values are not repeated in what to write. */
const MAX_SHOWN = 60;

const TRUTH: Readonly<Record<string, boolean>> = { yes: true, on: true, true: true, no: false, off: false, false: false };

/**
 * What to write instead of a value of the wrong form, where it is clear what was meant: `{ from: last-go }` for `last-go`, a list of one for
 * one, a number without quotes. @param key the key that the value stands at
 */
export function meantForm(schema: Schema, value: unknown, key: string | number | undefined): string | undefined {
  const written = asScalar(schema, value) ?? (key === 'expect' ? asCondition(schema, value) : undefined) ?? asPart(schema, value);
  if (written !== undefined) return `write ${written}`;
  if (isRecord(schema) && Array.isArray(value)) return 'write each below a name of its own, without "- "';
  if (isList(schema) && isMap(value)) return 'write a list, "- " before the first key of each';
  return undefined;
}

/** A number or a truth value that stands in quotes, or in YAML 1.1. */
function asScalar(schema: Schema, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const truth = Object.hasOwn(TRUTH, value.toLowerCase()) ? TRUTH[value.toLowerCase()] : undefined;
  if (truth !== undefined && accepts(schema, truth)) return `${truth}${value === String(truth) ? ' without quotes' : ''}`;
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  return isNumber && accepts(schema, Number(value)) ? `${value} without quotes` : undefined;
}

/** The status of an answer, which a condition compares. */
function asCondition(schema: Schema, value: unknown): string | undefined {
  const status = isMap(value) && Object.keys(value).join() === 'status' ? value['status'] : value;
  if (keyFactsOf(schema).role !== 'condition' || typeof status !== 'number') return undefined;
  return Number.isInteger(status) && status >= 100 && status <= 599 ? statusCondition(status) : undefined;
}

/** A condition over the status of an answer. */
export function statusCondition(status: number): string {
  return `"status == ${status}"`;
}

/** A map of one key, or a list of one, that holds the value. */
function asPart(schema: Schema, value: unknown): string | undefined {
  if (!isShort(value)) return undefined;
  const entry = entryOf(schema);
  if (isList(schema) && entry) {
    const inside = accepts(entry, value) ? asYaml(value) : asPart(entry, value);
    return inside === undefined ? undefined : `[ ${inside} ]`;
  }
  if (isRecord(schema) && entry) return accepts(entry, value) ? `{ NAME: ${asYaml(value)} }` : undefined;
  const shape = shapeOf(mapFor(schema, value) ?? schema);
  return shape && (days(shape, value) ?? keyFor(shape, value));
}

/** The first key that must be there, or the only one that takes such a value. */
function keyFor(shape: Readonly<Record<string, Schema>>, value: string | number): string | undefined {
  const entries = Object.entries(shape);
  const required = entries.filter(([, type]) => !isOptional(type) && defaultOf(type) === undefined).map(([name]) => name);
  const taking = entries
    .filter(([, type]) => accepts(type, value))
    .map(([name]) => name)
    .filter((name) => required.length === 0 || required.includes(name));
  const [key] = taking;
  if (key === undefined || (required.length === 0 && taking.length > 1)) return undefined;
  const others = required.filter((one) => one !== key).map((one) => `, ${one}: …`);
  return `{ ${key}: ${asYaml(value)}${others.join('')} }`;
}

/** A duration where days are counted. */
function days(shape: Readonly<Record<string, Schema>>, value: string | number): string | undefined {
  const count = /^(\d+)d$/.exec(String(value))?.[1];
  return count !== undefined && Object.hasOwn(shape, 'days') ? `{ days: ${count} }` : undefined;
}

/** Of several maps that a text may be short for: an address is asked, anything else is a command. */
function mapFor(schema: Schema, value: string | number): Schema | undefined {
  const key = /^(https?:\/\/|\/)/.test(String(value)) ? 'http' : 'command';
  return optionsOf(schema)?.find((option) => Object.keys(shapeOf(option) ?? {})[0] === key);
}

function asYaml(value: string | number): string {
  return typeof value === 'string' && !/^[A-Za-z0-9./$][^#]*$/.test(value.replaceAll(': ', '#')) ? JSON.stringify(value) : String(value);
}

function accepts(schema: Schema, value: unknown): boolean {
  return z.safeParse(schema, value).success;
}

function isShort(value: unknown): value is string | number {
  return (typeof value === 'string' && value.length <= MAX_SHOWN && !/[\n,{}[\]]/.test(value)) || typeof value === 'number';
}

function isList(schema: Schema): boolean {
  return expectedOf(schema) === 'a list' && entryOf(schema) !== undefined;
}

function isRecord(schema: Schema): boolean {
  return expectedOf(schema) === 'a map' && entryOf(schema) !== undefined;
}
