import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { change as changeFile, commitAll, copyExample } from './fixtures/genesis.ts';
import { OWN_NODE, Project } from './harness.ts';

/** The gates before anything is started: each of these, and what it needs. */
const SELECTION = ['flags', 'deploy-workflow', 'readiness'].flatMap((gate) => ['--gate', gate]);

let project: Project;
beforeEach(() => {
  project = new Project();
  copyExample(project.folder);
});
afterEach(() => project.close());

interface Gate {
  readonly id: string;
  readonly verdict: string;
  readonly criteria: readonly { readonly name: string; readonly verdict: string; readonly measured: string }[];
}

/** Rows that neither passed nor were waived: `gate: name verdict`. */
async function run(node = process.execPath): Promise<{ status: string; bad: readonly string[]; gates: readonly Gate[] }> {
  commitAll(project.folder);
  await project.gate(['run', 'gates.yml', ...SELECTION], {
    node,
    env: { PATH: `${path.dirname(node)}:${process.env['PATH'] ?? ''}` },
  });
  const { status, gates } = JSON.parse(fs.readFileSync(path.join(project.bundle(), 'data/decision.json'), 'utf8')) as {
    status: string;
    gates: Gate[];
  };
  const bad = gates.flatMap(({ id, criteria }) =>
    criteria
      .filter(({ verdict }) => !['passed', 'waived', 'skipped'].includes(verdict))
      .map(({ name, verdict }) => `${id}: ${name} ${verdict}`),
  );
  return { status, bad, gates };
}

function change(file: string, from: string, to: string): void {
  changeFile(project.folder, file, from, to);
}

it('is well before the rollout, with four known failures; a selection is never a GO', needs('python3'), async () => {
  const { status, bad, gates } = await run();
  expect([status, bad]).toEqual(['PARTIAL', []]);
  expect(gates.map(({ id, verdict }) => `${id} ${verdict}`)).toContain('tests waived');
});

it('is BLOCKED on a Node whose reports name no files', needs('python3'), async () => {
  const { status, bad } = await run(OWN_NODE);
  expect([status, bad]).toEqual(['BLOCKED', ['precheck: node >=24 blocked']]);
});

it.each<[string, () => void, string, readonly string[]]>([
  [
    'a flag is off',
    () => change('.env.production', 'USE_PIPELEX=true', 'USE_PIPELEX=false'),
    'NO-GO',
    ['flags: .env.production failed', 'python: unwaived failures failed'],
  ],
  [
    'the deployment does not wait for the gate',
    () => change('.github/workflows/deploy-production.yml', 'needs: [gate]', 'needs: [build]'),
    'NO-GO',
    ['deploy-workflow: "gate" in deploy.jobs.deploy.needs failed'],
  ],
  [
    'a failure is not known',
    () => change('tests/runtime/score.test.mjs', '[4, 5, 6]', '[4, 5]'),
    'NO-GO',
    ['tests: unwaived failures failed', 'tests: suite runtime: passRate == 1.0 failed', 'tests: passed == 50 failed'],
  ],
  [
    'a known failure passes',
    () => change('tests/e2e/journey.test.mjs', "['self play', ", '['),
    'NO-GO',
    ['tests: suite e2e: total == 11 failed', 'tests: total == 54 failed'],
  ],
  [
    'a waiver has expired',
    () => change('gates.yml', 'expires: 2027-06-30', 'expires: 2020-06-30'),
    'NO-GO',
    ['tests: unwaived failures failed'],
  ],
  [
    'tests are left out',
    () => change('tests/integration/plan.test.mjs', 'length <= 10', 'length <= 8'),
    'NO-GO',
    ['tests: suite integration: total == 14 failed', 'tests: total == 54 failed', 'tests: passed == 50 failed'],
  ],
  [
    'code is not covered',
    () =>
      fs.appendFileSync(
        path.join(project.folder, 'src/spice/score.mjs'),
        '\nexport function unused(x) {\n  x++;\n  x++;\n  x++;\n  return x;\n}\n',
      ),
    'NO-GO',
    ['tests: component spice: lines >= 0.85 failed'],
  ],
  [
    'a suite does not even load',
    () => change('tests/runtime/score.test.mjs', '../../src/spice/score.mjs', '../../src/spice/gone.mjs'),
    'NO-GO',
    [],
  ],
])('does not go when %s', needs('python3'), async (_, spoil, decision, rows) => {
  spoil();
  const { status, bad } = await run();
  expect(status, bad.join('\n')).toBe(decision);
  if (rows.length > 0) expect(bad).toEqual(rows);
});
