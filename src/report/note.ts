import { type Block, CELL_BYTES, cut, ROWS, some } from './budget.ts';
import { markdownCode as code, markdownStart as start } from './escape.ts';

/** What a reviewer must know beside the decision: where the configuration came from, what could not be sent. */
export interface Note {
  readonly words: string;
  /** Lines to unfold, shown exactly as they are. */
  readonly details?: readonly string[];
}

/** The pull request changes its own gates: what it changes, one difference a line (`+ gates.soak`, `- policy.max-attempts: 1`). */
export function configurationNote(file: string, differences: readonly string[]): Note {
  return {
    words: `This pull request changes ${file}. It was judged by the configuration of its base; the change takes effect once it is merged.`,
    details: differences,
  };
}

/** There is no configuration at the base yet, so the pull request's own one was validated and planned but not run. */
export function firstConfigurationNote(file: string): Note {
  return {
    words: `${file} does not exist at the base of this pull request yet. It was validated and planned, not run: a pull request can't bring the gates that judge it. Merge this first.`,
  };
}

/** Only some jobs of the run were started again. */
export function attemptNote(judged: number, now: string, jobs: readonly string[]): Note {
  const names = jobs.map((name) => `"${name}"`).join(', ');
  return {
    words: `The evidence is of attempt ${judged} of this run; this is attempt ${now}. What ran when it was uploaded was not started again: ${names}.`,
  };
}

/** What was run is not what the event is about. */
export function foreignCommitNote(found: string, head: string): Note {
  return {
    words: `Commit ${found} was checked out, and the event is about commit ${head}: no job can decide on the latter by this evidence.`,
  };
}

/** Each note as a quote, its details folded below it. */
export function noteBlocks(notes: readonly Note[]): readonly Block[] {
  return notes.flatMap(({ words, details = [] }) => {
    const quote: Block = { head: `> ${start(cut(words, 2 * CELL_BYTES))}`, rows: [], omitted: 0, one: 'line', many: 'lines' };
    return details.length === 0 ? [quote] : [quote, unfolded(details)];
  });
}

function unfolded(details: readonly string[]): Block {
  const { shown, omitted } = some(details, ROWS.differences);
  return {
    head: '<details><summary>What it changes</summary>\n',
    rows: shown.map((line) => `- ${code(cut(line, CELL_BYTES)) || 'an empty line'}`),
    omitted,
    one: 'line',
    many: 'lines',
    tail: '</details>',
  };
}
