import type { Criterion } from '../../core/judgement.ts';
import { countOf, listOf, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import type { DefaultCriterion } from '../../core/plan.ts';
import { thousands } from '../../core/thousands.ts';

const MIB = 1024 * 1024;

/** The row of a path or glob. */
export function scanRow(glob: string): DefaultCriterion {
  return { name: `scan of ${glob}`, target: 'every file is read' };
}

/** A row for each path or glob of `evidence.scan`: what nobody looked at holds whatever it holds. */
export function scanCriteria(globs: readonly string[], scans: readonly Observation[]): readonly Criterion[] {
  return globs.map((glob): Criterion => {
    const scan = scans.find((o) => o['glob'] === glob);
    const trouble = scan ? troubleOf(scan) : 'nobody looked';
    const row = scanRow(glob);
    return trouble === undefined
      ? { ...row, measured: readInWords(scan), verdict: 'passed' }
      : { ...row, measured: trouble, verdict: 'blocked' };
  });
}

function troubleOf(scan: Observation): string | undefined {
  if (typeof scan['trouble'] === 'string') return stringOf(scan, 'trouble');
  const unread = namesOf(scan, 'unread');
  if (unread.length > 0) return `can't be read: ${unread.slice(0, 3).join(', ')}${unread.length > 3 ? ', …' : ''}`;
  const left = scan['left'] === undefined ? 0 : countOf(scan, 'left');
  if (left > 0) return `${thousands(left)} ${left === 1 ? 'file was' : 'files were'} not looked at: the run was interrupted`;
  const linksOut = namesOf(scan, 'linksOut');
  if (linksOut.length > 0) return `not looked at: ${linksOut.slice(0, 3).join(', ')}, which leads out of the checkout`;
  return countOf(scan, 'files') === 0 ? 'no file has that name' : undefined;
}

function readInWords(scan: Observation | undefined): string {
  if (!scan) return '';
  const [files, bytes] = [countOf(scan, 'files'), numberOf(scan, 'bytes')];
  const size = bytes < MIB ? `${thousands(Math.ceil(bytes / 1024))} KiB` : `${thousands(Math.round(bytes / MIB))} MiB`;
  return `${thousands(files)} ${files === 1 ? 'file' : 'files'}, ${size}`;
}

function namesOf(scan: Observation, field: string): readonly string[] {
  if (scan[field] === undefined) return [];
  return listOf(scan, field).filter((name) => typeof name === 'string');
}
