import type { Criterion, Judgement } from '../core/judgement.ts';
import { rowInWords } from '../core/row-words.ts';
import { thousands } from '../core/thousands.ts';
import { needsAttention, worstFirst } from '../core/verdict.ts';
import { kinds } from '../gates/registry.ts';
import { alarms } from './alarms.ts';
import type { Outcome } from './outcome.ts';
import { configured } from './gate-counts.ts';
import { riskInWords } from './rated-change.ts';
import { countOfThings } from './words.ts';

/** Counts of a passed gate that a table names. */
const MOST_COUNTS = 4;

/** The decision and why in few words, not escaped: `NO-GO: health-30m failed (1 of 2,160 checks)`. What nobody may miss comes first. */
export function gist(outcome: Outcome): string {
  const { status, judgements, partial, reasons } = outcome.decision;
  const required = judgements.filter((judgement) => judgement.required);
  const own = configured(required);
  const urgent = alarms(outcome);
  if (urgent.length > 0) return `${status}: ${urgent.join('; ')}${others(required)}`;
  switch (status) {
    case 'GO':
      return `GO: ${own.length === 1 ? 'the one required gate holds' : `all ${thousands(own.length)} required gates hold`}`;
    case 'PARTIAL':
      return `PARTIAL: ${firstOf(partial, 'more reason', 'more reasons')}`;
    default:
      return `${status}: ${culprits(worstFirst(required.filter(needsAttention))) ?? reasons[0] ?? 'no gate was judged'}`;
  }
}

/** How many gates did not pass besides those that raise an alarm. */
function others(required: readonly Judgement[]): string {
  const count = required.filter((judgement) => needsAttention(judgement) && !judgement.urgent).length;
  return count > 0 ? `, and ${countOfThings(count, 'more gate')} did not pass` : '';
}

/** The worst gate with its reason, and how many others fared the same; what was only skipped because of it is not worth a word. */
function culprits(gates: readonly Judgement[]): string | undefined {
  const verdict = gates[0]?.verdict;
  if (verdict === undefined) return undefined;
  const same = gates.filter((gate) => gate.verdict === verdict);
  return firstOf(same.map(culprit), `more gate ${verdict}`, `more gates ${verdict}`);
}

/** What a gate measured in few words, not escaped: its first counts, or what is wrong with it. */
export function measuredInBrief(judgement: Judgement): string {
  const { verdict, criteria, reason } = judgement;
  if (verdict === 'waived') return reason;
  const bad = worstFirst(criteria.filter(needsAttention));
  if (bad.length > 0) return firstOf(bad.map(rowInWords), 'more criterion', 'more criteria');
  if (reason !== '' || verdict !== 'passed') return reason;
  if (judgement.changeset) return `${riskInWords(judgement.changeset)} · ${countsInBrief(judgement)}`;
  return countsInBrief(judgement) || `${countOfThings(criteria.length, 'criterion', 'criteria')} passed`;
}

/** The first, and how many others there are. */
function firstOf([first = '', ...others]: readonly string[], one: string, many: string): string {
  return others.length === 0 ? first : `${first}, and ${countOfThings(others.length, one, many)}`;
}

function culprit(judgement: Judgement): string {
  const [worst] = worstFirst(judgement.criteria.filter(needsAttention));
  const why = shareOf(judgement, worst) ?? (worst ? rowInWords(worst) : judgement.reason);
  return `${judgement.gate} ${judgement.verdict} (${why})`;
}

/** `1 of 2,160 checks`, where that is what failed. */
function shareOf({ kind, counts }: Judgement, worst: Criterion | undefined): string | undefined {
  const share = kinds[kind]?.spec.share;
  if (!share || worst?.verdict !== 'failed' || (share.criterion ?? worst.name) !== worst.name) return undefined;
  const [bad, all] = [counts[share.bad], counts[share.all]];
  const known = typeof bad === 'number' && typeof all === 'number' && bad > 0;
  return known ? `${thousands(bad)} of ${thousands(all)} ${share.things}` : undefined;
}

function countsInBrief({ counts }: Judgement): string {
  return Object.entries(counts)
    .flatMap(([name, count]) => (typeof count === 'number' ? [`${name} ${thousands(count)}`] : []))
    .slice(0, MOST_COUNTS)
    .join(' · ');
}
