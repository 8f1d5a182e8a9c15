// Memories in SQLite: node:sqlite where Node has it (22.13 and later), else the sqlite3 program over a pipe.
import { spawn } from 'node:child_process';
import readline from 'node:readline';

const SCHEMA =
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS memories (seq INTEGER PRIMARY KEY, text TEXT NOT NULL);';
const INSERT = 'INSERT INTO memories (text) VALUES';
const COUNT = 'SELECT count(*) AS n FROM memories;';

/** { remember(text), count(), close() } */
export async function openStore(file) {
  return (await withNode(file)) ?? withProgram(file);
}

async function withNode(file) {
  const sqlite = await import('node:sqlite').catch(() => undefined);
  if (!sqlite) return undefined;
  const db = new sqlite.DatabaseSync(file);
  db.exec(SCHEMA);
  const insert = db.prepare(`${INSERT} (?)`);
  const count = db.prepare(COUNT);
  return {
    remember: async (text) => void insert.run(text),
    count: async () => Number(count.get().n),
    close: async () => db.close(),
  };
}

async function withProgram(file) {
  const program = spawn('sqlite3', ['-batch', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  let last = Promise.resolve();
  // One statement after the other; the line that it ends with says that it is done.
  const query = (sql) => {
    const answer = last.then(async () => {
      program.stdin.write(`${sql}\nSELECT 'done';\n`);
      const rows = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error('sqlite3 has ended');
        if (value === 'done') return rows;
        rows.push(value);
      }
    });
    last = answer.catch(() => {});
    return answer;
  };
  await query(SCHEMA);
  return {
    remember: async (text) => void (await query(`${INSERT} ('${text.replaceAll("'", "''")}');`)),
    count: async () => Number((await query(COUNT))[0]),
    close: () => new Promise((resolve) => program.once('exit', resolve).stdin.end()),
  };
}
