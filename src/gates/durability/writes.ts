import type { Write } from './ledger.ts';

/** When a backup was made; `t`, ms. */
export interface BackupTimes {
  readonly began: number;
  readonly ended: number;
}

/** The writes of one cycle: whether they are such that a loss would show. */
export class Writes {
  attempts = 0;
  acknowledged = 0;
  private beforeBackup = 0;
  /** `t` of the first one that was acknowledged after the backup had ended. */
  private firstAfterBackup: number | undefined;

  take({ to, acknowledged }: Write, backup: BackupTimes): void {
    this.attempts++;
    if (!acknowledged) return;
    this.acknowledged++;
    if (to < backup.began) this.beforeBackup++;
    if (to > backup.ended) this.firstAfterBackup ??= to;
  }

  /** Why nothing can be learnt of them; undefined when something can. */
  trouble(crashedAt: number, rpoMs: number): string | undefined {
    if (this.acknowledged === 0) return `0 of ${this.attempts} writes were acknowledged`;
    if (this.beforeBackup === 0) return 'no write was acknowledged before the backup';
    const exposedMs = this.firstAfterBackup === undefined ? 0 : Math.max(0, crashedAt - this.firstAfterBackup);
    return exposedMs > rpoMs
      ? undefined
      : `writes went on for ${Math.floor(exposedMs)} ms after the backup, in which no loss could exceed the objective`;
  }
}
