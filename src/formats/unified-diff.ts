import type { RowParser } from '../core/fold.ts';
import type { JsonObject } from '../core/json.ts';
import { linesWithCode } from './code-lines.ts';
import { FormatError } from './format-error.ts';
import { LineReader } from './lines.ts';

/** Lines that a change added or rewrote in a file, one after the other. */
export interface DiffRow extends JsonObject {
  readonly file: string;
  /** The first one, from 1, and how many. */
  readonly line: number;
  readonly count: number;
  /** Those that hold more than space and comments. */
  readonly code: readonly number[];
  /** It is no file but another repository, of which the diff tells only the commit. */
  readonly submodule?: true;
}

const SUBMODULE = /^Subproject commit [0-9a-f]{40,64}(?:-dirty)?$/;

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

interface Hunk {
  readonly file: string | undefined;
  readonly line: number;
  readonly count: number;
  /** Lines of its body that are still to come. */
  left: number;
  readonly added: string[];
}

/**
 * Git's unified diff without context (`git diff --unified=0 --no-color --no-renames`), one row a hunk that adds lines. No change is an
 * empty diff. @throws FormatError for a hunk without a file, one with context, or one that is cut short
 */
export function unifiedDiffParser(): RowParser {
  const reader = new LineReader();
  let file: string | undefined;
  let hunk: Hunk | undefined;
  const take = function* (lines: Iterable<string>): Iterable<DiffRow> {
    for (const line of lines) {
      // Within a hunk any line may look like a header.
      if (hunk && /^[-+\\]/.test(line)) {
        if (line.startsWith('+')) hunk.added.push(line.slice(1));
        if (!line.startsWith('\\')) hunk.left--;
      } else if (hunk) throw new FormatError('a line of context, or a hunk that is not whole', reader.line);
      else if (line.startsWith('+++ ')) file = nameOf(line.slice(4));
      else hunk = hunkOf(line, file, reader.line);
      if (hunk?.left !== 0) continue;
      yield* rowOf(hunk);
      hunk = undefined;
    }
  };
  return {
    push: (bytes) => take(reader.push(bytes)),
    *end() {
      yield* take(reader.end());
      if (hunk) throw new FormatError('cut short: a hunk of the diff is not whole', reader.line);
    },
  };
}

function hunkOf(text: string, file: string | undefined, at: number): Hunk | undefined {
  const [, removed = '1', line, added = '1'] = HUNK.exec(text) ?? [];
  if (line === undefined) return undefined;
  const count = Number(added);
  if (file === undefined && count > 0) throw new FormatError('a hunk without a file', at);
  return { file, line: Number(line), count, left: count + Number(removed), added: [] };
}

function rowOf({ file, line, count, added }: Hunk): readonly DiffRow[] {
  if (file === undefined || count === 0) return [];
  const code = linesWithCode(file, added, line).flatMap((has, index) => (has ? [line + index] : []));
  return [{ file, line, count, code, ...(SUBMODULE.test(added.join('\n')) && { submodule: true }) }];
}

/** `b/src/a.ts`, quoted where it has odd characters; undefined for a file that is gone. */
function nameOf(text: string): string | undefined {
  if (text === '/dev/null') return undefined;
  const plain = text.startsWith('"') ? unquoted(text) : text.replace(/\t$/, '');
  return plain.replace(/^b\//, '');
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' };

/** A name as git quotes it: bytes that are no plain text as `\303\251`. */
function unquoted(text: string): string {
  const inner = text.slice(1, text.lastIndexOf('"'));
  const bytes: number[] = [];
  for (const [piece, octal, escape] of inner.matchAll(/\\([0-7]{3})|\\(.)|[^\\]/gu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...new TextEncoder().encode(escape === undefined ? piece : (ESCAPES[escape] ?? escape)));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
