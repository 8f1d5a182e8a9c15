// What the gate `durability` calls. Of memory-engine's database, and of what a crash leaves of it, it knows the files alone.
//   write N         has memory-engine store the text "write N"; exit code 0: it says that it did
//   backup FILE     copies the database as it is now, while writes go on
//   restore FILE    the backup, and on top of it what the crashed database and its write-ahead log have beyond it; those are kept aside
//   dump            the numbers that are there, one a line
//   replay-wal --compare-hash   the log of the crashed database, replayed once more, must give the very contents that are there now
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { askJson } from '../services/lib/http.mjs';
import { literal, withDatabase } from '../services/lib/sqlite.mjs';
import { stateFile } from '../services/lib/state.mjs';

const DATABASE = stateFile('memory.sqlite');
const CRASHED = stateFile('crashed/memory.sqlite');
const RESTORED = stateFile('restored.sqlite');
const PARTS = ['', '-wal', '-shm'];

const COMMANDS = {
  write: (number) => askJson('memory-engine', 'POST', '/v1/sequences', { text: `write ${number}` }),
  backup: (file) => sql(DATABASE, `VACUUM INTO ${literal(file)}`),
  restore,
  dump,
  'replay-wal': compare,
};

async function restore(backup) {
  for (const part of PARTS) {
    fs.rmSync(CRASHED + part, { force: true });
    fs.rmSync(RESTORED + part, { force: true });
    if (fs.existsSync(DATABASE + part)) fs.renameSync(DATABASE + part, CRASHED + part);
  }
  fs.copyFileSync(backup, RESTORED);
  await replayed((crashed) =>
    sql(
      RESTORED,
      `ATTACH ${literal(crashed)} AS crashed`,
      'INSERT INTO sequences SELECT * FROM crashed.sequences WHERE seq > (SELECT ifnull(max(seq), 0) FROM sequences)',
    ),
  );
  fs.renameSync(RESTORED, DATABASE);
}

async function dump() {
  const lines = await sql(DATABASE, "SELECT substr(text, 7) FROM sequences WHERE text GLOB 'write [0-9]*' ORDER BY seq");
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

async function compare() {
  const integrity = (await sql(DATABASE, 'PRAGMA integrity_check')).join('\n');
  if (integrity !== 'ok') throw new Error(integrity);
  const [now, then] = [await contents(DATABASE), await replayed(contents)];
  if (now !== then) throw new Error(`the contents are ${now}, those of the replayed log ${then}`);
}

/** Does something with a copy of the crashed database: to open it is to replay its log, which changes it. */
async function replayed(use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sonia-replay-'));
  try {
    const copy = path.join(folder, 'memory.sqlite');
    for (const part of ['', '-wal']) if (fs.existsSync(CRASHED + part)) fs.copyFileSync(CRASHED + part, copy + part);
    return await use(copy);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** All sequences as one hash. */
async function contents(file) {
  const lines = await sql(file, 'SELECT seq, hex(text) FROM sequences ORDER BY seq');
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

function sql(file, ...statements) {
  return withDatabase(file, (database) => database.ask(...statements));
}

const [name, argument] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name ?? '') || (argument === undefined) !== (name === 'dump')) {
  console.error('mem.mjs write N | backup FILE | restore FILE | dump | replay-wal --compare-hash');
  process.exit(64);
}
try {
  await COMMANDS[name](argument);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
