import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let bundle: string;
let lines: Line[];

/** The third attempt of a commit: a NO-GO with a changed file, and one of a part, were before. */
beforeAll(async () => {
  project.write(
    'gates.yml',
    'version: 1\ngates: { only: { kind: checks, checks: [{ command: test -e ok }] }, other: { kind: checks, checks: [{ command: "true" }] } }\n',
  );
  project.commit();
  project.write('new.txt', '');
  expect(await project.gate(['run', 'gates.yml', '--gate', 'only'])).toMatchObject({ code: 1 });
  fs.rmSync(path.join(project.folder, 'new.txt'));
  project.write('ok', '');
  expect(await project.gate(['run', 'gates.yml', '--gate', 'only'])).toMatchObject({ code: 0 });
  expect(await project.gate(['run', 'gates.yml'])).toMatchObject({ code: 0 });
  bundle = project.bundle();
  lines = linesOf(bundle);
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

it('tells of both attempts', () => {
  expect(lines.filter(({ type }) => type === 'attempt')).toMatchObject([
    { status: 'NO-GO', partial: true, uncommitted: true },
    { status: 'PARTIAL', partial: true },
  ]);
  expect(lines.find(({ type }) => type === 'history')).toMatchObject({ attempts: 2, noGo: 1, unread: 0, store: '.gate/executions' });
});

it('facts about attempts are refused with their place, or stand in the table of what can not be told', async () => {
  const types = new Set(['attempt', 'history']);
  const { tried, accepted, unplaced } = forgeEach(bundle, scratch, types);
  expect(tried).toBeGreaterThan(25);
  expect(unplaced).toEqual([]);
  expect(accepted).toEqual(untoldOf(lines, types));
});

const only = (type: string, change: (line: Line) => Line) => (all: Line[]) => all.map((line) => (line.type === type ? change(line) : line));

it.each<[string, (all: Line[]) => Line[], RegExp]>([
  ['a NO-GO less', only('history', (line) => ({ ...line, noGo: 0 })), /0 attempts were a NO-GO, and 1 are named/],
  ['an attempt less', (all) => all.filter(({ status }) => status !== 'NO-GO'), /2 attempts, and 1 are named/],
  ['attempts of another commit', only('history', (line) => ({ ...line, commit: '0'.repeat(40) })), /of another commit than the source/],
  [
    'nobody who was asked',
    (all) => all.filter(({ type }) => type !== 'attempt' && type !== 'history'),
    /judgement|verdict|BLOCKED|differs|no control/,
  ],
  [
    'this execution among them',
    only('attempt', (line) => ({ ...line, executionId: lines[0]?.['executionId'] })),
    /is this execution, or stands there twice/,
  ],
])('%s', async (_, change, words) => {
  const forged = forge(bundle, scratch, change);
  expect(forged).not.toMatchObject({ accepted: true, status: 'GO' });
  expect([...forged.problems, String(forged.status)].join('\n')).toMatch(words);
});
