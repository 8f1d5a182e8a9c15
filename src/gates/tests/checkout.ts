import type { FileListRow } from '../../formats/file-list.ts';

/** The files of the checkout, by path from its root, and what its folder is called. */
export class Checkout {
  private roots: readonly string[] = [];
  private folder = '';
  private readonly files = new Set<string>();
  private readonly byName = new Map<string, string[]>();

  take(row: FileListRow): void {
    if ('file' in row) this.add(row.file);
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

  /** Files whose last part is this. */
  named(name: string): readonly string[] {
    return this.byName.get(name) ?? [];
  }

  /** The path from the root of an absolute one; undefined for one that lies elsewhere. */
  inside(absolute: string): string | undefined {
    const root = this.roots.find((one) => absolute.startsWith(one === '/' ? one : `${one}/`));
    return root === undefined ? undefined : absolute.slice(root.length).replace(/^\//, '');
  }

  private add(file: string): void {
    this.files.add(file);
    const name = file.slice(file.lastIndexOf('/') + 1);
    const others = this.byName.get(name);
    if (others) others.push(file);
    else this.byName.set(name, [file]);
  }
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

/** A folder and those around it, the nearest first, the root (empty) last. */
export function upwards(folder: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}
