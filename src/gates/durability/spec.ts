import { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import { command, glob, period, text, whole, word } from '../../language/keys.ts';
import { amount, type MeasurementTable, someOf } from '../../conditions/measurements.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../shared/kind.ts';
import { unknownWord } from '../shared/references.ts';

const shape = {
  service: text('the id of a service').describe('The service that is killed, restored and started again; in a drill: that is written to.'),
  mode: word(['crash', 'drill'])
    .default('crash')
    .describe(
      'crash: write, backup, kill the service, restore, start it, read. drill: write, backup, restore elsewhere while the service runs, read what was restored. A drill asks for what was written before the backup, as of a nightly dump.',
    ),
  count: whole(1, 10_000).default(1).describe('How many cycles.'),
  write: command().describe(
    'Writes the number $GATE_SEQ through the service; exit code 0 acknowledges it. Longer than 5s is cut off, not acknowledged.',
  ),
  'write-interval': period().prefault('100ms').describe('Time between two writes.'),
  backup: command().describe('Makes a backup, while writes go on. $GATE_DIR is a folder of this cycle alone, and kept with the evidence.'),
  wipe: z
    .union([
      command(),
      z
        .strictObject({
          paths: z
            .array(glob('a path or a glob'))
            .min(1, { error: 'expected at least one path' })
            .describe(
              'What to remove: files, folders, globs. Each must be there, and something below them must have been written by the writes. What lies outside stays, such as an archived write-ahead log.',
            ),
        })
        .meta({ title: 'what is wiped' }),
    ])
    .optional()
    .describe(
      'Removes what the service stores, after the crash and before the restore: paths, which are seen to be gone, or a command, before which `read` must find the writes, without the service, and after which it must find nothing. Reading back then proves the backup. Without it the gate tests crash recovery: the restore may use what the crash left.',
    ),
  restore: command().describe('Restores the backup. In a drill: to another place, which $GATE_DIR may be.'),
  read: command().describe(
    'Prints what is there: one number a line. It must work before the first write, too. In a drill: what is there in the restored copy.',
  ),
  check: command().optional().describe('Exit code 0: what was restored is consistent.'),
  rpo: period()
    .optional()
    .describe(
      'Recovery point objective: writes acknowledged more than this long before the crash must survive. Writing goes on for longer than this after the backup. Not in a drill.',
    ),
  rto: period().describe(
    'Recovery time objective: from the crash (with `wipe`: from its end) until the service is ready again. In a drill: from the start of the restore until it has been read.',
  ),
};

export interface DurabilitySpec extends JsonObject {
  readonly service: string;
  /** Absent in older plans: a crash. */
  readonly mode?: 'crash' | 'drill';
  readonly count: number;
  readonly write: string;
  readonly writeIntervalMs: number;
  readonly backup: string;
  /** A command, or what is removed. */
  readonly wipe?: string | { readonly paths: readonly string[] };
  readonly restore: string;
  readonly read: string;
  readonly check?: string;
  /** 0 in a drill. */
  readonly rpoMs: number;
  readonly rtoMs: number;
}

export function isDrill({ mode }: DurabilitySpec): boolean {
  return mode === 'drill';
}

/** The paths that we remove. */
export function wipedPaths({ wipe }: DurabilitySpec): readonly string[] {
  return typeof wipe === 'object' ? wipe.paths : [];
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
  rpoSeconds: amount(
    'seconds from the acknowledgement of the oldest write that is lost to the crash (in a drill: to the backup), 0 when none is; the worst cycle',
  ),
  rtoSeconds: amount(
    'seconds from the crash (with a wipe: from its end) until the service was ready, in a drill of restore and read; the worst cycle',
  ),
};

const EXAMPLE = `durability:
  kind: durability
  service: api
  count: 5
  write: ./db.sh write $GATE_SEQ
  backup: ./db.sh backup $GATE_DIR/backup
  wipe: { paths: [ data/db ] }
  restore: ./db.sh restore $GATE_DIR/backup
  read: ./db.sh list
  check: ./db.sh check
  rpo: 1s
  rto: 15s
`;

export const spec: GateSpec<typeof shape, DurabilitySpec> = {
  kind: 'durability',
  summary:
    'Writes, backs up, crashes the service, wipes what it stored, restores and reads again: what is lost, and how long it takes. Or restores a backup elsewhere (mode: drill).',
  example: EXAMPLE,
  shape,

  check(raw: Raw, context: SpecContext): readonly SpecProblem[] {
    if (!context.serviceIds.includes(raw.service)) {
      return [{ path: ['service'], message: unknownWord('service', raw.service, context.serviceIds) }];
    }
    const service = context.services.find(({ id }) => id === raw.service);
    if (!service) return [{ path: ['services'], message: `"${raw.service}" is not among these services` }];
    const problems = raw.mode === 'drill' ? drillProblems(raw) : crashProblems(raw);
    if (service.managed || raw.mode === 'drill') return problems;
    return [...problems, { path: ['service'], message: `service "${raw.service}" has no "run": it can't be crashed and started` }];
  },

  resolve: (raw) => ({
    service: raw.service,
    mode: raw.mode,
    count: raw.count,
    write: raw.write,
    writeIntervalMs: raw['write-interval'],
    backup: raw.backup,
    ...(raw.wipe !== undefined && { wipe: raw.wipe }),
    restore: raw.restore,
    read: raw.read,
    ...(raw.check !== undefined && { check: raw.check }),
    rpoMs: raw.rpo ?? 0,
    rtoMs: raw.rto,
  }),

  expect: (spec) => ({ cycles: spec.count }),

  measurements: durabilityTable,

  brings: { consistent: 'needs "check"' },

  counts: (spec) => ({
    ...durabilityTable(spec),
    expectedCycles: amount('cycles that had to be complete'),
    writes: amount('writes that were begun'),
  }),

  defaults: (spec) => [
    { name: 'cycles', target: `${spec.count} of ${spec.count}, ${testedInWords(spec)}` },
    ...(spec.wipe === undefined ? [] : [{ name: 'wiped', target: `${wipedInWords(spec)}, before each restore` }]),
    { name: 'recovery point', target: `${pointInWords(spec)}, ${testedInWords(spec)}` },
    { name: 'recovery time', target: `≤ ${formatDuration(spec.rtoMs)}, ${testedInWords(spec)}` },
    { name: 'read back', target: 'each number once, none that was never acknowledged' },
    ...(spec.check === undefined ? [] : [{ name: 'consistent', target: 'in every cycle' }]),
  ],

  leastDurationMs: (spec) => spec.count * writingMs(spec),
  // A restore is given its time, and so is the start after it.
  longestMs: (spec) => spec.count * (writingMs(spec) + (PATIENCE + 1) * spec.rtoMs),
};

/** What a pass shows. Where nothing was wiped the restore may have used what the crash left, and no backup. */
function testedInWords(spec: DurabilitySpec): string {
  if (isDrill(spec)) return 'backup restored elsewhere';
  return spec.wipe === undefined ? 'crash recovery' : 'from the backup';
}

function pointInWords(spec: DurabilitySpec): string {
  return isDrill(spec) ? 'all that was acknowledged before the backup' : `≤ ${formatDuration(spec.rpoMs)}`;
}

function wipedInWords({ wipe }: DurabilitySpec): string {
  return typeof wipe === 'object' ? `${wipe.paths.join(', ')} gone` : 'by its command';
}

function crashProblems({ rpo }: Raw): readonly SpecProblem[] {
  return rpo === undefined ? [{ path: [], message: 'a durability gate needs "rpo" (or "mode: drill")' }] : [];
}

function drillProblems(raw: Raw): readonly SpecProblem[] {
  return (['rpo', 'wipe'] as const).flatMap((key) =>
    raw[key] === undefined ? [] : [{ path: [key], message: `"${key}" has no meaning in a drill, which crashes nothing` }],
  );
}

function durabilityTable(spec: DurabilitySpec): MeasurementTable {
  return { ...TABLE, ...(spec.check !== undefined && { consistent: { type: 'boolean', doc: 'whether `check` held in every cycle' } }) };
}

/** How long a cycle writes, at least. */
function writingMs(spec: DurabilitySpec): number {
  return exposureMs(spec) + LEAST_WRITES * spec.writeIntervalMs;
}
