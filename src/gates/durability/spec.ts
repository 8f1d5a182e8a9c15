import type { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import { command, period, text, whole } from '../../language/keys.ts';
import { amount, type MeasurementTable, someOf } from '../../conditions/measurements.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../shared/kind.ts';
import { unknownWord } from '../shared/references.ts';

const shape = {
  service: text('the id of a service').describe('The service that is killed, restored and started again.'),
  count: whole(1, 10_000).default(1).describe('How many cycles of write, backup, crash, restore, read.'),
  write: command().describe('Writes the number $GATE_SEQ; exit code 0 acknowledges it. Longer than 5s is cut off, not acknowledged.'),
  'write-interval': period().prefault('100ms').describe('Time between two writes.'),
  backup: command().describe('Makes a backup, while writes go on. $GATE_DIR is a folder of this cycle alone, and kept with the evidence.'),
  restore: command().describe('Restores the backup.'),
  read: command().describe('Prints what is there: one number a line. It must work before the first write, too.'),
  check: command().optional().describe('Exit code 0: what was restored is consistent.'),
  rpo: period().describe(
    'Recovery point objective: what was acknowledged longer than this before the crash must be there. Writes go on for longer than this after the backup.',
  ),
  rto: period().describe('Recovery time objective: from the crash until the service is ready again.'),
};

export interface DurabilitySpec extends JsonObject {
  readonly service: string;
  readonly count: number;
  readonly write: string;
  readonly writeIntervalMs: number;
  readonly backup: string;
  readonly restore: string;
  readonly read: string;
  readonly check?: string;
  readonly rpoMs: number;
  readonly rtoMs: number;
}

/** The number of the `read` before the first write, which shows that it works and what is there already. */
export const CONTROL = 0;

/** So many writes must be acknowledged before the backup begins, and after it has ended. */
export const LEAST_WRITES = 10;

/** A restore that takes so many times the time objective has missed it, however long it would still take. */
export const PATIENCE = 2;

/** How long writes go on after the first that the backup can't have: so long that losing all of them misses the objective. */
export function exposureMs({ rpoMs, writeIntervalMs }: DurabilitySpec): number {
  return rpoMs + writeIntervalMs;
}

type Raw = z.infer<z.ZodObject<typeof shape>>;

/** What is measured with or without a `check`. */
export const TABLE = {
  cycles: amount('complete cycles'),
  acknowledged: amount('writes that were acknowledged'),
  lostWrites: someOf('acknowledged', 'acknowledged writes that were not there after the restore'),
  rpoSeconds: amount('seconds from the acknowledgement of the oldest write that is lost to the crash, 0 when none is; the worst cycle'),
  rtoSeconds: amount('seconds from the crash until the service was ready; the worst cycle'),
};

const EXAMPLE = `durability:
  kind: durability
  service: api
  count: 5
  write: ./db.sh write $GATE_SEQ
  backup: ./db.sh backup $GATE_DIR/backup
  restore: ./db.sh restore $GATE_DIR/backup
  read: ./db.sh list
  check: ./db.sh check
  rpo: 1s
  rto: 15s
`;

export const spec: GateSpec<typeof shape, DurabilitySpec> = {
  kind: 'durability',
  summary: 'Writes, backs up, crashes the service, restores and reads again: what is lost, and how long it takes.',
  example: EXAMPLE,
  shape,

  check(raw: Raw, context: SpecContext): readonly SpecProblem[] {
    if (!context.serviceIds.includes(raw.service)) {
      return [{ path: ['service'], message: unknownWord('service', raw.service, context.serviceIds) }];
    }
    const service = context.services.find(({ id }) => id === raw.service);
    if (!service) return [{ path: ['services'], message: `"${raw.service}" is not among these services` }];
    if (service.managed) return [];
    return [{ path: ['service'], message: `service "${raw.service}" has no "run": it can't be crashed and started` }];
  },

  resolve: (raw) => ({
    service: raw.service,
    count: raw.count,
    write: raw.write,
    writeIntervalMs: raw['write-interval'],
    backup: raw.backup,
    restore: raw.restore,
    read: raw.read,
    ...(raw.check !== undefined && { check: raw.check }),
    rpoMs: raw.rpo,
    rtoMs: raw.rto,
  }),

  expect: (spec) => ({ cycles: spec.count }),

  measurements: durabilityTable,

  counts: (spec) => ({
    ...durabilityTable(spec),
    expectedCycles: amount('cycles that had to be complete'),
    writes: amount('writes that were begun'),
  }),

  defaults: (spec) => [
    { name: 'cycles', target: `${spec.count} of ${spec.count}` },
    { name: 'recovery point', target: `≤ ${formatDuration(spec.rpoMs)}` },
    { name: 'recovery time', target: `≤ ${formatDuration(spec.rtoMs)}` },
    { name: 'read back', target: 'each number once, none that was never acknowledged' },
    ...(spec.check === undefined ? [] : [{ name: 'consistent', target: 'in every cycle' }]),
  ],

  leastDurationMs: (spec) => spec.count * writingMs(spec),
  // A restore is given its time, and so is the start after it.
  longestMs: (spec) => spec.count * (writingMs(spec) + (PATIENCE + 1) * spec.rtoMs),
};

function durabilityTable(spec: DurabilitySpec): MeasurementTable {
  return { ...TABLE, ...(spec.check !== undefined && { consistent: { type: 'boolean', doc: 'whether `check` held in every cycle' } }) };
}

/** How long a cycle writes, at least. */
function writingMs(spec: DurabilitySpec): number {
  return exposureMs(spec) + LEAST_WRITES * spec.writeIntervalMs;
}
