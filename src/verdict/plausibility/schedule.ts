import { countOf, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import type { GatePlan, Plan } from '../../core/plan.ts';
import type { Law, Objection } from './law.ts';

/** How long the program may take from the end of an answer to the record of it, however busy the machine is. */
const RECORDED_WITHIN_MS = 10_000;

/** Durations of answers are rounded up by less than this. */
const ROUNDED_UP = 0.01;

const ROUNDING_MS = 2;

/** When the first look of a service was due, by its looks so far. */
interface Origin {
  least: number;
  most: number;
  isStrange: boolean;
}

/**
 * Looks at a fixed rate were due one interval after another: the time of each, less its place, its lateness and the duration of its answer,
 * gives the same beginning.
 */
export class Schedule implements Law {
  readonly types = new Set(['gate.started', 'check', 'missed']);
  private readonly gates: ReadonlyMap<string, GatePlan>;
  private readonly intervalOf: (gate: GatePlan) => number | undefined;
  private intervalMs: number | undefined;
  private startedAt = 0;
  private origins = new Map<string, Origin>();

  constructor(plan: Plan, intervalOf: (gate: GatePlan) => number | undefined) {
    this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
    this.intervalOf = intervalOf;
  }

  fact(o: Observation, object: Objection): void {
    if (o.type === 'gate.started') return this.start(o);
    const { intervalMs } = this;
    if (intervalMs === undefined) return;
    const due = countOf(o, 'slot') * intervalMs;
    if (o.t < this.startedAt + due - ROUNDING_MS) {
      object(
        o.seq,
        `look ${countOf(o, 'slot') + 1} was due ${rounded(due)} ms after the gate began, and is ${rounded(o.t - this.startedAt)} ms after it`,
      );
    } else if (o.type === 'check') this.check(o, o.t - due - numberOf(o, 'late'), object);
  }

  private start(o: Observation): void {
    const gate = this.gates.get(o.gate ?? '');
    this.intervalMs = gate && this.intervalOf(gate);
    this.startedAt = o.t;
    this.origins = new Map();
  }

  private check(o: Observation, ended: number, object: Objection): void {
    const service = stringOf(o, 'service');
    const answerMs = numberOf(o, 'us') / 1000;
    const began = ended - answerMs;
    const origin = this.origins.get(service);
    if (!origin) {
      this.origins.set(service, { least: began, most: began, isStrange: false });
      return;
    }
    origin.least = Math.min(origin.least, began + ROUNDED_UP * answerMs);
    origin.most = Math.max(origin.most, began);
    if (origin.isStrange || origin.most - origin.least <= RECORDED_WITHIN_MS) return;
    origin.isStrange = true;
    object(o.seq, `the looks at ${service} are not one interval apart`);
  }
}

function rounded(ms: number): number {
  return Math.round(ms);
}
