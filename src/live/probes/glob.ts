import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';

/** A walk that meets more entries than this is our limit. */
const MOST_ENTRIES = 200_000;

/** A regular file that a path or glob names. */
export interface FoundFile {
  /** As the configuration would name it: relative to the working directory unless the pattern is absolute; `/` between parts. */
  readonly name: string;
  readonly full: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly createdMs: number;
}

/**
 * The regular files that a path or a glob names, sorted by name. A glob follows no linked folder and takes no link that leads out
 * of its base folder. @throws when the walk is too long or a folder can't be read
 */
export async function filesNamed(pattern: string, cwd: string): Promise<readonly FoundFile[]> {
  const literal = await fileAt(pattern, path.resolve(cwd, pattern));
  if (literal) return [literal];
  const { base, glob } = picomatch.scan(pattern);
  if (glob === '') {
    await nothingAt(pattern, path.resolve(cwd, pattern));
    return [];
  }
  const root = path.resolve(cwd, base);
  const matches = picomatch(glob);
  const found: FoundFile[] = [];
  for (const below of await entriesBelow(root)) {
    if (!matches(below)) continue;
    const file = await fileAt(base === '' ? below : path.posix.join(base, below), path.join(root, below));
    if (file) found.push(file);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Everything that a path or a glob names, whatever it is: also what is hidden, folders, and links that lead nowhere. Sorted.
 * @throws when the walk is too long or a folder can't be read
 */
export async function thingsNamed(pattern: string, cwd: string): Promise<readonly string[]> {
  if ((await lstat(path.resolve(cwd, pattern)).catch(absent)) !== undefined) return [pattern];
  const { base, glob } = picomatch.scan(pattern);
  if (glob === '') return [];
  const matches = picomatch(glob, { dot: true });
  const below = (await walk(path.resolve(cwd, base))).map((thing) => thing.below).filter((thing) => matches(thing));
  return below.map((thing) => (base === '' ? thing : path.posix.join(base, thing))).sort();
}

async function fileAt(name: string, full: string): Promise<FoundFile | undefined> {
  const found = await stat(full).catch(absent);
  if (!found?.isFile()) return undefined;
  return { name, full, bytes: found.size, modifiedMs: found.mtimeMs, createdMs: found.birthtimeMs };
}

/** What is there and is no regular file (a folder, a pipe, a link that leads nowhere) is not the same as nothing. */
async function nothingAt(name: string, full: string): Promise<void> {
  if ((await lstat(full).catch(absent)) !== undefined) throw new Error(`${name} is there, and is no regular file`);
}

/** Paths, relative to the root, of everything below it that is a file or a link to one inside. */
async function entriesBelow(root: string): Promise<readonly string[]> {
  const inside = (await realpath(root).catch(absent)) ?? root;
  const files: string[] = [];
  for (const { below, entry } of await walk(root)) {
    if (entry.isFile() || (entry.isSymbolicLink() && (await leadsInside(path.join(root, below), inside)))) files.push(below);
  }
  return files;
}

/** Everything below a folder; linked folders are met and not entered. */
async function walk(root: string): Promise<readonly { readonly below: string; readonly entry: Dirent }[]> {
  const met: { below: string; entry: Dirent }[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of (await readdir(path.join(root, folder), { withFileTypes: true }).catch(absent)) ?? []) {
      const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(below);
      if (met.push({ below, entry }) > MOST_ENTRIES) throw new Error(`more than ${MOST_ENTRIES} files below ${root}`);
    }
  }
  return met;
}

async function leadsInside(link: string, root: string): Promise<boolean> {
  const target = await realpath(link).catch(absent);
  return target !== undefined && target.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}

/** What is not there is an answer; any other trouble is not. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined;
  throw error;
}
