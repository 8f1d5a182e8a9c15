import type { Fact } from '../../../core/facts/registry.ts';
import type { ObserveContext } from '../../../core/ports.ts';
import { answersIn, Prometheus, type Span, type NoAnswer } from '../../../sources/prometheus/client.ts';
import { type Ask, type Sample, samplesOf } from '../../../sources/prometheus/sample.ts';
import type { QueriesSpec } from '../../shared/queries.ts';

/** Steps of a span are asked for in pieces, so that an answer stays small enough to be read. */
const PIECE = 200;

/** Which look of a rollout it is; nothing for one of a `metrics` gate. */
type Phase = Pick<Fact<'sample'>, 'stage' | 'between' | 'rollback'>;
type Said = Pick<Fact<'sample'>, 'skewMs' | 'at' | 'values' | 'warnings' | 'quantiles' | 'ages' | 'code' | 'detail'>;

interface Answered {
  readonly query: string;
  /** A sample for each time. */
  readonly answer: readonly Sample[] | NoAnswer;
}

/** Takes looks: asks every query for one and the same time of Prometheus' own clock, and records what each said. */
export class Looker {
  private readonly context: ObserveContext;
  private readonly spec: QueriesSpec;
  private readonly prometheus: Prometheus;
  private readonly labels: Phase;

  /** @param labels further fields of every fact */
  constructor(context: ObserveContext, spec: QueriesSpec, labels: Phase = {}) {
    const gateDir = context.probes.env['GATE_DIR'];
    if (gateDir === undefined) throw new Error('no folder to keep the answers of Prometheus in');
    this.context = context;
    this.spec = spec;
    this.labels = labels;
    this.prometheus = new Prometheus(spec.prometheus, context.probes, answersIn(gateDir));
  }

  /** Asks Prometheus for its time, so many times an interval apart at most, and records whether it answers at all. @returns ms of its clock */
  async reach(attempts: number, intervalMs: number): Promise<number | undefined> {
    const { clock, stop } = this.context;
    let answer = await this.prometheus.now();
    for (let attempt = 1; attempt < attempts && 'code' in answer && !stop.aborted; attempt++) {
      await clock.until(clock.now() + intervalMs, stop);
      answer = await this.prometheus.now();
    }
    const said = 'code' in answer ? { ...answer } : { skewMs: answer.skewMs };
    if (!stop.aborted) this.context.record({ type: 'prometheus', basis: 'probe', ...said });
    return 'code' in answer ? undefined : answer.atMs;
  }

  /** Looks at now. */
  async now(slot: number): Promise<void> {
    const now = await this.prometheus.now();
    if ('code' in now) return this.trouble(slot, now);
    const answers = await this.askAll([now.atMs], (query) => this.prometheus.instant(query, now.atMs));
    this.look(slot, now.skewMs, answers, 0);
  }

  /**
   * Looks every interval from now on, so many times, and tells of each. A look that takes longer than an interval makes the next ones
   * late: one that is late by more than an interval is missed, never made up for.
   */
  async every(intervalMs: number, count: number, onLook: (slot: number) => void): Promise<void> {
    const { clock, stop } = this.context;
    const start = clock.now();
    for (let slot = 0; slot < count; slot++) {
      const due = start + slot * intervalMs;
      await clock.until(due, stop);
      if (stop.aborted) return;
      if (clock.now() - due > intervalMs) this.missed(slot);
      else await this.now(slot);
      if (!stop.aborted) onLook(slot);
    }
  }

  /** Looks at each of so many steps that lie behind; the last one is now. */
  async back(count: number, stepMs: number): Promise<void> {
    const now = await this.prometheus.now();
    for (let first = 0; first < count && !this.context.stop.aborted; first += PIECE) {
      const slots = Array.from({ length: Math.min(PIECE, count - first) }, (_, i) => first + i);
      if ('code' in now) {
        for (const slot of slots) this.trouble(slot, now);
        continue;
      }
      const times = slots.map((slot) => now.atMs - (count - 1 - slot) * stepMs);
      const span: Span = { startMs: times[0] ?? now.atMs, endMs: times.at(-1) ?? now.atMs, stepMs };
      const answers = await this.askAll(times, (query) => this.prometheus.range(query, span));
      for (const [index, slot] of slots.entries()) this.look(slot, now.skewMs, answers, index);
      this.context.progress(first + slots.length, count);
    }
  }

  /**
   * Looks at each of so many steps after a time of Prometheus' clock: at those that lie behind at once, at the others when they are
   * due. Where Prometheus does not answer, one look is lost, and the next is tried a step later.
   */
  async since(fromMs: number, stepMs: number, count: number, onLook: (slot: number) => void): Promise<void> {
    const { clock, stop } = this.context;
    const pause = (ms: number): Promise<void> => clock.until(clock.now() + ms, stop);
    for (let slot = 0; slot < count && !stop.aborted;) {
      const now = await this.prometheus.now();
      if ('code' in now) {
        this.trouble(slot++, now);
        await pause(stepMs);
        continue;
      }
      const behind = Math.floor((now.atMs - fromMs) / stepMs) - slot;
      if (behind < 1) {
        await pause(fromMs + (slot + 1) * stepMs - now.atMs);
        continue;
      }
      const times = Array.from({ length: Math.min(PIECE, count - slot, behind) }, (_, i) => fromMs + (slot + i + 1) * stepMs);
      const { answers, taken } = await this.piece(times, stepMs);
      for (let index = 0; index < taken; index++) this.look(slot++, now.skewMs, answers, index);
      if (stop.aborted) return;
      onLook(slot - 1);
      if (answers.some(({ answer }) => 'code' in answer)) await pause(stepMs);
    }
  }

  /** Asks for a piece of the steps; where that brings trouble, for the first alone. `taken`: how many of them the answers are of. */
  private async piece(times: readonly number[], stepMs: number): Promise<{ answers: readonly Answered[]; taken: number }> {
    const [first = 0, last = first] = [times[0], times.at(-1)];
    if (times.length > 1) {
      const answers = await this.askAll(times, (query) => this.prometheus.range(query, { startMs: first, endMs: last, stepMs }));
      if (!answers.some(({ answer }) => 'code' in answer)) return { answers, taken: times.length };
    }
    return { answers: await this.askAll([first], (query) => this.prometheus.instant(query, first)), taken: 1 };
  }

  /** A look that nobody took. */
  private missed(slot: number): void {
    this.context.record({ type: 'missed', ...this.labels, slot });
    this.context.notice(`look ${slot + 1}: missed`);
  }

  private askAll(timesMs: readonly number[], ask: Ask): Promise<readonly Answered[]> {
    const queries = Object.entries(this.spec.queries);
    return Promise.all(queries.map(async ([query, text]) => ({ query, answer: await samplesOf(text, timesMs, ask) })));
  }

  private look(slot: number, skewMs: number, answers: readonly Answered[], index: number): void {
    for (const { query, answer } of answers) {
      if ('code' in answer) {
        this.record(slot, query, { ...answer });
        this.notice(`look ${slot + 1}, ${query}: ${answer.code} ${answer.detail}`);
      } else {
        this.record(slot, query, { skewMs, ...answer[index] });
      }
    }
  }

  private trouble(slot: number, trouble: NoAnswer): void {
    for (const query of Object.keys(this.spec.queries)) this.record(slot, query, { ...trouble });
    this.notice(`look ${slot + 1}: ${trouble.code} ${trouble.detail}`);
  }

  /** What was broken off says nothing, and is not recorded. */
  private record(slot: number, query: string, said: Said): void {
    if (!this.context.stop.aborted) this.context.record({ type: 'sample', basis: 'probe', ...this.labels, query, slot, ...said });
  }

  private notice(line: string): void {
    if (!this.context.stop.aborted) this.context.notice(line);
  }
}
