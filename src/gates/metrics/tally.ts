import { formatDuration } from '../../core/duration.ts';
import type { JudgeContext } from '../../core/fold.ts';
import type { AbsentMeasurement, Criterion, Finding, Measurements } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { against } from '../../core/row-words.ts';
import { type Verdict, worst } from '../../core/verdict.ts';
import { judgeCriteria } from '../shared/criteria.ts';
import { errorLimitOf, limitsOf, type RunLimits } from '../shared/look-limits.ts';
import { type QueriesSpec, queryTable } from '../shared/queries.ts';
import { evaluatedAt, newestOf, type Reading, readingOf } from './reading.ts';
import { goesOn, looksOf, type MetricsSpec } from './spec.ts';
import { CriterionRow } from './row.ts';
import { Runs } from './runs.ts';

/** Looks that are pointed at; all are counted. */
const SHOWN = 20;

/** What is wrong in a look. */
export interface LookTrouble {
  readonly title: string;
  readonly message: string;
  readonly verdict: Verdict;
}

export interface TallyPlan {
  readonly spec: QueriesSpec;
  readonly criteria: readonly CriterionPlan[];
  readonly vars: Measurements;
  /** How many looks there must be. */
  readonly expected: number;
  /** Whether further looks make up for those without data; else the expected ones are all there are. */
  readonly goesOn?: boolean;
}

/**
 * A series of looks, each a sample of every query: the criteria must hold in each, but for what the limits in a row tolerate. Looks
 * come one after another; what is kept of them does not grow with their number.
 */
export class LookTally {
  readonly runs: Runs;
  readonly findings: Finding[] = [];
  /** What the queries said in the last look. */
  last: Readonly<Record<string, number>> = {};
  /** What the last look amounts to, and what was wrong in it. */
  latest: { readonly verdict: Verdict; readonly troubles: readonly LookTrouble[] } | undefined;
  private readonly plan: TallyPlan;
  /** How many looks there can be. */
  private readonly most: number;
  private readonly rows: readonly CriterionRow[];
  /** The look of which samples come now, and what they said so far. */
  private look = 0;
  private readings = new Map<string, Reading>();
  /** When the first look was, and by query when the newest sample was taken that a look saw: ms of Prometheus' clock. */
  private firstMs: number | undefined;
  private readonly newestMs = new Map<string, number>();
  private sinceMs: number | undefined;
  private atMs: number | undefined;
  private emptyFailed = 0;
  private firstError: string | undefined;
  private contradiction: string | undefined;

  constructor(plan: TallyPlan) {
    this.plan = plan;
    this.runs = new Runs(limitsOf(plan.spec, plan.expected));
    this.most = plan.expected + (plan.goesOn === true ? (errorLimitOf(plan.spec, plan.expected) ?? 0) : 0);
    this.rows = plan.criteria.map((criterion) => new CriterionRow(criterion, plan.expected));
  }

  /**
   * One query of a look.
   * @param newerThanMs a sample that the look is made of must be newer, by the clock of Prometheus
   * @throws MalformedObservation
   */
  sample(o: Observation, newerThanMs?: number): void {
    const { spec } = this.plan;
    const query = stringOf(o, 'query');
    if (!Object.hasOwn(spec.queries, query)) throw new MalformedObservation(o, 'query', 'a query of the plan');
    if (!this.enter(o)) return;
    if (this.readings.has(query)) this.contradict(o, `"${query}" stands in look ${this.look + 1} twice`);
    this.readings.set(query, readingOf(o, spec, { sinceMs: this.sinceMs, newerThanMs }));
    this.atMs = evaluatedAt(o) ?? this.atMs;
    this.firstMs ??= this.atMs;
    const takenMs = newestOf(o);
    if (takenMs !== undefined) this.newestMs.set(query, takenMs);
    if (this.readings.size === Object.keys(spec.queries).length) this.close(o, this.readings);
  }

  /** A look that nobody took. @throws MalformedObservation */
  miss(o: Observation): void {
    if (!this.enter(o)) return;
    const missed: Reading = { why: 'missed: nobody asked in time', verdict: 'blocked' };
    this.close(o, new Map(Object.keys(this.plan.spec.queries).map((query) => [query, missed])));
  }

  /** Whether more looks than allowed did not pass, or brought no data. */
  isLost(): boolean {
    return this.runs.failedTooOften() !== undefined || this.runs.erredTooOften() !== undefined;
  }

  /** Whether no further look can come; those that were left unfinished are missing. */
  isOver(): boolean {
    return this.contradiction !== undefined || this.look >= this.most || this.runs.measured >= this.plan.expected;
  }

  /** The number of the look that comes next, and how many there may be with it before it is known whether more are needed. */
  get next(): { readonly slot: number; readonly count: number } {
    return { slot: this.look, count: Math.min(this.most - this.look, this.plan.expected - this.runs.measured) };
  }

  /** Why not every look was seen. */
  missing(): string | undefined {
    const { looks, measured } = this.runs;
    const seen = this.plan.goesOn === true ? measured : looks;
    return this.contradiction ?? (seen === this.plan.expected ? this.nothingNew() : `${measured} of ${this.plan.expected} looks`);
  }

  /** Many looks at a sample from before the first of them saw nothing of the time that they are about. @returns which, undefined for none */
  nothingNew(): string | undefined {
    const { firstMs, atMs } = this;
    if (this.plan.expected < 2 || firstMs === undefined || atMs === undefined) return undefined;
    const [old] = [...this.newestMs].filter(([, takenMs]) => takenMs < firstMs);
    return old && `${old[0]}: no sample since the first look, the newest is ${formatDuration(Math.round(atMs - old[1]))} old`;
  }

  /** The rows of the criteria. */
  criteria(): readonly Criterion[] {
    return this.rows.map((row) => row.over(this.runs, this.missing()));
  }

  /** The row that says whether there was data to judge. */
  dataRow(name: string, target: string): Criterion {
    const { errors, measured } = this.runs;
    const missing = this.missing();
    const row = { name, target, measured: `${missing ?? this.seen()}${this.without()}` };
    if (this.emptyFailed > 0 && this.runs.failuresCount())
      return { ...row, measured: `${this.emptyFailed} without a sample`, verdict: 'failed' };
    if (missing !== undefined || (errors > 0 && this.runs.errorsCount())) return { ...row, verdict: 'blocked' };
    return { ...row, verdict: measured > 0 ? 'passed' : 'blocked' };
  }

  /** How many looks there were, all of them. */
  private seen(): string {
    const { looks, measured, errors } = this.runs;
    if (errors === 0) return String(looks);
    return this.plan.goesOn === true ? `${measured} looks` : `${measured} of ${looks} looks`;
  }

  private without(): string {
    const { errors, measured } = this.runs;
    if (errors === 0) return '';
    const more = this.plan.goesOn === true && measured === this.plan.expected ? ' more' : '';
    return `, ${errors}${more} without data, first ${this.firstError ?? ''}`;
  }

  /** The row of a limit of looks that may not pass. */
  limitRow(name: string, target: string, limit: keyof RunLimits, words: string): Criterion {
    const missing = this.missing();
    const row = { name, target, measured: `${this.runs.seen(limit)} ${words}` };
    if (this.runs.exceeds(limit)) return { ...row, verdict: 'failed' };
    return missing === undefined ? { ...row, verdict: 'passed' } : { ...row, measured: missing, verdict: 'blocked' };
  }

  /** @returns false for a fact of a look that is over. A look that was left unfinished stays unseen. */
  private enter(o: Observation): boolean {
    const slot = countOf(o, 'slot');
    if (slot >= this.most) throw new MalformedObservation(o, 'slot', 'a look of the plan');
    if (slot < this.look) {
      this.contradict(o, `look ${slot + 1} stands after it was over`);
      return false;
    }
    if (slot > this.look) this.readings = new Map();
    this.look = slot;
    return true;
  }

  private close(o: Observation, readings: ReadonlyMap<string, Reading>): void {
    const all = [...readings];
    const values = Object.fromEntries(all.flatMap(([name, reading]) => ('value' in reading ? [[name, reading.value]] : [])));
    const absent = Object.fromEntries(all.flatMap(([name, reading]) => ('value' in reading ? [] : [[name, reading]])));
    const judged = this.judged(values, absent);
    judged.forEach((row, index) => this.rows[index]?.take(row, this.look));
    const verdict = worst([...judged, ...Object.values(absent)].map((one): Verdict => one.verdict));
    this.latest = { verdict, troubles: troublesOf(judged, absent) };
    this.point(o, this.latest.troubles);
    this.runs.take(verdict);
    if (Object.values(absent).some((one) => one.verdict === 'failed')) this.emptyFailed++;
    const [error] = Object.entries(absent);
    if (error) this.firstError ??= `${error[0]}: ${error[1].why}`;
    this.last = values;
    this.sinceMs = this.atMs ?? this.sinceMs;
    this.look++;
    this.readings = new Map();
  }

  private judged(
    measurements: Readonly<Record<string, number>>,
    absent: Readonly<Record<string, AbsentMeasurement>>,
  ): readonly Criterion[] {
    const { spec, criteria, vars } = this.plan;
    return judgeCriteria({ criteria, measurements, vars, table: queryTable(spec.queries), missing: undefined, absent });
  }

  private point(o: Observation, troubles: readonly LookTrouble[]): void {
    for (const { title, message, verdict } of troubles) {
      if (this.findings.length >= SHOWN) return;
      // Where the gate failed, a look that only warned is not what failed it.
      const warned = verdict === 'warned' ? { verdict } : {};
      this.findings.push({ title, message: `look ${this.look + 1}: ${message}`, seq: o.seq, ...warned });
    }
  }

  private contradict(o: Observation, what: string): void {
    this.contradiction ??= `${what} (seq ${o.seq})`;
  }
}

/** The looks of a gate that is one series of them. */
export function lookTally({ gate, plan }: Pick<JudgeContext<MetricsSpec>, 'gate' | 'plan'>): LookTally {
  const { spec, criteria } = gate;
  return new LookTally({ spec, criteria, vars: plan.vars, expected: looksOf(spec), goesOn: goesOn(spec) });
}

function troublesOf(judged: readonly Criterion[], absent: Readonly<Record<string, AbsentMeasurement>>): readonly LookTrouble[] {
  return [
    ...Object.entries(absent).map(([title, { why, verdict }]) => ({ title, message: why, verdict })),
    ...judged
      .filter(({ verdict }) => verdict === 'failed' || verdict === 'warned')
      .map(({ name, measured, target, verdict }) => ({ title: name, message: against(measured, target), verdict })),
  ];
}
