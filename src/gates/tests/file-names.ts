import type { CoverageRow } from '../../formats/coverage.ts';
import { below, type Checkout, isAbsolute, plainPath, upwards } from './checkout.ts';

/** How a report calls a file. */
export type FileName = Pick<CoverageRow, 'file' | 'below' | 'groups'>;

/** Which file a name means. */
export interface Meaning {
  /** The same for all names of one file. */
  readonly id: string;
  /** It is a file of the checkout; its path is the id. */
  readonly found: boolean;
  /** Which file of the checkout it means is not known: it is no other report's file, unless that lies in the same folder. */
  readonly own: boolean;
  /** There are files of the checkout that it may mean. */
  readonly near: boolean;
}

/** A file of the checkout that a name may mean. */
interface Candidate {
  readonly path: string;
  /** The part of the name that is not of the checkout: empty, or a folder of another machine. */
  readonly foreign: string;
  /** The folder of the checkout in which the rest of the name lies. */
  readonly folder: string;
  /** The name leads there as it is written; else only its last parts do. */
  readonly exact: boolean;
}

/** How names of a report are mostly to be read: how often each way occurs. */
class Ways {
  private readonly counts = new Map<string, number>();

  constructor(found: readonly (readonly Candidate[])[]) {
    for (const list of found) for (const way of new Set(list.map(wayOf))) this.counts.set(way, (this.counts.get(way) ?? 0) + 1);
  }

  /** The first of those that most names speak for. */
  first(candidates: readonly Candidate[]): Candidate | undefined {
    const best = this.best(candidates);
    return candidates.find((one) => this.of(one) === best);
  }

  /** The one that more names speak for than for any other. */
  clear(candidates: readonly Candidate[]): Candidate | undefined {
    const best = this.best(candidates);
    const those = candidates.filter((one) => this.of(one) === best);
    return new Set(those.map(wayOf)).size === 1 ? those[0] : undefined;
  }

  private of(one: Candidate): number {
    return this.counts.get(wayOf(one)) ?? 0;
  }

  private best(candidates: readonly Candidate[]): number {
    return candidates.reduce((most, one) => Math.max(most, this.of(one)), 0);
  }
}

function wayOf({ foreign, folder }: Candidate): string {
  return `${foreign}\0${folder}`;
}

/**
 * The meanings of all names in one report, in their order. A name is looked for below the sources that the report gives, in the report's
 * folder and those around it, then by its last parts. What stays open is read as most names of the report are; what may mean several
 * files even then means one of that report alone, and what the checkout does not have one of the report's folder.
 * @param folder of the report, from the root @param report a name that no other report has
 */
export function meaningsOf(names: readonly FileName[], checkout: Checkout, folder: string, report: string): readonly Meaning[] {
  const found = names.map((name) => candidatesOf(name, checkout, folder));
  const ways = new Ways(found.map((lists) => lists.flat()));
  const moved = ways.clear(found.flat(2).filter(({ foreign }) => foreign !== ''));
  const homes = homesOf(names, found);
  return names.map((name, index) => {
    const lists = found[index] ?? [];
    const path = chosen(name, lists, { ways, moved, folder })?.path;
    const near = lists.length > 0;
    if (path !== undefined) return { id: path, found: true, own: false, near };
    return { ...unresolved(name, { isOpen: near, moved, home: homes.get(groupOf(name)), checkout, folder, report }), near };
  });
}

/** For each way in which a name may be written whole, the files that it may mean, the likeliest first. */
function candidatesOf(name: FileName, checkout: Checkout, folder: string): readonly (readonly Candidate[])[] {
  const written = writtenOf(name);
  const tries = [
    () => written.map((one) => exactOf(one, checkout, folder)),
    () => written.map((one) => similarOf(one, checkout)).slice(0, 1),
    // Some tools name files from the root, whatever they say of their sources.
    () => (name.file.includes('/') && !isAbsolute(name.file) ? [exactOf(plainPath(name.file), checkout, folder)] : []),
  ];
  for (const attempt of tries) {
    const lists = attempt().filter((list) => list.length > 0);
    if (lists.length > 0) return lists;
  }
  return [];
}

function writtenOf({ file, below: folders = [] }: FileName): readonly string[] {
  if (isAbsolute(file) || folders.length === 0) return [plainPath(file)];
  return folders.map((folder) => below(folder, file));
}

/** Files that a name means as it is written. */
function exactOf(written: string, checkout: Checkout, folder: string): readonly Candidate[] {
  if (isAbsolute(written)) {
    const path = checkout.inside(written);
    return path !== undefined && checkout.has(path) ? [{ path, foreign: '', folder: '', exact: true }] : [];
  }
  const folders = new Set([...upwards(folder), ...upwards(checkout.workingDirectory)]);
  return [...folders].flatMap((one) => {
    const path = below(one, written);
    return checkout.has(path) ? [{ path, foreign: '', folder: one, exact: true }] : [];
  });
}

/** Files that end as a name does: with the whole of a relative one; else with as many parts as any, at least two or all of its own. */
function similarOf(written: string, checkout: Checkout): readonly Candidate[] {
  if (isAbsolute(written) && checkout.inside(written) !== undefined) return [];
  const { parts: same, files } = checkout.alike(written);
  const parts = written.split('/');
  const all = files.map((path) => ({
    path,
    foreign: parts.slice(0, -same).join('/'),
    folder: path.split('/').slice(0, -same).join('/'),
    exact: false,
  }));
  return same > 1 || same === parts.length || isPackaged(written) ? all : all.filter(({ folder }) => folder === '');
}

/** Kotlin leaves out the folders of the root package, and of reports only JaCoCo's name files by their package. */
function isPackaged(written: string): boolean {
  return written.endsWith('.kt') && !isAbsolute(written);
}

function chosen(
  { file, groups = [] }: FileName,
  lists: readonly (readonly Candidate[])[],
  { ways, moved, folder }: { ways: Ways; moved: Candidate | undefined; folder: string },
): Candidate | undefined {
  const firsts = lists.flatMap((list) => ways.first(list) ?? []);
  // Several sources, and a file of this name below more than one of them.
  if (new Set(firsts.map(({ path }) => path)).size > 1) return only(hinted(firsts, groups.slice(0, 1)));
  const [first = []] = lists;
  if (first[0]?.exact) return firsts[0];
  const likely = hinted(first, [...folder.split('/'), ...groups]);
  if (isPackaged(file) && first.length === 1) return first[0];
  if (likely.every(({ foreign }) => foreign === '')) return only(likely) ?? ways.clear(likely);
  return (
    likely.find((one) => moved !== undefined && wayOf(one) === wayOf(moved)) ?? (likely.length < first.length ? only(likely) : undefined)
  );
}

/** Of several those below a folder that a hint names; the last hint says most. */
function hinted(candidates: readonly Candidate[], hints: readonly string[]): readonly Candidate[] {
  let left = candidates;
  for (const hint of hints.toReversed()) {
    const those = left.filter(({ path }) => hint !== '' && path.split('/').slice(0, -1).includes(hint));
    if (those.length > 0) left = those;
  }
  return left;
}

function only(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** By group of names, the folder of the checkout below which most of its relative names lie. */
function homesOf(names: readonly FileName[], found: readonly (readonly (readonly Candidate[])[])[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  names.forEach((name, index) => {
    const own = counts.get(groupOf(name)) ?? new Map<string, number>();
    counts.set(groupOf(name), own);
    const candidates = (found[index] ?? []).flat().filter(({ foreign }) => foreign === '');
    if (!isAbsolute(name.file)) for (const { folder } of candidates) own.set(folder, (own.get(folder) ?? 0) + 1);
  });
  return new Map(
    [...counts].flatMap(([group, folders]) => {
      // In the order of their names: another report of the same files finds the same.
      const sorted = [...folders].sort(([a], [b]) => (a < b ? -1 : 1));
      const best = Math.max(...folders.values());
      return sorted
        .filter(([, count]) => count === best)
        .slice(0, 1)
        .map(([folder]) => [group, folder] as const);
    }),
  );
}

function groupOf({ groups = [] }: FileName): string {
  return groups.join('\0');
}

interface Surroundings {
  /** There are files that it may mean. */
  readonly isOpen: boolean;
  readonly moved: Candidate | undefined;
  readonly home: string | undefined;
  readonly checkout: Checkout;
  readonly folder: string;
  readonly report: string;
}

/** A file that is not in the checkout (generated, or of another machine), or one of several of this name. */
function unresolved(name: FileName, { isOpen, moved, home, checkout, folder, report }: Surroundings): Omit<Meaning, 'near'> {
  const written = writtenOf(name);
  const [whole = name.file] = written;
  // One of several: nobody but the report knows which. None: what is called the same by reports of one folder is one file.
  const own = { id: [isOpen ? report : folder, groupOf(name), ...written].join('\0'), found: false, own: true };
  if (name.file === '' || isOpen || written.length > 1) return own;
  if (!isAbsolute(whole)) return home === undefined ? own : { id: below(home, whole), found: false, own: false };
  const path = movedTo(whole, moved) ?? checkout.inside(whole);
  if (path !== undefined) return { id: path, found: false, own: false };
  // The end of its name is that of a file of the checkout: perhaps it is that one.
  const isNear = checkout.alike(whole).parts > 0;
  return isNear ? { ...own, id: `${report}\0${whole}` } : { id: whole, found: false, own: false };
}

function movedTo(path: string, moved: Candidate | undefined): string | undefined {
  return moved && path.startsWith(`${moved.foreign}/`) ? below(moved.folder, path.slice(moved.foreign.length + 1)) : undefined;
}
