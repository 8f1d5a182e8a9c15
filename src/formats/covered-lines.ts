import { type CoverageRow, unplacedBranches } from './coverage.ts';

/** Branches of a file: how many there are, how many were taken. */
export interface BranchCount {
  readonly total: number;
  readonly covered: number;
}

/** The lines and branches of one file in a report, each once: covered where any mention says so. */
export class CoveredLines {
  private readonly lines = new Map<number, 0 | 1>();
  private readonly branches = new Map<string, 0 | 1>();
  private readonly conditions = new Map<number, number>();

  line(number: number, hit: 0 | 1): void {
    this.lines.set(number, this.lines.get(number) === 1 ? 1 : hit);
  }

  branch(ways: CoverageRow['branches']): void {
    for (const [id, hit] of ways) this.branches.set(id, this.branches.get(id) === 1 ? 1 : hit);
  }

  /** The number of a condition among those of its line, from 0. */
  nextCondition(line: number): number {
    const next = this.conditions.get(line) ?? 0;
    this.conditions.set(line, next + 1);
    return next;
  }

  /** How many lines there are. */
  get size(): number {
    return this.lines.size;
  }

  count(): BranchCount {
    const hits = [...this.branches.values()].filter((hit) => hit === 1);
    return { total: this.branches.size, covered: hits.length };
  }

  /** Adds what a report counts for the file beyond the branches that its lines show. */
  claim(claimed: BranchCount): void {
    const { total, covered } = this.count();
    const hidden = Math.max(0, claimed.total - total);
    this.branch(unplacedBranches(Math.min(hidden, Math.max(0, claimed.covered - covered)), hidden));
  }

  row(file: string): CoverageRow {
    return { file, lines: [...this.lines], branches: [...this.branches] };
  }
}
