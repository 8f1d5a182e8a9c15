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

const each = (text: string, write: (code: number) => string): string => Array.from(text, (sign) => write(sign.charCodeAt(0))).join('');
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

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
  'JSON, each character': (text) => `"k ${each(text, (code) => `\\u${hex(code, 4)}`)}"`,
  'JSON in JSON, each character': (text) => `"k ${each(text, (code) => `\\\\u${hex(code, 4)}`)}"`,
  'HTML, each character': (text) => `k ${each(text, (code) => `&#x${hex(code, 2)};`)}`,
  'JavaScript, each character': (text) => `"k ${each(text, (code) => `\\x${hex(code, 2)}`)}"`,
  'C, each character': (text) => `"k ${each(text, (code) => `\\${code.toString(8).padStart(3, '0')}`)}"`,
  'a URL, each character': (text) => `?k=${each(text, (code) => `%${hex(code, 2)}`)}`,
  'a URL in a URL, each character': (text) => `?k=${each(text, (code) => `%25${hex(code, 2)}`)}`,
};

/** The same where only what tells a secret stands as it is. */
function behind(text: string, secret: string): string {
  const at = text === secret ? 8 : text.indexOf(secret);
  return text.slice(0, at) + each(text.slice(at), (code) => `\\u${hex(code, 4)}`);
}

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

describe('secrets behind a beginning that is not escaped', () => {
  it.each(WITHIN)('are found: $rule, $what', ({ text, secret }) => {
    const { text: clean, hits } = redactor.text(behind(text, secret));
    expect(hits.length).toBeGreaterThan(0);
    expect(clean).not.toContain(behind(secret, secret).slice(-30));
  });
});

describe('a token with colours in it', () => {
  const tokens = WITHIN.filter(({ text, secret }) => text === secret && /^(?:gh|AKIA|ASIA|xox|npm_|sk|AIza|glpat|SG)/.test(text));

  it.each(tokens)('is found where a search shows its beginning: $rule', ({ rule, secret }) => {
    for (const esc of ['\u001b', '\\u001b', '\\033'])
      for (const at of [7, secret.length - 2]) {
        const shown = `${esc}[01;31m${esc}[K${secret.slice(0, at)}${esc}[m${esc}[K${secret.slice(at)}`;
        const { text, hits } = redactor.text(`a ${shown} b`);
        expect(hits).toMatchObject([{ rule }]);
        expect(text).not.toContain(secret.slice(at));
      }
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
