import type { RowParser } from '../../src/core/fold.ts';
import type { Json } from '../../src/core/json.ts';

/** All rows of a file, given in pieces of so many bytes. */
export function rowsOf(parser: RowParser, content: string | Uint8Array, piece = Number.POSITIVE_INFINITY): readonly Json[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const rows: Json[] = [];
  for (let at = 0; at < bytes.length; at += piece) rows.push(...parser.push(bytes.subarray(at, Math.min(bytes.length, at + piece))));
  rows.push(...parser.end());
  return rows;
}

/** What a parser says of a file that it refuses. */
export function refusal(parser: RowParser, content: string | Uint8Array, piece?: number): string {
  try {
    rowsOf(parser, content, piece);
  } catch (error) {
    return error instanceof Error && error.name === 'FormatError' ? error.message : `not a FormatError: ${String(error)}`;
  }
  return 'accepted';
}
