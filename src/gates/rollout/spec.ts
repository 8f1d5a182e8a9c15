import { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CriterionPlan, Expectation, ProbePlan } from '../../core/plan.ts';
import { anyProbe } from '../../probes/registry.ts';
import { CHECK_SITE, resolveProbe } from '../../probes/spec.ts';
import { command, limit, period, someOrOne, text, whole } from '../../language/keys.ts';
import { criteria, criteriaConditions, resolveCriterion, sameNames } from '../shared/criterion.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../shared/kind.ts';
import { checkProbes, foreignProbes, probeConditions } from '../shared/probe-list.ts';
import { amount, someOf } from '../../conditions/measurements.ts';
import { checkQueries, looksTable, type QueriesSpec, queryKeys, queryTable, queryWarnings, resolveQueries } from '../shared/queries.ts';
import { errorLimitOf } from '../shared/look-limits.ts';
import { producingGate } from '../shared/references.ts';

/** As Argo Rollouts has it: one gap between scrapes must not roll back. */
const DEFAULT_CONSECUTIVE_ERRORS = 4;

const stage = z
  .strictObject({
    name: text('a name').describe('Name of the stage.'),
    weight: whole(0, 100).describe('Share of the traffic in percent; the command gets it as $GATE_WEIGHT.'),
    bake: period().optional().describe('How long to watch it; begins after `initial-delay`.'),
    window: period()
      .optional()
      .describe(
        'Instead of `bake`: runs no command and judges the time since the stage before, which had the same weight; at least so much of it, and until now. What lies behind is looked at at once, so that no job must live as long.',
      ),
    criteria: criteria.default([]).describe('CEL over the queries, besides the criteria of the gate.'),
    environment: text('the name of an environment').optional().describe('GitHub environment whose approval the stage needs.'),
  })
  .meta({ title: 'a stage' });

const rollback = z
  .strictObject({
    run: someOrOne(command()).describe(
      'Commands that roll back, one after another; the first that fails ends it. A run that is broken off begins them again: they must be safe to run twice.',
    ),
    checks: z.array(anyProbe).default([]).describe('What must hold after the rollback, besides the criteria of the gate.'),
    within: period().prefault('30m').describe('Commands, checks and criteria: all must hold by then …'),
    hold: period().optional().describe('… and keep holding for so long.'),
  })
  .meta({ title: 'the rollback' });

const shape = {
  run: command().describe('Command that sets the weight; it gets $GATE_WEIGHT.'),
  stages: z.array(stage).min(1, { error: 'expected at least one stage' }).describe('Stages, in this order.'),
  ...queryKeys,
  interval: period().prefault('1m').describe('Time between two looks.'),
  'consecutive-failure-limit': whole(0)
    .optional()
    .describe('How many looks in a row may warn; one more aborts. One that fails aborts at once. Absent: any number may.'),
  'consecutive-error-limit': whole(0)
    .default(DEFAULT_CONSECUTIVE_ERRORS)
    .describe('How many looks in a row may bring no data; one more aborts.'),
  'error-limit': limit()
    .optional()
    .describe(
      'How many looks of a stage in all may bring no data: a count, or a ratio of the planned ones. A look without data is no measurement: as many more are made in its place, but for a `window`, which has no more. One more aborts. Default: 10 %, at least 1.',
    ),
  'warn-limit': limit()
    .optional()
    .describe(
      'How many looks of a stage in all may warn: a count, or a ratio of the planned ones; one more aborts. Absent: any number may.',
    ),
  'run-timeout': period().prefault('30m').describe('The longest that the command may take; beyond it the rollout is aborted.'),
  rollback: rollback.describe('How to go back, and how to see that it worked. Every abort rolls back.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

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

function checkStages(raw: Raw, context: SpecContext): readonly SpecProblem[] {
  const names = raw.stages.map(({ name }) => name);
  const problems = [...sameNames(names, ['stages'], 'stage')];
  raw.stages.forEach(({ name, criteria: own }, index) => {
    if (context.criteria.length + own.length === 0)
      problems.push({ path: ['stages', index], message: `stage "${name}" can't fail: neither it nor the gate has a criterion` });
    problems.push(...checkLength(raw, index));
  });
  return problems;
}

function checkLength({ stages, interval }: Raw, index: number): readonly SpecProblem[] {
  const { name, bake, window, weight } = stages[index] ?? { name: '', weight: 0 };
  const say = (key: readonly string[], message: string): SpecProblem[] => [{ path: ['stages', index, ...key], message }];
  if (bake !== undefined && window !== undefined) return say(['window'], 'expected either "bake" or "window", found both');
  const length = bake ?? window;
  if (length === undefined) return say([], `stage "${name}" needs "bake": how long to watch it`);
  const key = bake === undefined ? 'window' : 'bake';
  if (length % interval !== 0) {
    return say([key], `found ${formatDuration(length)}, expected a whole number of intervals of ${formatDuration(interval)}`);
  }
  if (window === undefined) return [];
  const before = stages[index - 1];
  if (!before) return say(['window'], 'the first stage has no stage before it to look back to');
  if (before.weight === weight) return [];
  return say(['weight'], `found ${weight}, expected ${before.weight}, the weight of the stage before: a stage with "window" sets none`);
}

/** A rollback is believed because of what is seen afterwards. */
function checkRollback({ rollback: { checks } }: Raw, { criteria: own }: SpecContext): readonly SpecProblem[] {
  const blind: SpecProblem = { path: ['rollback'], message: 'nothing would validate it: it needs "checks", or the gate "criteria"' };
  return [
    ...(checks.filter((check) => !('optional' in check && check.optional)).length + own.length === 0 ? [blind] : []),
    ...checks.flatMap((probe, index) =>
      probe.retry === undefined
        ? []
        : [{ path: ['rollback', 'checks', index, 'retry'], message: 'has no meaning here: every check is tried again each "interval"' }],
    ),
    ...checks.flatMap((probe, index) => {
      const producer = 'file' in probe ? producingGate(probe['produced-by']) : undefined;
      const path = ['rollback', 'checks', index, 'produced-by'];
      return producer === undefined
        ? []
        : [{ path, message: `found "${producer}": no gate writes a file after a rollback; expected run, or "since"` }];
    }),
  ];
}

/** The built-in rows. */
export const ROLLBACK_ROW = 'rollback';
export const STAGES_ROW = 'stages';

const EXAMPLE = `rollout:
  kind: rollout
  run: ./deploy.sh --percentage=$GATE_WEIGHT
  stages:
    - { name: canary, weight: 10, bake: 1h }
    - { name: full, weight: 100, bake: 24h }
  prometheus: { url: "http://localhost:9090" }
  queries: { errorRate: 'max(error_rate)' }
  interval: 1m
  criteria: [ { name: error rate, pass: "errorRate < 0.001", warn: "errorRate <= 0.01" } ]
  consecutive-failure-limit: 3
  rollback: { run: ./deploy.sh --rollback, within: 30m }
`;

export const spec: GateSpec<typeof shape, RolloutSpec> = {
  kind: 'rollout',
  summary: 'Raises the weight stage by stage, watches each for a while, and rolls back as soon as a criterion fails.',
  example: EXAMPLE,
  shape,

  check: (raw, context) => [
    ...checkQueries(raw),
    ...checkStages(raw, context),
    ...checkRollback(raw, context),
    ...checkProbes(raw.rollback.checks, ['rollback', 'checks'], CHECK_SITE, context),
  ],

  warnings: (raw) => [
    ...queryWarnings(raw),
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

  foreign: (spec) => foreignProbes(spec.rollback.checks, ['rollback', 'checks']),

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
