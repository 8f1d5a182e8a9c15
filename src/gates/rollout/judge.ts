import type { EndReason, Fold, Judge, JudgeContext, Want } from '../../core/fold.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, MalformedObservation, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { worst } from '../../core/verdict.ts';
import { BakeEnd } from './bake-end.ts';
import { RollbackTally } from './rollback-tally.ts';
import { looksOf, ROLLBACK_ROW, type RolloutSpec, type Stage, STAGES_ROW, stagesTarget, stagesUntil } from './spec.ts';
import { StageTally } from './stage.ts';
import { Captures } from '../shared/captures.ts';
import { blocked, failed, type Trouble } from '../shared/trouble.ts';

/** Why a rollout ended before its last stage had passed. */
interface Abort extends Trouble {
  readonly seq?: number;
}

const ENDS: Readonly<Record<EndReason, string>> = {
  completed: 'it ended before its time',
  stopped: 'stopped',
  timeout: 'the time of the gate was over',
  cancelled: 'interrupted',
  'not-ready': 'its services were not ready',
  crashed: 'the run broke off',
};

/** Stages one after another, each begun only when the one before has passed; whatever ends it before the last is rolled back. */
class RolloutFold implements Fold {
  private readonly context: JudgeContext<RolloutSpec>;
  private readonly spec: RolloutSpec;
  private readonly stages: StageTally[] = [];
  private rollback: RollbackTally | undefined;
  private begunAgain: Observation | undefined;
  private aborted: Abort | undefined;
  private readonly captures = new Captures();
  private want: Want | undefined;
  private readonly bakeEnd: BakeEnd;
  /** How many stages there were when this job began. */
  private priorStages = 0;
  /** What earlier jobs looked at. */
  private foreign: ReadonlySet<StageTally> = new Set();
  /** Whether Prometheus had answered before anything was changed. */
  private reached = false;
  /** Whether the time since the job before was looked at, and what was seen: nothing where there was no look in it. */
  private caughtUp = false;
  private between: StageTally | undefined;
  /** The same of earlier jobs, by the number of stages before them. */
  private readonly betweens = new Map<number, StageTally>();

  constructor(context: JudgeContext<RolloutSpec>) {
    this.context = context;
    this.spec = context.gate.spec;
    this.bakeEnd = new BakeEnd(this.spec);
  }

  /** The stages of the jobs before this one. What stands against them stands in their own evidence. */
  takePrior(earlier: Iterable<Observation>): void {
    for (const o of earlier) this.step(o);
    this.foreign = new Set(this.tallies);
    this.reached = false;
  }

  /** A fact that can't be ends the rollout as well: nobody would see what comes after it. */
  step(o: Observation): void {
    this.captures.step(o);
    try {
      this.take(o);
    } catch (error) {
      if (!(error instanceof MalformedObservation)) throw error;
      this.abort(o, blocked(error.message));
    }
    const trouble = this.rollback ? undefined : ((this.catchingUp ?? this.current)?.trouble() ?? this.lostService(o));
    if (trouble) this.abort(o, trouble);
  }

  wants(): Want | undefined {
    return this.want;
  }

  /** A stage that stands is rolled back, whatever ends the rollout. After a rollback that came to its own end nothing is pending. */
  pending(): JsonObject | undefined {
    const { current, rollback } = this;
    return current && (!rollback || rollback.isBrokenOff()) ? { stage: current.plan.index } : undefined;
  }

  assessment(end: EndReason): Assessment {
    const abort = this.aborted ?? this.unfinished(end);
    const { criteria: own, vars } = { criteria: this.context.gate.criteria, vars: this.context.plan.vars };
    const tallies = this.stages.length > 0 ? this.tallies : [this.open(0, own, vars)];
    const rows = tallies.map((stage) => stage.rows());
    const rolledBack = this.rollbackRow(abort, end);
    return {
      counts: {
        stages: Object.fromEntries(this.stages.map((stage) => [stage.plan.stage.name, stage.counts()])),
        stagesPassed: this.passed,
        expectedStages: stagesUntil(this.spec),
        looks: this.tallies.reduce((sum, { looksTaken }) => sum + looksTaken, 0),
        rollback: this.rollback?.outcome.state ?? 'none',
        ...this.current?.last,
      },
      measurements: this.current?.last ?? {},
      // Before the first stage there is no traffic to tell of.
      ...(this.current ? { urgent: [rolledBack] } : {}),
      defaults: [...(this.current ? [] : [rolledBack]), this.stagesRow(abort), ...rows.map(({ looks }) => looks), ...this.captures.rows()],
      criteria: rows.flatMap(({ criteria }) => criteria),
      findings: [...this.ending(abort, rolledBack), ...this.own.flatMap(({ findings }) => findings)],
    };
  }

  private take(o: Observation): void {
    if (o.type === 'prometheus') this.reach(o);
    else if (o.type === 'between') this.catchUp(o);
    else if (o.type === 'stage') this.begin(o);
    else if (o.type === 'rollback') this.rollBack(o);
    else if (this.rollback && ['step', 'probe', 'sample', 'missed'].includes(o.type)) this.rollback.step(o);
    else if (o.type === 'step') this.running(o).command(o);
    else if (o.type === 'sample' || o.type === 'missed') this.look(o);
    else if (o.type === 'probe') throw new MalformedObservation(o, 'type', 'a fact of a stage');
  }

  private look(o: Observation): void {
    const { catchingUp } = this;
    if (catchingUp && o['between'] !== true) throw new MalformedObservation(o, 'between', 'a look at the time between two jobs');
    (catchingUp ?? this.running(o)).look(o);
    this.bakeEnd.step(o);
  }

  /** Before a job raises the weight, what nobody saw since the one before must be as well as its stage was. */
  private catchUp(o: Observation): void {
    const looks = countOf(o, 'looks');
    const last = this.stages.at(-1);
    const inTurn = this.reached && !this.caughtUp && !this.aborted && this.passed === this.priorStages;
    if (!last || !inTurn || this.stages.length !== this.priorStages) throw new MalformedObservation(o, 'type', 'a fact that may come now');
    this.caughtUp = true;
    const { plan } = last;
    if (looks === 0) return;
    this.between = this.back({ ...plan.stage, name: `since ${plan.stage.name}` }, plan.index, looks);
    this.betweens.set(this.priorStages, this.between);
  }

  /** Every job begins so. */
  private reach(o: Observation): void {
    this.priorStages = this.stages.length;
    this.caughtUp = false;
    this.between = undefined;
    this.reached = o['code'] === undefined && Number.isFinite(numberOf(o, 'skewMs'));
    if (!this.reached) this.abort(o, blocked(`Prometheus does not answer (${stringOf(o, 'code')}: ${stringOf(o, 'detail')})`));
  }

  private begin(o: Observation): void {
    const index = countOf(o, 'stage');
    const stage = this.spec.stages[index];
    if (!stage || stringOf(o, 'name') !== stage.name || countOf(o, 'weight') !== stage.weight) {
      throw new MalformedObservation(o, 'stage', 'a stage of the plan');
    }
    const inTurn =
      index === this.stages.length && this.passed === index && !this.aborted && !this.rollback && index < stagesUntil(this.spec);
    if (!this.reached) throw new MalformedObservation(o, 'stage', 'a stage after Prometheus has answered');
    if (!inTurn) throw new MalformedObservation(o, 'stage', 'the stage that may begin now');
    if (stage.looksBack) return this.beginWindow(o, stage, index);
    const unseen = index === this.priorStages && index > 0 && !(this.caughtUp && (this.between?.passed() ?? true));
    if (unseen) throw new MalformedObservation(o, 'stage', 'a stage after what was between the jobs');
    this.stages.push(this.open(index, this.context.gate.criteria, this.context.plan.vars));
  }

  /** A window lasts as long as is planned, and until now where that is later: what came after it counts as well. */
  private beginWindow(o: Observation, stage: Stage, index: number): void {
    const looks = countOf(o, 'looks');
    if (looks < looksOf(stage, this.spec)) throw new MalformedObservation(o, 'looks', 'all looks of the window');
    this.stages.push(this.back(stage, index, looks));
    this.bakeEnd.step(o);
  }

  /** The tally of so many looks at the time since the stage before. */
  private back(stage: Stage, index: number, looks: number): StageTally {
    const { gate, plan } = this.context;
    const sinceMs = this.bakeEnd.of(index === this.stages.length ? index - 1 : index);
    const long: Stage = { ...stage, looksBack: true, bakeMs: looks * this.spec.intervalMs };
    const since = sinceMs === undefined ? {} : { sinceMs };
    return new StageTally({ spec: this.spec, stage: long, index, criteria: gate.criteria, vars: plan.vars, ...since });
  }

  private open(
    index: number,
    criteria: JudgeContext<RolloutSpec>['gate']['criteria'],
    vars: JudgeContext<RolloutSpec>['plan']['vars'],
  ): StageTally {
    const stage = this.spec.stages[index];
    if (!stage) throw new Error('a rollout has at least one stage');
    return new StageTally({ spec: this.spec, stage, index, criteria, vars });
  }

  /** The stage that a fact is of. */
  private running(o: Observation): StageTally {
    const { current } = this;
    if (!current || this.aborted || current.passed()) throw new MalformedObservation(o, 'type', 'a fact that may come now');
    if (o.type !== 'step' && countOf(o, 'stage') !== current.plan.index) throw new MalformedObservation(o, 'stage', 'the stage that runs');
    return current;
  }

  private rollBack(o: Observation): void {
    if (this.current?.plan.index !== countOf(o, 'stage')) throw new MalformedObservation(o, 'stage', 'the stage that is rolled back');
    if (this.rollback && !this.mayBeginAgain(this.rollback)) throw new MalformedObservation(o, 'type', 'the one rollback');
    const { gate, plan } = this.context;
    this.begunAgain = this.rollback && o;
    this.rollback = new RollbackTally({ spec: this.spec, criteria: gate.criteria, vars: plan.vars }, o);
  }

  /** Whoever takes up a run that was broken off begins its rollback anew, unless that had come to its own end. */
  private mayBeginAgain(rollback: RollbackTally): boolean {
    const resumed = this.context.fact('resumed');
    return resumed !== undefined && rollback.seq < resumed.seq && rollback.isBrokenOff();
  }

  private abort(o: Observation, trouble: Trouble): void {
    this.aborted ??= { ...trouble, seq: o.seq };
    this.want ??= { action: 'abort', because: o.seq };
  }

  /** A rollout does not go on upon what has died under it. */
  private lostService(o: Observation): Trouble | undefined {
    const { service } = o;
    const ours = o.type === 'service.exited' && typeof service === 'string' && this.context.gate.services.includes(service);
    return ours && this.current ? failed(`${service} died`) : undefined;
  }

  /** What is looked at before the next stage begins, until all of it was seen. */
  private get catchingUp(): StageTally | undefined {
    return this.stages.length === this.priorStages && !this.between?.passed() ? this.between : undefined;
  }

  /** All that was looked at, in its order. */
  private get tallies(): readonly StageTally[] {
    const { stages, betweens } = this;
    return stages.flatMap((stage, index) => [stage, betweens.get(index + 1)]).filter((tally) => tally !== undefined);
  }

  private get own(): readonly StageTally[] {
    return this.tallies.filter((tally) => !this.foreign.has(tally));
  }

  private get current(): StageTally | undefined {
    return this.stages.at(-1);
  }

  private get passed(): number {
    return this.stages.filter((stage) => stage.passed()).length;
  }

  /** How a rollout ended that nobody aborted for what was seen. */
  private unfinished(end: EndReason): Abort | undefined {
    if (end === 'completed' && this.passed === stagesUntil(this.spec) && !this.rollback) return undefined;
    return blocked(ENDS[end]);
  }

  private stagesRow(abort: Abort | undefined): Criterion {
    const row = { name: STAGES_ROW, target: stagesTarget(this.spec) };
    const measured = `${this.passed} of ${this.spec.stages.length}`;
    if (!abort) return { ...row, measured, verdict: 'passed' };
    return { ...row, measured: `${measured}; ${this.where()}: ${abort.why}`, verdict: abort.verdict };
  }

  private where(): string {
    const stage = this.current?.plan.stage;
    return stage ? `${stage.name} (${stage.weight} %)` : 'before the first';
  }

  /**
   * What became of the traffic, first of all rows. A rollback that was needed is no better than its cause; one that did not bring
   * the traffic back has failed.
   */
  private rollbackRow(abort: Abort | undefined, end: EndReason): Criterion {
    const row = { name: ROLLBACK_ROW, target: 'unneeded' };
    const { current, rollback } = this;
    if (!abort || !current) return { ...row, measured: 'not needed', verdict: abort?.verdict ?? 'passed' };
    const bad = (measured: string, trouble: Trouble): Criterion => ({
      ...row,
      target: 'validated',
      measured,
      verdict: worst([abort.verdict, trouble.verdict]),
    });
    if (!rollback) return bad(`could not run: ${this.traffic('still')}: ${ENDS[end]}`, blocked(''));
    const { outcome } = rollback;
    if (outcome.state === 'validated') {
      const { holdMs } = this.spec.rollback;
      const held = holdMs === undefined ? '' : ' and held';
      return { ...row, measured: `rolled back from ${this.where()}, validated${held}, because of: ${abort.why}`, verdict: abort.verdict };
    }
    if (outcome.state === 'not-rolled-back') {
      const { trouble } = outcome;
      const what = trouble.unrun || trouble.brokenOff ? 'could not run' : 'FAILED';
      return bad(`${what}: ${this.traffic('still')}: ${trouble.why}`, trouble.unrun ? failed('') : trouble);
    }
    if (outcome.state === 'not-validated') {
      const what =
        outcome.trouble.verdict === 'failed'
          ? `FAILED: ${this.traffic('possibly still')}`
          : `rolled back from ${this.where()}, not validated`;
      return bad(`${what}: ${outcome.trouble.why}`, outcome.trouble);
    }
    if (!rollback.isRolledBack()) return bad(`could not run: ${this.traffic('still')}: broken off`, blocked(''));
    return bad(`rolled back from ${this.where()}, not validated: broken off before all held`, blocked(''));
  }

  /** Of a stage whose command did not end well nobody knows how far it came. */
  private traffic(still: 'still' | 'possibly still'): string {
    const { current } = this;
    return `traffic ${current?.isDeployed() ? still : 'possibly'} at ${current?.plan.stage.weight ?? 0} %`;
  }

  /** The rollback, and what it was for, to point at. */
  private ending(abort: Abort | undefined, row: Criterion): readonly Finding[] {
    if (!abort || !this.current) return [];
    const seq = abort.seq === undefined ? {} : { seq: abort.seq };
    const again = this.begunAgain && { title: 'Rollback', message: 'broken off with the run, and begun again', seq: this.begunAgain.seq };
    return [
      { title: 'Rollback', message: row.measured, ...seq },
      ...(again ? [again] : []),
      { title: 'Aborted', message: `${this.where()}: ${abort.why}`, ...seq },
    ];
  }
}

export const judge: Judge<RolloutSpec> = { fold: (context) => new RolloutFold(context) };
