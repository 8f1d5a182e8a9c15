import { t as VERSION } from "./version.js";
import { m as terminal } from "./escape.js";
import { R as VERDICTS, S as kinds } from "./configuration.js";
import { c as some, d as pad, f as widthOf, p as wrap, u as clip, y as thousands } from "./budget.js";
import { g as gatesOf, h as brief, l as headline, u as notices } from "./render.js";
import { t as checkoutOf } from "./config-file.js";
import { a as openSession, i as observers, n as Follower, r as MonotonicClock, s as execute, t as historyIn } from "./history.js";
import { t as executionId } from "./execution-id.js";
import { n as finishBundle } from "./finish-bundle.js";
import { t as handOver } from "./handover.js";
import fs from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import os from "node:os";

// src/report/terminal.ts
const HEADER = [
	"Gate · criterion",
	"Target",
	"Measured",
	"Verdict"
];
const GAP = 2;
const NARROWEST = 10;
/** Lines of one cell, rows of one gate, reasons below the table. */
const MOST = {
	lines: 4,
	rows: 60,
	reasons: 20
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
	return [
		painted("1", terminal(brief(outcome.plan.name))),
		"",
		...lines.length > 0 ? [headerLine(widths, painted), rule(widths, painted)] : [],
		...lines.flatMap((line) => tableLines(line, widths, painted)),
		"",
		totals(outcome),
		"",
		...decisionLines(outcome, columns, painted),
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
/** `5/5 passed`, or `3/6 passed, 1 failed, 2 skipped`. */
function totals({ decision: { totals } }) {
	const others = VERDICTS.filter((verdict) => verdict !== "passed" && totals[verdict] > 0).reverse().map((verdict) => `${thousands(totals[verdict])} ${verdict}`);
	return [`${thousands(totals.passed)}/${thousands(totals.gates)} passed`, ...others].join(", ");
}
function decisionLines(outcome, columns, painted) {
	const { status, reasons } = outcome.decision;
	const { shown, omitted } = some(reasons, MOST.reasons);
	const more = omitted > 0 ? [`… and ${thousands(omitted)} more`] : [];
	const space = Math.max(30, columns) - 2;
	const hints = [
		...shown.map((reason) => terminal(brief(reason))),
		...more,
		...notices(outcome).map(terminal)
	];
	return [`${painted(STATUS_PAINT[status], status)}  ${terminal(headline(outcome))}`, ...hints.flatMap((hint) => wrap(hint, space, 10).map((line, index) => index === 0 ? `- ${line}` : `  ${line}`))];
}

// src/app/interruption.ts
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/**
* The first signal asks for an end, and within 5 s everything has stopped, but for a rollback, which the second breaks off. Further
* ones are not heard.
*/
function onInterruption(heard) {
	const [first, second] = [new AbortController(), new AbortController()];
	const handlers = SIGNALS.map((name) => {
		const handler = () => {
			const next = [first, second].find(({ signal }) => !signal.aborted);
			if (!next) return;
			heard(name, next === first ? 1 : 2);
			next.abort(name);
		};
		process.on(name, handler);
		return {
			name,
			handler
		};
	});
	return {
		signal: first.signal,
		insisted: second.signal,
		close: () => handlers.forEach(({ name, handler }) => process.removeListener(name, handler))
	};
}

// src/app/execution.ts
/** Makes the folder for executions and names a new one in it. `store`: relative to where the command runs. */
function newExecution(store, io) {
	const id = executionId(/* @__PURE__ */ new Date());
	return {
		id,
		folder: path.join(storeAt(path.resolve(io.cwd, store)), id),
		workFolder: path.join(os.tmpdir(), `gate-${id}`)
	};
}
/**
* Runs a plan and leaves its bundle, which holds that of the stage before where there is one. SIGINT, SIGTERM, SIGHUP end it within 5 s,
* BLOCKED; a rollback that is due runs first, until a second signal, or is left to `post`.
* @throws UnverifiedBundle when the bundle just written does not verify; Unsettled when what is due is left to `post`
*/
async function executePlan(plan, config, { id, folder, workFolder, post }, io, prior) {
	const clock = new MonotonicClock();
	const startedAtMs = Date.now();
	const follower = new Follower(io, clock, startedAtMs);
	const interruption = onInterruption((signal, times) => follower.say(`${signal}: stopping everything${times > 1 ? ", at once" : ""}`));
	const checkout = checkoutOf(config.path);
	const session = openSession({
		plan,
		configBytes: config.bytes,
		executionId: id,
		folder,
		workFolder,
		checkout,
		env: io.env,
		clock,
		startedAtMs,
		interrupt: interruption.signal,
		insisted: post ? interruption.signal : interruption.insisted,
		hasSuccessor: post === true,
		watcher: follower,
		history: historyIn(path.dirname(folder)),
		...prior && { prior },
		judges: kinds,
		observers
	});
	try {
		if (post) handOver(workFolder, {
			zero: clock.zero,
			checkout
		});
		follower.say(`${plan.name}: execution ${id}, ${plan.gates.length - 1} gates`);
		await execute(session.world, started(id, startedAtMs, io));
		session.seal();
		const finished = await finishBundle(folder, plan);
		await session.close();
		return finished;
	} catch (error) {
		await session.abandon();
		throw error;
	} finally {
		interruption.close();
		follower.close();
	}
}
function started(id, startedAtMs, io) {
	const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: runId, GITHUB_RUN_ATTEMPT: runAttempt } = io.env;
	return {
		type: "execution.started",
		executionId: id,
		at: new Date(startedAtMs).toISOString(),
		...repository !== void 0 && { repository },
		...runId !== void 0 && { runId },
		...runAttempt !== void 0 && { runAttempt },
		node: process.version,
		os: `${process.platform} ${os.release()}`,
		arch: process.arch,
		machine: randomUUID(),
		producer: `gate-action ${VERSION}`,
		judge: 1,
		render: 2
	};
}
/** Level by level: a recursive mkdir goes round for ever where the system lets nothing be made (/proc). */
function makeFolder(folder) {
	if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
	makeFolder(path.dirname(folder));
	fs.mkdirSync(folder);
}
/** The folder for executions; below `.gate` it hides itself from git. */
function storeAt(folder) {
	makeFolder(folder);
	const hidden = folder.split(path.sep).lastIndexOf(".gate");
	if (hidden < 0) return folder;
	const ignore = path.join(folder.split(path.sep).slice(0, hidden + 1).join(path.sep), ".gitignore");
	if (!fs.existsSync(ignore)) fs.writeFileSync(ignore, "*\n");
	return folder;
}

// src/app/sole-bundle.ts
/** A folder that holds one bundle, or one zip, and nothing else stands for it: so artifacts arrive. */
function soleBundle(bundle) {
	if (!fs.statSync(bundle, { throwIfNoEntry: false })?.isDirectory()) return bundle;
	const names = fs.readdirSync(bundle);
	const [only] = names;
	return names.length === 1 && only !== void 0 && !fs.existsSync(path.join(bundle, "bagit.txt")) ? soleBundle(path.join(bundle, only)) : bundle;
}

export { terminalTable as a, storeAt as i, executePlan as n, newExecution as r, soleBundle as t };