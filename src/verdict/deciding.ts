import type { Decision } from '../core/decision.ts';
import type { Judgement } from '../core/judgement.ts';
import type { Observation } from '../core/observation.ts';
import { atOnce } from '../core/pieces.ts';
import { EVIDENCE_GATE, type GatePlan, type Plan } from '../core/plan.ts';
import { decide } from './decision.ts';
import { type End, endOfExecution, endOfGate } from './ends.ts';
import type { Inconsistency, Registry } from './execution.ts';
import { GateFold } from './gate.ts';
import type { Prior, Read } from './prior.ts';

/** What only GitHub tells: in the evidence of a job that had no token it is made up. */
const TOLD_BY_GITHUB = 'github-api';

/** Facts about the recording itself, which tell nothing of the gates. */
const OWN: ReadonlySet<string> = new Set(['execution.started', 'part', 'execution.ended']);

/** A gate that is judged again, over what was observed of it and what is told now. */
interface Reopened {
  readonly fold: GateFold;
  /** It is the one over the evidence, which takes what is of no other gate. */
  readonly isOfAll: boolean;
  /** Types of facts that it asks for. */
  readonly told: readonly string[];
  /** Undefined: it was not observed to an end. */
  end: End | undefined;
}

/**
 * The fold of an execution that decides: its gates were observed by another one, whose evidence is its part. They count as they are judged
 * there, but for the gates that ask for what only a trusted job can tell, and the one over the evidence: these are judged again over the
 * facts of the part, followed by what is recorded here.
 */
export class DecidingFold {
  readonly inconsistencies: Inconsistency[] = [];
  private readonly plan: Plan;
  private readonly registry: Registry;
  private readonly part: Prior;
  private readonly own: Observation[] = [];
  private readonly judgements: Map<string, Judgement>;
  private readonly reopened = new Map<string, Reopened>();
  /** Facts that GitHub is asked for because of what was observed, by what they are about. */
  private readonly due = new Map<string, Observation>();
  /** The first fact of each type that the gates may ask for. */
  private readonly facts = new Map<string, Observation>();

  /** @param part what the execution that observed left */
  constructor(plan: Plan, registry: Registry, part: Prior) {
    this.plan = plan;
    this.registry = registry;
    this.part = part;
    this.judgements = new Map(part.judgements.map((judgement) => [judgement.gate, judgement]));
  }

  /** Takes the next observation. What it amounts to is told once all are there. */
  step(o: Observation): void {
    const before = this.own.at(-1);
    if ((before === undefined) !== (o.type === 'execution.started')) this.object(o, `${o.type} has not its place at the beginning`);
    if (before?.type === 'execution.ended') this.object(o, 'nothing may follow execution.ended');
    if (o.type === 'part') this.checkPart(o);
    if (o.gate !== undefined && o.gate !== EVIDENCE_GATE && o.basis !== TOLD_BY_GITHUB)
      this.object(o, 'where it is decided nothing is observed of a gate but what GitHub tells');
    this.own.push(o);
  }

  /** Its own facts name no file that is judged here. */
  readonly reading = undefined;

  /** The decision over all gates. */
  decision(): Decision {
    const [ended] = this.own.filter(({ type }) => type === 'execution.ended');
    if (ended && !this.own.some(({ type }) => type === 'part'))
      this.object(ended, 'the evidence of the execution that observed is missing');
    this.replay();
    for (const o of this.own) this.add(o);
    if (ended) this.checkAsked(ended);
    for (const [id, { fold, end }] of this.reopened) if (end) this.judgements.set(id, fold.judgement(end.reason, end.detail));
    return decide(this.plan, this.plan.gates.map(({ id }) => this.judgements.get(id)).flatMap(unnumbered));
  }

  /** What was observed, but for what is told here anew. */
  private replay(): void {
    const anew = new Set(this.own.map(({ type }) => type).filter((type) => !OWN.has(type)));
    for (const gate of this.plan.gates) if (gate.kind === EVIDENCE_GATE) this.open(gate);
    for (const o of this.own) if (!OWN.has(o.type) && !this.facts.has(o.type)) this.facts.set(o.type, o);
    const isOld = (o: Observation): boolean => o.basis === TOLD_BY_GITHUB || (o.gate === undefined && anew.has(o.type));
    this.part.replay((o, read) => {
      if (!isOld(o)) this.observed(o, read);
    });
  }

  private observed(o: Observation, read: Read): void {
    const isOfAll = o.gate === undefined || o.gate === EVIDENCE_GATE;
    if (isOfAll && !this.facts.has(o.type)) this.facts.set(o.type, o);
    if (o.type === 'gate.started') this.start(o);
    if (o.type === 'control' || /^(?:gate|after)\./.test(o.type)) return this.end(o);
    const gate = this.reopened.get(o.gate ?? EVIDENCE_GATE);
    gate?.fold.step(o);
    const due = dueOf(o);
    if (due !== undefined) this.due.set(due, o);
    if (gate && o.type === 'attachment') atOnce(gate.fold.reading(o, read));
    if (gate && o.type === 'execution.ended') gate.end = endOfExecution(o, this.facts.get('interrupted'));
  }

  private start(o: Observation): void {
    const gate = this.plan.gates.find(({ id }) => id === o.gate);
    if (gate && this.toldOf(gate).length > 0) this.open(gate);
  }

  private end(o: Observation): void {
    const gate = this.reopened.get(o.gate ?? '');
    if (gate && o.type === 'gate.ended') gate.end = endOfGate(o);
  }

  private toldOf({ kind, spec }: GatePlan): readonly string[] {
    return this.registry[kind]?.spec.told?.(spec) ?? [];
  }

  private open(gate: GatePlan): void {
    const kind = this.registry[gate.kind];
    if (!kind?.judge) throw new Error(`no judge for gates of kind "${gate.kind}"`);
    const fold = new GateFold(kind.judge, kind.spec.measurements(gate.spec), {
      gate,
      plan: this.plan,
      upstream: (id) => this.judgements.get(id),
      fact: (type) => this.facts.get(type),
    });
    this.reopened.set(gate.id, { fold, isOfAll: gate.kind === EVIDENCE_GATE, told: this.toldOf(gate), end: undefined });
  }

  /** What is told here, of a gate that was observed to its end, or of all. */
  private add(o: Observation): void {
    if (OWN.has(o.type)) return;
    const gate = this.reopened.get(o.gate ?? EVIDENCE_GATE);
    if (gate?.end && (gate.isOfAll || gate.told.includes(o.type))) gate.fold.step(o);
    else this.object(o, `gate "${o.gate ?? EVIDENCE_GATE}" was not observed, or asks for nothing`);
  }

  /** A job of a workflow asks GitHub about whatever GitHub can tell as well, and records that it could not. */
  private checkAsked(ended: Observation): void {
    if (this.own[0]?.['runId'] === undefined) return;
    const told = new Set(this.own.map(toldName));
    for (const [due, { gate }] of this.due)
      if (!told.has(due) && this.reopened.get(gate ?? EVIDENCE_GATE)?.end) this.object(ended, `nobody says what GitHub told: ${due}`);
  }

  private checkPart(o: Observation): void {
    const fact = { ...this.part.fact, seq: o.seq, t: o.t };
    const same = Object.keys({ ...fact, ...o }).every((key) => fact[key as keyof typeof fact] === o[key]);
    if (!same || this.own.some(({ type }) => type === 'part'))
      this.object(o, 'the evidence of the execution that observed is not what is said of it');
    if (this.own[0]?.['runId'] !== undefined && o['runId'] === undefined)
      this.object(o, 'a run of a workflow decides upon evidence of a run alone');
  }

  private object(o: Observation, message: string): void {
    this.inconsistencies.push({ seq: o.seq, message });
  }
}

/** Of what was observed, the fact that GitHub is asked for. */
function dueOf(o: Observation): string | undefined {
  if (o['trouble'] !== undefined) return undefined;
  if (o.type === 'artifact') return toldName({ ...o, type: 'artifact.told' });
  const isCompared = o.type === 'change.base' && o['commit'] !== undefined && o['head'] !== undefined;
  return isCompared ? toldName({ ...o, type: 'change.told', name: undefined }) : undefined;
}

/** What a fact of GitHub is about. */
function toldName({ type, gate = '', name }: Observation): string {
  return `${type} of ${gate}${typeof name === 'string' ? name : ''}`;
}

/** What findings point at is in the evidence of the part. */
function unnumbered(judgement: Judgement | undefined): readonly Judgement[] {
  if (!judgement) return [];
  return [{ ...judgement, findings: judgement.findings.map(({ seq: _seq, ...finding }) => finding) }];
}
