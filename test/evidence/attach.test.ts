import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/redact/redact.ts';
import { attachFile, type Attached } from '../../src/evidence/attach.ts';
import { hashFile } from '../../src/evidence/hash.ts';
import { isPlainPath } from '../../src/evidence/paths.ts';
import { temporary } from './fixture.ts';

const SECRET = 'hunter2&hunter2';
const redactor = new Redactor([{ name: 'TOKEN', value: SECRET }]);

class Bundle {
  readonly folder = temporary();
  private readonly source = path.join(temporary(), 'source');

  attach(content: string | Uint8Array, name = 'out.log', gate = 'smoke', from = 0): Attached {
    fs.writeFileSync(this.source, content);
    return attachFile({ source: this.source, bundle: this.folder, gate, name, from, redactor });
  }

  file(attached: Attached): string {
    return path.join(this.folder, 'data', attached.path);
  }
}

describe('a copy', () => {
  it('has the bytes of the source and their hash', () => {
    const bundle = new Bundle();
    const content = Buffer.from(Array.from({ length: 3 << 20 }, (_, n) => (n * 7) % 251));
    const attached = bundle.attach(content, 'a.bin');
    expect(attached).toMatchObject({ path: 'gates/smoke/a.bin', redactions: [], withheld: false });
    expect(fs.readFileSync(bundle.file(attached)).equals(content)).toBe(true);
    expect(hashFile(bundle.file(attached))).toEqual({ sha256: attached.sha256, bytes: attached.bytes });
  });

  it('begins where it is asked to, and is empty when nothing follows', () => {
    const bundle = new Bundle();
    expect(fs.readFileSync(bundle.file(bundle.attach('old\nnew\n', 'rows.txt', 'smoke', 4)), 'utf8')).toBe('new\n');
    expect(bundle.attach('old\n', 'rows.txt', 'smoke', 4).bytes).toBe(0);
  });

  it('is redacted, also across the pieces in which it is read, and says where', () => {
    const bundle = new Bundle();
    const before = `${'x'.repeat((1 << 20) - 6)}\n`;
    const attached = bundle.attach(`${before}${SECRET} y ${Buffer.from(SECRET).toString('base64')}`);
    const copy = fs.readFileSync(bundle.file(attached), 'utf8');
    expect(copy).toBe(`${before}[REDACTED:TOKEN] y [REDACTED:TOKEN]`);
    expect(attached.redactions).toEqual([
      { rule: 'TOKEN', by: 'value', line: 2, column: 1 },
      { rule: 'TOKEN', by: 'value', line: 2, column: 20 },
    ]);
    expect(hashFile(bundle.file(attached))).toEqual({ sha256: attached.sha256, bytes: attached.bytes });
  });

  it('of a binary file with a secret is withheld, and a line says so', () => {
    const bundle = new Bundle();
    const attached = bundle.attach(Buffer.concat([Buffer.from(SECRET), Buffer.alloc(2 << 20)]), 'core.dump');
    expect(attached).toMatchObject({ withheld: true, redactions: [{ rule: 'TOKEN', by: 'value', line: 1, column: 1 }] });
    expect(fs.readFileSync(bundle.file(attached), 'utf8')).toBe('withheld: a binary file in which a secret was found (TOKEN)\n');
    expect(hashFile(bundle.file(attached))).toEqual({ sha256: attached.sha256, bytes: attached.bytes });
  });

  it('is of regular files only', () => {
    expect(() => attachFile({ source: '/dev/null', bundle: temporary(), gate: 'smoke', name: 'x', redactor })).toThrow(
      /not a regular file/,
    );
    expect(() => attachFile({ source: '/nowhere', bundle: temporary(), gate: 'smoke', name: 'x', redactor })).toThrow(/ENOENT/);
  });
});

describe('a name', () => {
  it.each([
    ['stdout-1.log', 'stdout-1.log'],
    ['files/sub dir/ré sumé.xml', 'files/sub-dir/r-sum-.xml'],
    ['../../etc/passwd', 'etc/passwd'],
    ['C:\\logs\\a.log', 'C/logs/a.log'],
    ['.env', 'env'],
    ['...', 'file'],
    ['', 'file'],
    ['日本', 'file'],
    ['nul.txt', 'nul_.txt'],
    ['line\nbreak.log', 'line-break.log'],
    [`a/${SECRET}.log`, 'a/REDACTED-TOKEN-.log'],
  ])('%j becomes %s', (name, slug) => {
    expect(new Bundle().attach('x', name).path).toBe(`gates/smoke/${slug}`);
  });

  it('holds no secret that only the slug puts together', () => {
    const folder = temporary();
    const source = path.join(folder, 'source');
    fs.writeFileSync(source, 'x');
    const redactor = new Redactor([{ name: 'TOKEN', value: 'abcd-efgh-ijkl' }]);
    const kept = attachFile({ source, bundle: folder, gate: 'smoke', name: 'abcd efgh:ijkl.log', redactor });
    expect(kept.path).toBe('gates/smoke/REDACTED-TOKEN-.log');
  });

  it('that is taken gets a number, also where only case differs or a folder has it', () => {
    const bundle = new Bundle();
    const paths = ['a.log', 'a.log', 'A.LOG', 'b', 'b/c', 'B/c', 'd/e', 'd', 'D/f'].map((name) => bundle.attach(name, name).path);
    expect(paths.map((file) => file.slice('gates/smoke/'.length))).toEqual([
      'a.log',
      'a-2.log',
      'A-3.LOG',
      'b',
      'b-2/c',
      'B-3/c',
      'd/e',
      'd-2',
      'D-3/f',
    ]);
  });

  it("is plain, short enough and nobody else's, whatever it was", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ maxLength: 100 })), { maxLength: 5 }),
        (names) => {
          const bundle = new Bundle();
          const paths = names.map(([name, gate]) => bundle.attach(name, name, gate).path);
          expect(paths.filter((file) => !isPlainPath(`data/${file}`))).toEqual([]);
          expect(new Set(paths.map((file) => file.toLowerCase())).size).toBe(paths.length);
          for (const [index, file] of paths.entries()) {
            expect(fs.readFileSync(path.join(bundle.folder, 'data', file), 'utf8')).toBe(Buffer.from(names[index]?.[0] ?? '').toString());
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
