import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { random } from '../redact/secrets.ts';
import { forge, type Line } from './forge.ts';

/** A run in which one file is withheld, one token is redacted, and one folder is looked at. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let bundle: string;

beforeAll(async () => {
  project.write('leak.txt', `postgres://app:${random('forged', 14)}@db.acme.io/x\n`);
  project.write('token.txt', `authorization: Bearer ${random('forged token', 40)}\n`);
  project.write('logs/a.log', 'x');
  project.write('gates.yml', 'version: 1\nevidence: { scan: [logs] }\ngates: { a: { run: cat leak.txt }, b: { run: cat token.txt } }\n');
  await project.gate(['run', 'gates.yml']);
  bundle = project.bundle();
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const isLeak = (line: Line, rule: string): boolean => line.type === 'leak' && line['rule'] === rule;
const without = (line: Line, name: string): Line => Object.fromEntries(Object.entries(line).filter(([key]) => key !== name)) as Line;
const leak = (change: (line: Line) => Line) => (all: Line[]) =>
  all.map((line) => (isLeak(line, 'connection-string') ? change(line) : line));

describe('a bundle that hides a secret, made anew from end to end', () => {
  it('holds, and is NO-GO, when nothing was changed', async () => {
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'NO-GO' });
  });

  it.each<[string, (all: Line[]) => Line[], RegExp]>([
    ['that was found', (all) => all.filter((line) => !isLeak(line, 'connection-string')), /is withheld, and no secret was found in it/],
    [
      'and says that its file is not withheld',
      leak((line) => without(line, 'withheld')),
      /a secret was found in gates\/a\/.*, and it is not withheld/,
    ],
    [
      'and withholds another file',
      leak((line) => ({ ...line, file: 'gates/b/check-1.stdout.log' })),
      /is withheld, and no secret|is not withheld/,
    ],
    ['of which nobody knows what it is', leak((line) => without(line, 'rule')), /told by its name, or by the rule/],
    ['and names two', leak((line) => ({ ...line, secret: 'TOKEN' })), /told by its name, or by the rule|no secret of the plan/],
    ['somewhere', leak((line) => without(without(line, 'file'), 'path')), /nothing says where|is withheld, and no secret/],
    ['where nobody looked', (all) => all.filter(({ type }) => type !== 'scan'), /nobody looked for secrets in logs/],
    [
      'and looked elsewhere',
      (all) => all.map((line) => (line.type === 'scan' ? { ...line, glob: 'docs' } : line)),
      /nobody asked for a look at docs/,
    ],
    ['and looked twice', (all) => all.flatMap((line) => (line.type === 'scan' ? [line, line] : [line])), /logs was looked at twice/],
  ])('%s, is refused', async (_, change, message) => {
    const { accepted, problems } = forge(bundle, scratch, change);
    expect(accepted).toBe(false);
    expect(problems.join('\n')).toMatch(message);
  });
});
