import type { Fold, Judge, JudgeContext, Want } from '../../core/fold.ts';
import type { Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, type Observation } from '../../core/observation.ts';
import type { ServicePlan } from '../../core/plan.ts';
import { worst } from '../../core/verdict.ts';
import type { Measured } from '../../conditions/measurements.ts';
import { Cycle, type CycleFault, type Rules } from './cycle.ts';
import { type CyclesSpec, cyclesInWords, type TABLE } from './spec.ts';
import { Stops } from './stops.ts';

/** The version of the judges with which runs began to look at all ports, and at `ready` after a stop. */
const LOOKS_AT_ALL = 4;

/** Counts cycles in which every service was started, verified and stopped, and in which nothing was left behind. */
class CyclesFold implements Fold {
  private readonly expected: number;
  private readonly services: readonly ServicePlan[];
  private readonly stops: Stops;
  private readonly rules: Rules;
  private readonly findings: Finding[] = [];
  private readonly leftovers = new Set<string>();
  private readonly strayZombies = new Set<number>();
  private readonly hidden = new Set<string>();
  private readonly troubles: CycleFault[] = [];
  /** Cycles before the one at hand in which every fact was there. */
  private complete = 0;
  private firstBad: number | undefined;
  private incomplete: string | undefined;
  private cycle: Cycle | undefined;
  private want: Want | undefined;

  constructor(context: JudgeContext<CyclesSpec>) {
    const { gate, plan } = context;
    const { count, services } = gate.spec;
    this.expected = count;
    this.services = plan.services.filter(({ id }) => services.includes(id));
    const started = context.fact('execution.started');
    const [os, version] = [started?.['os'], started?.['judge']];
    this.rules = { before: typeof version === 'number' && version < LOOKS_AT_ALL };
    this.stops = new Stops(typeof os === 'string' && os.startsWith('win32'));
    if (this.services.length !== services.length) throw new Error('the gate cycles a service that the plan does not have');
  }

  step(o: Observation): void {
    if (o['cycle'] === undefined || (o.type !== 'sweep' && !o.type.startsWith('service.'))) return;
    const cycle = this.cycleOf(o);
    cycle.step(o);
    const stopped = o.type === 'service.stopped' ? this.services.find(({ id }) => id === o['service']) : undefined;
    if (stopped) this.stops.step(o, stopped, cycle.number);
    this.take(cycle);
    if (cycle.over() && (cycle.missing() !== undefined || this.troubles.length > 0)) this.want ??= { action: 'stop', because: o.seq };
  }

  wants(): Want | undefined {
    return this.want;
  }

  assessment(): Assessment {
    const missing = this.missing();
    const complete = this.completed();
    const cycles = this.firstBad === undefined ? complete : Math.min(complete, this.firstBad - 1);
    const { total: stops, forced: forcedStops, bad: badStops } = this.stops;
    const counts: Measured<typeof TABLE> = {
      cycles,
      expectedCycles: this.expected,
      leftovers: this.leftovers.size,
      stops,
      forcedStops,
      badStops,
    };
    return {
      counts,
      measurements: counts,
      defaults: [this.cyclesRow(cycles, missing), this.leftoversRow(missing), this.stops.row(missing === undefined)],
      findings: [...this.findings, ...this.stops.findings],
      ...(missing !== undefined && { missing }),
    };
  }

  /** The cycle that a fact belongs to: the one at hand, or the next one. */
  private cycleOf(o: Observation): Cycle {
    const number = countOf(o, 'cycle');
    if (this.cycle?.number === number) return this.cycle;
    this.incomplete ??= this.cycle?.missing();
    this.complete = this.completed();
    if (number !== this.complete + 1) this.incomplete ??= `cycle ${number} was observed when cycle ${this.complete + 1} was due`;
    this.cycle = new Cycle(number, this.services, this.rules);
    return this.cycle;
  }

  private completed(): number {
    return this.cycle && this.cycle.missing() === undefined ? this.complete + 1 : this.complete;
  }

  /** Moves what a cycle has found to what the whole gate shows, so that memory does not grow with the cycles. */
  private take(cycle: Cycle): void {
    for (const trouble of cycle.troubles.splice(0)) {
      this.troubles.push(trouble);
      this.firstBad ??= cycle.number;
      this.findings.push({ title: 'Cycle', message: trouble.text, seq: trouble.seq });
    }
    for (const { process } of cycle.leftovers.splice(0)) this.leftovers.add(`${process.pid} ${process.start}`);
    for (const { text, seq } of cycle.hidden.splice(0)) {
      if (!this.hidden.has(text)) this.findings.push({ title: 'Port', message: text, seq, note: true });
      this.hidden.add(text);
    }
    for (const { zombie, seq } of cycle.strayZombies.splice(0)) {
      if (this.strayZombies.has(zombie.pid)) continue;
      this.strayZombies.add(zombie.pid);
      const message = `process ${zombie.pid} (${zombie.command}) has ended, and its parent ${zombie.parent} has not collected it`;
      this.findings.push({ title: 'Zombie', message, seq, note: true });
    }
  }

  private missing(): string | undefined {
    if (!(this.expected >= 1) || this.services.length === 0) return 'no cycle was expected';
    const complete = this.completed();
    const incomplete = this.incomplete ?? this.cycle?.missing();
    if (complete === this.expected && incomplete === undefined) return undefined;
    return `${complete} of ${this.expected} cycles ran${incomplete === undefined ? '' : `; ${incomplete}`}`;
  }

  private cyclesRow(cycles: number, missing: string | undefined): Criterion {
    const verdict = worst([...this.troubles.map((trouble) => trouble.verdict), missing === undefined ? 'passed' : 'blocked']);
    const trouble = this.troubles.find((one) => one.verdict === verdict)?.text;
    const whole = cyclesInWords(cycles, this.expected);
    const measured = trouble === undefined ? (missing ?? whole) : `${whole}: ${trouble}`;
    return {
      name: 'all cycles complete',
      target: cyclesInWords(this.expected, this.expected),
      measured,
      ...(verdict === 'failed' && { words: measured }),
      verdict,
    };
  }

  private leftoversRow(missing: string | undefined): Criterion {
    const found = this.leftovers.size;
    const seen = missing === undefined && !this.troubles.some(({ verdict }) => verdict === 'blocked');
    return {
      name: 'leftovers',
      target: '= 0',
      measured: seen || found > 0 ? String(found) : `${found} found; not every stop was looked at`,
      verdict: found > 0 ? 'failed' : seen ? 'passed' : 'blocked',
    };
  }
}

export const judge: Judge<CyclesSpec> = { fold: (context) => new CyclesFold(context) };
