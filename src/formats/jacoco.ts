import { checkShown, countedBranches, covered } from './coverage.ts';
import type { CoverageRow, CoverageTimes } from './coverage.ts';
import { CoveredLines } from './covered-lines.ts';
import { FormatError } from './format-error.ts';
import { Times } from './report-times.ts';
import { type Attributes, type Dialect, type Element, type FileReader, needed, whole } from './xml-dialect.ts';

/**
 * JaCoCo: instructions and branches of a line, missed and covered. Its counters repeat the same on every level; those of a file must
 * not speak of more than its lines show: classes that were compiled without line numbers have none. It names a file by its package; the report's name and the groups around it say of which module it is.
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
  }

  within({ name, attributes }: Element): void {
    if (name === 'counter') this.count(attributes);
    if (name !== 'line') return;
    const number = whole(attributes, 'nr');
    const branches = whole(attributes, 'cb');
    this.lines.line(number, covered(whole(attributes, 'ci')));
    this.lines.branch(countedBranches(number, branches, branches + whole(attributes, 'mb')));
  }

  /** A session begins with its program, which may be a server that runs for long; what it counted was taken at the dump. */
  outside({ name, attributes }: Element): void {
    if (name === 'sessioninfo') this.times.number(attributes['dump']);
  }

  rest(): readonly CoverageTimes[] {
    return [...this.times.coverage()];
  }

  ends(): CoverageRow {
    const { lines, missedInstructions } = this.claimed;
    checkShown(this.place.file, lines, this.lines.size);
    if (missedInstructions > 0 && this.lines.size === 0)
      throw new FormatError(`${this.place.file} counts ${missedInstructions} missed instructions and shows no line`);
    return { ...this.lines.row(this.place.file), ...this.place };
  }

  private count(attributes: Attributes): void {
    const missed = whole(attributes, 'missed');
    if (attributes['type'] === 'LINE') this.claimed.lines = missed + whole(attributes, 'covered');
    if (attributes['type'] === 'INSTRUCTION') this.claimed.missedInstructions = missed;
  }
}

function nameOf({ attributes }: Element): string {
  return attributes['name'] ?? '';
}
