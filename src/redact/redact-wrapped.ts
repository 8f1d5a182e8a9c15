import { type Automaton, automatonOf, type Pattern } from './redact-automaton.ts';

/** A line break is followed by an indent at most; so much that is passed over is no break of a line. */
const MOST_BLANKS = 64;

const [TAB, LF, CR, SPACE, BACKSLASH] = [0x09, 0x0a, 0x0d, 0x20, 0x5c];
/** What may stand between two digits. */
const BLANKS = [TAB, LF, CR, SPACE, BACKSLASH];
/** What they are in a JSON string after a backslash: `n`, `r`, `t`. */
const ESCAPED = [0x6e, 0x72, 0x74];
const IS_BLANK = Uint8Array.from({ length: 256 }, (_, byte) => (BLANKS.includes(byte) ? 1 : 0));

/** The alphabet for URLs writes these for `+` and `/`. */
const PLAIN: ReadonlyMap<number, number> = new Map([
  [0x2d, 0x2b],
  [0x5f, 0x2f],
]);

/** The digits to look for, in the plain alphabet. */
export class WrappedPatterns {
  readonly automaton: Automaton;
  /** Class of each byte, the same for a digit of either alphabet. */
  readonly classes: Uint8Array;
  /** Digits of the longest pattern. */
  readonly longest: number;
  private readonly patterns: readonly Pattern[];

  constructor(patterns: readonly Pattern[]) {
    this.patterns = patterns;
    this.automaton = automatonOf(patterns);
    this.classes = this.automaton.classes.slice();
    for (const [url, plain] of PLAIN) this.classes[url] = this.automaton.classes[plain] ?? 0;
    this.longest = patterns.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  }

  /** The most bytes that one pattern may take up. */
  get reach(): number {
    return this.longest * (1 + MOST_BLANKS);
  }

  /** Two bytes with which a pattern may begin, as `first × 256 + second`. */
  *pairs(): Iterable<number> {
    for (const { bytes } of this.patterns) {
      const seconds = [...written(bytes[1] ?? 0), ...BLANKS];
      for (const first of written(bytes[0] ?? 0)) for (const second of seconds) yield first * 256 + second;
    }
  }
}

/** A digit in both alphabets. */
function written(digit: number): readonly number[] {
  return [digit, ...[...PLAIN].flatMap(([url, plain]) => (plain === digit ? [url] : []))];
}

/** The first bytes of digits, in whatever lines; of the blanks but one, and a digit that the alphabets write differently as the plain one. */
export function* headsOfDigits(digits: Uint8Array, length: number, head: readonly number[] = []): Iterable<readonly number[]> {
  const [next] = digits;
  if (head.length === length || next === undefined) {
    yield head;
    return;
  }
  yield* headsOfDigits(digits.subarray(1), length, [...head, next]);
  if (head.length === 0) return;
  const blanks = head.at(-1) === BACKSLASH ? [SPACE, BACKSLASH, ...ESCAPED] : [SPACE, BACKSLASH];
  for (const blank of blanks) yield* headsOfDigits(digits, length, [...head, blank]);
}

/** Finds sequences of digits (base64) of either alphabet in a stream, whatever lines they are broken into. */
export class Unwrapping {
  /** Where the earliest beginning of what may still become a match lies; Infinity when there is none. */
  pending = Number.POSITIVE_INFINITY;
  /** Where the longest match that ended with the last byte began; undefined when none did. */
  begin: number | undefined;
  /** Its owner. */
  owner = 0;
  private readonly patterns: WrappedPatterns;
  /** Where the last digits stood. */
  private readonly places: Float64Array;
  private state = 0;
  private digits = 0;
  private blanks = 0;
  private afterBackslash = false;

  constructor(patterns: WrappedPatterns) {
    this.patterns = patterns;
    this.places = new Float64Array(patterns.longest);
  }

  /** Nothing was read but a digit that may be the first one. */
  get idle(): boolean {
    return (this.patterns.automaton.depth[this.state] ?? 0) <= 1 && this.blanks === 0;
  }

  /** Begins again with a byte. */
  restart(byte: number, position: number): void {
    this.state = 0;
    this.step(byte, position);
  }

  /** Takes the next byte. @param position of it, from the start of the stream */
  step(byte: number, position: number): void {
    this.begin = undefined;
    if (this.state !== 0 && this.isBlank(byte)) return;
    this.blanks = 0;
    this.afterBackslash = false;
    const { classes, automaton } = this.patterns;
    this.state = automaton.next[this.state * automaton.classCount + (classes[byte] ?? 0)] ?? 0;
    if (this.state === 0) {
      this.pending = Number.POSITIVE_INFINITY;
      return;
    }
    this.places[this.digits++ % this.places.length] = position;
    this.pending = this.placeOf(automaton.depth[this.state] ?? 0);
    const length = automaton.length[this.state] ?? 0;
    if (length === 0) return;
    this.begin = this.placeOf(length);
    this.owner = automaton.owner[this.state] ?? 0;
  }

  /** Whether a byte merely stands between two digits. */
  private isBlank(byte: number): boolean {
    const blank = IS_BLANK[byte] === 1 || (this.afterBackslash && ESCAPED.includes(byte));
    this.afterBackslash = byte === BACKSLASH;
    if (blank) this.blanks++;
    if (this.blanks > MOST_BLANKS) this.state = 0;
    return blank && this.state !== 0;
  }

  /** Where the digit stands from which the last ones are so many. */
  private placeOf(count: number): number {
    return this.places[(this.digits - count) % this.places.length] ?? 0;
  }
}
