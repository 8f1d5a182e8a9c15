import type { Clock } from '../core/ports.ts';

/** So many slots may be worked in one go when we are behind; then whatever else waits gets its turn. */
const BREATHLESS = 32;

/** Work that began late is not done when the next slot is due: that is our own lateness, unless it had such a part of an interval. */
export const PART_OF_INTERVAL = 0.9;

export interface Schedule {
  readonly intervalMs: number;
  /** Slots of each lane. */
  readonly count: number;
  /** Things to be looked at; each has its own phase, so that they are not all due at once. */
  readonly lanes: number;
  readonly clock: Clock;
  /** Ends the schedule; who still works for it should end by the same signal. */
  readonly signal: AbortSignal;
  /** Does the work of one slot. @param lateMs how long after it was due, 0 or more. A rejection ends the schedule. */
  onDue(lane: number, slot: number, lateMs: number): Promise<void>;
  /**
   * Told of a slot that was not worked. `busy`: the lane is still at its last one, which has had its time. `late`: we came too late for
   * this one, or for the last one.
   */
  onMissed(lane: number, slot: number, why: 'late' | 'busy'): void;
}

/**
 * Fixed rate without drift: slot i of lane k is due at t0 + k·T/lanes + i·T, whatever happened before. One timer, one cursor over
 * the slots of all lanes in the order in which they are due. A slot that is late by more than T is missed, never made up for, and so
 * is one whose lane still works: a lane never overlaps itself. Resolves when every slot is over and the last work done, or soon
 * after an abort. @throws what `onDue` threw first
 */
export async function runSchedule(schedule: Schedule): Promise<void> {
  const { intervalMs, count, lanes, clock, signal } = schedule;
  const failure = new AbortController();
  const over = AbortSignal.any([signal, failure.signal]);
  const working = new Map<number, { readonly since: number; readonly done: Promise<void> }>();
  const start = clock.now();
  const work = (lane: number, slot: number, lateMs: number): void => {
    const done = schedule
      .onDue(lane, slot, lateMs)
      .catch((error: unknown) => failure.abort(error))
      .finally(() => working.delete(lane));
    working.set(lane, { since: clock.now(), done });
  };
  // Whoever is late can't say how long the other had: then neither counts.
  const hadItsTime = (lane: number, lateMs: number): boolean =>
    clock.now() - (working.get(lane)?.since ?? 0) >= intervalMs * PART_OF_INTERVAL && lateMs <= intervalMs * (1 - PART_OF_INTERVAL);
  let breathless = 0;
  for (let tick = 0; tick < count * lanes; tick++) {
    const lane = tick % lanes;
    const slot = (tick - lane) / lanes;
    const due = start + slot * intervalMs + (lane * intervalMs) / lanes;
    breathless = clock.now() < due ? 0 : breathless + 1;
    if (breathless === 0) await clock.until(due, over);
    else if (breathless % BREATHLESS === 0) await new Promise(setImmediate);
    if (over.aborted) break;
    if (working.has(lane)) await whatHasComeIn();
    if (over.aborted) break;
    const lateMs = Math.max(0, clock.now() - due);
    if (lateMs > intervalMs) schedule.onMissed(lane, slot, 'late');
    else if (working.has(lane)) schedule.onMissed(lane, slot, hadItsTime(lane, lateMs) ? 'busy' : 'late');
    else work(lane, slot, lateMs);
  }
  await Promise.all([...working.values()].map(({ done }) => done));
  if (failure.signal.aborted) throw failure.signal.reason;
}

/** Reads what is there to read: a lane whose answer waits for us is not at work any more. */
async function whatHasComeIn(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}
