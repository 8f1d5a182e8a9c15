import fs from 'node:fs';

/** The last 2 KB are recorded, after redaction: a secret that is cut where the reading begins is never among them. */
const READ_BYTES = 16 * 1024;

/** The end of what was written to a file, beginning at a byte of it; empty for a file that is not there. */
export function endOf(file: string, begin: number): string {
  const size = sizeOf(file);
  const from = Math.max(begin, size - READ_BYTES);
  if (size <= from) return '';
  const fd = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(size - from);
    return buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, buffer.length, from)).trim();
  } finally {
    fs.closeSync(fd);
  }
}

/** In bytes; 0 for a file that is not there. */
export function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
