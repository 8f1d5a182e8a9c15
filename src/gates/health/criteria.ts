import { formatDuration } from '../../core/duration.ts';
import type { Criterion } from '../../core/judgement.ts';
import { thousands } from '../../core/thousands.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Totals } from './measures.ts';
import { type Allowance, failuresAllowed, mayNeverHold, missedAllowed } from './limits.ts';
import { type HealthSpec, limitRows, WELL_ONCE } from './spec.ts';
import type { Tally } from './tally.ts';

export interface CriteriaInput {
  readonly spec: HealthSpec;
  readonly totals: Totals;
  /** Why not everything that was expected is there. */
  readonly missing: string | undefined;
  /** Why the gate ended before its time. */
  readonly ended: string | undefined;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** What the plan announced, by name. */
  readonly targets: ReadonlyMap<string, string>;
}

/** The built-in criteria. A limit that is exceeded fails, complete or not; one that is kept passes only when everything was seen. */
export function criteriaOf(input: CriteriaInput): readonly Criterion[] {
  return [
    happened(input),
    ...wellOnce(input),
    ...failures(input),
    ...consecutive(input),
    ...missed(input),
    ...stalls(input),
    ...uninterrupted(input),
  ].map((row) => ({
    ...row,
    target: input.targets.get(row.name) ?? row.target,
  }));
}

function happened({ totals, missing, ended }: CriteriaInput): Criterion {
  const verdict = missing === undefined ? 'passed' : 'blocked';
  const early = ended === undefined || missing === undefined ? '' : `, then it ended early: ${ended}`;
  const lost = totals.missed === 0 ? '' : `, ${thousands(totals.missed)} missed, as missed-limit allows`;
  const measured = `${missing ?? `${thousands(totals.checks)} of ${thousands(totals.expected)} checks${lost}`}${early}`;
  return { name: 'every expected check happened', target: `${thousands(totals.expected)} checks`, measured, verdict };
}

/** A service of which no check held was never seen to work; while checks of it are missing it may have been well in these. */
function wellOnce({ spec, tallies }: CriteriaInput): readonly Criterion[] {
  if (!mayNeverHold(spec)) return [];
  const never = [...tallies].filter(([, tally]) => tally.well === 0);
  const [first] = never;
  if (!first) return [{ ...WELL_ONCE, measured: `${tallies.size} of ${tallies.size} services`, verdict: 'passed' }];
  const [id, { failures }] = first;
  const more = never.length > 1 ? ` (and ${never.length - 1} more)` : '';
  const verdict = never.some(([, tally]) => tally.failures === spec.count) ? 'failed' : 'blocked';
  return [{ ...WELL_ONCE, measured: `${id} never: ${thousands(failures)} of ${thousands(spec.count)} checks failed${more}`, verdict }];
}

function failures({ spec, totals, missing, tallies }: CriteriaInput): readonly Criterion[] {
  const allowed = failuresAllowed(spec);
  const failing = [...tallies].filter(([, tally]) => tally.failures > 0).map(([id, tally]) => `${id} ${thousands(tally.failures)}`);
  const named = failing.length > 5 ? [...failing.slice(0, 5), '…'] : failing;
  const where = named.length === 0 ? '' : ` (${named.join(', ')})`;
  const busy = totals.busy === 0 ? '' : `, ${thousands(totals.busy)} of them due before the last answer came`;
  const worst = worstBy(tallies, ({ failures: bad }) => bad);
  return measured('failures', allowed, [
    {
      measured: `${thousands(totals.failures)} of ${thousands(totals.checks)} checks${where}${busy}`,
      ...failedInWords(totals, allowed.all, tallies),
      verdict: within(totals.failures <= allowed.all, missing),
    },
    { measured: worst.text, verdict: within(worst.most <= (allowed.each ?? allowed.all), missing) },
  ]);
}

/** `1 of 2,160 checks failed (limit 0): memory-engine, connection refused`, where there were too many. */
function failedInWords({ failures, checks }: Totals, limit: number, tallies: ReadonlyMap<string, Tally>): Pick<Criterion, 'words'> {
  if (failures <= limit) return {};
  const failing = [...tallies].filter(([, tally]) => tally.failures > 0);
  const first = failing.map(([id, { firstTrouble }]) => `${id}${firstTrouble ? `, ${firstTrouble.words}` : ''}`)[0] ?? '';
  const others = failing.length - 1;
  const more = others > 0 ? ` · and ${thousands(others)} more ${others === 1 ? 'service' : 'services'}` : '';
  return { words: `${thousands(failures)} of ${thousands(checks)} checks failed (limit ${thousands(limit)}): ${first}${more}` };
}

/** The rows of a limit, each with what came of it: of all services, then of the worst one. */
function measured(name: 'failures' | 'missed', allowed: Allowance, outcomes: readonly Pick<Criterion, 'measured' | 'verdict' | 'words'>[]) {
  return limitRows(name, allowed).flatMap((row, i): Criterion[] => {
    const outcome = outcomes[i];
    return outcome ? [{ ...row, ...outcome }] : [];
  });
}

/** The service with the most of something, in words. */
function worstBy(tallies: ReadonlyMap<string, Tally>, pick: (tally: Tally) => number): { most: number; text: string } {
  let worst = { most: 0, text: '0' };
  for (const [id, tally] of tallies) {
    const most = pick(tally);
    if (most > worst.most) worst = { most, text: `${thousands(most)} of ${id}` };
  }
  return worst;
}

function consecutive({ spec, missing, tallies }: CriteriaInput): readonly Criterion[] {
  const limit = spec.consecutiveFailureLimit;
  if (limit === undefined) return [];
  const worst = worstBy(tallies, ({ slots }) => slots.longestFailing());
  return [
    {
      name: 'consecutive failures',
      target: `≤ ${limit} of each service`,
      measured: worst.text,
      verdict: within(worst.most <= limit, missing),
    },
  ];
}

/** Shown where some are missed, or where the plan announces it. */
function missed({ spec, totals, missing, tallies, targets }: CriteriaInput): readonly Criterion[] {
  if (totals.missed === 0 && !targets.has('missed')) return [];
  const allowed = missedAllowed(spec);
  const worst = worstBy(tallies, (tally) => tally.missed);
  const verdict = (holds: boolean): Verdict => (holds && missing === undefined ? 'passed' : 'blocked');
  return measured('missed', allowed, [
    { measured: `${thousands(totals.missed)} of ${thousands(totals.expected)}`, verdict: verdict(totals.missed <= allowed.all) },
    { measured: worst.text, verdict: verdict(worst.most <= (allowed.each ?? allowed.all)) },
  ]);
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
