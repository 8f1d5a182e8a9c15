import { checkShown, countedBranches, covered } from './coverage.ts';
import type { CoverageRow, CoverageTimes } from './coverage.ts';
import { CoveredLines } from './covered-lines.ts';
import { FormatError } from './format-error.ts';
import { Times } from './report-times.ts';
import { type Attributes, type Dialect, type Element, type FileReader, needed, whole } from './xml-dialect.ts';

/** Elements whose counters are the sums of the files in them. */
const SUMS = new Set(['report', 'group', 'package']);

/**
 * JaCoCo: instructions and branches of a line, missed and covered. Its counters repeat the same on every level; none may speak of more
 * lines than are shown in it: a class without a source file has none, as has one that was compiled without line numbers. It names a file by its package; the report's name and the groups around it say of which module it is.
 */
export const JACOCO: Dialect = {
  root: ({ name }) => name === 'report',
  reader: () => new Jacoco(),
};

class Jacoco implements FileReader {
  private place: Pick<CoverageRow, 'file' | 'groups'> = { file: '' };
  private readonly times = new Times();
  private lines = new CoveredLines();
  /** What the counters of the file say. */
  private claimed = { lines: 0, missedInstructions: 0 };
  /** Elements of lines in the file: Kover repeats a line for each class on it, and counts it as often. */
  private elements = 0;
  /** The same of the whole report so far, and where it stood when an element that is open began. */
  private all = 0;
  private readonly before = new Map<Element, number>();

  isFile({ name }: Element): boolean {
    return name === 'sourcefile';
  }

  begin({ attributes }: Element, above: readonly Element[]): void {
    const folder = above.findLast((element) => element.name === 'package')?.attributes['name'] ?? '';
    const groups = above.filter((element) => element.name === 'report' || element.name === 'group').map((element) => nameOf(element));
    const file = needed(attributes, 'name');
    this.place = { file: folder === '' ? file : `${folder}/${file}`, groups: groups.filter((group) => group !== '') };
    this.lines = new CoveredLines();
    this.claimed = { lines: 0, missedInstructions: 0 };
    this.elements = 0;
  }

  within({ name, attributes }: Element): void {
    if (name === 'counter') this.count(attributes);
    if (name !== 'line') return;
    this.elements++;
    const number = whole(attributes, 'nr');
    const branches = whole(attributes, 'cb');
    this.lines.line(number, covered(whole(attributes, 'ci')));
    this.lines.branch(countedBranches(number, branches, branches + whole(attributes, 'mb')));
  }

  /** A session begins with its program, which may be a server that runs for long; what it counted was taken at the dump. */
  outside(element: Element, above: readonly Element[]): void {
    const { name, attributes } = element;
    if (name === 'sessioninfo') this.times.number(attributes['dump']);
    if (SUMS.has(name)) this.before.set(element, this.all);
    const parent = above.at(-1);
    if (name === 'counter' && attributes['type'] === 'LINE' && parent) this.checkSum(parent, linesOf(attributes));
  }

  rest(): readonly CoverageTimes[] {
    return [...this.times.coverage()];
  }

  ends(): CoverageRow {
    const { lines, missedInstructions } = this.claimed;
    checkShown(this.place.file, lines, this.elements);
    this.all += this.elements;
    if (missedInstructions > 0 && this.lines.size === 0)
      throw new FormatError(`${this.place.file} counts ${missedInstructions} missed instructions and shows no line`);
    return { ...this.lines.row(this.place.file), ...this.place };
  }

  /** Counters stand behind all that they sum up. */
  private checkSum(of: Element, claimed: number): void {
    const before = this.before.get(of);
    if (before === undefined) return;
    checkShown(of.name === 'report' ? 'the report' : `${of.name} ${nameOf(of)}`, claimed, this.all - before);
  }

  private count(attributes: Attributes): void {
    if (attributes['type'] === 'LINE') this.claimed.lines = linesOf(attributes);
    if (attributes['type'] === 'INSTRUCTION') this.claimed.missedInstructions = whole(attributes, 'missed');
  }
}

function linesOf(counter: Attributes): number {
  return whole(counter, 'missed') + whole(counter, 'covered');
}

function nameOf({ attributes }: Element): string {
  return attributes['name'] ?? '';
}
