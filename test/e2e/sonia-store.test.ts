import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { EXAMPLE } from './fixtures/sonia.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-sonia-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Stores what might hurt, tidies, opens it again; what no store can do is lost, and the store with it. */
const SCRIPT = `
import { openDatabase } from '${EXAMPLE}/services/lib/sqlite.mjs';
import { Store } from '${EXAMPLE}/services/lib/store.mjs';
const file = process.argv.at(-1);
let store = await Store.open(file);
for (const text of ["it's; DROP TABLE sequences; --", '.exit', 'two\\nlines', '-- end of the answer --']) await store.add(text);
await store.tidy(3);
await store.close();
store = await Store.open(file);
console.log(JSON.stringify([await store.count(), await store.get(1), await store.get(2), await store.get(3), await store.get(4), await store.add('next')]));
await store.close();
const database = await openDatabase(file);
const lost = await Promise.all(['no sense', 'SELECT 1'].map((one) => database.ask(one).then(() => 'answered', () => 'lost')));
console.log(lost.join());
await database.close();
`;

const WITHOUT = ['--no-experimental-sqlite'];
const TOOL = path.join(EXAMPLE, 'tools/sqlite.mjs');

describe.each([
  ['node:sqlite', [], {}],
  ['the sqlite3 program, on a Node without it,', WITHOUT, needs('sqlite3')],
] as const)('%s', (name, flags, options) => {
  it('keeps sequences', options, () => {
    const args = ['--no-warnings', ...flags, '--input-type=module', '-e', SCRIPT, path.join(folder, `${name}.sqlite`)];
    const [kept, lost] = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
    expect(JSON.parse(kept ?? '')).toEqual([
      3,
      null,
      { seq: 2, text: '.exit' },
      { seq: 3, text: 'two\nlines' },
      { seq: 4, text: '-- end of the answer --' },
      5,
    ]);
    expect(lost).toBe('lost,lost');
  });

  it('tells its version', options, () => {
    expect(execFileSync(process.execPath, [...flags, TOOL], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toMatch(
      /^3\.\d+\.\d+\n$/,
    );
  });
});

it('where there is neither, the tool is one that can not be called, and says why', () => {
  const { status, stderr } = spawnSync(process.execPath, [...WITHOUT, TOOL], { env: { PATH: folder }, encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    127,
    expect.stringContaining('has no node:sqlite (22.13 and later have), nor is there a sqlite3 program: '),
  ]);
});
