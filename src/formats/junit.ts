import type { RowParser } from '../core/fold.ts';
import { type CaseRow, checkClaims, durationOf, excerpt, isFailure, type Outcome, quoted, type ResultRow, withDetail } from './cases.ts';
import { FormatError } from './format-error.ts';
import { countOf, secondsOf, type XmlDialect, type XmlElement, xmlParser } from './xml.ts';

/** The elements of a test that say how it ended. PHPUnit's warning is of a test that is not one. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  error: 'errored',
  failure: 'failed',
  warning: 'failed',
  rerunError: 'failed',
  rerunFailure: 'failed',
  flakyError: 'flaky',
  flakyFailure: 'flaky',
  skipped: 'skipped',
  skip: 'skipped',
  ignored: 'skipped',
  disabled: 'skipped',
  incomplete: 'skipped',
};

/** From worst to best. */
const WORST_FIRST: readonly Outcome[] = ['errored', 'failed', 'flaky', 'skipped', 'passed'];

/** What `status` and `result` may be (googletest, CTest, Katalon, …); whatever else they are, a test that has it did not pass for sure. */
const STATES: Readonly<Record<string, Outcome>> = {
  ...named('passed', '', 'run', 'passed', 'pass', 'success', 'successful', 'succeeded', 'ok', 'completed', 'complete', 'executed', 'true'),
  ...named('skipped', 'notrun', 'not_run', 'skipped', 'skip', 'suppressed', 'disabled', 'ignored', 'pending', 'todo', 'excluded'),
  ...named('failed', 'failed', 'fail', 'failure', 'false'),
  ...named('errored', 'error', 'errored', 'broken', 'aborted', 'timeout', 'timedout', 'interrupted', 'cancelled', 'canceled'),
};

function named(outcome: Outcome, ...words: string[]): Record<string, Outcome> {
  return Object.fromEntries(words.map((word) => [word, outcome]));
}

/** Whatever else stands in a test is passed over, unless it sounds like an outcome. */
const SOUNDS_BAD = /fail|err|warn|abort|crash|timeout|broken|risky|skip|ignor/i;
const OUTPUT = /^(?:system|std)-?(?:out|err)$/i;

interface Suite {
  readonly element: XmlElement;
  readonly path: string;
  readonly file: string | undefined;
  /** What was shown before it. */
  readonly before: number;
}

interface Case {
  readonly element: XmlElement;
  readonly outcomes: Outcome[];
  /** node:test writes how a test failed that is expected to: it is still to do. */
  todo: boolean;
  message: { readonly outcome: Outcome; readonly text: string } | undefined;
}

type Role = 'suites' | 'suite' | 'case' | 'outcome' | 'suite-error' | 'other';

/**
 * JUnit's XML, which has no schema: what Ant, Surefire, Gradle, pytest, jest-junit, vitest, PHPUnit, googletest, Bazel, gotestsum,
 * cargo-nextest, Playwright, Cypress, mocha, node:test and others write. Suites nest; the worst of a test's outcomes counts.
 * Its own counts are not believed, but a suite that claims more failures and errors than it shows is a FormatError.
 * An error of a suite, and pytest's of collecting, is a row of its own.
 */
export function junitParser(): RowParser {
  return xmlParser(new JUnit());
}

class JUnit implements XmlDialect {
  readonly roots = ['testsuites', 'testsuite'];
  private readonly roles: Role[] = [];
  private readonly suites: Suite[] = [];
  private current: Case | undefined;
  private cases = 0;
  /** Failures and errors that were shown. */
  private shown = 0;
  private claimed: { readonly tests?: number; readonly failing?: number } = {};

  open(element: XmlElement): boolean {
    const role = this.roleOf(element.name);
    this.roles.push(role);
    if (role === 'suites' || role === 'suite') this.suites.push(this.suite(element, role));
    if (role === 'case') this.current = { element, outcomes: [], todo: false, message: undefined };
    return role === 'outcome' || role === 'suite-error';
  }

  *close(element: XmlElement, text: string): Iterable<ResultRow> {
    const role = this.roles.pop();
    if (role === 'outcome') this.outcome(element, text);
    if (role === 'suite-error') yield this.suiteError(element, text);
    if (role === 'case') yield* this.case();
    if (role === 'suites' || role === 'suite') this.endOfSuite();
  }

  end(): Iterable<ResultRow> {
    return [{ row: 'totals', cases: this.cases, ...(Object.keys(this.claimed).length > 0 && { claimed: this.claimed }) }];
  }

  private roleOf(name: string): Role {
    const above = this.roles.at(-1);
    if (name === 'testsuites' || name === 'testsuite') {
      if (above !== undefined && above !== 'suites' && above !== 'suite') throw this.misplaced(name);
      return name === 'testsuites' ? 'suites' : 'suite';
    }
    if (name === 'testcase') {
      if (above !== 'suites' && above !== 'suite') throw this.misplaced(name);
      return 'case';
    }
    if (above === 'case') return this.partOfCase(name);
    return (above === 'suite' || above === 'suites') && (name === 'error' || name === 'failure') ? 'suite-error' : 'other';
  }

  private partOfCase(name: string): Role {
    if (Object.hasOwn(OUTCOMES, name)) return 'outcome';
    if (SOUNDS_BAD.test(name) && !OUTPUT.test(name)) throw new FormatError(`<${name.slice(0, 60)}> of a test is not known`);
    return 'other';
  }

  private misplaced(name: string): FormatError {
    return new FormatError(`<${name}> at a place where none belongs`);
  }

  private suite(element: XmlElement, role: 'suites' | 'suite'): Suite {
    const above = this.suites.at(-1);
    const { name, file } = element.attributes;
    const own = role === 'suite' ? (name ?? '') : '';
    const path = above === undefined || above.path === '' || own === '' ? `${above?.path ?? ''}${own}` : `${above.path} > ${own}`;
    return { element, path, file: file || above?.file, before: this.shown };
  }

  private endOfSuite(): void {
    const suite = this.suites.pop();
    if (!suite) return;
    const failures = countOf(suite.element, 'failures');
    const errors = countOf(suite.element, 'errors');
    const tests = countOf(suite.element, 'tests');
    checkClaims((failures ?? 0) + (errors ?? 0), this.shown - suite.before, () => `suite ${JSON.stringify(suite.path)}`);
    if (this.suites.length > 0) return;
    const failing = failures === undefined && errors === undefined ? undefined : (failures ?? 0) + (errors ?? 0);
    this.claimed = { ...(tests !== undefined && { tests }), ...(failing !== undefined && { failing }) };
  }

  private outcome({ name, attributes }: XmlElement, text: string): void {
    const outcome = OUTCOMES[name];
    if (!this.current || outcome === undefined) return;
    this.current.outcomes.push(outcome);
    this.current.todo ||= outcome === 'skipped' && attributes['type'] === 'todo';
    const { message } = this.current;
    if (message && WORST_FIRST.indexOf(message.outcome) <= WORST_FIRST.indexOf(outcome)) return;
    this.current.message = { outcome, text: withDetail(attributes['message'] ?? '', text) };
  }

  private suiteError({ attributes }: XmlElement, text: string): ResultRow {
    this.shown++;
    return this.collectionError(this.suites.at(-1)?.path ?? '', withDetail(attributes['message'] ?? '', text));
  }

  private collectionError(suite: string, message: string): ResultRow {
    const file = this.suites.at(-1)?.file;
    return { row: 'collection-error', suite, message: excerpt(message) ?? 'an error of the suite', ...(file !== undefined && { file }) };
  }

  private *case(): Iterable<ResultRow> {
    const { current } = this;
    this.current = undefined;
    if (!current) return;
    const outcomes = [...current.outcomes, stateOf(current.element, 'status'), stateOf(current.element, 'result')];
    const outcome = current.todo ? 'skipped' : (WORST_FIRST.find((each) => outcomes.includes(each)) ?? 'passed');
    const shown = current.outcomes.filter(isFailure).length;
    this.shown += shown > 0 ? shown : Number(isFailure(outcome));
    const { name } = current.element.attributes;
    if (name === undefined) throw new FormatError('a test without a name');
    if (current.message && this.isFileOf(current, name, outcome)) {
      yield this.collectionError(name, current.message.text);
      return;
    }
    this.cases++;
    yield this.row(current, name, outcome);
  }

  /** pytest and Vitest write a file that they could not run as a test. */
  private isFileOf({ element, message }: Case, name: string, outcome: Outcome): boolean {
    const { classname } = element.attributes;
    if (classname === '') return outcome === 'errored' && message?.text.startsWith('collection failure') === true;
    return outcome === 'failed' && name === classname && name === this.suites.at(-1)?.element.attributes['name'];
  }

  private row({ element, message }: Case, name: string, outcome: Outcome): CaseRow {
    const { classname, file } = element.attributes;
    const suite = this.suites.at(-1);
    const where = file || suite?.file;
    const line = this.lineOf(element);
    const said = message === undefined ? undefined : excerpt(message.text);
    return {
      row: 'case',
      suite: suite?.path ?? '',
      name,
      ...(where !== undefined && { file: where }),
      ...(classname !== undefined && classname !== '' && { classname }),
      ...(line !== undefined && { line }),
      outcome,
      ...(said !== undefined && { message: said }),
      ...durationOf(secondsOf(element, 'time')),
    };
  }

  /** pytest counts lines from 0. */
  private lineOf({ attributes }: XmlElement): number | undefined {
    const text = attributes['line'] ?? attributes['lineno'] ?? '';
    if (!/^\d{1,9}$/.test(text)) return undefined;
    const line = Number(text) + (this.suites.at(-1)?.element.attributes['name'] === 'pytest' ? 1 : 0);
    return line > 0 ? line : undefined;
  }
}

function stateOf({ attributes }: XmlElement, key: string): Outcome {
  const word = attributes[key]?.trim().toLowerCase() ?? '';
  if (Object.hasOwn(STATES, word)) return STATES[word] ?? 'errored';
  throw new FormatError(`${key}=${quoted(word)} of a test is not known`);
}
