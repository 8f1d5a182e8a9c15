import type { Want } from '../core/fold.ts';
import type { DraftOf } from '../core/facts/registry.ts';
import type { Draft, Observation } from '../core/observation.ts';
import { textsIn } from '../core/json.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { EVIDENCE_GATE, type Plan } from '../core/plan.ts';
import type { Redact } from '../evidence/fact.ts';
import type { Recorder } from '../evidence/recorder.ts';
import { breathing } from '../live/breathing.ts';
import { allowedIndex } from '../redact/allowed.ts';
import { PatternLabels } from '../redact/pattern-labels.ts';
import type { Redactor } from '../redact/redact.ts';
import { type Hit, HitList } from '../redact/redact-stream.ts';
import { isDoubtful } from '../redact/rules/all.ts';
import type { ExecutionFold } from '../verdict/execution.ts';

/** Whoever judges what is recorded, and may want something of whoever records. */
type Judging = Pick<ExecutionFold, 'step' | 'pending' | 'reading'>;

/** Where facts are written. */
type Recording = Pick<Recorder, 'write' | 'seal' | 'flush'>;

/**
 * The one way in which facts enter the evidence: recorded, then judged, and what the judge wants is recorded before anything
 * else can be. Facts belong to the gate that runs.
 */
export class Journal {
  /** The gate that runs; facts without a gate of their own are its. */
  gate: string | undefined;
  /** Called once for each wish that was recorded. */
  onWant: (want: Want & { gate: string }) => void = () => {};
  private readonly recorder: Recording;
  private readonly fold: Judging;
  private readonly leaks: Leaks;
  private isPending = false;

  constructor(parts: { recorder: Recording; fold: Judging; leaks: Leaks }) {
    this.recorder = parts.recorder;
    this.fold = parts.fold;
    this.leaks = parts.leaks;
  }

  /** Records a fact of the running gate (or of the gate it names). */
  record(draft: Draft): Observation {
    return this.take(draft.gate === undefined && this.gate !== undefined ? { gate: this.gate, ...draft } : draft);
  }

  /** Records a fact of the whole execution, whatever gate runs. */
  recordGlobal(draft: Draft): Observation {
    return this.take(draft);
  }

  /** Records what a gate asked for: of the last fact of a process that died then it was not recorded yet. */
  grant(want: Want & { gate: string }): void {
    this.take({ type: 'control', gate: want.gate, action: want.action, because: want.because });
    // Why something ends is not lost with a process that dies while it ends.
    this.seal();
    this.onWant(want);
  }

  seal(): void {
    this.recorder.seal();
  }

  /** Before a command starts, which may end this program: a failure that is known by then stays known. */
  flush(): void {
    this.recorder.flush();
  }

  /**
   * Judges the file that the last fact named while the event loop goes round. What is recorded meanwhile has the rest of it judged first, in one
   * go. @param isOver whether nobody needs its judgement any more
   */
  async readOut(isOver: () => boolean): Promise<void> {
    const { reading } = this.fold;
    if (reading) await breathing(this.granting(reading), () => isOver() && this.fold.reading !== undefined);
  }

  /** Nothing else may be recorded between the end of a reading and what it makes a gate ask for. */
  private *granting(reading: NonNullable<Judging['reading']>): Pieces<void> {
    const want = yield* reading;
    if (want) this.grant(want);
  }

  private take(draft: Draft): Observation {
    // What a gate asked for before its file was read is answered first: the reading would say it once more.
    const before = draft.type !== 'control' && this.fold.reading ? atOnce(this.fold.reading) : undefined;
    if (before) this.grant(before);
    const o = this.recorder.write(draft);
    const want = this.fold.step(o);
    if (want) this.grant(want);
    this.sealPending();
    this.reportLeaks(o.seq);
    return o;
  }

  /** Pending work is sealed before anything is done that needs it: `post` must know of it. */
  private sealPending(): void {
    const isPending = this.fold.pending() !== undefined;
    if (isPending && !this.isPending) this.seal();
    this.isPending = isPending;
  }

  /** Secrets that the recorder had to redact in a fact are facts themselves. */
  private reportLeaks(seq: number): void {
    for (const hit of this.leaks.take()) this.take({ ...leakOf(hit), file: RECORD, line: seq });
  }
}

/** What was found, by its value or by its form; the place is still to be said. */
export function leakOf({ by, rule, example }: Hit): Pick<DraftOf<'leak'>, 'secret' | 'rule' | 'example'> & { type: 'leak'; gate: string } {
  return { type: 'leak', gate: EVIDENCE_GATE, ...(by === 'value' ? { secret: rule } : { rule }), ...(example && { example }) };
}

/** Where facts stand. */
const RECORD = 'observations.jsonl';

/** What the recorder had to take out of facts, until the journal tells it. */
export class Leaks {
  private readonly known = new HitList();
  private told = 0;
  private readonly values: Hit[] = [];

  add(hit: Hit): void {
    // A token that every answer holds is told often enough.
    if (hit.by === 'pattern') this.known.add(hit);
    else this.values.push(hit);
  }

  take(): readonly Hit[] {
    const patterns = this.known.hits.slice(this.told);
    this.told = this.known.hits.length;
    return [...this.values.splice(0), ...patterns];
  }
}

/**
 * A redaction for the recorder that remembers what it found, for the journal to report. A text of the plan is written as it stands
 * there: the plan was searched before the run, is kept as it is, and facts are compared with it.
 */
export function countingRedaction(redactor: Redactor, leaks: Leaks, plan: Plan): Redact {
  const allowed = plan.allowSecrets ?? [];
  const planned = new Set(textsIn(plan));
  const allows = (rule: string): boolean => allowedIndex(allowed, rule, [RECORD]) >= 0;
  const redact = (text: string, most?: number): string => {
    if (planned.has(text) && (most === undefined || Buffer.byteLength(text) <= most)) return text;
    const { text: clean, hits } = redactor.text(text, most, allows);
    for (const hit of hits) leaks.add(hit);
    return clean;
  };
  // A condition may compare what it reads: two tokens that differ must not look the same.
  const labels = new PatternLabels();
  const operand = (text: string): string => {
    if (planned.has(text)) return text;
    const { text: clean, hits } = redactor.text(text, undefined, (rule) => isDoubtful(rule) || allows(rule), labels);
    for (const hit of hits.filter(({ rule }) => !isDoubtful(rule))) leaks.add(hit);
    return clean;
  };
  return Object.assign(redact, { operand });
}
