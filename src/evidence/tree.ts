import fs from 'node:fs';
import path from 'node:path';
import { isPlainPath } from './paths.ts';

/** What is odd about a folder that holds nothing: a bag can't list it. */
export const EMPTY_FOLDER = 'an empty folder';

/** What is in a folder: regular files with plain names, and what should not be there. */
export interface Tree {
  /** Paths relative to the folder, with `/`, sorted by their bytes. */
  readonly files: readonly string[];
  /** Path and what is wrong with it, one line. */
  readonly odd: readonly { readonly path: string; readonly message: string }[];
}

/** Lists a bundle's folder. Symbolic links are never followed. @throws when it can't be read. */
export function listTree(root: string): Tree {
  const files: string[] = [];
  const odd: { path: string; message: string }[] = [];
  const walk = (folder: string): void => {
    const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
    if (entries.length === 0 && folder !== '') odd.push({ path: folder, message: EMPTY_FOLDER });
    for (const entry of entries) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && isPlainPath(file)) walk(file);
      else if (!isPlainPath(file)) odd.push({ path: JSON.stringify(file).slice(1, -1), message: 'a name that no bundle holds' });
      else if (entry.isFile()) files.push(file);
      else odd.push({ path: file, message: entry.isSymbolicLink() ? 'a symbolic link' : 'not a regular file' });
    }
  };
  walk('');
  return { files: files.sort(), odd: [...odd, ...sameButForCase(files)] };
}

function sameButForCase(files: readonly string[]): { path: string; message: string }[] {
  const seen = new Map<string, string>();
  const twins: { path: string; message: string }[] = [];
  for (const file of files) {
    const other = seen.get(file.toLowerCase());
    if (other !== undefined) twins.push({ path: file, message: `differs from ${other} only in upper and lower case` });
    seen.set(file.toLowerCase(), file);
  }
  return twins;
}
