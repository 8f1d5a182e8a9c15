/**
 * An escape as one number: how many bytes it takes up, and what it stands for. 0 where none begins. Made of numbers, because this is
 * asked for each byte of a text that may be escaped.
 */
export type Escape = number;

const WITH = 512;
const BLANK = 0x20;
/** It stands for nothing: a backslash that escapes the next one. */
const NOTHING = 256;
/** A colour of a terminal. */
const COLOUR = 257;
/** Any character that is no byte of its own: no letter of a word. */
const OTHER = 0x80;

const [AMPERSAND, HASH, ZERO, SEMICOLON, BRACKET, BACKSLASH, BRACE, CARET, ESC, PERCENT] = [
  0x26, 0x23, 0x30, 0x3b, 0x5b, 0x5c, 0x7b, 0x5e, 0x1b, 0x25,
];
/** The longest escape: a colour whose ESC is written out, `\u001b[38;2;255;255;255m`. */
export const LONGEST_ESCAPE = 32;

const code = (character: string): number => character.charCodeAt(0);
const SIGNS: ReadonlySet<number> = new Set([AMPERSAND, BACKSLASH, CARET, ESC, PERCENT]);
/** With which an escape may begin. */
export const BEGINS_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) => (SIGNS.has(byte) ? 1 : 0));

/** What a letter stands for after a backslash. */
const AFTER_BACKSLASH: ReadonlyMap<number, number> = new Map([
  ...Array.from('"\'/` ', (sign): [number, number] => [code(sign), code(sign)]),
  [code('n'), 0x0a],
  [code('r'), 0x0d],
  [code('t'), 0x09],
  [code('b'), 0x08],
  [code('f'), 0x0c],
  [code('v'), 0x0b],
  [code('e'), ESC],
]);
const ENTITIES: readonly (readonly [string, number])[] = [
  ['quot;', 0x22],
  ['amp;', AMPERSAND],
  ['lt;', 0x3c],
  ['gt;', 0x3e],
  ['apos;', 0x27],
  ['nbsp;', 0x20],
];

/** Value of a digit in base 16; 16 for any other byte. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? 16 : value;
});

export function lengthOfEscape(escape: Escape): number {
  return Math.floor(escape / WITH);
}

/** @returns the byte that it stands for; 256 for nothing, 257 for a colour */
export function byteOfEscape(escape: Escape): number {
  return escape % WITH;
}

/**
 * The escape that begins at a byte: of JSON and JavaScript (`\n`, `\/`, `\u0026`, `\x41`), of C (`\033`), of URLs (`%3D`, and encoded
 * once more), of XML and HTML (`&#10;`, `&quot;`); a colour of a terminal. What it is depends
 * on no byte before it.
 */
export function escapeAt(bytes: Uint8Array, at: number): Escape {
  const byte = bytes[at] ?? 0;
  if (BEGINS_ESCAPE[byte] === 0) return 0;
  const found = simpleAt(bytes, at, byte);
  return byteOfEscape(found) === ESC ? coloured(bytes, at, found) : found;
}

function simpleAt(bytes: Uint8Array, at: number, byte: number): Escape {
  if (byte === BACKSLASH) return backslashed(bytes, at);
  if (byte === PERCENT) return percent(bytes, at);
  if (byte === AMPERSAND) return entity(bytes, at);
  if (byte === ESC) return WITH + ESC;
  // As `cat -v` shows it.
  return bytes[at + 1] === BRACKET && bytes[at + 2] === BRACKET ? 2 * WITH + ESC : 0;
}

/** With what a terminal is told behind ESC, up to its last letter. */
function coloured(bytes: Uint8Array, at: number, esc: Escape): Escape {
  let end = at + lengthOfEscape(esc);
  if (bytes[end] !== BRACKET) return esc;
  const most = at + LONGEST_ESCAPE;
  for (end++; end < most; end++) {
    const byte = bytes[end] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return (end + 1 - at) * WITH + COLOUR;
    if (byte < 0x30 || byte > 0x3f) break;
  }
  return esc;
}

function backslashed(bytes: Uint8Array, at: number): Escape {
  const next = bytes[at + 1] ?? 0;
  if (next === BACKSLASH) return WITH + NOTHING;
  const known = AFTER_BACKSLASH.get(next);
  if (known !== undefined) return 2 * WITH + known;
  if (next === code('x')) return hexadecimal(bytes, at, 2, 2);
  if (next === code('u')) return bytes[at + 2] === BRACE ? braced(bytes, at) : hexadecimal(bytes, at, 2, 4);
  return octal(bytes, at);
}

/** `\033` */
function octal(bytes: Uint8Array, at: number): Escape {
  let value = 0;
  for (let next = at + 1; next < at + 4; next++) {
    const digit = (bytes[next] ?? 0) - ZERO;
    if (digit < 0 || digit > 7) return 0;
    value = value * 8 + digit;
  }
  return 4 * WITH + shown(value);
}

/** `\u{41}` */
function braced(bytes: Uint8Array, at: number): Escape {
  let [value, end] = [0, at + 3];
  for (; end < at + 9 && HEX[bytes[end] ?? 0] !== 16; end++) value = value * 16 + (HEX[bytes[end] ?? 0] ?? 0);
  return end > at + 3 && bytes[end] === BRACE + 2 ? (end + 1 - at) * WITH + shown(value) : 0;
}

function hexadecimal(bytes: Uint8Array, at: number, before: number, digits: number): Escape {
  let value = 0;
  for (let next = at + before; next < at + before + digits; next++) {
    const digit = HEX[bytes[next] ?? 0] ?? 16;
    if (digit === 16) return 0;
    value = value * 16 + digit;
  }
  return (before + digits) * WITH + shown(value);
}

/** `%3D`, and `%253D`. */
function percent(bytes: Uint8Array, at: number): Escape {
  let before = 1;
  while (before < 7 && bytes[at + before] === 0x32 && bytes[at + before + 1] === 0x35) before += 2;
  return hexadecimal(bytes, at, before, 2) || (before > 1 ? 3 * WITH + PERCENT : 0);
}

function entity(bytes: Uint8Array, at: number): Escape {
  if (bytes[at + 1] === HASH) return numbered(bytes, at);
  for (const [name, value] of ENTITIES) if (isAt(bytes, at + 1, name)) return (1 + name.length) * WITH + value;
  return 0;
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** `&#65;`, `&#x41;` */
function numbered(bytes: Uint8Array, at: number): Escape {
  const isHex = ((bytes[at + 2] ?? 0) | 0x20) === code('x');
  const [start, base] = isHex ? [at + 3, 16] : [at + 2, 10];
  let [value, end] = [0, start];
  for (; end < start + 7; end++) {
    const digit = HEX[bytes[end] ?? 0] ?? 16;
    if (digit >= base) break;
    value = value * base + digit;
  }
  return end > start && bytes[end] === SEMICOLON ? (end + 1 - at) * WITH + shown(value) : 0;
}

function shown(value: number): number {
  return value <= 0xff ? value : OTHER;
}

/** Whether an escape ends right before a byte: what stands there is no letter of a word, though its last byte may look like one. */
export function endsEscape(bytes: Uint8Array, at: number): boolean {
  for (let from = at - 2; from >= Math.max(0, at - LONGEST_ESCAPE); from--)
    if (from + lengthOfEscape(escapeAt(bytes, from)) === at) return true;
  return false;
}

/** A text without escapes, and where each of its characters stands. */
export interface Unescaped {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where the bytes begin that were not read. */
  readonly next: number;
}

/** Room for a text, used again for one after another. */
class Room {
  private bytes = new Uint8Array();
  private starts = new Int32Array();
  private ends = new Int32Array();

  /**
   * @param to before which every character begins
   * @param colour the byte that a colour counts as, or 256 for nothing
   */
  unescaped(source: Uint8Array, from: number, to: number, colour: number): Unescaped {
    if (to - from > this.bytes.length) {
      const size = 2 * (to - from);
      [this.bytes, this.starts, this.ends] = [new Uint8Array(size), new Int32Array(size), new Int32Array(size)];
    }
    const { bytes, starts, ends } = this;
    let [count, at] = [0, from];
    while (at < to) {
      const first = source[at] as number;
      const escape = BEGINS_ESCAPE[first] === 1 ? escapeAt(source, at) : 0;
      const meant = escape === 0 ? first : byteOfEscape(escape);
      const byte = meant === COLOUR ? colour : meant;
      const next = escape === 0 ? at + 1 : at + lengthOfEscape(escape);
      if (byte !== NOTHING) {
        bytes[count] = byte;
        starts[count] = at;
        ends[count++] = next;
      }
      at = next;
    }
    return { bytes: bytes.subarray(0, count), starts, ends, next: at };
  }
}

/** Colours count as blanks. @param to before which every character begins */
export function unescaped(bytes: Uint8Array, from: number, to: number): Unescaped {
  return new Room().unescaped(bytes, from, to, BLANK);
}

/** The same where colours stand within a word, and count as nothing. @param to before which every character begins */
export function uncoloured(bytes: Uint8Array, from: number, to: number): Unescaped {
  return new Room().unescaped(bytes, from, to, NOTHING);
}

const around = new Room();

/** What may make a keyword look different; a colour never stands within one. */
const WITHIN_WORDS = [BACKSLASH, PERCENT, AMPERSAND];

/** Whether an escape may stand among some bytes. */
export function mayHoldEscape(bytes: Uint8Array, from: number, to: number): boolean {
  const part = bytes.subarray(Math.max(0, from), to);
  return part.includes(BACKSLASH) || part.includes(PERCENT) || part.includes(ESC) || part.includes(AMPERSAND) || part.includes(CARET);
}

/** Whether a colour may begin among some bytes. */
export function mayHoldColour(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = Math.max(0, from); at < to; at++)
    if (BEGINS_ESCAPE[bytes[at] ?? 0] === 1 && byteOfEscape(escapeAt(bytes, at)) === COLOUR) return true;
  return false;
}

/**
 * Shows what stands around escapes from one byte on, without them, and some bytes before; it is good until the next one is shown.
 * @param of bytes that are looked for: other escapes are passed over
 * @param side so many bytes are shown on either side
 */
export function acrossEscapes(
  bytes: Uint8Array,
  start: number,
  { of, side }: { readonly of: Uint8Array; readonly side: number },
  show: (plain: Unescaped) => void,
): void {
  const signs = new Signs(bytes);
  for (let at = signs.from(start); at < bytes.length;) {
    const escape = escapeAt(bytes, at);
    if (of[byteOfEscape(escape)] !== 1) {
      at = signs.from(at + Math.max(1, lengthOfEscape(escape)));
      continue;
    }
    const from = Math.max(0, at - side);
    let end = at + lengthOfEscape(escape);
    for (let next = signs.from(end); next < Math.min(end + side, bytes.length); next = signs.from(Math.max(next + 1, end))) {
      const other = escapeAt(bytes, next);
      if (of[byteOfEscape(other)] === 1) end = next + lengthOfEscape(other);
    }
    show(around.unescaped(bytes, from, Math.min(bytes.length, end + side), BLANK));
    at = signs.from(end);
  }
}

/** Where signs stand with which an escape may begin. */
class Signs {
  private readonly bytes: Uint8Array;
  private readonly next = WITHIN_WORDS.map(() => -1);

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The first one from a byte on, which is never before that of the last call; the length when there is none. */
  from(start: number): number {
    const { bytes, next } = this;
    let first = bytes.length;
    for (let index = 0; index < next.length; index++) {
      if ((next[index] ?? 0) < start) {
        const found = bytes.indexOf(WITHIN_WORDS[index] ?? 0, start);
        next[index] = found < 0 ? bytes.length : found;
      }
      first = Math.min(first, next[index] ?? first);
    }
    return first;
  }
}
