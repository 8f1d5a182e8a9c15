import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

const OWN = new Set(['record.restored']);

const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let bundle: string;
let lines: Line[];
beforeAll(async () => {
  const touch = 'cd .gate/executions/2*/data && rm plan.json';
  project.write('gates.yml', `version: 1\ngates:\n  first: { run: "true" }\n  touches: { run: "${touch}" }\n`);
  await project.gate(['run', 'gates.yml']);
  bundle = project.bundle();
  lines = linesOf(bundle);
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

it('what was put back, written anew, is refused with its place, or stands in the table of what can not be told', () => {
  expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'GO' });
  const { tried, accepted, unplaced } = forgeEach(bundle, scratch, OWN);
  expect(tried).toBeGreaterThan(8);
  expect([accepted, unplaced]).toEqual([untoldOf(lines, OWN), []]);
});

it.each(['first', 'evidence', 'nobody'])('is refused as seen while %s ran, which did not', (during) => {
  const change = (all: Line[]): Line[] => all.map((line) => (line.type === 'record.restored' ? { ...line, during } : line));
  const { accepted, placed, problems } = forge(bundle, scratch, change);
  expect([accepted, placed, problems.join('\n')]).toEqual([false, true, expect.stringContaining('a gate ran that did not run then')]);
});
