import type { Changeset, RatedFile } from '../core/changeset.ts';
import { thousands } from '../core/thousands.ts';
import { ROWS } from './budget.ts';
import { brief, gatesOf, type GateView } from './model.ts';
import type { Outcome } from './outcome.ts';
import { countOfThings } from './words.ts';

/** Enough of a commit's id to find it. */
const SHORT = 12;

const ANSWERS = { allow: 'allowed', 'needs-approval': 'needs approval', deny: 'denied' } as const;

/** A file in a table of changed files. */
export interface RatedRow {
  readonly file: string;
  readonly status: string;
  readonly risk: string;
  readonly rule: string;
  /** `+3 −0`; empty of a binary file. */
  readonly lines: string;
}

/** The change that a gate rated, as a report for people shows it: not yet escaped. */
export interface RatedChange {
  readonly gate: GateView;
  /** `Risk high, needs approval, approved by @alice: 41 files since origin/main (b14632b8c200), 120 lines added, 3 removed` */
  readonly words: string;
  readonly rows: readonly RatedRow[];
  /** Files that the table leaves out; changeset.json has more. */
  readonly omitted: number;
}

/** The changes that gates rated, each with its riskiest files. */
export function ratedChanges(outcome: Outcome): readonly RatedChange[] {
  const gates = gatesOf(outcome);
  return outcome.decision.judgements.flatMap(({ changeset }, index): RatedChange[] => {
    const gate = gates[index];
    if (!changeset || !gate) return [];
    const rows = changeset.files.slice(0, ROWS.changed).map(rowOf);
    return [{ gate, words: brief(changeInWords(changeset)), rows, omitted: changeset.fileCount - rows.length }];
  });
}

/** `risk high, approved` */
export function riskInWords({ risk, answer, approvedBy }: Changeset): string {
  return `risk ${risk}, ${approvedBy.length > 0 ? 'approved' : ANSWERS[answer]}`;
}

function changeInWords({ risk, answer, approvedBy, fileCount, base, mergeBase, head, additions, deletions }: Changeset): string {
  const approval = approvedBy.length > 0 ? `, approved by ${approvedBy.map((name) => `@${name}`).join(', ')}` : '';
  const lines =
    additions === null || deletions === null
      ? 'lines not counted'
      : `${countOfThings(additions, 'line')} added, ${thousands(deletions)} removed`;
  const files = `${countOfThings(fileCount, 'file')} from ${base} (${mergeBase.slice(0, SHORT)}) to ${head.slice(0, SHORT)}`;
  return `Risk ${risk}, ${ANSWERS[answer]}${approval}: ${files}, ${lines}`;
}

function rowOf({ path, from, status, is, risk, rule, additions, deletions }: RatedFile): RatedRow {
  return {
    file: brief(from === undefined ? path : `${from} → ${path}`),
    status: is ? `${status}, a ${is}` : status,
    risk,
    rule: brief(rule ?? 'no rule names it'),
    lines: additions === null || deletions === null ? '' : `+${thousands(additions)} −${thousands(deletions)}`,
  };
}
