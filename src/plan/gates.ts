import { type GatePlan, portsOf, type ServicePlan } from '../core/plan.ts';
import { formatDuration, timeInWords } from '../core/duration.ts';
import { criteriaConditions, resolveCriterion, sameNames } from '../gates/shared/criterion.ts';
import { kinds } from '../gates/registry.ts';
import type { GateKind, SpecCondition, SpecContext, SpecProblem, SpecService } from '../gates/shared/kind.ts';
import { unknownWord } from '../gates/shared/references.ts';
import type { MeasurementTable } from '../conditions/measurements.ts';
import type { Location } from '../core/location.ts';
import { closureOf } from './order.ts';
import { gateSchema, type RawGate } from './schema.ts';
import { type DataProblem, validate } from './validate.ts';

/** A gate's default timeout is so much more than the time that it takes anyway. */
const TIMEOUT_MARGIN_MS = 3_600_000;

/** What a gate's meaning depends on besides itself. */
export interface GateSurroundings {
  readonly services: readonly ServicePlan[];
  readonly serviceIds: readonly string[];
  readonly gateIds: readonly string[];
  readonly purpose: string | undefined;
  readonly at: Location;
}

/** A gate as read: its plan, unless its own keys are wrong, what is wrong, and its conditions. */
export interface ReadGate {
  readonly id: string;
  readonly needs: readonly string[];
  readonly purposes: readonly string[];
  readonly plan?: GatePlan;
  readonly problems: readonly DataProblem[];
  readonly warnings: readonly DataProblem[];
  readonly conditions: readonly SpecCondition[];
  /** Its keys as they stand in the file, with substitutions. */
  readonly written: unknown;
}

/** The kind that a gate as written is of; one that does not say it may have a key that does. */
export function kindName(raw: Readonly<Record<string, unknown>>): unknown {
  return (
    raw['kind'] ??
    Object.values(kinds).find(({ spec: { impliedBy } }) => impliedBy !== undefined && Object.hasOwn(raw, impliedBy))?.spec.kind
  );
}

/** @param data the gate's own map, substituted. @param kind what its kind is registered as */
export function readGate(id: string, data: unknown, kind: GateKind, around: GateSurroundings): ReadGate {
  const result = validate(gateSchema(kind.spec.kind, kind.spec.shape), data);
  const path = ['gates', id];
  const nothing = { id, needs: needsAsWritten(data), purposes: [], warnings: [], conditions: [], written: data };
  if ('problems' in result)
    return { ...nothing, problems: result.problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] })) };
  const raw = result.value as RawGate & Record<string, unknown>;
  const { services, named, unread, problems: unknown } = servicesOf(raw, around);
  const { needs } = raw;
  const purposes = raw['required-for'] ?? [];
  // Of a gate whose services are not known nothing more can be said.
  if (unread || unknown.length > 0) return { ...nothing, needs, purposes, problems: unknown.map(under(path)) };
  const context = contextOf(id, raw, { services, named }, around);
  const own = [...checkCommon(raw, services), ...kind.spec.check(raw, context)].map(under(path));
  if (own.length > 0) return { ...nothing, needs, purposes, problems: own };
  const plan = gatePlanOf(id, raw, kind, context, around);
  const late = checkTimeout(raw, kind, plan).map(under(path));
  return {
    id,
    needs,
    purposes,
    plan,
    written: data,
    problems: late,
    warnings: (kind.spec.warnings?.(raw, context) ?? []).map(under(path)),
    conditions: conditionsOf(raw, kind, plan, context).map((condition) => ({ ...condition, path: [...path, ...condition.path] })),
  };
}

function under(path: readonly string[]) {
  return (problem: SpecProblem): DataProblem => ({ path: [...path, ...problem.path], part: 'value', message: problem.message });
}

function needsAsWritten(data: unknown): readonly string[] {
  const needs = (data as { needs?: unknown } | null)?.needs;
  return Array.isArray(needs) ? needs.filter((need): need is string => typeof need === 'string') : typeof needs === 'string' ? [needs] : [];
}

interface GateServices {
  /** Those that it names, and what they need. */
  readonly services: readonly ServicePlan[];
  readonly named: readonly string[];
  /** Some of them have problems of their own. */
  readonly unread: boolean;
  readonly problems: readonly SpecProblem[];
}

/** The services that a gate names, and those that these need, in the order of the configuration. */
function servicesOf(raw: RawGate & Record<string, unknown>, { services: known, serviceIds }: GateSurroundings): GateServices {
  // A kind that is about one service stands on it.
  const only = typeof raw['service'] === 'string' && serviceIds.includes(raw['service']) ? [raw['service']] : [];
  const wanted = raw.services ?? only;
  if (wanted === 'all') {
    const named = known.filter(({ health }) => health !== undefined).map(({ id }) => id);
    const services = withNeeds(named, known);
    const unread = known.length < serviceIds.length;
    return {
      services,
      named,
      unread,
      problems: services.length > 0 || unread ? [] : [{ path: ['services'], message: 'found all, but no service has "health"' }],
    };
  }
  const problems = wanted.flatMap((id, index): SpecProblem[] => {
    if (!serviceIds.includes(id)) return [{ path: ['services', index], message: unknownWord('service', id, serviceIds) }];
    return wanted.indexOf(id) === index ? [] : [{ path: ['services', index], message: `a second "${id}"` }];
  });
  const services = withNeeds(wanted, known);
  const asked = [...wanted, ...services.flatMap(({ needs = [] }) => needs)];
  const unread = asked.some((id) => serviceIds.includes(id) && !services.some((service) => service.id === id));
  return { services, named: wanted, unread, problems };
}

/** These services and what they need. */
function withNeeds(ids: readonly string[], known: readonly ServicePlan[]): readonly ServicePlan[] {
  const ordered = known.map(({ id, needs = [] }) => ({ id, needs }));
  const needed = new Set([...ids, ...closureOf(ids, ordered)]);
  return known.filter(({ id }) => needed.has(id));
}

function contextOf(
  id: string,
  raw: RawGate,
  { services, named }: Pick<GateServices, 'services' | 'named'>,
  around: GateSurroundings,
): SpecContext {
  return {
    gateId: id,
    services: services.map((service): SpecService => ({
      id: service.id,
      named: named.includes(service.id),
      counted: service.health !== undefined,
      managed: service.run !== undefined,
      ...portOf(service),
      ...(service.health && service.ownTimeout && { timeoutMs: service.health.timeoutMs }),
      ...(service.progress && { progressWithinMs: service.progress.withinMs }),
    })),
    serviceIds: around.serviceIds,
    gateIds: around.gateIds,
    criteria: raw.criteria.map(resolveCriterion),
  };
}

/** The port that a path of it means. */
function portOf(service: ServicePlan): { readonly port?: number } {
  const port = service.port ?? portsOf(service)[0];
  return port === undefined ? {} : { port };
}

function checkCommon(raw: RawGate, services: readonly ServicePlan[]): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  if (raw.required !== undefined && raw['required-for'] !== undefined) {
    problems.push({ path: ['required-for'], message: 'expected either "required" or "required-for", found both' });
  }
  if (raw.fresh && services.length === 0)
    problems.push({ path: ['fresh'], message: 'there is nothing to restart: the gate has no "services"' });
  if (raw['runs-on'] !== undefined && raw.shard === undefined) problems.push({ path: ['runs-on'], message: '"runs-on" needs "shard"' });
  const names = raw.criteria.map((one) => resolveCriterion(one).name);
  return [...problems, ...sameNames(names, ['criteria'], 'criterion')];
}

function gatePlanOf(
  id: string,
  raw: RawGate & Record<string, unknown>,
  { spec }: GateKind,
  context: SpecContext,
  around: GateSurroundings,
): GatePlan {
  const own = spec.resolve(raw, context);
  const purposes = raw['required-for'];
  const takes = Math.max(spec.leastDurationMs(own), spec.longestMs?.(own) ?? 0);
  return {
    id,
    kind: spec.kind,
    name: raw.name ?? id,
    at: around.at,
    needs: raw.needs,
    if: raw.if,
    required: purposes === undefined ? (raw.required ?? true) : around.purpose !== undefined && purposes.includes(around.purpose),
    services: context.services.map((service) => service.id),
    fresh: raw.fresh,
    timeoutMs: raw.timeout ?? takes + TIMEOUT_MARGIN_MS,
    env: raw.env,
    workingDirectory: raw['working-directory'],
    shell: raw.shell ?? 'default',
    workspace: raw.workspace,
    onFailure: raw['on-failure'],
    onBlocked: raw['on-blocked'],
    spec: own,
    expected: spec.expect(own, context),
    criteria: raw.criteria.map(resolveCriterion),
    defaults: spec.defaults(own),
  };
}

function checkTimeout(raw: RawGate, { spec }: GateKind, plan: GatePlan): readonly SpecProblem[] {
  const least = spec.leastDurationMs(plan.spec);
  if (raw.timeout === undefined || raw.timeout > least) return [];
  return [
    {
      path: ['timeout'],
      message: `found ${formatDuration(raw.timeout)}, but the gate takes ${timeInWords(least)} at least: it could never end by itself`,
    },
  ];
}

function conditionsOf(
  raw: RawGate & Record<string, unknown>,
  { spec }: GateKind,
  plan: GatePlan,
  context: SpecContext,
): readonly SpecCondition[] {
  const table: MeasurementTable = spec.measurements(plan.spec);
  return [...criteriaConditions(raw.criteria, ['criteria'], table), ...(spec.conditions?.(raw, context) ?? [])];
}
