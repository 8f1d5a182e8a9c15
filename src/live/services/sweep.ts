import path from 'node:path';
import type { Fact } from '../../core/facts/registry.ts';
import { portsOf, type ServicePlan } from '../../core/plan.ts';
import type { Labels, SweepPhase } from '../../core/ports.ts';
import { endProcesses } from '../processes/end.ts';
import { portOwners } from '../processes/ports.ts';
import { pidFileState } from './pid-file.ts';
import { isReady } from './ready.ts';
import type { ServiceWorld } from './world.ts';

type Swept = Fact<'sweep'>;
type Look = Awaited<ReturnType<ServiceWorld['tracker']['find']>>;

/** Pause between two passes. A process that is just ending gets so long at least, and is not counted. */
const PAUSE_MS = 50;

/** A set of processes that keeps changing is recorded as it is after so many passes. */
const MOST_PASSES = 10;

/** Here somebody who answers for a stopped service is in the way of what is to be seen. */
const WITHIN_A_CYCLE: ReadonlySet<SweepPhase> = new Set(['before-start', 'after-stop']);

/** What respawns so often is not ended by us; it has been recorded. */
const MOST_ROUNDS = 5;

/** Services that were stopped, and under which names their processes are known. */
interface Stopped {
  readonly names: readonly string[];
  readonly services: readonly ServicePlan[];
  readonly phase: SweepPhase;
  readonly labels: Labels;
}

/**
 * Records what is left of stopped services, then ends it, until there is nothing: one fact a round, the last one empty unless
 * something can't be ended.
 * A round looks until two consecutive passes see the same processes. @returns whether nothing is left.
 */
export async function sweep(world: ServiceWorld, services: readonly ServicePlan[], phase: SweepPhase, labels: Labels): Promise<boolean> {
  return sweepAll(world, { names: services.map(({ id }) => id), services, phase, labels });
}

/** The same of what a stack's commands have started. @param name under which it is tracked */
export async function sweepStack(name: string, world: ServiceWorld): Promise<void> {
  const services = world.plan.services.filter(({ run }) => run === undefined);
  if (await sweepAll(world, { names: [name], services, phase: 'stack', labels: {} })) world.tracker.forget(name);
}

async function sweepAll(world: ServiceWorld, { names, services, phase, labels }: Stopped): Promise<boolean> {
  const stillReady = WITHIN_A_CYCLE.has(phase) ? await whoIsReady(world, services) : undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { look, passes } = await lookUntilStable(world, names);
    const ports = await portStates(services);
    const pidFiles = await pidFileStates(world, services, look);
    const { found, zombies } = look;
    world.record({
      type: 'sweep',
      basis: 'process',
      services: services.map(({ id }) => id),
      phase,
      passes,
      techniques: techniquesOf(look, ports),
      found: found.map(leftoverFact),
      zombies: zombies.map(({ pid, command, parent }) => ({ pid, command, parent })),
      ports,
      pidFiles,
      ...(stillReady && { stillReady }),
      ...labels,
    });
    if (found.length === 0) return true;
    const { left } = await endProcesses(found, { signal: 'SIGKILL', gracePeriodMs: 0 });
    if (left.length > 0) return false;
  }
  return false;
}

async function lookUntilStable(world: ServiceWorld, ids: readonly string[]): Promise<{ look: Look; passes: number }> {
  let look = await world.tracker.find(ids);
  for (let passes = 2; ; passes++) {
    await world.clock.until(world.clock.now() + PAUSE_MS);
    const next = await world.tracker.find(ids);
    const stable = identities(next) === identities(look);
    // What one pass could not see, the sweep has not seen.
    const before = look.techniques;
    look = { ...next, techniques: next.techniques.filter((technique) => before.includes(technique)) };
    if (stable || passes === MOST_PASSES) return { look, passes };
  }
}

/** Whether the `ready` of stopped services holds all the same, asked before anything is ended. */
async function whoIsReady(world: ServiceWorld, services: readonly ServicePlan[]): Promise<Swept['stillReady']> {
  const asked = services.flatMap((service) => (service.ready ? [{ service, ready: service.ready }] : []));
  return Promise.all(
    asked.map(async ({ service, ready }) => ({ service: service.id, holds: await isReady(ready, world.probeContext(service)) })),
  );
}

/** A port that was seen to be free has been looked at, whether or not somebody could have been found there. */
function techniquesOf({ techniques }: Look, ports: Swept['ports']): Swept['techniques'] {
  const seen = ports.length > 0 && ports.every(({ free }) => free !== undefined);
  return [...new Set([...techniques, ...(seen ? (['port'] as const) : [])])];
}

function identities({ found }: Look): string {
  return found
    .map(({ pid, start }) => `${pid} ${start}`)
    .sort()
    .join('\n');
}

function leftoverFact({ pid, start, command, by, service }: Look['found'][number]): Swept['found'][number] {
  return { pid, start, command, by: [...by], ...(service !== undefined && { service }) };
}

/** `free` stands only where the system told. */
async function portStates(services: readonly ServicePlan[]): Promise<Swept['ports']> {
  const rows: Swept['ports'][number][] = [];
  for (const { id, port } of services.flatMap((service) => portsOf(service).map((port) => ({ id: service.id, port })))) {
    const { readable, listening, owners } = await portOwners(port);
    rows.push({ service: id, port, ...(readable && { free: !listening }), owners: owners.map(({ pid }) => pid) });
  }
  return rows;
}

async function pidFileStates(world: ServiceWorld, services: readonly ServicePlan[], { found }: Look): Promise<Swept['pidFiles']> {
  const ours = new Set(found.map(({ pid }) => pid));
  const rows: Swept['pidFiles'][number][] = [];
  for (const service of services) {
    const file = pidFileOf(world, service);
    if (file !== undefined) rows.push({ service: service.id, state: await pidFileState(file, ours) });
  }
  return rows;
}

/** The service's pid file, absolute; a relative one is meant from its working directory. */
export function pidFileOf(world: ServiceWorld, { pidFile, workingDirectory }: ServicePlan): string | undefined {
  return pidFile === undefined ? undefined : path.resolve(world.checkout, workingDirectory, pidFile);
}
