import fs from 'node:fs';
import { windowOf } from '../evidence/window.ts';
import type { Redactor } from '../redact/redact.ts';

/** The last 2 KB of it are recorded, whole lines where they can be. */
const READ_BYTES = 16 * 1024;
/** A command's answer is handed over up to here. */
export const ANSWER_BYTES = 1024 * 1024;

/** The end of what was written to a file, beginning at a byte of it; empty for a file that is not there. */
export function endOf(file: string, begin: number, redactor: Redactor): string {
  const to = sizeOf(file);
  const from = Math.max(begin, to - READ_BYTES);
  return to <= from
    ? ''
    : Buffer.from(windowOf(file, { from, to }, redactor))
        .toString('utf8')
        .trim();
}

/** The first 1 MiB of what was written to a file; empty for one that is not there. */
export function beginningOf(file: string): string {
  if (sizeOf(file) === 0) return '';
  const fd = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(fs.fstatSync(fd).size, ANSWER_BYTES));
    return buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, buffer.length, 0));
  } finally {
    fs.closeSync(fd);
  }
}

/** In bytes; 0 for a file that is not there. */
export function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What a command complained of, or else what it said: the end of it. */
export function complaint({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }, redactor: Redactor): string {
  return endOf(stderr, 0, redactor) || endOf(stdout, 0, redactor);
}
