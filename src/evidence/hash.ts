import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import { atOnce, type Pieces } from '../core/pieces.ts';

/** Reused by every call: no piece of work leaves anything in it, so it never serves two at once. */
const buffer = Buffer.allocUnsafe(1 << 17);

export interface Digest {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** SHA-256 and size of a file. @throws when it can't be read. */
export function hashFile(path: string): Digest {
  return atOnce(hashing(path));
}

/** The same, piece by piece. */
export function* hashing(path: string): Pieces<Digest> {
  const hash = createHash('sha256');
  const bytes = yield* feeding(hash, path, 0);
  return { sha256: hash.digest('hex'), bytes };
}

/** Feeds a file's bytes from `start` to its end into a hash. @returns how many they were. */
export function* feeding(hash: Hash, path: string, start: number): Pieces<number> {
  const fd = fs.openSync(path, 'r');
  try {
    let position = start;
    for (;;) {
      const got = fs.readSync(fd, buffer, 0, buffer.length, position);
      if (got === 0) return position - start;
      hash.update(buffer.subarray(0, got));
      position += got;
      yield;
    }
  } finally {
    fs.closeSync(fd);
  }
}
