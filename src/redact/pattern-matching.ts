import { MOST_BLANKS } from './keyword-lines.ts';
import { type Candidate, KeywordSearch } from './keyword-search.ts';
import { extentOf, leadInOf, type View, viewsOf } from './keyword-view.ts';
import { RULES } from './rules/all.ts';
import { entropyOf, type Kind, type Rule } from './rules/rule.ts';

/** A secret that was recognised: bytes from `start` on, before `end`. */
export interface Match {
  readonly rule: string;
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

/** Recognises secrets by their form, whatever their value. */
export class PatternMatching {
  private readonly keywords: KeywordSearch;
  private readonly compiled = new Map<Rule, RegExp>();

  constructor(rules: readonly Rule[]) {
    this.keywords = new KeywordSearch(rules);
  }

  /** Bytes at the end in which a keyword may have begun. */
  get tail(): number {
    return Math.max(this.keywords.longest + MOST_BLANKS + 4, this.keywords.longestEscaped);
  }

  /** Whether anything is worth a look: most texts hold no keyword. */
  mayMatch(bytes: Uint8Array): boolean {
    return this.keywords.find(bytes, 0).length > 0;
  }

  find(bytes: Uint8Array, start: number): readonly Candidate[] {
    return this.keywords.find(bytes, start);
  }

  /** What the rules of a keyword recognise around it; in one view of it more may be seen than in another. */
  matches(bytes: Uint8Array, candidate: Candidate): readonly Match[] {
    return candidate.keyword.rules.flatMap((rule) => [...viewsOf(bytes, candidate, rule)].flatMap((view) => this.match(view, rule) ?? []));
  }

  private match(view: View, rule: Rule): Match | undefined {
    const expression = this.expressionOf(rule);
    expression.lastIndex = rule.from?.(view.text, view.keyword) ?? Math.max(0, view.keyword - rule.before);
    for (let found = expression.exec(view.text); found && found.index <= view.keyword; found = expression.exec(view.text)) {
      const { index, text } = secretOf(found);
      if (rule.before === 0 || found.index + found[0].length >= view.keyword) {
        const kind = kindOf(rule, text, found);
        if (kind) return { rule: rule.id, kind, start: view.first(index), end: view.last(index + text.length - 1) };
      }
      if (expression.lastIndex <= found.index) break;
    }
    return undefined;
  }

  /** Compiled when a keyword of it was found first. */
  private expressionOf(rule: Rule): RegExp {
    const known = this.compiled.get(rule);
    if (known) return known;
    // Where groups begin is told at a price.
    const indices = rule.source.includes('(?<last>') ? '' : 'd';
    const expression = new RegExp(rule.source, `${indices}${rule.before === 0 || rule.from ? 'y' : 'g'}${rule.ignoreCase ? 'i' : ''}`);
    this.compiled.set(rule, expression);
    return expression;
  }
}

/** The group called `last`, which ends the match, or `secret`; or the first one that took part, or else the whole match. */
function secretOf(match: RegExpExecArray): { readonly index: number; readonly text: string } {
  const { last, secret } = match.groups ?? {};
  if (last !== undefined) return { index: match.index + match[0].length - last.length, text: last };
  const range = match.indices?.groups?.['secret'];
  if (range && secret !== undefined) return { index: range[0], text: secret };
  for (let group = 1; group < match.length; group++) {
    const [range, text] = [match.indices?.[group], match[group]];
    if (range && text !== undefined) return { index: range[0], text };
  }
  return { index: match.index, text: match[0] };
}

function kindOf(rule: Rule, secret: string, match: RegExpExecArray): Kind | undefined {
  // What was taken out before is none any more.
  if (match[0].includes('REDACTED:')) return undefined;
  if (rule.entropy !== undefined && entropyOf(secret) < rule.entropy) return undefined;
  return rule.kindOf ? rule.kindOf(secret, match) : 'secret';
}

/** Bytes that a candidate needs after it until all of its rules are certain. */
export function needOf(candidate: Candidate): number {
  return candidate.keyword.rules.reduce((most, rule) => Math.max(most, extentOf(candidate, rule)), 0);
}

/** Bytes before it that may be part of a match. */
export function reachBackOf(candidate: Candidate): number {
  return candidate.keyword.rules.reduce((most, rule) => Math.max(most, leadInOf(candidate, rule)), 0);
}

/** The most bytes before a keyword that any rule looks at. */
export const MOST_BEFORE = RULES.reduce((most, { before, looksBack = 0 }) => Math.max(most, before, looksBack), 0) * 2 + 32;

let standard: PatternMatching | undefined;

/** The matching by all rules, made when it is first asked for. */
export function standardMatching(): PatternMatching {
  standard ??= new PatternMatching(RULES);
  return standard;
}
