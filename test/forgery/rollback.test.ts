import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { type Asked, fake, series } from '../golden/prometheus.ts';
import { ANY_RUN, forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

/** A rollout that looks at a canary, back at a window, and is rolled back from its last stage, whose errors are too many. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let server: { url: string; close(): void };
let bundle: string;
let lines: Line[];

const weight = (): string => fs.readFileSync(path.join(project.folder, 'weight'), 'utf8').trim();

beforeAll(async () => {
  project.write('weight', '0\n');
  const reply = (asked: Asked): object | undefined =>
    series(() => (asked.query === 'vector(1)' && weight() === '100' ? '0.9' : '0.1'))(asked);
  server = await fake(reply);
  project.write(
    'gates.yml',
    `version: 1
gates:
  out:
    kind: rollout
    run: echo $GATE_WEIGHT > weight
    stages:
      - { name: canary, weight: 10, bake: 400ms, criteria: [ "few < 0.5" ] }
      - { name: since, weight: 10, window: 400ms }
      - { name: full, weight: 100, bake: 400ms }
    prometheus: { url: "${server.url}", timeout: 2s }
    queries: { errors: vector(1), few: vector(2) }
    interval: 200ms
    criteria: [ "errors < 0.5" ]
    rollback:
      run: [ echo 0 > weight, "true" ]
      within: 9s
      hold: 400ms
      checks: [ { command: "grep -qx 0 weight" }, { http: "${server.url}/api/v1/query?query=time()", expect: "json.status == 'success'" } ]
`,
  );
  const ran = await project.gate(['run', 'gates.yml']);
  expect(ran.stderr + ran.stdout).toMatch(/NO-GO[\s\S]*rolled back/);
  bundle = project.bundle();
  lines = linesOf(bundle);
});
afterAll(() => {
  server.close();
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const OWN = new Set(['prometheus', 'stage', 'sample', 'step', 'changed', 'rollback', 'probe', 'control', 'gate.ended']);

describe('a rollback that somebody writes anew', () => {
  it('holds when nothing was changed', () => {
    expect(lines.filter(({ type, rollback }) => type === 'probe' && rollback === true).length).toBeGreaterThan(3);
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'NO-GO', problems: [] });
  });

  it('is refused with its place, or stands in the table of what can not be told', () => {
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, OWN);
    expect(tried).toBeGreaterThan(500);
    expect(unplaced).toEqual([]);
    expect(accepted).toEqual(untoldOf(lines, OWN, [ANY_RUN, 'After a rollback']));
  });

  const begins = (): number => lines.findIndex(({ type }) => type === 'rollback');
  const isOfRollback = (line: Line, at: number): boolean => at >= begins() && ['rollback', 'step', 'probe', 'sample'].includes(line.type);
  const ended = (reason: string) => (line: Line) => (line.type === 'gate.ended' ? { ...line, reason } : line);

  it.each<[string, (all: Line[]) => Line[], RegExp]>([
    [
      'nothing of it',
      (all) =>
        all.filter((line, at) => !isOfRollback(line, at) && !(line.type === 'attachment' && String(line['path']).includes('rollback'))),
      /a stage stands, and nobody rolled it back/,
    ],
    ['no last round', (all) => all.filter((line) => line['slot'] !== lastRound() || line['rollback'] !== true), /its rollback had not/],
    ['no second command', (all) => all.filter(({ name }) => name !== 'rollback-2'), /is not a step of the rollback/],
    ['another weight', (all) => all.map((line) => (line.type === 'rollback' ? { ...line, weight: 10 } : line)), /from another weight/],
    ['a gate that was not stopped', (all) => all.map(ended('completed')), /was stopped, and did not complete/],
    [
      'checks of no round',
      (all) => all.map((line) => (line.type === 'probe' ? { ...line, rollback: undefined, slot: undefined, try: 1 } : line)),
      /a check of no round of the rollback/,
    ],
    [
      'no word of when its stage stood',
      (all) => all.filter(({ type, stage }) => type !== 'changed' || stage !== 2),
      /nobody says when that had ended/,
    ],
  ])('is refused with %s', (_, change, words) => {
    const forged = forge(bundle, scratch, change);
    expect([forged.accepted, forged.problems.join('\n')]).toEqual([false, expect.stringMatching(words)]);
    expect(forged.placed).toBe(true);
  });

  /** So many looks held after the first. */
  const lastRound = (): unknown => lines.findLast(({ type, rollback }) => type === 'probe' && rollback === true)?.['slot'];
});
