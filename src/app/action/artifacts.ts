import fs from 'node:fs';
import path from 'node:path';
import { fetchArtifact } from '../../adapters/github/artifact.ts';
import type { Plan } from '../../core/plan.ts';
import type { ArtifactFiles } from '../../core/ports.ts';
import { hashFile } from '../../evidence/hash.ts';
import { isZip, unpack } from '../../evidence/unpack.ts';
import { artifactsOf } from '../execution/artifacts.ts';
import type { Action } from './action.ts';

/** Fetches the artifacts of this run that the gates of a plan ask for, with the runner's own token, before any command of theirs runs. */
export async function fetchArtifacts({ log, store }: Action, plan: Plan): Promise<readonly ArtifactFiles[]> {
  const fetched: ArtifactFiles[] = [];
  for (const name of artifactsOf(plan)) {
    fs.mkdirSync(path.dirname(store), { recursive: true });
    const artifact = await fetchOne(name, fs.mkdtempSync(path.join(path.dirname(store), 'gate-artifact-')));
    log.say(`artifact ${name}: ${'trouble' in artifact ? artifact.trouble : `${artifact.files.size} files`}`);
    fetched.push(artifact);
  }
  return fetched;
}

async function fetchOne(name: string, temporary: string): Promise<ArtifactFiles> {
  try {
    const { id, digest, file } = await fetchArtifact(name, temporary);
    const folder = path.join(temporary, 'files');
    fs.mkdirSync(folder);
    if (isZip(file)) await unpack(file, folder);
    else fs.renameSync(file, path.join(folder, path.basename(file)));
    return { name, id, digest, folder, files: hashesIn(folder) };
  } catch (error) {
    return { name, trouble: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

/** By real path. */
function hashesIn(folder: string): ReadonlyMap<string, string> {
  const entries = fs.readdirSync(fs.realpathSync(folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [file, hashFile(file).sha256]));
}
