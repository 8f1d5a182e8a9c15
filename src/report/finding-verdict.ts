import type { Finding, Judgement } from '../core/judgement.ts';
import { needsAttention, type Verdict, worst } from '../core/verdict.ts';

/** What a finding amounts to: what the row of its name does, or else its gate. A note amounts to nothing. */
export function verdictOfFinding({ verdict, criteria }: Judgement, { title, note }: Finding): Verdict | undefined {
  if (note) return undefined;
  const rows = criteria.filter((row) => row.name === title && needsAttention(row));
  return rows.length === 0 ? verdict : worst(rows.map((row) => row.verdict));
}
