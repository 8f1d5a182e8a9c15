import { thousands } from '../core/thousands.ts';
import { countOfThings } from './words.ts';
import { columnsOf } from './width.ts';

/** Bytes of a table cell or a sentence of foreign text, before it is escaped. */
export const CELL_BYTES = 600;
/** Bytes of report.md: what GitHub shows of a job summary. */
export const MARKDOWN_BYTES = 1_048_576;

/**
 * What GitHub takes, in bytes of UTF-8. Where its documentation counts characters, bytes are the stricter reading; where it says
 * "64 KB" without saying of what size, 64,000 is. Sources: the REST reference of check runs, commit statuses and issue comments
 * (the limits that it leaves out are those that the API answers with 422), and the runner's source for job summaries and
 * workflow commands.
 */
export const GITHUB = {
  /** Title of a check run (`output.title`). */
  checkTitle: 255,
  /** `output.summary` and `output.text` of a check run, each. */
  checkText: 65_535,
  /** Title of an annotation. */
  annotationTitle: 255,
  /** `message` and `raw_details` of an annotation, each: "64 KB". */
  annotationText: 64_000,
  /** Annotations in one request; a check run takes further ones by further requests. */
  annotationsPerRequest: 50,
  /** Body of a comment: 65,536 characters. */
  comment: 65_536,
  /** Description of a commit status. */
  statusDescription: 140,
  /** Context of a commit status; the API tells no limit, its database column has 255 characters. */
  statusContext: 255,
  /** The file of a step's job summary: 1 MiB, beyond it nothing of it is shown. */
  jobSummary: 1_048_576,
  /** Message of an annotation that a workflow command makes; the runner cuts what is longer. */
  commandMessage: 4096,
  /** Annotations of each level that the runner keeps of one step. */
  commandsPerLevel: 10,
} as const;
/** Annotations that a check run gets in all: 20 requests, a quarter of the 80 writes a minute that GitHub allows. */
export const ANNOTATIONS = 1000;
/** What Mermaid draws without being configured (`maxTextSize`, `maxEdges`), and how many gates a picture can show legibly. */
export const PICTURE = { characters: 50_000, edges: 500, gates: 60 } as const;

/** Rows that a report for people shows; the JSON records have all of them. */
export const ROWS = {
  attention: 200,
  criteria: 200,
  findings: 100,
  waived: 100,
  steps: 300,
  files: 1000,
  errors: 100,
  dirty: 50,
  attempts: 30,
  changed: 100,
  differences: 100,
} as const;

const ZERO_WIDTH_JOINER = '\u200d';

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character);
  return bytes;
}

function bytesOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/**
 * The text in at most `bytes` bytes of UTF-8. When it was longer it ends with `… (1,234 bytes more)`, or with nothing of the
 * sort where the budget is too small even for that. No character is broken, none is parted from its marks.
 */
export function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const whole = utf8Length(text);
  if (whole <= bytes) return text;
  const reserve = utf8Length(leftOut(whole));
  if (reserve > bytes) return beginning(text, bytes);
  const head = beginning(text, bytes - reserve);
  return head + leftOut(whole - utf8Length(head));
}

function leftOut(bytes: number): string {
  return `… (${thousands(bytes)} bytes more)`;
}

function beginning(text: string, bytes: number): string {
  let used = 0;
  let index = 0;
  let end = 0;
  let joined = false;
  for (const character of text) {
    const mark = character === ZERO_WIDTH_JOINER || columnsOf(character) === 0;
    if (!mark && !joined) end = index;
    used += bytesOf(character);
    if (used > bytes) return text.slice(0, end);
    index += character.length;
    joined = character === ZERO_WIDTH_JOINER;
  }
  return text;
}

/** The first of many, and how many were left out. */
export interface Some<T> {
  readonly shown: readonly T[];
  readonly omitted: number;
}

/** At most `most` items, from the front. */
export function some<T>(items: readonly T[], most: number): Some<T> {
  return { shown: items.slice(0, most), omitted: Math.max(0, items.length - most) };
}

/** A part of a document: what always stands, rows that may be left out from the end, and what they are called. */
export interface Block {
  readonly head: string;
  readonly rows: readonly string[];
  /** Rows that were left out before, so that they are counted too. */
  readonly omitted: number;
  readonly one: string;
  readonly many: string;
  /** What stands after the rows whatever is left out of them, such as the end of what the head began. */
  readonly tail?: string;
}

/**
 * The blocks in at most `bytes` bytes, one blank line between two of them. Rows are left out first, from the last blocks, then
 * whole blocks from the end; every omission is said.
 */
export function fit(blocks: readonly Block[], bytes: number): string {
  const kept = blocksThatFit(blocks, bytes - RESERVE);
  let left = bytes - RESERVE - sum(kept.map(fixedBytes));
  const parts = kept.map((block) => {
    const rows = rowsThatFit(block.rows, left);
    left -= sum(rows.map(rowBytes));
    return blockText(block, rows);
  });
  const dropped = blocks.length - kept.length;
  if (dropped > 0) parts.push(`… and ${countOfThings(dropped, 'more section')}\n`);
  return parts.join('\n');
}

/** Room for the line about sections that were left out. */
const RESERVE = 64;

function blocksThatFit(blocks: readonly Block[], bytes: number): readonly Block[] {
  let left = bytes;
  const end = blocks.findIndex((block) => {
    left -= fixedBytes(block);
    return left < 0;
  });
  return end < 0 ? blocks : blocks.slice(0, end);
}

/** The head, the tail, the blank line after the block, and room for the line about rows that were left out. */
function fixedBytes(block: Block): number {
  return utf8Length(block.head) + utf8Length(omission(block, block.rows.length + block.omitted)) + utf8Length(tailOf(block)) + 2;
}

function rowsThatFit(rows: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const end = rows.findIndex((row) => {
    left -= rowBytes(row);
    return left < 0;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function rowBytes(row: string): number {
  return utf8Length(row) + 1;
}

function blockText(block: Block, rows: readonly string[]): string {
  const omitted = block.rows.length - rows.length + block.omitted;
  return [block.head, ...rows].join('\n') + (omitted > 0 ? omission(block, omitted) : '\n') + tailOf(block);
}

function tailOf({ tail }: Block): string {
  return tail === undefined ? '' : `\n${tail}\n`;
}

function omission(block: Block, count: number): string {
  return `\n\n… and ${thousands(count)} more ${count === 1 ? block.one : block.many}\n`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
