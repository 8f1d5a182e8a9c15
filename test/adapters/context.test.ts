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
