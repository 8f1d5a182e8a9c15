import type { Clock } from '../core/ports.ts';

/** Timers longer than this overflow and fire at once: longer waits are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Monotonic time since it was made, or since another process of this machine made the one that it goes on from. */
export class MonotonicClock implements Clock {
  /** Its zero, in ms on the clock of `performance`, whose own zero is that of this process. */
  private readonly origin: number;

  constructor(origin = performance.now()) {
    this.origin = origin;
  }

  /** @param zero of the other clock. @param atLeast ms that have passed on it, whatever the system says: time does not go back */
  static since(zero: string, atLeast: number): MonotonicClock {
    const passed = Number(process.hrtime.bigint() - BigInt(zero)) / 1e6;
    return new MonotonicClock(performance.now() - Math.max(passed, atLeast));
  }

  /** Its zero in ns on the system's monotonic clock, which all processes of this machine share. */
  get zero(): string {
    return String(process.hrtime.bigint() - BigInt(Math.round((performance.now() - this.origin) * 1e6)));
  }

  now(): number {
    return Math.round((performance.now() - this.origin) * 1000) / 1000;
  }

  async until(t: number, signal?: AbortSignal): Promise<void> {
    for (let left = t - this.now(); left > 0; left = t - this.now()) {
      if (signal?.aborted) return;
      await pause(Math.min(Math.ceil(left), LONGEST_TIMER_MS), signal);
    }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
