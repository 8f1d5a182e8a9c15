import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeBundle, planIn } from '../../src/app/bundle/judge-bundle.ts';
import { openBundle } from '../../src/evidence/bundle.ts';
import { checkRun } from '../../src/report/check-run.ts';
import { comment } from '../../src/report/comment.ts';
import { commitStatus } from '../../src/report/commit-status.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { Project, type Ran } from './harness.ts';
import { shownIn, textsOf, values } from './placements.ts';
import { entriesBelow, secretEnv, secretWorld, shownBelow, tookOut } from './secret-world.ts';

const project = new Project();
let ran: Ran;
let bundle: string;
const temporary = path.join(project.folder, 'tmp');

beforeAll(async () => {
  const configuration = await secretWorld(project.folder);
  project.commit();
  execFileSync('git', ['checkout', '-q', '-b', values['branch'] ?? ''], { cwd: project.folder });
  for (const name of textsOf('changed name')) project.write(name, 'x');
  project.commit();
  for (const name of textsOf('dirty name')) project.write(name, 'x');
  fs.mkdirSync(temporary);
  project.write('gates.yml', configuration);
  ran = await project.gate(['run', 'gates.yml'], { env: { ...secretEnv, TMPDIR: temporary } });
  bundle = project.bundle();
});
afterAll(() => project.close());

describe('secrets of our own, in every place and encoding', () => {
  it('were said in enough places', () => {
    const said =
      entriesBelow(bundle)
        .map((file) => `${file}\n${fs.readFileSync(file, 'latin1')}`)
        .join('\n') +
      ran.stdout +
      ran.stderr;
    expect(tookOut(said).length).toBeGreaterThanOrEqual(66);
  });

  it('stand nowhere in what is published, said or left', async () => {
    expect(shownIn(ran.stdout + ran.stderr)).toEqual([]);
    // The quarantine is what nobody publishes.
    expect(shownBelow(path.join(project.folder, '.gate/executions'))).toEqual([]);
    expect(fs.readdirSync(temporary)).toEqual([]);
    const opened = await openBundle(`${bundle}.zip`);
    expect(shownBelow(opened.folder)).toEqual([]);
    opened.cleanup();
  });

  it('stand nowhere in what is written on GitHub', () => {
    const { outcome } = judgeBundle(bundle, planIn(bundle));
    if (!outcome) throw new Error('it has no final seal');
    const around = { links: {}, notes: [] };
    const written = [
      comment(outcome, { ...around, marker: { name: 'x', runId: '1', runAttempt: '1' } }),
      jobSummary(outcome, around),
      JSON.stringify(checkRun(outcome, { ...around, repository: { configuration: 'gates.yml' }, allowPartial: false })),
      JSON.stringify(commitStatus(outcome, { checkName: 'gate', allowPartial: false })),
    ];
    for (const text of written) expect([text.length > 80, shownIn(text)]).toEqual([true, []]);
  });
});

describe('a secret in a text of the configuration itself', () => {
  const SECRET = values['stdout'] ?? '';
  const WAIVER = `waivers: [ { gate: unit, match: t, reason: "TEXT", owner: me, expires: 2099-01-01, severity: low } ]`;

  it.each([
    ['the reason of a waiver', `${WAIVER}\ngates: { unit: { kind: tests, run: "true", reports: r.xml } }`],
    ['the id of a gate', 'gates: { TEXT: { run: "true" } }'],
    ['the name of a gate', 'gates: { a: { name: "TEXT", run: "true" } }'],
    ['a variable of a gate', 'gates: { a: { run: "true", env: { A: "TEXT" } } }'],
    ['a criterion', 'gates: { a: { kind: assert, files: { d: package.json }, criteria: [ "d.name == \'TEXT\'" ] } }'],
    ['a comment', '# TEXT\ngates: { a: { run: "true" } }'],
  ])('%s: is refused by its place, plain and encoded', async (_, text) => {
    const own = new Project();
    try {
      for (const form of textsOf('stdout').slice(0, text.startsWith('gates: { TEXT') ? 1 : 2)) {
        own.write('gates.yml', `version: 1\nevidence: { secret-env: [ OWN ] }\n${text.replace('TEXT', form)}\n`);
        const { code, stdout, stderr } = await own.gate(['run', 'gates.yml'], { env: { OWN: SECRET } });
        expect([code, stderr]).toEqual([2, expect.stringMatching(/^gates\.yml:[34]:\d+: the value of OWN stands here/)]);
        expect(shownIn(stdout + stderr)).toEqual([]);
      }
      expect(own.bundles()).toEqual([]);
    } finally {
      own.close();
    }
  });
});
