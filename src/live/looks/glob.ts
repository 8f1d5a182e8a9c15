import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { plainStars } from '../../core/glob.ts';
import { absent } from './absent.ts';
import { isInside, type Met, type PassesOver, walk } from './walk.ts';

/** A regular file that a path or glob names. */
export interface FoundFile {
  /** As the configuration would name it: relative to the working directory unless the pattern is absolute; `/` between parts. */
  readonly name: string;
  readonly full: string;
  /** Its path with all links resolved. */
  readonly real: string;
  readonly bytes: number;
  /** Device and number on it: what a name stands for while nobody replaces it. A number that is free again is given again. */
  readonly inode: string;
  readonly modifiedMs: number;
  /** When anything about it changed last, be it its name. */
  readonly changedMs: number;
  readonly createdMs: number;
}

/** What was passed over is named up to here. */
export const MOST_NAMED = 20;

/** What a path or a glob names, and what of it was passed over. */
export interface Search {
  /** Sorted by name, each real file once. */
  readonly files: readonly FoundFile[];
  /** Linked folders that a wildcard met and that lead out of the checkout. */
  readonly linksOut: readonly string[];
  /** Files that the glob would name if no part of their names began with a dot. */
  readonly hidden: readonly string[];
  /** What has such a name and is neither file nor folder: pipes, sockets, devices. */
  readonly others: readonly string[];
}

/** How thoroughly is looked. */
interface Thoroughness {
  /** What is hidden is named as well. */
  readonly dot?: boolean;
  /** Instead of what git and we ourselves keep. */
  readonly passesOver?: PassesOver;
}

/**
 * The regular files that a path or a glob names. A linked folder that the glob names literally is followed wherever it leads; one that
 * a wildcard meets only inside the folder of the glob and the checkout.
 * @throws when the walk is too long, a folder can't be read, or a link to no folder has the name and leads nowhere or out: what such a
 * link stands for nobody has looked at
 */
export async function search(
  pattern: string,
  cwd: string,
  checkout = cwd,
  { dot = false, passesOver }: Thoroughness = {},
): Promise<Search> {
  const literal = await fileAt(pattern, path.resolve(cwd, pattern));
  if (literal) return only(literal);
  const { base, glob } = scan(pattern);
  const root = path.resolve(cwd, base);
  if (glob === '') {
    const file = await fileAt(base, root);
    if (!file) await nothingAt(base, root);
    return only(file);
  }
  const named = picomatch(glob, { dot });
  const within = await realPaths([root, checkout]);
  const { met, linksOut } = await walk(root, glob, within, passesOver);
  const matching = met.filter(({ below }) => picomatch(glob, { dot: true })(below));
  const found = new Map<string, FoundFile>();
  const others: string[] = [];
  for (const { below, entry } of matching.filter((thing) => named(thing.below)).sort(realFirst)) {
    const file = await fileOf({ below, entry }, path.join(root, below), base, within);
    if (file && !found.has(file.real)) found.set(file.real, file);
    if (!file && !(await stat(path.join(root, below)).catch(absent))?.isDirectory()) others.push(under(base, below));
  }
  const hidden = matching.filter(({ below, entry }) => entry.isFile() && !named(below)).map(({ below }) => under(base, below));
  return {
    files: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    linksOut: linksOut.filter((below) => !below.split('/').some((part) => part.startsWith('.'))).map((below) => under(base, below)),
    hidden: hidden.sort(),
    others: others.sort(),
  };
}

/** The files of a search. @throws as `search` does */
export async function filesNamed(pattern: string, cwd: string, checkout = cwd): Promise<readonly FoundFile[]> {
  return (await search(pattern, cwd, checkout)).files;
}

/**
 * Everything that a path or a glob names, whatever it is: also what is hidden, folders, and links that lead nowhere. Sorted.
 * @throws when the walk is too long or a folder can't be read
 */
export async function thingsNamed(pattern: string, cwd: string, checkout = cwd): Promise<readonly string[]> {
  if ((await lstat(path.resolve(cwd, pattern)).catch(absent)) !== undefined) return [pattern];
  const { base, glob } = scan(pattern);
  const root = path.resolve(cwd, base);
  if (glob === '') return (await lstat(root).catch(absent)) === undefined ? [] : [base];
  const matches = picomatch(glob, { dot: true });
  const { met } = await walk(root, glob, await realPaths([root, checkout]));
  const below = met.map((thing) => thing.below).filter((thing) => matches(thing));
  return below.map((thing) => under(base, thing)).sort();
}

function only(file: FoundFile | undefined): Search {
  return { files: file ? [file] : [], linksOut: [], hidden: [], others: [] };
}

function under(base: string, below: string): string {
  return base === '' ? below : path.posix.join(base, below);
}

/** A file that has two names is called by the one that is no link. */
function realFirst(a: Met, b: Met): number {
  return Number(a.entry.isSymbolicLink()) - Number(b.entry.isSymbolicLink());
}

async function realPaths(folders: readonly string[]): Promise<readonly string[]> {
  return Promise.all(folders.map(async (folder) => (await realpath(folder).catch(absent)) ?? folder));
}

async function fileOf({ below, entry }: Met, full: string, base: string, within: readonly string[]): Promise<FoundFile | undefined> {
  if (!entry.isFile() && !entry.isSymbolicLink()) return undefined;
  const file = await fileAt(under(base, below), full);
  if (!entry.isSymbolicLink()) return file;
  if (file ? within.some((folder) => isInside(file.real, folder)) : (await stat(full).catch(absent)) !== undefined) return file;
  throw new Error(`${below} is a link that leads nowhere, or out of the folder in which is looked`);
}

/** The folder in which a glob looks, and what it looks for there; of a path without wildcards what it stands for, and nothing. */
function scan(pattern: string): { readonly base: string; readonly glob: string } {
  const { base, glob } = picomatch.scan(plainStars(pattern));
  return glob === '' ? { base: unescaped(base), glob } : { base: unescaped(base), glob: glob.replace(/\/+$/, '') };
}

/** `\[a]` is the name `[a]`; on Windows a backslash stands between folders. */
function unescaped(written: string): string {
  return path.sep === '\\' ? written : written.replaceAll(/\\(.)/g, '$1');
}

/** The regular file at a path. @param name what it is called */
export async function fileAt(name: string, full: string): Promise<FoundFile | undefined> {
  const found = await stat(full).catch(absent);
  if (!found?.isFile()) return undefined;
  return {
    name,
    full,
    real: await realpath(full),
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
