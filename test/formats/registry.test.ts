import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { CoverageRow } from '../../src/formats/coverage.ts';
import { COVERAGE_FORMATS, coverageParser, detectCoverage } from '../../src/formats/coverage-formats.ts';
import { documentParser } from '../../src/formats/document.ts';
import { FormatError } from '../../src/formats/format-error.ts';
import { parserFor } from '../../src/formats/detect.ts';
import { RESULT_FORMATS, type ResultFormat } from '../../src/formats/result-formats.ts';
import { rowsOf, WHOLE } from './results.ts';

/** Where a report is cut: at its beginning, in the middle, just before its end. */
const CUTS = [0.2, 0.5, 0.8, 0.95];

/** TAP that was cut behind its "Bail out!" says of itself that it was broken off: that is a collection error. */
function isRefused(format: ResultFormat, name: string, bytes: Uint8Array): boolean {
  try {
    return rowsOf(parserFor(format, name), bytes).some(({ row }) => row === 'collection-error');
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return true;
  }
}

describe.each(RESULT_FORMATS)('the format %s of test results', (format) => {
  const reports = WHOLE.filter((report) => report.format === format);
  const cases = () => reports.flatMap(({ name, bytes }) => rowsOf(parserFor(format, name), bytes)).filter(({ row }) => row === 'case');

  it('has reports with tests that passed, and with tests that failed', () => {
    const found = new Set(cases().map(({ outcome }) => outcome));
    expect([...found], `test/formats/fixtures/results has no report of ${format}`).toContain('passed');
    expect([...found].some((outcome) => outcome === 'failed' || outcome === 'errored')).toBe(true);
  });

  it('is refused, or broken off, when it is cut short', () => {
    for (const { name, bytes } of reports) {
      for (const cut of CUTS) {
        const piece = bytes.subarray(0, Math.floor(bytes.length * cut));
        expect(isRefused(format, name, piece), `${name}, ${cut}`).toBe(true);
      }
    }
  });
});

const COVERAGE = path.join(import.meta.dirname, 'fixtures/coverage');

/** Reports that real tools wrote. `same-name` is refused as it is, Istanbul's summary has no lines. */
const COVERAGE_REPORTS = fs
  .readdirSync(COVERAGE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:info|lcov|xml|json|out)$/.test(name) && !/summary|same-name/.test(name))
  .map((name) => ({ name, bytes: fs.readFileSync(path.join(COVERAGE, name)) }));

function coverageOf(name: string, bytes: Uint8Array): readonly Json[] {
  const parser = coverageParser(name);
  return [...parser.push(bytes), ...parser.end()];
}

describe.each(COVERAGE_FORMATS)('the format %s of coverage', (format) => {
  const reports = COVERAGE_REPORTS.filter(({ bytes }) => detectCoverage(bytes) === format);

  it('has reports of a real tool with lines that ran, and with lines that did not', () => {
    const lines = reports.flatMap(({ name, bytes }) => coverageOf(name, bytes)).flatMap((row) => (row as CoverageRow).lines ?? []);
    expect(new Set(lines.map(([, ran]) => ran)), `test/formats/fixtures/coverage has no report of ${format}`).toEqual(new Set([0, 1]));
  });

  it('is refused when it is cut short', () => {
    for (const { name, bytes } of reports) {
      for (const cut of CUTS) {
        // Between two of its lines a profile of Go may end anywhere, and nobody can tell.
        const end = bytes.indexOf('\n', Math.floor(bytes.length * cut)) - 2;
        const piece = bytes.subarray(0, format === 'go' ? end : Math.floor(bytes.length * cut));
        expect(() => coverageOf(name, piece), `${name}, ${cut}`).toThrow(FormatError);
      }
    }
  });
});

/** One document of each of its formats. */
const DOCUMENTS = {
  'a.json': { whole: '{"a": [1, 2], "b": "x"}', wrong: '{"a": [1, 2,], "b": "x"}' },
  'a.yaml': { whole: 'a: [1, 2]\nb: "x"', wrong: 'a: [1, 2]\na: "x"' },
} as const;

describe.each(Object.entries(DOCUMENTS))('a document %s', (name, { whole, wrong }) => {
  function read(text: string): readonly unknown[] {
    const parser = documentParser(name);
    return [...parser.push(new TextEncoder().encode(text)), ...parser.end()];
  }

  it('is read; what is wrong or cut short is refused', () => {
    expect(read(whole)).toEqual([{ a: [1, 2], b: 'x' }]);
    expect(() => read(wrong)).toThrow(FormatError);
    expect(() => read(whole.slice(0, 7))).toThrow(FormatError);
    expect(() => read(whole.slice(0, -1))).toThrow(FormatError);
  });
});
