import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HITS, type RedactingStream, Redactor } from '../../src/measure/redact.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);

/** Redacts in pieces of the given sizes, over and over. */
function inPieces(stream: RedactingStream, bytes: Uint8Array, sizes: readonly number[]): Buffer {
  const out: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    out.push(Buffer.from(stream.push(bytes.subarray(at, at + size))));
    at += size;
  }
  out.push(Buffer.from(stream.end()));
  return Buffer.concat(out);
}

describe('text', () => {
  const redactor = new Redactor([
    { name: 'TOKEN', value: 'hunter2&hunter2' },
    { name: 'KEY', value: 'p"ä/<s\'s w+rd\\' },
  ]);

  it('replaces a value by its name and says where', () => {
    expect(redactor.text('a\nbä hunter2&hunter2, hunter2&hunter2')).toEqual({
      text: 'a\nbä [REDACTED:TOKEN], [REDACTED:TOKEN]',
      hits: [
        { rule: 'TOKEN', line: 2, column: 4 },
        { rule: 'TOKEN', line: 2, column: 22 },
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
    expect(stream.hits.at(-1)).toEqual({ rule: 'A', line: 100, column: 1 });
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
