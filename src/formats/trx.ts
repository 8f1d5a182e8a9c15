import type { RowParser } from '../core/fold.ts';
import { durationOf, excerpt, isFailure, type TestOutcome, quoted, type ResultRow } from './cases.ts';
import { claimRows, failureRows, outcomeRows } from './claims.ts';
import { FormatError } from './format-error.ts';
import { Times } from './report-times.ts';
import { countOf, type XmlDialect, type XmlElement, xmlParser } from './xml.ts';

/** The outcomes of TRX that are no error. There are 14; a missing one is an error too: it is the default that is not written. */
const OUTCOMES: Readonly<Record<string, TestOutcome>> = {
  Passed: 'passed',
  Failed: 'failed',
  NotExecuted: 'skipped',
  Inconclusive: 'skipped',
};

/** The counters of what went wrong. */
const BAD_COUNTERS = [
  'failed',
  'error',
  'timeout',
  'aborted',
  'passedButRunAborted',
  'notRunnable',
  'disconnected',
  'warning',
  'inProgress',
  'pending',
];

/** xUnit.net repeats each failure as an error of the run. */
const REPEATED = /^\[xUnit\.net [\d:.]+\]\s+(.+) \[FAIL\]$/;

/** Outcomes of a run that claim that something went wrong. */
const BAD_RUNS = ['Failed', 'Error', 'Timeout', 'Aborted', 'Disconnected'];

/** Outcomes of a run that is not over. */
const OPEN_RUNS = ['InProgress', 'Pending'];

/** What the host of the tests says in a mere warning when it died. */
const BROKEN_OFF = /\b(?:aborted|crashed|process exited|exited unexpectedly)\b/i;

interface Result {
  readonly element: XmlElement;
  readonly outcome: TestOutcome;
  message: string;
  /** Results of its parts, and the worst: a test over rows of data stands around them. */
  parts: number;
  badParts: number;
}

interface Test {
  readonly id: string;
  readonly name: string;
  readonly outcome: TestOutcome;
  readonly message: string | undefined;
  readonly durationMs: number;
}

/**
 * Visual Studio's TRX (`dotnet test --logger trx`, vstest, MSTest). Of 14 outcomes only `Passed` passes. The classes of the tests
 * stand after their results, so the rows come at the end. An error of the run is a row of its own, unless it only repeats that a
 * test failed; a run that claims more failures or more tests than it shows can't pass.
 */
export function trxParser(): RowParser {
  return xmlParser(new Trx());
}

class Trx implements XmlDialect {
  readonly roots = ['TestRun'];
  private readonly above: string[] = [];
  private readonly results: Result[] = [];
  private readonly tests: Test[] = [];
  private readonly classes = new Map<string, string>();
  private readonly errors: string[] = [];
  private readonly times = new Times();
  private definition = '';
  private runInfo: XmlElement | undefined;
  /** Results in all, and those that are in no other. */
  private all = 0;
  private outermost = 0;
  private shown = 0;
  private claimed = 0;
  private total: number | undefined;
  private passed: number | undefined;
  private notExecuted: number | undefined;
  private outermostPassed = 0;
  private allPassed = 0;
  private allSkipped = 0;
  private brokenOff: string | undefined;
  private summary: string | undefined;

  open(element: XmlElement): boolean {
    const { name, attributes } = element;
    const parent = this.above.at(-1);
    this.above.push(name);
    if (isResult(name) && (parent === 'Results' || parent === 'InnerResults')) this.results.push(resultOf(element));
    if (parent === 'TestDefinitions') this.definition = attributes['id'] ?? '';
    if (name === 'TestMethod') this.classes.set(this.definition, className(attributes['className'] ?? ''));
    if (name === 'ResultSummary') this.summary = attributes['outcome'] ?? '';
    if (name === 'Counters') this.count(element);
    if (name === 'Times') for (const key of ['creation', 'start', 'finish']) this.times.text(attributes[key]);
    if (name === 'RunInfo') this.runInfo = element;
    return name === 'ErrorInfo' || (name === 'Text' && parent === 'RunInfo');
  }

  close({ name }: XmlElement, text: string): Iterable<ResultRow> {
    this.above.pop();
    const parent = this.above.at(-1);
    const result = this.results.at(-1);
    if (name === 'ErrorInfo' && result) result.message = text || result.message;
    if (isResult(name) && (parent === 'Results' || parent === 'InnerResults')) this.endOfResult();
    if (name === 'Text' && parent === 'RunInfo' && this.runInfo?.attributes['outcome'] === 'Error') this.errors.push(text);
    if (name === 'Text' && parent === 'RunInfo' && BROKEN_OFF.test(text)) this.brokenOff ??= text;
    return [];
  }

  *end(): Iterable<ResultRow> {
    const failed = new Set(this.tests.filter(({ outcome }) => isFailure(outcome)).map(({ name }) => name));
    const errors = this.errors.filter((text) => !failed.has(REPEATED.exec(text.trim())?.[1] ?? ''));
    const shown = this.shown + errors.length;
    if (this.summary === undefined) throw new FormatError('no <ResultSummary>: the run did not end');
    if (OPEN_RUNS.includes(this.summary)) throw new FormatError(`outcome=${quoted(this.summary)} of the run: it did not end`);
    yield* failureRows(Math.max(this.claimed, Number(BAD_RUNS.includes(this.summary))), shown);
    for (const test of this.tests) yield this.row(test);
    for (const message of errors) yield { row: 'collection-error', suite: '', message: excerpt(message) ?? 'an error of the run' };
    const { length: cases } = this.tests;
    yield* claimRows(this.total, { least: Math.min(this.outermost, cases), tests: cases, most: this.all });
    yield* outcomeRows('passed', this.passed, this.passedShown());
    yield* outcomeRows('skipped', this.notExecuted, { least: 0, most: this.allSkipped });
    if (this.brokenOff !== undefined) yield { row: 'doubt', message: `the run says: ${excerpt(this.brokenOff)?.slice(0, 200) ?? ''}` };
    yield* this.times.notes();
    yield {
      row: 'totals',
      cases,
      claimed: { ...(this.total !== undefined && { tests: this.total }), failing: this.claimed },
      ...this.times.totals(),
    };
  }

  /** Results around others are counted by some, those within by others. */
  private passedShown(): { readonly least: number; readonly most: number } {
    const passed = this.tests.filter(({ outcome }) => outcome === 'passed').length;
    return { least: Math.min(passed, this.outermostPassed), most: this.allPassed };
  }

  private count(element: XmlElement): void {
    this.total = countOf(element, 'total');
    this.passed = countOf(element, 'passed');
    this.notExecuted = countOf(element, 'notExecuted');
    this.claimed = BAD_COUNTERS.reduce((sum, key) => sum + (countOf(element, key) ?? 0), 0);
  }

  private endOfResult(): void {
    const result = this.results.pop();
    const around = this.results.at(-1);
    if (!result) return;
    const { element, outcome, message, parts, badParts } = result;
    const bad = isFailure(outcome);
    this.all++;
    if (!around) this.outermost++;
    if (outcome === 'passed') this.allPassed++;
    if (outcome === 'skipped') this.allSkipped++;
    if (outcome === 'passed' && !around) this.outermostPassed++;
    if (around) {
      around.parts++;
      if (bad) around.badParts++;
    }
    // What stands around its parts says nothing new, unless it is worse than they are.
    if (bad) this.shown++;
    if (parts > 0 && (!bad || badParts > 0)) return;
    const { testId: id = '', testName: name, duration = '' } = element.attributes;
    if (name === undefined) throw new FormatError('a result without testName');
    this.tests.push({ id, name, outcome, message: excerpt(message), durationMs: clockMs(duration) });
  }

  private row({ id, name, outcome, message, durationMs }: Test): ResultRow {
    const classname = this.classes.get(id) ?? '';
    return {
      row: 'case',
      suite: classname,
      name,
      ...(classname !== '' && { classname }),
      outcome,
      ...(message !== undefined && { message }),
      ...durationOf(durationMs),
    };
  }
}

/** `UnitTestResult`, and its like for manual, generic, web and load tests, and for what aggregates them. */
function isResult(name: string): boolean {
  return name.endsWith('Result') || name === 'TestResultAggregation';
}

function resultOf(element: XmlElement): Result {
  const word = element.attributes['outcome'] ?? '';
  const outcome = Object.hasOwn(OUTCOMES, word) ? (OUTCOMES[word] ?? 'errored') : 'errored';
  const message = outcome === 'errored' ? `outcome ${quoted(word)}` : '';
  return { element, outcome, message, parts: 0, badParts: 0 };
}

/** Without the assembly that old ones have after a comma. */
function className(text: string): string {
  return text.split(',')[0]?.trim() ?? '';
}

/** `hh:mm:ss.fffffff` in ms, else NaN. */
function clockMs(text: string): number {
  const parts = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text);
  return parts ? (Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000 : Number.NaN;
}
