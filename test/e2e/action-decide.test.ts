import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/evidence/bundle.ts';
import { hashFile } from '../../src/evidence/hash.ts';
import { listTree } from '../../src/evidence/tree.ts';
import { pullRequest, push, workflowRun } from '../platform/events.ts';
import { Platform, type Project, type RunOptions } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';
const GO = `version: 1
name: Widget
evidence: { capture-env: [FLAVOUR] }
gates:
  builds: { run: echo built }
`;
const NO_GO = GO.replace('echo built', 'exit 3');

const LEFT_NONE = 'BLOCKED: The job that ran the gates left no evidence (cancelled, timed out or out of memory)';

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

function hashesIn(folder: string): readonly (readonly [string, string])[] {
  return listTree(folder).files.map((file) => [file, hashFile(path.join(folder, file)).sha256]);
}

/** The only zip in a folder, for tampering. */
function rewrite(folder: string, change: (bytes: Buffer) => Buffer): void {
  const [name = ''] = fs.readdirSync(folder);
  const file = path.join(folder, name);
  fs.writeFileSync(file, change(fs.readFileSync(file)));
}

describe('evidence of an earlier attempt', () => {
  const ALL = { actions: 'read', checks: 'write', contents: 'read', 'pull-requests': 'write', statuses: 'write' } as const;

  /** A job that ran the gates in an attempt, and its evidence. */
  async function left(project: Project, number: number, runAttempt: number, job = 'gate / observe'): Promise<string> {
    const event = pullRequest(project, number);
    await project.run({ event, runId: 40, runAttempt, job, permissions: 'none', env: { FLAVOUR: 'vanilla' } });
    const name = project.artifactNames(40).find((one) => one.startsWith(`gate-evidence-40-${runAttempt}`)) ?? '';
    const folder = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
    fs.writeFileSync(path.join(folder, name), await project.artifact(40, name));
    return folder;
  }

  const decided = (project: Project, number: number, runAttempt: number, bundle: string, permissions: RunOptions['permissions'] = ALL) =>
    project.run({
      event: pullRequest(project, number),
      runId: 40,
      runAttempt,
      job: 'gate / decide',
      permissions,
      inputs: { command: 'decide', bundle },
    });

  it('counts while its job was not started again, and all are told', async () => {
    const { project, number } = opened(GO);
    const bundle = await left(project, number, 1);
    await decided(project, number, 1, bundle);
    const { main, outputs } = await decided(project, number, 2, bundle);
    expect([main.code, outputs['decision']], main.log.text).toEqual([0, 'GO']);
    const words = 'The evidence is of attempt 1 of this run; this is attempt 2.';
    expect(main.log.text).toContain(words);
    const [comment] = [...project.repository.comments.values()];
    for (const shown of [comment?.body, [...project.repository.checkRuns.values()].at(-1)?.summary]) expect(shown).toContain(words);
    // And once more, after that attempt has uploaded it too.
    expect((await decided(project, number, 3, bundle)).main.code).toBe(0);
  });

  it('does not count once its job was started again, in whichever attempt', async () => {
    const { project, number } = opened(GO);
    const first = await left(project, number, 1);
    const second = await left(project, number, 2);
    for (const attempt of [2, 3]) {
      const { main, outputs } = await decided(project, number, attempt, first);
      expect([main.code, outputs['decision']], main.log.text).toEqual([2, 'BLOCKED']);
      expect(main.log.text).toContain('"gate / observe": started again since');
    }
    expect((await decided(project, number, 3, second)).main.code).toBe(0);
  });

  it('does not count where the job that was started again uploads it once more', async () => {
    const { project, number } = opened(GO);
    const bundle = await left(project, number, 1);
    // What a hostile command can do: take the evidence of before, and pass it on as that of now.
    await left(project, number, 2);
    await project.upload(40, 'again.zip', fs.readFileSync(path.join(bundle, fs.readdirSync(bundle)[0] ?? '')));
    const { main } = await decided(project, number, 2, bundle);
    expect(main.code, main.log.text).toBe(2);
  });

  it('does not count where another job may have left it that was started again', async () => {
    const { project, number } = opened(GO);
    const bundle = await left(project, number, 1);
    const run = project.repository.runs.get(40)!;
    const [observe] = run.jobs;
    project.repository.run({
      ...run,
      jobs: [
        ...run.jobs,
        { ...observe!, id: 77, name: 'lint' },
        { ...observe!, id: 78, name: 'lint', attempt: 2, startedAt: '2999-01-01T00:00:00Z' },
      ],
    });
    const { main } = await decided(project, number, 2, bundle);
    expect([main.code, main.log.text]).toEqual([2, expect.stringContaining('"lint": started again since')]);
  });

  it('does not count without a look at the jobs', async () => {
    const { project, number } = opened(GO);
    const bundle = await left(project, number, 1);
    const { actions: _, ...less } = ALL;
    const { main } = await decided(project, number, 2, bundle, less);
    expect(main.code).toBe(2);
    expect(main.log.text).toContain("whether its job was started again can't be seen");
    expect(main.log.text).toContain('actions: read');
    expect([...project.repository.checkRuns.values()][0]?.title).toContain(
      'BLOCKED: The evidence is of attempt 1 of this run, and this is attempt 2',
    );
  });

  it('does not count of a later attempt, or of another run', async () => {
    const { project, number } = opened(GO);
    const bundle = await left(project, number, 1);
    const other = await left(project, number, 2, 'gate / another');
    const { main } = await project.run({
      event: pullRequest(project, number),
      runId: 41,
      runAttempt: 3,
      job: 'gate / decide',
      inputs: { command: 'decide', bundle },
    });
    expect([main.code, main.log.text]).toEqual([
      2,
      expect.stringContaining('The evidence is of run 40, attempt 1; this is run 41, attempt 3'),
    ]);
    const early = await decided(project, number, 1, other);
    expect([early.main.code, early.main.log.text]).toEqual([2, expect.stringContaining('which this run has not come to yet')]);
  });
});

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
    // The decision is evidence of its own, which holds what it was decided upon, byte for byte.
    expect(project.artifactNames(40)).toEqual(['gate-evidence-40-1.zip', 'gate-decision-40-1.zip']);
    const own = await openBundle(outputs['bundle'] ?? '');
    const [name] = fs.readdirSync(bundle);
    const evidence = await openBundle(path.join(bundle, name ?? ''));
    expect(hashesIn(path.join(own.folder, 'data/parts/1'))).toEqual(hashesIn(evidence.folder));
    evidence.cleanup();
    own.cleanup();
    expect([...project.repository.comments.values()][0]?.body).toContain(outputs['head']);
  });

  it.each([
    [
      'that was changed',
      40,
      1,
      (folder: string) => rewrite(folder, (bytes) => Buffer.concat([bytes.subarray(0, 3000), bytes.subarray(3001)])),
      "BLOCKED: The evidence can't be opened",
    ],
    ['of another run', 41, 1, () => {}, 'BLOCKED: The evidence is of run 40, attempt 1; this is run 41, attempt 1'],
    ['of an earlier attempt', 40, 2, () => {}, 'BLOCKED: The evidence is of attempt 1 of this run, and this is attempt 2'],
    ['that is not there', 40, 1, (folder: string) => fs.rmSync(folder, { recursive: true }), LEFT_NONE],
    [
      'of which only the folder is there',
      40,
      1,
      (folder: string) => fs.rmSync(path.join(folder, fs.readdirSync(folder)[0] ?? '')),
      LEFT_NONE,
    ],
    [
      'that is cut short',
      40,
      1,
      (folder: string) => rewrite(folder, (bytes) => bytes.subarray(0, 3000)),
      "BLOCKED: The evidence can't be opened",
    ],
  ] as const)('decides nothing on evidence %s', async (_, runId, runAttempt, tamper, title) => {
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
    expect([...project.repository.checkRuns.values()]).toMatchObject([{ conclusion: 'failure', title: expect.stringContaining(title) }]);
  });

  it.each([
    ['the merge that GitHub made', 0, (merge: string) => merge],
    ['a merge that somebody else made', 2, (_: string, head: string) => head],
  ] as const)('decides on evidence of %s: exit code %i', async (_, code, sha) => {
    const { project, number } = opened(GO);
    const { head } = project.repository.pullAt(number).pull;
    const merge = project.checkOutMerge(number);
    const event = pullRequest(project, number, { merge: sha(merge, head.sha) });
    await project.run({ event, runId: 40, permissions: 'none', env: { FLAVOUR: 'vanilla' } });
    const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
    fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(40, 'gate-evidence-40-1.zip'));
    const { main } = await project.run({ event, runId: 40, inputs: { command: 'decide', bundle } });
    expect(main.code, main.log.text).toBe(code);
  });

  it('decides nothing on evidence of gates that the pull request brought itself', async () => {
    const { project, number } = opened(NO_GO, { [CONFIG]: GO });
    // A first job that has been made to run the pull request's own configuration.
    await project.run({ event: push(project), runId: 42, permissions: 'none' });
    const folder = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
    fs.writeFileSync(path.join(folder, 'evidence.zip'), await project.artifact(42, 'gate-evidence-42-1.zip'));
    const { main } = await project.run({ event: pullRequest(project, number), runId: 42, inputs: { command: 'decide', bundle: folder } });
    expect(main.code).toBe(2);
    expect(main.log.text).toContain('The evidence is of other gates');
  });
});

describe('a job whose action was killed', () => {
  const KILLED = `version: 1\nname: Widget\ngates:\n  works: { run: echo works }\n  dies: { needs: [works], run: "kill -9 $PPID; sleep 60" }\n`;

  it('has said the name of its evidence, which post uploads; what it saw is decided on', async () => {
    const { project, number } = opened(KILLED);
    const event = pullRequest(project, number);
    const killed = await project.run({ event, runId: 40, permissions: 'none' });
    // All that a job which needs this one gets to see.
    const { 'artifact-name': name = '', ...said } = killed.outputs;
    expect([killed.main.signal, said], killed.post?.log.text).toEqual([
      'SIGKILL',
      { decision: 'BLOCKED', 'execution-id': expect.any(String) as string },
    ]);
    expect(project.artifactNames(40)).toEqual([name]);
    const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
    fs.writeFileSync(path.join(bundle, name), await project.artifact(40, name));
    const { main, outputs } = await project.run({ event, runId: 40, inputs: { command: 'decide', bundle } });
    expect([main.code, outputs['decision']], main.log.text).toEqual([2, 'BLOCKED']);
    expect([...project.repository.checkRuns.values()]).toMatchObject([{ summary: expect.stringContaining('works') as string }]);
  });

  it('is not decided on by the evidence of another job of the same name', async () => {
    const { project, number } = opened(GO);
    const event = pullRequest(project, number);
    // Of a matrix: both jobs run the same configuration, and one of them ends well.
    await project.run({ event, runId: 40, permissions: 'none' });
    const kill = { at: /builds starts/ };
    const cancelled = await project.run({ event, runId: 40, permissions: 'none', cancel: kill });
    const names = project.artifactNames(40);
    expect(names).toHaveLength(2);
    expect(cancelled.outputs['artifact-name']).toBe(names[1]);
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
    const { main } = await project.run({ event, inputs: { plan: planned.outputs['summary'] ?? '' } });
    expect(main.code, main.log.text).toBe(0);
  });
});
