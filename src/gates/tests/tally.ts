import type { Finding } from '../../core/judgement.ts';
import { significant } from '../../core/ratio.ts';
import { known, type Measured } from '../../conditions/measurements.ts';
import type { CASES } from './spec.ts';
import type { CaseRow, TestOutcome } from '../../formats/cases.ts';
import { idOf } from './names.ts';

/** Counts of tests by how they ended. */
export class Tally {
  passed = 0;
  failed = 0;
  errors = 0;
  skipped = 0;
  flaky = 0;

  take(outcome: TestOutcome): void {
    if (outcome === 'errored') this.errors++;
    else this[outcome]++;
  }

  get total(): number {
    return this.passed + this.failed + this.errors + this.skipped + this.flaky;
  }

  /** Tests that ran. */
  get ran(): number {
    return this.total - this.skipped;
  }

  /** As conditions read it; the rate of nothing is nothing. */
  measurements() {
    const { total, passed, failed, errors, skipped, flaky } = this;
    const passRate = total > 0 ? significant(passed / total) : undefined;
    return known({ total, passed, failed, errors, skipped, flaky, passRate } satisfies Measured<typeof CASES>);
  }
}

/** A test that went wrong, as reports and waivers name it. */
export interface Failure {
  readonly row: CaseRow;
  readonly seq: number;
}

/** What to point at; the first lines of what went wrong. */
export function findingOf({ row, seq }: Failure, inRun: string): Finding {
  const { file, line, message = 'no message' } = row;
  return {
    title: idOf(row),
    message: `${row.outcome}${inRun}: ${message}`,
    seq,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
  };
}
