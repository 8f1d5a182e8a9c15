import { amount, share } from '../../conditions/measurements.ts';
import { text } from '../../language/keys.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { probeSchema } from '../shapes.ts';

const schema = probeSchema('disk', {
  disk: text('a path').describe('A path of the file system; `expect` is required: "free > 0.2".'),
});

export type DiskTarget = {
  readonly path: string;
};

export const disk: ProbeKindSpec<typeof schema, DiskTarget> = {
  schema,
  reads: {
    free: share('free share of the file system, 0..1'),
    freeBytes: amount('free bytes'),
  },
  needsExpect: 'free > 0.2',
  target: (raw) => ({ path: raw.disk }),
  name: ({ path }) => `disk ${path}`,
  rows: () => [],
};
