import type { FoundFile } from './glob.ts';
import { sha256Of } from './marks.ts';
import type { Census } from './origin.ts';

/** A larger file is not read before the run that may write it. */
const MOST_BYTES = 1 << 26;

/** Hashes of files by their real paths. */
export type Hashes = ReadonlyMap<string, string>;

/** What files hold now. One that can't be read has no hash. */
export async function hashesOf(files: Census): Promise<Hashes> {
  const hashes = new Map<string, string>();
  for (const file of files.values()) {
    if (file.bytes > MOST_BYTES) continue;
    const hash = await hashOf(file).catch(() => undefined);
    if (hash !== undefined) hashes.set(file.real, hash);
  }
  return hashes;
}

/**
 * When that was written, in ms since 1970, that lay under the name of a file with its very bytes. A tool that has nothing new to say
 * leaves the same as `touch`: the file system does not tell them apart.
 */
export async function twinOf(file: FoundFile, before: Census, hashes: Hashes): Promise<number | undefined> {
  for (const known of before.values()) {
    if (known.bytes !== file.bytes || (known.real !== file.real && known.name !== file.name) || !hashes.has(known.real)) continue;
    if (hashes.get(known.real) === (await hashOf(file))) return known.modifiedMs;
  }
  return undefined;
}

function hashOf({ full, bytes }: FoundFile): Promise<string> {
  return sha256Of({ full, from: 0, to: bytes });
}
