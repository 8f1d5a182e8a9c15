import type { JsonObject } from '../../../src/core/json.ts';
import type { Assessment } from '../../../src/core/judgement.ts';
import type { Want } from '../../../src/core/fold.ts';
import type { GatePlan, Plan } from '../../../src/core/plan.ts';
import { judge } from '../../../src/gates/metrics/judge.ts';
import { loadPlan } from '../../../src/plan/load.ts';
import { foldFor } from '../../laws/transcript.ts';

/** The plan of a configuration with one gate of this kind, `g`. */
export function planned(url: string, keys: string): { plan: Plan; gate: GatePlan } {
  const text = `version: 1\nvars: { most: 0.01 }\nevidence: { secret-env: [TOKEN] }\ngates:\n  g:\n    kind: metrics\n    prometheus: { url: "${url}" }\n${keys}`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  const { plan } = loadPlan(input);
  return { plan, gate: plan.gates.find(({ id }) => id === 'g') as GatePlan };
}

export const T0 = 1_795_248_049_000;

export function sample(slot: number, value: string | readonly string[], more: JsonObject = {}): JsonObject & { type: string } {
  const values = (typeof value === 'string' ? [value] : value).map((one, i) => [`{i="${i}"}`, one]);
  const said = { at: T0 + slot * 1000, skewMs: 3, values, warnings: [], quantiles: [], ages: [] };
  return { type: 'sample', query: 'q', slot, ...said, ...more };
}

export function trouble(slot: number, more: JsonObject = {}): JsonObject & { type: string } {
  return { type: 'sample', query: 'q', slot, code: 'STATUS', detail: '503 Unavailable', ...more };
}

/** What facts amount to; facts after the one at which the judge wanted an end are not taken. */
export function assess(keys: string, facts: readonly (JsonObject & { type: string })[]): Assessment & { want: Want | undefined } {
  const { plan, gate } = planned('http://127.0.0.1:9090', keys);
  const fold = foldFor(judge, { gate, plan });
  for (const [seq, fact] of facts.entries()) if (!fold.wants()) fold.step({ seq, t: seq, ...fact });
  return { ...fold.assessment(fold.wants() ? 'stopped' : 'completed'), want: fold.wants() };
}

/** Verdicts by the names of their rows, built-in ones first. */
export function verdicts({ defaults, criteria = [] }: Assessment): Readonly<Record<string, string>> {
  return Object.fromEntries([...defaults, ...criteria].map(({ name, verdict }) => [name, verdict]));
}
