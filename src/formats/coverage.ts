import type { JsonObject } from '../core/json.ts';

/**
 * What a coverage report says of one source file. A file may come in several rows (test runs, classes, modules); they are merged
 * by line and by branch: covered where any row says so.
 */
export interface CoverageRow extends JsonObject {
  /** As the report names it, with `/`. */
  readonly file: string;
  /** Lines with code: number from 1, and 1 when it ran, else 0. */
  readonly lines: readonly (readonly [line: number, covered: 0 | 1])[];
  /** Ways that a line may go: a name that is the branch's own within the file, and 1 when it was gone. */
  readonly branches: readonly (readonly [id: string, covered: 0 | 1])[];
}

/**
 * Branches of a line of which a report tells only how many were taken. Over several reports the larger number counts: which ones
 * were taken is not known, so no more than that is certain.
 */
export function countedBranches(line: number, covered: number, total: number): CoverageRow['branches'] {
  return Array.from({ length: total }, (_, index) => [`${line}#${index}`, index < covered ? 1 : 0] as const);
}

/** Hits as a report counts them: covered or not. */
export function covered(hits: number): 0 | 1 {
  return hits > 0 ? 1 : 0;
}

/** One way of writing a path, whatever machine wrote the report. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
