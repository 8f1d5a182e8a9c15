import type { Write } from './ledger.ts';

/** When a backup was made; `t`, ms. */
export interface BackupTimes {
  readonly began: number;
  readonly ended: number;
}

/** A crash: the moment before the first signal, and when nothing of the service was left; `t`, ms. */
export interface CrashTimes {
  readonly began: number;
  readonly ended: number;
}

/** The writes of one cycle: whether they are such that a loss would show. */
export class Writes {
  attempts = 0;
  acknowledged = 0;
  /** Number of the last one that was acknowledged before the backup began. */
  lastBefore: number | undefined;
  /** Number of the first one that began after the backup had ended. */
  firstAfter: number | undefined;
  /** `t` of the first one that was acknowledged after the backup had ended. */
  private firstAfterBackup: number | undefined;
  /** Number of the first one that began when all of the service had been killed, and was acknowledged. */
  private afterDeath: number | undefined;
  /** Whether one that began after the backup had ended was acknowledged. */
  private wentOn = false;

  take({ seq, from, to, acknowledged }: Write, backup: BackupTimes, crash: CrashTimes): void {
    this.attempts++;
    if (from > backup.ended) this.firstAfter ??= seq;
    if (!acknowledged) return;
    this.acknowledged++;
    if (to < backup.began) this.lastBefore = seq;
    if (to > backup.ended) this.firstAfterBackup ??= to;
    if (from >= crash.ended) this.afterDeath ??= seq;
    this.wentOn ||= from > backup.ended;
  }

  /** Why nothing can be learnt of them after a crash; undefined when something can. */
  trouble(crashedAt: number, rpoMs: number): string | undefined {
    const exposedMs = this.firstAfterBackup === undefined ? 0 : Math.max(0, crashedAt - this.firstAfterBackup);
    return (
      this.none() ??
      (exposedMs > rpoMs
        ? undefined
        : `writes went on for ${Math.floor(exposedMs)} ms after the backup, in which no loss could exceed the objective`)
    );
  }

  /** The same of a drill: without a write after the backup nothing tells a copy from the service itself. */
  troubleOfDrill(): string | undefined {
    return this.none() ?? (this.wentOn ? undefined : 'no write was acknowledged after the backup');
  }

  /**
   * A write that the service can't have got and that was acknowledged: by something else, which the crash did not stop. What was
   * acknowledged before the crash is held all the same.
   */
  strange(): string | undefined {
    return this.afterDeath === undefined
      ? undefined
      : `write ${this.afterDeath} was acknowledged, though it began after the service had been killed: something else acknowledges writes, and this crash did not stop it`;
  }

  private none(): string | undefined {
    if (this.acknowledged === 0) return `0 of ${this.attempts} writes were acknowledged`;
    return this.lastBefore === undefined ? 'no write was acknowledged before the backup' : undefined;
  }
}
