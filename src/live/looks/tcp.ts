import net from 'node:net';
import { formatDuration } from '../../core/duration.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { TcpTarget } from '../../probes/kinds/tcp.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { onAbort } from './aborts.ts';
import { deadline } from './deadline.ts';
import { networkError, NO_SUCH_ADDRESS } from './network-error.ts';
import { type Sight, unseen } from '../../probes/sight.ts';

/** Whether somebody accepts connections. A refusal is a clear "closed"; silence is not. */
export function lookTcp(plan: ProbePlan<TcpTarget>, context: ProbeContext): Promise<Sight> {
  const { host, port } = plan.target;
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const finish = (sight: Sight): void => {
      callOff();
      stay();
      socket.destroy();
      resolve(sight);
    };
    const abort = (): void => finish(unseen('MISSED', 'aborted'));
    const callOff = deadline(plan.timeoutMs, () => finish(unseen('TIMEOUT', `no connection within ${formatDuration(plan.timeoutMs)}`)));
    const stay = onAbort(context.signal, abort);
    socket.once('connect', () => finish(reachesItself(socket) ? SELF : { facts: { open: true } }));
    socket.once('error', (error) => {
      const { code, detail } = networkError(error);
      finish({ code, detail, facts: isRefused(error) ? { open: false } : {} });
    });
  });
}

/** Where nobody listens, a connection that gets by chance the wanted port as its own is connected to itself. */
export function reachesItself(socket: net.Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
}

const SELF: Sight = { ...unseen('CONNECTION_REFUSED', 'nobody listens: the connection reached itself'), facts: { open: false } };

/** Every address of the host that this machine can ask has refused: a host that is out of reach, or one silent address, is no "closed". */
export function isRefused(error: Error): boolean {
  const causes = error instanceof AggregateError ? (error.errors as readonly NodeJS.ErrnoException[]) : [error as NodeJS.ErrnoException];
  const asked = causes.map(({ code }) => code ?? '').filter((code) => !NO_SUCH_ADDRESS.has(code));
  return asked.length > 0 && asked.every((code) => code === 'ECONNREFUSED');
}
