import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { openBundle } from '../../src/evidence/bundle.ts';
import { hashFile } from '../../src/evidence/hash.ts';
import { UnreadableBundle } from '../../src/evidence/problem.ts';
import { unpackZip } from '../../src/evidence/unzip.ts';
import { ENTRY, writeZip } from '../../src/evidence/zip.ts';
import { needs, times } from '../platform/programs.ts';
import { bundleIn, filesIn, temporary } from './fixture.ts';

const contents = (folder: string): [string, string][] =>
  filesIn(folder).map((file) => [file, fs.readFileSync(path.join(folder, file), 'hex')]);

async function honestZip(): Promise<{ folder: string; zip: string; bytes: Buffer }> {
  const parent = temporary();
  const { folder } = bundleIn(parent);
  const zip = path.join(parent, 'e1.zip');
  await writeZip(folder, zip);
  return { folder, zip, bytes: fs.readFileSync(zip) };
}

describe('a zip', () => {
  it('gives back the folder, and is hashed as it is written', async () => {
    const { folder, zip, bytes } = await honestZip();
    expect(await writeZip(folder, zip)).toEqual(hashFile(zip));
    expect(fs.readFileSync(zip).equals(bytes)).toBe(true);
    const unpacked = await unpackZip(zip, temporary());
    expect(path.basename(unpacked)).toBe('e1');
    expect(contents(unpacked)).toEqual(contents(folder));
  });

  it('passes unzip -t', needs('unzip'), async () => {
    const { zip } = await honestZip();
    expect(execFileSync('unzip', ['-t', zip], { encoding: 'utf8' })).toContain('No errors detected');
    expect(
      execFileSync('unzip', ['-Z1', zip], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .every((name) => name.startsWith('e1/')),
    ).toBe(true);
  });

  it('is the same in every time zone, for other file times, modes and orders', async () => {
    const { folder, bytes } = await honestZip();
    const parent = temporary();
    const copy = path.join(parent, 'e1');
    for (const file of filesIn(folder).reverse()) {
      fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      fs.copyFileSync(path.join(folder, file), path.join(copy, file));
      fs.utimesSync(path.join(copy, file), 1e9, 1e9);
      fs.chmodSync(path.join(copy, file), 0o755);
    }
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/St_Johns']) {
      const zip = path.join(parent, 'e1.zip');
      const module = JSON.stringify(`file://${path.resolve('src/evidence/zip.ts')}`);
      const script = `const { writeZip } = await import(${module}); await writeZip(${JSON.stringify(copy)}, ${JSON.stringify(zip)});`;
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TZ: zone } });
      expect({ zone, same: fs.readFileSync(zip).equals(bytes) }).toEqual({ zone, same: true });
    }
  });

  it('of a folder with something else in it is not written', async () => {
    const { folder, zip } = await honestZip();
    fs.rmSync(zip);
    fs.symlinkSync('/etc/hostname', path.join(folder, 'data', 'link'));
    await expect(writeZip(folder, zip)).rejects.toThrow(/data\/link can't be zipped: a symbolic link/);
    expect(fs.readdirSync(path.dirname(zip)).filter((name) => name.includes('zip'))).toEqual([]);
  });

  it('is left out when a file can not be read', async () => {
    const { folder, zip } = await honestZip();
    fs.rmSync(zip);
    const file = path.join(folder, 'data', 'plan.json');
    // A file that shrinks between listing and reading.
    const written = writeZip(folder, zip);
    fs.truncateSync(file, 1);
    await expect(written).rejects.toThrow(/unexpected number of bytes/);
    expect(fs.readdirSync(path.dirname(zip)).filter((name) => name.includes('zip'))).toEqual([]);
  });
});

describe('any flipped byte of a zip', () => {
  it('is refused, or leaves the evidence as it was', async () => {
    const { folder, zip, bytes } = await honestZip();
    const before = JSON.stringify(contents(folder));
    const into = path.join(path.dirname(zip), 'into');
    const outcome = async (): Promise<string> => {
      fs.mkdirSync(into);
      try {
        return JSON.stringify(contents(await unpackZip(zip, into))) === before ? 'the same' : 'other evidence';
      } catch (error) {
        return error instanceof UnreadableBundle ? 'refused' : String(error);
      } finally {
        fs.rmSync(into, { recursive: true });
      }
    };
    const outcomes: string[] = [];
    const step = times(7, 61);
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      fs.writeFileSync(zip, flipped);
      outcomes.push(await outcome());
    }
    const harmless = outcomes.filter((word) => word === 'the same').length;
    expect(outcomes.filter((word) => word !== 'refused')).toEqual(Array(harmless).fill('the same'));
    // Deflate leaves a few bits unused at the end of each file.
    expect(harmless).toBeLessThan(filesIn(folder).length);
  });
});

interface Written {
  readonly name: string;
  readonly mode?: number;
  readonly compress?: boolean;
  readonly forceDosTimestamp?: boolean;
  readonly text?: string;
}

/** A zip as writeZip makes it, but for what is asked for. */
async function zipOf(entries: readonly Written[], comment = ''): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, text = 'text', ...options } of entries) {
    const { compress = true, ...others } = options;
    const level = compress ? ENTRY.compressionLevel : 0;
    zip.addReadStream(Readable.from([Buffer.from(text)]), name, {
      mtime: new Date(1980, 0, 1),
      forceDosTimestamp: true,
      mode: ENTRY.mode,
      ...others,
      compressionLevel: level,
    });
  }
  zip.end({ forceZip64Format: false, comment });
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Puts one name in the place of another of the same length, in both headers or in one. */
function renamed(zip: Buffer, from: string, to: string, which: 'both' | 'local' | 'central' = 'both'): Buffer {
  expect(Buffer.byteLength(to)).toBe(Buffer.byteLength(from));
  const out = Buffer.from(zip);
  const first = out.indexOf(from);
  const last = out.lastIndexOf(from);
  if (which !== 'central') out.write(to, first);
  if (which !== 'local') out.write(to, last);
  return out;
}

describe('a hostile zip is refused, in one clear line', () => {
  const name = 'e1/data/aaaaaaa';
  const plain = (): Promise<Buffer> => zipOf([{ name }]);
  const cases: [string, () => Buffer | Promise<Buffer>, RegExp][] = [
    ['no zip', () => Buffer.from('this is no zip at all, only a text'), /no bundle: neither a folder nor a whole zip/],
    ['nothing', () => Buffer.alloc(0), /./],
    ['an empty zip', () => zipOf([]), /it is empty/],
    ['a step up', async () => renamed(await plain(), name, 'e1/../../etcpas'), /invalid relative path/],
    ['an absolute name', async () => renamed(await plain(), name, '/etc/passwd1234'), /absolute path/],
    ['a drive', async () => renamed(await plain(), name, 'C:/data/aaaaaaa'), /absolute path|no name/],
    ['a backslash', async () => renamed(await plain(), name, 'e1\\data\\aaaaaaa'), /invalid characters|no name/],
    ['a line break', async () => renamed(await plain(), name, '/1/data/\u001b[2J\n/x'), /absolute path: \/1\/data\/\?\[2J\?\/x/],
    ['a NUL', async () => renamed(await plain(), name, 'e1/data/aaa\0aaa'), /no name of a file in a bundle/],
    ['a name without a folder', () => zipOf([{ name: 'file' }]), /no name of a file in a bundle/],
    ['a name that is too long', () => zipOf([{ name: `e1/${'x'.repeat(201)}` }]), /no name of a file in a bundle/],
    ['a name twice', () => zipOf([{ name }, { name }]), /is there twice/],
    ['names that differ in case', () => zipOf([{ name }, { name: 'e1/data/AAAAAAA' }]), /only in upper and lower case/],
    ['a file that is also a folder', () => zipOf([{ name }, { name: `${name}/b` }]), /EEXIST|ENOTDIR/],
    ['two top folders', () => zipOf([{ name }, { name: 'e2/x' }]), /more than one top folder/],
    ['a symbolic link', () => zipOf([{ name, mode: 0o120777, text: '/etc/passwd' }]), /externalFileAttributes/],
    ['a device', () => zipOf([{ name, mode: 0o020666 }]), /externalFileAttributes/],
    ['a stored entry', () => zipOf([{ name, compress: false }]), /compressionMethod/],
    ['times', () => zipOf([{ name, forceDosTimestamp: false }]), /extra fields/],
    ['a comment', () => zipOf([{ name }], 'hello'), /it has a comment/],
    ['another name before the data', async () => renamed(await plain(), name, 'e1/data/aaaaaab', 'local'), /another name before its data/],
    [
      'another name in the directory',
      async () => renamed(await plain(), name, 'e1/data/aaaaaab', 'central'),
      /another name before its data/,
    ],
    ['bytes after the end', async () => Buffer.concat([await plain(), Buffer.from('more')]), /comment length/],
    ['bytes before the start', async () => Buffer.concat([Buffer.from('more'), await plain()]), /./],
    ['a cut end', async () => (await plain()).subarray(0, -1), /./],
    ['bytes before the first entry', async () => withPrefix(await plain()), /does not begin where the entry before it ends/],
    ['bytes after the end of deflated data', async () => withTail(await plain()), /bytes after the end of its data/],
    ['hidden bytes between data and directory', async () => withGap(await plain()), /belong to no entry/],
    ['an entry larger than it says', async () => withSize(await zipOf([{ name, text: 'x'.repeat(100_000) }]), 10), /larger than it says/],
    ['an entry smaller than it says', async () => withSize(await plain(), 1000), /checksum/],
  ];
  it.each(cases)('%s', async (_name, make, says) => {
    const zip = path.join(temporary(), 'e1.zip');
    fs.writeFileSync(zip, await make());
    const error = await unpackZip(zip, temporary()).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UnreadableBundle);
    const { message } = error as UnreadableBundle;
    expect(message).toMatch(says);
    expect(message.startsWith(`${zip}: `)).toBe(true);
    expect(message).not.toContain('\n');
  });

  it('more entries, or more bytes, than allowed', async () => {
    const zip = path.join(temporary(), 'e1.zip');
    fs.writeFileSync(zip, await zipOf([{ name }, { name: 'e1/b', text: 'x'.repeat(1000) }]));
    await expect(unpackZip(zip, temporary(), { entries: 1, bytes: 1e6 })).rejects.toThrow(/2 entries, more than 1/);
    await expect(unpackZip(zip, temporary(), { entries: 9, bytes: 1000 })).rejects.toThrow(/more than 1000 bytes/);
    await expect(unpackZip(zip, temporary(), { entries: 2, bytes: 1004 })).resolves.toMatch(/e1$/);
  });

  it('a zip of another program, and says what to do', needs('zip'), async () => {
    const { folder } = await honestZip();
    const zip = path.join(temporary(), 'other.zip');
    const { status } = spawnSync('zip', ['-q', '-r', zip, 'e1'], { cwd: path.dirname(folder) });
    expect(status).toBe(0);
    await expect(unpackZip(zip, temporary())).rejects.toThrow(/no name of a file|unpack it/);
  });
});

/** Four bytes before the central directory, with the end record moved along. */
function withGap(zip: Buffer): Buffer {
  const directory = zip.readUInt32LE(zip.length - 6);
  const out = Buffer.concat([zip.subarray(0, directory), Buffer.from('GAP!'), zip.subarray(directory)]);
  out.writeUInt32LE(directory + 4, out.length - 6);
  return out;
}

/** Four bytes before everything, with all offsets moved along. */
function withPrefix(zip: Buffer): Buffer {
  const directory = zip.readUInt32LE(zip.length - 6);
  const out = Buffer.concat([Buffer.from('GAP!'), zip]);
  out.writeUInt32LE(directory + 4, out.length - 6);
  out.writeUInt32LE(4, directory + 4 + 42);
  return out;
}

/** Four bytes after the deflated data of the only entry, counted as a part of it. */
function withTail(zip: Buffer): Buffer {
  const directory = zip.readUInt32LE(zip.length - 6);
  const descriptor = directory - 16;
  const out = Buffer.concat([zip.subarray(0, descriptor), Buffer.from('GAP!'), zip.subarray(descriptor)]);
  const size = zip.readUInt32LE(descriptor + 8) + 4;
  out.writeUInt32LE(size, descriptor + 4 + 8);
  out.writeUInt32LE(size, directory + 4 + 20);
  out.writeUInt32LE(directory + 4, out.length - 6);
  return out;
}

/** Declares another size in the directory, and after the data. */
function withSize(zip: Buffer, size: number): Buffer {
  const out = Buffer.from(zip);
  const directory = zip.readUInt32LE(zip.length - 6);
  out.writeUInt32LE(size, directory + 24);
  out.writeUInt32LE(size, directory - 4);
  return out;
}

describe('openBundle', () => {
  it('takes a folder as it is', async () => {
    const { folder } = await honestZip();
    const bundle = await openBundle(folder);
    expect(bundle.folder).toBe(folder);
    bundle.cleanup();
    expect(fs.existsSync(folder)).toBe(true);
  });

  it('unpacks a zip and removes it again', async () => {
    const { folder, zip } = await honestZip();
    const bundle = await openBundle(zip);
    expect(contents(bundle.folder)).toEqual(contents(folder));
    expect(fs.statSync(path.dirname(bundle.folder)).mode & 0o777).toBe(0o700);
    bundle.cleanup();
    expect(fs.existsSync(path.dirname(bundle.folder))).toBe(false);
  });

  it('says when there is nothing to open', async () => {
    await expect(openBundle('/nowhere/e1.zip')).rejects.toThrow(new UnreadableBundle('/nowhere/e1.zip', 'there is no such bundle'));
    await expect(openBundle('/dev/null')).rejects.toThrow(/neither a folder nor a zip/);
  });
});
