import type { Basis } from './facts/declaration.ts';
import type { DraftOf, FactType } from './facts/registry.ts';
import type { Json } from './json.ts';

/**
 * One recorded fact: a flat, readable object, one line of observations.jsonl. It never says "passed".
 * `seq`: number of the line, one sequence for the whole file, seals included. `t`: monotonic ms since the execution started.
 * `gate`: the gate it belongs to; absent for facts of the whole execution.
 */
export interface Observation {
  readonly seq: number;
  readonly t: number;
  readonly type: string;
  readonly gate?: string;
  readonly basis?: Basis;
  readonly [field: string]: Json | undefined;
}

/** An observation before the recorder has numbered it. `t` may be given when the fact is older than its recording. */
export type Draft = DraftOf<FactType>;

/** A recorded fact does not have the shape its type promises. Whoever judges it answers `blocked`, never `passed`. */
export class MalformedObservation extends Error {
  readonly seq: number;
  constructor(o: Observation, field: string, expected: string) {
    super(`observation ${o.seq} (${o.type}): "${field}" is not ${expected}`);
    this.name = 'MalformedObservation';
    this.seq = o.seq;
  }
}

/** A field that must be a finite number. @throws MalformedObservation */
export function numberOf(o: Observation, field: string): number {
  const value = o[field];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new MalformedObservation(o, field, 'a number');
  return value;
}

/** A field that must be a whole number, zero or more. @throws MalformedObservation */
export function countOf(o: Observation, field: string): number {
  const value = o[field];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new MalformedObservation(o, field, 'a whole number, zero or more');
  }
  return value;
}

/** A field that must be a string. @throws MalformedObservation */
export function stringOf(o: Observation, field: string): string {
  const value = o[field];
  if (typeof value !== 'string') throw new MalformedObservation(o, field, 'a string');
  return value;
}

/** A field that must be a list. @throws MalformedObservation */
export function listOf(o: Observation, field: string): readonly Json[] {
  const value = o[field];
  if (!Array.isArray(value)) throw new MalformedObservation(o, field, 'a list');
  return value as readonly Json[];
}
