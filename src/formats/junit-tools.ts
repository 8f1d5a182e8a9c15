import { instantOf } from '../core/calendar.ts';
import { isFailure, type TestOutcome } from './cases.ts';
import { isNameOf, isTestFileOfNode } from './test-file.ts';
import type { XmlElement } from './xml.ts';

/** Where a test of JUnit stands. */
export interface Place {
  readonly root: XmlElement;
  readonly suite: XmlElement;
  /** Suites around its suite. */
  readonly depth: number;
}

/** pytest, Vitest, jest-junit and node:test write a file that they could not run as a test, Surefire a class; Vitest 5 its unhandled errors too. */
export function isFileThatBroke({ attributes }: XmlElement, place: Place, outcome: TestOutcome, text: string): boolean {
  if (!isFailure(outcome)) return false;
  const { name = '', classname } = attributes;
  const suite = place.suite.attributes['name'];
  if (classname === '') return outcome === 'errored' && text.startsWith('collection failure');
  if (name === '') return outcome === 'errored';
  if (classname === 'Test suite failed to run') return true;
  if (suite === 'vitest unhandled errors' && classname === suite) return true;
  return (outcome === 'failed' && name === classname && name === suite) || isFileThatEnded(attributes, place, text);
}

/** node:test writes a file in which no test was reported as a test that passed: it has none, or the product called `process.exit(0)`. */
export function isFileWithoutTests({ attributes }: XmlElement, place: Place, outcome: TestOutcome): boolean {
  return outcome === 'passed' && isFileOfNode(attributes, place);
}

/** Where the file is not told, what it ended with tells it from a test of that name. */
function isFileThatEnded(attributes: XmlElement['attributes'], place: Place, text: string): boolean {
  return isFileOfNode(attributes, place) && (attributes['file'] !== undefined || /\bexitCode: /.test(text));
}

/** A test of that name in the file of that name, outside of every suite. Before Node 22.6 the file is not told beside it. */
function isFileOfNode({ name = '', classname, file }: XmlElement['attributes'], { suite, depth }: Place): boolean {
  if (depth > 0 || suite.name !== 'testsuites' || classname !== 'test' || name === '') return false;
  return file === undefined ? isTestFileOfNode(name) : isNameOf(name, file);
}

/** What Surefire says of tests after the failure at which it stops. */
const STOPPED = /StoppedByUserException|skipAfterFailureCount/;

/** Surefire and Vitest stop at a failure. Vitest writes tests that it then never started as passed, in no time at all. */
export function neverRan({ attributes }: XmlElement, { root, suite }: Place, outcome: TestOutcome, text: string): boolean {
  if (outcome === 'skipped') return STOPPED.test(text);
  if (outcome !== 'passed') return false;
  const isVitest = root.attributes['name'] === 'vitest tests' && attributes['classname'] === suite.attributes['name'];
  return isVitest && attributes['time'] === '0' && Number(root.attributes['failures']) > 0;
}

/** All that googletest says of a test that it only lists. */
const LISTED = new Set(['name', 'type_param', 'value_param', 'file', 'line']);

/** googletest lists its tests (`--gtest_list_tests`) in a report of the same form: no suite and no test says anything of a run. */
export function isListed({ attributes }: XmlElement, { root, suite }: Place): boolean {
  const says = (element: XmlElement): string => Object.keys(element.attributes).sort().join();
  const isPlace = attributes['file'] !== undefined && attributes['line'] !== undefined;
  return isPlace && Object.keys(attributes).every((key) => LISTED.has(key)) && says(root) === 'name,tests' && says(suite) === 'name,tests';
}

/** What pytest says of its tests, as it writes it. */
const PYTEST = 'name,errors,failures,skipped,tests,time,timestamp,hostname';

/** pytest counts subtests as well (of unittest too), and shows the tests that they are of: what is missing is in them. */
export function countsSubtests({ suite: { attributes } }: Place): boolean {
  return Object.keys(attributes).join() === PYTEST;
}

/** A name that ends with a time: year, month, day, hours, minutes and seconds. */
const STAMPED = /^(.+)-(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;
/** Between the two times of a suite: one of them may be of any zone. */
const STAMP_SLACK_MS = 26 * 3_600_000;
/** What unittest-xml-reporting says of a suite whose set-up broke. */
const NEVER_BEGAN = '0001-01-01';

/** unittest-xml-reporting names a suite after its class and after when the run began: without that it is the same in every run. */
export function steadyNameOf({ attributes: { name = '', timestamp = '' } }: XmlElement): string {
  const [, steady = name, year, month, day, ...clock] = STAMPED.exec(name) ?? [];
  const apart = instantOf(`${year}-${month}-${day}T${clock.join(':')}Z`) - instantOf(`${timestamp.slice(0, 19)}Z`);
  return Math.abs(apart) <= STAMP_SLACK_MS || timestamp.startsWith(NEVER_BEGAN) ? steady : name;
}
