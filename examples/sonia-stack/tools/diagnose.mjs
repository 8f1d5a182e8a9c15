// For `on-failure`: what each service says of itself, and whether the database is sound. It reports; it never fails.
import fs from 'node:fs';
import { ask } from '../services/lib/http.mjs';
import { SERVICES } from '../services/lib/ports.mjs';
import { withDatabase } from '../services/lib/sqlite.mjs';
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
    const lines = await withDatabase(database, (open) => open.ask('PRAGMA quick_check'));
    console.log(`${database}: ${lines.join('\n')}`);
  } catch (error) {
    console.log(`${database}: ${error.message}`);
  }
} else {
  console.log(`${database}: not there`);
}
