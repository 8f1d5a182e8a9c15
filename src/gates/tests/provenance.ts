import { isoTime } from '../../core/calendar.ts';
import { stringOf, type Observation } from '../../core/observation.ts';
import type { ReportTimes, ResultRow } from '../../formats/cases.ts';

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

/** What the reports of one run say of themselves: whether their tests ran, all of them, each once, in this run. */
export class Provenance {
  readonly notes: Remark[] = [];
  private readonly doubts: Remark[] = [];
  private readonly times: { readonly report: string; readonly times: ReportTimes }[] = [];
  /** Suites, and the report that showed each first. */
  private readonly suites = new Map<string, string>();
  /** Reports that repeat suites of others. */
  private readonly repeating = new Set<string>();
  /** The rows that are read are of a suite that another report has shown. */
  private repeats = false;

  /** @returns whether a test or an error in this row counts: a suite that two reports show counts once */
  take(o: Observation, row: ResultRow): boolean {
    const report = stringOf(o, 'original');
    if (row.row === 'suite') this.takeSuite(row.id, report, o.seq);
    if (row.row === 'doubt') this.doubts.push({ report, message: row.message, seq: o.seq });
    if (row.row === 'note') this.notes.push({ report, message: row.message, seq: o.seq });
    if (row.row === 'totals' && row.times) this.times.push({ report, times: row.times });
    return !this.repeats;
  }

  /** Another report begins; the last one may have ended in a suite. */
  begin(): void {
    this.repeats = false;
  }

  /** Why the tests are not proven to have run in this window; undefined when nothing speaks against it. */
  doubt(window: Window | undefined): string | undefined {
    const [first] = this.doubts;
    if (first) return `${first.report}: ${first.message}`;
    if (!window) return undefined;
    for (const { report, times } of this.times) {
      const why = outside(times.zoned, window, ZONED_SLACK_MS) ?? outside(times.local, window, LOCAL_SLACK_MS);
      if (why !== undefined) return `${report}: ${why}`;
    }
    return undefined;
  }

  private takeSuite(id: string | undefined, report: string, seq: number): void {
    const known = id === undefined ? undefined : this.suites.get(id);
    if (id !== undefined && known === undefined) this.suites.set(id, report);
    const repeats = known !== undefined && known !== report;
    if (repeats && !this.repeating.has(report)) this.notes.push({ report, message: `repeats suites of ${known}: they count once`, seq });
    if (repeats) this.repeating.add(report);
    this.repeats = repeats;
  }
}

function outside(times: ReportTimes['zoned'], { from, to }: Window, slack: number): string | undefined {
  if (!times) return undefined;
  const [at, apart] = times.first < from - slack ? [times.first, from - times.first] : [times.last, times.last - to];
  if (apart <= slack) return undefined;
  const hours = Math.floor(apart / HOUR_MS);
  const span = hours >= 48 ? `${Math.floor(hours / 24)} days` : hours >= 1 ? `${hours} h` : `${Math.floor(apart / 60_000)} min`;
  const side = at < from ? 'before the run began (a cache, or an old report?)' : 'after the run ended';
  return `its tests ran at ${isoTime(at)}, ${span} ${side}`;
}
