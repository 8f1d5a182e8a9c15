import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { RowParser } from '../core/fold.ts';
import { EXCERPT_CHARACTERS, quoted, type ResultRow } from './cases.ts';
import { FormatError } from './format-error.ts';
import { XmlText } from './xml-text.ts';

/** So much is parsed at a time: what it amounts to is garbage before the next is parsed. */
const PIECE_BYTES = 64 * 1024;

/** Without a tag in so many characters, a file is given up: what is between two tags is held in memory. */
const MAX_BETWEEN_TAGS = 64 * 1024 * 1024;

/** What a program printed is not what went wrong. */
const OUTPUT = /^system-(?:out|err)$/;

export interface XmlElement {
  /** Without its namespace. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A dialect: what its elements amount to. What it throws as FormatError gets the line of the element's end. */
export interface XmlDialect {
  /** The names of its root element. */
  readonly roots: readonly string[];
  /** @returns whether the text within this element is wanted */
  open(element: XmlElement): boolean;
  /** @param text the first 4,096 characters within it, of its children too but for output, when they were wanted */
  close(element: XmlElement, text: string): Iterable<ResultRow>;
  /** The last rows. */
  end(): Iterable<ResultRow>;
}

/**
 * Rows of an XML report. Well-formed and whole, or a FormatError: a document type is let pass and never fetched, one that declares
 * something is refused; so are two documents in one, and whatever ends before its root element does. Memory does not grow with
 * the file. References to characters that XML does not have (`&#27;`) are let pass.
 */
export function xmlParser(dialect: XmlDialect): RowParser {
  return new XmlParser(dialect);
}

class XmlParser implements RowParser {
  private readonly dialect: XmlDialect;
  private readonly text = new XmlText();
  private readonly saxes = new SaxesParser();
  private readonly open: XmlElement[] = [];
  private rows: ResultRow[] = [];
  private sinceTag = 0;
  private ending = false;
  /** The text that is wanted, and the depth of the element that it is of. */
  private wanted: { text: string; readonly depth: number } | undefined;

  constructor(dialect: XmlDialect) {
    this.dialect = dialect;
    const { saxes } = this;
    saxes.on('error', ({ message }) => this.refuse(message.replace(/^\d+:\d+: /, '')));
    saxes.on('doctype', (doctype) => {
      if (doctype.includes('[')) throw this.mistake('a document type that declares something is not read');
    });
    saxes.on('opentag', (tag) => this.opened(tag));
    saxes.on('closetag', () => this.closed());
    saxes.on('cdata', (text) => this.take(text));
  }

  *push(bytes: Uint8Array): Iterable<ResultRow> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield* this.read(() => this.text.push(bytes.subarray(at, at + PIECE_BYTES)));
  }

  *end(): Iterable<ResultRow> {
    yield* this.read(() => this.text.end());
    this.ending = true;
    this.saxes.close();
    yield* this.dialect.end();
  }

  private read(decode: () => string): readonly ResultRow[] {
    const text = this.placed(decode);
    this.sinceTag += text.length;
    this.saxes.write(text);
    if (this.sinceTag > MAX_BETWEEN_TAGS) throw this.mistake('more than 64 MiB without a tag');
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  private opened({ name, attributes }: SaxesTagPlain): void {
    this.sinceTag = 0;
    const element = { name: name.slice(name.indexOf(':') + 1), attributes };
    if (element.name.includes('\ufffd')) throw this.mistake('a control character in the name of an element');
    if (this.open.length === 0 && !this.dialect.roots.includes(element.name))
      throw this.mistake(`found <${element.name.slice(0, 60)}>, expected <${this.dialect.roots.join('> or <')}>`);
    const wants = this.placed(() => this.dialect.open(element));
    if (wants && !this.wanted) {
      this.wanted = { text: '', depth: this.open.length };
      this.saxes.on('text', (text) => this.take(text));
    }
    this.open.push(element);
  }

  private closed(): void {
    this.sinceTag = 0;
    const element = this.open.pop();
    if (!element) return;
    const text = this.wanted?.depth === this.open.length ? this.wanted.text : '';
    if (this.wanted?.depth === this.open.length) {
      this.wanted = undefined;
      this.saxes.off('text');
    }
    this.placed(() => this.rows.push(...this.dialect.close(element, text)));
  }

  private take(text: string): void {
    if (this.wanted && !OUTPUT.test(this.open.at(-1)?.name ?? ''))
      this.wanted.text += text.slice(0, EXCERPT_CHARACTERS - this.wanted.text.length);
  }

  /** saxes tells of every mistake; one of them is nothing to stop at. */
  private refuse(message: string): void {
    if (message === 'malformed character entity.') return;
    throw this.mistake(`${this.ending ? 'cut short: ' : ''}${message.replace(/\.$/, '').slice(0, 200)}`);
  }

  private mistake(message: string): FormatError {
    return new FormatError(message, this.saxes.line, Math.max(1, this.saxes.column));
  }

  private placed<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof FormatError && error.line === undefined ? this.mistake(error.message) : error;
    }
  }
}

/** A count in an attribute; `1,234` is one. Undefined where there is none. @throws FormatError for anything else */
export function countOf({ name, attributes }: XmlElement, key: string): number | undefined {
  const text = attributes[key]?.trim() ?? '';
  if (text === '') return undefined;
  const plain = text.replaceAll(',', '');
  if (!/^\d{1,15}$/.test(plain)) throw new FormatError(`${key}=${quoted(text)} of <${name}> is no count`);
  return Number(plain);
}

/** Seconds in an attribute as milliseconds; NaN where there is no such number. `1,234.5` has a separator of thousands. */
export function secondsOf({ attributes }: XmlElement, key: string): number {
  const text = attributes[key]?.trim() ?? '';
  const plain = /^\d{1,3}(?:,\d{3})+\.\d+$/.test(text) ? text.replaceAll(',', '') : text;
  return plain === '' ? Number.NaN : Number(plain) * 1000;
}
