import type { Decision } from '../core/decision.ts';
import type { JudgeContext, Misfit, Want } from '../core/fold.ts';
import type { JsonObject } from '../core/json.ts';
import type { Judgement } from '../core/judgement.ts';
import { type Observation, stringOf } from '../core/observation.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { EVIDENCE_GATE, type GatePlan, type Plan } from '../core/plan.ts';
import type { AttachmentReader } from '../core/ports.ts';
import type { GateKind } from '../gates/shared/kind.ts';
import { decide, notRunFor } from './decision.ts';
import { type End, endOfExecution, endOfGate } from './ends.ts';
import { GateFold, notRun } from './gate.ts';
import { type Ended, type Fate, fateOf } from './order.ts';
import type { Prior } from './prior.ts';

/** Facts of files, which are kept when a gate has observed all. */
const KEEPS: ReadonlySet<string> = new Set(['attachment', 'file']);

export type Registry = Readonly<Record<string, GateKind>>;

/** Something in the observations that no honest execution of this plan records. */
export interface Inconsistency {
  readonly seq: number;
  readonly message: string;
}

/** What a gate of the execution asks for. */
export type ExecutionWant = Want & { readonly gate: string };

/**
 * The heart of `run` and of `verify`: takes the observations of one execution in order and makes judgements and the decision
 * of them. Live it also says what the gates want; later it checks that exactly those wishes were granted.
 */
export class ExecutionFold {
  readonly inconsistencies: Inconsistency[] = [];
  private readonly plan: Plan;
  private readonly registry: Registry;
  private readonly files: AttachmentReader;
  private readonly evidence: GateFold;
  private readonly ended = new Map<string, Ended>();
  private readonly facts = new Map<string, Observation>();
  private readonly prior: Prior | undefined;
  private current: GateFold | undefined;
  private wanted: ExecutionWant | undefined;
  private granted = new Set<string>();
  /** The last fact was of a file. */
  private isKeeping = false;
  /** Gates that were stopped while they observed. */
  private readonly stopped = new Set<string>();
  private finished: Observation | undefined;
  /** What no run records of a gate, unless it was broken off. */
  private readonly misfits: Misfit[] = [];
  private unread: Pieces<ExecutionWant | undefined> | undefined;
  /** Facts whose wish came of the reading of their file. */
  private readonly ofReading = new Set<number>();
  /** Wishes that came of a reading and that nobody answered: an interruption may have ended the reading before. */
  private unanswered: Inconsistency[] = [];

  /** @param prior what the stage before left, of a plan whose stage follows another */
  constructor(plan: Plan, registry: Registry, files: AttachmentReader, prior?: Prior) {
    this.plan = plan;
    this.prior = prior;
    this.registry = registry;
    this.files = files;
    const gate = plan.gates.find(({ kind }) => kind === EVIDENCE_GATE);
    if (!gate) throw new Error('a plan ends with the evidence gate');
    this.evidence = this.open(gate);
    this.takePrior();
  }

  /**
   * Takes the next observation. @returns the wish that it caused, to be recorded as a control before anything else. A file that it names is
   * still to be read.
   */
  step(o: Observation): ExecutionWant | undefined {
    this.readOut();
    if (this.finished) this.object(o, 'nothing may follow execution.ended');
    if (o.type === 'control') {
      this.control(o);
      return undefined;
    }
    if (this.wanted) this.missControl(o, this.wanted);
    this.wanted = undefined;
    if (o.gate === undefined || o.gate === EVIDENCE_GATE) this.ofExecution(o);
    else this.ofGate(o, o.gate);
    this.wanted = this.newWant();
    this.isKeeping = KEEPS.has(o.type);
    return this.wanted;
  }

  /**
   * The reading of the file that the last observation named, until it is over. The next observation, and the decision, have it read in one go.
   * @returns the wish that it caused
   */
  get reading(): Pieces<ExecutionWant | undefined> | undefined {
    return this.unread;
  }

  /** The next gate to start or to skip, in plan order; undefined when all are over or the evidence gate asked for a stop. */
  next(): { gate: GatePlan; fate: Fate } | undefined {
    if (this.granted.has(EVIDENCE_GATE)) return undefined;
    const gate = this.gates().find(({ id }) => !this.ended.has(id));
    return gate && { gate, fate: fateOf(gate, this.ended) };
  }

  /** What the gate that runs must still do before it may end; undefined when it may. */
  pending(): { gate: GatePlan; work: JsonObject } | undefined {
    const work = this.current?.pending();
    return this.current && work && { gate: this.current.gate, work };
  }

  /** Whether a gate was stopped before it had observed all. */
  wasStopped(id: string): boolean {
    return this.stopped.has(id);
  }

  /** The judgement of a gate that has ended. */
  judgementOf(id: string): Judgement | undefined {
    return this.ended.get(id)?.judgement;
  }

  /** The decision over all gates; those that did not end are blocked. */
  decision(): Decision {
    this.readOut();
    this.checkEnd();
    const { reason, detail } = this.wholeEnd();
    const evidence = this.evidence.judgement(reason, detail);
    const judgements = this.gates().map((gate) => this.ended.get(gate.id)?.judgement ?? this.unfinished(gate, evidence));
    return decide(this.plan, [...judgements, evidence]);
  }

  /** The gates of the stage before are over. What they point at is in their own evidence. */
  private takePrior(): void {
    for (const judgement of this.prior?.judgements ?? []) {
      const { gate, findings } = judgement;
      if (gate === EVIDENCE_GATE || gate === this.plan.stage?.gate) continue;
      const unnumbered = findings.map(({ seq: _seq, ...finding }) => finding);
      this.ended.set(gate, { judgement: { ...judgement, findings: unnumbered }, seq: 0 });
    }
  }

  private gates(): readonly GatePlan[] {
    return this.plan.gates.filter(({ kind }) => kind !== EVIDENCE_GATE);
  }

  private ofExecution(o: Observation): void {
    const first = this.facts.size === 0;
    if (first !== (o.type === 'execution.started')) {
      this.object(o, first ? 'the first observation is not execution.started' : 'execution.started stands a second time');
    }
    if (o.type === 'part') this.part(o);
    if (!this.facts.has(o.type)) this.facts.set(o.type, o);
    this.evidence.step(o);
    if (o.type === 'attachment') this.unread = this.readingFor(this.evidence, o);
    if (o.type !== 'execution.ended') return;
    this.finished = o;
    const cause = ['interrupted', 'resumed'].find((type) => this.facts.has(type));
    if (o['reason'] === 'completed' && cause !== undefined) this.object(o, `the execution was ${cause}, and did not complete`);
  }

  private part(o: Observation): void {
    const fact = { ...this.prior?.fact, seq: o.seq, t: o.t };
    const same = Object.keys({ ...fact, ...o }).every((key) => fact[key as keyof typeof fact] === o[key]);
    if (!same || this.facts.has('part')) this.object(o, 'the evidence of the stage before is not what is said of it');
  }

  private ofGate(o: Observation, id: string): void {
    if (o.type === 'gate.started') this.start(o, id);
    else if (o.type.startsWith('after.')) this.after(o, id);
    else if (this.current?.gate.id !== id) this.object(o, `gate "${id}" is not running`);
    else if (o.type === 'gate.ended') this.end(o, this.current);
    else this.within(o, this.current);
  }

  private within(o: Observation, fold: GateFold): void {
    fold.step(o);
    if (o.type === 'attachment') this.unread = this.readingFor(fold, o);
  }

  private *readingFor(fold: GateFold, o: Observation): Pieces<ExecutionWant | undefined> {
    const before = this.wanted;
    yield* fold.reading(o, () => this.files.read(stringOf(o, 'path')));
    this.unread = undefined;
    this.wanted = this.newWant();
    if (this.wanted && this.wanted.because !== before?.because) this.ofReading.add(this.wanted.because);
    return this.wanted;
  }

  private missControl(o: Observation, { gate, action, because }: ExecutionWant): void {
    const missing = { seq: o.seq, message: `${gate} asked for "${action}" at seq ${because}, and no control follows` };
    if (this.ofReading.has(because)) this.unanswered.push(missing);
    else this.inconsistencies.push(missing);
  }

  private readOut(): void {
    if (this.unread) atOnce(this.unread);
  }

  private start(o: Observation, id: string): void {
    const next = this.next();
    if (this.current) this.object(o, `gate "${this.current.gate.id}" has not ended`);
    if (!next || next.gate.id !== id)
      this.object(o, `gate "${id}" starts out of order; ${next ? `next is "${next.gate.id}"` : 'none is left to start'}`);
    else if (!next.fate.run) this.object(o, `gate "${id}" starts although ${next.fate.why}`);
    const gate = this.gates().find((candidate) => candidate.id === id);
    if (!gate) return;
    if (JSON.stringify(o['expected']) !== JSON.stringify(gate.expected)) this.object(o, `what gate "${id}" expects differs from the plan`);
    this.current = this.open(gate);
    if (this.prior && id === this.plan.stage?.gate) this.current.takePrior(this.prior.facts(id));
  }

  private end(o: Observation, fold: GateFold): void {
    const end = endOfGate(o);
    if (!end) this.object(o, 'gate.ended has no known reason');
    if (end?.reason === 'stopped' && !this.granted.has(fold.gate.id)) this.object(o, 'the gate was stopped, which it had not asked for');
    if (end?.reason === 'completed' && this.stopped.has(fold.gate.id)) this.object(o, 'the gate was stopped, and did not complete');
    if (end?.reason !== 'cancelled') this.inconsistencies.push(...this.unanswered);
    this.unanswered = [];
    this.misfits.push(...fold.misfits(o));
    this.close(o, fold.judgement(end?.reason ?? 'crashed', end?.detail));
    this.current = undefined;
  }

  private close(o: Observation, judgement: Judgement): void {
    this.ended.set(judgement.gate, { judgement, seq: o.seq });
  }

  private after(o: Observation, id: string): void {
    if (!this.ended.has(id)) this.object(o, `${o.type} of gate "${id}", which has not ended`);
  }

  private control(o: Observation): void {
    const { wanted } = this;
    this.wanted = undefined;
    if (o['action'] === 'skip') {
      this.skip(o);
    } else if (!wanted) {
      this.object(o, 'a control that no gate asked for');
    } else if (o.gate !== wanted.gate || o['action'] !== wanted.action || o['because'] !== wanted.because) {
      this.object(o, `the control is not what ${wanted.gate} asked for ("${wanted.action}" because of seq ${wanted.because})`);
    } else {
      this.granted.add(wanted.gate);
      if (!this.isKeeping) this.stopped.add(wanted.gate);
    }
  }

  private skip(o: Observation): void {
    const next = this.next();
    if (!next || next.gate.id !== o.gate || next.fate.run || next.fate.because !== o['because']) {
      this.object(o, `gate "${o.gate ?? ''}" is skipped without its reason`);
      return;
    }
    this.close(o, notRun(next.gate, this.plan, 'skipped', next.fate.why));
  }

  private newWant(): ExecutionWant | undefined {
    for (const fold of [this.evidence, this.current]) {
      const want = fold?.wants();
      if (fold && want && !this.granted.has(fold.gate.id)) return { ...want, gate: fold.gate.id };
    }
    return undefined;
  }

  private open(gate: GatePlan): GateFold {
    const kind = this.registry[gate.kind];
    if (!kind?.judge) throw new Error(`no judge for gates of kind "${gate.kind}"`);
    const context: JudgeContext = {
      gate,
      plan: this.plan,
      upstream: (id) => this.ended.get(id)?.judgement,
      fact: (type) => this.facts.get(type),
    };
    return new GateFold(kind.judge, kind.spec.measurements(gate.spec), context);
  }

  private checkEnd(): void {
    const o = this.finished;
    if (o && this.plan.stage?.after !== undefined && !this.facts.has('part')) this.object(o, 'the evidence of the stage before is missing');
    if (o?.['reason'] !== 'completed') return;
    this.inconsistencies.push(...this.misfits, ...this.unanswered);
    if (this.current) this.object(o, `gate "${this.current.gate.id}" never ended`);
    const next = this.next();
    if (next) this.object(o, `gate "${next.gate.id}" neither ran nor was skipped`);
    if (this.wanted) this.object(o, `${this.wanted.gate} asked for "${this.wanted.action}", and no control follows`);
  }

  private unfinished(gate: GatePlan, evidence: Judgement): Judgement {
    if (this.current?.gate.id === gate.id)
      return this.current.judgement(this.wholeEnd().reason === 'cancelled' ? 'cancelled' : 'crashed', this.wholeEnd().detail);
    if (this.granted.has(EVIDENCE_GATE)) return notRun(gate, this.plan, 'skipped', notRunFor(evidence));
    return notRun(gate, this.plan, 'blocked', 'the run ended before it began');
  }

  private wholeEnd(): End {
    return endOfExecution(this.finished, this.facts.get('interrupted'));
  }

  private object(o: Observation, message: string): void {
    this.inconsistencies.push({ seq: o.seq, message });
  }
}
