import type { Json } from '../../core/json.ts';
import { listOf, type Observation } from '../../core/observation.ts';

/** The commit that a name meant before the first gate; undefined where it meant none, or nobody looked. @param source the fact */
export function commitAtStart(source: Observation | undefined, name: string): string | undefined {
  if (source?.['revisions'] === undefined) return undefined;
  const found = listOf(source, 'revisions').find((one) => isRevision(one) && one.name === name);
  return isRevision(found) && typeof found.commit === 'string' ? found.commit : undefined;
}

function isRevision(value: Json | undefined): value is { readonly name: string; readonly commit?: Json } {
  return typeof value === 'object' && value !== null && 'name' in value;
}
