import type { RowParser } from '../core/fold.ts';
import type { JsonObject } from '../core/json.ts';
import { FormatError } from './format-error.ts';
import { LineReader } from './lines.ts';

/** Lines that a change added or rewrote in a file: the first one, from 1, and how many. */
export interface DiffRow extends JsonObject {
  readonly file: string;
  readonly line: number;
  readonly count: number;
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

/**
 * Git's unified diff without context (`git diff --unified=0 --no-color --no-renames`), one row a hunk that adds lines. No change is an
 * empty diff. @throws FormatError for a hunk without a file
 */
export function unifiedDiffParser(): RowParser {
  const reader = new LineReader();
  let file: string | undefined;
  let body = 0;
  const take = function* (lines: Iterable<string>): Iterable<DiffRow> {
    for (const line of lines) {
      // Within a hunk any line may look like a header.
      if (body > 0 && /^[-+\\]/.test(line)) {
        if (!line.startsWith('\\')) body--;
        continue;
      }
      if (line.startsWith('+++ ')) file = nameOf(line.slice(4));
      const [, start, count = '1'] = HUNK.exec(line) ?? [];
      if (start === undefined) continue;
      if (file === undefined && Number(count) > 0) throw new FormatError('a hunk without a file', reader.line);
      body = Number(count) + removed(line);
      if (file !== undefined && Number(count) > 0) yield { file, line: Number(start), count: Number(count) };
    }
  };
  return { push: (bytes) => take(reader.push(bytes)), end: () => take(reader.end()) };
}

function removed(hunk: string): number {
  const [, count = '1'] = /^@@ -\d+(?:,(\d+))?/.exec(hunk) ?? [];
  return Number(count);
}

/** `b/src/a.ts`, quoted where it has odd characters; undefined for a file that is gone. */
function nameOf(text: string): string | undefined {
  if (text === '/dev/null') return undefined;
  const plain = text.startsWith('"') ? (JSON.parse(text.replaceAll(/\\([0-7]{3})/g, '?')) as string) : text.replace(/\t$/, '');
  return plain.replace(/^b\//, '');
}
