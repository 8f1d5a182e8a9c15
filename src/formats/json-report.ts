import type { z } from 'zod';
import type { RowParser } from '../core/fold.ts';
import type { ResultRow } from './cases.ts';
import { documentParser } from './document.ts';
import { FormatError } from './format-error.ts';

/**
 * A report that is one JSON document of at most 16 MiB. @param path its name, for messages; of whatever ending @param kind what it is
 * a report of, for messages
 */
export function wholeJson<Report>(
  path: string,
  kind: string,
  shape: z.ZodType<Report>,
  rows: (report: Report) => Iterable<ResultRow>,
): RowParser {
  const document = documentParser(/\.json$/i.test(path) ? path : `${path}.json`);
  return {
    push: (bytes) => document.push(bytes),
    *end() {
      for (const value of document.end()) {
        const parsed = shape.safeParse(value);
        const wrong = parsed.error?.issues[0];
        if (!parsed.success) throw new FormatError(`not ${kind}: ${wrong?.path.join('.') || 'the document'}: ${wrong?.message ?? ''}`);
        yield* rows(parsed.data);
      }
    },
  };
}
