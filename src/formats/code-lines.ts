/** How a language writes comments. */
interface Comments {
  /** What begins a comment that ends with its line. */
  readonly line: readonly string[];
  /** The marks of blocks begin and end text in code as well, and are the same: only from the start of a file on it is known which is which. */
  readonly isText?: true;
  /** What begins a comment over several lines, and what ends it. */
  readonly block?: readonly (readonly [begin: string, end: string])[];
}

const C: Comments = { line: ['//'], block: [['/*', '*/']] };
const HASH: Comments = { line: ['#'] };

const BY_EXTENSION: Readonly<Record<string, Comments>> = {
  py: {
    line: ['#'],
    isText: true,
    block: [
      ['"""', '"""'],
      ["'''", "'''"],
    ],
  },
  rb: { line: ['#'], block: [['=begin', '=end']] },
  php: { line: ['//', '#'], block: [['/*', '*/']] },
  vue: {
    line: ['//'],
    block: [
      ['/*', '*/'],
      ['<!--', '-->'],
    ],
  },
  svelte: {
    line: ['//'],
    block: [
      ['/*', '*/'],
      ['<!--', '-->'],
    ],
  },
  lua: { line: ['--'], block: [['--[[', ']]']] },
  sql: { line: ['--'], block: [['/*', '*/']] },
  hs: { line: ['--'], block: [['{-', '-}']] },
  ...Object.fromEntries(['sh', 'bash', 'pl', 'pm', 'r', 'ex', 'exs', 'tf', 'nim'].map((extension) => [extension, HASH])),
};

/** A comment over several lines, or a text in code. */
interface Open {
  readonly end: string;
  readonly isCode: boolean;
}

interface LineState {
  readonly code: boolean;
  /** What goes on in the next line. */
  readonly open: Open | undefined;
}

/**
 * Which of these lines, one after the other, hold more than space and comments. A line that begins with code counts, whatever stands
 * behind it; where it is not known whether it is code, it counts too.
 * @param file tells the language by its name; of one that is not known it is C's way
 * @param first the number of the first line
 */
export function linesWithCode(file: string, lines: readonly string[], first: number): readonly boolean[] {
  const comments = BY_EXTENSION[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? C;
  const states = statesOf(lines, comments);
  const isKnown = !comments.isText || (first === 1 && states.at(-1)?.open === undefined);
  return (isKnown ? states : statesOf(lines, { line: comments.line })).map(({ code }) => code);
}

function statesOf(lines: readonly string[], comments: Comments): readonly LineState[] {
  const states: LineState[] = [];
  for (const line of lines) states.push(stateOf(line.trim(), comments, states.at(-1)?.open));
  return states;
}

function stateOf(text: string, comments: Comments, open: Open | undefined): LineState {
  if (open) {
    const at = text.indexOf(open.end);
    if (at < 0) return { code: open.isCode && text !== '', open };
    const rest = stateOf(text.slice(at + open.end.length).trim(), comments, undefined);
    return { code: open.isCode || rest.code, open: rest.open };
  }
  const block = comments.block?.find(([begin]) => text.startsWith(begin));
  if (block) return stateOf(text.slice(block[0].length), comments, { end: block[1], isCode: false });
  const code = text !== '' && !comments.line.some((mark) => text.startsWith(mark));
  return { code, open: code && comments.isText ? textIn(text, comments) : undefined };
}

/** The text that begins in a line with code and does not end there. */
function textIn(text: string, { block = [] }: Comments): Open | undefined {
  const [first] = block
    .flatMap(([begin, end]) => (text.includes(begin) ? [{ at: text.indexOf(begin), end }] : []))
    .sort((a, b) => a.at - b.at);
  if (!first) return undefined;
  const inside = text.slice(first.at + first.end.length);
  const at = inside.indexOf(first.end);
  return at < 0 ? { end: first.end, isCode: true } : textIn(inside.slice(at + first.end.length), { line: [], block });
}
