import type { Finding } from '../core/judgement.ts';
import { thousands } from '../core/thousands.ts';
import { alarms } from './alarms.ts';
import { attemptRows } from './attempts.ts';
import { type Block, fit, MARKDOWN_BYTES, ROWS, some } from './budget.ts';
import { markdown as text, markdownCode as code, markdownStart as start } from './escape.ts';
import { type AttentionRow, attentionOf, brief, gatesOf, type GateView, partsOf, type Row, waivedOf } from './model.ts';
import type { ErrorCount, FileRecord, Outcome, StepRecord } from './outcome.ts';
import { apart, PEOPLE_WORDS, provenanceInWords } from './provenance.ts';
import { dirtyInWords, type Term, termsOf, headline, notices, nothingToAttend, subtitle, VERIFY_WORDS, verifyCommand } from './prose.ts';
import { ratedChanges } from './rated-change.ts';
import { stepEnd } from './step.ts';
import { offset, spanInWords } from './words.ts';

const COLUMNS = '| Gate | Criterion | Target | Measured | Verdict |\n|---|---|---|---|---|';

/** report.md: the decision first, then what did not pass, then everything else; at most 1 MiB, saying what was left out. */
export function markdown(outcome: Outcome): string {
  return fit([opening(outcome), ...reportBlocks(outcome)], MARKDOWN_BYTES);
}

/** Everything of report.md below its first lines. */
export function reportBlocks(outcome: Outcome): readonly Block[] {
  const gates = gatesOf(outcome);
  return [
    attention(gates),
    ...waived(gates),
    criteria(gates),
    ...parts(gates),
    ...rated(outcome),
    ...findings(gates),
    ...counts(gates),
    facts(outcome),
    ...attempts(outcome),
    timeline(gates),
    ...steps(outcome.steps),
    ...errors(outcome.errors),
    ...changes(outcome),
    ...files(outcome.files),
    ...handWritten(outcome.files),
    ...signOff(outcome),
    verification(outcome),
  ];
}

/** What the rows of a block are called: one of them, many of them. */
type Things = readonly [one: string, many: string];
const LINES: Things = ['line', 'lines'];
const FILES: Things = ['file', 'files'];

/** `omitted`: rows that are left out already. */
export function block(head: string, rows: readonly string[], [one, many]: Things = LINES, omitted = 0): Block {
  return { head, rows, omitted, one, many };
}

function opening(outcome: Outcome): Block {
  const { status, reasons } = outcome.decision;
  const shown = some(reasons, ROWS.attention);
  const lines = [
    `# ${status}: ${text(brief(outcome.plan.name))}`,
    '',
    ...alarms(outcome).flatMap((alarm) => [`**${text(brief(alarm))}**`, '']),
    `**${headline(outcome)}**`,
    '',
    text(brief(subtitle(outcome))),
    ...notices(outcome).flatMap((notice) => ['', `> ${start(notice)}`]),
    ...(shown.shown.length > 0 ? [''] : []),
  ];
  return block(
    lines.join('\n'),
    shown.shown.map((reason) => `- ${start(brief(reason))}`),
    ['reason', 'reasons'],
    shown.omitted,
  );
}

function facts(outcome: Outcome): Block {
  return block('## Execution\n', termsOf(outcome).map(factLine));
}

function factLine({ term, value }: Term): string {
  return `- ${term}: ${text(value)}`;
}

/** Every criterion that did not pass, target and measured value beside each other. `level`: of the heading. */
export function attention(gates: readonly GateView[], level: '##' | '###' = '##'): Block {
  const rows = attentionOf(gates);
  const head = `${level} What did not pass\n\n`;
  if (rows.shown.length === 0) return block(head + nothingToAttend(gates), []);
  return block(
    head + COLUMNS,
    rows.shown.map((row) => criterionRow(gateCell(row.gate), row)),
    ['criterion', 'criteria'],
    rows.omitted,
  );
}

/** What was waived: ids, severity, owner, reason and last day; no block when nothing was. */
export function waived(gates: readonly GateView[], level: '##' | '###' = '##'): readonly Block[] {
  const { shown, omitted } = waivedOf(gates);
  if (shown.length === 0) return [];
  const rows = shown.map(({ gate, id, outcome, kind, severity, owner, reason, expires }) => {
    const cells = [gateCell(gate), text(id), `${kind}, ${outcome}`, severity, text(owner), text(reason), text(expires)];
    return `| ${cells.join(' | ')} |`;
  });
  const head = `${level} What was waived\n\n| Gate | What | Kind | Severity | Owner | Reason | Until |\n|---|---|---|---|---|---|---|`;
  return [block(head, rows, ['waived finding', 'waived findings'], omitted)];
}

function criterionRow(gate: string, { name, target, measured, verdict }: AttentionRow | Row): string {
  const cells = [gate, text(name), text(target), text(measured), emphasis(verdict)];
  return `| ${cells.join(' | ')} |`;
}

/** A gate's name and id, and whether it is advisory. */
export function gateCell({ id, name, advisory }: GateView): string {
  const label = name === id ? text(id) : `${text(name)} (${text(id)})`;
  return advisory ? `${label}, advisory` : label;
}

function emphasis(verdict: string): string {
  return verdict === 'passed' ? verdict : `**${verdict}**`;
}

/** Earlier executions of the same commit and configuration; no block when none is known. */
export function attempts(outcome: Outcome, level: '##' | '###' = '##'): readonly Block[] {
  const { shown, omitted } = attemptRows(outcome);
  if (shown.length === 0) return [];
  const rows = shown.map(
    ({ executionId, status, began, notes }) => `| ${[text(executionId), text(status), text(began), text(brief(notes))].join(' | ')} |`,
  );
  const head = `${level} Earlier attempts of this commit\n\n| Execution | Status | Began | Notes |\n|---|---|---|---|`;
  return [block(head, rows, ['earlier attempt', 'earlier attempts'], omitted)];
}

/** Every criterion of every gate, but for those of its parts. */
export function criteria(gates: readonly GateView[]): Block {
  return block(`## Gates and criteria\n\n${COLUMNS}`, gates.flatMap(gateRows));
}

function gateRows(gate: GateView): readonly string[] {
  const own = `| **${gateCell(gate)}** | | | ${text(gate.remark)} | ${emphasis(gate.verdictInWords)} |`;
  const rows = partsOf(gate).whole.map((row) => criterionRow(text(gate.id), row));
  const more = gate.criteria.omitted > 0 ? [`| ${text(gate.id)} | … and ${thousands(gate.criteria.omitted)} more criteria | | | |`] : [];
  return [own, ...rows, ...more];
}

/** A table for each part of a gate that has parts. */
export function parts(gates: readonly GateView[]): readonly Block[] {
  return gates.flatMap((gate) =>
    partsOf(gate).parts.map(({ part, rows }) =>
      block(
        `### ${text(gate.id)}: ${text(part)}\n\n| Criterion | Target | Measured | Verdict |\n|---|---|---|---|`,
        rows.map(
          ({ name, target, measured, verdict }) => `| ${[text(name), text(target), text(measured), emphasis(verdict)].join(' | ')} |`,
        ),
        ['criterion', 'criteria'],
      ),
    ),
  );
}

/** Every finding, where there is one. */
export function findings(gates: readonly GateView[]): readonly Block[] {
  const rows = gates.flatMap((gate) => gate.findings.shown.map((finding) => findingLine(gate, finding)));
  const omitted = gates.reduce((sum, gate) => sum + gate.findings.omitted, 0);
  return rows.length === 0 ? [] : [block('## Findings\n', rows, ['finding', 'findings'], omitted)];
}

/** A finding with its gate and its place, as a list item. */
export function findingLine(gate: GateView, { title, message, file, line, seq }: Finding): string {
  const place = file === undefined ? '' : ` in ${code(line === undefined ? file : `${file}:${line}`)}`;
  const source = seq === undefined ? '' : ` (observation ${seq})`;
  return `- In ${gateCell(gate)}: **${text(title)}**: ${text(message)}${place}${source}`;
}

function counts(gates: readonly GateView[]): readonly Block[] {
  const rows = gates.filter((gate) => gate.counts !== '').map((gate) => `| ${gateCell(gate)} | ${text(gate.counts)} |`);
  return rows.length === 0 ? [] : [block('## What was counted\n\n| Gate | Counts |\n|---|---|', rows)];
}

function timeline(gates: readonly GateView[]): Block {
  const rows = gates.flatMap((gate) => {
    if (!gate.time) return [];
    const { startedT, endedT, reason } = gate.time;
    const end = endedT === undefined ? 'did not end' : text(reason ?? 'ended');
    return [`| ${gateCell(gate)} | ${text(gate.kind)} | ${offset(startedT)} | ${gate.took} | ${end} |`];
  });
  if (rows.length === 0) return block('## What ran\n\nNo gate ran.', []);
  return block('## What ran\n\n| Gate | Kind | Started | Took | Ended |\n|---|---|---|---|---|', rows);
}

function errors(counted: readonly ErrorCount[]): readonly Block[] {
  const { shown, omitted } = some(counted, ROWS.errors);
  const rows = shown.map(
    ({ gate, subject, code, count }) => `| ${text(brief(gate))} | ${text(brief(subject))} | ${text(brief(code))} | ${thousands(count)} |`,
  );
  return rows.length === 0 ? [] : [block('## Errors by code\n\n| Gate | Where | Code | Times |\n|---|---|---|---|', rows, LINES, omitted)];
}

function steps(all: readonly StepRecord[]): readonly Block[] {
  const { shown, omitted } = some(all, ROWS.steps);
  return all.length === 0 ? [] : [block('### Commands\n', shown.map(stepLine), ['command', 'commands'], omitted)];
}

function stepLine(step: StepRecord): string {
  const where = start(brief(step.gate === undefined ? step.name : `${step.gate}, ${step.name}`));
  return `- ${where}: ${code(brief(step.run))}: ${text(stepEnd(step))} after ${spanInWords(step.durationMs)}`;
}

function changes(outcome: Outcome): readonly Block[] {
  const rows = dirtyInWords(outcome).map((file) => `- ${start(file)}`);
  return rows.length === 0 ? [] : [block('## Uncommitted changes\n', rows, FILES)];
}

/** What a gate rated: the change with its riskiest files. */
function rated(outcome: Outcome): readonly Block[] {
  return ratedChanges(outcome).map(({ gate, words, rows, omitted }) =>
    block(
      `### ${text(gate.id)}: the change\n\n${start(words)}\n\n| File | Status | Risk | Rule | Lines |\n|---|---|---|---|---|`,
      rows.map(({ file, status, risk, rule, lines }) => `| ${[file, status, risk, rule, lines].map(text).join(' | ')} |`),
      FILES,
      omitted,
    ),
  );
}

function files(all: readonly FileRecord[]): readonly Block[] {
  return filesBlock('## Files of the evidence\n', apart(all).machine);
}

function handWritten(all: readonly FileRecord[]): readonly Block[] {
  return filesBlock(`## Hand-written, never judged\n\n${PEOPLE_WORDS}\n`, apart(all).people);
}

function filesBlock(head: string, all: readonly FileRecord[]): readonly Block[] {
  const { shown, omitted } = some(all, ROWS.files);
  return all.length === 0
    ? []
    : [block(`${head}\n| File | From | Bytes | SHA-256 |\n|---|---|---|---|`, shown.map(fileRow), FILES, omitted)];
}

function fileRow(file: FileRecord): string {
  const { path, bytes, sha256 } = file;
  return `| ${text(brief(path))} | ${provenanceInWords(file)} | ${thousands(bytes)} | ${text(brief(sha256))} |`;
}

function signOff({ plan }: Outcome): readonly Block[] {
  const rows = Object.entries(plan.signOff).map(([role, people]) => `| ${text(brief(role))} | ${text(brief(people.join(', ')))} |`);
  return rows.length === 0 ? [] : [block('## Sign-off that a release needs\n\n| Role | Who |\n|---|---|', rows)];
}

function verification(outcome: Outcome): Block {
  return block(`## How to check this report\n\n${code(verifyCommand(outcome))}\n\n${VERIFY_WORDS}`, []);
}
