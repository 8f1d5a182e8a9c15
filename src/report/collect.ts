import type { Decision } from '../core/decision.ts';
import type { Json } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import type { Plan } from '../core/plan.ts';
import { provenanceOf } from './provenance.ts';
import type { ErrorCount, FileRecord, GateTime, Outcome, StepRecord } from './outcome.ts';

/** What the seals say of an execution as a whole. */
export interface Sealed {
  readonly head: string;
  /** Wall time of the final seal. */
  readonly finishedAt: string;
}

/** Gathers, while observations pass by, what the renderings tell. Memory grows with gates, files and steps, not with checks. */
export class OutcomeCollector {
  private started: Observation | undefined;
  private source: Observation | undefined;
  private part: Observation | undefined;
  private history: Observation | undefined;
  private readonly attempts: Observation[] = [];
  private lastT = 0;
  private readonly times = new Map<string, GateTime>();
  private readonly files: FileRecord[] = [];
  private readonly steps: StepRecord[] = [];
  private readonly errors = new Map<string, { gate: string; subject: string; code: string; count: number }>();

  step(o: Observation): void {
    this.lastT = Math.max(this.lastT, o.t);
    this.countError(o);
    switch (o.type) {
      case 'execution.started':
        this.started ??= o;
        break;
      case 'source':
        this.source ??= o;
        break;
      case 'part':
        this.part ??= o;
        break;
      case 'attempt':
        this.attempts.push(o);
        break;
      case 'history':
        this.history ??= o;
        break;
      case 'gate.started':
        this.times.set(o.gate ?? '', { gate: o.gate ?? '', startedT: o.t });
        break;
      case 'gate.ended':
        this.endGate(o);
        break;
      case 'attachment':
      case 'after.attachment':
        this.files.push(fileRecord(o));
        break;
      case 'step':
      case 'after.step':
        this.steps.push(stepRecord(o));
        break;
      default:
    }
  }

  /** Files that observations name, with their hashes. */
  named(): readonly FileRecord[] {
    return this.files;
  }

  /** The judge and render versions that the execution was recorded with. */
  versions(): { judge: Json | undefined; render: Json | undefined } {
    return { judge: this.started?.['judge'], render: this.started?.['render'] };
  }

  /** What identifies the execution; undefined when it is not recorded. */
  identity(field: 'executionId' | 'at' | 'producer' | 'runId' | 'runAttempt'): string | undefined {
    const value = this.started?.[field];
    return typeof value === 'string' ? value : undefined;
  }

  commit(): string | undefined {
    const commit = this.source?.['commit'];
    return typeof commit === 'string' ? commit : undefined;
  }

  outcome(plan: Plan, decision: Decision, { head, finishedAt }: Sealed): Outcome {
    return {
      plan,
      decision,
      executionId: this.identity('executionId') ?? '',
      head,
      startedAt: this.identity('at') ?? '',
      finishedAt,
      durationMs: this.lastT,
      facts: {
        ...(this.started && { started: this.started }),
        ...(this.source && { source: this.source }),
        ...(this.part && { part: this.part }),
        ...(this.history && { history: this.history, attempts: this.attempts }),
      },
      timeline: [...this.times.values()],
      files: this.files,
      steps: this.steps,
      errors: [...this.errors.values()] satisfies ErrorCount[],
    };
  }

  private endGate(o: Observation): void {
    const gate = o.gate ?? '';
    const startedT = this.times.get(gate)?.startedT ?? o.t;
    this.times.set(gate, { gate, startedT, endedT: o.t, reason: text(o['reason']) });
  }

  private countError(o: Observation): void {
    const code = o['code'];
    if (typeof code !== 'string') return;
    const gate = o.gate ?? '';
    const subject = text(o['service'] ?? o['name'] ?? o['path']);
    const key = JSON.stringify([gate, subject, code]);
    const seen = this.errors.get(key);
    if (seen) seen.count++;
    else this.errors.set(key, { gate, subject, code, count: 1 });
  }
}

/** Below this the files of a part lie. */
const IN_PART = 'data/parts/1/';

/** What is shown of an execution that decides upon another one: what that one observed, and when, and the decision that is this one's. */
export function decidedUpon(observed: Outcome, own: Outcome): Outcome {
  const { part, history, attempts = [] } = own.facts;
  return {
    ...observed,
    plan: own.plan,
    decision: own.decision,
    executionId: own.executionId,
    head: own.head,
    finishedAt: own.finishedAt,
    facts: { ...observed.facts, ...(part && { observed: part }), ...(history && { history, attempts }) },
    files: [...observed.files.map((file) => ({ ...file, path: `${IN_PART}${file.path}` })), ...own.files],
  };
}

function fileRecord(o: Observation): FileRecord {
  return {
    path: `data/${text(o['path'])}`,
    sha256: text(o['sha256']),
    bytes: Number(o['bytes']),
    ...(o.gate !== undefined && { gate: o.gate }),
    source: provenanceOf(o),
    ...(o['handWritten'] === true && { handWritten: true }),
  };
}

function stepRecord(o: Observation): StepRecord {
  return {
    t: o.t,
    ...(o.gate !== undefined && { gate: o.gate }),
    name: text(o['name']),
    run: text(o['run']),
    ...(typeof o['exit'] === 'number' && { exit: o['exit'] }),
    ...(typeof o['signal'] === 'string' && { signal: o['signal'] }),
    ...(typeof o['spawnError'] === 'string' && { spawnError: o['spawnError'] }),
    ...(typeof o['folder'] === 'string' && { folder: o['folder'] }),
    timedOut: o['timedOut'] === true,
    aborted: o['aborted'] === true,
    durationMs: Number(o['durationMs']),
    leftovers: Number(o['leftovers']),
    ...(typeof o['stdout'] === 'string' && { stdout: o['stdout'] }),
    ...(typeof o['stderr'] === 'string' && { stderr: o['stderr'] }),
    ...(typeof o['output'] === 'string' && { output: o['output'] }),
  };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
