import type { Basis } from '../src/core/facts/declaration.ts';
import type { Json } from '../src/core/json.ts';
import type { Draft } from '../src/core/observation.ts';

/** A fact as a test sketches it: of any type, with the fields that matter to the test, right or wrong. */
export interface Sketch {
  readonly type: string;
  readonly t?: number;
  readonly gate?: string;
  readonly basis?: Basis;
  readonly [field: string]: Json | undefined;
}

/** Hands a sketched fact to what takes declared ones. */
export function draftOf(sketch: Sketch): Draft {
  return sketch as Draft;
}
