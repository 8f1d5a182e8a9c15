import type { JsonObject } from '../../core/json.ts';
import type { Criterion, Finding, Measurements } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { satisfies, worst } from '../../core/verdict.ts';
import { evaluatedAt } from '../metrics/reading.ts';
import { LookTally } from '../metrics/tally.ts';
import { looksOf, type RolloutSpec, type Stage, stageStep } from './spec.ts';
import { blocked, failed, type Trouble, troubleOfStep } from '../shared/trouble.ts';

export interface StagePlan {
  readonly spec: RolloutSpec;
  readonly stage: Stage;
  readonly index: number;
  /** Of the gate; those of the stage come on top. */
  readonly criteria: readonly CriterionPlan[];
  readonly vars: Measurements;
  /** Of a stage that looks back: the time since which it does, in ms by the clock of Prometheus. */
  readonly sinceMs?: number;
}

/** One stage: its command, and the looks while it bakes. It is over when every look was taken; anything wrong ends it before. */
export class StageTally {
  readonly plan: StagePlan;
  private readonly looks: LookTally;
  private deployed: { readonly trouble: Trouble | undefined } | undefined;

  constructor(plan: StagePlan) {
    const { spec, stage, criteria, vars } = plan;
    this.plan = plan;
    if (stage.looksBack) this.deployed = { trouble: undefined };
    // What fails ends the rollout at once: the limit in a row tolerates warnings alone, and is kept here.
    const { consecutiveFailureLimit: _, ...queries } = spec;
    const own = [...criteria, ...stage.criteria].map((one) => ({ ...one, name: `${one.name} (${stage.name})` }));
    this.looks = new LookTally({ spec: queries, criteria: own, vars, expected: looksOf(stage, spec) });
  }

  /** The command of the stage has ended. @throws MalformedObservation */
  command(o: Observation): void {
    const { spec, index } = this.plan;
    if (this.deployed || stringOf(o, 'name') !== stageStep(index)) throw new MalformedObservation(o, 'name', 'the step of this stage');
    this.deployed = { trouble: troubleOfStep(o, spec.runTimeoutMs) };
  }

  /** A sample, or a look that nobody took. @throws MalformedObservation */
  look(o: Observation): void {
    if (!this.deployed) throw new MalformedObservation(o, 'stage', 'a stage whose command has ended');
    if (o.type === 'missed') return this.looks.miss(o);
    this.checkTime(o);
    this.looks.sample(o);
  }

  /** Of the time that lies behind exactly the planned steps count. */
  private checkTime(o: Observation): void {
    const { spec, stage, sinceMs = Number.NaN } = this.plan;
    const atMs = stage.looksBack ? evaluatedAt(o) : undefined;
    if (atMs !== undefined && atMs !== sinceMs + (countOf(o, 'slot') + 1) * spec.intervalMs)
      throw new MalformedObservation(o, 'at', 'the time of this look');
  }

  /** Whether its command did what it is for: then the traffic is where the stage wants it. */
  isDeployed(): boolean {
    return this.deployed !== undefined && this.deployed.trouble === undefined;
  }

  /** Why the rollout must be aborted; undefined as long as it need not. */
  trouble(): Trouble | undefined {
    const { spec } = this.plan;
    const { runs } = this.looks;
    const command = this.deployed?.trouble;
    if (command) return { ...command, why: `its command ${command.why}` };
    if (runs.failed > 0) return failed(this.inWords('failed'));
    if (spec.consecutiveFailureLimit !== undefined && runs.longestFailing > spec.consecutiveFailureLimit)
      return failed(
        `${runs.longestFailing} looks in a row did not pass, at most ${spec.consecutiveFailureLimit} may; ${this.inWords('warned')}`,
      );
    if (runs.erredTooLong())
      return blocked(
        `${runs.longestErring} looks in a row without data, at most ${spec.consecutiveErrorLimit} may be; ${this.inWords('blocked')}`,
      );
    return this.looks.isOver() && !this.isWell() ? blocked(this.worstRow()) : undefined;
  }

  /** Every look was taken, and nothing was wrong: the next stage may begin. */
  passed(): boolean {
    return this.isDeployed() && this.looks.isOver() && this.trouble() === undefined;
  }

  /** The row that says whether there was data to judge, and those of the criteria. */
  rows(): { readonly looks: Criterion; readonly criteria: readonly Criterion[] } {
    const { spec, stage } = this.plan;
    const target = `${looksOf(stage, spec)}, at most ${spec.consecutiveErrorLimit} in a row without data`;
    const ofStage = (row: Criterion): Criterion => ({ ...row, part: `${stage.name} (${stage.weight} %)` });
    return { looks: ofStage(this.looks.dataRow(`looks (${stage.name})`, target)), criteria: this.looks.criteria().map(ofStage) };
  }

  get findings(): readonly Finding[] {
    return this.looks.findings;
  }

  get last(): Readonly<Record<string, number>> {
    return this.looks.last;
  }

  get looksTaken(): number {
    return this.looks.runs.looks;
  }

  counts(): JsonObject {
    const { passed, warned, failed: bad, errors, looks } = this.looks.runs;
    const { spec, stage } = this.plan;
    return { weight: stage.weight, looks, expectedLooks: looksOf(stage, spec), passed, warned, failed: bad, errors, last: this.looks.last };
  }

  private isWell(): boolean {
    return satisfies(worst(this.allRows().map(({ verdict }) => verdict)));
  }

  private allRows(): readonly Criterion[] {
    const { looks, criteria } = this.rows();
    return [looks, ...criteria];
  }

  private worstRow(): string {
    const row = this.allRows().find(({ verdict }) => !satisfies(verdict));
    return row ? `${row.name}: ${row.measured}` : 'nothing was judged';
  }

  /** What was wrong in the last look. */
  private inWords(verdict: 'failed' | 'warned' | 'blocked'): string {
    const trouble = this.looks.latest?.troubles.find((one) => one.verdict === verdict);
    return trouble ? `${trouble.title}: ${trouble.message} (look ${this.looksTaken})` : `look ${this.looksTaken}`;
  }
}
