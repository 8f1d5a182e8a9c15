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
  constructor(problems: readonly Problem[]) {
    super(...problems.map(problemLine));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
