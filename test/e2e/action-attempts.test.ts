import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/evidence/bundle.ts';
import { linesOf, type Line } from '../forgery/forge.ts';
import { pullRequest } from '../platform/events.ts';
import { Platform, type Project } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';
const GATES = 'version: 1\nname: Widget\ngates:\n  lucky: { run: test -e lucky }\n';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

function opened(config: string) {
  const project = platform.project({ [CONFIG]: config });
  project.branch('topic');
  const headSha = project.commit({ 'a.txt': 'a' }, 'topic');
  return { project, number: project.repository.pull({ head: 'topic', headSha }).number };
}

interface Attempt {
  readonly runId: number;
  readonly runAttempt?: number;
}

/** The job without a token, and its evidence as another one downloads it. */
async function observe(
  project: Project,
  number: number,
  { runId, runAttempt = 1 }: Attempt,
  inputs: Readonly<Record<string, string>> = {},
) {
  const event = pullRequest(project, number);
  const { main } = await project.run({ event, runId, runAttempt, job: 'gate / observe', permissions: 'none', inputs });
  const name = project.artifactNames(runId).findLast((one) => one.startsWith(`gate-evidence-${runId}-${runAttempt}`)) ?? '';
  const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  fs.writeFileSync(path.join(bundle, name), await project.artifact(runId, name));
  return { main, bundle };
}

/** The trusted job, and what it recorded. */
async function decide(project: Project, number: number, { runId, runAttempt = 1 }: Attempt, bundle: string) {
  const event = pullRequest(project, number);
  const ran = await project.run({ event, runId, runAttempt, job: 'gate / decide', inputs: { command: 'decide', bundle } });
  const opened = ran.outputs['bundle'] === undefined ? undefined : await openBundle(ran.outputs['bundle']);
  const facts: readonly Line[] = opened ? linesOf(opened.folder).filter(({ type }) => type === 'attempt' || type === 'history') : [];
  const report = opened ? fs.readFileSync(path.join(opened.folder, 'data/report.md'), 'utf8') : '';
  opened?.cleanup();
  return { ...ran, facts, report };
}

describe('attempts at a commit', () => {
  it('stand in every decision: those of other runs and of this one, each with what was decided', async () => {
    const { project, number } = opened(GATES);
    for (const [runId, runAttempt] of [
      [40, 1],
      [40, 2],
    ] as const) {
      const { bundle } = await observe(project, number, { runId, runAttempt });
      expect((await decide(project, number, { runId, runAttempt }, bundle)).outputs['decision']).toBe('NO-GO');
    }
    fs.writeFileSync(path.join(project.folder, 'lucky'), '');
    const { bundle } = await observe(project, number, { runId: 41 });
    const { main, outputs, facts, report } = await decide(project, number, { runId: 41 }, bundle);
    expect(outputs['decision'], main.log.text).toBe('GO');
    expect(facts).toMatchObject([
      { type: 'attempt', basis: 'github-api', status: 'NO-GO', runId: '40', runAttempt: '1' },
      { type: 'attempt', basis: 'github-api', status: 'NO-GO', runId: '40', runAttempt: '2' },
      { type: 'history', basis: 'github-api', attempts: 2, noGo: 2, unread: 0, store: project.name },
    ]);
    expect(report).toMatch(/NO-GO[\s\S]*NO-GO/);
    for (const { executionId } of facts.filter(({ type }) => type === 'attempt')) expect(report).toContain(executionId);
    // Decided once more, upon the same evidence: no attempt of its own.
    const again = await decide(project, number, { runId: 41, runAttempt: 2 }, bundle);
    expect(again.facts.at(-1), again.main.log.text).toMatchObject({ attempts: 2, noGo: 2, unread: 0 });
  });

  it('that left no decision are counted as not known', async () => {
    const { project, number } = opened(GATES);
    await observe(project, number, { runId: 40 });
    const { bundle } = await observe(project, number, { runId: 40, runAttempt: 2 });
    const { facts, outputs, main } = await decide(project, number, { runId: 40, runAttempt: 2 }, bundle);
    expect(facts, main.log.text).toMatchObject([{ type: 'history', attempts: 0, unread: 1 }]);
    expect(outputs['decision']).toBe('NO-GO');
  });

  it('are not told by a check run that somebody else wrote, or by one of another configuration', async () => {
    const { project, number } = opened(GATES);
    const headSha = project.repository.pullAt(number).pull.head.sha;
    const written = {
      name: 'Widget',
      headSha,
      startedAt: '2026-11-21T04:24:12Z',
      completedAt: '2026-11-21T04:24:12Z',
      status: 'completed',
    };
    const shown = { conclusion: 'failure', title: 'NO-GO: lucky failed', summary: '', text: null, annotations: [] };
    const [id, ours] = ['20261121-042412-9f3a1c', encodeURIComponent(CONFIG)];
    project.repository.checkRun({ ...written, ...shown, author: 'mallory[bot]', externalId: `${id}/39/1/${ours}` });
    project.repository.checkRun({ ...written, ...shown, author: 'github-actions[bot]', externalId: `${id}/39/1/other.yml` });
    const { bundle } = await observe(project, number, { runId: 40 });
    const { facts } = await decide(project, number, { runId: 40 }, bundle);
    expect(facts).toMatchObject([{ type: 'history', attempts: 0, unread: 0 }]);
    expect(facts[0]).not.toHaveProperty('trouble');
  });
});

describe('a limit of attempts, told by GitHub', () => {
  const LIMITED = GATES.replace('gates:', 'policy: { max-attempts: 1 }\nevidence: { store: github }\ngates:');

  /** A trusted job before the gates, and what it hands over as a folder with one file. */
  async function told(project: Project, number: number, runId: number): Promise<string> {
    const event = pullRequest(project, number);
    const permissions = { actions: 'read', checks: 'read' } as const;
    const { main, outputs } = await project.run({ event, runId, job: 'gate / history', permissions, inputs: { command: 'history' } });
    expect(main.code, main.log.text).toBe(0);
    const folder = fs.mkdtempSync(path.join(project.scratch, 'history-'));
    const name = outputs['artifact-name'] ?? '';
    fs.writeFileSync(path.join(folder, name), await project.artifact(runId, name));
    return folder;
  }

  /** One NO-GO of this commit, and luck ever since. */
  async function failedOnce() {
    const { project, number } = opened(LIMITED);
    const { bundle } = await observe(project, number, { runId: 40 }, { history: await told(project, number, 40) });
    const first = await decide(project, number, { runId: 40 }, bundle);
    expect(first.outputs['decision'], first.main.log.text).toBe('NO-GO');
    fs.writeFileSync(path.join(project.folder, 'lucky'), '');
    return { project, number, history: await told(project, number, 41) };
  }

  it('runs no gate once they are used up, and the decision says why', async () => {
    const { project, number, history } = await failedOnce();
    const { main, bundle } = await observe(project, number, { runId: 41 }, { history });
    expect([main.code, main.log.text]).toEqual([2, expect.stringContaining('1 NO-GO of this commit before (max-attempts: 1)')]);
    const { outputs } = await decide(project, number, { runId: 41 }, bundle);
    expect(outputs['decision']).toBe('BLOCKED');
    expect([...project.repository.checkRuns.values()].at(-1)?.title).toContain('1 NO-GO of this commit before');
  });

  it('holds where a job rewrites what was handed over to it: GitHub is asked again', async () => {
    const { project, number, history } = await failedOnce();
    const file = path.join(history, fs.readdirSync(history)[0] ?? '');
    const hidden = { ...(JSON.parse(fs.readFileSync(file, 'utf8')) as object), found: [] };
    fs.writeFileSync(file, JSON.stringify(hidden));
    const { main, bundle } = await observe(project, number, { runId: 41 }, { history });
    expect(main.code, main.log.text).toBe(0);
    const decided = await decide(project, number, { runId: 41 }, bundle);
    expect([decided.main.code, decided.outputs['decision']], decided.main.log.text).toEqual([2, 'BLOCKED']);
  });

  it.each<[string, (file: string) => void, string]>([
    ['is not there', (file) => fs.rmSync(file), 'there is no such file'],
    ['is of another run', (file) => fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"41"', '"40"')), 'it is of run 40'],
    ['is no such file', (file) => fs.writeFileSync(file, '{}'), 'this is not what `command: history` writes'],
  ])('blocks before any gate where what was handed over %s', async (_, spoil, words) => {
    const { project, number } = opened(LIMITED);
    const history = await told(project, number, 41);
    const file = path.join(history, fs.readdirSync(history)[0] ?? '');
    spoil(file);
    const { main } = await observe(project, number, { runId: 41 }, { history: file });
    expect([main.code, main.log.text]).toEqual([2, expect.stringContaining(words)]);
  });
});
