import type { Json, JsonObject } from '../../core/json.ts';

/** The key that marks a value of which only a part was recorded. No document may use it, and no condition can read it. */
const KEY = '$partial';

/** Names that mean something to JavaScript, and the mark. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', KEY]);
export const RESERVED_WORDS = [...RESERVED].join(', ');

/** What was recorded of a list, a map or a text that was not recorded whole. */
export interface Partial {
  /** Why its value is not there; a condition that reads it is blocked with these words. */
  readonly why?: string;
  /** Elements, entries or characters. */
  readonly size?: number;
  /** The elements and entries that are read, by index or key. */
  readonly at?: JsonObject;
}

export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/** The recorded form: `{"$partial":{"size":5000,"at":{"0":{"status":"completed"}}}}`. */
export function partial(parts: Partial): Json {
  return { [KEY]: { ...parts } as JsonObject };
}

/** What such a mark says; undefined for any other value. */
export function partialOf(value: Json): Partial | undefined {
  if (!isMap(value) || !Object.hasOwn(value, KEY)) return undefined;
  const said = value[KEY];
  if (said === undefined || !isMap(said)) return { why: `holds the reserved name "${KEY}"` };
  return {
    ...(typeof said['why'] === 'string' && { why: said['why'] }),
    ...(typeof said['size'] === 'number' && { size: said['size'] }),
    ...(said['at'] !== undefined && isMap(said['at']) && { at: said['at'] }),
  };
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isMap(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
