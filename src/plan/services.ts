import type { ServicePlan } from '../core/plan.ts';
import type { ProbeSite } from '../probes/kind.ts';
import { ONCE, probeTable } from '../probes/spec.ts';
import { checkWatch, isWatch, localPortOf, type RawWatch, resolveWatch, watchKind } from '../probes/watch.ts';
import type { SpecCondition } from '../gates/shared/kind.ts';
import type { Path } from './document.ts';
import type { RawService } from './schema.ts';
import type { DataProblem } from './validate.ts';

/** Timeout of the probes of a service that name none, in ms. */
const PROBE_TIMEOUT_MS = 5000;
const READY = { interval: 200, timeout: 30_000 };
const STOP = { signal: 'SIGTERM', gracePeriodMs: 5000 };

/** A service as read, with what is wrong with it and its conditions. */
export interface ReadService {
  readonly plan: ServicePlan;
  readonly problems: readonly DataProblem[];
  readonly conditions: readonly SpecCondition[];
}

export function readService(id: string, raw: RawService, stack: boolean): ReadService {
  const path = ['services', id];
  const site = siteOf(raw);
  const watches = watchesOf(raw);
  const problems = [
    ...checkKeys(raw, path, stack),
    ...watches.flatMap(({ key, watch, short }) =>
      checkWatch(watch, site).map((problem) => ({
        path: [...path, key, ...(short ? [] : problem.path)],
        part: 'value' as const,
        message: problem.message,
      })),
    ),
  ];
  return {
    plan: servicePlanOf(id, raw, site),
    problems,
    conditions: watches.flatMap(({ key, watch }) => conditionsOf([...path, key], watch)),
  };
}

function siteOf(raw: RawService): ProbeSite {
  return {
    ...(raw.port !== undefined && { port: raw.port }),
    timeoutMs: PROBE_TIMEOUT_MS,
    commandTimeoutMs: PROBE_TIMEOUT_MS,
    toolTimeoutMs: PROBE_TIMEOUT_MS,
    retry: ONCE,
  };
}

interface Watch {
  readonly key: 'health' | 'ready' | 'progress';
  readonly watch: RawWatch & { readonly value?: string };
  /** Written as a path or URL alone. */
  readonly short: boolean;
}

function watchesOf(raw: RawService): readonly Watch[] {
  const watches: Watch[] = [];
  for (const key of ['health', 'ready', 'progress'] as const) {
    const value = raw[key];
    if (typeof value === 'string') watches.push({ key, watch: { http: value }, short: true });
    else if (value && isWatch(value)) watches.push({ key, watch: value, short: false });
  }
  return watches;
}

function conditionsOf(path: Path, watch: Watch['watch']): readonly SpecCondition[] {
  const table = probeTable(watchKind(watch));
  const conditions: SpecCondition[] = [];
  if (watch.expect !== undefined) conditions.push({ path: [...path, 'expect'], source: watch.expect, table, gives: 'truth' });
  if (watch.value !== undefined) conditions.push({ path: [...path, 'value'], source: watch.value, table, gives: 'number' });
  return conditions;
}

/** Keys that mean nothing for a service whose process is not ours, and `ready` without anything to look at. */
function checkKeys(raw: RawService, path: Path, stack: boolean): readonly DataProblem[] {
  const problems: DataProblem[] = [];
  const say = (key: string, message: string): void => void problems.push({ path: [...path, key], part: 'key', message });
  if (raw.run === undefined) {
    if (raw.stop) say('stop', '"stop" has no meaning without "run": there is no process of ours to stop');
    if (raw['pid-file'] !== undefined && !stack)
      say('pid-file', '"pid-file" has no meaning for an external service: its process is not ours');
    if (raw.health === undefined && raw.ready === undefined && !stack) {
      problems.push({ path, part: 'value', message: 'a service without "run" needs "health": there is nothing else to see of it' });
    }
  }
  const { ready } = raw;
  if (ready !== undefined && typeof ready !== 'string' && !isWatch(ready) && raw.health === undefined) {
    say('ready', '"ready" needs http, tcp or command (or "health", whose probe it then takes)');
  }
  return problems;
}

function servicePlanOf(id: string, raw: RawService, site: ProbeSite): ServicePlan {
  const health = healthOf(id, raw, site);
  const ready = readyOf(id, raw, site, health);
  const progress = raw.progress && {
    probe: resolveWatch(raw.progress, `${id} progress`, raw.progress.timeout, site),
    value: raw.progress.value,
    withinMs: raw.progress.within,
  };
  return {
    id,
    ...(raw.run !== undefined && { run: raw.run }),
    ...(raw.needs.length > 0 && { needs: raw.needs }),
    ...(raw.port !== undefined && { port: raw.port }),
    ...(health && { health }),
    ...(typeof raw.health === 'object' && raw.health.timeout !== undefined && { ownTimeout: true as const }),
    ...(ready && { ready }),
    ...(progress && { progress }),
    stop: raw.stop ? { signal: raw.stop.signal, gracePeriodMs: raw.stop['grace-period'] } : STOP,
    workingDirectory: raw['working-directory'],
    env: raw.env,
    shell: raw.shell ?? 'default',
    ...(raw['pid-file'] !== undefined && { pidFile: raw['pid-file'] }),
    ...(raw.log !== undefined && { log: typeof raw.log === 'string' ? { path: raw.log } : raw.log }),
  };
}

function healthOf(id: string, { health }: RawService, site: ProbeSite): ServicePlan['health'] {
  if (health === undefined) return undefined;
  return typeof health === 'string' ? resolveWatch({ http: health }, id, undefined, site) : resolveWatch(health, id, health.timeout, site);
}

function readyOf(id: string, { ready }: RawService, site: ProbeSite, health: ServicePlan['health']): ServicePlan['ready'] {
  const own = typeof ready === 'string' ? { http: ready } : ready && isWatch(ready) ? ready : undefined;
  const probe = own ? resolveWatch(own, `${id} ready`, undefined, site) : health;
  if (!probe) return undefined;
  const { interval, timeout } = typeof ready === 'object' ? ready : READY;
  return { probe, intervalMs: interval, timeoutMs: timeout };
}

/** The ports of this machine that a service is asked at. */
function askedAt({ port, health, ready }: ServicePlan): readonly number[] {
  const asked = [health, ready?.probe].flatMap((probe) => (probe && localPortOf(probe)) ?? []);
  return [...new Set([...(port === undefined ? [] : [port]), ...asked])];
}

/**
 * Each service that we start, or whose stack we start, with its ports. A port that another one has as its `port`, or at which
 * somebody else's service is asked, is that one's: a service may well be asked through another.
 */
export function withPorts(services: readonly ServicePlan[], stack: boolean): readonly ServicePlan[] {
  const owner = new Map<number, string>();
  for (const service of services) {
    const said = service.port === undefined ? [] : [service.port];
    for (const port of service.run === undefined ? askedAt(service) : said) if (!owner.has(port)) owner.set(port, service.id);
  }
  return services.map((service) => {
    if (service.run === undefined && !stack) return service;
    return { ...service, ports: askedAt(service).filter((port) => (owner.get(port) ?? service.id) === service.id) };
  });
}

/** Services that would stand in each other's way. */
export function checkPorts(services: readonly ServicePlan[]): readonly DataProblem[] {
  return services.flatMap((service, index) => {
    const earlier = services.slice(0, index);
    return [...samePort(service, earlier), ...sameAddress(service, earlier)];
  });
}

function samePort({ id, port }: ServicePlan, earlier: readonly ServicePlan[]): readonly DataProblem[] {
  const other = port === undefined ? undefined : earlier.find((service) => service.port === port);
  return other ? [{ path: ['services', id, 'port'], part: 'value', message: `port ${port ?? 0} is also that of "${other.id}"` }] : [];
}

/** Two that are asked at one port, which neither says is its own. */
function sameAddress({ id, port: own, ports = [] }: ServicePlan, earlier: readonly ServicePlan[]): readonly DataProblem[] {
  return ports.flatMap((port): DataProblem[] => {
    const other = port === own ? undefined : earlier.find((service) => service.ports?.includes(port) === true);
    if (!other) return [];
    const message = `"${id}" and "${other.id}" are both asked at port ${port}: whose it is, "port" must say`;
    return [{ path: ['services', id], part: 'value', message }];
  });
}
