import { digitsBefore, digitsFrom, endOfDigits } from './keyword-lines.ts';
import { type Candidate, leadOf } from './keyword-search.ts';
import type { Rule } from './rules/rule.ts';

/** A text around a keyword, decoded, and where its characters stand in the bytes. */
export interface View {
  readonly text: string;
  /** Where the keyword stands in the text. */
  readonly keyword: number;
  /** The first byte of a character, and the one after its last. */
  readonly first: (index: number) => number;
  readonly last: (index: number) => number;
}

/** The most bytes that a rule needs from a keyword on. */
export function extentOf({ keyword }: Candidate, { most }: Rule): number {
  if (keyword.form.is === 'plain') return most;
  return keyword.form.is === 'wide' ? most * 2 : Math.ceil(most * 1.5);
}

/** The most bytes that it needs before it. */
export function leadInOf({ keyword }: Candidate, { before: begun, looksBack = 0 }: Rule): number {
  const before = Math.max(begun, looksBack);
  if (keyword.form.is === 'plain') return before;
  return keyword.form.is === 'wide' ? before * 2 : Math.ceil(before * 1.5) + 8;
}

/** The text in which a rule looks for a match. */
export function viewOf(bytes: Uint8Array, candidate: Candidate, rule: Rule): View {
  const { at, keyword } = candidate;
  // One character more tells whether a word begins where the match does.
  const from = Math.max(0, at - leadInOf(candidate, rule) - 1);
  const to = Math.min(bytes.length, at + extentOf(candidate, rule));
  const { form } = keyword;
  if (form.is === 'plain') return { text: latin1(bytes, from, to), keyword: at - from, first: (i) => from + i, last: (i) => from + i + 1 };
  if (form.is === 'wide') return wideView(bytes, { from, to, at: at + form.first });
  return base64View(bytes, at, form.shift, to);
}

function wideView(bytes: Uint8Array, { from, to, at }: { readonly from: number; readonly to: number; readonly at: number }): View {
  const start = from + ((at - from) % 2);
  let text = '';
  for (let index = start; index < to; index += 2) text += String.fromCharCode(bytes[index] ?? 0);
  return { text, keyword: (at - start) / 2, first: (i) => start + 2 * i, last: (i) => start + 2 * i + 2 };
}

/** Decodes from a whole group of digits on; what stands before it is not looked at. */
function base64View(bytes: Uint8Array, at: number, shift: number, to: number): View {
  const whole = wholeView(bytes, at, shift, to);
  if (whole) return whole;
  const lead = digitsBefore(bytes, at, leadOf(shift));
  const rest = digitsFrom(bytes, at, to);
  const places = [...lead.places, ...rest.places];
  const digits = latin1(lead.bytes, 0, lead.bytes.length) + latin1(rest.bytes, 0, rest.bytes.length);
  const text = Buffer.from(digits, 'base64').toString('latin1');
  const placeOf = (digit: number): number => places[Math.min(digit, places.length - 1)] ?? at;
  return {
    text,
    keyword: shift,
    first: (i) => placeOf(Math.floor((i * 4) / 3)),
    last: (i) => placeOf(Math.floor(((i + 1) * 4 - 1) / 3)) + 1,
  };
}

/** Of digits in one line; undefined where a line may be broken. */
function wholeView(bytes: Uint8Array, at: number, shift: number, to: number): View | undefined {
  const from = at - leadOf(shift);
  const end = endOfDigits(bytes, at, to);
  if (end === undefined || from < 0 || endOfDigits(bytes, from, at) !== at) return undefined;
  const placeOf = (digit: number): number => Math.min(from + digit, end - 1);
  return {
    text: Buffer.from(latin1(bytes, from, end), 'base64').toString('latin1'),
    keyword: shift,
    first: (i) => placeOf(Math.floor((i * 4) / 3)),
    last: (i) => placeOf(Math.floor(((i + 1) * 4 - 1) / 3)) + 1,
  };
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
