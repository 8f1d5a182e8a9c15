import type { DiffRow } from '../../formats/unified-diff.ts';

/** The lines that a change added or rewrote, by file. */
export class Change {
  private readonly hunks = new Map<string, DiffRow[]>();

  take(row: DiffRow): void {
    const rows = this.hunks.get(row.file);
    if (rows) rows.push(row);
    else this.hunks.set(row.file, [row]);
  }

  /** Paths from the root of the checkout. */
  get files(): readonly string[] {
    return [...this.hunks.keys()];
  }

  /** Repositories in the checkout that moved to another commit. */
  get submodules(): readonly string[] {
    return this.files.filter((file) => this.hunks.get(file)?.some(({ submodule }) => submodule));
  }

  /** Whether a line of a file was touched. */
  touched(file: string): (line: number) => boolean {
    const rows = this.hunks.get(file) ?? [];
    return (at) => rows.some(({ line, count }) => at >= line && at < line + count);
  }

  /** Its lines that hold more than space and comments. */
  codeOf(file: string): readonly number[] {
    return (this.hunks.get(file) ?? []).flatMap(({ code }) => code);
  }
}
