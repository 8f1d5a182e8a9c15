import fs from 'node:fs';
import path from 'node:path';
import { hashFile } from '../../evidence/hash.ts';
import { whyNotRemoved } from '../../evidence/remove.ts';
import type { RunContext } from './context.ts';

/** An artifact of the workflow run. `digest`: `sha256:…` of its bytes, which are the file's. */
export interface Artifact {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly digest: string;
}

export interface Upload {
  /** The file as it is, and its SHA-256. */
  readonly file: { readonly path: string; readonly sha256: string };
  readonly name: string;
  readonly retentionDays?: number;
}

/** The artifact is not there, or not what was sent. */
export class ArtifactError extends Error {
  /** The run has another artifact of this name. */
  readonly taken: boolean;
  constructor(message: string, { taken = false } = {}) {
    super(message);
    this.name = 'ArtifactError';
    this.taken = taken;
  }
}

/** How long the service may take for what has no bytes, and for each MiB. Its client waits for a silent one for a quarter of an hour. */
const PATIENCE = { baseMs: 5 * 60_000, mibMs: 2000 } as const;
const MIB = 1024 * 1024;

/** @throws ArtifactError when it takes too long: it may go on, and nobody waits for it */
async function within<T>(bytes: number, work: Promise<T>): Promise<T> {
  const ms = PATIENCE.baseMs + Math.ceil(bytes / MIB) * PATIENCE.mibMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ArtifactError(`the artifact service did not answer within ${Math.round(ms / 60_000)} min`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * Uploads one file as it is. GitHub names such an artifact by its file, so that a hard link with that name is what is sent.
 * One of this name that is there already, with the same bytes, is the one: an earlier attempt got through.
 * @throws ArtifactError with one line
 */
export async function uploadArtifact({ file, name, retentionDays }: Upload, context: RunContext): Promise<Artifact> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const folder = fs.mkdtempSync(path.join(path.dirname(file.path), '.artifact-'));
  const link = path.join(folder, name);
  try {
    fs.linkSync(file.path, link);
    const days = retentionDays === undefined ? {} : { retentionDays };
    const { size } = fs.statSync(link);
    const { id, digest } = await within(size, client.uploadArtifact(name, [link], folder, { ...days, skipArchive: true }));
    return artifactOf({ id, digest }, { file, name }, context);
  } catch (error) {
    if (error instanceof ArtifactError) throw error;
    const found = await within(0, existing(client, name));
    if (found?.id !== undefined && sha256Of(found.digest) === file.sha256) return artifactOf(found, { file, name }, context);
    const message = error instanceof Error ? error.message : String(error);
    throw new ArtifactError(message.split('\n')[0] ?? '', { taken: /already exists|\(409\)/.test(message) });
  } finally {
    whyNotRemoved(folder);
  }
}

/** An artifact of this run, as it came. */
interface Fetched {
  readonly id: string;
  /** SHA-256 of its bytes. */
  readonly digest: string;
  readonly file: string;
}

/**
 * Fetches an artifact of this run by its name, the newest of that name, as it is; its bytes are what the service says they are.
 * @param folder for it, empty @throws ArtifactError, and what the client throws
 */
export async function fetchArtifact(name: string, folder: string): Promise<Fetched> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const { id, digest, size } = (await within(0, client.getArtifact(name))).artifact;
  if (digest === undefined) throw new ArtifactError('GitHub tells no digest of it');
  await within(size, client.downloadArtifact(id, { path: folder, skipDecompress: true, expectedHash: digest }));
  const sha256 = sha256Of(digest);
  return { id: String(id), digest: sha256, file: soleFile(folder, sha256) };
}

/**
 * Fetches an artifact of another run, as it is. @param into an empty folder
 * @throws ArtifactError
 */
export async function fetchFromRun(
  { id, sha256, bytes }: { readonly id: string; readonly sha256: string; readonly bytes: number },
  into: string,
  { repository: { owner, repo }, runId, token }: Pick<RunContext, 'repository' | 'runId'> & { readonly token: string },
): Promise<string> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const findBy = { token, workflowRunId: Number(runId), repositoryOwner: owner, repositoryName: repo };
  const fetched = new DefaultArtifactClient().downloadArtifact(Number(id), { path: into, findBy, skipDecompress: true });
  await within(bytes, fetched).catch((error: unknown) => {
    throw error instanceof ArtifactError ? error : new ArtifactError(error instanceof Error ? error.message : String(error));
  });
  return soleFile(into, sha256);
}

function soleFile(folder: string, expected: string): string {
  const [file, ...others] = fs.readdirSync(folder);
  if (file === undefined || others.length > 0) throw new ArtifactError('it did not come as one file');
  const full = path.join(folder, file);
  const { sha256 } = hashFile(full);
  if (sha256 !== expected) throw new ArtifactError(`its bytes are not those that GitHub tells of: sha256 ${sha256}, expected ${expected}`);
  return full;
}

interface Found {
  readonly id?: number | undefined;
  readonly digest?: string | undefined;
}

async function existing(client: { getArtifact(name: string): Promise<{ artifact: Found }> }, name: string): Promise<Found | undefined> {
  try {
    return (await client.getArtifact(name)).artifact;
  } catch {
    return undefined;
  }
}

function artifactOf({ id, digest }: Found, { file, name }: Upload, { serverUrl, repository, runId }: RunContext): Artifact {
  if (id === undefined) throw new ArtifactError('GitHub gave it no id');
  if (sha256Of(digest) !== file.sha256) throw new ArtifactError(`GitHub has other bytes: sha256 ${sha256Of(digest)}, sent ${file.sha256}`);
  const url = `${serverUrl}/${repository.owner}/${repository.repo}/actions/runs/${runId}/artifacts/${id}`;
  return { id: String(id), name, url, digest: `sha256:${file.sha256}` };
}

function sha256Of(digest: string | undefined): string {
  return (digest ?? 'nothing').replace(/^sha256:/, '');
}
