import fs from 'node:fs';
import path from 'node:path';
import type { Decision } from '../../core/decision.ts';
import { instantOf } from '../../core/calendar.ts';
import { SetupError } from '../../core/errors.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import { atOnce, type Pieces } from '../../core/pieces.ts';
import { holdsPart, type Plan } from '../../core/plan.ts';
import { attachmentsOf } from '../../evidence/attachments.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import { readingObservations, readObservations, type SealReport } from '../../evidence/reader.ts';
import { kinds } from '../../gates/registry.ts';
import { derivePlan } from '../../plan/load.ts';
import { decidedUpon, OutcomeCollector } from '../../report/collect.ts';
import type { Outcome } from '../../report/outcome.ts';
import { DecidingFold } from '../../verdict/deciding.ts';
import { ExecutionFold, type Inconsistency } from '../../verdict/execution.ts';
import { Plausibility } from '../../verdict/plausibility.ts';
import type { ObservedElsewhere } from '../../verdict/plausibility/observed.ts';
import { otherVersion } from './recorded-by.ts';
import type { Prior, Read } from '../../verdict/prior.ts';

/** What the primary records of a bundle amount to, derived from them alone. */
export interface Judged {
  readonly planSha256: string;
  readonly seals: SealReport;
  readonly decision: Decision;
  readonly inconsistencies: readonly Inconsistency[];
  /** What no run can have recorded. */
  readonly doubts: readonly Inconsistency[];
  /** That it is of: of its own source, or of that of its part. */
  readonly commit: string | undefined;
  readonly collector: OutcomeCollector;
  /** What is rendered; undefined while there is no final seal. */
  readonly outcome: Outcome | undefined;
}

/** Folds a bundle's plan, observations and attachments into a decision. It looks at no rendered record. */
export function judgeBundle(bundle: string, plan: Plan): Judged {
  return atOnce(judging(bundle, plan));
}

/** The same, piece by piece. */
export function* judging(bundle: string, plan: Plan): Pieces<Judged> {
  const prior = yield* priorIn(bundle, plan);
  const fold = plan.decides && prior ? new DecidingFold(plan, kinds, prior) : new ExecutionFold(plan, kinds, attachmentsOf(bundle), prior);
  const collector = new OutcomeCollector();
  const planSha256 = sha256OfBytes(readWhole(path.join(bundle, BUNDLE.plan), MOST.plan));
  const plausibility = new Plausibility(plan, kinds, attachmentsOf(bundle), prior?.outcome && elsewhere(prior.outcome));
  const seals = yield* readingObservations(
    path.join(bundle, BUNDLE.observations),
    planSha256,
    (o) => {
      collector.step(o);
      fold.step(o);
      plausibility.fact(o);
      return fold.reading;
    },
    {
      onSeal: ({ seq, at, final }) => plausibility.seal({ seq, wall: instantOf(at), final }),
      ofOtherVersion: otherVersion(bundle) !== undefined,
    },
  );
  const decision = fold.decision();
  const { head, finishedAt } = seals;
  const own = head === undefined ? undefined : collector.outcome(plan, decision, { head, finishedAt: finishedAt ?? '' });
  return {
    planSha256,
    seals,
    decision,
    inconsistencies: fold.inconsistencies,
    doubts: plausibility.inconsistencies,
    commit: collector.commit() ?? (plan.decides && prior?.fact.commit),
    collector,
    outcome: own && plan.decides && prior?.outcome ? decidedUpon(prior.outcome, own) : own,
  };
}

function elsewhere({ facts, finishedAt }: Outcome): ObservedElsewhere {
  const repository = facts.started?.['repository'];
  return { repository: typeof repository === 'string' ? repository : undefined, finishedAt };
}

/** A part of a bundle, judged again, and what is shown of it. */
interface Part extends Prior {
  /** Undefined: it has no final seal. */
  readonly outcome: Outcome | undefined;
}

/** What the part of a bundle tells, of a plan that holds one; undefined when it is not there. */
export function* priorIn(bundle: string, plan: Plan): Pieces<Part | undefined> {
  const folder = path.join(bundle, BUNDLE.prior);
  if (!holdsPart(plan) || !fs.existsSync(folder)) return undefined;
  return yield* priorOf(folder, planOfPart(configOf(bundle), plan));
}

/** What an execution left to the one that goes on with it. @param plan the plan that it must be of */
export function* priorOf(folder: string, plan: Plan): Pieces<Part> {
  const { collector, commit, decision, seals, planSha256, outcome } = yield* judging(folder, plan);
  const [runId, runAttempt] = [collector.identity('runId'), collector.identity('runAttempt')];
  return {
    fact: {
      type: 'part',
      path: BUNDLE.prior,
      executionId: collector.identity('executionId') ?? '',
      head: seals.head ?? '',
      plan: planSha256,
      ...(commit !== undefined && { commit }),
      ...(runId !== undefined && { runId }),
      ...(runAttempt !== undefined && { runAttempt }),
    },
    judgements: decision.judgements,
    outcome,
    facts: (gate) => gateFacts(folder, plan, gate),
    replay: (take) => replay(folder, take),
  };
}

/** Passes on all facts of one execution, and the bytes of its files. */
export function replay(folder: string, take: (o: Observation, read: Read) => void): void {
  const files = attachmentsOf(folder);
  const planSha256 = sha256OfBytes(readWhole(path.join(folder, BUNDLE.plan), MOST.plan));
  readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => take(o, () => files.read(stringOf(o, 'path'))));
}

/** The facts of a gate, of all stages up to that of this bundle. */
function gateFacts(folder: string, plan: Plan, gate: string): readonly Observation[] {
  const earlier =
    plan.stage?.after === undefined ? [] : gateFacts(path.join(folder, BUNDLE.prior), planOfPart(configOf(folder), plan), gate);
  const own: Observation[] = [];
  const planSha256 = sha256OfBytes(readWhole(path.join(folder, BUNDLE.plan), MOST.plan));
  readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => {
    if (o.gate === gate && !/^(?:gate|after)\.|^control$/.test(o.type)) own.push(o);
  });
  return [...earlier, ...own];
}

/** The plan that the part of a bundle must be of: this one's, but for the stage, or for deciding. @param config the bytes of the configuration */
export function planOfPart(config: Buffer, plan: Plan): Plan {
  const { decides, ...observed } = plan;
  if (decides) return derivePlan(config.toString('utf8'), config, observed);
  const { stage } = plan;
  if (stage?.after === undefined) throw new Error('there is no stage before');
  return derivePlan(config.toString('utf8'), config, { ...plan, stage: { ...stage, name: stage.after } });
}

export function configOf(bundle: string): Buffer {
  return readWhole(path.join(bundle, BUNDLE.config), MOST.config);
}

/** The plan of a bundle, from its configuration. @throws SetupError when it gives none */
export function planIn(folder: string): Plan {
  const config = configOf(folder);
  const text = readWhole(path.join(folder, BUNDLE.plan), MOST.plan).toString('utf8');
  try {
    return derivePlan(config.toString('utf8'), config, JSON.parse(text) as Plan);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${path.join(folder, BUNDLE.plan)}: is not a plan`);
  }
}
