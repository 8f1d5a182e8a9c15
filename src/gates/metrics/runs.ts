import type { Verdict } from '../../core/verdict.ts';

export interface RunLimits {
  readonly consecutiveFailureLimit?: number;
  readonly consecutiveErrorLimit?: number;
}

/** Counts looks, and how many in a row did not pass or brought no data. Its size does not grow with time. */
export class Runs {
  passed = 0;
  warned = 0;
  failed = 0;
  /** Looks that could not be judged. */
  errors = 0;
  longestFailing = 0;
  longestErring = 0;
  private failing = 0;
  private erring = 0;
  private readonly limits: RunLimits;

  constructor(limits: RunLimits) {
    this.limits = limits;
  }

  get looks(): number {
    return this.passed + this.warned + this.failed + this.errors;
  }

  /** A look without data says nothing of the product: it ends no run of looks that did not pass, and makes none longer. */
  take(verdict: Verdict): void {
    if (verdict === 'passed') this.passed++;
    else if (verdict === 'warned') this.warned++;
    else if (verdict === 'failed') this.failed++;
    else this.errors++;
    const erred = verdict === 'blocked';
    this.erring = erred ? this.erring + 1 : 0;
    if (!erred) this.failing = verdict === 'passed' ? 0 : this.failing + 1;
    this.longestErring = Math.max(this.longestErring, this.erring);
    this.longestFailing = Math.max(this.longestFailing, this.failing);
  }

  /** More in a row did not pass than the limit allows; without a limit that never happens. */
  failedTooLong(): boolean {
    return exceeds(this.longestFailing, this.limits.consecutiveFailureLimit);
  }

  erredTooLong(): boolean {
    return exceeds(this.longestErring, this.limits.consecutiveErrorLimit);
  }

  /** Whether a look that failed counts against the gate. */
  failuresCount(): boolean {
    return this.limits.consecutiveFailureLimit === undefined || this.failedTooLong();
  }

  /** Whether a look without data counts against the gate. */
  errorsCount(): boolean {
    return this.limits.consecutiveErrorLimit === undefined || this.erredTooLong();
  }
}

function exceeds(run: number, limit: number | undefined): boolean {
  return limit !== undefined && run > limit;
}
