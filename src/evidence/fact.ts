import type { Json, JsonObject } from '../core/json.ts';
import type { Draft, Observation } from '../core/observation.ts';
import { lastLines } from '../redact/last-lines.ts';

/**
 * Fields that hold ids, hashes and paths of our own making. Everything else that is text may have come from the world under
 * test, so it is redacted; inside lists and objects everything is, keys too.
 */
const STRUCTURAL: ReadonlySet<string> = new Set([
  'executionId',
  'service',
  'name',
  'path',
  'sha256',
  'action',
  'because',
  'reason',
  'phase',
  'code',
  'signal',
]);

/** Takes secrets out of foreign text, of which at most so many bytes are wanted. */
export type Redact = (text: string, most?: number) => string;

/** What is kept of each text in a field, in bytes: cut here, after secrets were taken out, so that of none a part stays. */
const LONGEST: Readonly<Record<string, number>> = { excerpt: 2048, detail: 500, found: 300, killed: 300 };
/** Of what a program wrote the end is kept, where it says what went wrong: whole lines, in bytes. */
const LONGEST_END: Readonly<Record<string, number>> = { output: 2048 };

/** Fields that stand first, in this order, in every observation. */
const ENVELOPE: ReadonlySet<string> = new Set(['seq', 't', 'gate', 'type', 'basis']);

/**
 * A draft as the observation that is written: numbered, `t` to 1 µs, foreign text redacted and cut, absent fields left out. What it
 * returns equals what a reader parses from the line.
 * @throws TypeError for a number that is not finite.
 */
export function factOf(draft: Draft, seq: number, t: number, redact: Redact): Observation {
  const { gate, type, basis } = draft;
  const fields: Record<string, Json> = {};
  for (const [key, value] of Object.entries(draft)) {
    if (value === undefined || ENVELOPE.has(key)) continue;
    fields[key] = typeof value === 'string' && STRUCTURAL.has(key) ? value : clean(value, limited(key, redact));
  }
  return {
    seq,
    t: finite(Math.round(t * 1000) / 1000),
    ...(gate !== undefined && { gate }),
    type,
    ...(basis !== undefined && { basis }),
    ...fields,
  };
}

function limited(key: string, redact: Redact): Redact {
  const [most, end] = [LONGEST[key], LONGEST_END[key]];
  if (end !== undefined) return (text) => lastLines(redact(text), end);
  return most === undefined ? redact : (text) => redact(text, most);
}

function clean(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  // A secret of digits stays one when it is written as a number.
  if (typeof value === 'number') return redact(String(value)) === String(value) ? finite(value) : redact(String(value));
  if (value === null || typeof value === 'boolean') return value;
  if (isList(value)) return value.map((item) => clean(item, redact));
  return cleanObject(value, redact);
}

/** Built from entries, so that a key named `__proto__` stays a key. */
function cleanObject(value: JsonObject, redact: Redact): JsonObject {
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) if (item !== undefined) entries.push([redact(key), clean(item, redact)]);
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
