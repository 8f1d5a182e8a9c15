import { instantOf } from '../core/calendar.ts';
import type { Status } from '../core/decision.ts';
import { EVIDENCE_GATE } from '../core/plan.ts';
import type { Verdict } from '../core/verdict.ts';
import { terminal as text } from './escape.ts';
import { configured } from './gate-counts.ts';
import { quantity } from './quantity.ts';
import { clip, pad, widthOf } from './width.ts';
import { countOfThings, spanInWords } from './words.ts';

/** An earlier execution, for a list. */
export interface ListedExecution {
  readonly executionId: string;
  readonly name: string;
  readonly status: Status | 'UNFINISHED';
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly commit: string | null;
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly risk?: string | undefined;
  readonly partial?: true | undefined;
  readonly uncommitted?: true | undefined;
  readonly unverified?: true | undefined;
  /** A secret was left in its bundle, which is not kept with the others. */
  readonly withheld?: true | undefined;
  /** Where its bundle lies, when that is another folder. */
  readonly elsewhere?: string | undefined;
  readonly gates: Readonly<Record<string, { readonly verdict: Verdict; readonly numbers: Readonly<Record<string, number>> }>>;
  readonly head?: string;
  /** Its bundle was removed, and when, if `gate prune` did that. */
  readonly gone?: true;
  readonly pruned?: string;
  /** The index told otherwise of it than its bundle. */
  readonly differs?: true;
}

const GAP = '  ';
/** The last column has at least so much. */
const LEAST = 12;
const SHORT_COMMIT = 8;
/** Of the name of a configuration, where there are several. */
const NAME = 20;

/** Earlier executions as a table, in the order given. @param columns of the terminal */
export function historyTable(
  executions: readonly ListedExecution[],
  { columns, gate }: { readonly columns: number; readonly gate: string | undefined },
): string {
  const names = new Set(executions.map(({ name }) => name));
  const hasRisk = executions.some(({ risk }) => risk !== undefined);
  const rows = executions.map((one) => [
    text(one.executionId),
    one.status,
    took(one),
    (one.commit ?? 'none').slice(0, SHORT_COMMIT),
    ...(hasRisk ? [text(one.risk ?? '')] : []),
    names.size > 1 ? `${clip(text(one.name), NAME)}: ${what(one, gate)}` : what(one, gate),
  ]);
  const head = ['Execution (UTC)', 'Status', 'Took', 'Commit', ...(hasRisk ? ['Risk'] : []), gate === undefined ? 'Gates' : text(gate)];
  return lines([head, ...rows], columns);
}

function lines(rows: readonly (readonly string[])[], columns: number): string {
  const last = (rows[0]?.length ?? 1) - 1;
  const widths = rows[0]?.map((_, index) => Math.max(...rows.map((cells) => widthOf(cells[index] ?? '')))) ?? [];
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  const rest = Math.max(LEAST, columns - before);
  return rows
    .map(
      (cells) =>
        `${cells
          .map((cell, index) => (index === last ? clip(cell, rest) : pad(cell, widths[index] ?? 0)))
          .join(GAP)
          .trimEnd()}\n`,
    )
    .join('');
}

function took({ startedAt, finishedAt }: ListedExecution): string {
  const ms = finishedAt === undefined ? -1 : instantOf(finishedAt) - instantOf(startedAt);
  return ms >= 0 ? spanInWords(ms) : '';
}

/** What came of its gates, the bad ones by name, and what else is to be known of it. */
function what(one: ListedExecution, gate: string | undefined): string {
  const notes = [
    ...(one.differs ? ['INDEX DIFFERS'] : []),
    ...(one.unverified ? ['does not verify'] : []),
    ...(one.withheld ? ['withheld, a secret was left in it'] : []),
    ...(one.partial ? ['partial'] : []),
    ...(one.uncommitted ? ['uncommitted changes'] : []),
    ...(one.elsewhere === undefined ? [] : ['elsewhere']),
    ...(one.gone ? [one.pruned === undefined ? 'bundle gone' : 'pruned'] : []),
  ];
  return [gate === undefined ? gatesInWords(one) : (one.gates[gate]?.verdict ?? ''), ...notes].filter((part) => part !== '').join(' · ');
}

function gatesInWords({ gates }: ListedExecution): string {
  const all = Object.entries(gates);
  const of = (...verdicts: readonly Verdict[]): readonly string[] =>
    all.filter(([, { verdict }]) => verdicts.includes(verdict)).map(([id]) => text(id));
  const bad = (['failed', 'blocked'] as const).flatMap((verdict) => {
    const ids = of(verdict);
    return ids.length === 0 ? [] : [`${verdict}: ${ids.join(', ')}`];
  });
  if (bad.length > 0) return bad.join('; ');
  if (all.length === 0) return '';
  // What is built in nobody has configured: it is counted nowhere, and named where it did not simply pass.
  const own = configured(all.map(([gate, { verdict }]) => ({ gate, verdict })));
  const count = (verdict: Verdict): number => own.filter((one) => one.verdict === verdict).length;
  const besides = (['waived', 'warned'] as const).flatMap((verdict) => (count(verdict) === 0 ? [] : `${count(verdict)} ${verdict}`));
  const evidence = gates[EVIDENCE_GATE]?.verdict ?? 'passed';
  const builtIn = evidence === 'passed' ? [] : [`${EVIDENCE_GATE} ${evidence}`];
  return [`${count('passed')} of ${countOfThings(own.length, 'gate')} passed`, ...besides, ...builtIn].join(', ');
}

/** What a measurement of a gate was in one execution. */
export interface TrendPoint {
  readonly execution: ListedExecution;
  readonly verdict: Verdict | undefined;
  /** Absent: it was not measured. */
  readonly value: number | undefined;
}

const BAR = 20;

/** How a measurement went, from the oldest to the newest, with a bar for each value. */
export function trendTable(points: readonly TrendPoint[], { name, columns }: { readonly name: string; readonly columns: number }): string {
  const values = points.flatMap(({ value }) => value ?? []);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const rows = points.map(({ execution, verdict, value }) => [
    text(execution.executionId),
    (execution.commit ?? 'none').slice(0, SHORT_COMMIT),
    verdict ?? '',
    value === undefined ? 'not measured' : quantity(name, value),
    value === undefined ? '' : bar(value, least, most),
  ]);
  return lines([['Execution (UTC)', 'Commit', 'Verdict', text(name), ''], ...rows], columns);
}

function bar(value: number, least: number, most: number): string {
  const part = most === least ? 0 : (value - least) / (most - least);
  return '█'.repeat(Math.round(part * BAR)) || '▏';
}
