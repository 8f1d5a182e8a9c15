import { declarationOf } from '../core/facts/registry.ts';
import type { Fields, Shape } from '../core/facts/field.ts';
import { ENVELOPE, misfit } from '../core/facts/misfit.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Draft, Observation } from '../core/observation.ts';
import { lastLines } from '../redact/last-lines.ts';

/** Takes secrets out of foreign text, of which at most so many bytes are wanted. */
export interface Redact {
  (text: string, most?: number): string;
  /** The same for what a condition reads, of which a doubt takes nothing away: it would be judged by what is left. */
  readonly operand?: (text: string) => string;
}

/**
 * A draft as the fact that is written: numbered, `t` to 1 µs, foreign text redacted and cut, absent fields left out. What it
 * returns equals what a reader parses from the line.
 * @throws TypeError for what its declaration does not allow: a mistake of ours
 */
export function factOf(draft: Draft, seq: number, t: number, redact: Redact): Observation {
  const { gate, type, basis } = draft;
  const declaration = declarationOf(type);
  if (!declaration) throw new TypeError(`no fact is of type "${type}"`);
  const fact = {
    seq,
    t: finite(Math.round(t * 1000) / 1000),
    ...(gate !== undefined && { gate }),
    type,
    ...(basis !== undefined && { basis }),
    ...written(draft, declaration.fields, redact),
  };
  const wrong = misfit(fact, declaration);
  if (wrong !== undefined) throw new TypeError(`a fact of type "${type}": ${wrong}`);
  return fact;
}

/** The declared fields of an object. What is not declared stays as it is, to be refused. */
function written(object: JsonObject, fields: Fields, redact: Redact): JsonObject {
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined || ENVELOPE.has(name)) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    entries.push([name, field ? clean(value, field.shape, redact) : value]);
  }
  return Object.fromEntries(entries);
}

/** A value as it is written. What is not of its shape stays as it is, to be refused. */
function clean(value: Json, shape: Shape, redact: Redact): Json {
  switch (shape.is) {
    case 'number':
      return typeof value === 'number' ? finite(value) : value;
    case 'foreign number':
      return foreignOf(value, redact);
    case 'foreign':
      return typeof value === 'string' ? cut(value, shape, redact) : value;
    case 'nullable':
      return value === null ? value : clean(value, shape.of, redact);
    case 'list':
      return isList(value) ? value.map((item) => clean(item, shape.of, redact)) : value;
    case 'tuple':
      return isList(value) ? value.map((item, index) => cleanPart(item, shape.of[index], redact)) : value;
    case 'record':
      return isObject(value) ? written(value, shape.fields, redact) : value;
    case 'operands':
      return foreignOf(value, redact.operand ?? redact);
    default:
      return value;
  }
}

function cleanPart(value: Json, shape: Shape | undefined, redact: Redact): Json {
  return shape ? clean(value, shape, redact) : value;
}

function cut(text: string, { first, last }: Extract<Shape, { is: 'foreign' }>, redact: Redact): string {
  if (last !== undefined) return lastLines(redact(text), last);
  return first === undefined ? redact(text) : redact(text, first);
}

/** An object of any JSON without the secrets in it. */
export function redactedObject(value: JsonObject, redact: (text: string) => string): JsonObject {
  const clean = foreignOf(value, redact);
  return isObject(clean) ? clean : {};
}

/** JSON of any shape without the secrets in it, be they in keys or in the digits of a number. */
function foreignOf(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') return redact(String(value)) === String(value) ? finite(value) : redact(String(value));
  if (value === null || typeof value === 'boolean') return value;
  if (isList(value)) return value.map((item) => foreignOf(item, redact));
  // Built from entries, so that a key named `__proto__` stays a key.
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) if (item !== undefined) entries.push([redact(key), foreignOf(item, redact)]);
  return Object.fromEntries(entries);
}

/** JSON has neither NaN nor Infinity nor -0: the first two would become null, and null is no measurement. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new TypeError(`a fact holds ${value}: only finite numbers are recorded`);
  return value + 0;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
