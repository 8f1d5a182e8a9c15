import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ids } from '../../../src/gates/classification/ids.ts';

const MANY = 20_000;

function idsOf(texts: readonly string[]): Ids {
  const ids = new Ids();
  for (const text of texts) ids.add(text);
  return ids;
}

describe('ids of cases', () => {
  it('are numbered in their order, each once, and found again, as a map would', () => {
    const unit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
    const id = fc.oneof(fc.constantFrom('', 'a', 'b', 'ab'), fc.string({ unit, maxLength: 4 }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(id), fc.array(id), (texts, others) => {
        const ids = new Ids();
        const numbers = new Map<string, number>();
        for (const text of texts) {
          expect(ids.add(text)).toBe(numbers.has(text) ? undefined : numbers.size);
          if (!numbers.has(text)) numbers.set(text, numbers.size);
        }
        expect(ids.size).toBe(numbers.size);
        for (const text of [...texts, ...others]) expect(ids.indexOf(text)).toBe(numbers.get(text));
        for (const [text, index] of numbers) expect(ids.at(index)).toBe(text);
      }),
    );
  });

  it.each([
    ['costarring', 'liquid'],
    ['declinate', 'macallums'],
    ['altarage', 'zinke'],
  ])('are two where their hashes are one: %s and %s', (one, other) => {
    const ids = idsOf([one]);
    expect(ids.indexOf(other)).toBeUndefined();
    expect(ids.add(other)).toBe(1);
    expect([ids.indexOf(one), ids.indexOf(other)]).toEqual([0, 1]);
  });

  it('are found while their table grows', () => {
    const ids = idsOf(Array.from({ length: MANY }, (_, i) => `case-${i}`));
    expect(ids.size).toBe(MANY);
    let wrong = 0;
    for (let i = 0; i < MANY; i++) if (ids.indexOf(`case-${i}`) !== i || ids.indexOf(`case-${i + MANY}`) !== undefined) wrong++;
    expect(wrong).toBe(0);
  });

  it('may be as long as any text', () => {
    const texts = ['a', 'b'.repeat(65_536), 'c', 'd'.repeat(200_000), `${'d'.repeat(199_999)}e`, 'f'];
    const ids = idsOf(texts);
    expect(texts.map((text) => ids.indexOf(text))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(texts.map((_, index) => ids.at(index))).toEqual(texts);
  });

  it('are what stands under a number, and nothing is that stands under none', () => {
    const ids = idsOf(['a', 'bc']);
    expect([ids.is(0, 'a'), ids.is(1, 'bc'), ids.is(0, 'b'), ids.is(1, 'b'), ids.is(2, ''), ids.is(2, 'a')]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
