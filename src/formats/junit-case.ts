import { excerpt, isFailure, type TestOutcome, quoted, withDetail } from './cases.ts';
import { FormatError } from './format-error.ts';
import type { XmlElement } from './xml.ts';

/** The elements of a test that say how it ended. PHPUnit's warning is of a test that is not one; Ant's `aborted` of an assumption that did not hold. */
const OUTCOMES: Readonly<Record<string, TestOutcome>> = {
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
  aborted: 'skipped',
};

/** From worst to best. */
const WORST_FIRST: readonly TestOutcome[] = ['errored', 'failed', 'flaky', 'skipped', 'passed'];

/** What `status` and `result` may be (googletest, CTest, Katalon, …); whatever else they are, a test that has it did not pass for sure. */
const STATES: Readonly<Record<string, TestOutcome>> = {
  ...named('passed', '', 'run', 'passed', 'pass', 'success', 'successful', 'succeeded', 'ok', 'completed', 'complete', 'executed', 'true'),
  ...named(
    'skipped',
    'notrun',
    'not_run',
    'skipped',
    'skip',
    'suppressed',
    'disabled',
    'ignored',
    'pending',
    'todo',
    'excluded',
    'untested',
  ),
  ...named('failed', 'failed', 'fail', 'failure', 'false'),
  ...named('errored', 'error', 'errored', 'broken', 'aborted', 'timeout', 'timedout', 'interrupted', 'cancelled', 'canceled'),
};

function named(outcome: TestOutcome, ...words: string[]): Record<string, TestOutcome> {
  return Object.fromEntries(words.map((word) => [word, outcome]));
}

/** Whatever else stands in a test is passed over, unless it sounds like an outcome. */
const SOUNDS_BAD = /fail|err|warn|abort|crash|timeout|broken|risky|skip|ignor/i;
const OUTPUT = /^(?:system|std)-?(?:out|err)$/i;

/** What CTest says of a test that wanted to be skipped; of others that did not run, something went wrong (the program is missing). */
const CTEST_SKIPPED = /^SKIP_(?:RETURN_CODE|REGULAR_EXPRESSION)/;

/** Whether an element of a test says how it ended. @throws FormatError for one that seems to and is not known */
export function isOutcome(name: string): boolean {
  if (Object.hasOwn(OUTCOMES, name)) return true;
  if (SOUNDS_BAD.test(name)) throw new FormatError(`<${name.slice(0, 60)}> of a test is not known`);
  return false;
}

/** Whether an element holds what a test wrote. */
export function isOutput(name: string): boolean {
  return OUTPUT.test(name);
}

/** A `<testcase>` while it is read: the worst of what is said of it counts. */
export class JUnitCase {
  readonly element: XmlElement;
  private readonly said: TestOutcome[] = [];
  /** node:test writes how a test failed that is expected to: it is still to do. */
  private todo = false;
  /** How often it is said to have been skipped: pytest says it of each subtest. */
  skips = 0;
  private worst: { readonly outcome: TestOutcome; readonly text: string } | undefined;

  constructor(element: XmlElement) {
    this.element = element;
  }

  take({ name, attributes }: XmlElement, text: string): void {
    const said = attributes['message'] ?? '';
    const outcome = this.neverStarted(name, said) ? 'errored' : (OUTCOMES[name] ?? 'errored');
    this.said.push(outcome);
    this.skips += Number(OUTCOMES[name] === 'skipped');
    this.todo ||= outcome === 'skipped' && attributes['type'] === 'todo';
    const worse = this.worst === undefined || WORST_FIRST.indexOf(outcome) < WORST_FIRST.indexOf(this.worst.outcome);
    if (worse) this.worst = { outcome, text: withDetail(said, text) };
  }

  /** A program that is missing was skipped to CTest, and is an error here. */
  get saysSkipped(): boolean {
    return this.skips > 0;
  }

  outcome(): TestOutcome {
    const { element, said } = this;
    if (this.todo && !said.includes('errored')) return 'skipped';
    // CTest has said why it did not run.
    const status = said.includes('errored') ? 'passed' : stateOf(element, 'status');
    const all = [...said, status, stateOf(element, 'result'), ...hintsOf(element)];
    return WORST_FIRST.find((each) => all.includes(each)) ?? 'passed';
  }

  get text(): string {
    return this.worst?.text ?? '';
  }

  get message(): string | undefined {
    return excerpt(this.text);
  }

  /** What a tool may have counted as failures and errors. Surefire counts attempts that failed, with JUnit 4 of flaky tests too. */
  failures(outcome: TestOutcome): number {
    const shown = this.said.filter((each) => isFailure(each) || each === 'flaky').length;
    return shown > 0 ? shown : Number(isFailure(outcome));
  }

  /** As how many tests it may have been counted: each attempt is one to Surefire; to pytest one that passed with a broken tear-down is two. */
  attempts(): number {
    const { said } = this;
    return Math.max(1, said.length) + Number(said.includes('flaky') || said.includes('errored'));
  }

  private neverStarted(name: string, said: string): boolean {
    const { status, result } = this.element.attributes;
    return name === 'skipped' && status === 'notrun' && result === undefined && said !== '' && !CTEST_SKIPPED.test(said);
  }
}

/** `success`, `outcome` and `executed` are no words of JUnit, and may mean anything: what counts is only that a test did not pass. */
function hintsOf({ attributes }: XmlElement): readonly TestOutcome[] {
  const hints = ['success', 'outcome'].flatMap((key) => knownState(attributes[key]) ?? []);
  return knownState(attributes['executed']) === 'failed' ? [...hints, 'skipped'] : hints;
}

function stateOf({ attributes }: XmlElement, key: string): TestOutcome {
  const state = knownState(attributes[key] ?? '');
  if (state === undefined) throw new FormatError(`${key}=${quoted(wordIn(attributes[key]))} of a test is not known`);
  return state;
}

function knownState(said: string | undefined): TestOutcome | undefined {
  const word = wordIn(said);
  return said !== undefined && Object.hasOwn(STATES, word) ? STATES[word] : undefined;
}

function wordIn(said = ''): string {
  return said.trim().toLowerCase();
}
