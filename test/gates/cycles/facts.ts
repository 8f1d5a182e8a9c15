import type { Observation } from '../../../src/core/observation.ts';
import type { Sketch } from '../../facts.ts';
import type { Plan, ProbePlan, ServicePlan } from '../../../src/core/plan.ts';
import { gatePlan, planOf } from '../../laws/transcript.ts';

const HEALTH: ProbePlan = {
  name: 'health',
  kind: 'http',
  target: { url: 'http://127.0.0.1:7000/healthz', method: 'GET', headers: {} },
  timeoutMs: 1000,
  retry: { attempts: 1, delayMs: 0 },
};

/** Two services: one with everything that a cycle can look at, one with nothing but its command. */
export const SERVICES: readonly ServicePlan[] = [
  service({
    id: 'api',
    port: 7000,
    pidFile: 'state/api.pid',
    health: HEALTH,
    ready: { probe: HEALTH, intervalMs: 200, timeoutMs: 30_000 },
  }),
  service({ id: 'load' }),
];

export function service(plan: Partial<ServicePlan> & { id: string }): ServicePlan {
  return {
    run: `node ${plan.id}.js`,
    stop: { signal: 'SIGTERM', gracePeriodMs: 5000 },
    workingDirectory: '.',
    env: {},
    shell: 'default',
    ...plan,
  };
}

/** A plan with one gate, `cycles`. */
export function cyclesPlan(count: number, services: readonly ServicePlan[] = SERVICES): Plan {
  const ids = services.map(({ id }) => id);
  const gate = gatePlan({
    id: 'cycles',
    kind: 'cycles',
    services: ids,
    spec: { count, services: ids },
    expected: { cycles: count, services: ids.length },
  });
  return planOf([gate], { services });
}

export const TECHNIQUES = ['tree', 'group', 'session', 'marker', 'log-file', 'port'];

/** A sweep that found nothing. */
export function cleanSweep(phase: 'before-start' | 'after-stop', cycle: number, more: Sketch | object = {}): Sketch {
  return {
    type: 'sweep',
    services: ['api', 'load'],
    phase,
    passes: 2,
    techniques: TECHNIQUES,
    found: [],
    zombies: [],
    ports: [{ service: 'api', port: 7000, free: true, owners: [] }],
    pidFiles: [{ service: 'api', state: 'absent' }],
    stillReady: [{ service: 'api', holds: false }],
    cycle,
    ...more,
  };
}

/** What an honest cycle records, in which nothing goes wrong. */
export function goodCycle(cycle: number): Sketch[] {
  const pid = (id: string): number => cycle * 100 + (id === 'api' ? 1 : 2);
  const each = (draft: (id: string) => object & { type: string }): Sketch[] =>
    ['api', 'load'].map((id) => ({ ...draft(id), service: id, cycle }));
  return [
    ...each(() => ({ type: 'service.stopped', signals: [], ms: 0 })),
    cleanSweep('before-start', cycle),
    ...each((id) => ({ type: 'service.started', pid: pid(id), start: String(pid(id)), ...(id === 'api' && { port: 7000 }) })),
    ...each(() => ({ type: 'service.ready', ms: 12.5, attempts: 1 })),
    ...each((id) => ({
      type: 'service.verified',
      pid: pid(id),
      alive: true,
      ours: true,
      portOwner: id === 'api' ? 'ours' : 'none',
      ports: id === 'api' ? [{ port: 7000, owner: 'ours' }] : [],
      ...(id === 'api' && { pidFile: 'live', us: 900, got: { status: 200 } }),
    })),
    ...each((id) => ({ type: 'service.stopped', pid: pid(id), signals: ['SIGTERM'], exit: 0, ms: 20 })),
    cleanSweep('after-stop', cycle),
  ];
}

/** The facts of `count` good cycles, changed where a test says so. */
export function cycles(count: number, change: (draft: Sketch) => Sketch | undefined = (draft) => draft): Sketch[] {
  return Array.from({ length: count }, (_, index) => goodCycle(index + 1))
    .flat()
    .flatMap((draft) => change(draft) ?? []);
}

export function numbered(drafts: readonly Sketch[]): Observation[] {
  return drafts.map((draft, seq) => ({ ...draft, seq, t: seq, gate: 'cycles' }));
}
