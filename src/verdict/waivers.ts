import type { Criterion, Finding, Waived } from '../core/judgement.ts';
import type { WaiverPlan } from '../core/plan.ts';
import { nearest } from '../core/suggest.ts';
import { expired, holdsOn, plainName, soonOver, waivedBy, waiverFinding } from '../gates/shared/waiver.ts';

/** No more names are compared with each other to find the one that was meant. */
const MOST_GUESSED = 100;

/** A gate's rows after its waivers, and what came of them. */
export interface WaivedRows {
  readonly criteria: readonly Criterion[];
  readonly waived: readonly Waived[];
  readonly findings: readonly Finding[];
}

/**
 * Waives rows of a gate by their exact names. Only `failed` is waived: what could not be found out stays blocked. A known failure
 * that passes now fails the gate: its waiver would hide the next one.
 * @param known names that the gate's kind has dealt with: they are no rows
 * @param builtIn rows that can't be waived by their name: their findings have ids
 * @param held why no row can be waived by its name; undefined where they can
 * @param ids what findings of the gate are about: a name that was meant may be among them
 * @param today UTC date of the execution; undefined where it is not known, so that nothing is waived
 */
export function waiveRows(
  criteria: readonly Criterion[],
  waivers: readonly WaiverPlan[],
  {
    known,
    builtIn,
    held,
    ids,
  }: {
    readonly known: ReadonlySet<string>;
    readonly builtIn: ReadonlySet<string>;
    readonly held: string | undefined;
    readonly ids: readonly string[];
  },
  today: string | undefined,
): WaivedRows {
  const entries = waivers.flatMap((waiver) =>
    waiver.match.filter((name) => !known.has(name)).map((name) => ({ waiver, name, row: plainName(name) })),
  );
  const guessed = entries.length <= MOST_GUESSED ? ids.slice(0, MOST_GUESSED) : [];
  const found = entries.map(({ waiver, name, row }): { findings: readonly Finding[]; waived: readonly Waived[]; stale: boolean } => {
    const rows = criteria.filter((criterion) => criterion.name === row);
    const failed = rows.some(({ verdict }) => verdict === 'failed');
    const passed = rows.length > 0 && rows.every(({ verdict }) => verdict === 'passed' || verdict === 'warned');
    const say = (findings: readonly Finding[]) => ({ findings, waived: [], stale: false });
    if (builtIn.has(row))
      return say([waiverFinding(waiver, name, 'names a built-in row of this gate, which is not waived: name its tests')]);
    if (rows.length === 0)
      return say([waiverFinding(waiver, name, `names neither a test nor a row of this gate${insteadOf(row, guessed)}`)]);
    if (held !== undefined) return say([waiverFinding(waiver, name, held)]);
    if (!holdsOn(waiver, today)) return say([expired(waiver, name)]);
    if (failed) return { findings: soonOver(waiver, name, today), waived: [waivedBy(waiver, [row], [])], stale: false };
    if (!passed) return say([]);
    if (waiver.kind === 'flaky') return { findings: soonOver(waiver, name, today), waived: [waivedBy(waiver, [], [row])], stale: false };
    return { findings: [waiverFinding(waiver, name, 'it passes now: the waiver must go')], waived: [], stale: true };
  });
  const waived = found.flatMap((entry) => entry.waived);
  const names = new Set(waived.flatMap(({ failed }) => failed));
  const stale = entries.filter((_, index) => found[index]?.stale === true).map(({ name }) => name);
  return {
    criteria: [
      ...criteria.map((row) => (row.verdict === 'failed' && names.has(row.name) ? { ...row, verdict: 'waived' as const } : row)),
      ...staleRow(stale),
    ],
    waived,
    findings: found.flatMap((entry) => entry.findings),
  };
}

function insteadOf(name: string, ids: readonly string[]): string {
  const near = nearest(name, ids);
  return near === undefined ? ': it can go' : `; did you mean "${near}"?`;
}

function staleRow(names: readonly string[]): readonly Criterion[] {
  if (names.length === 0) return [];
  return [
    {
      name: 'waivers',
      target: 'every known failure still fails',
      measured: `passing now: ${names.join(', ')}`,
      words: `waived, but passing now: ${names.join(', ')}`,
      verdict: 'failed',
    },
  ];
}
