import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/redact/redact.ts';
import { inPieces } from './pieces.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);
const codeOf = (c: string): number => c.codePointAt(0) ?? 0;
const hex = (c: string, digits: number): string => codeOf(c).toString(16).padStart(digits, '0');
const bytesOf = (c: string, write: (byte: number) => string): string => [...utf8(c)].map(write).join('');
/** Writes all but letters and digits. */
const signs = (text: string, write: (c: string) => string): string => Array.from(text, (c) => (/[a-z\d]/i.test(c) ? c : write(c))).join('');
const all = (text: string, write: (c: string) => string): string => Array.from(text, write).join('');
const percent = (text: string): string => signs(text, (c) => bytesOf(c, (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`));
const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const php = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#039;').replaceAll('<', '&lt;');
const NAMES: Readonly<Record<string, string>> = {
  ':': '&colon;',
  "'": '&apos;',
  '"': '&quot;',
  $: '&dollar;',
  '/': '&sol;',
  é: '&eacute;',
  '&': '&amp;',
};

/** How tools write a value. */
const WRITERS: Readonly<Record<string, (value: string) => string>> = {
  'htmlspecialchars of PHP': php,
  'JSTL, with three digits': (value) => signs(value, (c) => `&#${String(codeOf(c)).padStart(3, '0')};`),
  'references in hex with zeros': (value) => signs(value, (c) => `&#x${hex(c, 4)};`),
  'references in hex, upper case': (value) => signs(value, (c) => `&#X${hex(c, 2).toUpperCase()};`),
  'references with seven digits': (value) => all(value, (c) => `&#${String(codeOf(c)).padStart(7, '0')};`),
  'names of HTML': (value) => all(value, (c) => NAMES[c] ?? c),
  'HTML twice': (value) => php(php(value)),
  'code points of JavaScript': (value) => signs(value, (c) => `\\u{${hex(c, 1)}}`),
  'code points of Python and C': (value) => signs(value, (c) => `\\U${hex(c, 8)}`),
  'hex of a string in C': (value) => signs(value, (c) => bytesOf(c, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`)),
  "octal of C, git and $'…'": (value) => signs(value, (c) => bytesOf(c, (byte) => `\\${byte.toString(8).padStart(3, '0')}`)),
  'octal of printf %b': (value) => signs(value, (c) => bytesOf(c, (byte) => `\\0${byte.toString(8).padStart(3, '0')}`)),
  'a string in single quotes': (value) => value.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
  'printf %q': (value) => signs(value, (c) => (c < '\x7f' ? `\\${c}` : c)),
  'shlex.quote': (value) => value.replaceAll("'", `'"'"'`),
  'quotes of a POSIX shell': (value) => value.replaceAll("'", `'\\''`),
  'doubled quotes of CSV': (value) => value.replaceAll('"', '""'),
  'doubled quotes of SQL': (value) => value.replaceAll("'", "''"),
  'backticks of PowerShell': (value) => signs(value, (c) => (c < '\x7f' ? `\`${c}` : c)),
  'carets of cmd': (value) => value.replaceAll(/[&|<>()^%!"]/g, '^$&'),
  'doubled signs of formats': (value) => value.replaceAll(/[%${}]/g, '$&$&'),
  'a JSON pointer': (value) => value.replaceAll('~', '~0').replaceAll('/', '~1'),
  'hex of LDAP': (value) => signs(value, (c) => bytesOf(c, (byte) => `\\${byte.toString(16).padStart(2, '0')}`)),
  'JSON in HTML': (value) => php(json(value)),
  'JSON in JSON': (value) => json(json(value)),
  'JSON in a URL': (value) => percent(json(value)),
  'JSON in a shell': (value) => json(value).replaceAll("'", `'\\''`),
  'HTML in JSON': (value) => json(php(value)),
  'HTML in a URL': (value) => percent(php(value)),
  'a URL twice': (value) => percent(percent(value)),
  'a URL in HTML': (value) => percent(value).replaceAll('%', '&#37;'),
  'SQL in JSON': (value) => json(value.replaceAll("'", "''")),
  'CSV in JSON': (value) => json(value.replaceAll('"', '""')),
  'escape() of JavaScript': (value) => signs(value, (c) => (codeOf(c) > 0xff ? `%u${hex(c, 4)}` : `%${hex(c, 2)}`)),
  'hex with blanks': (value) =>
    utf8(value)
      .toString('hex')
      .replaceAll(/..(?=.)/g, '$& '),
  'hex with colons': (value) =>
    utf8(value)
      .toString('hex')
      .toUpperCase()
      .replaceAll(/..(?=.)/g, '$&:'),
};

const SIGNS = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index))
  .filter((c) => /\W|_/.test(c))
  .join('');
const EVERY = `a1${SIGNS}éZ9`;

describe.each(Object.entries(WRITERS))('a value as %s', (_, write) => {
  it('is found with every sign, at every border of pieces', () => {
    const redactor = new Redactor([{ name: 'S', value: EVERY }]);
    const text = utf8(`<${write(EVERY)}>\n`);
    for (let border = 1; border < text.length; border++) {
      const stream = redactor.stream();
      const out = inPieces(stream, text, [border, text.length]).toString();
      expect(out).toBe('<[REDACTED:S]>\n');
    }
    expect(inPieces(redactor.stream(), text, [1]).toString()).toBe('<[REDACTED:S]>\n');
  });

  it('is found whatever its characters are', () => {
    const value = fc.string({ unit: fc.constantFrom(...Array.from(`${SIGNS}aZ09éß`)), minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 9 }), (secret, size) => {
        const out = inPieces(new Redactor([{ name: 'S', value: secret }]).stream(), utf8(`(${write(secret)})`), [size]).toString();
        // A blank or a sign of an escape at its ends may be left.
        expect(out).toMatch(/^\(.{0,2}\[REDACTED:S\].{0,2}\)$/s);
      }),
      { numRuns: 40 },
    );
  });
});

describe('bytes of other encodings', () => {
  const value = 'pä"ssw\'örd é';
  const redactor = new Redactor([{ name: 'S', value }]);
  const out = (bytes: Buffer): string => inPieces(redactor.stream(), bytes, [5]).toString('latin1');

  it.each([
    ['Latin-1', Buffer.from(`<${value}>`, 'latin1')],
    ['Latin-1 in a URL', utf8(`<${signs(value, (c) => `%${hex(c, 2)}`)}>`)],
    ['octal of Latin-1', utf8(`<${signs(value, (c) => `\\${codeOf(c).toString(8).padStart(3, '0')}`)}>`)],
  ])('are found: %s', (_, bytes) => {
    expect(out(bytes)).toBe('<[REDACTED:S]>');
  });

  it.each([0, 1, 2])('are found in base64 of UTF-16, of Latin-1 and of JSON, behind %i bytes', (before) => {
    for (const bytes of [Buffer.from(value, 'utf16le'), Buffer.from(value, 'latin1'), utf8(json(value))]) {
      const encoded = Buffer.concat([Buffer.alloc(before, 'x'), bytes, utf8('yy')]).toString('base64');
      expect(out(utf8(`<${encoded}>`))).toMatch(/^<.{0,4}\[REDACTED:S\].{0,9}>$/);
    }
  });
});

it('leaves a text of nothing but beginnings of escapes as it is', () => {
  const redactor = new Redactor([{ name: 'S', value: EVERY }]);
  for (const unit of ['&amp;', '&#x0', '%25', '\\', '\\u00', "'", '""', '^']) {
    const text = unit.repeat(2000);
    expect(redactor.text(text)).toEqual({ text, hits: [] });
  }
});
