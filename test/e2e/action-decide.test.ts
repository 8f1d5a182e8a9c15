import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullRequest, push, workflowRun } from '../platform/events.ts';
import { Platform, type Project } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';
const GO = `version: 1
name: Widget
evidence: { capture-env: [FLAVOUR] }
gates:
  builds: { run: echo built }
`;
const NO_GO = GO.replace('echo built', 'exit 3');

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

function opened(config: string, files: Readonly<Record<string, string>> = { 'a.txt': 'a' }, spec: { fork?: string } = {}) {
  const project = platform.project({ [CONFIG]: config });
  project.branch('topic');
  const headSha = project.commit(files, 'topic');
  return { project, number: project.repository.pull({ head: 'topic', headSha, ...spec }).number };
}

/** The evidence of a job without a token, as another job downloads it. */
async function observed(project: Project, number: number, runId: number): Promise<string> {
  await project.run({ event: pullRequest(project, number), runId, permissions: 'none', env: { FLAVOUR: 'vanilla' } });
  const [name = ''] = project.artifactNames(runId);
  const folder = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  fs.writeFileSync(path.join(folder, name), await project.artifact(runId, name));
  return folder;
}

/** The only zip in a folder, for tampering. */
function rewrite(folder: string, change: (bytes: Buffer) => Buffer): void {
  const [name = ''] = fs.readdirSync(folder);
  const file = path.join(folder, name);
  fs.writeFileSync(file, change(fs.readFileSync(file)));
}

describe('a second job', () => {
  it.each([
    ['GO', GO, 0, 'success'],
    ['NO-GO', NO_GO, 1, 'failure'],
  ] as const)('decides %s on the evidence of the first, and shows it', async (decision, config, code, conclusion) => {
    const { project, number } = opened(config);
    const bundle = await observed(project, number, 40);
    expect(project.repository.checkRuns.size).toBe(0);
    const { main, outputs } = await project.run({ event: pullRequest(project, number), runId: 40, inputs: { command: 'decide', bundle } });
    expect([main.code, outputs['decision']], main.log.text).toEqual([code, decision]);
    expect([...project.repository.checkRuns.values()]).toMatchObject([{ conclusion }]);
    expect(project.repository.comments.size).toBe(1);
    // The evidence is there once: what was taken over is the same, byte for byte.
    expect(project.artifactNames(40)).toEqual(['gate-evidence-40-1.zip']);
  });

  it.each([
    [
      'that was changed',
      40,
      1,
      (folder: string) => rewrite(folder, (bytes) => Buffer.concat([bytes.subarray(0, 3000), bytes.subarray(3001)])),
    ],
    ['of another run', 41, 1, () => {}],
    ['of an earlier attempt', 40, 2, () => {}],
    ['that is not there', 40, 1, (folder: string) => fs.rmSync(folder, { recursive: true })],
  ] as const)('decides nothing on evidence %s', async (_, runId, runAttempt, tamper) => {
    const { project, number } = opened(GO);
    const bundle = await observed(project, number, 40);
    tamper(bundle);
    const { main, outputs } = await project.run({
      event: pullRequest(project, number),
      runId,
      runAttempt,
      inputs: { command: 'decide', bundle },
    });
    expect([main.code, outputs['decision']], main.log.text).toEqual([2, 'BLOCKED']);
    expect([...project.repository.checkRuns.values()]).toMatchObject([{ conclusion: 'failure' }]);
  });

  it('decides nothing on evidence of gates that the pull request brought itself', async () => {
    const { project, number } = opened(NO_GO, { [CONFIG]: GO });
    // A first job that has been made to run the pull request's own configuration.
    await project.run({ event: push(project), runId: 42, permissions: 'none' });
    const folder = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
    fs.writeFileSync(path.join(folder, 'evidence.zip'), await project.artifact(42, 'gate-evidence-42-1.zip'));
    const { main } = await project.run({ event: pullRequest(project, number), runId: 42, inputs: { command: 'decide', bundle: folder } });
    expect(main.code).toBe(2);
    expect(main.log.text).toContain('nothing is decided by this bundle');
  });
});

describe('what the configuration takes from the environment', () => {
  const LIMITED = `version: 1
name: Widget
policy: { allow-overrides: [env.FLAVOUR] }
evidence: { capture-env: [FLAVOUR, CAPTURED] }
gates:
  holds: { kind: checks, checks: [ { env: FLAVOUR, equals: "\${{ env.FLAVOUR }}" } ] }
`;

  async function decided(env: Readonly<Record<string, string>>) {
    const { project, number } = opened(LIMITED);
    const bundle = await observed(project, number, 60);
    return project.run({ event: pullRequest(project, number), runId: 60, env, inputs: { command: 'decide', bundle } });
  }

  it('is said by the job that decides, and what is merely captured is not asked for', async () => {
    const { main, outputs } = await decided({ FLAVOUR: 'vanilla' });
    expect([main.code, outputs['decision']], main.log.text).toEqual([0, 'GO']);
  });

  it.each([
    ['another value', { FLAVOUR: 'chocolate' }, 'FLAVOUR was "vanilla", expected "chocolate"'],
    ['no value', {}, 'FLAVOUR: not set in this job'],
  ])('is refused where that job has %s', async (_, env, words) => {
    const { main, outputs } = await decided(env);
    expect([main.code, outputs['decision']], main.log.text).toEqual([2, 'BLOCKED']);
    expect(main.log.text).toContain(words);
  });
});

describe('a report from trusted code', () => {
  it("shows a fork's evidence on its pull request", async () => {
    const { project, number } = opened(NO_GO, { 'a.txt': 'a' }, { fork: 'mallory/widget' });
    const bundle = await observed(project, number, 50);
    const event = workflowRun(project, { id: 50, attempt: 1, number });
    const { main } = await project.run({ event, runId: 51, inputs: { command: 'report', bundle } });
    expect(main.code, main.log.text).toBe(1);
    const head = project.repository.pullAt(number).pull.head.sha;
    expect([...project.repository.checkRuns.values()]).toMatchObject([{ headSha: head, conclusion: 'failure' }]);
    expect([...project.repository.comments.values()]).toMatchObject([{ issue: number, body: expect.stringContaining('NO-GO') }]);
  });

  it('says nothing of a commit that is no longer the head', async () => {
    const { project, number } = opened(GO, { 'a.txt': 'a' }, { fork: 'mallory/widget' });
    const bundle = await observed(project, number, 50);
    const event = workflowRun(project, { id: 50, attempt: 1, number });
    project.repository.pullAt(number).pull.head.sha = project.commit({ 'a.txt': 'b' }, 'topic');
    const { main } = await project.run({ event, runId: 51, inputs: { command: 'report', bundle } });
    expect(main.code).toBe(2);
    expect(main.log.text).toContain('is no longer the head of an open pull request');
    expect(project.repository.comments.size).toBe(0);
  });
});

describe('a report on whose configuration nobody knows', () => {
  /** Gates that a fork has weakened, run by the fork's own workflow as if they counted. */
  async function weakened(spec: { fork?: string } = { fork: 'mallory/widget' }) {
    const { project, number } = opened(NO_GO, { [CONFIG]: GO }, spec);
    await project.run({ event: push(project), runId: 50, permissions: 'none', env: { FLAVOUR: 'vanilla' } });
    const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
    fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(50, 'gate-evidence-50-1.zip'));
    return { project, number, bundle };
  }

  it.each([
    ['a fork that was deleted', { deleted: true }, 'the fork of this pull request no longer exists'],
    ['a review, of a fork that was deleted', { deleted: true, event: 'pull_request_review' }, 'no longer exists'],
    ['a comment', { event: 'issue_comment' }, 'a run on issue_comment does not say whose configuration counts'],
    ['a push, of a fork', { event: 'push' }, 'the run is of mallory/widget, not of'],
  ] as const)('decides nothing after a run on %s', async (_, run, words) => {
    const { project, number, bundle } = await weakened();
    const event = workflowRun(project, { id: 50, attempt: 1, number, ...run });
    const { main } = await project.run({ event, runId: 51, inputs: { command: 'report', bundle } });
    expect([main.code, [...project.repository.checkRuns.values()]], main.log.text).toMatchObject([2, [{ conclusion: 'failure' }]]);
    expect(main.log.text).toContain(words);
  });

  it('takes the base of the pull request into this repository, not of one elsewhere', async () => {
    const { project, number, bundle } = await weakened({});
    const event = workflowRun(project, { id: 50, attempt: 1, number, also: [{ number: 77, repository: 1 }] });
    const { main } = await project.run({ event, runId: 51, inputs: { command: 'report', bundle } });
    expect(main.log.text).toContain(`${CONFIG} at ${project.repository.at('main').sha}`);
    expect(main.code, main.log.text).toBe(2);
  });

  it('decides nothing where a commit is the head of several pull requests', async () => {
    const { project, number, bundle } = await weakened();
    project.repository.commit({ branch: 'legacy', files: { [CONFIG]: GO } });
    const { number: other } = project.repository.pull({ head: 'topic', headSha: project.tip, base: 'legacy', fork: 'mallory/widget' });
    const event = workflowRun(project, { id: 50, attempt: 1, number });
    const { main } = await project.run({ event, runId: 51, inputs: { command: 'report', bundle } });
    expect(main.code, main.log.text).toBe(2);
    expect(main.log.text).toContain(`several open pull requests (${[number, other].join(', ')})`);
  });

  it('runs no code of a pull request beside a token', async () => {
    const { project, number } = await weakened();
    const { main } = await project.run({ event: workflowRun(project, { id: 50, attempt: 1, number }), runId: 51 });
    expect(main.code).toBe(2);
    expect(main.log.text).toContain('run the gates on pull_request');
  });
});

describe('a plan', () => {
  it('is made for other jobs, and run by them as it was made', async () => {
    const { project, number } = opened(GO);
    const event = pullRequest(project, number);
    const planned = await project.run({ event, inputs: { command: 'plan' } });
    expect(planned.main.code, planned.main.log.text).toBe(0);
    expect(JSON.parse(planned.outputs['matrix'] ?? '')).toEqual({ include: [{ shard: '' }] });
    const { main } = await project.run({ event, inputs: { plan: planned.outputs['summary'] ?? '' } });
    expect(main.code, main.log.text).toBe(0);
  });
});
