import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../core/errors.ts';
import { whyNotRemoved } from './remove.ts';

const PIECE = 1 << 20;

/** Somebody removed or replaced a recording, and it can't be put back. */
export class RecordingLost extends SetupError {
  constructor(file: string, why: unknown) {
    super(
      `something that ran removed or replaced ${file}, and it could not be put back: ${why instanceof Error ? why.message : String(why)}`,
      'nothing can be decided without it: no gate may touch the folder of executions',
    );
    this.name = 'RecordingLost';
  }
}

/** Whether an open file still lies under its name. */
export function isAt(fd: number, file: string): boolean {
  const [own, there] = [fs.fstatSync(fd, { bigint: true }), fs.lstatSync(file, { bigint: true, throwIfNoEntry: false })];
  return there !== undefined && there.isFile() && there.ino === own.ino && there.dev === own.dev;
}

/** Puts the bytes of an open file under a name, in the place of whatever lies there. @returns the new file, to read and append */
export function copyTo(fd: number, file: string): number {
  const fresh = `${file}.own`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(fresh, { recursive: true, force: true });
  const copy = fs.openSync(fresh, 'ax+');
  try {
    const piece = Buffer.allocUnsafe(PIECE);
    for (let at = 0, got = 0; (got = fs.readSync(fd, piece, 0, PIECE, at)) > 0; at += got)
      for (let done = 0; done < got;) done += fs.writeSync(copy, piece, done, got - done);
    if (fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory()) fs.rmSync(file, { recursive: true });
    fs.renameSync(fresh, file);
    return copy;
  } catch (error) {
    fs.closeSync(copy);
    whyNotRemoved(fresh);
    throw error;
  }
}

/** Sees to it that a file holds what was written to it. @returns whether it did not */
export function putBackFile(file: string, bytes: Uint8Array): boolean {
  const isThere = fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
  if (isThere && fs.readFileSync(file).equals(bytes)) return false;
  fs.rmSync(file, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return true;
}
