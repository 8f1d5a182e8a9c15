import type { ErrorCode } from '../core/error-code.ts';
import type { JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import type { ProbeContext } from '../core/ports.ts';
import { jsonMistake } from '../formats/json-scan.ts';

/** Whether the probe's condition reads this name; what nobody reads is neither parsed nor recorded. */
export type Reads = (name: string) => boolean;

/** What one look brought home. */
export interface Sight {
  /** Why there is no answer to look at. */
  readonly code?: ErrorCode;
  /** The system's own words for `code`. */
  readonly detail?: string;
  /** Recorded always: what the default and the probe's own keys are judged by. */
  readonly facts: JsonObject;
  /** What conditions may read besides the facts; of it only what is read is recorded. */
  readonly scope?: JsonObject;
  /** The answer, for a person to look at when it is not the right one. */
  readonly excerpt?: () => string;
  /** What a command wrote, for the same; its end tells more than its beginning. */
  readonly output?: () => string;
}

/** Looks at one thing once. It may throw: whatever is not an answer of the product's could not be found out. */
export type Look<Target extends JsonObject> = (plan: ProbePlan<Target>, context: ProbeContext, reads: Reads) => Promise<Sight>;

/** A sight of nothing, with the reason. */
export function unseen(code: ErrorCode, detail: string): Sight {
  return { code, detail, facts: {} };
}

/** A text read as JSON: `json` for conditions, or the fact that it is none. Only when the condition reads it. */
export function jsonSight(text: string, reads: Reads): { readonly facts: JsonObject; readonly scope: JsonObject } {
  if (!reads('json')) return { facts: {}, scope: {} };
  // A byte order mark is ignored, as RFC 8259 allows. Else stricter than JSON.parse, which of a key that stands twice believes the last.
  const plain = text.replace(/^\uFEFF/, '');
  const mistake = jsonMistake(plain);
  if (mistake) return { facts: { notJson: mistake.message }, scope: {} };
  return { facts: {}, scope: { json: JSON.parse(plain) } };
}
