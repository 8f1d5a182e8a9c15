import type { FileListRow } from '../../formats/file-list.ts';

/** The files of the checkout, by path from its root, and what its folder is called. */
export class Checkout {
  private roots: readonly string[] = [];
  private folder = '';
  private readonly files = new Set<string>();
  /** Paths with their parts turned round, sorted: those that end alike stand side by side. Undefined until it is asked for. */
  private turned: readonly string[] | undefined;

  take(row: FileListRow): void {
    if ('file' in row) this.files.add(row.file);
    else {
      this.roots = row.roots.map((root) => plainPath(root));
      this.folder = row.workingDirectory;
    }
  }

  /** The working directory, from the root. */
  get workingDirectory(): string {
    return this.folder;
  }

  /** Its list was read. */
  get known(): boolean {
    return this.roots.length > 0;
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  all(): Iterable<string> {
    return this.files;
  }

  /** The files that have as many last parts in common with a path as any, and how many those are. */
  alike(path: string): { readonly parts: number; readonly files: readonly string[] } {
    this.turned ??= [...this.files].map(turnedRound).sort();
    const key = turnedRound(path);
    const at = lowerBound(this.turned, key);
    const parts = Math.max(...[at - 1, at].map((index) => commonParts(key, this.turned?.[index] ?? '')));
    if (parts === 0) return { parts, files: [] };
    const end = `${key.split('/').slice(0, parts).join('/')}/`;
    const files = sliceOf(this.turned, end).map((turned) => turnedBack(turned));
    return { parts, files };
  }

  /** The path from the root of an absolute one; undefined for one that lies elsewhere. */
  inside(absolute: string): string | undefined {
    const root = this.roots.find((one) => absolute.startsWith(one === '/' ? one : `${one}/`));
    return root === undefined ? undefined : absolute.slice(root.length).replace(/^\//, '');
  }
}

/** The parts of a path from the last to the first; each ends with `/`, so that no part is the beginning of another. */
function turnedRound(path: string): string {
  return `${path.split('/').toReversed().join('/')}/`;
}

function turnedBack(turned: string): string {
  return turned.slice(0, -1).split('/').toReversed().join('/');
}

function commonParts(one: string, other: string): number {
  const [left, right] = [one.split('/').slice(0, -1), other.split('/').slice(0, -1)];
  const different = left.findIndex((part, index) => part !== right[index]);
  return different < 0 ? left.length : different;
}

/** The part of a sorted list that begins so. */
function sliceOf(list: readonly string[], start: string): readonly string[] {
  const first = lowerBound(list, start);
  // Nothing in a path sorts behind this character.
  return list.slice(first, lowerBound(list, `${start}\uFFFF`));
}

/** The first place, in a sorted list, of something that is not before this. */
function lowerBound(list: readonly string[], value: string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? '') < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A path with `/`, without `.` and, where it can be, without `..`. */
export function plainPath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const parts: string[] = [];
  for (const part of slashed.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `${slashed.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

export function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:\/)/.test(path);
}

/** A path below a folder; an absolute one as it is. */
export function below(folder: string, path: string): string {
  return plainPath(isAbsolute(path) || folder === '' ? path : `${folder}/${path}`);
}

/** Whether a path from the root lies in a folder, or in one below it; everything does in the root. */
export function isBelow(folder: string, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** A folder and those around it, the nearest first, the root (empty) last. */
export function upwards(folder: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}
