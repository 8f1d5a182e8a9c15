export interface Token {
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
export const LABEL_LISTS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const OPERATORS = new Set(['and', 'or', 'unless', 'bool', 'atan2', 'offset', 'anchored', 'smoothed']);
export const NUMBERS = new Set(['inf', 'nan']);

/** The words of a query, without space and comments. */
export function tokensOf(query: string): readonly Token[] {
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
export function closing(tokens: readonly Token[], open: number): number {
  for (let i = open; i < tokens.length; i++) if (tokens[i]?.kind === ')' && depthAt(tokens, open, i + 1) === 0) return i;
  return tokens.length;
}

/** How many parentheses are open before token `at`, from `open` on. */
export function depthAt(tokens: readonly Token[], open: number, at: number): number {
  let depth = 0;
  for (const { kind } of tokens.slice(open, at)) depth += kind === '(' ? 1 : kind === ')' ? -1 : 0;
  return depth;
}

/** The parts of an expression between words that stand in none of its parentheses; a part after the first begins with its word. */
export function cut(tokens: readonly Token[], words: readonly string[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  tokens.forEach((token, at) => {
    const isCut = token.kind === 'name' && words.includes(token.text.toLowerCase()) && depthAt(tokens, 0, at) === 0;
    if (isCut) parts.push(words.length > 1 ? [token] : []);
    else parts.at(-1)?.push(token);
  });
  return parts;
}

/** Whether a token is a selector of series, or the name before its labels. */
export function isSelector(token: Token, next: Token | undefined): boolean {
  if (token.kind === 'braces') return true;
  const word = token.text.toLowerCase();
  if (token.kind !== 'name' || OPERATORS.has(word) || NUMBERS.has(word) || next?.kind === '(') return false;
  // An aggregation with its labels first: `sum by (job) (…)`.
  return !(next?.kind === 'name' && ['by', 'without'].includes(next.text.toLowerCase()));
}
