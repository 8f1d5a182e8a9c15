import { type Observation, stringOf } from '../../core/observation.ts';
import type { GatePlan, Plan, ProbePlan } from '../../core/plan.ts';
import { isObject } from '../../probes/target.ts';
import type { Law, Objection } from './law.ts';

/** A name of one file, spelled in one way: neither a pattern nor a detour. */
const PLAIN = /^(?!\.?\/)(?!.*(?:[*?[{]|\.\.|\/\.?\/))/;

/** What a check was to keep of what it saw is kept when its gate ends, or it is told that it was gone. */
export class Captured implements Law {
  readonly types = new Set(['gate.started', 'probe', 'attachment', 'file', 'resumed', 'gate.ended']);
  private readonly gates: ReadonlyMap<string, GatePlan>;
  private readonly probesOf: (gate: GatePlan) => readonly ProbePlan[];
  private keeping: ReadonlySet<string> = new Set();
  /** By the name of a check, how many files it saw at once. */
  private seen = new Map<string, number>();
  private kept = 0;

  constructor(plan: Plan, probesOf: (gate: GatePlan) => readonly ProbePlan[]) {
    this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
    this.probesOf = probesOf;
  }

  fact(o: Observation, object: Objection): void {
    if (o.type === 'gate.started') this.start(this.gates.get(o.gate ?? ''));
    else if (o.type === 'probe') this.probe(o);
    else if (o.type === 'gate.ended') this.close(o, object);
    // The process that takes it up does not know what was to be kept.
    else if (o.type === 'resumed') this.seen = new Map();
    else if (o['captured'] === true || stringOf(o, 'path').startsWith(`gates/${o.gate ?? ''}/captured/`)) this.kept++;
  }

  private start(gate: GatePlan | undefined): void {
    const keeping = (gate ? this.probesOf(gate) : []).filter(({ target }) => target['capture'] === true);
    this.keeping = new Set(keeping.map(({ name }) => name));
    this.seen = new Map();
    this.kept = 0;
  }

  private probe(o: Observation): void {
    const { name, got } = o;
    if (typeof name !== 'string' || !this.keeping.has(name) || !isObject(got)) return;
    const { count } = got;
    if (typeof count === 'number' && count > 0) this.seen.set(name, Math.max(this.seen.get(name) ?? 0, count));
  }

  private close(o: Observation, object: Objection): void {
    const plain = [...this.seen.keys()].filter((name) => PLAIN.test(name)).length;
    const due = Math.max(plain, ...this.seen.values());
    if (this.kept < due) object(o.seq, `${due} files were to be kept, and ${this.kept} are told of`);
  }
}
