import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ArtifactClient, DefaultArtifactClient } from '@actions/artifact';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Artifacts } from './artifacts.ts';

/** A run of its own for each test; one service for all. */
let artifacts: Artifacts;
let client: ArtifactClient;
let run: string;
let runs = 0;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-artifacts-test-'));
const file = path.join(folder, 'evidence.jsonl');
const BYTES = Buffer.from('the evidence\n');
const DIGEST = createHash('sha256').update(BYTES).digest('hex');

beforeAll(async () => {
  fs.writeFileSync(file, BYTES);
  artifacts = await Artifacts.start();
});
beforeEach(() => {
  run = `run-${++runs}`;
  // The client reads its environment at each call, and talks a lot.
  for (const [name, value] of Object.entries(artifacts.environment(run, 'job'))) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  client = new DefaultArtifactClient();
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
});
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  await artifacts.close();
});

const upload = () => client.uploadArtifact('ignored', [file], folder, { skipArchive: true });

async function call(method: string, body: unknown, environment = artifacts.environment(run, 'job')): Promise<[number, { msg: string }]> {
  const answer = await fetch(`${environment['ACTIONS_RESULTS_URL']}twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${environment['ACTIONS_RUNTIME_TOKEN']}` },
  });
  return [answer.status, (await answer.json()) as { msg: string }];
}

const owner = () => ({ workflow_run_backend_id: run, workflow_job_run_backend_id: 'job' });

describe('an artifact', () => {
  it('is uploaded as it is, listed, found, downloaded and deleted by the real client', async () => {
    const { id, digest, size } = await upload();
    expect([digest, size]).toEqual([DIGEST, BYTES.length]);
    expect((await client.listArtifacts()).artifacts).toMatchObject([
      { id, name: 'evidence.jsonl', size: BYTES.length, digest: `sha256:${DIGEST}` },
    ]);
    const { artifact } = await client.getArtifact('evidence.jsonl');
    expect(artifact.id).toBe(id);
    const { digestMismatch } = await client.downloadArtifact(id ?? 0, { path: path.join(folder, run), expectedHash: `sha256:${DIGEST}` });
    expect([digestMismatch, fs.readFileSync(path.join(folder, run, 'evidence.jsonl'))]).toEqual([false, BYTES]);
    await client.deleteArtifact('evidence.jsonl');
    expect(artifacts.names(run)).toEqual([]);
  });

  it('is handed to a test by its name, and by an address that needs no token', async () => {
    const { id } = await upload();
    expect(await artifacts.download(run, 'evidence.jsonl')).toEqual({ bytes: BYTES, digest: `sha256:${DIGEST}` });
    expect(await (await fetch(artifacts.address(id ?? 0))).text()).toBe(BYTES.toString());
    await expect(artifacts.download(run, 'other')).rejects.toThrow(`run ${run} has no artifact other; it has evidence.jsonl`);
  });

  it('has a name that the run has not, also when it was never finished', async () => {
    await upload();
    await expect(upload()).rejects.toThrow('409');
    expect(artifacts.names('run-of-nobody')).toEqual([]);
  });
});

describe('a fault', () => {
  it.each(['CreateArtifact', 'FinalizeArtifact'] as const)('at %s is met once and waited for', async (method) => {
    artifacts.fault(method, 503);
    expect((await upload()).digest).toBe(DIGEST);
    const asked = artifacts.calls.filter((one) => one.method === method && JSON.stringify(one.body).includes(`"${run}"`));
    expect(asked).toHaveLength(2);
  });

  it('that forbids ends an upload', async () => {
    artifacts.fault('CreateArtifact', 403);
    await expect(upload()).rejects.toThrow('403');
    expect(artifacts.names(run)).toEqual([]);
  });

  it.each([400, 'reset'] as const)('of the store, %s, leaves nothing finished', async (how) => {
    artifacts.faultUpload(how);
    await expect(put()).rejects.toThrow(how === 'reset' ? 'fetch failed' : 'status 400');
    expect(artifacts.names(run)).toEqual([]);
    await expect(put()).resolves.toBe(201);
  });

  it('that holds an upload lets a test act in the middle of it', async () => {
    const held = artifacts.holdUpload();
    const uploaded = vi.fn<() => void>();
    const uploading = upload().then(uploaded);
    await held.reached;
    // Far more than the rest of an upload would take.
    for (let round = 0; round < 100; round++) await call('ListArtifacts', owner());
    expect([artifacts.names(run), uploaded.mock.calls.length]).toEqual([[], 0]);
    held.release();
    await uploading;
    expect(artifacts.names(run)).toEqual(['evidence.jsonl']);
  });

  /** One upload without the client's patience. */
  async function put(): Promise<number> {
    const [, made] = await call('CreateArtifact', { ...owner(), name: `one-${Math.random()}`, version: 7 });
    const { signed_upload_url: url } = made as unknown as { signed_upload_url: string };
    const { status } = await fetch(url, { method: 'PUT', body: BYTES, headers: { 'x-ms-blob-type': 'BlockBlob' } });
    if (status !== 201) throw new Error(`status ${status}`);
    return status;
  }
});

describe('what no correct client sends', () => {
  it.each([
    ['a field that the message has not', 'CreateArtifact', { name: 'a', version: 7, nmae: 'x' }, 400, /nmae/],
    ['a name that is no file name', 'CreateArtifact', { name: 'a/b', version: 7 }, 400, /"a\/b" is no name/],
    ['a job that is not its own', 'ListArtifacts', { workflow_job_run_backend_id: 'other' }, 403, /of another job/],
    ['a method that is not there', 'MoveArtifact', {}, 404, /MoveArtifact is not served here/],
  ])('is %s', async (_what, method, body, status, problem) => {
    artifacts.expectInvalid(problem);
    const [answered, { msg }] = await call(method, { ...owner(), ...body });
    expect([answered, msg]).toEqual([status, expect.stringMatching(problem)]);
    expect(artifacts.calls.at(-1)?.problem).toMatch(problem);
  });

  it('is a size, a digest or an upload that is not what is stored', async () => {
    artifacts.expectInvalid(/stored|nothing was uploaded/);
    const finalize = async (more: object) => (await call('FinalizeArtifact', { ...owner(), name: 'a', ...more }))[1].msg;
    const [, made] = await call('CreateArtifact', { ...owner(), name: 'a', version: 7 });
    expect(await finalize({ size: '1' })).toBe('nothing was uploaded');
    const { signed_upload_url: url } = made as unknown as { signed_upload_url: string };
    await fetch(url, { method: 'PUT', body: BYTES, headers: { 'x-ms-blob-type': 'BlockBlob' } });
    expect(await finalize({ size: '1' })).toBe(`${BYTES.length} bytes are stored`);
    expect(await finalize({ size: String(BYTES.length), hash: 'sha256:00' })).toBe(`sha256:${DIGEST} is stored`);
    expect(await finalize({ size: String(BYTES.length), hash: `sha256:${DIGEST}` })).toBeUndefined();
    expect(artifacts.names(run)).toEqual(['a']);
  });

  it('makes the end fail, unless the test expects it', async () => {
    expect(artifacts.invalid()).toEqual([]);
    const other = await Artifacts.start();
    const environment = {
      ...other.environment(run, 'job'),
      ACTIONS_RUNTIME_TOKEN: artifacts.environment(run, 'job')['ACTIONS_RUNTIME_TOKEN'] ?? '',
    };
    await call('CreateArtifact', { ...owner(), name: '', version: 7 }, environment);
    await expect(other.close()).rejects.toThrow('CreateArtifact: "" is no name');
  });

  it('is not a token that nobody knows: that is refused', async () => {
    const [status] = await call('ListArtifacts', owner(), { ...artifacts.environment(run), ACTIONS_RUNTIME_TOKEN: 'x' });
    expect([status, artifacts.calls.at(-1)?.problem]).toEqual([401, undefined]);
  });
});

it('a service that is down answers nobody, and what it held is let go at the end', async () => {
  const other = await Artifacts.start();
  other.holdUpload();
  other.goDown();
  await expect(call('ListArtifacts', owner(), other.environment(run))).rejects.toThrow('fetch failed');
  await other.close();
});
