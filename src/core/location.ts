/** A place in a text file: line and column count from 1, in characters. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong in a file, said so that a person can mend it. */
export interface Problem {
  readonly file: string;
  readonly at: Location;
  /** What was found and what was expected, one line. */
  readonly message: string;
}

/** `file:line:column: message`, the form that editors and terminals make clickable. */
export function problemLine(problem: Problem): string {
  return `${problem.file}:${problem.at.line}:${problem.at.column}: ${problem.message}`;
}
