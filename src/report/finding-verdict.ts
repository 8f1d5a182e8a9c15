import type { Finding, Judgement } from '../core/judgement.ts';
import { needsAttention, type Verdict, worst } from '../core/verdict.ts';

/** What a finding amounts to: what the row of its name does, or else its gate. A note amounts to nothing, nor does one of a gate that passed. */
export function verdictOfFinding({ verdict, criteria }: Judgement, { title, note, verdict: own }: Finding): Verdict | undefined {
  if (note || verdict === 'passed') return undefined;
  if (own !== undefined) return own;
  const rows = criteria.filter((row) => row.name === title && needsAttention(row));
  return rows.length === 0 ? verdict : worst(rows.map((row) => row.verdict));
}
