import { MIN_SECRET } from './redact-forms.ts';
import { type Patterns, patternsOf } from './redact-patterns.ts';
import { type Hit, joined, type Labels, Passage, type Range, type RedactingStream, Redaction, Search, wholeIn } from './redact-stream.ts';

export interface Secret {
  readonly name: string;
  /** 8 characters or more: a shorter one would rewrite innocent text. */
  readonly value: string;
}

/** Where only the beginning of a text is wanted, and not all of what was read of it came through, so many bytes more are read. */
const STEP = 256;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Replaces the values of secrets, in every encoding a log may show them in, by `[REDACTED:NAME]`. */
export class Redactor {
  private readonly patterns: Patterns | undefined;
  private readonly labels: Labels;

  /** @throws RangeError for a value of fewer than 8 characters. */
  constructor(secrets: readonly Secret[]) {
    const short = secrets.find(({ value }) => value.length < MIN_SECRET);
    if (short) throw new RangeError(`the secret ${short.name} is shorter than ${MIN_SECRET} characters and can't be redacted`);
    this.patterns = secrets.length > 0 ? patternsOf(secrets.map(({ value }) => value)) : undefined;
    const names = secrets.map(({ name }) => name);
    this.labels = { names, bytes: names.map((name) => this.labelOf(name)) };
  }

  /**
   * The text without secrets, and where they stood.
   * @param most bytes of it that are wanted. They are cut off afterwards: what is left of a secret that was cut is found no more.
   */
  text(text: string, most = Number.POSITIVE_INFINITY): { text: string; hits: readonly Hit[] } {
    if (!this.patterns) return { text: beginning(text, most), hits: [] };
    const bytes = encoder.encode(text);
    const stream = this.stream();
    const parts: Uint8Array[] = [];
    let [read, got] = [0, 0];
    while (read < bytes.length && got < most) {
      const end = read === 0 ? most : read + STEP;
      const part = stream.push(bytes.subarray(read, end));
      parts.push(part);
      got += part.length;
      read = end;
    }
    if (got < most) parts.push(stream.end());
    const clean = stream.count === 0 && bytes.length <= most ? text : decoder.decode(joined(parts));
    return { text: beginning(clean, most), hits: stream.hits };
  }

  stream(): RedactingStream {
    return this.patterns ? new Redaction(this.patterns, this.labels) : new Passage();
  }

  /** Bytes without the secrets in them. */
  clean(bytes: Uint8Array): Uint8Array {
    const stream = this.stream();
    return joined([stream.push(bytes), stream.end()]);
  }

  /** The most bytes that one secret may take up, in any of its forms. */
  get reach(): number {
    return this.patterns?.reach ?? 0;
  }

  /**
   * What is left of a window that was cut out of a stream: a piece of a secret, cut at one of its ends, would not be found any more.
   * @param from the first byte that is wanted; of those before it, `reach` are enough to know what ends behind it
   */
  whole(bytes: Uint8Array, from: number): Range {
    return this.patterns ? wholeIn(this.patterns, bytes, from) : { from, to: bytes.length };
  }

  /** What stands for a secret. A label that would itself show one (a secret named like another's value) gives way. */
  private labelOf(name: string): Uint8Array {
    const label = [`[REDACTED:${name}]`, '[REDACTED]'].map((text) => encoder.encode(text)).find((bytes) => !this.shows(bytes));
    return label ?? encoder.encode('*****');
  }

  private shows(bytes: Uint8Array): boolean {
    if (!this.patterns) return false;
    const search = new Search(this.patterns);
    return search.take(bytes).length > 0 || search.stretch !== undefined;
  }
}

/** The first bytes of a text; a character that does not fit whole is left out. */
function beginning(text: string, most: number): string {
  // No character takes more than 3 bytes for each of its code units.
  if (text.length * 3 <= most) return text;
  const bytes = encoder.encode(text);
  return bytes.length <= most ? text : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, most), { stream: true });
}
