import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { SetupError } from '../core/errors.ts';
import { BUNDLE_LIMITS, type Volume } from './limits.ts';

const ZIP = Buffer.from('PK\u0003\u0004');
const EMPTY_ZIP = Buffer.from('PK\u0005\u0006');

/** Whether a file is a zip, by its first bytes. */
export function isZip(file: string): boolean {
  const fd = fs.openSync(file, 'r');
  try {
    const head = Buffer.alloc(ZIP.length);
    fs.readSync(fd, head);
    return head.equals(ZIP) || head.equals(EMPTY_ZIP);
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * Unpacks a zip that any program wrote into an empty folder: plain files alone, none outside of it, no more than a bundle may hold. No link is
 * made: one in the zip becomes a file with its text.
 * @throws SetupError
 */
export async function unpack(file: string, into: string, limits: Volume = BUNDLE_LIMITS): Promise<void> {
  // Names that are absolute or lead out are refused as they are read.
  const zip = await openPromise(file, { autoClose: false, strictFileNames: true });
  let bytes = 0;
  try {
    if (zip.entryCount > limits.entries) throw new SetupError(`it has ${zip.entryCount} entries, more than ${limits.entries}`);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      bytes += entry.uncompressedSize;
      if (bytes > limits.bytes) throw new SetupError(`unpacked it has more than ${limits.bytes} bytes`);
      const target = path.join(into, entry.fileName);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(target, { flags: 'wx' }));
    }
  } finally {
    zip.close();
  }
}
