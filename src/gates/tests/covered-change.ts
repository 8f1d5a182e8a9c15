import { significant } from '../../core/ratio.ts';
import type { Change } from './change.ts';
import type { Coverage } from './coverage.ts';

/** How much of a change was covered. */
export interface CoveredChange {
  readonly share: number;
  /** What to say beside the number. */
  readonly remark?: string;
}

/** No more files are named in a row. */
const MOST_NAMED = 5;

/** Which keys say what a source file is. */
const KEYS = 'coverage.include and coverage.exclude say which files are sources';

/**
 * Covered lines / lines with code that a change added: as the reports say of files that they name; all lines with code of a source file
 * that none names are uncovered.
 * @param places below which such files count; empty: anywhere
 */
export function coveredChange(
  change: Change,
  coverage: Coverage,
  isSource: (file: string) => boolean,
  places: readonly string[],
): CoveredChange {
  let [total, hits] = [0, 0];
  const unnamed: string[] = [];
  const uncovered: string[] = [];
  const leftOut: string[] = [];
  for (const file of change.files) {
    const lines = coverage.linesOf(file);
    const touched = change.touched(file);
    const missed: number[] = [];
    for (const [line, hit] of lines ?? []) {
      if (!touched(line)) continue;
      total++;
      hits += hit;
      if (hit === 0) missed.push(line);
    }
    if (missed.length > 0) uncovered.push(`${file}:${spansOf(missed)}`);
    const code = change.codeOf(file).length;
    if (code === 0 || !(lines ?? isSource(file))) continue;
    const named = `${file} (${code} line${code === 1 ? '' : 's'})`;
    if (lines) leftOut.push(named);
    else {
      total += code;
      unnamed.push(named);
    }
  }
  const within = places.length === 0 ? undefined : `below ${someOf(places)}`;
  if (total === 0) {
    // A bracket alone, a declaration, or code that a comment takes out of the count: nobody but a reader can tell.
    const nothing = leftOut.length > 0 ? `the reports count none of the changed lines: ${someOf(leftOut)}` : 'no source line was changed';
    return { share: 1, remark: within === undefined ? nothing : `${nothing} ${within}` };
  }
  const missed = uncovered.length === 0 ? undefined : `not covered: ${someOf(uncovered)}`;
  const remark = [within, missed, unnamedInWords(unnamed)].filter((one) => one !== undefined).join('; ');
  return { share: significant(hits / total), ...(remark !== '' && { remark }) };
}

/** Why it is not known how much of a change was covered. */
export function unseenChange(change: Change, mayHaveSources: (folder: string) => boolean): string | undefined {
  const unseen = change.submodules.filter((folder) => mayHaveSources(folder));
  return unseen.length === 0 ? undefined : `what changed in a submodule is not known: ${someOf(unseen)}; ${KEYS}`;
}

/** Files in no report, in words; undefined where there are none. */
export function unnamedInWords(files: readonly string[]): string | undefined {
  return files.length === 0 ? undefined : `in no report: ${someOf(files)}; ${KEYS}`;
}

/** Lines as `3-6, 9`. */
function spansOf(lines: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else spans.push([line, line]);
  }
  const shown = spans.slice(0, MOST_NAMED).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return `${shown.join(', ')}${spans.length > shown.length ? ', …' : ''}`;
}

function someOf(files: readonly string[]): string {
  const more = files.length - MOST_NAMED;
  return `${files.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
