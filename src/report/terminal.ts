import type { Status } from '../core/decision.ts';
import { thousands } from '../core/thousands.ts';
import { type Verdict, VERDICTS } from '../core/verdict.ts';
import { alarms } from './alarms.ts';
import { some } from './budget.ts';
import { terminal as text } from './escape.ts';
import { verdictOfFinding } from './finding-verdict.ts';
import { firstFindings, type GateFinding, lastOutput, logsOf } from './first-findings.ts';
import { BUILT_IN, configured, evidenceVerdict } from './gate-counts.ts';
import { brief, gatesOf, type GateView, type Row } from './model.ts';
import type { Outcome } from './outcome.ts';
import { headline, letPass, notices, subtitle } from './prose.ts';
import { joinedRuns } from './repeated-findings.ts';
import { clip, pad, widthOf, wrap } from './width.ts';

export interface TerminalOptions {
  /** Columns of the terminal; below 55 its lines may be wider. */
  readonly columns: number;
  /** Whether colours are wanted; the caller knows NO_COLOR and whether this is a terminal. */
  readonly color: boolean;
  /** Where the bundle was written. */
  readonly bundle: string;
}

/** A line of the table: four cells and how the last one looks. */
interface Line {
  readonly cells: readonly [criterion: string, target: string, measured: string, verdict: string];
  readonly verdict: Verdict;
  readonly gate: boolean;
}

const HEADER = ['Gate · criterion', 'Target', 'Measured', 'Verdict'] as const;
const GAP = 2;
const NARROWEST = 10;
/** Lines of one cell, rows of one gate, reasons and findings below the table, last lines of an output, logs of a gate. */
const MOST = { lines: 4, rows: 60, reasons: 20, findings: 5, output: 3, logs: 3 } as const;

const LOOKS: Readonly<Record<Verdict, { readonly glyph: string; readonly paint: Paint }>> = {
  passed: { glyph: '✓', paint: '32' },
  waived: { glyph: '✓', paint: '35' },
  warned: { glyph: '!', paint: '33' },
  skipped: { glyph: '-', paint: '2' },
  blocked: { glyph: '■', paint: '33' },
  failed: { glyph: '✗', paint: '31' },
};
/** Of what only explains. */
const NOTE: { readonly glyph: string; readonly paint: Paint } = { glyph: '·', paint: '2' };
const STATUS_PAINT: Readonly<Record<Status, Paint>> = { GO: '1;32', 'NO-GO': '1;31', BLOCKED: '1;33', PARTIAL: '1;35' };

type Paint = '1' | '2' | '31' | '32' | '33' | '35' | '1;31' | '1;32' | '1;33' | '1;35';
type Painter = (paint: Paint, words: string) => string;

/** What stands at the end of a run: every criterion with its verdict, the decision, where the evidence lies and its head. */
export function terminalTable(outcome: Outcome, { columns, color, bundle }: TerminalOptions): string {
  const painted: Painter = color ? (paint, words) => `\u001b[${paint}m${words}\u001b[0m` : (_, words) => words;
  const lines = gatesOf(outcome).flatMap(linesOf);
  const widths = widthsOf(lines, columns);
  const urgent = alarms(outcome).flatMap((alarm) => wrap(text(brief(alarm)), Math.max(30, columns), MOST.lines));
  return [
    ...urgent.map((line) => painted('1;31', line)),
    ...(urgent.length > 0 ? [''] : []),
    painted('1', text(brief(outcome.plan.name))),
    painted('2', text(brief(subtitle(outcome)))),
    '',
    ...(lines.length > 0 ? [headerLine(widths, painted), rule(widths, painted)] : []),
    ...lines.flatMap((line) => tableLines(line, widths, painted)),
    '',
    totals(outcome),
    '',
    ...decisionLines(outcome, columns, painted),
    ...findingLines(outcome, columns, painted),
    '',
    `bundle  ${text(bundle)}`,
    `head    ${text(outcome.head)}`,
    '',
  ].join('\n');
}

function linesOf(gate: GateView): readonly Line[] {
  const { shown, omitted } = some(gate.criteria.shown, MOST.rows);
  const hidden = omitted + gate.criteria.omitted;
  const remark = gate.criteria.shown.length === 0 ? text(gate.remark) : '';
  const name = gate.advisory ? `${text(gate.id)} (advisory)` : text(gate.id);
  return [
    { cells: [name, '', remark, mark(gate.verdict, gate.verdictInWords)], verdict: gate.verdict, gate: true },
    ...shown.map(criterionLine),
    ...(hidden > 0 ? [{ cells: [`  … and ${thousands(hidden)} more`, '', '', ''], verdict: gate.verdict, gate: false } as const] : []),
  ];
}

function criterionLine({ name, target, measured, verdict }: Row): Line {
  return { cells: [text(name), text(target), text(measured), mark(verdict, verdict)], verdict, gate: false };
}

function mark(verdict: Verdict, words: string): string {
  return `${LOOKS[verdict].glyph} ${words}`;
}

type Widths = readonly [number, number, number, number];

/** The width of each column: as wide as its content, or the widest ones narrowed until the table fits. */
function widthsOf(lines: readonly Line[], columns: number): Widths {
  const natural = (index: 0 | 1 | 2 | 3) =>
    lines.reduce((most, { cells, gate }) => Math.max(most, widthOf(cells[index]) + indent(index, gate)), HEADER[index].length);
  const widths: [number, number, number, number] = [natural(0), natural(1), natural(2), natural(3)];
  let excess = widths[0] + widths[1] + widths[2] + widths[3] + 3 * GAP - columns;
  while (excess > 0) {
    const widest = Math.max(widths[0], widths[1], widths[2]);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
    excess--;
  }
  return widths;
}

function indent(index: number, gate: boolean): number {
  return index === 0 && !gate ? 2 : 0;
}

function headerLine(widths: Widths, painted: Painter): string {
  return painted('2', joined(HEADER.map((title, index) => pad(clip(title, widths[index] ?? 0), widths[index] ?? 0))));
}

function rule(widths: Widths, painted: Painter): string {
  return painted('2', joined(widths.map((width) => '─'.repeat(width))));
}

/** One row of the table, on as many lines as its longest cell takes. */
function tableLines({ cells, verdict, gate }: Line, widths: Widths, painted: Painter): readonly string[] {
  const wrapped = cells.map((cell, index) => wrapCell(cell, index, widths, gate));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = wrapped.map((lines, index) => pad(lines[line] ?? '', widths[index] ?? 0));
    const first = parts[0] ?? '';
    const last = (parts[3] ?? '').trimEnd();
    return joined([
      gate ? painted('1', first) : first,
      parts[1] ?? '',
      parts[2] ?? '',
      last === '' ? '' : painted(LOOKS[verdict].paint, last),
    ]);
  });
}

function wrapCell(cell: string, index: number, widths: Widths, gate: boolean): readonly string[] {
  const space = indent(index, gate);
  return wrap(cell, (widths[index] ?? NARROWEST) - space, MOST.lines).map((line) => ' '.repeat(space) + line);
}

function joined(parts: readonly string[]): string {
  return parts.join(' '.repeat(GAP)).trimEnd();
}

/** `5/5 passed; evidence (built in) passed`, or `3/6 passed, 1 failed, 2 skipped; evidence (built in) passed`. */
function totals({ decision: { judgements } }: Outcome): string {
  const own = configured(judgements);
  const count = (verdict: Verdict): number => own.filter((judgement) => judgement.verdict === verdict).length;
  const others = VERDICTS.filter((verdict) => verdict !== 'passed' && count(verdict) > 0)
    .reverse()
    .map((verdict) => `${thousands(count(verdict))} ${verdict}`);
  const evidence = evidenceVerdict(judgements);
  const counted = [`${thousands(count('passed'))}/${thousands(own.length)} passed`, ...others].join(', ');
  return evidence === undefined ? counted : `${counted}; ${BUILT_IN} ${evidence}`;
}

function decisionLines(outcome: Outcome, columns: number, painted: Painter): readonly string[] {
  const { status, reasons } = outcome.decision;
  const { shown, omitted } = some(reasons, MOST.reasons);
  const more = omitted > 0 ? [`… and ${thousands(omitted)} more`] : [];
  const space = Math.max(30, columns) - 2;
  const hints = [
    ...shown.map((reason) => text(brief(reason))),
    ...more,
    ...letPass(outcome).map((line) => text(brief(line))),
    ...notices(outcome).map(text),
  ];
  return [
    `${painted(STATUS_PAINT[status], status)}  ${text(headline(outcome))}`,
    ...hints.flatMap((hint) => wrap(hint, space, 10).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))),
  ];
}

/** What to look at first, and where the rest of it is kept. */
function findingLines(outcome: Outcome, columns: number, painted: Painter): readonly string[] {
  const { shown, omitted } = firstFindings(outcome, MOST.findings, joinedRuns);
  if (shown.length === 0) return [];
  const gates = [...new Set(shown.map(({ gate }) => gate))];
  return [
    '',
    painted('1', 'Findings'),
    ...gates.flatMap(({ gate, verdict }) => {
      const [notes, faults] = [true, false].map((isNote) =>
        shown.filter((one) => one.gate.gate === gate && (one.finding.note ?? false) === isNote),
      );
      return [
        ...(faults ?? []).flatMap((one) => findingOf(one, columns, painted)),
        // Of what went wrong, and so before what only explains.
        ...(verdict === 'failed' || verdict === 'blocked' ? logLines(outcome, gate) : []),
        ...(notes ?? []).flatMap((one) => findingOf(one, columns, painted)),
      ];
    }),
    ...(omitted > 0 ? [`… and ${thousands(omitted)} more in report.md`] : []),
  ];
}

function findingOf({ gate, finding }: GateFinding, columns: number, painted: Painter): readonly string[] {
  const { title, message, file, line } = finding;
  const [first = ''] = message.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  const space = Math.max(30, columns) - 4;
  const words = wrap(text(`${brief(`${gate.gate}, ${title}: ${first}`)}${brief(place)}`), space, MOST.lines);
  const verdict = verdictOfFinding(gate, finding);
  const { paint, glyph } = verdict === undefined ? NOTE : LOOKS[verdict];
  return [
    ...words.map((part, index) => (index === 0 ? `${painted(paint, glyph)} ${part}` : `  ${part}`)),
    ...lastOutput(finding, MOST.output).map((said) => `  | ${clip(text(brief(said)), space)}`.trimEnd()),
  ];
}

function logLines(outcome: Outcome, gate: string): readonly string[] {
  const { shown, omitted } = some(logsOf(outcome, gate), MOST.logs);
  return [
    ...shown.map(({ path }) => `  log: ${text(path)}`),
    ...(omitted > 0 ? [`  … and ${thousands(omitted)} more logs in data/gates`] : []),
  ];
}
