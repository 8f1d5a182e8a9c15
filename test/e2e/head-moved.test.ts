import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Project } from './harness.ts';

let project: Project;
beforeEach(() => (project = new Project()));
afterEach(() => project.close());

const COMMIT = 'git -c user.name=t -c user.email=t@example.com commit --quiet --allow-empty --message=more';

it.each<[string, string, number]>([
  ['a commit was made while gates ran: nobody knows which one they saw', COMMIT, 2],
  ['none was', 'true', 0],
])('a decision at a terminal is about one commit; %s', async (_, command, code) => {
  project.write('.gitignore', '.gate\n');
  project.write('gates.yml', `version: 1\ngates: { first: { run: "${command}" }, second: { needs: [first], run: "true" } }\n`);
  const before = project.commit();
  const ran = await project.gate(['run', 'gates.yml']);
  expect([ran.code, ran.stdout.includes('same commit')]).toEqual([code, code === 2]);
  const after = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: project.folder, encoding: 'utf8' }).trim();
  expect(after === before).toBe(code === 0);
});

it('a file of the commit that changed while gates ran is named', async () => {
  project.write('source.txt', 'broken\n');
  const second = '{ needs: [first], run: grep -q mended source.txt }';
  project.write('gates.yml', `version: 1\ngates: { first: { run: echo mended > source.txt }, second: ${second} }\n`);
  project.commit();
  const ran = await project.gate(['run', 'gates.yml']);
  expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('1 tracked file changed while the gates ran: source.txt') as string]);
});

it.each(['hist', '.'])('what executions leave in the work tree is no change of the source: store %s', async (store) => {
  const policy = 'policy: { require-clean-tree: true }';
  project.write('gates.yml', `version: 1\n${policy}\nevidence: { store: ${store} }\ngates: { only: { run: "true" } }\n`);
  project.commit();
  for (const _ of [1, 2]) expect(await project.gate(['run', 'gates.yml'])).toMatchObject({ code: 0 });
  project.write(path.join(store, 'index.js'), '');
  expect(await project.gate(['run', 'gates.yml'])).toMatchObject({ code: 2, stdout: expect.stringContaining('1 changed: ') as string });
});

it('takes the age of what is to be pruned in days, or as a duration of whole days', async () => {
  project.write('gates.yml', 'version: 1\ngates: { only: { run: "true" } }\n');
  const ran = await project.gate(['run', 'gates.yml']);
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('1 gate and the evidence')]);
  for (const days of ['7', '7d', '168h']) expect((await project.gate(['prune', '--days', days])).stdout).toContain('older than 7 days');
  expect(await project.gate(['prune', '--days', '12h'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--days') as string });
});
