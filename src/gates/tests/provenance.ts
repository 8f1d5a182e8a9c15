import { isoTime } from '../../core/calendar.ts';
import { numberOf, stringOf, type Observation } from '../../core/observation.ts';
import type { ReportTimes, ResultRow } from '../../formats/cases.ts';
import { type Counted, Repeats } from './repeats.ts';

/** How far the clocks of a run and of its reports may be apart. */
const ZONED_SLACK_MS = 5 * 60_000;
/** A time without a zone may be of any zone. */
const LOCAL_SLACK_MS = 26 * 3_600_000;
const HOUR_MS = 3_600_000;

/** When the tests can have run, in ms since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

interface Remark {
  readonly report: string;
  readonly message: string;
  readonly seq: number;
}

interface Dated {
  readonly report: string;
  readonly times: ReportTimes;
}

/** What the reports of one run say of themselves: whether their tests ran, all of them, each once, in this run. */
export class Provenance {
  readonly notes: Remark[] = [];
  private readonly doubts: Remark[] = [];
  private readonly times: Dated[] = [];
  private readonly coverageTimes: Dated[] = [];
  private readonly repeats = new Repeats();
  /** Of files that hold what lay there before the run: when that was written, in ms of the execution. */
  private readonly twins = new Map<string, number>();
  /** The bytes of the reports, by their names. */
  private readonly hashes = new Map<string, string>();

  /** @returns the tests and errors that count now, each once */
  take(o: Observation, row: ResultRow): readonly Counted[] {
    const report = stringOf(o, 'original');
    const remark = (message: string): Remark => ({ report, message, seq: o.seq });
    if (row.row === 'doubt') this.doubts.push(remark(row.message));
    if (row.row === 'note') this.notes.push(remark(row.message));
    if (row.row === 'totals' && row.times) this.times.push({ report, times: row.times });
    if (row.row === 'doubt' || row.row === 'note' || row.row === 'totals') return [];
    return this.repeats.take(row, {
      note: (message) => this.notes.push(remark(message)),
      doubt: (message) => this.doubts.push(remark(message)),
    });
  }

  /** Another report begins. */
  begin(o: Observation): void {
    const { sha256 } = o;
    if (typeof sha256 === 'string') this.hashes.set(stringOf(o, 'original'), sha256);
    this.repeats.begin(stringOf(o, 'original'), typeof sha256 === 'string' ? sha256 : undefined);
  }

  /** Why the tests are not proven to have run in this window; undefined when nothing speaks against it. */
  doubt(window: Window | undefined): string | undefined {
    const [first] = this.doubts;
    if (first) return `${first.report}: ${first.message}`;
    return outsideOf(window, this.times, 'its tests ran');
  }

  /** The first report that says when its tests ran, and has the very bytes of the earlier run's. */
  replayOf(earlier: Provenance): string | undefined {
    return this.times.find(({ report }) => this.hashes.has(report) && this.hashes.get(report) === earlier.hashes.get(report))?.report;
  }

  /** A file of the run begins, of tests or of coverage. */
  takeFile(o: Observation): void {
    if (o['twinAt'] !== undefined) this.twins.set(stringOf(o, 'original'), numberOf(o, 'twinAt'));
  }

  /** The first report that says when its tests ran, and has the very bytes of one from before this time, in ms of the execution. */
  olderThan(at: number): string | undefined {
    return this.older(this.times, at);
  }

  /** The same of coverage. */
  coverageOlderThan(at: number): string | undefined {
    return this.older(this.coverageTimes, at);
  }

  private older(dated: readonly Dated[], at: number): string | undefined {
    return dated.find(({ report }) => (this.twins.get(report) ?? Infinity) <= at)?.report;
  }

  /** When the coverage in a report was measured. */
  takeCoverage(report: string, times: ReportTimes): void {
    this.coverageTimes.push({ report, times });
  }

  /** Why the coverage is not proven to have been measured in this window. */
  doubtOfCoverage(window: Window | undefined): string | undefined {
    return outsideOf(window, this.coverageTimes, 'its coverage was measured');
  }
}

function outsideOf(window: Window | undefined, dated: readonly Dated[], what: string): string | undefined {
  if (!window) return undefined;
  for (const { report, times } of dated) {
    const why = outside(times.zoned, window, ZONED_SLACK_MS) ?? outside(times.local, window, LOCAL_SLACK_MS);
    if (why !== undefined) return `${report}: ${what} ${why}`;
  }
  return undefined;
}

function outside(times: ReportTimes['zoned'], { from, to }: Window, slack: number): string | undefined {
  if (!times) return undefined;
  const [at, apart] = times.first < from - slack ? [times.first, from - times.first] : [times.last, times.last - to];
  if (apart <= slack) return undefined;
  const hours = Math.floor(apart / HOUR_MS);
  const span = hours >= 48 ? `${Math.floor(hours / 24)} days` : hours >= 1 ? `${hours} h` : `${Math.floor(apart / 60_000)} min`;
  const side = at < from ? 'before the run began (a cache, or an old report?)' : 'after the run ended';
  return `at ${isoTime(at)}, ${span} ${side}`;
}
