import fs from 'node:fs';
import { lastLines } from '../last-lines.ts';

/** Its last 2 KB are shown; what stands before them is read too, so that the first line shown is whole. */
const READ_BYTES = 16 * 1024;

/** A file that a program writes to, from where it began. */
export class Output {
  private readonly file: string;
  private readonly from: number;

  constructor(file: string) {
    this.file = file;
    this.from = sizeOf(file);
  }

  /** `{ excerpt }`: the last lines written since; nothing when there are none. */
  excerpt(): { readonly excerpt?: string } {
    const size = sizeOf(this.file);
    const from = Math.max(this.from, size - READ_BYTES);
    if (size <= from) return {};
    const text = read(this.file, from, size - from);
    const whole = from === this.from ? text : text.slice(text.search(/[\n\r]/) + 1);
    const excerpt = lastLines(whole);
    return excerpt === '' ? {} : { excerpt };
  }
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function read(file: string, from: number, bytes: number): string {
  const fd = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, bytes, from));
  } finally {
    fs.closeSync(fd);
  }
}
