import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ResultFormat } from '../../src/formats/result-formats.ts';
import { parserFor } from '../../src/formats/detect.ts';
import { FormatError } from '../../src/formats/format-error.ts';
import { times } from '../platform/programs.ts';
import { REPORTS, type Report, rowsOf, WHOLE } from './results.ts';

const MUTATIONS = times(10_000, 2000);
/** Mutated by the thousand: only what is small. */
const SMALL = REPORTS.filter(({ bytes }) => bytes.length > 0 && bytes.length < 20_000);

/** What can be done to bytes between two places. */
const EDITS = {
  cut: (bytes: Uint8Array, from: number) => bytes.subarray(0, from),
  flip: (bytes: Uint8Array, from: number, to: number) => bytes.map((byte, index) => (index === from ? byte ^ (1 << (to % 8)) : byte)),
  delete: (bytes: Uint8Array, from: number, to: number) => joined(bytes.subarray(0, from), bytes.subarray(to)),
  duplicate: (bytes: Uint8Array, from: number, to: number) => joined(bytes.subarray(0, to), bytes.subarray(from)),
  insert: (bytes: Uint8Array, from: number, to: number) =>
    joined(bytes.subarray(0, from), INSERTED[to % INSERTED.length], bytes.subarray(from)),
} as const;

const INSERTED = [
  '\0',
  '<',
  '&',
  ']]>',
  '<!DOCTYPE a [',
  '<?xml version="1.0"?>',
  '"',
  '{',
  '\\',
  '\n',
  '\r',
  'ok 1',
  '1..3',
  '\ufeff',
  '\ud83d',
  '<testsuite',
  '\u001b[31m',
].map((text) => new TextEncoder().encode(text));

function joined(...parts: readonly (Uint8Array | undefined)[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...(part ?? [])]));
}

/** @returns whether it was read; what is thrown but a FormatError is a defect */
function isRead({ name, format }: Report, bytes: Uint8Array): boolean {
  try {
    return rowsOf(parserFor(format as ResultFormat, name), bytes).length > 0;
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).not.toMatch(/\n|\[object/);
    return false;
  }
}

describe('reports that are damaged', () => {
  beforeAll(() => {
    vi.stubGlobal('fetch', () => {
      throw new Error('a parser used the network');
    });
  });
  afterAll(() => vi.unstubAllGlobals());

  it(`are read or refused in one line, ${MUTATIONS} times`, () => {
    const edit = fc.record({
      kind: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
      from: fc.nat(),
      length: fc.nat(200),
    });
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...SMALL), fc.array(edit, { minLength: 1, maxLength: 4 }), (report, edits) => {
        let { bytes } = report;
        for (const { kind, from, length } of edits) {
          const at = from % (bytes.length + 1);
          bytes = EDITS[kind](bytes, at, Math.min(bytes.length, at + length));
        }
        if (isRead(report, bytes)) read++;
      }),
      { numRuns: MUTATIONS },
    );
    expect(read).toBeGreaterThan(MUTATIONS / 100);
    expect(read).toBeLessThan(MUTATIONS / 2);
  });

  it.each(WHOLE.filter(({ name }) => !/\.(?:tap)$|^go-test|^34-deep/.test(name)))('$name: refused wherever it is cut', (report) => {
    const { bytes } = report;
    // What follows the last `>` or `}` says nothing.
    const end = Math.max(bytes.lastIndexOf(0x3e), bytes.lastIndexOf(0x7d));
    for (let cut = 0; cut <= end; cut += cut < 3000 ? 1 : 7) expect(isRead(report, bytes.subarray(0, cut)), `cut at ${cut}`).toBe(false);
  });

  it.each(WHOLE.filter(({ name }) => /^(?:node-test|node-tap)\.tap$/.test(name)))(
    '$name, whose plan comes last: refused wherever it is cut',
    (report) => {
      const text = new TextDecoder().decode(report.bytes);
      const plan = text.search(/^1\.\.\d+$/m);
      for (let cut = 0; cut <= text.indexOf('\n', plan); cut++)
        expect(isRead(report, report.bytes.subarray(0, cut)), `cut at ${cut}`).toBe(false);
    },
  );
});
