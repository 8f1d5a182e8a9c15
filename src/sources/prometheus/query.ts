/**
 * The parts of PromQL that a look needs, by tokens. Ours, because @prometheus-io/lezer-promql breaks on functions that it does not list
 * (those of a newer server), binds `@` and `offset` to more than their selector, and costs every start 17 ms and dist 134 kB.
 */
import { hiddenParts } from './hidden.ts';
import { closing, cut, depthAt, isSelector, LABEL_LISTS, type Token, tokensOf } from './tokens.ts';

/** A `histogram_quantile` or `histogram_quantiles` in a query, with the expression of the buckets that it reads. */
export interface QuantileCall {
  readonly call: string;
  readonly buckets: string;
  /** The label by which several quantiles are told from each other. */
  readonly label?: string;
}

/** A series selector in a query; `range` for one over a time, such as `5m`. */
export interface Selector {
  readonly selector: string;
  readonly range?: string;
}

/**
 * Every `histogram_quantile(φ, buckets)` and `histogram_quantiles(buckets, "label", φ, …)`: the value is silently cut to the highest
 * finite bound of its buckets, which only the buckets themselves can tell. One that a recording rule computed can't be seen here.
 */
export function quantileCalls(query: string): readonly QuantileCall[] {
  const tokens = tokensOf(query);
  return tokens.flatMap((token, index) => {
    const end = tokens[closing(tokens, index + 1)]?.end;
    if (!QUANTILES.has(token.text) || tokens[index + 1]?.kind !== '(' || end === undefined) return [];
    const call = query.slice(token.start, end);
    const given = argumentsOf(query, tokens, index + 1);
    if (token.text === 'histogram_quantile') return given[1] === undefined ? [] : [{ call, buckets: given[1] }];
    const [label, ...others] = given.filter((one) => isText(one));
    // VictoriaMetrics has the buckets last.
    const buckets = given[0] !== undefined && isText(given[0]) ? given.at(-1) : given[0];
    return label === undefined || others.length > 0 || buckets === undefined ? [] : [{ call, buckets, label: label.slice(1, -1) }];
  });
}

const QUANTILES = new Set(['histogram_quantile', 'histogram_quantiles']);

function isText(expression: string): boolean {
  return /^["'\x60]/.test(expression);
}

/** The arguments of a call whose parenthesis opens at `open`. */
function argumentsOf(query: string, tokens: readonly Token[], open: number): readonly string[] {
  const close = closing(tokens, open);
  const cuts = [
    open,
    ...tokens.flatMap(({ kind }, at) => (kind === ',' && at > open && at < close && depthAt(tokens, open, at) === 1 ? [at] : [])),
    close,
  ];
  return cuts.slice(1).map((to, index) => query.slice(tokens[cuts[index] ?? open]?.end, tokens[to]?.start).trim());
}

/** The series that a query reads as they are now: one with `offset` or `@` looks at another time by intent, and is left out. */
export function selectorsOf(query: string): readonly Selector[] {
  return allSelectorsOf(query).flatMap(({ elsewhen, ...selector }) => (elsewhen ? [] : [selector]));
}

/** Whether a query reads any series, of whatever time. One that does not says the same whatever happens. */
export function readsSeries(query: string): boolean {
  return allSelectorsOf(query).length > 0;
}

/** `elsewhen`: not as they are now. */
function allSelectorsOf(query: string): readonly (Selector & { readonly elsewhen: boolean })[] {
  const tokens = tokensOf(query);
  const found: (Selector & { readonly elsewhen: boolean })[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    const next = tokens[i + 1];
    if (!token) continue;
    if (token.kind === 'name' && LABEL_LISTS.has(token.text.toLowerCase())) {
      if (next?.kind === '(') i = closing(tokens, i + 1);
    } else if (token.kind === 'braces' && isLabelChoice(tokens, i)) {
      continue;
    } else if (isSelector(token, next)) {
      const last = token.kind === 'name' && next?.kind === 'braces' ? i + 1 : i;
      const ranged = tokens[last + 1]?.kind === 'brackets' ? tokens[last + 1] : undefined;
      const after = tokens[last + (ranged ? 2 : 1)]?.text;
      const elsewhen = after?.toLowerCase() === 'offset' || after === '@';
      const range = ranged?.text.slice(1, -1).split(':')[0]?.trim();
      const selector = query.slice(token.start, tokens[last]?.end);
      found.push({ selector, elsewhen, ...(range !== undefined && { range }) });
      i = last;
    }
  }
  return found;
}

/** Functions that give a number although there is nothing to compute it from. */
const OF_NOTHING = ['vector', 'absent', 'absent_over_time'];

/** Whether a query may have a value although none of its selectors has a sample: `… or vector(0)`, `absent(…)`. */
export function standsAlone(query: string): boolean {
  return selectorsOf(query).length === 0 || calls(query, OF_NOTHING);
}

/** Whether a query reads series, and has a value where there are none of them: `… or vector(0)`, not `(… or vector(0)) / requests`. */
export function hasValueOfNothing(query: string): boolean {
  return readsSeries(query) && isThere(tokensOf(query));
}

/** Whether an expression has a value where no series has any. */
function isThere(tokens: readonly Token[]): boolean {
  const [first = [], ...others] = cut(tokens, ['or']);
  if (others.length > 0) return [first, ...others].some((part) => isThere(part));
  const [left = [], ...right] = cut(tokens, ['and', 'unless']);
  if (right.length > 0) return isThere(left) && right.every((part) => part[0]?.text.toLowerCase() === 'unless' || isThere(part.slice(1)));
  return operandsOf(tokens).every((operand) => operand);
}

/** Of each operand of an expression without `or`, `and`, `unless`: whether it is there without any series. */
function operandsOf(tokens: readonly Token[]): readonly boolean[] {
  const found: boolean[] = [];
  let name: string | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token) continue;
    const word = token.text.toLowerCase();
    if (token.kind === '(') {
      const close = closing(tokens, i);
      if (name === undefined || !LABEL_LISTS.has(name))
        found.push(OF_NOTHING.includes(name ?? '') || isEachThere(tokens.slice(i + 1, close)));
      i = close;
      name = undefined;
    } else if (token.kind === 'braces' || (token.kind === 'name' && isSelector(token, tokens[i + 1]))) {
      found.push(false);
      name = undefined;
    } else {
      name = token.kind === 'name' ? word : undefined;
    }
  }
  return found;
}

/** Whether every argument of a call is there. */
function isEachThere(tokens: readonly Token[]): boolean {
  const commas = tokens.flatMap(({ kind }, at) => (kind === ',' && depthAt(tokens, 0, at) === 0 ? [at] : []));
  return [-1, ...commas].every((from, index) => isThere(tokens.slice(from + 1, commas[index] ?? tokens.length)));
}

/** What `… or vector(0)` gives where there is nothing before it; undefined for a query that does not end so. */
export function valueOfNothing(query: string): number | undefined {
  const [, value] = /\bor\s+(?:on\s*\(\s*\)\s*)?vector\s*\(\s*([+-]?[0-9.]+(?:e[+-]?\d+)?)\s*\)\s*$/i.exec(query) ?? [];
  return value === undefined ? undefined : Number(value);
}

/** Metrics whose series come and go, so that there being none says nothing. */
const FLEETING = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/**
 * Of a query with `… or vector(0)`, and of what a query hides, each metric that it reads, with any labels and of whatever time. A query
 * whose metric nobody exports, by a slip of its name, would say 0 for ever.
 */
export function metricsToKnow(query: string): readonly Selector[] {
  const parts = calls(query, ['vector']) ? [query] : hiddenParts(query);
  const all = parts.flatMap(allSelectorsOf).flatMap(({ selector, range }) => {
    const metric = metricOf(selector);
    return metric === undefined || FLEETING.has(metric) ? [] : [{ selector: metric, ...(range !== undefined && { range }) }];
  });
  return all.filter((one, index) => all.findIndex(({ selector }) => selector === one.selector) === index);
}

/** The name of the metric that a selector is of, as a selector; undefined where it is not one name. */
function metricOf(selector: string): string | undefined {
  const [bare] = /^[A-Za-z_:][A-Za-z0-9_:]*/.exec(selector) ?? [];
  if (bare !== undefined) return bare;
  const [, quoted] = /^\{\s*("[^"\\]+")\s*[,}]/.exec(selector) ?? [];
  if (quoted !== undefined) return `{${quoted}}`;
  return /(?:^\{|,)\s*__name__\s*=\s*"([A-Za-z_:][A-Za-z0-9_:]*)"/.exec(selector)?.[1];
}

function calls(query: string, functions: readonly string[]): boolean {
  const tokens = tokensOf(query);
  return tokens.some(
    ({ kind, text }, index) => kind === 'name' && functions.includes(text.toLowerCase()) && tokens[index + 1]?.kind === '(',
  );
}

/** The second argument of `info(v, {…})` chooses labels to add; asked by itself it may be no selector at all. */
function isLabelChoice(tokens: readonly Token[], braces: number): boolean {
  if (tokens[braces - 1]?.kind !== ',') return false;
  for (let open = braces - 2; open > 0; open--) {
    if (tokens[open]?.kind === '(' && depthAt(tokens, open, braces) === 1) return tokens[open - 1]?.text.toLowerCase() === 'info';
  }
  return false;
}
