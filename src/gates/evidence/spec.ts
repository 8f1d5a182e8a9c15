import type { JsonObject } from '../../core/json.ts';
import { amount } from '../../conditions/measurements.ts';
import { type AttachmentPlan, EVIDENCE_GATE, type GatePlan } from '../../core/plan.ts';
import type { GateSpec } from '../shared/kind.ts';
import { attemptsRow } from './attempts.ts';
import { scanRow } from './scans.ts';

export interface EvidenceSpec extends JsonObject {
  readonly requireCleanTree: boolean;
  readonly attachments: readonly AttachmentPlan[];
  /** Absent: any number of attempts. */
  readonly maxAttempts?: number;
  /** Absent: none. */
  readonly scan?: readonly string[];
}

const shape = {};

export const TABLE = { secrets: amount('secrets found in the evidence (and redacted)') };

/** The built-in gate over the evidence itself. It is the last of every plan; no configuration can name it. */
export const spec: GateSpec<typeof shape, EvidenceSpec> = {
  kind: EVIDENCE_GATE,
  builtIn: true,
  summary: 'Built in: the evidence holds no secret, and the tree was clean where the policy requires it.',
  shape,
  check: () => [],
  resolve: () => ({ requireCleanTree: false, attachments: [] }),
  expect: () => ({}),
  measurements: () => TABLE,
  defaults: (spec) => [
    { name: 'no secrets', target: '= 0' },
    ...(spec.scan ?? []).map(scanRow),
    ...(spec.requireCleanTree ? [{ name: 'clean tree', target: 'no uncommitted change' }] : []),
    ...(spec.maxAttempts === undefined ? [] : [attemptsRow(spec.maxAttempts)]),
  ],
  leastDurationMs: () => 0,
};

/** The built-in gate that ends every plan. */
export function evidenceGate(own: EvidenceSpec): GatePlan {
  return {
    id: EVIDENCE_GATE,
    kind: EVIDENCE_GATE,
    name: 'Evidence',
    at: { line: 1, column: 1 },
    needs: [],
    if: 'always',
    required: true,
    services: [],
    fresh: false,
    env: {},
    workingDirectory: '.',
    shell: 'default',
    workspace: 'checkout',
    onFailure: [],
    onBlocked: [],
    spec: own,
    expected: {},
    criteria: [],
    defaults: spec.defaults(own),
  };
}
