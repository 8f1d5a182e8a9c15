import type { JsonObject } from '../../core/json.ts';
import type { Criterion, Finding, Measurements } from '../../core/judgement.ts';
import { countOf, MalformedObservation, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { satisfies, worst } from '../../core/verdict.ts';
import { looksTarget } from '../shared/look-limits.ts';
import { blocked, failed, type Trouble, troubleOfStep } from '../shared/trouble.ts';
import type { Due, Phase } from '../metrics/due.ts';
import { evaluatedAt } from '../metrics/reading.ts';
import { LookTally } from '../metrics/tally.ts';
import { looksOf, type RolloutSpec, type Stage, stageStep } from './spec.ts';
import { Watch } from './watch.ts';

export interface StagePlan {
  readonly spec: RolloutSpec;
  readonly stage: Stage;
  readonly index: number;
  /** Of the gate; those of the stage come on top. */
  readonly criteria: readonly CriterionPlan[];
  readonly vars: Measurements;
  /** Until when was looked before: when the stage before was over, by the clock of Prometheus, in ms. */
  readonly sinceMs?: number | undefined;
  /** What its looks are labelled with; absent: with its number. */
  readonly labels?: Phase;
  /** It was recorded when nobody looked while a weight changed, and a look without data was as good as any. */
  readonly isOld?: boolean;
}

/**
 * One stage: its command, looks at the criteria of the gate while that runs and until the delay is over, then the looks while it
 * bakes. It is over when every look was taken; anything wrong ends it before. Who observes asks it which look is due next.
 */
export class StageTally {
  readonly plan: StagePlan;
  private readonly looks: LookTally;
  private readonly change: Watch | undefined;
  private deployed: { readonly trouble: Trouble | undefined } | undefined;
  /** When its command had ended, in ms by the clock of Prometheus. */
  private changedMs: number | undefined;

  constructor(plan: StagePlan) {
    const { spec, stage, index, criteria, vars, sinceMs, isOld = false } = plan;
    const { errorLimit, ...limits } = spec;
    this.plan = plan;
    if (stage.looksBack) this.deployed = { trouble: undefined };
    const own = [...criteria, ...stage.criteria].map((one) => ({ ...one, name: `${one.name} (${stage.name})` }));
    this.looks = new LookTally({
      // What fails ends the rollout at once: the limit in a row tolerates warnings alone.
      spec: { ...limits, failureLimit: { count: 0 }, ...(errorLimit && !isOld && { errorLimit }) },
      criteria: own,
      vars,
      expected: looksOf(stage, spec),
      goesOn: !isOld && !stage.looksBack,
    });
    if (!isOld && !stage.looksBack && criteria.length > 0)
      this.change = new Watch({ spec, criteria, vars, sinceMs: sinceMs ?? Number.NaN, labels: { stage: index, changing: true } });
  }

  /** The command of the stage has ended. @throws MalformedObservation */
  command(o: Observation): void {
    const { spec, index } = this.plan;
    if (this.deployed || stringOf(o, 'name') !== stageStep(index)) throw new MalformedObservation(o, 'name', 'the step of this stage');
    this.deployed = { trouble: troubleOfStep(o, spec.runTimeoutMs) };
  }

  /** When that was. @throws MalformedObservation */
  changed(o: Observation): void {
    if (this.plan.stage.looksBack || this.changedMs !== undefined) throw new MalformedObservation(o, 'type', 'a fact that may come now');
    this.changedMs = numberOf(o, 'at');
  }

  /** A sample, or a look that nobody took. @throws MalformedObservation */
  look(o: Observation): void {
    if (o['changing'] === true) return this.lookAtChange(o);
    if (!this.isDeployed()) throw new MalformedObservation(o, 'stage', 'a stage whose command has ended');
    if (!this.plan.isOld && !this.isBaking()) throw new MalformedObservation(o, 'stage', 'a stage that bakes');
    if (o.type === 'missed') return this.looks.miss(o);
    const atMs = evaluatedAt(o);
    const isTimed = !this.plan.isOld || this.plan.stage.looksBack;
    if (isTimed && atMs !== undefined && atMs !== this.timeOf(countOf(o, 'slot')))
      throw new MalformedObservation(o, 'at', 'the time of this look');
    this.looks.sample(o, this.changedMs);
  }

  /** The look that comes next; undefined while only its command is waited for, and when there is none any more. */
  next(): Due | undefined {
    if (this.trouble()) return undefined;
    if (this.change && this.change.taken < this.changeLooks) return this.change.due(this.changeLooks - this.change.taken);
    const { slot, count } = this.looks.next;
    const atMs = this.timeOf(slot);
    if (!this.isBaking() || atMs === undefined || this.looks.isOver()) return undefined;
    const { spec, index, labels = { stage: index } } = this.plan;
    return { queries: spec.queries, labels, slot, atMs, count, retries: 0 };
  }

  /** Whether its command did what it is for: then the traffic is where the stage wants it. */
  isDeployed(): boolean {
    return this.deployed !== undefined && this.deployed.trouble === undefined;
  }

  /** Its command did what it is for, and the fact that says when, which is the next one, is missing. */
  isUntimed(): boolean {
    return this.isDeployed() && !this.plan.stage.looksBack && this.changedMs === undefined;
  }

  /** Why the rollout must be aborted; undefined as long as it need not. */
  trouble(): Trouble | undefined {
    const { runs } = this.looks;
    const command = this.deployed?.trouble;
    const change = this.change?.trouble();
    // What was seen ends the command too.
    if (change) return { ...change, why: `while its weight changed: ${change.why}` };
    if (command) return { ...command, why: `its command ${command.why}` };
    if (runs.failed > 0) return failed(this.inWords('failed'));
    const [bad, blind] = [runs.failedTooOften(), runs.erredTooOften()];
    if (bad !== undefined) return failed(`${bad}; ${this.inWords('warned')}`);
    if (blind !== undefined) return blocked(`${blind}; ${this.inWords('blocked')}`);
    return this.looks.isOver() && !this.isWell() ? blocked(this.worstRow()) : undefined;
  }

  /** Every look was taken, and nothing was wrong: the next stage may begin. */
  passed(): boolean {
    return this.isDeployed() && this.looks.isOver() && this.trouble() === undefined;
  }

  /** The rows that say whether there was data to judge, and those of the criteria. */
  rows(): { readonly looks: readonly Criterion[]; readonly criteria: readonly Criterion[] } {
    const { spec, stage } = this.plan;
    const ofStage = (row: Criterion): Criterion => ({ ...row, part: `${stage.name} (${stage.weight} %)` });
    const looks = this.looks.dataRow(`looks (${stage.name})`, looksTarget(spec, looksOf(stage, spec)));
    const hasBegun = this.deployed !== undefined || (this.change?.taken ?? 0) > 0;
    const change = hasBegun ? this.change?.row(`change (${stage.name})`, this.change.taken >= this.changeLooks) : undefined;
    return { looks: (change ? [change, looks] : [looks]).map(ofStage), criteria: this.looks.criteria().map(ofStage) };
  }

  get findings(): readonly Finding[] {
    return [...(this.change?.findings ?? []), ...this.looks.findings];
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
    const changeLooks = this.change?.taken ?? 0;
    const { weight } = stage;
    return { weight, changeLooks, looks, expectedLooks: looksOf(stage, spec), passed, warned, failed: bad, errors, last: this.looks.last };
  }

  /** Whether the looks of its bake may come: every one before was taken. */
  private isBaking(): boolean {
    if (this.plan.stage.looksBack) return true;
    return this.changedMs !== undefined && (this.change === undefined || this.change.taken === this.changeLooks);
  }

  private lookAtChange(o: Observation): void {
    const { change } = this;
    if (!change || change.taken >= this.changeLooks) throw new MalformedObservation(o, 'changing', 'a look while the weight changes');
    change.look(o);
  }

  /** How many looks lie between the stage before and the first one of the bake; nobody knows that before the command has ended. */
  private get changeLooks(): number {
    const { changedMs, plan } = this;
    const { initialDelayMs, intervalMs } = plan.spec;
    if (changedMs === undefined || plan.sinceMs === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(0, Math.ceil((changedMs + initialDelayMs + intervalMs - plan.sinceMs) / intervalMs) - 1);
  }

  /** Of which time a look of the bake is; undefined where that was not recorded. */
  private timeOf(slot: number): number | undefined {
    const { stage, spec, sinceMs } = this.plan;
    const fromMs = stage.looksBack ? sinceMs : this.changedMs === undefined ? undefined : this.changedMs + spec.initialDelayMs;
    return fromMs === undefined ? undefined : fromMs + (slot + 1) * spec.intervalMs;
  }

  private isWell(): boolean {
    return satisfies(worst(this.allRows().map(({ verdict }) => verdict)));
  }

  private allRows(): readonly Criterion[] {
    const { looks, criteria } = this.rows();
    return [...looks, ...criteria];
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

/** The tally of so many looks at the time that lies behind, since the stage before. */
export function backTally(plan: StagePlan, looks: number): StageTally {
  return new StageTally({ ...plan, stage: { ...plan.stage, looksBack: true, bakeMs: looks * plan.spec.intervalMs } });
}
