import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/evidence/bundle.ts';
import { pullRequest, push } from '../platform/events.ts';
import { Platform, type Project } from '../platform/platform.ts';
import type { ActionRun } from '../platform/runner.ts';
import { shownIn, textsOf, values } from './placements.ts';
import { entriesBelow, secretEnv, secretWorld, shownBelow, tookOut } from './secret-world.ts';

/* A pull request full of secrets: one job observes it, another decides with a token and writes. */

const CONFIG = '.github/gates.yml';
const RUN = 40;

let platform: Platform;
let project: Project;
const machine = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-machine-'));
const jobs: Record<string, ActionRun> = {};

beforeAll(async () => {
  platform = await Platform.start();
  project = platform.project({ 'README.md': 'x' });
  const configuration = await secretWorld(project.folder);
  project.commit({ [CONFIG]: configuration }, 'main');
  const branch = values['branch'] ?? '';
  project.branch(branch);
  const changed = Object.fromEntries(textsOf('changed name').map((name) => [name, 'x']));
  const headSha = project.commit(changed, branch, textsOf('commit message').join(' '));
  const { number } = project.repository.pull({ head: branch, headSha, title: textsOf('pull request').join(' ') });
  for (const name of textsOf('dirty name')) fs.writeFileSync(path.join(project.folder, name), 'x');
  const event = pullRequest(project, number);
  jobs['observe'] = await project.run({ event, runId: RUN, job: 'observe', permissions: 'none', env: environment('observe') });
  const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  for (const name of project.artifactNames(RUN)) fs.writeFileSync(path.join(bundle, name), await project.artifact(RUN, name));
  jobs['decide'] = await project.run({
    event,
    runId: RUN,
    job: 'decide',
    inputs: { command: 'decide', bundle },
    env: environment('decide'),
  });
});
afterAll(async () => {
  fs.rmSync(machine, { recursive: true, force: true });
  await platform.close();
});

/** The secrets, and folders of the job's own. */
function environment(job: string): Record<string, string> {
  const folders = ['TMPDIR', 'RUNNER_TEMP', 'HOME'].map((name) => [name, path.join(machine, job, name)] as const);
  for (const [, folder] of folders) fs.mkdirSync(folder, { recursive: true });
  return { ...secretEnv, ...Object.fromEntries(folders) };
}

/** What a job says of itself: its log before any mask, its summary, its outputs. */
const saidBy = ({ main, post, summary, outputs }: ActionRun): string =>
  [...main.log.raw, ...(post?.log.raw ?? []), summary, JSON.stringify([outputs, main.env, main.state])].join('\n');

describe('secrets of a pull request', () => {
  it('were said, and the decision says so', () => {
    const { comments, checkRuns } = project.repository;
    expect([jobs['decide']?.outputs['decision'], comments.size, checkRuns.size], saidBy(jobs['decide'] as ActionRun)).toEqual([
      'NO-GO',
      1,
      1,
    ]);
  });

  it.each(['observe', 'decide'])('are in nothing that the job %s says', (name) => {
    const said = saidBy(jobs[name] as ActionRun);
    expect([said.length > 1000, shownIn(said)]).toEqual([true, []]);
  });

  it('are in no comment, no check and no status', () => {
    const { comments, checkRuns, statuses } = project.repository;
    const written = JSON.stringify([[...comments.values()], [...checkRuns.values()], statuses]);
    expect([written.length > 1000, shownIn(written)]).toEqual([true, []]);
    expect(tookOut(written).length).toBeGreaterThan(5);
  });

  it('are in no artifact', async () => {
    const names = project.artifactNames(RUN);
    expect(names).toHaveLength(2);
    for (const name of names) {
      const zip = path.join(project.scratch, 'artifact.zip');
      fs.writeFileSync(zip, await project.artifact(RUN, name));
      const opened = await openBundle(zip);
      const said = entriesBelow(opened.folder).map((file) => `${file}\n${fs.readFileSync(file, 'latin1')}`);
      expect([shownBelow(opened.folder), tookOut(said.join('\n')).length >= 66]).toEqual([[], true]);
      opened.cleanup();
    }
  });

  it('are in nothing that stays on the runner', () => {
    const store = path.join(project.folder, '.gate');
    const shown = [machine, ...(fs.existsSync(store) ? [store] : [])].flatMap(shownBelow);
    // The quarantine is what nobody publishes.
    expect(shown.filter((line) => !/(^|\/)[^/]*\.quarantine\//.test(line))).toEqual([]);
    for (const job of Object.keys(jobs)) expect(fs.readdirSync(path.join(machine, job, 'TMPDIR'))).toEqual([]);
  });
});

describe('a secret in what a run is given beside its configuration', () => {
  const SECRET = values['stdout'] ?? '';
  const CONFIGURATION = `version: 1
evidence: { secret-env: [ OWN ], capture-env: [ TAKEN ] }
vars: { text: none, number: 1 }
services: { web: { health: { http: "http://127.0.0.1:9" } } }
gates:
  says: { run: 'echo "$GATE_VAR_text $GATE_VAR_number"' }
  takes: { kind: health, services: [web], interval: "\${{ env.TAKEN }}", count: 3 }
`;
  const HARMLESS = '250ms';

  it.each([
    ['run', { vars: `text=${SECRET}` }, HARMLESS, 'the value of OWN stands in the plan'],
    ['plan', { vars: `text=${SECRET}` }, HARMLESS, 'the value of OWN stands in the plan'],
    ['run', { vars: `number=${SECRET}` }, HARMLESS, 'found "[REDACTED:OWN]" for "number"'],
    ['run', { gates: SECRET }, HARMLESS, 'unknown gate "[REDACTED:OWN]"'],
    ['run', {}, SECRET, 'found "[REDACTED:OWN]", expected a duration'],
    ['plan', {}, SECRET, 'found "[REDACTED:OWN]", expected a duration'],
  ])('is not told: %s, %j, %s', async (command, inputs, TAKEN, message) => {
    const one = platform.project({ [CONFIG]: CONFIGURATION });
    const runnerTemp = fs.mkdtempSync(path.join(machine, 'runner-'));
    const ran = await one.run({
      event: push(one),
      inputs: { command, ...inputs },
      env: { OWN: SECRET, TAKEN, RUNNER_TEMP: runnerTemp },
    });
    const { checkRuns, statuses } = one.repository;
    const written = JSON.stringify([[...checkRuns.values()], statuses]);
    expect([ran.main.code, checkRuns.size, ran.main.log.text]).toEqual([2, 1, expect.stringContaining(message)]);
    expect([...shownIn(saidBy(ran)), ...shownIn(written), ...shownBelow(runnerTemp)]).toEqual([]);
  });
});
