import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { documentParser } from '../../src/formats/document.ts';
import { FormatError } from '../../src/formats/format-error.ts';
import { jsonMistake } from '../../src/formats/json-scan.ts';

/** Reads a document in pieces of so many bytes, which share their memory as those of a bundle do. */
function read(path: string, content: string | Uint8Array, piece = 5): readonly Json[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const parser = documentParser(path);
  const rows: Json[] = [];
  const memory = Buffer.alloc(piece);
  for (let at = 0; at < bytes.length; at += piece) {
    const part = bytes.subarray(at, at + piece);
    memory.set(part);
    rows.push(...parser.push(memory.subarray(0, part.length)));
  }
  return [...rows, ...parser.end()];
}

function errorOf(path: string, content: string | Uint8Array): FormatError {
  try {
    read(path, content, 65_536);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('accepted');
}

const EXPONENTIAL = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
  .join('\n')}`;

describe('a document is one row', () => {
  test.each<[string, string, Json]>([
    ['a.json', '{"a": [1, 2.5e3, "x\\n", true, null], "b": {}}', { a: [1, 2500, 'x\n', true, null], b: {} }],
    ['a.JSON', ' [] ', []],
    ['a.json', '\ufeff{"bom": 1}', { bom: 1 }],
    ['a.json', '"𝒳é"', '𝒳é'],
    [
      'a.yml',
      'jobs:\n  deploy: { needs: [gate], environment: production }\non: push\n',
      { jobs: { deploy: { needs: ['gate'], environment: 'production' } }, on: 'push' },
    ],
    ['a.yaml', 'a: 0x1F\nb: 1_000\nc: yes\nd: 2026-01-01\ne: ~\n', { a: 31, b: '1_000', c: 'yes', d: '2026-01-01', e: null }],
    ['a.yaml', 'base: &base { x: 1 }\nsame: *base\n', { base: { x: 1 }, same: { x: 1 } }],
    ['a.yaml', '\ufeffa: 1', { a: 1 }],
    ['a.yaml', '&x a: &x 2\nb: *x\n', { a: 2, b: 2 }],
    ['a.yaml', '1: a\ntrue: b', { 1: 'a', true: 'b' }],
    ['a.yaml', '"<<": { x: 1 }\na: <<', { '<<': { x: 1 }, a: '<<' }],
  ])('%s %j', (path, text, expected) => {
    expect(read(path, text)).toEqual([expected]);
  });

  test('a key called __proto__ is a key like others', () => {
    for (const [path, text] of [
      ['a.json', '{"__proto__": {"x": 1}}'],
      ['a.yml', '__proto__: { x: 1 }'],
    ] as const) {
      const [document] = read(path, text);
      expect(Object.hasOwn(document as object, '__proto__')).toBe(true);
      expect((document as { x?: number }).x).toBeUndefined();
    }
  });
});

describe('what is no document is refused, with the file and the line', () => {
  test.each<[string, string | Uint8Array, number | undefined, RegExp]>([
    ['a.json', '', undefined, /^a\.json: empty$/],
    ['a.json', ' \n ', undefined, /empty/],
    ['a.json', '{"a": 1', 1, /ends too early/],
    ['a.json', '{"a": 1,\n "b": [1,\n', 3, /^line 3: a\.json: the document ends too early$/],
    ['a.json', '{"a": "x', 1, /without its closing quote/],
    ['a.json', '{"a": 1,}', 1, /a key in quotes/],
    ['a.json', '[1,]', 1, /a value/],
    ['a.json', '[1 2]', 1, /"," or "\]"/],
    ['a.json', '{"a" 1}', 1, /":"/],
    ['a.json', "{'a': 1}", 1, /a key in quotes/],
    ['a.json', '{"a": NaN}', 1, /a value/],
    ['a.json', '{"a": 01}', 1, /"," or "\}"/],
    ['a.json', '"a\tb"', 1, /control character/],
    ['a.json', '"\\x41"', 1, /escape/],
    ['a.json', '{} {}', 1, /something follows/],
    ['a.json', '// comment\n{}', 1, /a value/],
    ['a.json', '{"a": 1,\n "b": {"a": 1, "\\u0061": 2}}', 2, /the key "a" stands twice/],
    ['a.json', `${'['.repeat(501)}${']'.repeat(501)}`, 1, /500 levels/],
    ['a.json', '['.repeat(1_000_000), 1, /500 levels/],
    ['a.json', new Uint8Array([0x7b, 0xff, 0x7d]), undefined, /not UTF-8/],
    ['a.json', new TextEncoder().encode('{"a":"é').slice(0, -1), undefined, /not UTF-8/],
    ['a.yml', '', undefined, /empty/],
    ['a.yml', '# only a comment\n', undefined, /empty/],
    ['a.yml', 'a: 1\nb: 2\na: 3\n', 3, /the key "a" stands twice/],
    ['a.yml', 'a: &a { x: 1 }\nb:\n  <<: *a\n', 3, /merge keys \(<<\) are not of YAML 1\.2/],
    ['a.yml', 'a: &a { x: 1 }\nb: { <<: [*a] }\n', 2, /merge keys/],
    ['a.yml', '1: a\n"1": b\n', 2, /the key "1" stands twice/],
    ['a.yml', 'a: !env X\n', 1, /tag/i],
    ['a.yml', 'a: !!binary aGk=\n', 1, /tag/i],
    ['a.yml', 'a: 1\n---\nb: 2\n', 2, /more than one document/],
    ['a.yml', 'a: [1, 2\n', 2, /flow/i],
    ['a.yml', 'a: "x\n', 2, /closing/],
    ['a.yml', 'a:\n\t- 1\n', 2, /tab/i],
    ['a.yml', '%YAML 1.1\n---\na: yes\n', 1, /1\.1, expected 1\.2/],
    ['a.yml', 'a: 1\nb: *nothing\n', 2, /nothing is named/],
    ['a.yml', '? [a, b]\n: 1\n', 1, /a key that is no text/],
    ['a.yml', '&a [*a]\n', undefined, /500 levels/],
    ['a.yml', EXPONENTIAL, undefined, /values, those that aliases repeat included/],
    ['a.yml', `${'['.repeat(600)}${']'.repeat(600)}`, undefined, /500 levels/],
    ['a.yml', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, undefined, /500 levels/],
    ['a.toml', 'a = 1', undefined, /ends in \.json, \.yaml or \.yml/],
  ])('%s %j', (path, content, line, message) => {
    const error = errorOf(path, content);
    expect(error.message).toMatch(message);
    expect(error.line).toBe(line);
  });

  test('one that is larger than 16 MiB', () => {
    const parser = documentParser('a.json');
    const mebibyte = new Uint8Array(1 << 20).fill(0x20);
    for (let count = 0; count < 16; count++) parser.push(mebibyte);
    expect(() => parser.push(new Uint8Array(1))).toThrow(/a\.json: larger than 16 MiB/);
  });
});

describe('the JSON scanner', () => {
  const accepts = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  test('agrees with JSON.parse on what is JSON, cut and mangled', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', '"', '\\', ',', '{', ']', '}', ':', '0', '-', '.', 'e', 'u', ' ', '\n', 'x'),
        (json, where, character) => {
          const at = where % (json.length + 1);
          for (const text of [
            json,
            json.slice(0, at),
            json.slice(0, at) + character + json.slice(at),
            json.slice(0, at) + character + json.slice(at + 1),
          ]) {
            const mistake = jsonMistake(text);
            if (mistake?.message.includes('stands twice')) return;
            expect([text, mistake === undefined]).toEqual([text, accepts(text)]);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('takes a large text in its stride', () => {
    const text = JSON.stringify({
      rows: Array.from({ length: 50_000 }, (_, id) => ({ id, name: 'x'.repeat(50) })),
      long: 'y'.repeat(4_000_000),
    });
    expect(jsonMistake(text)).toBeUndefined();
  });
});
