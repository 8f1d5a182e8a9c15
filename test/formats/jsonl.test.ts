import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonlParser } from '../../src/formats/jsonl.ts';
import { refusal, rowsOf } from './rows.ts';

const COLUMNS = ['id', 'answer'];
const parser = (firstLine?: number) => jsonlParser({ path: 'r.jsonl', columns: COLUMNS, ...(firstLine !== undefined && { firstLine }) });

describe('JSON Lines', () => {
  it('give the columns that are asked for, with the line', () => {
    expect(rowsOf(parser(), '{"id":"a","answer":"x","more":[1]}\n{"answer":null,"id":2}\n')).toEqual([
      [1, 'a', 'x'],
      [2, 2, null],
    ]);
  });

  it('may begin with a BOM, end in CRLF, and end without a line end when the last record is whole', () => {
    expect(rowsOf(parser(), '\uFEFF{"id":"a","answer":"x"}\r\n{"id":"b","answer":"y"}')).toEqual([
      [1, 'a', 'x'],
      [2, 'b', 'y'],
    ]);
  });

  it('are the same wherever pieces end', () => {
    const record = fc.record({
      id: fc.string({ unit: 'grapheme' }),
      answer: fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null)),
    });
    fc.assert(
      fc.property(fc.array(record), fc.integer({ min: 1, max: 9 }), (records, piece) => {
        const text = records.map((one) => `${JSON.stringify(one)}\n`).join('');
        expect(rowsOf(parser(), text, piece)).toEqual(records.map(({ id, answer }, i) => [i + 1, id, answer]));
      }),
    );
  });

  it.each([
    ['a torn last line', '{"id":1,"answer":2}\n{"id":2,"ans', 'line 2: r.jsonl: cut short: a text without its closing quote'],
    ['no JSON', '{"id":1,"answer":2}\nnonsense\n', 'line 2: r.jsonl: expected a value'],
    ['a list', '[1]\n', 'line 1: r.jsonl: expected an object'],
    ['null', 'null\n', 'line 1: r.jsonl: expected an object'],
    ['an empty line', '{"id":1,"answer":2}\n\n', 'line 2: r.jsonl: empty'],
    ['a column twice', '{"id":1,"answer":2,"id":3}\n', 'line 1: r.jsonl: the key "id" stands twice'],
    ['a column twice, once escaped', '{"id":1,"answer":2,"\\u0069d":3}\n', 'line 1: r.jsonl: the key "id" stands twice'],
    ['a missing column', '{"id":1}\n', 'line 1: r.jsonl: no field "answer"'],
    ['a column that is a list', '{"id":1,"answer":["x"]}\n', 'line 1: r.jsonl: the field "answer" is not a single value'],
    [
      'a number that a double does not hold',
      '{"id":1790000000000000001,"answer":2}\n',
      'line 1: r.jsonl: the field "id" is above 2^53, where a number is not exact: write it as text',
    ],
    ['two records in a line', '{"id":1,"answer":2}{"id":2,"answer":2}\n', 'line 1: r.jsonl: something follows the document'],
    ['NaN', '{"id":1,"answer":NaN}\n', 'line 1: r.jsonl: expected a value'],
    ['a byte that is no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d, 0x0a]), 'r.jsonl: not UTF-8'],
    ['a file that ends in a character', new Uint8Array([0x7b, 0xc3]), 'r.jsonl: not UTF-8'],
  ])('are refused with %s', (_, content, message) => {
    expect(refusal(parser(), content)).toBe(message);
    expect(refusal(parser(), content, 3)).toBe(message);
  });

  it('are refused with a name that every object has, unless it is there', () => {
    const inherited = jsonlParser({ path: 'r.jsonl', columns: ['constructor'] });
    expect(refusal(inherited, '{"id":1}\n')).toBe('line 1: r.jsonl: no field "constructor"');
    expect(rowsOf(jsonlParser({ path: 'r.jsonl', columns: ['__proto__'] }), '{"__proto__":"x"}\n')).toEqual([[1, 'x']]);
  });

  it('are refused with a column twice whose slash is escaped once', () => {
    expect(refusal(jsonlParser({ path: 'r.jsonl', columns: ['a/b'] }), '{"a\\/b":1,"a/b":2}\n')).toBe(
      'line 1: r.jsonl: the key "a/b" stands twice',
    );
  });

  it('find a column twice whatever its name is made of, and its name in a value', () => {
    const odd = jsonlParser({ path: 'r.jsonl', columns: ['a.*(b)|c', 'd'] });
    expect(refusal(odd, '{"a.*(b)|c":1,"a.*(b)|c":2,"d":3}\n')).toBe('line 1: r.jsonl: the key "a.*(b)|c" stands twice');
    expect(rowsOf(parser(), '{"id":"answer","answer":"id"}\n{"id":1,"answer":2}\n')).toHaveLength(2);
    expect(refusal(parser(), '{"id":"answer","answer":"id"}\n{"id":1,"answer":2,"answer":3}\n')).toContain('line 2');
  });

  it('count lines from where the file is read', () => {
    expect(refusal(parser(21), '{"id":1,"answer":2}\nx\n')).toContain('line 22');
  });

  it('are refused when a line never ends', () => {
    const endless = parser();
    const piece = new Uint8Array(4 << 20).fill(0x61);
    expect(() => {
      for (let i = 0; i < 6; i++) expect([...endless.push(piece)]).toEqual([]);
    }).toThrow('line 1: r.jsonl: longer than 16 MiB');
  });
});
