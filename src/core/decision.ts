import type { Judgement } from './judgement.ts';
import type { Verdict } from './verdict.ts';

/** GO: every required gate passed. NO-GO: one failed. BLOCKED: none failed, one could not be judged. PARTIAL: not the whole plan. */
export type Status = 'GO' | 'NO-GO' | 'BLOCKED' | 'PARTIAL';

export interface Decision {
  readonly status: Status;
  /** 0 GO or PARTIAL without a bad verdict, 1 a required gate failed, 2 blocked. */
  readonly exitCode: 0 | 1 | 2;
  /** Why, one line a reason, the worst first. */
  readonly reasons: readonly string[];
  readonly partial: readonly string[];
  readonly totals: Readonly<Record<'gates' | Verdict, number>>;
  readonly judgements: readonly Judgement[];
}
