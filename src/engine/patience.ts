import { setMaxListeners } from 'node:events';
import { OVERRUN_MS } from '../core/overrun.ts';
import type { Clock } from '../core/ports.ts';

/** How long a gate waits for its observer after the stop, and for what that puts right. */
export class Patience {
  private readonly clock: Clock;
  private readonly over: AbortSignal;
  private readonly insisted: AbortSignal;
  /** What is put right after the stop; it has a limit of its own. */
  private recovery: Promise<void> | undefined;

  /** @param signals `over`: the gate has ended; `insisted`: somebody wants an end of everything, now */
  constructor(clock: Clock, { over, insisted }: { readonly over: AbortSignal; readonly insisted: AbortSignal }) {
    this.clock = clock;
    this.over = over;
    this.insisted = insisted;
  }

  /** Waits for the observer, but not for ever once it was asked to stop; what it puts right then may take its time. */
  async bounded(observing: Promise<void>, stop: AbortSignal): Promise<void> {
    await Promise.race([observing, this.after(stop).then(() => this.recovery)]);
  }

  /** Gives the work its limit, and waits for it so long and an overrun more. Once somebody insists on an end none begins. */
  async recover(limitMs: number, work: (ending: AbortSignal) => Promise<void>): Promise<void> {
    if (this.insisted.aborted) return;
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    const end = (): void => ending.abort();
    this.insisted.addEventListener('abort', end, { signal: this.over });
    void this.pause(limitMs).then(end);
    const working = work(ending.signal);
    this.recovery = Promise.race([working.catch(() => {}), this.after(ending.signal)]);
    await working;
  }

  /** The end of the overrun that begins with a signal. */
  private async after(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await this.pause(OVERRUN_MS);
  }

  private pause(ms: number): Promise<void> {
    return this.clock.until(this.clock.now() + ms, this.over);
  }
}
