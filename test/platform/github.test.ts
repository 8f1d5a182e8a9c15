import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faults } from './github/faults.ts';
import type { Repository } from './github/repository.ts';
import type { TokenSpec } from './github/tokens.ts';
import { GitHub } from './github.ts';

const AT = { owner: 'octo', repo: 'shop' };
const FINISHED = { status: 'completed', conclusion: 'success' } as const;

let github: GitHub;
let shop: Repository;
let sha: string;
let number: number;

beforeEach(async () => {
  github = await GitHub.start();
  shop = github.repository('octo/shop');
  shop.commit({ branch: 'main', files: { 'gates.yml': 'version: 1\n', 'src/a.ts': 'a\n', 'src/old.ts': 'x\n' } });
  const base = shop.at('main').sha;
  sha = shop.commit({
    branch: 'feature',
    parents: [base],
    files: { 'gates.yml': 'version: 1 # edited\n', 'src/b.ts': 'b\n', 'src/old.ts': null },
  }).sha;
  number = shop.pull({ head: 'feature', title: 'More' }).number;
});
// Each test looks at what was invalid itself.
afterEach(() => github.close().catch(() => undefined));

function client(permissions: TokenSpec['permissions'] = 'write-all', more: Partial<TokenSpec> = {}) {
  const token = github.token({ name: 'job', permissions, ...more });
  return getOctokit(token.value, { baseUrl: github.url }).rest;
}

/** The status and message that a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { status, message } = error as { status?: number; message: string };
    return `${status} ${message}`;
  }
  return 'not refused';
}

const problems = (): readonly string[] => github.invalid().flatMap((entry) => entry.problems);

const annotations = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    path: 'src/a.ts',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'failure' as const,
    message: `finding ${index}`,
  }));

describe('check runs', () => {
  it('are created completed; later requests append annotations and replace the rest of the output', async () => {
    const { checks } = client();
    const output = (count: number) => ({ title: 'NO-GO', summary: `${count} more`, annotations: annotations(count) });
    const made = await checks.create({ ...AT, ...FINISHED, name: 'Release gate', head_sha: sha, output: output(50) });
    await checks.update({ ...AT, check_run_id: made.data.id, output: output(50) });
    const last = await checks.update({ ...AT, check_run_id: made.data.id, output: output(20) });
    expect(last.data.output).toMatchObject({ summary: '20 more', annotations_count: 120 });
    const second = await checks.listAnnotations({ ...AT, check_run_id: made.data.id, per_page: 100, page: 2 });
    expect(second.data).toHaveLength(20);
    expect(second.headers.link).toContain('rel="prev"');
    const listed = await checks.listForRef({ ...AT, ref: sha, check_name: 'Release gate' });
    expect(listed.data.check_runs.map((run) => [run.id, run.conclusion, run.app?.slug])).toEqual([
      [made.data.id, 'success', 'github-actions'],
    ]);
    expect(problems()).toEqual([]);
  });

  const summary = 's';
  const wrong: readonly [string, Record<string, unknown>, RegExp][] = [
    [
      '51 annotations in one request',
      { output: { title: 't', summary, annotations: annotations(51) } },
      /must NOT have more than 50 items/,
    ],
    ['a summary over 65,535 bytes', { output: { title: 't', summary: 'é'.repeat(32_768) } }, /summary: 65535 bytes/],
    ['a text over 65,535 characters', { output: { title: 't', summary, text: 'x'.repeat(65_536) } }, /65535/],
    ['a title over 255 characters', { output: { title: 'x'.repeat(256), summary } }, /255 characters/],
    ['an output without summary', { output: { title: 't' } }, /'summary'/],
    [
      'a level that does not exist',
      { output: { title: 't', summary, annotations: [{ ...annotations(1)[0], annotation_level: 'error' }] } },
      /allowed values/,
    ],
    ['an annotation of line 0', { output: { title: 't', summary, annotations: [{ ...annotations(1)[0], start_line: 0 }] } }, /start at 1/],
    [
      'columns across lines',
      { output: { title: 't', summary, annotations: [{ ...annotations(1)[0], end_line: 9, start_column: 1 }] } },
      /columns/,
    ],
    ['an absolute path', { output: { title: 't', summary, annotations: [{ ...annotations(1)[0], path: '/a' }] } }, /relative/],
    [
      'a message over 64 KB',
      { output: { title: 't', summary, annotations: [{ ...annotations(1)[0], message: 'é'.repeat(32_769) }] } },
      /64 KB/,
    ],
    ['completed without conclusion', { status: 'completed', conclusion: undefined }, /[Cc]onclusion/],
    ['in progress with conclusion', { status: 'in_progress' }, /Conclusion with status/],
    ['a commit that is not there', { head_sha: 'f'.repeat(40) }, /No commit found/],
  ];
  it.each(wrong)('refuse %s', async (_what, change, message) => {
    const { checks } = client();
    const said = await refusal(checks.create({ ...AT, ...FINISHED, name: 'gate', head_sha: sha, ...change }));
    expect(said).toMatch(/^422 /);
    expect(said).toMatch(message);
    expect(shop.checkRuns.size).toBe(0);
    await expect(github.close()).rejects.toThrow(message);
  });

  it('refuse another status or conclusion later', async () => {
    const { checks } = client();
    const made = await checks.create({ ...AT, name: 'gate', head_sha: sha, status: 'in_progress' });
    expect(await refusal(checks.update({ ...AT, ...FINISHED, check_run_id: made.data.id }))).toMatch(
      /^422 A workflow may not change status, conclusion/,
    );
    expect(shop.checkRuns.get(made.data.id)).toMatchObject({ status: 'in_progress', conclusion: null });
  });

  it('refuse a user, who is no app', async () => {
    const { checks } = client('write-all', { kind: 'user' });
    expect(await refusal(checks.create({ ...AT, ...FINISHED, name: 'gate', head_sha: sha }))).toBe(
      '403 You must authenticate via a GitHub App. - https://docs.github.com/rest',
    );
  });
});

describe('comments', () => {
  it('are made, listed over all pages, changed and deleted, with their author', async () => {
    const { issues } = client({ 'pull-requests': 'write' });
    for (let index = 0; index < 35; index++) shop.comment(number, 'someone', `comment ${index}`);
    const made = await issues.createComment({ ...AT, issue_number: number, body: '<!-- gate -->\nfirst' });
    const first = await issues.listComments({ ...AT, issue_number: number });
    expect([first.data.length, first.headers.link]).toEqual([30, expect.stringMatching(/page=2>; rel="next".*page=2>; rel="last"/)]);
    const second = await issues.listComments({ ...AT, issue_number: number, page: 2 });
    expect(second.data.at(-1)).toMatchObject({ id: made.data.id, user: { login: 'github-actions[bot]', type: 'Bot' } });
    await issues.updateComment({ ...AT, comment_id: made.data.id, body: 'second' });
    expect((await issues.getComment({ ...AT, comment_id: made.data.id })).data.body).toBe('second');
    await issues.deleteComment({ ...AT, comment_id: made.data.id });
    expect(await refusal(issues.getComment({ ...AT, comment_id: made.data.id }))).toMatch(/^404/);
    expect(problems()).toEqual([]);
  });

  it('take 65,536 bytes and not one more', async () => {
    const { issues } = client();
    const comment = (body: string) => issues.createComment({ ...AT, issue_number: number, body });
    expect((await comment('é'.repeat(32_768))).status).toBe(201);
    expect(await refusal(comment(`${'é'.repeat(32_768)}x`))).toMatch(/^422 Body is too long/);
    expect(await refusal(comment(' \n'))).toMatch(/^422 Body cannot be blank/);
    expect(problems()).toHaveLength(2);
  });
});

describe('statuses', () => {
  it('are combined: the newest of each context, the worst of all', async () => {
    const { repos } = client();
    const set = (context: string, state: 'failure' | 'success') =>
      repos.createCommitStatus({ ...AT, sha, context, state, description: 'GO' });
    await set('gate', 'failure');
    await set('build', 'success');
    expect((await repos.getCombinedStatusForRef({ ...AT, ref: sha })).data).toMatchObject({ state: 'failure', total_count: 2 });
    await set('gate', 'success');
    expect((await repos.getCombinedStatusForRef({ ...AT, ref: sha })).data.state).toBe('success');
    expect((await repos.listCommitStatusesForRef({ ...AT, ref: sha })).data).toHaveLength(3);
    expect(problems()).toEqual([]);
  });

  it.each([
    ['a description over 140 characters', { description: 'x'.repeat(141) }, /too long/],
    ['a commit that is not there', { sha: 'f'.repeat(40) }, /No commit found/],
    ['a target that is no web page', { target_url: 'file:///tmp' }, /http/],
    ['a state that does not exist', { state: 'ok' as 'success' }, /allowed values/],
  ])('refuse %s', async (_what, change, message) => {
    const { repos } = client();
    expect(await refusal(repos.createCommitStatus({ ...AT, sha, state: 'success', ...change }))).toMatch(message);
    expect(problems().join()).toMatch(message);
  });
});

describe('what is read', () => {
  it('is a file at a ref, raw or with its description, and 404 where there is none', async () => {
    const { repos } = client({ contents: 'read' });
    const raw = { mediaType: { format: 'raw' } };
    const at = async (ref: string) => (await repos.getContent({ ...AT, path: 'gates.yml', ref, ...raw })).data;
    expect([await at('main'), await at(sha), await at(`refs/pull/${number}/head`)]).toEqual([
      'version: 1\n',
      'version: 1 # edited\n',
      'version: 1 # edited\n',
    ]);
    const file = (await repos.getContent({ ...AT, path: 'src/a.ts' })).data as { content: string; sha: string };
    expect([Buffer.from(file.content, 'base64').toString(), file.sha]).toEqual(['a\n', '78981922613b2afb6025042ff6bd878ac1994e85']);
    const folder = (await repos.getContent({ ...AT, path: 'src', ref: sha })).data as { name: string }[];
    expect(folder.map((one) => one.name).sort()).toEqual(['a.ts', 'b.ts']);
    expect(await refusal(repos.getContent({ ...AT, path: 'none.yml' }))).toMatch(/^404 Not Found/);
    expect(await refusal(repos.getContent({ ...AT, path: 'gates.yml', ref: 'nowhere' }))).toMatch(/^404 No commit found/);
    expect(problems()).toEqual([]);
  });

  it('is a pull request with files and reviews, found also by its commit', async () => {
    const { pulls, repos } = client();
    shop.review(number, { author: 'rev', state: 'APPROVED' });
    expect((await pulls.get({ ...AT, pull_number: number })).data).toMatchObject({
      head: { sha, ref: 'feature' },
      base: { sha: shop.at('main').sha },
    });
    const files = (await pulls.listFiles({ ...AT, pull_number: number })).data;
    expect(files.map((one) => [one.filename, one.status])).toEqual([
      ['gates.yml', 'modified'],
      ['src/b.ts', 'added'],
      ['src/old.ts', 'removed'],
    ]);
    expect(
      (await pulls.listReviews({ ...AT, pull_number: number })).data.map((one) => [one.user?.login, one.state, one.commit_id]),
    ).toEqual([['rev', 'APPROVED', sha]]);
    expect((await repos.listPullRequestsAssociatedWithCommit({ ...AT, commit_sha: sha })).data.map((one) => one.number)).toEqual([number]);
    expect((await pulls.list({ ...AT, head: 'octo:feature' })).data).toHaveLength(1);
    expect(problems()).toEqual([]);
  });

  it('is the repository, commits, refs, issues by label, runs with their jobs and approvals', async () => {
    const { actions, git, issues, repos } = client();
    expect((await repos.get(AT)).data).toMatchObject({ full_name: 'octo/shop', default_branch: 'main', private: true });
    expect((await repos.getCommit({ ...AT, ref: sha })).data).toMatchObject({ sha, parents: [{ sha: shop.at('main').sha }] });
    expect((await git.getRef({ ...AT, ref: 'heads/feature' })).data.object.sha).toBe(sha);
    shop.issue({ title: 'Broken', labels: ['release-blocker', 'bug'] });
    await issues.addLabels({ ...AT, issue_number: number, labels: ['bug'] });
    const labelled = await issues.listForRepo({ ...AT, labels: 'bug,release-blocker' });
    expect(labelled.data.map((one) => [one.title, one.pull_request])).toEqual([['Broken', undefined]]);
    const approvals = [{ user: 'lead', state: 'approved', comment: 'yes', environment: 'production' }] as const;
    const run = shop.run({
      headSha: sha,
      attempt: 2,
      pulls: [number],
      jobs: [{ id: 5, name: 'observe', conclusion: 'success', attempt: 2 }],
      approvals,
    });
    expect((await actions.getWorkflowRun({ ...AT, run_id: run.id })).data).toMatchObject({
      run_attempt: 2,
      head_sha: sha,
      pull_requests: [{ number }],
    });
    expect((await actions.listJobsForWorkflowRun({ ...AT, run_id: run.id })).data.jobs.map((job) => job.name)).toEqual(['observe']);
    expect((await actions.getReviewsForRun({ ...AT, run_id: run.id })).data).toMatchObject([
      { state: 'approved', user: { login: 'lead' } },
    ]);
    expect(problems()).toEqual([]);
  });
});

describe('tokens', () => {
  it('that GitHub does not know are refused, with none at all', async () => {
    const stranger = getOctokit('ghs_unknown', { baseUrl: github.url }).rest;
    expect(await refusal(stranger.repos.get(AT))).toMatch(/^401 Bad credentials/);
    expect((await fetch(`${github.url}/repos/octo/shop`)).status).toBe(401);
    expect(problems()).toEqual([]);
  });

  it('may do what they were granted and nothing else', async () => {
    const { checks, issues, pulls, repos } = client({ checks: 'read', contents: 'read', 'pull-requests': 'read' });
    const denied = /^403 Resource not accessible by integration/;
    expect((await pulls.get({ ...AT, pull_number: number })).status).toBe(200);
    expect(await refusal(checks.create({ ...AT, ...FINISHED, name: 'gate', head_sha: sha }))).toMatch(denied);
    expect(await refusal(issues.createComment({ ...AT, issue_number: number, body: 'x' }))).toMatch(denied);
    expect(await refusal(repos.createCommitStatus({ ...AT, sha, state: 'success' }))).toMatch(denied);
    expect([shop.checkRuns.size, shop.comments.size, shop.statuses.length]).toEqual([0, 0, 0]);
    expect(problems()).toEqual([]);
  });

  it('of a workflow are no user; of a user they are', async () => {
    expect(await refusal(client().users.getAuthenticated())).toMatch(/^403/);
    expect((await client('read-all', { kind: 'user' }).users.getAuthenticated()).data.login).toBe('octocat');
  });

  it('read a public repository without being granted it', async () => {
    github.repository('octo/open', { private: false }).commit({ branch: 'main', files: { a: 'b' } });
    const open = { owner: 'octo', repo: 'open' };
    const { repos } = client({});
    expect((await repos.getContent({ ...open, path: 'a' })).status).toBe(200);
    expect(
      await refusal(repos.createCommitStatus({ ...open, sha: github.repository('octo/open').at('main').sha, state: 'success' })),
    ).toMatch(/^403/);
    expect(await refusal(repos.getContent({ ...AT, path: 'gates.yml' }))).toMatch(/^403/);
  });
});

describe('faults', () => {
  const comment = (body: string) => client().issues.createComment({ ...AT, issue_number: number, body });

  it.each([
    ['a missing permission', faults.forbidden(), /^403 Resource not accessible/],
    ['the hourly limit', faults.primaryLimit(60), /^403 API rate limit exceeded/],
    ['the secondary limit', faults.secondaryLimit(), /^403 You have exceeded a secondary/],
    ['a bad gateway', faults.badGateway(), /^502/],
    ['something missing', faults.notFound(), /^404/],
    ['a reset', faults.reset(), /^500 |undefined /],
  ])('as %s meet a request before anything is done', async (_what, fault, message) => {
    github.fault({ method: 'POST', on: 'issues/create-comment' }, fault);
    expect(await refusal(comment('first'))).toMatch(message);
    expect(shop.comments.size).toBe(0);
    expect((await comment('second')).status).toBe(201);
    expect(github.unmetFaults()).toEqual([]);
  });

  it('say how long to wait, or do not', async () => {
    const headers = async (fault: ReturnType<(typeof faults)['secondaryLimit']>) => {
      github.fault({ on: /\/octo\/shop$/ }, fault);
      return (await fetch(`${github.url}/repos/octo/shop`)).headers;
    };
    expect((await headers(faults.secondaryLimit(2, 429))).get('retry-after')).toBe('2');
    expect((await headers(faults.secondaryLimit())).has('retry-after')).toBe(false);
    const primary = await headers(faults.primaryLimit(30));
    expect(primary.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(primary.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
  });

  it('lose a reply after the write is done', async () => {
    github.fault({ on: 'issues/create-comment' }, faults.lostReply());
    expect(await refusal(comment('once'))).not.toBe('not refused');
    expect([...shop.comments.values()].map((one) => one.body)).toEqual(['once']);
  });

  it('leave a request without reply until GitHub closes', async () => {
    github.fault({ on: 'issues/create-comment' }, faults.hang());
    const hanging = refusal(comment('never'));
    await expect.poll(() => github.requests.map((entry) => entry.fault)).toEqual(['hang']);
    await github.close();
    expect(await hanging).not.toBe('not refused');
    expect(shop.comments.size).toBe(0);
  });

  it('meet as many requests as they are armed for, after as many as they let pass', async () => {
    github.fault({ on: 'issues/create-comment', after: 1, times: 2 }, faults.badGateway());
    const said: string[] = [];
    for (const body of ['a', 'b', 'c', 'd']) said.push((await refusal(comment(body))).slice(0, 3));
    expect(said).toEqual(['not', '502', '502', 'not']);
    github.fault({ on: 'checks/create', times: 3 }, faults.reset());
    expect(github.unmetFaults()).toEqual(['reset on any checks/create: 3 left']);
  });
});

describe('the log', () => {
  it('holds every request: who sent what, and what became of it', async () => {
    await client('write-all', { name: 'decide' }).issues.createComment({ ...AT, issue_number: number, body: 'hello' });
    expect(github.requests).toEqual([
      {
        method: 'POST',
        path: `/repos/octo/shop/issues/${number}/comments`,
        query: {},
        operation: 'issues/create-comment',
        body: { body: 'hello' },
        token: 'decide',
        status: 201,
        problems: [],
      },
    ]);
  });

  it('makes the end fail for a path that GitHub has not, a body that is no JSON, a misspelt property, one that is not served', async () => {
    const { value } = github.token({ name: 'job', permissions: 'write-all' });
    const send = (path: string, body: string) =>
      fetch(`${github.url}${path}`, { method: 'POST', body, headers: { authorization: `Bearer ${value}` } });
    const check = { name: 'gate', head_sha: sha, ...FINISHED };
    expect((await send('/repos/octo/shop/check-runz', '{}')).status).toBe(404);
    expect((await send('/repos/octo/shop/check-runs', '{')).status).toBe(422);
    expect((await send('/repos/octo/shop/check-runs', JSON.stringify({ ...check, detail_url: 'x' }))).status).toBe(201);
    expect((await send('/repos/octo/shop/forks', '{}')).status).toBe(501);
    const found = await fetch(`${github.url}/repos/octo/shop?perpage=1`, { headers: { authorization: `Bearer ${value}` } });
    expect(found.status).toBe(200);
    const lines = await github.close().catch((error: unknown) => String(error).split('\n').slice(1));
    expect(lines).toEqual([
      'POST /repos/octo/shop/check-runz (no such route): GitHub has no such route',
      'POST /repos/octo/shop/check-runs (checks/create): the body is no JSON',
      'POST /repos/octo/shop/check-runs (checks/create): /detail_url is unknown to checks/create',
      'POST /repos/octo/shop/forks (repos/create-fork): repos/create-fork is not served here',
      'GET /repos/octo/shop (repos/get): query parameter perpage is unknown to repos/get',
    ]);
  });

  it('accepts an invalid request that the test expects, and misses one that never came', async () => {
    github.expectInvalid({ operation: 'issues/create-comment', problem: /blank/ });
    github.expectInvalid({ operation: 'checks/create', problem: /51/ });
    await refusal(client().issues.createComment({ ...AT, issue_number: number, body: '' }));
    expect(github.invalid()).toEqual([]);
    await expect(github.close()).rejects.toThrow(/checks\/create: an invalid request was expected/);
  });
});
