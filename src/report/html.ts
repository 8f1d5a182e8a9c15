import type { Status } from '../core/decision.ts';
import type { Finding } from '../core/judgement.ts';
import { sha256OfBytes } from '../core/sha256.ts';
import { thousands } from '../core/thousands.ts';
import { alarms } from './alarms.ts';
import { attemptRows } from './attempts.ts';
import { ROWS, some } from './budget.ts';
import { html as text } from './escape.ts';
import { groupedTable, list, type Markup, omission, section, table, verdictMark } from './html-parts.ts';
import { STYLE } from './html-style.ts';
import { attentionOf, brief, gatesOf, type GateView, partsOf, type Row, waivedOf } from './model.ts';
import type { ErrorCount, FileRecord, Outcome, StepRecord } from './outcome.ts';
import { apart, PEOPLE_WORDS, provenanceInWords } from './provenance.ts';
import { dirtyInWords, termsOf, headline, notices, nothingToAttend, subtitle, VERIFY_WORDS, verifyCommand } from './prose.ts';
import { ratedChanges } from './rated-change.ts';
import { stepEnd } from './step.ts';
import { offset, spanInWords } from './words.ts';

const STATUS_COLOUR: Readonly<Record<Status, string>> = { GO: 'good', 'NO-GO': 'bad', BLOCKED: 'open', PARTIAL: 'mixed' };

/**
 * report.html: one file that needs nothing else, for a manager who reads the top and an engineer who reads on. It holds no
 * script and loads nothing, and its policy forbids both, should a foreign text ever get through.
 */
export function html(outcome: Outcome): string {
  const gates = gatesOf(outcome);
  const parts = [
    opening(outcome),
    attention(gates),
    waived(gates),
    criteria(gates),
    ...rated(outcome),
    findings(gates),
    counts(gates),
    facts(outcome),
    attempts(outcome),
    timeline(outcome, gates),
    steps(outcome.steps),
    errors(outcome.errors),
    changes(outcome),
    files(outcome.files),
    handWritten(outcome.files),
    signOff(outcome),
    verification(outcome),
  ];
  return page(`${outcome.decision.status}: ${brief(outcome.plan.name)}`, parts.filter((part) => part !== '').join('\n'));
}

function page(title: string, content: Markup): string {
  const style = sha256OfBytes(STYLE, 'base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

function opening(outcome: Outcome): Markup {
  const { status, reasons } = outcome.decision;
  const { shown, omitted } = some(reasons, ROWS.attention);
  return [
    `<header>\n<h1>${text(brief(outcome.plan.name))}</h1>`,
    ...alarms(outcome).map((alarm) => `<p class="notice" role="alert"><strong>${text(brief(alarm))}</strong></p>`),
    `<div class="decision ${STATUS_COLOUR[status]}">\n<p class="status">${status}</p>\n<p class="headline">${text(headline(outcome))}</p>\n</div>`,
    `<p class="quiet">${text(brief(subtitle(outcome)))}</p>`,
    list([...shown.map((reason) => text(brief(reason))), ...(omitted > 0 ? [omission(omitted)] : [])]),
    ...notices(outcome).map((notice) => `<p class="notice" role="note">${text(notice)}</p>`),
    '</header>',
  ].join('\n');
}

function facts(outcome: Outcome): Markup {
  const rows = termsOf(outcome).map(({ term, value }) => `<dt>${text(term)}</dt><dd>${text(value)}</dd>`);
  return section('Execution', `<dl>\n${rows.join('\n')}\n</dl>`);
}

const CRITERION = [{ title: 'Criterion' }, { title: 'Target' }, { title: 'Measured' }, { title: 'Verdict', style: 'mark' }] as const;

function attention(gates: readonly GateView[]): Markup {
  const { shown, omitted } = attentionOf(gates);
  if (shown.length === 0) return section('What did not pass', `<p>${nothingToAttend(gates)}</p>`);
  const rows = shown.map((row) => [gateLabel(row.gate), ...criterionCells(row)]);
  return section(
    'What did not pass',
    table('Criteria that did not pass, the worst first', [{ title: 'Gate' }, ...CRITERION], rows, omitted),
  );
}

function waived(gates: readonly GateView[]): Markup {
  const { shown, omitted } = waivedOf(gates);
  if (shown.length === 0) return '';
  const rows = shown.map(({ gate, id, outcome, kind, severity, owner, reason, expires }) => [
    gateLabel(gate),
    text(id),
    `${kind}, ${outcome}`,
    severity,
    text(owner),
    text(reason),
    text(expires),
  ]);
  const columns = ['Gate', 'What', 'Kind', 'Severity', 'Owner', 'Reason', 'Until'].map((title) => ({ title }));
  return section('What was waived', table('Findings that were waived, by whose word and until when', columns, rows, omitted));
}

function attempts(outcome: Outcome): Markup {
  const { shown, omitted } = attemptRows(outcome);
  if (shown.length === 0) return '';
  const rows = shown.map(({ executionId, status, began, notes }) => [
    `<code>${text(executionId)}</code>`,
    text(status),
    text(began),
    text(brief(notes)),
  ]);
  const columns = ['Execution', 'Status', 'Began', 'Notes'].map((title) => ({ title }));
  return section(
    'Earlier attempts of this commit',
    table('Executions of the same commit and configuration, the newest first', columns, rows, omitted),
  );
}

function criterionCells({ name, target, measured, verdict }: Row): readonly Markup[] {
  return [text(name), text(target), text(measured), verdictMark(verdict)];
}

function gateLabel({ id, name, advisory }: GateView): Markup {
  const own = name === id ? text(id) : `${text(name)} <code>${text(id)}</code>`;
  return advisory ? `${own} <span class="tag">advisory</span>` : own;
}

function criteria(gates: readonly GateView[]): Markup {
  if (gates.length === 0) return '';
  const groups = gates.map((gate) => ({
    head: gate.remark === '' ? gateLabel(gate) : `${gateLabel(gate)} <span class="remark">${text(gate.remark)}</span>`,
    mark: verdictMark(gate.verdict, gate.verdictInWords),
    rows: partsOf(gate).whole.map(criterionCells),
    omitted: gate.criteria.omitted,
  }));
  const columns = [{ title: 'Gate and criterion' }, ...CRITERION.slice(1)];
  const parts = gates.flatMap((gate) =>
    partsOf(gate).parts.map(({ part, rows }) => table(`${gate.id}: ${part}`, CRITERION, rows.map(criterionCells))),
  );
  return section('Gates and criteria', groupedTable('Every criterion of every gate, in the order of the plan', columns, groups), ...parts);
}

function findings(gates: readonly GateView[]): Markup {
  const parts = gates.flatMap((gate) => {
    const { shown, omitted } = gate.findings;
    if (shown.length === 0) return [];
    return [`<p>${gateLabel(gate)}</p>`, list([...shown.map(findingItem), ...(omitted > 0 ? [omission(omitted)] : [])])];
  });
  return parts.length === 0 ? '' : section('Findings', ...parts);
}

function findingItem({ title, message, file, line, seq }: Finding): Markup {
  const place = file === undefined ? '' : ` in <code>${text(line === undefined ? file : `${file}:${line}`)}</code>`;
  const source = seq === undefined ? '' : ` <span class="quiet">(observation ${seq})</span>`;
  return `<strong>${text(title)}</strong>: ${text(message)}${place}${source}`;
}

function counts(gates: readonly GateView[]): Markup {
  const rows = gates.filter((gate) => gate.counts !== '').map((gate) => [gateLabel(gate), text(gate.counts)]);
  if (rows.length === 0) return '';
  return section('What was counted', table('Exact counts of each gate', [{ title: 'Gate' }, { title: 'Counts' }], rows));
}

function timeline(outcome: Outcome, gates: readonly GateView[]): Markup {
  const whole = Math.max(outcome.durationMs, ...outcome.timeline.map(({ startedT, endedT = 0 }) => Math.max(startedT, endedT)));
  const rows = gates.flatMap((gate) => {
    if (!gate.time) return [];
    const { startedT, endedT, reason } = gate.time;
    const end = endedT === undefined ? 'did not end' : text(brief(reason ?? 'ended'));
    return [[gateLabel(gate), text(gate.kind), offset(startedT), gate.took, end, bar(startedT, endedT ?? whole, whole)]];
  });
  if (rows.length === 0) return section('What ran', '<p>No gate ran.</p>');
  const columns = [
    { title: 'Gate' },
    { title: 'Kind' },
    { title: 'Started', style: 'time' },
    { title: 'Took', style: 'time' },
    { title: 'Ended' },
    { title: 'When', style: 'span' },
  ] as const;
  return section('What ran', table('When each gate ran, counted from the start', columns, rows));
}

/** A gate's span as a part of the whole; the numbers stand beside it. */
function bar(from: number, to: number, whole: number): Markup {
  if (!(whole > 0)) return '';
  const percent = (value: number) => Math.round((value / whole) * 1000) / 10;
  const x = Math.min(99, percent(from));
  const width = Math.max(1, Math.round((percent(to) - x) * 10) / 10);
  return `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect x="${x}" y="0" width="${width}" height="10"/></svg>`;
}

function steps(all: readonly StepRecord[]): Markup {
  const { shown, omitted } = some(all, ROWS.steps);
  if (shown.length === 0) return '';
  const rows = shown.map((step) => [
    text(brief(step.name)),
    text(brief(step.gate ?? '')),
    `<code>${text(brief(step.run))}</code>`,
    text(stepEnd(step)),
    spanInWords(step.durationMs),
  ]);
  const columns = [
    { title: 'Command' },
    { title: 'Gate' },
    { title: 'Command line' },
    { title: 'Ended' },
    { title: 'Took', style: 'time' },
  ] as const;
  return section('Commands', table('Commands that ran, in order', columns, rows, omitted));
}

function errors(counted: readonly ErrorCount[]): Markup {
  const { shown, omitted } = some(counted, ROWS.errors);
  if (shown.length === 0) return '';
  const rows = shown.map(({ gate, subject, code, count }) => [
    text(brief(subject)),
    text(brief(gate)),
    `<code>${text(brief(code))}</code>`,
    thousands(count),
  ]);
  const columns = [{ title: 'Where' }, { title: 'Gate' }, { title: 'Code' }, { title: 'Times', style: 'number' }] as const;
  return section('Errors by code', table('How often each error was seen, expected ones too', columns, rows, omitted));
}

function changes(outcome: Outcome): Markup {
  const rows = dirtyInWords(outcome).map((file) => `<code>${text(file)}</code>`);
  return rows.length === 0 ? '' : section('Uncommitted changes', list(rows));
}

function rated(outcome: Outcome): readonly Markup[] {
  const columns = [...['File', 'Status', 'Risk', 'Rule'].map((title) => ({ title })), { title: 'Lines', style: 'number' }] as const;
  return ratedChanges(outcome).map(({ gate, words, rows, omitted }) => {
    const cells = rows.map(({ file, status, risk, rule, lines }) => [
      `<code>${text(file)}</code>`,
      ...[status, risk, rule, lines].map(text),
    ]);
    return section(
      `The change: ${text(gate.name)}`,
      `<p>${text(words)}</p>`,
      table('Changed files, the riskiest first', columns, cells, omitted),
    );
  });
}

function files(all: readonly FileRecord[]): Markup {
  const { machine } = apart(all);
  return machine.length === 0 ? '' : section('Files of the evidence', filesTable('Files kept in the bundle, with their hashes', machine));
}

function handWritten(all: readonly FileRecord[]): Markup {
  const { people } = apart(all);
  if (people.length === 0) return '';
  return section('Hand-written, never judged', `<p>${text(PEOPLE_WORDS)}</p>`, filesTable('Hand-written files, with their hashes', people));
}

function filesTable(caption: string, all: readonly FileRecord[]): Markup {
  const { shown, omitted } = some(all, ROWS.files);
  const rows = shown.map((file) => [
    `<code>${text(brief(file.path))}</code>`,
    provenanceInWords(file),
    thousands(file.bytes),
    text(brief(file.sha256)),
  ]);
  const columns = [{ title: 'File' }, { title: 'From' }, { title: 'Bytes', style: 'number' }, { title: 'SHA-256', style: 'hash' }] as const;
  return table(caption, columns, rows, omitted);
}

function signOff({ plan }: Outcome): Markup {
  const rows = Object.entries(plan.signOff).map(([role, people]) => [text(brief(role)), text(brief(people.join(', ')))]);
  if (rows.length === 0) return '';
  return section('Sign-off that a release needs', table('Who has to sign for a release', [{ title: 'Role' }, { title: 'Who' }], rows));
}

function verification(outcome: Outcome): Markup {
  return section('How to check this report', `<pre><code>${text(verifyCommand(outcome))}</code></pre>`, `<p>${text(VERIFY_WORDS)}</p>`);
}
