import { type CaseRow, isFailure } from './cases.ts';

/** A suite's own counts. */
interface Claimed {
  readonly tests: number;
  readonly failing: number;
}

/**
 * Rows of a suite with a test that was tried again made one: pytest-rerunfailures writes each attempt as a test and counts one. So
 * it is only where the suite counts fewer tests than it shows, and no fewer than it shows names. A test that passed after that is flaky.
 * @returns the same rows where nothing was tried again, or where it would hide a failure that the suite counts
 */
export function withoutRetries(rows: readonly CaseRow[], { tests, failing }: Claimed): readonly CaseRow[] {
  if (tests >= rows.length) return rows;
  const attempts = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const id = `${row.file ?? ''}\0${row.classname ?? ''}\0${row.name}`;
    const known = attempts.get(id);
    if (known) known.push(row);
    else attempts.set(id, [row]);
  }
  if (attempts.size > tests) return rows;
  const merged = [...attempts.values()].map(lastOf);
  return merged.filter(({ outcome }) => isFailure(outcome)).length < Math.min(failing, attempts.size) ? rows : merged;
}

/** One test of its attempts. What failed and was then skipped failed. */
function lastOf(attempts: readonly CaseRow[]): CaseRow {
  const [first] = attempts;
  const last = attempts.at(-1);
  if (!first || !last || attempts.length === 1) return last as CaseRow;
  if (isFailure(last.outcome)) return last;
  const failed = attempts.findLast(({ outcome }) => isFailure(outcome));
  if (last.outcome === 'skipped') return failed ?? last;
  return { ...last, outcome: 'flaky', message: failed?.message ?? `passed when it was tried ${attempts.length} times` };
}
