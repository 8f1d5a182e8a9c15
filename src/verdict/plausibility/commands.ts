import { type JsonObject, textsIn } from '../../core/json.ts';
import type { Observation } from '../../core/observation.ts';
import { numberOf, stringOf } from '../../core/observation.ts';
import type { Plan } from '../../core/plan.ts';
import { isObject } from '../../probes/target.ts';
import { VERSION_QUESTIONS } from '../../probes/kinds/tool.ts';
import type { Law, Objection } from './law.ts';

/** Durations and `t` come from one clock and are rounded apart. */
const ROUNDING_MS = 50;

/** What a command wrote, by its name in the bundle. */
const OUTPUT = /^gates\/[^/]+\/[^/]+\.std(?:out|err)\.log$/;

const ENDINGS = ['exit', 'signal', 'spawnError', 'timedOut'] as const;

/**
 * A command was the plan's, ran while its gate did, and its output is a file of that gate. What a sandbox says of its command is what the
 * command's own fact says.
 */
export class Commands implements Law {
  readonly types = new Set(['gate.started', 'gate.ended', 'step', 'sandbox', 'probe', 'attachment', 'resumed']);
  private readonly texts: ReadonlySet<string>;
  /** Where commands of each gate start. */
  private readonly folders: ReadonlyMap<string, string>;
  private startedAt = 0;
  private isResumed = false;
  private files = new Map<string, number>();
  private outputs = new Map<string, number>();
  private steps = new Map<string, Observation>();
  /** The one that was told last, until a check is told. */
  private last: Observation | undefined;
  private aborted: Observation[] = [];

  /** @param own commands that are no one's but a gate kind's */
  constructor(plan: Plan, own: readonly string[]) {
    this.texts = new Set([...textsIn(plan), ...own]);
    this.folders = new Map(plan.gates.map(({ id, workingDirectory }) => [id, workingDirectory]));
  }

  fact(o: Observation, object: Objection): void {
    switch (o.type) {
      case 'gate.started':
        this.startedAt = o.t;
        this.files = new Map();
        this.outputs = new Map();
        this.steps = new Map();
        this.last = undefined;
        this.aborted = [];
        break;
      case 'attachment':
        this.files.set(stringOf(o, 'path'), o.seq);
        break;
      case 'step':
        this.step(o, object);
        break;
      case 'sandbox':
        this.sandbox(o, object);
        break;
      case 'probe':
        this.probe(o, object);
        break;
      case 'gate.ended':
        this.close(o, object);
        break;
      default:
        this.isResumed = true;
    }
  }

  private step(o: Observation, object: Objection): void {
    const run = stringOf(o, 'run');
    if (!this.isPlanned(run)) object(o.seq, `the command ${JSON.stringify(run.slice(0, 80))} is not in the plan`);
    if (o['folder'] !== undefined && (o['spawnError'] !== 'ENOENT' || o['folder'] !== this.folders.get(o.gate ?? '')))
      object(o.seq, `a folder that is not there, and is not that of the command`);
    const durationMs = numberOf(o, 'durationMs');
    const from = typeof o['from'] === 'number' ? o['from'] : o.t - durationMs;
    if (from + durationMs > o.t + ROUNDING_MS) object(o.seq, `a command that ended after it was recorded`);
    if (from < this.startedAt - ROUNDING_MS && !this.isResumed) object(o.seq, `a command that began before its gate did`);
    for (const file of [o['stdout'], o['stderr']]) {
      if (typeof file !== 'string') continue;
      if (this.outputs.has(file)) object(o.seq, `its output ${file} is another command's, too`);
      this.outputs.set(file, o.seq);
    }
    if (o['aborted'] === true) this.aborted.push(o);
    this.steps.set(stringOf(o, 'name'), o);
    this.last = o;
  }

  private close(ended: Observation, object: Objection): void {
    if (ended['reason'] === 'completed')
      for (const { seq } of this.aborted) object(seq, 'a command that the end of its gate ended, and the gate ran to its own end');
    // A process that was killed may have told of a file and not of its command.
    if (this.isResumed) return;
    for (const [file, seq] of this.outputs) if (!this.files.has(file)) object(seq, `its output ${file} is no file of the gate`);
    for (const [file, seq] of this.files)
      if (OUTPUT.test(file) && !this.outputs.has(file)) object(seq, `${file} is the output of no command`);
  }

  private sandbox(o: Observation, object: Objection): void {
    const step = stringOf(o, 'step');
    const { control } = o;
    this.compare(o, o, step, object);
    if (isObject(control)) this.compare(o, control, step.replace('sandbox', 'control'), object);
  }

  /** A check by a command: the step of this try was told just before. */
  private probe({ seq, index, got }: Observation, object: Objection): void {
    const { last } = this;
    this.last = undefined;
    if (!last || typeof index !== 'number' || !`${stringOf(last, 'name')}-`.startsWith(`check-${index + 1}-`)) return;
    const [said, exit] = [isObject(got) ? got['exitCode'] : undefined, last['exit']];
    if (said !== undefined && said !== exit) object(seq, `exit code ${JSON.stringify(said)}, and ${JSON.stringify(exit)} of its command`);
  }

  /** What is said of the end of a command is what its own fact says. */
  private compare({ seq }: Observation, said: JsonObject, name: string, object: Objection): void {
    const step = this.steps.get(name);
    const other = ENDINGS.find((ending) => step?.[ending] !== said[ending]);
    if (other !== undefined) object(seq, `${other} is ${JSON.stringify(said[other])}, and ${JSON.stringify(step?.[other])} of its command`);
  }

  private isPlanned(run: string): boolean {
    if (this.texts.has(run)) return true;
    return VERSION_QUESTIONS.some((question) => run.endsWith(` ${question}`) && this.texts.has(run.slice(0, -question.length - 1)));
  }
}
