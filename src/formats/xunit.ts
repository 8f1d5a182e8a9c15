import type { RowParser } from '../core/fold.ts';
import { durationOf, excerpt, type TestOutcome, quoted, type ResultRow } from './cases.ts';
import { claimRows, failureRows, outcomeRows } from './claims.ts';
import { slashed } from './coverage.ts';
import { FormatError } from './format-error.ts';
import { Times } from './report-times.ts';
import { countOf, secondsOf, type XmlDialect, type XmlElement, xmlParser } from './xml.ts';

const RESULTS: Readonly<Record<string, TestOutcome>> = { pass: 'passed', fail: 'failed', skip: 'skipped', notrun: 'skipped' };

/**
 * xUnit.net's XML, versions 1, 2 and 3 (`assemblies`, or one `assembly`). The suite is the assembly and the class. What went wrong
 * outside of a test (`errors`) is a row of its own. An assembly that claims more failures or more tests than it shows can't pass.
 */
export function xunitParser(): RowParser {
  return xmlParser(new XUnit());
}

class XUnit implements XmlDialect {
  readonly roots = ['assemblies', 'assembly'];
  private assembly = '';
  private before = 0;
  private casesBefore = 0;
  private skippedBefore = 0;
  private readonly times = new Times();
  private test: XmlElement | undefined;
  private error: XmlElement | undefined;
  private message = '';
  private hasFailure = false;
  private cases = 0;
  private skipped = 0;
  private shown = 0;
  private tests = 0;
  private failing = 0;

  open(element: XmlElement): boolean {
    const { name, attributes } = element;
    if (name === 'assembly') {
      this.assembly =
        slashed(attributes['name'] ?? '')
          .split('/')
          .at(-1) ?? '';
      this.before = this.shown;
      this.casesBefore = this.cases;
      this.skippedBefore = this.skipped;
      this.time(element);
    }
    if (name === 'test' || name === 'error') {
      if (this.test || this.error) throw new FormatError(`<${name}> inside of another`);
      if (name === 'test') this.test = element;
      else this.error = element;
      this.message = '';
      this.hasFailure = false;
    }
    return name === 'failure' || name === 'reason';
  }

  *close(element: XmlElement, text: string): Iterable<ResultRow> {
    const { name, attributes } = element;
    if (name === 'failure' || name === 'reason') this.message ||= text;
    this.hasFailure ||= name === 'failure';
    if (name === 'test') yield this.case(element);
    if (name === 'error') {
      this.error = undefined;
      this.shown++;
      const said = excerpt(this.message) ?? attributes['name'] ?? attributes['type'] ?? '';
      yield { row: 'collection-error', suite: this.assembly, message: said || 'an error outside of the tests' };
    }
    if (name === 'assembly') yield* this.endOfAssembly(element);
  }

  *end(): Iterable<ResultRow> {
    yield* this.times.notes();
    yield { row: 'totals', cases: this.cases, claimed: { tests: this.tests, failing: this.failing }, ...this.times.totals() };
  }

  /** Version 3 says it with a zone, and beside it as the culture writes it; version 2 in local time. */
  private time({ attributes }: XmlElement): void {
    const { 'start-rtf': start, 'finish-rtf': finish, 'run-date': date, 'run-time': time } = attributes;
    for (const text of [start, finish]) this.times.text(text);
    if (start === undefined && date !== undefined && time !== undefined) this.times.text(`${date} ${time}`);
  }

  private case(element: XmlElement): ResultRow {
    const { name, type, result = '', 'source-file': file, 'source-line': line = '' } = element.attributes;
    const said = Object.hasOwn(RESULTS, result.toLowerCase()) ? RESULTS[result.toLowerCase()] : undefined;
    if (said === undefined) throw new FormatError(`result=${quoted(result)} of a test is not known`);
    if (name === undefined) throw new FormatError('a test without a name');
    const outcome = said === 'passed' && this.hasFailure ? 'failed' : said;
    this.test = undefined;
    this.cases++;
    if (outcome === 'failed') this.shown++;
    if (outcome === 'skipped') this.skipped++;
    const message = excerpt(this.message);
    return {
      row: 'case',
      suite: type ? `${this.assembly} > ${type}` : this.assembly,
      name,
      ...(file && { file: slashed(file) }),
      ...(type && { classname: type }),
      ...(/^[1-9]\d{0,8}$/.test(line) && { line: Number(line) }),
      outcome,
      ...(message !== undefined && { message }),
      ...durationOf(secondsOf(element, 'time')),
    };
  }

  private *endOfAssembly(element: XmlElement): Iterable<ResultRow> {
    const failing = (countOf(element, 'failed') ?? 0) + (countOf(element, 'errors') ?? 0);
    const where = (): string => `assembly ${JSON.stringify(this.assembly)}`;
    yield* failureRows(failing, this.shown - this.before, where);
    const total = countOf(element, 'total');
    const tests = this.cases - this.casesBefore;
    const skipped = this.skipped - this.skippedBefore;
    yield* claimRows(total, { least: tests - skipped, tests, most: tests }, where);
    const notRun = (countOf(element, 'skipped') ?? 0) + (countOf(element, 'not-run') ?? 0);
    yield* outcomeRows('skipped', notRun, { least: 0, most: skipped });
    this.tests += total ?? 0;
    this.failing += failing;
  }
}
