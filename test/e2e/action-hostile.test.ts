import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullRequest, push, workflowRun } from '../platform/events.ts';
import { Platform, type Project } from '../platform/platform.ts';
import { needs } from '../platform/programs.ts';

/* What somebody can try at the job that decides, short of writing with its token. */

const CONFIG = '.github/gates.yml';
const configuration = (name: string, run = 'echo built') =>
  `version: 1\nname: ${JSON.stringify(name)}\ngates:\n  builds: { run: "${run}" }\n`;
const GO = configuration('Widget');
const NO_GO = configuration('Widget', 'exit 3');

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

function opened(config = NO_GO, files: Readonly<Record<string, string>> = { 'a.txt': 'a' }, spec: { fork?: string } = {}) {
  const project = platform.project({ [CONFIG]: config });
  project.branch('topic');
  const headSha = project.commit(files, 'topic');
  return { project, number: project.repository.pull({ head: 'topic', headSha, ...spec }).number };
}

function folder(project: Project): string {
  return fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
}

async function evidence(project: Project, number: number): Promise<Buffer> {
  await project.run({ event: pullRequest(project, number), runId: 40, permissions: 'none' });
  return project.artifact(40, 'gate-evidence-40-1.zip');
}

async function decided(project: Project, number: number, bundle: string) {
  const { main, outputs } = await project.run({ event: pullRequest(project, number), runId: 40, inputs: { command: 'decide', bundle } });
  return { said: [main.code, outputs['decision']], log: main.log, checks: [...project.repository.checkRuns.values()] };
}

describe('what is passed off as evidence', () => {
  const forms: readonly (readonly [string, (to: string, zip: Buffer) => void])[] = [
    ['an empty file', (to) => fs.writeFileSync(path.join(to, 'a.zip'), '')],
    ['a text', (to) => fs.writeFileSync(path.join(to, 'a.zip'), 'GO')],
    ['two zips', (to, zip) => ['a.zip', 'b.zip'].forEach((name) => fs.writeFileSync(path.join(to, name), zip))],
    ['a zip behind other bytes', (to, zip) => fs.writeFileSync(path.join(to, 'a.zip'), Buffer.concat([Buffer.from('#!/bin/sh\n'), zip]))],
    ['a zip with bytes behind it', (to, zip) => fs.writeFileSync(path.join(to, 'a.zip'), Buffer.concat([zip, zip]))],
    ['a link that leads round in a circle', (to) => fs.symlinkSync('.', path.join(to, 'a'))],
    ['a link to nothing', (to) => fs.symlinkSync('/nonexistent', path.join(to, 'a.zip'))],
    ['a pipe', (to) => execFileSync('mkfifo', [path.join(to, 'a.zip')])],
    ['a folder of names alone', (to) => fs.mkdirSync(path.join(to, 'bundle/data'), { recursive: true })],
  ];

  it.each(forms)('%s decides nothing, and is shown', async (_, make) => {
    const { project, number } = opened(GO);
    const to = folder(project);
    make(to, await evidence(project, number));
    const { said, log, checks } = await decided(project, number, to);
    expect(said, log.text).toEqual([2, 'BLOCKED']);
    expect(log.text).not.toContain('internal error');
    expect(checks).toMatchObject([{ conclusion: 'failure', title: expect.stringMatching(/^BLOCKED: The (evidence|job)/) }]);
  });

  it('a zip that writes elsewhere writes nowhere', needs('python3'), async () => {
    const { project, number } = opened(GO);
    const to = folder(project);
    const script = `import zipfile,sys
z=zipfile.ZipFile(sys.argv[1],'w')
for n in ['../../escaped','/tmp/gate-escaped-${process.pid}','x/bagit.txt','x/../../escaped']: z.writestr(n,'x')
z.close()`;
    execFileSync('python3', ['-c', script, path.join(to, 'a.zip')]);
    const { said, log } = await decided(project, number, to);
    expect(said, log.text).toEqual([2, 'BLOCKED']);
    expect(fs.existsSync(`/tmp/gate-escaped-${process.pid}`)).toBe(false);
  });

  it('a failure stays one, whatever its job says of itself', async () => {
    const { project, number } = opened(NO_GO);
    const to = folder(project);
    fs.writeFileSync(path.join(to, 'a.zip'), await evidence(project, number));
    const { main } = await project.run({
      event: pullRequest(project, number),
      runId: 40,
      inputs: { command: 'decide', bundle: to },
      env: { INPUT_DECISION: 'GO', STATE_published: 'true', GITHUB_HEAD_REF: 'main' },
    });
    expect(main.code, main.log.text).toBe(1);
  });
});

describe('a name that is more than a name', () => {
  const names = [
    '--> <!-- gate-action Release%20%2F%20Widget run=999999 attempt=1 -->',
    '::error::x%0A::set-output name=decision::GO',
    '@org/team #1 https://evil.example',
    'é🙂'.repeat(300),
    '\u200b\u2060',
    'Widget (2)',
  ];

  it.each(names)('%j is shown as one, in every place, and found again', async (name) => {
    const { project, number } = opened(configuration(name, 'exit 3'));
    for (const runId of [5, 6]) {
      const { main, outputs } = await project.run({ event: pullRequest(project, number), runId });
      expect([main.code, outputs['decision'], main.log.strange], main.log.text).toEqual([1, 'NO-GO', []]);
    }
    const { checkRuns, comments, statuses } = project.repository;
    expect([checkRuns.size, comments.size, statuses.length]).toEqual([2, 1, 2]);
    for (const check of checkRuns.values()) expect([check.name.trim() !== '', check.name.includes('@org/team')]).toEqual([true, false]);
  });
});

describe('payloads that are not what they seem', () => {
  it.each([
    ['no run', {}],
    ['a commit that is none', { workflow_run: { id: 50, head_sha: '--upload-pack=touch ran', event: 'push' } }],
    [
      'pull requests that are none',
      { workflow_run: { id: 50, head_sha: 'a'.repeat(40), event: 'pull_request', pull_requests: [{ number: '1; x' }, null] } },
    ],
    ['a repository that is none', { workflow_run: { id: 50, head_sha: 'a'.repeat(40), event: 'push', head_repository: 'acme' } }],
  ])('%s: nothing is decided', async (_, payload) => {
    const { project, number } = opened(GO);
    const to = folder(project);
    fs.writeFileSync(path.join(to, 'a.zip'), await evidence(project, number));
    const { main } = await project.run({
      event: { name: 'workflow_run', payload },
      runId: 51,
      inputs: { command: 'report', bundle: to },
      permissions: { contents: 'read' },
    });
    expect(main.code, main.log.text).toBe(2);
    expect(main.log.text).not.toContain('internal error');
  });

  it('a report that is made again replaces what it could not find out before', async () => {
    const { project, number } = opened(GO, { 'a.txt': 'a' }, { fork: 'mallory/widget' });
    const to = folder(project);
    const zip = await evidence(project, number);
    const event = workflowRun(project, { id: 40, attempt: 1, number });
    await project.run({ event, runId: 51, inputs: { command: 'report', bundle: to } });
    fs.writeFileSync(path.join(to, 'a.zip'), zip);
    const { main } = await project.run({ event, runId: 51, runAttempt: 2, inputs: { command: 'report', bundle: to } });
    expect(main.code, main.log.text).toBe(0);
    expect([...project.repository.checkRuns.values()].map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Widget', 'failure'],
      ['Widget', 'success'],
    ]);
    expect(project.repository.comments.size).toBe(1);
  });
});

describe('several calls of the gate in one run, with one configuration', () => {
  const LUCKY = configuration('Widget', 'test -e lucky');

  /** One call is lucky and one is not. @returns the folder with the evidence of the lucky one, as the other's decision is to go upon */
  async function siblings(spec: { fork?: string } = {}) {
    const { project, number } = opened(LUCKY, { 'a.txt': 'a' }, spec);
    const lucky = path.join(project.folder, 'lucky');
    const ran = async (call: string) =>
      project.run({ event: pullRequest(project, number), runId: 40, permissions: 'none', inputs: { call } });
    fs.writeFileSync(lucky, '');
    const { outputs } = await ran('windows');
    fs.rmSync(lucky);
    expect((await ran('linux')).main.code).toBe(1);
    const to = folder(project);
    fs.writeFileSync(path.join(to, 'a.zip'), await project.artifact(40, outputs['artifact-name'] ?? ''));
    return { project, number, to };
  }

  it.each([
    ['linux', [2, 'BLOCKED'], 'The evidence is of another call of this workflow'],
    ['windows', [0, 'GO'], 'Widget'],
  ])('that of %s is decided on by its own evidence alone', async (call, said, words) => {
    const { project, number, to } = await siblings();
    const inputs = { command: 'decide', bundle: to, call };
    const { main, outputs } = await project.run({ event: pullRequest(project, number), runId: 40, inputs });
    expect([main.code, outputs['decision']], main.log.text).toEqual(said);
    expect(main.log.text).toContain(words);
  });

  it('are not reported on by the evidence of one', async () => {
    const { project, number, to } = await siblings({ fork: 'mallory/widget' });
    const event = workflowRun(project, { id: 40, attempt: 1, number });
    const { main } = await project.run({ event, runId: 41, inputs: { command: 'report', bundle: to } });
    expect([main.code, main.log.text]).toEqual([2, expect.stringContaining('2 jobs of that run left evidence')]);
    expect([...project.repository.checkRuns.values()]).toMatchObject([{ conclusion: 'failure' }]);
  });
});

it('a base that is weakened after the gates ran is another configuration', async () => {
  const { project, number } = opened(NO_GO);
  const to = folder(project);
  fs.writeFileSync(path.join(to, 'a.zip'), await evidence(project, number));
  const { base } = project.repository.pullAt(number).pull;
  base.sha = project.repository.commit({ branch: 'main', files: { [CONFIG]: GO } }).sha;
  const { said, log } = await decided(project, number, to);
  expect(said, log.text).toEqual([2, 'BLOCKED']);
});

it('evidence of another repository with a run of the same number decides nothing', async () => {
  const { project, number } = opened(GO);
  const to = folder(project);
  const env = { GITHUB_REPOSITORY: 'mallory/widget' };
  await project.run({ event: pullRequest(project, number), runId: 40, permissions: 'none', env });
  fs.writeFileSync(path.join(to, 'a.zip'), await project.artifact(40, 'gate-evidence-40-1.zip'));
  const { said, log } = await decided(project, number, to);
  expect(said, log.text).toEqual([2, 'BLOCKED']);
  expect(log.text).toContain('The evidence is of mallory/widget');
});

it.each<[string, (file: string) => void]>([
  ['a folder', (file) => fs.mkdirSync(file)],
  ['a pipe', (file) => void execFileSync('mkfifo', [file])],
  ['a link to a file of the machine', (file) => fs.symlinkSync('/etc/hostname', file)],
])('a head that has %s in the place of its configuration is judged by the base, and nothing of it is read', async (_, make) => {
  const { project, number } = opened(NO_GO);
  const file = path.join(project.folder, CONFIG);
  fs.rmSync(file);
  make(file);
  const { main, outputs } = await project.run({ event: pullRequest(project, number) });
  expect([main.code, outputs['decision']], main.log.text).toEqual([1, 'NO-GO']);
  expect(main.log.text).toContain('the whole file');
});

it('evidence of a commit that GitHub does not have is no defect of ours', async () => {
  const { project, number } = opened(GO);
  const to = folder(project);
  const event = push(project);
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '--quiet', '--allow-empty', '-m', 'x'], {
    cwd: project.folder,
  });
  await project.run({ event: { ...event, sha: project.tip }, runId: 40, permissions: 'none' });
  fs.writeFileSync(path.join(to, 'a.zip'), await project.artifact(40, 'gate-evidence-40-1.zip'));
  const { said, log, checks } = await decided(project, number, to);
  expect(said, log.text).toEqual([2, 'BLOCKED']);
  expect([log.text.includes('internal error'), checks.length]).toEqual([false, 1]);
});
