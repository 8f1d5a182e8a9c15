/** Columns of a terminal, by tables that come with us: the same on every Node, whatever Unicode version it knows. */
import { eastAsianWidth } from 'get-east-asian-width';

type Range = readonly [from: number, to: number];

/** Combining marks, joiners and variation selectors: they stand on the character before them. */
const NO_COLUMN: readonly Range[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x0610, 0x061a],
  [0x064b, 0x065f],
  [0x06d6, 0x06dc],
  [0x093c, 0x093c],
  [0x0941, 0x0948],
  [0x0e31, 0x0e31],
  [0x0e34, 0x0e3a],
  [0x0e47, 0x0e4e],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x20d0, 0x20ff],
  [0x302a, 0x302d],
  [0x3099, 0x309a],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0x1f3fb, 0x1f3ff],
  [0xe0100, 0xe01ef],
];

/** Columns that one character takes: 0, 1 or 2. */
export function columnsOf(character: string): 0 | 1 | 2 {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (NO_COLUMN.some(([from, to]) => point >= from && point <= to)) return 0;
  return eastAsianWidth(point);
}

/** Columns that a text without controls takes. */
export function widthOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

/** The longest beginning of a text that fits into so many columns; marks stay with the character they stand on. */
export function headOf(text: string, columns: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The text in at most so many columns, with an ellipsis where it was cut. */
export function clip(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : `${headOf(text, columns - 1)}…`;
}

/** Filled with spaces to so many columns; a longer text stays as it is. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** Lines of at most so many columns (2 or more), broken between words where that is possible; beyond `most` lines an ellipsis. */
export function wrap(text: string, columns: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (widthOf(rest) > columns && lines.length < most - 1) {
    const end = breakAt(rest, columns);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, clip(rest, columns)];
}

/** Where a line too long ends: before a word that fits into the next line, else after punctuation, else where it is full. */
function breakAt(text: string, columns: number): number {
  const head = headOf(text, columns);
  if (text[head.length] === ' ') return head.length;
  const space = head.lastIndexOf(' ');
  const word = text.slice(space + 1).split(' ', 1)[0] ?? '';
  if (space > 0 && widthOf(word) <= columns) return space;
  const mark = /[/.,;:)\]&-](?=[^/.,;:)\]&-]*$)/.exec(head);
  if (mark && mark.index > head.length / 2) return mark.index + 1;
  return Math.max(head.length, 1);
}
