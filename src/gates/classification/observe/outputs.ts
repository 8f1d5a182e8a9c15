import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Fact } from '../../../core/facts/registry.ts';
import { isSince } from '../../../core/origin.ts';
import { fileAt, type FoundFile } from '../../../live/looks/glob.ts';
import { haveSameBytes } from '../../../live/looks/marks.ts';
import { type Census, isUntouched } from '../../../live/looks/origin.ts';
import { type Hashes, hashesOf, twinOf } from '../../../live/looks/twins.ts';
import { isInside } from '../../../live/looks/walk.ts';

/** A fact without what every one has. */
type Told<T extends 'results.before' | 'results.after'> = Omit<Fact<T>, 'seq' | 't' | 'gate' | 'type' | 'basis' | 'run'>;

/** A results file as it was before a run. */
export interface Before {
  readonly facts: Told<'results.before'>;
  /** What lay under any of the names. */
  readonly files: Census;
  /** What they held; nothing of append-only ones. */
  readonly hashes: Hashes;
  /** The real path of what stood there. */
  readonly real?: string;
  /** Bytes that stood there. */
  readonly bytes: number;
  /** A copy, to find what was rewritten; undefined where nothing stood there, or nothing is kept. */
  readonly copy: string | undefined;
}

/** Where one run writes its results. */
export interface Site {
  /** `$GATE_DIR` of the run. */
  readonly gateDir: string;
  readonly cwd: string;
  /** As in the configuration. */
  readonly path: string;
  /** Wall clock, ms, at which the execution began: times of facts count from it. */
  readonly startedAtMs: number;
}

/** What lies there before a run. @param copy where to keep the earlier results of an append-only file; undefined if they don't matter */
export async function lookBefore(site: Site, copy: string | undefined): Promise<Before> {
  const found = await candidates(site);
  const files: Census = new Map(found.map((file) => [file.real, file]));
  const hashes = copy === undefined ? await hashesOf(files) : new Map<string, string>();
  const file = await fileAt(site.path, path.resolve(site.cwd, site.path));
  const facts = { path: site.path, place: 'working-directory' as const, at: since(site, Date.now()) };
  if (!file) return { facts: { ...facts, exists: false }, files, hashes, bytes: 0, copy: undefined };
  const there = { ...facts, exists: true, ...timesOf(site, file) };
  if (copy === undefined) return { facts: there, files, hashes, real: file.real, bytes: file.bytes, copy };
  fs.copyFileSync(file.real, copy);
  const { bytes, ...scanned } = await scan(copy);
  return { facts: { ...there, bytes, ...scanned }, files, hashes, real: file.real, bytes, copy };
}

/** A results file as it is after a run; without a source where there is none. */
export interface After {
  readonly facts: Told<'results.after'>;
  readonly source?: string;
  /** The first byte that the run wrote; undefined when all of the file is its. */
  readonly from?: number;
}

/**
 * What lies there after a run, in `$GATE_DIR` and in the working directory, and of an append-only file whether what lay there before it
 * still does. It is what the run wrote, wherever a link leads; where it wrote nothing it is what lies there all the same.
 */
export async function lookAfter(site: Site, before: Before): Promise<After> {
  const found = await candidates(site);
  const start = site.startedAtMs + before.facts.at;
  const written = found.filter((file) => isSince(file.modifiedMs, start) && !isUntouched(before.files, file));
  const [file = found[0], another] = written;
  const at = since(site, Date.now());
  if (!file) return { facts: { path: site.path, place: 'working-directory', at, code: 'NOT_FOUND' } };
  const untouched = isUntouched(before.files, file);
  const twinMs = untouched ? undefined : await twinOf(file, before.files, before.hashes);
  const inGateDir = isInside(file.real, fs.realpathSync(site.gateDir));
  const facts: Told<'results.after'> = {
    path: site.path,
    place: inGateDir ? 'gate-dir' : 'working-directory',
    at,
    ...timesOf(site, file),
    ...(untouched && { earlier: true as const }),
    ...(twinMs !== undefined && { twinAt: since(site, twinMs) }),
    ...(another && !(await haveSameBytes(file, another)) && { twice: true as const }),
  };
  const source = file.full;
  const known = file.real === before.real;
  if (!known && isOld(file, start)) return { facts: { ...facts, unseenBefore: true }, source };
  if (before.copy === undefined || !known) return { facts, source };
  const { sha256: prefixSha256 } = await scan(source, before.bytes);
  const rewrittenLine = prefixSha256 === before.facts.sha256 ? undefined : firstChange(before.copy, source);
  if (rewrittenLine !== undefined) return { facts: { ...facts, prefixSha256, rewrittenLine }, source };
  return { facts: { ...facts, prefixSha256 }, source, from: before.bytes };
}

/** The files that may hold the results of the run, each real one once. */
async function candidates({ gateDir, cwd, path: named }: Site): Promise<readonly FoundFile[]> {
  const files = new Map<string, FoundFile>();
  for (const folder of [gateDir, cwd]) {
    const file = await fileAt(named, path.resolve(folder, named));
    if (file && !files.has(file.real)) files.set(file.real, file);
  }
  return [...files.values()];
}

/** Whether it was there before the run, under another name. A file system that knows no births tells the last change instead. */
function isOld({ createdMs, changedMs }: FoundFile, start: number): boolean {
  return createdMs > 0 && createdMs !== changedMs && !isSince(createdMs, start);
}

function timesOf(
  site: Site,
  { bytes, modifiedMs, changedMs, inode }: FoundFile,
): Required<Pick<Fact<'results.after'>, 'bytes' | 'modifiedAt' | 'changedAt' | 'inode'>> {
  return { bytes, modifiedAt: since(site, modifiedMs), changedAt: since(site, changedMs), inode: inode.slice(inode.indexOf(':') + 1) };
}

function since({ startedAtMs }: Site, wallMs: number): number {
  return Math.round((wallMs - startedAtMs) * 1000) / 1000;
}

/** Hash, lines and last byte of the first bytes of a file, of all if it is shorter. */
async function scan(file: string, to?: number): Promise<{ bytes: number; sha256: string; lines: number; endsLine: boolean }> {
  const hash = createHash('sha256');
  let [bytes, lines, last] = [0, 0, 0x0a];
  if (to !== 0) {
    for await (const piece of fs.createReadStream(file, { ...(to !== undefined && { end: to - 1 }), highWaterMark: 1 << 20 })) {
      const data = piece as Buffer;
      hash.update(data);
      bytes += data.length;
      for (let at = data.indexOf(0x0a); at >= 0; at = data.indexOf(0x0a, at + 1)) lines++;
      last = data.at(-1) ?? last;
    }
  }
  return { bytes, sha256: hash.digest('hex'), lines, endsLine: last === 0x0a };
}

/** The first line, from 1, in which the second file is not what the first one is. */
function firstChange(before: string, now: string): number {
  const [old, current] = [fs.openSync(before, 'r'), fs.openSync(now, 'r')];
  try {
    const [a, b] = [Buffer.alloc(1 << 16), Buffer.alloc(1 << 16)];
    for (let line = 1, at = 0; ; at += a.length) {
      const [left, right] = [fs.readSync(old, a, 0, a.length, at), fs.readSync(current, b, 0, b.length, at)];
      for (let i = 0; i < left; i++) {
        if (i >= right || a[i] !== b[i]) return line;
        if (a[i] === 0x0a) line++;
      }
      if (left < a.length) return line;
    }
  } finally {
    fs.closeSync(old);
    fs.closeSync(current);
  }
}
