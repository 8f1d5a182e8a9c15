/** A gate's or a criterion's verdict, worst last. `failed`: the product did wrong. `blocked`: we could not find out. */
export const VERDICTS = ['passed', 'waived', 'warned', 'skipped', 'blocked', 'failed'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The worst of several verdicts. Of none it is `blocked`: only positive evidence passes. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let rank = -1;
  for (const verdict of verdicts) rank = Math.max(rank, VERDICTS.indexOf(verdict));
  return VERDICTS[rank] ?? 'blocked';
}

/** Whether a gate with this verdict lets the gates that need it run. */
export function satisfies(verdict: Verdict): boolean {
  return verdict === 'passed' || verdict === 'waived' || verdict === 'warned';
}
