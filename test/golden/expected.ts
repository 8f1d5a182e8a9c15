import path from 'node:path';

/** Golden bundles, a folder for each format: `<folder>/<name>.zip`. */
export const BUNDLES = path.join(import.meta.dirname, 'bundles');
/** Beside the bundles of a folder: what each was when it was made. */
export const EXPECTED = 'expected.json';

export interface Expectation {
  /** Of `gate verify`. */
  readonly exitCode: number;
  readonly status: string;
  readonly head: string;
  /** Versions that stand in the bundle. */
  readonly judge: number;
  readonly render: number;
  /** Verdicts by gate. */
  readonly gates: Readonly<Record<string, string>>;
}

/** By the name of the bundle, without `.zip`. */
export type Expected = Readonly<Record<string, Expectation>>;
