import type { Fact } from '../../core/facts/registry.ts';
import { portsOf, type ServicePlan } from '../../core/plan.ts';
import type { ProcessId } from '../../core/ports.ts';
import type { SweepFindings } from '../processes/search.ts';
import { isRunning } from '../processes/table.ts';
import { probe } from '../looks/probe.ts';
import { holderOf } from './holder.ts';
import { pidFileState } from './pid-file.ts';
import { pidFileOf } from './sweep.ts';
import type { ServiceWorld } from './world.ts';

/** What makes a process the service's. Holding its port does not, nor does the group of whoever holds it. */
const LINKS: ReadonlySet<string> = new Set(['tree', 'marker', 'inherited', 'log-file']);

type Seen = Pick<Fact<'service.verified'>, 'pid' | 'alive' | 'ours' | 'portOwner' | 'ports' | 'pidFile' | 'code' | 'detail' | 'us' | 'got'>;

/** What a look at a running service sees: its process, who owns its port, its pid file, and one answer of its health probe. */
export async function verifyService(
  plan: ServicePlan,
  root: ProcessId | undefined,
  world: ServiceWorld,
  signal: AbortSignal,
): Promise<Seen> {
  const findings = await world.tracker.find([plan.id]);
  const { found } = findings;
  const ours = linked(findings);
  const pidFile = pidFileOf(world, plan);
  const holders = await Promise.all(portsOf(plan).map((port) => holderOf(port, async () => ours)));
  return {
    ...(root && { pid: root.pid }),
    alive: root !== undefined && (await isRunning(root)),
    ours: found.some(({ pid, start }) => pid === root?.pid && start === root.start),
    portOwner: holders.find(({ port }) => port === plan.port)?.owner ?? 'none',
    ports: holders.map(({ port, owner }) => ({ port, owner })),
    ...(pidFile !== undefined && { pidFile: await pidFileState(pidFile, ours) }),
    ...(plan.health && (await health(plan.health, plan, world, signal))),
  };
}

/** Pids of those that are the service's. */
export function linked({ found }: SweepFindings): ReadonlySet<number> {
  return new Set(found.filter(({ by }) => by.some((technique) => LINKS.has(technique))).map(({ pid }) => pid));
}

async function health(
  plan: NonNullable<ServicePlan['health']>,
  service: ServicePlan,
  world: ServiceWorld,
  signal: AbortSignal,
): Promise<Pick<Seen, 'code' | 'detail' | 'us' | 'got'>> {
  const context = world.probeContext(service);
  const { code, detail, us, got } = await probe(plan, { ...context, signal: AbortSignal.any([context.signal, signal]) });
  return { ...(code !== undefined && { code }), ...(detail !== undefined && { detail }), us, got };
}
