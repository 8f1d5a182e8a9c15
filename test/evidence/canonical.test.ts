import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectOf, objectsOf } from '../../src/evidence/canonical.ts';

/** What the quick way makes of some lines. */
const quick = (lines: readonly string[]): unknown => objectsOf(lines.join('\n'), lines.length);
/** The same by the slow way; undefined where a line is not of the one form. */
const slow = (lines: readonly string[]): unknown => {
  const objects = lines.map(objectOf);
  return objects.some((object) => typeof object === 'string') ? undefined : objects;
};

const CHECK = '{"seq":7,"t":1000.25,"gate":"soak","type":"check","late":0.4,"us":-900,"got":{"status":200,"ok":true,"list":[1,null,{}]}}';

const objects = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true }), {
  minLength: 1,
  maxLength: 4,
});
const SIGNS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  ' ',
  '\t',
  '"',
  '\\',
  '\\u0041',
  '\\n',
  '-',
  '-0',
  '0',
  '1',
  '12',
  '.',
  '.5',
  '.50',
  'e',
  'E+',
];
const PARTS = [
  'true',
  '"a"',
  '"a":',
  '"b":',
  '"1":',
  '"seq":5,',
  '{"a":1}',
  '{"a":[1',
  '2]}',
  '{"a":1},{"b":2}',
  '\u2028',
  '\ud800',
  '\u{1f600}',
];
/** Pieces of which lines are made that look like those of a recorder and are none. */
const noise = fc.array(fc.constantFrom(...SIGNS, ...PARTS), { maxLength: 12 });

describe('objectsOf', () => {
  it('reads what a recorder writes', () => {
    expect(quick([CHECK, '{"seq":8}', CHECK])).toEqual(slow([CHECK, '{"seq":8}', CHECK]));
    expect(quick([CHECK])).toBeDefined();
  });

  it.each([
    ['a backslash and a quote', '{"a":"say \\"no\\" \\\\ \\n \\t \\r \\b \\f"}'],
    ['letters of other scripts', '{"a":"größer 語"}'],
    ['15 digits, and six after the point', '{"a":123456789012345,"b":-0.000001,"c":123456789.123456}'],
    ['brackets and colons in a string', '{"a":"}{][,:","b":":"}'],
  ])('reads %s', (_, line) => {
    expect(quick([line])).toEqual([JSON.parse(line)]);
    expect(slow([line])).toEqual([JSON.parse(line)]);
  });

  it.each([
    ['a key twice', ['{"a":1,"a":1}']],
    ['a key twice, deeper', ['{"a":[{"b":1,"b":1}]}']],
    ['a key twice in one line, another missing in the next', ['{"a":1,"a":1}', '{}']],
    ['white space', ['{"a": 1}']],
    ['a point and zero', ['{"a":1.0}']],
    ['minus zero', ['{"a":-0}']],
    ['a leading zero', ['{"a":01}']],
    ['an exponent', ['{"a":1e5}']],
    ['a number that a double does not hold', ['{"a":9007199254740993}']],
    ['digits that a double loses', ['{"a":0.1234567890123456789}']],
    ['more digits before and after the point than a double keeps', ['{"a":99999999999999.123456}']],
    ['less than a millionth without an exponent', ['{"a":0.0000001}']],
    ['a letter that needs no escape', ['{"a":"\\u0041"}']],
    ['a slash that is escaped', ['{"a":"\\/"}']],
    ['half a character', ['{"a":"\ud800"}']],
    ['keys that are numbers, in another order', ['{"b":1,"1":2}']],
    ['two objects in one line', ['{"a":1},{"b":2}']],
    ['no object', ['[1]', '{}']],
    ['null', ['null']],
    ['an empty line', ['{}', '']],
    ['nothing', ['']],
    ['an object over two lines, and two in one', ['{"a":[1', '2]}', '{"a":1},{"b":2}']],
    ['objects in which the next lines stand', ['{"seq":5},{"seq":6},{"seq":7,"x":[{}', '{"seq":6}', '{"seq":7}]}']],
    ['a bracket too many', ['{"a":1}]', '[{"a":1}']],
  ])('refuses %s', (_, lines) => {
    expect(quick(lines)).toBeUndefined();
    expect(slow(lines)).toBeUndefined();
  });

  it('leaves what it can not tell quickly to the slow way', () => {
    const deep = `{"a":${'['.repeat(60)}${']'.repeat(60)}}`;
    for (const line of ['{"1":2}', '{"a":1e+30}', '{"a":"\\u0001"}', '{"a":"\u{1f600}"}', deep]) {
      expect(quick([line])).toBeUndefined();
      expect(slow([line])).toEqual([JSON.parse(line)]);
    }
  });

  it('says of no lines anything else than the slow way', () => {
    const lines = fc.oneof(
      objects.map((all) => all.map((one) => JSON.stringify(one))),
      noise.map((parts) => parts.join('').split('\n')),
    );
    fc.assert(
      fc.property(lines, (some) => {
        expect(quick(some) ?? slow(some)).toEqual(slow(some));
      }),
      { numRuns: 2000 },
    );
  });

  it('says of lines with a change in them nothing else than the slow way', () => {
    const changed = fc.tuple(objects, fc.nat(), fc.nat(3), noise).map(([all, at, gone, parts]) => {
      const text = all.map((one) => JSON.stringify(one)).join('\n');
      const from = at % (text.length + 1);
      return `${text.slice(0, from)}${parts.slice(0, 3).join('')}${text.slice(from + gone)}`.split('\n');
    });
    fc.assert(
      fc.property(changed, (lines) => {
        expect(quick(lines) ?? slow(lines)).toEqual(slow(lines));
      }),
      { numRuns: 2000 },
    );
  });
});
