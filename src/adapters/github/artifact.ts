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
    const { id, digest } = await client.uploadArtifact(name, [link], folder, { ...days, skipArchive: true });
    return artifactOf({ id, digest }, { file, name }, context);
  } catch (error) {
    const found = await existing(client, name);
    if (found?.id !== undefined && sha256Of(found.digest) === file.sha256) return artifactOf(found, { file, name }, context);
    if (error instanceof ArtifactError) throw error;
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
  const { id, digest } = (await client.getArtifact(name)).artifact;
  if (digest === undefined) throw new ArtifactError('GitHub tells no digest of it');
  await client.downloadArtifact(id, { path: folder, skipDecompress: true, expectedHash: digest });
  const sha256 = sha256Of(digest);
  return { id: String(id), digest: sha256, file: soleFile(folder, sha256) };
}

/**
 * Fetches an artifact of another run, as it is. @param into an empty folder
 * @throws ArtifactError, and what the client throws
 */
export async function fetchFromRun(
  { id, sha256 }: { readonly id: string; readonly sha256: string },
  into: string,
  { repository: { owner, repo }, runId, token }: Pick<RunContext, 'repository' | 'runId'> & { readonly token: string },
): Promise<string> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const findBy = { token, workflowRunId: Number(runId), repositoryOwner: owner, repositoryName: repo };
  await new DefaultArtifactClient().downloadArtifact(Number(id), { path: into, findBy, skipDecompress: true });
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
