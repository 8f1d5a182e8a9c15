import type { Json, JsonObject } from '../../core/json.ts';
import { isObject } from '../../probes/target.ts';
import { isResults } from './records.ts';
import type { ClassificationSpec } from './spec.ts';

/** The newest earlier execution of this configuration that was a GO. */
export const LAST_GO = 'last-go';

/** Whether the baseline is a whole execution, with its results: the last GO, or a bundle that is named by its folder. */
export function isOfExecution(from: string): boolean {
  return from === LAST_GO || !(isResults(from) || from.endsWith('.json'));
}

/** Whether an earlier gate had the same classes, and its results the same fields. */
export function isAlike({ classes, fields }: ClassificationSpec, earlier: JsonObject): boolean {
  const theirs = earlier['fields'];
  const sameFields = isObject(theirs) && (['case', 'expected', 'actual'] as const).every((name) => theirs[name] === fields[name]);
  return sameFields && sortedText(earlier['classes']) === sortedText([...classes]);
}

function sortedText(classes: Json | undefined): string | undefined {
  return Array.isArray(classes) ? JSON.stringify(classes.map(String).toSorted()) : undefined;
}
