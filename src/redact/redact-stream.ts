import { HeldBytes } from './held-bytes.ts';
import type { Automaton } from './redact-automaton.ts';
import { MIN_SECRET } from './redact-forms.ts';
import type { Patterns } from './redact-patterns.ts';
import { Reading } from './redact-reading.ts';
import { Unwrapping } from './redact-wrapped.ts';
import { isHarmful } from './rules/all.ts';

/** Where a secret stood: `line`, `column` from 1, in characters of the redacted text. Never the value, nor a hash of it. */
export interface Hit {
  /** Name of the secret, or of the rule that recognised it. */
  readonly rule: string;
  /** Its value was known, or its form tells it. */
  readonly by: 'value' | 'pattern';
  readonly line: number;
  readonly column: number;
  /** The value is one that documentation shows. */
  readonly example?: true;
  /** The configuration allows it: it stands there as it was. */
  readonly allowed?: true;
}

/** Of one rule more places than this are counted, not listed. */
export const MAX_HITS = 100;

/** The first places of each rule, and how many there were. */
export class HitList {
  readonly hits: Hit[] = [];
  count = 0;
  /** One of them must not be published, whatever is left of it. */
  harms = false;
  private readonly byRule = new Map<string, number>();

  add(hit: Hit): void {
    const key = `${hit.rule} ${hit.example ?? ''} ${hit.allowed ?? ''}`;
    const before = this.byRule.get(key) ?? 0;
    this.byRule.set(key, before + 1);
    if (before < MAX_HITS) this.hits.push(hit);
    if (!hit.allowed) this.count++;
    if (hit.by === 'pattern' && !hit.allowed && !hit.example && isHarmful(hit.rule)) this.harms = true;
  }
}

/** Counts lines, and characters since the last one: a character begins with every byte that does not continue one. */
export class Place {
  private line = 1;
  private column = 1;

  now(): { readonly line: number; readonly column: number } {
    return { line: this.line, column: this.column };
  }

  pass(bytes: Uint8Array): Uint8Array {
    let start = 0;
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, start)) {
      this.line++;
      this.column = 1;
      start = at + 1;
    }
    for (let i = start; i < bytes.length; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) this.column++;
    return bytes;
  }
}

/** Takes secrets out of a stream of bytes, wherever its pieces end. */
export interface RedactingStream {
  /** @returns what is certain by now, with the last bytes held back; it may share memory with `bytes`. */
  push(bytes: Uint8Array): Uint8Array;
  /** The rest. */
  end(): Uint8Array;
  /** The first `MAX_HITS` places. */
  readonly hits: readonly Hit[];
  /** How many places there were, those that are allowed left out. */
  readonly count: number;
  /** What was found by its form must not be published, whatever is left of it. */
  readonly harms: boolean;
}

/** A stretch to replace: matches that overlap are one, under the name of the longest. Positions count from the stream's start. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly longest: number;
  readonly owner: number;
}

/** What stands before the first byte: nothing begins with it. */
const NONE = 256;
const NOTHING = new Uint8Array();

/** Without secrets everything passes. */
export class Passage implements RedactingStream {
  readonly hits: readonly Hit[] = [];
  readonly count = 0;
  readonly harms = false;

  push(bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  end(): Uint8Array {
    return NOTHING;
  }
}

/** Finds secrets in a stream. */
export class Search {
  /** How many bytes there were. */
  position = 0;
  /** A match that may still grow. */
  stretch: Stretch | undefined;
  private readonly patterns: Patterns;
  private readonly automaton: Automaton;
  private readonly reading: Reading;
  private readonly unwrapping: Unwrapping;
  private state = 0;
  private last = NONE;
  /** Of nothing more than the last byte may have begun. */
  private idle = true;

  constructor(patterns: Patterns) {
    this.patterns = patterns;
    this.automaton = patterns.automaton;
    this.reading = new Reading(patterns.vocabulary);
    this.unwrapping = new Unwrapping(patterns.digits);
  }

  /** Where the earliest beginning of what may still become a match lies; `position` when there is none. */
  get pending(): number {
    const last = this.patterns.firsts[this.last] === 1 ? this.position - 1 : this.position;
    if (this.idle) return last;
    const read = this.position - (this.automaton.depth[this.state] ?? 0);
    return Math.min(last, read, this.reading.pending, this.unwrapping.pending);
  }

  /** Looks at each byte. @returns the stretches that can't grow any more, in order. */
  take(bytes: Uint8Array): Stretch[] {
    const finished: Stretch[] = [];
    for (let at = 0; at < bytes.length; at++) {
      if (this.idle) {
        at = this.passOver(bytes, at);
        if (at === bytes.length) break;
        this.begin(this.position + at - 1);
      }
      const ended = this.step(bytes[at] ?? 0, this.position + at);
      if (ended) finished.push(ended);
    }
    this.position += bytes.length;
    return finished;
  }

  /** @returns the first byte, from `start` on, that may be the second one of a match; the length when there is none. */
  private passOver(bytes: Uint8Array, start: number): number {
    const { beginnings } = this.patterns;
    let at = start;
    while (at < bytes.length) {
      at = nextPair(beginnings.pairs, bytes, at, this.last);
      if (at > start) this.last = bytes[at - 1] ?? 0;
      if (at === bytes.length || beginnings.mayBegin(this.last, bytes, at)) break;
      this.last = bytes[at++] ?? 0;
    }
    return at;
  }

  /** With the last byte, which stands at `position`, something may have begun. */
  private begin(position: number): void {
    this.idle = false;
    this.state = this.automaton.next[this.automaton.classes[this.last] ?? 0] ?? 0;
    this.unwrapping.restart(this.last, position);
  }

  /** Takes the next byte. @returns the stretch that can't grow any more since then */
  private step(byte: number, position: number): Stretch | undefined {
    const { automaton, reading, unwrapping, patterns, last } = this;
    const state = automaton.next[this.state * automaton.classCount + (automaton.classes[byte] ?? 0)] ?? 0;
    this.state = state;
    if (reading.busy || patterns.vocabulary.pairs[last * 256 + byte] === 1) reading.step(byte, last, position);
    unwrapping.step(byte, position);
    this.last = byte;
    const [depth, found] = [automaton.depth[state] ?? 0, automaton.length[state] ?? 0];
    if (found === 0 && !this.stretch && reading.begin === undefined && unwrapping.begin === undefined) {
      this.idle = depth <= 1 && !reading.busy && unwrapping.idle;
      return undefined;
    }
    return this.matched(position + 1, depth, found);
  }

  private matched(end: number, depth: number, found: number): Stretch | undefined {
    const { reading, unwrapping, automaton, state } = this;
    const begun = Math.min(reading.pending, reading.begin ?? end, unwrapping.pending, unwrapping.begin ?? end);
    const pending = Math.min(end - depth, begun);
    const finished = this.stretch && pending >= this.stretch.end ? this.stretch : undefined;
    if (finished) this.stretch = undefined;
    if (found > 0) this.grow({ start: end - found, end, longest: found, owner: automaton.owner[state] ?? 0 });
    for (const { begin, owner } of [reading, unwrapping]) {
      if (begin !== undefined) this.grow({ start: begin, end, longest: end - begin, owner });
    }
    return finished;
  }

  /** Two stretches that overlap are one. */
  private grow(match: Stretch): void {
    const { stretch } = this;
    if (!stretch) {
      this.stretch = match;
      return;
    }
    const longer = match.longest > stretch.longest ? match : stretch;
    this.stretch = { start: Math.min(stretch.start, match.start), end: match.end, longest: longer.longest, owner: longer.owner };
  }
}

/** Most bytes of a log are passed over here: a small loop over two arrays, which engines compile well. */
function nextPair(pairs: Uint8Array, bytes: Uint8Array, start: number, before: number): number {
  let at = start;
  for (let last = before; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (pairs[last * 256 + byte] !== 0) break;
    last = byte;
  }
  return at;
}

/** What to write for each secret. */
export interface Labels {
  readonly names: readonly string[];
  readonly bytes: readonly Uint8Array[];
}

export class Redaction implements RedactingStream {
  readonly harms = false;
  private readonly list = new HitList();
  private readonly place = new Place();
  private readonly search: Search;
  private readonly labels: Labels;
  /** The last bytes, which may yet belong to a secret. */
  private readonly held = new HeldBytes();

  constructor(patterns: Patterns, labels: Labels) {
    this.search = new Search(patterns);
    this.labels = labels;
  }

  get hits(): readonly Hit[] {
    return this.list.hits;
  }

  get count(): number {
    return this.list.count;
  }

  push(bytes: Uint8Array): Uint8Array {
    const { search } = this;
    const base = search.position - this.held.bytes.length;
    const window = this.held.with(bytes);
    const out: Uint8Array[] = [];
    let done = base;
    for (const stretch of search.take(bytes)) {
      out.push(this.place.pass(window.subarray(done - base, Math.max(done, stretch.start) - base)), this.replaced(stretch));
      done = stretch.end;
    }
    // Kept back: what may still become a match, and what lies in a stretch that may still grow.
    const { pending, stretch, position } = search;
    const safe = Math.max(done, Math.min(pending, stretch?.start ?? position));
    out.push(this.place.pass(window.subarray(done - base, safe - base)));
    const kept = Math.max(safe, Math.min(stretch?.end ?? safe, pending));
    this.held.keep(window.subarray(kept - base));
    return joined(out);
  }

  end(): Uint8Array {
    const { search } = this;
    const held = this.held.bytes;
    const { stretch } = search;
    const base = search.position - held.length;
    const out = stretch ? [this.place.pass(held.subarray(0, Math.max(0, stretch.start - base))), this.replaced(stretch)] : [];
    out.push(this.place.pass(held.subarray(Math.max(0, (stretch?.end ?? base) - base))));
    search.stretch = undefined;
    this.held.keep(NOTHING);
    return joined(out);
  }

  private replaced({ owner }: Stretch): Uint8Array {
    const { names, bytes } = this.labels;
    this.list.add({ rule: names[owner] ?? '', by: 'value', ...this.place.now() });
    return this.place.pass(bytes[owner] ?? NOTHING);
  }
}

/** Bytes of some, from one (inclusive) to another (exclusive). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * What of some bytes holds no piece of a secret that is cut at their ends. @param from the first that is wanted: those before it
 * are only looked at
 */
export function wholeIn(patterns: Patterns, bytes: Uint8Array, from: number): Range {
  const search = new Search(patterns);
  const stretches = search.take(bytes);
  if (search.stretch) stretches.push(search.stretch);
  const across = stretches.find(({ start, end }) => start < from && end > from);
  const begun = bytes.length - search.pending >= MIN_SECRET ? search.pending : bytes.length;
  // What ends here whole may go on: it is no beginning that was cut.
  const end = search.stretch ? Math.max(begun, search.stretch.end) : begun;
  const start = across?.end ?? from;
  return { from: start, to: Math.max(start, end) };
}

/** Whoever reads uses the same memory for the next piece, and `slice` of a Buffer copies nothing. */
export function copied(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
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
