import { z } from 'zod';
import type { RowParser } from '../core/fold.ts';
import { type CaseRow, durationOf, excerpt, isFailure, type TestOutcome, type ResultRow, withDetail } from './cases.ts';
import { claimRows, failureRows, outcomeRows } from './claims.ts';
import { wholeJson } from './json-report.ts';
import { Times } from './report-times.ts';

const OUTCOMES = { passed: 'passed', failed: 'failed', skipped: 'skipped', pending: 'skipped', other: 'errored' } as const satisfies Record<
  string,
  TestOutcome
>;

const count = z.number().int().min(0);
const time = z.number().nullish();
const test = z.looseObject({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'skipped', 'pending', 'other']),
  duration: z.number().optional(),
  suite: z.union([z.string(), z.array(z.string())]).optional(),
  message: z.string().nullish(),
  trace: z.string().nullish(),
  filePath: z.string().nullish(),
  line: z.number().nullish(),
  flaky: z.boolean().nullish(),
  retries: z.number().nullish(),
  retryAttempts: z.array(z.looseObject({ status: z.string().nullish() })).nullish(),
});
const optionalCounts = { passed: count.nullish(), skipped: count.nullish(), pending: count.nullish(), other: count.nullish() };
const report = z.looseObject({
  results: z.looseObject({
    summary: z.looseObject({ tests: count, failed: count, ...optionalCounts, start: time, stop: time }),
    tests: z.array(test),
  }),
});

/** The Common Test Report Format (ctrf.io), at most 16 MiB. A summary that claims more failures or more tests than there are can't pass. */
export function ctrfParser(path: string): RowParser {
  return wholeJson(path, 'CTRF', report, rows);
}

function* rows({ results: { summary, tests } }: z.infer<typeof report>): Iterable<ResultRow> {
  const times = new Times();
  let failing = 0;
  let skipped = 0;
  for (const each of tests) {
    const row = caseOf(each);
    if (isFailure(row.outcome)) failing++;
    if (row.outcome === 'skipped') skipped++;
    yield row;
  }
  const claimed = summary.failed + (summary.other ?? 0);
  yield* failureRows(claimed, failing);
  const { length: cases } = tests;
  yield* claimRows(summary.tests, { least: cases - skipped, tests: cases, most: cases });
  const passed = tests.filter(({ status }) => status === 'passed').length;
  yield* outcomeRows('passed', summary.passed ?? undefined, { least: passed, most: passed });
  yield* outcomeRows('skipped', (summary.skipped ?? 0) + (summary.pending ?? 0), { least: 0, most: skipped });
  for (const at of [summary.start, summary.stop]) times.ms(at);
  yield* times.notes();
  yield { row: 'totals', cases, claimed: { tests: summary.tests, failing: claimed }, ...times.totals() };
}

function caseOf(one: z.infer<typeof test>): CaseRow {
  const { name, status, duration, suite, message, trace, filePath, line } = one;
  const outcome = OUTCOMES[status];
  const said = excerpt(withDetail(message ?? '', trace ?? ''));
  return {
    row: 'case',
    suite: typeof suite === 'string' ? suite : (suite ?? []).join(' > '),
    name,
    ...(filePath && { file: filePath }),
    ...(typeof line === 'number' && Number.isInteger(line) && line > 0 && { line }),
    outcome: outcome === 'passed' && wasRetried(one) ? 'flaky' : outcome,
    ...(said !== undefined && { message: said }),
    ...durationOf(duration ?? Number.NaN),
  };
}

/** Some tools list the attempt that passed, too. */
function wasRetried({ flaky, retries, retryAttempts }: z.infer<typeof test>): boolean {
  return flaky === true || (retries ?? 0) > 0 || (retryAttempts ?? []).some(({ status }) => status !== 'passed');
}
