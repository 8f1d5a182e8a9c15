import type { Criterion } from '../../core/judgement.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Runs } from './runs.ts';

/** A verdict that some looks gave a criterion. */
interface Seen {
  readonly row: Criterion;
  /** The first such look, from 0. */
  readonly look: number;
  readonly times: number;
}

/** What one criterion amounts to over many looks: of each verdict the first row, and how often. */
export class CriterionRow {
  private readonly plan: CriterionPlan;
  private readonly looks: number;
  private readonly seen = new Map<Verdict, Seen>();

  /** @param looks how many there must be */
  constructor(plan: CriterionPlan, looks: number) {
    this.plan = plan;
    this.looks = looks;
  }

  take(row: Criterion, look: number): void {
    const before = this.seen.get(row.verdict);
    this.seen.set(row.verdict, before ? { ...before, times: before.times + 1 } : { row, look, times: 1 });
  }

  /**
   * The row of the table, with the worst look. Failed and blocked looks count unless a limit in a row tolerates them; what is
   * tolerated is said, and at least one look must have held.
   */
  over(runs: Runs, missing: string | undefined): Criterion {
    const [failed, blocked, warned, passed] = (['failed', 'blocked', 'warned', 'passed'] as const).map((one) => this.seen.get(one));
    if (failed && runs.failuresCount()) return this.show(failed, 'failed');
    // What ended the looks has decided, however many were still to come.
    if (warned && runs.failedTooOften() !== undefined) return this.show(warned, 'failed');
    if (blocked && runs.erredTooOften() !== undefined) return this.show(blocked, 'blocked');
    if (missing !== undefined) return this.unseen(missing);
    if (blocked && runs.errorsCount()) return this.show(blocked, 'blocked');
    if (warned) return this.show(warned, 'warned');
    if (failed) return this.show(failed, passed ? 'passed' : 'failed');
    if (passed) return this.show(passed, 'passed');
    return blocked ? this.show(blocked, 'blocked') : this.unseen('no look could be judged');
  }

  private show({ row, look, times }: Seen, verdict: Verdict): Criterion {
    if (this.looks === 1) return { ...row, verdict };
    const where = row.verdict === 'passed' ? `in ${times} of ${this.looks} looks` : `in look ${look + 1} of ${this.looks}`;
    const more = row.verdict !== 'passed' && times > 1 ? `, ${times} such` : '';
    return {
      ...row,
      measured: `${row.measured} (${where}${more}${verdict === 'passed' && row.verdict !== verdict ? ', tolerated' : ''})`,
      verdict,
    };
  }

  private unseen(why: string): Criterion {
    return { name: this.plan.name, target: this.plan.pass, measured: why, verdict: 'blocked' };
  }
}
