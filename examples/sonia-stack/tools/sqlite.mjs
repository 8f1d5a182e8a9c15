#!/usr/bin/env node
// The SQLite that the stack uses, as a tool that tells its version. Exit code 127, as of any tool that can't be called: there is none.
import { withDatabase } from '../services/lib/sqlite.mjs';

try {
  const [version] = await withDatabase(':memory:', (database) => database.ask('SELECT sqlite_version()'));
  console.log(version);
} catch (error) {
  console.error(`Node ${process.version} has no node:sqlite (22.13 and later have), nor is there a sqlite3 program: ${error.message}`);
  process.exitCode = 127;
}
