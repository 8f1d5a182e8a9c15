// Sequences in SQLite, through the `sqlite3` program: one process, fed with statements, kept for as long as the store is open.
// The same on every Node: `node:sqlite` exists from 22.13 on only. What is acknowledged is on disk: WAL with synchronous=FULL.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';

const SCHEMA = `
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS sequences (seq INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS upkeep (id INTEGER PRIMARY KEY, at TEXT NOT NULL, sequences INTEGER NOT NULL);`;

export class Store {
  #program;
  #waiting = []; // answers come in the order of the questions
  #ended;
  #lost; // why there is no program any more

  static async open(file) {
    const store = new Store(file);
    await store.#ask('.timeout 5000\nPRAGMA journal_mode = WAL;');
    await store.#ask(`${SCHEMA} SELECT 'ready';`);
    return store;
  }

  /** Use `open`. `-bail`: the program ends at the first error, and everything that waits for it fails. */
  constructor(file) {
    this.#program = spawn('sqlite3', ['-batch', '-bail', file], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#ended = once(this.#program, 'exit').then(
      () => this.#lose(new Error('sqlite3 has ended')),
      (error) => this.#lose(error),
    );
    this.#program.stdin.on('error', () => {}); // the exit says it
    readline.createInterface({ input: this.#program.stdout }).on('line', (line) => this.#waiting.shift()?.resolve(line));
  }

  /** Stores a text. @returns its number, once it is on disk */
  async add(text) {
    return Number(await this.#ask(`INSERT INTO sequences (text) VALUES (${literal(text)}); SELECT last_insert_rowid();`));
  }

  /** @returns { seq, text }, or undefined when there is no such number */
  async get(seq) {
    const one = `SELECT json_object('seq', seq, 'text', text) FROM sequences WHERE seq = ${Number(seq)}`;
    return JSON.parse(await this.#ask(`SELECT ifnull((${one}), 'null');`)) ?? undefined;
  }

  /** @returns how many there are */
  async count() {
    return Number(await this.#ask('SELECT count(*) FROM sequences;'));
  }

  /** Forgets all but the newest, notes when that was and how many are left, and moves the write-ahead log into the database. */
  async tidy(keep) {
    const line = await this.#ask(`
      BEGIN IMMEDIATE;
      DELETE FROM sequences WHERE seq <= (SELECT max(seq) FROM sequences) - ${Number(keep)};
      REPLACE INTO upkeep SELECT 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), count(*) FROM sequences;
      COMMIT;
      PRAGMA wal_checkpoint(PASSIVE);`);
    if (!line.startsWith('0|')) throw new Error('the checkpoint could not be made');
  }

  async close() {
    this.#program.stdin.end();
    await this.#ended;
  }

  /** Statements that together print exactly one line. */
  #ask(sql) {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#waiting.push({ resolve, reject });
      this.#program.stdin.write(`${sql}\n`);
    });
  }

  #lose(error) {
    this.#lost = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/** A text as an SQL literal, in hex: whatever it says, it says nothing to SQLite. */
function literal(text) {
  return `CAST(X'${Buffer.from(text, 'utf8').toString('hex')}' AS TEXT)`;
}
