import fs from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../../core/error-code.ts';
import { artifactNamed } from '../../core/origin.ts';
import type { Observer, ProbeContext } from '../../core/ports.ts';
import { originLabels } from '../../live/looks/origin.ts';
import { type AssertSpec, documentsOf } from './spec.ts';

/** Keeps the documents that the gate reads, each once, with what is seen of where they come from; records those that are not there. */
export const observer: Observer<AssertSpec> = {
  async observe(context) {
    const { gate, probes, stop } = context;
    const documents = documentsOf(gate.spec);
    const kept = new Set<string>();
    for (const [index, { name, path: file, producer }] of documents.entries()) {
      if (stop.aborted) return;
      const source = path.resolve(folderOf(producer, probes), file);
      const code = troubleWith(source);
      if (code) context.record({ type: 'file', basis: 'file', name, path: file, code });
      else if (!kept.has(file)) {
        const isOfJob = documents.some(({ path: other, producer }) => other === file && producer === 'job');
        const labels = await originLabels(probes, source, isOfJob ? 'job' : producer);
        if (stop.aborted) return;
        await context.attach({ source, original: file, name: `captured/${file}`, labels });
        kept.add(file);
      }
      context.progress(index + 1, documents.length, name);
    }
  },
};

/** What an artifact brings lies in a folder of its own; without the artifact nothing is there. */
function folderOf(producer: string | undefined, probes: ProbeContext): string {
  const name = artifactNamed(producer);
  const artifact = name === undefined ? undefined : probes.artifact(name);
  return artifact && 'folder' in artifact ? artifact.folder : name === undefined ? probes.cwd : path.join(probes.cwd, `artifact:${name}`);
}

/** Why a file can't be kept; undefined when it can. */
function troubleWith(file: string): ErrorCode | undefined {
  try {
    if (!fs.statSync(file).isFile()) return 'NOT_FOUND';
    fs.accessSync(file, fs.constants.R_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'PERMISSION' : 'NOT_FOUND';
  }
}
