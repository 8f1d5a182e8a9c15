import { checkShown, countedBranches, covered, slashed } from './coverage.ts';
import type { CoverageRow, CoverageTimes } from './coverage.ts';
import { CoveredLines } from './covered-lines.ts';
import { Times } from './report-times.ts';
import { type Attributes, type Dialect, type Element, type FileReader, needed, whole } from './xml-dialect.ts';

/**
 * Clover: statements, and conditions. OpenClover and PHPUnit say how often a condition was true and false. Istanbul (Jest, Vitest, nyc)
 * writes a line with branches as a condition with a `count` of its own: `truecount` ways were taken, `falsecount` were not. Tests are
 * no sources.
 */
export const CLOVER: Dialect = {
  root: ({ name, attributes }) => name === 'coverage' && attributes['line-rate'] === undefined,
  reader: (root) => new Clover(root),
};

class Clover implements FileReader {
  private file = '';
  private lines = new CoveredLines();
  private claimed = { total: 0, covered: 0, lines: 0 };
  /** Elements of lines; PHPUnit shows a statement on the first line of a method as the method. */
  private elements = 0;
  private readonly times = new Times();

  constructor({ attributes }: Element) {
    this.times.number(attributes['generated']);
  }

  isFile({ name }: Element, above: readonly Element[]): boolean {
    return name === 'file' && !above.some((element) => element.name === 'testproject');
  }

  begin({ attributes }: Element, above: readonly Element[]): void {
    this.file = slashed(attributes['path'] ?? inPackage(needed(attributes, 'name'), above));
    this.lines = new CoveredLines();
    this.claimed = { total: 0, covered: 0, lines: 0 };
    this.elements = 0;
  }

  within({ name, attributes }: Element, above: readonly Element[]): void {
    // Istanbul leaves out the branches of lines without a statement, and counts them.
    if (name === 'metrics' && above.at(-1)?.name === 'file')
      this.claimed = {
        total: count(attributes, 'conditionals'),
        covered: count(attributes, 'coveredconditionals'),
        lines: count(attributes, 'statements'),
      };
    if (name !== 'line') return;
    this.elements++;
    const number = whole(attributes, 'num');
    if (attributes['type'] === 'stmt') this.lines.line(number, covered(whole(attributes, 'count')));
    if (attributes['type'] === 'cond') condition(this.lines, number, attributes);
  }

  ends(): CoverageRow {
    checkShown(this.file, this.claimed.lines, this.elements);
    this.lines.claim(this.claimed);
    return this.lines.row(this.file);
  }

  rest(): readonly CoverageTimes[] {
    return [...this.times.coverage()];
  }
}

function condition(lines: CoveredLines, number: number, attributes: Attributes): void {
  const [yes, no] = [whole(attributes, 'truecount'), whole(attributes, 'falsecount')];
  if (attributes['count'] !== undefined) {
    lines.line(number, covered(whole(attributes, 'count')));
    return lines.branch(countedBranches(number, yes, yes + no));
  }
  const id = `${number}:${lines.nextCondition(number)}`;
  lines.line(number, covered(yes + no));
  lines.branch([
    [`${id}:true`, covered(yes)],
    [`${id}:false`, covered(no)],
  ]);
}

/** A bare name lies in the folder of its package. */
function inPackage(name: string, above: readonly Element[]): string {
  const of = above.findLast((element) => element.name === 'package')?.attributes['name'] ?? '';
  return name.includes('/') || name.includes('\\') || of === '' ? name : `${of.replaceAll(/[.\\]/g, '/')}/${name}`;
}

function count(attributes: Attributes, name: string): number {
  return /^\d+$/.test(attributes[name] ?? '') ? Number(attributes[name]) : 0;
}
