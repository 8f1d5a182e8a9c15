import { formatDuration } from '../../core/duration.ts';
import type { Criterion } from '../../core/judgement.ts';
import { limitOf } from '../../core/ratio.ts';
import { thousands } from '../../core/thousands.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Totals } from './measures.ts';
import type { HealthSpec } from './spec.ts';
import type { Tally } from './tally.ts';

export interface CriteriaInput {
  readonly spec: HealthSpec;
  readonly totals: Totals;
  /** Why not everything that was expected is there. */
  readonly missing: string | undefined;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** What the plan announced, by name. */
  readonly targets: ReadonlyMap<string, string>;
}

/** The built-in criteria. A limit that is exceeded fails, complete or not; one that is kept passes only when everything was seen. */
export function criteriaOf(input: CriteriaInput): readonly Criterion[] {
  return [happened(input), failures(input), ...consecutive(input), ...missed(input), ...stalls(input), ...uninterrupted(input)].map(
    (row) => ({
      ...row,
      target: input.targets.get(row.name) ?? row.target,
    }),
  );
}

function happened({ totals, missing }: CriteriaInput): Criterion {
  const verdict = missing === undefined ? 'passed' : 'blocked';
  const measured = missing ?? `${thousands(totals.checks)} of ${thousands(totals.expected)} checks`;
  return { name: 'every expected check happened', target: `${thousands(totals.expected)} checks`, measured, verdict };
}

function failures({ spec, totals, missing, tallies }: CriteriaInput): Criterion {
  const limit = limitOf(spec.failureLimit, totals.expected);
  const failing = [...tallies].filter(([, tally]) => tally.failures > 0).map(([id, tally]) => `${id} ${thousands(tally.failures)}`);
  const named = failing.length > 5 ? [...failing.slice(0, 5), '…'] : failing;
  const where = named.length === 0 ? '' : ` (${named.join(', ')})`;
  const measured = `${thousands(totals.failures)} of ${thousands(totals.checks)} checks${where}`;
  return { name: 'failures', target: `≤ ${thousands(limit)}`, measured, verdict: within(totals.failures <= limit, missing) };
}

function consecutive({ spec, missing, tallies }: CriteriaInput): readonly Criterion[] {
  const limit = spec.consecutiveFailureLimit;
  if (limit === undefined) return [];
  let worst = { id: '', run: 0 };
  for (const [id, { slots }] of tallies) {
    const run = slots.longestFailing();
    if (run > worst.run) worst = { id, run };
  }
  const measured = worst.run === 0 ? '0' : `${worst.run} of ${worst.id}`;
  return [{ name: 'consecutive failures', target: `≤ ${limit} of each service`, measured, verdict: within(worst.run <= limit, missing) }];
}

/** Shown where some are missed, or where the plan announces it. */
function missed({ spec, totals, missing, targets }: CriteriaInput): readonly Criterion[] {
  if (totals.missed === 0 && !targets.has('missed')) return [];
  const verdict = totals.missed > spec.missedLimit || missing !== undefined ? 'blocked' : 'passed';
  return [
    {
      name: 'missed',
      target: `≤ ${thousands(spec.missedLimit)}`,
      measured: `${thousands(totals.missed)} of ${thousands(totals.expected)}`,
      verdict,
    },
  ];
}

function stalls({ totals, missing }: CriteriaInput): readonly Criterion[] {
  if (totals.stalls === undefined) return [];
  return [{ name: 'stalls', target: '= 0', measured: thousands(totals.stalls), verdict: within(totals.stalls === 0, missing) }];
}

/** A run that is long enough stays so whatever is missing; one that is too short may have been longer. */
function uninterrupted({ spec, totals, missing }: CriteriaInput): readonly Criterion[] {
  if (spec.uninterruptedMs === undefined) return [];
  const enough = totals.uninterruptedMs >= spec.uninterruptedMs;
  const verdict = enough || missing === undefined ? within(enough, missing) : 'blocked';
  const target = `≥ ${formatDuration(spec.uninterruptedMs)}`;
  return [{ name: 'uninterrupted', target, measured: formatDuration(totals.uninterruptedMs), verdict }];
}

function within(holds: boolean, missing: string | undefined): Verdict {
  if (!holds) return 'failed';
  return missing === undefined ? 'passed' : 'blocked';
}
