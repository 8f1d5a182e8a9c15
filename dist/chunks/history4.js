import { n as SetupError, o as EVIDENCE_GATE } from "./errors.js";
import { Dn as jsonText, Et as RISKS } from "./configuration.js";
import { n as parseDuration } from "./duration.js";
import { t as nearest } from "./suggest.js";
import { m as terminal } from "./escape.js";
import { n as instantOf } from "./calendar.js";
import { n as configured } from "./gate-counts.js";
import { i as thousands } from "./row-words.js";
import { i as widthOf, o as countOfThings, r as pad, t as clip, u as spanInWords } from "./width.js";
import { a as readStore, c as beginningOf, d as whereItRan, o as rowFromBundle, t as completed } from "./store.js";
import { n as seenOf, t as doubtOf } from "./doubt.js";
import { n as storeToRead } from "./places.js";
import fs from "node:fs";

// src/report/quantity.ts
/** How the names of measurements end that have a unit, and the unit. */
const UNITS = [
	["Ms", "ms"],
	["Us", "µs"],
	["Seconds", "s"],
	["Percent", "%"],
	["Bytes", "bytes"]
];
const DIGITS = 4;
/** A measured value in 4 significant digits, with the unit that its name tells: `p95Ms` 1834.21 is `1,834 ms`. */
function quantity(name, value) {
	const last = name.split(".").at(-1) ?? name;
	const unit = UNITS.find(([end]) => last.endsWith(end) || last === end.toLowerCase())?.[1];
	const digits = Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
	return unit === void 0 ? thousands(digits) : `${thousands(digits)} ${unit}`;
}

// src/report/history.ts
const GAP = "  ";
/** The last column has at least so much. */
const LEAST = 12;
const SHORT_COMMIT = 8;
/** Of the name of a configuration, where there are several. */
const NAME = 20;
/** Earlier executions as a table, in the order given. @param columns of the terminal */
function historyTable(executions, { columns, gate }) {
	const names = new Set(executions.map(({ name }) => name));
	const hasRisk = executions.some(({ risk }) => risk !== void 0);
	const rows = executions.map((one) => [
		terminal(one.executionId),
		one.status,
		took(one),
		(one.commit ?? "none").slice(0, SHORT_COMMIT),
		...hasRisk ? [terminal(one.risk ?? "")] : [],
		names.size > 1 ? `${clip(terminal(one.name), NAME)}: ${what(one, gate)}` : what(one, gate)
	]);
	return lines([[
		"Execution (UTC)",
		"Status",
		"Took",
		"Commit",
		...hasRisk ? ["Risk"] : [],
		gate === void 0 ? "Gates" : terminal(gate)
	], ...rows], columns);
}
function lines(rows, columns) {
	const last = (rows[0]?.length ?? 1) - 1;
	const widths = rows[0]?.map((_, index) => Math.max(...rows.map((cells) => widthOf(cells[index] ?? "")))) ?? [];
	const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
	const rest = Math.max(LEAST, columns - before);
	return rows.map((cells) => `${cells.map((cell, index) => index === last ? clip(cell, rest) : pad(cell, widths[index] ?? 0)).join(GAP).trimEnd()}\n`).join("");
}
function took({ startedAt, finishedAt }) {
	const ms = finishedAt === void 0 ? -1 : instantOf(finishedAt) - instantOf(startedAt);
	return ms >= 0 ? spanInWords(ms) : "";
}
/** What came of its gates, the bad ones by name, and what else is to be known of it. */
function what(one, gate) {
	const notes = [
		...one.differs ? ["INDEX DIFFERS"] : [],
		...one.unverified ? ["does not verify"] : [],
		...one.withheld ? ["withheld, a secret was left in it"] : [],
		...one.partial ? ["partial"] : [],
		...one.uncommitted ? ["uncommitted changes"] : [],
		...one.elsewhere === void 0 ? [] : ["elsewhere"],
		...one.gone ? [one.pruned === void 0 ? "bundle gone" : "pruned"] : []
	];
	return [gate === void 0 ? gatesInWords(one) : one.gates[gate]?.verdict ?? "", ...notes].filter((part) => part !== "").join(" · ");
}
function gatesInWords({ gates }) {
	const all = Object.entries(gates);
	const of = (...verdicts) => all.filter(([, { verdict }]) => verdicts.includes(verdict)).map(([id]) => terminal(id));
	const bad = ["failed", "blocked"].flatMap((verdict) => {
		const ids = of(verdict);
		return ids.length === 0 ? [] : [`${verdict}: ${ids.join(", ")}`];
	});
	if (bad.length > 0) return bad.join("; ");
	if (all.length === 0) return "";
	const own = configured(all.map(([gate, { verdict }]) => ({
		gate,
		verdict
	})));
	const count = (verdict) => own.filter((one) => one.verdict === verdict).length;
	const besides = ["waived", "warned"].flatMap((verdict) => count(verdict) === 0 ? [] : `${count(verdict)} ${verdict}`);
	const evidence = gates["evidence"]?.verdict ?? "passed";
	const builtIn = evidence === "passed" ? [] : [`${EVIDENCE_GATE} ${evidence}`];
	return [
		`${count("passed")} of ${countOfThings(own.length, "gate")} passed`,
		...besides,
		...builtIn
	].join(", ");
}
const BAR = 20;
/** How a measurement went, from the oldest to the newest, with a bar for each value. */
function trendTable(points, { name, columns }) {
	const values = points.flatMap(({ value }) => value ?? []);
	const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
	const rows = points.map(({ execution, verdict, value }) => [
		terminal(execution.executionId),
		(execution.commit ?? "none").slice(0, SHORT_COMMIT),
		verdict ?? "",
		value === void 0 ? "not measured" : quantity(name, value),
		value === void 0 ? "" : bar(value, least, most)
	]);
	return lines([[
		"Execution (UTC)",
		"Commit",
		"Verdict",
		terminal(name),
		""
	], ...rows], columns);
}
function bar(value, least, most) {
	const part = most === least ? 0 : (value - least) / (most - least);
	return "█".repeat(Math.round(part * BAR)) || "▏";
}

// src/app/history/listed.ts
/** All executions of a store, the newest first, as its index tells of them: the bundles are not opened. */
function listedIn(folder) {
	return completed(readStore(folder)).executions.toReversed().flatMap((stored) => {
		const row = stored.rows.at(-1) ?? begun(stored);
		return row ? [{
			stored,
			execution: executionOf(row, stored)
		}] : [];
	});
}
/** Executions whose records are not what was written of them, of those that are shown and of those that can't be listed: why, a line each. */
function doubtedIn(folder, shown) {
	const ids = new Set(shown.map(({ stored }) => stored.id));
	return readStore(folder).executions.flatMap((stored) => {
		const why = stored.rows.length === 0 && !begun(stored) || ids.has(stored.id) ? doubtOf(stored, seenOf(folder, stored)) : void 0;
		return why === void 0 ? [] : [`${stored.id}: ${why}`];
	});
}
/** What is shown is compared with its bundle, where there is one; the bundle counts. */
function checked({ stored, execution }) {
	const found = execution.status === "UNFINISHED" ? void 0 : rowFromBundle(stored);
	if (!found || isSame(found, execution)) return execution;
	return {
		...executionOf(found, stored),
		differs: true
	};
}
function executionOf(row, { names, pruned }) {
	const isGone = names.length === 0 && row.elsewhere === void 0 && !row.withheld;
	return {
		...row,
		...isGone && {
			gone: true,
			...pruned !== void 0 && { pruned }
		}
	};
}
/** One that goes on, or that nobody could end. */
function begun({ folder, id }) {
	const found = folder === void 0 ? void 0 : beginningOf(folder);
	if (!folder || found?.executionId !== id) return void 0;
	return {
		...found,
		...whereItRan(folder),
		status: "UNFINISHED",
		gates: {}
	};
}
function isSame(bundle, row) {
	const verdicts = ({ gates }) => JSON.stringify(Object.entries(gates).map(([id, { verdict }]) => [id, verdict]));
	return [
		"status",
		"name",
		"commit",
		"head",
		"startedAt",
		"finishedAt",
		"risk"
	].every((key) => bundle[key] === row[key]) && verdicts(bundle) === verdicts(row);
}

// src/app/commands/history.ts
const LIMIT = 20;
const STATUSES = [
	"GO",
	"NO-GO",
	"BLOCKED",
	"PARTIAL",
	"UNFINISHED"
];
/** `gate history`: earlier executions, the newest first; or how a number went over them. */
async function history(request, io) {
	const { folder, name, hint } = storeToRead(request.store, io);
	const isWanted = filterOf(request, Date.now());
	const limit = limitOf(request.limit);
	const all = listedIn(folder);
	if (request.gate !== void 0 && all.length > 0) gateKnownIn(all, request.gate);
	const found = all.filter(({ execution }) => isWanted(execution));
	const { trend } = request;
	if (trend) return showTrend(found, {
		...trend,
		limit,
		json: request.json
	}, io);
	const picked = found.slice(0, limit);
	const shown = picked.map(checked);
	if (request.json) io.stdout(jsonText(shown));
	else if (shown.length > 0) io.stdout(historyTable(shown, {
		columns: io.terminal.columns,
		gate: request.gate
	}));
	const where = `${terminal(name)}${fs.existsSync(folder) ? "" : ", which is not there"}${all.length === 0 ? hint : ""}`;
	io.stderr(`${shown.length} of ${countOfThings(all.length, "execution")} in ${where}\n`);
	warn(shown, io);
	for (const line of doubtedIn(folder, picked)) io.stderr(`not as it was written, so attempts can't be counted by it: ${terminal(line)}\n`);
	return 0;
}
/** The executions that have a gate. @throws SetupError where none has it */
function gateKnownIn(executions, gate) {
	const having = executions.filter(({ execution }) => execution.gates[gate] !== void 0);
	if (having.length > 0) return having;
	const gates = new Set(executions.flatMap(({ execution }) => Object.keys(execution.gates)));
	throw new SetupError(`gate history: no execution has a gate "${terminal(gate)}"${listInWords(gate, gates)}`);
}
/** @throws SetupError where nothing of that name was measured */
function showTrend(found, { gate, measurement, limit, json }, io) {
	const having = gateKnownIn(found, gate);
	const known = new Set(having.flatMap(({ execution }) => Object.keys(execution.gates[gate]?.numbers ?? {})));
	if (measurement === void 0 || !known.has(measurement)) throw new SetupError(measurement === void 0 ? "gate history: --trend GATE MEASUREMENT: the measurement is missing" : `gate history: gate "${terminal(gate)}" has no measurement "${terminal(measurement)}"`, `it has: ${[...known].map(terminal).join(", ") || "none"}`);
	const points = having.slice(0, limit).map(checked).toReversed().map((execution) => ({
		execution,
		verdict: execution.gates[gate]?.verdict,
		value: execution.gates[gate]?.numbers[measurement]
	}));
	const record = points.map(({ execution: { executionId, status, commit, startedAt }, verdict, value }) => ({
		executionId,
		status,
		commit,
		startedAt,
		verdict,
		value: value ?? null
	}));
	io.stdout(json ? jsonText(record) : trendTable(points, {
		name: measurement,
		columns: io.terminal.columns
	}));
	warn(points.map(({ execution }) => execution), io);
	return 0;
}
function warn(shown, io) {
	const differ = shown.filter(({ differs }) => differs).map(({ executionId }) => executionId);
	if (differ.length > 0) io.stderr(`the index tells otherwise of ${differ.join(", ")}: what is shown is what the bundle says\n`);
}
function listInWords(word, words) {
	const near = nearest(word, words);
	if (near !== void 0) return `; did you mean "${terminal(near)}"?`;
	return words.size === 0 ? "" : `; there are ${[...words].map(terminal).join(", ")}`;
}
function filterOf({ status, risk, since, gate, repository }, now) {
	const wanted = wordOf("status", status, STATUSES);
	const risky = wordOf("risk", risk, RISKS);
	const from = since === void 0 ? void 0 : momentOf(since, now);
	return (one) => (wanted === void 0 || one.status === wanted) && (risky === void 0 || one.risk === risky) && (from === void 0 || Date.parse(one.startedAt) >= from) && (gate === void 0 || one.gates[gate] !== void 0) && (repository === void 0 || one.repository?.toLowerCase() === repository.toLowerCase());
}
/** One of the words that an option takes, in any case of letters. @throws SetupError for another */
function wordOf(option, written, words) {
	if (written === void 0) return void 0;
	const word = words.find((one) => one.toLowerCase() === written.toLowerCase());
	if (word === void 0) throw new SetupError(`gate history: --${option} is "${terminal(written)}"; expected ${words.join(", ")}`);
	return word;
}
/** @throws SetupError for what is neither a duration nor a date */
function momentOf(since, now) {
	const duration = parseDuration(since);
	if (duration !== void 0) return now - duration;
	const date = /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(since) ? Date.parse(since) : NaN;
	if (Number.isNaN(date) || !new Date(date).toISOString().startsWith(since.slice(0, 10))) throw new SetupError(`gate history: --since is "${terminal(since)}"; expected a duration such as 7d, or a date such as 2026-11-21`);
	return date;
}
function limitOf(written) {
	if (written === void 0) return LIMIT;
	if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
	throw new SetupError(`gate history: --limit is "${terminal(written)}"; expected a whole number, 1 or more`);
}

export { history };