import { z } from 'zod';
import type { RowParser } from '../core/fold.ts';
import { type CaseRow, durationOf, excerpt, type TestOutcome, type ResultRow } from './cases.ts';
import { claimRows, failureRows, outcomeRows } from './claims.ts';
import { FormatError } from './format-error.ts';
import { wholeJson } from './json-report.ts';
import { Times } from './report-times.ts';

/** `focused` is in Jest's types, and a test of which it is said passed or failed nobody knows how: it is not in here. */
const OUTCOMES = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
  disabled: 'skipped',
} as const satisfies Record<string, TestOutcome>;

const count = z.number().int().min(0);
const time = z.number().nullish();
const assertion = z.looseObject({
  ancestorTitles: z.array(z.string()).default([]),
  title: z.string(),
  status: z.enum(['passed', 'failed', 'skipped', 'pending', 'todo', 'disabled']),
  failureMessages: z.array(z.string()).nullish(),
  duration: z.number().nullish(),
  location: z.looseObject({ line: z.number() }).nullish(),
  invocations: z.number().nullish(),
  retryReasons: z.array(z.unknown()).nullish(),
});
const file = z.looseObject({
  name: z.string(),
  status: z.string(),
  message: z.string().nullish(),
  testExecError: z.unknown().optional(),
  assertionResults: z.array(assertion),
  startTime: time,
  endTime: time,
});
const report = z.looseObject({
  numTotalTests: count,
  numFailedTests: count,
  numFailedTestSuites: count,
  numPassedTests: count.optional(),
  numPendingTests: count.optional(),
  numTodoTests: count.optional(),
  numTotalTestSuites: count.optional(),
  numRuntimeErrorTestSuites: count.optional(),
  wasInterrupted: z.boolean().optional(),
  success: z.boolean(),
  startTime: time,
  testResults: z.array(file),
});

/**
 * The JSON of Jest and of Vitest, at most 16 MiB. A file that failed although none of its tests did could not be run: a row of its own.
 * A run that was interrupted is a FormatError; one that claims more failures or more tests than it shows can't pass.
 */
export function jestParser(path: string): RowParser {
  return wholeJson(path, 'a report of Jest', report, rows);
}

function* rows(run: z.infer<typeof report>): Iterable<ResultRow> {
  if (run.wasInterrupted === true) throw new FormatError('the run was interrupted');
  const times = new Times();
  const isVitest = run.numRuntimeErrorTestSuites === undefined;
  times.ms(run.startTime);
  let cases = 0;
  let skipped = 0;
  let failed = 0;
  let broken = 0;
  let failedFiles = 0;
  let passed = 0;
  for (const each of run.testResults) {
    const own = each.assertionResults.map((one) => caseOf(each.name, one, isVitest));
    const bad = own.filter(({ outcome }) => outcome === 'failed').length;
    yield* own;
    const couldNotRun = bad === 0 && (each.status === 'failed' || hasError(each.testExecError));
    if (couldNotRun) yield { row: 'collection-error', suite: '', message: messageOf(each), file: each.name };
    cases += own.length;
    passed += each.assertionResults.filter(({ status }) => status === 'passed').length;
    skipped += own.filter(({ outcome }) => outcome === 'skipped').length;
    // Jest has 0 for a file that it could not run.
    for (const at of [each.startTime, each.endTime]) if (at !== 0) times.ms(at);
    failed += bad;
    if (couldNotRun) broken++;
    if (bad > 0 || couldNotRun) failedFiles++;
  }
  yield* failureRows(run.numFailedTests, failed, () => 'numFailedTests');
  // Vitest counts every `describe` as a suite.
  yield* failureRows(Math.min(run.numFailedTestSuites, 1), failedFiles, () => 'numFailedTestSuites');
  yield* failureRows(run.numRuntimeErrorTestSuites ?? 0, broken, () => 'numRuntimeErrorTestSuites');
  if (!run.success && failedFiles === 0) throw new FormatError('success is false, but nothing in it failed');
  yield* claimRows(run.numTotalTests, { least: cases - skipped, tests: cases, most: cases });
  yield* outcomeRows('passed', run.numPassedTests, { least: passed, most: passed });
  yield* outcomeRows('skipped', (run.numPendingTests ?? 0) + (run.numTodoTests ?? 0), { least: 0, most: skipped });
  const files = run.numTotalTestSuites ?? 0;
  const { length: shown } = run.testResults;
  // Vitest counts every `describe` as a suite.
  if (!isVitest && files > shown) yield { row: 'doubt', message: `claims ${files} files of tests, shows ${shown}` };
  yield* times.notes();
  yield { row: 'totals', cases, claimed: { tests: run.numTotalTests, failing: run.numFailedTests }, ...times.totals() };
}

function hasError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Object.keys(error).length > 0;
}

function messageOf({ message, testExecError }: z.infer<typeof file>): string {
  const own = z.looseObject({ message: z.string() }).safeParse(testExecError);
  return excerpt(message || (own.success ? own.data.message : '')) ?? 'the file could not be run';
}

/** @param isVitest it keeps why a test failed that passed at last, and calls tests pending that it never started; Jest's `pending` is a skipped one */
function caseOf(path: string, one: z.infer<typeof assertion>, isVitest: boolean): CaseRow {
  const outcome = OUTCOMES[one.status];
  const before = isVitest ? one.failureMessages : one.retryReasons;
  const retried = (one.invocations ?? 1) > 1 || (before ?? []).length > 0;
  const notRun = isVitest && one.status === 'pending';
  const said = excerpt((one.failureMessages ?? []).join('\n'));
  const line = one.location?.line ?? 0;
  return {
    row: 'case',
    suite: one.ancestorTitles.join(' > '),
    name: one.title,
    file: path,
    ...(Number.isInteger(line) && line > 0 && { line }),
    outcome: outcome === 'passed' && retried ? 'flaky' : outcome,
    ...(notRun && { notRun }),
    ...(said !== undefined && { message: said }),
    ...durationOf(one.duration ?? Number.NaN),
  };
}
