import fs from 'node:fs';
import path from 'node:path';

/** A folder that holds one bundle, or one zip, and nothing else stands for it: so artifacts arrive. */
export function soleBundle(bundle: string): string {
  if (!fs.statSync(bundle, { throwIfNoEntry: false })?.isDirectory()) return bundle;
  const names = fs.readdirSync(bundle);
  const [only] = names;
  const wrapped = names.length === 1 && only !== undefined && !fs.existsSync(path.join(bundle, 'bagit.txt'));
  return wrapped ? soleBundle(path.join(bundle, only)) : bundle;
}
