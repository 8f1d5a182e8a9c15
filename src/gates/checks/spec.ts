import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import { command } from '../../language/keys.ts';
import { amount, someOf } from '../../conditions/measurements.ts';
import type { ProbeSite } from '../../probes/kind.ts';
import { anyProbe } from '../../probes/registry.ts';
import { retry } from '../../probes/shapes.ts';
import { CHECK_SITE, ONCE, resolveProbe } from '../../probes/spec.ts';
import type { GateSpec, SpecContext } from '../shared/kind.ts';
import { checkProbes, artifactsOfProbes, probeConditions } from '../shared/probe-list.ts';

/** The longest that a timer holds: a command without a bound of its own ends at the gate's timeout. */
const NO_BOUND_MS = 2_147_483_647;

const shape = {
  checks: z
    .array(anyProbe)
    .min(1, { error: 'expected at least one check' })
    .optional()
    .describe(
      'What to look at, in this order. Every check must hold. A path such as /healthz is one of the service that `services` names, where it names one alone.',
    ),
  run: command().optional().describe('Instead of `checks`: one command, which must end with exit code 0.'),
  retry: retry.optional().describe('Attempts of every check that says nothing else.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface ChecksSpec extends JsonObject {
  readonly checks: readonly (ProbePlan & JsonObject)[];
}

/** A path is one of the service that the gate names, where it names one alone. */
function siteOf(raw: Raw, { services }: SpecContext): ProbeSite {
  const [only, ...others] = services.filter(({ named }) => named);
  const port = others.length === 0 ? only?.port : undefined;
  return {
    ...CHECK_SITE,
    ...(port !== undefined && { port }),
    retry: raw.retry ? { attempts: raw.retry.attempts, delayMs: raw.retry.delay } : ONCE,
  };
}

export const TABLE = {
  total: amount('how many checks there are'),
  passed: someOf('total', 'how many of them hold'),
  failed: someOf('total', 'how many of them do not hold'),
};

const EXAMPLE = `precheck:
  kind: checks
  checks:
    - { tool: node, version: ">=20" }
    - { name: API, http: "http://127.0.0.1:8080/healthz", expect: 'json.status == "ok"', timeout: 2s }
    - { file: package-lock.json, min-bytes: 2, capture: true }
    - { command: npm test, timeout: 10m }
`;

export const spec: GateSpec<typeof shape, ChecksSpec> = {
  kind: 'checks',
  summary: 'Looks at things once (or until a retry holds): addresses, commands, tools, files, variables, databases. Every check must hold.',
  example: EXAMPLE,
  shape,

  check(raw, context) {
    if ((raw.checks === undefined) === (raw.run === undefined)) {
      const message = raw.run === undefined ? 'a checks gate needs "checks" (or "run")' : 'expected either "checks" or "run", found both';
      return [{ path: raw.run === undefined ? [] : ['run'], message }];
    }
    const rollback = (raw.checks ?? []).flatMap((probe, index) =>
      'file' in probe && probe.since === 'rollback'
        ? [{ path: ['checks', index, 'since'], message: 'found "rollback", expected gate or run: a rollback is part of rollout gates' }]
        : [],
    );
    return [...checkProbes(raw.checks ?? [], ['checks'], siteOf(raw, context), context), ...rollback];
  },

  conditions: (raw) => probeConditions(raw.checks ?? [], ['checks']),

  resolve(raw, context) {
    const site = siteOf(raw, context);
    const probes = raw.run === undefined ? (raw.checks ?? []) : [{ command: raw.run, timeout: NO_BOUND_MS }];
    return { checks: probes.map((probe) => ({ ...resolveProbe(probe, site) })) };
  },

  expect: (spec) => ({ checks: spec.checks.length }),

  measurements: () => TABLE,

  defaults: (spec) => spec.checks.map((probe) => ({ name: probe.name, target: targetInWords(probe) })),

  leastDurationMs: () => 0,

  impliedBy: 'run',

  share: { bad: 'failed', all: 'total', things: 'checks' },

  probes: (spec) => spec.checks,

  artifacts: (spec) => artifactsOfProbes(spec.checks),
};

function targetInWords(probe: ProbePlan): string {
  return probe.expect ?? 'holds';
}
