import net from 'node:net';
import type { ProbePlan } from '../../core/plan.ts';
import type { PortFreeTarget } from '../../probes/kinds/port-free.ts';
import { networkError, NO_SUCH_ADDRESS } from './network-error.ts';
import { type Sight, unseen } from '../../probes/sight.ts';

/** Some systems let a wildcard stand beside a specific address, so each is tried. */
const ADDRESSES = ['127.0.0.1', '::1', '0.0.0.0', '::'];

/** Whether the port can be taken, found out by taking it: an owner that hangs holds it too. */
export async function lookPortFree({ target: { port } }: ProbePlan<PortFreeTarget>): Promise<Sight> {
  for (const address of ADDRESSES) {
    const error = await listen(port, address);
    if (error === undefined || NO_SUCH_ADDRESS.has(error.code ?? '')) continue;
    if (error.code === 'EADDRINUSE') return { facts: { open: true } };
    const { code, detail } = networkError(error);
    return unseen(code, detail);
  }
  return { facts: { open: false } };
}

function listen(port: number, host: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', resolve);
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
