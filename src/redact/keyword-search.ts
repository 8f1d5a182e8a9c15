import { acrossEscapes } from './escapes.ts';
import { acrossLines, IS_DIGIT, SIDE } from './keyword-lines.ts';
import { type Rule, SHORT } from './rules/rule.ts';

/** How a keyword is written: as it is, with escapes in it, in UTF-16. In base64 by how many bytes of its first group stand before it. */
export type Form =
  | { readonly is: 'plain' }
  | { readonly is: 'escaped' }
  | { readonly is: 'wide'; readonly first: 0 | 1 }
  | { readonly is: 'base64'; readonly shift: number };

/** Bytes that make it worth while to look for a match of these rules. */
export interface Keyword {
  readonly bytes: Uint8Array;
  readonly anyCase: boolean;
  readonly form: Form;
  readonly rules: readonly Rule[];
  /** What a look at the text around it costs, in units of about the same time: close behind another candidate, or by itself. */
  readonly cost: {
    readonly near: number;
    readonly apart: number;
    /** A look goes on to the end of a word, however long. */
    readonly word: boolean;
  };
  /** Whether what follows, decoded, may belong to a match: passes over most mentions of a word. */
  readonly mayMatch?: (bytes: Uint8Array, at: number) => boolean;
}

/** A keyword where it was found. */
export interface Candidate {
  readonly at: number;
  readonly keyword: Keyword;
}

const TABLE_BITS = 18;
/** A prime that spreads its multiples over 32 bits. */
const SPREAD = 0x9e3779b1;
/** So many bytes decide at first sight. */
const HEAD = 4;

/** Upper and lower case are one. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
/** What may follow a keyword that is shorter, in either case; one in base64. */
const PRINTED = new Set(FOLDED.filter((_, byte) => byte > 0x20 && byte < 0x7f));
const DIGITS = new Set(FOLDED.filter((_, byte) => IS_DIGIT[byte] === 1));

/** `+` and `/` in base64url. */
const URL_DIGITS: ReadonlyMap<number, number> = new Map([
  [0x2b, 0x2d],
  [0x2f, 0x5f],
]);

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Finds any of many keywords: four bytes at a time are looked up in a table, and few of those of a log are in it. */
export class KeywordSearch {
  /** The longest keyword, in bytes. */
  readonly longest: number;
  private readonly table = new Uint8Array(1 << TABLE_BITS);
  private readonly byHead = new Map<number, Keyword[]>();
  /** Of a keyword as it is: the same one with escapes in it. */
  private readonly escaped = new Map<Keyword, Keyword>();
  /** The longest one that may have escapes in it, without them. */
  readonly side: number;
  /** Bytes of such keywords: any other escape is of no matter. */
  readonly of = new Uint8Array(256);

  constructor(rules: readonly Rule[]) {
    const ahead = new Set(rules.filter(looksAhead));
    const keywords = keywordsOf(rules, ahead);
    this.longest = keywords.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
    for (const keyword of keywords) this.enter(keyword);
    for (const keyword of keywords) {
      const rules = keyword.rules.filter(({ plain }) => !plain);
      if (keyword.form.is === 'plain' && rules.length > 0)
        this.escaped.set(keyword, keywordOf({ ...keyword, form: { is: 'escaped' } }, rules, ahead));
    }
    for (const { bytes } of this.escaped.keys()) for (const byte of bytes) if (byte !== QUOTE) this.of[byte] = 1;
    this.side = [...this.escaped.keys()].reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  }

  /** The most bytes that a keyword takes up with escapes in it. */
  get longestEscaped(): number {
    return this.side * MOST_ESCAPED;
  }

  /** @returns the keywords that begin from `start` on and end with the bytes; a short one needs one byte more */
  find(bytes: Uint8Array, start: number): readonly Candidate[] {
    const found = this.within(bytes, start);
    acrossLines(bytes, start, (digits, places) => {
      if (nextHead(this.table, digits, 0) === digits.length) return;
      for (const { at, keyword } of this.within(digits, 0)) {
        const [first = 0, last = 0] = [places[at], places[at + keyword.bytes.length - 1]];
        if (keyword.form.is === 'base64' && first >= start && last - first >= keyword.bytes.length) found.push({ at: first, keyword });
      }
    });
    acrossEscapes(bytes, start, this, ({ bytes: plain, starts, ends }) => {
      for (const { at, keyword } of this.within(plain, 0)) {
        const [first = 0, last = 0] = [starts[at], ends[at + keyword.bytes.length - 1]];
        const escaped = this.escaped.get(keyword);
        if (escaped && first >= start && last - first > keyword.bytes.length) found.push({ at: first, keyword: escaped });
      }
    });
    return found;
  }

  private within(bytes: Uint8Array, start: number): Candidate[] {
    const found: Candidate[] = [];
    for (let at = nextHead(this.table, bytes, start); at < bytes.length; at = nextHead(this.table, bytes, at + 1)) {
      for (const keyword of this.byHead.get(headAt(bytes, at)) ?? []) if (stands(keyword, bytes, at)) found.push({ at, keyword });
    }
    return found;
  }

  private enter(keyword: Keyword): void {
    const [a = 0, b = 0, c = 0, d] = [...keyword.bytes].map((byte) => FOLDED[byte] ?? 0);
    const following = keyword.form.is === 'base64' ? DIGITS : PRINTED;
    for (const last of d === undefined ? following : [d]) {
      const head = (a << 24) | (b << 16) | (c << 8) | last;
      this.table[Math.imul(head, SPREAD) >>> (32 - TABLE_BITS)] = 1;
      this.byHead.set(head, [...(this.byHead.get(head) ?? []), keyword]);
    }
  }
}

/** @returns where the next four bytes stand that may begin a keyword; the length when there are none */
function nextHead(table: Uint8Array, bytes: Uint8Array, start: number): number {
  const length = bytes.length;
  if (start + HEAD > length) return length;
  let head = headAt(bytes, start) >> 8;
  for (let at = start + HEAD - 1; at < length; at++) {
    head = (head << 8) | (FOLDED[bytes[at] as number] as number);
    if (table[Math.imul(head, SPREAD) >>> (32 - TABLE_BITS)] !== 0) return at - HEAD + 1;
  }
  return length;
}

function headAt(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  return ((FOLDED[a] ?? 0) << 24) | ((FOLDED[b] ?? 0) << 16) | ((FOLDED[c] ?? 0) << 8) | (FOLDED[d] ?? 0);
}

function stands({ bytes: wanted, anyCase, form, mayMatch }: Keyword, bytes: Uint8Array, at: number): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let index = 0; index < wanted.length; index++) {
    const [byte, other] = [bytes[at + index] ?? 0, wanted[index] ?? 0];
    if (byte !== other && !(anyCase && FOLDED[byte] === FOLDED[other])) return false;
  }
  return form.is !== 'plain' || (mayMatch?.(bytes, at) ?? true);
}

/** It has keywords of its own where it is escaped, and is escaped all over JSON in JSON. */
const QUOTE = 0x22;
/** Bytes of a character as `\\u0041`, `&#x0041;`. */
const MOST_ESCAPED = 8;

/** What is not plain is decoded first. */
const COST: Readonly<Record<Form['is'], number>> = { plain: 1, escaped: 2, wide: 4, base64: 2 };
/** How much more a rule costs that looks far, where each look goes over the same text again. */
const LONGER = 16;

/** Each keyword once, with all rules that it is of, in every form. `ahead`: the rules that look ahead in base64. */
function keywordsOf(rules: readonly Rule[], ahead: ReadonlySet<Rule>): readonly Keyword[] {
  const known = new Map<string, { keyword: Omit<Keyword, 'rules' | 'cost'>; rules: Rule[] }>();
  const add = (bytes: Uint8Array, anyCase: boolean, form: Form, rule: Rule): void => {
    const key = `${form.is}${form.is === 'base64' ? form.shift : ''} ${anyCase} ${String.fromCharCode(...bytes)}`;
    const entry = known.get(key) ?? { keyword: { bytes, anyCase, form }, rules: [] };
    if (!entry.rules.includes(rule)) entry.rules.push(rule);
    known.set(key, entry);
  };
  for (const rule of rules) {
    const anyCase = rule.anyCase === true;
    for (const text of rule.keywords) {
      add(latin1(text), anyCase, { is: 'plain' }, rule);
      if (rule.plain) continue;
      add(latin1(text.replace(/[^]/g, '$&\0')), anyCase, { is: 'wide', first: 0 }, rule);
      add(latin1(text.replace(/[^]/g, '\0$&')), anyCase, { is: 'wide', first: 1 }, rule);
    }
    for (const text of rule.plain ? [] : (rule.inBase64 ?? rule.keywords))
      for (const shift of [0, 1, 2]) {
        const bytes = inBase64(text, shift);
        if (bytes.length < HEAD - 1) continue;
        for (const digits of [bytes, inUrls(bytes)]) add(digits, false, { is: 'base64', shift }, rule);
      }
  }
  return [...known.values()].map(({ keyword, rules: own }) => keywordOf(keyword, own, ahead));
}

type Bare = Pick<Keyword, 'bytes' | 'anyCase' | 'form'>;

function keywordOf({ bytes, anyCase, form }: Bare, rules: readonly Rule[], ahead: ReadonlySet<Rule>): Keyword {
  const apart = COST[form.is] * costOf(rules);
  const near = apart + COST[form.is] * (LONGER - 1) * costOf(rules.filter((rule) => looksFar(form, rule)));
  const cost = { near, apart, word: rules.some(({ most }) => most > SHORT) };
  return { bytes, anyCase, form, rules, cost, ...lookAhead(form, rules, ahead) };
}

function costOf(rules: readonly Rule[]): number {
  return rules.reduce((sum, { cost = 1 }) => sum + cost, 0);
}

/** Whether a look goes beyond a word: what is decoded is decoded as far as it may reach. */
function looksFar({ is }: Form, { most, looksBack = 0, source }: Rule): boolean {
  return looksBack > SHORT || (most > SHORT && (is !== 'plain' || source.includes('[^]{')));
}

function lookAhead(form: Form, rules: readonly Rule[], ahead: ReadonlySet<Rule>): Pick<Keyword, 'mayMatch'> {
  const looks = rules.flatMap((rule) => (rule.mayMatch && (form.is !== 'base64' || ahead.has(rule)) ? [rule.mayMatch] : []));
  if (form.is === 'wide' || looks.length < rules.length) return {};
  return { mayMatch: (bytes, at) => looks.some((look) => look(bytes, at)) };
}

/** Whether it looks from its keyword on in base64 as well, of which no more is decoded at first. */
function looksAhead({ keywords, inBase64 = keywords, looksBack }: Rule): boolean {
  return looksBack === undefined && inBase64.every((text) => keywords.some((keyword) => text.startsWith(keyword)));
}

/** What of a text's base64 depends on nothing beside it; of a long text the beginning. */
function inBase64(text: string, shift: number): Uint8Array {
  const encoded = Buffer.from('\0'.repeat(shift) + text, 'latin1').toString('base64');
  return latin1(encoded.slice(leadOf(shift), Math.floor(((shift + text.length) * 8) / 6)).slice(0, SIDE));
}

/** The same in the alphabet of base64url. */
function inUrls(digits: Uint8Array): Uint8Array {
  return digits.map((digit) => URL_DIGITS.get(digit) ?? digit);
}

/** So many digits of its first group stand before a keyword's own. */
export function leadOf(shift: number): number {
  return Math.ceil((shift * 8) / 6);
}
