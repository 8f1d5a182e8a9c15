import { MalformedObservation, type Observation } from '../core/observation.ts';
import type { GatePlan, Plan } from '../core/plan.ts';
import type { Inconsistency, Registry } from './execution.ts';
import type { AttachmentReader } from '../core/ports.ts';
import { Answers } from './plausibility/answers.ts';
import { Captured } from './plausibility/captured.ts';
import { Changes } from './plausibility/changes.ts';
import { Clocks } from './plausibility/clocks.ts';
import { Commands } from './plausibility/commands.ts';
import { Files } from './plausibility/files.ts';
import { History } from './plausibility/history.ts';
import type { Law, Objection, SealMark } from './plausibility/law.ts';
import { Looks } from './plausibility/looks.ts';
import { Observed, type ObservedElsewhere } from './plausibility/observed.ts';
import { Neighbours } from './plausibility/neighbours.ts';
import { Restored } from './plausibility/restored.ts';
import { Schedule } from './plausibility/schedule.ts';
import { Services } from './plausibility/services.ts';
import { Told } from './plausibility/told.ts';
import { Within } from './plausibility/within.ts';

/** More than these are of no use. */
const MOST = 50;

/**
 * Whether a run of this program can have recorded all this: seals tell that nothing was changed since, not that it was ever seen. It looks
 * for what contradicts itself, the plan or the clock, and refuses nothing that an honest run may record.
 */
export class Plausibility {
  readonly inconsistencies: Inconsistency[] = [];
  private readonly laws: readonly Law[];
  /** The laws that look at a type of facts. */
  private readonly byType = new Map<string, readonly Law[]>();
  private readonly sealed: readonly Law[];
  private completed = false;

  /** @param prior whose evidence the bundle holds */
  constructor(plan: Plan, kinds: Registry, files: AttachmentReader, prior?: ObservedElsewhere) {
    const intervalOf = ({ kind, spec }: GatePlan): number | undefined => kinds[kind]?.spec.intervalMs?.(spec);
    const own = Object.values(kinds).flatMap(({ spec }) => spec.commands ?? []);
    const asked = plan.gates.flatMap(({ kind, spec }) => kinds[kind]?.spec.artifacts?.(spec) ?? []);
    const queriesOf = ({ kind, spec }: GatePlan): Readonly<Record<string, string>> | undefined => kinds[kind]?.spec.queries?.(spec);
    this.laws = [
      new Clocks(),
      new Services(plan),
      new Commands(plan, own),
      new Files(plan, asked),
      new History(),
      new Schedule(plan, intervalOf),
      new Changes(),
      new Told(plan),
      new Looks(plan, ({ kind }) => kinds[kind]?.spec.staged !== undefined),
      new Captured(plan, ({ kind, spec }) => kinds[kind]?.spec.probes?.(spec) ?? []),
      new Restored(),
      new Neighbours(),
      new Within(),
      new Answers(plan, queriesOf, files),
      ...(prior ? [new Observed(prior, plan.decides === true)] : []),
    ];
    this.sealed = this.laws.filter((law) => law.seal !== undefined);
  }

  fact(o: Observation): void {
    if (o.type === 'execution.ended') this.completed = o['reason'] === 'completed';
    try {
      for (const law of this.lawsOf(o.type)) law.fact?.(o, this.object);
    } catch (error) {
      // What another version recorded may lack what a law reads.
      if (!(error instanceof MalformedObservation)) throw error;
      this.object(o.seq, error.message);
    }
  }

  seal(seal: SealMark): void {
    for (const law of this.sealed) law.seal?.(seal, this.object);
    if (seal.final) for (const law of this.laws) law.end?.(this.completed, this.object);
  }

  private readonly object: Objection = (seq, message) => {
    if (this.inconsistencies.length < MOST) this.inconsistencies.push({ seq, message });
  };

  private lawsOf(type: string): readonly Law[] {
    let laws = this.byType.get(type);
    if (!laws) {
      laws = this.laws.filter(({ types }) => types === undefined || types.has(type));
      this.byType.set(type, laws);
    }
    return laws;
  }
}
