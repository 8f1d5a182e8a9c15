import type { Fold, Judge, JudgeContext, Want } from '../../core/fold.ts';
import type { Assessment, Finding } from '../../core/judgement.ts';
import { formatDuration } from '../../core/duration.ts';
import { MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import { thousands } from '../../core/thousands.ts';
import { known, type Measured } from '../../conditions/measurements.ts';
import { Captures } from '../shared/captures.ts';
import { LatencyHistogram } from '../../stats/percentile.ts';
import { boundsOf } from './bounds.ts';
import { criteriaOf } from './criteria.ts';
import { missedAllowed } from './limits.ts';
import { measure, measureAll, type Totals } from './measures.ts';
import { judgeCriteria } from '../shared/criteria.ts';
import { Lost } from './lost.ts';
import { ProgressWatch } from './progress.ts';
import { type HealthSpec, tableOf } from './spec.ts';
import { Tally } from './tally.ts';

/** Bad checks that are pointed at; all are counted. */
const SHOWN = 50;

/** The user's criteria are asked so often during a gate whether they can still hold. */
const ASKED = 200;

/**
 * Counts every check of every service, exactly. Services are judged apart and put together at the end, so that the order in which
 * their facts come does not matter; the facts of one service come in the order in which they were recorded.
 */
class HealthFold implements Fold {
  private readonly spec: HealthSpec;
  private readonly targets: ReadonlyMap<string, string>;
  private readonly watches: ReadonlyMap<string, ProgressWatch>;
  private readonly tallies: ReadonlyMap<string, Tally>;
  private readonly captures = new Captures();
  private readonly context: JudgeContext<HealthSpec>;
  /** Absent where the gate goes on to its end. */
  private readonly lost: Lost | undefined;
  /** Sums over all services. */
  private readonly so = { seen: 0, failures: 0, missed: 0 };
  private ended: { readonly because: number; readonly why: string; readonly seen: number } | undefined;

  constructor(context: JudgeContext<HealthSpec>) {
    const { gate, plan } = context;
    const spec = gate.spec;
    this.context = context;
    this.spec = spec;
    // A row that is waived does not decide: then no moment is known at which the gate is lost.
    const waived = plan.waivers.some((waiver) => waiver.gate === gate.id);
    this.lost = spec.failFast === true && !waived ? new Lost(spec) : undefined;
    this.targets = new Map(gate.defaults.map(({ name, target }) => [name, target]));
    this.watches = new Map(
      spec.stalls.filter(({ judged }) => judged).map(({ service, withinMs }) => [service, new ProgressWatch(withinMs)]),
    );
    this.tallies = new Map(
      spec.services.map((id) => {
        const probe = plan.services.find((service) => service.id === id)?.health;
        if (!probe) throw new Error(`the gate checks "${id}", which has no health probe`);
        return [id, new Tally({ service: id, probe, intervalMs: spec.intervalMs, count: spec.count, watch: this.watches.get(id) })];
      }),
    );
  }

  step(o: Observation): void {
    if (o.type === 'check' || o.type === 'missed') this.count(o);
    else if (o.type === 'progress') this.look(o);
    else this.captures.step(o);
    const seen = this.lost && Lost.bySight(o, this.context.gate.services);
    if (seen !== undefined) this.end(o, seen);
  }

  wants(): Want | undefined {
    return this.ended && { action: 'stop', because: this.ended.because };
  }

  assessment(): Assessment {
    const totals = this.totals();
    const latencies = new LatencyHistogram();
    for (const tally of this.tallies.values()) latencies.merge(tally.latencies);
    const measurements = known({
      ...measure(totals, latencies),
      expectedChecks: totals.expected,
      intervals: totals.intervals,
      services: measureAll(this.tallies, this.watches, this.spec.intervalMs),
    } satisfies Measured<ReturnType<typeof tableOf>>);
    const missing = this.missing(totals);
    return {
      counts: measurements,
      measurements,
      defaults: [
        ...criteriaOf({ spec: this.spec, totals, missing, ended: this.ended?.why, tallies: this.tallies, targets: this.targets }),
        ...this.captures.rows(),
      ],
      ...(missing !== undefined && { missing }),
      ...(missing !== undefined && this.contradiction() === undefined && { bounds: boundsOf(totals, latencies) }),
      findings: this.findings(),
    };
  }

  private count(o: Observation): void {
    const tally = this.of(this.tallies, o);
    const before = { failures: tally.failures, missed: tally.missed };
    if (o.type === 'check') tally.check(o);
    else tally.miss(o);
    this.so.seen++;
    this.so.failures += tally.failures - before.failures;
    this.so.missed += tally.missed - before.missed;
    const limit = this.spec.consecutiveFailureLimit;
    const id = stringOf(o, 'service');
    if (limit !== undefined && tally.slots.longestFailing() > limit) this.end(o, `more than ${limit} failures of ${id} in a row`);
    this.giveUp(o, tally);
    this.askCriteria(o);
  }

  private look(o: Observation): void {
    const watch = this.of(this.watches, o);
    watch.look(o);
    const why = this.lost?.byProgress(stringOf(o, 'service'), watch);
    if (why !== undefined) this.end(o, why);
  }

  private end(o: Observation, why: string): void {
    this.ended ??= { because: o.seq, why, seen: this.so.seen };
  }

  /** Asks for the end when the gate is lost. */
  private giveUp(o: Observation, tally: Tally): void {
    if (!this.lost || this.ended) return;
    const id = stringOf(o, 'service');
    const { failures, missed } = this.so;
    const why = this.lost.by({ id, tally, watch: this.watches.get(id), failures, missed });
    if (why !== undefined) this.end(o, why);
  }

  /** To ask what the user's criteria make of all services is dear: it is done now and then. */
  private askCriteria(o: Observation): void {
    const { gate, plan } = this.context;
    if (!this.lost || this.ended || gate.criteria.length === 0) return;
    const every = Math.max(this.tallies.size, Math.ceil((this.spec.count * this.tallies.size) / ASKED));
    if (this.so.seen % every !== 0) return;
    const { measurements, missing, bounds } = this.assessment();
    if (missing === undefined || bounds === undefined) return;
    const rows = judgeCriteria({ criteria: gate.criteria, measurements, vars: plan.vars, table: tableOf(this.spec), missing, bounds });
    const failed = rows.find(({ verdict }) => verdict === 'failed');
    if (failed) this.end(o, failed.measured);
  }

  private of<T>(all: ReadonlyMap<string, T>, o: Observation): T {
    const one = all.get(stringOf(o, 'service'));
    if (!one) throw new MalformedObservation(o, 'service', `a service whose ${o.type} this gate judges`);
    return one;
  }

  private totals(): Totals {
    const tallies = [...this.tallies.values()];
    const sum = (pick: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + pick(tally), 0);
    const judged = [...this.watches.values()].map((watch) => watch.outcome());
    const least = (pick: (tally: Tally) => number): number => tallies.reduce((low, tally) => Math.min(low, pick(tally)), Infinity);
    return {
      expected: this.spec.count * tallies.length,
      checks: sum(({ checks }) => checks),
      failures: sum(({ failures }) => failures),
      unclear: sum(({ unclear }) => unclear),
      missed: sum(({ missed }) => missed),
      busy: sum(({ busy }) => busy),
      intervals: least(({ checks }) => checks),
      ...(judged.length > 0 && { stalls: judged.reduce((total, { stalls }) => total + stalls, 0) }),
      uninterruptedMs: least(({ slots }) => slots.longestWell()) * this.spec.intervalMs,
    };
  }

  private contradiction(): string | undefined {
    return [...this.tallies.values()].flatMap(({ contradiction }) => contradiction ?? [])[0];
  }

  /** Why not everything that was expected is there; the reason does not depend on the order of the services' facts. */
  private missing({ checks, missed, unclear, expected }: Totals): string | undefined {
    const { spec, tallies } = this;
    const contradiction = this.contradiction();
    if (contradiction !== undefined) return contradiction;
    const complete = [...tallies.values()].every(({ slots }) => slots.complete(spec.count));
    if (!complete || checks + missed !== expected) return `${thousands(checks)} of ${thousands(expected)} checks`;
    if (this.missedTooMany(missed)) return `${thousands(checks)} of ${thousands(expected)} checks, ${thousands(missed)} missed`;
    if (unclear > 0) return `${thousands(unclear)} of ${thousands(expected)} checks could not be judged`;
    for (const [id, watch] of this.watches) {
      const { blind } = watch.outcome();
      if (blind !== undefined) return `${id}: ${blind}`;
    }
    return undefined;
  }

  private missedTooMany(missed: number): boolean {
    const { all, each = all } = missedAllowed(this.spec);
    return missed > all || [...this.tallies.values()].some((tally) => tally.missed > each);
  }

  private findings(): readonly Finding[] {
    const found = [...this.tallies.values()].flatMap(({ findings }) => findings);
    const notes = this.spec.stalls
      .filter(({ judged }) => !judged)
      .map(({ service, withinMs }) => ({
        title: service,
        message: `stalls are not judged: the gate is no longer than ${formatDuration(withinMs)}`,
      }));
    const stalled = [...this.watches].flatMap(([id, watch]) => stallFindings(id, watch));
    const left = found.length - SHOWN;
    const more = left > 0 ? [{ title: 'More', message: `${left} more bad checks are not shown` }] : [];
    return [...this.ending(), ...found.slice(0, SHOWN), ...more, ...stalled, ...notes];
  }

  private ending(): readonly Finding[] {
    if (!this.ended) return [];
    const { because: seq, why, seen } = this.ended;
    const expected = this.spec.count * this.tallies.size;
    if (seen === expected) return [];
    return [
      { title: 'Ended early', message: `at check ${thousands(seen)} of ${thousands(expected)} it could not pass any more: ${why}`, seq },
    ];
  }
}

/** When a counter stood still, for how long, and at which value. */
function stallFindings(title: string, watch: ProgressWatch): readonly Finding[] {
  const told = watch.standstills();
  const more = watch.outcome().stalls - told.length;
  const findings = told.map(({ from, to, value }) => {
    const where = value === undefined ? 'without a value' : `at ${thousands(value)}`;
    return { title, message: `its progress stood still ${where} for ${seconds(to - from)}, from ${seconds(from)} into the run` };
  });
  return more > 0 ? [...findings, { title, message: `its progress stood still ${more} more ${more === 1 ? 'time' : 'times'}` }] : findings;
}

function seconds(ms: number): string {
  return `${thousands(Math.round(ms / 100) / 10)} s`;
}

export const judge: Judge<HealthSpec> = { fold: (context) => new HealthFold(context) };
