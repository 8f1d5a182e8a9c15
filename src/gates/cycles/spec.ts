import type { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { whole } from '../../language/keys.ts';
import { amount, someOf } from '../../conditions/measurements.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../shared/kind.ts';
import { STOPS } from './stops.ts';

const shape = {
  count: whole(1, 100_000).describe('How many cycles of stop, sweep, start, verify, stop, sweep.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface CyclesSpec extends JsonObject {
  readonly count: number;
  readonly services: readonly string[];
}

export const TABLE = {
  cycles: someOf('expectedCycles', 'complete cycles'),
  expectedCycles: amount('cycles that had to be complete'),
  leftovers: amount('processes that were still there after a stop, over all cycles'),
  stops: amount('stops of services that ran; one that ran before cycle 1 is stopped once more'),
  forcedStops: someOf(
    'stops',
    'stops that needed SIGKILL, because the grace period was over: a warning by default, `forcedStops == 0` makes it a failure',
  ),
  badStops: someOf(
    'stops',
    'stops that ended otherwise than by exit code 0 or the signal sent (a crash, an error): a warning by default, `badStops == 0` makes it a failure',
  ),
};

/** `10 of 10 cycles`. */
export function cyclesInWords(complete: number, expected: number): string {
  return `${complete} of ${expected} ${expected === 1 ? 'cycle' : 'cycles'}`;
}

const EXAMPLE = `cycles:
  kind: cycles
  services: all
  count: 10
`;

export const spec: GateSpec<typeof shape, CyclesSpec> = {
  kind: 'cycles',
  summary: 'Stops and starts the services again and again: each must come up, be ours, answer, and leave nothing behind.',
  example: EXAMPLE,
  shape,

  check(_: Raw, context: SpecContext): readonly SpecProblem[] {
    if (context.services.length === 0) return [{ path: [], message: 'a cycles gate needs "services"' }];
    return context.services
      .filter(({ managed, named }) => named && !managed)
      .map(({ id }) => ({
        path: ['services'],
        message: `service "${id}" has no "run": it can't be stopped and started`,
      }));
  },

  resolve: (raw, context) => ({ count: raw.count, services: context.services.filter(({ managed }) => managed).map(({ id }) => id) }),

  expect: (spec) => ({ cycles: spec.count, services: spec.services }),

  measurements: () => TABLE,

  defaults: (spec) => [
    { name: 'all cycles complete', target: cyclesInWords(spec.count, spec.count) },
    { name: 'leftovers', target: '= 0' },
    STOPS,
  ],

  leastDurationMs: () => 0,
};
