import type { Judgement } from '../../core/judgement.ts';
import type { GatePlan } from '../../core/plan.ts';
import type { Clock } from '../../core/ports.ts';
import type { Watcher } from '../../engine/world.ts';
import { Progress, type ProgressOutput } from '../../report/progress.ts';
import type { Io } from '../io.ts';

const TICK_MS = 1000;
const CLEAR_LINE = '\r\u001b[K';

/** Follows an execution on stderr: lines that scroll, and on a terminal one line that is rewritten. */
export class Follower implements Watcher {
  private readonly io: Io;
  private readonly clock: Clock;
  private readonly progressModel: Progress;
  private readonly timer: NodeJS.Timeout;

  constructor(io: Io, clock: Clock, startedAtMs: number) {
    this.io = io;
    this.clock = clock;
    this.progressModel = new Progress({ live: io.live, columns: io.terminal.columns, startedAtMs });
    this.timer = setInterval(() => this.print(this.progressModel.tick(clock.now())), TICK_MS);
    this.timer.unref();
  }

  gateStarted(gate: GatePlan): void {
    this.print(this.progressModel.gateStarted(this.clock.now(), gate.id));
  }

  gateEnded(judgement: Judgement): void {
    this.print(this.progressModel.gateEnded(this.clock.now(), judgement));
  }

  progress(_: string, done: number, total: number, note?: string): void {
    this.print(this.progressModel.update(this.clock.now(), done, total, note));
  }

  notice(_: string | undefined, line: string): void {
    this.print(this.progressModel.notice(this.clock.now(), line));
  }

  announce(gate: string, line: string): void {
    this.say(`${gate}: ${line}`);
  }

  /** Something of the whole execution, said once. */
  say(line: string): void {
    this.print(this.progressModel.say(this.clock.now(), line));
  }

  close(): void {
    clearInterval(this.timer);
    this.print(this.progressModel.end(this.clock.now()));
  }

  private print({ lines, live }: ProgressOutput): void {
    const erase = this.io.live ? CLEAR_LINE : '';
    if (lines.length > 0) this.io.stderr(`${erase}${lines.join('\n')}\n`);
    if (this.io.live) this.io.stderr(`${CLEAR_LINE}${live ?? ''}`);
  }
}
