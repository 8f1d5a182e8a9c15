import fs from 'node:fs';
import path from 'node:path';
import type { ObserveContext } from '../../../core/ports.ts';
import { runSchedule } from '../../../live/schedule.ts';
import type { DurabilitySpec } from '../spec.ts';

/** A write that takes longer is cut off: it was not acknowledged. */
const WRITE_TIMEOUT_MS = 5000;

/** When so many in a row are not acknowledged nothing more is to be learnt. */
const HOPELESS = 20;

/** A longer line, in characters, of what a refused write said is not kept. */
const LONGEST_LINE = 4096;

/** Writes number after number, one at a time and at a fixed rate, and keeps for each when it began, when it ended, and how. */
export class Writer {
  /** Where its records stand, a line a write. */
  readonly file: string;
  acknowledged = 0;
  /** The number of the next write. */
  next: number;
  private refused = 0;
  private over = false;
  private readonly context: ObserveContext<DurabilitySpec>;
  private readonly spec: DurabilitySpec;
  private readonly env: Readonly<Record<string, string>>;
  private readonly halted = new AbortController();
  private tell: () => void = () => {};
  private running: Promise<void> = Promise.resolve();

  /** @param series the cycle, the number of its first write, and the environment of its commands */
  constructor(context: ObserveContext<DurabilitySpec>, series: { cycle: number; first: number; env: Readonly<Record<string, string>> }) {
    this.context = context;
    this.spec = context.gate.spec;
    this.env = series.env;
    this.next = series.first;
    this.file = path.join(context.scratch, `acks-${series.cycle}.jsonl`);
    fs.writeFileSync(this.file, '');
    context.stop.addEventListener('abort', () => this.tell(), { once: true });
  }

  start(): void {
    const signal = AbortSignal.any([this.context.stop, this.halted.signal]);
    const { clock } = this.context;
    this.running = runSchedule({
      intervalMs: this.spec.writeIntervalMs,
      count: Number.POSITIVE_INFINITY,
      lanes: 1,
      clock,
      signal,
      onDue: () => this.write(),
      // The interval is a pace: what comes late comes next.
      onMissed: () => {},
    }).finally(() => {
      this.over = true;
      this.tell();
    });
    // What went wrong is told to whoever halts.
    this.running.catch(() => {});
  }

  /** Begins no more writes, and waits for the one that is under way. */
  async halt(): Promise<void> {
    this.halted.abort();
    await this.running;
  }

  /** Resolves when the condition holds after some write. @returns false when it never will */
  async until(holds: () => boolean): Promise<boolean> {
    while (!holds()) {
      if (this.over || this.refused >= HOPELESS || this.context.stop.aborted) return false;
      await new Promise<void>((resolve) => (this.tell = resolve));
    }
    return true;
  }

  private async write(): Promise<void> {
    const { clock, probes } = this.context;
    const seq = this.next++;
    const from = clock.now();
    const { exit, durationMs, timedOut, aborted, stderr } = await probes.command({
      run: this.spec.write,
      env: { ...this.env, GATE_SEQ: String(seq) },
      timeoutMs: WRITE_TIMEOUT_MS,
    });
    const ended = timedOut || aborted ? null : (exit ?? null);
    const said = ended === 0 ? '' : firstLine(stderr);
    const to = Math.round((from + durationMs) * 1000) / 1000;
    fs.appendFileSync(this.file, `${JSON.stringify({ seq, from, to, exit: ended, ...(said !== '' && { said }) })}\n`);
    if (ended === 0) this.acknowledged++;
    this.refused = ended === 0 ? 0 : this.refused + 1;
    this.tell();
  }
}

/** The first line of a text. It is whole or left out: what is left of a secret that was cut could not be redacted. */
function firstLine(text: string): string {
  const line = text.trimStart().split('\n', 1)[0]?.trimEnd() ?? '';
  return line.length > LONGEST_LINE ? `a line of ${line.length} characters` : line;
}
