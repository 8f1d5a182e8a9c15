import fs from 'node:fs';
import path from 'node:path';
import type { Decision } from '../core/decision.ts';
import { SetupError } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import { attachmentsOf } from '../evidence/attachments.ts';
import { sha256OfBytes } from '../evidence/hash.ts';
import { BUNDLE } from '../evidence/paths.ts';
import { readObservations, type SealReport } from '../evidence/reader.ts';
import { kinds } from '../gates/judges.ts';
import { derivePlan } from '../plan/load.ts';
import { OutcomeCollector } from '../report/collect.ts';
import type { Outcome } from '../report/outcome.ts';
import { ExecutionFold, type Inconsistency } from '../verdict/execution.ts';

/** What the primary records of a bundle amount to, derived from them alone. */
export interface Judged {
  readonly planSha256: string;
  readonly seals: SealReport;
  readonly decision: Decision;
  readonly inconsistencies: readonly Inconsistency[];
  readonly collector: OutcomeCollector;
  /** What is rendered; undefined while there is no final seal. */
  readonly outcome: Outcome | undefined;
}

/** Folds a bundle's plan, observations and attachments into a decision. It looks at no rendered record. */
export function judgeBundle(bundle: string, plan: Plan): Judged {
  const fold = new ExecutionFold(plan, kinds, attachmentsOf(bundle));
  const collector = new OutcomeCollector();
  const planSha256 = sha256OfBytes(fs.readFileSync(path.join(bundle, BUNDLE.plan)));
  const seals = readObservations(path.join(bundle, BUNDLE.observations), planSha256, (o) => {
    collector.step(o);
    fold.step(o);
  });
  const decision = fold.decision();
  const { head, finishedAt } = seals;
  const outcome = head === undefined ? undefined : collector.outcome(plan, decision, { head, finishedAt: finishedAt ?? '' });
  return { planSha256, seals, decision, inconsistencies: fold.inconsistencies, collector, outcome };
}

/** The plan of a bundle, from its configuration. @throws SetupError when it gives none */
export function planOf(folder: string): Plan {
  const config = fs.readFileSync(path.join(folder, BUNDLE.config));
  const text = fs.readFileSync(path.join(folder, BUNDLE.plan), 'utf8');
  try {
    return derivePlan(config.toString('utf8'), config, JSON.parse(text) as Plan);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${path.join(folder, BUNDLE.plan)}: is not a plan`);
  }
}
