import type { JsonObject } from '../../../src/core/json.ts';
import type { EndReason, Want } from '../../../src/core/fold.ts';
import type { Assessment, Criterion } from '../../../src/core/judgement.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { GatePlan, Plan } from '../../../src/core/plan.ts';
import { judge } from '../../../src/gates/rollout/judge.ts';
import { loadPlan } from '../../../src/plan/load.ts';
import { foldFor } from '../../laws/transcript.ts';

export type Fact = JsonObject & { type: string; t?: number };

/** A rollout of two stages, of three looks and one, a second apart; limits of one in a row; rolled back within 5 s. */
export const KEYS = `    run: deploy $GATE_WEIGHT
    run-timeout: 9s
    stages: [ { name: canary, weight: 10, bake: 3s, criteria: [ "requests > 0.0" ] }, { name: full, weight: 100, bake: 1s } ]
    queries: { errors: 'sum(errors)', requests: 'sum(requests)' }
    interval: 1s
    criteria: [ { name: error rate, pass: "errors < 0.01", warn: "errors < 0.1" } ]
    consecutive-failure-limit: 1
    consecutive-error-limit: 1
`;
export const ROLLBACK =
  '    rollback: { run: [ undeploy, forget ], checks: [ { http: "http://127.0.0.1:1/health" } ], within: 5s, hold: 2s }\n';

function loaded(keys: string, url = 'http://127.0.0.1:9090', stage?: string): ReturnType<typeof loadPlan> {
  const text = `version: 1\ngates:\n  g:\n    kind: rollout\n    prometheus: { url: "${url}" }\n${keys}`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  return loadPlan({ ...input, ...(stage !== undefined && { stage }) });
}

/** What `check` warns of. */
export function warnings(keys: string): readonly string[] {
  return loaded(keys).warnings.map(({ message }) => message);
}

/** The plan of a configuration with one gate of this kind, `g`. */
export function planned(keys = KEYS + ROLLBACK, url?: string, stage?: string): { plan: Plan; gate: GatePlan } {
  const { plan } = loaded(keys, url, stage);
  return { plan, gate: plan.gates.find(({ id }) => id === 'g') as GatePlan };
}

/** When Prometheus was reached, ms by its clock. */
export const T0 = 1_795_248_049_000;

/** What every query said in one look; undefined is no data. */
function look(labels: JsonObject, slot: number, at: number, values: Readonly<Record<string, string | undefined>>): Fact[] {
  return Object.entries(values).map(([query, value]) => ({
    type: 'sample',
    ...labels,
    query,
    slot,
    at,
    skewMs: 3,
    values: value === undefined ? [] : [['{}', value]],
    warnings: [],
    quantiles: [],
    ages: value === undefined ? [] : [[query, 'now', '0']],
  }));
}

/** When the command of a stage had ended: each ends at once, the canary bakes for 3 s. */
const changedAt = (stage: number): number => T0 + stage * 3000;

export const looked = (stage: number, slot: number, errors: string | undefined, requests: string | undefined = '7'): Fact[] =>
  look({ stage }, slot, changedAt(stage) + (slot + 1) * 1000, { errors, requests });

/** A look at the criteria of the gate while the weight of a stage changes. */
export const lookedAtChange = (stage: number, slot: number, errors: string | undefined): Fact[] =>
  look({ stage, changing: true }, slot, changedAt(stage) + (slot + 1) * 1000, { errors });

/** A look after the last stage. */
export const lookedAfter = (slot: number, errors: string | undefined, ms = 4000): Fact[] =>
  look({ stage: 1, after: true }, slot, T0 + ms + (slot + 1) * 1000, { errors });

/** The command of a stage has ended, so late. */
export const changed = (stage: number, lateMs = 0): Fact => ({ type: 'changed', stage, at: changedAt(stage) + lateMs });

/** What was seen so much later than it was. */
export const later = (facts: readonly Fact[], ms: number): Fact[] =>
  facts.map((fact) => (typeof fact['at'] === 'number' ? { ...fact, at: fact['at'] + ms } : fact));

export const step = (name: string, more: JsonObject = {}): Fact => ({
  type: 'step',
  name,
  exit: 0,
  timedOut: false,
  aborted: false,
  durationMs: 3,
  leftovers: 0,
  ...more,
});

export const begun = (stage: number): Fact => ({
  type: 'stage',
  stage,
  name: stage === 0 ? 'canary' : 'full',
  weight: stage === 0 ? 10 : 100,
});

/** Prometheus answers before anything is changed. */
export const reached: Fact = { type: 'prometheus', skewMs: 3, at: T0 };

/** The beginning of the canary and looks with these error rates. */
export const canary = (...errors: (string | undefined)[]): Fact[] => [
  begun(0),
  step('stage-1'),
  changed(0),
  ...errors.flatMap((one, slot) => looked(0, slot, one)),
];
export const FULL: readonly Fact[] = [begun(1), step('stage-2'), changed(1), ...looked(1, 0, '0.001'), ...lookedAfter(0, '0.001')];

/** The beginning of a rollback and its commands. */
export const back = (stage = 0): Fact[] => [{ type: 'rollback', stage, weight: 10, t: 100_000 }, step('rollback-1'), step('rollback-2')];

/** A round after a rollback: the status of its check, the error rate, and ms since the rollback began. */
export function round(slot: number, status: number, errors: string | undefined, ms: number): Fact[] {
  const probe = { type: 'probe', rollback: true, slot, index: 0, name: 'http://127.0.0.1:1/health', us: 900, got: { status } };
  return [probe, ...look({ rollback: true }, slot, T0 + 60_000 + ms, { errors })].map((fact) => ({ ...fact, t: 100_000 + ms }));
}

export interface Told extends Assessment {
  readonly want: Want | undefined;
  readonly pending: JsonObject | undefined;
  /** Verdicts by the names of their rows. */
  readonly told: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, Criterion>>;
  readonly rollback: Criterion;
  readonly stages: Criterion;
}

/** The run was broken off, and another process takes it up. */
export const RESUMED: Fact = { type: 'resumed', removedBytes: 0 };

/** What facts amount to, in the order in which they stand. */
export function assess(facts: readonly Fact[], end: EndReason, keys?: string): Told {
  const { plan, gate } = planned(keys);
  const seen = new Map<string, Observation>();
  const fold = foldFor(judge, { gate, plan, fact: (type) => seen.get(type) });
  if (facts[0]?.type !== 'prometheus') fold.step({ seq: -1, t: 0, ...reached });
  for (const [seq, fact] of facts.entries()) {
    // That of the whole execution is no fact of the gate.
    if (fact.type === RESUMED.type) seen.set(fact.type, { seq, t: seq, ...fact });
    else fold.step({ seq, t: seq, ...fact });
  }
  const assessed = fold.assessment(end);
  const { urgent = [], defaults, criteria = [] } = assessed;
  const rows = [...urgent, ...defaults, ...criteria];
  const row = (name: string): Criterion => rows.find((one) => one.name === name) as Criterion;
  const byName = Object.fromEntries(rows.map((one) => [one.name, one]));
  const told = Object.fromEntries(rows.map(({ name, verdict }) => [name, verdict]));
  return {
    ...assessed,
    want: fold.wants(),
    pending: fold.pending?.(),
    told,
    rows: byName,
    rollback: row('rollback'),
    stages: row('stages'),
  };
}
