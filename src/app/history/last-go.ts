import path from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type { EarlierGate } from '../../core/ports.ts';
import { satisfies } from '../../core/verdict.ts';
import { earlierDecision, earlierPlan } from '../../evidence/earlier.ts';
import { judgeBundle, planIn } from '../bundle/judge-bundle.ts';
import { otherVersion } from '../bundle/recorded-by.ts';
import { isUntouched, NOTHING_EXPECTED, verifyBundle } from '../bundle/verify-bundle.ts';
import { readStore } from './store.ts';

/** Which execution is looked for: one of this configuration that had this gate, with a spec that is alike. */
export interface GoOf {
  readonly configuration: string;
  readonly gate: string;
  readonly isAlike: (spec: JsonObject) => boolean;
}

/** The newest GO of a store that verifies. The index is not asked: a row makes no baseline. */
export function lastGoIn(store: string, { configuration, gate, isAlike }: GoOf): EarlierGate | undefined {
  const bundles = readStore(store).executions.flatMap(({ id, names }) =>
    names.includes(id) ? [{ executionId: id, bundle: path.join(store, id) }] : [],
  );
  return bundles.findLast(
    ({ bundle }) => wasGo(bundle, gate) && hadGate(bundle, { configuration, gate, isAlike }) && holds(bundle) && stillPasses(bundle, gate),
  );
}

/** What its decision claims of it and of the gate, which may be advisory; the one that goes on has none yet. */
function wasGo(bundle: string, gate: string): boolean {
  const decision = earlierDecision(bundle);
  const raw = decision?.gates.find(({ id }) => id === gate)?.raw;
  return decision?.status === 'GO' && raw !== undefined && satisfies(raw);
}

function hadGate(bundle: string, { configuration, gate, isAlike }: GoOf): boolean {
  const plan = earlierPlan(bundle);
  const spec = plan?.gates.get(gate);
  return plan?.name === configuration && spec !== undefined && isAlike(spec);
}

/** Of another version, the facts of the gate are judged anew; of this one, the decision was compared. */
function stillPasses(bundle: string, gate: string): boolean {
  if (otherVersion(bundle) === undefined) return true;
  try {
    const judged = judgeBundle(bundle, planIn(bundle)).decision.judgements.find((one) => one.gate === gate);
    return judged !== undefined && satisfies(judged.raw);
  } catch {
    return false;
  }
}

/** Whether what calls itself a GO holds: by this version's judges, or as another version left it. */
export function holds(bundle: string): boolean {
  try {
    const requireGo = otherVersion(bundle) === undefined;
    return isUntouched(verifyBundle(bundle, { ...NOTHING_EXPECTED, requireGo }).checks);
  } catch {
    return false;
  }
}
