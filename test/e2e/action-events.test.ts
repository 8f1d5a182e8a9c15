import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentStatus, mergeGroup, pullRequest, push, schedule, workflowDispatch, workflowRun } from '../platform/events.ts';
import { type Event, Platform, type Project, REPO, type RunOptions } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';
const PAGE = 'docs/action.md';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

/** A repository with a pull request that brings a configuration of its own, its head checked out. */
interface Stand {
  readonly project: Project;
  readonly base: string;
  readonly head: string;
  readonly number: number;
}

const configured = (name: string): string => `version: 1\nname: ${name}\ngates:\n  builds: { run: echo built }\n`;

function stand(spec: { readonly fork?: string } = {}): Stand {
  const project = platform.project({ [CONFIG]: configured('By the base') });
  const base = project.tip;
  project.branch('topic');
  const head = project.commit({ [CONFIG]: configured('By the head') }, 'topic');
  return { project, base, head, number: project.repository.pull({ head: 'topic', headSha: head, ...spec }).number };
}

/** How an event is run. `report`: it tells of a run on this one. */
interface Row {
  readonly fork?: string;
  readonly event: (stand: Stand) => Event;
  readonly report?: (stand: Stand) => Event;
  readonly permissions?: RunOptions['permissions'];
}

const READS: RunOptions['permissions'] = { contents: 'read' };
const onPull = ({ project, number }: Stand): Event => pullRequest(project, number);
const ended = ({ project, number }: Stand): Event => workflowRun(project, { id: 70, attempt: 1, number });
const FORK = 'mallory/widget';

/** What is different in the payload about a run that has ended. */
function endedWith(stand: Stand, change: Readonly<Record<string, unknown>>): Event {
  const event = ended(stand);
  const payload = event.payload as { readonly workflow_run: object };
  return { ...event, payload: { ...payload, workflow_run: { ...payload.workflow_run, ...change } } };
}

const ROWS: Readonly<Record<string, Row>> = {
  '`pull_request`': { event: onPull },
  '`pull_request` of a fork': { event: onPull, fork: FORK, permissions: READS },
  '`pull_request` of Dependabot': {
    event: ({ project, number }) => pullRequest(project, number, { actor: 'dependabot[bot]' }),
    permissions: READS,
  },
  '`pull_request_review`': { event: (stand) => ({ ...onPull(stand), name: 'pull_request_review' }) },
  '`pull_request_target`': { event: (stand) => ({ ...onPull(stand), name: 'pull_request_target' }) },
  '`merge_group`': { event: ({ project }) => mergeGroup(project) },
  '`push`': { event: ({ project }) => push(project) },
  '`schedule`': { event: ({ project }) => schedule(project, '23 2 * * *') },
  '`workflow_dispatch`': { event: ({ project }) => workflowDispatch(project) },
  '`deployment_status`': { event: ({ project, head }) => deploymentStatus(project, head) },
  '`workflow_run` of a pull request': { event: onPull, report: ended },
  '`workflow_run` of a fork': { event: onPull, fork: FORK, report: ended },
  '`workflow_run` of a fork that was deleted': {
    event: onPull,
    fork: FORK,
    report: (stand) => endedWith(stand, { head_repository: null, pull_requests: [] }),
  },
  '`workflow_run` of a push': {
    event: ({ project }) => push(project),
    report: (stand) => endedWith(stand, { event: 'push', pull_requests: [] }),
  },
};

/** The table of the documentation, its header left out. */
function documented(): readonly (readonly string[])[] {
  const text = fs.readFileSync(path.join(REPO, PAGE), 'utf8');
  const section = text.split('\n## ').find((one) => one.startsWith('Who decides what')) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
}

/** Runs it as its row says. @returns what the cells of the documentation say of it */
async function cells(row: Row): Promise<readonly string[]> {
  const made = stand({ ...(row.fork !== undefined && { fork: row.fork }) });
  const { project } = made;
  const { permissions } = row;
  const { main } = row.report
    ? await reported(made, row.event(made), row.report(made))
    : await project.run({ event: row.event(made), runId: 70, ...(permissions !== undefined && { permissions }) });
  const log = main.log.text;
  const named = /By the (base|head): execution|^By the (base|head)$/m.exec(log)?.slice(1).find(Boolean);
  const decidedOn = /decision on commit ([0-9a-f]{40})/.exec(log)?.[1];
  expect([...project.repository.checkRuns.values()].every(({ headSha }) => headSha === decidedOn)).toBe(true);
  const { checkRuns, comments, statuses } = project.repository;
  const written = [
    ...(checkRuns.size > 0 ? ['check run'] : []),
    ...(comments.size > 0 ? ['comment'] : []),
    ...(statuses.length > 0 ? ['commit status'] : []),
  ];
  const decision = main.code === 0 ? 'GO' : 'BLOCKED';
  return [
    named ?? 'none',
    decidedOn === made.head ? 'head' : 'another',
    permissions === READS ? 'reads' : 'writes',
    written.join(', '),
    decision,
  ];
}

/** A job without a token observes, another run reports on it. */
async function reported({ project }: Stand, event: Event, report: Event) {
  await project.run({ event, runId: 70, permissions: 'none' });
  const [name = ''] = project.artifactNames(70);
  const folder = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  fs.writeFileSync(path.join(folder, name), await project.artifact(70, name));
  return project.run({ event: report, runId: 71, inputs: { command: 'report', bundle: folder } });
}

describe('who decides what', () => {
  it('is documented for each event that is run here', () => {
    expect(documented().map(([event]) => event)).toEqual(Object.keys(ROWS));
  });

  it.each(Object.entries(ROWS))('on %s is as documented', async (name, row) => {
    const [, configuration = '', commit = '', token, written = '', wrong = ''] = documented().find(([event]) => event === name) ?? [];
    const [counted, decidedOn, can, shown, decision] = await cells(row);
    // In words of the documentation: the pull request's base or head, or the commit that the event is about, which is the head here.
    const expected = { "the base's": 'base', "the commit's": 'head', none: 'none' }[configuration];
    expect([counted, decidedOn, can, shown]).toEqual([expected, 'head', token, written === 'nothing' ? '' : written]);
    expect(commit).toMatch(/head|commit/);
    expect(decision).toBe(wrong.startsWith('always BLOCKED') ? 'BLOCKED' : 'GO');
  });
});
