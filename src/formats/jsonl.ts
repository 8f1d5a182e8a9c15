import type { RowParser } from '../core/fold.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { FormatError } from './format-error.ts';
import { jsonMistake } from './json-scan.ts';
import { Utf8 } from './utf8.ts';

/** A longer line is not read. */
const MAX_LINE = 16 * 1024 * 1024;

/** So much is read at a time: what it amounts to is garbage before the next is read. */
const PIECE_BYTES = 64 * 1024;

/** Which fields of each record are wanted, of which file. */
export interface JsonlOptions {
  /** How to call the file in an error. */
  readonly path: string;
  readonly columns: readonly string[];
  /** The number of the first line; 1 if absent. More where only the end of a file is read. */
  readonly firstLine?: number;
}

/**
 * JSON Lines, one object a line, as rows `[line, value of each column…]`. Strict: every record has every column, once, and as a single
 * value, no number above 2^53; no empty line, nothing cut short, UTF-8; a BOM and CRLF are let pass, and so is a last line without its end that is whole.
 */
export function jsonlParser(options: JsonlOptions): RowParser {
  return new JsonlParser(options);
}

class JsonlParser implements RowParser {
  private readonly path: string;
  private readonly columns: readonly string[];
  /** Any column as it stands in a line. */
  private readonly key: RegExp;
  private readonly text: Utf8;
  private rest = '';
  private line: number;

  constructor({ path, columns, firstLine = 1 }: JsonlOptions) {
    this.path = path;
    this.columns = columns;
    this.key = new RegExp(columns.map((column) => literally(JSON.stringify(column))).join('|'), 'g');
    this.text = new Utf8(path);
    this.line = firstLine;
  }

  *push(bytes: Uint8Array): Iterable<Json> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield* this.piece(bytes.subarray(at, at + PIECE_BYTES));
  }

  end(): readonly Json[] {
    const last = this.rest + this.text.end();
    if (last === '') return [];
    const mistake = jsonMistake(last);
    if (mistake) throw this.mistake(`cut short: ${mistake.message}`);
    return [this.row(last)];
  }

  private piece(bytes: Uint8Array): Iterable<Json> {
    const text = this.text.push(bytes);
    const end = text.lastIndexOf('\n') + 1;
    const whole = end === 0 ? '' : this.rest + text.slice(0, end);
    this.rest = end === 0 ? this.rest + text : text.slice(end);
    if (this.rest.length > MAX_LINE) throw this.mistake('longer than 16 MiB');
    return this.rows(whole);
  }

  /** Whole lines with their ends, each cut off when its row is asked for: all at once they would outlive the rows. */
  private *rows(text: string): Iterable<Json> {
    const clear = this.isClear(text, linesOf(text));
    for (let from = 0; from < text.length;) {
      const end = text.indexOf('\n', from);
      const line = text.slice(from, end);
      if (!clear && !this.isClear(line, 1)) this.refuse(line);
      yield this.row(line);
      this.line++;
      from = end + 1;
    }
  }

  private row(text: string): Json {
    const record = this.record(text);
    const row: Json[] = [this.line];
    for (const column of this.columns) {
      const value = Object.hasOwn(record, column) ? record[column] : undefined;
      if (value === undefined) throw this.mistake(`no field ${JSON.stringify(column)}`);
      if (typeof value === 'object' && value !== null) throw this.mistake(`the field ${JSON.stringify(column)} is not a single value`);
      if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
        throw this.mistake(`the field ${JSON.stringify(column)} is above 2^53, where a number is not exact: write it as text`);
      }
      row.push(value);
    }
    return row;
  }

  private record(text: string): JsonObject {
    const value = this.parsed(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.mistake('expected an object');
    return value as JsonObject;
  }

  private parsed(text: string): Json {
    try {
      return JSON.parse(text) as Json;
    } catch {
      this.refuse(text);
      throw this.mistake('not JSON');
    }
  }

  /**
   * Whether no column can stand twice in any of these lines, of which JSON.parse would take the last: each has every column, so as
   * many as there must be leave none for a second one. An escape may spell a column differently.
   */
  private isClear(text: string, lines: number): boolean {
    if (text.includes('\\u') || text.includes('\\/')) return false;
    let left = lines * this.columns.length;
    this.key.lastIndex = 0;
    while (left >= 0 && this.key.test(text)) left--;
    return left >= 0;
  }

  private refuse(text: string): void {
    const mistake = text.trim() === '' ? { message: 'empty' } : jsonMistake(text);
    if (mistake) throw this.mistake(mistake.message);
  }

  private mistake(message: string): FormatError {
    return new FormatError(`${this.path}: ${message}`, this.line);
  }
}

/** How many lines end in a text. */
function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** A pattern for exactly this text. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
