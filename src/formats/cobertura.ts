import { checkShown, countedBranches, covered, slashed, unplacedBranches } from './coverage.ts';
import type { CoverageRow, CoverageTimes } from './coverage.ts';
import { type BranchCount, CoveredLines } from './covered-lines.ts';
import { FormatError } from './format-error.ts';
import { Times } from './report-times.ts';
import { type Dialect, type Element, type FileReader, needed, whole } from './xml-dialect.ts';

/** How far a rate of four digits, rounded or cut off, may be from the true one. */
const RATE_ERROR = 0.000_1;

/** No more branches than that are looked for in one class. */
const MOST_HIDDEN = 1000;

/** A class whose row is out, and what it says of its branches. */
interface Shown extends BranchCount {
  readonly row: CoverageRow;
  readonly rate: number | undefined;
}

/**
 * Cobertura (coverage.py, Istanbul, gocover-cobertura, coverlet, …). Lines stand below a class and again below its methods; those of the
 * methods count only where the class has none of its own: some writers name the line of a declaration there, which is no line with code.
 */
export const COBERTURA: Dialect = {
  root: ({ name, attributes }) => name === 'coverage' && attributes['line-rate'] !== undefined,
  reader: (root) => new Cobertura(root),
};

class Cobertura implements FileReader {
  readonly texts = new Set(['source']);
  private readonly claimed: BranchCount & { readonly lines: number };
  private readonly times = new Times();
  private readonly sources: string[] = [];
  /** How often a class of this name and file came, by package: more than once, below several sources, it is of another file. */
  private readonly met = new Map<string, number>();
  private readonly shown: Shown[] = [];
  /** Distinct lines of all classes. */
  private lines = 0;
  /** Elements of lines: a tool that counts statements repeats a line for each. */
  private elements = 0;
  private elementsOf = { own: 0, methods: 0 };
  private own = new CoveredLines();
  private ofMethods = new CoveredLines();
  private current: { readonly file: string; readonly groups: readonly string[]; readonly rate: number | undefined } | undefined;

  constructor({ attributes }: Element) {
    const number = (name: string): number => Number(attributes[name] ?? 0) || 0;
    this.times.number(attributes['timestamp']);
    this.claimed = { lines: number('lines-valid'), total: number('branches-valid'), covered: number('branches-covered') };
  }

  isFile({ name }: Element): boolean {
    return name === 'class';
  }

  begin({ attributes }: Element, above: readonly Element[]): void {
    const file = slashed(needed(attributes, 'filename'));
    const rate = attributes['branch-rate'] === undefined ? undefined : Number(attributes['branch-rate']);
    this.own = new CoveredLines();
    this.ofMethods = new CoveredLines();
    this.elementsOf = { own: 0, methods: 0 };
    this.current = { file, groups: this.sources.length > 1 ? this.groupsOf(file, attributes['name'] ?? '', above) : [], rate };
  }

  within({ name, attributes }: Element, above: readonly Element[]): void {
    if (name !== 'line') return;
    const place = above.some((element) => element.name === 'methods') ? 'methods' : 'own';
    const into = place === 'methods' ? this.ofMethods : this.own;
    this.elementsOf[place]++;
    const number = whole(attributes, 'number');
    into.line(number, covered(whole(attributes, 'hits')));
    const conditions = /\((\d+)\/(\d+)\)/.exec(attributes['condition-coverage'] ?? '');
    if (conditions) into.branch(countedBranches(number, Number(conditions[1]), Number(conditions[2])));
  }

  ends(): CoverageRow {
    const { file, groups, rate } = this.current ?? { file: '', groups: [], rate: undefined };
    const lines = this.own.size > 0 ? this.own : this.ofMethods;
    this.lines += lines.size;
    this.elements += Math.max(this.elementsOf.own, this.elementsOf.methods);
    const row = { ...lines.row(file), ...(this.sources.length > 0 && { below: [...this.sources] }), ...(groups.length > 0 && { groups }) };
    this.shown.push({ row: { ...row, lines: [], branches: [] }, ...lines.count(), rate });
    return row;
  }

  text(_: Element, text: string): void {
    if (text.trim() !== '') this.sources.push(slashed(text.trim()));
  }

  /**
   * Branches that the report counts and shows in no line: Istanbul leaves out those of lines without a statement, such as the default of
   * a parameter. A class whose rate does not follow from its lines has them; what can't be placed so belongs to no file.
   */
  private hidden(): readonly CoverageRow[] {
    const shown = sum(this.shown);
    const left = { total: this.claimed.total - shown.total, covered: this.claimed.covered - shown.covered };
    if (left.total <= 0) return [];
    const hidden = this.shown.flatMap((one) => hiddenIn(one, Math.min(left.total, MOST_HIDDEN)));
    const found = sum(hidden);
    const fits = found.total <= left.total && found.covered <= left.covered && found.total - found.covered <= left.total - left.covered;
    const placed = fits ? hidden : [];
    const unplaced = fits ? { total: left.total - found.total, covered: left.covered - found.covered } : left;
    const rows = placed.map((one) => ({ ...one.row, branches: unplacedBranches(one.covered, one.total) }));
    if (unplaced.total === 0) return rows;
    return [...rows, { file: '', lines: [], branches: unplacedBranches(Math.max(0, unplaced.covered), unplaced.total) }];
  }

  rest(): readonly (CoverageRow | CoverageTimes)[] {
    this.checkLines();
    return [...this.hidden(), ...this.times.coverage()];
  }

  private groupsOf(file: string, name: string, above: readonly Element[]): readonly string[] {
    const folder = above.findLast((element) => element.name === 'package')?.attributes['name'] ?? '';
    const key = JSON.stringify([folder, file, name]);
    const count = (this.met.get(key) ?? 0) + 1;
    this.met.set(key, count);
    return count === 1 ? [folder] : [folder, String(count)];
  }

  /** Not all lines may be shown. coverage.py keeps one of several files of one name below their sources, and counts the lines of all. */
  private checkLines(): void {
    if (this.sources.length < 2) checkShown('the report', this.claimed.lines, this.elements);
    if (this.sources.length < 2 || this.lines >= this.claimed.lines) return;
    throw new FormatError(
      `counts ${this.claimed.lines} lines and shows ${this.lines}: of files with one name below several sources it may have kept one; write lcov or JSON`,
    );
  }
}

function sum(counts: readonly BranchCount[]): BranchCount {
  return counts.reduce((all, one) => ({ total: all.total + one.total, covered: all.covered + one.covered }), { total: 0, covered: 0 });
}

/** The fewest branches more that give a class the rate that it claims. */
function hiddenIn({ row, total, covered: taken, rate }: Shown, most: number): readonly (BranchCount & { row: CoverageRow })[] {
  if (rate === undefined || (total === 0 && (rate === 1 || rate === 0))) return [];
  for (let more = 0; more <= most; more++) {
    const hits = Math.round(rate * (total + more)) - taken;
    const isIt = Math.abs((taken + hits) / (total + more) - rate) < RATE_ERROR && hits >= 0 && hits <= more;
    if (isIt) return more === 0 ? [] : [{ row, total: more, covered: hits }];
  }
  return [];
}
