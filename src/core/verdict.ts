/** A gate's or a criterion's verdict, worst last. `failed`: the product did wrong. `blocked`: we could not find out. */
export const VERDICTS = ['passed', 'waived', 'warned', 'skipped', 'blocked', 'failed'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The worst of several verdicts. Of none it is `blocked`: only positive evidence passes. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let rank = -1;
  for (const verdict of verdicts) rank = Math.max(rank, VERDICTS.indexOf(verdict));
  return VERDICTS[rank] ?? 'blocked';
}

/** The worst first; those of one verdict stay in their order. */
export function worstFirst<T extends { readonly verdict: Verdict }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
}

/** Whether people have to look at what has this verdict: it did not pass, and nobody waived it. */
export function needsAttention({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict !== 'passed' && verdict !== 'waived';
}

/** Whether a gate with this verdict lets the gates that need it run. */
export function satisfies(verdict: Verdict): boolean {
  return verdict === 'passed' || verdict === 'waived' || verdict === 'warned';
}
