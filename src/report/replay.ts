import type { Decision } from '../core/decision.ts';
import type { Observation } from '../core/observation.ts';
import { terminal } from './escape.ts';
import { isFailure } from './replay-fields.ts';
import { describe } from './replay-words.ts';
import { ReplayVerdicts } from './replay-verdicts.ts';
import { countOfThings, offset } from './words.ts';

/** Verdicts stand where no moment does: they follow from all that was recorded. */
const INDENT = ' '.repeat(offset(0).length + 2);

const MINUTE_MS = 60_000;

/** Checks of one gate in one minute. */
interface Minute {
  readonly gate: string | undefined;
  readonly number: number;
  lastT: number;
  checks: number;
  failures: number;
  missed: number;
}

/**
 * An execution as a timeline of text lines, from its observations in order: a line for each event of interest, checks as one
 * line a minute, every failed or missed check on a line of its own.
 */
export class Replay {
  private minute: Minute | undefined;
  private readonly verdicts: ReplayVerdicts | undefined;

  /** @param decision what the execution amounts to, as far as it can be judged */
  constructor(decision?: Decision) {
    this.verdicts = decision && new ReplayVerdicts(decision);
  }

  /** @returns the lines that this observation completes. */
  step(o: Observation): readonly string[] {
    if (o.type === 'seal') return [];
    const summed = this.closeMinuteBefore(o);
    if (o.type === 'check' || o.type === 'missed') this.count(o);
    const words = describe(o);
    const verdicts = this.verdicts?.step(o) ?? [];
    const own = words === undefined ? [] : [line(o.t, o.gate, words)];
    return [...summed, ...own, ...verdicts.map((verdict) => `${INDENT}${verdict}`)];
  }

  /** @returns what is still to be said after the last observation. */
  end(): readonly string[] {
    return [...this.closeMinute(), ...(this.verdicts?.end() ?? []).map((verdict) => `${INDENT}${verdict}`)];
  }

  private count(o: Observation): void {
    this.minute ??= { gate: o.gate, number: Math.floor(o.t / MINUTE_MS), lastT: o.t, checks: 0, failures: 0, missed: 0 };
    this.minute.lastT = o.t;
    if (o.type === 'missed') this.minute.missed++;
    else this.minute.checks++;
    if (o.type === 'check' && isFailure(o)) this.minute.failures++;
  }

  /** A minute ends with the first observation of the next one or of another gate, and with its gate. */
  private closeMinuteBefore(o: Observation): readonly string[] {
    if (!this.minute) return [];
    const same = o.gate === this.minute.gate && Math.floor(o.t / MINUTE_MS) === this.minute.number && o.type !== 'gate.ended';
    return same ? [] : this.closeMinute();
  }

  private closeMinute(): readonly string[] {
    const minute = this.minute;
    this.minute = undefined;
    if (!minute) return [];
    const failures = minute.failures > 0 ? countOfThings(minute.failures, 'failure') : 'all answered';
    const missed = minute.missed > 0 ? `, ${minute.missed} missed` : '';
    const words = minute.checks > 0 ? `${countOfThings(minute.checks, 'check')}, ${failures}${missed}` : `${minute.missed} missed`;
    return [line(minute.lastT, minute.gate, words)];
  }
}

function line(t: number, gate: string | undefined, words: string): string {
  return `${offset(t)}  ${gate === undefined ? '' : `[${terminal(gate)}] `}${words}`;
}
