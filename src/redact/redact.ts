import { type Automaton, automatonOf, type Pattern } from './redact-automaton.ts';
import { formsOf, MIN_SECRET } from './redact-forms.ts';
import { Reading } from './redact-reading.ts';
import { Vocabulary } from './redact-words.ts';
import { Unwrapping, WrappedPatterns } from './redact-wrapped.ts';

export interface Secret {
  readonly name: string;
  /** 8 characters or more: a shorter one would rewrite innocent text. */
  readonly value: string;
}

/** Where a secret stood: `line`, `column` from 1, in characters of the redacted text. Never the value, nor a hash of it. */
export interface Hit {
  /** Name of the secret. */
  readonly rule: string;
  readonly line: number;
  readonly column: number;
}

/** More places than this are counted, not listed. */
export const MAX_HITS = 100;

/** Takes secrets out of a stream of bytes, wherever its pieces end. */
export interface RedactingStream {
  /** @returns what is certain by now, with the last bytes held back; it may share memory with `bytes`. */
  push(bytes: Uint8Array): Uint8Array;
  /** The rest. */
  end(): Uint8Array;
  /** The first `MAX_HITS` places. */
  readonly hits: readonly Hit[];
  /** How many places there were. */
  readonly count: number;
}

/** Where only the beginning of a text is wanted, and not all of what was read of it came through, so many bytes more are read. */
const STEP = 256;

const NOTHING = new Uint8Array();
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Replaces the values of secrets, in every encoding a log may show them in, by `[REDACTED:NAME]`. */
export class Redactor {
  private readonly patterns: Patterns | undefined;
  private readonly names: readonly string[];
  private readonly labels: readonly Uint8Array[];

  /** @throws RangeError for a value of fewer than 8 characters. */
  constructor(secrets: readonly Secret[]) {
    const short = secrets.find(({ value }) => value.length < MIN_SECRET);
    if (short) throw new RangeError(`the secret ${short.name} is shorter than ${MIN_SECRET} characters and can't be redacted`);
    this.names = secrets.map(({ name }) => name);
    this.patterns = secrets.length > 0 ? patternsOf(secrets) : undefined;
    this.labels = this.names.map((name) => this.labelOf(name));
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
    return this.patterns ? new Redaction(this.patterns, this.names, this.labels) : new Passage();
  }

  /** What stands for a secret. A label that would itself show one (a secret named like another's value) gives way. */
  private labelOf(name: string): Uint8Array {
    const label = [`[REDACTED:${name}]`, '[REDACTED]'].map((text) => encoder.encode(text)).find((bytes) => !this.shows(bytes));
    return label ?? encoder.encode('*****');
  }

  private shows(bytes: Uint8Array): boolean {
    if (!this.patterns) return false;
    const look = new Redaction(this.patterns, this.names, []);
    look.push(bytes);
    look.end();
    return look.count > 0;
  }
}

/** The first bytes of a text; a character that does not fit whole is left out. */
function beginning(text: string, most: number): string {
  // No character takes more than 3 bytes for each of its code units.
  if (text.length * 3 <= most) return text;
  const bytes = encoder.encode(text);
  return bytes.length <= most ? text : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, most), { stream: true });
}

/** What to look for: sequences of bytes, digits in any lines, and words in many spellings. */
interface Patterns {
  readonly automaton: Automaton;
  readonly digits: WrappedPatterns;
  readonly vocabulary: Vocabulary;
}

function patternsOf(secrets: readonly Secret[]): Patterns {
  const forms = secrets.map(({ value }) => formsOf(value));
  const owned = (bytes: readonly Uint8Array[], owner: number): Pattern[] => bytes.map((one) => ({ bytes: one, owner }));
  const literals = forms.flatMap((one, owner) => owned(one.literals, owner));
  const digits = forms.flatMap((one, owner) => owned(one.digits, owner));
  const words = forms.flatMap((one, owner) => one.words.map((letters) => ({ letters, owner })));
  return { automaton: automatonOf(literals), digits: new WrappedPatterns(digits), vocabulary: new Vocabulary(words) };
}

/** Without secrets everything passes. */
class Passage implements RedactingStream {
  readonly hits: readonly Hit[] = [];
  readonly count = 0;

  push(bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  end(): Uint8Array {
    return NOTHING;
  }
}

/** A stretch to replace: matches that overlap are one, under the name of the longest. Positions count from the stream's start. */
interface Stretch {
  start: number;
  end: number;
  longest: number;
  owner: number;
}

class Redaction implements RedactingStream {
  readonly hits: Hit[] = [];
  count = 0;
  private readonly automaton: Automaton;
  private readonly vocabulary: Vocabulary;
  private readonly reading: Reading;
  private readonly unwrapping: Unwrapping;
  private readonly names: readonly string[];
  private readonly labels: readonly Uint8Array[];
  private state = 0;
  private last = 0;
  private position = 0;
  /** Bytes before `position` that may yet belong to a secret. */
  private held: Uint8Array = NOTHING;
  private stretch: Stretch | undefined;
  private line = 1;
  private column = 1;

  constructor({ automaton, digits, vocabulary }: Patterns, names: readonly string[], labels: readonly Uint8Array[]) {
    this.automaton = automaton;
    this.vocabulary = vocabulary;
    this.reading = new Reading(vocabulary);
    this.unwrapping = new Unwrapping(digits);
    this.names = names;
    this.labels = labels;
  }

  push(bytes: Uint8Array): Uint8Array {
    const base = this.position - this.held.length;
    const window = this.held.length > 0 ? joined([this.held, bytes]) : bytes;
    const out: Uint8Array[] = [];
    let done = base;
    for (const stretch of this.scan(bytes)) {
      out.push(this.passed(window.subarray(done - base, Math.max(done, stretch.start) - base)), this.replaced(stretch));
      done = stretch.end;
    }
    // Kept back: what may still become a match, and what lies in a stretch that may still grow.
    const { automaton, reading, unwrapping } = this;
    const read = this.position - (automaton.depth[this.state] ?? 0);
    const pending = Math.min(read, reading.pending, unwrapping.pending, this.beginning());
    const safe = Math.max(done, Math.min(pending, this.stretch?.start ?? this.position));
    out.push(this.passed(window.subarray(done - base, safe - base)));
    const kept = Math.max(safe, Math.min(this.stretch?.end ?? safe, pending));
    this.held = window.slice(kept - base);
    return joined(out);
  }

  end(): Uint8Array {
    const base = this.position - this.held.length;
    const { stretch, held } = this;
    const out = stretch ? [this.passed(held.subarray(0, Math.max(0, stretch.start - base))), this.replaced(stretch)] : [];
    out.push(this.passed(held.subarray(Math.max(0, (stretch?.end ?? base) - base))));
    this.stretch = undefined;
    this.held = NOTHING;
    return joined(out);
  }

  /** Where a word may have begun with the last byte. */
  private beginning(): number {
    return this.position > 0 && (this.vocabulary.starts[this.last]?.length ?? 0) > 0 ? this.position - 1 : this.position;
  }

  /** Looks at each byte. @returns the stretches that can't grow any more, in order. */
  private scan(bytes: Uint8Array): Stretch[] {
    const { automaton, reading, unwrapping } = this;
    const { pairs } = this.vocabulary;
    const { classes, classCount, next, depth, length, owner } = automaton;
    const finished: Stretch[] = [];
    let { state, stretch, last } = this;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      state = next[state * classCount + (classes[byte] ?? 0)] ?? 0;
      if (reading.busy || pairs[last * 256 + byte] === 1) reading.step(byte, last, this.position + i);
      unwrapping.step(byte, this.position + i);
      last = byte;
      const found = length[state] ?? 0;
      if (found === 0 && !stretch && reading.begin === undefined && unwrapping.begin === undefined) continue;
      const end = this.position + i + 1;
      const begun = Math.min(reading.pending, reading.begin ?? end, unwrapping.pending, unwrapping.begin ?? end);
      const pending = Math.min(end - (depth[state] ?? 0), begun);
      if (stretch && pending >= stretch.end) {
        finished.push(stretch);
        stretch = undefined;
      }
      if (found > 0) stretch = grown(stretch, { start: end - found, end, longest: found, owner: owner[state] ?? 0 });
      for (const { begin, owner } of [reading, unwrapping]) {
        if (begin !== undefined) stretch = grown(stretch, { start: begin, end, longest: end - begin, owner });
      }
    }
    this.state = state;
    this.last = last;
    this.stretch = stretch;
    this.position += bytes.length;
    return finished;
  }

  /** Counts lines, and characters since the last one: a character begins with every byte that does not continue one. */
  private passed(bytes: Uint8Array): Uint8Array {
    let start = 0;
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, start)) {
      this.line++;
      this.column = 1;
      start = at + 1;
    }
    for (let i = start; i < bytes.length; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) this.column++;
    return bytes;
  }

  private replaced({ owner }: Stretch): Uint8Array {
    if (this.hits.length < MAX_HITS) this.hits.push({ rule: this.names[owner] ?? '', line: this.line, column: this.column });
    this.count++;
    return this.passed(this.labels[owner] ?? NOTHING);
  }
}

/** Two stretches that overlap as one. */
function grown(stretch: Stretch | undefined, match: Stretch): Stretch {
  if (!stretch) return match;
  const longer = match.longest > stretch.longest ? match : stretch;
  return { start: Math.min(stretch.start, match.start), end: match.end, longest: longer.longest, owner: longer.owner };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length <= 1) return filled[0] ?? NOTHING;
  const whole = new Uint8Array(filled.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of filled) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
