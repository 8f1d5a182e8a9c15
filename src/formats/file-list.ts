import { z } from 'zod';
import type { RowParser } from '../core/fold.ts';
import { FormatError } from './format-error.ts';
import { LineReader } from './lines.ts';

const head = z.object({
  /** Names of the checkout's folder, absolute: as it was given, and with links resolved. */
  roots: z.array(z.string()),
  /** The working directory below it; empty where they are the same. */
  workingDirectory: z.string(),
});
const row = z.union([head, z.string().transform((file) => ({ file }))]);

/** The files of a checkout, one a row; before them, once, where it lies. */
export type FileListRow = z.output<typeof row>;

/** How a list of files is written: JSON, a row a line. */
export function fileListText(where: z.output<typeof head>, files: Iterable<string>): string {
  return [where, ...files].map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** @throws FormatError for what `fileListText` does not write */
export function fileListParser(): RowParser {
  const reader = new LineReader();
  const take = function* (lines: Iterable<string>): Iterable<FileListRow> {
    for (const line of lines) yield rowOf(line, reader.line);
  };
  return { push: (bytes) => take(reader.push(bytes)), end: () => take(reader.end()) };
}

function rowOf(line: string, at: number): FileListRow {
  try {
    return row.parse(JSON.parse(line));
  } catch {
    throw new FormatError('no row of a list of files', at);
  }
}
