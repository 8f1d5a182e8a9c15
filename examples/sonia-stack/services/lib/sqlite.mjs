// SQLite: Node's own where it has one (from 22.13 on), otherwise the `sqlite3` program. Both say the same: a line a row, its columns with | between them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';

const PATIENCE = 'PRAGMA busy_timeout = 5000';
const END = '-- end of the answer --';

/** Opens a database: `ask(...statements)` gives the lines that they say together; after an error it is lost. */
export async function openDatabase(file) {
  const { DatabaseSync } = await import('node:sqlite').catch(() => ({}));
  const database = DatabaseSync ? new BuiltIn(new DatabaseSync(file)) : new Program(file);
  await database.ask(PATIENCE);
  return database;
}

/** Does something with a database, and closes it. */
export async function withDatabase(file, use) {
  const database = await openDatabase(file);
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** A text as an SQL literal, in hex: whatever it says, it says nothing to SQLite. */
export function literal(text) {
  return `CAST(X'${Buffer.from(text, 'utf8').toString('hex')}' AS TEXT)`;
}

class BuiltIn {
  #database;

  constructor(database) {
    this.#database = database;
  }

  async ask(...statements) {
    try {
      return statements.flatMap((one) =>
        this.#database
          .prepare(one)
          .all()
          .map((row) => Object.values(row).join('|')),
      );
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close() {
    if (this.#database.isOpen) this.#database.close();
  }
}

/** One process, fed with statements, kept for as long as the database is open. `-bail`: it ends at the first error, and everything that waits for it fails. */
class Program {
  #process;
  #waiting = []; // answers come in the order of the questions
  #ended;
  #lost; // why there is no program any more

  constructor(file) {
    this.#process = spawn('sqlite3', ['-batch', '-bail', file], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#ended = once(this.#process, 'exit').then(
      () => this.#lose(new Error('sqlite3 has ended')),
      (error) => this.#lose(error),
    );
    this.#process.stdin.on('error', () => {}); // the exit says it
    readline.createInterface({ input: this.#process.stdout }).on('line', (line) => this.#hear(line));
  }

  ask(...statements) {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#waiting.push({ lines: [], resolve, reject });
      this.#process.stdin.write(`${statements.join(';\n')};\n.print ${END}\n`);
    });
  }

  async close() {
    this.#process.stdin.end();
    await this.#ended;
  }

  #hear(line) {
    if (line !== END) return void this.#waiting[0]?.lines.push(line);
    const { lines, resolve } = this.#waiting.shift();
    resolve(lines);
  }

  #lose(error) {
    this.#lost = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
