import type { RowParser } from '../core/fold.ts';
import type { Json } from '../core/json.ts';
import { FormatError } from './format-error.ts';

/** The same parser, which ends with the first mistake in the file and tells it instead of throwing it. */
export function untilMistake(parser: RowParser, tell: (message: string) => void): RowParser {
  let over = false;
  const unless = function* (act: () => Iterable<Json>): Iterable<Json> {
    if (over) return;
    try {
      // A parser may find its mistake only when its rows are asked for.
      yield* act();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      over = true;
      tell(error.message);
    }
  };
  return { push: (bytes) => unless(() => parser.push(bytes)), end: () => unless(() => parser.end()) };
}
