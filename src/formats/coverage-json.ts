import { z } from 'zod';
import type { RowParser } from '../core/fold.ts';
import { checkShown, type CoverageRow, type CoverageTimes, slashed } from './coverage.ts';
import { documentParser } from './document.ts';
import { FormatError } from './format-error.ts';
import { istanbulRows } from './istanbul.ts';
import { ownKeys } from './own-keys.ts';
import { Times } from './report-times.ts';

/** A report in JSON, one row a file: of coverage.py, else of Istanbul. @param path of the document, for messages; ends in .json */
export function jsonCoverageParser(path: string): RowParser {
  const document = documentParser(path);
  return {
    push: (bytes) => document.push(bytes),
    *end() {
      for (const value of document.end()) yield* rowsOf(value);
    },
  };
}

function rowsOf(value: unknown): Iterable<CoverageRow | CoverageTimes> {
  if (pythonHead.safeParse(value).success) return pythonRows(value);
  if (summaryHead.safeParse(value).success)
    throw new FormatError('a summary of Istanbul has no lines: have it write "json" (coverage-final.json)');
  return istanbulRows(value);
}

const pythonHead = z.looseObject({ meta: z.looseObject({ version: z.string() }), files: z.unknown() });
const summaryHead = z.looseObject({ total: z.looseObject({ lines: z.unknown() }) });

const lines = z.array(z.number().int().min(1));
const arcs = z.array(z.tuple([z.number().int(), z.number().int()])).default([]);
const python = z.looseObject({
  meta: z.looseObject({ timestamp: z.string().optional() }),
  totals: z.looseObject({ num_statements: z.number().optional() }).optional(),
  files: ownKeys(z.looseObject({ executed_lines: lines, missing_lines: lines, executed_branches: arcs, missing_branches: arcs })),
});

/** coverage.py (`coverage json`): a branch is a way from one line to another. */
function* pythonRows(value: unknown): Iterable<CoverageRow | CoverageTimes> {
  const parsed = python.safeParse(value);
  if (!parsed.success)
    throw new FormatError(`not coverage of coverage.py: ${parsed.error.issues[0]?.path.join('.') ?? ''} is not as expected`);
  const { files, meta } = parsed.data;
  const times = new Times();
  times.text(meta.timestamp);
  yield* times.coverage();
  if (files.length === 0) throw new FormatError('no file in it');
  const shown = files.reduce((sum, [, one]) => sum + one.executed_lines.length + one.missing_lines.length, 0);
  checkShown('the report', parsed.data.totals?.num_statements ?? 0, shown);
  for (const [file, one] of files) {
    const executed = new Set(one.executed_lines);
    const both = one.missing_lines.find((line) => executed.has(line));
    if (both !== undefined) throw new FormatError(`${file}: line ${both} is executed and missing`);
    yield {
      file: slashed(file),
      lines: [...one.executed_lines.map((line) => [line, 1] as const), ...one.missing_lines.map((line) => [line, 0] as const)],
      branches: [
        ...one.executed_branches.map(([from, to]) => [`${from}>${to}`, 1] as const),
        ...one.missing_branches.map(([from, to]) => [`${from}>${to}`, 0] as const),
      ],
    };
  }
}
