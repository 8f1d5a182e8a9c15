import { countedBranches, covered } from './coverage.ts';
import type { CoverageRow } from './coverage.ts';
import { CoveredLines } from './covered-lines.ts';
import { type Dialect, type Element, type FileReader, needed, whole } from './xml-dialect.ts';

/**
 * JaCoCo: instructions and branches of a line, missed and covered. Its counters repeat the same on every level and are passed over. It
 * names a file by its package; the report's name and the groups around it say of which module it is.
 */
export const JACOCO: Dialect = {
  root: ({ name }) => name === 'report',
  reader: () => new Jacoco(),
};

class Jacoco implements FileReader {
  private place: Pick<CoverageRow, 'file' | 'groups'> = { file: '' };
  private lines = new CoveredLines();

  isFile({ name }: Element): boolean {
    return name === 'sourcefile';
  }

  begin({ attributes }: Element, above: readonly Element[]): void {
    const folder = above.findLast((element) => element.name === 'package')?.attributes['name'] ?? '';
    const groups = above.filter((element) => element.name === 'report' || element.name === 'group').map((element) => nameOf(element));
    const file = needed(attributes, 'name');
    this.place = { file: folder === '' ? file : `${folder}/${file}`, groups: groups.filter((group) => group !== '') };
    this.lines = new CoveredLines();
  }

  within({ name, attributes }: Element): void {
    if (name !== 'line') return;
    const number = whole(attributes, 'nr');
    const branches = whole(attributes, 'cb');
    this.lines.line(number, covered(whole(attributes, 'ci')));
    this.lines.branch(countedBranches(number, branches, branches + whole(attributes, 'mb')));
  }

  ends(): CoverageRow {
    return { ...this.lines.row(this.place.file), ...this.place };
  }
}

function nameOf({ attributes }: Element): string {
  return attributes['name'] ?? '';
}
