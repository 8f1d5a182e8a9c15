import type { Json } from '../../core/json.ts';
import { countOf, type Observation, stringOf } from '../../core/observation.ts';
import { isObject } from '../../probes/target.ts';

/** The process that a fact is about. @throws MalformedObservation */
export function processOf(o: Observation): string {
  return identityOf({ pid: countOf(o, 'pid'), start: stringOf(o, 'start') });
}

/** A process, so that it can be compared. */
export function identityOf(one: Json): string {
  return isObject(one) ? JSON.stringify([one['pid'], one['start']]) : '';
}
