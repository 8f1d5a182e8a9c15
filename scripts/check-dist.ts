// The committed dist/ must be what the sources build to: builds again into memory of the file system and compares.
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';

const before = contents('dist');
execFileSync(process.execPath, ['node_modules/rolldown/bin/cli.mjs', '-c', 'rolldown.config.ts', '--logLevel', 'warn'], {
  stdio: 'inherit',
});
const after = contents('dist');
const stale = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
if (stale.length > 0) {
  console.error(`dist/ was not what src/ builds to; it is now. Commit it: ${stale.join(', ')}`);
  process.exit(1);
}
console.log(`dist/ is up to date (${after.size} files)`);

function contents(dir: string): Map<string, string> {
  if (!fs.existsSync(dir)) return new Map();
  const files = fs.readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((f) => fs.statSync(path.join(dir, f)).isFile());
  return new Map(files.map((file) => [file, fs.readFileSync(path.join(dir, file), 'latin1')]));
}
