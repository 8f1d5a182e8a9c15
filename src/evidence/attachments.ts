import fs from 'node:fs';
import path from 'node:path';
import type { AttachmentReader } from '../core/ports.ts';
import { BUNDLE, isPlainPath } from './paths.ts';

/** So much is judged in one go. */
const PIECE = 64 * 1024;

/** Reads the attachments of a bundle in pieces; a piece is good until the next one is asked for. */
export function attachmentsOf(bundle: string): AttachmentReader {
  return {
    *read(file) {
      const full = path.join(bundle, BUNDLE.data, file);
      // Whoever wrote the observations may have named anything: only a file of the bundle itself is read.
      if (!file.startsWith('gates/') || !isPlainPath(file) || !fs.lstatSync(full).isFile())
        throw new Error(`${file}: is no file of the bundle`);
      const fd = fs.openSync(full, 'r');
      try {
        const buffer = Buffer.allocUnsafe(PIECE);
        for (let n = fs.readSync(fd, buffer); n > 0; n = fs.readSync(fd, buffer)) yield buffer.subarray(0, n);
      } finally {
        fs.closeSync(fd);
      }
    },
  };
}
