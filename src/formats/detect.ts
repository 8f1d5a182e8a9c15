import type { RowParser } from '../core/fold.ts';
import type { Json } from '../core/json.ts';
import { FormatError } from './format-error.ts';
import { BEGINNINGS, RESULT_FORMATS, type ResultFormat, RESULT_PARSERS, ROOTS } from './result-formats.ts';

/** How far into a file its format is looked for. */
const SNIFFED_BYTES = 64 * 1024;

/**
 * What a report is, by how it begins; its name only tells where nothing else does.
 * @param head its first 64 KiB, or all of it @param path its name
 * @returns undefined for nothing known
 */
export function detectFormat(head: Uint8Array, path: string): ResultFormat | undefined {
  const text = textOf(head)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('<')) return ROOTS[rootOf(text)];
  const found = BEGINNINGS.find(([beginning]) => beginning.test(text))?.[1];
  return found ?? (/\.tap$/i.test(path) && text !== '' ? 'tap' : undefined);
}

/** Enough of any encoding to find names in: what is not ASCII is passed over. */
function textOf(head: Uint8Array): string {
  const wide = head[1] === 0 || (head[0] === 0xff && head[1] === 0xfe) || head[0] === 0 || (head[0] === 0xfe && head[1] === 0xff);
  return new TextDecoder('utf-8').decode(wide ? head.filter((byte) => byte > 0 && byte < 0x80) : head);
}

function rootOf(text: string): string {
  const plain = text.replaceAll(/<!--[\s\S]*?-->|<[?!][^>]*>/g, '');
  return /<(?:[\w.-]+:)?([A-Za-z][\w.-]*)/.exec(plain)?.[1] ?? '';
}

/**
 * The parser of a report. Its rows are `ResultRow`s, the last of them its totals; whatever is not of the format, contradicts itself
 * or is cut short is a FormatError.
 * @param format `auto`: told by how the report begins @param path the report's name, for messages
 */
export function parserFor(format: ResultFormat | 'auto', path: string): RowParser {
  return format === 'auto' ? new Detecting(path) : RESULT_PARSERS[format](path);
}

/** Decides on the first 64 KiB, whatever pieces they come in. */
class Detecting implements RowParser {
  private readonly path: string;
  private head = new Uint8Array(SNIFFED_BYTES);
  private length = 0;
  private parser: RowParser | undefined;

  constructor(path: string) {
    this.path = path;
  }

  *push(bytes: Uint8Array): Iterable<Json> {
    if (this.parser) return yield* this.parser.push(bytes);
    const taken = bytes.subarray(0, SNIFFED_BYTES - this.length);
    this.head.set(taken, this.length);
    this.length += taken.length;
    if (this.length < SNIFFED_BYTES) return;
    yield* this.begin().push(this.head);
    yield* this.begin().push(bytes.subarray(taken.length));
  }

  *end(): Iterable<Json> {
    if (!this.parser) yield* this.begin().push(this.head.subarray(0, this.length));
    yield* this.begin().end();
  }

  private begin(): RowParser {
    this.parser ??= this.detected();
    return this.parser;
  }

  private detected(): RowParser {
    const head = this.head.subarray(0, this.length);
    const format = detectFormat(head, this.path);
    if (format) return RESULT_PARSERS[format](this.path);
    throw new FormatError(this.length === 0 ? 'empty' : `no known format of test results: expected one of ${RESULT_FORMATS.join(', ')}`);
  }
}
