import { address, whole } from '../../language/keys.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { answersOpen, openRows, openTable } from '../open.ts';
import { probeSchema } from '../shapes.ts';

const schema = probeSchema('port-free', {
  'port-free': address(whole(1, 65_535)).describe('A port of this machine on which nothing may listen.'),
});

export type PortFreeTarget = {
  readonly port: number;
};

export const portFree: ProbeKindSpec<typeof schema, PortFreeTarget> = {
  schema,
  reads: openTable('whether something listens'),
  target: (raw) => ({ port: raw['port-free'] }),
  name: ({ port }) => `port ${port} free`,
  rows: (_target, got, reads) => openRows(got, reads, false, ['free', 'taken']),
  answersAnyway: answersOpen,
};
