import { instantOf } from '../core/calendar.ts';
import { type NoteRow, quoted, type ReportTimes } from './cases.ts';
import type { CoverageTimes } from './coverage.ts';

/** With a zone by its name (TestNG): which offset that is nobody says, but for UTC. */
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?: [A-Z]{2,5})?$/i;

/** As HTTP has it (RFC 9110): Mocha, TestCafe, Nightwatch; without the day of the week TestNG. */
const HTTP_TIME = /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (?:GMT|UTC)$/;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** What is older is a counter, or the clock of a machine that has none. */
const EARLIEST = instantOf('1981-01-01T00:00:00Z');

/** Seconds since 1970 have more digits from the year 2286 on; milliseconds had no more until September 2001. */
const MOST_DIGITS_OF_SECONDS = 10;

type Span = NonNullable<ReportTimes['local']>;

/** Collects the times of a report: the earliest and the latest, with and without a zone. */
export class Times {
  private readonly spans: { zoned?: Span; local?: Span } = {};
  private ignored: string | undefined;

  /** `2026-11-29T14:43:07Z`; other spellings and times near 1970 are ignored, and noted. */
  text(said: string | undefined): void {
    const text = said?.trim() ?? '';
    if (text === '') return;
    const [, day, clock, zone] = TIME.exec(isoOf(text)) ?? [];
    const offset = zone === undefined || /^[A-Z]/i.test(zone) ? 'Z' : zone.replace(/(\d\d)(\d\d)$/, '$1:$2');
    const at = instantOf(`${day}T${clock?.replace(',', '.')}${offset}`);
    this.take(at, zone === undefined ? 'local' : 'zoned', text);
  }

  /** Milliseconds since 1970. */
  ms(at: number | null | undefined): void {
    if (typeof at === 'number') this.take(at, 'zoned', String(at));
  }

  /** A number of seconds or of milliseconds since 1970: tools that write coverage differ. */
  number(said: string | undefined): void {
    const text = said?.trim() ?? '';
    if (/^\d+$/.test(text)) this.take(Number(text) * (text.length > MOST_DIGITS_OF_SECONDS ? 1 : 1000), 'zoned', text);
  }

  /** For the last row. */
  totals(): { readonly times?: ReportTimes } {
    return Object.keys(this.spans).length > 0 ? { times: { ...this.spans } } : {};
  }

  /** The row of a coverage report. */
  *coverage(): Iterable<CoverageTimes> {
    if (Object.keys(this.spans).length > 0) yield { times: { ...this.spans } };
  }

  *notes(): Iterable<NoteRow> {
    if (this.ignored !== undefined) yield { row: 'note', message: `a time in it is ignored: ${quoted(this.ignored)}` };
  }

  private take(at: number, kind: 'zoned' | 'local', text: string): void {
    if (!(at >= EARLIEST && at < 8.64e15)) {
      this.ignored ??= text;
      return;
    }
    const { first, last } = this.spans[kind] ?? { first: at, last: at };
    this.spans[kind] = { first: Math.min(first, at), last: Math.max(last, at) };
  }
}

/** `Mon, 30 Nov 2026 12:07:39 GMT` as `2026-11-30T12:07:39Z`; any other text as it is. */
function isoOf(text: string): string {
  const [, day = '', name = '', year, clock] = HTTP_TIME.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  return month === 0 ? text : `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}T${clock}Z`;
}
