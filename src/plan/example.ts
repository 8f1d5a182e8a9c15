import type { GatePlan } from '../core/plan.ts';
import { kinds } from '../gates/registry.ts';
import { loadPlan } from './load.ts';

/** Around an example: a service whose progress some gate judges, and a secret. */
const SURROUNDINGS = `version: 1
evidence: { secret-env: [ OPERATOR_TOKEN ] }
services:
  api: { run: ./api, port: 8080, health: /healthz, progress: { http: /metrics, value: json.processed, within: 1m } }
gates:
`;

/** A whole configuration with the example of a kind in it, after the gate that judges the progress and that other examples refer to. */
export function exampleConfiguration(kind: string, example: string): string {
  const watch = Object.values(kinds).find(({ spec }) => 'progressOf' in spec)?.spec;
  const before = watch?.kind === kind ? '' : (watch?.example ?? '');
  return SURROUNDINGS + `${before}${example}`.replaceAll(/^(?=.)/gm, '  ');
}

/** The example of a kind, resolved. */
export function exampleGate(kind: string, example: string): GatePlan {
  const text = exampleConfiguration(kind, example);
  const { plan } = loadPlan({
    text,
    bytes: new TextEncoder().encode(text),
    file: `${kind}.yml`,
    overrides: {},
    gates: [],
    skip: [],
    env: {},
  });
  const gate = plan.gates.find((candidate) => candidate.kind === kind);
  if (!gate) throw new Error(`the example of "${kind}" has no gate of that kind`);
  return gate;
}
