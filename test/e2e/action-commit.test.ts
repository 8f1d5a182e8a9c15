import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentStatus, mergeGroup, pullRequest, push, workflowRun } from '../platform/events.ts';
import { type Event, Platform, type Project, type RunOptions } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';
const GO = 'version: 1\nname: Widget\ngates:\n  builds: { run: echo built }\n';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

/** A pull request, its head checked out. */
function opened(config = GO): { project: Project; number: number; head: string; base: string } {
  const project = platform.project({ [CONFIG]: config });
  const base = project.tip;
  project.branch('topic');
  const head = project.commit({ 'a.txt': 'a' }, 'topic');
  return { project, number: project.repository.pull({ head: 'topic', headSha: head }).number, head, base };
}

function git(project: Project, ...args: string[]): void {
  execFileSync('git', args, { cwd: project.folder, stdio: 'ignore' });
}

async function decided(project: Project, options: RunOptions): Promise<readonly [number | null, readonly (string | null)[], string]> {
  const { main } = await project.run(options);
  return [main.code, [...project.repository.checkRuns.values()].map(({ conclusion }) => conclusion), main.log.text];
}

/** Events about the head of a pull request while the base is checked out, as these events' default checkout has it. */
const ELSEWHERE: readonly (readonly [string, (project: Project, number: number) => Event])[] = [
  ['a deployment', (project, number) => deploymentStatus(project, project.repository.pullAt(number).pull.head.sha)],
  ['a pull request', (project, number) => pullRequest(project, number)],
  ['a run that has ended', (project, number) => workflowRun(project, { id: 9, attempt: 1, number, event: 'push' })],
];

describe('the commit that is decided on', () => {
  it.each(ELSEWHERE)('must be checked out, on the event of %s', async (_, event) => {
    const { project, number, head, base } = opened();
    git(project, 'checkout', '--quiet', base);
    const [code, conclusions, log] = await decided(project, { event: event(project, number) });
    expect([code, conclusions], log).toEqual([2, ['failure']]);
    expect(log).toContain(`commit ${base} is checked out, so no decision can be shown on commit ${head}`);
  });

  it('must be checked out, on the event of a merge group', async () => {
    const { project, base } = opened();
    const event = mergeGroup(project);
    git(project, 'checkout', '--quiet', base);
    expect((await decided(project, { event }))[0]).toBe(2);
  });

  it('may be the merge of a pull request that GitHub checks out, its history not there', async () => {
    const { project, number } = opened();
    const merge = project.checkOutMerge(number);
    const [code, conclusions, log] = await decided(project, { event: pullRequest(project, number, { merge }) });
    expect([code, conclusions], log).toEqual([0, ['success']]);
  });

  it('is not a merge that somebody else made', async () => {
    const { project, number, head } = opened();
    const merge = project.checkOutMerge(number);
    const [code, , log] = await decided(project, { event: pullRequest(project, number, { merge: head }) });
    expect([code, log]).toEqual([2, expect.stringContaining(`commit ${merge} is checked out`)]);
  });

  it('is not what a commit is replaced by', async () => {
    const { project, head, base } = opened();
    git(project, 'checkout', '--quiet', base);
    git(project, 'replace', base, head);
    expect((await decided(project, { event: deploymentStatus(project, head) }))[0]).toBe(2);
  });

  it('is unknown without a repository, and then nothing is shown but that', async () => {
    const { project } = opened();
    const event = push(project);
    fs.renameSync(path.join(project.folder, '.git'), path.join(project.scratch, 'git'));
    const sha = event.sha ?? (event.payload as { after: string }).after;
    const [code, conclusions, log] = await decided(project, { event: { ...event, sha } });
    expect([code, conclusions], log).toEqual([2, ['failure']]);
    expect(log).toContain('nobody knows which commit is checked out');
    expect(log).toContain('not a git repository');
  });

  it.runIf(process.getuid?.() === 0)('is unknown where the checkout belongs to somebody else, as in a container', async () => {
    const { project } = opened();
    const event = push(project);
    fs.chownSync(project.folder, 12_345, 12_345);
    const [code, conclusions, log] = await decided(project, {
      event: { ...event, sha: (event.payload as { after: string }).after },
    });
    expect([code, conclusions], log).toEqual([2, ['failure']]);
    expect(log).toContain('git config --global --add safe.directory');
    fs.chownSync(project.folder, 0, 0);
  });

  it.each([
    [
      'another one',
      (project: Project, base: string) => git(project, 'checkout', '--quiet', base),
      'was checked out, and the event is about',
    ],
    ['nobody knows which', (project: Project) => fs.renameSync(path.join(project.folder, '.git'), path.join(project.scratch, 'git')), ''],
  ] as const)('does not matter where nothing is shown: %s', async (_, change, words) => {
    const { project, number, base } = opened();
    const event = deploymentStatus(project, project.repository.pullAt(number).pull.head.sha);
    const sha = project.tip;
    change(project, base);
    const [code, conclusions, log] = await decided(project, { event: { ...event, sha }, permissions: 'none' });
    expect([code, conclusions], log).toEqual([0, []]);
    expect(log).toContain(words);
  });
});

describe('a gate that checks out another commit', () => {
  const config = (run: string, policy = '') =>
    `version: 1\nname: Widget\n${policy}gates:\n  moves: { run: "${run}" }\n  builds: { needs: [moves], run: echo built }\n`;

  it('blocks, whatever the gates after it find', async () => {
    const { project, number } = opened(config('git checkout --quiet HEAD~1'));
    const [code, conclusions, log] = await decided(project, { event: pullRequest(project, number) });
    expect([code, conclusions], log).toEqual([2, ['failure']]);
    expect(log).toContain('same commit');
  });

  it('may put it back', async () => {
    const { project, number } = opened(config('git checkout --quiet HEAD~1 && git checkout --quiet topic'));
    const [code, , log] = await decided(project, { event: pullRequest(project, number) });
    expect(code, log).toBe(0);
  });

  it('and one that changes what is committed is told of, where the tree must be clean', async () => {
    const { project, number } = opened(config('echo b > a.txt; touch new', 'policy: { require-clean-tree: true }\n'));
    const [code, , log] = await decided(project, { event: pullRequest(project, number) });
    expect(code, log).toBe(0);
    expect(log).toContain('clean tree after the gates');
    expect(log).toContain('1 changed: a.txt');
  });
});
