import { describe, expect, it } from 'vitest';
import { gitChangesParser, MOST_CHANGE_BYTES } from '../../src/formats/git-changes.ts';

const ID = 'a'.repeat(40);
const raw = (status: string, ...names: string[]): string => `:100644 100644 ${ID} ${ID} ${status}\0${names.join('\0')}\0`;

function parsed(bytes: string | Uint8Array, { asked = 'lines', piece = 5 }: { asked?: 'lines' | 'files'; piece?: number } = {}): unknown[] {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const parser = gitChangesParser(asked);
  const rows: unknown[] = [];
  // One piece of memory for all of them, as a reader of files may have.
  const memory = Buffer.alloc(piece);
  for (let at = 0; at < all.length; at += piece) {
    const part = all.subarray(at, at + piece);
    memory.set(part);
    rows.push(...parser.push(memory.subarray(0, part.length)));
  }
  return [...rows, ...parser.end()];
}

const MODES = ['100644', '100644'];

describe("git's list of changes", () => {
  it.each([1, 2, 7, 1000])('is read in pieces of %i bytes', (piece) => {
    const text = `${raw('M', 'a')}${raw('R100', 'b', 'ü')}${raw('A', ':x')}1\t2\ta\x003\t0\t\0b\0ü\0-\t-\t:x\0`;
    expect(parsed(text, { piece })).toEqual([
      { status: 'M', path: 'a', modes: MODES, added: 1, deleted: 2 },
      { status: 'R', path: 'ü', from: 'b', modes: MODES, added: 3, deleted: 0 },
      { status: 'A', path: ':x', modes: MODES },
    ]);
  });

  it('may name files alone, and none', () => {
    expect(parsed(raw('D', 'a'), { asked: 'files' })).toEqual([{ status: 'D', path: 'a', modes: MODES }]);
    expect(parsed('')).toEqual([]);
    expect(parsed('', { asked: 'files' })).toEqual([]);
  });

  it('shows bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(raw('M', 'caf?')), Buffer.from('1\t0\tcaf?\0')]).map((byte) => (byte === 0x3f ? 0xe9 : byte));
    expect(parsed(bytes)).toMatchObject([{ path: 'caf\\xe9' }]);
  });

  it.each<[string, string, RegExp]>([
    ['cut short in a name', raw('M', 'a').slice(0, -1), /cut short/],
    ['cut short after a head', `:100644 100644 ${ID} ${ID} M\0`, /cut short/],
    ['cut short within a rename', `:100644 100644 ${ID} ${ID} R100\0a\0`, /cut short/],
    ['cut short before the lines', raw('M', 'a'), /cut short/],
    ['cut short within the lines', `${raw('M', 'a')}${raw('M', 'b')}1\t0\ta\0`, /cut short/],
    ['of a file twice', `${raw('M', 'a')}${raw('A', 'a')}`, /a stands there twice/],
    ['of a file without a name', raw('M', ''), /without a name/],
    ['with lines of other files', `${raw('M', 'a')}1\t0\tb\0`, /of other files/],
    ['with lines of a rename that is none', `${raw('M', 'a')}1\t0\t\0a\0b\0`, /of other files/],
    ['with lines of no file', '1\t0\ta\0', /of other files/],
    ['with too many lines', `${raw('M', 'a')}1\t0\ta\x001\t0\ta\0`, /of other files/],
    ['with files after the lines', `${raw('M', 'a')}1\t0\ta\0${raw('M', 'b')}`, /no count of lines/],
    ['with a status that nobody knows', raw('U', 'a'), /no row/],
    ['with other text', 'fatal: x\0', /no count of lines/],
  ])('is refused %s', (_, text, words) => {
    expect(() => parsed(text)).toThrow(words);
  });

  it('is refused with lines where nobody counted, and when it is too long', () => {
    expect(() => parsed(`${raw('M', 'a')}1\t0\ta\0`, { asked: 'files' })).toThrow(/no row/);
    const parser = gitChangesParser('lines');
    expect(() => [...parser.push(new Uint8Array(MOST_CHANGE_BYTES + 1))]).toThrow(/longer than/);
  });
});
