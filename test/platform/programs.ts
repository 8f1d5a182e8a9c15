import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where programs that only tests need are put when the machine has none: outside of the repository, so that a clean clone finds them. */
const CACHE = path.join(os.homedir(), '.cache/gate-action/bin');

/**
 * A program that tests want and not every machine has.
 * @returns its path; undefined where it is missing, which is said
 * @throws Error where it is missing and `GATE_TEST_TOOLS=required`: what CI must not skip
 */
export function program(name: string, install: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), CACHE];
  const found = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  if (found !== undefined) return found;
  const missing = `${name} is neither in PATH nor in ${CACHE}; ${install}`;
  if (process.env['GATE_TEST_TOOLS'] === 'required') throw new Error(missing);
  process.stderr.write(`SKIPPED: ${missing}\n`);
  return undefined;
}
