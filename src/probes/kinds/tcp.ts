import type { z } from 'zod';
import { address, pattern } from '../../language/keys.ts';
import { isLoopback } from '../address.ts';
import type { WatchKindSpec } from '../kind.ts';
import { answersOpen, openRows, openTable } from '../open.ts';
import { probeSchema } from '../shapes.ts';

const schema = probeSchema('tcp', {
  tcp: address(pattern(/^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/, 'host:port such as localhost:5432')).describe(
    'host:port that must accept a connection.',
  ),
});

export type TcpTarget = {
  readonly host: string;
  readonly port: number;
};

export const tcp: WatchKindSpec<typeof schema, TcpTarget> = {
  schema,
  reads: openTable('whether the connection was accepted'),

  check(raw) {
    const { port } = targetOf(raw);
    return port >= 1 && port <= 65_535 ? [] : [{ path: ['tcp'], message: `found port ${port}, expected 1 to 65535` }];
  },

  target: targetOf,

  name: ({ host, port }) => `${host}:${port}`,

  rows: (_target, got, reads) => openRows(got, reads, true, ['open', 'closed']),

  answersAnyway: answersOpen,

  localPort: ({ host, port }) => (isLoopback(host) ? port : undefined),

  fromService: () => true,
};

function targetOf({ tcp: address }: z.output<typeof schema>): TcpTarget {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}
