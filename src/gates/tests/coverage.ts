import { significant } from '../../core/ratio.ts';
import type { CoverageRow } from '../../formats/coverage.ts';
import type { Change } from './change.ts';

/** What was covered of some files; a share of nothing is nothing. */
export interface Covered {
  readonly lines?: number;
  readonly branches?: number;
}

interface FileCoverage {
  readonly lines: Map<number, 0 | 1>;
  readonly branches: Map<string, 0 | 1>;
}

/** Coverage of one run, merged by file and line: covered where any report says so. Memory grows with the lines of the sources. */
export class Coverage {
  private readonly files = new Map<string, FileCoverage>();

  take({ file, lines, branches }: CoverageRow): void {
    const known = this.files.get(file) ?? { lines: new Map<number, 0 | 1>(), branches: new Map<string, 0 | 1>() };
    this.files.set(file, known);
    for (const [line, hit] of lines) if (known.lines.get(line) !== 1) known.lines.set(line, hit);
    for (const [id, hit] of branches) if (known.branches.get(id) !== 1) known.branches.set(id, hit);
  }

  /** Of the files that match. */
  of(matches: (file: string) => boolean): Covered {
    const files = [...this.files].filter(([name]) => matches(name)).map(([, file]) => file);
    const lines = share(files.map((file) => file.lines));
    const branches = share(files.map((file) => file.branches));
    return { ...(lines !== undefined && { lines }), ...(branches !== undefined && { branches }) };
  }

  all(): Covered {
    return this.of(() => true);
  }

  /** Share of the lines with code that a change touched; undefined where it touched none. */
  ofChange(change: Change): number | undefined {
    const lines = [...this.files].map(([name, file]) => {
      const touched = change.linesOf(name);
      return new Map([...file.lines].filter(([line]) => touched(line)));
    });
    return share(lines);
  }
}

function share(maps: readonly ReadonlyMap<unknown, 0 | 1>[]): number | undefined {
  let [total, hits] = [0, 0];
  for (const map of maps) {
    total += map.size;
    for (const hit of map.values()) hits += hit;
  }
  return total === 0 ? undefined : significant(hits / total);
}
