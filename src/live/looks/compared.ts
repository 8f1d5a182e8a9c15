import type { JsonObject } from '../../core/json.ts';
import type { ProbeContext } from '../../core/ports.ts';

/**
 * The facts by which `equals` is judged: what the keys are (`seen`). Where a secret is wanted only whether it is equal is recorded
 * (`same`), never the value. A key that is not there stands in neither.
 */
export function compared(
  wanted: readonly (readonly [string, string])[],
  values: ReadonlyMap<string, string>,
  context: ProbeContext,
): JsonObject {
  const seen: Record<string, string> = {};
  const same: Record<string, boolean> = {};
  for (const [key, value] of wanted) {
    const actual = values.get(key);
    if (actual === undefined) continue;
    const revealed = context.reveal(value);
    if (revealed === value) seen[key] = actual;
    else same[key] = actual === revealed;
  }
  return { seen, ...(Object.keys(same).length > 0 && { same }) };
}
