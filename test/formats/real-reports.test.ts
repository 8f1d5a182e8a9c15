import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/formats/format-error.ts';
import { parserFor } from '../../src/formats/detect.ts';
import { REAL_REPORTS, type RealReport, TOOLS } from './real-reports.ts';
import { countsOf, rowsOf } from './results.ts';

function amountsTo({ file, text }: RealReport): readonly number[] | string {
  try {
    const rows = rowsOf(parserFor('auto', file), new TextEncoder().encode(text));
    return [...countsOf(rows), rows.filter(({ row }) => row === 'doubt').length];
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

describe('a report that a real tool wrote', () => {
  it.each(REAL_REPORTS)('$tool/$file', (report) => {
    expect(amountsTo(report)).toEqual(report.counts);
  });

  it.each(TOOLS)('of $tool $version has its command beside it, and no path of the machine in it', ({ files, folder, reports, command }) => {
    expect(files.toSorted()).toEqual(Object.keys(reports).toSorted());
    expect(command).not.toBe('');
    for (const { tool, text } of REAL_REPORTS) if (tool === folder) expect(text).not.toMatch(/\/(?:home|root|tmp|work)\/|hostname="vm"/);
  });
});
