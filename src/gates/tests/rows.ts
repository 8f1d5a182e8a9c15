import type { Criterion } from '../../core/judgement.ts';
import type { DefaultCriterion } from '../../core/plan.ts';
import { worst } from '../../core/verdict.ts';
import type { Differences } from './differences.ts';
import type { RunTrouble } from '../shared/trouble.ts';
import type { Run } from './run.ts';
import type { TestsSpec } from './spec.ts';

/** What the built-in rows are made of. */
export interface RowInput {
  readonly spec: TestsSpec;
  readonly defaults: readonly DefaultCriterion[];
  readonly runs: readonly Run[];
  readonly differences: Differences;
}

type Judged = Pick<Criterion, 'measured' | 'verdict'>;

const ROWS: Readonly<Record<string, (input: RowInput) => Judged>> = {
  tests: (input) =>
    each(
      input,
      (run) => blockedBy(run.ofReports() ?? run.ofTests()),
      (run) => String(run.tally.total),
    ),
  'unwaived failures': (input) => each(input, failuresOf, unwaivedInWords, waivedVerdict),
  'collection errors': (input) =>
    each(
      input,
      ({ collectionErrors: { length } }) => (length > 0 ? { verdict: 'failed', text: String(length) } : undefined),
      () => '0',
    ),
  'exit code': (input) =>
    each(
      input,
      (run) => run.ofCommand(),
      (run) => run.exitInWords(),
    ),
  differences: ({ differences }) => differences.row(),
};

/** The built-in criteria, as the plan announces them. */
export function rowsOf(input: RowInput): readonly Criterion[] {
  const announced = input.defaults.map((row) => ({
    ...row,
    ...(ROWS[row.name]?.(input) ?? { measured: 'nothing', verdict: 'blocked' as const }),
  }));
  return [...announced, ...staleRow(input)];
}

/** What holds for every run, or the worst of what does not. Runs that did not come to their end block. */
function each(
  { spec, runs }: RowInput,
  trouble: (run: Run) => RunTrouble | undefined,
  good: (run: Run) => string,
  verdict: (run: Run) => 'passed' | 'waived' = () => 'passed',
): Judged {
  const over = runs.filter((run) => run.over());
  const rows = over.map((run) => {
    const found = trouble(run);
    const label = spec.runs > 1 ? `run ${run.number}: ` : '';
    return { measured: `${label}${found?.text ?? good(run)}`, verdict: found?.verdict ?? verdict(run) };
  });
  if (over.length < spec.runs) rows.push({ measured: `${over.length} of ${spec.runs} runs`, verdict: 'blocked' });
  const measured = new Set(rows.map((row) => row.measured));
  return { measured: [...measured].join('; '), verdict: worst(rows.map((row) => row.verdict)) };
}

function blockedBy(text: string | undefined): RunTrouble | undefined {
  return text === undefined ? undefined : { verdict: 'blocked', text };
}

/** Failures only add up: more than the limit stay too many, whatever else is missing. Of all tests a ratio is taken, so all must be known. */
function failuresOf(run: Run): RunTrouble | undefined {
  const missing = run.ofResults();
  const isFinal = missing === undefined || ('count' in run.spec.failureLimit && !run.isCut());
  if (isFinal && run.unwaived().length > run.limit()) return { verdict: 'failed', text: unwaivedInWords(run) };
  return missing === undefined ? undefined : { verdict: 'blocked', text: 'not every report was read' };
}

function unwaivedInWords(run: Run): string {
  const waived = run.failures.length - run.unwaived().length;
  return `${run.unwaived().length}${waived > 0 ? ` (${waived} failed and waived)` : ''}`;
}

function waivedVerdict(run: Run): 'passed' | 'waived' {
  return run.failures.length > run.unwaived().length ? 'waived' : 'passed';
}

/** A row only where a waiver outlived its failure: the next one would go unseen. */
function staleRow({ runs }: RowInput): readonly Criterion[] {
  const passing = new Set(runs.filter((run) => run.over() && run.ofReports() === undefined).flatMap((run) => run.waived().passing));
  if (passing.size === 0) return [];
  return [
    { name: 'waivers', target: 'every known failure still fails', measured: `passing now: ${[...passing].join(', ')}`, verdict: 'failed' },
  ];
}
