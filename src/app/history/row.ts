import { z } from 'zod';
import { instantOf } from '../../core/calendar.ts';
import { VERDICTS } from '../../core/verdict.ts';

/** As an execution is named, and so its folder. */
export const EXECUTION_ID = /^\d{8}-\d{6}-[0-9a-f]{6}$/;

/** To the second, and both were asked for one after the other. */
const NAMED_WITHIN_MS = 2500;

/** Whether an id names the moment at which its execution began: what does not is a copy, or was rewritten. */
export function namesItsTime(executionId: string, startedAt: string): boolean {
  const named = instantOf(executionId.replace(/^(....)(..)(..)-(..)(..)(..)-.*$/, '$1-$2-$3T$4:$5:$6.000Z'));
  return Math.abs(named - instantOf(startedAt)) <= NAMED_WITHIN_MS;
}

/** What an execution was; `UNFINISHED` stands in no index. */
const STATUSES = ['GO', 'NO-GO', 'BLOCKED', 'PARTIAL'] as const;

export const WALL_TIME = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);
export const COMMIT = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

const gate = z.object({
  verdict: z.enum(VERDICTS),
  /** What it counted and measured, by name: numbers alone. */
  numbers: z.record(z.string(), z.number()),
});

/** Of a run in Actions: far longer than any. */
const RUN = z.string().max(100);

const fields = z.object({
  version: z.literal(1),
  executionId: z.string().regex(EXECUTION_ID),
  name: z.string(),
  status: z.enum(STATUSES),
  startedAt: WALL_TIME,
  finishedAt: WALL_TIME,
  commit: COMMIT.nullable(),
  repository: z.string().optional(),
  branch: z.string().optional(),
  runId: RUN.optional(),
  runAttempt: RUN.optional(),
  uncommitted: z.literal(true).optional(),
  partial: z.literal(true).optional(),
  /** Stages of a rollout that are still to come. */
  stagesToCome: z.number().int().optional(),
  /** The execution of the stage before. */
  follows: z.string().optional(),
  /** The worst that a gate counts as `risk`. */
  risk: z.string().optional(),
  gates: z.record(z.string(), gate),
  head: SHA256,
  plan: SHA256,
  producer: z.string().optional(),
  /** Its bundle did not verify when it was written. */
  unverified: z.literal(true).optional(),
  /** A secret was left in its bundle, which lies where nothing is published from. */
  withheld: z.literal(true).optional(),
  /** Its bundle was written to another folder than this store. */
  elsewhere: z.string().optional(),
});

/** What the index says of one execution: enough to list it, and to know it when its bundle is gone. No execution writes what contradicts itself. */
const row = fields.refine(
  ({ executionId, startedAt, status, partial, runId, runAttempt }) =>
    namesItsTime(executionId, startedAt) && !(status === 'GO' && partial) && (runId === undefined) === (runAttempt === undefined),
);

const pruned = z.object({ version: z.literal(1), executionId: z.string().regex(EXECUTION_ID), pruned: WALL_TIME });

export type Row = z.infer<typeof row>;
export type Pruned = z.infer<typeof pruned>;

/** One line of an index; undefined for one that is none. */
export function parseLine(line: string): Row | Pruned | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return row.safeParse(parsed).data ?? pruned.safeParse(parsed).data;
  } catch {
    return undefined;
  }
}
