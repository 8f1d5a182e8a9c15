import { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CriterionPlan, ProbePlan } from '../../core/plan.ts';
import { anyProbe } from '../../live/probes/shapes.ts';
import { CHECK_SITE, resolveProbe } from '../../live/probes/spec.ts';
import { command, commands, period, text, whole } from '../../measure/keys.ts';
import { criteria, criteriaConditions, resolveCriterion, sameNames } from '../criterion.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../kind.ts';
import { checkProbes, probeConditions } from '../probe-list.ts';
import { checkQueries, type QueriesSpec, queryKeys, queryTable, resolveQueries } from '../queries.ts';

const stage = z
  .strictObject({
    name: text('a name').describe('Name of the stage.'),
    weight: whole(0, 100).describe('Share of the traffic in percent; the command gets it as $GATE_WEIGHT.'),
    bake: period().describe('How long to watch it; begins after `initial-delay`.'),
    criteria: criteria.default([]).describe('CEL over the queries, besides the criteria of the gate.'),
    environment: text('the name of an environment').optional().describe('GitHub environment whose approval the stage needs.'),
  })
  .meta({ title: 'a stage' });

const rollback = z
  .strictObject({
    run: commands().describe('Commands that roll back.'),
    checks: z.array(anyProbe).default([]).describe('What must hold after the rollback.'),
    within: period().prefault('30m').describe('Checks and criteria must hold by then …'),
    hold: period().optional().describe('… and keep holding for so long.'),
  })
  .meta({ title: 'the rollback' });

const shape = {
  run: command().describe('Command that sets the weight; it gets $GATE_WEIGHT.'),
  stages: z.array(stage).min(1, { error: 'expected at least one stage' }).describe('Stages, in this order.'),
  ...queryKeys,
  interval: period().prefault('1m').describe('Time between two looks.'),
  rollback: rollback.describe('How to go back, and how to see that it worked. Every abort rolls back.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface RolloutSpec extends QueriesSpec {
  readonly intervalMs: number;
  readonly run: string;
  readonly stages: readonly Stage[];
  readonly rollback: {
    readonly run: readonly string[];
    readonly checks: readonly (ProbePlan & JsonObject)[];
    readonly withinMs: number;
    readonly holdMs?: number;
  };
}

interface Stage extends JsonObject {
  readonly name: string;
  readonly weight: number;
  readonly bakeMs: number;
  readonly criteria: readonly (CriterionPlan & JsonObject)[];
  readonly environment?: string;
}

function checkStages(raw: Raw, context: SpecContext): readonly SpecProblem[] {
  const names = raw.stages.map(({ name }) => name);
  const problems = [...sameNames(names, ['stages'], 'stage')];
  raw.stages.forEach(({ name, bake, criteria: own }, index) => {
    if (context.criteria + own.length === 0)
      problems.push({ path: ['stages', index], message: `stage "${name}" can't fail: neither it nor the gate has a criterion` });
    if (bake % raw.interval !== 0) {
      const message = `found ${formatDuration(bake)}, expected a whole number of intervals of ${formatDuration(raw.interval)}`;
      problems.push({ path: ['stages', index, 'bake'], message });
    }
  });
  return problems;
}

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
    ...checkProbes(raw.rollback.checks, ['rollback', 'checks'], CHECK_SITE, context),
  ],

  conditions: (raw) => [
    ...raw.stages.flatMap(({ criteria: own }, index) => criteriaConditions(own, ['stages', index, 'criteria'], queryTable(raw.queries))),
    ...probeConditions(raw.rollback.checks, ['rollback', 'checks']),
  ],

  resolve: (raw) => ({
    ...resolveQueries(raw),
    intervalMs: raw.interval,
    run: raw.run,
    stages: raw.stages.map(({ name, weight, bake, criteria: own, environment }) => ({
      name,
      weight,
      bakeMs: bake,
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

  expect: (spec) => ({
    stages: spec.stages.map(({ name, bakeMs }) => ({ name, looks: bakeMs / spec.intervalMs })),
    queries: Object.keys(spec.queries),
  }),

  measurements: (spec) => queryTable(spec.queries),

  defaults: (spec) => [{ name: 'stages', target: `${spec.stages.length} of ${spec.stages.length}` }],

  leastDurationMs: bakingMs,

  longestMs: (spec) => bakingMs(spec) + spec.rollback.withinMs + (spec.rollback.holdMs ?? 0),
};

function bakingMs(spec: RolloutSpec): number {
  return spec.stages.reduce((sum, { bakeMs }) => sum + spec.initialDelayMs + bakeMs, 0);
}
