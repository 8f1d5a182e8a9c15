import fs from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../../core/error-code.ts';
import type { Observer } from '../../core/ports.ts';
import { originLabels } from '../../live/looks/origin.ts';
import { type AssertSpec, documentsOf } from './spec.ts';

/** Keeps the documents that the gate reads, each once, with what is seen of where they come from; records those that are not there. */
export const observer: Observer<AssertSpec> = {
  async observe(context) {
    const { gate, probes, stop } = context;
    const documents = documentsOf(gate.spec);
    const kept = new Set<string>();
    for (const [index, { name, path: file }] of documents.entries()) {
      if (stop.aborted) return;
      const source = path.resolve(probes.cwd, file);
      const code = troubleWith(source);
      if (code) context.record({ type: 'file', basis: 'file', name, path: file, code });
      else if (!kept.has(file)) {
        const isOfJob = documents.some(({ path: other, producer }) => other === file && producer === 'job');
        const labels = await originLabels(probes, source, isOfJob ? 'job' : undefined);
        if (stop.aborted) return;
        context.attach({ source, original: file, name: `captured/${file}`, labels });
        kept.add(file);
      }
      context.progress(index + 1, documents.length, name);
    }
  },
};

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
