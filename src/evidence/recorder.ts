import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import type { Draft, Observation } from '../core/observation.ts';
import { atOnce } from '../core/pieces.ts';
import type { Clock } from '../core/ports.ts';
import { factOf, type Redact } from './fact.ts';
import { sha256OfBytes } from '../core/sha256.ts';
import { feeding } from './hash.ts';
import { copyTo, isAt, RecordingLost } from './put-back.ts';
import { CLOCK_TOLERANCE, LAST_OBSERVATION, MAX_LINE, SEAL_AFTER, SEAL_WITHIN } from '../core/recording.ts';
import { sealText } from './seal.ts';

/** Lines reach the file within this time, ms: what a SIGKILL can lose. */
const FLUSH_AFTER = 200;
/** As many bytes are written at once. */
const FLUSH_SIZE = 1 << 18;

/** One moment by both clocks, ms. */
interface Moment {
  readonly wall: number;
  readonly mono: number;
}

export interface RecorderOptions {
  /** observations.jsonl. A new recorder creates it and never overwrites one. */
  readonly path: string;
  /** SHA-256 of plan.json's bytes: what the first seal follows. */
  readonly planSha256: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly wallClock: () => Date;
  /** Takes secrets out of foreign text. */
  readonly redact: Redact;
  /**
   * Told by how many ms wall time ran ahead of (or behind) the monotonic clock since the last seal, if by more than 1 s. Called
   * from a microtask, so that the fact it records does not come between a wish and its control.
   */
  readonly onClockJump?: (ms: number, seal: number) => void;
  /** Told how many ms after its oldest line a seal came, if by more than 1 s: something kept the program from its timers. As above. */
  readonly onLate?: (ms: number, seal: number) => void;
  /** Told that somebody removed or replaced the file, and that it was put back. What it returns is called when facts can be recorded. */
  readonly onReplaced?: () => () => void;
}

/** Where an interrupted recording ends. */
export interface Tail {
  /** Lines in the file, all whole: the last `seq`. */
  readonly lines: number;
  /** Hash of the last seal's line, or of plan.json. */
  readonly prev: string;
  /** Bytes up to and with the last seal. */
  readonly sealedBytes: number;
  /** Lines after it. */
  readonly unsealedLines: number;
  /** The last observation is `execution.ended`: only the final seal is missing. */
  readonly ended: boolean;
}

/**
 * Writes observations.jsonl: numbers every line (one sequence, from 1, so that `seq` is the line), redacts, seals as it writes.
 * A failure to write is thrown by the call that meets it or, if a timer met it, by the next one.
 */
export class Recorder {
  private readonly options: RecorderOptions;
  private fd: number;
  private seq: number;
  private prev: string;
  /** Of the bytes in the file since the last seal. */
  private hash: Hash;
  private readonly unwritten = Buffer.allocUnsafe(FLUSH_SIZE + MAX_LINE);
  private filled = 0;
  /** When the oldest unsealed line was written; undefined when there is none. */
  private oldest: number | undefined;
  private ended: boolean;
  private failure: unknown;
  private flushTimer: NodeJS.Timeout | undefined;
  private sealTimer: NodeJS.Timeout | undefined;
  private lastSeal: Moment;
  private readonly untold: (() => void)[] = [];

  /** @param tail where to go on in a file that is there; absent: a new file. */
  constructor(options: RecorderOptions, tail?: Tail) {
    this.options = options;
    this.seq = tail?.lines ?? 0;
    this.prev = tail?.prev ?? options.planSha256;
    this.ended = tail?.ended ?? false;
    this.fd = fs.openSync(options.path, tail ? 'a+' : 'ax+');
    this.hash = createHash('sha256');
    if (tail) atOnce(feeding(this.hash, options.path, tail.sealedBytes));
    if (tail && tail.unsealedLines > 0) this.age(options.clock.now());
    this.lastSeal = this.times();
  }

  /**
   * Records a fact. `t` is the draft's, else now.
   * @throws TypeError for a number that is not finite, RangeError for a line over 1 MiB, Error after `execution.ended`.
   */
  write(draft: Draft): Observation {
    this.rethrow();
    if (this.ended) throw new Error(`"${draft.type}" can't be recorded: nothing follows ${LAST_OBSERVATION}`);
    if (draft.type === LAST_OBSERVATION) this.tellAtTheEnd();
    let now = this.options.clock.now();
    if (this.oldest !== undefined && now - this.oldest >= SEAL_AFTER) {
      this.seal();
      // What is recorded after a seal must not seem to be of before: sealing takes as long as the disk does.
      now = this.options.clock.now();
    }
    const o = factOf(draft, this.seq + 1, draft.t ?? now, this.options.redact);
    this.append(`${JSON.stringify(o)}\n`, now);
    if (o.type === LAST_OBSERVATION) this.ended = true;
    return o;
  }

  /** Seals what is not sealed yet, as at the end of a gate. After `execution.ended` only `close` seals. */
  seal(): void {
    this.rethrow();
    if (this.oldest === undefined || this.ended) return;
    const { oldest } = this;
    const moment = this.writeSeal(false);
    this.watchClock(moment);
    const late = moment.mono - oldest;
    const { seq } = this;
    if (late > SEAL_WITHIN) this.soon(() => this.options.onLate?.(Math.round(late), seq));
  }

  /** Puts the file back where somebody removed or replaced it, and says so before the next fact. */
  check(): void {
    this.rethrow();
    this.flush();
    this.putBack();
    this.tell();
  }

  /**
   * Writes the final seal and closes the file.
   * @returns the head: SHA-256 of the final seal's line, its newline included; and the seal's wall time.
   * @throws Error unless the last observation is `execution.ended`.
   */
  close(): { head: string; finishedAt: string } {
    this.rethrow();
    if (!this.ended || this.oldest === undefined) throw new Error(`the final seal follows ${LAST_OBSERVATION}, which is not recorded`);
    const finishedAt = new Date(this.writeSeal(true).wall).toISOString();
    this.putBack();
    fs.fsyncSync(this.fd);
    fs.closeSync(this.fd);
    this.failure = new Error('the recording is closed');
    return { head: this.prev, finishedAt };
  }

  private append(line: string, now: number): void {
    if (line.length > MAX_LINE / 3 && Buffer.byteLength(line) > MAX_LINE) throw new RangeError('a fact is longer than 1 MiB');
    this.filled += this.unwritten.write(line, this.filled);
    this.seq++;
    // The first fact is on disk at once: a run that is killed in the next moment leaves evidence that it began.
    if (this.filled > FLUSH_SIZE || this.seq === 1) this.flush();
    this.flushTimer ??= this.later(FLUSH_AFTER, () => this.flush());
    if (this.oldest === undefined) this.age(now);
  }

  /** There is something to seal, from now on. */
  private age(now: number): void {
    this.oldest = now;
    this.sealTimer = this.later(SEAL_AFTER, () => this.seal());
  }

  /** Writes what was recorded to the file: it outlives us from then on, sealed or not. */
  flush(): void {
    clearTimeout(this.flushTimer);
    this.flushTimer = undefined;
    if (this.filled === 0) return;
    const bytes = this.unwritten.subarray(0, this.filled);
    this.filled = 0;
    this.hash.update(bytes);
    this.put(bytes);
    this.putBack();
  }

  /** What was recorded lies in a file that we hold, whatever lies under its name by now. */
  private putBack(): void {
    try {
      if (isAt(this.fd, this.options.path)) return;
      const fd = copyTo(this.fd, this.options.path);
      fs.closeSync(this.fd);
      this.fd = fd;
    } catch (error) {
      this.failure = new RecordingLost(this.options.path, error);
      throw this.failure;
    }
    const record = this.options.onReplaced?.();
    if (record) this.soon(record);
  }

  /** @returns the moment that it names, by both clocks */
  private writeSeal(final: boolean): Moment {
    clearTimeout(this.sealTimer);
    this.flush();
    const moment = this.times();
    const at = new Date(moment.wall).toISOString();
    const line = `${sealText({ seq: this.seq + 1, at, sha256: this.hash.digest('hex'), prev: this.prev, final })}\n`;
    this.put(Buffer.from(line));
    this.seq++;
    this.prev = sha256OfBytes(line);
    this.hash = createHash('sha256');
    this.oldest = undefined;
    return moment;
  }

  /** After a failed write the file may end in half a line; nothing more is added to it. */
  private put(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length;) done += fs.writeSync(this.fd, bytes, done);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  private later(ms: number, action: () => void): NodeJS.Timeout {
    return setTimeout(() => {
      try {
        action();
      } catch (error) {
        this.failure ??= error;
      }
    }, ms).unref();
  }

  private rethrow(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private watchClock(moment: Moment): void {
    const jump = this.jumpUntil(moment);
    this.lastSeal = moment;
    if (Math.abs(jump) <= CLOCK_TOLERANCE) return;
    const { seq } = this;
    this.soon(() => this.options.onClockJump?.(jump, seq));
  }

  /** As soon as whoever records now is done; not after the last fact. */
  private soon(tell: () => void): void {
    this.untold.push(tell);
    queueMicrotask(() => this.tell());
  }

  private tell(): void {
    for (const tell of this.untold.splice(0)) if (!this.ended) tell();
  }

  /** What the clocks did is told before the end, as nothing may follow it: also by what is the final seal's to show, which comes right after. */
  private tellAtTheEnd(): void {
    if (this.oldest !== undefined && this.options.clock.now() - this.oldest >= SEAL_AFTER) this.seal();
    this.tell();
    const jump = this.jumpUntil(this.times());
    if (Math.abs(jump) > CLOCK_TOLERANCE) this.options.onClockJump?.(jump, this.seq + 3);
  }

  /** By how much wall time ran ahead of the monotonic clock since the last seal, ms. */
  private jumpUntil({ wall, mono }: Moment): number {
    return Math.round(wall - this.lastSeal.wall - (mono - this.lastSeal.mono));
  }

  private times(): Moment {
    return { wall: this.options.wallClock().getTime(), mono: this.options.clock.now() };
  }
}
