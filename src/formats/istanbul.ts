import { z } from 'zod';
import { covered, type CoverageRow, slashed } from './coverage.ts';
import { FormatError } from './format-error.ts';
import { ownKeys } from './own-keys.ts';

const hits = z.number().min(0).refine(Number.isInteger);
const range = z.looseObject({ start: z.looseObject({ line: z.number().int().min(1) }) });
const file = z.looseObject({
  path: z.string(),
  statementMap: z.record(z.string(), range),
  s: z.record(z.string(), hits),
  branchMap: z.record(z.string(), z.looseObject({ locations: z.array(z.unknown()) })),
  b: z.record(z.string(), z.array(hits)),
});
type File = z.infer<typeof file>;

/**
 * Istanbul's `coverage-final.json` (nyc, c8, jest, vitest), one row a file. A line with code is one on which a statement
 * begins; as Istanbul itself counts, it is covered when any of them ran.
 */
export function* istanbulRows(value: unknown): Iterable<CoverageRow> {
  const parsed = ownKeys(file).safeParse(value);
  if (!parsed.success)
    throw new FormatError(`not coverage of Istanbul: ${parsed.error.issues[0]?.path.join('.') ?? ''} is not as expected`);
  const files = parsed.data.map(([, one]) => one);
  if (files.length === 0) throw new FormatError('no file in it');
  for (const one of files) yield { file: slashed(one.path), lines: linesOf(one), branches: branchesOf(one), statements: statementsOf(one) };
}

function linesOf({ path, statementMap, s }: File): CoverageRow['lines'] {
  const lines = new Map<number, 0 | 1>();
  for (const [id, { start }] of Object.entries(statementMap)) {
    const count = s[id];
    if (count === undefined) throw new FormatError(`${path}: statement ${id} has no count`);
    lines.set(start.line, lines.get(start.line) === 1 ? 1 : covered(count));
  }
  return [...lines];
}

/** Each statement of the map has its count: `linesOf` sees to it. */
function statementsOf({ statementMap, s }: File): NonNullable<CoverageRow['statements']> {
  return Object.keys(statementMap).map((id) => [id, covered(s[id] ?? 0), 1] as const);
}

function branchesOf({ path, branchMap, b }: File): CoverageRow['branches'] {
  return Object.entries(branchMap).flatMap(([id, { locations }]) => {
    const counts = b[id];
    if (counts?.length !== locations.length) throw new FormatError(`${path}: branch ${id} has not one count for each of its ways`);
    return counts.map((count, index) => [`${id}:${index}`, covered(count)] as const);
  });
}
