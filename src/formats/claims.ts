import type { DoubtRow, NoteRow } from './cases.ts';

/** How many tests a report shows: tools count differently what stands in it. */
export interface Shown {
  /** Counted by the tool that counts the fewest: tests that are not skipped. */
  readonly least: number;
  readonly tests: number;
  /** Counted by the tool that counts the most. */
  readonly most: number;
}

/** More went wrong than is shown: it went wrong unseen, so that it can't pass. What is shown to have failed has failed all the same. */
export function* failureRows(claimed: number, shown: number, where?: () => string): Iterable<DoubtRow> {
  if (claimed > shown)
    yield {
      row: 'doubt',
      message: `${placed(where)}claims ${claimed === 1 ? '1 failure or error' : `${claimed} failures and errors`}, shows ${shown}`,
    };
}

/** Fewer tests than claimed: some ran unseen, or never; it can't pass. More than claimed is only odd. */
export function* claimRows(claimed: number | undefined, { least, tests, most }: Shown, where?: () => string): Iterable<DoubtRow | NoteRow> {
  if (claimed === undefined || (claimed <= most && claimed >= least)) return;
  const message = `${placed(where)}claims ${claimed === 1 ? '1 test' : `${claimed} tests`}, shows ${tests}`;
  yield { row: claimed > most ? 'doubt' : 'note', message };
}

/** Of one outcome: another number than claimed contradicts what is shown; it can't pass. Tools count differently: from the least to the most. */
export function* outcomeRows(
  outcome: string,
  claimed: number | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): Iterable<DoubtRow> {
  if (claimed === undefined || (claimed <= most && claimed >= least)) return;
  yield {
    row: 'doubt',
    message: `claims ${claimed} ${outcome} ${claimed === 1 ? 'test' : 'tests'}, shows ${claimed > most ? most : least}`,
  };
}

function placed(where: (() => string) | undefined): string {
  return where === undefined ? '' : `${where().slice(0, 200)}: `;
}
