import type { Json } from '../../core/json.ts';
import { type Condition, evaluateValue, parseCondition, type Scope } from '../../conditions/condition.ts';

/** The values of an assert gate, as they came out. */
export interface Values {
  readonly known: Readonly<Record<string, Json>>;
  /** Of those that could not be computed, why. */
  readonly blocked: readonly { readonly name: string; readonly why: string }[];
  /** Names of those that were typed, not measured: they read nothing, nothing but variables, or nothing but such values. */
  readonly typed: readonly string[];
}

/**
 * Computes the values in the order in which they are written; later ones may read earlier ones.
 * @param unknown why something that a condition reads is not known, given the values that are not
 */
export function computeValues(
  sources: Readonly<Record<string, string>>,
  scope: Scope,
  unknown: (condition: Condition, blocked: Values['blocked']) => string | undefined,
): Values {
  const known: Record<string, Json> = {};
  const blocked: { name: string; why: string }[] = [];
  const typed: string[] = [];
  for (const [name, source] of Object.entries(sources)) {
    const condition = parseCondition(source);
    const why = unknown(condition, blocked);
    const outcome = why === undefined ? evaluateValue(condition, { ...scope, ...known }) : { blocked: why };
    if ('blocked' in outcome) blocked.push({ name, why: outcome.blocked });
    else known[name] = outcome.value;
    if (isTyped(condition, typed)) typed.push(name);
  }
  return { known, blocked, typed };
}

function isTyped({ names }: Condition, typed: readonly string[]): boolean {
  return [...names].every((name) => name === 'vars' || typed.includes(name));
}
