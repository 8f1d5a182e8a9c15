import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentStatus, mergeGroup, pullRequest, push, workflowDispatch } from '../platform/events.ts';
import { Platform, type Project, REPO } from '../platform/platform.ts';
import { selfAction } from '../platform/uses.ts';
import { Project as Terminal } from './harness.ts';

const CONFIG = '.github/gates.yml';
const GO = `version: 1
name: Widget
gates:
  builds: { run: echo built }
  tests: { needs: [builds], run: echo tested }
`;
const NO_GO = GO.replace('echo tested', 'exit 3');

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

/** A pull request that changes these files. */
function opened(project: Project, files: Readonly<Record<string, string>>, spec: { fork?: string } = {}): number {
  project.branch('topic');
  const headSha = project.commit(files, 'topic');
  return project.repository.pull({ head: 'topic', headSha, ...spec }).number;
}

describe('a decision', () => {
  it('is shown in every place, with the evidence that anybody can verify', async () => {
    const project = platform.project({ [CONFIG]: GO });
    const number = opened(project, { 'a.txt': 'a' });
    const { main, post, outputs, summary, orphans } = await project.run({ event: pullRequest(project, number), runId: 7 });
    expect(main.code, main.log.text).toBe(0);
    expect([post?.code, post?.log.lines, orphans]).toEqual([0, [], []]);
    const head = project.repository.pullAt(number).pull.head.sha;
    const [check] = [...project.repository.checkRuns.values()];
    expect(check).toMatchObject({ name: 'Widget', headSha: head, status: 'completed', conclusion: 'success', annotations: [] });
    expect(check?.title).toMatch(/^GO: /);
    expect(project.repository.statuses).toMatchObject([{ sha: head, state: 'success', context: 'Widget' }]);
    const [comment] = [...project.repository.comments.values()];
    expect(comment).toMatchObject({ issue: number, author: 'github-actions[bot]' });
    for (const text of [check?.summary, comment?.body, summary]) expect(text).toContain(outputs['head']);
    expect(summary).toContain('```mermaid');
    expect(outputs).toMatchObject({ decision: 'GO', 'check-run-url': expect.stringContaining('http') });
    expect(project.artifactNames(7)).toEqual(['gate-evidence-7-1.zip']);
    const zip = await project.artifact(7, 'gate-evidence-7-1.zip');
    const terminal = new Terminal();
    try {
      fs.writeFileSync(path.join(terminal.folder, 'evidence.zip'), zip);
      const verified = await terminal.gate([
        'verify',
        'evidence.zip',
        '--head',
        outputs['head'] ?? '',
        '--expect-run',
        '7/1',
        '--require-go',
      ]);
      expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('authentic')]);
    } finally {
      terminal.close();
    }
    expect(main.log.strange).toEqual([]);
    // A signed address is as good as a password.
    expect(main.log.text).not.toMatch(/[?&]sig=/);
  });

  it('of NO-GO fails the job and points at what is wrong', async () => {
    const project = platform.project({ [CONFIG]: NO_GO });
    const number = opened(project, { 'a.txt': 'a' });
    const { main, outputs } = await project.run({ event: pullRequest(project, number) });
    expect([main.code, outputs['decision']]).toEqual([1, 'NO-GO']);
    const [check] = [...project.repository.checkRuns.values()];
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check?.annotations).toMatchObject([{ path: CONFIG, start_line: 5, annotation_level: 'failure' }]);
    expect(project.repository.statuses[0]?.state).toBe('failure');
    expect([...project.repository.comments.values()][0]?.body).toContain('NO-GO');
  });

  it.each([
    ['push', push],
    ['workflow_dispatch', workflowDispatch],
    ['merge_group', mergeGroup],
    ['deployment_status', (project: Project) => deploymentStatus(project, project.tip)],
  ] as const)('on %s is that of the checked out commit, without a comment', async (_, event) => {
    const project = platform.project({ [CONFIG]: GO });
    const { main } = await project.run({ event: event(project) });
    expect(main.code, main.log.text).toBe(0);
    expect([...project.repository.checkRuns.values()]).toMatchObject([{ headSha: project.tip, conclusion: 'success' }]);
    expect(project.repository.comments.size).toBe(0);
  });

  it('of a fork stands in the exit code, the summary and the evidence', async () => {
    const project = platform.project({ [CONFIG]: NO_GO });
    const number = opened(project, { 'a.txt': 'a' }, { fork: 'mallory/widget' });
    const { main, summary } = await project.run({ event: pullRequest(project, number), permissions: { contents: 'read' }, runId: 3 });
    expect(main.code).toBe(1);
    expect(summary).toContain('comes from a fork');
    expect(main.log.annotations.filter(({ level }) => level === 'error')).toMatchObject([{ properties: { file: CONFIG, line: '5' } }]);
    expect(project.artifactNames(3)).toEqual(['gate-evidence-3-1.zip']);
    expect([project.repository.checkRuns.size, project.repository.comments.size, project.repository.statuses.length]).toEqual([0, 0, 0]);
  });
});

describe('the configuration of a pull request', () => {
  it("is the base's: what the pull request changes is shown, not used", async () => {
    const project = platform.project({ [CONFIG]: NO_GO });
    const number = opened(project, { [CONFIG]: GO });
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect(main.code).toBe(1);
    const [comment] = [...project.repository.comments.values()];
    expect(comment?.body).toContain(`This pull request changes ${CONFIG.replace('.', '.')}`);
    expect(comment?.body).toContain('echo tested');
  });

  it('that the base does not have yet is validated, not run', async () => {
    const project = platform.project({ 'README.md': 'x' });
    const number = opened(project, { [CONFIG]: GO.replace('echo built', 'touch ran') });
    const { main } = await project.run({ event: pullRequest(project, number) });
    expect(main.code).toBe(2);
    expect(main.log.text).toContain('merge this first');
    expect(fs.existsSync(path.join(project.folder, 'ran'))).toBe(false);
    expect([...project.repository.checkRuns.values()]).toMatchObject([
      { conclusion: 'failure', title: expect.stringContaining('merge this first') },
    ]);
  });

  it('with problems is BLOCKED, each at its place', async () => {
    const project = platform.project({ [CONFIG]: 'version: 1\nname: x\ngates:\n  a: { kind: helth }\n' });
    const { main } = await project.run({ event: push(project) });
    expect(main.code).toBe(2);
    const [check] = [...project.repository.checkRuns.values()];
    expect(check?.annotations).toMatchObject([{ path: CONFIG, start_line: 4, message: expect.stringContaining('did you mean "health"') }]);
  });
});

describe('a plan', () => {
  it('that takes longer than its job may is refused before anything starts', async () => {
    const soak = GO.replace('tests:', 'soak: { kind: health, services: [web], interval: 30s, duration: 375m }\n  tests:');
    const project = platform.project({
      [CONFIG]: soak.replace('gates:', 'services: { web: { run: touch ran, port: 4180, health: / } }\ngates:'),
    });
    const { main, outputs } = await project.run({ event: push(project) });
    expect([main.code, outputs['decision'], fs.existsSync(path.join(project.folder, 'ran'))], main.log.text).toEqual([2, 'BLOCKED', false]);
    const [check] = [...project.repository.checkRuns.values()];
    expect(check?.title).toContain('the gates take at least 6 h 14 min 30 s');
  });

  it.each([
    ['2s', 0, 'GO'],
    ['3s', 2, 'PARTIAL'],
  ])('of which no variable may be overridden takes %s for its declared 2s: %i, %s', async (soak, code, decision) => {
    const config = GO.replace('gates:', 'policy: { allow-overrides: [] }\nvars: { soak: 2s }\ngates:').replace(
      'echo tested',
      'echo $GATE_VAR_soak',
    );
    const project = platform.project({ [CONFIG]: config });
    const event = push(project);
    const inputs = { vars: `soak=${soak}` };
    const observed = await project.run({ event, runId: 9, permissions: 'none', inputs });
    expect([observed.main.code, observed.outputs['decision']], observed.main.log.text).toEqual([code, decision]);
    const name = observed.outputs['artifact-name'] ?? '';
    const bundle = path.join(fs.mkdtempSync(path.join(project.scratch, 'evidence-')), name);
    fs.writeFileSync(bundle, await project.artifact(9, name));
    const decided = await project.run({ event, runId: 9, inputs: { ...inputs, command: 'decide', bundle } });
    expect([decided.main.code, decided.outputs['decision']], decided.main.log.text).toEqual([code, decision]);
  });
});

describe('commands', () => {
  it('see none of what is the runner’s: inputs, tokens, files for commands', async () => {
    const project = platform.project({ [CONFIG]: GO.replace('echo built', 'env') });
    await project.run({ event: push(project), runId: 5 });
    const zip = await project.artifact(5, 'gate-evidence-5-1.zip');
    const terminal = new Terminal();
    try {
      fs.writeFileSync(path.join(terminal.folder, 'evidence.zip'), zip);
      const { stdout } = await terminal.gate(['replay', 'evidence.zip']);
      expect(stdout).toContain('builds');
    } finally {
      terminal.close();
    }
  });
});

describe('a pull request', () => {
  it('has one comment, updated in place; an older run never overwrites a newer one', async () => {
    const project = platform.project({ [CONFIG]: GO });
    const number = opened(project, { 'a.txt': 'a' });
    const event = pullRequest(project, number);
    for (let i = 0; i < 120; i++)
      project.repository.comment(number, 'octocat', `<!-- gate-action Release%20%2F%20Widget run=9999 attempt=9 --> ${i}`);
    await project.run({ event, runId: 20 });
    await project.run({ event, runId: 21, inputs: { 'artifact-name': 'other' } });
    const ours = () => [...project.repository.comments.values()].filter(({ author }) => author === 'github-actions[bot]');
    expect(ours()).toHaveLength(1);
    expect(ours()[0]?.body).toContain('run=21 attempt=1');
    const { main } = await project.run({ event, runId: 19 });
    expect(main.log.text).toContain('comment "Widget": left alone, run 21, attempt 1, is newer');
    expect(ours()[0]?.body).toContain('run=21 attempt=1');
  });

  it('that wants comments on failure only gets one then, and it turns green later', async () => {
    const project = platform.project({ [CONFIG]: GO.replace('echo tested', 'test -f good') });
    const number = opened(project, { 'a.txt': 'a' });
    const event = pullRequest(project, number);
    const inputs = { comment: 'on-failure' };
    fs.writeFileSync(path.join(project.folder, 'good'), '');
    await project.run({ event, inputs, runId: 1 });
    expect(project.repository.comments.size).toBe(0);
    fs.rmSync(path.join(project.folder, 'good'));
    await project.run({ event, inputs, runId: 2 });
    fs.writeFileSync(path.join(project.folder, 'good'), '');
    await project.run({ event, inputs, runId: 3 });
    expect([...project.repository.comments.values()].map(({ body }) => /## \S+ (\S+):/.exec(body)?.[1])).toEqual(['GO']);
  });
});

it('is the same action by the name that workflows of its own repository give it', async () => {
  const project = platform.project({ [CONFIG]: GO });
  const { main, post, outputs } = await project.run({ event: push(project), action: selfAction('$/gate', REPO) });
  expect([main.code, post?.code, outputs['decision']], main.log.text).toEqual([0, 0, 'GO']);
});
