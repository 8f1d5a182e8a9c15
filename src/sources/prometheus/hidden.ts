import { closing, cut, depthAt, isSelector, LABEL_LISTS, NUMBERS, type Token, tokensOf } from './tokens.ts';

/** Metrics that Prometheus makes itself: no other name of anything that is measured. */
const ITS_OWN = /^(?:up|scrape_\w+|ALERTS|ALERTS_FOR_STATE)$/;

/** Functions whose value is one of what they read, or follows from it. */
const MEASURES = new Set(
  `sum avg min max quantile topk bottomk rate irate increase delta idelta deriv
  histogram_quantile histogram_avg histogram_sum histogram_count histogram_fraction
  avg_over_time min_over_time max_over_time sum_over_time last_over_time quantile_over_time
  label_replace label_join abs ceil floor round sort sort_desc`.split(/\s+/),
);

/** Signs that make one unit of another, or put measures together. */
const CONVERSIONS = new Set(['*', '/', '+', '@']);

/**
 * The parts of a query that may have no series without its value telling: what stands behind `unless`, and operands of an `or` of which
 * one is what the query falls back to (`… or up * 0`). Operands that measure alike are names of one thing, of which one is enough.
 */
export function hiddenParts(query: string): readonly string[] {
  return hiddenIn(tokensOf(query)).flatMap((part) => {
    const [first, last] = [part[0], part.at(-1)];
    return first && last ? [query.slice(first.start, last.end)] : [];
  });
}

function hiddenIn(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const operands = cut(tokens, ['or']);
  if (operands.length > 1 && !areAlternatives(operands)) return [tokens];
  return operands.flatMap((operand) => {
    const [left = [], ...right] = cut(operand, ['and', 'unless']);
    const behind = right.flatMap(([word, ...part]) => (word?.text.toLowerCase() === 'unless' ? [part] : insideOf(part).flatMap(hiddenIn)));
    return [...insideOf(left).flatMap(hiddenIn), ...behind];
  });
}

/** What stands in the parentheses of an expression, each argument by itself. */
function insideOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const found: (readonly Token[])[] = [];
  for (let open = 0; open < tokens.length; open++) {
    if (tokens[open]?.kind !== '(') continue;
    const close = closing(tokens, open);
    const inner = tokens.slice(open + 1, close);
    const commas = inner.flatMap(({ kind }, at) => (kind === ',' && depthAt(inner, 0, at) === 0 ? [at] : []));
    if (!LABEL_LISTS.has(tokens[open - 1]?.text.toLowerCase() ?? ''))
      found.push(...[-1, ...commas].map((from, index) => inner.slice(from + 1, commas[index] ?? inner.length)));
    open = close;
  }
  return found;
}

/** Whether operands of an `or` may be names of one thing: `rate(old[5m]) or rate(new[5m])`, `seconds or milliseconds / 1000`. */
function areAlternatives(operands: readonly (readonly Token[])[]): boolean {
  if (operands.some((operand) => namesIn(operand).every((name) => ITS_OWN.test(name)))) return false;
  return new Set(operands.map((operand) => shapeOf(operand))).size === 1 || operands.every((operand) => isMeasure(operand));
}

/** What the selectors of an expression begin with: a name, or labels. */
function namesIn(tokens: readonly Token[]): readonly string[] {
  return withoutLabelLists(tokens).flatMap((token, at, all) => (isSelector(token, all[at + 1]) ? [token.text] : []));
}

/** An expression with a mark in the place of each selector. */
function shapeOf(tokens: readonly Token[]): string {
  const marked = tokens.map((token, at) => (isSelector(token, tokens[at + 1]) ? '#' : token.text));
  return marked.join(' ').replaceAll('# #', '#');
}

function isMeasure(tokens: readonly Token[]): boolean {
  return withoutLabelLists(tokens).every(({ kind, text }, at, all) => {
    const word = text.toLowerCase();
    if (kind === 'name' && all[at + 1]?.kind === '(') return MEASURES.has(word) || word === 'or';
    if (kind === 'name') return !NUMBERS.has(word) && word !== 'bool' && word !== 'unless';
    if (kind !== 'other' || /^["'\x60]/.test(text)) return true;
    return /^[\d.]/.test(text) ? Number(text) !== 0 : CONVERSIONS.has(text);
  });
}

function withoutLabelLists(tokens: readonly Token[]): readonly Token[] {
  const left: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) continue;
    const isList = token.kind === 'name' && LABEL_LISTS.has(token.text.toLowerCase());
    if (!isList) left.push(token);
    else if (tokens[at + 1]?.kind === '(') at = closing(tokens, at + 1);
  }
  return left;
}
