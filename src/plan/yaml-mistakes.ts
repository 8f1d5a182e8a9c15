import type { YAMLError } from 'yaml';

/** A line of the text: its number, how far it is indented, and what stands on it. */
interface Line {
  readonly number: number;
  readonly indent: number;
  readonly content: string;
}

/** A mistake of the parser's in words that say what to write; where there are none, the parser's own. */
export function mistakeInWords(text: string, { code, message, pos }: Pick<YAMLError, 'code' | 'message' | 'pos'>): string {
  const [own = ''] = message.split('\n');
  const [at] = pos;
  return (Object.hasOwn(WORDS, code) ? WORDS[code]?.(text, at, own) : undefined) ?? own;
}

/** What to write for a value that is a text, and why it needs quotes. */
export function needsQuotes(value: string, why: string): string {
  return value.length > MAX_QUOTED
    ? `write the whole value in quotes: it ${why}`
    : `write ${quoted(value)}: a value that ${why} needs quotes`;
}

/** Longer values are not repeated. */
const MAX_QUOTED = 80;

type Words = (text: string, at: number, own: string) => string | undefined;

const WORDS: Readonly<Record<string, Words>> = {
  BLOCK_AS_IMPLICIT_KEY: (text, at, own) => {
    if (own.startsWith('A block sequence')) return 'found "- " among the keys of a map: a list stands below a key of its own';
    const value = restOfLine(text, at);
    return /:(\s|$)/.test(value) && !value.startsWith('- ') ? needsQuotes(value, 'holds ": "') : deeper(text, at);
  },
  MULTILINE_IMPLICIT_KEY: (text, at) => {
    const line = lineAt(text, at);
    return line.content.includes(':') ? deeper(text, at) : `found "${line.content}", expected a key with ":"`;
  },
  BAD_SCALAR_START: (text, at) => needsQuotes(restOfLine(text, at), `begins with ${text.charAt(at)}`),
  BAD_DQ_ESCAPE: (text, at) =>
    `"${text.slice(at, at + 2)}" means nothing between " and ": write "\\\\" for "\\", or ' and ' around the text`,
  TAB_AS_INDENT: (text, at) => `line ${lineAt(text, at).number} is indented with a tab: write spaces`,
  TAG_RESOLVE_FAILED: (text, at, own) =>
    own.startsWith('Unresolved tag: ')
      ? `${own.replace('Unresolved tag: ', 'unknown tag ')}; for a text write it in quotes: ${quoted(restOfLine(text, at))}`
      : undefined,
  BAD_INDENT: (text, at, own) => (own.startsWith('Flow ') ? unclosed(own) : uneven(text, at)),
  MISSING_CHAR: (_, __, own) => {
    const quote = /^Missing closing (["'])quote/.exec(own)?.[1];
    if (quote !== undefined) return `a text that begins with ${quote} has no ${quote} at its end`;
    return own.startsWith('Flow ') ? unclosed(own) : own.startsWith('Implicit map keys') ? 'found a key without ":"' : undefined;
  },
  UNEXPECTED_TOKEN: (text, at, own) => {
    const header = /^Block scalar header includes extra characters: ([>|])/.exec(own)?.[1];
    if (header !== undefined) return needsQuotes(restOfLine(text, text.lastIndexOf(header, at)), `begins with ${header}`);
    if (own.startsWith('Unexpected block-seq-ind on same line'))
      return `a list begins on a line of its own: write "${restOfLine(text, at)}" below the key`;
    const end = /^Unexpected flow-(?:map|seq)-end token/.test(own) ? text.charAt(at) : undefined;
    if (end !== undefined) return `found ${end} without its ${end === '}' ? '{' : '['}`;
    return own.endsWith('at node end') ? afterQuote(text, at) : undefined;
  },
};

/** `"status == "ok""`: the parser's text ends where the user's goes on. */
function afterQuote(text: string, at: number): string | undefined {
  const [, value, mark] = /^(?:- +)*(?:[\w-]+: +)?((["']).*)$/.exec(lineAt(text, at).content) ?? [];
  if (value === undefined || mark === undefined) return undefined;
  const whole = value.length > 1 && value.endsWith(mark) && value.indexOf(mark, 1) < value.length - 1 ? value.slice(1, -1) : value;
  return whole.length > MAX_QUOTED ? `the text ends at its second ${mark}` : `the text ends at its second ${mark}: write ${quoted(whole)}`;
}

function unclosed(own: string): string {
  return own.startsWith('Flow map') ? 'a map that begins with { has no } at its end' : 'a list that begins with [ has no ] at its end';
}

/** A line that belongs to no map around it. */
function uneven(text: string, at: number): string {
  const line = lineAt(text, at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0));
  return indents(line, lineBefore(text, line));
}

/** A line that stands below a value, as if the value had keys. */
function deeper(text: string, at: number): string | undefined {
  const above = lineAt(text, at);
  const below = linesOf(text).find((line) => line.number > above.number && line.content !== '');
  return below && below.indent !== above.indent ? indents(below, above) : undefined;
}

function indents(line: Line, other: Line | undefined): string {
  const beside = other ? `, line ${other.number} by ${other.indent}` : '';
  return `line ${line.number} is indented by ${line.indent}${beside}: the keys of one map begin at the same column`;
}

function linesOf(text: string): readonly Line[] {
  return text.split('\n').map((line, index) => ({ number: index + 1, indent: line.search(/\S|$/), content: withoutComment(line).trim() }));
}

function lineAt(text: string, at: number): Line {
  const number = text.slice(0, at).split('\n').length;
  return linesOf(text)[number - 1] ?? { number, indent: 0, content: '' };
}

function lineBefore(text: string, { number }: Line): Line | undefined {
  return linesOf(text).findLast((line) => line.number < number && line.content !== '');
}

function restOfLine(text: string, at: number): string {
  const [line = ''] = text.slice(at).split('\n');
  return withoutComment(line).trim();
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '');
}

/** A value in the quotes that leave it as it is. */
function quoted(value: string): string {
  return /["\\]/.test(value) && !value.includes("'") ? `'${value}'` : JSON.stringify(value);
}
