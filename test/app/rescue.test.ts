import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rescue } from '../../src/app/execution/rescue.ts';
import { Project } from '../e2e/harness.ts';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

it('an execution that was killed between two folders is bundled all the same', async () => {
  project.write('gates.yml', 'version: 1\nname: x\ngates: { a: { run: "true" } }\n');
  await project.gate(['run', 'gates.yml']);
  const bundle = project.bundle();
  for (const file of [`${bundle}.zip`, `${bundle}.statement.json`, path.join(bundle, 'bagit.txt')]) fs.rmSync(file);
  fs.mkdirSync(path.join(bundle, 'data/gates/evidence/services'), { recursive: true });
  const work = path.join(project.folder, 'work');
  fs.mkdirSync(work);
  await rescue(bundle, work);
  expect([fs.existsSync(`${bundle}.zip`), fs.existsSync(work)]).toEqual([true, false]);
  expect((await project.gate(['verify', bundle])).code).toBe(0);
});
