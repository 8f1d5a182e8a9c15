import type { RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { csvParser } from '../../formats/csv.ts';
import { documentParser } from '../../formats/document.ts';
import { FormatError } from '../../formats/format-error.ts';
import { jsonlParser } from '../../formats/jsonl.ts';
import { isObject } from '../../probes/target.ts';

const JSONL = /\.(jsonl|ndjson)$/i;
const CSV = /\.csv$/i;
const DOCUMENT = /\.(json|ya?ml)$/i;

/** What names of results may end in. */
export const RESULTS_WORDS = 'a name that ends in .jsonl, .ndjson or .csv';
/** What names of manifests may end in. */
export const MANIFEST_WORDS = 'a name that ends in .json, .yml, .yaml, .jsonl, .ndjson or .csv';

export function isResults(path: string): boolean {
  return JSONL.test(path) || CSV.test(path);
}

export function isManifest(path: string): boolean {
  return isResults(path) || DOCUMENT.test(path);
}

/** Whether a record ends with its line, so that what is appended can be read by itself: CSV needs its header. */
export function isAppendable(path: string): boolean {
  return JSONL.test(path);
}

/** One record: where it stands, then the value of each column. */
export type Row = readonly [place: number, ...values: Json[]];

/** `line 7` of a file of lines, `entry 7` of a document. */
export function placeOf(path: string, [place]: Row): string {
  return `${DOCUMENT.test(path) ? 'entry' : 'line'} ${place}`;
}

/** The id of a case: a text that is not empty, or a whole number. */
export function idOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A single value as text: a class may be written as a number or a truth value. Nothing is the empty text. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What nobody sees: characters without a width, spaces that are none; accents that stand behind their letters (U+0300 to U+036F). */
const UNSEEN = /[\u0300-\u036f]|[\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]/g;

/** A text of a record, in quotes; what two that look alike may differ in is spelled out. */
export function inQuotes(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).replaceAll(UNSEEN, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Reads a file with one record for each case as rows. @param firstLine of the bytes that are read */
export function recordParser(path: string, columns: readonly string[], firstLine = 1): RowParser {
  if (JSONL.test(path)) return jsonlParser({ path, columns, firstLine });
  return CSV.test(path) ? csvParser({ path, columns }) : listParser(path, columns);
}

/**
 * A document that is a list of records, or a map with such a list under `cases`. Where the map has a `distribution`, it is the number
 * of cases of each class, by the last column.
 */
function listParser(path: string, columns: readonly string[]): RowParser {
  const document = documentParser(path);
  return {
    push: (bytes) => document.push(bytes),
    end: () => [...document.end()].flatMap((value) => listed(path, columns, value)),
  };
}

function listed(path: string, columns: readonly string[], document: Json): readonly Row[] {
  const list = isObject(document) ? document['cases'] : document;
  if (!Array.isArray(list)) throw new FormatError(`${path}: expected a list of cases, or a map with one under "cases"`);
  const rows = (list as readonly Json[]).map((entry, index) => rowOf(path, columns, entry, index + 1));
  if (isObject(document) && document['distribution'] !== undefined) compare(path, rows, document['distribution']);
  return rows;
}

function rowOf(path: string, columns: readonly string[], entry: Json, place: number): Row {
  if (!isObject(entry)) throw new FormatError(`${path}: entry ${place}: expected a map`);
  const values = columns.map((column) => {
    const value = Object.hasOwn(entry, column) ? entry[column] : undefined;
    if (value === undefined) throw new FormatError(`${path}: entry ${place}: no field ${JSON.stringify(column)}`);
    return value;
  });
  return [place, ...values];
}

function compare(path: string, rows: readonly Row[], distribution: Json): void {
  if (!isObject(distribution)) throw new FormatError(`${path}: "distribution" is not a map of counts`);
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(textOf(row.at(-1)), (counts.get(textOf(row.at(-1))) ?? 0) + 1);
  for (const name of new Set([...counts.keys(), ...Object.keys(distribution)])) {
    const [said, found] = [Object.hasOwn(distribution, name) ? (distribution[name] ?? 0) : 0, counts.get(name) ?? 0];
    if (said !== found)
      throw new FormatError(`${path}: its distribution says ${JSON.stringify(said)} of ${JSON.stringify(name)}, it lists ${found}`);
  }
}
