import { troubleOf } from '../../core/error-code.ts';
import type { EndReason, Fold, Judge, JudgeContext, Misfit, Want } from '../../core/fold.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Assessment } from '../../core/judgement.ts';
import { countOf, MalformedObservation, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { OVERRUN_MS } from '../../core/overrun.ts';
import { skewTrouble } from '../metrics/reading.ts';
import { BakeEnd } from './bake-end.ts';
import { RollbackTally } from './rollback-tally.ts';
import { type Abort, ENDS, endingOf, type Outcome, rollbackRow, stagesRow } from './rows.ts';
import { looksOf, type RolloutSpec, type Stage, stagesUntil } from './spec.ts';
import { backTally, StageTally } from './stage.ts';
import { Stages } from './stages.ts';
import { Aftermath } from './watch.ts';
import { Captures } from '../shared/captures.ts';
import { blocked, failed, type Trouble } from '../shared/trouble.ts';

/** The version of the judges since which somebody looks while a weight changes. */
const WATCHED_SINCE = 4;

/** Stages one after another, each begun only when the one before has passed; whatever ends it before the last is rolled back. */
class RolloutFold implements Fold {
  private readonly context: JudgeContext<RolloutSpec>;
  private readonly spec: RolloutSpec;
  private readonly stages = new Stages();
  private rollback: RollbackTally | undefined;
  private begunAgain: Observation | undefined;
  private aborted: Abort | undefined;
  /** `t` of what aborted it. */
  private abortedAt = Number.NEGATIVE_INFINITY;
  private readonly captures = new Captures();
  private want: Want | undefined;
  private readonly bakeEnd: BakeEnd;
  /** Whether Prometheus had answered before anything was changed. */
  private reached = false;
  /** Whether the time since the job before was looked at, and what was seen: nothing where there was no look in it. */
  private caughtUp = false;
  /** Facts that no run records where they stand. */
  private readonly strange: Misfit[] = [];
  /** What is looked at after the last stage, once that has passed. */
  private after: Aftermath | undefined;
  /** Until when was looked, in ms by the clock of Prometheus, where that is not the end of the stage before. */
  private untilMs: number | undefined;

  constructor(context: JudgeContext<RolloutSpec>) {
    this.context = context;
    this.spec = context.gate.spec;
    this.bakeEnd = new BakeEnd(this.spec);
  }

  /** The stages of the jobs before this one. What stands against them stands in their own evidence. */
  takePrior(earlier: Iterable<Observation>): void {
    for (const o of earlier) this.step(o);
    this.stages.leave();
    this.strange.length = 0;
    this.reached = false;
  }

  /** A fact that can't be ends the rollout as well: nobody would see what comes after it. */
  step(o: Observation): void {
    this.captures.step(o);
    try {
      this.take(o);
    } catch (error) {
      if (!(error instanceof MalformedObservation)) throw error;
      this.doubt(o, error.message);
      this.abort(o, blocked(error.message));
    }
    const trouble = this.rollback ? undefined : (this.watched?.trouble() ?? this.lostService(o));
    if (trouble) this.abort(o, trouble);
    this.after ??= this.aftermath();
  }

  wants(): Want | undefined {
    return this.want;
  }

  /** A stage that stands is rolled back, whatever ends the rollout. After a rollback that came to its own end nothing is pending. */
  pending(): JsonObject | undefined {
    const { rollback } = this;
    const { current } = this.stages;
    return current && (!rollback || rollback.isBrokenOff()) ? { stage: current.plan.index } : undefined;
  }

  /** Who took it up again began anew in the midst of it, and what an error of ours ended may be left in any state. */
  misfits(ended: Observation): readonly Misfit[] {
    if (ended['reason'] === 'crashed' || this.context.fact('resumed')) return [];
    const left = this.leftUndone(ended);
    return left === undefined ? this.strange : [...this.strange, { seq: ended.seq, message: left }];
  }

  assessment(end: EndReason): Assessment {
    const { spec } = this;
    const { current, tallies, passed } = this.stages;
    const outcome = this.outcome(end);
    const rows = (current ? tallies : [this.open(0)]).map((stage) => stage.rows());
    const after = this.after ? [this.after.row('after the last stage', this.after.isOver())] : [];
    const rolledBack = rollbackRow(outcome);
    return {
      counts: {
        stages: Object.fromEntries(this.stages.all.map((stage) => [stage.plan.stage.name, stage.counts()])),
        stagesPassed: passed,
        expectedStages: stagesUntil(spec),
        looks: tallies.reduce((sum, { looksTaken }) => sum + looksTaken, 0),
        rollback: this.rollback?.outcome.state ?? 'none',
        ...current?.last,
      },
      measurements: current?.last ?? {},
      // Before the first stage there is no traffic to tell of.
      ...(current ? { urgent: [rolledBack] } : {}),
      defaults: [
        stagesRow(outcome),
        ...(current ? [] : [rolledBack]),
        ...rows.flatMap(({ looks }) => looks),
        ...after,
        ...this.captures.rows(),
      ],
      criteria: rows.flatMap(({ criteria }) => criteria),
      findings: [...endingOf(outcome, rolledBack), ...this.stages.own.flatMap(({ findings }) => findings), ...(this.after?.findings ?? [])],
    };
  }

  /** A gate ends when its rollback has come to its own end, or when the time for that is over. */
  private leftUndone({ t, reason }: Observation): string | undefined {
    const { rollback } = this;
    if (rollback) return rollback.isBrokenOff() && !rollback.hadItsTime(t) ? 'the gate ended, and its rollback had not' : undefined;
    const isDue = reason === 'stopped' && this.stages.current !== undefined && t - this.abortedAt < OVERRUN_MS;
    return isDue ? 'a stage stands, and nobody rolled it back' : undefined;
  }

  private outcome(end: EndReason): Outcome {
    const { spec, rollback, begunAgain } = this;
    const { passed, current } = this.stages;
    return { spec, end, passed, current, rollback, begunAgain, abort: this.aborted ?? this.unfinished(end) };
  }

  private take(o: Observation): void {
    if (o.type === 'prometheus') this.reach(o);
    else if (o.type === 'between') this.catchUp(o);
    else if (o.type === 'stage') this.begin(o);
    else if (o.type === 'rollback') this.rollBack(o);
    else if (this.rollback && ['step', 'probe', 'sample', 'missed'].includes(o.type)) this.rollback.step(o);
    else if (o.type === 'step') this.command(o);
    else if (o.type === 'changed') this.running(o).changed(o);
    else if (o.type === 'sample' || o.type === 'missed') this.look(o);
    else if (o.type === 'probe') throw new MalformedObservation(o, 'type', 'a fact of a stage');
  }

  /** What was seen may have ended the command. */
  private command(o: Observation): void {
    (this.aborted ? this.stages.current : this.running(o))?.command(o);
  }

  private look(o: Observation): void {
    const { after } = this;
    const { catchingUp } = this.stages;
    if (after && !this.aborted && !after.isOver() && o['after'] === true) return after.look(o);
    if (catchingUp && o['between'] !== true) throw new MalformedObservation(o, 'between', 'a look at the time between two jobs');
    const stage = catchingUp ?? this.running(o);
    if (stage.isUntimed()) this.doubt(o, 'a look after the command of a stage, and nobody says when that had ended');
    stage.look(o);
    this.bakeEnd.step(o);
  }

  /** Before a job raises the weight, what nobody saw since the one before must be as well as its stage was. */
  private catchUp(o: Observation): void {
    const looks = countOf(o, 'looks');
    const { current: last, isAtItsBeginning, passed, all } = this.stages;
    const inTurn = this.reached && !this.caughtUp && !this.aborted && passed === all.length;
    if (!last || !inTurn || !isAtItsBeginning) throw new MalformedObservation(o, 'type', 'a fact that may come now');
    this.caughtUp = true;
    const { plan } = last;
    if (looks === 0) return;
    this.stages.catchUp(this.back({ ...plan.stage, name: `since ${plan.stage.name}` }, plan.index, looks));
    const sinceMs = this.bakeEnd.of(plan.index);
    this.untilMs = sinceMs === undefined ? undefined : sinceMs + looks * this.spec.intervalMs;
  }

  /** Every job begins so. */
  private reach(o: Observation): void {
    this.stages.beginJob();
    this.caughtUp = false;
    this.untilMs = undefined;
    const trouble = this.unreached(o);
    this.reached = trouble === undefined;
    if (trouble !== undefined) this.abort(o, blocked(trouble));
    else if (!this.stages.current && !this.isOld) this.untilMs = Math.round(numberOf(o, 'at'));
  }

  private unreached(o: Observation): string | undefined {
    if (o['code'] !== undefined) return `Prometheus does not answer (${troubleOf(stringOf(o, 'code'), stringOf(o, 'detail'))})`;
    return skewTrouble(numberOf(o, 'skewMs'));
  }

  private begin(o: Observation): void {
    const index = countOf(o, 'stage');
    const stage = this.spec.stages[index];
    if (!stage || stringOf(o, 'name') !== stage.name || countOf(o, 'weight') !== stage.weight) {
      throw new MalformedObservation(o, 'stage', 'a stage of the plan');
    }
    const { all, passed, isAtItsBeginning, between } = this.stages;
    const inTurn = index === all.length && passed === index && !this.aborted && !this.rollback && index < stagesUntil(this.spec);
    if (!this.reached) throw new MalformedObservation(o, 'stage', 'a stage after Prometheus has answered');
    if (!inTurn) throw new MalformedObservation(o, 'stage', 'the stage that may begin now');
    if (stage.looksBack) return this.beginWindow(o, stage, index);
    if (o['looks'] !== undefined) this.doubt(o, 'a stage that sets a weight does not look back');
    const unseen = isAtItsBeginning && index > 0 && !(this.caughtUp && (between?.passed() ?? true));
    if (unseen) throw new MalformedObservation(o, 'stage', 'a stage after what was between the jobs');
    this.stages.begin(this.open(index));
    this.bakeEnd.step(o);
    this.untilMs = undefined;
  }

  /** A window lasts as long as is planned, and until now where that is later: what came after it counts as well. */
  private beginWindow(o: Observation, stage: Stage, index: number): void {
    const looks = countOf(o, 'looks');
    if (looks < looksOf(stage, this.spec)) throw new MalformedObservation(o, 'looks', 'all looks of the window');
    this.stages.begin(this.back(stage, index, looks));
    this.bakeEnd.step(o);
  }

  /** The tally of so many looks at the time since the stage before. */
  private back(stage: Stage, index: number, looks: number): StageTally {
    const sinceMs = this.bakeEnd.of(index === this.stages.all.length ? index - 1 : index);
    return backTally({ spec: this.spec, stage, index, ...this.criteria, sinceMs, isOld: this.isOld }, looks);
  }

  private open(index: number): StageTally {
    const stage = this.spec.stages[index];
    if (!stage) throw new Error('a rollout has at least one stage');
    const sinceMs = this.untilMs ?? this.bakeEnd.of(index - 1);
    return new StageTally({ spec: this.spec, stage, index, ...this.criteria, sinceMs, isOld: this.isOld });
  }

  private get criteria(): Pick<StageTally['plan'], 'criteria' | 'vars'> {
    const { gate, plan } = this.context;
    return { criteria: gate.criteria, vars: plan.vars };
  }

  /** What is to be looked at after the last stage, as soon as that has passed. */
  private aftermath(): Aftermath | undefined {
    const { spec, criteria } = this;
    const index = spec.stages.length - 1;
    if (this.stages.passed <= index || this.aborted || this.isOld || criteria.criteria.length === 0) return undefined;
    return new Aftermath({ spec, ...criteria, labels: { stage: index, after: true }, sinceMs: this.bakeEnd.of(index) ?? Number.NaN });
  }

  /** The stage that a fact is of. */
  private running(o: Observation): StageTally {
    const { current } = this.stages;
    if (!current || this.aborted || current.passed()) throw new MalformedObservation(o, 'type', 'a fact that may come now');
    if (o.type !== 'step' && countOf(o, 'stage') !== current.plan.index) throw new MalformedObservation(o, 'stage', 'the stage that runs');
    return current;
  }

  private rollBack(o: Observation): void {
    if (this.stages.current?.plan.index !== countOf(o, 'stage'))
      throw new MalformedObservation(o, 'stage', 'the stage that is rolled back');
    if (this.rollback && !this.mayBeginAgain(this.rollback)) throw new MalformedObservation(o, 'type', 'the one rollback');
    if (o['weight'] !== this.stages.current.plan.stage.weight) this.doubt(o, 'a rollback from another weight than that of its stage');
    const { gate, plan } = this.context;
    this.begunAgain = this.rollback && o;
    this.rollback = new RollbackTally({ spec: this.spec, criteria: gate.criteria, vars: plan.vars }, o);
  }

  /** Whoever takes up a run that was broken off begins its rollback anew, unless that had come to its own end. */
  private mayBeginAgain(rollback: RollbackTally): boolean {
    const resumed = this.context.fact('resumed');
    return resumed !== undefined && rollback.seq < resumed.seq && rollback.isBrokenOff();
  }

  private doubt({ seq }: Observation, message: string): void {
    this.strange.push({ seq, message });
  }

  private abort(o: Observation, trouble: Trouble): void {
    if (!this.aborted) this.abortedAt = o.t;
    this.aborted ??= { ...trouble, seq: o.seq };
    this.want ??= { action: 'abort', because: o.seq };
  }

  /** A rollout does not go on upon what has died under it. */
  private lostService(o: Observation): Trouble | undefined {
    const { service } = o;
    const ours = o.type === 'service.exited' && typeof service === 'string' && this.context.gate.services.includes(service);
    return ours && this.stages.current ? failed(`${service} died`) : undefined;
  }

  /** Whether it was recorded when nobody looked while a weight changes. */
  private get isOld(): boolean {
    const judge = this.context.fact('execution.started')?.['judge'];
    return typeof judge === 'number' && judge < WATCHED_SINCE;
  }

  /** What is looked at now. */
  private get watched(): Pick<StageTally, 'trouble'> | undefined {
    const { catchingUp, current } = this.stages;
    return catchingUp ?? this.after ?? current;
  }

  /** How a rollout ended that nobody aborted for what was seen. */
  private unfinished(end: EndReason): Abort | undefined {
    const isSeen = this.after?.isOver() ?? true;
    if (end === 'completed' && this.stages.passed === stagesUntil(this.spec) && isSeen && !this.rollback) return undefined;
    return blocked(ENDS[end]);
  }
}

export const judge: Judge<RolloutSpec> = { fold: (context) => new RolloutFold(context) };
