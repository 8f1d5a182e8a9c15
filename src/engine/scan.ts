import fs from 'node:fs';
import path from 'node:path';
import { EVIDENCE_GATE } from '../core/plan.ts';
import { quarantineOf } from '../evidence/quarantine.ts';
import { type FoundFile, MOST_NAMED, search } from '../live/looks/glob.ts';
import { isInside, type PassesOver } from '../live/looks/walk.ts';
import { allowedIndex } from '../redact/allowed.ts';
import { leakOf } from './journal.ts';
import type { World } from './world.ts';

/** After an interruption there is so much time left for it, in ms. */
const SHORT_OF_TIME = 2000;

const PIECE = 1 << 20;

/** Looks for secrets in the files outside of the evidence that the plan names, as they are at the end. */
export async function scanFiles(world: World): Promise<void> {
  const time = new Time(world.interrupt);
  for (const glob of world.plan.scan ?? []) await scanGlob(world, glob, time);
}

/** Time enough, until somebody interrupts. */
class Time {
  private until = Number.POSITIVE_INFINITY;

  constructor(interrupt: AbortSignal) {
    const limit = (): void => void (this.until = performance.now() + SHORT_OF_TIME);
    if (interrupt.aborted) limit();
    else interrupt.addEventListener('abort', limit, { once: true });
  }

  get isUp(): boolean {
    return performance.now() > this.until;
  }
}

async function scanGlob(world: World, glob: string, time: Time): Promise<void> {
  const { checkout, journal } = world;
  const isFolder = fs.statSync(path.resolve(checkout, glob), { throwIfNoEntry: false })?.isDirectory() === true;
  const found = await search(isFolder ? `${glob.replace(/\/+$/, '')}/**` : glob, checkout, checkout, thorough(world)).catch(
    (error: unknown) => String(error),
  );
  const scan = { type: 'scan', gate: EVIDENCE_GATE, basis: 'file', glob } as const;
  if (typeof found === 'string') {
    journal.recordGlobal({ ...scan, files: 0, bytes: 0, trouble: found });
    return;
  }
  let [files, bytes, left] = [0, 0, 0];
  const unread = [...found.others];
  for (const file of found.files) {
    if (isOwn(world, file)) continue;
    const read = time.isUp ? 'left' : await scanFile(world, file, time);
    if (read === 'left') left++;
    else if (read === 'unread') unread.push(file.name);
    else {
      files++;
      bytes += read;
    }
  }
  journal.recordGlobal({
    ...scan,
    files,
    bytes,
    ...(unread.length > 0 && { unread: unread.slice(0, MOST_NAMED) }),
    ...(left > 0 && { left }),
    ...(found.linksOut.length > 0 && { linksOut: found.linksOut.slice(0, MOST_NAMED) }),
  });
}

/** All but what git itself compresses, and the store of this checkout: what is in there was searched when it was recorded. */
function thorough({ checkout }: World): NonNullable<Parameters<typeof search>[3]> {
  const passesOver: PassesOver = (name, folder) =>
    (name === 'objects' && path.basename(folder) === '.git') || (name === '.gate' && path.resolve(folder) === path.resolve(checkout));
  return { dot: true, passesOver };
}

/** Evidence is looked at for itself, and originals of withheld files hold what they hold. */
function isOwn({ folder }: World, { real }: FoundFile): boolean {
  const own = fs.realpathSync(folder);
  return isInside(real, own) || isInside(real, path.dirname(quarantineOf(own)));
}

/** @returns how many bytes were read; why it was not read to its end */
async function scanFile(world: World, { name, full }: FoundFile, time: Time): Promise<number | 'unread' | 'left'> {
  const { redactor, journal, plan } = world;
  const stream = redactor.stream((rule) => allowedIndex(plan.allowSecrets ?? [], rule, [name]) >= 0);
  let bytes = 0;
  try {
    const file = await fs.promises.open(full, 'r');
    try {
      const buffer = Buffer.allocUnsafe(PIECE);
      for (let got = await read(file, buffer); got > 0; got = await read(file, buffer)) {
        if (time.isUp) return 'left';
        stream.push(buffer.subarray(0, got));
        bytes += got;
      }
    } finally {
      await file.close();
    }
  } catch {
    return 'unread';
  }
  stream.end();
  for (const hit of stream.hits) journal.recordGlobal({ ...leakOf(hit), path: name, line: hit.line, column: hit.column });
  return bytes;
}

async function read(file: fs.promises.FileHandle, buffer: Buffer): Promise<number> {
  return (await file.read(buffer, 0, buffer.length, null)).bytesRead;
}
