import { sha256OfBytes } from '../../core/sha256.ts';
import { type CaseRow, type CollectionErrorRow, isFailure, type SuiteRow, type UnseenRow } from '../../formats/cases.ts';

/** A row that is counted. */
export type Counted = CaseRow | CollectionErrorRow | UnseenRow;

/** What is shown a second time. */
interface Repeat {
  /** The report that showed it first. */
  readonly of: string;
  /** It is surely the same, whatever came of its tests. */
  readonly isSure: boolean;
}

interface Open {
  readonly suite: SuiteRow;
  /** Of its rows so far, each with those before it. */
  digest: string;
  readonly rows: Counted[];
  failed: boolean;
}

export interface RepeatTellers {
  readonly note: (message: string) => void;
  readonly doubt: (message: string) => void;
}

/**
 * Tests that the reports of one run show twice count once: a report with the very same bytes under another name, and a suite that says
 * the same of itself and has the same tests with the same outcomes, messages and times. A suite that has the name of another, and other
 * tests, is another one. Where something failed and nothing tells a copy from a second run, it is a doubt: both may have failed.
 */
export class Repeats {
  private readonly reports = new Map<string, string>();
  /** Digests of the rows of suites, by what they say of themselves, and the report that showed each first. */
  private readonly suites = new Map<string, Map<string, string>>();
  private readonly told = new Set<string>();
  private report = '';
  private copyOf: string | undefined;
  private open: Open | undefined;

  /** A report begins. @param sha256 of its bytes, where it is known */
  begin(report: string, sha256: string | undefined): void {
    this.report = report;
    this.open = undefined;
    this.copyOf = sha256 === undefined ? undefined : this.reports.get(sha256);
    if (sha256 !== undefined && this.copyOf === undefined) this.reports.set(sha256, report);
  }

  /** @returns the rows that count now: those of a suite that may be a repeated one wait for its end */
  take(row: Counted | SuiteRow, tellers: RepeatTellers): readonly Counted[] {
    if (row.row === 'suite') return this.takeSuite(row, tellers);
    const { open, copyOf } = this;
    const isBad = row.row === 'collection-error' || (row.row === 'case' && isFailure(row.outcome));
    if (open) {
      open.digest = sha256OfBytes(`${open.digest}${JSON.stringify({ ...row, suite: '' })}`);
      open.failed ||= isBad;
      if (!this.isKnown(open.suite)) return [row];
      open.rows.push(row);
      return [];
    }
    if (copyOf === undefined) return [row];
    this.tell({ of: copyOf, isSure: false }, isBad, tellers);
    return [];
  }

  private takeSuite(suite: SuiteRow, tellers: RepeatTellers): readonly Counted[] {
    const { open } = this;
    this.open = suite.id === undefined ? undefined : { suite, digest: '', rows: [], failed: false };
    return open ? this.settle(open, tellers) : [];
  }

  private settle({ suite, digest, rows, failed }: Open, tellers: RepeatTellers): readonly Counted[] {
    const { id = '', isSure = false } = suite;
    const known = this.suites.get(id) ?? new Map<string, string>();
    const of = known.get(digest);
    this.suites.set(id, known);
    if (of === undefined) known.set(digest, this.report);
    if (of === undefined || rows.length === 0) return rows;
    this.tell({ of, isSure: isSure && of !== this.report }, failed, tellers);
    return [];
  }

  private isKnown({ id = '' }: SuiteRow): boolean {
    return this.suites.has(id);
  }

  private tell({ of, isSure }: Repeat, failed: boolean, { note, doubt }: RepeatTellers): void {
    const what = of === this.report ? 'shows a suite more than once' : `repeats suites of ${of}`;
    if (failed && !isSure) doubt(`${what}, and some of it failed: whether it is a copy can't be told`);
    if (this.told.has(what + this.report)) return;
    this.told.add(what + this.report);
    note(of === this.report ? `${what}: it counts once` : `${what}: they count once`);
  }
}
