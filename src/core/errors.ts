import { type Problem, problemLine } from './location.ts';

/** A mistake of the user's or of the set-up: printed as its lines, without a stack trace; the exit code is 2. */
export class SetupError extends Error {
  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.name = 'SetupError';
  }
}

/** The configuration has problems; each is one line of the message. Exit code 2. */
export class ConfigurationError extends SetupError {
  readonly problems: readonly Problem[];
  readonly note: string | undefined;
  /** @param note what is to be said of all of them, last */
  constructor(problems: readonly Problem[], note?: string) {
    super(...problems.map(problemLine), ...(note === undefined ? [] : [note]));
    this.name = 'ConfigurationError';
    this.problems = problems;
    this.note = note;
  }
}
