import type { Criterion, Finding } from '../../core/judgement.ts';
import type { DefaultCriterion } from '../../core/plan.ts';
import { worst } from '../../core/verdict.ts';
import type { Concern, Cycle } from './cycle.ts';
import type { Ledger } from './ledger.ts';
import type { DurabilitySpec, TABLE } from './spec.ts';
import { known, type Measured } from '../../conditions/measurements.ts';
import { seconds } from './words.ts';

/** So many lost writes are named one by one. */
const NAMED = 100;

/** What the cycles came to, the worst of each; what was not measured in any is absent. */
export function countsOf(cycles: readonly Cycle[], ledger: Ledger) {
  const rpo = cycles.flatMap(({ rpoMs }) => rpoMs ?? []);
  const rto = cycles.flatMap(({ rtoMs }) => rtoMs ?? []);
  return known({
    cycles: cycles.filter((cycle) => cycle.complete()).length,
    acknowledged: ledger.acknowledged,
    lostWrites: rpo.length > 0 ? lostIn(cycles) : undefined,
    rpoSeconds: rpo.length > 0 ? seconds(Math.max(...rpo)) : undefined,
    rtoSeconds: rto.length > 0 ? seconds(Math.max(...rto)) : undefined,
  } satisfies Measured<typeof TABLE>);
}

/** Whether the check held in all cycles; undefined unless it was made in each. */
export function consistencyOf(cycles: readonly Cycle[], { count }: DurabilitySpec): boolean | undefined {
  const checked = cycles.flatMap(({ consistent }) => consistent ?? []);
  return checked.length === count ? checked.every(Boolean) : undefined;
}

/** What the rows are made of. */
export interface RowInput {
  readonly spec: DurabilitySpec;
  /** The rows that the plan announces. */
  readonly defaults: readonly DefaultCriterion[];
  /** The look before the first write, then the cycles. */
  readonly cycles: readonly Cycle[];
  readonly counts: ReturnType<typeof countsOf>;
  readonly missing: string | undefined;
}

type Judged = Pick<Criterion, 'measured' | 'verdict'>;

/** When a cycle has what a row is about, and what the row shows when every cycle has. */
interface Row {
  readonly has: (cycle: Cycle) => boolean;
  readonly shows?: (counts: RowInput['counts']) => string;
}

const ROWS: Readonly<Record<Concern, Row>> = {
  cycles: { has: (cycle) => cycle.complete() },
  wiped: { has: (cycle) => cycle.wiped },
  'recovery point': {
    has: ({ rpoMs }) => rpoMs !== undefined,
    shows: ({ rpoSeconds, lostWrites }) => `${rpoSeconds} s, ${lostWrites} writes lost`,
  },
  'recovery time': { has: ({ rtoMs }) => rtoMs !== undefined, shows: ({ rtoSeconds }) => `${rtoSeconds} s` },
  'read back': { has: ({ rpoMs }) => rpoMs !== undefined },
  consistent: { has: ({ consistent }) => consistent === true },
};

/** The built-in criteria: what went wrong decides each; without that it must have been measured in every cycle. */
export function rowsOf(input: RowInput): readonly Criterion[] {
  return input.defaults.map((row) => ({ ...row, ...(troubles(input.cycles, row.name) ?? judged(input, ROWS[row.name as Concern])) }));
}

function judged({ spec, cycles: [, ...cycles], counts, missing }: RowInput, { has, shows }: Row): Judged {
  const seen = cycles.filter(has).length;
  const of = `${seen} of ${spec.count} cycles`;
  if (missing !== undefined || seen !== spec.count) return { measured: missing ?? of, verdict: 'blocked' };
  return { measured: shows?.(counts) ?? of, verdict: 'passed' };
}

function troubles(cycles: readonly Cycle[], name: string): Judged | undefined {
  const found = cycles.flatMap((cycle) => cycle.troubles.filter(({ concern }) => concern === name));
  if (found.length === 0) return undefined;
  return { measured: found.map(({ text }) => text).join('; '), verdict: worst(found.map(({ verdict }) => verdict)) };
}

/** What went wrong, then lost writes one by one, as many as can be read. */
export function findingsOf(cycles: readonly Cycle[], spec: DurabilitySpec): readonly Finding[] {
  const findings: Finding[] = cycles.flatMap((cycle) =>
    cycle.troubles.map(({ concern, text, seq }) => ({ title: titleOf(concern), message: text, seq })),
  );
  const total = lostIn(cycles);
  let named = 0;
  for (const cycle of cycles) {
    for (const seq of cycle.lost) {
      if (named === NAMED) break;
      named++;
      findings.push({ title: `Lost write ${seq}`, message: cycle.lossOf(seq), seq: cycle.readAt });
    }
  }
  if (total > named) findings.push({ title: 'Lost writes', message: `${total - named} more are lost, ${total} in all` });
  return [...cycles.flatMap(({ strange }) => strange ?? []), ...findings, ...untested(spec)];
}

/** What a pass does not show. */
function untested({ mode, wipe }: DurabilitySpec): readonly Finding[] {
  // Plans of before have no mode: their reports stay as they are.
  if (mode !== 'crash' || wipe !== undefined) return [];
  return [{ title: 'Backup', message: 'not tested: without "wipe" the restore may use what the crash left', note: true }];
}

function lostIn(cycles: readonly Cycle[]): number {
  return cycles.reduce((sum, { lost }) => sum + lost.size, 0);
}

function titleOf(concern: string): string {
  return `${concern.charAt(0).toUpperCase()}${concern.slice(1)}`;
}
