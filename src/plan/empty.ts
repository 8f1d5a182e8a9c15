import type { Path } from './document.ts';
import { defaultOf, entryOf, expectedOf, isOptional, keyFactsOf, type Schema, shapeOf } from './walk.ts';

/** Keys that a message names. */
const MOST_NAMED = 3;

/**
 * What to say of a key with nothing behind it, such as `policy:` alone. It is not taken for the default: what was to stand below it
 * may have lost its indentation, or be commented out by mistake, and nobody would miss the rule.
 */
export function emptyInWords(path: Path, schema: Schema | undefined): string {
  const key = path.at(-1);
  const remove = schema && (isOptional(schema) || defaultOf(schema) !== undefined) ? ', or remove this line' : '';
  return `${typeof key === 'string' ? `"${key}"` : 'this entry'} is empty: ${toWrite(schema)}${remove}`;
}

function toWrite(schema: Schema | undefined): string {
  if (!schema) return 'write a value';
  const keys = Object.keys(shapeOf(schema) ?? {});
  const more = keys.length > MOST_NAMED ? ', …' : '';
  if (keys.length > 0) return `write its keys below it, indented (${keys.slice(0, MOST_NAMED).join(', ')}${more})`;
  if (keyFactsOf(schema).expected !== undefined || !entryOf(schema)) return `expected ${expectedOf(schema)}`;
  return expectedOf(schema) === 'a list' ? 'write its entries below it, each after "- "' : 'write its entries below it, indented (NAME: …)';
}
