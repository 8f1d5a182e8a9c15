import fs from 'node:fs';
import path from 'node:path';
import { whyNotRemoved } from './remove.ts';

/** Where the originals of withheld files lie: beside the folder of executions, as that may be published whole. */
export function quarantineOf(bundle: string): string {
  return path.join(`${path.dirname(bundle)}.quarantine`, path.basename(bundle));
}

/**
 * Makes that folder, for its owner alone, and hides it from git.
 * @throws when somebody else made it lead elsewhere
 */
export function makeQuarantine(bundle: string): string {
  const folder = quarantineOf(bundle);
  const base = path.dirname(folder);
  for (const one of [base, folder]) {
    if (!fs.existsSync(one)) fs.mkdirSync(one, { recursive: true, mode: 0o700 });
    if (!fs.lstatSync(one).isDirectory()) throw new Error(`${one} is no folder of its own`);
    fs.chmodSync(one, 0o700);
  }
  fs.writeFileSync(path.join(base, '.gitignore'), '*\n');
  return folder;
}

/** Removes what an execution has there; a link is left alone. @returns why it stays */
export function whyQuarantineStays(bundle: string): string | undefined {
  const folder = quarantineOf(bundle);
  const isOwn = [path.dirname(folder), folder].every((one) => fs.lstatSync(one, { throwIfNoEntry: false })?.isDirectory() === true);
  return isOwn ? whyNotRemoved(folder) : undefined;
}

/**
 * Copies a file as it is to where nothing is uploaded from. @param file its path in the bundle, below `data/`
 * @returns the copy
 * @throws when it can't be copied
 */
export function quarantine(source: string, bundle: string, file: string): string {
  const target = path.join(makeQuarantine(bundle), file);
  fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
  fs.copyFileSync(source, target, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
  fs.chmodSync(target, 0o600);
  return target;
}
