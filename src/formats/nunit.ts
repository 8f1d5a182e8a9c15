import type { RowParser } from '../core/fold.ts';
import { checkClaims, durationOf, excerpt, isFailure, type Outcome, quoted, type ResultRow } from './cases.ts';
import { FormatError } from './format-error.ts';
import { countOf, secondsOf, type XmlDialect, type XmlElement, xmlParser } from './xml.ts';

/** `result` of NUnit 3 and of NUnit 2, in small letters. A warning is no pass. */
const RESULTS: Readonly<Record<string, Outcome>> = {
  passed: 'passed',
  success: 'passed',
  failed: 'failed',
  failure: 'failed',
  warning: 'failed',
  error: 'errored',
  cancelled: 'errored',
  notrunnable: 'errored',
  skipped: 'skipped',
  ignored: 'skipped',
  inconclusive: 'skipped',
};

/** A failure that is more than one: NUnit 3 says so beside its result. */
const ERROR_LABELS = ['Error', 'Invalid', 'Cancelled'];

interface Suite {
  readonly element: XmlElement;
  readonly path: string;
  /** What was shown before it. */
  readonly before: number;
  message: string;
}

/**
 * NUnit's XML: version 3 (`test-run`) and 2 (`test-results`). A suite that failed although none of its tests did (a set-up, an
 * assembly that can't be loaded) is a row of its own. A run that claims more failures than it shows is a FormatError.
 */
export function nunitParser(): RowParser {
  return xmlParser(new NUnit());
}

class NUnit implements XmlDialect {
  readonly roots = ['test-run', 'test-results'];
  private readonly above: string[] = [];
  private readonly suites: Suite[] = [];
  private current: { readonly element: XmlElement; message: string; hasFailure: boolean } | undefined;
  private cases = 0;
  private shown = 0;
  private root: XmlElement | undefined;

  open(element: XmlElement): boolean {
    const { name } = element;
    this.root ??= element;
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
    const { root, cases, shown } = this;
    if (!root) return;
    const failing = ['failed', 'failures', 'errors'].reduce((sum, key) => sum + (countOf(root, key) ?? 0), 0);
    checkClaims(Math.max(failing, Number(isFailure(resultOf(root, 'passed')))), shown);
    yield { row: 'totals', cases, claimed: { tests: countOf(root, 'total') ?? cases, failing } };
  }

  /** Only what stands directly in a test or a suite is about it. */
  private say(text: string): void {
    const about = this.above.at(-1) === 'test-case' ? this.current : this.suites.at(-1);
    if (about && (this.above.at(-1) === 'test-case' || this.above.at(-1) === 'test-suite')) about.message ||= text;
  }

  private suite(element: XmlElement): Suite {
    const name = element.attributes['name'] ?? '';
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
function resultOf({ name, attributes }: XmlElement, missing: Outcome | undefined): Outcome {
  const said = attributes['result'];
  if (said === undefined && missing !== undefined) return missing;
  const word = said?.toLowerCase() ?? '';
  if (!Object.hasOwn(RESULTS, word)) throw new FormatError(`result=${quoted(said ?? '')} of <${name}> is not known`);
  const outcome = RESULTS[word] ?? 'errored';
  return outcome === 'failed' && ERROR_LABELS.includes(attributes['label'] ?? '') ? 'errored' : outcome;
}
