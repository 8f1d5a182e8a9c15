import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvParser } from '../../src/formats/csv.ts';
import { refusal, rowsOf } from './rows.ts';

const CORPUS = path.join(import.meta.dirname, 'fixtures/csv');
const read = (file: string): Uint8Array => fs.readFileSync(path.join(CORPUS, file));
const parser = (...columns: string[]) => csvParser({ path: 'r.csv', columns: columns.length > 0 ? columns : ['id', 'actual'] });

describe('CSV', () => {
  it('gives the columns that are asked for, with the line at which the record begins', () => {
    const text = 'actual,id,note\r\nx,1,"two\nlines, and ""quotes"""\r\n"y",2,\r\n';
    expect(rowsOf(parser(), text)).toEqual([
      [2, '1', 'x'],
      [4, '2', 'y'],
    ]);
    expect(rowsOf(parser('note'), text)[0]).toEqual([2, 'two\nlines, and "quotes"']);
  });

  it('may begin with a BOM', () => {
    expect(rowsOf(parser(), read('bom.csv'))).toEqual([[2, '1', 'b']]);
  });

  it('reads a column that every object has', () => {
    expect(rowsOf(parser('__proto__', 'actual'), read('proto.csv'))).toEqual([[2, 'x', 'b']]);
  });

  it('is the same wherever pieces end, for any text that is quoted', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '😀') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), fc.integer({ min: 1, max: 7 }), (records, piece) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = ['id,actual', ...records.map((record) => record.map(quoted).join(','))].map((line) => `${line}\r\n`).join('');
        expect(rowsOf(parser(), text, piece).map((row) => (row as string[]).slice(1))).toEqual(records);
      }),
    );
  });

  it.each([
    ['duphead.csv', 'line 1: r.csv: a second column "id"'],
    ['ragged.csv', 'line 3: r.csv: 2 fields, expected the 3 of the header'],
    ['unclosed.csv', 'line 2: r.csv: a quote that is not closed'],
    ['semi.csv', 'line 1: r.csv: no column "id", found id;expected;actual'],
    ['quote-mid.csv', 'line 2: r.csv: a quote within a field'],
  ])('refuses %s', (file, message) => {
    expect(refusal(parser(), read(file))).toBe(message);
    expect(refusal(parser(), read(file), 1)).toBe(message);
  });

  it.each([
    ['nothing', '', 'r.csv: empty'],
    ['a record cut short', 'id,actual\n1,a\n2,pa', 'line 3: r.csv: cut short: the last line has no end'],
    ['a record cut short before its last field', 'id,actual\n1,', 'line 2: r.csv: cut short: the last line has no end'],
    ['an empty line', 'id,actual\n\n1,a\n', 'line 2: r.csv: 1 fields, expected the 2 of the header'],
    ['text behind a quote', 'id,actual\n1,"a"b\n', 'line 2: r.csv: something follows a closing quote'],
    ['a lone carriage return', 'id,actual\r1,a\r', 'line 1: r.csv: a carriage return that ends no line'],
    ['bytes that are no UTF-8', new Uint8Array([0x69, 0x64, 0xff]), 'r.csv: not UTF-8'],
  ])('refuses %s', (_, content, message) => {
    expect(refusal(parser(), content)).toBe(message);
  });

  it('has no proper prefix that is whole, other than one that ends with a record', () => {
    const text = 'id,actual\r\n1,"a b"\r\n2,c\r\n';
    const whole = new Set(['id,actual\r\n'.length, 'id,actual\r\n1,"a b"\r\n'.length, text.length]);
    for (let n = 1; n <= text.length; n++) expect(refusal(parser(), text.slice(0, n)) === 'accepted', text.slice(0, n)).toBe(whole.has(n));
  });
});
