import { Dn as jsonText, dn as conflictInWords, fn as notRunText } from "./configuration.js";
import { M as PEOPLE_WORDS, N as apart, P as provenanceInWords } from "./judge-bundle.js";
import { a as ROWS, c as some, o as cut, r as MARKDOWN_BYTES, s as fit } from "./budget.js";
import { c as momentInWords, d as verdictInWords, l as offset, o as countOfThings, s as listInWords, u as spanInWords } from "./width.js";
import { a as worstFirst, n as needsAttention, o as sha256OfBytes, t as VERDICTS } from "./verdict.js";
import { i as thousands, r as rowInWords } from "./row-words.js";
import { c as markdownCode, r as html$1, s as markdown$1, u as markdownStart } from "./escape.js";
import { a as requiredInWords, i as numberInWords, n as configured, r as evidenceVerdict, t as BUILT_IN } from "./gate-counts.js";

// src/report/source.ts
/** What was recorded of the source; null where there is no git, or nothing was recorded. */
function sourceOf({ facts: { source } }) {
	if (source?.["vcs"] !== "git") return null;
	const dirty = dirtyFiles(source["dirty"]);
	const count = source["dirtyCount"];
	return {
		commit: textOrNull(source["commit"]),
		branch: textOrNull(source["branch"]),
		dirtyCount: typeof count === "number" ? count : dirty.length,
		dirty
	};
}
function dirtyFiles(value) {
	if (!Array.isArray(value)) return [];
	return value.flatMap((entry) => {
		if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return [];
		const { status, path } = entry;
		return typeof path === "string" ? [{
			status: typeof status === "string" ? status : "",
			path
		}] : [];
	});
}
function textOrNull(value) {
	return typeof value === "string" ? value : null;
}

// src/report/changeset.ts
/**
* changeset.json: the commit that was looked at and what differed from it; `{"source": null}` where there is no git. Where gates rated the
* change, what each of them found.
*/
function changeset(outcome) {
	const source = sourceOf(outcome);
	const rated = outcome.decision.judgements.flatMap(({ gate, changeset }) => changeset ? [[gate, changeset]] : []);
	return jsonText({
		source: source && {
			vcs: "git",
			...source
		},
		...rated.length > 0 && { changes: Object.fromEntries(rated) }
	});
}

// src/report/attempts.ts
/** The newest first; those that the evidence does not name are counted among the omitted ones. */
function attemptRows({ facts: { history, attempts = [] } }) {
	const { shown, omitted } = some(attempts.toReversed(), ROWS.attempts);
	const unnamed = Math.max(0, numberIn(history, "attempts") - 100);
	return {
		shown: shown.map(rowOf$1),
		omitted: omitted + unnamed
	};
}
function rowOf$1(o) {
	const notes = [
		...o["runId"] === void 0 ? [] : [`run ${textIn(o, "runId")}, attempt ${textIn(o, "runAttempt")}`],
		...o["partial"] === true ? ["partial"] : [],
		...o["uncommitted"] === true ? ["uncommitted changes"] : [],
		...o["gone"] === true ? ["bundle removed"] : [],
		...o["differs"] === true ? ["the index tells otherwise"] : []
	];
	return {
		executionId: textIn(o, "executionId"),
		status: textIn(o, "status"),
		began: momentInWords(textIn(o, "at")),
		notes: notes.join(", ")
	};
}
/** `3 before this one: 2 NO-GO and 1 BLOCKED (.gate/executions)`; undefined where nobody asked for attempts of a commit. */
function attemptsInWords({ facts: { history, attempts = [] } }) {
	if (history?.["commit"] === void 0) return void 0;
	const count = numberIn(history, "attempts");
	const store = textIn(history, "store");
	const unread = numberIn(history, "unread");
	const notes = [
		...store === "" ? [] : [store],
		...history["fleeting"] === true ? ["which ends with the job"] : [],
		...unread === 0 ? [] : [`${countOfThings(unread, "execution")} there could not be read`],
		...history["trouble"] === void 0 ? [] : [`could not be read: ${textIn(history, "trouble")}`]
	];
	const words = count === 0 ? "none known before this one" : `${countOfThings(count, "execution")} of this commit before: ${statusesInWords(count, numberIn(history, "noGo"), attempts)}`;
	return notes.length === 0 ? words : `${words} (${notes.join(", ")})`;
}
function statusesInWords(count, noGo, attempts) {
	if (count > 100) return `${noGo} NO-GO`;
	const statuses = attempts.map((o) => textIn(o, "status"));
	return listInWords([...new Set(statuses)].map((status) => `${statuses.filter((one) => one === status).length} ${status}`));
}
/** The same for programs, in short: which execution, when, and what came of it. */
function attemptsInBrief(outcome) {
	const attempts = outcome.facts.attempts?.map(({ executionId, status, at }) => ({
		executionId,
		status,
		at
	}));
	return attempts ? { attempts } : {};
}
/** All that was recorded of them; nothing where the execution recorded none of it. */
function attemptsRecord({ facts: { history, attempts = [] } }) {
	if (!history) return {};
	const { commit, store, attempts: count, noGo, unread, fleeting, trouble } = history;
	return { history: {
		commit: commit ?? null,
		store: store ?? null,
		count,
		noGo,
		unread,
		...fleeting && { fleeting },
		...trouble !== void 0 && { trouble },
		attempts: attempts.map(({ seq: _seq, t: _t, type: _type, ...attempt }) => attempt)
	} };
}
function textIn(o, name) {
	const value = o[name];
	return typeof value === "string" ? value : "";
}
function numberIn(o, name) {
	const value = o?.[name];
	return typeof value === "number" ? value : 0;
}

// src/report/decision-record.ts
/** decision.json: the decision with every criterion of every gate, its target, its measured value, and why. */
function decisionRecord(outcome) {
	const { plan, decision } = outcome;
	return jsonText({
		version: 1,
		executionId: outcome.executionId,
		head: outcome.head,
		name: plan.name,
		purpose: plan.purpose ?? null,
		...stageRecord(outcome),
		...observedRecord(outcome),
		status: decision.status,
		exitCode: decision.exitCode,
		reasons: decision.reasons,
		partial: decision.partial,
		overrides: plan.overrides,
		totals: decision.totals,
		...attemptsRecord(outcome),
		gates: decision.judgements.map(gateRecord),
		excluded: plan.excluded.map(({ id, why }) => ({
			id,
			why
		}))
	});
}
/** Of an execution of one stage. */
function stageRecord({ plan: { stage }, facts: { part } }) {
	if (!stage) return {};
	return { stage: {
		...stage,
		...part && {
			executionBefore: part["executionId"],
			headBefore: part["head"]
		}
	} };
}
/** Of an execution that decides upon another one. */
function observedRecord({ facts: { observed } }) {
	return observed ? { observed: {
		executionId: observed["executionId"],
		head: observed["head"]
	} } : {};
}
function gateRecord({ gate, name, kind, required, verdict, raw, reason, criteria, counts, findings, waived }) {
	return {
		id: gate,
		name,
		kind,
		required,
		verdict,
		raw,
		reason,
		criteria: criteria.map(({ name, target, measured, verdict, part }) => ({
			name,
			target,
			measured,
			verdict,
			...part !== void 0 && { part }
		})),
		counts,
		...waived && { waived },
		findings: findings.map(({ output: _output, ...finding }) => finding)
	};
}

// src/report/step.ts
const SPAWN_ERRORS = {
	ENOENT: "NOT_FOUND",
	EACCES: "PERMISSION",
	EPERM: "PERMISSION"
};
/** How a command ended, as an error code; null when it ended by itself with exit code 0. */
function stepCode(step) {
	if (step.spawnError !== void 0) return SPAWN_ERRORS[step.spawnError] ?? "EXIT";
	if (step.timedOut) return "TIMEOUT";
	if (step.signal !== void 0 || step.aborted) return "SIGNAL";
	return step.exit === 0 ? null : "EXIT";
}
/** How a command ended, for people: `exit code 3`, `ended by SIGKILL after its time was up`. */
function stepEnd(step) {
	return step.leftovers > 0 ? `${ownEnd(step)}; ${step.leftovers} of its processes had to be ended` : ownEnd(step);
}
function ownEnd({ spawnError, folder, signal, exit, timedOut, aborted }) {
	if (spawnError === "ENOSPC" || spawnError !== void 0 && folder !== void 0) return notRunText(spawnError, folder);
	if (spawnError !== void 0) return `could not be started (${spawnError})`;
	const end = signal !== void 0 ? `ended by ${signal}` : exit !== void 0 ? `exit code ${exit}` : "its end is unknown";
	if (timedOut) return `${end}, its time was up`;
	return aborted ? `${end}, broken off` : end;
}

// src/report/execution-record.ts
/** execution.json: where and when it ran, gate by gate and step by step, with how each ended. Times in monotonic ms. */
function executionRecord(outcome) {
	return jsonText({
		version: 1,
		executionId: outcome.executionId,
		head: outcome.head,
		startedAt: outcome.startedAt,
		finishedAt: outcome.finishedAt,
		durationMs: outcome.durationMs,
		environment: environmentOf(outcome.facts.started),
		timeline: outcome.timeline.map(timeRecord),
		steps: outcome.steps.map(stepRecord),
		errors: outcome.errors.map(({ gate, subject, code, count }) => ({
			gate,
			subject,
			code,
			count
		})),
		files: outcome.files.length,
		handWritten: apart(outcome.files).people.map(({ path, sha256, bytes, source }) => ({
			path,
			sha256,
			bytes,
			source
		}))
	});
}
/** What the first observation says of the machine and the program; what stands elsewhere in the record is left out. */
function environmentOf(started) {
	if (!started) return null;
	const { seq: _seq, t: _t, type: _type, gate: _gate, basis: _basis, executionId: _id, at: _at, ...environment } = started;
	return environment;
}
function timeRecord({ gate, startedT, endedT, reason }) {
	return {
		gate,
		startedMs: startedT,
		endedMs: endedT ?? null,
		durationMs: endedT === void 0 ? null : difference(endedT, startedT),
		ended: reason ?? null
	};
}
function stepRecord(step) {
	return {
		gate: step.gate ?? null,
		name: step.name,
		run: step.run,
		endedMs: step.t,
		durationMs: step.durationMs,
		exit: step.exit ?? null,
		signal: step.signal ?? null,
		spawnError: step.spawnError ?? null,
		code: stepCode(step),
		timedOut: step.timedOut,
		aborted: step.aborted,
		leftovers: step.leftovers,
		stdout: step.stdout ?? null,
		stderr: step.stderr ?? null
	};
}
/** To 1 µs, as times are recorded: 0.3 − 0.1 is 0.2. */
function difference(endedT, startedT) {
	return Math.round((endedT - startedT) * 1e3) / 1e3;
}

// src/report/alarms.ts
/**
* What nobody may miss, not escaped: `rollout: rollback: FAILED: traffic still at 10 %: …`. It is the first that every place shows, also
* of an advisory gate, and also where something else is worse.
*/
function alarms({ decision: { judgements } }) {
	return judgements.flatMap(({ gate, urgent = [] }) => urgent.map(({ name, measured }) => `${gate}: ${name}: ${measured}`));
}

// src/report/html-parts.ts
/** The glyph beside the word: a verdict is told by word, shape and colour. */
const LOOKS = {
	passed: {
		glyph: "✓",
		colour: "good"
	},
	waived: {
		glyph: "✓",
		colour: "mixed"
	},
	warned: {
		glyph: "▲",
		colour: "open"
	},
	skipped: {
		glyph: "–",
		colour: "quiet"
	},
	blocked: {
		glyph: "■",
		colour: "open"
	},
	failed: {
		glyph: "✗",
		colour: "bad"
	}
};
/** A verdict in its colour; `words` when more is to be said than its name. */
function verdictMark(verdict, words = verdict) {
	const { glyph, colour } = LOOKS[verdict];
	return `<span class="verdict ${colour}"><span aria-hidden="true">${glyph}</span> ${html$1(words)}</span>`;
}
/** A table that says what it is, with its headers tied to rows and columns, scrollable by keyboard where it is wide. */
function table(caption, columns, rows, omitted = 0) {
	return tableOf(caption, columns, `<tbody>\n${rows.map((row) => `<tr>${cells(columns, row)}</tr>`).join("\n")}\n</tbody>`, omitted, "");
}
/** As `table`, with a heading row before each group of rows. */
function groupedTable(caption, columns, groups) {
	return tableOf(caption, columns, groups.map(({ head, mark, rows, omitted }) => {
		const more = omitted > 0 ? [`<tr><td colspan="${columns.length}">${omission(omitted)}</td></tr>`] : [];
		return `<tbody>\n${[
			`<tr class="gate"><th scope="rowgroup" colspan="${columns.length - 1}">${head}</th><td class="mark">${mark}</td></tr>`,
			...rows.map((row) => `<tr>${cells(columns, row)}</tr>`),
			...more
		].join("\n")}\n</tbody>`;
	}).join("\n"), 0, " class=\"grouped\"");
}
function tableOf(caption, columns, bodies, omitted, attributes) {
	const head = columns.map(({ title, style }) => `<th scope="col"${className(style)}>${html$1(title)}</th>`).join("");
	return [
		`<div class="scroll" role="region" aria-label="${html$1(caption)}" tabindex="0">`,
		`<table${attributes}>`,
		`<caption>${html$1(caption)}</caption>`,
		`<thead><tr>${head}</tr></thead>`,
		bodies,
		"</table>",
		"</div>",
		...omitted > 0 ? [`<p>${omission(omitted)}</p>`] : []
	].join("\n");
}
function cells(columns, row) {
	return columns.map(({ style }, index) => {
		const content = row[index] ?? "";
		return index === 0 ? `<th scope="row">${content}</th>` : `<td${className(style)}>${content}</td>`;
	}).join("");
}
function className(style) {
	return style === void 0 ? "" : ` class="${style}"`;
}
/** What a list left out. */
function omission(count) {
	return `… and ${thousands(count)} more; the JSON records of this bundle have all of them`;
}
/** A part of the page under its heading. */
function section(title, ...content) {
	return `<section>\n<h2>${html$1(title)}</h2>\n${content.join("\n")}\n</section>`;
}
function list(items) {
	return items.length === 0 ? "" : `<ul>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ul>`;
}

// src/report/html-style.ts
/** Colours of report.html, by scheme. Text colours have a contrast of 4.5 or more on `page` and on `band`. */
const PALETTE = {
	light: {
		page: "#ffffff",
		band: "#f4f6f8",
		line: "#d0d7de",
		text: "#1b1f24",
		quiet: "#57606a",
		good: "#116329",
		bad: "#a40e26",
		open: "#7d4e00",
		mixed: "#4c3b9c",
		bar: "#8c959f"
	},
	dark: {
		page: "#0d1117",
		band: "#161b22",
		line: "#30363d",
		text: "#e6edf3",
		quiet: "#9da7b3",
		good: "#56d364",
		bad: "#ff8e86",
		open: "#e3b341",
		mixed: "#bcadff",
		bar: "#6e7681"
	}
};
function variables(colours) {
	return Object.entries(colours).map(([name, value]) => `--${name}: ${value};`).join(" ");
}
const STYLE = `
:root { color-scheme: light dark; ${variables(PALETTE.light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(PALETTE.dark)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.1rem; font-weight: 600; color: var(--quiet); margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
p { margin: .5rem 0; max-width: 48rem; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
.decision { border-left: .5rem solid currentColor; padding: .25rem 0 .25rem 1rem; margin-bottom: 1rem; }
.status { font-size: 2.5rem; line-height: 1.1; font-weight: 700; margin: 0; letter-spacing: .01em; }
.headline { font-size: 1.2rem; margin: .25rem 0 0; color: var(--text); }
.notice { border: 1px solid var(--line); border-left: .25rem solid var(--open); background: var(--band); padding: .5rem .75rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); } .mixed { color: var(--mixed); } .quiet { color: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; min-width: 6rem; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
tr.gate th, tr.gate td { background: var(--band); font-weight: 600; padding-top: .5rem; padding-bottom: .5rem; }
tr.gate th, table.grouped thead th:first-child { padding-left: .5rem; }
.remark { display: block; font-weight: 400; color: var(--quiet); }
table.grouped tbody tr:not(.gate) > th { padding-left: 1.5rem; }
.verdict { white-space: nowrap; font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.mark { position: sticky; right: 0; background: var(--page); padding-left: .5rem; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.hash { min-width: calc(64ch + 1rem); font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .8rem; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
pre { background: var(--band); border: 1px solid var(--line); padding: .5rem .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.tag { font-weight: 400; color: var(--quiet); border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .8rem; white-space: nowrap; }
td.span { width: 9rem; min-width: 6rem; } td.span svg { width: 100%; height: .7rem; display: block; margin-top: .4rem; } td.span rect { fill: var(--bar); }
footer { margin-top: 3rem; color: var(--quiet); font-size: .85rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } .status { font-size: 2rem; } }
@media print {
  :root { ${variables(PALETTE.light)} }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } .scroll { overflow: visible; } td.hash { min-width: 0; }
  tr, .decision, .notice { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
}
`;

// src/report/counts.ts
/** What a gate counted, for people: `checks 2,160 · failures 0`; nested counts as `services["api"].failures 0`. */
function countsInWords(counts) {
	return entriesOf(counts, "").map(([name, value]) => `${name} ${valueInWords(value)}`).join(" · ");
}
function entriesOf(counts, prefix) {
	return Object.entries(counts).flatMap(([key, value]) => {
		if (value === void 0 || isTable(value)) return [];
		const name = prefix === "" ? key : prefix + step(key);
		return isCounts(value) ? entriesOf(value, name) : [[name, value]];
	});
}
function step(key) {
	return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
/** A list of counts (of each run) is for programs: as a text nobody reads it. */
function isTable(value) {
	return Array.isArray(value) && value.length > 0 && value.every((one) => isCounts(one));
}
function isCounts(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function valueInWords(value) {
	if (typeof value === "number") return thousands(value);
	return typeof value === "string" ? value : JSON.stringify(value);
}

// src/report/model.ts
/** The gates in the order of the plan. */
function gatesOf(outcome) {
	const times = new Map(outcome.timeline.map((time) => [time.gate, time]));
	return outcome.decision.judgements.map((judgement) => gateView(judgement, times.get(judgement.gate)));
}
/** Criteria that did not pass and are not waived, the worst first, otherwise in the order of the plan. */
function attentionOf(gates) {
	const rows = gates.flatMap((gate) => gate.criteria.shown.filter(needsAttention).map((row) => ({
		...row,
		gate
	})));
	return some(worstFirst(rows), ROWS.attention);
}
/** Everything that was waived, with who answers for it and until when. */
function waivedOf(gates) {
	const rows = gates.flatMap((gate) => gate.waived.flatMap(({ failed, passed, kind, severity, owner, reason, expires }) => {
		const rest = {
			gate,
			kind: WAIVER_KINDS[kind],
			severity,
			owner: brief(owner),
			reason: brief(reason),
			expires
		};
		return [...failed.map((id) => ({
			...rest,
			id: brief(id),
			outcome: "failed"
		})), ...passed.map((id) => ({
			...rest,
			id: brief(id),
			outcome: "passed"
		}))];
	}));
	return some(rows, ROWS.waived);
}
const WAIVER_KINDS = {
	failure: "known failure",
	flaky: "flaky"
};
/** The rows of a gate: those of the gate as a whole, and those of each of its parts. */
function partsOf({ criteria: { shown } }) {
	const names = [...new Set(shown.flatMap(({ part }) => part === void 0 ? [] : [part]))];
	return {
		whole: shown.filter(({ part }) => part === void 0),
		parts: names.map((name) => ({
			part: name,
			rows: shown.filter(({ part }) => part === name)
		}))
	};
}
/** Text of one cell or sentence: cut, not yet escaped. */
function brief(text) {
	return cut(text, 600);
}
function gateView(judgement, time) {
	const { gate, name, kind, required, verdict, raw, reason, criteria, counts, findings, waived = [] } = judgement;
	const rows = criteria.length > ROWS.criteria ? worstFirst(criteria) : criteria;
	return {
		id: gate,
		name: brief(name),
		kind,
		advisory: !required,
		verdict,
		verdictInWords: verdictInWords({
			verdict,
			raw
		}),
		remark: criteria.length === 0 || verdict !== raw ? brief(reason) : "",
		criteria: mapSome(partByPart(some(rows, ROWS.criteria)), row),
		findings: mapSome(some(findings, ROWS.findings), finding),
		counts: brief(countsInWords(counts)),
		waived,
		time,
		took: time?.endedT === void 0 ? "" : spanInWords(time.endedT - time.startedT)
	};
}
function partByPart({ shown, omitted }) {
	return {
		shown: [.../* @__PURE__ */ new Set([void 0, ...shown.map(({ part }) => part)])].flatMap((one) => shown.filter(({ part }) => part === one)),
		omitted
	};
}
function row({ name, target, measured, verdict, part }) {
	return {
		name: brief(name),
		target: brief(target),
		measured: brief(measured),
		verdict,
		...part !== void 0 && { part: brief(part) }
	};
}
function finding(found) {
	const { title, message, file } = found;
	return {
		...found,
		title: brief(title),
		message: brief(message),
		...file !== void 0 && { file: brief(file) }
	};
}
function mapSome({ shown, omitted }, turn) {
	return {
		shown: shown.map(turn),
		omitted
	};
}

// src/report/prose.ts
/** Names of what was waived, in one line. */
const NAMED = 3;
/** What the decision means, in one sentence for somebody who reads nothing else. */
function headline({ decision: { status, judgements } }) {
	const required = judgements.filter((judgement) => judgement.required);
	const counted = (...verdicts) => required.filter(({ verdict }) => verdicts.includes(verdict));
	const failed = counted("failed");
	const open = counted("blocked", "skipped");
	switch (status) {
		case "GO": return `Ready for release: ${verdictsInWords(required)}.`;
		case "NO-GO": return `Do not release: ${requiredInWords(failed)} failed${open.length > 0 ? `, ${numberInWords(open)} could not be judged` : ""}.`;
		case "BLOCKED": return open.length > 0 ? `No decision is possible: no required gate failed, but ${requiredInWords(open)} could not be judged.` : `No decision is possible: no ${judgements.some((one) => !one.required) ? "required " : ""}gate was judged.`;
		default: return "Not a GO: this was not the whole plan. What did run holds.";
	}
}
/** What was looked at and when, in one line: `commit 4c1f7d9e2b3a on main · 2026-11-21 04:16:09 UTC · 33 min 3 s`. */
function subtitle(outcome) {
	const source = sourceOf(outcome);
	return [
		...source?.commit ? [`commit ${source.commit.slice(0, 12)}${branchInWords(source)}`] : [],
		momentInWords(outcome.startedAt),
		spanInWords(outcome.durationMs)
	].join(" · ");
}
function branchInWords({ branch }) {
	return branch === null ? "" : ` on ${branch}`;
}
function verdictsInWords(judgements) {
	const required = configured(judgements);
	const evidence = evidenceVerdict(judgements);
	const parts = VERDICTS.flatMap((verdict) => {
		const count = required.filter((judgement) => judgement.verdict === verdict).length;
		return count > 0 ? [{
			verdict,
			count
		}] : [];
	});
	const all = required.length === 1 ? "the one required gate" : `all ${required.length} required gates`;
	const own = parts.length === 1 ? `${all} ${parts[0]?.verdict}` : `of ${required.length} required gates ${listInWords(parts.map(({ verdict, count }) => `${count} ${verdict}`))}`;
	if (evidence === void 0) return own;
	return own === `${all} ${evidence}` ? `${all} and ${BUILT_IN} ${evidence}` : `${own}; ${BUILT_IN} ${evidence}`;
}
/** What to say where no criterion needs attention; without a criterion that is nothing to be glad of. */
function nothingToAttend(gates) {
	const rows = gates.flatMap(({ criteria }) => criteria.shown);
	if (rows.length === 0) return "No criterion was judged.";
	return rows.some(({ verdict }) => verdict === "waived") ? "Every criterion passed or is waived." : "Every criterion passed.";
}
/** What a reader must know before he believes the decision: that it is only a part, what was left out, what was changed. */
function notices({ plan, decision, files, facts }) {
	const { part } = facts;
	const advisory = decision.judgements.filter(({ required, verdict }) => !required && verdict === "warned").length;
	return [
		...decision.partial.length > 0 ? [`This execution is partial and never counts as a GO of the whole plan: ${decision.partial.map(brief).join("; ")}.`] : [],
		...leftOut(plan.excluded),
		...editedInWords(sourceOf({ facts }), didRun(decision.judgements)),
		...failedBefore(facts.history),
		...part ? [`The gates that ran before stage "${plan.stage?.name ?? ""}" are as they were judged in execution ${words(part["executionId"])}.`] : [],
		...handWrittenInWords(files),
		...advisory > 0 ? [`${countOfThings(advisory, "advisory gate")} did not pass; advisory gates do not change the decision.`] : []
	];
}
/** What a GO let pass, by gate: what was waived, by whom and until when, and what only warned. */
function letPass({ decision: { status, judgements } }) {
	if (status !== "GO") return [];
	return judgements.flatMap(({ gate, required, waived = [], verdict, criteria }) => [...waived.map(({ failed, passed, owner, expires, reason }) => `${gate}: waived ${listInWords([...failed, ...passed].slice(0, NAMED))}${more(failed.length + passed.length)}, owner ${owner}, until ${expires}: ${reason}`), ...required && verdict === "warned" ? criteria.filter((row) => row.verdict === "warned").map((row) => `${gate} warned: ${rowInWords(row)}`) : []]);
}
function more(count) {
	return count > NAMED ? ` and ${countOfThings(count - NAMED, "more", "more")}` : "";
}
function didRun(judgements) {
	return configured(judgements).some(({ verdict }) => verdict !== "skipped");
}
/** Gates look at the work tree: what was edited in it since the commit, or is new in it, was looked at, too. */
function editedInWords(source, ran) {
	if (source?.commit == null) return [];
	const commit = source.commit.slice(0, 12);
	const counted = source.dirtyCount > source.dirty.length ? "at least " : "";
	const [fresh, edited] = [true, false].map((isNew) => source.dirty.flatMap(({ status, path }) => status === "??" === isNew ? [path] : []));
	const conflict = conflictInWords(source.dirty);
	const so = ran ? ": what ran is not what that commit holds" : "";
	return [
		...conflict === void 0 ? [] : [`${conflict}.`],
		...naming(edited, (files) => `${counted}${files} of commit ${commit} had been edited${so}`),
		...naming(fresh, (files) => `${counted}${files} that commit ${commit} does not hold lay in the work tree, not ignored by git`)
	];
}
function naming(paths = [], sentence) {
	if (paths.length === 0) return [];
	return [`${sentence(countOfThings(paths.length, "file"))} (${paths.slice(0, NAMED).join(", ")}${more(paths.length)}).`];
}
/** Nobody may take what a person wrote for something that was measured. */
function handWrittenInWords(files) {
	const { people } = apart(files);
	if (people.length === 0) return [];
	return [`${countOfThings(people.length, "hand-written file")} kept beside the evidence: no verdict rests on ${people.length === 1 ? "it" : "them"}.`];
}
function failedBefore(history) {
	const [noGo, all] = [history?.["noGo"], history?.["attempts"]];
	if (typeof noGo !== "number" || typeof all !== "number" || noGo === 0) return [];
	return [`${noGo} of ${countOfThings(all, "earlier execution")} of this commit ${noGo === 1 ? "was" : "were"} a NO-GO.`];
}
function leftOut(excluded) {
	const later = excluded.filter(({ why }) => why === "later-stage").map(({ id }) => brief(id));
	const chosen = excluded.filter(({ why }) => why !== "later-stage").map(({ id, why }) => `${brief(id)} (${why === "not-selected" ? "not selected" : "skipped by the user"})`);
	return [...chosen.length > 0 ? [`Left out by choice: ${chosen.join(", ")}.`] : [], ...later.length > 0 ? [`Left to the last stage: ${later.join(", ")}.`] : []];
}
/** What was looked at, when, where, and the hash that the evidence is held to. */
function termsOf(outcome) {
	const { plan, facts } = outcome;
	const started = facts.started;
	return [
		{
			term: "Execution",
			value: outcome.executionId
		},
		...plan.purpose !== void 0 ? [{
			term: "Purpose",
			value: plan.purpose
		}] : [],
		...stageFacts(outcome),
		...facts.observed ? [{
			term: "Observed by",
			value: `execution ${words(facts.observed["executionId"])}, head ${words(facts.observed["head"])}`
		}] : [],
		{
			term: "Source",
			value: sourceInWords(outcome)
		},
		...attempts$2(outcome),
		...overrides(plan.overrides),
		{
			term: "Started",
			value: momentInWords(outcome.startedAt)
		},
		{
			term: "Finished",
			value: `${momentInWords(outcome.finishedAt)}, after ${spanInWords(outcome.durationMs)}`
		},
		{
			term: "Machine",
			value: words(started?.["os"], started?.["arch"], started?.["machine"])
		},
		{
			term: "Node",
			value: words(started?.["node"])
		},
		{
			term: "Produced by",
			value: words(started?.["producer"])
		},
		{
			term: "Plan",
			value: `configuration SHA-256 ${plan.configSha256}`
		},
		{
			term: "Head",
			value: outcome.head
		}
	].filter(({ value }) => value !== "").map(({ term, value }) => ({
		term,
		value: brief(value)
	}));
}
function attempts$2(outcome) {
	const value = attemptsInWords(outcome);
	return value === void 0 ? [] : [{
		term: "Attempts",
		value
	}];
}
/** The stage, and what came before it. */
function stageFacts({ plan: { stage }, facts: { part } }) {
	if (!stage) return [];
	const before = part && {
		term: `Stage "${stage.after ?? ""}"`,
		value: `${words(part["executionId"])}, head ${words(part["head"])}`
	};
	return [{
		term: "Stage",
		value: `${stage.name} of ${stage.gate}`
	}, ...before ? [before] : []];
}
function overrides(changed) {
	const pairs = Object.entries(changed).map(([name, value]) => `${name} = ${value}`);
	return pairs.length > 0 ? [{
		term: "Changed variables",
		value: pairs.join(", ")
	}] : [];
}
/** The commit and how far the work tree was from it. */
function sourceInWords(outcome) {
	const source = sourceOf(outcome);
	if (!source) return "no git work tree";
	const dirty = source.dirtyCount > 0 ? countOfThings(source.dirtyCount, "uncommitted change") : "no uncommitted changes";
	return `commit ${source.commit ?? "none yet"}${branchInWords(source)}, ${dirty}`;
}
/** The changed files as `M src/a.ts`, as many as a report shows, and a line for the rest. */
function dirtyInWords(outcome) {
	const source = sourceOf(outcome);
	if (!source) return [];
	const shown = source.dirty.slice(0, ROWS.dirty).map(({ status, path }) => brief(`${status} ${path}`.trim()));
	const rest = source.dirtyCount - shown.length;
	return rest > 0 ? [...shown, `… and ${countOfThings(rest, "more file")}`] : shown;
}
/** The command that checks the bundle again, on any machine. */
function verifyCommand({ executionId, head }) {
	return `gate verify ${executionId}.zip --head ${head}`;
}
/** What that command does, in plain words. */
const VERIFY_WORDS = "It needs no network and does not trust this report: it checks every file against its hash and the chain of seals up to the head, derives every verdict and this report again from the recorded facts, and compares. Take the head from somewhere else than the bundle (the log of the run, its check, its statement): only then does it also show that the bundle was not replaced as a whole.";
function words(...values) {
	return values.flatMap((value) => {
		if (value === void 0 || value === null || value === "") return [];
		return [typeof value === "object" ? JSON.stringify(value) : String(value)];
	}).join(" ");
}

// src/report/rated-change.ts
/** Enough of a commit's id to find it. */
const SHORT = 12;
const ANSWERS = {
	allow: "allowed",
	"needs-approval": "needs approval",
	deny: "denied"
};
/** The changes that gates rated, each with its riskiest files. */
function ratedChanges(outcome) {
	const gates = gatesOf(outcome);
	return outcome.decision.judgements.flatMap(({ changeset }, index) => {
		const gate = gates[index];
		if (!changeset || !gate) return [];
		const rows = changeset.files.slice(0, ROWS.changed).map(rowOf);
		return [{
			gate,
			words: brief(changeInWords(changeset)),
			rows,
			omitted: changeset.fileCount - rows.length
		}];
	});
}
/** `risk high, approved` */
function riskInWords({ risk, answer, approvedBy }) {
	return `risk ${risk}, ${approvedBy.length > 0 ? "approved" : ANSWERS[answer]}`;
}
function changeInWords({ risk, answer, approvedBy, fileCount, base, mergeBase, head, additions, deletions }) {
	const approval = approvedBy.length > 0 ? `, approved by ${approvedBy.map((name) => `@${name}`).join(", ")}` : "";
	const lines = additions === null || deletions === null ? "lines not counted" : `${countOfThings(additions, "line")} added, ${thousands(deletions)} removed`;
	const files = `${countOfThings(fileCount, "file")} from ${base} (${mergeBase.slice(0, SHORT)}) to ${head.slice(0, SHORT)}`;
	return `Risk ${risk}, ${ANSWERS[answer]}${approval}: ${files}, ${lines}`;
}
function rowOf({ path, from, status, is, risk, rule, additions, deletions }) {
	return {
		file: brief(from === void 0 ? path : `${from} → ${path}`),
		status: is ? `${status}, a ${is}` : status,
		risk,
		rule: brief(rule ?? "no rule names it"),
		lines: additions === null || deletions === null ? "" : `+${thousands(additions)} −${thousands(deletions)}`
	};
}

// src/report/html.ts
const STATUS_COLOUR = {
	GO: "good",
	"NO-GO": "bad",
	BLOCKED: "open",
	PARTIAL: "mixed"
};
/**
* report.html: one file that needs nothing else, for a manager who reads the top and an engineer who reads on. It holds no
* script and loads nothing, and its policy forbids both, should a foreign text ever get through.
*/
function html(outcome) {
	const gates = gatesOf(outcome);
	const parts = [
		opening$1(outcome),
		attention$1(gates),
		waived$1(gates),
		criteria$1(gates),
		...rated$1(outcome),
		findings$1(gates),
		counts$1(gates),
		facts$1(outcome),
		attempts$1(outcome),
		timeline$1(outcome, gates),
		steps$1(outcome.steps),
		errors$1(outcome.errors),
		changes$1(outcome),
		files$1(outcome.files),
		handWritten$1(outcome.files),
		signOff$1(outcome),
		verification$1(outcome)
	];
	return page(`${outcome.decision.status}: ${brief(outcome.plan.name)}`, parts.filter((part) => part !== "").join("\n"));
}
function page(title, content) {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${`default-src 'none'; style-src 'sha256-${sha256OfBytes(STYLE, "base64")}'; base-uri 'none'; form-action 'none'`}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${html$1(title)}</title>
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
function opening$1(outcome) {
	const { status, reasons } = outcome.decision;
	const { shown, omitted } = some(reasons, ROWS.attention);
	return [
		`<header>\n<h1>${html$1(brief(outcome.plan.name))}</h1>`,
		...alarms(outcome).map((alarm) => `<p class="notice" role="alert"><strong>${html$1(brief(alarm))}</strong></p>`),
		`<div class="decision ${STATUS_COLOUR[status]}">\n<p class="status">${status}</p>\n<p class="headline">${html$1(headline(outcome))}</p>\n</div>`,
		`<p class="quiet">${html$1(brief(subtitle(outcome)))}</p>`,
		list([...shown.map((reason) => html$1(brief(reason))), ...omitted > 0 ? [omission(omitted)] : []]),
		...notices(outcome).map((notice) => `<p class="notice" role="note">${html$1(notice)}</p>`),
		"</header>"
	].join("\n");
}
function facts$1(outcome) {
	const rows = termsOf(outcome).map(({ term, value }) => `<dt>${html$1(term)}</dt><dd>${html$1(value)}</dd>`);
	return section("Execution", `<dl>\n${rows.join("\n")}\n</dl>`);
}
const CRITERION = [
	{ title: "Criterion" },
	{ title: "Target" },
	{ title: "Measured" },
	{
		title: "Verdict",
		style: "mark"
	}
];
function attention$1(gates) {
	const { shown, omitted } = attentionOf(gates);
	if (shown.length === 0) return section("What did not pass", `<p>${nothingToAttend(gates)}</p>`);
	const rows = shown.map((row) => [gateLabel(row.gate), ...criterionCells(row)]);
	return section("What did not pass", table("Criteria that did not pass, the worst first", [{ title: "Gate" }, ...CRITERION], rows, omitted));
}
function waived$1(gates) {
	const { shown, omitted } = waivedOf(gates);
	if (shown.length === 0) return "";
	const rows = shown.map(({ gate, id, outcome, kind, severity, owner, reason, expires }) => [
		gateLabel(gate),
		html$1(id),
		`${kind}, ${outcome}`,
		severity,
		html$1(owner),
		html$1(reason),
		html$1(expires)
	]);
	const columns = [
		"Gate",
		"What",
		"Kind",
		"Severity",
		"Owner",
		"Reason",
		"Until"
	].map((title) => ({ title }));
	return section("What was waived", table("Findings that were waived, by whose word and until when", columns, rows, omitted));
}
function attempts$1(outcome) {
	const { shown, omitted } = attemptRows(outcome);
	if (shown.length === 0) return "";
	const rows = shown.map(({ executionId, status, began, notes }) => [
		`<code>${html$1(executionId)}</code>`,
		html$1(status),
		html$1(began),
		html$1(brief(notes))
	]);
	const columns = [
		"Execution",
		"Status",
		"Began",
		"Notes"
	].map((title) => ({ title }));
	return section("Earlier attempts of this commit", table("Executions of the same commit and configuration, the newest first", columns, rows, omitted));
}
function criterionCells({ name, target, measured, verdict }) {
	return [
		html$1(name),
		html$1(target),
		html$1(measured),
		verdictMark(verdict)
	];
}
function gateLabel({ id, name, advisory }) {
	const own = name === id ? html$1(id) : `${html$1(name)} <code>${html$1(id)}</code>`;
	return advisory ? `${own} <span class="tag">advisory</span>` : own;
}
function criteria$1(gates) {
	if (gates.length === 0) return "";
	const groups = gates.map((gate) => ({
		head: gate.remark === "" ? gateLabel(gate) : `${gateLabel(gate)} <span class="remark">${html$1(gate.remark)}</span>`,
		mark: verdictMark(gate.verdict, gate.verdictInWords),
		rows: partsOf(gate).whole.map(criterionCells),
		omitted: gate.criteria.omitted
	}));
	const columns = [{ title: "Gate and criterion" }, ...CRITERION.slice(1)];
	const parts = gates.flatMap((gate) => partsOf(gate).parts.map(({ part, rows }) => table(`${gate.id}: ${part}`, CRITERION, rows.map(criterionCells))));
	return section("Gates and criteria", groupedTable("Every criterion of every gate, in the order of the plan", columns, groups), ...parts);
}
function findings$1(gates) {
	const parts = gates.flatMap((gate) => {
		const { shown, omitted } = gate.findings;
		if (shown.length === 0) return [];
		return [`<p>${gateLabel(gate)}</p>`, list([...shown.map(findingItem), ...omitted > 0 ? [omission(omitted)] : []])];
	});
	return parts.length === 0 ? "" : section("Findings", ...parts);
}
function findingItem({ title, message, file, line, seq }) {
	const place = file === void 0 ? "" : ` in <code>${html$1(line === void 0 ? file : `${file}:${line}`)}</code>`;
	const source = seq === void 0 ? "" : ` <span class="quiet">(observation ${seq})</span>`;
	return `<strong>${html$1(title)}</strong>: ${html$1(message)}${place}${source}`;
}
function counts$1(gates) {
	const rows = gates.filter((gate) => gate.counts !== "").map((gate) => [gateLabel(gate), html$1(gate.counts)]);
	if (rows.length === 0) return "";
	return section("What was counted", table("Exact counts of each gate", [{ title: "Gate" }, { title: "Counts" }], rows));
}
function timeline$1(outcome, gates) {
	const whole = Math.max(outcome.durationMs, ...outcome.timeline.map(({ startedT, endedT = 0 }) => Math.max(startedT, endedT)));
	const rows = gates.flatMap((gate) => {
		if (!gate.time) return [];
		const { startedT, endedT, reason } = gate.time;
		const end = endedT === void 0 ? "did not end" : html$1(brief(reason ?? "ended"));
		return [[
			gateLabel(gate),
			html$1(gate.kind),
			offset(startedT),
			gate.took,
			end,
			bar(startedT, endedT ?? whole, whole)
		]];
	});
	if (rows.length === 0) return section("What ran", "<p>No gate ran.</p>");
	return section("What ran", table("When each gate ran, counted from the start", [
		{ title: "Gate" },
		{ title: "Kind" },
		{
			title: "Started",
			style: "time"
		},
		{
			title: "Took",
			style: "time"
		},
		{ title: "Ended" },
		{
			title: "When",
			style: "span"
		}
	], rows));
}
/** A gate's span as a part of the whole; the numbers stand beside it. */
function bar(from, to, whole) {
	if (!(whole > 0)) return "";
	const percent = (value) => Math.round(value / whole * 1e3) / 10;
	const x = Math.min(99, percent(from));
	return `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect x="${x}" y="0" width="${Math.max(1, Math.round((percent(to) - x) * 10) / 10)}" height="10"/></svg>`;
}
function steps$1(all) {
	const { shown, omitted } = some(all, ROWS.steps);
	if (shown.length === 0) return "";
	const rows = shown.map((step) => [
		html$1(brief(step.name)),
		html$1(brief(step.gate ?? "")),
		`<code>${html$1(brief(step.run))}</code>`,
		html$1(stepEnd(step)),
		spanInWords(step.durationMs)
	]);
	return section("Commands", table("Commands that ran, in order", [
		{ title: "Command" },
		{ title: "Gate" },
		{ title: "Command line" },
		{ title: "Ended" },
		{
			title: "Took",
			style: "time"
		}
	], rows, omitted));
}
function errors$1(counted) {
	const { shown, omitted } = some(counted, ROWS.errors);
	if (shown.length === 0) return "";
	const rows = shown.map(({ gate, subject, code, count }) => [
		html$1(brief(subject)),
		html$1(brief(gate)),
		`<code>${html$1(brief(code))}</code>`,
		thousands(count)
	]);
	return section("Errors by code", table("How often each error was seen, expected ones too", [
		{ title: "Where" },
		{ title: "Gate" },
		{ title: "Code" },
		{
			title: "Times",
			style: "number"
		}
	], rows, omitted));
}
function changes$1(outcome) {
	const rows = dirtyInWords(outcome).map((file) => `<code>${html$1(file)}</code>`);
	return rows.length === 0 ? "" : section("Uncommitted changes", list(rows));
}
function rated$1(outcome) {
	const columns = [...[
		"File",
		"Status",
		"Risk",
		"Rule"
	].map((title) => ({ title })), {
		title: "Lines",
		style: "number"
	}];
	return ratedChanges(outcome).map(({ gate, words, rows, omitted }) => {
		const cells = rows.map(({ file, status, risk, rule, lines }) => [`<code>${html$1(file)}</code>`, ...[
			status,
			risk,
			rule,
			lines
		].map(html$1)]);
		return section(`The change: ${html$1(gate.name)}`, `<p>${html$1(words)}</p>`, table("Changed files, the riskiest first", columns, cells, omitted));
	});
}
function files$1(all) {
	const { machine } = apart(all);
	return machine.length === 0 ? "" : section("Files of the evidence", filesTable("Files kept in the bundle, with their hashes", machine));
}
function handWritten$1(all) {
	const { people } = apart(all);
	if (people.length === 0) return "";
	return section("Hand-written, never judged", `<p>${html$1(PEOPLE_WORDS)}</p>`, filesTable("Hand-written files, with their hashes", people));
}
function filesTable(caption, all) {
	const { shown, omitted } = some(all, ROWS.files);
	const rows = shown.map((file) => [
		`<code>${html$1(brief(file.path))}</code>`,
		provenanceInWords(file),
		thousands(file.bytes),
		html$1(brief(file.sha256))
	]);
	return table(caption, [
		{ title: "File" },
		{ title: "From" },
		{
			title: "Bytes",
			style: "number"
		},
		{
			title: "SHA-256",
			style: "hash"
		}
	], rows, omitted);
}
function signOff$1({ plan }) {
	const rows = Object.entries(plan.signOff).map(([role, people]) => [html$1(brief(role)), html$1(brief(people.join(", ")))]);
	if (rows.length === 0) return "";
	return section("Sign-off that a release needs", table("Who has to sign for a release", [{ title: "Role" }, { title: "Who" }], rows));
}
function verification$1(outcome) {
	return section("How to check this report", `<pre><code>${html$1(verifyCommand(outcome))}</code></pre>`, `<p>${html$1(VERIFY_WORDS)}</p>`);
}

// src/report/markdown.ts
const COLUMNS = "| Gate | Criterion | Target | Measured | Verdict |\n|---|---|---|---|---|";
/** report.md: the decision first, then what did not pass, then everything else; at most 1 MiB, saying what was left out. */
function markdown(outcome) {
	return fit([opening(outcome), ...reportBlocks(outcome)], MARKDOWN_BYTES);
}
/** Everything of report.md below its first lines. */
function reportBlocks(outcome) {
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
		verification(outcome)
	];
}
const LINES = ["line", "lines"];
const FILES = ["file", "files"];
/** `omitted`: rows that are left out already. */
function block(head, rows, [one, many] = LINES, omitted = 0) {
	return {
		head,
		rows,
		omitted,
		one,
		many
	};
}
function opening(outcome) {
	const { status, reasons } = outcome.decision;
	const shown = some(reasons, ROWS.attention);
	return block([
		`# ${status}: ${markdown$1(brief(outcome.plan.name))}`,
		"",
		...alarms(outcome).flatMap((alarm) => [`**${markdown$1(brief(alarm))}**`, ""]),
		`**${headline(outcome)}**`,
		"",
		markdown$1(brief(subtitle(outcome))),
		...notices(outcome).flatMap((notice) => ["", `> ${markdownStart(notice)}`]),
		...shown.shown.length > 0 ? [""] : []
	].join("\n"), shown.shown.map((reason) => `- ${markdownStart(brief(reason))}`), ["reason", "reasons"], shown.omitted);
}
function facts(outcome) {
	return block("## Execution\n", termsOf(outcome).map(factLine));
}
function factLine({ term, value }) {
	return `- ${term}: ${markdown$1(value)}`;
}
/** Every criterion that did not pass, target and measured value beside each other. `level`: of the heading. */
function attention(gates, level = "##") {
	const rows = attentionOf(gates);
	const head = `${level} What did not pass\n\n`;
	if (rows.shown.length === 0) return block(head + nothingToAttend(gates), []);
	return block(head + COLUMNS, rows.shown.map((row) => criterionRow(gateCell(row.gate), row)), ["criterion", "criteria"], rows.omitted);
}
/** What was waived: ids, severity, owner, reason and last day; no block when nothing was. */
function waived(gates, level = "##") {
	const { shown, omitted } = waivedOf(gates);
	if (shown.length === 0) return [];
	const rows = shown.map(({ gate, id, outcome, kind, severity, owner, reason, expires }) => {
		return `| ${[
			gateCell(gate),
			markdown$1(id),
			`${kind}, ${outcome}`,
			severity,
			markdown$1(owner),
			markdown$1(reason),
			markdown$1(expires)
		].join(" | ")} |`;
	});
	return [block(`${level} What was waived\n\n| Gate | What | Kind | Severity | Owner | Reason | Until |\n|---|---|---|---|---|---|---|`, rows, ["waived finding", "waived findings"], omitted)];
}
function criterionRow(gate, { name, target, measured, verdict }) {
	return `| ${[
		gate,
		markdown$1(name),
		markdown$1(target),
		markdown$1(measured),
		emphasis(verdict)
	].join(" | ")} |`;
}
/** A gate's name and id, and whether it is advisory. */
function gateCell({ id, name, advisory }) {
	const label = name === id ? markdown$1(id) : `${markdown$1(name)} (${markdown$1(id)})`;
	return advisory ? `${label}, advisory` : label;
}
function emphasis(verdict) {
	return verdict === "passed" ? verdict : `**${verdict}**`;
}
/** Earlier executions of the same commit and configuration; no block when none is known. */
function attempts(outcome, level = "##") {
	const { shown, omitted } = attemptRows(outcome);
	if (shown.length === 0) return [];
	const rows = shown.map(({ executionId, status, began, notes }) => `| ${[
		markdown$1(executionId),
		markdown$1(status),
		markdown$1(began),
		markdown$1(brief(notes))
	].join(" | ")} |`);
	return [block(`${level} Earlier attempts of this commit\n\n| Execution | Status | Began | Notes |\n|---|---|---|---|`, rows, ["earlier attempt", "earlier attempts"], omitted)];
}
/** Every criterion of every gate, but for those of its parts. */
function criteria(gates) {
	return block(`## Gates and criteria\n\n${COLUMNS}`, gates.flatMap(gateRows));
}
function gateRows(gate) {
	const own = `| **${gateCell(gate)}** | | | ${markdown$1(gate.remark)} | ${emphasis(gate.verdictInWords)} |`;
	const rows = partsOf(gate).whole.map((row) => criterionRow(markdown$1(gate.id), row));
	const more = gate.criteria.omitted > 0 ? [`| ${markdown$1(gate.id)} | … and ${thousands(gate.criteria.omitted)} more criteria | | | |`] : [];
	return [
		own,
		...rows,
		...more
	];
}
/** A table for each part of a gate that has parts. */
function parts(gates) {
	return gates.flatMap((gate) => partsOf(gate).parts.map(({ part, rows }) => block(`### ${markdown$1(gate.id)}: ${markdown$1(part)}\n\n| Criterion | Target | Measured | Verdict |\n|---|---|---|---|`, rows.map(({ name, target, measured, verdict }) => `| ${[
		markdown$1(name),
		markdown$1(target),
		markdown$1(measured),
		emphasis(verdict)
	].join(" | ")} |`), ["criterion", "criteria"])));
}
/** Every finding, where there is one. */
function findings(gates) {
	const rows = gates.flatMap((gate) => gate.findings.shown.map((finding) => findingLine(gate, finding)));
	const omitted = gates.reduce((sum, gate) => sum + gate.findings.omitted, 0);
	return rows.length === 0 ? [] : [block("## Findings\n", rows, ["finding", "findings"], omitted)];
}
/** A finding with its gate and its place, as a list item. */
function findingLine(gate, { title, message, file, line, seq }) {
	const place = file === void 0 ? "" : ` in ${markdownCode(line === void 0 ? file : `${file}:${line}`)}`;
	const source = seq === void 0 ? "" : ` (observation ${seq})`;
	return `- In ${gateCell(gate)}: **${markdown$1(title)}**: ${markdown$1(message)}${place}${source}`;
}
function counts(gates) {
	const rows = gates.filter((gate) => gate.counts !== "").map((gate) => `| ${gateCell(gate)} | ${markdown$1(gate.counts)} |`);
	return rows.length === 0 ? [] : [block("## What was counted\n\n| Gate | Counts |\n|---|---|", rows)];
}
function timeline(gates) {
	const rows = gates.flatMap((gate) => {
		if (!gate.time) return [];
		const { startedT, endedT, reason } = gate.time;
		const end = endedT === void 0 ? "did not end" : markdown$1(reason ?? "ended");
		return [`| ${gateCell(gate)} | ${markdown$1(gate.kind)} | ${offset(startedT)} | ${gate.took} | ${end} |`];
	});
	if (rows.length === 0) return block("## What ran\n\nNo gate ran.", []);
	return block("## What ran\n\n| Gate | Kind | Started | Took | Ended |\n|---|---|---|---|---|", rows);
}
function errors(counted) {
	const { shown, omitted } = some(counted, ROWS.errors);
	const rows = shown.map(({ gate, subject, code, count }) => `| ${markdown$1(brief(gate))} | ${markdown$1(brief(subject))} | ${markdown$1(brief(code))} | ${thousands(count)} |`);
	return rows.length === 0 ? [] : [block("## Errors by code\n\n| Gate | Where | Code | Times |\n|---|---|---|---|", rows, LINES, omitted)];
}
function steps(all) {
	const { shown, omitted } = some(all, ROWS.steps);
	return all.length === 0 ? [] : [block("### Commands\n", shown.map(stepLine), ["command", "commands"], omitted)];
}
function stepLine(step) {
	return `- ${markdownStart(brief(step.gate === void 0 ? step.name : `${step.gate}, ${step.name}`))}: ${markdownCode(brief(step.run))}: ${markdown$1(stepEnd(step))} after ${spanInWords(step.durationMs)}`;
}
function changes(outcome) {
	const rows = dirtyInWords(outcome).map((file) => `- ${markdownStart(file)}`);
	return rows.length === 0 ? [] : [block("## Uncommitted changes\n", rows, FILES)];
}
/** What a gate rated: the change with its riskiest files. */
function rated(outcome) {
	return ratedChanges(outcome).map(({ gate, words, rows, omitted }) => block(`### ${markdown$1(gate.id)}: the change\n\n${markdownStart(words)}\n\n| File | Status | Risk | Rule | Lines |\n|---|---|---|---|---|`, rows.map(({ file, status, risk, rule, lines }) => `| ${[
		file,
		status,
		risk,
		rule,
		lines
	].map(markdown$1).join(" | ")} |`), FILES, omitted));
}
function files(all) {
	return filesBlock("## Files of the evidence\n", apart(all).machine);
}
function handWritten(all) {
	return filesBlock(`## Hand-written, never judged\n\n${PEOPLE_WORDS}\n`, apart(all).people);
}
function filesBlock(head, all) {
	const { shown, omitted } = some(all, ROWS.files);
	return all.length === 0 ? [] : [block(`${head}\n| File | From | Bytes | SHA-256 |\n|---|---|---|---|`, shown.map(fileRow), FILES, omitted)];
}
function fileRow(file) {
	const { path, bytes, sha256 } = file;
	return `| ${markdown$1(brief(path))} | ${provenanceInWords(file)} | ${thousands(bytes)} | ${markdown$1(brief(sha256))} |`;
}
function signOff({ plan }) {
	const rows = Object.entries(plan.signOff).map(([role, people]) => `| ${markdown$1(brief(role))} | ${markdown$1(brief(people.join(", ")))} |`);
	return rows.length === 0 ? [] : [block("## Sign-off that a release needs\n\n| Role | Who |\n|---|---|", rows)];
}
function verification(outcome) {
	return block(`## How to check this report\n\n${markdownCode(verifyCommand(outcome))}\n\n${VERIFY_WORDS}`, []);
}

// src/report/summary.ts
/** summary.json: the decision and the exact counts of every gate, for programs. */
function summary(outcome) {
	const { plan, decision } = outcome;
	const { gates, passed, waived, warned, skipped, blocked, failed } = decision.totals;
	return jsonText({
		version: 1,
		executionId: outcome.executionId,
		status: decision.status,
		name: plan.name,
		commit: sourceOf(outcome)?.commit ?? null,
		head: outcome.head,
		startedAt: outcome.startedAt,
		finishedAt: outcome.finishedAt,
		partial: decision.partial.length > 0 ? decision.partial : null,
		overrides: plan.overrides,
		totals: {
			gates,
			passed,
			waived,
			warned,
			skipped,
			blocked,
			failed
		},
		...attemptsInBrief(outcome),
		gates: Object.fromEntries(decision.judgements.map(({ gate, kind, verdict, counts, waived }) => [gate, {
			kind,
			verdict,
			counts,
			...waived && { waived }
		}]))
	});
}

// src/report/render.ts
/** Every file of a bundle that is rendered from the primary ones. */
function renderings(outcome) {
	return [
		{
			name: "summary.json",
			text: summary(outcome),
			record: true
		},
		{
			name: "changeset.json",
			text: changeset(outcome),
			record: true
		},
		{
			name: "decision.json",
			text: decisionRecord(outcome),
			record: true
		},
		{
			name: "execution.json",
			text: executionRecord(outcome),
			record: true
		},
		{
			name: "report.md",
			text: markdown(outcome),
			record: false
		},
		{
			name: "report.html",
			text: html(outcome),
			record: false
		}
	];
}

export { stepEnd as C, stepCode as S, verifyCommand as _, block as a, gatesOf as b, gateCell as c, waived as d, riskInWords as f, subtitle as g, notices as h, attention as i, parts as l, letPass as m, summary as n, criteria as o, headline as p, attempts as r, findings as s, renderings as t, reportBlocks as u, attentionOf as v, sourceOf as w, alarms as x, brief as y };