// A small store over HTTP: one sqlite3 process keeps numbers in a database in WAL mode.
// POST /writes/7 answers 201 when 7 is committed and synced. With FAULT=early-ack it answers at once, and commits a minute later.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';

const HOME = process.env.STORE_HOME ?? path.join(import.meta.dirname, 'state');
const EARLY = process.env.FAULT === 'early-ack';
const LATER_MS = 60_000;

fs.mkdirSync(HOME, { recursive: true });
const sqlite = spawn('sqlite3', ['-batch', path.join(HOME, 'store.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
sqlite.once('exit', (code) => process.exit(code ?? 1));
process.once('SIGTERM', () => sqlite.stdin.end());

/** Statements run one after another; what each prints ends with the line `end`. */
const waiting = [];
let printed = [];
readline.createInterface({ input: sqlite.stdout }).on('line', (line) => {
  if (line !== 'end') {
    printed.push(line);
    return;
  }
  waiting.shift()?.(printed);
  printed = [];
});
const run = (sql) =>
  new Promise((resolve) => {
    waiting.push(resolve);
    sqlite.stdin.write(`${sql}\n.print end\n`);
  });

// The log is synced with every commit, and never folded into the database behind the backup's back.
await run('PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0;');
await run('CREATE TABLE IF NOT EXISTS writes (n INTEGER PRIMARY KEY);');

async function commit(n) {
  return (await run(`INSERT INTO writes VALUES (${n}) RETURNING n;`)).includes(String(n));
}

const late = [];
if (EARLY) setInterval(() => late.splice(0).forEach(commit), LATER_MS);

async function answer({ method, url }) {
  if (url === '/healthz') return (await run('SELECT count(*) FROM writes;')).length === 1 ? 200 : 500;
  const [, n] = /^\/writes\/(\d+)$/.exec(url) ?? [];
  if (method !== 'POST' || n === undefined) return 404;
  if (EARLY) return late.push(n) && 201;
  return (await commit(n)) ? 201 : 500;
}

http
  .createServer(async (request, response) => {
    response.statusCode = await answer(request);
    response.end();
  })
  .listen(Number(process.env.PORT ?? 4391), '127.0.0.1');
