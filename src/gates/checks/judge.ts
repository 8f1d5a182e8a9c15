import type { Fold, Judge, JudgeContext, Want } from '../../core/fold.ts';
import type { Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import { ageOf } from '../../core/origin.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { Measured } from '../../conditions/measurements.ts';
import { judgeProbe, type ProbeVerdict } from '../../probes/judge.ts';
import type { FileTarget } from '../../probes/kinds/file.ts';
import { isOfKind } from '../../probes/registry.ts';
import { blocked, troubleInWords } from '../../probes/rows.ts';
import { Captures } from '../shared/captures.ts';
import { passedOverInWords, producerTrouble } from '../shared/origin.ts';
import { withSaid } from '../shared/said.ts';
import { isObject } from '../../probes/target.ts';
import { Ends } from './ends.ts';
import type { ChecksSpec, TABLE } from './spec.ts';

/** The last try of a check, judged; earlier ones no longer count. */
interface Tried {
  readonly try: number;
  readonly judged: ProbeVerdict;
  readonly o: Observation;
}

/** Every check must hold, each by its last try. A check without any try was not observed. */
class ChecksFold implements Fold {
  private readonly context: JudgeContext<ChecksSpec>;
  private readonly checks: readonly ProbePlan[];
  private readonly tried = new Map<number, Tried>();
  private readonly ends = new Ends();
  private readonly captures = new Captures();
  private contradiction: string | undefined;

  constructor(context: JudgeContext<ChecksSpec>) {
    this.context = context;
    this.checks = context.gate.spec.checks;
  }

  step(o: Observation): void {
    this.captures.step(o);
    if (o.type === 'step') this.ends.step(o);
    if (o.type !== 'probe') return;
    const index = countOf(o, 'index');
    const plan = this.checks[index];
    if (!plan || stringOf(o, 'name') !== plan.name) throw new MalformedObservation(o, 'index', 'a check of the plan');
    const { got } = o;
    if (!isObject(got)) throw new MalformedObservation(o, 'got', 'an object');
    const facts = { ...textIn(o, 'code'), ...textIn(o, 'detail'), got };
    this.contradiction ??= this.ends.contradiction(o, plan, facts);
    const judged = judgeProbe(plan, facts);
    this.take(index, plan, { try: countOf(o, 'try'), judged, o });
  }

  wants(): Want | undefined {
    return undefined;
  }

  assessment(): Assessment {
    const tried = this.checks.map((plan, index) => this.proven(plan, this.tried.get(index)));
    const count = (verdict: ProbeVerdict['verdict']): number => tried.filter((one) => one?.judged.verdict === verdict).length;
    const counts: Measured<typeof TABLE> = { total: this.checks.length, passed: count('passed'), failed: count('failed') };
    const missing = this.missing();
    return {
      counts,
      measurements: counts,
      defaults: [...this.checks.map((plan, index) => rowOf(plan, tried[index])), ...this.captures.rows()],
      ...(missing !== undefined && { missing }),
      findings: this.checks.flatMap((plan, index) => findingOf(plan, tried[index])),
    };
  }

  /** Tries come one by one and end with the first that holds, or with the last that the plan grants. */
  private take(index: number, plan: ProbePlan, tried: Tried): void {
    const before = this.tried.get(index);
    const next = (before?.try ?? 0) + 1;
    if (tried.try !== next || tried.try > plan.retry.attempts || before?.judged.verdict === 'passed') {
      this.contradiction ??= `try ${tried.try} of "${plan.name}" stands where it can't (seq ${tried.o.seq})`;
    }
    this.tried.set(index, tried);
  }

  /** A file that is good says nothing if the gate that is to have written it is not. */
  private proven(plan: ProbePlan, tried: Tried | undefined): Tried | undefined {
    const trouble = isOfKind(plan, 'file') ? producerTrouble(plan.target.producedBy, this.context) : undefined;
    if (trouble === undefined || tried?.judged.verdict !== 'passed') return tried;
    return { ...tried, judged: blocked(trouble, tried.judged.target, trouble) };
  }

  private missing(): string | undefined {
    if (this.contradiction !== undefined) return this.contradiction;
    const over = this.checks.filter((plan, index) => isOver(plan, this.tried.get(index))).length;
    return over === this.checks.length ? undefined : `${over} of ${this.checks.length} checks`;
  }
}

/** A check is over when it holds, or when no try is left to it. */
function isOver(plan: ProbePlan, tried: Tried | undefined): boolean {
  return tried !== undefined && (tried.judged.verdict === 'passed' || tried.try >= plan.retry.attempts);
}

function rowOf(plan: ProbePlan, tried: Tried | undefined): Criterion {
  if (!tried) return { name: plan.name, target: plan.expect ?? 'holds', measured: 'not observed', verdict: 'blocked' };
  const { measured, target, why } = tried.judged;
  const row = { name: plan.name, target, measured: `${why ?? measured}${triesInWords(tried)}` };
  return { ...row, verdict: isOver(plan, tried) ? tried.judged.verdict : 'blocked' };
}

function triesInWords({ try: tries }: Tried): string {
  return tries > 1 ? ` (try ${tries})` : '';
}

function findingOf(plan: ProbePlan, tried: Tried | undefined): readonly Finding[] {
  if (!tried) return [];
  const notes = isOfKind(plan, 'file') ? [...externalFindings(plan, tried.o), ...passedOver(plan, tried.o)] : [];
  if (tried.judged.verdict === 'passed') return notes;
  return [{ title: plan.name, ...withSaid(troubleInWords(tried.judged), tried.o), seq: tried.o.seq }, ...notes];
}

/** What a wildcard met and did not read. */
function passedOver({ name }: ProbePlan<FileTarget>, { got, seq }: Observation): readonly Finding[] {
  const message = isObject(got) ? passedOverInWords(got) : undefined;
  return message === undefined ? [] : [{ title: name, message, seq, note: true }];
}

/** A file that is taken as it is. */
function externalFindings({ name, target }: ProbePlan<FileTarget>, { got, seq }: Observation): readonly Finding[] {
  if (target.producedBy !== 'external' || !isObject(got) || typeof got['ageSeconds'] !== 'number') return [];
  const age = ageOf({ modifiedAt: -1000 * got['ageSeconds'], seenAt: 0 });
  return [{ title: name, message: `taken as it is (produced-by: external): ${age}`, seq, note: true }];
}

function textIn(o: Observation, field: 'code' | 'detail'): { code?: string; detail?: string } {
  return o[field] === undefined ? {} : { [field]: stringOf(o, field) };
}

export const judge: Judge<ChecksSpec> = { fold: (context) => new ChecksFold(context) };
