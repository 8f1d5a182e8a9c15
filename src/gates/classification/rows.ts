import { formatDuration } from '../../core/duration.ts';
import type { AssessedCriterion } from '../../core/judgement.ts';
import type { DefaultCriterion } from '../../core/plan.ts';
import { worst } from '../../core/verdict.ts';
import type { Manifest } from './manifest.ts';
import type { RunTrouble } from '../shared/trouble.ts';
import type { Run } from './run.ts';
import type { ClassificationSpec } from './spec.ts';

/** What the rows are made of. */
export interface RowInput {
  readonly spec: ClassificationSpec;
  /** The rows that the plan announces. */
  readonly defaults: readonly DefaultCriterion[];
  readonly manifest: Manifest;
  readonly runs: readonly Run[];
  /** Why the manifest can't be used. */
  readonly refused: string | undefined;
  /** Why there are fewer runs than there had to be; undefined where nothing says. */
  readonly ended: string | undefined;
}

type Judged = Pick<AssessedCriterion, 'measured' | 'verdict' | 'follows'>;

/** The built-in criteria, as the plan announces them. */
export function rowsOf(input: RowInput): readonly AssessedCriterion[] {
  const judged: Readonly<Record<string, (input: RowInput) => Judged>> = {
    runs: ({ runs }) =>
      together(
        input,
        runs.map((run) => run.ofCommand()),
      ),
    'pause between runs': pauses,
    results: ({ runs }) =>
      together(
        input,
        runs.map((run) => run.ofResults()),
      ),
    cases,
    comparable,
  };
  return input.defaults.map((row) => ({ ...row, ...(judged[row.name]?.(input) ?? { measured: 'nothing', verdict: 'blocked' as const }) }));
}

/** The worst of all runs; those that did not happen block. */
function together({ spec, runs, refused, ended }: RowInput, troubles: readonly (RunTrouble | undefined)[]): Judged {
  if (refused !== undefined && runs.length === 0) return { measured: `not run: ${refused}`, verdict: 'blocked', follows: true };
  const over = runs.filter((run) => run.over()).length;
  const found = troubles.flatMap((trouble, index) => (trouble ? [{ ...trouble, text: inRun(runs[index], spec, trouble.text) }] : []));
  if (found.length === 0 && over === spec.runs) return { measured: `${over} of ${spec.runs}`, verdict: 'passed' };
  if (found.length === 0) return { measured: `${over} of ${spec.runs}${because(ended)}`, verdict: 'blocked', ...following(ended) };
  const verdict = worst(found.map((one) => one.verdict));
  return { measured: found.map(({ text }) => text).join('; '), verdict };
}

/** A reason behind what was measured. */
export function because(ended: string | undefined): string {
  return ended === undefined ? '' : `: ${ended}`;
}

/** Of runs that were not started another row tells why. */
function following(ended: string | undefined): Pick<AssessedCriterion, 'follows'> {
  return ended === undefined ? {} : { follows: true };
}

function cases({ spec, manifest, runs, refused, ended }: RowInput): Judged {
  if (refused !== undefined) return { measured: refused, verdict: 'blocked' };
  const judged = runs.filter((run) => run.over() && run.ofResults() === undefined);
  const found = judged.flatMap((run) => {
    const trouble = run.tally.trouble();
    return trouble === undefined ? [] : [inRun(run, spec, trouble)];
  });
  if (found.length > 0) return { measured: found.join('; '), verdict: 'blocked' };
  const measured = `${manifest.size} (${manifest.distribution()})`;
  if (judged.length === spec.runs) return { measured, verdict: 'passed' };
  const done = `in ${judged.length} of ${spec.runs} runs`;
  return { measured: `${measured}, ${done}${because(ended)}`, verdict: 'blocked', ...following(ended) };
}

/** Measures are taken over answers that are classes: of those that are none, nothing is known. */
function comparable({ spec, runs, refused, ended }: RowInput): Judged {
  const judged = runs.filter((run) => run.over() && run.ofResults() === undefined && run.tally.trouble() === undefined);
  const rows = judged.map((run) => {
    const [known, all] = [run.tally.confusion.comparable(), run.tally.seen()];
    const lacking = spec.allComparable && known < all;
    const verdict = known === 0 ? ('blocked' as const) : lacking ? ('failed' as const) : ('passed' as const);
    return { measured: inRun(run, spec, `${known} of ${all}`), verdict };
  });
  const all = rows.every(({ verdict }) => verdict === 'passed');
  if (judged.length < spec.runs) rows.push({ measured: `${judged.length} of ${spec.runs} runs${because(ended)}`, verdict: 'blocked' });
  const measured = rows.map((row) => row.measured).join('; ');
  const verdict = worst(rows.map((row) => row.verdict));
  return { measured, verdict, ...(all && verdict === 'blocked' && following(ended ?? refused)) };
}

/** A pause that was too short is our fault, not the product's. */
function pauses({ spec, runs, refused, ended }: RowInput): Judged {
  const measured = runs.slice(1).map((run, index) => run.pauseAfter(runs[index] ?? run));
  const known = measured.filter((pause) => pause !== undefined);
  if (known.length < spec.runs - 1)
    return { measured: `${known.length} of ${spec.runs - 1}${because(ended)}`, verdict: 'blocked', ...following(ended ?? refused) };
  const shortest = Math.min(...known);
  return { measured: formatDuration(shortest), verdict: shortest >= spec.runDelayMs ? 'passed' : 'blocked' };
}

function inRun(run: Run | undefined, spec: ClassificationSpec, text: string): string {
  return spec.runs > 1 && run ? `run ${run.number}: ${text}` : text;
}
