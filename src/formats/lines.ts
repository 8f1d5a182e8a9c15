import { FormatError } from './format-error.ts';

/** Bytes as whole lines of UTF-8 text, piece by piece; a byte order mark is let pass, `\r\n` is one end of line. */
export class LineReader {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly longest: number;
  private rest = '';
  private count = 0;

  /** @param longest characters of a line; a longer one is a FormatError */
  constructor(longest = 16 * 1024 * 1024) {
    this.longest = longest;
  }

  /** Lines, from 1, that were given out. */
  get line(): number {
    return this.count;
  }

  /** @returns the lines that these bytes completed, without their ends @throws FormatError for bytes that are not UTF-8 */
  *push(bytes: Uint8Array): Iterable<string> {
    yield* this.take(this.decode(bytes, true));
  }

  /** @returns a last line that no line end follows */
  *end(): Iterable<string> {
    yield* this.take(this.decode(new Uint8Array(), false));
    if (this.rest === '') return;
    this.count++;
    yield this.rest;
    this.rest = '';
  }

  private *take(text: string): Iterable<string> {
    const parts = (this.rest + text).split('\n');
    this.rest = parts.pop() ?? '';
    if (this.rest.length > this.longest) throw new FormatError(`longer than ${this.longest} characters`, this.count + parts.length + 1);
    for (const part of parts) {
      this.count++;
      yield part.endsWith('\r') ? part.slice(0, -1) : part;
    }
  }

  private decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.decoder.decode(bytes, { stream });
    } catch {
      throw new FormatError('not UTF-8', this.count + 1);
    }
  }
}
