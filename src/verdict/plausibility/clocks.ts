import { instantOf } from '../../core/calendar.ts';
import { numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { CLOCK_TOLERANCE, LAST_OBSERVATION, SEAL_AFTER, SEAL_WITHIN } from '../../core/recording.ts';
import type { Law, Objection, SealMark } from './law.ts';

/** The facts between two seals. */
interface Span {
  /** `t` of its first fact; infinite while nobody knows when that was recorded. */
  first: number;
  /** `t` of its last one, or what is known to be before it. */
  last: number;
  /** Another process, with a clock of its own, wrote the end of it. */
  isResumed: boolean;
}

/** The moment of a seal: the least and the most that its `t` can have been, and what the wall clock showed. */
interface Moment {
  readonly least: number;
  readonly most: number;
  readonly wall: number;
}

/** A seal that is not looked at yet: what follows it tells of its moment. */
interface Waiting {
  readonly seal: SealMark;
  readonly span: Span;
}

/** What was recorded in one go may have been sealed so often before a fact could tell of the first of these seals. */
const AT_ONCE = 16;

/** Facts are told to a fraction of a millisecond, wall time and jumps to a whole one. */
const ROUNDING = 2;

/** Recorded with the time at which it began. */
const BACKDATED = 'service.crashed';

/**
 * The wall clock of the seals against the monotonic one of the facts. A seal is made between the facts around it, and after the seal before
 * by as much as the wall clock says. Where the two went apart by more than a second, or a seal came late, a fact after it says so.
 * Only neighbours are compared: over hours clocks drift apart.
 */
export class Clocks implements Law {
  private span: Span | undefined;
  /** The latest that was told so far. */
  private latest = 0;
  private lastSeal = 0;
  private before: Moment | undefined;
  private readonly waiting: Waiting[] = [];
  /** By the number of the seal that showed it. */
  private readonly jumps = new Map<number, number>();
  private readonly late = new Set<number>();
  /** What was told last of something that had lasted: when that was over. */
  private over: { readonly seq: number; readonly t: number } | undefined;

  fact(o: Observation, object: Objection): void {
    if (o.type === 'execution.started') this.before ??= { least: 0, most: o.t, wall: instantOf(stringOf(o, 'at')) };
    if (o.type === 'clock') this.jumps.set(this.sealOf(o), numberOf(o, 'jumpMs'));
    if (o.type === 'recorder.late') this.late.add(this.sealOf(o));
    this.follows(o, object);
    this.latest = Math.max(this.latest, this.over?.t ?? o.t);
    const span = (this.span ??= { first: Infinity, last: this.latest, isResumed: false });
    span.last = this.latest;
    if (o.type === BACKDATED) return;
    span.first = Math.min(span.first, o.t);
    if (o.type === 'resumed' || (o.type === LAST_OBSERVATION && o['reason'] === 'crashed')) span.isResumed = true;
    if (o.t - span.first > SEAL_AFTER && !span.isResumed)
      object(o.seq, `recorded ${Math.round(o.t - span.first)} ms after a line that no seal covers yet`);
  }

  /** What is told with the time at which it began was over before the next fact. */
  private follows(o: Observation, object: Objection): void {
    const { over } = this;
    if (over && o.t + ROUNDING < over.t) object(over.seq, `it lasted ${Math.round(over.t - o.t)} ms longer than until the next fact`);
    this.over = o.type === BACKDATED ? { seq: o.seq, t: o.t + (typeof o['ms'] === 'number' ? o['ms'] : 0) } : undefined;
  }

  seal(seal: SealMark, object: Objection): void {
    const { span, waiting } = this;
    this.span = undefined;
    this.lastSeal = seal.seq;
    if (span) waiting.push({ seal, span });
    while (waiting.length > (seal.final ? 0 : AT_ONCE)) this.settle(object);
  }

  /** Facts of before judge 4 do not say which seal they tell of: the last one. */
  private sealOf(o: Observation): number {
    return typeof o['seal'] === 'number' ? o['seal'] : this.lastSeal;
  }

  /** Finds the moment of the oldest seal that waits. */
  private settle(object: Objection): void {
    const { before, jumps } = this;
    const open = this.waiting.shift();
    if (!open) return;
    const { seal, span } = open;
    const next = this.waiting[0]?.span;
    const [jump, isLate] = [jumps.get(seal.seq), this.late.has(seal.seq)];
    jumps.delete(seal.seq);
    this.late.delete(seal.seq);
    const [least, most] = [span.last, next?.first ?? Infinity];
    this.before = { least, most, wall: seal.wall };
    if (!before || span.isResumed || next?.isResumed) return;
    const passed = seal.wall - before.wall - (jump ?? 0);
    const error = ROUNDING + (jump === undefined ? CLOCK_TOLERANCE : 0);
    const [early, late] = [before.least + passed - error, before.most + passed + error];
    if (early > most || late < least) {
      const by = early > most ? `${Math.round(early - most)} ms ahead of` : `${Math.round(least - late)} ms behind`;
      object(seal.seq, `its wall clock is ${by} what the facts around it and the seal before tell, and no clock fact says why`);
      return;
    }
    this.before = { least: Math.max(least, early), most: Math.min(most, late), wall: seal.wall };
    const waited = this.before.least - span.first;
    if (next && waited > SEAL_WITHIN + ROUNDING && !isLate)
      object(seal.seq, `at least ${Math.round(waited)} ms late, and no fact tells of it`);
  }
}
