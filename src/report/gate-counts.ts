import type { Judgement } from '../core/judgement.ts';
import { EVIDENCE_GATE } from '../core/plan.ts';
import { thousands } from '../core/thousands.ts';
import type { Verdict } from '../core/verdict.ts';
import { countOfThings, listInWords } from './words.ts';

/** What the built-in gate is called where gates are counted: nobody has configured it. */
export const BUILT_IN = `${EVIDENCE_GATE} (built in)`;

type Judged = Pick<Judgement, 'gate' | 'verdict'>;

/** The gates that the configuration has. */
export function configured<T extends Judged>(judgements: readonly T[]): readonly T[] {
  return judgements.filter(({ gate }) => gate !== EVIDENCE_GATE);
}

/** The verdict of the built-in gate; undefined where it was not judged. */
export function evidenceVerdict(judgements: readonly Judged[]): Verdict | undefined {
  return judgements.find(({ gate }) => gate === EVIDENCE_GATE)?.verdict;
}

/** `2 required gates and evidence (built in)`. */
export function requiredInWords(judgements: readonly Judged[]): string {
  return withBuiltIn(judgements, (own) => countOfThings(own, 'required gate'));
}

/** `2 and evidence (built in)`. */
export function numberInWords(judgements: readonly Judged[]): string {
  return withBuiltIn(judgements, thousands);
}

function withBuiltIn(judgements: readonly Judged[], inWords: (own: number) => string): string {
  const own = configured(judgements).length;
  return listInWords([...(own > 0 ? [inWords(own)] : []), ...(evidenceVerdict(judgements) === undefined ? [] : [BUILT_IN])]);
}
