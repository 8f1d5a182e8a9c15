import net from 'node:net';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { networkError } from './network-error.ts';
import { type Sight, unseen } from './sight.ts';
import { numberOf, textOf } from './target.ts';

/** Whether somebody accepts connections. A refusal is a clear "closed"; silence is not. */
export function lookTcp(plan: ProbePlan, context: ProbeContext): Promise<Sight> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: textOf(plan, 'host'), port: numberOf(plan, 'port') });
    const finish = (sight: Sight): void => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(sight);
    };
    const abort = (): void => finish(unseen('MISSED', 'aborted'));
    const timer = setTimeout(() => finish(unseen('TIMEOUT', `no connection within ${plan.timeoutMs} ms`)), plan.timeoutMs);
    context.signal.addEventListener('abort', abort);
    socket.once('connect', () => finish({ facts: { open: true } }));
    socket.once('error', (error) => {
      const { code, detail } = networkError(error);
      finish({ code, detail, facts: code === 'CONNECTION_REFUSED' ? { open: false } : {} });
    });
  });
}
