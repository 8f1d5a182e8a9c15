import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/redact/redact.ts';
import { MAX_HITS } from '../../src/redact/redact-stream.ts';
import { inPieces } from './pieces.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);

describe('text', () => {
  const redactor = new Redactor([
    { name: 'TOKEN', value: 'hunter2&hunter2' },
    { name: 'KEY', value: 'p"ä/<s\'s w+rd\\' },
  ]);

  it('replaces a value by its name and says where', () => {
    expect(redactor.text('a\nbä hunter2&hunter2, hunter2&hunter2')).toEqual({
      text: 'a\nbä [REDACTED:TOKEN], [REDACTED:TOKEN]',
      hits: [
        { rule: 'TOKEN', by: 'value', line: 2, column: 4 },
        { rule: 'TOKEN', by: 'value', line: 2, column: 22 },
      ],
    });
  });

  it('leaves everything else as it is, lone surrogates too', () => {
    for (const text of ['', 'hunter2', 'hunter2&hunter', '\ud800 x', '\ufeffbom']) expect(redactor.text(text)).toEqual({ text, hits: [] });
  });

  const value = 'p"ä/<s\'s w+rd\\';
  const bytes = utf8(value);
  const encodings: Record<string, string> = {
    plain: value,
    JSON: JSON.stringify(value).slice(1, -1),
    'JSON in JSON': JSON.stringify(JSON.stringify(value)).slice(3, -3),
    'JSON, ASCII only': 'p\\"\\u00e4/<s\'s w+rd\\\\',
    'JSON with \\/': 'p\\"ä\\/<s\'s w+rd\\\\',
    'bytes as Python prints them': 'p"\\xc3\\xa4/<s\'s w+rd\\',
    'JSON, safe in HTML': 'p\\"ä/\\u003cs\'s w+rd\\\\',
    'JSON, safe everywhere': 'p\\u0022\\u00E4/\\u003Cs\\u0027s w\\u002Brd\\\\',
    'XML text': 'p"ä/&lt;s\'s w+rd\\',
    'XML attribute': 'p&quot;ä/&lt;s&apos;s w+rd\\',
    HTML: 'p&#34;ä/&lt;s&#39;s w+rd\\',
    'URL component': encodeURIComponent(value),
    'URL component, lower case': "p%22%c3%a4%2f%3cs's%20w%2brd%5c",
    form: new URLSearchParams({ v: value }).toString().slice(2),
    hex: bytes.toString('hex'),
    HEX: bytes.toString('hex').toUpperCase(),
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    'base64, shifted by 1': Buffer.concat([utf8('x'), bytes, utf8('yy')]).toString('base64'),
    'base64, shifted by 2': Buffer.concat([utf8('xx'), bytes, utf8('y')]).toString('base64'),
    shell: `p"ä/<s'\\''s w+rd\\`,
  };
  it.each(Object.entries(encodings))('finds a value as %s', (_name, encoded) => {
    const { text, hits } = redactor.text(`before ${encoded} after`);
    expect(text).toMatch(/^before [^ ]{0,3}\[REDACTED:KEY\][^ ]{0,3} after$/);
    expect(hits).toHaveLength(1);
  });

  it('finds the value in UTF-16', () => {
    const stream = redactor.stream();
    const out = inPieces(stream, Buffer.from('x hunter2&hunter2 y', 'utf16le'), [3]);
    expect(stream.count).toBe(1);
    expect(out.includes(Buffer.from('hunter', 'utf16le'))).toBe(false);
  });

  it('finds a basic authorisation header', () => {
    const header = Buffer.from('someone:hunter2&hunter2').toString('base64');
    const { text } = redactor.text(`Authorization: Basic ${header}`);
    expect(text).toContain('[REDACTED:TOKEN]');
  });
});

describe('secrets of several lines', () => {
  const pem = [
    '-----BEGIN KEY-----',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
    'short',
    'q83vEjRWeJCrze8SNFZ4kKvN7xI0Vnia',
    '-----END KEY-----',
    '',
  ].join('\n');
  const redactor = new Redactor([{ name: 'PEM', value: pem }]);

  it('are found whole, with other line ends, and line by line', () => {
    expect(redactor.text(`<${pem}>`).text).toBe('<[REDACTED:PEM]>');
    expect(redactor.text(`<${pem.replaceAll('\n', '\r\n')}>`).text).toBe('<[REDACTED:PEM]>');
    expect(redactor.text('key: q83vEjRWeJCrze8SNFZ4kKvN7xI0Vnia.').text).toBe('key: [REDACTED:PEM].');
    expect(redactor.text('short').text).toBe('short');
  });

  it('are found in wrapped base64', () => {
    const wrapped = utf8(pem).toString('base64').replace(/.{76}/g, '$&\n');
    expect(wrapped).toContain('\n');
    expect(redactor.text(wrapped).text.replaceAll('[REDACTED:PEM]', '')).toMatch(/^\s*$/);
  });
});

describe('several secrets', () => {
  it('prefers the longest and joins what overlaps', () => {
    const redactor = new Redactor([
      { name: 'A', value: 'abcdefgh' },
      { name: 'B', value: 'xxabcdefghyy' },
      { name: 'C', value: 'efghijkl' },
    ]);
    expect(redactor.text('xxabcdefghyy').text).toBe('[REDACTED:B]');
    expect(redactor.text('xxabcdefghy').text).toBe('xx[REDACTED:A]y');
    expect(redactor.text('abcdefghijkl').text).toBe('[REDACTED:A]');
    expect(redactor.text('abcdefghabcdefgh').text).toBe('[REDACTED:A][REDACTED:A]');
    expect(new Redactor([{ name: 'A', value: 'aaaaaaaa' }]).text('a'.repeat(100)).text).toBe('[REDACTED:A]');
  });

  it('holds back in end() what stood before a stretch', () => {
    const redactor = new Redactor([
      { name: 'A', value: 'abcdefgh' },
      { name: 'B', value: 'xxabcdefghyy' },
    ]);
    expect(inPieces(redactor.stream(), utf8('xxabcdefgh'), [100]).toString()).toBe('xx[REDACTED:A]');
  });

  it('shows no secret in the label of another', () => {
    const redactor = new Redactor([
      { name: 'MY_PASSWORD', value: 'PASSWORD' },
      { name: 'OTHER', value: 'REDACTED' },
    ]);
    expect(redactor.text('PASSWORD REDACTED').text).toBe('***** *****');
  });

  it('lists the first places and counts all', () => {
    const stream = new Redactor([{ name: 'A', value: 'abcdefgh' }]).stream();
    inPieces(stream, utf8('abcdefgh\n'.repeat(250)), [7]);
    expect(stream.count).toBe(250);
    expect(stream.hits).toHaveLength(MAX_HITS);
    expect(stream.hits.at(-1)).toEqual({ rule: 'A', by: 'value', line: 100, column: 1 });
  });
});

it('refuses a secret that is too short', () => {
  expect(() => new Redactor([{ name: 'PIN', value: '1234567' }])).toThrow(
    new RangeError("the secret PIN is shorter than 8 characters and can't be redacted"),
  );
});

it('passes everything through without secrets', () => {
  const stream = new Redactor([]).stream();
  expect(inPieces(stream, utf8('hunter2&hunter2'), [4]).toString()).toBe('hunter2&hunter2');
  expect(stream.count).toBe(0);
});

describe('no secret survives, in any encoding, at any place, in pieces of any size', () => {
  const encode: ((bytes: Buffer, text: string) => string)[] = [
    (_bytes, text) => text,
    (bytes) => bytes.toString('base64'),
    (bytes) => bytes.toString('base64url'),
    (bytes) => bytes.toString('hex'),
    (bytes) => bytes.toString('hex').toUpperCase(),
    (_bytes, text) => encodeURIComponent(text),
    (_bytes, text) => JSON.stringify(text).slice(1, -1),
    (_bytes, text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ];
  // A small alphabet, so that secrets overlap and begin alike often; no bracket, so that labels hold none.
  const value = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '&', '"', 'é', '/'), minLength: 8, maxLength: 14 });
  const noise = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\n', 'é', ' '), maxLength: 12 });

  it('holds', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(noise, fc.nat(2), fc.nat(encode.length - 1)), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        (values, parts, sizes) => {
          const redactor = new Redactor(values.map((secret, index) => ({ name: `S${index}`, value: secret })));
          const shown = parts.map(([before, which, how]) => {
            const secret = values[which % values.length] ?? '';
            return { before, encoded: encode[how]?.(utf8(secret), secret) ?? '' };
          });
          const input = utf8(shown.map(({ before, encoded }) => before + encoded).join(''));
          const whole = inPieces(redactor.stream(), input, [input.length]).toString();
          const stream = redactor.stream();
          const pieces = inPieces(stream, input, sizes).toString();
          expect(pieces).toBe(whole);
          for (const { encoded } of shown) expect(pieces).not.toContain(encoded);
          expect(redactor.text(input.toString()).text).toBe(whole);
          expect(pieces.split('[REDACTED:').length - 1).toBe(stream.count);
          for (const { line, column } of stream.hits) {
            expect(
              Array.from(pieces.split('\n')[line - 1] ?? '')
                .slice(column - 1)
                .join(''),
            ).toMatch(/^\[REDACTED:S\d\]/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what writers choose character by character', () => {
  const redacted = (value: string, encoded: string): string => new Redactor([{ name: 'K', value }]).text(`<${encoded}>`).text;

  it.each([
    ['lower-case percent codes', 'a/b+c=d/e?', 'a%2fb%2bc%3dd%2fe%3f'],
    ['percent codes of mixed case', 'a/b+c=d/e?', 'a%2Fb%2bc%3dd%2Fe%3F'],
    ['percent codes of mixed digits', 'é/é/é/é/é', '%c3%A9/%C3%a9/%C3%A9%2f%c3%a9/%C3%A9'],
    ['percent codes for everything', 'secret-value', Array.from('secret-value', (c) => `%${c.charCodeAt(0).toString(16)}`).join('')],
    ['percent codes for some letters', 'secret-value', '%73ecret%2Dvalue'],
    ['a plus for a blank', 'my secret value', 'my+secret%20value'],
    ['an escaped slash', 'a/b/c/d/e/f', 'a\\/b/c\\/d/e/f'],
    ['JSON escapes in lower case', 'a/b/c/d/e/f', 'a\\u002fb/c\\u002fd/e/f'],
    ['JSON escapes in upper case', 'a/b/c/d/e/f', 'a\\u002Fb\\u002fc\\/d/e/f'],
    ['JSON escapes for letters', 'secret-value', '\\u0073ecret\\u002Dvalu\\u0065'],
    ['hexadecimal escapes', 'a/b"c/d/e/f', 'a\\x2fb\\x22c\\x2Fd/e/f'],
    ['hexadecimal escapes of UTF-8', 'pässword-ß', 'p\\xc3\\xa4ssword-\\xC3\\x9f'],
    [
      'hexadecimal escapes for everything',
      'secret-value',
      Array.from('secret-value', (c) => `\\x${c.charCodeAt(0).toString(16)}`).join(''),
    ],
    ['hex of mixed case', 'zonk-zonk-jojo', Buffer.from('zonk-zonk-jojo').toString('hex').replace('6f', '6F').replace('7a', '7A')],
    ['escapes inside escapes', 'a/b"c/d/e/f', 'a\\\\/b\\\\\\"c\\\\u002fd/e/f'],
  ])('is found: %s', (_, value, encoded) => {
    expect(redacted(value, encoded)).toBe('<[REDACTED:K]>');
  });
});

describe('a secret of which each character is spelled as some encoder would', () => {
  const hex = (value: number, digits: number, upper: boolean): string => {
    const text = value.toString(16).padStart(digits, '0');
    return upper ? text.toUpperCase() : text;
  };
  const spell: ((c: string, upper: boolean) => string)[] = [
    (c) => c,
    (c, upper) => [...utf8(c)].map((byte) => `%${hex(byte, 2, upper)}`).join(''),
    (c, upper) => `\\u${hex(c.charCodeAt(0), 4, upper)}`,
    (c, upper) => [...utf8(c)].map((byte) => `\\x${hex(byte, 2, upper)}`).join(''),
    (c, upper) => `\\x${hex(c.charCodeAt(0), 2, upper)}`,
    (c) => (c === '/' ? '\\/' : JSON.stringify(c).slice(1, -1)),
    (c) => JSON.stringify(JSON.stringify(c).slice(1, -1)).slice(1, -1),
    (c, upper) => `&#x${hex(c.charCodeAt(0), 1, upper)};`,
    (c) => `&#${c.charCodeAt(0)};`,
  ];
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\\', '"', '%', '&', 'é', ' ', "'", '2'), minLength: 8, maxLength: 14 });
  const choices = fc.array(fc.tuple(fc.nat(spell.length - 1), fc.boolean()), { minLength: 1, maxLength: 14 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

  it('does not survive, in pieces of any size, and what stands around it stays', () => {
    fc.assert(
      fc.property(value, choices, sizes, (secret, how, pieces) => {
        const spelled = Array.from(secret, (c, index) => {
          const [which, upper] = how[index % how.length] ?? [0, false];
          return spell[which]?.(c, upper) ?? c;
        }).join('');
        const stream = new Redactor([{ name: 'S', value: secret }]).stream();
        expect(inPieces(stream, utf8(`<${spelled}>\n<${spelled}>`), pieces).toString()).toBe('<[REDACTED:S]>\n<[REDACTED:S]>');
        expect(stream.hits).toEqual([
          { rule: 'S', by: 'value', line: 1, column: 2 },
          { rule: 'S', by: 'value', line: 2, column: 2 },
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not survive in base64 either: padded or not, of either alphabet, at each alignment', () => {
    const bytes = fc.uint8Array({ maxLength: 5 });
    fc.assert(
      fc.property(value, bytes, bytes, fc.boolean(), fc.boolean(), sizes, (secret, before, after, url, padded, pieces) => {
        const encoded = Buffer.concat([before, utf8(secret), after]).toString(url ? 'base64url' : 'base64');
        const text = padded ? encoded : encoded.replace(/=+$/, '');
        const out = inPieces(new Redactor([{ name: 'S', value: secret }]).stream(), utf8(text), pieces).toString();
        // What is left holds less than the secret: some bits of its first and last byte, which stand in characters shared with others.
        const rest = out.split('[REDACTED:S]');
        expect(rest).toHaveLength(2);
        expect(rest.join('').length).toBeLessThanOrEqual(Math.ceil(((before.length + after.length) * 4) / 3) + 4);
      }),
      { numRuns: 500 },
    );
  });
});

describe('base64 that is wrapped', () => {
  const value = 'correct horse battery staple';
  const redactor = new Redactor([{ name: 'S', value }]);

  it.each([
    ['line feeds', '\n'],
    ['CRLF', '\r\n'],
    ['an indent', '\n      '],
    ['a tab', '\n\t'],
    ['line feeds in JSON', '\\n'],
    ['CRLF and an indent in JSON', '\\r\\n  '],
    ['JSON in JSON', '\\\\n'],
  ])('hides nothing, wherever it breaks: %s', (_, end) => {
    for (const url of [false, true]) {
      for (let before = 0; before < 3; before++) {
        const encoded = utf8(`${'x'.repeat(before)}${value}yyyy`).toString(url ? 'base64url' : 'base64');
        for (let width = 1; width < encoded.length; width++) {
          const wrapped = encoded.replace(new RegExp(`.{${width}}`, 'g'), `$&${end}`);
          const { text, hits } = redactor.text(`<${wrapped}>`);
          expect(hits).toHaveLength(1);
          // Before and after it a few characters, and the bits of its first and last byte in those that it shares.
          expect(
            text
              .split('[REDACTED:S]')
              .join('')
              .replaceAll(/\s|\\+[nrt]/g, '').length,
          ).toBeLessThan(14);
        }
      }
    }
  });

  it('is found in pieces of any size, with every line end in another piece', () => {
    const wrapped = utf8(`user:${value}`).toString('base64').replace(/.{7}/g, '$&\n');
    for (const size of [1, 2, 3, 8]) expect(inPieces(redactor.stream(), utf8(wrapped), [size]).toString()).toContain('[REDACTED:S]');
  });

  it('is text when something else stands between its lines', () => {
    const digits = utf8(value).toString('base64');
    for (const between of ['x', '.', '\\x', ' '.repeat(1000)]) {
      const text = `${digits.slice(0, 9)}${between}${digits.slice(9)}`;
      expect(redactor.text(text)).toEqual({ text, hits: [] });
    }
  });

  it('holds no more back the longer a gap is', () => {
    const stream = redactor.stream();
    const begun = utf8(utf8(value).toString('base64').slice(0, 20));
    const out = [begun, ...Array.from({ length: 100 }, () => utf8(' '.repeat(1000)))].map((piece) => stream.push(piece).length);
    expect(out.reduce((sum, length) => sum + length, 0)).toBe(begun.length + 100_000);
  });
});

describe('a text of which the beginning is wanted', () => {
  const value = 'hunter2&hunter2';
  const redactor = new Redactor([{ name: 'S', value }]);

  it('shows nothing of a secret, wherever it is cut', () => {
    for (let before = 0; before < 64; before++) {
      const { text, hits } = redactor.text(`${'.'.repeat(before)}${value}${'.'.repeat(600)}`, 40);
      expect(text).toBe(`${'.'.repeat(before)}[REDACTED:S]${'.'.repeat(40)}`.slice(0, 40));
      expect(hits).toHaveLength(before < 40 ? 1 : 0);
    }
  });

  it('is as long as is wanted also when much of what was read is taken out', () => {
    expect(redactor.text(`${value}${'.'.repeat(5000)}`, 14).text).toBe('[REDACTED:S]..');
    expect(redactor.text(`${value} `.repeat(500), 400).text).toHaveLength(400);
  });

  it('ends with a whole character, with and without secrets', () => {
    for (const one of [redactor, new Redactor([])]) {
      expect(one.text(`a${'é'.repeat(3000)}`, 2048)).toEqual({ text: `a${'é'.repeat(1023)}`, hits: [] });
      expect(one.text('é'.repeat(1024), 2048).text).toBe('é'.repeat(1024));
      expect(one.text('\ufeffbom 😀', 8).text).toBe('\ufeffbom ');
    }
  });
});

describe('what is held back', () => {
  it.each([
    ['begins like the secret again and again', 'aaaaaaaaaaaaaaab', 'a'],
    ['can be read in many ways', '\\'.repeat(16), '\\'],
    ['is half an escape', 'secret-value', 's%65\\u0063'],
  ])('stays within the longest spelling, though the input %s', (_, value, unit) => {
    const stream = new Redactor([{ name: 'S', value: value + '!' }]).stream();
    let held = 0;
    let most = 0;
    for (let i = 0; i < 20_000; i++) {
      const bytes = utf8(unit);
      held += bytes.length - stream.push(bytes).length;
      most = Math.max(most, held);
    }
    expect(most).toBeLessThanOrEqual(12 * (value.length + 1));
  });

  it('and the tables are small for a long secret, too', () => {
    const value = Array.from({ length: 3000 }, (_, i) => String.fromCodePoint(0x4e00 + (i % 700))).join('');
    const redactor = new Redactor([{ name: 'S', value }]);
    expect(redactor.text(`<${encodeURIComponent(value).toLowerCase()}>`).text).toBe('<[REDACTED:S]>');
  });
});
