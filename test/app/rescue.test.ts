import { spawnSync } from 'node:child_process';
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
  await rescue(bundle, work, (line) => expect.fail(line));
  expect([fs.existsSync(`${bundle}.zip`), fs.existsSync(work)]).toEqual([true, false]);
  expect((await project.gate(['verify', bundle])).code).toBe(0);
});

/** As nobody, whom the system refuses something. */
const AS_NOBODY = process.getuid?.() === 0 ? { uid: 65_534 } : {};

it('a file that no fact names and that can not be removed is said in a line, and the evidence is set aside', async () => {
  project.write('gates.yml', 'version: 1\nname: x\ngates: { a: { run: "echo said" } }\n');
  await project.gate(['run', 'gates.yml']);
  const bundle = project.bundle();
  for (const file of [`${bundle}.zip`, `${bundle}.statement.json`, path.join(bundle, 'bagit.txt')]) fs.rmSync(file);
  fs.writeFileSync(path.join(bundle, 'data/gates/a/half.log'), 'half');
  const { uid } = AS_NOBODY;
  if (uid !== undefined)
    for (const file of ['.', ...fs.readdirSync(project.folder, { recursive: true }).map(String)])
      fs.chownSync(path.join(project.folder, file), uid, -1);
  fs.chmodSync(path.join(bundle, 'data/gates/a'), 0o555);
  const script = `import { rescue } from ${JSON.stringify(path.resolve('src/app/execution/rescue.ts'))};
    await rescue(${JSON.stringify(bundle)}, ${JSON.stringify(path.join(project.folder, 'work'))}, (line) => console.log(line)).catch(({ name }) => console.log(name));`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { ...AS_NOBODY, cwd: project.folder, encoding: 'utf8' });
  fs.chmodSync(path.join(`${bundle}.unverified`, 'data/gates/a'), 0o755);
  expect(ran.stdout.split('\n')).toEqual([
    expect.stringMatching(/^data\/gates\/a\/half\.log: no fact names it, and it can't be removed: EACCES.*half\.log'$/),
    'UnverifiedBundle',
    '',
  ]);
  expect(ran.stderr).not.toContain('at ');
  expect(fs.existsSync(`${bundle}.unverified.zip`)).toBe(true);
});
