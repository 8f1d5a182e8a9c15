// Renders sample outcomes to look at: node scripts/previews.ts
// What GitHub shows goes to examples/previews, as Markdown and, where cmark-gfm and chromium are there (both are packages of Debian),
// as pictures. The rest goes to a temporary folder: reports of a bundle, and pictures of job summaries, where GitHub alone draws the
// gates.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { html } from '../src/report/html.ts';
import { markdown } from '../src/report/markdown.ts';
import { terminalTable } from '../src/report/terminal.ts';
import { blocked, empty, go, noGo, partial } from '../test/report/outcomes.ts';
import { previewPages } from './preview-pages.ts';
import { screenshot } from './screenshot.ts';

const PAGES = path.join(import.meta.dirname, '../examples/previews');
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'previews-'));

fs.mkdirSync(PAGES, { recursive: true });
const missing = ['cmark-gfm', 'chromium'].filter((program) => !isThere(program));
for (const [name, text] of previewPages()) {
  fs.writeFileSync(path.join(PAGES, name), text);
  const folder = name.startsWith('job-summary') ? temporary : PAGES;
  if (missing.length === 0) screenshot(text, path.join(folder, name.replace(/\.md$/, '.png')), temporary);
}
console.log(missing.length === 0 ? PAGES : `${PAGES}, without pictures: ${missing.join(' and ')} not found`);

for (const [name, outcome] of Object.entries({ go: go(), 'no-go': noGo(), blocked: blocked(), partial: partial(), empty: empty() })) {
  fs.writeFileSync(path.join(temporary, `${name}.html`), html(outcome));
  fs.writeFileSync(path.join(temporary, `${name}.md`), markdown(outcome));
  const bundle = `.gate/executions/${outcome.executionId}`;
  fs.writeFileSync(path.join(temporary, `${name}.txt`), terminalTable(outcome, { columns: 100, color: true, bundle }));
}
console.log(temporary);

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
