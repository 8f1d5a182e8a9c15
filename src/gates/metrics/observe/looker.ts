import type { Fact } from '../../../core/facts/registry.ts';
import type { ObserveContext } from '../../../core/ports.ts';
import path from 'node:path';
import type { NoAnswer } from '../../../sources/prometheus/answer.ts';
import { answersIn, Prometheus, type Span } from '../../../sources/prometheus/client.ts';
import { type Ask, type Sample, samplesOf } from '../../../sources/prometheus/sample.ts';
import type { QueriesSpec } from '../../shared/queries.ts';
import type { Due, Series } from '../due.ts';
import { skewTrouble } from '../reading.ts';

/** What Prometheus answered, as it came. */
const ANSWERS = 'prometheus.jsonl';

/** Steps of a span are asked for in pieces, so that an answer stays small enough to be read. */
const PIECE = 200;

type Said = Pick<Fact<'sample'>, 'skewMs' | 'at' | 'values' | 'warnings' | 'quantiles' | 'ages' | 'code' | 'detail'>;

interface Answered {
  readonly query: string;
  /** A sample for each time. */
  readonly answer: readonly Sample[] | NoAnswer;
}

interface Now {
  readonly atMs: number;
  readonly skewMs: number;
}

/** Takes looks: asks every query of a series for one and the same time of Prometheus' own clock, and records what each said. */
export class Looker {
  private readonly context: ObserveContext;
  private readonly prometheus: Prometheus;
  /** By how much the clock of Prometheus, when it was last asked, is ahead of the time of the execution. */
  private aheadMs: number | undefined;

  constructor(context: ObserveContext, spec: Pick<QueriesSpec, 'prometheus'>) {
    this.context = context;
    // Where no command of the gate's lays hands on it.
    const source = path.join(context.scratch, ANSWERS);
    this.prometheus = new Prometheus(spec.prometheus, context.probes, answersIn(source));
    context.attachAtEnd({ source, original: ANSWERS, name: `files/${ANSWERS}`, labels: { role: 'answers' } });
  }

  /** Asks Prometheus for its time, so many times an interval apart at most, and records whether it answers at all. @returns ms of its clock */
  async reach(attempts: number, intervalMs: number): Promise<number | undefined> {
    const { clock, stop } = this.context;
    let answer = await this.ask();
    for (let attempt = 1; attempt < attempts && 'code' in answer && !stop.aborted; attempt++) {
      await clock.until(clock.now() + intervalMs, stop);
      answer = await this.ask();
    }
    const said = 'code' in answer ? { ...answer } : { skewMs: answer.skewMs, at: answer.atMs };
    if (!stop.aborted) this.context.record({ type: 'prometheus', basis: 'probe', ...said });
    return 'code' in answer ? undefined : answer.atMs;
  }

  /** The time of Prometheus by its last answer, in whole ms. */
  get nowMs(): number | undefined {
    return this.aheadMs === undefined ? undefined : Math.round(this.context.clock.now() + this.aheadMs);
  }

  /** Looks at now. */
  async now(series: Series, slot: number): Promise<void> {
    const now = await this.ask();
    if ('code' in now) return this.trouble(series, slot, now);
    const answers = await this.askAll(series, [now.atMs], (query) => this.prometheus.instant(query, now.atMs));
    this.look(series, slot, now.skewMs, answers, 0);
  }

  /**
   * Looks every interval from now on, until that is over, and tells of each. A look that takes longer than an interval makes the next
   * ones late: one that is late by more than an interval is missed.
   */
  async every(series: Series, intervalMs: number, isOver: () => boolean, onLook: (slot: number) => void): Promise<void> {
    const { clock, stop } = this.context;
    const start = clock.now();
    for (let slot = 0; !isOver(); slot++) {
      const due = start + slot * intervalMs;
      await clock.until(due, stop);
      if (stop.aborted) return;
      if (clock.now() - due > intervalMs) this.missed(series, slot);
      else await this.now(series, slot);
      if (!stop.aborted) onLook(slot);
    }
  }

  /** Looks at each of so many steps that lie behind; the last one is now. */
  async back(series: Series, count: number, stepMs: number): Promise<void> {
    const now = await this.ask();
    for (let first = 0; first < count && !this.context.stop.aborted; first += PIECE) {
      const slots = Array.from({ length: Math.min(PIECE, count - first) }, (_, i) => first + i);
      if ('code' in now) {
        for (const slot of slots) this.trouble(series, slot, now);
        continue;
      }
      const times = slots.map((slot) => now.atMs - (count - 1 - slot) * stepMs);
      const span: Span = { startMs: times[0] ?? now.atMs, endMs: times.at(-1) ?? now.atMs, stepMs };
      const answers = await this.askAll(series, times, (query) => this.prometheus.range(query, span));
      for (const [index, slot] of slots.entries()) this.look(series, slot, now.skewMs, answers, index);
      this.context.progress(first + slots.length, count);
    }
  }

  /**
   * Takes the look that is due next, when it is time, and with it those after it that are due as well: what could not be looked at in
   * time is made up for. Where Prometheus does not answer, it is asked again a step later, so often; then the look is lost.
   */
  async take(due: Due, stepMs: number): Promise<void> {
    const { clock, stop } = this.context;
    for (let attempt = 0; !stop.aborted; attempt++) {
      const now = await this.when(due.atMs, stepMs);
      if (stop.aborted) return;
      const count = 'code' in now ? 1 : Math.min(PIECE, due.count, 1 + Math.max(0, Math.floor((now.atMs - due.atMs) / stepMs)));
      const times = Array.from({ length: count }, (_, i) => due.atMs + i * stepMs);
      const { answers, taken } = 'code' in now ? { answers: this.same(due, now), taken: 1 } : await this.piece(due, times, stepMs, now);
      const isAnswered = !answers.some(({ answer }) => 'code' in answer);
      if (isAnswered || attempt >= due.retries) {
        for (let index = 0; index < taken; index++) this.look(due, due.slot + index, 'code' in now ? 0 : now.skewMs, answers, index);
      }
      if (isAnswered) return;
      // Whoever does not answer is left alone for a while.
      await clock.until(clock.now() + stepMs, stop);
      if (attempt >= due.retries) return;
    }
  }

  /** Waits until it is a time by the clock of Prometheus; for one that is not set right nobody waits. */
  private async when(atMs: number, stepMs: number): Promise<Now | NoAnswer> {
    const { clock, stop } = this.context;
    for (;;) {
      if (this.aheadMs !== undefined) await clock.until(atMs - this.aheadMs, stop);
      const now = await this.ask();
      if ('code' in now || stop.aborted || now.atMs >= atMs || skewTrouble(now.skewMs) !== undefined) return now;
      await clock.until(clock.now() + Math.min(stepMs, atMs - now.atMs), stop);
    }
  }

  private async ask(): Promise<Now | NoAnswer> {
    const answer = await this.prometheus.now();
    if (!('code' in answer) && skewTrouble(answer.skewMs) === undefined) this.aheadMs = answer.atMs - this.context.clock.now();
    return answer;
  }

  /** Asks for a piece of the steps; where that brings trouble, for the first alone. `taken`: how many of them the answers are of. */
  private async piece(
    series: Series,
    times: readonly number[],
    stepMs: number,
    { skewMs }: Now,
  ): Promise<{ answers: readonly Answered[]; taken: number }> {
    const [first = 0, last = first] = [times[0], times.at(-1)];
    // By such a clock nobody knows what time is asked for.
    if (skewTrouble(skewMs) !== undefined) return { answers: this.same(series, [nothing(first)]), taken: 1 };
    if (times.length > 1) {
      const answers = await this.askAll(series, times, (query) => this.prometheus.range(query, { startMs: first, endMs: last, stepMs }));
      if (!answers.some(({ answer }) => 'code' in answer)) return { answers, taken: times.length };
    }
    return { answers: await this.askAll(series, [first], (query) => this.prometheus.instant(query, first)), taken: 1 };
  }

  /** A look that nobody took. */
  private missed({ labels }: Series, slot: number): void {
    this.context.record({ type: 'missed', ...labels, slot });
    this.context.notice(`look ${slot + 1}: missed`);
  }

  private same({ queries }: Series, answer: Answered['answer']): readonly Answered[] {
    return Object.keys(queries).map((query) => ({ query, answer }));
  }

  private askAll({ queries }: Series, timesMs: readonly number[], ask: Ask): Promise<readonly Answered[]> {
    return Promise.all(Object.entries(queries).map(async ([query, text]) => ({ query, answer: await samplesOf(text, timesMs, ask) })));
  }

  private look(series: Series, slot: number, skewMs: number, answers: readonly Answered[], index: number): void {
    for (const { query, answer } of answers) {
      if ('code' in answer) {
        this.record(series, slot, query, { ...answer });
        this.notice(`look ${slot + 1}, ${query}: ${answer.code} ${answer.detail}`);
      } else {
        this.record(series, slot, query, { skewMs, ...answer[index] });
      }
    }
  }

  private trouble(series: Series, slot: number, trouble: NoAnswer): void {
    for (const query of Object.keys(series.queries)) this.record(series, slot, query, { ...trouble });
    this.notice(`look ${slot + 1}: ${trouble.code} ${trouble.detail}`);
  }

  /** What was broken off says nothing, and is not recorded. */
  private record({ labels }: Series, slot: number, query: string, said: Said): void {
    if (!this.context.stop.aborted) this.context.record({ type: 'sample', basis: 'probe', ...labels, query, slot, ...said });
  }

  private notice(line: string): void {
    if (!this.context.stop.aborted) this.context.notice(line);
  }
}

function nothing(at: number): Sample {
  return { at, values: [], warnings: [], quantiles: [], ages: [] };
}
