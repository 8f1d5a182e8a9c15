import { alarms } from './alarms.ts';
import type { Block } from './budget.ts';
import { markdown as text, markdownCode as code, markdownStart as start } from './escape.ts';
import { measuredInBrief } from './gist.ts';
import { type Links, linksLine } from './links.ts';
import { attention, block, gateCell, waived } from './markdown.ts';
import { STATUS_MARKS, VERDICT_MARKS } from './marks.ts';
import { attentionOf, brief, gatesOf, type GateView } from './model.ts';
import { type Note, noteBlocks } from './note.ts';
import type { Outcome } from './outcome.ts';
import { headline, notices, subtitle, verifyCommand } from './prose.ts';

/** What stands around a decision where it is shown on GitHub. */
export interface Surroundings {
  readonly links: Links;
  readonly notes: readonly Note[];
}

/** `## ❌ NO-GO: Phase 3 go/no-go`. */
export function heading({ decision: { status }, plan }: Outcome, level: '#' | '##'): string {
  return `${level} ${STATUS_MARKS[status]} ${status}: ${text(brief(plan.name))}`;
}

/**
 * What nobody may miss, what the decision means, of what and when, and what must be known to believe it. `head` stands before it, if
 * anything does.
 */
export function openingBlocks(outcome: Outcome, notes: readonly Note[], head: readonly string[] = []): readonly Block[] {
  const urgent = alarms(outcome).flatMap((alarm) => [`**${text(brief(alarm))}**`, '']);
  const lines = [...head, ...urgent, `**${headline(outcome)}**`, '', text(brief(subtitle(outcome)))];
  return [block(lines.join('\n'), []), ...noteBlocks([...notices(outcome).map((words) => ({ words })), ...notes])];
}

/** Each gate on a line: verdict, and in brief what was measured. */
export function gatesTable(outcome: Outcome): Block {
  const judgements = new Map(outcome.decision.judgements.map((judgement) => [judgement.gate, judgement]));
  const rows = gatesOf(outcome).map((gate) => {
    const judgement = judgements.get(gate.id);
    const measured = judgement ? text(brief(measuredInBrief(judgement))) : '';
    return `| ${gateCell(gate)} | ${VERDICT_MARKS[gate.verdict]} ${text(gate.verdictInWords)} | ${measured} |`;
  });
  if (rows.length === 0) return block('No gate was judged.', []);
  return block('| Gate | Verdict | Measured |\n|---|---|---|', rows, ['gate', 'gates']);
}

/** What did not pass, target and measured value beside each other, and what was waived; nothing where all passed by themselves. */
export function attentionBlocks(gates: readonly GateView[]): readonly Block[] {
  return [...(attentionOf(gates).shown.length === 0 ? [] : [attention(gates, '###')]), ...waived(gates, '###')];
}

/** Where everything is, the hash that the evidence is held to, and how to check it without trusting this page. */
export function closing(outcome: Outcome, links: Links): Block {
  const line = linksLine(links);
  const lines = [
    ...(line === '' ? [] : [line, '']),
    `Head ${code(brief(outcome.head))} · execution ${start(brief(outcome.executionId))}`,
    '',
    `Verify it offline: ${code(brief(verifyCommand(outcome)))}`,
  ];
  return block(lines.join('\n'), []);
}
