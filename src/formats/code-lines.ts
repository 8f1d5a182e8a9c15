/** How a language writes comments. */
interface Comments {
  /** What begins a comment that ends with its line. */
  readonly line: readonly string[];
  /** What begins a comment over several lines, and what ends it. */
  readonly block?: readonly (readonly [begin: string, end: string])[];
}

const C: Comments = { line: ['//'], block: [['/*', '*/']] };
const HASH: Comments = { line: ['#'] };

const BY_EXTENSION: Readonly<Record<string, Comments>> = {
  py: {
    line: ['#'],
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

/**
 * Which of these lines, one after the other, hold more than space and comments. A line that begins with code counts, whatever stands
 * behind it. @param file tells the language by its name; of one that is not known it is C's way
 */
export function linesWithCode(file: string, lines: readonly string[]): readonly boolean[] {
  const comments = BY_EXTENSION[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? C;
  let end: string | undefined;
  return lines.map((line) => {
    const state = hasCode(line.trim(), comments, end);
    end = state.end;
    return state.code;
  });
}

/** @param end what ends the comment in which the line begins */
function hasCode(text: string, comments: Comments, end: string | undefined): { readonly code: boolean; readonly end: string | undefined } {
  if (end !== undefined) {
    const at = text.indexOf(end);
    return at < 0 ? { code: false, end } : hasCode(text.slice(at + end.length).trim(), comments, undefined);
  }
  const block = comments.block?.find(([begin]) => text.startsWith(begin));
  if (block) return hasCode(text.slice(block[0].length), comments, block[1]);
  return { code: text !== '' && !comments.line.some((mark) => text.startsWith(mark)), end: undefined };
}
