import { isoTime } from '../core/calendar.ts';
import { thousands } from '../core/thousands.ts';
import type { Verdict } from '../core/verdict.ts';
import { cut } from './budget.ts';
import { terminal as text } from './escape.ts';
import { FloodGuard } from './flood.ts';
import { countOfThings, spanInWords, verdictInWords } from './words.ts';
import { clip } from './width.ts';

const MINUTE_MS = 60_000;
/** Bytes of one line of foreign text. */
const LINE_BYTES = 300;

export interface ProgressOptions {
  /** A terminal where one line can be rewritten; otherwise there is a line a minute. */
  readonly live: boolean;
  /** Width of the live line. */
  readonly columns: number;
  /** Wall clock at t = 0, ms since 1970. */
  readonly startedAtMs: number;
  /** Bad events a minute, at most; 20 when absent. */
  readonly linesAMinute?: number;
}

/** What to print now: whole lines, in order, then the line that is rewritten (undefined: none). */
export interface ProgressOutput {
  readonly lines: readonly string[];
  readonly live: string | undefined;
}

interface RunningGate {
  readonly id: string;
  readonly startedT: number;
  done: number;
  total: number;
  failures: number;
  note: string;
  lastNotice: string;
}

/**
 * Progress that a person can follow for two days: every method takes the time (monotonic ms since the start, never backwards)
 * and answers what to print. It prints nothing itself and knows no clock.
 */
export class Progress {
  private readonly options: ProgressOptions;
  private readonly flood: FloodGuard;
  private gate: RunningGate | undefined;
  private nextStatus = MINUTE_MS;

  constructor(options: ProgressOptions) {
    this.options = options;
    this.flood = new FloodGuard(options.linesAMinute);
  }

  gateStarted(t: number, id: string): ProgressOutput {
    this.gate = { id: shown(id), startedT: t, done: 0, total: 0, failures: 0, note: '', lastNotice: '' };
    this.nextStatus = t + MINUTE_MS;
    return this.output(t, [...this.flood.due(t), `${this.gate.id} starts`]);
  }

  gateEnded(t: number, judgement: { gate: string; verdict: Verdict; raw: Verdict; reason: string }): ProgressOutput {
    const took = this.gate ? ` after ${spanInWords(t - this.gate.startedT)}` : '';
    const why = judgement.reason === '' ? '' : `: ${shown(judgement.reason)}`;
    const lines = [...this.flood.flush(), `${shown(judgement.gate)} ${verdictInWords(judgement)}${took}${why}`];
    this.gate = undefined;
    return this.output(t, lines);
  }

  /** `done` of `total` (0: not known) of the gate that runs. */
  update(t: number, done: number, total: number, note = ''): ProgressOutput {
    if (this.gate) Object.assign(this.gate, { done, total, note: shown(note) });
    return this.tick(t);
  }

  /** A bad event. Repeated ones are counted instead of printed. */
  notice(t: number, line: string): ProgressOutput {
    const words = this.gate ? `${this.gate.id}: ${shown(line)}` : shown(line);
    if (this.gate) {
      this.gate.failures++;
      this.gate.lastNotice = shown(line);
    }
    return this.output(t, this.flood.take(t, words));
  }

  /** Something to say once, as it is: where the bundle lies, that an interruption was heard. */
  say(t: number, line: string): ProgressOutput {
    return this.output(t, [shown(line)]);
  }

  /** To be called about once a second: what the passing of time alone makes due. */
  tick(t: number): ProgressOutput {
    const lines = [...this.flood.due(t)];
    if (!this.options.live && this.gate && t >= this.nextStatus) {
      lines.push(status(this.gate, t));
      this.nextStatus = t + MINUTE_MS;
    }
    return this.output(t, lines);
  }

  /** The end: what is counted and not yet said; no live line is left. */
  end(t: number): ProgressOutput {
    this.gate = undefined;
    return this.output(t, this.flood.flush());
  }

  private output(t: number, lines: readonly string[]): ProgressOutput {
    return { lines: lines.map((line) => `${isoTime(this.options.startedAtMs + t)} ${line}`), live: this.liveLine(t) };
  }

  private liveLine(t: number): string | undefined {
    if (!this.options.live || !this.gate) return undefined;
    const { lastNotice } = this.gate;
    const words = status(this.gate, t) + (lastNotice === '' ? '' : ` · last: ${lastNotice}`);
    return clip(words, this.options.columns - 1);
  }
}

/** `health-30m 1,234/2,160 (57%) · 3 failures · 12 min 5 s · about 9 min 4 s left · note` */
function status(gate: RunningGate, t: number): string {
  const elapsed = t - gate.startedT;
  return [
    gate.id + doneOfTotal(gate),
    ...(gate.failures > 0 ? [countOfThings(gate.failures, 'failure')] : []),
    spanInWords(elapsed),
    ...remaining(gate, elapsed),
    ...(gate.note === '' ? [] : [gate.note]),
  ].join(' · ');
}

function doneOfTotal({ done, total }: RunningGate): string {
  if (total <= 0) return done > 0 ? ` ${thousands(done)}` : '';
  return ` ${thousands(done)}/${thousands(total)} (${Math.floor((done / total) * 100)}%)`;
}

/** An estimate once a part is done: what is left takes as long as what is done took. */
function remaining({ done, total }: RunningGate, elapsed: number): readonly string[] {
  if (done <= 0 || total <= done || elapsed < 1000) return [];
  return [`about ${spanInWords((elapsed / done) * (total - done))} left`];
}

function shown(foreign: string): string {
  return text(cut(foreign, LINE_BYTES));
}
