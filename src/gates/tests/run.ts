import { artifactNamed } from '../../core/origin.ts';
import type { Bounds } from '../../core/judgement.ts';
import type { RowParser } from '../../core/fold.ts';
import { instantOf } from '../../core/calendar.ts';
import type { Json } from '../../core/json.ts';
import type { Measured } from '../../conditions/measurements.ts';
import { countOf, MalformedObservation, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import type { WaiverPlan } from '../../core/plan.ts';
import { type CaseRow, type CollectionErrorRow, isFailure, type ResultRow } from '../../formats/cases.ts';
import { type CoverageRow, type CoverageTimes, isTimes } from '../../formats/coverage.ts';
import { coverageParser } from '../../formats/coverage-formats.ts';
import { parserFor } from '../../formats/detect.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import { passedOverInWords } from '../shared/origin.ts';
import { limitOf } from '../../core/ratio.ts';
import type { RunTrouble } from '../shared/trouble.ts';
import type { Checkout } from './checkout.ts';
import { CommandEnd, type Shown } from './command-end.ts';
import { Coverage } from './coverage.ts';
import { relativeTo } from './names.ts';
import { Outcomes } from './outcomes.ts';
import { Provenance, type Window } from './provenance.ts';
import type { Counted } from './repeats.ts';
import { RunFiles } from './run-files.ts';
import { strayInclude } from './source-files.ts';
import type { OF_RUN, TestsSpec } from './spec.ts';
import { Suites } from './suites.ts';
import { type Failure, Tally } from './tally.ts';
import { type Settled, Waivers } from './waivers.ts';

/** An address, a UUID, a date with a time, a number of seconds or more since 1970. */
const UNSTABLE =
  /0x[0-9a-f]{6,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ]\d\d:|\b1\d{9}(?:\d{3})?\b/i;
const MOST_UNSTABLE = 100;

/** Tests of all runs together that can be named where another run lacks them. */
const MOST_SEEN = 20_000;

/** A test of a run, and what is compared of it: one in quarantine counts as passed. */
export interface Seen extends Failure {
  readonly compared: CaseRow;
}

/** Runs that begin so far apart, in ms, have other times in their reports, which are written to the second. */
const TELLS_APART_MS = 2000;

/** An error that is no test's: a file that could not be collected, a suite that broke. */
export interface CollectionError {
  readonly row: CollectionErrorRow;
  readonly seq: number;
}

/** One run of the tests: the command's end, the reports it wrote, the tests in them. */
export class Run {
  readonly number: number;
  readonly tally = new Tally();
  readonly outcomes = new Outcomes();
  readonly coverage: Coverage;
  readonly provenance = new Provenance();
  readonly failures: Failure[] = [];
  /** Those of them that are of tests in quarantine. */
  readonly flaky = new Set<Failure>();
  readonly collectionErrors: CollectionError[] = [];
  readonly suites: Suites;
  readonly files: RunFiles;
  /** The first tests of one of several runs that did not fail as they are compared. */
  readonly seen: Seen[] = [];
  /** Some names of tests that look as if they were other in every run. */
  readonly unstable: string[] = [];
  readonly spec: TestsSpec;
  private readonly checkout: Checkout;
  private readonly waivers: Waivers;
  private readonly command: CommandEnd;
  /** When the execution started, in ms since 1970. */
  private readonly startedAt: number | undefined;
  private begun: Observation | undefined;
  private ended: Observation | undefined;
  private settled: Settled | undefined;
  private readonly unproven: string | undefined;
  private readonly earlier: readonly Run[];
  /**
   * @param startedAt when the execution did, as its first fact says
   * @param earlier the runs before it
   * @param unproven why what somebody else produced can't be used
   */
  constructor(
    number: number,
    spec: TestsSpec,
    checkout: Checkout,
    waivers: readonly WaiverPlan[],
    startedAt: string | undefined,
    earlier: readonly Run[],
    unproven?: string,
  ) {
    this.earlier = earlier;
    this.unproven = unproven;
    this.number = number;
    this.checkout = checkout;
    this.coverage = new Coverage(checkout);
    this.spec = spec;
    this.command = new CommandEnd(spec);
    this.suites = new Suites(spec.suites);
    this.files = new RunFiles(spec);
    this.waivers = new Waivers(waivers, startedAt?.slice(0, 10));
    this.startedAt = startedAt === undefined ? undefined : instantOf(startedAt);
  }

  begin(o: Observation): void {
    this.begun = o;
  }

  takeStep(o: Observation): void {
    this.command.take(o);
  }

  end(o: Observation): void {
    if (this.ended) throw new MalformedObservation(o, 'run', 'a run that goes on');
    this.ended = o;
  }

  /** The parser for a file of the run; undefined for one that is not judged. */
  reads(o: Observation): RowParser | undefined {
    if (!this.begun || this.ended) throw new MalformedObservation(o, 'run', 'a run that goes on');
    const role = this.files.take(o, this.begun);
    if (role === undefined) return undefined;
    this.provenance.takeFile(o);
    const original = stringOf(o, 'original');
    const tell = (message: string): void => this.files.refuse(role, message.startsWith(original) ? message : `${original}: ${message}`);
    if (o['withheld'] === true) tell('withheld, a secret was found in it');
    if (this.files.refused(role) !== undefined) return undefined;
    if (role === 'coverage') {
      this.coverage.begin(original);
      return untilMistake(coverageParser(original), tell);
    }
    this.provenance.begin(o);
    return untilMistake(parserFor(this.spec.format, original), tell);
  }

  row(o: Observation, row: Json): void {
    if (o['role'] === 'coverage') this.takeCoverage(o, row as unknown as CoverageRow | CoverageTimes);
    else this.takeResult(o, row as unknown as ResultRow);
  }

  private takeCoverage(o: Observation, row: CoverageRow | CoverageTimes): void {
    if (isTimes(row)) this.provenance.takeCoverage(stringOf(o, 'original'), row.times);
    else this.coverage.take(row);
  }

  over(): boolean {
    return this.ended !== undefined;
  }

  /** What came of the waivers, after the last test. */
  waived(): Settled {
    this.settled ??= this.waivers.settle();
    return this.settled;
  }

  unwaived(): readonly Failure[] {
    const { failures: waived } = this.waived();
    return this.failures.filter((failure) => !waived.has(failure));
  }

  /** How the command ended, unless the report explains it. */
  ofCommand(): RunTrouble | undefined {
    return this.over() ? this.command.trouble(this.shown()) : undefined;
  }

  /** The command could not be started: whatever else is missing follows from that. */
  notStarted(): string | undefined {
    const why = this.over() ? this.command.notStarted() : undefined;
    return why !== undefined && this.hasNoReport() ? `${why}, so there is no report` : undefined;
  }

  exitInWords(): string {
    return this.command.inWords(this.shown());
  }

  private shown(): Shown {
    return {
      passed: this.tally.passed,
      total: this.tally.total,
      bad: this.failures.length + this.collectionErrors.length,
      isTolerated: this.isTolerated(),
      hasNoReport: this.hasNoReport(),
    };
  }

  /** No report of it was read, or nothing in one: what it has not shown is not none. */
  isUnseen(): boolean {
    const isEmpty = this.tally.total === 0 && this.collectionErrors.length === 0;
    return isEmpty && (!this.over() || this.ofResults() !== undefined);
  }

  private hasNoReport(): boolean {
    return this.files.none('report', this.spec.reports) !== undefined;
  }

  /** Tests went wrong, and all of them are waived or within the limit: then they no longer explain an exit code. */
  isTolerated(): boolean {
    const { failures, collectionErrors } = this;
    return failures.length > 0 && collectionErrors.length === 0 && this.unwaived().length <= this.limit();
  }

  /** How many tests may fail without a waiver. */
  limit(): number {
    return limitOf(this.spec.failureLimit, this.tally.total);
  }

  /** Why nothing is known of its coverage; says nothing of its tests. */
  ofCoverage(): string | undefined {
    const { checkout, spec, coverage } = this;
    if (!spec.coverage || !this.over()) return undefined;
    const lacking = this.files.refused('coverage') ?? this.files.none('coverage', spec.coverage);
    if (lacking !== undefined) return lacking;
    if (!checkout.known) return 'the files of the checkout are not known';
    return strayInclude(spec.sources ?? {}, checkout) ?? coverage.foreign ?? this.ofCoverageTimes();
  }

  /** What is wrong with the reports of tests as files. */
  ofResults(): string | undefined {
    const lost = this.ended && this.lost(this.ended);
    return lost ?? this.unproven ?? this.files.refused('report') ?? this.files.none('report', this.spec.reports);
  }

  private lost(ended: Observation): string | undefined {
    const kept = countOf(ended, 'files');
    return kept === this.files.count ? undefined : `${this.files.count} of the ${kept} files that the run left`;
  }

  /** A report that was begun and not read to its end: a test that failed in it may have been tried again. */
  isCut(): boolean {
    return this.files.refused('report') !== undefined;
  }

  /** Why there are not all outputs. */
  ofOutputs(): string | undefined {
    return this.files.none('output', this.spec.outputs);
  }

  /** Why there are no tests to speak of. */
  ofTests(): string | undefined {
    const { total, ran, passed, flaky } = this.tally;
    const doubt = this.provenance.doubt(this.window()) ?? this.replayed() ?? this.touched();
    if (doubt !== undefined) return doubt;
    if (total === 0) return 'no test';
    if (ran === 0) return `${total} tests, and none of them ran`;
    const isTolerated = this.unwaived().length <= this.limit();
    return isTolerated && passed + flaky === 0 ? `${total} tests, none of them passed, and every failure is tolerated` : undefined;
  }

  /** A report that tells when its tests ran can't be the same in two runs, unless a cache wrote it again. */
  private replayed(): string | undefined {
    for (const run of this.earlier) {
      const apart = this.begun && run.begun ? numberOf(this.begun, 'at') - numberOf(run.begun, 'at') : 0;
      const report = apart < TELLS_APART_MS ? undefined : this.provenance.replayOf(run.provenance);
      if (report !== undefined) return `${report}: the very bytes of run ${run.number}, with the time at which its tests ran (a cache?)`;
    }
    return undefined;
  }

  /** Nor can it be that of an earlier run: somebody gave what lay there a new time, or wrote it again. */
  private touched(): string | undefined {
    return touchedInWords(this.provenance.olderThan(this.toldApart()), 'its tests ran');
  }

  private ofCoverageTimes(): string | undefined {
    const older = (): string | undefined => this.provenance.coverageOlderThan(this.toldApart());
    return this.provenance.doubtOfCoverage(this.window()) ?? touchedInWords(older(), 'its coverage was measured');
  }

  /** A run that began until then, in ms of the execution, has other times in its reports. */
  private toldApart(): number {
    return (this.begun ? numberOf(this.begun, 'at') : 0) - TELLS_APART_MS;
  }

  missing(): string | undefined {
    if (!this.ended) return 'the run is not over';
    const command = this.ofCommand();
    return this.ofResults() ?? command?.brief ?? command?.text ?? this.ofTests();
  }

  /** Where its counts will end: what was read of this run only grows by what is missing, and stays where nothing is. */
  bounds(): Readonly<Record<string, Bounds>> {
    if (!this.over() || this.isCut() || this.ofTests() !== undefined) return {};
    const counts = this.measurements();
    const growing = ['total', 'passed', 'failed', 'errors', 'skipped', 'flaky', 'unwaivedFailures', 'collectionErrors'] as const;
    const isFinal = this.missing() === undefined;
    return Object.fromEntries(
      growing.map((name) => [name, { least: Number(counts[name]), ...(isFinal && { most: Number(counts[name]) }) }]),
    );
  }

  /** As criteria read it. */
  measurements() {
    const own: Measured<typeof OF_RUN> = { unwaivedFailures: this.unwaived().length, collectionErrors: this.collectionErrors.length };
    return { ...this.tally.measurements(), ...own };
  }

  /** What wildcards passed over, in words. */
  passedOver(): string | undefined {
    return this.ended && passedOverInWords(this.ended);
  }

  /** When the tests can have run. Reports that somebody else left are as old as the execution at most, or as the job; others of any age. */
  private window(): Window | undefined {
    const { startedAt, begun, ended, spec } = this;
    if (startedAt === undefined || !begun || !ended) return undefined;
    if (spec.run === undefined && (['commit', 'external'].includes(spec.producedBy) || artifactNamed(spec.producedBy) !== undefined))
      return undefined;
    const since = spec.run === undefined ? this.files.jobAt : Math.min(numberOf(begun, 'at'), begun.t);
    return { from: startedAt + since, to: startedAt + ended.t };
  }

  private takeResult(o: Observation, row: ResultRow): void {
    for (const each of this.provenance.take(o, row)) this.count(o, each);
  }

  private count(o: Observation, row: Counted): void {
    if (row.row === 'unseen') {
      this.tally.skipped += row.skipped;
      return;
    }
    const root = typeof this.begun?.['root'] === 'string' ? this.begun['root'] : undefined;
    const placed = row.file === undefined ? row : { ...row, file: relativeTo(root, row.file) };
    if (placed.row === 'case') this.take(placed, o.seq);
    else this.collectionErrors.push({ row: placed, seq: o.seq });
  }

  private see(one: Seen): void {
    const { runs } = this.spec;
    if (runs > 1 && !isFailure(one.compared.outcome) && this.seen.length * runs < MOST_SEEN) this.seen.push(one);
  }

  private take(row: CaseRow, seq: number): void {
    this.tally.take(row.outcome);
    const isFlaky = this.waivers.isFlaky(row);
    // Between runs it is no difference which way a test in quarantine went.
    const compared: CaseRow = isFlaky ? { ...row, outcome: 'passed' } : row;
    this.outcomes.take(compared);
    this.see({ row, compared, seq });
    if (UNSTABLE.test(row.name) && this.unstable.length < MOST_UNSTABLE) this.unstable.push(row.name);
    this.suites.take(row);
    const failure = isFailure(row.outcome) ? { row, seq } : undefined;
    if (failure) this.failures.push(failure);
    if (failure && isFlaky) this.flaky.add(failure);
    this.waivers.take(row, failure);
  }
}

function touchedInWords(report: string | undefined, what: string): string | undefined {
  return report && `${report}: the very bytes that lay there before the run, with the time at which ${what} (touched, or a cache?)`;
}
