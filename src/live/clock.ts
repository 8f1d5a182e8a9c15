import type { Clock } from '../core/ports.ts';

/** Timers longer than this overflow and fire at once: longer waits are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Monotonic time since it was made. */
export class MonotonicClock implements Clock {
  private readonly origin = performance.now();

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
