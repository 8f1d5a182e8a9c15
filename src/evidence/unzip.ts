import fs from 'node:fs';
import path from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { BUNDLE_LIMITS, type Volume } from './limits.ts';
import { isPlainPath, MAX_PATH } from './paths.ts';
import { UnreadableBundle } from './problem.ts';
import { ENTRY } from './zip.ts';

/** The fields of an entry's headers that are the same in every entry: sizes follow the data, names are UTF-8, no time. */
const COMMON = { generalPurposeBitFlag: 0x0808, compressionMethod: 8, lastModFileTime: 0, lastModFileDate: 0x21 } as const;
const CENTRAL = {
  versionMadeBy: 0x033f,
  internalFileAttributes: 0,
  externalFileAttributes: ENTRY.mode * 0x10000,
  fileCommentLength: 0,
} as const;
const LOCAL = { crc32: 0, compressedSize: 0, uncompressedSize: 0, extraFieldLength: 0 } as const;

const BEYOND_32_BIT = 0xfffffffe;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
/** Where in a central header the number of the disk stands. */
const DISK_FIELD = 34;
const END_BYTES = 22;
const END_64_BYTES = 76;

/**
 * Unpacks a bundle's zip into a folder that is there and empty. Only the one form that `writeZip` gives is taken: every byte of
 * the zip is the data of one entry or follows from it, so that no two programs can see different things in it.
 * @returns the bundle's folder: the zip's one top folder.
 * @throws UnreadableBundle for anything else; what was unpacked by then is not to be looked at.
 */
export async function unpackZip(zipPath: string, intoFolder: string, limits: Volume = BUNDLE_LIMITS): Promise<string> {
  try {
    const zip = await openPromise(zipPath, { autoClose: false, strictFileNames: true });
    try {
      const entries = await directoryOf(zip, limits);
      const top = topFolderOf(entries);
      await unpackAll(zip, entries, zipPath, intoFolder);
      return path.join(intoFolder, top);
    } finally {
      zip.close();
    }
  } catch (error) {
    throw error instanceof UnreadableBundle ? error : new UnreadableBundle(zipPath, whyUnread(error));
  }
}

/** What is no zip at all is told in the library's own words. */
function whyUnread(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.startsWith('End of central directory record') ? 'no bundle: neither a folder nor a whole zip' : said;
}

/** Reads the central directory. Nothing is unpacked before all of it is known to be sound. */
async function directoryOf(zip: ZipFile, limits: Volume): Promise<Entry[]> {
  require(zip.entryCount <= limits.entries, `it has ${zip.entryCount} entries, more than ${limits.entries}`);
  require(zip.comment.length === 0, 'it has a comment');
  const entries: Entry[] = [];
  const names = new Set<string>();
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    const name = JSON.stringify(entry.fileName);
    require(isPlainName(entry.fileName), `${name} is no name of a file in a bundle`);
    require(!names.has(entry.fileName.toLowerCase()), `${name} is there twice, or differs only in upper and lower case`);
    names.add(entry.fileName.toLowerCase());
    requireFields(entry, { ...COMMON, ...CENTRAL, versionNeededToExtract: isLarge(entry) ? 45 : 20 }, name);
    require(entry.extraFieldLength === (isLarge(entry) ? 28 : 0), `${name} has extra fields`);
    bytes += entry.uncompressedSize;
    require(bytes <= limits.bytes, `unpacked it has more than ${limits.bytes} bytes`);
    entries.push(entry);
  }
  require(entries.length > 0, 'it is empty');
  return entries;
}

function topFolderOf(entries: readonly Entry[]): string {
  const tops = new Set(entries.map(({ fileName }) => fileName.slice(0, fileName.indexOf('/'))));
  const [top] = tops;
  require(tops.size === 1 && top !== undefined, 'it has more than one top folder');
  return top;
}

async function unpackAll(zip: ZipFile, entries: readonly Entry[], zipPath: string, into: string): Promise<void> {
  const fd = fs.openSync(zipPath, 'r');
  try {
    let position = 0;
    for (const entry of entries) {
      const name = JSON.stringify(entry.fileName);
      require(entry.relativeOffsetOfLocalHeader === position, `${name} does not begin where the entry before it ends`);
      const header = await zip.readLocalFileHeaderPromise(entry);
      requireFields(header, { ...COMMON, ...LOCAL, versionNeededToExtract: 20 }, name);
      require(header.fileName.equals(entry.fileNameRaw), `${name} has another name before its data`);
      await unpackEntry(zip, entry, path.join(into, entry.fileName));
      const descriptor = descriptorOf(entry);
      const found = readAt(fd, header.fileDataStart + entry.compressedSize, descriptor.length);
      require(found.equals(descriptor), `${name} has other sizes or another checksum after its data`);
      position += LOCAL_BYTES + entry.fileNameLength + entry.compressedSize + descriptor.length;
    }
    requireEnd(fd, entries, position);
  } finally {
    fs.closeSync(fd);
  }
}

async function unpackEntry(zip: ZipFile, entry: Entry, target: string): Promise<void> {
  const name = JSON.stringify(entry.fileName);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  const inflate = createInflateRaw();
  const guard = new SizeAndSum(entry.uncompressedSize);
  await pipeline(raw, inflate, guard, fs.createWriteStream(target, { flags: 'wx' }));
  require(inflate.bytesWritten === entry.compressedSize, `${name} has bytes after the end of its data`);
  require(guard.bytes === entry.uncompressedSize && guard.sum === entry.crc32, `${name} is not what its checksum was made over`);
}

/** Lets no more through than was declared, and sums it. */
class SizeAndSum extends Transform {
  bytes = 0;
  sum = 0;
  private readonly declared: number;

  constructor(declared: number) {
    super();
    this.declared = declared;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.sum = crc32(chunk, this.sum);
    if (this.bytes > this.declared) done(new Error('an entry is larger than it says'));
    else done(null, chunk);
  }
}

/** What follows an entry's data. */
function descriptorOf(entry: Entry): Buffer {
  const wide = isLarge(entry);
  const descriptor = Buffer.alloc(wide ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(entry.crc32, 4);
  if (wide) {
    descriptor.writeBigUInt64LE(BigInt(entry.compressedSize), 8);
    descriptor.writeBigUInt64LE(BigInt(entry.uncompressedSize), 16);
  } else {
    descriptor.writeUInt32LE(entry.compressedSize, 8);
    descriptor.writeUInt32LE(entry.uncompressedSize, 12);
  }
  return descriptor;
}

function isLarge(entry: Entry): boolean {
  return [entry.compressedSize, entry.uncompressedSize, entry.relativeOffsetOfLocalHeader].some((value) => value > BEYOND_32_BIT);
}

/** The central directory follows the last entry, and its end record the directory; then there is nothing. */
function requireEnd(fd: number, entries: readonly Entry[], start: number): void {
  let size = 0;
  for (const entry of entries) {
    require(readAt(fd, start + size + DISK_FIELD, 2).equals(Buffer.alloc(2)), 'it is a part of several');
    size += CENTRAL_BYTES + entry.fileNameLength + entry.extraFieldLength;
  }
  const wide = entries.length >= 0xffff || size > BEYOND_32_BIT || start > BEYOND_32_BIT;
  const rest = fs.fstatSync(fd).size - start - size;
  require(rest === (wide ? END_64_BYTES : 0) + END_BYTES, 'it has bytes that belong to no entry');
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(Math.min(size, 0xffffffff), 12);
  end.writeUInt32LE(Math.min(start, 0xffffffff), 16);
  require(readAt(fd, start + size + rest - END_BYTES, END_BYTES).equals(end), 'its end record is not of its entries');
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, fs.readSync(fd, buffer, 0, length, position));
}

/** `<execution-id>/<path>`: the id is no part of the bundle's own paths. */
function isPlainName(name: string): boolean {
  const slash = name.indexOf('/');
  return slash > 0 && slash <= MAX_PATH && isPlainPath(name.slice(0, slash)) && isPlainPath(name.slice(slash + 1));
}

function requireFields<Header extends object>(header: Header, expected: Partial<Header>, name: string): void {
  for (const key of Object.keys(expected) as (keyof Header & string)[]) {
    const rezipped = 'not as this program writes it (to check a folder that was zipped again, unpack it)';
    require(header[key] === expected[key], `${name}: ${key} is ${String(header[key])}, ${rezipped}`);
  }
}

function require(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
