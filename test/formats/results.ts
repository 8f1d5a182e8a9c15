import fs from 'node:fs';
import path from 'node:path';
import type { RowParser } from '../../src/core/fold.ts';
import type { ResultRow } from '../../src/formats/cases.ts';

export const JUNIT = path.join(import.meta.dirname, 'corpora/junit');
export const RESULTS = path.join(import.meta.dirname, 'fixtures/results');

/** A report that some tool wrote, and what stands in it. */
export interface Report {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Its counts, or what its refusal says. */
  readonly expected: readonly number[] | string;
  readonly format: string;
}

/** Every report of both folders. */
export const REPORTS: readonly Report[] = [
  ...expectations<readonly number[] | string>(JUNIT).map(([name, expected]) => ({ ...read(JUNIT, name), expected, format: 'junit' })),
  ...expectations<readonly [string, ...number[]]>(RESULTS).map(([name, [format, ...expected]]) => ({
    ...read(RESULTS, name),
    expected,
    format,
  })),
];

/** Those that are read. */
export const WHOLE = REPORTS.filter(({ expected }) => typeof expected !== 'string');

function expectations<T>(folder: string): [string, T][] {
  return Object.entries(JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Record<string, T>);
}

function read(folder: string, name: string) {
  return { name, bytes: new Uint8Array(fs.readFileSync(path.join(folder, name))) };
}

/** All rows, the bytes in pieces that end at these places. @throws FormatError */
export function rowsOf(parser: RowParser, bytes: Uint8Array, cuts: readonly number[] = []): ResultRow[] {
  const rows: unknown[] = [];
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    rows.push(...parser.push(bytes.subarray(start, end)));
    start = end;
  }
  rows.push(...parser.end());
  return rows as ResultRow[];
}

/** [cases, failed, errored, skipped, flaky, collection errors] */
export function countsOf(rows: readonly ResultRow[]): number[] {
  const cases = rows.filter((row) => row.row === 'case');
  const outcomes = (['failed', 'errored', 'skipped', 'flaky'] as const).map(
    (each) => cases.filter(({ outcome }) => outcome === each).length,
  );
  return [cases.length, ...outcomes, rows.filter(({ row }) => row === 'collection-error').length];
}
