import type { Observation } from '../../core/observation.ts';
import type { AllowedSecret } from '../../core/plan.ts';
import { allowedIndex } from '../../redact/allowed.ts';
import { isHarmful } from '../../redact/rules/all.ts';

/** The false alarm that a finding is; -1 for none. Values that the plan calls secret are never one. */
export function allowedAt(o: Observation, allowed: readonly AllowedSecret[]): number {
  const { rule, file, path } = o;
  if (typeof rule !== 'string') return -1;
  return allowedIndex(
    allowed,
    rule,
    [file, path].filter((name) => typeof name === 'string'),
  );
}

/** Whether what was found must not be published; else it warns. */
export function isFailing({ rule, example }: Observation): boolean {
  return typeof rule !== 'string' || (example !== true && isHarmful(rule));
}
