import { troubleOf } from '../../core/error-code.ts';
import { MalformedObservation, type Observation } from '../../core/observation.ts';

/** A time in which a counter stood still for longer than allowed, or has up to the last fact. */
export interface Standstill {
  /** Ms since the execution started. */
  readonly from: number;
  readonly to: number;
  /** Absent where the counter was never read. */
  readonly value?: number;
}

/** Standstills of one service that are told one by one; all are counted. */
const TOLD = 3;

/**
 * Watches a counter of one service that must grow at least every `withinMs`. Time is what the facts say. A counter that falls was
 * reset, which is no progress; neither is a value that could not be read. Looks that are further apart than `withinMs` saw too
 * little to say anything: the watch was blind.
 */
export class ProgressWatch {
  /** Times that the counter stood still for longer than allowed. */
  stalls = 0;
  /** Why the first look that read no value read none. */
  private unread: string | undefined;
  /** How many looks read a value. */
  private read = 0;
  private readonly told: Standstill[] = [];
  /** The longest time without a look, ms. */
  private unseenMs = 0;
  private readonly withinMs: number;
  /** The time of the last growth, the last look and the last fact of any kind. */
  private grownAt = Number.NaN;
  private lookedAt = Number.NaN;
  private lastAt = Number.NaN;
  private value: number | undefined;
  private counted = false;
  private looks = 0;
  /** No look yet since this clock began. */
  private fresh = true;

  constructor(withinMs: number) {
    this.withinMs = withinMs;
  }

  /** Any fact of the service: time goes by. A clock that jumps back is that of the next execution, which has a start of its own. */
  pass(t: number): void {
    if (!(t >= this.lastAt)) {
      this.close();
      this.value = undefined;
      this.counted = false;
      this.fresh = true;
      this.grownAt = t;
      this.lookedAt = t;
    }
    this.lastAt = t;
  }

  /** Whether anybody looked at all. */
  get looked(): boolean {
    return this.looks > 0;
  }

  /** A `progress` fact: a value, or why there is none. @throws MalformedObservation */
  look(o: Observation): void {
    this.pass(o.t);
    this.looks++;
    this.unseenMs = Math.max(this.unseenMs, o.t - this.lookedAt);
    this.lookedAt = o.t;
    if (this.fresh) this.grownAt = o.t;
    this.fresh = false;
    this.countStall(o.t);
    const { value } = o;
    if (value === undefined && typeof o['code'] === 'string') {
      this.unread ??= troubleOf(o['code'], typeof o['detail'] === 'string' ? o['detail'] : '');
      return;
    }
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new MalformedObservation(o, 'value', 'a number');
    this.read++;
    if (this.value !== undefined && value > this.value) {
      this.tell(o.t);
      this.grownAt = o.t;
      this.counted = false;
    }
    this.value = value;
  }

  /** The first standstills, the one that lasts included. */
  standstills(): readonly Standstill[] {
    const last = this.counted || this.stalledBy(this.lastAt) ? [this.standstill(this.lastAt)] : [];
    return [...this.told, ...last].slice(0, TOLD);
  }

  private tell(t: number): void {
    if (this.counted && this.told.length < TOLD) this.told.push(this.standstill(t));
  }

  private standstill(to: number): Standstill {
    return { from: this.grownAt, to, ...(this.value !== undefined && { value: this.value }) };
  }

  /** How often it stalled up to the last fact, and why that can't be said, if so. */
  outcome(): { readonly stalls: number; readonly blind?: string } {
    const end = this.atEnd();
    if (this.looks === 0) return { stalls: end.stalls, blind: 'its progress was never looked at' };
    if (this.read === 0)
      return { stalls: end.stalls, blind: `no value of its progress could be read${this.unread === undefined ? '' : `: ${this.unread}`}` };
    if (end.unseenMs <= this.withinMs) return { stalls: end.stalls };
    return { stalls: end.stalls, blind: `its progress was not looked at for ${Math.round(end.unseenMs)} ms` };
  }

  private atEnd(): { stalls: number; unseenMs: number } {
    const unseenMs = Math.max(this.unseenMs, this.lastAt - this.lookedAt || 0);
    return { stalls: this.stalls + (this.stalledBy(this.lastAt) ? 1 : 0), unseenMs };
  }

  private close(): void {
    const { stalls, unseenMs } = this.atEnd();
    this.counted ||= stalls > this.stalls;
    this.tell(this.lastAt);
    this.stalls = stalls;
    this.unseenMs = unseenMs;
  }

  private countStall(t: number): void {
    if (!this.stalledBy(t)) return;
    this.stalls++;
    this.counted = true;
  }

  private stalledBy(t: number): boolean {
    return !this.counted && t - this.grownAt > this.withinMs;
  }
}
