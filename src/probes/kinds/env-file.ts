import { z } from 'zod';
import { comparedText, text } from '../../language/keys.ts';
import { equalRows } from '../equal.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { operand } from '../operands.ts';
import { failed } from '../rows.ts';
import { probeSchema } from '../shapes.ts';

const schema = probeSchema('env-file', {
  'env-file': text('a path').describe('A file of NAME=value lines; the last line of a name counts.'),
  equals: z.record(z.string(), comparedText()).describe('Values that names must have. Of a secret only whether it is equal is recorded.'),
});

export type EnvFileTarget = {
  readonly path: string;
  readonly equals: Readonly<Record<string, string>>;
};

export const envFile: ProbeKindSpec<typeof schema, EnvFileTarget> = {
  schema,
  reads: { values: operand({ map: 'string' }, 'values by name; the last line of a name counts') },
  check: ({ equals }) => (Object.keys(equals).length === 0 ? [{ path: ['equals'], message: 'expected at least one value' }] : []),
  target: (raw) => ({ path: raw['env-file'], equals: raw.equals }),
  name: ({ path }) => path,
  rows({ equals }, got) {
    return got['exists'] === false ? [failed('NOT_FOUND', 'no such file', 'a file')] : equalRows(Object.entries(equals), got);
  },
};
