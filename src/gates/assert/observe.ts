import fs from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../../core/error-code.ts';
import type { Observer } from '../../core/ports.ts';
import type { AssertSpec } from './spec.ts';

/** Keeps the documents that the gate reads, and records those that are not there. */
export const observer: Observer<AssertSpec> = {
  async observe(context) {
    const { files } = context.gate.spec;
    const entries = Object.entries(files);
    for (const [index, [name, file]] of entries.entries()) {
      if (context.stop.aborted) return;
      const code = troubleWith(path.resolve(context.probes.cwd, file));
      if (code) context.record({ type: 'file', basis: 'file', name, path: file, code });
      else await context.probes.keep(file);
      context.progress(index + 1, entries.length, name);
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
