import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSeal, type Seal, sealText } from '../../src/evidence/seal.ts';

const HASH = '0'.repeat(64);

function accepts(at: string): boolean {
  return parseSeal(JSON.stringify({ seq: 1, type: 'seal', at, sha256: HASH, prev: HASH })) !== undefined;
}

function exists(at: string): boolean {
  const time = new Date(at);
  return !Number.isNaN(time.getTime()) && time.toISOString() === at;
}

const digits = (length: number, max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(length, '0'));

test('a seal has a wall time exactly when the calendar has it', () => {
  const time = fc
    .tuple(digits(4, 9999), digits(2, 13), digits(2, 32), digits(2, 25), digits(2, 61), digits(2, 61), digits(3, 999))
    .map(([year, month, day, hour, minute, second, ms]) => `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  fc.assert(
    fc.property(time, (at) => {
      expect(accepts(at)).toBe(exists(at));
    }),
    { numRuns: 5000 },
  );
});

test('29 February is a day of leap years alone', () => {
  expect(['2024', '2000', '0000'].every((year) => accepts(`${year}-02-29T00:00:00.000Z`))).toBe(true);
  expect(['2026', '1900', '2100'].some((year) => accepts(`${year}-02-29T00:00:00.000Z`))).toBe(false);
});

test.each(['2026-11-29', '2026-11-29T00:00:00Z', '2026-11-29T00:00:00.000+00:00', '2026-11-29T24:00:00.000Z', ' 2026-11-29T00:00:00.000Z'])(
  'another way to write a time is refused: %s',
  (at) => expect(accepts(at)).toBe(false),
);

const hex = fc.string({ unit: fc.constantFrom('0', '9', 'a', 'f'), minLength: 64, maxLength: 64 });
const seal: fc.Arbitrary<Seal> = fc.record({
  seq: fc.integer({ min: 1, max: 1e15 - 1 }),
  at: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
  sha256: hex,
  prev: hex,
  final: fc.boolean(),
});

test('a seal is what its text says, and no other text is one', () => {
  fc.assert(
    fc.property(seal, fc.nat(), fc.constantFrom('', ' ', '0', 'x', '"', ','), (one, at, sign) => {
      const text = sealText(one);
      expect(parseSeal(text)).toEqual(one);
      const index = at % (text.length + 1);
      const changed = text.slice(0, index) + sign + text.slice(index + (sign === '' ? 1 : 0));
      const read = parseSeal(changed);
      if (changed !== text && read) expect(sealText(read)).toBe(changed);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a seal that says it is not final', (text: string) => text.replace('}', ',"final":false}')],
  ['another order', (text: string) => text.replace(/"seq":1,"type":"seal"/, '"type":"seal","seq":1')],
  ['a key twice', (text: string) => text.replace('{', '{"seq":1,')],
  ['one more key', (text: string) => text.replace('}', ',"more":1}')],
  ['a number with a zero before it', (text: string) => text.replace('"seq":1', '"seq":01')],
  ['seq 0', (text: string) => text.replace('"seq":1', '"seq":0')],
  ['capital digits', (text: string) => text.replaceAll('0000', 'AAAA')],
  ['an escape', (text: string) => text.replace('seal', String.raw`s\u0065al`)],
  ['what follows in another line', (text: string) => `${text}\n`],
])('%s is no seal', (_, change) => {
  const text = sealText({ seq: 1, at: '2026-11-29T00:00:00.000Z', sha256: HASH, prev: HASH, final: false });
  expect(parseSeal(text)).toBeDefined();
  expect(change(text)).not.toBe(text);
  expect(parseSeal(change(text))).toBeUndefined();
});
