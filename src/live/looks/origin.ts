import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { artifactNamed } from '../../core/origin.ts';
import type { ArtifactFiles, FileLabels, FileOrigin, ProbeContext } from '../../core/ports.ts';
import { git, type GitPlace } from '../git.ts';
import { absent } from './absent.ts';
import { type FoundFile, filesNamed } from './glob.ts';

/** A path or a glob, and the folder in which it is looked for. */
export interface Place {
  readonly pattern: string;
  readonly cwd: string;
}

/** What lay where at some moment, by real path: a link is no other file, whatever it is called. */
export type Census = ReadonlyMap<string, FoundFile>;

/** What lies now at these places. A place that can't be looked at has nothing. */
export async function census(places: readonly Place[], checkout: string): Promise<Census> {
  const all = new Map<string, FoundFile>();
  for (const { pattern, cwd } of places) {
    for (const file of await filesNamed(pattern, cwd, checkout).catch(() => [])) all.set(file.real, file);
  }
  return all;
}

/** Whether a file is what it was at the census: nobody has written it since. */
export function isUntouched(before: Census, { real, modifiedMs, bytes }: Pick<FoundFile, 'real' | 'modifiedMs' | 'bytes'>): boolean {
  const known = before.get(real);
  return known !== undefined && known.modifiedMs === modifiedMs && known.bytes === bytes;
}

/** What an execution began with. */
interface Beginning {
  readonly files: Census;
  /** Top of the work tree, real; undefined without git. */
  readonly top: GitPlace | undefined;
  readonly commit: string | undefined;
  readonly artifacts: readonly ArtifactFiles[];
  /** Hashes of the files of the commit by their paths from the top, once somebody asked. */
  blobs?: Promise<ReadonlyMap<string, string>>;
}

/** Of what nobody looked at before. */
const UNKNOWN: FileOrigin = { earlier: false, committed: () => Promise.resolve(false), artifact: () => Promise.resolve(undefined) };

const BEGINNINGS = new WeakMap<object, Beginning>();

/**
 * Remembers, before the first gate, which commit is checked out, what lies at these places, and what artifacts brought.
 * @param execution stands for it: its plan
 */
export async function rememberBeginning(
  execution: object,
  checkout: GitPlace,
  { places, artifacts }: { readonly places: readonly Place[]; readonly artifacts: readonly ArtifactFiles[] },
): Promise<void> {
  const top = (await git(checkout, 'rev-parse', '--show-toplevel'))?.replace(/\r?\n$/, '');
  const commit = (await git(checkout, 'rev-parse', '--verify', '--quiet', 'HEAD'))?.trim();
  const real = top === undefined ? undefined : await realpath(top).catch(absent);
  const files = await census(places, checkout.cwd);
  BEGINNINGS.set(execution, { files, top: real === undefined ? undefined : { ...checkout, cwd: real }, commit, artifacts });
}

/**
 * Where a file comes from, by its real path: whether it lay there, the same, when the execution began, and whether it is what the commit
 * has there. Everything that is judged by where it comes from is asked about here.
 */
export async function originOf(execution: object, full: string): Promise<FileOrigin> {
  const beginning = BEGINNINGS.get(execution);
  const real = await realpath(full).catch(absent);
  const now = real === undefined ? undefined : await stat(real).catch(absent);
  if (!beginning || real === undefined || !now?.isFile()) return UNKNOWN;
  const earlier = isUntouched(beginning.files, { real, modifiedMs: now.mtimeMs, bytes: now.size });
  return { earlier, committed: () => isCommitted(beginning, real, now.size), artifact: () => bringer(beginning, real) };
}

/** Code under test may have written to the folder of an artifact: its file is the one that was fetched. */
async function bringer({ artifacts }: Beginning, real: string): Promise<string | undefined> {
  const artifact = artifacts.find((one) => 'files' in one && one.files.has(real));
  if (!artifact || 'trouble' in artifact) return undefined;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(real)) hash.update(piece as Buffer);
  return hash.digest('hex') === artifact.files.get(real) ? artifact.name : undefined;
}

/** Tracked and unchanged: its hash is the one that git has of it. */
async function isCommitted(beginning: Beginning, real: string, bytes: number): Promise<boolean> {
  const { top, commit } = beginning;
  if (top === undefined || commit === undefined) return false;
  const name = path.relative(top.cwd, real).replaceAll(path.sep, '/');
  beginning.blobs ??= blobsOf(top, commit);
  const blob = (await beginning.blobs).get(name);
  if (blob === undefined) return false;
  const hash = createHash(blob.length === 64 ? 'sha256' : 'sha1').update(`blob ${bytes}\0`);
  for await (const piece of createReadStream(real)) hash.update(piece as Buffer);
  // Git may keep other bytes than those that it checks out: other ends of lines, a pointer to a large file.
  return hash.digest('hex') === blob || (await git(top, 'hash-object', '--', name))?.trim() === blob;
}

async function blobsOf(top: GitPlace, commit: string): Promise<ReadonlyMap<string, string>> {
  const listing = (await git(top, 'ls-tree', '-r', '-z', '--full-tree', commit)) ?? '';
  const blobs = new Map<string, string>();
  for (const row of listing.split('\0')) {
    const [, hash, name] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
    if (hash !== undefined && name !== undefined) blobs.set(name, hash);
  }
  return blobs;
}

/** The same as fields of the fact that records a file, with the start of the job where it counts. */
export async function originLabels(
  probes: ProbeContext,
  full: string,
  producer: string | undefined,
): Promise<Pick<FileLabels, 'earlier' | 'committed' | 'jobAt' | 'artifact'>> {
  const { earlier, committed, artifact } = await probes.originOf(full);
  const broughtBy = artifactNamed(producer) === undefined ? undefined : await artifact();
  return {
    ...(broughtBy !== undefined && { artifact: broughtBy }),
    ...(earlier && { earlier: true as const }),
    ...((await committed()) && { committed: true as const }),
    ...(producer === 'job' && { jobAt: Math.round(probes.startedAt('job') - probes.startedAt('run')) }),
  };
}
