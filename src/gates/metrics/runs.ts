import type { Verdict } from '../../core/verdict.ts';
import type { RunLimits } from '../shared/look-limits.ts';

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
    return this.measured + this.errors;
  }

  /** Looks that could be judged. */
  get measured(): number {
    return this.passed + this.warned + this.failed;
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

  /** How many there were of what a limit is about. */
  seen(limit: keyof RunLimits): number {
    const { longestFailing, longestErring, failed, warned, errors } = this;
    return {
      consecutiveFailureLimit: longestFailing,
      consecutiveErrorLimit: longestErring,
      failures: failed,
      warnings: warned,
      errors,
    }[limit];
  }

  /** Whether there were more; without the limit there never are. */
  exceeds(limit: keyof RunLimits): boolean {
    const most = this.limits[limit];
    return most !== undefined && this.seen(limit) > most;
  }

  /** Why too many did not pass; undefined where that is not so. */
  failedTooOften(): string | undefined {
    return this.why(['consecutiveFailureLimit', 'failures', 'warnings']);
  }

  /** Why too many brought no data. */
  erredTooOften(): string | undefined {
    return this.why(['consecutiveErrorLimit', 'errors']);
  }

  /** Whether a look that failed counts against the gate. */
  failuresCount(): boolean {
    const { consecutiveFailureLimit, failures } = this.limits;
    return (consecutiveFailureLimit ?? failures) === undefined || this.failedTooOften() !== undefined;
  }

  /** Whether a look without data counts against the gate. */
  errorsCount(): boolean {
    const { consecutiveErrorLimit, errors } = this.limits;
    return (consecutiveErrorLimit ?? errors) === undefined || this.erredTooOften() !== undefined;
  }

  private why(limits: readonly (keyof RunLimits)[]): string | undefined {
    const limit = limits.find((one) => this.exceeds(one));
    return limit && `${this.seen(limit)} looks ${WORDS[limit](this.limits[limit] ?? 0)}`;
  }
}

const WORDS: Readonly<Record<keyof RunLimits, (most: number) => string>> = {
  consecutiveFailureLimit: (most) => `in a row did not pass, at most ${most} may`,
  consecutiveErrorLimit: (most) => `in a row without data, at most ${most} may be`,
  failures: (most) => `failed, at most ${most} may`,
  warnings: (most) => `warned, at most ${most} may`,
  errors: (most) => `without data, at most ${most} may be (error-limit)`,
};
