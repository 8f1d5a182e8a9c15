import fs from 'node:fs';
import path from 'node:path';
import type { Io } from '../io.ts';

/** Where a bundle lies that is named by its path, or by the id of an execution below `store`. A path that is there comes first. */
export function bundleAt(named: string, store: string, { cwd }: Pick<Io, 'cwd'>): string {
  if (fs.existsSync(path.resolve(cwd, named))) return named;
  const stored = path.resolve(cwd, store, named);
  return [stored, `${stored}.zip`].find((place) => fs.existsSync(place)) ?? named;
}
