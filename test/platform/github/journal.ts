/** One request as it arrived, and what became of it. */
export interface Entry {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** GitHub's operation id; undefined for a path that GitHub does not have. */
  readonly operation?: string;
  /** The parsed body; the raw text where it is no JSON. */
  readonly body?: unknown;
  /** Undefined: no token, or one that GitHub does not know. */
  readonly token?: string;
  /** The status replied; undefined where the connection broke or hangs. */
  status?: number;
  /** The kind of the fault that met it. */
  fault?: string;
  /** Why no correct client sends this. Empty for a valid request. */
  problems: readonly string[];
}

/** An invalid request that a test means to be sent: any of these problems matches. */
export interface Expected {
  readonly operation: string;
  readonly problem: RegExp;
}

/** Every request, in order of arrival. */
export class Journal {
  readonly entries: Entry[] = [];
  readonly #expected: Expected[] = [];

  /** A test says that such a request will come, and is meant to. */
  expect(expected: Expected): void {
    this.#expected.push(expected);
  }

  /** The requests that no correct client sends and that no test expects. */
  invalid(): readonly Entry[] {
    return this.entries.filter((entry) => entry.problems.length > 0 && !this.#expected.some((one) => answers(entry, one)));
  }

  /** Expected invalid requests that never came. */
  missed(): readonly Expected[] {
    return this.#expected.filter((one) => !this.entries.some((entry) => answers(entry, one)));
  }

  /** Throws one line for each invalid request that was not expected, and for each expected one that never came. */
  settle(): void {
    const lines = [
      ...this.invalid().map(
        (entry) => `${entry.method} ${entry.path} (${entry.operation ?? 'no such route'}): ${entry.problems.join('; ')}`,
      ),
      ...this.missed().map((one) => `${one.operation}: an invalid request was expected (${String(one.problem)}) and never came`),
    ];
    if (lines.length > 0) throw new Error(`GitHub got requests that no correct client sends:\n${lines.join('\n')}`);
  }
}

function answers(entry: Entry, expected: Expected): boolean {
  return entry.operation === expected.operation && entry.problems.some((problem) => expected.problem.test(problem));
}
