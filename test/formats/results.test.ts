import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat, parserFor } from '../../src/formats/detect.ts';
import { countsOf, JUNIT, REPORTS, RESULTS, rowsOf, WHOLE } from './results.ts';

/** Why a report can't pass, be it refused or doubted. */
function troubleOf(name: string, bytes: Uint8Array): string {
  try {
    return rowsOf(parserFor('junit', name), bytes)
      .flatMap((row) => (row.row === 'doubt' ? [row.message] : []))
      .join('\n');
  } catch (error) {
    return String(error);
  }
}

describe('a report of test results', () => {
  it.each(REPORTS)("$name: counts, or why it can't pass", ({ name, bytes, expected }) => {
    if (typeof expected === 'string') expect(troubleOf(name, bytes)).toContain(expected);
    else expect(countsOf(rowsOf(parserFor('auto', name), bytes))).toEqual(expected);
  });

  it('of the folders is one that is expected', () => {
    for (const folder of [JUNIT, RESULTS]) {
      for (const file of fs.readdirSync(folder).filter((name) => name !== 'expected.json'))
        expect(REPORTS.map(({ name }) => name)).toContain(file);
    }
  });

  it.each(WHOLE)('$name: told by its beginning', ({ name, bytes, format }) => {
    expect(detectFormat(bytes, 'report')).toBe(format);
    expect(rowsOf(parserFor('auto', name), bytes)).toEqual(rowsOf(parserFor(detectFormat(bytes, name) ?? 'auto', name), bytes));
  });

  it.each(WHOLE)('$name: the same rows in whatever pieces', ({ name, bytes }) => {
    const whole = rowsOf(parserFor('auto', name), bytes);
    expect(whole.at(-1)).toMatchObject({ row: 'totals', cases: countsOf(whole)[0] });
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (places) => {
        const cuts = places.toSorted((a, b) => a - b);
        expect(rowsOf(parserFor('auto', name), bytes, cuts)).toEqual(whole);
      }),
      { numRuns: bytes.length > 100_000 ? 3 : 25 },
    );
    if (bytes.length < 10_000) expect(rowsOf(parserFor('auto', name), bytes, [...bytes.keys()])).toEqual(whole);
  });

  it.each([
    ['nothing', '', 'empty'],
    ['a page', '<html><body>502</body></html>', 'no known format of test results: expected one of junit, trx'],
    ['prose', 'all tests passed', 'no known format of test results'],
    ['a list', '[1]', 'no known format of test results'],
  ])('refuses %s', (_, text, message) => {
    expect(() => rowsOf(parserFor('auto', 'report.xml'), new TextEncoder().encode(text))).toThrow(message);
  });
});
