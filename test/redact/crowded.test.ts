import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { inPieces } from './pieces.ts';

const redactor = new Redactor([], standardMatching());
const SIZE = 512 * 1024;
const MARK = '[REDACTED:too-many-beginnings]';
const password = ['Xk29', 'fjQw81'].join('');
const address = `redis://user:${password}@cache.internal/0`;

/** Nothing but beginnings: of a key, of a token, of either in base64 and in UTF-16. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  manifest: 'kind: Secret\ndata:\n',
  key: ['-----BEGIN ', 'PRIVATE KEY-----\n'].join(''),
  'token that goes on': ['sk-ant-', 'api03-', 'aB3'.repeat(20)].join(''),
  'key in base64': Buffer.from(['-----BEGIN ', 'PRIVATE KEY-----\n'].join('')).toString('base64'),
  'key in UTF-16': Buffer.from(['-----BEGIN ', 'PRIVATE KEY-----\n'].join(''), 'utf16le').toString('latin1'),
};

describe.each(Object.entries(BEGINNINGS))('a text of nothing but beginnings of a %s', (_, unit) => {
  const text = Buffer.concat([Buffer.from(`${address}\n`), Buffer.alloc(SIZE, Buffer.from(unit, 'latin1')), Buffer.from(`\n${address}\n`)]);
  const whole = redactor.stream();
  const expected = inPieces(whole, text, [1 << 20]).toString('latin1');

  it('is searched to a limit, and what follows is dropped and harms', () => {
    expect(whole.hits.at(-1)).toMatchObject({ rule: 'too-many-beginnings', by: 'pattern' });
    expect(whole.harms).toBe(true);
    expect(expected.endsWith(MARK)).toBe(true);
    expect(expected).toContain('[REDACTED:connection-string]');
    expect(expected).not.toContain(password);
  });

  it('comes to the same wherever its pieces end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 3000, max: 200_000 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        const stream = redactor.stream();
        expect(inPieces(stream, text, sizes).toString('latin1') === expected).toBe(true);
        expect(stream.hits).toEqual(whole.hits);
      }),
      { numRuns: 8 },
    );
  });

  it('stays as it is where that is allowed, and is told', () => {
    const stream = redactor.stream(() => true);
    expect(inPieces(stream, text, [100_000]).equals(text)).toBe(true);
    expect(stream.hits.at(-1)).toMatchObject({ rule: 'too-many-beginnings', allowed: true });
  });
});

describe('a text that mentions many things', () => {
  const TEXTS: Readonly<Record<string, (line: number) => string>> = {
    addresses: (i) => `npm http fetch GET 200 https://registry.npmjs.org/@scope/package-${i}/-/package-${i}-1.2.3.tgz ${i % 500}ms\n`,
    'words of keys': (i) => `line ${i}: token=*** secret: ok password_hash api_key Authorization: Bearer ***\n`,
    'names of tokens': (i) => `token=some-long-name-of-a-value-${i}\n`,
    'tokens of services': (i) => `{"n":${i},"accessToken":"aB3dE5gH7jK9lM1nP3rS","refreshToken":"zY3xW5vU7tS9rQ1pO3nM"}\n`,
    manifests: (i) =>
      `---\napiVersion: v1\ndata:\n  word: UyFCXCpkJHpEc2I${i % 10}\nkind: Secret\nmetadata:\n  name: s${i}\n  labels: {a: b}\n`,
    'mentions of manifests': (i) =>
      `{"level":"info","n":${i},"msg":"reconciled","object":{"kind":"Secret","name":"a"}}\nkind: Secret ${i}\n`,
    'tokens of requests': (i) =>
      `${i} ${['eyJhbGciOiJIUzI1NiJ9', Buffer.from(JSON.stringify({ sub: i, data: 'x'.repeat(300) })).toString('base64url'), 'c2lnbmF0dXJl'.repeat(3)].join('.')}\n`,
  };
  it.each(Object.entries(TEXTS))('is searched to its end: %s', (_, line) => {
    const stream = redactor.stream();
    inPieces(stream, Buffer.from(Array.from({ length: 4000 }, (_unused, index) => line(index)).join('')), [65_536]);
    expect(stream.hits.filter(({ rule }) => rule === 'too-many-beginnings')).toEqual([]);
  });
});
