import type { JsonObject } from '../core/json.ts';
import type { ReportTimes } from './cases.ts';
import { FormatError } from './format-error.ts';

/** No line has so many branches; a count beyond it would only fill the memory. */
const MOST_WAYS = 1_000_000;

/** When the coverage was measured, as its report says. */
export interface CoverageTimes extends JsonObject {
  readonly times: ReportTimes;
}

/**
 * What a coverage report says of one source file. A file may come in several rows (test runs, classes, modules); they are merged
 * by line and by branch: covered where any row says so.
 */
export interface CoverageRow extends JsonObject {
  /** As the report names it, with `/`; empty for branches of which a report does not say where they are. */
  readonly file: string;
  /** Folders below which a relative name may lie, as the report says: Cobertura's `<source>`. */
  readonly below?: readonly string[];
  /** What else tells two files of one name apart, the outermost first: JaCoCo's report and groups, a package below several sources. */
  readonly groups?: readonly string[];
  /** Lines with code: number from 1, and 1 when it ran, else 0. */
  readonly lines: readonly (readonly [line: number, covered: 0 | 1])[];
  /** Ways that a line may go: a name that is the branch's own within the file, and 1 when it was gone. */
  readonly branches: readonly (readonly [id: string, covered: 0 | 1])[];
  /** Statements that run together, of formats that count statements: a name of their own within the file, whether they ran, how many. */
  readonly statements?: readonly (readonly [id: string, covered: 0 | 1, count: number])[];
}

/**
 * Branches of a line of which a report tells only how many were taken. Over several reports the larger number counts: which ones
 * were taken is not known, so no more than that is certain.
 */
export function countedBranches(line: number, covered: number, total: number): CoverageRow['branches'] {
  return ways(`${line}`, covered, total);
}

/** Branches that a report counts for a file without saying in which lines. */
export function unplacedBranches(covered: number, total: number): CoverageRow['branches'] {
  return ways('?', covered, total);
}

function ways(where: string, covered: number, total: number): CoverageRow['branches'] {
  if (total > MOST_WAYS) throw new FormatError(`${total} is no count of branches`);
  return Array.from({ length: total }, (_, index) => [`${where}#${index}`, index < covered ? 1 : 0] as const);
}

/** Hits as a report counts them: covered or not. */
export function covered(hits: number): 0 | 1 {
  return hits > 0 ? 1 : 0;
}

/** Refuses what counts more lines than it shows: those that it leaves out may be uncovered. @param who the report, or a file in it */
export function checkShown(who: string, claimed: number, shown: number): void {
  if (claimed > shown) throw new FormatError(`${who} counts ${claimed} lines and shows ${shown}`);
}

export function isTimes(row: CoverageRow | CoverageTimes): row is CoverageTimes {
  return row['times'] !== undefined;
}

/** One way of writing a path, whatever machine wrote the report. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
