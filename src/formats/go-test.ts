import { z } from 'zod';
import type { RowParser } from '../core/fold.ts';
import { type CaseRow, durationOf, EXCERPT_CHARACTERS, excerpt, isFailure, type TestOutcome, quoted, type ResultRow } from './cases.ts';
import { FormatError } from './format-error.ts';
import { jsonMistake } from './json-scan.ts';
import { LineReader } from './lines.ts';
import { Times } from './report-times.ts';

/** What `cmd/test2json` documents. */
const event = z.looseObject({
  Action: z.enum([
    'start',
    'run',
    'pause',
    'cont',
    'pass',
    'bench',
    'fail',
    'output',
    'skip',
    'attr',
    'artifacts',
    'build-output',
    'build-fail',
  ]),
  Package: z.string().optional(),
  ImportPath: z.string().optional(),
  Test: z.string().optional(),
  Time: z.string().optional(),
  Elapsed: z.number().optional(),
  Output: z.string().optional(),
  FailedBuild: z.string().optional(),
});
type Event = z.infer<typeof event>;

const OUTCOMES: Readonly<Partial<Record<Event['Action'], TestOutcome>>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

/** Lines that tell of the running, not of what went wrong. */
const FRAME = /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|--- (?:PASS|SKIP)\b|PASS\b|FAIL\s*$|ok\s)/;

/** The tests of a package were not run: what an earlier run printed is repeated. */
const CACHED = /^ok\s+\S+\s+\(cached\)/;

/** A test binary that ran its tests says so by itself, also when there were none. */
const RAN = /(?:^|\n)PASS\s*$/;
/** What go says of a test binary that ended well, whatever it did. */
const OK = /^ok\s/;

/** A benchmark that ran to its end says how long it took, and is never said to have ended. */
const BENCHMARK = /^Benchmark(?![a-z])/;
const MEASURED = / ns\/op\b/;

interface Package {
  readonly running: Map<string, string>;
  /** Benchmarks that said how long they took. */
  readonly measured: Set<string>;
  output: string;
  failures: number;
  ended: boolean;
  /** A test began or ended, or the binary says that it ran what there was. */
  ran: boolean;
  ok: boolean;
  /** Tests that failed, held back until the end: they may be run again. */
  readonly failed: Map<string, CaseRow[]>;
  /** It runs a second time, after some of its tests failed. */
  again: boolean;
}

/**
 * `go test -json` (cmd/test2json), line by line. Every test and subtest is a case of its package; a test that began and did not end in
 * a package that failed (a panic, a timeout) errored. A package that failed although no test of it did (it does not build, TestMain)
 * is a row of its own. A package that begins again with nothing but tests that failed is a rerun (gotestsum): what passes then is
 * flaky. A benchmark with a result passed. A package that is `(cached)` was not run, nor one that is `ok` without a word of its
 * tests. A line that is no event, or a package that did not end, is a FormatError. A stream that is cut between two packages is whole
 * by itself: only the command's exit code tells.
 */
export function goTestParser(): RowParser {
  return new GoTest();
}

class GoTest implements RowParser {
  private readonly lines = new LineReader();
  private readonly packages = new Map<string, Package>();
  /** What the compiler said, by what it built; undefined once a package told of it. */
  private readonly builds = new Map<string, { output: string; failed: boolean; told: boolean }>();
  private readonly times = new Times();
  private readonly cached: string[] = [];
  /** Packages that passed without a word of their tests. */
  private readonly silent: string[] = [];
  private cases = 0;
  private empty = true;

  *push(bytes: Uint8Array): Iterable<ResultRow> {
    this.empty &&= bytes.length === 0;
    for (const line of this.lines.push(bytes)) if (line.trim() !== '') yield* this.event(this.parsed(line));
  }

  *end(): Iterable<ResultRow> {
    for (const line of this.lines.end()) yield* this.event(this.parsed(line));
    if (this.empty) throw new FormatError('empty');
    for (const { failed } of this.packages.values()) for (const rows of failed.values()) yield* this.given(rows);
    for (const [name, { ended }] of this.packages) if (!ended) throw this.mistake(`cut short: package ${quoted(name)} did not end`);
    for (const [name, { failed, told, output }] of this.builds)
      if (failed && !told) yield { row: 'collection-error', suite: name, message: excerpt(complaintsIn(output)) ?? 'it does not build' };
    if (this.cached.length > 0) yield { row: 'doubt', message: cachedInWords(this.cached) };
    if (this.silent.length > 0) yield { row: 'doubt', message: `${named(this.silent)} ${SILENT}` };
    yield* this.times.notes();
    yield { row: 'totals', cases: this.cases, ...this.times.totals() };
  }

  private *event(each: Event): Iterable<ResultRow> {
    const { Action: action, Package: name, Test: test, ImportPath: built } = each;
    if (action === 'build-output' || action === 'build-fail') {
      this.build(built ?? '', each);
      return;
    }
    if (name === undefined) throw this.mistake(`"${action}" without a package`);
    const of = this.packageOf(name);
    if (of.ended && (action === 'start' || action === 'run')) this.rerun(name, of);
    if (action === 'start') this.times.text(each.Time);
    if (action === 'output') this.told(name, of, test, each.Output ?? '');
    else if (action === 'run') this.run(name, of, test ?? '');
    const outcome = OUTCOMES[action];
    if (outcome === undefined) return;
    if (test !== undefined) yield* this.endOfTest(name, of, test, outcome, each.Elapsed);
    else {
      this.times.text(each.Time);
      yield* this.endOfPackage(name, of, outcome, each.FailedBuild);
    }
  }

  private build(name: string, { Action: action, Output: output }: Event): void {
    const build = this.builds.get(name) ?? { output: '', failed: false, told: false };
    build.output = added(build.output, output ?? '');
    build.failed ||= action === 'build-fail';
    this.builds.set(name, build);
  }

  private packageOf(name: string): Package {
    const fresh: Package = {
      running: new Map(),
      measured: new Set(),
      output: '',
      failures: 0,
      ended: false,
      ran: false,
      ok: false,
      failed: new Map(),
      again: false,
    };
    const known = this.packages.get(name) ?? fresh;
    this.packages.set(name, known);
    return known;
  }

  private rerun(name: string, of: Package): void {
    if (of.failed.size === 0) throw this.mistake(`package ${quoted(name)} begins a second time`);
    Object.assign(of, { ended: false, again: true, failures: 0, output: '' });
  }

  /** Two runs in one stream, of which the second passes, would hide what failed in the first: a rerun is of what failed alone. */
  private run(name: string, of: Package, test: string): void {
    const [root = ''] = test.split('/');
    if (of.again && !of.failed.has(test) && !of.failed.has(root))
      throw this.mistake(`package ${quoted(name)} begins a second time, with ${quoted(test)}, which did not fail in the first`);
    of.ran = true;
    of.running.set(test, '');
  }

  private told(name: string, of: Package, test: string | undefined, output: string): void {
    if (test === undefined && CACHED.test(output)) this.cached.push(name);
    of.ran ||= RAN.test(output);
    of.ok ||= test === undefined && OK.test(output);
    if (test !== undefined && BENCHMARK.test(test) && MEASURED.test(output)) of.measured.add(test);
    if (FRAME.test(output)) return;
    const before = test === undefined ? undefined : of.running.get(test);
    if (test !== undefined && before !== undefined) of.running.set(test, added(before, output));
    else of.output = added(of.output, output);
  }

  private *endOfTest(name: string, of: Package, test: string, outcome: TestOutcome, seconds?: number): Iterable<ResultRow> {
    const row = caseOf(name, of, test, outcome, seconds);
    of.ran = true;
    const before = of.failed.get(test);
    if (isFailure(outcome)) {
      of.failures++;
      of.failed.set(test, of.again ? [row] : [...(before ?? []), row]);
    } else if (!of.again) yield* this.given([row]);
    else if (before && outcome === 'passed') {
      of.failed.delete(test);
      const message = before.at(-1)?.message;
      yield* this.given([{ ...row, outcome: 'flaky', ...(message !== undefined && { message }) }]);
    }
  }

  private *given(rows: readonly CaseRow[]): Iterable<CaseRow> {
    this.cases += rows.length;
    yield* rows;
  }

  private *endOfPackage(name: string, of: Package, outcome: TestOutcome, failedBuild: string | undefined): Iterable<ResultRow> {
    if (of.ended) throw this.mistake(`package ${quoted(name)} ends a second time`);
    of.ended = true;
    for (const test of benchmarksOf(of, outcome)) yield* this.endOfTest(name, of, test, 'passed');
    if (of.running.size > 0 && outcome !== 'failed') throw this.mistake(`package ${quoted(name)} passed, but not all of its tests ended`);
    if (outcome === 'passed' && of.ok && !of.ran) this.silent.push(name);
    for (const test of of.running.keys()) yield* this.endOfTest(name, of, test, 'errored');
    if (outcome !== 'failed' || of.failures > 0) return;
    const build = failedBuild === undefined ? undefined : this.builds.get(failedBuild);
    if (build) build.told = true;
    yield {
      row: 'collection-error',
      suite: name,
      message: excerpt((build && complaintsIn(build.output)) || of.output) ?? 'the package failed, none of its tests did',
    };
  }

  private parsed(line: string): Event {
    const mistake = mayRepeatKeys(line) ? jsonMistake(line) : undefined;
    const value = mistake ? undefined : json(line);
    const parsed = event.safeParse(value);
    if (parsed.success) return parsed.data;
    const why = mistake ?? (value === undefined ? jsonMistake(line) : undefined);
    throw this.mistake(`no event of \`go test -json\`: ${why?.message ?? quoted(line)}`);
  }

  private mistake(message: string): FormatError {
    return new FormatError(message, Math.max(1, this.lines.line));
  }
}

/** Benchmarks that ran to their end, at the end of their package: those that have a result or hold one that has; all where it passed. */
function benchmarksOf({ running, measured }: Package, outcome: TestOutcome): readonly string[] {
  const done = new Set([...measured].flatMap(withParents));
  return [...running.keys()].filter((test) => BENCHMARK.test(test) && (outcome === 'passed' || done.has(test)));
}

/** `BenchmarkA/b/c`, `BenchmarkA/b` and `BenchmarkA`. */
function withParents(test: string): readonly string[] {
  const parts = test.split('/');
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('/'));
}

function caseOf(name: string, of: Package, test: string, outcome: TestOutcome, seconds = Number.NaN): CaseRow {
  const output = of.running.get(test) ?? '';
  of.running.delete(test);
  const said = outcome === 'passed' ? undefined : excerpt(output);
  return {
    row: 'case',
    suite: name,
    name: test,
    outcome,
    ...(said !== undefined && { message: said }),
    ...durationOf(seconds * 1000),
  };
}

function cachedInWords(packages: readonly string[]): string {
  return `${named(packages)} did not run: go repeats an earlier result, \`(cached)\`; run \`go test -count=1\``;
}

const SILENT = 'ended well without running its tests: its TestMain did not call `m.Run()`, or called `os.Exit(0)` before';

function named([first = '', ...more]: readonly string[]): string {
  return more.length > 0 ? `${first} and ${more.length} more ${more.length === 1 ? 'package' : 'packages'}` : first;
}

/** What the compiler says, without the package that it begins with: `# example.com/shop`. */
function complaintsIn(output: string): string {
  return output.replace(/^# \S+.*\r?\n(?=.)/, '');
}

function added(text: string, more: string): string {
  return text.length >= EXCERPT_CHARACTERS ? text : text + more.slice(0, EXCERPT_CHARACTERS);
}

function json(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** JSON.parse takes the last of two equal keys; an escape may spell one differently. */
function mayRepeatKeys(line: string): boolean {
  return line.includes('\\u') || ['"Action"', '"Package"', '"Test"'].some((key) => line.indexOf(key) !== line.lastIndexOf(key));
}
