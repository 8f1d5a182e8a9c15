import path from 'node:path';
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pullRequest, push } from './events.ts';
import { faults } from './github/faults.ts';
import { Platform, type Project } from './platform.ts';

const STAND_IN = path.join(import.meta.dirname, 'fixtures/action');

let platform: Platform;
let project: Project;

beforeEach(async () => {
  platform = await Platform.start();
  project = platform.project({ 'a.txt': 'a' });
});
// Each test looks at how it ended itself; closing twice does no harm.
afterEach(() => platform.close().catch(() => undefined));

describe('a job on the platform', () => {
  it('uploads what the service keeps; the REST API lists it with its run and hands it out', async () => {
    const { main } = await project.run({
      event: push(project),
      action: STAND_IN,
      inputs: { mode: 'upload', 'a-name': 'found.txt' },
      runId: 7,
    });
    expect(main.code, main.log.text).toBe(0);
    expect(project.artifactNames(7)).toEqual(['found.txt']);
    expect((await project.artifact(7, 'found.txt')).toString()).toBe('what was found\n');
    const { value } = platform.github.token({ name: 'test', permissions: { actions: 'read' } });
    const { actions } = getOctokit(value, { baseUrl: platform.github.url }).rest;
    const at = { owner: project.repository.owner, repo: project.repository.name };
    const listed = (await actions.listWorkflowRunArtifacts({ ...at, run_id: 7 })).data.artifacts;
    expect(listed).toMatchObject([{ name: 'found.txt', size_in_bytes: 15, workflow_run: { id: 7, head_sha: project.tip } }]);
    const [{ id } = { id: 0 }] = listed;
    const { data } = await actions.downloadArtifact({ ...at, artifact_id: id, archive_format: 'zip' });
    expect(Buffer.from(data as ArrayBuffer).toString()).toBe('what was found\n');
    expect((await actions.getWorkflowRun({ ...at, run_id: 7 })).data).toMatchObject({
      event: 'push',
      status: 'completed',
      conclusion: 'success',
    });
    const other = platform.project({ 'a.txt': 'b' }).repository;
    expect((await actions.listArtifactsForRepo({ owner: other.owner, repo: other.name })).data.total_count).toBe(0);
    await platform.close();
  });

  it('can be cancelled while it uploads', async () => {
    const held = platform.artifacts.holdUpload();
    const { main } = await project.run({
      event: push(project),
      action: STAND_IN,
      inputs: { mode: 'upload' },
      runId: 8,
      cancel: { when: held.reached },
    });
    expect([main.signal, project.artifactNames(8)]).toEqual(['SIGINT', []]);
    await platform.close();
  });

  it('shows its token nowhere', async () => {
    const { main } = await project.run({ event: push(project), action: STAND_IN, inputs: { mode: 'leak' } });
    expect(main.log.lines).toEqual(['my token is ***']);
    expect(main.log.raw[0]).toMatch(/^my token is ghs_/);
  });

  it("has a checkout whose commits are GitHub's", async () => {
    project.branch('topic');
    const headSha = project.commit({ 'b.txt': 'b' }, 'topic');
    const { number } = project.repository.pull({ head: 'topic', headSha });
    expect(project.repository.at(headSha).files.get('b.txt')?.toString()).toBe('b');
    expect(project.repository.at(headSha).files.get('a.txt')?.toString()).toBe('a');
    expect(pullRequest(project, number)).toMatchObject({
      sha: headSha,
      payload: { pull_request: { head: { sha: headSha }, base: { sha: project.repository.at('main').sha } } },
    });
  });
});

describe('the end of a platform', () => {
  it('tells every request that was invalid and every fault that met nothing, and closes all the same', async () => {
    const { url } = platform.github;
    platform.github.fault({ on: 'checks/create' }, faults.reset());
    await fetch(`${url}/no/such/route`);
    const { ACTIONS_RESULTS_URL: address, ACTIONS_RUNTIME_TOKEN: token } = platform.artifacts.environment('run');
    await fetch(`${address}twirp/github.actions.results.api.v1.ArtifactService/None`, {
      method: 'POST',
      body: '{}',
      headers: { authorization: `Bearer ${token}` },
    });
    const said = await platform.close().catch(String);
    expect(said).toContain('GET /no/such/route (no such route)');
    expect(said).toContain('None is not served here');
    expect(said).toContain('faults that met nothing: reset on any checks/create: 1 left');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await expect(fetch(address ?? '')).rejects.toThrow('fetch failed');
  });
});
