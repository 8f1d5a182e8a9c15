import type { Criterion } from '../../core/judgement.ts';
import type { DefaultCriterion } from '../../core/plan.ts';
import { thousands } from '../../core/thousands.ts';
import { worst } from '../../core/verdict.ts';
import type { Differences } from './differences.ts';
import type { RunTrouble } from '../shared/trouble.ts';
import type { CollectionError, Run } from './run.ts';
import type { TestsSpec } from './spec.ts';

/** What the built-in rows are made of. */
export interface RowInput {
  readonly spec: TestsSpec;
  readonly defaults: readonly DefaultCriterion[];
  readonly runs: readonly Run[];
  readonly differences: Differences;
}

type Judged = Pick<Criterion, 'measured' | 'verdict' | 'words'>;

/** Tests that went wrong of which a row says what; the report shows all. */
const SHOWN = 3;
/** Characters of what a test said. */
const LONGEST = 80;

const ROWS: Readonly<Record<string, (input: RowInput) => Judged>> = {
  tests: (input) =>
    each(
      input,
      (run) => blockedBy(run.notStarted() ?? run.ofResults() ?? run.ofTests()),
      (run) => String(run.tally.total),
    ),
  'unwaived failures': (input) => each(input, failuresOf, unwaivedInWords, waivedVerdict),
  'collection errors': (input) =>
    each(
      input,
      (run) => (run.collectionErrors.length > 0 ? brokenInWords(run.collectionErrors) : unread(run)),
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
  return [...announced, ...coverageRow(input), ...staleRow(input)];
}

/** A row only where the coverage that the gate asks for is not known: no other row may read it. */
function coverageRow(input: RowInput): readonly Criterion[] {
  if (input.runs.every((run) => run.ofCoverage() === undefined)) return [];
  const judged = each(
    input,
    (run) => blockedBy(run.ofCoverage()),
    () => 'read',
  );
  return [{ name: 'coverage', target: 'every coverage report is read', ...judged }];
}

/** What holds for every run, or the worst of what does not. Runs that did not come to their end block. */
function each(
  { spec, runs }: RowInput,
  trouble: (run: Run) => RunTrouble | undefined,
  good: (run: Run) => string,
  verdict: (run: Run) => 'passed' | 'waived' = () => 'passed',
): Judged {
  const over = runs.filter((run) => run.over());
  const all = over.map((run) => ({ run, found: trouble(run) }));
  // What to do is said once.
  const advised = all.find(({ found }) => found?.brief !== undefined)?.run;
  const rows = all.map(({ run, found }) => {
    const text = run === advised ? found?.text : (found?.brief ?? found?.text);
    const label = spec.runs > 1 ? `run ${run.number}: ` : '';
    const words = found?.words === undefined ? undefined : `${label}${found.words}`;
    return { measured: `${label}${text ?? good(run)}`, verdict: found?.verdict ?? verdict(run), words };
  });
  if (over.length < spec.runs) rows.push({ measured: `${over.length} of ${spec.runs} runs`, verdict: 'blocked', words: undefined });
  const measured = new Set(rows.map((row) => row.measured));
  const words = rows.find((row) => row.words !== undefined)?.words;
  return { measured: [...measured].join('; '), verdict: worst(rows.map((row) => row.verdict)), ...(words !== undefined && { words }) };
}

function blockedBy(text: string | undefined): RunTrouble | undefined {
  return text === undefined ? undefined : { verdict: 'blocked', text };
}

/** Where no report was read nothing is known of errors in it. */
function unread(run: Run): RunTrouble | undefined {
  return run.ofResults() === undefined ? undefined : blockedBy('not every report was read');
}

/** Failures only add up: more than the limit stay too many, whatever else is missing. Of all tests a ratio is taken, so all must be known. */
function failuresOf(run: Run): RunTrouble | undefined {
  const missing = run.ofResults();
  const isFinal = missing === undefined || ('count' in run.spec.failureLimit && !run.isCut());
  if (isFinal && run.unwaived().length > run.limit()) return { verdict: 'failed', text: unwaivedInWords(run), words: failedInWords(run) };
  return missing === undefined ? undefined : { verdict: 'blocked', text: 'not every report was read' };
}

function unwaivedInWords(run: Run): string {
  const waived = run.failures.length - run.unwaived().length;
  return `${run.unwaived().length}${waived > 0 ? ` (${waived} failed and waived)` : ''}`;
}

/** `2 of 42 tests failed: test_vat 80.0 != 120 · test_login timed out`. */
function failedInWords(run: Run): string {
  const bad = run.unwaived();
  const shown = bad.slice(0, SHOWN).map(({ row: { name, message = '' } }) => {
    return `${clipped(name)} ${clipped(saidBy(message))}`.trim();
  });
  const more = bad.length > shown.length ? ` · and ${thousands(bad.length - shown.length)} more` : '';
  const limit = run.limit() > 0 ? ` (limit ${thousands(run.limit())})` : '';
  return `${thousands(bad.length)} of ${thousands(run.tally.total)} ${run.tally.total === 1 ? 'test' : 'tests'} failed${limit}: ${shown.join(' · ')}${more}`;
}

/** `1 error outside of any test: suite api could not be loaded`. */
function brokenInWords(errors: readonly CollectionError[]): RunTrouble {
  const shown = errors.slice(0, SHOWN).map(({ row: { suite, message } }) => `${clipped(suite)} ${clipped(causeOf(message))}`.trim());
  const more = errors.length > shown.length ? ` · and ${thousands(errors.length - shown.length)} more` : '';
  const count = `${thousands(errors.length)} ${errors.length === 1 ? 'error' : 'errors'} outside of any test`;
  return { verdict: 'failed', text: String(errors.length), words: `${count}: ${shown.join(' · ')}${more}` };
}

/** The line that says why a file could not be collected: of pytest the exception at the end, behind places in the file. */
export function causeOf(message: string): string {
  const raised = [...message.matchAll(/^E {3}(\w[\w.]*(?:Error|Exception|Exit|Failed|Skipped|Warning)\b.*)$/gm)].at(-1)?.[1];
  return raised?.trim() ?? saidBy(message);
}

/** The line of a failure that says what was wrong: pytest marks it with E, TAP's diagnostics with its key; else the first. */
function saidBy(message: string): string {
  const marked = /^(?:E {3,}|error: ['"]?)(\S.*?)['"]?$/m.exec(message);
  return marked?.[1] ?? firstLine(message);
}

function firstLine(text: string): string {
  return text.trim().split(/[\n\r]/)[0] ?? '';
}

function clipped(text: string): string {
  const characters = Array.from(text);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : text;
}

function waivedVerdict(run: Run): 'passed' | 'waived' {
  return run.failures.length > run.unwaived().length ? 'waived' : 'passed';
}

/** A row only where a waiver outlived its failure: the next one would go unseen. */
function staleRow({ runs }: RowInput): readonly Criterion[] {
  const passing = new Set(runs.filter((run) => run.over() && run.ofResults() === undefined).flatMap((run) => run.waived().passing));
  if (passing.size === 0) return [];
  return [
    {
      name: 'waivers',
      target: 'every known failure still fails',
      measured: `passing now: ${[...passing].join(', ')}`,
      words: `waived, but passing now: ${[...passing].join(', ')}`,
      verdict: 'failed',
    },
  ];
}
