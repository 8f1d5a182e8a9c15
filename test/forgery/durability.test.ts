import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { freePort } from '../live/processes/tree.ts';
import { forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

/** A store that keeps what it is sent in a file, is crashed, wiped and restored; then labels that are compared with those of before. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let bundle: string;
let lines: Line[];

beforeAll(async () => {
  const port = await freePort();
  project.write(
    'store.mjs',
    `import fs from 'node:fs'; import http from 'node:http';
http.createServer((q, r) => { if (q.method === 'POST') for (const file of ['store.txt', 'log.txt']) fs.appendFileSync(file, q.url.slice(1) + '\\n'); r.end('{}'); }).listen(process.env.PORT, '127.0.0.1');\n`,
  );
  project.write('store.txt', '');
  const labelled = ['spam', 'ham'].map((label) => JSON.stringify({ case: label, expected: label, actual: label }));
  for (const file of ['answers.jsonl', 'before.jsonl']) project.write(file, labelled.join('\n') + '\n');
  project.write('cases.json', `[${labelled.join()}]`);
  const send = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'POST /%s HTTP/1.0\\r\\n\\r\\n' $GATE_SEQ >&3; grep -q 200 <&3`;
  project.write(
    'gates.yml',
    `version: 1
services: { store: { run: node store.mjs, port: ${port}, health: / } }
gates:
  lasts:
    kind: durability
    service: store
    write: ${JSON.stringify(send)}
    write-interval: 30ms
    backup: cp store.txt $GATE_DIR/backup
    wipe: { paths: [store.txt] }
    restore: test -s $GATE_DIR/backup && cp log.txt store.txt
    read: cat store.txt
    check: test -s store.txt
    rpo: 200ms
    rto: 20s
  sorts:
    kind: classification
    needs: [lasts]
    run: cp answers.jsonl $GATE_DIR/results.jsonl
    results: { path: results.jsonl }
    classes: [spam, ham]
    manifest: { path: cases.json, cases: 2 }
    baseline: { from: before.jsonl, produced-by: external }
    criteria: ["accuracy >= 0.9", "maxRecallDrop <= 0.1"]
`,
  );
  const ran = await project.gate(['run', 'gates.yml']);
  expect(ran.stderr + ran.stdout).toContain('GO  Ready for release');
  bundle = project.bundle();
  lines = linesOf(bundle);
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const OWN = new Set(['service.crashed', 'wiped', 'step', 'attachment', 'results.before', 'results.after']);

describe('durability that somebody writes anew', () => {
  it('holds when nothing was changed', () => {
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, problems: [] });
  });

  it('is refused with its place, or stands in the table of what can not be told', () => {
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, OWN);
    expect(tried).toBeGreaterThan(300);
    expect(unplaced).toEqual([]);
    expect(accepted).toEqual(untoldOf(lines, OWN));
  });

  const crash = (change: (line: Line) => object) => (all: Line[]) =>
    all.map((line) => (line.type === 'service.crashed' ? { ...line, ...change(line) } : line));

  it.each<[string, (all: Line[]) => Line[], RegExp]>([
    ['later than what came next', crash(({ t }) => ({ t: Number(t) + 5000 })), /longer than until the next fact|time does not go back/],
    ['before its service was started', crash(() => ({ t: 0 })), /crashed before it was started/],
    ['of another process', crash(() => ({ start: '7' })), /of another time than was started/],
  ])('a crash %s is refused', (_, change, words) => {
    const forged = forge(bundle, scratch, change);
    expect(forged.accepted).toBe(false);
    expect(forged.problems.join('\n')).toMatch(words);
  });

  it('a crash that is told half a second too early passes nothing: writes went on', () => {
    expect(
      forge(
        bundle,
        scratch,
        crash(({ t }) => ({ t: Number(t) - 500 })),
      ).status,
    ).toBe('BLOCKED');
  });
});
