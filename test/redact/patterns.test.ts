import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { inPieces } from './pieces.ts';
import { random, SECRETS } from './secrets.ts';

const redactor = new Redactor([], standardMatching());

/** Bytes in pieces, as a stream takes them out. */
function streamed(bytes: Buffer, sizes: readonly number[]): { text: string; harms: boolean; rules: string } {
  const stream = redactor.stream();
  const out = inPieces(stream, bytes, sizes);
  return { text: out.toString('latin1'), harms: stream.harms, rules: stream.hits.map(({ rule }) => rule).join() };
}

describe.each(SECRETS)('$rule: $what', ({ rule, text, secret, warns, wide, below = 0 }) => {
  it('is taken out, and told by its rule and place', () => {
    const { text: clean, hits } = redactor.text(`first line\nbefore ${text} after\nlast line\n`);
    expect(clean).not.toContain(secret);
    expect(clean).toContain(`[REDACTED:${rule}]`);
    expect(clean.startsWith('first line\nbefore ')).toBe(true);
    if (wide !== false) expect(clean.endsWith('last line\n')).toBe(true);
    expect(hits[0]).toMatchObject({ rule, by: 'pattern', line: 2 + below });
    expect(redactor.text(clean).hits).toEqual([]);
  });

  it('harms, unless nobody can tell of what use it is', () => expect(streamed(Buffer.from(text), [1 << 20]).harms).toBe(!warns));

  it('is found wherever the pieces of the stream end, at whichever place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 70_000 }),
        (sizes, before) => {
          const bytes = Buffer.from(`${'.'.repeat(before)}\n${text}\n${'-'.repeat(200)}`);
          expect(streamed(bytes, sizes)).toEqual(streamed(bytes, [bytes.length]));
          expect(streamed(bytes, sizes).text).not.toContain(secret);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe.each(SECRETS.filter(({ encoded }) => encoded))('$rule in base64: $what', ({ text, secret }) => {
  it.each(['', ' ', '= ', 'user=u\n'])('is found behind %j, in one line or in many', (before) => {
    const encoded = Buffer.from(`${before}${text}\nend of file`).toString('base64');
    for (const written of [
      encoded,
      encoded.replaceAll(/.{76}/g, '$&\n'),
      encoded.replaceAll(/.{64}/g, '$&\r\n  '),
      JSON.stringify(encoded.replaceAll(/.{60}/g, '$&\n')),
    ]) {
      const { text: clean, hits } = redactor.text(`data: ${written}`);
      expect(hits.length).toBeGreaterThan(0);
      const rest = Buffer.from(clean.replaceAll(/\[REDACTED:[^\]]*\]/g, '').replaceAll('\\n', ''), 'base64').toString('latin1');
      expect(rest).not.toContain(secret);
    }
  });
});

describe.each(SECRETS.filter(({ encoded }) => encoded))('$rule in base64 behind other words: $what', ({ text }) => {
  it.each(['x x x ', 'token: abc\n', `${'a'.repeat(30)}\n`])('is found: %j', (before) =>
    expect(redactor.text(`${before}${Buffer.from(`${text}\n`).toString('base64')}\n`).hits.length).toBeGreaterThan(0),
  );
});

describe.each(SECRETS.filter(({ wide, plain }) => wide !== false && !plain))('$rule in UTF-16: $what', ({ text }) => {
  it('is found in either order of bytes', () => {
    for (const bytes of [Buffer.from(`a\n${text}\n`, 'utf16le'), Buffer.from(`a\n${text}\n`, 'utf16le').swap16()])
      expect(streamed(bytes, [bytes.length]).rules).not.toBe('');
  });
});

describe('what two rules find', () => {
  const key = SECRETS.find(({ rule }) => rule === 'github-pat')?.secret ?? '';
  it.each([
    ['a name', `token=${key}`],
    ['a header', `Authorization: Bearer ${key}`],
    ['a manifest', `kind: Secret\ndata:\n  token: YWRtaW46cGFzc3dvcmQ=\n  other: ${key}\n`],
    ['an address of an example', `https://u:${key}@localhost/`],
  ])('is what the graver one says: a key behind %s', (_, text) => {
    const { harms, rules, text: clean } = streamed(Buffer.from(text), [1 << 20]);
    expect([harms, rules]).toEqual([true, 'github-pat']);
    expect(clean).not.toContain(key);
  });
});

describe('values of one text', () => {
  const [one, other] = [random('one', 32), random('other', 32)];

  it('that only warn stay apart, and equal ones equal, wherever its pieces end', () => {
    const bytes = Buffer.from(`token=${one}\n${'-'.repeat(5000)}\ntoken=${other} secret=${one} api_key=${other}\n`);
    for (const sizes of [[1 << 20], [7], [4096, 3]]) {
      const names = streamed(bytes, sizes).text.replaceAll('-'.repeat(5000), '');
      expect(names).toBe(
        'token=[REDACTED:assigned-secret]\n\ntoken=[REDACTED:assigned-secret 2] secret=[REDACTED:assigned-secret] api_key=[REDACTED:assigned-secret 2]\n',
      );
      expect(redactor.text(names).hits).toEqual([]);
    }
  });
});

describe('a file of PKCS #12', () => {
  /** A sequence, the version, a sequence, the type of its content; and the same with other lengths. */
  const files = [
    ['308209a1', '020103', '30820967', '06092a864886f70d010701'],
    ['3059', '020103', '3031', '06092a864886f70d010702'],
  ].map((head) => Buffer.concat([Buffer.from(head.join(''), 'hex'), Buffer.from(random(head.join(''), 600))]));

  it.each(files)('is told by its beginning: %#', (file) =>
    expect(streamed(file, [1000, 7])).toMatchObject({ rules: 'pkcs12-file', harms: false }),
  );

  it.each(['', 'x=1'])('is told in base64 behind %j, in one line or in many', (before) => {
    const encoded = files[0]?.toString('base64') ?? '';
    for (const text of [encoded, encoded.replaceAll(/.{64}/g, '$&\n')])
      expect(streamed(Buffer.from(`${before}${text}\n`), [1000, 7])).toMatchObject({ rules: 'pkcs12-file', harms: false });
  });

  it('is no certificate, and no signed message', () => {
    for (const head of ['308209a106092a864886f70d010702', '308203a130820289020103300d06092a864886f70d01010b'])
      expect(
        streamed(Buffer.concat([Buffer.from(head, 'hex'), files[0] ?? Buffer.alloc(0)].map((one) => one.subarray(0, 15))), [7]).rules,
      ).toBe('');
  });
});

it.each([
  ['npm-access-token', `npm_${random('npm', 36)}`],
  ['digitalocean-pat', `dop_v1_${Buffer.from(random('sea', 32)).toString('hex')}`],
  ['stripe-access-token', `sk_live_${random('stripe', 24)}`],
])('finds a token in a name, with an underscore behind it: %s', (rule, token) => {
  expect(redactor.text(`${token}_v1`).text).toBe(`[REDACTED:${rule}]_v1`);
});
