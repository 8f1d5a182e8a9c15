// Sequences in SQLite. What is acknowledged is on disk: WAL with synchronous=FULL.
import { literal, openDatabase } from './sqlite.mjs';

const SCHEMA = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'CREATE TABLE IF NOT EXISTS sequences (seq INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS upkeep (id INTEGER PRIMARY KEY, at TEXT NOT NULL, sequences INTEGER NOT NULL)',
];

export class Store {
  #database;

  static async open(file) {
    const database = await openDatabase(file);
    await database.ask(...SCHEMA);
    return new Store(database);
  }

  /** Use `open`. */
  constructor(database) {
    this.#database = database;
  }

  /** Stores a text. @returns its number, once it is on disk */
  async add(text) {
    return Number(await this.#one(`INSERT INTO sequences (text) VALUES (${literal(text)})`, 'SELECT last_insert_rowid()'));
  }

  /** @returns { seq, text }, or undefined when there is no such number */
  async get(seq) {
    const line = await this.#one(`SELECT json_object('seq', seq, 'text', text) FROM sequences WHERE seq = ${Number(seq)}`);
    return line === undefined ? undefined : JSON.parse(line);
  }

  /** @returns how many there are */
  async count() {
    return Number(await this.#one('SELECT count(*) FROM sequences'));
  }

  /** Forgets all but the newest, notes when that was and how many are left, and moves the write-ahead log into the database. */
  async tidy(keep) {
    const line = await this.#one(
      'BEGIN IMMEDIATE',
      `DELETE FROM sequences WHERE seq <= (SELECT max(seq) FROM sequences) - ${Number(keep)}`,
      "REPLACE INTO upkeep SELECT 1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), count(*) FROM sequences",
      'COMMIT',
      'PRAGMA wal_checkpoint(PASSIVE)',
    );
    if (!line.startsWith('0|')) throw new Error('the checkpoint could not be made');
  }

  async close() {
    await this.#database.close();
  }

  /** The only line that statements say, if any. */
  async #one(...statements) {
    return (await this.#database.ask(...statements))[0];
  }
}
