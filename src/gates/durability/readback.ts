import type { RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { FormatError } from '../../formats/format-error.ts';
import { LineReader } from '../../formats/lines.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import { IntervalSet } from './intervals.ts';

/** A longer line is no number. */
const LONGEST_LINE = 1024;

/** What a `read` command printed: the numbers of the writes that are there. */
export class Readback {
  /** Of the file in the bundle. */
  readonly path: string;
  readonly numbers = new IntervalSet();
  /** Numbers that stand there more than once. */
  readonly repeated = new IntervalSet();
  /** Why it can't be understood. */
  mistake: string | undefined;

  constructor(path: string) {
    this.path = path;
  }

  parser(): RowParser {
    return untilMistake(numbersParser(), (message) => (this.mistake ??= message));
  }

  /** A row is a number. */
  take(row: Json): void {
    if (!this.numbers.add(row as number)) this.repeated.add(row as number);
  }
}

/**
 * Text with one whole number a line, as rows; blanks around it and empty lines are let pass.
 * @throws FormatError for any other line
 */
export function numbersParser(): RowParser {
  const lines = new LineReader(LONGEST_LINE);
  function* numbers(texts: Iterable<string>): Iterable<Json> {
    for (const text of texts) {
      const word = text.trim();
      if (word === '') continue;
      const value = /^\d{1,16}$/.test(word) ? Number(word) : Number.NaN;
      if (!Number.isSafeInteger(value)) throw new FormatError(`found ${JSON.stringify(word.slice(0, 80))}, expected a number`, lines.line);
      yield value;
    }
  }
  return { push: (bytes) => numbers(lines.push(bytes)), end: () => numbers(lines.end()) };
}
