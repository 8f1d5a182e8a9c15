import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/core/ports.ts';
import { MonotonicClock } from '../../src/live/clock.ts';
import { runSchedule } from '../../src/live/schedule.ts';

/** A clock that stands still until somebody waits; each waking comes late by the next of these delays. */
class FakeClock implements Clock {
  private time = 1000;
  private readonly delays: number[];

  constructor(delays: readonly number[] = []) {
    this.delays = [...delays];
  }

  now(): number {
    return this.time;
  }

  async until(t: number, signal?: AbortSignal): Promise<void> {
    await new Promise(setImmediate);
    if (!signal?.aborted) this.time = Math.max(this.time, t) + (this.delays.shift() ?? 0);
  }
}

interface Event {
  readonly lane: number;
  readonly slot: number;
  /** When it should have begun, and how late it did; NaN for a missed one. */
  readonly lateMs: number;
  readonly at: number;
  readonly why?: 'late' | 'busy';
}

async function run(options: {
  intervalMs: number;
  count: number;
  lanes: number;
  clock: Clock;
  work?: () => Promise<void>;
  signal?: AbortSignal;
}) {
  const begun = options.clock.now();
  const done: Event[] = [];
  const missed: Event[] = [];
  await runSchedule({
    ...options,
    signal: options.signal ?? new AbortController().signal,
    onDue: async (lane, slot, lateMs) => {
      done.push({ lane, slot, lateMs, at: options.clock.now() - begun });
      await options.work?.();
    },
    onMissed: (lane, slot, why) => missed.push({ lane, slot, why, lateMs: Number.NaN, at: options.clock.now() - begun }),
  });
  return { done, missed };
}

describe('a schedule', () => {
  test('is due at phase + slot × interval, without drift', async () => {
    const delays = Array.from({ length: 3000 }, (_, i) => (i % 7) / 10);
    const { done, missed } = await run({ intervalMs: 100, count: 1000, lanes: 3, clock: new FakeClock(delays) });
    expect(missed).toEqual([]);
    expect(done).toHaveLength(3000);
    for (const { lane, slot, lateMs, at } of done) {
      expect(at - lateMs).toBeCloseTo(slot * 100 + (lane * 100) / 3, 6);
      expect(lateMs).toBeLessThan(1);
    }
  });

  test('a slot that is late by more than the interval is missed, never made up for', async () => {
    const { done, missed } = await run({ intervalMs: 100, count: 6, lanes: 1, clock: new FakeClock([0, 250]) });
    // Slot 2, due at 200, wakes at 450: it and slot 3 (150 late) are gone, slot 4 (due at 400) is 50 late.
    expect(missed.map(({ slot, why }) => [slot, why])).toEqual([
      [2, 'late'],
      [3, 'late'],
    ]);
    expect(done.map(({ slot, lateMs }) => [slot, lateMs])).toEqual([
      [0, 0],
      [1, 0],
      [4, 50],
      [5, 0],
    ]);
  });

  test('a lane never overlaps itself: the slots that are due meanwhile are missed', async () => {
    let working = 0;
    let most = 0;
    const clock = new FakeClock();
    const work = async (): Promise<void> => {
      working++;
      most = Math.max(most, working);
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
      working--;
    };
    const { done, missed } = await run({ intervalMs: 10, count: 50, lanes: 1, clock, work });
    expect(most).toBe(1);
    expect(missed.length).toBeGreaterThan(0);
    expect(missed.every(({ why }) => why === 'busy')).toBe(true);
    expect(done.length + missed.length).toBe(50);
  });

  test('a slot that is due too soon after one that began late is late as well', async () => {
    // Slot 1 begins 80 ms late: at 200, when slot 2 is due, it had 20 of its 90, and at 300, when slot 3 is, it had 120.
    let end = (): void => {};
    let begun = 0;
    const work = (): Promise<void> => (++begun === 2 ? new Promise((resolve) => (end = resolve)) : Promise.resolve());
    const whys: string[] = [];
    await runSchedule({
      intervalMs: 100,
      count: 4,
      lanes: 1,
      clock: new FakeClock([80]),
      signal: new AbortController().signal,
      onDue: work,
      onMissed: (_, slot, why) => {
        whys.push(`${slot} ${why}`);
        if (why === 'busy') end();
      },
    });
    expect(whys).toEqual(['2 late', '3 busy']);
  });

  test('a lane whose work ends as soon as it is looked at is not busy', async () => {
    // The clock wakes in the same turn in which the work of the slot before could end.
    const work = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const { done, missed } = await run({ intervalMs: 10, count: 50, lanes: 1, clock: new FakeClock(), work });
    expect([done.length, missed]).toEqual([50, []]);
  });

  test('every slot of every lane is worked or missed exactly once, however late the wakings', async () => {
    const delay = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 30, noNaN: true }), fc.double({ min: 0, max: 2000, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(delay, { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        async (delays, lanes, count) => {
          const { done, missed } = await run({ intervalMs: 50, count, lanes, clock: new FakeClock(delays) });
          const all = [...done, ...missed].map(({ lane, slot }) => lane * count + slot).sort((a, b) => a - b);
          expect(all).toEqual(Array.from({ length: lanes * count }, (_, i) => i));
          for (const { lateMs } of done) expect(lateMs <= 50 && lateMs >= 0).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('ends when it is aborted, after the work at hand', async () => {
    const ending = new AbortController();
    let ended = 0;
    const clock = new MonotonicClock();
    const work = async (): Promise<void> => {
      await clock.until(clock.now() + 60_000, ending.signal);
      ended++;
    };
    const running = run({ intervalMs: 60_000, count: 10, lanes: 2, clock, work, signal: ending.signal });
    setImmediate(() => ending.abort());
    const { done } = await running;
    expect(done.map(({ lane, slot }) => [lane, slot])).toEqual([[0, 0]]);
    expect(ended).toBe(1);
  });

  test('ends with what the work threw', async () => {
    const work = async (): Promise<void> => {
      throw new Error('cannot record');
    };
    await expect(run({ intervalMs: 5, count: 1000, lanes: 1, clock: new MonotonicClock(), work })).rejects.toThrow('cannot record');
  });

  test('lets others have their turn when it is behind all the time', async () => {
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns++;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    let time = 0;
    const behind: Clock = { now: () => (time += 10), until: async () => {} };
    await run({ intervalMs: 1, count: 2000, lanes: 1, clock: behind });
    over = true;
    expect(turns).toBeGreaterThan(10);
  });

  test('in real time: all of it, and in time for the next', async () => {
    const clock = new MonotonicClock();
    const { done, missed } = await run({ intervalMs: 50, count: 10, lanes: 20, clock });
    expect(done.length + missed.length).toBe(200);
    expect(clock.now()).toBeGreaterThanOrEqual(9 * 50 + 47.5);
  });
});
