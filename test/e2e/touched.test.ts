import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Project } from './harness.ts';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

const FOLDER = '.gate/executions/2*';

/** A required gate that has failed, and one whose command touches the folder of the execution a flush later. */
function touching(command: string): void {
  project.write(
    'gates.yml',
    `version: 1
name: Touched
policy: { max-attempts: 1 }
gates:
  unit: { kind: checks, checks: [{ command: test -e ok }] }
  touches: { run: "test -e ok || { sleep 0.5; ${command}; }" }
`,
  );
  project.commit();
}

const run = (): ReturnType<Project['gate']> => project.gate(['run', 'gates.yml']);

/** The built-in gate of the newest execution. */
function evidence(): unknown {
  const { gates } = JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data/decision.json'), 'utf8')) as { gates: { id: string }[] };
  return gates.find(({ id }) => id === 'evidence');
}

it.each<[string, string, string]>([
  ['replaces the recording', `sed -i s/failed/passed/ ${FOLDER}/data/observations.jsonl`, 'data/observations.jsonl'],
  ['removes the recording', `rm ${FOLDER}/data/observations.jsonl`, 'data/observations.jsonl'],
  ['puts a folder in its place', `cd ${FOLDER}/data && rm observations.jsonl && mkdir -p observations.jsonl/x`, 'data/observations.jsonl'],
  ['replaces the plan', `sed -i s/unit/other/ ${FOLDER}/data/plan.json`, 'data/plan.json'],
  ['removes the configuration', `rm -r ${FOLDER}/data/config`, 'data/config/gates.yml'],
])('a failure stands where something that runs %s', async (_, command, name) => {
  touching(command);
  const first = await run();
  expect(first).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`removed or replaced ${name} in the folder of this execution`) as string,
  });
  expect(await project.gate(['verify'])).toMatchObject({ code: 0, stdout: expect.stringContaining('NO-GO') as string });
  expect(evidence()).toMatchObject({
    verdict: 'warned',
    criteria: expect.arrayContaining([
      {
        name: 'records untouched',
        target: 'by all that runs',
        measured: `${name} was removed or replaced while gate "touches" ran, and put back`,
        verdict: 'warned',
      },
    ]) as unknown,
  });
  project.write('ok', '');
  expect(await run()).toMatchObject({ code: 2, stdout: expect.stringContaining('1 NO-GO of this commit before') as string });
});

it.each([
  ['empties the recording', `: > $(echo ${FOLDER}/data/observations.jsonl)`],
  ['renames the folder', `mv ${FOLDER} aside`],
  ['removes the folder', `rm -r ${FOLDER}`],
  ['removes what was kept', `rm -r ${FOLDER}/data/gates`],
])('where something that runs %s, that is said, and no later run passes', async (_, command) => {
  touching(command);
  const first = await run();
  expect(first.code).toBe(2);
  expect(first.stderr).not.toMatch(/internal error|\n {4}at /);
  project.write('ok', '');
  expect(await run()).toMatchObject({ code: 2 });
  expect(fs.existsSync(path.join(project.folder, '.gate/executions'))).toBe(true);
});

it.each([
  ['in its own store', []],
  ['elsewhere', ['--out', 'elsewhere']],
])('a failure whose bundle holds a secret is known %s', async (_, out) => {
  project.write('leak.sh', `echo ${['redis://user', ':', 'Xk29fjQw81', '@cache.internal/0'].join('')} >> $(echo $1)`);
  const store = out.length > 0 ? 'elsewhere' : '.gate/executions';
  touching(`sh leak.sh '${store}/2*/data/gates/unit/check-1.stdout.log'`);
  const first = await project.gate(['run', 'gates.yml', ...out]);
  expect(first).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('a secret is left in the evidence, so nothing of it is published') as string,
  });
  expect((await project.gate(['history', '--out', store])).stdout).toMatch(/NO-GO .*failed: unit · withheld, a secret was left in it/);
  project.write('ok', '');
  expect(await run()).toMatchObject({ code: 2, stdout: expect.stringContaining('1 NO-GO of this commit before') as string });
});

it('a failure whose bundle does not verify, written elsewhere, counts', async () => {
  touching('echo x >> $(echo elsewhere/2*/data/gates/unit/check-1.stdout.log)');
  expect(await project.gate(['run', 'gates.yml', '--out', 'elsewhere'])).toMatchObject({ code: 2 });
  project.write('ok', '');
  expect(await run()).toMatchObject({ code: 2, stdout: expect.stringContaining('1 NO-GO of this commit before') as string });
});

it.each([
  ['a GO that warns', '', 'GO', 0],
  ['blocked by a policy without warnings', 'policy: { allow-warnings: false }\n', 'BLOCKED', 2],
])('a run whose records were removed and put back is %s', async (_, policy, status, code) => {
  project.write('gates.yml', `version: 1\nname: Touched\n${policy}gates:\n  clean: { run: "rm ${FOLDER}/data/observations.jsonl" }\n`);
  const { stdout, ...ran } = await run();
  expect([ran.code, stdout]).toEqual([code, expect.stringContaining('while gate "clean" ran, and put back') as string]);
  expect(stdout).toContain(`\n${status}  `);
  expect(await project.gate(['verify'])).toMatchObject({ code: 0 });
});

const FAILED = 'test -e ok';
const KILLS = (signal: string): string => `test -e ok || { kill -${signal} $PPID; sleep 20; }`;

it.each([
  ['SIGKILL in the next gate', `  unit: { run: "${FAILED}" }\n  kills: { run: "${KILLS('KILL')}" }`],
  ['SIGTERM in the next gate', `  unit: { run: "${FAILED}" }\n  kills: { run: "${KILLS('TERM')}" }`],
  ['SIGKILL in the next check', `  unit: { kind: checks, checks: [{ command: "${FAILED}" }, { command: "${KILLS('KILL')}" }] }`],
])('a failure that was known counts where something that runs ends the program: %s', async (_, gates) => {
  project.write('gates.yml', `version: 1\nname: Killed\npolicy: { max-attempts: 1 }\ngates:\n${gates}\n`);
  project.commit();
  await run();
  await vi.waitFor(async () => expect((await project.gate(['history'])).stdout).toContain('NO-GO'), { timeout: 20_000, interval: 200 });
  project.write('ok', '');
  expect(await run()).toMatchObject({ code: 2, stdout: expect.stringContaining('1 NO-GO of this commit before') as string });
});
