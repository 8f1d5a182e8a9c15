import type { JsonObject } from '../core/json.ts';

/** Keys of a target whose probe runs a command. */
export type Step = {
  /** The name under which the command's output is kept; absent in plan.json: who runs the probe gives it. */
  readonly step?: string;
};

/** @param step the fact of a command */
export function endedByItself(step: JsonObject): boolean {
  return step['timedOut'] === false && step['aborted'] === false && step['spawnError'] === undefined;
}
