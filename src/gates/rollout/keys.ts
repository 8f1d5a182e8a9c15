import { z } from 'zod';
import { command, limit, period, someOrOne, text, whole } from '../../language/keys.ts';
import { anyProbe } from '../../probes/registry.ts';
import { criteria } from '../shared/criterion.ts';
import { queryKeys } from '../shared/queries.ts';

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
        'Instead of `bake`: runs no command and judges the time since the stage before, which had the same weight; at least so much of it, and until now. The past is looked at in one go, so no job has to run that long.',
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

/** The keys of a rollout. */
export const shape = {
  run: command().describe('Command that sets the weight; it gets $GATE_WEIGHT.'),
  stages: z.array(stage).min(1, { error: 'expected at least one stage' }).describe('Stages, in this order.'),
  ...queryKeys,
  interval: period().prefault('1m').describe('Time between two looks.'),
  'consecutive-failure-limit': whole(0)
    .optional()
    .describe('Aborts after more than N consecutive warnings (default: no limit). A failed criterion always aborts.'),
  'consecutive-error-limit': whole(0)
    .default(DEFAULT_CONSECUTIVE_ERRORS)
    .describe('Aborts after more than N consecutive looks without data.'),
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
  'run-timeout': period().prefault('30m').describe('Longest time for the command. When it expires, the rollout is aborted.'),
  rollback: rollback.describe('How to go back, and how to see that it worked. Every abort rolls back.'),
};

export type Raw = z.infer<z.ZodObject<typeof shape>>;
