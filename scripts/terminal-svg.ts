// Draws the text of a terminal, colours included, as an SVG picture: node scripts/terminal-svg.ts < output.txt > picture.svg
import fs from 'node:fs';
import { html as escape } from '../src/report/escape.ts';
import { widthOf } from '../src/report/width.ts';

const CELL = { width: 8, height: 18, font: 13.3 };
const MARGIN = 16;
const BACKGROUND = '#0d1117';
const FOREGROUND = '#e6edf3';
const COLOURS: Readonly<Record<string, string>> = {
  '2': '#9da7b3',
  '31': '#ff8e86',
  '32': '#56d364',
  '33': '#e3b341',
  '34': '#79c0ff',
  '35': '#bcadff',
  '36': '#76e3ea',
};

interface Run {
  readonly words: string;
  readonly colour: string;
  readonly bold: boolean;
}

/** The pieces of a line between the colour sequences of a terminal (`ESC [ 1;32 m`). */
function runsOf(line: string): readonly Run[] {
  let colour = FOREGROUND;
  let bold = false;
  const pieces = line.split(`${String.fromCodePoint(0x1b)}[`);
  return pieces.flatMap((piece, index) => {
    const sequence = index === 0 ? undefined : /^([\d;]*)m/.exec(piece);
    for (const code of sequence?.[1]?.split(';') ?? []) {
      if (code === '' || code === '0') [colour, bold] = [FOREGROUND, false];
      else if (code === '1') bold = true;
      else colour = COLOURS[code] ?? colour;
    }
    const words = sequence ? piece.slice(sequence[0].length) : piece;
    return words === '' ? [] : [{ words, colour, bold }];
  });
}

function drawn(line: string, row: number): string {
  let column = 0;
  const pieces = runsOf(line).flatMap(({ words, colour, bold }) => {
    const from = column;
    column += widthOf(words);
    return piecesOf(words).map((piece) => ({ ...piece, column: from + piece.column, colour, bold }));
  });
  return pieces.map((piece) => textElement(piece, row)).join('\n');
}

/** Words that stand together, each group at its own column, so that no font moves what follows. */
function piecesOf(words: string): readonly { words: string; column: number }[] {
  return [...words.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ words: match[0], column: widthOf(words.slice(0, match.index)) }));
}

function textElement({ words, column, colour, bold }: Run & { readonly column: number }, row: number): string {
  const x = MARGIN + column * CELL.width;
  const y = MARGIN + (row + 0.75) * CELL.height;
  const weight = bold ? ' font-weight="bold"' : '';
  const length = widthOf(words) * CELL.width;
  return `<text x="${x}" y="${y}" fill="${colour}"${weight} textLength="${length}" lengthAdjust="spacingAndGlyphs">${escape(words)}</text>`;
}

const lines = fs.readFileSync(0, 'utf8').trimEnd().split(/\r?\n/);
const columns = Math.max(...lines.map((line) => runsOf(line).reduce((sum, { words }) => sum + widthOf(words), 0)));
const width = columns * CELL.width + 2 * MARGIN;
const height = lines.length * CELL.height + 2 * MARGIN;
const title = lines.find((line) => line.trim() !== '') ?? '';
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Terminal output: ${escape(title)}">
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${CELL.font}">
${lines
  .map(drawn)
  .filter((line) => line !== '')
  .join('\n')}
</g>
</svg>
`);
