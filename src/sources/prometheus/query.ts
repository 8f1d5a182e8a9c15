/**
 * The parts of PromQL that a look needs, by tokens. Ours, because @prometheus-io/lezer-promql breaks on functions that it does not list
 * (those of a newer server), binds `@` and `offset` to more than their selector, and costs every start 17 ms and dist 134 kB.
 */

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

interface Token {
  readonly kind: 'name' | 'braces' | 'brackets' | '(' | ')' | ',' | 'other';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const STRING = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\x60[^\x60]*\x60`;
const TOKENS = new RegExp(
  [
    String.raw`(?<skip>\s+|#[^\n]*)`,
    String.raw`(?<braces>\{(?:${STRING}|[^}"'\x60])*\})`,
    String.raw`(?<brackets>\[[^\]]*\])`,
    String.raw`(?<name>[A-Za-z_:][A-Za-z0-9_:]*)`,
    String.raw`(?<sign>[(),])`,
    String.raw`(?<other>${STRING}|[0-9.][0-9A-Za-z.]*|.)`,
  ].join('|'),
  'gsu',
);

/** Words after which a list of labels stands, not an expression. */
const LABEL_LISTS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const OPERATORS = new Set(['and', 'or', 'unless', 'bool', 'atan2', 'offset', 'anchored', 'smoothed']);
const NUMBERS = new Set(['inf', 'nan']);

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
const OF_NOTHING = new Set(['vector', 'absent', 'absent_over_time']);

/** Whether a query may have a value although none of its selectors has a sample: `… or vector(0)`, `absent(…)`. */
export function standsAlone(query: string): boolean {
  if (selectorsOf(query).length === 0) return true;
  const tokens = tokensOf(query);
  return tokens.some(({ kind, text }, index) => kind === 'name' && OF_NOTHING.has(text.toLowerCase()) && tokens[index + 1]?.kind === '(');
}

/** The second argument of `info(v, {…})` chooses labels to add; asked by itself it may be no selector at all. */
function isLabelChoice(tokens: readonly Token[], braces: number): boolean {
  if (tokens[braces - 1]?.kind !== ',') return false;
  for (let open = braces - 2; open > 0; open--) {
    if (tokens[open]?.kind === '(' && depthAt(tokens, open, braces) === 1) return tokens[open - 1]?.text.toLowerCase() === 'info';
  }
  return false;
}

function isSelector(token: Token, next: Token | undefined): boolean {
  if (token.kind === 'braces') return true;
  const word = token.text.toLowerCase();
  if (token.kind !== 'name' || OPERATORS.has(word) || NUMBERS.has(word) || next?.kind === '(') return false;
  // An aggregation with its labels first: `sum by (job) (…)`.
  return !(next?.kind === 'name' && ['by', 'without'].includes(next.text.toLowerCase()));
}

function tokensOf(query: string): readonly Token[] {
  return [...query.matchAll(TOKENS)].flatMap((match) => {
    const groups = match.groups ?? {};
    if (groups['skip'] !== undefined) return [];
    const [text] = match;
    const kind = (['braces', 'brackets', 'name'] as const).find((one) => groups[one] !== undefined);
    return [{ kind: kind ?? signOf(text), text, start: match.index, end: match.index + text.length }];
  });
}

function signOf(text: string): Token['kind'] {
  return text === '(' || text === ')' || text === ',' ? text : 'other';
}

/** Where the parenthesis closes that opens at `open`; the end when it never does. */
function closing(tokens: readonly Token[], open: number): number {
  for (let i = open; i < tokens.length; i++) if (tokens[i]?.kind === ')' && depthAt(tokens, open, i + 1) === 0) return i;
  return tokens.length;
}

/** How many parentheses are open before token `at`, from `open` on. */
function depthAt(tokens: readonly Token[], open: number, at: number): number {
  let depth = 0;
  for (const { kind } of tokens.slice(open, at)) depth += kind === '(' ? 1 : kind === ')' ? -1 : 0;
  return depth;
}
