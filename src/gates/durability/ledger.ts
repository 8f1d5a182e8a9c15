import type { RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { jsonlParser } from '../../formats/jsonl.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import { IntervalSet } from './intervals.ts';

const FILE = 'acks.jsonl';

/** Its columns: the number, when the write began and ended (`t`, ms), the exit code or null where there was none. */
const COLUMNS = ['seq', 'from', 'to', 'exit'];

/** One write, and when its command had ended; `t`, ms. */
export interface Write {
  readonly seq: number;
  readonly from: number;
  readonly to: number;
  readonly acknowledged: boolean;
}

/** Where the times of a cycle's writes lie; `t`, ms. */
export interface Bounds {
  /** The crash that ends them. */
  readonly crashedAt: number;
  /** When their records were kept. */
  readonly keptAt: number;
}

/** Facts are told to a fraction of a millisecond, each rounded by itself. */
const ROUNDING_MS = 1;

/** Every write of a gate: who was told that it is safe, and when. */
export class Ledger {
  acknowledged = 0;
  attempts = 0;
  /** Why the records can't be believed. */
  mistake: string | undefined;
  /** What was there before the first write. */
  private before = new IntervalSet();
  /** Acknowledged, and there when last looked for. */
  private kept = new IntervalSet();
  /** What may be there: acknowledged, or cut off, so that nobody knows. */
  private readonly lawful = new IntervalSet();
  /** `t` at the end of each write, by number less the first. */
  private readonly times: number[] = [];
  private lastEnded = 0;

  /** Numbers are counted on from the highest that is there before the first write. */
  begin(before: IntervalSet): void {
    this.before = before;
  }

  /** Writes that come now began after this. @param t of a fact before them */
  after(t: number): void {
    this.lastEnded = Math.max(this.lastEnded, t - ROUNDING_MS);
  }

  parser(): RowParser {
    return untilMistake(jsonlParser({ path: FILE, columns: COLUMNS }), (message) => (this.mistake ??= message));
  }

  /** @returns undefined for a record that can't be believed */
  take(row: Json, { crashedAt, keptAt }: Bounds): Write | undefined {
    const [line, seq, from, to, exit] = row as readonly Json[];
    const due = this.first() + this.attempts;
    if (seq !== due || !Number.isSafeInteger(due)) return this.object(line, `"seq" is not ${due}`);
    if (!isTime(from) || !isTime(to) || from < this.lastEnded || to < from) return this.object(line, '"from" and "to" are not in order');
    if (to > keptAt + ROUNDING_MS) return this.object(line, '"to" is later than the record of it');
    if (exit !== null && !Number.isSafeInteger(exit)) return this.object(line, '"exit" is neither a whole number nor null');
    this.attempts++;
    this.lastEnded = to;
    this.times.push(to);
    const acknowledged = exit === 0;
    if (acknowledged) {
      this.acknowledged++;
      this.kept.add(due);
    }
    if (acknowledged || exit === null || to >= crashedAt) this.lawful.add(due);
    return { seq: due, from, to, acknowledged };
  }

  /** Of these, what nobody ever wrote, or was told that it could not be written. */
  unlawful(read: IntervalSet): IntervalSet {
    return read.minus(this.before).minus(this.lawful);
  }

  /** What of this was acknowledged. */
  found(read: IntervalSet): IntervalSet {
    return read.minus(read.minus(this.kept));
  }

  /** Takes note of what is there, up to some number. @returns what was acknowledged and is not, unless that was known before */
  lose(read: IntervalSet, upTo: number): IntervalSet {
    const lost = this.kept.upTo(upTo).minus(read);
    this.kept = this.kept.minus(lost);
    return lost;
  }

  /** `t` at which a write had ended. */
  timeOf(seq: number): number {
    return this.times[seq - this.first()] ?? Number.NaN;
  }

  private first(): number {
    return (this.before.last() ?? 0) + 1;
  }

  private object(line: Json | undefined, text: string): undefined {
    this.mistake ??= `${FILE}, line ${Number(line)}: ${text}`;
  }
}

function isTime(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
