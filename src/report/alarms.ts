import type { Outcome } from './outcome.ts';

/**
 * What nobody may miss, not escaped: `rollout: rollback: FAILED: traffic still at 10 %: …`. It is the first that every place shows, also
 * of an advisory gate, and also where something else is worse.
 */
export function alarms({ decision: { judgements } }: Outcome): readonly string[] {
  return judgements.flatMap(({ gate, urgent = [] }) => urgent.map(({ name, measured }) => `${gate}: ${name}: ${measured}`));
}
