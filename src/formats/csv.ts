/** Ours, because csv-parse needs the whole file in memory or a Node stream, accepts duplicate columns, and does not notice a last line cut short. */

import type { RowParser } from '../core/fold.ts';
import type { Json } from '../core/json.ts';
import { FormatError } from './format-error.ts';
import { Utf8 } from './utf8.ts';

/** A longer field is not read: a quote that is never closed would take all that follows. */
const MAX_FIELD = 16 * 1024 * 1024;

/** So much is read at a time: what it amounts to is garbage before the next is read. */
const PIECE_BYTES = 64 * 1024;

const [QUOTE, COMMA, LF, CR] = [0x22, 0x2c, 0x0a, 0x0d];

/**
 * CSV with a header as rows `[line, text of each column…]`; `line` is where the record begins. Strictly RFC 4180, also in what it
 * merely advises: commas, every record as long as the header, quotes around whole fields only, a line end behind the last record (so
 * that a file cut short is seen), no column twice; UTF-8, a BOM is let pass, lines end in CRLF or LF.
 */
export function csvParser(options: CsvOptions): RowParser {
  return new CsvParser(options);
}

/** Which columns are wanted, of which file. */
export interface CsvOptions {
  /** How to call the file in an error. */
  readonly path: string;
  readonly columns: readonly string[];
}

/** Where in a field we are: before its first character, within, within quotes, after a quote there, after the CR that follows it. */
type State = 'start' | 'plain' | 'quoted' | 'closed' | 'ending';

class CsvParser implements RowParser {
  private readonly path: string;
  private readonly columns: readonly string[];
  private readonly text: Utf8;
  private state: State = 'start';
  private field = '';
  private record: string[] = [];
  /** Of the piece that is being read. */
  private rows: Json[] = [];
  private line = 1;
  private recordLine = 1;
  private header: { readonly width: number; readonly wanted: readonly number[] } | undefined;

  constructor({ path, columns }: CsvOptions) {
    this.path = path;
    this.columns = columns;
    this.text = new Utf8(path);
  }

  *push(bytes: Uint8Array): Iterable<Json> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield* this.piece(bytes.subarray(at, at + PIECE_BYTES));
  }

  end(): readonly Json[] {
    this.text.end();
    if (this.state === 'quoted') throw new FormatError(`${this.path}: a quote that is not closed`, this.recordLine);
    if (this.state !== 'start' || this.record.length > 0) throw this.mistake('cut short: the last line has no end');
    if (!this.header) throw new FormatError(`${this.path}: empty`);
    return [];
  }

  private piece(bytes: Uint8Array): readonly Json[] {
    this.rows = [];
    const text = this.text.push(bytes);
    for (let at = 0; at < text.length;) at = this.state === 'quoted' ? this.quoted(text, at) : this.open(text, at);
    if (this.field.length > MAX_FIELD) throw this.mistake('a field longer than 16 MiB');
    return this.rows;
  }

  /** Takes characters outside of quotes. @returns where it stopped */
  private open(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (this.state === 'ending' && code !== LF) throw this.mistake('a carriage return that ends no line');
    if (code === COMMA) this.endField();
    else if (code === LF) this.endRecord();
    else if (code === CR) this.state = 'ending';
    else if (code === QUOTE) this.quote();
    else if (this.state === 'closed') throw this.mistake('something follows a closing quote');
    else return this.plain(text, at);
    return at + 1;
  }

  /** A quote opens a field, or, right after another one, stands for itself. */
  private quote(): void {
    if (this.state === 'plain') throw this.mistake('a quote within a field');
    if (this.state === 'closed') this.field += '"';
    this.state = 'quoted';
  }

  private plain(text: string, at: number): number {
    let end = at + 1;
    for (let code = text.charCodeAt(end); end < text.length && !isSpecial(code); code = text.charCodeAt(end)) end++;
    this.field += text.slice(at, end);
    this.state = 'plain';
    return end;
  }

  private quoted(text: string, at: number): number {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    const part = text.slice(at, end);
    this.field += part;
    this.line += part.split('\n').length - 1;
    if (quote < 0) return end;
    this.state = 'closed';
    return end + 1;
  }

  private endField(): void {
    this.record.push(this.field);
    this.field = '';
    this.state = 'start';
  }

  private endRecord(): void {
    this.endField();
    if (this.header) this.rows.push(this.row(this.header));
    else this.header = this.headerOf(this.record);
    this.record = [];
    this.line++;
    this.recordLine = this.line;
  }

  private row({ width, wanted }: { width: number; wanted: readonly number[] }): Json {
    const { record } = this;
    if (record.length !== width) {
      throw new FormatError(`${this.path}: ${record.length} fields, expected the ${width} of the header`, this.recordLine);
    }
    return [this.recordLine, ...wanted.map((index) => record[index] ?? '')];
  }

  private headerOf(names: readonly string[]): { width: number; wanted: readonly number[] } {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw this.mistake(`a second column ${JSON.stringify(twice)}`);
    const wanted = this.columns.map((column) => {
      const index = names.indexOf(column);
      if (index < 0) throw this.mistake(`no column ${JSON.stringify(column)}, found ${names.join(', ').slice(0, 200)}`);
      return index;
    });
    return { width: names.length, wanted };
  }

  private mistake(message: string): FormatError {
    return new FormatError(`${this.path}: ${message}`, this.line);
  }
}

function isSpecial(code: number): boolean {
  return code === COMMA || code === LF || code === CR || code === QUOTE;
}
