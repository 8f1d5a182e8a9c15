// For `on-failure`: what each service says of itself, and whether the database is sound. It reports; it never fails.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { ask } from '../services/lib/http.mjs';
import { SERVICES } from '../services/lib/ports.mjs';
import { stateFile } from '../services/lib/state.mjs';

for (const service of SERVICES) {
  for (const path of ['/healthz', '/metrics.json']) {
    const { status, text } = await ask(service, 'GET', path).catch((error) => ({ status: '---', text: error.message }));
    console.log(`${service.padEnd(14)} ${path.padEnd(14)} ${status} ${text.trim()}`);
  }
}

const database = stateFile('memory.sqlite');
if (fs.existsSync(database)) {
  try {
    console.log(
      `${database}: ${execFileSync('sqlite3', ['-batch', database, 'PRAGMA quick_check;'], { encoding: 'utf8', timeout: 10_000 }).trim()}`,
    );
  } catch (error) {
    console.log(`${database}: ${error.message}`);
  }
} else {
  console.log(`${database}: not there`);
}
