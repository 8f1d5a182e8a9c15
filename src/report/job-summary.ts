import { fit, GITHUB } from './budget.ts';
import { linksLine } from './links.ts';
import { block, reportBlocks } from './markdown.ts';
import type { Outcome } from './outcome.ts';
import { picture } from './picture.ts';
import { gatesTable, heading, openingBlocks, type Surroundings } from './projection.ts';

/**
 * The summary of a job, in at most 1 MiB: decision, links, a picture of the gates, then what report.md has. It is the whole of a
 * step's summary file; a step that writes more there shows nothing.
 */
export function jobSummary(outcome: Outcome, { links, notes }: Surroundings): string {
  const line = linksLine(links);
  return fit(
    [
      ...openingBlocks(outcome, notes, [heading(outcome, '#'), '']),
      gatesTable(outcome),
      ...picture(outcome),
      ...(line === '' ? [] : [block(line, [])]),
      ...reportBlocks(outcome),
    ],
    GITHUB.jobSummary,
  );
}
