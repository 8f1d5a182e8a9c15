import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { inPieces } from './pieces.ts';
import { SECRETS } from './secrets.ts';

const redactor = new Redactor([], standardMatching());
const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const entities = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const coded = (text: string, signs: RegExp): string =>
  json(text)
    .replaceAll('\\"', '\\u0022')
    .replace(signs, (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
/** The first character written otherwise. */
const first = (text: string, write: (code: number) => string): string => write(text.charCodeAt(0)) + text.slice(1);

/** How a text is written where a line, a colour or a code stands right before it, or where signs in it are escaped. */
const WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  'a line of JSON': (text) => JSON.stringify({ message: `failed:\n${text}\n    at x` }),
  'JSON after a tab': (text) => JSON.stringify({ message: `key\t${text}\tx` }),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(`a\r${text}\b`)),
  'JSON of PHP': (text) => JSON.stringify({ message: text }).replaceAll('/', String.raw`\/`),
  'JSON of .NET': (text) => `{"message":"\\u0022${coded(text, /[+&<>'\x60]/g)}\\u0022"}`,
  'JSON of Go': (text) => `{"message":"key\\u003d${coded(text, /[&<>]/g)}\\u0026x"}`,
  'a colour': (text) => `key \u001b[1;33m${text}\u001b[0m`,
  'a colour in JSON': (text) => `"key \\u001b[33m${json(text)}\\u001b[0m"`,
  'a colour in a string of C': (text) => String.raw`key \033[33m${text}\x1b[0m`,
  'a URL': (text) => `GET /?next=%2Fx%3Fkey%3D${encodeURIComponent(text)}%26b 200`,
  'a URL in a URL': (text) => `GET /?next=a%253D${encodeURIComponent(encodeURIComponent(text))}%2526b 200`,
  'a URL, between quotes': (text) => `q=%22${text}%22`,
  XML: (text) => `<failure message="key:&#10;${entities(text)}&#10;at x"/>`,
  'XML, the first letter as well': (text) => first(text, (code) => `k &#x${code.toString(16)};`),
  'HTML, the first letter as well': (text) => first(text, (code) => `k&nbsp;&#${code};`),
  'JavaScript, the first letter as well': (text) => first(text, (code) => `k \\x${code.toString(16)}`),
};

/** Tokens, and values with signs that are escaped; keys of many lines have rules of their own for that. */
const WITHIN = SECRETS.filter(({ plain, text, wide }) => !plain && wide !== false && !text.includes('\n'));

describe.each(Object.entries(WRITTEN))('secrets in %s', (_, write) => {
  const written = WITHIN.map(({ rule, text, secret }) => ({ rule, secret, bytes: Buffer.from(`begin\n${write(text)}\nend\n`) }));

  it('are found, and taken out to their ends', () => {
    const left = written.filter(({ bytes, secret }) => {
      const { text: clean, hits } = redactor.text(bytes.toString());
      return hits.length === 0 || clean.includes(secret.slice(-12)) || !clean.startsWith('begin\n') || !clean.endsWith('end\n');
    });
    expect(left.map(({ rule, bytes }) => `${rule}: ${bytes.toString()}`)).toEqual([]);
  });

  it('are found wherever pieces of the stream end', () => {
    const log = Buffer.concat(written.flatMap(({ bytes }) => [bytes, Buffer.from(`${'- '.repeat(400)}\n`)]));
    const whole = redactor.text(log.toString()).text;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        expect(inPieces(redactor.stream(), log, sizes).toString()).toBe(whole);
      }),
      { numRuns: 10 },
    );
  });
});

describe('what looks like an escape', () => {
  it.each([
    String.raw`C:\new\tools\AKIA\readme 100%25 5%d &c; \u00 \x4 &#x; &#99999999; \u{41`,
    `%41%4B%49%41 \\u0041\\u004b &#65;&#75;&#73;&#65; ${String.raw`\101\113`}`,
    '\\'.repeat(3000),
    '%25'.repeat(3000),
    '\u001b['.repeat(2000),
  ])('is left as it is: %#', (text) => expect(redactor.text(text)).toEqual({ text, hits: [] }));
});
