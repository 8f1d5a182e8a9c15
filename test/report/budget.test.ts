import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, cut, fit, some, utf8Length } from '../../src/report/budget.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('cut', () => {
  test('counts bytes as UTF-8 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).toBe(bytes(text));
      }),
    );
  });
  test('leaves a text that fits as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(cut(text, bytes(text))).toBe(text);
      }),
    );
  });
  test('stays within the budget and breaks no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(150), (text, budget) => {
        const result = cut(text, budget);
        expect(bytes(result)).toBeLessThanOrEqual(budget);
        expect(result).not.toMatch(/\p{Cs}|\ufffd/u);
      }),
    );
  });
  test('says exactly how many bytes were left out', () => {
    const text = 'ä'.repeat(3000);
    const result = cut(text, 1000);
    const match = /^(ä*)… \(([\d,]+) bytes more\)$/.exec(result);
    expect(bytes(match?.[1] ?? '') + Number(match?.[2]?.replaceAll(',', ''))).toBe(6000);
  });
  test('parts no character from its marks', () => {
    const astronaut = '👩‍🚀';
    const accented = 'e\u0301';
    for (let budget = 0; budget < 40; budget++) {
      expect(
        cut(astronaut.repeat(20), budget)
          .replace(/… \(.*$/, '')
          .replaceAll(astronaut, ''),
      ).toBe('');
      expect(
        cut(accented.repeat(40), budget)
          .replace(/… \(.*$/, '')
          .replaceAll(accented, ''),
      ).toBe('');
    }
  });
});

describe('some', () => {
  test('takes from the front and counts the rest', () => {
    expect(some([1, 2, 3], 2)).toEqual({ shown: [1, 2], omitted: 1 });
    expect(some([], 2)).toEqual({ shown: [], omitted: 0 });
  });
});

describe('fit', () => {
  const block = (name: string, rows: number, omitted = 0): Block => ({
    head: `## ${name}`,
    rows: Array.from({ length: rows }, (_, i) => `- ${name} ${i}`),
    omitted,
    one: 'row',
    many: 'rows',
  });
  test('keeps everything that fits, a blank line between two blocks', () => {
    expect(fit([block('a', 1), block('b', 0)], 1000)).toBe('## a\n- a 0\n\n## b\n');
  });
  test('leaves rows out from the last blocks and counts them together with what was left out before', () => {
    const text = fit([block('a', 3), block('b', 1000, 5)], 600);
    expect(text).toContain('- a 2\n');
    const shown = text.match(/- b /g)?.length ?? 0;
    expect(text).toContain(`… and ${(1005 - shown).toLocaleString('en')} more rows`);
  });
  test('says how many sections are missing when not even their headings fit', () => {
    const blocks = Array.from({ length: 100 }, (_, i) => block(`section ${i}`, 2));
    const text = fit(blocks, 500);
    const kept = text.match(/## section/g)?.length ?? 0;
    expect(text).toContain(`… and ${100 - kept} more sections`);
  });
  test('ends what a head began, whatever is left out between', () => {
    const folded = { ...block('a', 1000), tail: '</details>' };
    expect(fit([folded, block('b', 0)], 700)).toMatch(/\n- a \d+\n\n… and \d+ more rows\n\n<\/details>\n\n## b\n$/);
    expect(fit([{ ...block('a', 1), tail: '</details>' }], 700)).toBe('## a\n- a 0\n\n</details>\n');
    const long = { ...block('a', 100), tail: 't'.repeat(1000) };
    expect(bytes(fit([block('b', 1), long], 1500))).toBeLessThanOrEqual(1500);
    expect(fit([block('b', 1), long], 1050)).toContain('… and 1 more section');
  });
  test('stays within any budget that has room for its own words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat(50), fc.nat(9))),
        fc.integer({ min: 64, max: 2000 }),
        (parts, budget) => {
          const text = fit(
            parts.map(([name, rows, omitted]) => block(name, rows, omitted)),
            budget,
          );
          expect(bytes(text)).toBeLessThanOrEqual(budget);
        },
      ),
    );
  });
});
