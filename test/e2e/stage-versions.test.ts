import fs from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Asked, fakePrometheus, matrix, type Reply, vector } from '../sources/prometheus/fake.ts';
import { RENDER_VERSION } from '../../src/report/render.ts';
import { JUDGE_VERSION } from '../../src/verdict/version.ts';
import { ofVersion } from '../forgery/forge.ts';
import { Project } from './harness.ts';

/* A rollout in two jobs, where the program was updated between them. */

const rollout = (url: string): string => `version: 1
name: Widget
gates:
  r:
    kind: rollout
    run: 'true'
    stages: [ { name: canary, weight: 10, bake: 200ms }, { name: full, weight: 100, bake: 200ms } ]
    prometheus: { url: "${url}" }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01" } ]
    rollback: { run: 'true', within: 1s, checks: [ { command: 'true' } ] }
`;

/** A project whose first stage is done. */
async function afterCanary(): Promise<{ readonly project: Project; readonly canary: string }> {
  const project = new Project();
  onTestFinished(() => project.close());
  const { url } = await fakePrometheus((asked: Asked): Reply => {
    if (asked.query !== 'vector(1)') return undefined;
    return asked.path.endsWith('query_range') ? matrix(asked, () => '0.001') : vector(asked, [{}, '0.001']);
  });
  project.write('gates.yml', rollout(url));
  const ran = await project.gate(['run', 'gates.yml', '--stage', 'canary']);
  expect(ran.stdout).toMatch(/^PARTIAL /m);
  return { project, canary: project.bundle() };
}

/** The stage that follows, upon the first as another version would have left it. */
async function full(versions: Parameters<typeof ofVersion>[2]) {
  const { project, canary } = await afterCanary();
  const prior = ofVersion(canary, fs.mkdtempSync(path.join(project.folder, 'left-')), versions);
  const ran = await project.gate(['run', 'gates.yml', '--stage', 'full', '--prior', prior]);
  return { ...ran, project, isAlone: project.bundles().length === 1 };
}

it('a stage begins upon one whose reports another version wrote, and the whole verifies', async () => {
  const { code, stdout, stderr, project } = await full({ render: RENDER_VERSION - 1 });
  expect([code, stdout], stderr).toEqual([0, expect.stringMatching(/^GO /m)]);
  const verified = await project.gate(['verify', project.bundle()]);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/parts +holds/)]);
});

it('one begins upon nothing that another judge decided, and says so', async () => {
  const { code, stderr, isAlone } = await full({ judge: JUDGE_VERSION - 1 });
  expect([code, isAlone]).toEqual([2, true]);
  expect(stderr).toContain('stage "full" does not begin upon this evidence');
  expect(stderr).toMatch(new RegExp(`judge ${JUDGE_VERSION - 1}, and this is judge ${JUDGE_VERSION}`));
});

it('one begins upon no report of this version that was changed', async () => {
  const { code, stderr, isAlone } = await full({});
  expect([code, isAlone, stderr]).toEqual([2, true, expect.stringContaining('report.md')]);
});
