import type { Criterion, Finding, Measurements } from '../../core/judgement.ts';
import { MalformedObservation, type Observation } from '../../core/observation.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { namesIn } from '../shared/criteria.ts';
import { blocked, failed, type Trouble } from '../shared/trouble.ts';
import type { Due, Phase } from '../metrics/due.ts';
import { evaluatedAt, newestOf } from '../metrics/reading.ts';
import { LookTally } from '../metrics/tally.ts';
import type { RolloutSpec } from './spec.ts';

export interface WatchPlan {
  readonly spec: RolloutSpec;
  /** Of the gate: those of a stage are about the traffic that it bakes with. */
  readonly criteria: readonly CriterionPlan[];
  readonly vars: Measurements;
  readonly labels: Phase;
  /** Until when was looked before, in ms by the clock of Prometheus; looks follow an interval apart. */
  readonly sinceMs: number;
}

/** What the criteria of a gate ask of Prometheus: the series that only a stage is about may well be gone, or not yet there. */
export function queriesOf({ spec, criteria }: Pick<WatchPlan, 'spec' | 'criteria'>): RolloutSpec['queries'] {
  const read = new Set(criteria.flatMap((one) => namesIn(one)));
  return Object.fromEntries(Object.entries(spec.queries).filter(([name]) => read.has(name)));
}

/** The spec of looks without an end: what limits a stage is no limit here. */
export function endless(plan: Pick<WatchPlan, 'spec' | 'criteria'>): RolloutSpec {
  const { consecutiveFailureLimit: _failures, errorLimit: _errors, warnLimit: _warnings, ...rest } = plan.spec;
  return { ...rest, queries: queriesOf(plan) };
}

/**
 * Looks at the criteria of the gate where no stage bakes: one that fails ends the rollout. What has no data yet, or no longer, is
 * borne with, but not a Prometheus that does not answer, asked as often as looks in a row may be without data, and once more.
 */
export class Watch {
  protected readonly plan: WatchPlan;
  protected readonly looks: LookTally;
  /** Whether Prometheus did not answer one of them, however often it was asked. */
  private isUnanswered = false;

  constructor(plan: WatchPlan) {
    const { criteria, vars } = plan;
    this.plan = plan;
    // Before there is any traffic there may well be no data of it.
    const spec: RolloutSpec = { ...endless(plan), noData: 'blocked' };
    this.looks = new LookTally({ spec, criteria, vars, expected: Number.MAX_SAFE_INTEGER });
  }

  /** Takes a sample. @throws MalformedObservation */
  look(o: Observation): void {
    const { looks } = this.looks.runs;
    const atMs = evaluatedAt(o);
    if (atMs !== undefined && atMs !== this.timeOf(looks)) throw new MalformedObservation(o, 'at', 'the time of this look');
    this.isUnanswered ||= atMs === undefined;
    this.looks.sample(o);
  }

  /** The next look. @param count how many may be taken at once */
  due(count: number): Due {
    const { spec, labels } = this.plan;
    const slot = this.taken;
    return { queries: queriesOf(this.plan), labels, slot, atMs: this.timeOf(slot), count, retries: spec.consecutiveErrorLimit };
  }

  /** Why the rollout must be aborted; undefined as long as it need not. */
  trouble(): Trouble | undefined {
    const { consecutiveErrorLimit } = this.plan.spec;
    if (this.looks.runs.failed > 0) return failed(this.inWords('failed'));
    if (this.isUnanswered && this.looks.latest?.verdict === 'blocked')
      return blocked(`no answer, asked ${consecutiveErrorLimit + 1} times; ${this.inWords('blocked')}`);
    return undefined;
  }

  /** @param isOver whether every look was taken */
  row(name: string, isOver: boolean): Criterion {
    const { looks, warned, errors } = this.looks.runs;
    const trouble = this.trouble();
    const row = { name, target: 'no criterion of the gate fails' };
    if (trouble) return { ...row, measured: trouble.why, words: trouble.why, verdict: trouble.verdict };
    const without = errors > 0 ? `, ${errors} without data` : '';
    if (!isOver) return { ...row, measured: `${inLooks(looks)} until it ended${without}`, verdict: 'blocked' };
    if (warned > 0) return { ...row, measured: `${inLooks(looks)}, ${warned} warned${without}`, verdict: 'warned' };
    return { ...row, measured: looks === 0 ? 'no look was due' : `${inLooks(looks)}, none failed${without}`, verdict: 'passed' };
  }

  get findings(): readonly Finding[] {
    return this.trouble() ? this.looks.findings : [];
  }

  /** How many looks were taken. */
  get taken(): number {
    return this.looks.runs.looks;
  }

  private timeOf(slot: number): number {
    return this.plan.sinceMs + (slot + 1) * this.plan.spec.intervalMs;
  }

  protected inWords(verdict: 'failed' | 'blocked'): string {
    const trouble = this.looks.latest?.troubles.find((one) => one.verdict === verdict);
    return trouble ? `${trouble.title}: ${trouble.message} (look ${this.taken})` : `look ${this.taken}`;
  }
}

function inLooks(count: number): string {
  return count === 1 ? '1 look' : `${count} looks`;
}

/** After the last stage: what happened before its end is not seen before each query has a sample that is newer. */
export class Aftermath extends Watch {
  /** Looks without data in a row. */
  private blind = 0;
  /** Whether the look that is seen now knows of nothing newer; and whether one did. */
  private isOld = false;
  private isSeen = false;

  override look(o: Observation): void {
    const { looks, errors } = this.looks.runs;
    super.look(o);
    this.isOld ||= (newestOf(o) ?? Number.POSITIVE_INFINITY) <= this.plan.sinceMs;
    if (this.taken === looks) return;
    this.blind = this.looks.runs.errors > errors ? this.blind + 1 : 0;
    this.isSeen = this.blind === 0 && !this.isOld;
    this.isOld = false;
  }

  /** Here nothing excuses a look without data. */
  override trouble(): Trouble | undefined {
    const { consecutiveErrorLimit } = this.plan.spec;
    const trouble = super.trouble() ?? (this.blind > consecutiveErrorLimit ? blocked(this.blindness()) : undefined);
    return trouble && { ...trouble, why: `after the last stage: ${trouble.why}` };
  }

  private blindness(): string {
    const { consecutiveErrorLimit } = this.plan.spec;
    return `${this.blind} looks in a row without data, at most ${consecutiveErrorLimit} may be; ${this.inWords('blocked')}`;
  }

  next(): Due | undefined {
    return this.trouble() || this.isOver() ? undefined : this.due(1);
  }

  isOver(): boolean {
    return this.isSeen;
  }
}
