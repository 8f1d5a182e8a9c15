import type { Fold, Judge, JudgeContext, Want } from '../../core/fold.ts';
import type { AbsentMeasurement, Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import { type Verdict, worst } from '../../core/verdict.ts';
import { judgeCriteria } from '../criteria.ts';
import { queryTable } from '../queries.ts';
import { evaluatedAt, type Reading, readingOf } from './reading.ts';
import { CriterionRow } from './row.ts';
import { Runs } from './runs.ts';
import { looksOf, type MetricsSpec } from './spec.ts';

/** Looks that are pointed at; all are counted. */
const SHOWN = 20;

/** Every criterion must hold in every look, but for what the limits in a row tolerate. Looks come one after another. */
class MetricsFold implements Fold {
  private readonly context: JudgeContext;
  private readonly spec: MetricsSpec;
  private readonly expected: number;
  private readonly runs: Runs;
  private readonly rows: readonly CriterionRow[];
  private readonly findings: Finding[] = [];
  /** The look of which samples come now, and what they said so far. */
  private look = 0;
  private readings = new Map<string, Reading>();
  private sinceMs: number | undefined;
  private atMs: number | undefined;
  private last: Readonly<Record<string, number>> = {};
  private emptyFailed = 0;
  private contradiction: string | undefined;
  private want: Want | undefined;

  constructor(context: JudgeContext) {
    this.context = context;
    this.spec = context.gate.spec as unknown as MetricsSpec;
    this.expected = looksOf(this.spec);
    this.runs = new Runs(this.spec);
    this.rows = context.gate.criteria.map((criterion) => new CriterionRow(criterion, this.expected));
  }

  step(o: Observation): void {
    if (o.type === 'sample') this.sample(o);
    else if (o.type === 'missed' && this.enter(o)) this.close(o, () => ({ why: 'missed: nobody asked in time', verdict: 'blocked' }));
  }

  wants(): Want | undefined {
    return this.want;
  }

  assessment(): Assessment {
    const { passed, warned, failed, errors, looks } = this.runs;
    const missing = this.contradiction ?? (looks === this.expected ? undefined : `${looks} of ${this.expected} looks`);
    return {
      counts: { looks, expectedLooks: this.expected, passed, warned, failed, errors, last: this.last },
      measurements: this.last,
      defaults: this.context.gate.defaults.map(({ name, target }) =>
        name === 'looks' ? this.looksRow(target, missing) : this.inARow(name, target, missing),
      ),
      criteria: this.rows.map((row) => row.over(this.runs, missing)),
      ...(missing !== undefined && { missing }),
      findings: this.findings,
    };
  }

  private sample(o: Observation): void {
    const query = stringOf(o, 'query');
    if (!Object.hasOwn(this.spec.queries, query)) throw new MalformedObservation(o, 'query', 'a query of the plan');
    if (!this.enter(o)) return;
    if (this.readings.has(query)) this.contradict(o, `"${query}" stands in look ${this.look + 1} twice`);
    this.readings.set(query, readingOf(o, this.spec, this.sinceMs));
    this.atMs = evaluatedAt(o) ?? this.atMs;
    if (this.readings.size < Object.keys(this.spec.queries).length) return;
    this.close(o, (name) => this.readings.get(name) ?? { why: 'not observed', verdict: 'blocked' });
  }

  /** @returns false for a fact of a look that is over. A look that was left unfinished stays unseen. */
  private enter(o: Observation): boolean {
    const slot = countOf(o, 'slot');
    if (slot >= this.expected) throw new MalformedObservation(o, 'slot', 'a look of the plan');
    if (slot < this.look) {
      this.contradict(o, `look ${slot + 1} stands after it was over`);
      return false;
    }
    if (slot > this.look) this.readings = new Map();
    this.look = slot;
    return true;
  }

  private close(o: Observation, readingFor: (query: string) => Reading): void {
    const readings = Object.keys(this.spec.queries).map((name) => [name, readingFor(name)] as const);
    const values = Object.fromEntries(readings.flatMap(([name, reading]) => ('value' in reading ? [[name, reading.value]] : [])));
    const absent = Object.fromEntries(readings.flatMap(([name, reading]) => ('value' in reading ? [] : [[name, reading]])));
    const judged = this.judged(values, absent);
    judged.forEach((row, index) => this.rows[index]?.take(row, this.look));
    this.point(o, judged, absent);
    const verdict = worst([...judged, ...Object.values(absent)].map((one): Verdict => one.verdict));
    if (Object.values(absent).some((one) => one.verdict === 'failed')) this.emptyFailed++;
    this.runs.take(verdict);
    if (this.runs.failedTooLong() || this.runs.erredTooLong()) this.want ??= { action: 'stop', because: o.seq };
    this.last = values;
    this.sinceMs = this.atMs ?? this.sinceMs;
    this.look++;
    this.readings = new Map();
  }

  private judged(
    measurements: Readonly<Record<string, number>>,
    absent: Readonly<Record<string, AbsentMeasurement>>,
  ): readonly Criterion[] {
    const { gate, plan } = this.context;
    const over = { measurements, vars: plan.vars, table: queryTable(this.spec.queries), missing: undefined, absent };
    return judgeCriteria({ ...over, criteria: gate.criteria });
  }

  private point(o: Observation, judged: readonly Criterion[], absent: Readonly<Record<string, AbsentMeasurement>>): void {
    const troubles = [
      ...Object.entries(absent).map(([title, { why }]) => ({ title, message: why })),
      ...judged
        .filter(({ verdict }) => verdict === 'failed' || verdict === 'warned')
        .map(({ name, measured, target }) => ({ title: name, message: `${measured}, must be ${target}` })),
    ];
    for (const { title, message } of troubles) {
      if (this.findings.length < SHOWN) this.findings.push({ title, message: `look ${this.look + 1}: ${message}`, seq: o.seq });
    }
  }

  private looksRow(target: string, missing: string | undefined): Criterion {
    const { looks, errors, passed, warned, failed } = this.runs;
    const measured = missing ?? `${looks}${errors > 0 ? `, ${errors} without data` : ''}`;
    const row = { name: 'looks', target, measured };
    if (this.emptyFailed > 0 && this.runs.failuresCount())
      return { ...row, measured: `${this.emptyFailed} without a sample`, verdict: 'failed' };
    if (missing !== undefined || (errors > 0 && this.runs.errorsCount())) return { ...row, verdict: 'blocked' };
    return { ...row, verdict: passed + warned + failed > 0 ? 'passed' : 'blocked' };
  }

  private inARow(name: string, target: string, missing: string | undefined): Criterion {
    const row = { name, target, measured: `${this.runs.longestFailing} not passed in a row` };
    if (this.runs.failedTooLong()) return { ...row, verdict: 'failed' };
    return missing === undefined ? { ...row, verdict: 'passed' } : { ...row, measured: missing, verdict: 'blocked' };
  }

  private contradict(o: Observation, what: string): void {
    this.contradiction ??= `${what} (seq ${o.seq})`;
  }
}

export const judge: Judge = { fold: (context) => new MetricsFold(context) };
