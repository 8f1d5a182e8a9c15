import type { RowParser } from '../core/fold.ts';
import { checkShown, covered, type CoverageRow, slashed } from './coverage.ts';
import { FormatError } from './format-error.ts';
import { LineReader } from './lines.ts';

interface Section {
  readonly file: string;
  readonly lines: [number, 0 | 1][];
  readonly branches: [string, 0 | 1][];
  /** How many lines it counts itself. */
  claimed: number;
}

/** Records about functions, conditions and totals: nothing that is counted here. Totals are made from the lines themselves. */
const PASSED_OVER = /^(?:TN|VER|FN|FNDA|FNL|FNA|FNF|FNH|BRF|BRH|LH|MCDC|MCF|MRF|MCH):/;

/**
 * lcov's tracefile (geninfo(1)), one row a section. Its own totals are not believed. Strict: a section that is not ended, or that
 * shows less than half of the lines that it counts, a record that lcov does not have, a count that is none, or no section at all is
 * a FormatError.
 */
export function lcovParser(): RowParser {
  const reader = new LineReader();
  let section: Section | undefined;
  let sections = 0;
  const take = function* (lines: Iterable<string>): Iterable<CoverageRow> {
    for (const line of lines) {
      const text = line.trim();
      if (text === '' || text.startsWith('#')) continue;
      if (text === 'end_of_record') {
        if (!section) throw new FormatError('end_of_record without SF', reader.line);
        sections++;
        yield rowOf(section);
        section = undefined;
      } else if (text.startsWith('SF:')) {
        if (section) throw new FormatError(`SF in the section of ${section.file}, which has no end_of_record`, reader.line);
        section = { file: slashed(text.slice(3)), lines: [], branches: [], claimed: 0 };
      } else if (!PASSED_OVER.test(text)) record(text, section, reader.line);
    }
  };
  return {
    push: (bytes) => take(reader.push(bytes)),
    *end() {
      yield* take(reader.end());
      if (section) throw new FormatError(`cut short: the section of ${section.file} has no end_of_record`, reader.line);
      if (sections === 0) throw new FormatError('no section: expected SF, DA and end_of_record');
    },
  };
}

/** llvm-cov counts a line once for each function on it, so that an honest section may count a few lines more than it shows. */
function rowOf({ claimed, ...row }: Section): CoverageRow {
  if (claimed > 2 * row.lines.length) checkShown(row.file, claimed, row.lines.length);
  return row;
}

/** `DA:line,hits[,checksum]` and `BRDA:line,[e]block,branch,taken`, where a branch may be an expression with commas in it. */
function record(text: string, section: Section | undefined, at: number): void {
  const line = /^DA:([1-9]\d*),([^,]+)(?:,.*)?$/.exec(text);
  const total = /^LF:(\d+)$/.exec(text);
  const branch = /^BRDA:([1-9]\d*),(e?\d+),(.*),(-|[^,]+)$/.exec(text);
  if (!line && !branch && !total) throw new FormatError(`"${text.slice(0, 60)}" is no record of lcov`, at);
  if (!section) throw new FormatError(`"${text.slice(0, 60)}" before SF`, at);
  if (total) section.claimed = Number(total[1]);
  if (line) section.lines.push([Number(line[1]), covered(hitsOf(line[2] ?? '', at))]);
  if (branch)
    section.branches.push([`${branch[1]}:${branch[2]}:${branch[3]}`, branch[4] === '-' ? 0 : covered(hitsOf(branch[4] ?? '', at))]);
}

/** A count may be beyond 2^53 and in floating point notation; it is a whole one. */
function hitsOf(text: string, at: number): number {
  const hits = Number(text);
  if (text.trim() === '' || !Number.isInteger(hits) || hits < 0) throw new FormatError(`"${text.slice(0, 60)}" is no count of hits`, at);
  return hits;
}
