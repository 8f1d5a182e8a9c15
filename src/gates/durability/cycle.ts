import type { RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { listOf, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import type { Finding } from '../../core/judgement.ts';
import { blocked, failed, type Trouble, troubleOfStep } from '../shared/trouble.ts';
import { courseOf, withLook } from './course.ts';
import { IntervalSet } from './intervals.ts';
import type { Ledger } from './ledger.ts';
import { identityOf, processOf } from './process.ts';
import { Readback } from './readback.ts';
import { CONTROL, type DurabilitySpec, isDrill, PATIENCE, wipedPaths } from './spec.ts';
import { Wiping } from './wiping.ts';
import { numbersText, seconds } from './words.ts';
import { type BackupTimes, type CrashTimes, Writes } from './writes.ts';

/** The rows of the table, by what they are about. */
export type Concern = 'cycles' | 'wiped' | 'recovery point' | 'recovery time' | 'read back' | 'consistent';

/** Something that keeps a cycle from being well. */
export interface CycleTrouble {
  readonly concern: Concern;
  readonly verdict: Trouble['verdict'];
  readonly text: string;
  readonly seq: number;
}

/** Causes of `service.failed` that say nothing of the product. */
const BLOCKING_CAUSES: ReadonlySet<string> = new Set(['not-executable', 'port-taken', 'absent']);

/** Files that hold what `read` printed. */
const BACKS: ReadonlySet<string> = new Set(['readback', 'there-back', 'gone-back']);

const NEVER = Number.POSITIVE_INFINITY;

/** One cycle of write, backup, crash, restore, read, or a drill: what was seen of it so far. Cycle 0 is but a look before the first write. */
export class Cycle {
  readonly number: number;
  readonly troubles: CycleTrouble[] = [];
  /** That something else than the service acknowledged writes. */
  strange: Finding | undefined;
  /** The `seq` of the step that read. */
  readAt = 0;
  /** Acknowledged, and not there after the restore. */
  lost = new IntervalSet();
  /** Ms; undefined until measured. */
  rpoMs: number | undefined;
  rtoMs: number | undefined;
  consistent: boolean | undefined;
  private readonly spec: DurabilitySpec;
  private readonly ledger: Ledger;
  /** Whether the service can tell that it is ready; else the successful read tells. */
  private readonly tells: boolean;
  private course: readonly string[];
  private readonly writes = new Writes();
  private due = 0;
  private fatal = false;
  /** Writes ended before the crash: there was nothing more to be learnt. */
  private givenUp = false;
  private readback: Readback | undefined;
  private backup: BackupTimes = { began: NEVER, ended: NEVER };
  private crash: CrashTimes = { began: NEVER, ended: NEVER };
  /** What was stored is gone, as far as that was asked for. */
  wiped = false;
  /** When the recovery began: at the crash, at the end of the wipe, or in a drill with the restore. */
  private recoverAt = NEVER;
  private readonly wiping: Wiping;
  /** Why reading, without the service, tells nothing of what is stored; undefined once it has found the writes. */
  private blind: string | undefined;
  /** What was killed. */
  private killed: readonly string[] = [];

  constructor(parts: { number: number; spec: DurabilitySpec; ledger: Ledger; tells: boolean; looksFirst: boolean }) {
    this.number = parts.number;
    this.spec = parts.spec;
    this.ledger = parts.ledger;
    this.tells = parts.tells;
    this.course = courseOf(parts.number, parts.spec);
    this.blind = parts.looksFirst ? 'nobody looked before it' : undefined;
    this.wiping = new Wiping(wipedPaths(parts.spec));
  }

  step(o: Observation, what: string): void {
    if (what === 'acks' && this.isWriting()) {
      this.givenUp = true;
      this.fatal = true;
      return;
    }
    if (what === 'service.failed') return this.notBack(o);
    this.course = withLook(this.course, this.due, what);
    const due = this.course[this.due] ?? 'nothing';
    if (due !== what) return this.end(o, 'cycles', blocked(`"${what}" stands where "${due}" was due`));
    this.due++;
    if (o['withheld'] === true) return this.end(o, 'read back', blocked(`${stringOf(o, 'path')} was withheld: a secret was found in it`));
    if (o.type === 'step') this.command(o, what);
    else if (what === 'service.crashed') this.crashed(o);
    else if (what === 'wiped') this.removed(o);
    else if (what === 'service.started') this.started(o);
    else if (what === 'service.ready' && this.tells) this.back(o);
    else if (BACKS.has(what)) this.readback = new Readback(stringOf(o, 'path'));
  }

  /** The parser of a file of this cycle's: of the one that `step` took last. */
  reads(o: Observation): RowParser | undefined {
    const taken = this.course[this.due - 1];
    if (o['withheld'] === true) return undefined;
    if (o['role'] === 'acks') return taken === 'acks' || this.givenUp ? this.ledger.parser() : undefined;
    return taken !== undefined && BACKS.has(taken) ? this.readback?.parser() : undefined;
  }

  row(o: Observation, row: Json): void {
    if (o['role'] !== 'acks') return this.readback?.take(row);
    const write = this.ledger.take(row, { crashedAt: this.crash.began, keptAt: o.t });
    if (write) this.writes.take(write, this.backup, this.crash);
  }

  /** What is known of a lost write, in words. */
  lossOf(seq: number): string {
    const ago = seconds(Math.max(0, this.lossAt() - this.ledger.timeOf(seq)));
    return `${this.label()}acknowledged ${ago} s before the ${this.lossBy()}, and not there after the restore`;
  }

  /** Every fact is there, and says something. */
  complete(): boolean {
    return this.due === this.course.length && !this.fatal;
  }

  /** Nothing more is to come of it. */
  over(): boolean {
    return this.complete() || this.fatal;
  }

  /** What was not observed; undefined when everything was. */
  missing(): string | undefined {
    if (this.complete()) return undefined;
    const [trouble] = this.troubles;
    if (trouble) return trouble.text;
    const { acknowledged, attempts } = this.writes;
    const what = this.givenUp
      ? `${acknowledged} of ${attempts} writes were acknowledged, and no more came`
      : `no "${this.course[this.due]}"`;
    return `${this.label()}${what}`;
  }

  /** Whether the crash, after which writes end, is still to come. */
  private isWriting(): boolean {
    return ['backup', 'service.crashed'].includes(this.course[this.due] ?? '');
  }

  /** When what must not be lost had to be acknowledged, and by what it may be lost. */
  private lossAt(): number {
    return isDrill(this.spec) ? this.backup.began : this.crash.began;
  }

  private lossBy(): string {
    return isDrill(this.spec) ? 'backup' : 'crash';
  }

  private command(o: Observation, what: string): void {
    const trouble = troubleOfStep(o, PATIENCE * this.spec.rtoMs);
    const why = `${what} ${trouble?.why}`;
    if (what === 'check') this.checked(o, trouble && { ...trouble, why });
    else if (what === 'backup') {
      if (trouble) return this.end(o, 'cycles', { ...trouble, why });
      this.backup = { began: beginningOf(o), ended: o.t };
    } else if (what === 'wipe') {
      if (trouble) return this.end(o, 'wiped', blocked(why));
    } else if (what === 'there') {
      this.there(o, trouble?.why);
    } else if (what === 'gone') {
      this.unreadable(o);
    } else if (what === 'restore') {
      if (isDrill(this.spec)) this.recoverAt = beginningOf(o);
      if (trouble) return this.end(o, 'recovery time', { ...trouble, why });
      this.wrote(o);
    } else if (trouble) this.end(o, 'read back', blocked(why));
    else this.read(o);
  }

  /** One that could not be run says nothing of what it was to check. */
  private checked(o: Observation, trouble: Trouble | undefined): void {
    if (trouble?.verdict !== 'blocked') this.consistent = trouble === undefined;
    if (trouble) this.note(o, 'consistent', trouble);
  }

  private crashed(o: Observation): void {
    const { service } = this.spec;
    if (o['pid'] === undefined) return this.end(o, 'cycles', blocked(`${service} did not run any more when it was to crash`));
    const left = listOf(o, 'left').length;
    this.killed = listOf(o, 'killed').map(identityOf);
    this.crash = { began: o.t, ended: o['ms'] === undefined ? NEVER : o.t + numberOf(o, 'ms') };
    this.recoverAt = o.t;
    if (this.tells && o['stillReady'] !== false)
      this.end(o, 'cycles', blocked(`${service} was still ready after all of its processes were killed: what answers is something else`));
    else if (left > 0) this.end(o, 'cycles', blocked(`${left} processes of ${service} could not be killed`));
    else if (!this.killed.includes(processOf(o)))
      this.end(o, 'cycles', blocked(`nobody saw the process of ${service} among those that were killed`));
    else if (o.t < this.backup.ended) this.end(o, 'cycles', blocked('the crash came before the end of the backup'));
  }

  private started(o: Observation): void {
    if (this.killed.includes(processOf(o))) this.end(o, 'cycles', blocked('a process that was killed is the one that was started'));
  }

  private removed(o: Observation): void {
    const trouble = this.wiping.take(o);
    if (trouble !== undefined) this.end(o, 'wiped', blocked(trouble));
    else if (this.wiping.done) this.gone(o);
  }

  /** Whether what is stored can be read without the service: else that nothing is read after the wipe tells nothing of it. */
  private there(o: Observation, trouble: string | undefined): void {
    const { readback } = this;
    this.readback = undefined;
    const kept = readback && o['stdout'] === readback.path && readback.mistake === undefined;
    const found = kept ? this.ledger.found(readback.numbers).size : 0;
    this.blind = found > 0 ? undefined : `before it, without the service, read ${trouble ?? 'found none of the writes'}`;
  }

  /** What a command wiped can't be read any more, whatever reading says instead. */
  private unreadable(o: Observation): void {
    const { readback } = this;
    this.readback = undefined;
    if (!readback || o['stdout'] !== readback.path) return this.end(o, 'wiped', blocked('what was read after the wipe was not kept'));
    const there = numbersText(this.ledger.found(readback.numbers));
    if (there !== undefined) return this.end(o, 'wiped', blocked(`${there} could still be read after the wipe`));
    if (this.blind !== undefined)
      return this.end(o, 'wiped', blocked(`that it left nothing is not known: ${this.blind}; paths are seen to be gone`));
    this.gone(o);
  }

  private gone(o: Observation): void {
    this.wiped = true;
    this.recoverAt = o.t;
  }

  private wrote(o: Observation): void {
    if (this.number === CONTROL) return;
    const { writes, spec } = this;
    const mistake = this.ledger.mistake ?? (isDrill(spec) ? writes.troubleOfDrill() : writes.trouble(this.crash.began, spec.rpoMs));
    if (mistake !== undefined) return this.end(o, 'cycles', blocked(mistake));
    const strange = isDrill(spec) ? undefined : writes.strange();
    if (strange !== undefined) this.strange = { title: 'Crash', message: `cycle ${this.number}: ${strange}`, seq: o.seq };
  }

  private back(o: Observation): void {
    this.rtoMs = o.t - this.recoverAt;
    if (!(this.rtoMs >= 0)) return this.end(o, 'recovery time', blocked('it was ready before it crashed'));
    if (this.rtoMs > this.spec.rtoMs) this.note(o, 'recovery time', failed(`back after ${seconds(this.rtoMs)} s`));
  }

  private notBack(o: Observation): void {
    const cause = stringOf(o, 'cause');
    const why = `${this.spec.service} never came back (${cause})`;
    this.end(o, 'recovery time', BLOCKING_CAUSES.has(cause) ? blocked(why) : failed(why));
  }

  private read(o: Observation): void {
    const { readback } = this;
    if (!readback || o['stdout'] !== readback.path) return this.end(o, 'read back', blocked('what was read was not kept'));
    if (readback.mistake !== undefined) return this.end(o, 'read back', blocked(`what was read, ${readback.mistake}`));
    this.readAt = o.seq;
    this.ledger.after(o.t);
    // What is there is known to the ledger from now on.
    this.readback = undefined;
    const twice = numbersText(readback.repeated);
    if (twice !== undefined) this.note(o, 'read back', failed(`found more than once: ${twice}`));
    if (this.number === CONTROL) return this.ledger.begin(readback.numbers);
    if (!this.tells || isDrill(this.spec)) this.back(o);
    this.compare(o, readback.numbers);
  }

  private compare(o: Observation, numbers: IntervalSet): void {
    const later = numbersText(this.laterThanBackup(numbers));
    if (later !== undefined)
      return this.end(o, 'read back', blocked(`not the restored copy was read: it has ${later}, written after the backup had ended`));
    const strange = numbersText(this.ledger.unlawful(numbers));
    if (strange !== undefined)
      this.note(o, 'read back', failed(`found, though neither acknowledged nor in flight at the ${this.lossBy()}: ${strange}`));
    this.lost = this.ledger.lose(numbers, this.latestDue());
    const oldest = this.lost.first();
    this.rpoMs = oldest === undefined ? 0 : Math.max(0, this.lossAt() - this.ledger.timeOf(oldest));
    if (this.rpoMs <= this.spec.rpoMs) return;
    const count = this.lost.size === 1 ? '1 acknowledged write is' : `${this.lost.size} acknowledged writes are`;
    this.note(o, 'recovery point', failed(`${count} lost, the oldest of ${seconds(this.rpoMs)} s before the ${this.lossBy()}`));
  }

  /** What only the service itself can have, where a restored copy is to be read. */
  private laterThanBackup(numbers: IntervalSet): IntervalSet {
    const { firstAfter } = this.writes;
    return isDrill(this.spec) && firstAfter !== undefined ? numbers.minus(numbers.upTo(firstAfter - 1)) : new IntervalSet();
  }

  /** The number of the last write that must be there. */
  private latestDue(): number {
    return isDrill(this.spec) ? (this.writes.lastBefore ?? 0) : NEVER;
  }

  /** Takes note of a trouble after which the cycle goes on. */
  private note(o: Observation, concern: Concern, { verdict, why }: Trouble): void {
    this.troubles.push({ concern, verdict, text: `${this.label()}${why}`, seq: o.seq });
  }

  /** The same of one after which nothing more can be learnt. */
  private end(o: Observation, concern: Concern, trouble: Trouble): void {
    this.note(o, concern, trouble);
    this.fatal = true;
  }

  private label(): string {
    return this.number === CONTROL ? 'before the first write: ' : this.spec.count > 1 ? `cycle ${this.number}: ` : '';
  }
}

/** When a command began; older facts tell only how long it took before it was recorded. */
function beginningOf(o: Observation): number {
  return o['from'] === undefined ? o.t - numberOf(o, 'durationMs') : numberOf(o, 'from');
}
