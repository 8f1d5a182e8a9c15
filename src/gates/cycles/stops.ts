import type { Criterion, Finding } from '../../core/judgement.ts';
import { listOf, MalformedObservation, type Observation } from '../../core/observation.ts';
import type { ServicePlan } from '../../core/plan.ts';
import type { Verdict } from '../../core/verdict.ts';

/** Clean is exit code 0, or an end by the very signal that was sent. */
export const STOPS = { name: 'stops', target: 'clean, within the grace period' } as const;

/** More findings than this are counted, not listed: memory does not grow with the cycles. */
const MOST_FINDINGS = 20;

/** Numbers of the stop signals (signal(7)): a shell, and many a runtime, exits with 128 and the number. The user's own differ on macOS. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  SIGHUP: [1],
  SIGINT: [2],
  SIGQUIT: [3],
  SIGKILL: [9],
  SIGUSR1: [10, 30],
  SIGUSR2: [12, 31],
  SIGTERM: [15],
};

/** Windows has no signals: who is told to end is ended, with this exit code. */
const ENDED_ON_WINDOWS = 1;

/** How the stops of all cycles went. One that was forced, or that ended badly, warns: nothing was left, but no stop was clean. */
export class Stops {
  readonly findings: Finding[] = [];
  /** Stops of a process that ran. */
  total = 0;
  /** Those of them before the first start of the gate: of services that an earlier gate had started. */
  private before = 0;
  /** Services of which a stop was seen, of whatever. */
  private readonly seen = new Set<string>();
  /** Those that were not over within the grace period. */
  forced = 0;
  /** Those that ended with another exit code or signal than a clean stop does. */
  bad = 0;
  private readonly windows: boolean;

  constructor(windows: boolean) {
    this.windows = windows;
  }

  /** Takes a `service.stopped`. @throws MalformedObservation */
  step(o: Observation, { id, stop }: ServicePlan, cycle: number): void {
    const signals = listOf(o, 'signals');
    const isFirst = !this.seen.has(id);
    this.seen.add(id);
    if (o['pid'] === undefined) return;
    this.total++;
    if (isFirst) this.before++;
    const when = isFirst ? 'before cycle 1' : `cycle ${cycle}`;
    if (stop.signal !== 'SIGKILL' && signals.includes('SIGKILL')) {
      this.forced++;
      this.say(o, `${when}: ${id} did not stop on ${stop.signal} and was killed after ${stop.gracePeriodMs} ms`);
      return;
    }
    const ending = endingOf(o);
    if (!this.isClean(ending, stop.signal)) {
      this.bad++;
      this.say(o, `${when}: ${id} ended its stop by ${endingText(ending)}; exit code 0 or ${stop.signal} is a clean one`);
    }
  }

  /** @param seen whether every cycle was seen, to its end */
  row(seen: boolean): Criterion {
    const { total, forced, bad } = this;
    const parts = [
      ...(forced > 0 ? [`${forced} of ${total} stops needed SIGKILL`] : []),
      ...(bad > 0 ? [`${bad} of ${total} ended badly`] : []),
    ];
    if (parts.length > 0) return { ...STOPS, measured: `${parts.join(', ')}: ${this.findings[0]?.message ?? ''}`, verdict: 'warned' };
    const complete = seen && total > 0;
    const verdict: Verdict = complete ? 'passed' : 'blocked';
    return {
      ...STOPS,
      measured: complete ? `${total} of ${total}${this.beforeInWords()}` : `${total}, but not every cycle was seen`,
      verdict,
    };
  }

  /** A service that ran already is stopped once more than there are cycles. */
  private beforeInWords(): string {
    if (this.before === 0) return '';
    return `, ${this.before} of them before cycle 1: ${this.before === 1 ? 'a service' : 'services'} that ran already`;
  }

  private isClean(ending: Ending, signal: string): boolean {
    if ('signal' in ending) return ending.signal === signal;
    if (ending.exit === 0 || (this.windows && ending.exit === ENDED_ON_WINDOWS)) return true;
    return (NUMBERS[signal] ?? []).some((number) => ending.exit === 128 + number);
  }

  private say(o: Observation, message: string): void {
    const said = this.findings.length;
    if (said < MOST_FINDINGS) this.findings.push({ title: 'Stop', message, seq: o.seq, verdict: 'warned' });
    else if (said === MOST_FINDINGS)
      this.findings.push({ title: 'Stop', message: 'more stops were not clean; they are counted', seq: o.seq, verdict: 'warned' });
  }
}

type Ending = { readonly exit: number } | { readonly signal: string };

function endingOf(o: Observation): Ending {
  const { exit, signal } = o;
  if (typeof signal === 'string') return { signal };
  if (typeof exit === 'number') return { exit };
  throw new MalformedObservation(o, 'exit', 'how the process ended');
}

function endingText(ending: Ending): string {
  return 'signal' in ending ? ending.signal : `exit code ${ending.exit}`;
}
