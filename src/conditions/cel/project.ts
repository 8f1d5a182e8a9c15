import type { Json, JsonObject } from '../../core/json.ts';
import { codePoints } from './apply.ts';
import type { Need } from './need.ts';
import { isList, isReserved, partial, partialOf } from './partial.ts';
import { part } from './path.ts';
import type { Scope } from './run.ts';

/** How much is recorded, as JSON in UTF-8. Of a measurement, all its values together. */
const VALUE_LIMIT = { bytes: 4096, why: 'is larger than the 4,096 bytes that are recorded of a value' };
const MEASUREMENT_LIMIT = { bytes: 65_536, why: 'is larger than the 65,536 bytes that are recorded of a measurement' };

const MARKED = 'holds a reserved name and was not recorded';

/**
 * The part of a scope that a condition reads. Judging it gives what judging the whole scope gives, unless a value is too large to be
 * recorded: its place is taken by a mark that blocks with that reason.
 */
export function project(need: Need, scope: Scope): JsonObject {
  const projected: Record<string, Json> = {};
  for (const [name, needed] of need.parts) {
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value !== undefined) projected[name] = limited(prune(value, [needed]));
  }
  return projected;
}

function limited(measurement: Json): Json {
  return fits(measurement, MEASUREMENT_LIMIT.bytes) ? measurement : partial({ why: MEASUREMENT_LIMIT.why });
}

/** What all of the needs ask of a value. */
function prune(value: Json, needs: readonly Need[]): Json {
  if (typeof value !== 'object' || value === null || needs.some((need) => need.value)) return whole(value, needs);
  // What looks like a mark and was not made here would be believed.
  if (partialOf(value)) return partial({ why: MARKED });
  return isList(value) ? pruneList(value, needs) : pruneMap(value, needs);
}

function whole(value: Json, needs: readonly Need[]): Json {
  const fitting = fits(value, VALUE_LIMIT.bytes);
  if (fitting && !holdsMark(value)) return finite(value);
  const size = needs.some((need) => need.size) ? countOf(value) : undefined;
  return partial({ why: fitting ? MARKED : VALUE_LIMIT.why, ...(size !== undefined && { size }) });
}

/** JSON has no NaN and no infinities: a mark in their place blocks with the same words. */
function finite(value: Json): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : partial({ why: `is ${value}` });
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(finite);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inner === undefined ? inner : finite(inner)]));
}

function holdsMark(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return partialOf(value) !== undefined || Object.values(value).some((inner) => inner !== undefined && holdsMark(inner));
}

function pruneList(list: readonly Json[], needs: readonly Need[]): Json {
  if (needs.some(({ elements, anyPart }) => elements ?? anyPart)) {
    return list.map((item, index) => prune(item, [...partsOf(needs, index), ...everyPartOf(needs), ...elementsOf(needs)]));
  }
  const kept: Record<string, Json> = {};
  for (const index of keysOf(needs)) {
    const item = typeof index === 'number' ? part(list, index) : undefined;
    if (item !== undefined) kept[index] = prune(item, partsOf(needs, index));
  }
  const indexes = Object.keys(kept);
  if (indexes.length === list.length) return Object.values(kept);
  return partial({ size: list.length, ...(indexes.length > 0 && { at: kept }) });
}

function pruneMap(map: JsonObject, needs: readonly Need[]): Json {
  const every = needs.some(({ elements, anyPart }) => elements ?? anyPart);
  const keys = every ? Object.keys(map) : keysOf(needs).filter((key) => typeof key === 'string');
  if (every && keys.some(isReserved)) return partial({ why: "has a key that can't be read" });
  const kept: Record<string, Json> = {};
  for (const key of keys) {
    const value = part(map, key);
    const asked = [...partsOf(needs, key), ...everyPartOf(needs)];
    // A loop over a map reads its keys; a value that nothing reads is not recorded.
    if (value !== undefined) kept[key] = asked.length > 0 ? prune(value, asked) : null;
  }
  const size = Object.keys(map).length;
  return Object.keys(kept).length === size || !needs.some((need) => need.size) ? kept : partial({ size, at: kept });
}

function keysOf(needs: readonly Need[]): readonly (string | number)[] {
  return [...new Set(needs.flatMap(({ parts }) => [...parts.keys()]))];
}

function partsOf(needs: readonly Need[], key: string | number): readonly Need[] {
  return needs.flatMap(({ parts }) => parts.get(key) ?? []);
}

function everyPartOf(needs: readonly Need[]): readonly Need[] {
  return needs.flatMap(({ anyPart }) => anyPart ?? []);
}

function elementsOf(needs: readonly Need[]): readonly Need[] {
  return needs.flatMap(({ elements }) => elements ?? []);
}

function countOf(value: Json): number | undefined {
  if (typeof value === 'string') return codePoints(value);
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

function fits(value: Json, bytes: number): boolean {
  const budget = { left: bytes };
  spend(value, budget);
  return budget.left >= 0;
}

/** Takes the bytes of a value from a budget, until that is used up. */
function spend(value: Json, budget: { left: number }): void {
  if (typeof value !== 'object' || value === null) {
    budget.left -= typeof value === 'string' ? bytesOf(value, budget.left) : String(value).length;
    return;
  }
  budget.left -= 2;
  for (const [key, inner] of Object.entries(value)) {
    budget.left -= isList(value) ? 1 : key.length + 4;
    if (budget.left < 0) return;
    if (inner !== undefined) spend(inner, budget);
  }
}

/** The bytes of a text in quotes, in UTF-8; of a text that has too many for sure, its length. */
function bytesOf(text: string, enough: number): number {
  if (text.length > enough) return text.length;
  let bytes = 2;
  for (const character of text) bytes += utf8Bytes(character.codePointAt(0) ?? 0);
  return bytes;
}

function utf8Bytes(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
