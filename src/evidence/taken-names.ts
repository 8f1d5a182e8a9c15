import fs from 'node:fs';
import path from 'node:path';
import { numbered } from './slug.ts';

interface Folder {
  /** By name in lower case: the name, and whether it is a folder. */
  readonly entries: Map<string, { readonly name: string; readonly isFolder: boolean }>;
  /** By wanted name: the number to try next. */
  readonly numbers: Map<string, number>;
}

/** The names that are taken in the folders of a bundle that one process writes: each folder is read once, not for each file. */
export class TakenNames {
  private readonly folders = new Map<string, Folder>();

  /** The name, or with the first number that makes it free; taken from now on. A folder may be shared, a file may not. */
  take(folder: string, step: string, kind: 'file' | 'folder'): string {
    const { entries, numbers } = this.folderAt(folder);
    for (let number = numbers.get(step) ?? 1; ; number++) {
      const name = number === 1 ? step : numbered(step, number);
      const twin = entries.get(name.toLowerCase());
      if (twin && !(kind === 'folder' && twin.name === name && twin.isFolder)) continue;
      entries.set(name.toLowerCase(), { name, isFolder: kind === 'folder' });
      if (kind === 'file') numbers.set(step, number + 1);
      return name;
    }
  }

  private folderAt(folder: string): Folder {
    const known = this.folders.get(folder);
    if (known) return known;
    const there = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : [];
    const entries = new Map(there.map((entry) => [entry.name.toLowerCase(), { name: entry.name, isFolder: entry.isDirectory() }] as const));
    const read = { entries, numbers: new Map<string, number>() };
    this.folders.set(path.normalize(folder), read);
    return read;
  }
}
