/** A file is not of its format, or is cut short. `line` from 1, where it is known. */
export class FormatError extends Error {
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
    this.name = 'FormatError';
    this.line = line;
  }
}
