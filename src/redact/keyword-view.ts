import { mayHoldColour, mayHoldEscape, uncoloured, type Unescaped, unescaped } from './escapes.ts';
import { type Digits, digitsBefore, digitsFrom, endOfDigits, MOST_BLANKS } from './keyword-lines.ts';
import { type Candidate, type Keyword, leadOf } from './keyword-search.ts';
import { type Rule, SHORT } from './rules/rule.ts';

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
export function extentOf({ keyword }: Candidate, rule: Rule): number {
  const { most } = rule;
  if (keyword.form.is === 'escaped' && escapes(rule)) return most * MOST_ESCAPED;
  if (isText(keyword)) return escapes(rule) ? most * 2 : most;
  return keyword.form.is === 'wide' ? most * 2 : Math.ceil(most * 1.5);
}

/** The most bytes that it needs before it. */
export function leadInOf({ keyword }: Candidate, { before: begun, looksBack = 0, plain }: Rule): number {
  const before = Math.max(begun, looksBack);
  if (isText(keyword)) return plain ? before : before * (keyword.form.is === 'escaped' && before <= SHORT ? MOST_ESCAPED : 2) + ESCAPE;
  // A character more, of two bytes, tells whether a word begins there.
  return keyword.form.is === 'wide' ? before * 2 + 2 : Math.ceil(before * 1.5) + 8;
}

/** From a keyword without escapes on so many bytes are read without theirs; what follows as it is. */
const UNESCAPED = 4096;
/** A character takes up so many bytes where all are escaped, in JSON in JSON. */
const MOST_ESCAPED = 7;
/** So far it is looked ahead past escapes. */
const AHEAD = 400;
/** So many digits tell that most texts in base64 hold no match. */
const DIGITS_AHEAD = 48;
/** Before a keyword an escape may stand, which tells whether a word begins there. */
const ESCAPE = 16;

function isText({ form }: Keyword): boolean {
  return form.is === 'plain' || form.is === 'escaped';
}

/** Whether a value of a rule is looked for with more escapes than there are in the longest texts. */
function escapes({ plain, most }: Rule): boolean {
  return !plain && most <= SHORT;
}

/** The texts in which a rule looks for a match, one after another. */
export function* viewsOf(bytes: Uint8Array, candidate: Candidate, rule: Rule): Iterable<View> {
  const { at, keyword } = candidate;
  const { form } = keyword;
  // One character more tells whether a word begins where the match does.
  const from = Math.max(0, at - leadInOf(candidate, rule) - 1);
  const to = Math.min(bytes.length, at + extentOf(candidate, rule));
  if (form.is === 'plain') yield plainView(bytes, at, rule);
  if (form.is === 'wide') yield wideView(bytes, { from, to, at: at + form.first });
  if (form.is === 'base64') yield* base64Views(bytes, { at, shift: form.shift, to }, Math.max(rule.before, rule.looksBack ?? 0));
  const end = form.is === 'escaped' ? to : Math.min(to, at + UNESCAPED);
  if (!isText(keyword) || rule.plain || !mayHoldEscape(bytes, from, end)) return;
  const before = unescaped(bytes, from, at);
  yield readView(bytes, { to, at }, [before, unescaped(bytes, at, end)]);
  if (!mayHoldColour(bytes, from, end)) return;
  // Where a match begins with its keyword, a colour before that ends what is no part of it.
  yield readView(bytes, { to, at }, [rule.before === 0 ? before : uncoloured(bytes, from, at), uncoloured(bytes, at, end)]);
}

function plainView(bytes: Uint8Array, at: number, { before, looksBack = 0, most }: Rule): View {
  const from = Math.max(0, at - Math.max(before, looksBack) - 1);
  const text = latin1(bytes, from, Math.min(bytes.length, at + most));
  return { text, keyword: at - from, first: (i) => from + i, last: (i) => from + i + 1 };
}

/** What was read without its escapes, before a keyword and from there on, and what follows as it is. */
function readView(
  bytes: Uint8Array,
  { to, at }: { readonly to: number; readonly at: number },
  [before, rest]: readonly [Unescaped, Unescaped],
): View {
  const end = Math.min(to, rest.next);
  const lead = before.bytes.length;
  const read = lead + rest.bytes.length;
  const placeOf = (index: number, side: 'starts' | 'ends'): number => {
    if (index >= read) return end + index - read + (side === 'ends' ? 1 : 0);
    return (index < lead ? before[side][index] : rest[side][index - lead]) ?? at;
  };
  return {
    text: latin1(before.bytes, 0, lead) + latin1(rest.bytes, 0, rest.bytes.length) + latin1(bytes, end, to),
    keyword: lead,
    first: (i) => placeOf(i, 'starts'),
    last: (i) => placeOf(i, 'ends'),
  };
}

/** Whether the bytes that follow a keyword may belong to a match; bytes in base64 and with escapes are shown as they are meant. */
export function mayMatchAt(bytes: Uint8Array, { at, keyword: { form, mayMatch } }: Candidate): boolean {
  if (!mayMatch) return true;
  if (form.is === 'base64') {
    const rest = digitsFrom(bytes, at, Math.min(bytes.length, at + AHEAD), DIGITS_AHEAD);
    return mayMatch(decoded(digitsBefore(bytes, at, leadOf(form.shift)), rest).text, form.shift);
  }
  if (form.is !== 'escaped') return mayMatch(bytes, at);
  const before = unescaped(bytes, Math.max(0, at - AHEAD), at);
  const rest = unescaped(bytes, at, Math.min(bytes.length, at + AHEAD));
  const plain = new Uint8Array(before.bytes.length + rest.bytes.length);
  plain.set(before.bytes);
  plain.set(rest.bytes, before.bytes.length);
  return mayMatch(plain, before.bytes.length);
}

function wideView(bytes: Uint8Array, { from, to, at }: { readonly from: number; readonly to: number; readonly at: number }): View {
  const start = from + ((at - from) % 2);
  let text = '';
  for (let index = start; index < to; index += 2) text += String.fromCharCode(bytes[index] ?? 0);
  return { text, keyword: (at - start) / 2, first: (i) => start + 2 * i, last: (i) => start + 2 * i + 2 };
}

/** A keyword in base64: where its own digits begin, how many bytes stand before it in its first group, how far it is decoded. */
interface InBase64 {
  readonly at: number;
  readonly shift: number;
  readonly to: number;
}

/** Decodes from a whole group of digits on. @param before so many bytes of what is decoded are wanted before the keyword */
function* base64Views(bytes: Uint8Array, found: InBase64, before: number): Iterable<View> {
  const whole = before === 0 ? wholeView(bytes, found) : undefined;
  if (whole) {
    yield whole;
    return;
  }
  const rest = digitsFrom(bytes, found.at, found.to);
  const lead = leadBefore(bytes, found, before, MOST_BLANKS);
  yield decodedView(lead, rest, found);
  // Lines before it may be another text in base64, with groups of its own.
  const own = leadBefore(bytes, found, before, 0);
  if (own.places.length < lead.places.length) yield decodedView(own, rest, found);
}

function decodedView(lead: Digits, rest: Digits, { at, shift }: InBase64): View {
  const groups = Math.max(0, Math.floor((lead.places.length - leadOf(shift)) / 4));
  const { text, places } = decoded(lead, rest);
  const placeOf = (digit: number): number => places[Math.min(digit, places.length - 1)] ?? at;
  return {
    text: text.toString('latin1'),
    keyword: shift + 3 * groups,
    first: (i) => placeOf(Math.floor((i * 4) / 3)),
    last: (i) => placeOf(Math.floor(((i + 1) * 4 - 1) / 3)) + 1,
  };
}

/** What the digits before a keyword and from it on say. */
function decoded(lead: Digits, rest: Digits): { readonly text: Buffer; readonly places: Int32Array } {
  const places = new Int32Array(lead.places.length + rest.places.length);
  places.set(lead.places);
  places.set(rest.places, lead.places.length);
  return { text: Buffer.from(Buffer.concat([lead.bytes, rest.bytes]).toString('latin1'), 'base64'), places };
}

/** The digits of a keyword's first group that are not its own, and whole groups before them. */
function leadBefore(bytes: Uint8Array, { at, shift }: InBase64, before: number, blanks: number): Digits {
  const lead = digitsBefore(bytes, at, leadOf(shift) + 4 * Math.ceil(before / 3), blanks);
  const odd = Math.max(0, lead.places.length - leadOf(shift)) % 4;
  return { bytes: lead.bytes.subarray(odd), places: lead.places.subarray(odd) };
}

/** Of digits in one line; undefined where a line may be broken. */
function wholeView(bytes: Uint8Array, { at, shift, to }: InBase64): View | undefined {
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
