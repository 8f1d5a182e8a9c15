import { instantOf } from '../core/calendar.ts';
import { type NoteRow, quoted, type ReportTimes } from './cases.ts';
import type { CoverageTimes } from './coverage.ts';

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|[+-]\d\d:?\d\d)?$/i;

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
    const [, day, clock, zone] = TIME.exec(text) ?? [];
    const offset = zone?.toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2') ?? 'Z';
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
