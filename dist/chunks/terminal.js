import { i as thousands } from "./row-words.js";
import { t as VERDICTS } from "./verdict.js";
import { C as stepEnd, S as stepCode, b as gatesOf, g as subtitle, h as notices, m as letPass, p as headline, x as alarms, y as brief } from "./render.js";
import { c as some } from "./budget.js";
import { m as terminal } from "./escape.js";
import { t as verdictOfFinding } from "./finding-verdict.js";
import { n as configured, r as evidenceVerdict, t as BUILT_IN } from "./gate-counts.js";
import { a as wrap, i as widthOf, r as pad, t as clip } from "./width.js";

// src/report/first-findings.ts
/**
* The findings to read first: gates that fared worst before others, and of each gate one before the second of any.
* @param told what is told of the findings of one gate
*/
function firstFindings(outcome, most, told = (findings) => findings) {
	const ranked = outcome.decision.judgements.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict)).flatMap((gate, place) => told(findingsOf(gate, outcome)).map((finding, rank) => ({
		gate,
		finding,
		place,
		rank
	})));
	const { shown, omitted } = some(ranked.toSorted((a, b) => a.rank - b.rank), most);
	return {
		shown: shown.toSorted((a, b) => a.place - b.place),
		omitted
	};
}
/** Its findings, notes behind them; where nothing says what went wrong, the commands of it that did not end well stand first. */
function findingsOf({ gate, verdict, findings }, { steps }) {
	const own = findings.toSorted((a, b) => Number(a.note ?? false) - Number(b.note ?? false));
	if (own.some(({ note }) => !note) || verdict !== "failed" && verdict !== "blocked") return own;
	return [...steps.filter((step) => step.gate === gate && stepCode(step) !== null).map((step) => ({
		title: step.name,
		message: `${stepEnd(step)}: ${step.run}`,
		...step.output !== void 0 && { output: step.output }
	})), ...own];
}
/** A line that says what went wrong, as most languages and tools write it. */
const ERROR = /^(?:\S+: )?(?:[\w.]*(?:Error|Exception)\b|error|fatal|panic)(?:\[\w+\])?: /i;
/**
* The last lines of what a command or a service wrote, as they are, not escaped. Where the last error is named further above (behind it come
* the places in the code), its line stands first.
*/
function lastOutput({ output = "" }, most) {
	const lines = output.split(/\r\n|[\n\r\u0085\u2028\u2029]/).filter((line) => line.trim() !== "");
	const named = lines.findLastIndex((line) => ERROR.test(line));
	if (named < 0 || named >= lines.length - most) return lines.slice(-most);
	return [
		...lines.slice(named, named + 1),
		"…",
		...lines.slice(1 - most)
	];
}
/**
* What a gate's services and commands wrote, as files of the evidence: services first; what is empty tells nothing, nor do commands that
* ended well beside as many others as there are findings.
*/
function logsOf({ plan, files, steps, decision }, gate) {
	const own = steps.filter((step) => step.gate === gate);
	const findings = decision.judgements.flatMap((one) => one.gate === gate ? one.findings.filter(({ note }) => !note) : []);
	const bad = own.filter((step) => stepCode(step) !== null);
	const isToldByThem = bad.length > 0 && bad.length >= findings.length;
	const good = new Set(isToldByThem ? own.filter((step) => stepCode(step) === null).flatMap(({ stdout, stderr }) => [stdout, stderr]) : []);
	const services = plan.gates.find(({ id }) => id === gate)?.services ?? [];
	const logs = files.filter((file) => file.gate === gate && file.bytes > 0 && file.path.endsWith(".log") && !good.has(file.path.replace(/^data\//, "")));
	const isDiagnostic = ({ path }) => path.includes("/diagnostics/");
	return [...logs.filter((file) => isDiagnostic(file) && services.some((id) => file.path.endsWith(`/${id}.log`))), ...logs.filter((file) => !isDiagnostic(file))];
}

// src/report/repeated-findings.ts
/** `failed in run 2: …`: what a test did in one of several runs. What follows is the test's own words. */
const IN_RUN = /^([^:]{0,80}? in )run (\d+)\b/;
/** The command of one of several runs. A test may be called so, too. */
const OF_RUN = /^run-(\d+)$/;
/** Findings that say the same of several runs as one, in the place of the first. */
function joinedRuns(findings) {
	const alike = /* @__PURE__ */ new Map();
	for (const finding of findings) {
		const said = JSON.stringify({
			...saying(finding, ""),
			seq: null
		});
		alike.set(said, [...alike.get(said) ?? [], finding]);
	}
	return [...alike.values()].flatMap(([first, ...others]) => first ? joined$1(first, others) : []);
}
function joined$1(first, others) {
	if (others.length === 0) return first;
	const words = runsInWords([...new Set([first, ...others].flatMap((finding) => runOf(finding) ?? []))].sort((a, b) => a - b));
	return words === void 0 ? {
		...first,
		message: times(first.message, others.length + 1)
	} : saying(first, words);
}
/** The same of other runs. */
function saying(finding, runs) {
	const { title, message } = finding;
	if (IN_RUN.test(message)) return {
		...finding,
		message: message.replace(IN_RUN, (_, before) => before + runs)
	};
	return {
		...finding,
		title: title.replace(OF_RUN, runs)
	};
}
function runOf({ title, message }) {
	const run = IN_RUN.exec(message)?.[2] ?? OF_RUN.exec(title)?.[1];
	return run === void 0 ? void 0 : Number(run);
}
/** `runs 1–3`, `runs 1, 2 and 4`; undefined where it is no more than one. */
function runsInWords(runs) {
	const [first, last] = [runs.at(0), runs.at(-1)];
	if (first === void 0 || last === void 0 || first === last) return void 0;
	if (runs.length > 2 && last - first === runs.length - 1) return `runs ${first}–${last}`;
	return `runs ${runs.slice(0, -1).join(", ")} and ${last}`;
}
/** Behind the first line, which is the one that is shown. */
function times(message, count) {
	return message.replace(/^[^\n\r]*/, (line) => `${line} (${count} times)`);
}

// src/report/terminal.ts
const HEADER = [
	"Gate · criterion",
	"Target",
	"Measured",
	"Verdict"
];
const GAP = 2;
const NARROWEST = 10;
/** Lines of one cell, rows of one gate, reasons and findings below the table, last lines of an output, logs of a gate. */
const MOST = {
	lines: 4,
	rows: 60,
	reasons: 20,
	findings: 5,
	output: 3,
	logs: 3
};
const LOOKS = {
	passed: {
		glyph: "✓",
		paint: "32"
	},
	waived: {
		glyph: "✓",
		paint: "35"
	},
	warned: {
		glyph: "!",
		paint: "33"
	},
	skipped: {
		glyph: "-",
		paint: "2"
	},
	blocked: {
		glyph: "■",
		paint: "33"
	},
	failed: {
		glyph: "✗",
		paint: "31"
	}
};
/** Of what only explains. */
const NOTE = {
	glyph: "·",
	paint: "2"
};
const STATUS_PAINT = {
	GO: "1;32",
	"NO-GO": "1;31",
	BLOCKED: "1;33",
	PARTIAL: "1;35"
};
/** What stands at the end of a run: every criterion with its verdict, the decision, where the evidence lies and its head. */
function terminalTable(outcome, { columns, color, bundle }) {
	const painted = color ? (paint, words) => `\u001b[${paint}m${words}\u001b[0m` : (_, words) => words;
	const lines = gatesOf(outcome).flatMap(linesOf);
	const widths = widthsOf(lines, columns);
	const urgent = alarms(outcome).flatMap((alarm) => wrap(terminal(brief(alarm)), Math.max(30, columns), MOST.lines));
	return [
		...urgent.map((line) => painted("1;31", line)),
		...urgent.length > 0 ? [""] : [],
		painted("1", terminal(brief(outcome.plan.name))),
		painted("2", terminal(brief(subtitle(outcome)))),
		"",
		...lines.length > 0 ? [headerLine(widths, painted), rule(widths, painted)] : [],
		...lines.flatMap((line) => tableLines(line, widths, painted)),
		"",
		totals(outcome),
		"",
		...decisionLines(outcome, columns, painted),
		...findingLines(outcome, columns, painted),
		"",
		`bundle  ${terminal(bundle)}`,
		`head    ${terminal(outcome.head)}`,
		""
	].join("\n");
}
function linesOf(gate) {
	const { shown, omitted } = some(gate.criteria.shown, MOST.rows);
	const hidden = omitted + gate.criteria.omitted;
	const remark = gate.criteria.shown.length === 0 ? terminal(gate.remark) : "";
	return [
		{
			cells: [
				gate.advisory ? `${terminal(gate.id)} (advisory)` : terminal(gate.id),
				"",
				remark,
				mark(gate.verdict, gate.verdictInWords)
			],
			verdict: gate.verdict,
			gate: true
		},
		...shown.map(criterionLine),
		...hidden > 0 ? [{
			cells: [
				`  … and ${thousands(hidden)} more`,
				"",
				"",
				""
			],
			verdict: gate.verdict,
			gate: false
		}] : []
	];
}
function criterionLine({ name, target, measured, verdict }) {
	return {
		cells: [
			terminal(name),
			terminal(target),
			terminal(measured),
			mark(verdict, verdict)
		],
		verdict,
		gate: false
	};
}
function mark(verdict, words) {
	return `${LOOKS[verdict].glyph} ${words}`;
}
/** The width of each column: as wide as its content, or the widest ones narrowed until the table fits. */
function widthsOf(lines, columns) {
	const natural = (index) => lines.reduce((most, { cells, gate }) => Math.max(most, widthOf(cells[index]) + indent(index, gate)), HEADER[index].length);
	const widths = [
		natural(0),
		natural(1),
		natural(2),
		natural(3)
	];
	let excess = widths[0] + widths[1] + widths[2] + widths[3] + 6 - columns;
	while (excess > 0) {
		const widest = Math.max(widths[0], widths[1], widths[2]);
		if (widest <= NARROWEST) break;
		widths[widths.indexOf(widest)] = widest - 1;
		excess--;
	}
	return widths;
}
function indent(index, gate) {
	return index === 0 && !gate ? 2 : 0;
}
function headerLine(widths, painted) {
	return painted("2", joined(HEADER.map((title, index) => pad(clip(title, widths[index] ?? 0), widths[index] ?? 0))));
}
function rule(widths, painted) {
	return painted("2", joined(widths.map((width) => "─".repeat(width))));
}
/** One row of the table, on as many lines as its longest cell takes. */
function tableLines({ cells, verdict, gate }, widths, painted) {
	const wrapped = cells.map((cell, index) => wrapCell(cell, index, widths, gate));
	const height = Math.max(...wrapped.map((lines) => lines.length));
	return Array.from({ length: height }, (_, line) => {
		const parts = wrapped.map((lines, index) => pad(lines[line] ?? "", widths[index] ?? 0));
		const first = parts[0] ?? "";
		const last = (parts[3] ?? "").trimEnd();
		return joined([
			gate ? painted("1", first) : first,
			parts[1] ?? "",
			parts[2] ?? "",
			last === "" ? "" : painted(LOOKS[verdict].paint, last)
		]);
	});
}
function wrapCell(cell, index, widths, gate) {
	const space = indent(index, gate);
	return wrap(cell, (widths[index] ?? NARROWEST) - space, MOST.lines).map((line) => " ".repeat(space) + line);
}
function joined(parts) {
	return parts.join(" ".repeat(GAP)).trimEnd();
}
/** `5/5 passed; evidence (built in) passed`, or `3/6 passed, 1 failed, 2 skipped; evidence (built in) passed`. */
function totals({ decision: { judgements } }) {
	const own = configured(judgements);
	const count = (verdict) => own.filter((judgement) => judgement.verdict === verdict).length;
	const others = VERDICTS.filter((verdict) => verdict !== "passed" && count(verdict) > 0).reverse().map((verdict) => `${thousands(count(verdict))} ${verdict}`);
	const evidence = evidenceVerdict(judgements);
	const counted = [`${thousands(count("passed"))}/${thousands(own.length)} passed`, ...others].join(", ");
	return evidence === void 0 ? counted : `${counted}; ${BUILT_IN} ${evidence}`;
}
function decisionLines(outcome, columns, painted) {
	const { status, reasons } = outcome.decision;
	const { shown, omitted } = some(reasons, MOST.reasons);
	const more = omitted > 0 ? [`… and ${thousands(omitted)} more`] : [];
	const space = Math.max(30, columns) - 2;
	const hints = [
		...shown.map((reason) => terminal(brief(reason))),
		...more,
		...letPass(outcome).map((line) => terminal(brief(line))),
		...notices(outcome).map(terminal)
	];
	return [`${painted(STATUS_PAINT[status], status)}  ${terminal(headline(outcome))}`, ...hints.flatMap((hint) => wrap(hint, space, 10).map((line, index) => index === 0 ? `- ${line}` : `  ${line}`))];
}
/** What to look at first, and where the rest of it is kept. */
function findingLines(outcome, columns, painted) {
	const { shown, omitted } = firstFindings(outcome, MOST.findings, joinedRuns);
	if (shown.length === 0) return [];
	const gates = [...new Set(shown.map(({ gate }) => gate))];
	return [
		"",
		painted("1", "Findings"),
		...gates.flatMap(({ gate, verdict }) => {
			const [notes, faults] = [true, false].map((isNote) => shown.filter((one) => one.gate.gate === gate && (one.finding.note ?? false) === isNote));
			return [
				...(faults ?? []).flatMap((one) => findingOf(one, columns, painted)),
				...verdict === "failed" || verdict === "blocked" ? logLines(outcome, gate) : [],
				...(notes ?? []).flatMap((one) => findingOf(one, columns, painted))
			];
		}),
		...omitted > 0 ? [`… and ${thousands(omitted)} more in report.md`] : []
	];
}
function findingOf({ gate, finding }, columns, painted) {
	const { title, message, file, line } = finding;
	const [first = ""] = message.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
	const place = file === void 0 ? "" : ` (${file}${line === void 0 ? "" : `:${line}`})`;
	const space = Math.max(30, columns) - 4;
	const words = wrap(terminal(`${brief(`${gate.gate}, ${title}: ${first}`)}${brief(place)}`), space, MOST.lines);
	const verdict = verdictOfFinding(gate, finding);
	const { paint, glyph } = verdict === void 0 ? NOTE : LOOKS[verdict];
	return [...words.map((part, index) => index === 0 ? `${painted(paint, glyph)} ${part}` : `  ${part}`), ...lastOutput(finding, MOST.output).map((said) => `  | ${clip(terminal(brief(said)), space)}`.trimEnd())];
}
function logLines(outcome, gate) {
	const { shown, omitted } = some(logsOf(outcome, gate), MOST.logs);
	return [...shown.map(({ path }) => `  log: ${terminal(path)}`), ...omitted > 0 ? [`  … and ${thousands(omitted)} more logs in data/gates`] : []];
}

export { terminalTable as t };