import { known } from '../../conditions/measurements.ts';
import type { JsonObject } from '../../core/json.ts';
import { significant } from '../../core/ratio.ts';
import { Confusion } from '../../stats/confusion.ts';
import { type Interval, wilson } from '../../stats/wilson.ts';
import type { Run } from './run.ts';
import type { ClassificationSpec } from './spec.ts';
import type { Tally } from './tally.ts';

/** How far the recall of a class dropped in a run, the worst class; undefined without a baseline. */
type DropOf = (tally: Tally) => number | undefined;

/** What the criteria may read of one run. What is not defined is left out, and blocks what reads it. */
export function measuresOf(run: Run, spec: ClassificationSpec, dropOf: DropOf): JsonObject {
  const { confusion, records, statuses } = run.tally;
  return measured({ confusion, records, statuses, durationMs: run.durationMs(), drop: dropOf(run.tally) }, spec);
}

/**
 * All runs as one. Of what has no sum the worst counts: the longest time, the largest drop, the fewest comparable answers. Runs over the same
 * cases make an interval no narrower: it is that of the worst run.
 */
export function measuresOfAll(runs: readonly Run[], spec: ClassificationSpec, dropOf: DropOf): JsonObject {
  const confusion = new Confusion(spec.classes);
  const statuses = new Map<string, number>();
  for (const { tally } of runs) {
    confusion.merge(tally.confusion);
    for (const [status, count] of tally.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  const records = runs.reduce((sum, { tally }) => sum + tally.records, 0);
  const durationMs = largest(runs.map((run) => run.durationMs()));
  const all = measured({ confusion, records, statuses, durationMs, drop: largest(runs.map(({ tally }) => dropOf(tally))) }, spec);
  return runs.length === 0 ? all : { ...all, ...worstOf(runs, spec) };
}

function worstOf(runs: readonly Run[], spec: ClassificationSpec): JsonObject {
  const comparable = runs.map(({ tally }) => tally.confusion.comparable());
  const intervals = runs.map(({ tally }) => intervalOf(tally.confusion, spec.confidence)).filter((interval) => interval !== undefined);
  const [worst] = intervals.toSorted((a, b) => a.lower - b.lower);
  return { comparable: Math.min(...comparable), ...(worst && { wilson: { ...worst } }) };
}

function intervalOf(confusion: Confusion, confidence: number): Interval | undefined {
  return wilson(confusion.right(), confusion.comparable(), confidence);
}

/** Undefined where one is. */
function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length && known.length > 0 ? Math.max(...known) : undefined;
}

interface Answered {
  readonly confusion: Confusion;
  readonly records: number;
  readonly statuses: ReadonlyMap<string, number>;
  readonly durationMs: number | undefined;
  readonly drop: number | undefined;
}

function measured({ confusion, records, statuses, durationMs, drop }: Answered, spec: ClassificationSpec): JsonObject {
  return known({
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
  });
}

function answersOf(confusion: Confusion, confidence: number) {
  const interval = intervalOf(confusion, confidence);
  return {
    comparable: confusion.comparable(),
    accuracy: confusion.accuracy(),
    ...(interval && { wilson: { lower: interval.lower, upper: interval.upper } }),
    recall: confusion.recall(),
    confusion: confusion.table(),
  };
}
