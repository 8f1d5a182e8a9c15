import { formatDuration } from '../../core/duration.ts';
import type { Measurements } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { type Verdict, worst } from '../../core/verdict.ts';
import { judgeProbe } from '../../probes/judge.ts';
import { troubleInWords } from '../../probes/rows.ts';
import { isObject } from '../../probes/target.ts';
import { LookTally } from '../metrics/tally.ts';
import { rollbackStep, type RolloutSpec } from './spec.ts';
import { blocked, failed, type Trouble, troubleOfStep } from '../shared/trouble.ts';
import { endless } from './watch.ts';

/** What became of a rollback. */
export type RollbackState =
  | { readonly state: 'open' }
  | { readonly state: 'validated' }
  /** Its commands did not do what they are for. */
  | { readonly state: 'not-rolled-back'; readonly trouble: Trouble }
  /** They did, and what was seen afterwards is not well. */
  | { readonly state: 'not-validated'; readonly trouble: Trouble };

export interface RollbackPlan {
  readonly spec: RolloutSpec;
  /** Of the gate: those of a stage are about a traffic that is gone. */
  readonly criteria: readonly CriterionPlan[];
  readonly vars: Measurements;
}

/**
 * A rollback: its commands, then rounds, each of every check and one look. A first round in which all of it holds must end in time,
 * and then all must hold for as long as the plan says. Who observes asks it whether there is more to see.
 */
export class RollbackTally {
  outcome: RollbackState = { state: 'open' };
  /** The observation with which it began. */
  readonly seq: number;
  private readonly plan: RollbackPlan;
  private readonly looks: LookTally;
  private readonly hasLooks: boolean;
  /** `t` of its beginning, and of the round since which all holds. */
  private readonly begun: number;
  private held: number | undefined;
  private commands = 0;
  private round = 0;
  /** The verdicts of the checks of this round, and what was wrong first. */
  private checks: Verdict[] = [];
  private wrong: string | undefined;
  private blindInARow = 0;

  constructor(plan: RollbackPlan, begun: Observation) {
    this.plan = plan;
    this.begun = begun.t;
    this.seq = begun.seq;
    const { criteria, vars } = plan;
    this.hasLooks = criteria.length > 0;
    this.looks = new LookTally({ spec: endless(plan), criteria, vars, expected: Number.MAX_SAFE_INTEGER });
  }

  /** Whether all of its commands have done what they are for. */
  isRolledBack(): boolean {
    return this.commands === this.plan.spec.rollback.run.length && this.outcome.state !== 'not-rolled-back';
  }

  /** Whether it was ended before it came to its own end: nobody knows where that left the traffic. */
  isBrokenOff(): boolean {
    const { outcome } = this;
    return outcome.state === 'open' || (outcome.state === 'not-rolled-back' && outcome.trouble.brokenOff === true);
  }

  /** Whether at `t` all of its times are over: then it is ended, wherever it is. */
  hadItsTime(t: number): boolean {
    const { withinMs, holdMs = 0 } = this.plan.spec.rollback;
    return t - this.begun >= withinMs + holdMs;
  }

  /** Takes a fact of the rollback. @throws MalformedObservation */
  step(o: Observation): void {
    if (this.outcome.state !== 'open') throw new MalformedObservation(o, 'type', 'a fact that may follow the end of the rollback');
    if (o.type === 'step') this.command(o);
    else if (!this.isRolledBack()) throw new MalformedObservation(o, 'type', 'a step of the rollback');
    else if (o.type === 'probe') this.check(o);
    else this.sample(o);
  }

  private command(o: Observation): void {
    const { rollback } = this.plan.spec;
    if (this.isRolledBack() || stringOf(o, 'name') !== rollbackStep(this.commands)) {
      throw new MalformedObservation(o, 'name', 'the next step of the rollback');
    }
    this.commands++;
    const trouble = troubleOfStep(o, rollback.withinMs);
    if (trouble) this.outcome = { state: 'not-rolled-back', trouble: { ...trouble, why: this.ofCommand(trouble.why) } };
  }

  private ofCommand(why: string): string {
    const { length } = this.plan.spec.rollback.run;
    return `${length === 1 ? 'its command' : `command ${this.commands} of ${length}`} ${why}`;
  }

  private check(o: Observation): void {
    const { checks } = this.plan.spec.rollback;
    this.inRound(o);
    const index = countOf(o, 'index');
    const plan = checks[index];
    if (!plan || index !== this.checks.length || stringOf(o, 'name') !== plan.name) {
      throw new MalformedObservation(o, 'index', 'the next check of the rollback');
    }
    const { got } = o;
    if (!isObject(got)) throw new MalformedObservation(o, 'got', 'an object');
    const judged = judgeProbe(plan, { ...textIn(o, 'code'), ...textIn(o, 'detail'), got });
    this.checks.push(judged.verdict);
    if (judged.verdict !== 'passed') this.wrong ??= `${plan.name}: ${troubleInWords(judged)}`;
    if (this.checks.length === checks.length && !this.hasLooks) this.close(o, this.checks);
  }

  private sample(o: Observation): void {
    if (!this.hasLooks || this.checks.length < this.plan.spec.rollback.checks.length || countOf(o, 'slot') !== this.round) {
      throw new MalformedObservation(o, 'slot', 'the look of this round');
    }
    const { looks } = this.looks.runs;
    this.looks.sample(o);
    const { latest } = this.looks;
    if (this.looks.runs.looks === looks || !latest) return;
    const [trouble] = latest.troubles;
    if (trouble) this.wrong ??= `${trouble.title}: ${trouble.message}`;
    // What was sampled before the way back tells nothing of it.
    const old = this.looks.nothingNew();
    if (old !== undefined) this.wrong ??= old;
    this.close(o, [...this.checks, latest.verdict, old === undefined ? 'passed' : 'blocked']);
  }

  private inRound(o: Observation): void {
    if (countOf(o, 'slot') !== this.round) throw new MalformedObservation(o, 'slot', 'this round of the rollback');
  }

  /** Warned is not held: what a rollback must bring back is what passes. */
  private close(o: Observation, verdicts: readonly Verdict[]): void {
    const verdict = worst(verdicts);
    const wrong = this.wrong ?? 'nothing was seen';
    this.round++;
    this.checks = [];
    this.wrong = undefined;
    if (this.held === undefined) this.wait(o, verdict, wrong);
    else this.hold(o, this.held, verdict, wrong);
  }

  private wait(o: Observation, verdict: Verdict, wrong: string): void {
    const { withinMs, holdMs = 0 } = this.plan.spec.rollback;
    const late = o.t - this.begun > withinMs;
    if (verdict === 'passed' && !late) {
      this.held = o.t;
      if (holdMs === 0) this.outcome = { state: 'validated' };
    } else if (late) {
      this.end(verdict, `not well within ${formatDuration(withinMs)}: ${verdict === 'passed' ? 'only later' : wrong}`);
    }
  }

  /** A round without data is tolerated as it is in a stage; the last one must hold. */
  private hold(o: Observation, since: number, verdict: Verdict, wrong: string): void {
    const { rollback, consecutiveErrorLimit } = this.plan.spec;
    const { holdMs = 0 } = rollback;
    this.blindInARow = verdict === 'blocked' ? this.blindInARow + 1 : 0;
    if (verdict === 'passed') {
      if (o.t - since >= holdMs) this.outcome = { state: 'validated' };
    } else if (this.blindInARow === 0 || this.blindInARow > consecutiveErrorLimit) {
      this.end(verdict, `did not stay well for ${formatDuration(holdMs)}: ${wrong}`);
    }
  }

  private end(verdict: Verdict, why: string): void {
    this.outcome = { state: 'not-validated', trouble: verdict === 'blocked' ? blocked(why) : failed(why) };
  }
}

function textIn(o: Observation, field: 'code' | 'detail'): { code?: string; detail?: string } {
  return o[field] === undefined ? {} : { [field]: stringOf(o, field) };
}
