import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { RE2JS } from 're2js';
import { LineReader } from '../../formats/lines.ts';

/** A longer line is our limit: it is not searched in pieces, where a match could hide on the border. */
const LONGEST_LINE = 1024 * 1024;

const LINE_END = 0x0a;

const CHANGED = 'it became shorter while it was read';

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
  const take = (line: string, old: number): void => {
    result.lines++;
    result.last.push(line);
    if (result.last.length > SHOWN_LINES) result.last.shift();
    count(contains, line, old, result.contains);
    if (count(lacks, line, old, result.lacks) && result.forbidden.length < SHOWN_LINES) result.forbidden.push(line);
  };
  return {
    result,
    search: async (part, signal) => {
      if (part.from >= part.to) return;
      const begun = await begunLine(part);
      let old = begun.characters;
      for await (const line of linesOf({ ...part, from: begun.from }, signal)) {
        take(line, old);
        old = 0;
      }
    },
  };
}

/** @param old characters of the line that stood there before: a match counts if it ends behind them */
function count(patterns: readonly RE2JS[], line: string, old: number, counts: number[]): boolean {
  let any = false;
  for (const [index, pattern] of patterns.entries()) {
    if (!matchesBehind(pattern, line, old) && !matchesWithin(pattern, line, old)) continue;
    counts[index] = (counts[index] ?? 0) + 1;
    any = true;
  }
  return any;
}

function matchesBehind(pattern: RE2JS, line: string, old: number): boolean {
  if (old === 0) return pattern.test(line);
  const matcher = pattern.matcher(line);
  while (matcher.find()) if (matcher.end() > old) return true;
  return false;
}

/** A bare carriage return writes a line over the one before (a progress bar): a terminal shows each of them as a line, and so they are searched. */
function matchesWithin(pattern: RE2JS, line: string, old: number): boolean {
  if (!line.includes('\r')) return false;
  let from = 0;
  for (const part of line.split('\r')) {
    if (from + part.length > old && matchesBehind(pattern, part, Math.max(0, old - from))) return true;
    from += part.length + 1;
  }
  return false;
}

/** Bytes `from` (inclusive) to `to` (exclusive) of a file. */
export interface FilePart {
  readonly full: string;
  readonly from: number;
  readonly to: number;
}

/** Where the line begins in which the part does: a writer may have been in the middle of it. `characters`: what stood there of it. */
async function begunLine({ full, from }: FilePart): Promise<{ readonly from: number; readonly characters: number }> {
  const before = Buffer.alloc(Math.min(from, LONGEST_LINE));
  const file = await open(full);
  try {
    const { bytesRead } = await file.read(before, 0, before.length, from - before.length);
    if (bytesRead < before.length) throw new Error(CHANGED);
  } finally {
    await file.close();
  }
  const begun = before.subarray(before.lastIndexOf(LINE_END) + 1);
  if (begun.length === LONGEST_LINE) throw new Error(`a line is longer than ${LONGEST_LINE} bytes`);
  return { from: from - begun.length, characters: new TextDecoder().decode(begun, { stream: true }).length };
}

async function* linesOf({ full, from, to }: FilePart, signal: AbortSignal): AsyncGenerator<string> {
  const reader = new LineReader(LONGEST_LINE);
  let bytes = 0;
  for await (const piece of createReadStream(full, { start: from, end: to - 1, signal })) {
    bytes += (piece as Buffer).length;
    yield* textOnly(reader.push(piece as Buffer));
  }
  if (bytes < to - from) throw new Error(CHANGED);
  yield* textOnly(reader.end());
}

/** Text in UTF-16 looks like text with a NUL at every other place: a pattern would find nothing in it. */
function* textOnly(lines: Iterable<string>): Iterable<string> {
  for (const line of lines) {
    if (line.includes('\0')) throw new Error("it holds NUL bytes, so it is no text in UTF-8 and can't be searched");
    yield line;
  }
}
