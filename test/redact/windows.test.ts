import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attachFile } from '../../src/evidence/attach.ts';
import { windowOf } from '../../src/evidence/window.ts';
import { endOf } from '../../src/live/end-of.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { inPieces } from './pieces.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);
const each = (text: string, write: (c: string) => string): string => Array.from(text, write).join('');

/** A text as a log may show it. */
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  plain: utf8,
  base64: (text) => utf8(utf8(text).toString('base64')),
  'wrapped base64url': (text) => utf8(utf8(`user:${text}`).toString('base64url').replaceAll(/.{60}/g, '$&\n  ')),
  hex: (text) => utf8(utf8(text).toString('hex')),
  'JSON in JSON': (text) => utf8(each(text, (c) => `\\\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
  'percent codes': (text) => utf8(each(text, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)),
  'percent codes twice': (text) => utf8(each(text, (c) => `%25${c.charCodeAt(0).toString(16).padStart(2, '0')}`)),
  octal: (text) => utf8(each(text, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)),
  HTML: (text) => utf8(each(text, (c) => `&#${c.charCodeAt(0)};`)),
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
};

/** Pieces of so many bytes tell something; shorter ones may stand anywhere by chance. */
const TELLING = 16;

function showsPiece(shown: Uint8Array, secret: Buffer): boolean {
  const text = Buffer.from(shown);
  for (let at = 0; at + TELLING <= secret.length; at += 4) if (text.includes(secret.subarray(at, at + TELLING))) return true;
  return false;
}

/** What is shown of a window after it was redacted. */
function shown(redactor: Redactor, bytes: Uint8Array): Buffer {
  const stream = redactor.stream();
  return Buffer.concat([stream.push(bytes), stream.end()]);
}

function secretOf(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

function fileOf(bytes: Buffer): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-window-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'log');
  fs.writeFileSync(file, bytes);
  return file;
}

describe.each(Object.entries(ENCODINGS))('a window that is cut within a secret, as %s', (_, encode) => {
  it.each([8, 40, 1200, 8192])('shows no piece of one of %i characters', (length) => {
    const secret = secretOf(length);
    const redactor = new Redactor([{ name: 'S', value: secret }]);
    const encoded = encode(secret);
    const file = fileOf(Buffer.concat([utf8('begin\n'), encoded, utf8('\nbetween\n'), encoded, utf8('\nend\n')]));
    const size = fs.statSync(file).size;
    fc.assert(
      fc.property(fc.nat(size), fc.nat(size), (one, other) => {
        const part = { from: Math.min(one, other), to: Math.max(one, other) };
        expect(showsPiece(shown(redactor, windowOf(file, part, redactor)), encoded)).toBe(false);
      }),
      { numRuns: length > 2000 ? 12 : 60 },
    );
  });

  it('attaches nothing of it when the copy begins within', () => {
    const secret = secretOf(300);
    const redactor = new Redactor([{ name: 'S', value: secret }]);
    const encoded = encode(secret);
    const source = fileOf(Buffer.concat([utf8('begin\n'), encoded, utf8('\nend\n')]));
    for (const from of [0, 6, 7, 6 + Math.floor(encoded.length / 2), 6 + encoded.length - 1, 6 + encoded.length]) {
      const bundle = path.join(path.dirname(source), `bundle-${from}`);
      const { path: at } = attachFile({ source, bundle, gate: 'g', name: 'log', from, redactor });
      const copy = fs.readFileSync(path.join(bundle, 'data', at));
      expect(copy.toString()).toMatch(/end\n$|^withheld/);
      expect(showsPiece(copy, encoded)).toBe(false);
    }
  });
});

describe('a window', () => {
  const value = 'hunter2&hunter2';
  const redactor = new Redactor([{ name: 'S', value }]);

  it('keeps whole secrets, to be found and counted, and everything else', () => {
    const text = `a ${value} b\nc ${value} d\n`;
    expect(redactor.whole(utf8(text), 0)).toEqual({ from: 0, to: text.length });
    expect(redactor.whole(utf8(text), 2)).toEqual({ from: 2, to: text.length });
    expect(redactor.whole(utf8(text), text.length)).toEqual({ from: text.length, to: text.length });
  });

  it('ends before the beginning of a secret, and with a whole one', () => {
    expect(redactor.whole(utf8(`a ${value.slice(0, 9)}`), 0)).toEqual({ from: 0, to: 2 });
    expect(redactor.whole(utf8(`a ${value}`), 0)).toEqual({ from: 0, to: 2 + value.length });
    expect(redactor.whole(utf8('a hunter2'), 0)).toEqual({ from: 0, to: 9 });
  });

  it('of what a program wrote begins where it did, even in the middle of a secret', () => {
    const file = fileOf(utf8(`start ${value} and\nwhat follows\n`));
    expect(endOf(file, 0, redactor)).toBe(`start ${value} and\nwhat follows`);
    expect(endOf(file, 10, redactor)).toBe('and\nwhat follows');
  });
});

describe('a hundred secrets', () => {
  const secrets = Array.from({ length: 100 }, (_, index) => ({ name: `S${index}`, value: secretOf(index % 10 === 0 ? 8192 : 12 + index) }));
  const redactor = new Redactor(secrets);
  const encodings = Object.values(ENCODINGS);

  it('are found in a stream, in any encoding and in pieces of any size', () => {
    const parts = secrets.map(({ value }, index) => encodings[index % encodings.length]?.(value) ?? utf8(''));
    const log = Buffer.concat(parts.flatMap((part) => [utf8('\nnext: '), part]));
    for (const size of [4099, 65_536, log.length]) {
      const stream = redactor.stream();
      const text = inPieces(stream, log, [size]);
      expect(stream.count).toBeGreaterThanOrEqual(100);
      for (const part of parts) expect(showsPiece(text, part)).toBe(false);
    }
  });
});
