import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploymentStatus, mergeGroup, pullRequest, push, schedule, workflowDispatch, workflowRun } from './events.ts';
import { gitHubOpenApi } from './github/openapi.ts';
import { Platform, type Project } from './platform.ts';

let platform: Platform;
let project: Project;
let base: string;

beforeAll(async () => {
  platform = await Platform.start();
  project = platform.project({ a: 'a' });
  base = project.tip;
  project.branch('topic');
  project.commit({ b: 'b' }, 'topic');
});
afterAll(() => platform.close());

const opened = (fork?: string): number => project.repository.pull({ head: 'topic', ...(fork !== undefined && { fork }) }).number;

it('a pull request names both its sides, a fork as what it is', () => {
  const side = { sha: project.tip, ref: 'topic' };
  expect(pullRequest(project, opened())).toMatchObject({
    sha: project.tip,
    payload: {
      pull_request: {
        head: { ...side, repo: { full_name: project.name, fork: false } },
        base: { sha: base, repo: { full_name: project.name } },
      },
    },
  });
  expect(pullRequest(project, opened('stranger/widget'), { merge: base })).toMatchObject({
    sha: base,
    payload: { pull_request: { head: { ...side, repo: { full_name: 'stranger/widget', fork: true } } } },
  });
});

it("Dependabot's pull request is Dependabot's", () => {
  const bot = { login: 'dependabot[bot]', type: 'Bot' };
  expect(pullRequest(project, opened(), { actor: bot.login })).toMatchObject({
    actor: bot.login,
    payload: { sender: bot, pull_request: { user: bot } },
  });
});

it('a run of a fork names no pull request', () => {
  const payload = (number: number) => workflowRun(project, { id: 9, attempt: 2, number }).payload;
  const own = opened();
  expect(payload(own)).toMatchObject({ workflow_run: { id: 9, run_attempt: 2, head_sha: project.tip, pull_requests: [{ number: own }] } });
  expect(payload(opened('stranger/widget'))).toMatchObject({
    workflow_run: { head_repository: { full_name: 'stranger/widget', owner: { login: 'stranger' } }, pull_requests: [] },
  });
});

it('the others name the commit that they are about', () => {
  expect(push(project).payload).toMatchObject({ after: project.tip, before: base, repository: { full_name: project.name } });
  expect(mergeGroup(project).payload).toMatchObject({ merge_group: { head_sha: project.tip, base_sha: base } });
  expect(deploymentStatus(project, base).payload).toMatchObject({ deployment: { sha: base } });
  expect(workflowDispatch(project, { hours: '3' }).payload).toMatchObject({ inputs: { hours: '3' } });
  expect(schedule(project, '0 3 * * *')).toMatchObject({ name: 'schedule', payload: { schedule: '0 3 * * *' } });
});

it('a payload that GitHub does not send is told', () => {
  const payload = push(project).payload;
  expect(gitHubOpenApi().payloadErrors('push', payload)).toEqual([]);
  expect(
    gitHubOpenApi()
      .payloadErrors('push', { ...payload, after: 5 })
      .join(),
  ).toContain('/after must be string');
  expect(() => gitHubOpenApi().payloadSchema('no-such-event')).toThrow('webhook-no-such-event is missing');
});
