import { amount, someOf } from '../../conditions/measurements.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CriterionPlan, Expectation, ProbePlan } from '../../core/plan.ts';
import { CHECK_SITE, resolveProbe } from '../../probes/spec.ts';
import { criteriaConditions, resolveCriterion } from '../shared/criterion.ts';
import type { GateSpec } from '../shared/kind.ts';
import { errorLimitOf } from '../shared/look-limits.ts';
import { artifactsOfProbes, checkProbes, probeConditions } from '../shared/probe-list.ts';
import { checkQueries, looksTable, type QueriesSpec, queryTable, queryWarnings, resolveQueries } from '../shared/queries.ts';
import { checkRollback, checkStages } from './check.ts';
import { shape } from './keys.ts';
import { EXAMPLE, NOTES } from './pattern.ts';

export interface RolloutSpec extends QueriesSpec {
  readonly intervalMs: number;
  readonly consecutiveErrorLimit: number;
  readonly run: string;
  readonly runTimeoutMs: number;
  readonly stages: readonly Stage[];
  /** The number of the one stage that this job does, from 0; absent: all of them. */
  readonly only?: number;
  readonly rollback: {
    readonly run: readonly string[];
    readonly checks: readonly (ProbePlan & JsonObject)[];
    readonly withinMs: number;
    readonly holdMs?: number;
  };
}

export interface Stage extends JsonObject {
  readonly name: string;
  readonly weight: number;
  /** How long it is looked at. */
  readonly bakeMs: number;
  /** It sets no weight: it looks at the time since the stage before. */
  readonly looksBack?: true;
  readonly criteria: readonly (CriterionPlan & JsonObject)[];
  readonly environment?: string;
}

/** The built-in rows. */
export const ROLLBACK_ROW = 'rollback';
export const STAGES_ROW = 'stages';

const UNWATCHED =
  'nobody looks while a weight changes: only the criteria of the gate are looked at then, and it has none of its own, besides those of its stages';

export const spec: GateSpec<typeof shape, RolloutSpec> = {
  kind: 'rollout',
  summary: 'Raises the weight stage by stage, watches each for a while, and rolls back as soon as a criterion fails.',
  example: EXAMPLE,
  notes: NOTES,
  shape,

  check: (raw, context) => [
    ...checkQueries(raw),
    ...checkStages(raw, context),
    ...checkRollback(raw, context),
    ...checkProbes(raw.rollback.checks, ['rollback', 'checks'], CHECK_SITE, context),
  ],

  warnings: (raw, context) => [
    ...queryWarnings(raw),
    ...(context.criteria.length === 0 ? [{ path: ['stages'], message: UNWATCHED }] : []),
    ...(raw.stages.every(({ weight }) => weight === 0) ? [{ path: ['stages'], message: 'no stage gives any traffic' }] : []),
    ...raw.stages.flatMap(({ name, weight }, index) => {
      const before = raw.stages[index - 1];
      if (!before || weight >= before.weight) return [];
      return [{ path: ['stages', index, 'weight'], message: `stage "${name}" takes the weight back, from ${before.weight} to ${weight}` }];
    }),
  ],

  conditions: (raw) => [
    ...raw.stages.flatMap(({ criteria: own }, index) => criteriaConditions(own, ['stages', index, 'criteria'], queryTable(raw.queries))),
    ...probeConditions(raw.rollback.checks, ['rollback', 'checks']),
  ],

  resolve: (raw) => ({
    ...resolveQueries(raw),
    intervalMs: raw.interval,
    consecutiveErrorLimit: raw['consecutive-error-limit'],
    run: raw.run,
    runTimeoutMs: raw['run-timeout'],
    stages: raw.stages.map(({ name, weight, bake, window, criteria: own, environment }) => ({
      name,
      weight,
      bakeMs: bake ?? window ?? 0,
      ...(window !== undefined && { looksBack: true }),
      criteria: own.map((one) => ({ ...resolveCriterion(one) })),
      ...(environment !== undefined && { environment }),
    })),
    rollback: {
      run: raw.rollback.run,
      checks: raw.rollback.checks.map((probe) => ({ ...resolveProbe(probe, CHECK_SITE) })),
      withinMs: raw.rollback.within,
      ...(raw.rollback.hold !== undefined && { holdMs: raw.rollback.hold }),
    },
  }),

  expect: expected,

  queries: (spec) => spec.queries,

  measurements: (spec) => queryTable(spec.queries),

  counts: ({ queries, stages }) => ({
    stages: {
      type: {
        map: {
          fields: {
            weight: amount('percent of the traffic'),
            changeLooks: amount('looks while its weight changed'),
            ...looksTable(queries),
          },
        },
        keys: stages.map(({ name }) => name),
      },
      doc: 'the counts of one stage: stages["canary"].failed',
    },
    stagesPassed: someOf('expectedStages', 'stages that passed'),
    expectedStages: amount('stages that had to pass'),
    looks: amount('looks that were made in all'),
    rollback: { type: 'string', doc: 'none, or what became of the rollback' },
    ...queryTable(queries),
  }),

  defaults: (spec) => [
    { name: ROLLBACK_ROW, target: 'unneeded' },
    { name: STAGES_ROW, target: stagesTarget(spec) },
  ],

  staged: {
    stages: ({ stages }) => stages.map(({ name }) => name),
    only: (spec, stage) => ({ ...spec, only: stage }),
    expect: expected,
    approvals: ({ stages }) =>
      stages.flatMap(({ environment }, index) => (environment === undefined ? [] : [['stages', index, 'environment']])),
  },

  leastDurationMs: (spec) => stagesToDo(spec).reduce((sum, stage) => sum + leastOf(stage, spec), 0),

  probes: (spec) => spec.rollback.checks,

  artifacts: (spec) => artifactsOfProbes(spec.rollback.checks),

  longestMs: (spec) => stagesToDo(spec).reduce((sum, stage) => sum + longestOf(stage, spec), afterMs(spec)),
};

/** The stages that an execution must come to the end of, those of earlier jobs included. */
export function stagesUntil({ stages, only }: RolloutSpec): number {
  return only === undefined ? stages.length : only + 1;
}

export function stagesTarget(spec: RolloutSpec): string {
  return `${stagesUntil(spec)} of ${spec.stages.length}`;
}

function stagesToDo(spec: RolloutSpec): readonly Stage[] {
  return spec.stages.slice(spec.only ?? 0, stagesUntil(spec));
}

function expected(spec: RolloutSpec): Expectation {
  return {
    stages: stagesToDo(spec).map((stage) => ({ name: stage.name, looks: looksOf(stage, spec) })),
    queries: Object.keys(spec.queries),
  };
}

/** A job that begins when the window of its stage lies behind waits for nothing. */
function leastOf({ bakeMs, looksBack }: Stage, { initialDelayMs, only }: RolloutSpec): number {
  if (looksBack) return only === undefined ? bakeMs : 0;
  return initialDelayMs + bakeMs;
}

/** With every look without data that may be. */
function longestOf(stage: Stage, spec: RolloutSpec): number {
  const more = errorLimitOf(spec, looksOf(stage, spec)) ?? 0;
  return spec.initialDelayMs + stage.bakeMs + more * spec.intervalMs + spec.runTimeoutMs;
}

/** Until there is a sample that is newer than the last stage, or none can come any more. */
function afterMs({ maxAgeMs, consecutiveErrorLimit, intervalMs }: RolloutSpec): number {
  return maxAgeMs + (consecutiveErrorLimit + 1) * intervalMs;
}

/** How often each query is asked in a stage. */
export function looksOf({ bakeMs }: Stage, { intervalMs }: RolloutSpec): number {
  return bakeMs / intervalMs;
}

/** The names of the steps: the command of a stage, from 0, and a command of the rollback. */
export const stageStep = (index: number): string => `stage-${index + 1}`;
export const rollbackStep = (index: number): string => `rollback-${index + 1}`;
