import { countOf, type Observation } from '../../core/observation.ts';
import { evaluatedAt } from '../metrics/reading.ts';
import { looksOf, type RolloutSpec } from './spec.ts';

/** Marks of looks that are no part of a bake. */
const OUTSIDE = ['changing', 'between', 'after'];

/** Follows the looks of the stages, to tell when one of them was over: there a stage that looks back begins. */
export class BakeEnd {
  private readonly spec: RolloutSpec;
  /** How many looks the stage that runs takes, where that is more than is planned. */
  private looks: number | undefined;
  private seen: { readonly stage: number; readonly slot: number; readonly atMs: number; readonly looks: number } | undefined;

  constructor(spec: RolloutSpec) {
    this.spec = spec;
  }

  /** Takes any fact. @throws MalformedObservation for a sample that is none */
  step(o: Observation): void {
    if (o.type === 'stage') this.looks = o['looks'] === undefined ? undefined : countOf(o, 'looks');
    if (o.type !== 'sample' || o['stage'] === undefined || OUTSIDE.some((mark) => o[mark] === true)) return;
    const atMs = evaluatedAt(o);
    const stage = countOf(o, 'stage');
    const plan = this.spec.stages[stage];
    if (atMs === undefined || !plan) return;
    this.seen = { stage, slot: countOf(o, 'slot'), atMs, looks: this.looks ?? looksOf(plan, this.spec) };
  }

  /** The time of its last look, which may be one beyond the plan, in whole ms by the clock of Prometheus; undefined where none of its looks was answered. */
  of(stage: number): number | undefined {
    const { seen, spec } = this;
    if (seen?.stage !== stage) return undefined;
    return Math.round(seen.atMs) + Math.max(0, seen.looks - 1 - seen.slot) * spec.intervalMs;
  }
}
