import type { RowParser } from '../core/fold.ts';
import { durationOf, excerpt, isFailure, type TestOutcome, quoted, type ResultRow } from './cases.ts';
import { claimRows, failureRows } from './claims.ts';
import { FormatError } from './format-error.ts';
import { Times } from './report-times.ts';
import { countOf, secondsOf, type XmlDialect, type XmlElement, xmlParser } from './xml.ts';

/** `result` of NUnit 3 and of NUnit 2, in small letters, without its label and site. A warning is no pass. */
const RESULTS: Readonly<Record<string, TestOutcome>> = {
  passed: 'passed',
  success: 'passed',
  failed: 'failed',
  failure: 'failed',
  warning: 'failed',
  error: 'errored',
  cancelled: 'errored',
  notrunnable: 'errored',
  skipped: 'skipped',
  notrun: 'skipped',
  ignored: 'skipped',
  inconclusive: 'skipped',
};

/** A failure that is more than one: NUnit 3 says so beside its result, Unity within it. */
const ERROR_LABELS = ['Error', 'Invalid', 'Cancelled'];

/** `Failed`, `Failed:Error`, `Failed(Child)`, `Failed:Error(TearDown)`: a state, its label, where it went wrong. */
const RESULT = /^(\w+)(?::(\w+))?(?:\((\w+)\))?$/;

interface Suite {
  readonly element: XmlElement;
  readonly path: string;
  /** What was shown before it. */
  readonly before: number;
  message: string;
}

/**
 * NUnit's XML: version 3 (`test-run`) and 2 (`test-results`), 2.4 and older too, which have no `result`. A suite that failed although none of its tests did (a set-up, an
 * assembly that can't be loaded) is a row of its own. A run that claims more failures or more tests than it shows can't pass.
 */
export function nunitParser(): RowParser {
  return xmlParser(new NUnit());
}

class NUnit implements XmlDialect {
  readonly roots = ['test-run', 'test-results'];
  private readonly above: string[] = [];
  private readonly suites: Suite[] = [];
  private current: { readonly element: XmlElement; message: string; hasFailure: boolean } | undefined;
  private readonly times = new Times();
  private cases = 0;
  private skipped = 0;
  private shown = 0;
  private root: XmlElement | undefined;
  /** Somebody asked for a part of the tests: versions differ in whether they count the others. */
  private isFiltered = false;

  open(element: XmlElement): boolean {
    const { name } = element;
    this.root ??= element;
    this.isFiltered ||= this.above.at(-1) === 'filter';
    this.above.push(name);
    if (name === 'test-suite' || name === 'test-case') {
      if (this.current) throw new FormatError(`<${name}> inside of a test`);
      if (name === 'test-case') this.current = { element, message: '', hasFailure: false };
      else this.suites.push(this.suite(element));
    }
    return name === 'failure' || name === 'reason';
  }

  *close(element: XmlElement, text: string): Iterable<ResultRow> {
    this.above.pop();
    const { name } = element;
    if (name === 'failure' || name === 'reason') this.say(text);
    if (name === 'failure' && this.current) this.current.hasFailure = true;
    if (name === 'test-case') yield this.case(element);
    if (name === 'test-suite') yield* this.endOfSuite();
  }

  *end(): Iterable<ResultRow> {
    const { root, cases, shown, times } = this;
    if (!root) return;
    const { date, time } = root.attributes;
    for (const key of ['start-time', 'end-time']) times.text(root.attributes[key]);
    if (date !== undefined && time !== undefined) times.text(`${date} ${time}`);
    const failing = ['failed', 'failures', 'errors'].reduce((sum, key) => sum + (countOf(root, key) ?? 0), 0);
    yield* failureRows(Math.max(failing, Number(isFailure(resultOf(root, 'passed')))), shown);
    const total = countOf(root, 'total');
    yield* claimRows(total, { least: cases - this.skipped, tests: cases, most: cases });
    const found = this.isFiltered ? undefined : countOf(root, 'testcasecount');
    if (found !== undefined && found > cases && found !== total) yield* claimRows(found, { least: 0, tests: cases, most: cases });
    yield* times.notes();
    yield { row: 'totals', cases, claimed: { tests: total ?? cases, failing }, ...times.totals() };
  }

  /** Only what stands directly in a test or a suite is about it. */
  private say(text: string): void {
    const about = this.above.at(-1) === 'test-case' ? this.current : this.suites.at(-1);
    if (about && (this.above.at(-1) === 'test-case' || this.above.at(-1) === 'test-suite')) about.message ||= text;
  }

  private suite(element: XmlElement): Suite {
    const { name: written = '', type } = element.attributes;
    // NUnit 2 names an assembly by where it lies, which is another place on every machine.
    const name = type === 'Assembly' || written.endsWith('.dll') ? written.replace(/^.*[\\/]/, '') : written;
    const above = this.suites.at(-1);
    return { element, path: above ? `${above.path} > ${name}` : name, before: this.shown, message: '' };
  }

  private case(element: XmlElement): ResultRow {
    const { name, classname } = element.attributes;
    const result = resultOf(element, undefined);
    const outcome = result === 'passed' && this.current?.hasFailure === true ? 'failed' : result;
    if (name === undefined) throw new FormatError('a test without a name');
    const said = excerpt(this.current?.message ?? '');
    this.current = undefined;
    this.cases++;
    if (isFailure(outcome)) this.shown++;
    if (outcome === 'skipped') this.skipped++;
    return {
      row: 'case',
      suite: this.suites.at(-1)?.path ?? '',
      name,
      ...(classname !== undefined && classname !== '' && { classname }),
      outcome,
      ...(said !== undefined && { message: said }),
      ...durationOf(secondsOf(element, element.attributes['duration'] === undefined ? 'time' : 'duration')),
    };
  }

  private *endOfSuite(): Iterable<ResultRow> {
    const suite = this.suites.pop();
    if (!suite || !isFailure(resultOf(suite.element, 'passed')) || this.shown > suite.before) return;
    this.shown++;
    yield { row: 'collection-error', suite: suite.path, message: excerpt(suite.message) ?? 'the suite failed, none of its tests did' };
  }
}

/** @param missing what it means when nothing is said */
function resultOf({ name, attributes }: XmlElement, missing: TestOutcome | undefined): TestOutcome {
  const said = attributes['result'] ?? ofOldOne(attributes);
  if (said === undefined && missing !== undefined) return missing;
  const [, state = '', label, site] = RESULT.exec(said ?? '') ?? [];
  const word = state.toLowerCase();
  if (!Object.hasOwn(RESULTS, word)) throw new FormatError(`result=${quoted(said ?? '')} of <${name}> is not known`);
  const outcome = RESULTS[word] ?? 'errored';
  const labels = [attributes['label'], label, site];
  return outcome === 'failed' && labels.some((each) => each !== undefined && ERROR_LABELS.includes(each)) ? 'errored' : outcome;
}

/** NUnit 2.4 and older say whether a test was executed, and if so, whether it succeeded. */
function ofOldOne({ executed, success }: XmlElement['attributes']): string | undefined {
  if (executed?.toLowerCase() === 'false') return 'NotRun';
  const words: Readonly<Record<string, string>> = { true: 'Success', false: 'Failure' };
  return success === undefined ? undefined : (words[success.toLowerCase()] ?? success);
}
