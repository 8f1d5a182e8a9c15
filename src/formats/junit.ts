import type { RowParser } from '../core/fold.ts';
import {
  type CaseRow,
  type DoubtRow,
  durationOf,
  excerpt,
  type NoteRow,
  type TestOutcome,
  type ResultRow,
  type UnseenRow,
  withDetail,
} from './cases.ts';
import { claimRows, failureRows, type Shown } from './claims.ts';
import { FormatError } from './format-error.ts';
import { isOutcome, isOutput, JUnitCase } from './junit-case.ts';
import { countsSubtests, isFileThatBroke, isFileWithoutTests, isListed, neverRan, type Place, steadyNameOf } from './junit-tools.ts';
import { Times } from './report-times.ts';
import { NO_TEST_OF_ITS_OWN } from './test-file.ts';
import { withoutRetries } from './retries.ts';
import { countOf, secondsOf, type XmlDialect, type XmlElement, xmlParser } from './xml.ts';

/** Tests of a suite that are held back until its end, to see which were tried again; of a larger one they are counted as they stand. */
const MOST_HELD = 50_000;

/** Suites in suites. Each test carries their names, so that without a bound a report of some MB would amount to GB. */
const DEEPEST = 100;

interface Suite extends Place {
  readonly path: string;
  readonly file: string | undefined;
  readonly isIdentified: boolean;
  /** Its tests, where it says how many it has. */
  held: CaseRow[] | undefined;
  /** In it, and in suites in it. */
  failures: number;
  tests: number;
  skipped: number;
  /** Tests of which it is said that they were skipped, whatever else is. */
  skips: number;
  attempts: number;
  /** Directly in it. */
  own: number;
}

/** `text`: what stands in it is what somebody wrote, whatever it looks like. */
type Role = 'suites' | 'suite' | 'case' | 'outcome' | 'suite-error' | 'text' | 'other';

/**
 * JUnit's XML, which has no schema: what Ant, Surefire, Gradle, pytest, jest-junit, vitest, PHPUnit, googletest, Bazel, gotestsum,
 * cargo-nextest, Playwright, Cypress, mocha, node:test and others write. Suites nest; the worst of a test's outcomes counts.
 * Its own counts are not believed, but a suite that claims more failures or more tests than it shows can't pass. An error of a suite, and a file that could not be run, is a row of its own.
 */
export function junitParser(): RowParser {
  return xmlParser(new JUnit());
}

class JUnit implements XmlDialect {
  readonly roots = ['testsuites', 'testsuite'];
  private readonly roles: Role[] = [];
  private readonly suites: Suite[] = [];
  private readonly times = new Times();
  private root: XmlElement | undefined;
  /** Rows of elements that are still open. */
  private early: ResultRow[] = [];
  private current: JUnitCase | undefined;
  private cases = 0;
  private doubted = false;
  /** A list of tests, of which none ran. */
  private listed = false;
  private claimed: { readonly tests?: number; readonly failing?: number } = {};

  open(element: XmlElement): boolean {
    const role = this.roleOf(element.name);
    this.root ??= element;
    this.roles.push(role);
    if (role === 'suites' || role === 'suite') this.openSuite(element, role);
    if (role === 'case') this.current = new JUnitCase(element);
    return role === 'outcome' || role === 'suite-error';
  }

  *close(element: XmlElement, text: string): Iterable<ResultRow> {
    yield* this.early;
    this.early = [];
    const role = this.roles.pop();
    if (role === 'outcome') this.current?.take(element, text);
    if (role === 'suite-error') yield this.suiteError(element, text);
    if (role === 'case') yield* this.case();
    if (role === 'suites' || role === 'suite') yield* this.endOfSuite();
  }

  *end(): Iterable<ResultRow> {
    const { cases, claimed } = this;
    if (this.listed) yield { row: 'doubt', message: 'it lists tests and says of none that it ran (--gtest_list_tests?)' };
    yield* this.times.notes();
    yield { row: 'totals', cases, ...(Object.keys(claimed).length > 0 && { claimed }), ...this.times.totals() };
  }

  private roleOf(name: string): Role {
    const above = this.roles.at(-1);
    if (name === 'testsuites' || name === 'testsuite') {
      if (above !== undefined && above !== 'suites' && above !== 'suite') throw misplaced(name);
      return name === 'testsuites' ? 'suites' : 'suite';
    }
    if (name === 'testcase') {
      if (above !== 'suites' && above !== 'suite') throw misplaced(name);
      return 'case';
    }
    if (isOutput(name) || above === 'text' || above === 'outcome' || above === 'suite-error') return 'text';
    if (above === 'case') return isOutcome(name) ? 'outcome' : 'other';
    if (name !== 'error' && name !== 'failure') return 'other';
    if (above === 'suite' || above === 'suites') return 'suite-error';
    throw misplaced(name);
  }

  private openSuite(element: XmlElement, role: 'suites' | 'suite'): void {
    const above = this.suites.at(-1);
    if (this.suites.length > DEEPEST) throw new FormatError(`suites are more than ${DEEPEST} deep`);
    const { file, timestamp } = element.attributes;
    const own = role === 'suite' ? steadyNameOf(element) : '';
    const path = above === undefined || above.path === '' || own === '' ? `${above?.path ?? ''}${own}` : `${above.path} > ${own}`;
    this.times.text(timestamp);
    const depth = this.suites.length;
    const isIdentified = role === 'suite' && depth <= Number(this.root?.name === 'testsuites');
    if (isIdentified) this.early.push({ row: 'suite', ...identityOf(element) });
    const held = countOf(element, 'tests') === undefined ? undefined : [];
    const root = this.root ?? element;
    const place = { root, suite: element, depth, path, file: file || above?.file, held, isIdentified };
    this.suites.push({ ...place, failures: 0, tests: 0, skipped: 0, skips: 0, attempts: 0, own: 0 });
  }

  private *endOfSuite(): Iterable<ResultRow> {
    const suite = this.suites.pop();
    if (!suite) return;
    const above = this.suites.at(-1);
    const failing = failingOf(suite.suite);
    const tests = countOf(suite.suite, 'tests');
    const where = (): string => `suite ${JSON.stringify(suite.path)}`;
    if (suite.held) yield* this.ofHeld(suite, withoutRetries(suite.held, { tests: tests ?? 0, failing: failing ?? 0 }));
    if (!countsAssertions(suite)) yield* unseenOf(suite);
    if (countsSubtests(suite)) yield* subtestsOf(suite, tests ?? 0, where);
    if (suite.isIdentified) yield { row: 'suite' };
    yield* failureRows(failing ?? 0, suite.failures, where);
    if (!countsAssertions(suite)) yield* this.once(claimRows(tests, this.shownIn(suite), where));
    if (above) for (const key of ['failures', 'tests', 'skipped', 'skips', 'attempts'] as const) above[key] += suite[key];
    else this.claimed = { ...(tests !== undefined && { tests }), ...(failing !== undefined && { failing }) };
  }

  /** What a suite lacks is lacking in those around it too: one doubt says it. */
  private *once(rows: Iterable<DoubtRow | NoteRow>): Iterable<DoubtRow | NoteRow> {
    for (const row of rows) {
      if (row.row === 'note' || !this.doubted) yield row;
      this.doubted ||= row.row === 'doubt';
    }
  }

  /** mocha-junit-reporter leaves out tests that were skipped, and tells of it in its root alone. */
  private shownIn({ skipped, tests, attempts, own }: Suite): Shown {
    const hidden = this.suites.map((above) => Math.max(0, skipsOf(above.suite) - above.skips - skipped));
    return { least: this.suites.length > 0 ? 0 : Math.min(own, tests - skipped), tests, most: attempts + Math.max(0, ...hidden) };
  }

  private *ofHeld(suite: Suite, rows: readonly CaseRow[]): Iterable<CaseRow> {
    const merged = (suite.held?.length ?? 0) - rows.length;
    suite.tests -= merged;
    suite.own -= merged;
    this.cases += rows.length;
    yield* rows;
  }

  private suiteError({ attributes }: XmlElement, text: string): ResultRow {
    const suite = this.suites.at(-1);
    if (suite) suite.failures++;
    return this.collectionError(suite?.path ?? '', withDetail(attributes['message'] ?? '', text));
  }

  private collectionError(suite: string, message: string): ResultRow {
    const file = this.suites.at(-1)?.file;
    return { row: 'collection-error', suite, message: excerpt(message) ?? 'an error of the suite', ...(file !== undefined && { file }) };
  }

  private *case(): Iterable<ResultRow> {
    const { current } = this;
    const suite = this.suites.at(-1);
    this.current = undefined;
    if (!current || !suite) return;
    const { name } = current.element.attributes;
    if (name === undefined) throw new FormatError('a test without a name');
    const outcome = current.outcome();
    this.listed ||= isListed(current.element, suite);
    suite.failures += current.failures(outcome);
    suite.attempts += current.attempts();
    suite.skips += countsSubtests(suite) ? current.skips : Number(outcome === 'skipped' || current.saysSkipped);
    if (isFileThatBroke(current.element, suite, outcome, current.text)) {
      yield this.collectionError(name || suite.path, current.text);
    } else if (isFileWithoutTests(current.element, suite, outcome)) {
      yield { row: 'doubt', message: `${name}: ${NO_TEST_OF_ITS_OWN}` };
    } else yield* this.take(suite, this.row(current, suite, name, outcome));
  }

  private *take(suite: Suite, row: CaseRow): Iterable<CaseRow> {
    suite.tests++;
    suite.own++;
    suite.skipped += Number(row.outcome === 'skipped');
    if (suite.held && suite.held.push(row) <= MOST_HELD) return;
    const rows = suite.held ?? [row];
    suite.held = undefined;
    this.cases += rows.length;
    yield* rows;
  }

  private row({ element, message, text }: JUnitCase, suite: Suite, name: string, said: TestOutcome): CaseRow {
    const { classname, file = '' } = element.attributes;
    const notRun = neverRan(element, suite, said, text);
    const where = file || suite.file;
    const line = lineOf(element, suite.suite);
    return {
      row: 'case',
      suite: suite.path,
      name,
      ...(where !== undefined && { file: where }),
      ...(classname !== undefined && classname !== '' && { classname }),
      ...(line !== undefined && { line }),
      outcome: notRun ? 'skipped' : said,
      ...(notRun && { notRun }),
      ...(message !== undefined && { message }),
      ...durationOf(secondsOf(element, 'time')),
    };
  }
}

function misplaced(name: string): FormatError {
  return new FormatError(`<${name}> at a place where none belongs`);
}

function failingOf(element: XmlElement): number | undefined {
  const [failures, failed, errors] = ['failures', 'failed', 'errors'].map((key) => countOf(element, key));
  if (failures === undefined && failed === undefined && errors === undefined) return undefined;
  return Math.max(failures ?? 0, failed ?? 0) + (errors ?? 0);
}

/** How many tests a suite says were skipped. Some tools count the same test under two of these names. */
function skipsOf(element: XmlElement): number {
  return Math.max(...['skipped', 'disabled', 'ignored', 'aborted'].map((key) => countOf(element, key) ?? 0));
}

/** Tests that it says were skipped need not be shown; they count. */
function* unseenOf(suite: Suite): Iterable<UnseenRow> {
  const unseen = skipsOf(suite.suite) - suite.skips;
  if (unseen <= 0) return;
  for (const key of ['tests', 'skipped', 'skips', 'attempts'] as const) suite[key] += unseen;
  yield { row: 'unseen', skipped: unseen };
}

/** Subtests are no tests of their own; suites around may have counted them too. */
function* subtestsOf(suite: Suite, claimed: number, where: () => string): Iterable<NoteRow> {
  if (suite.own === 0 || claimed <= suite.attempts) return;
  suite.attempts = claimed;
  yield { row: 'note', message: `${where().slice(0, 200)}: claims ${claimed} tests, shows ${suite.tests}: pytest counts subtests` };
}

/** Catch2 and doctest count assertions as tests. */
function countsAssertions({ suite: { attributes } }: Suite): boolean {
  return (
    attributes['hostname'] === 'tbd' ||
    (attributes['tests'] !== undefined && Object.keys(attributes).join() === 'name,errors,failures,tests')
  );
}

/** What tells a suite from most others: all that it says of itself; of Ant, which parts the package from the name where it gathers all, what it says twice. */
function identityOf({ attributes }: XmlElement): { readonly id: string; readonly isSure?: true } {
  const { name = '', package: folder = '', timestamp, time, tests, failures, errors, hostname = '' } = attributes;
  if (timestamp === undefined || time === undefined || tests === undefined) return { id: JSON.stringify(attributes) };
  const full = folder === '' ? name : `${folder}.${name}`;
  return { id: JSON.stringify([full, timestamp, time, tests, failures, errors, hostname]), isSure: true };
}

/** pytest counts lines from 0. */
function lineOf({ attributes }: XmlElement, suite: XmlElement): number | undefined {
  const text = attributes['line'] ?? attributes['lineno'] ?? '';
  if (!/^\d{1,9}$/.test(text)) return undefined;
  const line = Number(text) + (suite.attributes['name'] === 'pytest' ? 1 : 0);
  return line > 0 ? line : undefined;
}
