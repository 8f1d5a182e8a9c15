/** A file is not of its format, or is cut short. `line` and `column` from 1, where they are known. */
export class FormatError extends Error {
  readonly line: number | undefined;
  readonly column: number | undefined;
  constructor(message: string, line?: number, column?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
    this.name = 'FormatError';
    this.line = line;
    this.column = column;
  }
}
