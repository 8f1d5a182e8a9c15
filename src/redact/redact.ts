import { MIN_SECRET } from './redact-forms.ts';
import { type Patterns, patternsOf } from './redact-patterns.ts';
import { PatternLabels } from './pattern-labels.ts';
import type { PatternMatching } from './pattern-matching.ts';
import { type Allows, PatternRedaction, uncutIn } from './pattern-stream.ts';
import { Both } from './redact-both.ts';
import { type Hit, joined, type Labels, Passage, type Range, type RedactingStream, Redaction, Search, wholeIn } from './redact-stream.ts';

export interface Secret {
  readonly name: string;
  /** 8 characters or more: a shorter one would rewrite innocent text. */
  readonly value: string;
}

/** Where only the beginning of a text is wanted, and not all of what was read of it came through, so many bytes more are read. */
const STEP = 256;

const encoder = new TextEncoder();
const NOTHING = new Uint8Array();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes before a window in which a secret that is recognised by its form may have begun. */
const PATTERN_REACH = 16 * 1024;

const NOTHING_ALLOWED: Allows = () => false;

/**
 * Replaces the values of secrets, in every encoding a log may show them in, by `[REDACTED:NAME]`, and what is recognised as a secret by
 * its form by `[REDACTED:rule]`.
 */
export class Redactor {
  private readonly patterns: Patterns | undefined;
  private readonly labels: Labels;
  private readonly matching: PatternMatching | undefined;

  /**
   * @param matching recognises other secrets by their form; absent: only these values are looked for
   * @throws RangeError for a value of fewer than 8 characters.
   */
  constructor(secrets: readonly Secret[], matching?: PatternMatching) {
    this.matching = matching;
    const short = secrets.find(({ value }) => value.length < MIN_SECRET);
    if (short) throw new RangeError(`the secret ${short.name} is shorter than ${MIN_SECRET} characters and can't be redacted`);
    this.patterns = secrets.length > 0 ? patternsOf(secrets.map(({ value }) => value)) : undefined;
    const names = secrets.map(({ name }) => name);
    this.labels = { names, bytes: names.map((name) => this.labelOf(name)) };
  }

  /**
   * The text without secrets, and where they stood.
   * @param most bytes of it that are wanted. They are cut off afterwards: what is left of a secret that was cut is found no more.
   * @param labels where this text is compared with others: what stands for secrets in all of them
   */
  text(
    text: string,
    most = Number.POSITIVE_INFINITY,
    allows: Allows = NOTHING_ALLOWED,
    labels = new PatternLabels(),
  ): { text: string; hits: readonly Hit[] } {
    const bytes = this.patterns || this.matching ? encoder.encode(text) : NOTHING;
    if (!this.patterns && !this.matching?.mayMatch(bytes)) return { text: beginning(text, most), hits: [] };
    const stream = this.stream(allows, labels);
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

  /** @param allows what is recognised by its form and stays as it is: it is told all the same */
  stream(allows: Allows = NOTHING_ALLOWED, labels = new PatternLabels()): RedactingStream {
    const byValue = this.patterns && new Redaction(this.patterns, this.labels);
    const byPattern = this.matching && new PatternRedaction(this.matching, allows, labels);
    if (byValue && byPattern) return new Both(byValue, byPattern);
    return byValue ?? byPattern ?? new Passage();
  }

  /** Bytes without the secrets in them. */
  clean(bytes: Uint8Array): Uint8Array {
    const stream = this.stream();
    return joined([stream.push(bytes), stream.end()]);
  }

  /** The most bytes that one secret may take up, in any of its forms. */
  get reach(): number {
    return Math.max(this.patterns?.reach ?? 0, this.matching ? PATTERN_REACH : 0);
  }

  /**
   * What is left of a window that was cut out of a stream: a piece of a secret, cut at one of its ends, would not be found any more.
   * @param from the first byte that is wanted; of those before it, `reach` are enough to know what ends behind it
   */
  whole(bytes: Uint8Array, from: number): Range {
    const whole = this.patterns ? wholeIn(this.patterns, bytes, from) : { from, to: bytes.length };
    return this.matching ? uncutIn(this.matching, bytes, whole) : whole;
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
