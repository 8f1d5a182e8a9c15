/** What one slot came to. `unclear`: it was checked, but the check can't be judged. */
export type SlotOutcome = 'well' | 'failed' | 'unclear' | 'missed';

/** Runs of something in a sequence: its length, the run at its head, at its tail, and the longest. Joining two is associative. */
interface Runs {
  readonly size: number;
  readonly head: number;
  readonly tail: number;
  readonly longest: number;
}

const NOTHING: Runs = { size: 0, head: 0, tail: 0, longest: 0 };
const ONE: Runs = { size: 1, head: 1, tail: 1, longest: 1 };
const BREAK: Runs = { size: 1, head: 0, tail: 0, longest: 0 };

function join(a: Runs, b: Runs): Runs {
  return {
    size: a.size + b.size,
    head: a.head === a.size ? a.size + b.head : a.head,
    tail: b.tail === b.size ? b.size + a.tail : b.tail,
    longest: Math.max(a.longest, b.longest, a.tail + b.head),
  };
}

/** Adjoining slots, `from` to `to` (exclusive). */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** When slot 0 was due by the clock of its first and last check, ms; NaN for a slot that nobody checked. */
  readonly firstOrigin: number;
  readonly lastOrigin: number;
  readonly failing: Runs;
  readonly well: Runs;
}

/** A slot that was not checked, or not judged, tells nothing of failures: it neither ends a run of them nor lengthens it. */
const FAILING: Readonly<Record<SlotOutcome, Runs>> = { well: BREAK, failed: ONE, unclear: NOTHING, missed: NOTHING };
const WELL: Readonly<Record<SlotOutcome, Runs>> = { well: ONE, failed: BREAK, unclear: BREAK, missed: BREAK };

/**
 * The slots of one service, in whatever order they come: which are there, and their longest runs. In order it is one stretch, so
 * that its size does not grow with time; slots that come out of order (a missed one before the end of the one before it, segments of
 * several machines) make a few more, which join when they meet.
 */
export class Slots {
  private readonly stretches: Stretch[] = [];
  private readonly intervalMs: number;

  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  /**
   * @param origin when slot 0 was due by the clock of this check, ms; NaN when it was not checked.
   * @returns false for a slot that was there before.
   */
  take(slot: number, outcome: SlotOutcome, origin: number): boolean {
    const { stretches } = this;
    const one = { from: slot, to: slot + 1, firstOrigin: origin, lastOrigin: origin, failing: FAILING[outcome], well: WELL[outcome] };
    const last = stretches.at(-1);
    if (last?.to === slot) {
      stretches[stretches.length - 1] = this.joined(last, one);
      return true;
    }
    let at = stretches.length;
    while (at > 0 && (stretches[at - 1]?.from ?? 0) > slot) at--;
    const before = stretches[at - 1];
    if (before && slot < before.to) return false;
    stretches.splice(at, 0, one);
    this.joinAt(at);
    this.joinAt(at - 1);
    return true;
  }

  /** Whether exactly the slots 0 to `count` − 1 are there. */
  complete(count: number): boolean {
    const [only] = this.stretches;
    return this.stretches.length === 1 && only?.from === 0 && only.to === count;
  }

  /** The longest run of failures. */
  longestFailing(): number {
    return this.stretches.reduce((longest, { failing }) => Math.max(longest, failing.longest), 0);
  }

  /** The most slots in a row that were well, as one clock saw them: two executions are two runs. */
  longestWell(): number {
    return this.stretches.reduce((longest, { well }) => Math.max(longest, well.longest), 0);
  }

  /** The most slots in a row that can be well once all of `count` are there. */
  mostWell(count: number): number {
    const [only] = this.stretches;
    if (this.stretches.length !== 1 || !only || only.from > 0) return count;
    return Math.max(only.well.longest, only.well.tail + count - only.to);
  }

  /** Joins the stretch at this place with the next one when they adjoin. */
  private joinAt(at: number): void {
    const a = this.stretches[at];
    const b = this.stretches[at + 1];
    if (a && b && a.to === b.from) this.stretches.splice(at, 2, this.joined(a, b));
  }

  private joined(a: Stretch, b: Stretch): Stretch {
    const apart = Math.abs(a.lastOrigin - b.firstOrigin) > this.intervalMs;
    return {
      from: a.from,
      to: b.to,
      firstOrigin: a.firstOrigin,
      lastOrigin: b.lastOrigin,
      failing: join(a.failing, b.failing),
      well: join(apart ? join(a.well, BREAK) : a.well, b.well),
    };
  }
}
