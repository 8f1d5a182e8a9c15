import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { absent } from './absent.ts';

/** A walk that meets more entries than this is our limit. */
const MOST_ENTRIES = 200_000;

const OURS: ReadonlySet<string> = new Set(['.git', '.gate']);

/** Whether no wildcard looks into what has a name. @param folder in which it is */
export type PassesOver = (name: string, folder: string) => boolean;

/** What git and we ourselves keep is nobody's result. */
const passesOurs: PassesOver = (name) => OURS.has(name);

/** Something that a glob names, or would name if it did not begin with a dot. */
export interface Met {
  /** Path relative to the folder of the glob, `/` between parts. */
  readonly below: string;
  readonly entry: Dirent;
}

/** What a walk met, and the linked folders that it did not enter because they lead out. */
export interface Walked {
  readonly met: readonly Met[];
  readonly linksOut: readonly string[];
}

/** One part of a glob: `**`, or a pattern for one name. */
interface Segment {
  /** Any number of names, none included. */
  readonly many: boolean;
  /** The one name that it stands for. */
  readonly literal?: string;
  /** Hidden names included. */
  readonly matches: (name: string) => boolean;
  /** Without hidden names, unless it writes their dot. */
  readonly shows: (name: string) => boolean;
}

/**
 * Everything below a folder that a glob may name, hidden or not. A linked folder is entered wherever it leads if the glob names it
 * literally; one that a wildcard meets only where it leads into `within`. Each real folder is entered once for each rest of the glob:
 * links may go round in circles.
 * @param within real paths of folders. @throws when the walk is too long or a folder can't be read
 */
export function walk(root: string, glob: string, within: readonly string[], passesOver = passesOurs): Promise<Walked> {
  return new Walk(root, segmentsOf(glob), within, passesOver).all();
}

interface Folder {
  readonly below: string;
  /** Where the glob may go on: indexes of its segments. */
  readonly at: readonly number[];
  /** The same without names that are hidden: a folder may have one name that is, and another that is not. */
  readonly shown: readonly number[];
}

class Walk {
  private readonly root: string;
  private readonly segments: readonly Segment[];
  private readonly within: readonly string[];
  private readonly met: Met[] = [];
  private readonly linksOut: string[] = [];
  private readonly entered = new Set<string>();
  private entries = 0;
  private readonly passesOver: PassesOver;

  constructor(root: string, segments: readonly Segment[], within: readonly string[], passesOver: PassesOver) {
    this.passesOver = passesOver;
    this.root = root;
    this.segments = segments;
    this.within = within;
  }

  async all(): Promise<Walked> {
    const start = this.closed([0]);
    const folders: Folder[] = [{ below: '', at: start, shown: start }];
    // Behind all others: what can be reached without a link has the name without one.
    const linked: Folder[] = [];
    for (let next = folders.pop() ?? linked.shift(); next; next = folders.pop() ?? linked.shift()) await this.enter(next, folders, linked);
    return { met: this.met, linksOut: this.linksOut };
  }

  private async enter({ below, at, shown }: Folder, folders: Folder[], linked: Folder[]): Promise<void> {
    const full = path.join(this.root, below);
    const key = `${(await realpath(full).catch(absent)) ?? full}\0${at.join()}\0${shown.join()}`;
    if (this.entered.has(key)) return;
    this.entered.add(key);
    for (const entry of (await readdir(full, { withFileTypes: true }).catch(absent)) ?? []) {
      if (++this.entries > MOST_ENTRIES) throw new Error(`more than ${MOST_ENTRIES} files below ${this.root}`);
      const next = this.after(at, (segment) => segment.matches(entry.name));
      if (next.length === 0) continue;
      const folder: Folder = {
        below: below === '' ? entry.name : `${below}/${entry.name}`,
        at: next,
        shown: this.after(shown, (segment) => segment.shows(entry.name)),
      };
      if (next.includes(this.segments.length)) this.met.push({ below: folder.below, entry });
      if (next.every((index) => index === this.segments.length) || this.isOurs(at, entry.name, full)) continue;
      if (entry.isDirectory()) folders.push(folder);
      else if (entry.isSymbolicLink() && (await this.mayFollow(folder.below, at, entry.name))) linked.push(folder);
    }
  }

  /** A link to a folder that may be entered; one that leads out is remembered. */
  private async mayFollow(below: string, at: readonly number[], name: string): Promise<boolean> {
    const target = path.join(this.root, below);
    if (!(await stat(target).catch(absent))?.isDirectory()) return false;
    const real = await realpath(target);
    if (this.isLiteral(at, name) || this.within.some((folder) => isInside(real, folder))) return true;
    this.linksOut.push(below);
    return false;
  }

  private isLiteral(at: readonly number[], name: string): boolean {
    return at.some((index) => this.segments[index]?.literal === name);
  }

  private isOurs(at: readonly number[], name: string, folder: string): boolean {
    return this.passesOver(name, folder) && !this.isLiteral(at, name);
  }

  private after(at: readonly number[], takes: (segment: Segment) => boolean): readonly number[] {
    const next = at.flatMap((index) => {
      const segment = this.segments[index];
      if (segment === undefined || !takes(segment)) return [];
      return [segment.many ? index : index + 1];
    });
    return this.closed(next);
  }

  /** `**` may stand for nothing. */
  private closed(at: readonly number[]): readonly number[] {
    const all = new Set(at);
    for (const index of all) if (this.segments[index]?.many) all.add(index + 1);
    return [...all].sort((a, b) => a - b);
  }
}

/** Whether a real path is below a folder, or is that folder. */
export function isInside(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** A glob that is more than names between slashes may name anything: whoever asks compares the whole of it. */
function segmentsOf(glob: string): readonly Segment[] {
  const parts = glob.split('/').filter((part) => part !== '');
  if (glob.startsWith('!') || !parts.every(isWhole)) return [{ many: true, matches: any, shows: any }];
  return parts.map((part) => {
    if (part === '**') return { many: true, matches: any, shows: (name) => !name.startsWith('.') };
    if (part.includes('**')) return { many: false, matches: any, shows: any };
    const literal = /^[^\\*?[\]{}()!+@]+$/.test(part) && { literal: part };
    return { many: false, ...literal, matches: picomatch(part, { dot: true }), shows: picomatch(part) };
  });
}

function any(): boolean {
  return true;
}

/** Whether each bracket of a part is closed in it. */
function isWhole(part: string): boolean {
  const count = (bracket: string): number => part.split(bracket).length - 1;
  return [
    ['{', '}'],
    ['(', ')'],
    ['[', ']'],
  ].every(([open = '', close = '']) => count(open) === count(close));
}
