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
  /** Device and number on it: what a name stands for while nobody replaces it. A number that is free again is given again. */
  readonly inode: string;
  readonly modifiedMs: number;
  /** When anything about it changed last, be it its name. */
  readonly changedMs: number;
  readonly createdMs: number;
}

/**
 * The regular files that a path or a glob names, sorted by name. A glob follows no linked folder.
 * @throws when the walk is too long, a folder can't be read, or a link has the name and leads nowhere or out of the glob's folder:
 * what such a link stands for nobody has looked at
 */
export async function filesNamed(pattern: string, cwd: string): Promise<readonly FoundFile[]> {
  const literal = await fileAt(pattern, path.resolve(cwd, pattern));
  if (literal) return [literal];
  const { base, glob } = scan(pattern);
  const root = path.resolve(cwd, base);
  if (glob === '') {
    const file = await fileAt(base, root);
    if (!file) await nothingAt(base, root);
    return file ? [file] : [];
  }
  const matches = picomatch(glob);
  const found: FoundFile[] = [];
  for (const below of await entriesBelow(root, matches)) {
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
  const { base, glob } = scan(pattern);
  if (glob === '') return (await lstat(path.resolve(cwd, base)).catch(absent)) === undefined ? [] : [base];
  const matches = picomatch(glob, { dot: true });
  const below = (await walk(path.resolve(cwd, base))).map((thing) => thing.below).filter((thing) => matches(thing));
  return below.map((thing) => (base === '' ? thing : path.posix.join(base, thing))).sort();
}

/** The folder in which a glob looks, and what it looks for there; of a path without wildcards what it stands for, and nothing. */
function scan(pattern: string): { readonly base: string; readonly glob: string } {
  const { base, glob } = picomatch.scan(pattern);
  return glob === '' ? { base: unescaped(base), glob } : { base: unescaped(base), glob: glob.replace(/\/+$/, '') };
}

/** `\[a]` is the name `[a]`; on Windows a backslash stands between folders. */
function unescaped(written: string): string {
  return path.sep === '\\' ? written : written.replaceAll(/\\(.)/g, '$1');
}

async function fileAt(name: string, full: string): Promise<FoundFile | undefined> {
  const found = await stat(full).catch(absent);
  if (!found?.isFile()) return undefined;
  return {
    name,
    full,
    bytes: found.size,
    inode: `${found.dev}:${found.ino}`,
    modifiedMs: found.mtimeMs,
    changedMs: found.ctimeMs,
    createdMs: found.birthtimeMs,
  };
}

/** What is there and is no regular file (a folder, a pipe, a link that leads nowhere) is not the same as nothing. */
async function nothingAt(name: string, full: string): Promise<void> {
  if ((await lstat(full).catch(absent)) !== undefined) throw new Error(`${name} is there, and is no regular file`);
}

/** Paths, relative to the root, of everything below it that matches and is a file or a link to something inside. */
async function entriesBelow(root: string, matches: (below: string) => boolean): Promise<readonly string[]> {
  const inside = (await realpath(root).catch(absent)) ?? root;
  const files: string[] = [];
  for (const { below, entry } of await walk(root)) {
    if (!matches(below)) continue;
    if (entry.isSymbolicLink() && !(await leadsInside(path.join(root, below), inside))) {
      throw new Error(`${below} is a link that leads nowhere, or out of the folder in which is looked`);
    }
    if (entry.isFile() || entry.isSymbolicLink()) files.push(below);
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
