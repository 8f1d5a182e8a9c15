import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { commentMarker } from '../../src/report/comment-marker.ts';
import { pullRequest, workflowRun } from '../platform/events.ts';
import { faults } from '../platform/github/faults.ts';
import { type Event, Platform, type Project, REPO } from '../platform/platform.ts';
import { times } from '../platform/programs.ts';
import { type Call, CALLS, type Failure, FAILURES, type Loss } from './fixtures/api-calls.ts';

/* Each call of GitHub's API fails in each way. A failure is said, costs what it must and nothing else, and never makes a GO. */

const CONFIG = '.github/gates.yml';
/** Fails where there is a file `broken`; 60 annotations of gates that only advise; asks for attempts and for an approval. */
const GATES = `version: 1
name: Widget
policy: { max-attempts: 9 }
evidence: { store: github }
gates:
  builds: { run: test ! -e broken }
  unit: { kind: tests, reports: junit.xml, produced-by: "artifact:results" }
  many: { kind: checks, required: false, checks: [ ${'{ file: a.txt, contains: nothing }, '.repeat(60)} ] }
  change:
    kind: change
    base: main
    rules: [ { paths: ["**"], risk: high } ]
    verdicts: { high: needs-approval }
    approvers: [acme/leads]
`;
const PAUSES_ARE_SHORT = { NODE_OPTIONS: `--import=${pathToFileURL(path.join(REPO, 'test/platform/fast-clock.mjs')).href}` };

const MAY_ALL = {
  actions: 'read',
  checks: 'write',
  contents: 'read',
  members: 'read',
  'pull-requests': 'write',
  statuses: 'write',
} as const;

type Verdict = 'GO' | 'NO-GO';

/** What a job that decides goes upon: the event, and the evidence as it was fetched. */
interface Upon {
  readonly event: Event;
  readonly runId: number;
  readonly bundle: string;
}

let platform: Platform;
let project: Project;
let upon: Readonly<Record<'decide' | 'report', Readonly<Record<Verdict, Upon>>>>;

/** A report as another job uploads it. */
async function results(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('<testsuite name="s" tests="1"><testcase name="a"/></testsuite>'), 'junit.xml');
  zip.end();
  return buffer(zip.outputStream);
}

/** What a trusted job before the gates hands over of attempts. */
async function history(event: Event, runId: number): Promise<string> {
  const { main, outputs } = await project.run({ event, runId, job: 'history', inputs: { command: 'history' } });
  const file = path.join(project.scratch, `history-${runId}.json`);
  fs.writeFileSync(file, await project.artifact(runId, outputs['artifact-name'] ?? main.log.text));
  return file;
}

/** Runs the gates in a job without a token. */
async function observed(event: Event, runId: number, verdict: Verdict, handed: string): Promise<Upon> {
  const broken = path.join(project.folder, 'broken');
  if (verdict === 'NO-GO') fs.writeFileSync(broken, '');
  const inputs = { 'artifact-name': verdict, history: handed };
  const { main, outputs } = await project.run({ event, runId, job: `observe ${verdict}`, permissions: 'none', inputs });
  fs.rmSync(broken, { force: true });
  const bundle = fs.mkdtempSync(path.join(project.scratch, 'evidence-'));
  expect(outputs['artifact-name'], main.log.text).toBe(`${verdict}.zip`);
  fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(runId, `${verdict}.zip`));
  return { event, runId, bundle };
}

beforeAll(async () => {
  platform = await Platform.start();
  platform.github.teams.set('acme/leads', { members: { lead: 'active' } });
  project = platform.project({ [CONFIG]: GATES });
  project.branch('topic');
  const headSha = project.commit({ 'a.txt': 'a' }, 'topic');
  const { repository } = project;
  const [ours, theirs] = ['acme/widget', 'mallory/widget'].map((_, index) =>
    repository.pull({ head: 'topic', headSha, author: 'author', ...(index === 1 && { fork: 'mallory/widget' }) }),
  );
  for (const number of [ours!.number, theirs!.number]) repository.review(number, { author: 'lead', state: 'APPROVED' });
  // A run of which nothing was run: it is asked whether something may have been.
  repository.run({ id: 39, headSha, event: 'pull_request', workflow: 'Release', conclusion: 'skipped' });
  const own = { number: theirs!.number, id: 50, attempt: 1 };
  for (const runId of [40, 50]) await project.upload(runId, 'results', await results());
  const foreign = pullRequest(project, theirs!.number);
  const told = await history(foreign, 50);
  const report = { ...(await observed(foreign, 50, 'GO', told)), event: workflowRun(project, own), runId: 51 };
  const merge = project.checkOutMerge(ours!.number);
  // As with `fetch-depth: 0`.
  fs.rmSync(path.join(project.folder, '.git/shallow'));
  const event = pullRequest(project, ours!.number, { merge });
  const handed = await history(event, 40);
  upon = {
    report: { GO: report, 'NO-GO': report },
    decide: { GO: await observed(event, 40, 'GO', handed), 'NO-GO': await observed(event, 40, 'NO-GO', handed) },
  };
  // Each attempt before was decided upon: none is unknown.
  for (const [command, by] of Object.entries(upon)) {
    const { main } = await decide(by.GO, { name: `before ${command}`, runAttempt: 1 });
    expect(main.code, main.log.text).toBe(0);
  }
});
afterAll(async () => {
  await platform.close();
});

interface Job {
  /** Of all that is written, and of the token. */
  readonly name: string;
  readonly runAttempt?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The trusted job, with no checkout. What it writes has a name of its own, so that many may run at a time. */
async function decide({ event, runId, bundle }: Upon, { name, runAttempt = 2, env = {} }: Job) {
  const command = event.name === 'workflow_run' ? 'report' : 'decide';
  const { main, outputs, summary } = await project.run({
    event,
    runId,
    runAttempt,
    job: `${command} ${name}`,
    tokenName: name,
    permissions: MAY_ALL,
    inputs: { command, bundle, 'check-name': name, 'artifact-name': name },
    env: { ...PAUSES_ARE_SHORT, GITHUB_WORKSPACE: fs.mkdtempSync(path.join(project.scratch, 'no-checkout-')), ...env },
  });
  const { checkRuns, comments, statuses } = project.repository;
  const check = [...checkRuns.values()].filter((one) => one.name === name);
  const comment = [...comments.values()].filter(({ body }) => body.includes(encodeURIComponent(`/ ${name}`).replaceAll('-', '%2D')));
  const status = statuses.filter(({ context }) => context.endsWith(name));
  return { main, outputs, summary, check, comment, status };
}

/** A comment of an earlier decision, to be renewed. */
function commented({ event }: Upon, name: string): void {
  const { pull_request: pull } = event.payload as { readonly pull_request: { readonly number: number } };
  const marker = commentMarker({ name: `Release / ${name}`, runId: '40', runAttempt: '1', executionId: 'x', configuration: CONFIG });
  project.repository.comment(pull.number, 'github-actions[bot]', `${marker}\nold`);
}

/** Calls that fail in one job: none keeps another from being made. */
interface Case {
  readonly name: string;
  readonly verdict: Verdict;
  readonly calls: readonly string[];
  readonly failure: Failure;
}

/** Groups of calls one of which is made whatever becomes of the others, but for those of the first group. */
const GROUPS = [
  [
    'repos/get-content',
    'repos/get-commit',
    'actions/get-workflow-run-attempt',
    'actions/list-workflow-run-artifacts',
    'actions/list-jobs-for-workflow-run',
    'pulls/list',
  ],
  ['actions/get-workflow-run', 'actions/list-workflow-runs-for-repo', 'checks/list-for-ref'],
  [
    'pulls/get',
    'pulls/list-reviews',
    'repos/get-collaborator-permission-level',
    'teams/get-by-name',
    'teams/get-membership-for-user-in-org',
  ],
  ['repos/compare-commits-with-basehead', 'actions/get-artifact'],
  ['checks/create', 'checks/update', 'checks/get'],
  ['issues/list-comments', 'issues/create-comment', 'issues/update-comment'],
  ['repos/create-commit-status', 'repos/list-commit-statuses-for-ref', 'graphql'],
] as const;

/** As many jobs as the longest row of calls takes, each with one call of every group that the job still makes. */
function jobs(): readonly (readonly string[])[] {
  const [first, attempts, reviews, told, ...writes] = GROUPS;
  const some = (index: number) => writes.map((group) => group[(index + 1) % group.length] ?? '');
  // Where nothing could be judged there are no annotations.
  const few = (index: number) => ['checks/create', ...some(index).slice(1)];
  const asked = reviews.map((review, index) => {
    const attempt = attempts[index % attempts.length] ?? '';
    // The check run is asked for with the very call that tells of attempts.
    return [attempt, review, told[index % told.length] ?? '', ...some(index).slice(attempt === 'checks/list-for-ref' ? 1 : 0)];
  });
  return [...first.map((call, index) => [call, ...(call === 'pulls/list' ? [] : few(index))]), ...asked];
}

/** Every job with every kind of failure, each in another of its ways; fewer where somebody waits, yet every call and every kind. */
function cases(): readonly Case[] {
  const kinds = Object.entries(FAILURES);
  return jobs().flatMap((calls, index) =>
    kinds.flatMap(([kind, ways], column) => {
      if ((column - index) % times(1, 6) !== 0) return [];
      const all = Object.entries(ways);
      const [way = '', failure] = all[(index + column) % all.length] ?? [];
      return failure ? [{ name: `${index} ${kind} ${way}`, verdict: (index + column) % 2 === 0 ? 'GO' : 'NO-GO', calls, failure }] : [];
    }),
  );
}

function lossOf({ lost, absent }: Call, call: string, failure: Failure): readonly Loss[] {
  if (failure.absent && absent) return absent;
  return failure.done && /create|update/.test(call) ? [] : lost;
}

/** What must come of it, by what the table says is lost. */
function expected(verdict: Verdict, lost: ReadonlySet<Loss>) {
  const decision = lost.has('decision') || (lost.has('gate') && verdict === 'GO') ? 'BLOCKED' : verdict;
  const check = lost.has('check run') ? [] : [decision === 'GO' ? 'success' : 'failure'];
  return {
    decision,
    code: { GO: 0, 'NO-GO': 1, BLOCKED: 2 }[decision],
    check,
    comments: lost.has('comment') ? 0 : 1,
    statuses: lost.has('status') ? [] : [decision === 'GO' ? 'success' : decision === 'NO-GO' ? 'failure' : 'error'],
  };
}

describe('a call that fails for good', () => {
  it.concurrent.each(cases().map((one) => [one.name, one.calls.join(', '), one] as const))(
    '%s: %s',
    async (_, __, { name, verdict, calls, failure }) => {
      const rows = calls.map((call) => CALLS[call]!);
      const given = upon[rows[0]!.by === 'report' ? 'report' : 'decide'][verdict];
      for (const [index, call] of calls.entries()) {
        const { after } = rows[index]!;
        if (after) platform.github.fault({ on: after.on, token: name }, after.fault);
        platform.github.fault({ on: call === 'graphql' ? /^\/graphql$/ : call, token: name, times: Infinity }, failure.fault);
      }
      if (calls.includes('issues/update-comment')) commented(given, name);
      const { main, outputs, summary, check, comment, status } = await decide(given, { name });
      const lost = new Set(rows.flatMap((row, index) => lossOf(row, calls[index]!, failure)));
      const found = {
        decision: outputs['decision'],
        code: main.code,
        check: check.map(({ conclusion }) => conclusion),
        comments: comment.filter(({ body }) => !body.endsWith('old')).length,
        statuses: status.map(({ state }) => state),
      };
      expect(found, main.log.text).toEqual(expected(verdict, lost));
      // Each call was made, and met.
      const met = platform.github.requests.filter((one) => one.token === name && one.fault !== undefined);
      expect([...new Set(met.map(({ operation = 'graphql' }) => operation))]).toEqual(expect.arrayContaining([...calls]));
      // Why stands in the log, and with the decision where it is one.
      if ([...lost].some((one) => one !== 'nothing')) expect(main.log.text).toMatch(failure.says);
      if (lost.has('decision')) expect(summary).toMatch(failure.says);
      expect(main.log.text).not.toContain('internal error');
    },
  );
});

describe('the table of calls', () => {
  /** `rest.checks.listForRef` as GitHub's operation id. */
  const idOf = (area: string, method: string): string => `${area}/${method.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

  it('has every call that the program makes', () => {
    const folder = path.join(REPO, 'src');
    const sources = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const made = sources.flatMap((name) => {
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      const calls = [...text.matchAll(/\bgithub\.rest\.(\w+)\.(\w+)\(/g)].map(([, area = '', method = '']) => idOf(area, method));
      return /\.graphql[<(]/.test(text) ? [...calls, 'graphql'] : calls;
    });
    expect([...new Set(made)].sort()).toEqual(Object.keys(CALLS).sort());
  });

  it('has every call in a job that fails', () => {
    const here = Object.keys(CALLS).filter((call) => CALLS[call]?.by !== 'elsewhere');
    expect([...new Set(jobs().flat())].sort()).toEqual(here.sort());
    expect([...new Set(cases().flatMap(({ calls }) => calls))].sort()).toEqual(here.sort());
  });

  it('is that of the documentation', () => {
    const section =
      fs
        .readFileSync(path.join(REPO, 'docs/action.md'), 'utf8')
        .split('\n## ')
        .find((one) => one.startsWith('When GitHub fails')) ?? '';
    const cells = section.split('\n').flatMap((line) => /^\| (.+) \| (`.+`) \| (.+) \|$/.exec(line)?.slice(1) ?? []);
    const rows = Array.from({ length: cells.length / 3 }, (_, index) => cells.slice(3 * index, 3 * index + 3));
    const told = rows.flatMap(([what, calls = '', lost]) =>
      calls.split(', ').map((call) => [call.replaceAll('`', ''), { for: what, lost }] as const),
    );
    const made = Object.entries(CALLS).map(([call, { for: what, lost }]) => [call, { for: what, lost: lost.join(', ') }] as const);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(made));
  });
});

it('a GitHub that nobody reaches costs all that it would show, and no verdict', async () => {
  const gone = http.createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  gone.close();
  const nowhere = { GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql` };
  const { main, outputs, summary, check } = await decide(upon.decide.GO, { name: 'nowhere', env: nowhere });
  expect([main.code, outputs['decision'], check.length], main.log.text).toEqual([2, 'BLOCKED', 0]);
  expect(summary).toContain('ECONNREFUSED');
});

describe('a call that fails once', () => {
  const ONCE = {
    'a secondary limit': faults.secondaryLimit(1),
    '429': faults.secondaryLimit(1, 429),
    '503': faults.status(503, 'No server is currently available'),
    'a connection that breaks': faults.reset(),
    'an answer that is cut': faults.cut(),
    'an answer that is lost': faults.lostReply(),
    'a page of HTML': faults.page(),
  };

  it.concurrent.each(Object.entries(ONCE).slice(0, times(9, 2)))('%s, of every call: nothing is lost', async (way, fault) => {
    for (const verdict of ['GO', 'NO-GO'].slice(0, times(2, 1)) as Verdict[]) {
      const name = `once ${way} ${verdict}`;
      const made = Object.keys(CALLS).filter(
        (call) => !['checks/get', 'pulls/list', 'issues/update-comment', 'actions/list-workflow-runs'].includes(call),
      );
      for (const on of made) platform.github.fault({ on: on === 'graphql' ? /^\/graphql$/ : on, token: name }, fault);
      const { main, outputs, check, comment, status } = await decide(upon.decide[verdict], { name });
      expect([outputs['decision'], check.length, comment.length, status.length], main.log.text).toEqual([verdict, 1, 1, 1]);
      expect(check[0]?.annotations.length).toBeGreaterThanOrEqual(60);
    }
  });
});
