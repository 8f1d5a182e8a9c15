import type { Criterion } from '../../core/judgement.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { thousands } from '../../core/thousands.ts';
import { namesIn } from '../shared/criteria.ts';
import type { Run } from './run.ts';
import type { Tally } from './tally.ts';

/** So large a share of skipped tests is pointed at. */
const MANY = 0.5;

/** Rows only where tests were not run: a green report says nothing of them. The worst run stands for all. */
export function skipRows(runs: readonly Run[], criteria: readonly CriterionPlan[]): readonly Criterion[] {
  const read = runs.filter((run) => run.over() && run.ofResults() === undefined);
  return [...(criteria.some(readsSkipped) ? [] : manySkipped(read)), ...emptySuites(read)];
}

/** Whoever says how many may be skipped has decided. */
function readsSkipped(criterion: CriterionPlan): boolean {
  return namesIn(criterion).some((name) => name === 'skipped' || name === 'passRate');
}

function manySkipped(runs: readonly Run[]): readonly Criterion[] {
  const tallies = runs.map(({ tally }) => tally).filter(({ skipped, total, ran }) => ran > 0 && skipped > MANY * total);
  const worst = tallies.toSorted((one, other) => other.skipped / other.total - one.skipped / one.total)[0];
  return worst ? [{ name: 'skipped', target: 'at most half of all tests', measured: skippedOf(worst), verdict: 'warned' }] : [];
}

/** A suite that is named and of which nothing ran is one that was not seen. */
function emptySuites(runs: readonly Run[]): readonly Criterion[] {
  const empty = runs.flatMap(({ suites }) =>
    suites.all.filter(({ tally }) => tally.ran === 0).map(({ name, tally }) => ({ name, tally, suites })),
  );
  const byName = new Map(empty.map((one) => [one.name, one]));
  return [...byName].map(([name, { tally, suites }]) => ({
    name: `suite ${name}`,
    target: 'at least one test ran',
    measured: tally.total === 0 ? suites.noneInWords() : skippedOf(tally),
    verdict: 'blocked',
  }));
}

function skippedOf({ skipped, total }: Tally): string {
  return `${thousands(skipped)} of ${thousands(total)} tests were skipped`;
}
