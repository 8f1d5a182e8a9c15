import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../live/processes/tree.ts';
import { PLACES, shownIn, textsOf, values, variableOf } from './placements.ts';

/** What a run is given: every secret in a variable of its own. */
export const secretEnv = Object.fromEntries(PLACES.map((place) => [variableOf(place), values[place] ?? '']));

/** Writes into a folder a world under test that says its secrets everywhere. @returns its configuration; gates of all kinds */
export async function secretWorld(folder: string): Promise<string> {
  const [web, metrics] = [await freePort(), await freePort()];
  const write = (name: string, content: string): string => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  write('texts.json', JSON.stringify(Object.fromEntries(PLACES.map((place) => [place, textsOf(place)]))));
  fs.copyFileSync(path.join(import.meta.dirname, 'fixtures/say.mjs'), path.join(folder, 'say.mjs'));
  write('NOTES.md', textsOf('hand-written').join('\n'));
  write(
    'manifest.json',
    JSON.stringify(textsOf('case id').map((id, n) => ({ case: `${n} ${id}`, expected: 'spam', note: textsOf('expected note')[n] }))),
  );
  write(
    'before.jsonl',
    textsOf('baseline case')
      .map((id, n) => JSON.stringify({ case: `${n} ${id}`, expected: 'spam', actual: 'spam', note: textsOf('baseline note')[n] }))
      .join('\n'),
  );
  write('argument.txt', textsOf('background argument').join(' '));
  fs.chmodSync(write('own-tool', `#!/bin/sh\necho '${textsOf('tool version').join(' ')} v0.1.2'\n`), 0o755);
  write('.gitignore', '.gate\ntmp\nscanned\nglobbed\n');
  const http = (at: string, more = ''): string => `{ http: "http://127.0.0.1:${web}/${at}"${more} }`;
  return `version: 1
evidence: { attachments: [NOTES.md], scan: [ "scanned/**" ], secret-env: [ ${PLACES.map(variableOf).join(', ')} ] }
services:
  web: { run: node say.mjs serve, port: ${web}, health: / }
  mortal: { run: "node say.mjs serve", port: ${await freePort()}, ready: { http: / }, health: /die }
  never: { run: "node say.mjs serve", port: ${await freePort()}, health: /, ready: { http: /ready, expect: "body == ''", timeout: 1s } }
  metrics: { run: node say.mjs prometheus, port: ${metrics}, health: / }
gates:
  commands:
    kind: checks
    on-failure: [ "node say.mjs box on-failure" ]
    checks:
      - { command: node say.mjs prints }
      - { command: "node say.mjs files; node say.mjs documents" }
      - { command: node say.mjs json, expect: "json.text.size() == 0" }
      - { command: "node say.mjs background $(cat argument.txt) & node say.mjs fails" }
      - { tool: ./own-tool, version: ">=1" }
      - { file: captured.log, capture: true }
      - { file: "of *", capture: true }
      - { file: app.log, lacks: "ERROR.*" }
      - { file: "globbed/*.log", lacks: "ERROR" }
      - { file: document.json, expect: "json.text == '' && json.object.size() == 0 && json.long == ''" }
      - { env-file: own.env, equals: { A: x } }
      - { env: ${variableOf('env')}, equals: x }
  answers:
    kind: checks
    if: always
    services: [web]
    checks: [ ${http('body', ', expect: "body == \'\'"')}, ${http('long', ', expect: "body == \'\'"')}, ${http('json', ', expect: "json.text.size() == 0 && json.object.size() == 0"')}, ${http('header', ", expect: \"headers['x-own'] == ''\"")}, ${http('redirect')}, ${http('status')} ]
  says: { kind: assert, if: always, files: { doc: values.json }, values: { first: "doc.list[0]" }, criteria: [ "doc.own == 'none'", "first == 'none'" ] }
  moves: { kind: change, if: always, base: main, rules: [ { paths: [ "none/**", "*.md" ], risk: low } ] }
  dies: { kind: health, if: always, services: [mortal], interval: 300ms, count: 3 }
  waits: { kind: health, if: always, services: [never], interval: 300ms, count: 2 }
  unit: { kind: tests, if: always, run: node say.mjs junit, reports: [ junit.xml, a.tap, go.json ], coverage: lcov.info }
  sorts: { kind: classification, if: always, run: node say.mjs answers, results: { path: results.jsonl }, classes: [ spam, ham ], manifest: { path: manifest.json, cases: 8 }, baseline: { from: before.jsonl, produced-by: external }, criteria: [ "accuracy >= 0.9" ] }
  box: { kind: access, if: always, services: [web], base-url: "http://127.0.0.1:${web}", identities: { any: {} }, rules: [ { request: { url: /access }, deny: [any] }, { request: { url: /json }, allow: [any] } ], sandbox: [ { run: node say.mjs box sandbox, expect: allowed }, { run: node say.mjs box control, expect: denied, denied-exit: [77], control: node say.mjs box control } ] }
  asks: { kind: metrics, if: always, services: [metrics], prometheus: { url: "http://127.0.0.1:${metrics}" }, queries: { good: up, bad: broken }, criteria: [ "good < 1.0", "bad < 1.0" ] }
  lasts: { kind: durability, if: always, service: web, services: [web], write: node say.mjs write, backup: "true", restore: "true", read: node say.mjs read, rpo: 1s, rto: 10s }
`;
}

/** Of each place: whether its secret was said and taken out. */
export function tookOut(text: string): readonly string[] {
  return PLACES.filter((place) => text.includes(`REDACTED:${variableOf(place)}]`) || text.includes(`REDACTED-${variableOf(place)}`));
}

/** Every name and every text below a folder that shows a secret. */
export function shownBelow(folder: string): readonly string[] {
  return entriesBelow(folder).flatMap((file) => {
    const name = path.relative(folder, file);
    return shownIn(`${name}\n${fs.readFileSync(file, 'latin1')}`).map((what) => `${name}: ${what}`);
  });
}

/** All files below a folder. */
export function entriesBelow(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => path.join(entry.parentPath, entry.name));
}
