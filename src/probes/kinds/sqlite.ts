import { text } from '../../language/keys.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { operand } from '../operands.ts';
import { failed } from '../rows.ts';
import { probeSchema } from '../shapes.ts';

const schema = probeSchema('sqlite', {
  sqlite: text('a path').describe('A SQLite database, opened read-only; `expect` is required. It needs Node 22.13 or later.'),
  query: text('a query').describe('The query; `expect` reads its rows.'),
});

export type SqliteTarget = {
  readonly path: string;
  readonly query: string;
};

export const sqlite: ProbeKindSpec<typeof schema, SqliteTarget> = {
  schema,
  reads: { rows: operand({ list: 'any' }, 'rows of the answer, each with its columns by name') },
  needsExpect: 'size(rows) == 1',
  target: (raw) => ({ path: raw.sqlite, query: raw.query }),
  name: ({ path }) => path,
  rows: (_target, got) => (got['exists'] === false ? [failed('NOT_FOUND', 'no such file', 'a database')] : []),
};
