import type { JsonObject } from '../../../src/core/json.ts';
import type { Assessment } from '../../../src/core/judgement.ts';
import type { GatePlan, Plan, ProbePlan, ServicePlan } from '../../../src/core/plan.ts';
import { judge } from '../../../src/gates/health/judge.ts';
import type { HealthSpec } from '../../../src/gates/health/spec.ts';
import { foldFor, gatePlan, planOf } from '../../laws/transcript.ts';

export const INTERVAL_MS = 1000;

export interface Shape {
  readonly services?: readonly string[];
  readonly count?: number;
  readonly more?: Partial<HealthSpec>;
  readonly health?: ProbePlan;
  readonly progress?: ServicePlan['progress'];
}

/** A plan with one health gate over these services. */
export function healthPlan({ services = ['a', 'b'], count = 5, more = {}, health, progress }: Shape = {}): { plan: Plan; gate: GatePlan } {
  const spec: HealthSpec = {
    intervalMs: INTERVAL_MS,
    count,
    failureLimit: { count: 0 },
    missedLimit: 0,
    services,
    watched: [],
    stalls: [],
    ...more,
  };
  const gate = gatePlan({
    id: 'g',
    kind: 'health',
    services,
    spec,
    expected: { checks: count * services.length, intervals: count, services },
  });
  const probe: ProbePlan = health ?? {
    name: 'h',
    kind: 'http',
    target: { url: 'http://h/' },
    timeoutMs: 500,
    retry: { attempts: 1, delayMs: 0 },
  };
  return { plan: planOf([gate], { services: services.map((id) => servicePlan(id, probe, progress)) }), gate };
}

export function servicePlan(id: string, health: ProbePlan, progress?: ServicePlan['progress']): ServicePlan {
  return {
    id,
    health,
    ...(progress && { progress }),
    stop: { signal: 'SIGTERM', gracePeriodMs: 100 },
    workingDirectory: '.',
    env: {},
    shell: 'default',
  };
}

export type Fact = JsonObject & { readonly t: number; readonly type: string };

export const check = (service: string, slot: number, more: JsonObject = {}): Fact => ({
  type: 'check',
  t: slot * INTERVAL_MS + 10,
  service,
  slot,
  late: 0.5,
  us: 2000,
  got: { status: 200 },
  ...more,
});
export const failing = (service: string, slot: number): Fact => check(service, slot, { got: { status: 500 } });
export const refused = (service: string, slot: number): Fact => check(service, slot, { code: 'CONNECTION_REFUSED', us: 90, got: {} });
export const missed = (service: string, slot: number): Fact => ({ type: 'missed', t: slot * INTERVAL_MS + 10, service, slot });

export const busy = (service: string, slot: number): Fact => ({ ...missed(service, slot), busy: true });

/** Every check of every service, slot by slot; `other` stands in for some of them. */
export function checks(
  services: readonly string[],
  count: number,
  other: (service: string, slot: number) => Fact | undefined = () => undefined,
): Fact[] {
  return Array.from({ length: count }, (_, slot) => services.map((service) => other(service, slot) ?? check(service, slot))).flat();
}

export function foldOf(shape: Shape) {
  return foldFor(judge, healthPlan(shape));
}

export function assess(shape: Shape, facts: readonly Fact[]): Assessment {
  const fold = foldOf(shape);
  facts.forEach((fact, seq) => fold.step({ seq, gate: 'g', ...fact }));
  return fold.assessment('completed');
}

/** The verdict of each built-in criterion by name; `passed` for all when they are. */
export function verdicts({ defaults }: Assessment): Readonly<Record<string, string>> {
  return Object.fromEntries(defaults.map(({ name, verdict }) => [name, verdict]));
}

/** Nothing is missing and every criterion passed. */
export function isPass(assessment: Assessment): boolean {
  return assessment.missing === undefined && assessment.defaults.every(({ verdict }) => verdict === 'passed');
}
