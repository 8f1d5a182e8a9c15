import type { z } from 'zod';
import type { MeasurementTable } from '../conditions/measurements.ts';
import type { ErrorCode } from '../core/error-code.ts';
import type { JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import type { ProbeVerdict } from './rows.ts';
import type { Reads } from './sight.ts';

/** Something wrong inside a probe; `path` leads to the value from the probe's own map. */
export interface ProbeProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Where a probe stands, as far as its meaning depends on it. */
export interface ProbeSite {
  /** The service's port: then a path stands for an address of it. */
  readonly port?: number;
  /** Timeouts of probes that name none. */
  readonly timeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly toolTimeoutMs: number;
  /** Retries of probes that name none. */
  readonly retry: ProbePlan['retry'];
}

/** What was recorded of a probe. */
export interface ProbeFacts {
  readonly code?: string;
  readonly detail?: string;
  readonly got: JsonObject;
}

/**
 * A kind of probe: all that is known of it without a look. The look is in live/looks.
 * @typeParam Schema its keys as they are written @typeParam Target its keys in their resolved form, as they stand in plan.json
 */
export interface ProbeKindSpec<Schema extends z.ZodObject = z.ZodObject, Target extends JsonObject = JsonObject> {
  /** Made by `probeSchema`. One key is the kind's own word. */
  readonly schema: Schema;
  /** What its conditions may read. */
  readonly reads: MeasurementTable;
  /** The timeout of the site that it has when it names none; default `timeoutMs`. */
  readonly timeout?: 'commandTimeoutMs' | 'toolTimeoutMs';
  /** An example of a condition, for a kind that has no default: without a condition it could not fail. */
  readonly needsExpect?: string;
  /** The thing is ours to have: if it is missing, nothing is said about the product, so a failure blocks. */
  readonly isOurs?: true;
  /** Codes of an answer that the condition refuses: where the condition replaces the default, and where it adds to it. */
  readonly refused?: readonly [ErrorCode, ErrorCode];

  /** What zod can't see: addresses, patterns, ranges, keys that need each other. */
  check?(raw: z.output<Schema>, site: ProbeSite): readonly ProbeProblem[];
  /** @param raw one without problems */
  target(raw: z.output<Schema>, site: ProbeSite): Target;
  /** What to call it when it has no name. */
  name(target: Target): string;
  /** What holds without a condition, and what its own keys require: one row for each. */
  rows(target: Target, got: JsonObject, reads: Reads): readonly ProbeVerdict[];

  /** Whether the facts answer the condition although the look ended with a code. */
  answersAnyway?(got: JsonObject, reads: Reads): boolean;
  /** A verdict that makes the condition needless, after all rows have passed. */
  settles?(target: Target, got: JsonObject): ProbeVerdict | undefined;
  /** Why an answer that the condition accepts may be none. @param holds whether the condition also accepts these facts */
  doubt?(got: JsonObject, holds: (got: JsonObject) => boolean): string | undefined;
  /** Only for kinds that run a command, which then is a step of the gate: whether what was recorded agrees with the fact of that step. */
  agrees?(facts: ProbeFacts, step: JsonObject): boolean;
}

/** A kind that services can be watched with: `health`, `ready`, `progress`. */
export interface WatchKindSpec<Schema extends z.ZodObject = z.ZodObject, Target extends JsonObject = JsonObject> extends ProbeKindSpec<
  Schema,
  Target
> {
  /** The port of this machine that it asks over the network; undefined for another machine's. Absent: it asks none. */
  localPort?(target: Target): number | undefined;
  /** Whether an answer without a code came from the service itself. */
  fromService(got: JsonObject): boolean;
}
