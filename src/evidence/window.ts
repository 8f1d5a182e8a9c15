import fs from 'node:fs';
import type { Redactor } from '../redact/redact.ts';
import type { Range } from '../redact/redact-stream.ts';

/** A part of a file, without pieces of secrets that are cut at its ends: what was cut would be found no more. */
export function windowOf(file: string, { from, to }: Range, redactor: Redactor): Uint8Array {
  const start = Math.max(0, from - redactor.reach);
  const bytes = read(file, { from: start, to });
  const whole = redactor.whole(bytes, Math.min(from - start, bytes.length));
  return bytes.subarray(whole.from, whole.to);
}

/** The first byte of a file, from one on, that belongs to no secret which begins before it. */
export function cleanStart(file: string, from: number, redactor: Redactor): number {
  const { reach } = redactor;
  if (from === 0 || reach === 0) return from;
  const start = Math.max(0, from - reach);
  const bytes = read(file, { from: start, to: from + reach });
  return bytes.length <= from - start ? from : start + redactor.whole(bytes, from - start).from;
}

/** As much of it as there is. */
function read(file: string, { from, to }: Range): Uint8Array {
  const fd = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(to - from);
    return buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, from));
  } finally {
    fs.closeSync(fd);
  }
}
