import type { Fold, Judge, JudgeContext, RowParser, Want } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import type { Assessment } from '../../core/judgement.ts';
import { countOf, type Observation, stringOf } from '../../core/observation.ts';
import { Cycle } from './cycle.ts';
import { Ledger } from './ledger.ts';
import { consistencyOf, countsOf, findingsOf, rowsOf } from './rows.ts';
import type { DurabilitySpec } from './spec.ts';

/** Steps, and the files that they print to, carry the number of their cycle in their names: `read-2`, `read-2.stdout`. */
const STEP = /^(backup|there|wipe|gone|restore|read|check)-(\d{1,5})$/;
const PRINTED = /^(read|there|gone)-(\d{1,5})\.stdout$/;

/** The version of the judges since which `read` must find the writes before a command wipes them. */
const LOOKED_FIRST_SINCE = 6;

const OF_SERVICE: ReadonlySet<string> = new Set(['service.crashed', 'service.started', 'service.ready', 'service.failed']);

/** Compares what was acknowledged with what is there after each crash; every time is one of the monotonic clock. */
class DurabilityFold implements Fold {
  private readonly context: JudgeContext<DurabilitySpec>;
  private readonly spec: DurabilitySpec;
  private readonly ledger = new Ledger();
  /** By number; the one at hand is the last. */
  private readonly cycles: Cycle[] = [];
  private disorder: string | undefined;
  private want: Want | undefined;

  constructor(context: JudgeContext<DurabilitySpec>) {
    this.context = context;
    this.spec = context.gate.spec;
    this.begin();
  }

  step(o: Observation): void {
    const fact = this.factOf(o);
    if (!fact) return;
    const cycle = this.current().complete() && this.cycles.length <= this.spec.count ? this.begin() : this.current();
    if (cycle.number === fact.cycle) cycle.step(o, fact.what);
    else this.disorder ??= `"${fact.what}" of cycle ${fact.cycle} stands among the facts of cycle ${cycle.number} (seq ${o.seq})`;
    const wrong = cycle.over() && !(cycle.complete() && cycle.troubles.length === 0);
    if (this.disorder !== undefined || wrong) this.want ??= { action: 'stop', because: o.seq };
  }

  reads(o: Observation): RowParser | undefined {
    return this.factOf(o)?.cycle === this.current().number ? this.current().reads(o) : undefined;
  }

  row(o: Observation, row: Json): void {
    this.current().row(o, row);
  }

  wants(): Want | undefined {
    return this.want;
  }

  assessment(): Assessment {
    const [, ...cycles] = this.cycles;
    const counts = countsOf(cycles, this.ledger);
    const missing = this.missing(counts.cycles);
    const consistent = consistencyOf(cycles, this.spec);
    const measurements = { ...counts, ...(consistent !== undefined && { consistent }) };
    return {
      counts: { ...measurements, expectedCycles: this.spec.count, writes: this.ledger.attempts },
      measurements,
      defaults: rowsOf({ spec: this.spec, defaults: this.context.gate.defaults, cycles: this.cycles, counts, missing }),
      ...(missing !== undefined && { missing }),
      findings: findingsOf(this.cycles, this.spec),
    };
  }

  private missing(complete: number): string | undefined {
    const of = `${complete} of ${this.spec.count} cycles`;
    if (this.disorder !== undefined) return `${of}; ${this.disorder}`;
    if (complete === this.spec.count) return undefined;
    const unfinished = this.current().missing();
    return unfinished === undefined ? of : `${of}; ${unfinished}`;
  }

  private current(): Cycle {
    return this.cycles.at(-1) ?? this.begin();
  }

  private begin(): Cycle {
    const { spec, ledger, context } = this;
    const tells = context.plan.services.find(({ id }) => id === spec.service)?.ready !== undefined;
    const judge = context.fact('execution.started')?.['judge'];
    const looksFirst = !(typeof judge === 'number' && judge < LOOKED_FIRST_SINCE);
    const cycle = new Cycle({ number: this.cycles.length, spec, ledger, tells, looksFirst });
    this.cycles.push(cycle);
    return cycle;
  }

  /** Which fact of which cycle it is; undefined for one that belongs to none. */
  private factOf(o: Observation): { readonly what: string; readonly cycle: number } | undefined {
    if (o.type === 'step') {
      const [, what, cycle] = STEP.exec(stringOf(o, 'name')) ?? [];
      return what === undefined ? undefined : { what, cycle: Number(cycle) };
    }
    if (o.type === 'wiped') return { what: o.type, cycle: countOf(o, 'cycle') };
    if (o.type === 'attachment') return fileOf(o);
    const ours = OF_SERVICE.has(o.type) && o['service'] === this.spec.service && o['cycle'] !== undefined;
    return ours ? { what: o.type, cycle: countOf(o, 'cycle') } : undefined;
  }
}

/** Files of `$GATE_DIR`, which are kept at the end, may be called anything, but lie elsewhere. */
function fileOf(o: Observation): { readonly what: string; readonly cycle: number } | undefined {
  if (o['role'] === 'acks') return { what: 'acks', cycle: countOf(o, 'cycle') };
  const original = stringOf(o, 'original');
  const [, which, cycle] = (stringOf(o, 'path').endsWith(`/${original}.log`) && PRINTED.exec(original)) || [];
  return which === undefined ? undefined : { what: which === 'read' ? 'readback' : `${which}-back`, cycle: Number(cycle) };
}

export const judge: Judge<DurabilitySpec> = { fold: (context) => new DurabilityFold(context) };
