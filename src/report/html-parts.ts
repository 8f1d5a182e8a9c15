import { thousands } from '../core/thousands.ts';
import type { Verdict } from '../core/verdict.ts';
import { html as text } from './escape.ts';

/** A piece of markup; whatever is foreign in it has been escaped. */
export type Markup = string;

export interface Column {
  readonly title: string;
  readonly style?: 'number' | 'time' | 'hash' | 'span' | 'mark';
}

export type TableRow = readonly Markup[];

/** The glyph beside the word: a verdict is told by word, shape and colour. */
const LOOKS: Readonly<Record<Verdict, { readonly glyph: string; readonly colour: string }>> = {
  passed: { glyph: '✓', colour: 'good' },
  waived: { glyph: '✓', colour: 'mixed' },
  warned: { glyph: '▲', colour: 'open' },
  skipped: { glyph: '–', colour: 'quiet' },
  blocked: { glyph: '■', colour: 'open' },
  failed: { glyph: '✗', colour: 'bad' },
};

/** A verdict in its colour; `words` when more is to be said than its name. */
export function verdictMark(verdict: Verdict, words: string = verdict): Markup {
  const { glyph, colour } = LOOKS[verdict];
  return `<span class="verdict ${colour}"><span aria-hidden="true">${glyph}</span> ${text(words)}</span>`;
}

/** A table that says what it is, with its headers tied to rows and columns, scrollable by keyboard where it is wide. */
export function table(caption: string, columns: readonly Column[], rows: readonly TableRow[], omitted = 0): Markup {
  const body = rows.map((row) => `<tr>${cells(columns, row)}</tr>`);
  return tableOf(caption, columns, `<tbody>\n${body.join('\n')}\n</tbody>`, omitted, '');
}

/** A group of rows below a row of its own, which spans all columns but the last. */
export interface Group {
  readonly head: Markup;
  /** What stands in the last column of that row. */
  readonly mark: Markup;
  readonly rows: readonly TableRow[];
  readonly omitted: number;
}

/** As `table`, with a heading row before each group of rows. */
export function groupedTable(caption: string, columns: readonly Column[], groups: readonly Group[]): Markup {
  const bodies = groups.map(({ head, mark, rows, omitted }) => {
    const more = omitted > 0 ? [`<tr><td colspan="${columns.length}">${omission(omitted)}</td></tr>`] : [];
    const lines = [
      `<tr class="gate"><th scope="rowgroup" colspan="${columns.length - 1}">${head}</th><td class="mark">${mark}</td></tr>`,
      ...rows.map((row) => `<tr>${cells(columns, row)}</tr>`),
      ...more,
    ];
    return `<tbody>\n${lines.join('\n')}\n</tbody>`;
  });
  return tableOf(caption, columns, bodies.join('\n'), 0, ' class="grouped"');
}

function tableOf(caption: string, columns: readonly Column[], bodies: Markup, omitted: number, attributes: string): Markup {
  const head = columns.map(({ title, style }) => `<th scope="col"${className(style)}>${text(title)}</th>`).join('');
  return [
    `<div class="scroll" role="region" aria-label="${text(caption)}" tabindex="0">`,
    `<table${attributes}>`,
    `<caption>${text(caption)}</caption>`,
    `<thead><tr>${head}</tr></thead>`,
    bodies,
    '</table>',
    '</div>',
    ...(omitted > 0 ? [`<p>${omission(omitted)}</p>`] : []),
  ].join('\n');
}

function cells(columns: readonly Column[], row: TableRow): Markup {
  return columns
    .map(({ style }, index) => {
      const content = row[index] ?? '';
      return index === 0 ? `<th scope="row">${content}</th>` : `<td${className(style)}>${content}</td>`;
    })
    .join('');
}

function className(style: string | undefined): string {
  return style === undefined ? '' : ` class="${style}"`;
}

/** What a list left out. */
export function omission(count: number): Markup {
  return `… and ${thousands(count)} more; the JSON records of this bundle have all of them`;
}

/** A part of the page under its heading. */
export function section(title: string, ...content: readonly Markup[]): Markup {
  return `<section>\n<h2>${text(title)}</h2>\n${content.join('\n')}\n</section>`;
}

export function list(items: readonly Markup[]): Markup {
  return items.length === 0 ? '' : `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;
}
