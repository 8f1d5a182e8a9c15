import type { GatePlan } from '../../../src/core/plan.ts';
import type { ProbeContext } from '../../../src/core/ports.ts';
import { judge } from '../../../src/gates/access/judge.ts';
import { observer } from '../../../src/gates/access/observe.ts';
import { loadPlan } from '../../../src/plan/load.ts';
import { runGate } from '../live.ts';

export type Done = Awaited<ReturnType<typeof run>>;

/** Runs an access gate. @param keys its keys as YAML, indented by four spaces; $TOKEN is a secret that it may use */
export function run(keys: string, probes: Partial<ProbeContext> = {}, onFact?: Parameters<typeof runGate>[0]['onFact']) {
  const whole = `version: 1\nevidence: { secret-env: [TOKEN] }\ngates:\n  g:\n    kind: access\n${keys}`;
  const input = { text: whole, bytes: new TextEncoder().encode(whole), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  const { plan } = loadPlan(input);
  const gate = plan.gates.find(({ id }) => id === 'g') as GatePlan;
  return runGate({ judge, observer, plan, gate, probes, ...(onFact && { onFact }) });
}

/** The verdicts of the criteria that every access gate has. */
export const verdicts = ({ fold }: Done): Record<string, string> =>
  Object.fromEntries(fold.assessment('completed').defaults.map(({ name, verdict }) => [name, verdict]));

/** What was found, each as `operator GET /path: what came`, without what should have come. */
export const found = ({ fold }: Done): readonly string[] =>
  fold
    .assessment('completed')
    .findings.map(({ title, message }) => `${title.replace(/https?:\/\/[^/ ]*/, '')}: ${message.split('; must be')[0] ?? ''}`);
