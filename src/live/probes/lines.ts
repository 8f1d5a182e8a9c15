import { createReadStream } from 'node:fs';
import { RE2JS } from 're2js';
import { LineReader } from '../../formats/lines.ts';

/** A longer line is our limit: it is not searched in pieces, where a match could hide on the border. */
const LONGEST_LINE = 1024 * 1024;

/** Lines kept for a person to look at. */
const SHOWN_LINES = 5;

/** What a search by line found; the counts stand in the order of the patterns. */
export interface Search {
  lines: number;
  readonly contains: number[];
  readonly lacks: number[];
  /** The first lines that match a pattern of `lacks`. */
  readonly forbidden: string[];
  /** The last lines. */
  readonly last: string[];
}

export interface Patterns {
  readonly contains: readonly string[];
  readonly lacks: readonly string[];
}

/** Searches files one after another, for one result. */
export interface Searcher {
  readonly result: Search;
  search(part: FilePart, signal: AbortSignal): Promise<void>;
}

/** @throws for a pattern that is no RE2 */
export function searcher(patterns: Patterns): Searcher {
  const contains = patterns.contains.map((pattern) => RE2JS.compile(pattern));
  const lacks = patterns.lacks.map((pattern) => RE2JS.compile(pattern));
  const result: Search = { lines: 0, contains: contains.map(() => 0), lacks: lacks.map(() => 0), forbidden: [], last: [] };
  const take = (line: string): void => {
    result.lines++;
    result.last.push(line);
    if (result.last.length > SHOWN_LINES) result.last.shift();
    count(contains, line, result.contains);
    if (count(lacks, line, result.lacks) && result.forbidden.length < SHOWN_LINES) result.forbidden.push(line);
  };
  return {
    result,
    search: async (part, signal) => {
      for await (const line of linesOf(part, signal)) take(line);
    },
  };
}

function count(patterns: readonly RE2JS[], line: string, counts: number[]): boolean {
  let any = false;
  for (const [index, pattern] of patterns.entries()) {
    if (!pattern.test(line)) continue;
    counts[index] = (counts[index] ?? 0) + 1;
    any = true;
  }
  return any;
}

/** Bytes `from` (inclusive) to `to` (exclusive) of a file. */
export interface FilePart {
  readonly full: string;
  readonly from: number;
  readonly to: number;
}

async function* linesOf({ full, from, to }: FilePart, signal: AbortSignal): AsyncGenerator<string> {
  if (from >= to) return;
  const reader = new LineReader(LONGEST_LINE);
  for await (const piece of createReadStream(full, { start: from, end: to - 1, signal })) yield* textOnly(reader.push(piece as Buffer));
  yield* textOnly(reader.end());
}

/** Text in UTF-16 looks like text with a NUL at every other place: a pattern would find nothing in it. */
function* textOnly(lines: Iterable<string>): Iterable<string> {
  for (const line of lines) {
    if (line.includes('\0')) throw new Error("it holds NUL bytes, so it is no text in UTF-8 and can't be searched");
    yield line;
  }
}
