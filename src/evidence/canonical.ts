export type JsonRecord = Readonly<Record<string, unknown>>;

/** Deeper values are left to the slow way. */
const DEEPEST = 50;

/**
 * The object of a line. A line has one form, what JSON.stringify makes of it: so a key stands once, and no white space, number
 * or escape can be written in two ways. @returns what is wrong, in words.
 */
export function objectOf(line: string): JsonRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
    if (JSON.stringify(value) !== line) return 'not in the form that a recorder writes';
  } catch {
    return 'not JSON';
  }
  return isObject(value) ? value : 'not an object';
}

/**
 * The same of many lines at once, which takes two thirds of the time: their text is read for what JSON.stringify could have written
 * in another way, instead of being written again.
 * @param text so many lines, without the last newline
 * @returns undefined where one is not of the one form, or where that can't be told so quickly
 */
export function objectsOf(text: string, lines: number): readonly JsonRecord[] | undefined {
  const keys = keysIn(text);
  if (keys === undefined) return undefined;
  let values: readonly unknown[];
  try {
    values = JSON.parse(`[${text.replaceAll('\n', ',')}]`) as readonly unknown[];
  } catch {
    return undefined;
  }
  // Each line holds one value at least, as its brackets are closed: with as many values as lines, none holds two.
  if (values.length !== lines || !values.every(isObject)) return undefined;
  // A key that stood twice was counted twice.
  return values.reduce((sum: number, value) => sum + keysOf(value), 0) === keys ? values : undefined;
}

function isObject(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How many keys a value has at all its levels. */
function keysOf(value: object): number {
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) keys += keysOf(item as object);
    return keys;
  }
  for (const key in value) {
    keys++;
    const item = (value as JsonRecord)[key];
    if (typeof item === 'object' && item !== null) keys += keysOf(item);
  }
  return keys;
}

const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SURROGATES = 0xd800;

/** What may be escaped by one letter, and then is. */
const ESCAPED: ReadonlySet<number> = new Set(Array.from('"\\bfnrt', (letter) => letter.charCodeAt(0)));

/**
 * The keys in the JSON values of a text, one value a line, counted; undefined where JSON.stringify may have written them in another way.
 * It asks for the form alone: what is no JSON is left to JSON.parse.
 */
function keysIn(text: string): number | undefined {
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      if (text.charCodeAt(end) === COLON) {
        // Keys that are numbers stand first, in their order.
        if (isDigit(text.charCodeAt(at + 1))) return undefined;
        keys++;
      }
      at = end;
    } else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, at);
      if (end === undefined) return undefined;
      at = end;
    } else {
      if (code === 0x7b || code === 0x5b) depth++;
      else if (code === 0x7d || code === 0x5d) depth--;
      else if (code <= 0x20 && (code !== 0x0a || depth !== 0)) return undefined;
      if (depth > DEEPEST) return undefined;
      at++;
    }
  }
  return keys;
}

/** Where a string ends that begins at this place. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH && ESCAPED.has(text.charCodeAt(at + 1))) at++;
    // Behind the end of the text the code is NaN.
    else if (code === BACKSLASH || !(code >= 0x20 && code < SURROGATES)) return undefined;
  }
}

/** Where a number ends that begins at this place. Of 15 digits a double keeps each; six after the point take no exponent. */
function endOfNumber(text: string, start: number): number | undefined {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  const point = endOfDigits(text, first);
  const isZero = text.charCodeAt(first) === ZERO;
  if (isZero && point - first > 1) return undefined;
  const isWhole = text.charCodeAt(point) !== POINT;
  const end = isWhole ? point : endOfDigits(text, point + 1);
  const isOdd = isWhole ? isZero && first > start : text.charCodeAt(end - 1) === ZERO || end - point > 7 || end - first > 16;
  const hasExponent = (text.charCodeAt(end) | 0x20) === 0x65;
  return isOdd || hasExponent || point - first > 15 ? undefined : end;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
