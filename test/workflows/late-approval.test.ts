import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GitHub } from '../platform/github.ts';
import { needs } from '../platform/programs.ts';
import { workflow } from './files.ts';

/** What the script asks of `gh api`: a request with the token of the environment, and `--jq` over each page of the answer. */
const GH = `#!${process.execPath}
const { spawnSync } = require('node:child_process');
const args = process.argv.slice(3);
const valueOf = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const [method, jq] = [valueOf('--method') ?? 'GET', valueOf('--jq')];
const address = args.find((one, index) => one.startsWith('repos/') && !['--method', '--jq'].includes(args[index - 1]));
const headers = { authorization: 'Bearer ' + process.env.GH_TOKEN, 'x-github-api-version': '2022-11-28', accept: 'application/vnd.github+json' };
fetch(process.env.GITHUB_API_URL + '/' + address, { method, headers }).then(async (answer) => {
  const text = await answer.text();
  if (!answer.ok) { console.error(text); process.exit(1); }
  process.stdout.write(jq === undefined ? text : spawnSync('jq', ['-r', jq], { input: text, encoding: 'utf8' }).stdout);
});
`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-late-'));
const HEAD = 'a'.repeat(40);
let github: GitHub;
beforeAll(async () => {
  github = await GitHub.start();
  fs.writeFileSync(path.join(folder, 'gh'), GH, { mode: 0o755 });
});
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  await github.close();
});

/** Runs the step as the runner does, in a repository of its own. */
async function approved(
  name: string,
  runs: readonly { readonly jobs: readonly string[]; readonly status?: string; readonly conclusion?: string }[],
  file = 'required-check',
) {
  const repository = github.repository(`acme/${name}`);
  const made = runs.map(({ jobs, status = 'completed', conclusion = 'failure' }) =>
    repository.run({
      headSha: HEAD,
      event: 'pull_request',
      workflow: file,
      status: status as 'completed',
      conclusion,
      jobs: jobs.map((one, index) => ({ id: 7000 + index, name: one, conclusion: 'failure' as const, startedAt: '2026-11-21T04:24:12Z' })),
    }),
  );
  const { run = '', env = {} } = workflow('workflows-templates/late-approval.yml').jobs['again']?.steps?.[0] ?? {};
  const token = github.token({ name, permissions: { actions: 'write' }, login: 'github-actions[bot]' });
  const own = Object.fromEntries(Object.entries(env).filter(([, value]) => !value.includes('${{')));
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    env: {
      ...own,
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      GH_TOKEN: token.value,
      REPOSITORY: repository.fullName,
      HEAD,
      GITHUB_API_URL: github.url,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const again = github.requests
    .filter(({ method, path: asked }) => method === 'POST' && asked.includes(`/${name}/`))
    .map(({ path: asked }) => asked);
  return { code, said, again, made };
}

it('a late approval starts the job that decides again, of the run that has ended', needs('jq'), async () => {
  const { code, said, again } = await approved('one', [{ jobs: ['gate / observe', 'gate / decide'] }]);
  expect([code, again], said).toEqual([0, ['/repos/acme/one/actions/jobs/7001/rerun']]);
});

it('a run that was skipped, for a title was edited since, is passed over', needs('jq'), async () => {
  const { code, said, again } = await approved('five', [
    { jobs: ['gate / observe', 'gate / decide'] },
    { jobs: ['gate'], conclusion: 'skipped' },
  ]);
  expect([code, again], said).toEqual([0, ['/repos/acme/five/actions/jobs/7001/rerun']]);
});

it('leaves alone what has not ended, and says so', needs('jq'), async () => {
  const { code, said, again } = await approved('two', [{ jobs: ['gate / decide'], status: 'in_progress' }]);
  expect([code, said, again]).toEqual([0, expect.stringContaining('nothing to decide again'), []]);
});

it('fails where no job has that name, and says what to set', needs('jq'), async () => {
  const { code, said, again } = await approved('three', [{ jobs: ['other / decide'] }]);
  expect([code, said, again]).toEqual([1, expect.stringContaining('set WORKFLOW and JOB'), []]);
});

it('fails where no workflow has that name, and says what to set', needs('jq'), async () => {
  const { code, said, again } = await approved('four', [{ jobs: ['gate / decide'] }], 'renamed');
  expect([code, said, again]).toEqual([1, expect.stringContaining('set WORKFLOW in this file'), []]);
});
