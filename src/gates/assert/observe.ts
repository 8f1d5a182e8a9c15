import type { Observer } from '../../core/ports.ts';
import type { AssertSpec } from './spec.ts';

/** Keeps the documents that the gate reads. One that is not there is recorded as such when it is copied. */
export const observer: Observer = {
  async observe(context) {
    const { files } = context.gate.spec as AssertSpec;
    const paths = [...new Set(Object.values(files))];
    for (const path of paths) await context.probes.keep(path);
    context.progress(paths.length, paths.length);
  },
};
