import type { RedactingStream } from '../../src/redact/redact-stream.ts';

/**
 * What a stream makes of bytes that come in pieces of the given sizes, over and over. As where files are copied, every piece lies in the
 * same memory, and is gone when the next one is read.
 */
export function inPieces(stream: RedactingStream, bytes: Uint8Array, sizes: readonly number[]): Buffer {
  const memory = Buffer.alloc(Math.max(...sizes));
  const out: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const piece = bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
    memory.set(piece);
    out.push(Buffer.from(stream.push(memory.subarray(0, piece.length))));
    memory.fill(0x7e);
    at += piece.length;
  }
  return Buffer.concat([...out, stream.end()]);
}
