import fs from 'node:fs';
import path from 'node:path';
import { type CoverageRow, type CoverageTimes, isTimes } from '../../../src/formats/coverage.ts';
import { coverageParser } from '../../../src/formats/coverage-formats.ts';
import { Checkout } from '../../../src/gates/tests/checkout.ts';
import { Coverage } from '../../../src/gates/tests/coverage.ts';

const FIXTURES = path.join(import.meta.dirname, '../../formats/fixtures/coverage');

/** A report that a tool wrote. */
export function reportOf(name: string): string {
  return fs.readFileSync(path.join(FIXTURES, name), 'utf8');
}

/** A checkout at `/checkout` with these files. */
export function checkoutOf(files: readonly string[], workingDirectory = ''): Checkout {
  const checkout = new Checkout();
  checkout.take({ roots: ['/checkout'], workingDirectory });
  for (const file of files) checkout.take({ file });
  return checkout;
}

/** What a report says, row by row. */
export function rowsOf(name: string, text: string): readonly (CoverageRow | CoverageTimes)[] {
  const parser = coverageParser(name);
  return [...parser.push(new TextEncoder().encode(text)), ...parser.end()] as (CoverageRow | CoverageTimes)[];
}

/** What reports say, by the path under which each lies. */
export function coverageOf(checkout: Checkout, reports: readonly (readonly [path: string, text: string])[]): Coverage {
  const coverage = new Coverage(checkout);
  for (const [name, text] of reports) {
    coverage.begin(name);
    for (const row of rowsOf(name, text)) if (!isTimes(row)) coverage.take(row);
  }
  return coverage;
}
