import type { DiffRow } from '../../formats/unified-diff.ts';

/** The lines that a change added or rewrote. */
export class Change {
  private readonly files = new Map<string, DiffRow[]>();

  take(row: DiffRow): void {
    const rows = this.files.get(row.file);
    if (rows) rows.push(row);
    else this.files.set(row.file, [row]);
  }

  /** Whether a line of a file was touched. @param name as a coverage report gives it: from the root, from a folder, or whole */
  linesOf(name: string): (line: number) => boolean {
    const rows = [...this.files].filter(([file]) => isSame(file, name)).flatMap(([, hunks]) => hunks);
    return (at) => rows.some(({ line, count }) => at >= line && at < line + count);
  }
}

function isSame(file: string, name: string): boolean {
  const plain = name.replace(/^\.\//, '');
  return plain === file || plain.endsWith(`/${file}`) || file.endsWith(`/${plain}`);
}
