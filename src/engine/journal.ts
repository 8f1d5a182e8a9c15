import type { Want } from '../core/fold.ts';
import type { Draft, Observation } from '../core/observation.ts';
import { EVIDENCE_GATE } from '../core/plan.ts';
import type { Redact } from '../evidence/fact.ts';
import type { Recorder } from '../evidence/recorder.ts';
import type { Redactor } from '../redact/redact.ts';
import type { ExecutionFold } from '../verdict/execution.ts';

/** Whoever judges what is recorded, and may want something of whoever records. */
type Judging = Pick<ExecutionFold, 'step' | 'pending'>;

/**
 * The one way in which facts enter the evidence: recorded, then judged, and what the judge wants is recorded before anything
 * else can be. Facts belong to the gate that runs.
 */
export class Journal {
  /** The gate that runs; facts without a gate of their own are its. */
  gate: string | undefined;
  /** Called once for each wish that was recorded. */
  onWant: (want: Want & { gate: string }) => void = () => {};
  private readonly recorder: Recorder;
  private readonly fold: Judging;
  private readonly leaks: { secret: string }[];
  private isPending = false;

  constructor(parts: { recorder: Recorder; fold: Judging; leaks: { secret: string }[] }) {
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

  private take(draft: Draft): Observation {
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
    for (const { secret } of this.leaks.splice(0)) {
      this.take({ type: 'leak', gate: EVIDENCE_GATE, secret, file: 'observations.jsonl', line: seq });
    }
  }
}

/** A redaction for the recorder that remembers what it found, for the journal to report. */
export function countingRedaction(redactor: Redactor, leaks: { secret: string }[]): Redact {
  return (text, most) => {
    const { text: clean, hits } = redactor.text(text, most);
    for (const hit of hits) leaks.push({ secret: hit.rule });
    return clean;
  };
}
