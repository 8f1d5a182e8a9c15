/** Base64 that is broken into lines has lines of so many digits at least. */
const LEAST_LINE = 24;
/** So many digits on either side of a break hold every keyword that stands across it: none is longer. */
export const SIDE = 24;
/** Between two lines stand so many blanks at most. */
export const MOST_BLANKS = 64;

export const IS_DIGIT = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte)) ? 1 : 0));
const [TAB, LF, CR, SPACE, BACKSLASH] = [0x09, 0x0a, 0x0d, 0x20, 0x5c];
/** What breaks a line in a JSON string after a backslash: `n`, `r`. */
const ESCAPED = [0x6e, 0x72];

/** Digits of base64, in whatever lines, and where each stands. */
export interface Digits {
  readonly bytes: Uint8Array;
  readonly places: Int32Array;
}

/** The digits from a byte on, before `to`, at most `most`; as far as nothing but blanks stands between them. */
export function digitsFrom(bytes: Uint8Array, start: number, to: number, most = to - start): Digits {
  const room = Math.max(0, Math.min(most, to - start));
  const [digits, places] = [new Uint8Array(room), new Int32Array(room)];
  let [count, blanks] = [0, 0];
  for (let at = start; at < to && count < room; at++) {
    if (isDigit(bytes, at)) {
      digits[count] = bytes[at] as number;
      places[count++] = at;
      blanks = 0;
    } else if (++blanks > MOST_BLANKS || !isBlank(bytes, at)) break;
  }
  return { bytes: digits.subarray(0, count), places: places.subarray(0, count) };
}

/** The digits before a byte, at most `most`, in their order. @param mostBlanks between two of them */
export function digitsBefore(bytes: Uint8Array, end: number, most: number, mostBlanks = MOST_BLANKS): Digits {
  const [digits, places] = [new Uint8Array(most), new Int32Array(most)];
  let [first, blanks] = [most, 0];
  for (let at = end - 1; at >= 0 && first > 0; at--) {
    if (isDigit(bytes, at)) {
      digits[--first] = bytes[at] as number;
      places[first] = at;
      blanks = 0;
    } else if (++blanks > mostBlanks || !isBlank(bytes, at)) break;
  }
  return { bytes: digits.subarray(first), places: places.subarray(first) };
}

/** Where digits from a byte on end, before `to` at the latest; undefined where a line may be broken there, and they go on. */
export function endOfDigits(bytes: Uint8Array, start: number, to: number): number | undefined {
  let at = start;
  while (at < to && IS_DIGIT[bytes[at] as number] === 1) at++;
  return at < to && isBlank(bytes, at) ? undefined : at;
}

/** Digits on both sides of a break, and where each stands; used again for each. */
const around = { bytes: new Uint8Array(2 * SIDE), places: new Int32Array(2 * SIDE) };

/** Shows what stands around each break of a line of base64, without the break; it is good until the next one is shown. */
export function acrossLines(bytes: Uint8Array, start: number, show: (digits: Uint8Array, places: Int32Array) => void): void {
  for (const sign of [LF, BACKSLASH]) {
    for (let at = bytes.indexOf(sign, start); at >= 0; at = bytes.indexOf(sign, at + 1)) {
      if (sign === BACKSLASH && !ESCAPED.includes(bytes[at + 1] ?? 0)) continue;
      if (!endsLine(bytes, at)) continue;
      const count = gather(bytes, at);
      if (count > SIDE) show(around.bytes.subarray(0, count), around.places);
    }
  }
}

/** @returns how many digits there are: those before the break, then those behind it */
function gather(bytes: Uint8Array, lineEnd: number): number {
  const { bytes: digits, places } = around;
  const end = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
  let count = 0;
  for (let at = Math.max(0, end - SIDE); at < end; at++) {
    if (IS_DIGIT[bytes[at] ?? 0] !== 1) {
      count = 0;
      continue;
    }
    digits[count] = bytes[at] ?? 0;
    places[count++] = at;
  }
  const most = count + SIDE;
  for (let [at, blanks] = [lineEnd + 1, 0]; at < bytes.length && count < most && blanks <= MOST_BLANKS; at++) {
    if (isDigit(bytes, at)) {
      digits[count] = bytes[at] ?? 0;
      places[count++] = at;
    } else if (isBlank(bytes, at)) blanks++;
    else break;
  }
  return count;
}

function endsLine(bytes: Uint8Array, at: number): boolean {
  let end = at;
  if (bytes[end - 1] === CR) end--;
  if (end < LEAST_LINE) return false;
  for (let back = 1; back <= LEAST_LINE; back++) if (IS_DIGIT[bytes[end - back] ?? 0] !== 1) return false;
  return true;
}

function isDigit(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  return IS_DIGIT[byte] === 1 && !(bytes[at - 1] === BACKSLASH && ESCAPED.includes(byte));
}

function isBlank(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  return byte === TAB || byte === LF || byte === CR || byte === SPACE || byte === BACKSLASH || ESCAPED.includes(byte);
}
