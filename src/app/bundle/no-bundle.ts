import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { terminal } from '../../report/escape.ts';
import { EXECUTION_ID } from '../history/row.ts';

/** What lies in every bundle, also in one of which something was removed. */
const PARTS = ['data', 'bagit.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'] as const;

/** @throws SetupError for a folder that holds nothing of a bundle; it names the newest execution in it */
export function refuseNoBundle(folder: string): void {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (PARTS.some((part) => fs.existsSync(path.join(folder, part)))) return;
  const newest = [folder, path.join(folder, 'executions'), path.join(folder, '.gate/executions')].flatMap((one) => newestIn(one))[0];
  throw new SetupError(`${terminal(folder)}: no bundle${newest === undefined ? '' : `; did you mean ${terminal(newest)}?`}`);
}

/** A folder before the zip of it. */
function newestIn(folder: string): readonly string[] {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = fs.readdirSync(folder).filter((name) => EXECUTION_ID.test(idOf(name)));
  const newest = names.map(idOf).sort().at(-1);
  return names
    .filter((name) => idOf(name) === newest)
    .sort()
    .slice(0, 1)
    .map((name) => path.join(folder, name));
}

function idOf(name: string): string {
  return name.replace(/(?:\.unverified)?\.zip$/, '');
}
