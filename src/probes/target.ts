import type { Json, JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';

/** A key of the probe's own that must be a text. @throws when the plan was not made by our own resolver. */
export function textOf(plan: ProbePlan, key: string): string {
  const value = plan.target[key];
  if (typeof value !== 'string') throw new Error(`probe "${plan.name}" has no ${key}`);
  return value;
}

/** A key of the probe's own that must be a number. @throws when the plan was not made by our own resolver. */
export function numberOf(plan: ProbePlan, key: string): number {
  const value = plan.target[key];
  if (typeof value !== 'number') throw new Error(`probe "${plan.name}" has no ${key}`);
  return value;
}

export function optionalText(plan: ProbePlan, key: string): string | undefined {
  const value = plan.target[key];
  return typeof value === 'string' ? value : undefined;
}

export function optionalNumber(plan: ProbePlan, key: string): number | undefined {
  const value = plan.target[key];
  return typeof value === 'number' ? value : undefined;
}

/** The texts of a list; none when the key is absent. */
export function textsOf(plan: ProbePlan, key: string): readonly string[] {
  const value = plan.target[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The entries of a map of texts; none when the key is absent. */
export function entriesOf(plan: ProbePlan, key: string): readonly (readonly [string, string])[] {
  const value = plan.target[key];
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
