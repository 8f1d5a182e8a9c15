// Renders sample outcomes to files, to look at: node scripts/previews.ts [FOLDER]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { html } from '../src/report/html.ts';
import { markdown } from '../src/report/markdown.ts';
import { terminalTable } from '../src/report/terminal.ts';
import { blocked, empty, go, noGo, partial } from '../test/report/outcomes.ts';

const folder = process.argv[2] ?? fs.mkdtempSync(path.join(os.tmpdir(), 'previews-'));
fs.mkdirSync(folder, { recursive: true });
for (const [name, outcome] of Object.entries({ go: go(), 'no-go': noGo(), blocked: blocked(), partial: partial(), empty: empty() })) {
  fs.writeFileSync(path.join(folder, `${name}.html`), html(outcome));
  fs.writeFileSync(path.join(folder, `${name}.md`), markdown(outcome));
  const bundle = `.gate/executions/${outcome.executionId}`;
  fs.writeFileSync(path.join(folder, `${name}.txt`), terminalTable(outcome, { columns: 100, color: true, bundle }));
}
console.log(folder);
