import { type Block, fit, GITHUB } from './budget.ts';
import { commentMarker, type Marker } from './comment-marker.ts';
import { attempts, findings } from './markdown.ts';
import { gatesOf, type GateView } from './model.ts';
import type { Outcome } from './outcome.ts';
import { attentionBlocks, closing, gatesTable, heading, openingBlocks, type Surroundings } from './projection.ts';
import { countOfThings } from './words.ts';

/** The comment on a pull request, in at most 65,536 bytes: the decision, the gates, what did not pass, where the rest is. */
export function comment(outcome: Outcome, { links, notes, marker }: Surroundings & { readonly marker: Marker }): string {
  const gates = gatesOf(outcome);
  return fit(
    [
      ...openingBlocks(outcome, notes, [commentMarker(marker), heading(outcome, '##'), '']),
      gatesTable(outcome),
      ...attentionBlocks(gates),
      ...attempts(outcome, '###'),
      ...folded(gates),
      closing(outcome, links),
    ],
    GITHUB.comment,
  );
}

/** The findings, to unfold. */
function folded(gates: readonly GateView[]): readonly Block[] {
  return findings(gates).map(({ rows, omitted, one, many }) => ({
    head: `<details><summary>${countOfThings(rows.length + omitted, 'finding')}</summary>\n`,
    rows,
    omitted,
    one,
    many,
    tail: '</details>',
  }));
}
