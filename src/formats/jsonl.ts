import type { RowParser } from '../core/fold.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { FormatError } from './format-error.ts';
import { jsonMistake } from './json-scan.ts';
import { Utf8 } from './utf8.ts';

/** A longer line is not read. */
const MAX_LINE = 16 * 1024 * 1024;

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
 * value; no empty line, nothing cut short, UTF-8; a BOM and CRLF are let pass, and so is a last line without its end that is whole.
 */
export function jsonlParser(options: JsonlOptions): RowParser {
  return new JsonlParser(options);
}

class JsonlParser implements RowParser {
  private readonly path: string;
  private readonly columns: readonly string[];
  /** The columns as they stand in a line. */
  private readonly keys: readonly string[];
  private readonly text: Utf8;
  private rest = '';
  private line: number;

  constructor({ path, columns, firstLine = 1 }: JsonlOptions) {
    this.path = path;
    this.columns = columns;
    this.keys = columns.map((column) => JSON.stringify(column));
    this.text = new Utf8(path);
    this.line = firstLine;
  }

  push(bytes: Uint8Array): readonly Json[] {
    const text = this.rest + this.text.push(bytes);
    const rows: Json[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      rows.push(this.row(text.slice(start, end)));
      start = end + 1;
      this.line++;
    }
    this.rest = text.slice(start);
    if (this.rest.length > MAX_LINE) throw this.mistake('longer than 16 MiB');
    return rows;
  }

  end(): readonly Json[] {
    const last = this.rest + this.text.end();
    if (last === '') return [];
    const mistake = jsonMistake(last);
    if (mistake) throw this.mistake(`cut short: ${mistake.message}`);
    return [this.row(last)];
  }

  private row(text: string): Json {
    const record = this.record(text);
    const row: Json[] = [this.line];
    for (const column of this.columns) {
      const value = Object.hasOwn(record, column) ? record[column] : undefined;
      if (value === undefined) throw this.mistake(`no field ${JSON.stringify(column)}`);
      if (typeof value === 'object' && value !== null) throw this.mistake(`the field ${JSON.stringify(column)} is not a single value`);
      row.push(value);
    }
    return row;
  }

  private record(text: string): JsonObject {
    if (this.isAmbiguous(text)) this.refuse(text);
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

  /** JSON.parse takes the last of two equal keys. An escape may spell one differently. */
  private isAmbiguous(text: string): boolean {
    return (
      text.includes('\\u') ||
      this.keys.some((key) => {
        const first = text.indexOf(key);
        return first >= 0 && text.indexOf(key, first + key.length) >= 0;
      })
    );
  }

  private refuse(text: string): void {
    const mistake = text.trim() === '' ? { message: 'empty' } : jsonMistake(text);
    if (mistake) throw this.mistake(mistake.message);
  }

  private mistake(message: string): FormatError {
    return new FormatError(`${this.path}: ${message}`, this.line);
  }
}
