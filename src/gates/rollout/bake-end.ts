import { countOf, type Observation } from '../../core/observation.ts';
import { evaluatedAt } from '../metrics/reading.ts';
import { looksOf, type RolloutSpec } from './spec.ts';

/** Follows the looks of the stages, to tell when one of them was over: there a stage that looks back begins. */
export class BakeEnd {
  private readonly spec: RolloutSpec;
  private seen: { readonly stage: number; readonly slot: number; readonly atMs: number } | undefined;

  constructor(spec: RolloutSpec) {
    this.spec = spec;
  }

  /** Takes any fact. @throws MalformedObservation for a sample that is none */
  step(o: Observation): void {
    if (o.type !== 'sample' || o['stage'] === undefined) return;
    const atMs = evaluatedAt(o);
    if (atMs !== undefined) this.seen = { stage: countOf(o, 'stage'), slot: countOf(o, 'slot'), atMs };
  }

  /** The time of its last look, in whole ms by the clock of Prometheus; undefined where none of its looks was answered. */
  of(stage: number): number | undefined {
    const { seen, spec } = this;
    const plan = spec.stages[stage];
    if (!plan || seen?.stage !== stage) return undefined;
    return Math.round(seen.atMs) + (looksOf(plan, spec) - 1 - seen.slot) * spec.intervalMs;
  }
}
