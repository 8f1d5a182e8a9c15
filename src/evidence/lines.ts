import fs from 'node:fs';
import type { Pieces } from '../core/pieces.ts';
import { MAX_LINE } from '../core/recording.ts';

/** Read in one go, in bytes: what was read is still in the processor's cache when it is parsed and hashed. */
const PIECE = 1 << 17;

/** Takes some whole lines: the bytes of `buffer` up to `end`, each line with its newline. They are only lent until it is done. */
export type OnLines = (buffer: Buffer, end: number) => Pieces<void>;

export interface LinesEnd {
  /** Bytes after the last newline: a line that was cut. */
  readonly tornBytes: number;
  /** A line is longer than `MAX_LINE`; nothing was read from it on. */
  readonly tooLong: boolean;
}

/** Reads a file piece by piece and hands on its whole lines, block by block, in constant memory. @throws when it can't be read. */
export function* readingLines(path: string, onLines: OnLines): Pieces<LinesEnd> {
  const buffer = Buffer.allocUnsafe(MAX_LINE);
  const fd = fs.openSync(path, 'r');
  let kept = 0;
  try {
    for (;;) {
      const got = fs.readSync(fd, buffer, kept, Math.min(PIECE, buffer.length - kept), null);
      if (got === 0) return { tornBytes: kept, tooLong: kept === buffer.length };
      const filled = kept + got;
      const end = buffer.subarray(0, filled).lastIndexOf(0x0a) + 1;
      if (end > 0) yield* onLines(buffer, end);
      buffer.copyWithin(0, end, filled);
      kept = filled - end;
      yield;
    }
  } finally {
    fs.closeSync(fd);
  }
}
