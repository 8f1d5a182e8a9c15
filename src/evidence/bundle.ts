import fs from 'node:fs';
import path from 'node:path';
import { systemCode, UnreadableBundle } from './problem.ts';
import { makeTemporary, removeTemporary } from './temporary.ts';
import { unpackZip } from './unzip.ts';

export interface OpenBundle {
  readonly folder: string;
  /** Removes what was unpacked, as far as it can; leaves a folder that was given as it is. A signal that ends the program does so, too. */
  cleanup(): void;
}

/**
 * Opens a bundle: a folder as it is, a zip unpacked into a private temporary folder. @param tell told what of it can't be removed afterwards
 * @throws UnreadableBundle when it is neither.
 */
export async function openBundle(folderOrZip: string, tell: (line: string) => void = () => {}): Promise<OpenBundle> {
  const stat = statOf(folderOrZip);
  if (stat.isDirectory()) {
    refuseWhatIsNoFile(folderOrZip);
    return { folder: folderOrZip, cleanup: () => {} };
  }
  if (!stat.isFile()) throw new UnreadableBundle(folderOrZip, 'neither a folder nor a zip');
  const temporary = makeTemporary('gate-bundle-', tell);
  const cleanup = (): void => removeTemporary(temporary);
  try {
    return { folder: await unpackZip(folderOrZip, temporary), cleanup };
  } catch (error) {
    cleanup();
    throw error;
  }
}

/** A pipe or a device never ends: reading it would wait for ever. A linked file is as good as what it leads to; a linked folder may hold one. */
function refuseWhatIsNoFile(folder: string): void {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const leads = entry.isSymbolicLink() ? end(full) : entry;
    if (entry.isSymbolicLink() && leads?.isDirectory()) throw new UnreadableBundle(full, 'a link to a folder: no bundle holds one');
    if (leads && !leads.isFile() && !leads.isDirectory()) throw new UnreadableBundle(full, 'neither a file nor a folder');
  }
}

/** What a link leads to; undefined: nothing. */
function end(link: string): fs.Stats | undefined {
  try {
    return fs.statSync(link, { throwIfNoEntry: false });
  } catch (error) {
    throw new UnreadableBundle(link, String(systemCode(error)));
  }
}

function statOf(file: string): fs.Stats {
  try {
    return fs.statSync(file);
  } catch (error) {
    throw new UnreadableBundle(file, systemCode(error) === 'ENOENT' ? 'there is no such bundle' : String(systemCode(error)));
  }
}
