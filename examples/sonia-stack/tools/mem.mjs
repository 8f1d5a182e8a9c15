// What the gate `durability` calls. Of memory-engine it knows the files alone: the database, and the journal in a folder of its own.
//   write N         has memory-engine store the text "write N"; exit code 0: it says that it did
//   backup FILE     copies the database as it is now, while writes go on
//   restore FILE    the backup, and on top of it what the journal has beyond it; both are kept aside. Of the database itself nothing is needed
//   dump            the numbers that are there, one a line
//   replay --compare-hash   the journal, replayed once more over the backup, must give the very contents that are there now
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { askJson } from '../services/lib/http.mjs';
import { journalIn } from '../services/lib/journal.mjs';
import { literal, withDatabase } from '../services/lib/sqlite.mjs';
import { stateFile } from '../services/lib/state.mjs';

const DATABASE = stateFile('memory.sqlite');
const JOURNAL = stateFile('archive/memory.jsonl');
/** What the last restore was made of. */
const USED = { backup: stateFile('restored/backup.sqlite'), journal: stateFile('restored/memory.jsonl') };
const PARTS = ['', '-wal', '-shm'];

const COMMANDS = {
  write: (number) => askJson('memory-engine', 'POST', '/v1/sequences', { text: `write ${number}` }),
  backup: (file) => sql(DATABASE, `VACUUM INTO ${literal(file)}`),
  restore,
  dump,
  replay: compare,
};

async function restore(backup) {
  fs.copyFileSync(backup, USED.backup);
  fs.copyFileSync(JOURNAL, USED.journal);
  await rebuilt((file) => {
    for (const part of PARTS) fs.rmSync(DATABASE + part, { force: true });
    fs.copyFileSync(file, DATABASE);
  });
}

async function dump() {
  const lines = await sql(DATABASE, "SELECT substr(text, 7) FROM sequences WHERE text GLOB 'write [0-9]*' ORDER BY seq");
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

async function compare() {
  const integrity = (await sql(DATABASE, 'PRAGMA integrity_check')).join('\n');
  if (integrity !== 'ok') throw new Error(integrity);
  const [now, then] = [await contents(DATABASE), await rebuilt(contents)];
  if (now !== then) throw new Error(`the contents are ${now}, those of the replayed journal ${then}`);
}

/** Does something with a database that is made of the backup and what the journal has beyond it. */
async function rebuilt(use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sonia-restore-'));
  try {
    const file = path.join(folder, 'memory.sqlite');
    fs.copyFileSync(USED.backup, file);
    const last = Number((await sql(file, 'SELECT ifnull(max(seq), 0) FROM sequences'))[0]);
    const beyond = journalIn(USED.journal).filter(([seq]) => seq > last);
    await sql(file, 'BEGIN', ...beyond.map(([seq, text]) => `INSERT INTO sequences VALUES (${Number(seq)}, ${literal(text)})`), 'COMMIT');
    return await use(file);
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
  console.error('mem.mjs write N | backup FILE | restore FILE | dump | replay --compare-hash');
  process.exit(64);
}
try {
  await COMMANDS[name](argument);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
