import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundle } from '../../src/evidence/bundle.ts';
import { type Line, linesOf } from '../forgery/forge.ts';
import { type Event, Platform, type RunOptions } from '../platform/platform.ts';
import { pullRequest, push } from '../platform/events.ts';

const CONFIG = '.github/gates.yml';

const gates = (approvers: string) => `version: 1
name: Widget
gates:
  builds: { run: echo built }
  change:
    kind: change
    base: main
    rules: [ { paths: ["docs/**", ".github/**"], risk: low }, { paths: ["db/**"], risk: high } ]
    verdicts: { low: allow, high: needs-approval }${
      approvers === ''
        ? ''
        : `
    approvers: [${approvers}]`
    }
`;

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
  platform.github.teams.set('acme/leads', { members: { lead: 'active', invited: 'pending' } });
});
afterAll(async () => {
  await platform.close();
});

/** A pull request that touches a database, and the evidence of the job that ran its gates. */
async function observed(approvers = '', files: Readonly<Record<string, string>> = { 'db/1.sql': 'drop table x;' }) {
  const project = platform.project({ [CONFIG]: gates(approvers) });
  project.branch('topic');
  const headSha = project.commit(files, 'topic');
  const { number } = project.repository.pull({ head: 'topic', headSha, author: 'author' });
  for (const [login, permission] of [
    ['alice', 'write'],
    ['bob', 'read'],
    ['lead', 'read'],
    ['author', 'admin'],
    ['invited', 'read'],
  ] as const)
    project.repository.permissions.set(login, permission);
  await project.run({ event: pullRequest(project, number), runId: 40, job: 'gate / observe', permissions: 'none' });
  const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(40, 'gate-evidence-40-1.zip'));
  return { project, number, bundle, headSha };
}

type Observed = Awaited<ReturnType<typeof observed>>;

/** The trusted job of an attempt, and what it recorded of reviews. */
async function decide({ project, number, bundle }: Observed, more: Partial<RunOptions> & { event?: Event } = {}) {
  const options = { event: pullRequest(project, number), runId: 40, job: 'gate / decide', inputs: { command: 'decide', bundle }, ...more };
  const ran = await project.run(options);
  const opened = ran.outputs['bundle'] === undefined ? undefined : await openBundle(ran.outputs['bundle']);
  const facts: readonly Line[] = opened ? linesOf(opened.folder).filter(({ type }) => type.startsWith('review')) : [];
  const decision = opened ? fs.readFileSync(path.join(opened.folder, 'data/decision.json'), 'utf8') : '';
  opened?.cleanup();
  return { ...ran, facts, decision };
}

const shown = ({ project }: Observed): string => [...project.repository.checkRuns.values()].at(-1)?.title ?? '';

describe('a change that needs an approval', () => {
  it('waits for one; a late approval starts the job that decides again, alone', async () => {
    const all = await observed();
    const { project, number } = all;
    const before = await decide(all);
    expect([before.main.code, before.outputs['decision']], before.main.log.text).toEqual([2, 'BLOCKED']);
    expect(before.facts).toMatchObject([
      { type: 'reviews', basis: 'github-api', gate: 'change', count: 0, pullRequest: number, author: 'author' },
    ]);
    expect(shown(all)).toContain('change blocked');
    project.repository.review(number, { author: 'alice', state: 'APPROVED' });
    const after = await decide(all, { runAttempt: 2 });
    expect([after.main.code, after.outputs['decision']], after.main.log.text).toEqual([0, 'GO']);
    expect(after.facts).toMatchObject([
      { type: 'review', reviewer: 'alice', state: 'approved', permission: 'write' },
      { type: 'reviews', count: 1 },
    ]);
    expect(shown(all)).toContain('GO');
    expect(after.decision).toContain('approved by @alice');
  });

  it('is approved by a page of reviews that is not the first', async () => {
    const all = await observed();
    for (let index = 0; index < 100; index++) all.project.repository.review(all.number, { author: 'bob', state: 'COMMENTED' });
    all.project.repository.review(all.number, { author: 'alice', state: 'APPROVED' });
    const { outputs, facts, main } = await decide(all);
    expect([outputs['decision'], facts.at(-1)?.['count']], main.log.text).toEqual(['GO', 101]);
  });

  it.each<[string, (all: Observed) => void, string]>([
    [
      'its own author',
      ({ project, number }) => project.repository.review(number, { author: 'author', state: 'APPROVED' }),
      'does not count',
    ],
    [
      'somebody who may not write',
      ({ project, number }) => project.repository.review(number, { author: 'bob', state: 'APPROVED' }),
      'does not count',
    ],
    [
      'a review of another commit',
      ({ project, number }) => project.repository.review(number, { author: 'alice', state: 'APPROVED', commit: 'a'.repeat(40) }),
      'approved another commit',
    ],
    [
      'a review of a commit that is gone',
      ({ project, number }) => project.repository.review(number, { author: 'alice', state: 'APPROVED', commit: null }),
      'approved another commit',
    ],
    [
      'a workflow',
      ({ project, number }) => project.repository.review(number, { author: 'github-actions[bot]', state: 'APPROVED' }),
      'does not count',
    ],
    [
      'one while another requests changes',
      ({ project, number }) => {
        project.repository.permissions.set('carol', 'write');
        project.repository.review(number, { author: 'alice', state: 'APPROVED' });
        project.repository.review(number, { author: 'carol', state: 'CHANGES_REQUESTED' });
      },
      'requested changes',
    ],
  ])('is not approved by %s', async (_, review, words) => {
    const all = await observed();
    review(all);
    const { main, outputs } = await decide(all);
    expect([main.code, outputs['decision']], main.log.text).toEqual([2, 'BLOCKED']);
    expect(main.log.text).toContain(words);
  });

  it('is approved by an active member of a team, for a token that may see the team', async () => {
    const all = await observed('acme/leads');
    for (const author of ['invited', 'alice']) all.project.repository.review(all.number, { author, state: 'APPROVED' });
    const permissions = {
      actions: 'read',
      checks: 'write',
      contents: 'read',
      'pull-requests': 'write',
      statuses: 'write',
      members: 'read',
    } as const;
    const before = await decide(all, { permissions });
    expect([before.main.code, before.main.log.text]).toEqual([
      2,
      expect.stringMatching(/the approval of @invited, @alice does\s+not count\. Ask for one on GitHub/),
    ]);
    all.project.repository.review(all.number, { author: 'lead', state: 'APPROVED' });
    const { outputs, facts, main } = await decide(all, { permissions, runAttempt: 2 });
    expect(outputs['decision'], main.log.text).toBe('GO');
    expect(facts.find(({ reviewer }) => reviewer === 'lead')).toMatchObject({ teams: ['acme/leads'] });
  });

  it('says which token it takes to see a team', async () => {
    const all = await observed('acme/leads');
    all.project.repository.review(all.number, { author: 'lead', state: 'APPROVED' });
    const { main, outputs } = await decide(all);
    expect([main.code, outputs['decision']]).toEqual([2, 'BLOCKED']);
    expect(main.log.text).toContain("members of acme/leads can't be seen with this token");
    expect(main.log.text).toContain('`members: read`');
  });

  it.each<[string, Partial<RunOptions>, string]>([
    [
      'there is no permission',
      { permissions: { contents: 'read', checks: 'write', actions: 'read', statuses: 'write' } },
      'pull-requests: read',
    ],
  ])('stays blocked where %s', async (_, more, words) => {
    const all = await observed();
    all.project.repository.review(all.number, { author: 'alice', state: 'APPROVED' });
    const { main, outputs } = await decide(all, more);
    expect([main.code, outputs['decision']], main.log.text).toEqual([2, 'BLOCKED']);
    expect(main.log.text).toContain(words);
  });

  it('is not approved on a push, which is of no pull request', async () => {
    const project = platform.project({ [CONFIG]: gates('') });
    project.branch('topic');
    project.commit({ 'db/1.sql': 'drop table x;' }, 'topic');
    await project.run({ event: push(project), runId: 41, permissions: 'none' });
    const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
    fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(41, 'gate-evidence-41-1.zip'));
    const { main } = await project.run({ event: push(project), runId: 41, inputs: { command: 'decide', bundle } });
    expect([main.code, main.log.text]).toEqual([2, expect.stringContaining('the event push is of none')]);
  });
});
