import { judge as accessJudge } from './access/judge.ts';
import { spec as access } from './access/spec.ts';
import { judge as assertJudge } from './assert/judge.ts';
import { spec as assert } from './assert/spec.ts';
import { judge as changeJudge } from './change/judge.ts';
import { spec as change } from './change/spec.ts';
import { judge as checksJudge } from './checks/judge.ts';
import { spec as checks } from './checks/spec.ts';
import { judge as classificationJudge } from './classification/judge.ts';
import { spec as classification } from './classification/spec.ts';
import { judge as cyclesJudge } from './cycles/judge.ts';
import { spec as cycles } from './cycles/spec.ts';
import { judge as durabilityJudge } from './durability/judge.ts';
import { spec as durability } from './durability/spec.ts';
import { judge as evidenceJudge } from './evidence/judge.ts';
import { spec as evidence } from './evidence/spec.ts';
import { judge as healthJudge } from './health/judge.ts';
import { spec as health } from './health/spec.ts';
import { type GateKind, gateKind, type JudgedKind } from './shared/kind.ts';
import { judge as metricsJudge } from './metrics/judge.ts';
import { spec as metrics } from './metrics/spec.ts';
import { judge as rolloutJudge } from './rollout/judge.ts';
import { spec as rollout } from './rollout/spec.ts';
import { judge as testsJudge } from './tests/judge.ts';
import { spec as tests } from './tests/spec.ts';

export { evidenceGate } from './evidence/spec.ts';

/** Every gate kind, by the word of gates.yml. */
const registered = {
  checks: gateKind(checks, checksJudge),
  cycles: gateKind(cycles, cyclesJudge),
  health: gateKind(health, healthJudge),
  tests: gateKind(tests, testsJudge),
  classification: gateKind(classification, classificationJudge),
  metrics: gateKind(metrics, metricsJudge),
  rollout: gateKind(rollout, rolloutJudge),
  durability: gateKind(durability, durabilityJudge),
  access: gateKind(access, accessJudge),
  change: gateKind(change, changeJudge),
  assert: gateKind(assert, assertJudge),
  evidence: gateKind(evidence, evidenceJudge),
};

export const kinds: Readonly<Record<string, GateKind>> = registered;

/** The specs of the kinds that are observed, by kind. What the built-in gate judges is recorded by whoever records all else. */
export type JudgedSpecs = {
  readonly [Kind in Exclude<keyof typeof registered, 'evidence'>]: (typeof registered)[Kind] extends JudgedKind<infer Spec> ? Spec : never;
};
