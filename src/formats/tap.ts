/** Ours, because tap-parser accepts an empty file, garbage, a second plan and points beyond the plan, and is a Node stream. */

import type { RowParser } from '../core/fold.ts';
import {
  type CaseRow,
  type CollectionErrorRow,
  type DoubtRow,
  durationOf,
  excerpt,
  isFailure,
  type TestOutcome,
  quoted,
  type ResultRow,
} from './cases.ts';
import { FormatError } from './format-error.ts';
import { LineReader } from './lines.ts';
import { isNameOf, isTestFile, isTestFileOfNode, NO_TEST_OF_ITS_OWN } from './test-file.ts';
import { type TapDetail, tapDetail, tapPlan, type TapPoint, tapPoint } from './tap-line.ts';

/** Of a YAML block so many lines are kept. */
const MAX_DETAIL_LINES = 100;
const INDENT = 4;

const FAILURES = /^#\s+fail\s+(\d{1,9})\s*$/;

/** A test point that may still get a YAML block or, in braces, subtests. */
interface Pending {
  readonly point: TapPoint;
  readonly children: CaseRow[];
  detail: TapDetail | undefined;
  braces: boolean;
}

type FileRow = CollectionErrorRow | DoubtRow;

/** A TAP document, or a subtest, which is one too. */
interface Level {
  plan: number | undefined;
  /** Points came before the plan, so none may follow. */
  planned: boolean;
  readonly seen: Set<number>;
  pending: Pending | undefined;
  /** Subtests that ended: the next point is the test that they are of. */
  orphans: CaseRow[];
  /** Of tests that ended. */
  rows: CaseRow[];
  /** Of the document: of test files that ended without a test of their own. */
  files: FileRow[] | undefined;
}

/**
 * TAP, versions 12 to 14, with subtests (four spaces, or braces) and YAML blocks, strictly: every document and every subtest has one
 * plan, first or last, and exactly the points of it; no number twice; there is a test; the last line has an end. So whatever
 * is cut short is a FormatError, but for what follows the last point of a plan that came first: that point's YAML.
 * A test with subtests is not counted itself, unless it failed though they did not. A file without a test is none: it could not be
 * run, or (node:test) may have ended early. `not ok # TODO` does not count: skipped.
 * `Bail out!` is a row of its own. Other lines are passed over, as TAP wants it.
 */
export function tapParser(): RowParser {
  return new TapParser();
}

class TapParser implements RowParser {
  private readonly lines = new LineReader();
  private readonly levels: Level[] = [];
  private readonly root: Level = { ...level(), files: [] };
  /** The YAML block that is open: its indentation, its lines so far. */
  private yaml: { readonly pad: string; readonly lines: string[] } | undefined;
  private bail: string | undefined;
  private cases = 0;
  private files = false;
  private lastByte: number | undefined;
  /** Points that are not ok, of tests with subtests too. */
  private notOk = 0;
  /** What node:test, tape and Mocha say at their end: `# fail 3`. */
  private claimed = 0;
  /** A test that went wrong, where none belongs: indented as no subtest is. */
  private misplaced: string | undefined;

  *push(bytes: Uint8Array): Iterable<ResultRow> {
    for (const line of this.lines.push(bytes)) {
      this.line(line);
      yield* this.done();
    }
    this.lastByte = bytes.at(-1) ?? this.lastByte;
  }

  *end(): Iterable<ResultRow> {
    for (const line of this.lines.end()) this.line(line);
    if (this.bail === undefined) this.checkEnd();
    yield* this.done();
    if (this.bail !== undefined) yield { row: 'collection-error', suite: '', message: this.bail };
    else if (this.cases === 0 && !this.files) throw new FormatError('no test in it');
    if (this.claimed > this.notOk) yield { row: 'doubt', message: `claims ${this.claimed} failed tests, shows ${this.notOk}` };
    if (this.misplaced !== undefined) yield { row: 'doubt', message: `indented as no subtest is: ${quoted(this.misplaced)}` };
    yield { row: 'totals', cases: this.cases };
  }

  private *done(): Iterable<ResultRow> {
    const { rows, files = [] } = this.root;
    this.root.rows = [];
    this.root.files = [];
    this.cases += rows.length;
    this.files ||= files.length > 0;
    yield* rows;
    yield* files;
  }

  private checkEnd(): void {
    if (this.lastByte !== undefined && this.lastByte !== 0x0a) throw this.mistake('cut short: the last line has no end');
    if (this.yaml) throw this.mistake('cut short: a YAML block without "..."');
    this.ascend(0);
    this.checkLevel(this.root, 'plan');
  }

  private top(): Level {
    return this.levels.at(-1) ?? this.root;
  }

  private line(line: string): void {
    if (this.bail !== undefined) return;
    if (this.yaml) {
      this.inYaml(line, this.yaml);
      return;
    }
    const indent = line.length - line.trimStart().length;
    const text = line.slice(indent).trimEnd();
    if (/^Bail out!/i.test(text)) this.bailOut(text);
    else if (text === '---' && this.opensYaml(indent)) this.yaml = { pad: line.slice(0, indent), lines: [] };
    else if (/^TAP version \d+$/i.test(text) && indent === 0) this.version();
    else if (indent % INDENT === 0) this.record(indent / INDENT, text);
    else if (tapPoint(text)?.ok === false) this.misplaced ??= text;
    this.failures(indent, text);
  }

  /** Vitest indents by four what others indent by two. */
  private opensYaml(indent: number): boolean {
    const own = this.levels.length * INDENT;
    return indent === own + 2 || (indent === own + INDENT && this.top().pending?.braces === false);
  }

  /** The last one counts: a test may print the like. */
  private failures(indent: number, text: string): void {
    const said = indent === 0 ? FAILURES.exec(text)?.[1] : undefined;
    if (said !== undefined) this.claimed = Number(said);
  }

  private record(depth: number, text: string): void {
    const plan = tapPlan(text);
    const point = tapPoint(text);
    if (!plan && !point && text !== '{' && text !== '}') return;
    this.ascend(depth);
    if (depth > this.levels.length) this.descend(depth);
    if (plan) this.plan(plan.count);
    else if (point) this.point(point);
    else this.brace(text === '{' ? 'open' : 'closed');
  }

  private brace(state: 'open' | 'closed'): void {
    const { pending } = this.top();
    if (pending) pending.braces = state === 'open';
  }

  private version(): void {
    if (this.levels.length > 0 || this.root.seen.size > 0 || this.root.plan !== undefined) throw this.mistake('a second document');
  }

  private bailOut(text: string): void {
    this.bail = excerpt(text) ?? text;
    for (const each of [this.root, ...this.levels.splice(0)]) {
      complete(each);
      if (each !== this.root) this.root.rows.push(...each.rows);
    }
  }

  private descend(depth: number): void {
    const top = this.top();
    if (top.pending?.braces !== true) complete(top);
    // A subtest may begin with a subtest: its own points follow.
    while (this.levels.length < depth) this.levels.push(level());
  }

  private ascend(depth: number): void {
    while (this.levels.length > depth) {
      const ended = this.levels.pop() ?? this.root;
      this.checkLevel(ended, 'plan of a subtest');
      const { pending, orphans } = this.top();
      (pending?.braces === true ? pending.children : orphans).push(...ended.rows);
    }
  }

  private plan(count: number): void {
    const top = this.top();
    if (top.plan !== undefined) throw this.mistake('a second plan');
    top.plan = count;
    top.planned = top.seen.size > 0 || count === 0;
  }

  private point(point: TapPoint): void {
    const top = this.top();
    complete(top);
    if (!point.ok) this.notOk++;
    if (top.planned) throw this.mistake('a test after the plan');
    const number = point.number ?? top.seen.size + 1;
    if (number === 0 || top.seen.has(number)) throw this.mistake(`test ${number} is one too many`);
    top.seen.add(number);
    top.pending = { point, children: top.orphans, detail: undefined, braces: point.opens };
    top.orphans = [];
  }

  private inYaml(line: string, { pad, lines }: { readonly pad: string; readonly lines: string[] }): void {
    if (line.trimEnd() !== `${pad}...`) {
      if (lines.length < MAX_DETAIL_LINES) lines.push(line.startsWith(pad) ? line.slice(pad.length) : line);
      return;
    }
    this.yaml = undefined;
    const { pending } = this.top();
    if (pending) pending.detail ??= tapDetail(lines);
  }

  /** @throws FormatError unless it has exactly the tests of its plan */
  private checkLevel(ended: Level, what: string): void {
    complete(ended);
    if (ended.orphans.length > 0) throw this.mistake('cut short: subtests without the test that they are of');
    if (ended.plan === undefined) throw this.mistake(`cut short: no ${what}`);
    const { plan, seen } = ended;
    if (seen.size !== plan)
      throw this.mistake(`${seen.size < plan ? 'cut short: ' : ''}the ${what} is ${plan} tests, there are ${seen.size}`);
    for (const number of seen) if (number > plan) throw this.mistake(`the ${what} is ${plan} tests, there is a test ${number}`);
  }

  private mistake(message: string): FormatError {
    return new FormatError(message, Math.max(1, this.lines.line));
  }
}

function level(): Level {
  return { plan: undefined, planned: false, seen: new Set(), pending: undefined, orphans: [], rows: [], files: undefined };
}

/** Makes the rows of a level's last point: nothing more can be said of it. */
function complete(of: Level): void {
  const file = of.files && of.pending && fileOf(of.pending);
  if (file) of.files?.push(file);
  else if (of.pending) of.rows.push(...rowsOf(of.pending));
  of.pending = undefined;
}

function rowsOf({ point, detail, children }: Pending): readonly CaseRow[] {
  const { name } = point;
  const below = children.map((row) => ({ ...row, suite: row.suite === '' ? name : `${name} > ${row.suite}` }));
  const outcome = outcomeOf(point);
  const explained = outcome !== 'failed' || below.some((row) => row.outcome === 'failed');
  if (below.length > 0 && explained) return below;
  const said = excerpt(outcome === 'failed' ? (detail?.text ?? '') : point.reason);
  const own: CaseRow = {
    row: 'case',
    suite: '',
    name,
    ...(detail?.file !== undefined && { file: detail.file }),
    ...(detail?.line !== undefined && { line: detail.line }),
    outcome,
    ...(said !== undefined && { message: said }),
    ...durationOf(detail?.durationMs ?? point.durationMs ?? Number.NaN),
  };
  return [...below, own];
}

/** A point of the document that is a file, not a test of it. */
function fileOf({ point: { name }, point, detail, children }: Pending): FileRow | undefined {
  const text = detail?.text ?? '';
  // What node:test says of a test; before Node 22.6 without its type.
  const isNode = /^duration_ms: /m.test(text) && !/^type: 'suite'$/m.test(text);
  if (children.length > 0 || !(isNode ? isTestFileOfNode(name) : isTestFile(name))) return undefined;
  // A test that is called like a file says in which one it stands.
  if (isNode && detail?.file !== undefined && !isNameOf(name, detail.file)) return undefined;
  const outcome = outcomeOf(point);
  if (isFailure(outcome)) return { row: 'collection-error', suite: name, message: excerpt(text) ?? 'the file could not be run' };
  return isNode && outcome === 'passed' ? { row: 'doubt', message: `${name}: ${NO_TEST_OF_ITS_OWN}` } : undefined;
}

function outcomeOf({ ok, directive }: TapPoint): TestOutcome {
  if (directive === 'todo') return ok ? 'passed' : 'skipped';
  if (!ok) return 'failed';
  return directive === 'skip' ? 'skipped' : 'passed';
}
