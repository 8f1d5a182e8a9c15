import fs from 'node:fs';
import path from 'node:path';
import { MOST, readRegular } from '../../evidence/read.ts';
import { parseLine, type Pruned, type Row } from './row.ts';

const INDEX = 'index.jsonl';
const NEWLINE = 10;
/** Near its beginning a row says of which execution it is. */
const NAMES_ID = /^.{0,40}"executionId":"(\d{8}-\d{6}-[0-9a-f]{6})"/;

/** All that the index of a store says, by execution, in the order in which it was written. */
export interface Index {
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  /** When the bundle of an execution was removed. */
  readonly pruned: ReadonlyMap<string, string>;
  /** Lines that are no rows, torn or of another version: of which execution, where that can be told. */
  readonly unread: readonly (string | undefined)[];
}

/** @throws what the system says of an index that is there and can't be read */
export function readIndex(store: string): Index {
  const file = path.join(store, INDEX);
  const rows = new Map<string, Row[]>();
  const pruned = new Map<string, string>();
  const unread: (string | undefined)[] = [];
  const text = fs.existsSync(file) ? readRegular(file, MOST.record).toString('utf8') : '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const parsed = parseLine(line);
    if (!parsed) unread.push(NAMES_ID.exec(line)?.[1]);
    else if ('pruned' in parsed) pruned.set(parsed.executionId, parsed.pruned);
    else rows.set(parsed.executionId, [...(rows.get(parsed.executionId) ?? []), parsed]);
  }
  return { rows, pruned, unread };
}

/**
 * Appends rows in one write: other executions append to the same file. After a torn line a new one begins.
 * @returns why they could not be appended; undefined when they are there
 */
export function appendRows(store: string, rows: readonly (Row | Pruned)[]): string | undefined {
  if (rows.length === 0) return undefined;
  try {
    append(path.join(store, INDEX), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function append(file: string, text: string): void {
  // Those that Windows has not are undefined there, and count as none.
  const { O_APPEND, O_CREAT, O_RDWR, O_NONBLOCK, O_NOFOLLOW } = fs.constants;
  const fd = fs.openSync(file, O_APPEND | O_CREAT | O_RDWR | O_NONBLOCK | O_NOFOLLOW, 0o666);
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile()) throw new Error(`${file}: is no regular file`);
    const bytes = Buffer.from(isTorn(fd, stat.size) ? `\n${text}` : text);
    const written = fs.writeSync(fd, bytes);
    if (written !== bytes.length) throw new Error(`${file}: no space left for its row`);
  } finally {
    fs.closeSync(fd);
  }
}

function isTorn(fd: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size > 0 && fs.readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}
