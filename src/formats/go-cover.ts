import type { RowParser } from '../core/fold.ts';
import { covered, type CoverageRow, slashed } from './coverage.ts';
import { FormatError } from './format-error.ts';
import { LineReader } from './lines.ts';

const BLOCK = /^(.+):(([1-9]\d*)\.\d+,([1-9]\d*)\.\d+) (\d+) (\d+)$/;

/** No file of Go is so long; a longer block would only fill the memory. */
const MOST_LINES = 1_000_000;

/**
 * A cover profile of Go (`go test -coverprofile`), one row a block. A line is covered when any block on it ran; Go's own percentage is that
 * of its statements. A file is named by the import path of its package.
 */
export function goCoverParser(): RowParser {
  const reader = new LineReader();
  let blocks = 0;
  const take = function* (lines: Iterable<string>): Iterable<CoverageRow> {
    for (const line of lines) {
      // Profiles that were put together repeat the mode.
      if (line.trim() === '' || /^mode: \w+$/.test(line.trim())) continue;
      blocks++;
      yield blockOf(line.trim(), reader.line);
    }
  };
  return {
    push: (bytes) => take(reader.push(bytes)),
    *end() {
      yield* take(reader.end());
      if (blocks === 0) throw new FormatError('no block in it');
    },
  };
}

function blockOf(text: string, at: number): CoverageRow {
  const [, file, block = '', first = '', last = '', statements = '', count = ''] = BLOCK.exec(text) ?? [];
  const size = Number(last) - Number(first) + 1;
  if (file === undefined || size < 1 || size > MOST_LINES)
    throw new FormatError(`"${text.slice(0, 60)}" is no block of a cover profile`, at);
  const hit = covered(Number(count));
  return {
    file: slashed(file),
    lines: Array.from({ length: size }, (_, index) => [Number(first) + index, hit] as const),
    branches: [],
    statements: [[block, hit, Number(statements)]],
  };
}
