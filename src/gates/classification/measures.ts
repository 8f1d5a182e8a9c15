import type { Measurements } from '../../core/judgement.ts';
import { significant } from '../../core/ratio.ts';
import { type ByClass, type Confusion, maxRecallDrop } from '../../stats/confusion.ts';
import { wilson } from '../../stats/wilson.ts';
import type { Run } from './run.ts';
import type { ClassificationSpec } from './spec.ts';

/** What the criteria may read of one run. What is not defined is left out, and blocks what reads it. */
export function measuresOf(run: Run, spec: ClassificationSpec, baseline: ByClass | undefined): Measurements {
  const { confusion, records, statuses } = run.tally;
  const durationMs = run.durationMs();
  const drop = baseline && maxRecallDrop(baseline, confusion.recall());
  return {
    cases: records,
    ...answersOf(confusion, spec.confidence),
    balancedAccuracy: confusion.balancedAccuracy(),
    precision: confusion.precision(),
    answerShare: confusion.answerShare(),
    maxShare: confusion.maxShare(),
    maxOffClassShare: confusion.maxOffClassShare(),
    ...(spec.fields.status !== undefined && {
      status: Object.fromEntries(statuses),
      statusRate: Object.fromEntries([...statuses].map(([status, count]) => [status, significant(count / records)])),
    }),
    ...(durationMs !== undefined && { durationSeconds: significant(durationMs / 1000) }),
    maxRecallDrop: drop,
  };
}

/** What is counted of one run, or of several together. */
export function answersOf(confusion: Confusion, confidence: number): Measurements {
  const interval = wilson(confusion.right(), confusion.comparable(), confidence);
  return {
    comparable: confusion.comparable(),
    accuracy: confusion.accuracy(),
    ...(interval && { wilson: { lower: interval.lower, upper: interval.upper } }),
    recall: confusion.recall(),
    confusion: confusion.table(),
  };
}
