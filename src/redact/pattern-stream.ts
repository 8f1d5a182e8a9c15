import { mayHoldEscape } from './escapes.ts';
import { HeldBytes } from './held-bytes.ts';
import type { Candidate } from './keyword-search.ts';
import type { PatternLabels } from './pattern-labels.ts';
import { mayMatchAt } from './keyword-view.ts';
import { type Match, MOST_BEFORE, needOf, type PatternMatching, reachBackOf } from './pattern-matching.ts';
import { isDoubtful, isHarmful, TOO_MANY_BEGINNINGS } from './rules/all.ts';
import { type Hit, copied, HitList, joined, Place, type Range, type RedactingStream } from './redact-stream.ts';

/** Which rules are allowed where a stream comes from: what they find stays as it is, and is told. */
export type Allows = (rule: string) => boolean;

/** Of a text of which more than these units of looks were spent, the rest is not searched: so many for any, and so many a byte. */
const AT_ONCE = 8_000;
const A_BYTE = 1 / 64;
/** So many bytes of a word cost one unit more. */
const A_UNIT = 1024;
const BLANK = 0x20;
/** Candidates so near to each other look at the same text. */
const NEAR = { plain: 512, escaped: 1024, wide: 1024, base64: 1024 } as const;

const NOTHING = new Uint8Array();

/** Recognises secrets by their form in a stream, and takes them out. Positions count from its start. */
export class PatternRedaction implements RedactingStream {
  private readonly list = new HitList();
  private readonly place = new Place();
  private readonly labels: PatternLabels;
  private readonly matching: PatternMatching;
  private readonly allows: Allows;
  /** The last bytes, which may yet belong to a secret, and where they begin. */
  private readonly held = new HeldBytes();
  private base = 0;
  /** Where keywords are looked for next. */
  private scanned = 0;
  private undecided: Candidate[] = [];
  /** In order; no two overlap. */
  private matches: Match[] = [];
  /** What the looks at candidates have cost. */
  private spent = 0;
  /** The end of the word that was looked at last, as far as that was. */
  private word = 0;
  /** Where the last candidate was. */
  private last = Number.NEGATIVE_INFINITY;
  /** From here on nothing is searched: a text of beginnings alone would take hours. */
  private crowded: number | undefined;
  /** What becomes of all that is still to come, once that is so. */
  private rest: 'none' | 'dropped' | 'kept' = 'none';

  constructor(matching: PatternMatching, allows: Allows, labels: PatternLabels) {
    this.matching = matching;
    this.allows = allows;
    this.labels = labels;
  }

  get hits(): readonly Hit[] {
    return this.list.hits;
  }

  get count(): number {
    return this.list.count;
  }

  get harms(): boolean {
    return this.list.harms;
  }

  push(bytes: Uint8Array): Uint8Array {
    if (this.rest !== 'none') return this.rest === 'kept' ? copied(bytes) : NOTHING;
    const window = this.held.with(bytes);
    const end = this.base + window.length;
    const from = this.scanned;
    this.scanned = Math.max(from, end - this.matching.tail);
    this.look(window, from, this.scanned);
    this.decide(window, (candidate) => candidate.at + needOf(candidate) <= end);
    if (this.crowded !== undefined) return this.giveUp(window, this.crowded);
    const begun = this.undecided.reduce(
      (first, candidate) => Math.min(first, candidate.at - reachBackOf(candidate)),
      this.scanned - MOST_BEFORE,
    );
    return this.release(window, Math.max(this.base, begun));
  }

  end(): Uint8Array {
    if (this.rest !== 'none') return NOTHING;
    const window = this.held.bytes;
    this.look(window, this.scanned, this.base + window.length);
    this.decide(window, () => true);
    if (this.crowded !== undefined) return this.giveUp(window, this.crowded);
    return this.release(window, this.base + window.length);
  }

  /** Keywords that begin before `until`. */
  private look(window: Uint8Array, from: number, until: number): void {
    const { base } = this;
    if (this.crowded !== undefined) return;
    const found = this.matching.find(window, from - base).filter(({ at }) => base + at < until);
    for (const { at, keyword } of found.toSorted((a, b) => a.at - b.at)) this.undecided.push({ at: base + at, keyword });
  }

  /** Bytes of a word from one on, before `to`. Each byte is looked at once. */
  private wordFrom(window: Uint8Array, at: number, to: number): number {
    this.word = Math.max(this.word, at);
    const end = Math.min(to, this.base + window.length);
    while (this.word < end && (window[this.word - this.base] ?? 0) > BLANK) this.word++;
    return Math.min(this.word, end) - at;
  }

  /** What comes before is released as it was searched; all that follows is one finding. */
  private giveUp(window: Uint8Array, from: number): Uint8Array {
    const end = this.base + window.length;
    const start = this.matches.reduce((last, match) => Math.max(last, match.end), from);
    const before = this.release(window, start);
    const replaced = this.replaced({ rule: TOO_MANY_BEGINNINGS, kind: 'secret', start, end }, this.held.bytes);
    this.rest = this.allows(TOO_MANY_BEGINNINGS) ? 'kept' : 'dropped';
    this.held.keep(NOTHING);
    return joined([before, replaced]);
  }

  /** One after another, so that what is spent does not depend on where pieces end. */
  private decide(window: Uint8Array, isCertain: (candidate: Candidate) => boolean): void {
    const { base } = this;
    const open = this.undecided.findIndex((candidate) => !isCertain(candidate));
    const certain = open < 0 ? this.undecided : this.undecided.slice(0, open);
    if (certain.length === 0) return;
    this.undecided = open < 0 ? [] : this.undecided.slice(open);
    const found: Match[] = [];
    for (const { at, keyword } of certain) {
      if (!mayMatchAt(window, { at: at - base, keyword })) continue;
      if (!this.affords(window, { at, keyword })) {
        this.crowded = at;
        this.undecided = [];
        break;
      }
      for (const one of this.matching.matches(window, { at: at - base, keyword }))
        found.push({ ...one, start: one.start + base, end: one.end + base });
    }
    if (found.length > 0) this.matches = merged([...this.matches, ...found]);
  }

  private affords(window: Uint8Array, candidate: Candidate): boolean {
    const { at, keyword } = candidate;
    const { near, apart, word } = keyword.cost;
    this.spent += at - this.last < NEAR[keyword.form.is] ? near : apart;
    const start = at - this.base;
    // Where there are escapes a long text is looked at without them as well.
    if (word && mayHoldEscape(window, start - reachBackOf(candidate), start + needOf(candidate))) this.spent += apart;
    if (word && keyword.form.is === 'plain') this.spent += this.wordFrom(window, at, at + needOf(candidate)) / A_UNIT;
    this.last = at;
    return this.spent <= AT_ONCE + at * A_BYTE;
  }

  /** What lies before `until`, without the secrets; a match that goes on behind it is kept whole. */
  private release(window: Uint8Array, until: number): Uint8Array {
    const across = this.matches.find(({ start, end }) => start < until && end > until);
    const safe = across?.start ?? until;
    const out: Uint8Array[] = [];
    let done = this.base;
    for (const match of this.matches.filter(({ end }) => end <= safe)) {
      out.push(this.place.pass(window.subarray(done - this.base, match.start - this.base)));
      out.push(this.replaced(match, window));
      done = match.end;
    }
    out.push(this.place.pass(window.subarray(done - this.base, safe - this.base)));
    this.matches = this.matches.filter(({ end }) => end > safe);
    this.held.keep(window.subarray(safe - this.base));
    this.base = safe;
    return joined(out);
  }

  private replaced({ rule, kind, start, end }: Match, window: Uint8Array): Uint8Array {
    const allowed = this.allows(rule);
    this.list.add({
      rule,
      by: 'pattern',
      ...this.place.now(),
      ...(kind === 'example' && { example: true }),
      ...(allowed && { allowed: true }),
    });
    const secret = window.subarray(start - this.base, end - this.base);
    // Lines are those of the text that was found.
    this.place.pass(secret);
    return allowed ? secret : this.labels.of(rule, secret);
  }
}

/** Two matches that overlap are one: what the graver of them is, or else the longer. */
function merged(matches: readonly Match[]): Match[] {
  const apart: Match[] = [];
  for (const match of matches.toSorted((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last && match.start < last.end) apart[apart.length - 1] = united(last, match);
    else apart.push(match);
  }
  return apart;
}

function united(a: Match, b: Match): Match {
  const [first, second] = [gravityOf(a), gravityOf(b)];
  const { rule, kind } = second > first || (second === first && b.end - b.start > a.end - a.start) ? b : a;
  return { rule, kind, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** What lets the evidence fail is graver than what warns, and a doubt is the least. */
function gravityOf({ rule, kind }: Match): number {
  if (isDoubtful(rule)) return 0;
  return kind === 'secret' && isHarmful(rule) ? 2 : 1;
}

/** What is recognised in some bytes. */
function matchesIn(matching: PatternMatching, bytes: Uint8Array): readonly Match[] {
  return matching.find(bytes, 0).flatMap((candidate) => matching.matches(bytes, candidate));
}

/** So near to the end a token may have been cut. */
const MAY_BE_CUT = 300;

/** What of a window, from one byte on, holds no piece of a secret that is cut at its ends. */
export function uncutIn(matching: PatternMatching, bytes: Uint8Array, { from, to }: Range): Range {
  const across = matchesIn(matching, bytes).find(({ start, end }) => start < from && end > from);
  const start = Math.max(from, across?.end ?? from);
  const cut = matching
    .find(bytes.subarray(0, to), Math.max(start, to - MAY_BE_CUT))
    .find(
      ({ at, keyword }) =>
        keyword.form.is === 'plain' &&
        !hasBlank(bytes, at, to) &&
        matching.matches(bytes, { at, keyword }).length === 0 &&
        keyword.rules.some(({ before }) => before === 0) &&
        !keyword.anyCase,
    );
  return { from: start, to: Math.max(start, cut?.at ?? to) };
}

function hasBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] ?? 0) <= 0x20) return true;
  return false;
}
