import type { Draft, Observation } from '../../../core/observation.ts';
import type { ObserveContext } from '../../../core/ports.ts';
import type { Due } from '../../metrics/due.ts';
import { Looker } from '../../metrics/observe/looker.ts';
import { BakeEnd } from '../bake-end.ts';
import { looksOf, type RolloutSpec, stageStep } from '../spec.ts';
import { backTally, type StagePlan, StageTally } from '../stage.ts';
import { Aftermath } from '../watch.ts';

/** Counts looks as the judge counts them, and so knows which is due next. */
interface Followed {
  next(): Due | undefined;
  look(o: Observation): void;
}

/** Looks on while a rollout goes its way: what is recorded tells which look comes next. */
export class Lookout {
  private readonly context: ObserveContext<RolloutSpec>;
  private readonly spec: RolloutSpec;
  private readonly looker: Looker;
  private readonly ends: BakeEnd;
  private followed: Followed | undefined;

  constructor(context: ObserveContext<RolloutSpec>) {
    this.context = context;
    this.spec = context.gate.spec;
    this.looker = new Looker({ ...context, record: (draft) => this.record(draft) }, this.spec);
    this.ends = new BakeEnd(this.spec);
    for (const o of context.earlier) this.ends.step(o);
  }

  /** Records whether Prometheus answers at all. @returns its time, in ms */
  reach(): Promise<number | undefined> {
    return this.looker.reach(this.spec.consecutiveErrorLimit + 1, this.spec.intervalMs);
  }

  /** When a stage was over, by the clock of Prometheus. */
  endOf(stage: number): number | undefined {
    return this.ends.of(stage);
  }

  /** A stage begins. */
  begin(stage: number, looks: number | undefined): Observation {
    const { name, weight } = this.spec.stages[stage] ?? { name: '', weight: 0 };
    const begun = this.record({ type: 'stage', stage, name, weight, ...(looks !== undefined && { looks }) });
    this.context.announce(`${name}, ${weight} %`);
    return begun;
  }

  /** Sets the weight of a stage, and looks on meanwhile, and as long as it bakes. */
  async deploy(plan: StagePlan, begun: Observation): Promise<void> {
    const tally = new StageTally(plan);
    const set = this.setWeight(plan, tally, begun);
    // What can't happen must not leave anybody looking for ever.
    let isBroken = false;
    set.catch(() => (isBroken = true));
    if (!tally.next()) await set;
    await this.follow(tally, plan, () => isBroken);
    await set;
    await this.follow(tally, plan);
  }

  /** Looks at what nobody saw between two jobs. */
  async lookBetween(plan: StagePlan, looks: number): Promise<void> {
    if (this.context.stop.aborted) return;
    this.record({ type: 'between', stage: plan.index, looks });
    if (looks > 0) await this.lookBack({ ...plan, labels: { stage: plan.index, between: true } }, looks);
  }

  /** Looks at the time that lies behind, for a stage that needs no weight to be set. */
  async lookBack(plan: StagePlan, looks: number): Promise<void> {
    await this.follow(backTally(plan, looks), plan);
  }

  /** After the last stage, until what happened before its end can be seen. */
  async lookAfterwards(plan: StagePlan): Promise<void> {
    const { spec, criteria, vars, index, sinceMs } = plan;
    if (sinceMs === undefined) return;
    await this.follow(new Aftermath({ spec, criteria, vars, labels: { stage: index, after: true }, sinceMs }), plan);
  }

  private async setWeight({ spec, stage, index }: StagePlan, tally: StageTally, begun: Observation): Promise<void> {
    const { probes, stop } = this.context;
    const name = stageStep(index);
    const { exit, signal, spawnError, timedOut, aborted } = await probes.command({
      name,
      run: spec.run,
      timeoutMs: spec.runTimeoutMs,
      env: { GATE_WEIGHT: String(stage.weight) },
    });
    tally.command({ ...begun, type: 'step', name, exit, signal, spawnError, timedOut, aborted });
    const at = this.looker.nowMs;
    if (stop.aborted || at === undefined) return;
    tally.changed(this.record({ type: 'changed', stage: index, at }));
  }

  private async follow(tally: Followed, { spec, stage }: StagePlan, isBroken = (): boolean => false): Promise<void> {
    const { stop } = this.context;
    this.followed = tally;
    for (let due = tally.next(); due && !stop.aborted && !isBroken(); due = tally.next()) {
      await this.looker.take(due, spec.intervalMs);
      const planned = looksOf(stage, spec);
      if (!stop.aborted && due.labels.changing !== true)
        this.context.progress(due.slot + 1, Math.max(due.slot + 1, planned), `${stage.name}, ${stage.weight} %`);
    }
    this.followed = undefined;
  }

  private record(draft: Draft): Observation {
    const o = this.context.record(draft);
    this.ends.step(o);
    if (o.type === 'sample') this.followed?.look(o);
    return o;
  }
}
