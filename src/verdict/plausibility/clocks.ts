import { instantOf } from '../../core/calendar.ts';
import { numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { CLOCK_TOLERANCE, LAST_OBSERVATION, SEAL_AFTER, SEAL_WITHIN } from '../../core/recording.ts';
import type { Law, Objection, SealMark } from './law.ts';

/** The facts between two seals. */
interface Span {
  /** `t` of its first and last fact. */
  readonly first: number;
  last: number;
  /** By which the wall clock jumped before the seal with which it begins, as its facts say. */
  jumpMs: number | undefined;
  /** One of its facts says that the seal with which it begins came late. */
  isLate: boolean;
  /** Another process, with a clock of its own, wrote the end of it. */
  isResumed: boolean;
}

/** The moment of a seal: the least and the most that its `t` can have been, and what the wall clock showed. */
interface Moment {
  readonly least: number;
  readonly most: number;
  readonly wall: number;
}

/** A seal whose moment is not known yet: what follows it tells. */
interface Open {
  readonly seal: SealMark;
  readonly span: Span;
}

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
  private open: Open | undefined;
  private before: Moment | undefined;

  fact(o: Observation, object: Objection): void {
    if (o.type === 'execution.started') this.before ??= { least: 0, most: o.t, wall: instantOf(stringOf(o, 'at')) };
    if (o.type === BACKDATED) return;
    const span = (this.span ??= { first: o.t, last: o.t, jumpMs: undefined, isLate: false, isResumed: false });
    span.last = o.t;
    if (o.type === 'clock') span.jumpMs = (span.jumpMs ?? 0) + numberOf(o, 'jumpMs');
    if (o.type === 'recorder.late') span.isLate = true;
    if (o.type === 'resumed' || (o.type === LAST_OBSERVATION && o['reason'] === 'crashed')) span.isResumed = true;
    if (o.t - span.first > SEAL_AFTER && !span.isResumed)
      object(o.seq, `recorded ${Math.round(o.t - span.first)} ms after a line that no seal covers yet`);
  }

  seal(seal: SealMark, object: Objection): void {
    const { span } = this;
    this.span = undefined;
    if (!span) return;
    this.settle(span, object);
    this.open = { seal, span };
    if (seal.final) this.settle(undefined, object);
  }

  /** Finds the moment of the seal that is open. @param next the facts after it; undefined after the last one */
  private settle(next: Span | undefined, object: Objection): void {
    const { open, before } = this;
    this.open = undefined;
    if (!open) return;
    const { seal, span } = open;
    const [least, most] = [span.last, next?.first ?? Infinity];
    this.before = { least, most, wall: seal.wall };
    if (!before || span.isResumed || next?.isResumed) return;
    const passed = seal.wall - before.wall - (next?.jumpMs ?? 0);
    const error = ROUNDING + (next?.jumpMs === undefined ? CLOCK_TOLERANCE : 0);
    const [early, late] = [before.least + passed - error, before.most + passed + error];
    if (early > most || late < least) {
      const by = early > most ? `${Math.round(early - most)} ms ahead of` : `${Math.round(least - late)} ms behind`;
      object(seal.seq, `its wall clock is ${by} what the facts around it and the seal before tell, and no clock fact says why`);
      return;
    }
    this.before = { least: Math.max(least, early), most: Math.min(most, late), wall: seal.wall };
    const waited = this.before.least - span.first;
    if (next && waited > SEAL_WITHIN && !next.isLate) object(seal.seq, `at least ${Math.round(waited)} ms late, and no fact tells of it`);
  }
}
