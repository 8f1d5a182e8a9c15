import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runContext } from '../../src/adapters/github/context.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-test-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const SHA = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const BASE = 'c'.repeat(40);

function contextOf(event: string, payload: unknown, env: Record<string, string> = {}) {
  const file = path.join(folder, 'event.json');
  fs.writeFileSync(file, JSON.stringify(payload));
  return runContext({
    GITHUB_REPOSITORY: 'org/app',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file,
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_SHA: SHA,
    ...env,
  });
}

const side = (sha: string, repo: string | null) => ({ sha, repo: repo === null ? null : { full_name: repo } });
const pull = (head: unknown) => ({ pull_request: { number: 12, head, base: side(BASE, 'org/app') } });

describe('the commit that is decided on', () => {
  it('is the head of a pull request, and its base has the configuration', () => {
    const context = contextOf('pull_request', pull(side(HEAD, 'org/app')));
    expect(context).toMatchObject({ commit: SHA, head: HEAD, base: BASE, pullRequest: { number: 12 } });
    expect(context.readOnly).toBeUndefined();
  });

  it.each(['push', 'schedule', 'workflow_dispatch'])('is what was checked out on %s', (event) => {
    expect(contextOf(event, {})).toMatchObject({ commit: SHA, head: SHA });
    expect(contextOf(event, {}).base).toBeUndefined();
  });

  it('is the head of a merge group', () => {
    expect(contextOf('merge_group', { merge_group: { head_sha: HEAD } }).head).toBe(HEAD);
  });

  it.each(['deployment', 'deployment_status'])('is the deployed one on %s', (event) => {
    expect(contextOf(event, { deployment: { sha: HEAD } }).head).toBe(HEAD);
  });

  it('is that of the run that a workflow_run tells of, and so are run and attempt', () => {
    const run = { id: 99, run_attempt: 3, head_sha: HEAD, event: 'push', head_branch: 'main', pull_requests: [] };
    const context = contextOf('workflow_run', { workflow_run: run });
    expect(context).toMatchObject({ head: HEAD, runId: '77', subject: { runId: '99', runAttempt: '3' } });
    expect(context.pullRequest).toBeUndefined();
  });
});

describe('the pull request of a workflow_run', () => {
  const run = { id: 99, run_attempt: 1, head_sha: HEAD, event: 'pull_request', head_branch: 'topic' };
  const fork = { head_repository: { owner: { login: 'mallory' } } };

  it('is the one that the event names', () => {
    expect(contextOf('workflow_run', { workflow_run: { ...run, pull_requests: [{ number: 5 }] } }).pullRequest).toEqual({ number: 5 });
  });

  it("is that of a fork's branch, at that very commit", () => {
    expect(contextOf('workflow_run', { workflow_run: { ...run, ...fork, pull_requests: [] } }).pullRequest).toEqual({
      head: 'mallory:topic',
      sha: HEAD,
    });
  });
});

describe('the configuration that counts', () => {
  const ours = { head_repository: { full_name: 'org/app', owner: { login: 'org' } } };
  const configurationOf = (run: object) =>
    contextOf('workflow_run', { workflow_run: { id: 99, head_sha: HEAD, head_branch: 'topic', pull_requests: [], ...run } }).configuration;

  it.each(['push', 'merge_group', 'schedule', 'workflow_dispatch', 'repository_dispatch'])(
    "is the commit's after a run on %s of this repository",
    (event) => expect(configurationOf({ event, ...ours })).toEqual({ commit: HEAD }),
  );

  it.each(['pull_request', 'pull_request_review', 'pull_request_review_comment', 'pull_request_target'])(
    "is the base's after a run on %s",
    (event) => expect(configurationOf({ event, ...ours })).toEqual({ baseOf: { head: 'org:topic', sha: HEAD } }),
  );

  it.each([
    ['of a fork that was deleted', { event: 'pull_request', head_repository: null }, 'no longer exists'],
    ['of a push elsewhere', { event: 'push', head_repository: { full_name: 'mallory/app' } }, 'of mallory/app, not of org/app'],
    ['of a push to what was deleted', { event: 'push', head_repository: null }, 'no longer exists'],
    ['on a comment', { event: 'issue_comment', ...ours }, 'issue_comment'],
    ['on a deployment, which may be of a fork', { event: 'deployment', ...ours }, 'deployment'],
    ['on nothing', { ...ours }, 'an unknown event'],
  ])('is unknown after a run %s', (_, run, words) => {
    expect(configurationOf(run)).toEqual({ unknown: expect.stringContaining(words) });
  });

  it("is the base's of the pull request into this repository, whatever else has that branch", () => {
    const named = (number: number, id: number) => ({ number, base: { repo: { id } } });
    const run = { id: 99, head_sha: HEAD, head_branch: 'topic', event: 'pull_request', ...ours };
    const of = (...pulls: object[]) =>
      contextOf('workflow_run', { repository: { id: 1 }, workflow_run: { ...run, pull_requests: pulls } }).configuration;
    expect(of(named(7, 2), named(5, 1))).toEqual({ baseOf: { number: 5 } });
    expect(of(named(7, 1), named(5, 1))).toEqual({ baseOf: { head: 'org:topic', sha: HEAD } });
  });

  it.each(['pull_request_review', 'pull_request_review_comment'])("is the base's on %s", (event) => {
    expect(contextOf(event, pull(side(HEAD, 'org/app')))).toMatchObject({ head: HEAD, base: BASE, configuration: { commit: BASE } });
  });
});

describe('a token that only reads', () => {
  it.each([
    ['a fork', side(HEAD, 'mallory/app')],
    ['a fork that was deleted', side(HEAD, null)],
  ])('is that of %s', (_, head) => {
    expect(contextOf('pull_request', pull(head)).readOnly).toBe('fork');
  });

  it("is Dependabot's", () => {
    expect(contextOf('pull_request', pull(side(HEAD, 'org/app')), { GITHUB_ACTOR: 'dependabot[bot]' }).readOnly).toBe('dependabot');
    expect(contextOf('push', {}, { GITHUB_ACTOR: 'dependabot[bot]' }).readOnly).toBe('dependabot');
  });
});

describe('what is no run', () => {
  it('is said in one line', () => {
    expect(() => runContext({})).toThrow(/^GITHUB_REPOSITORY is not set: .*$/);
    expect(() => contextOf('pull_request', {})).toThrow('has no pull request');
    expect(() => contextOf('workflow_run', {})).toThrow('has no workflow_run');
  });
});
