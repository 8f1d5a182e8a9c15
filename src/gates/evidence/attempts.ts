import type { Criterion, Finding } from '../../core/judgement.ts';
import { countOf, type Observation, stringOf } from '../../core/observation.ts';

/** So many attempts are named in a row; the report lists them all. */
const SHOWN = 5;

/** The name of the row, and what it demands. */
export function attemptsRow(maxAttempts: number): Pick<Criterion, 'name' | 'target'> {
  return { name: 'attempts', target: `fewer than ${maxAttempts} earlier NO-GO of this commit` };
}

/** What is known of earlier executions of the same commit and configuration. */
export class AttemptsTally {
  private readonly attempts: Observation[] = [];
  private history: Observation | undefined;

  /** @param o a fact `attempt` or `history` */
  step(o: Observation): void {
    if (o.type === 'attempt') this.attempts.push(o);
    else this.history ??= o;
  }

  /** Whether earlier executions were asked for. */
  get isKnown(): boolean {
    return this.history !== undefined;
  }

  /** The row of `max-attempts`: passed only where every attempt of the commit is known, and too few of them were a NO-GO. */
  row(maxAttempts: number): Criterion {
    const row = attemptsRow(maxAttempts);
    const why = this.exhausted(maxAttempts) ?? this.unknown();
    if (why !== undefined) return { ...row, measured: why, verdict: 'blocked' };
    return { ...row, measured: `${this.noGos} of ${this.count} earlier executions were NO-GO${this.open()}`, verdict: 'passed' };
  }

  /** Said where no limit makes a row of it. */
  findings(): readonly Finding[] {
    const { history } = this;
    if (!history) return [];
    const trouble = troubleOf(history);
    return trouble === undefined ? [] : [{ title: 'Earlier executions', message: trouble, seq: history.seq, note: true }];
  }

  /** Red runs that somebody ends before their decision count as none: so they are named. */
  private open(): string {
    const open = this.attempts.filter((o) => o['status'] === 'BLOCKED' || o['status'] === 'UNFINISHED').length;
    return open === 0 ? '' : `, ${open} BLOCKED or unfinished`;
  }

  private get count(): number {
    return this.history ? countOf(this.history, 'attempts') : this.attempts.length;
  }

  private get noGos(): number {
    const named = this.attempts.filter((o) => o['status'] === 'NO-GO').length;
    return this.history ? Math.max(countOf(this.history, 'noGo'), named) : named;
  }

  private exhausted(maxAttempts: number): string | undefined {
    if (this.noGos < maxAttempts) return undefined;
    const failed = this.attempts.filter((o) => o['status'] === 'NO-GO').toReversed();
    const named = failed.slice(0, SHOWN).map((o) => `${stringOf(o, 'executionId')} (${stringOf(o, 'at').slice(0, 10)})`);
    const more = this.noGos > named.length ? ` and ${this.noGos - named.length} more` : '';
    return `${this.noGos} NO-GO of this commit before (max-attempts: ${maxAttempts}): ${named.join(', ')}${more}. Commit a change, or raise the limit`;
  }

  private unknown(): string | undefined {
    const { history } = this;
    if (!history) return 'nobody looked for earlier attempts';
    const trouble = troubleOf(history);
    if (trouble !== undefined) return trouble;
    if (history['commit'] === undefined) return 'there is no commit whose attempts could be counted';
    if (history['fleeting'] === true)
      return `${storeOf(history)} ends with this job, so attempts can't be counted: use \`store: github\`, or a folder that stays`;
    return undefined;
  }
}

function troubleOf(history: Observation): string | undefined {
  const { trouble } = history;
  if (typeof trouble === 'string') return `earlier executions could not be read: ${trouble}`;
  const [unread, why] = [countOf(history, 'unread'), history['unreadWhy']];
  return unread === 0
    ? undefined
    : `${unread} earlier ${unread === 1 ? 'execution' : 'executions'} in ${storeOf(history)} could not be read${typeof why === 'string' ? ` (${why})` : ''}`;
}

function storeOf(history: Observation): string {
  const { store } = history;
  return typeof store === 'string' ? store : 'the store';
}
