import type { DataProblem } from './validate.ts';
import { isMap } from './walk.ts';

/** Ids without a value, and the keys beside them that are not indented. */
export interface Beside {
  readonly keys: ReadonlySet<string>;
  readonly problems: readonly DataProblem[];
}

/**
 * Looks for an id without a value that is followed by keys of what it should hold.
 * @param entries the gates or the services as written. @param isWhole tells a gate or service that is called like a key
 */
export function keysBeside(
  section: 'gates' | 'services',
  entries: unknown,
  known: ReadonlySet<string>,
  isWhole: (entry: unknown) => boolean,
): Beside {
  const all = isMap(entries) ? Object.entries(entries) : [];
  const found = all.flatMap(([id, value], index) => {
    if (value !== null) return [];
    const below = all.slice(index + 1);
    const end = below.findIndex(([key, entry]) => !known.has(key) || isWhole(entry));
    const keys = below.slice(0, end < 0 ? below.length : end).map(([key]) => key);
    return keys.length === 0 ? [] : [{ id, keys }];
  });
  return {
    keys: new Set(found.flatMap(({ id, keys }) => [id, ...keys])),
    problems: found.map(({ id, keys }) => ({
      path: [section, keys[0] ?? id],
      part: 'key',
      message: `${keys.join(', ')} ${keys.length === 1 ? 'stands' : 'stand'} beside "${id}", not below it: indent ${keys.length === 1 ? 'it' : 'them'}`,
    })),
  };
}
