import { n as SetupError } from "./errors.js";
import { c as markdownCode, r as html$1, s as markdown$1, u as markdownStart } from "./escape.js";
import { l as BUNDLE, t as readObservations, u as isPlainPath } from "./reader.js";
import { F as satisfies, I as worst, L as judgeCriteria, P as VERDICTS, S as kinds, W as formatDuration, gt as stringOf, ht as MalformedObservation } from "./configuration.js";
import { t as derivePlan } from "./load.js";
import { _ as offset, a as ROWS, b as verdictInWords, c as some, g as momentInWords, h as listInWords, m as countOfThings, o as cut, r as MARKDOWN_BYTES, s as fit, v as spanInWords, y as thousands } from "./budget.js";
import { t as jsonText } from "./json.js";
import { n as sha256OfBytes } from "./hash.js";
import fs from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";

// src/report/counts.ts
/** What a gate counted, for people: `checks 2,160 · failures 0`; nested counts as `services["api"].failures 0`. */
function countsInWords(counts) {
	return entriesOf(counts, "").map(([name, value]) => `${name} ${valueInWords(value)}`).join(" · ");
}
function entriesOf(counts, prefix) {
	return Object.entries(counts).flatMap(([key, value]) => {
		if (value === void 0) return [];
		const name = prefix === "" ? key : prefix + step(key);
		return isCounts(value) ? entriesOf(value, name) : [[name, value]];
	});
}
function step(key) {
	return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
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
/** Text of one cell or sentence: cut, not yet escaped. */
function brief(text) {
	return cut(text, 600);
}
function gateView(judgement, time) {
	const { gate, name, kind, required, verdict, raw, reason, criteria, counts, findings } = judgement;
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
		criteria: mapSome(some(rows, ROWS.criteria), row),
		findings: mapSome(some(findings, ROWS.findings), finding),
		counts: brief(countsInWords(counts)),
		time,
		took: time?.endedT === void 0 ? "" : spanInWords(time.endedT - time.startedT)
	};
}
function row({ name, target, measured, verdict }) {
	return {
		name: brief(name),
		target: brief(target),
		measured: brief(measured),
		verdict
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
function needsAttention({ verdict }) {
	return verdict !== "passed" && verdict !== "waived";
}
function worstFirst(rows) {
	return rows.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
}
function mapSome({ shown, omitted }, turn) {
	return {
		shown: shown.map(turn),
		omitted
	};
}

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

// src/report/prose.ts
/** What the decision means, in one sentence for somebody who reads nothing else. */
function headline({ decision: { status, judgements } }) {
	const required = judgements.filter((judgement) => judgement.required);
	const counted = (...verdicts) => required.filter(({ verdict }) => verdicts.includes(verdict)).length;
	const failed = counted("failed");
	const open = counted("blocked", "skipped");
	switch (status) {
		case "GO": return `Ready for release: ${verdictsInWords(required)}.`;
		case "NO-GO": return `Do not release: ${countOfThings(failed, "required gate")} failed${open > 0 ? `, ${open} could not be judged` : ""}.`;
		case "BLOCKED": return open > 0 ? `No decision is possible: no required gate failed, but ${countOfThings(open, "required gate")} could not be judged.` : "No decision is possible: no gate was judged.";
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
function verdictsInWords(required) {
	const parts = VERDICTS.flatMap((verdict) => {
		const count = required.filter((judgement) => judgement.verdict === verdict).length;
		return count > 0 ? [{
			verdict,
			count
		}] : [];
	});
	if (parts.length === 1) return `${required.length === 1 ? "the one required gate" : `all ${required.length} required gates`} ${parts[0]?.verdict}`;
	return `of ${required.length} required gates ${listInWords(parts.map(({ verdict, count }) => `${count} ${verdict}`))}`;
}
/** What to say where no criterion needs attention; without a criterion that is nothing to be glad of. */
function nothingToAttend(gates) {
	const rows = gates.flatMap(({ criteria }) => criteria.shown);
	if (rows.length === 0) return "No criterion was judged.";
	return rows.some(({ verdict }) => verdict === "waived") ? "Every criterion passed or is waived." : "Every criterion passed.";
}
/** What a reader must know before he believes the decision: that it is only a part, what was left out, what was changed. */
function notices({ plan, decision }) {
	const advisory = decision.judgements.filter(({ required, verdict }) => !required && verdict === "warned").length;
	return [
		...decision.partial.length > 0 ? [`This execution is partial and never counts as a GO of the whole plan: ${decision.partial.map(brief).join("; ")}.`] : [],
		...plan.excluded.length > 0 ? [`Left out by choice: ${plan.excluded.map(excludedInWords).join(", ")}.`] : [],
		...advisory > 0 ? [`${countOfThings(advisory, "advisory gate")} did not pass; advisory gates do not change the decision.`] : []
	];
}
function excludedInWords({ id, why }) {
	return `${brief(id)} (${why === "not-selected" ? "not selected" : "skipped by the user"})`;
}
/** What was looked at, when, where, and the hash that the evidence is held to. */
function factsOf(outcome) {
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
		{
			term: "Source",
			value: sourceInWords(outcome)
		},
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
		gates: Object.fromEntries(decision.judgements.map(({ gate, kind, verdict, counts }) => [gate, {
			kind,
			verdict,
			counts
		}]))
	});
}

// src/evidence/attachments.ts
const PIECE = 1048576;
/** Reads the attachments of a bundle in pieces of 1 MiB; a piece is good until the next one is asked for. */
function attachmentsOf(bundle) {
	return { *read(file) {
		const full = path.join(bundle, BUNDLE.data, file);
		if (!file.startsWith("gates/") || !isPlainPath(file) || !fs.lstatSync(full).isFile()) throw new Error(`${file}: is no file of the bundle`);
		const fd = fs.openSync(full, "r");
		try {
			const buffer = Buffer.allocUnsafe(PIECE);
			for (let n = fs.readSync(fd, buffer); n > 0; n = fs.readSync(fd, buffer)) yield buffer.subarray(0, n);
		} finally {
			fs.closeSync(fd);
		}
	} };
}

// src/verdict/decide.ts
/**
* Folds the judgements of a plan into one decision. A failed required gate is NO-GO and a blocked or skipped one BLOCKED even when
* only a part of the plan ran; PARTIAL is what would have been a GO of the whole.
*/
function decide(plan, judgements) {
	const required = judgements.filter((judgement) => judgement.required);
	const failed = required.filter(({ verdict }) => verdict === "failed");
	const unclear = required.filter(({ verdict }) => verdict === "blocked" || verdict === "skipped");
	const judged = (plan.partial.length > 0 ? judgements : required).some(({ gate, verdict }) => gate !== "evidence" && verdict !== "skipped");
	const status = statusOf({
		failed: failed.length,
		unclear: unclear.length,
		judged,
		partial: plan.partial.length
	});
	return {
		status,
		exitCode: status === "NO-GO" ? 1 : status === "BLOCKED" ? 2 : 0,
		reasons: [...failed, ...unclear].map(({ gate, verdict, reason }) => `${gate} ${verdict}: ${reason}`).concat(judged ? [] : ["no gate was judged"]),
		partial: plan.partial,
		totals: totalsOf(judgements),
		judgements
	};
}
function statusOf(counts) {
	if (counts.failed > 0) return "NO-GO";
	if (counts.unclear > 0 || !counts.judged) return "BLOCKED";
	return counts.partial > 0 ? "PARTIAL" : "GO";
}
function totalsOf(judgements) {
	const totals = {
		gates: judgements.length,
		passed: 0,
		waived: 0,
		warned: 0,
		skipped: 0,
		blocked: 0,
		failed: 0
	};
	for (const { verdict } of judgements) totals[verdict]++;
	return totals;
}

// src/verdict/stack.ts
/** A shell answers so when the command can't be executed, or is not found. */
const NOT_EXECUTABLE = /* @__PURE__ */ new Set([126, 127]);
/** What a `stack` fact amounts to; undefined for a command that did its work. @throws MalformedObservation */
function stackTrouble(o) {
	const { exit, signal, spawnError, timedOut } = o;
	const command = `the ${stringOf(o, "action")} command of the stack`;
	if (exit === 0) return void 0;
	if (typeof exit === "number") return {
		verdict: NOT_EXECUTABLE.has(exit) ? "blocked" : "failed",
		text: `${command} ended with exit code ${exit}`
	};
	if (typeof signal === "string") return {
		verdict: "failed",
		text: `${command} ended by ${signal}`
	};
	if (typeof spawnError === "string") return {
		verdict: "blocked",
		text: `${command} could not be executed (${spawnError})`
	};
	if (timedOut === true) return {
		verdict: "blocked",
		text: `${command} did not end in time`
	};
	throw new MalformedObservation(o, "exit", "how the command ended");
}

// src/verdict/services.ts
/** Causes that say "we could not find out": the command can't be executed, a stranger holds the port, it is not there at all. */
const BLOCKING_CAUSES = /* @__PURE__ */ new Set([
	"not-executable",
	"port-taken",
	"absent"
]);
/** What every gate owes to the services it stands on: they came up, and none died while it ran. */
var ServiceFold = class {
	services;
	troubles = [];
	/** @param services those that the gate needs: what becomes of others is not its concern */
	constructor(services) {
		this.services = services;
	}
	step(o) {
		if (o.type === "stack") this.stack(o);
		const service = o["service"];
		if (typeof service !== "string" || !this.services.includes(service)) return;
		if (o.type === "service.failed") {
			const cause = stringOf(o, "cause");
			const verdict = BLOCKING_CAUSES.has(cause) ? "blocked" : "failed";
			this.troubles.push({
				verdict,
				text: `${service} ${causeInWords(o, cause)}`,
				seq: o.seq
			});
		} else if (o.type === "service.exited") this.troubles.push({
			verdict: "failed",
			text: `${service} died while the gate ran${ending(o)}`,
			seq: o.seq
		});
	}
	/**
	* Only a stack that a gate stands on is started or stopped while it runs. Between gates, and after the last, nothing rests on
	* it any more: that it did not stop is worth a warning.
	*/
	stack(o) {
		const trouble = stackTrouble(o);
		if (trouble) this.troubles.push({
			verdict: this.services.length > 0 ? trouble.verdict : "warned",
			text: trouble.text,
			seq: o.seq
		});
	}
	/** A row for the table when something went wrong; a gate whose services are well shows none. */
	criteria() {
		return this.troubles.map(({ verdict, text }) => ({
			name: "services",
			target: "ready and alive",
			measured: text,
			verdict
		}));
	}
	findings() {
		return this.troubles.map(({ text, seq }) => ({
			title: "Service",
			message: text,
			seq
		}));
	}
};
function causeInWords(o, cause) {
	const code = typeof o["code"] === "string" ? ` (${o["code"]})` : "";
	const detail = typeof o["detail"] === "string" && o["detail"] !== "" ? `: ${o["detail"]}` : "";
	switch (cause) {
		case "not-executable": return `could not be executed${code}${detail}`;
		case "port-taken": return `found its port taken by a stranger${detail}`;
		case "absent": return `is not there: it never once answered${code}${detail}`;
		case "exited": return `ended before it was ready${ending(o)}${detail}`;
		default: return `was not ready in time${code}${detail}`;
	}
}
function ending(o) {
	if (typeof o["signal"] === "string") return `, by ${o["signal"]}`;
	return typeof o["exit"] === "number" ? `, exit code ${o["exit"]}` : "";
}

// src/verdict/gate.ts
const NOTHING = {
	counts: {},
	measurements: {},
	defaults: [],
	findings: [],
	missing: "nothing was observed"
};
/**
* The fold of one gate: its kind's fold, and around it what every gate has in common (services, how it ended, criteria,
* policy). A fold that throws does not end the judging: its gate is blocked with the reason.
*/
var GateFold = class {
	gate;
	plan;
	table;
	fold;
	services;
	broken;
	constructor(judge, table, context) {
		this.gate = context.gate;
		this.plan = context.plan;
		this.table = table;
		this.services = new ServiceFold(context.gate.services);
		this.fold = this.guarded(() => judge.fold(context));
	}
	step(o) {
		this.guarded(() => {
			this.services.step(o);
			this.fold?.step(o);
		});
	}
	/** Streams the rows of an attachment into the fold when its kind judges that file. `read` gives the file's bytes. */
	attach(o, read) {
		this.guarded(() => {
			const parser = this.fold?.reads?.(o);
			if (!parser) return;
			for (const bytes of read()) this.rows(o, parser.push(bytes));
			this.rows(o, parser.end());
		});
	}
	wants() {
		return this.broken === void 0 ? this.guarded(() => this.fold?.wants()) : void 0;
	}
	judgement(end, detail) {
		const assessed = this.guarded(() => this.fold?.assessment(end)) ?? NOTHING;
		const missing = this.broken ?? assessed.missing;
		const criteria = [
			...assessed.urgent ?? [],
			...this.services.criteria(),
			...endCriteria(this.gate, end, detail),
			...assessed.defaults,
			...this.completeness(missing, assessed.defaults),
			...this.criteria(assessed, missing)
		];
		const findings = [...this.services.findings(), ...assessed.findings];
		return conclude(this.gate, this.plan, criteria, {
			counts: assessed.counts,
			measurements: assessed.measurements,
			findings
		});
	}
	/** The user's criteria; what a fold that threw has judged of them does not count. */
	criteria(assessed, missing) {
		if (assessed.criteria && this.broken === void 0) return assessed.criteria;
		return judgeCriteria({
			criteria: this.gate.criteria,
			measurements: assessed.measurements,
			vars: this.plan.vars,
			table: this.table,
			missing,
			...assessed.scopes && { scopes: assessed.scopes.map((scope) => this.unlessBroken(scope)) },
			...assessed.absent && { absent: assessed.absent }
		});
	}
	/** A fold that threw may have left any of its parts half done. */
	unlessBroken(scope) {
		return this.broken === void 0 ? scope : {
			...scope,
			missing: this.broken
		};
	}
	/** A row of its own for what is missing, unless a built-in criterion already says so. */
	completeness(missing, defaults) {
		if (missing === void 0 || this.broken === void 0 && defaults.some(({ verdict }) => verdict === "blocked")) return [];
		return [{
			name: "complete",
			target: "everything expected was observed",
			measured: missing,
			verdict: "blocked"
		}];
	}
	rows(o, rows) {
		for (const row of rows) this.fold?.row?.(o, row);
	}
	guarded(act) {
		try {
			return act();
		} catch (error) {
			this.broken ??= error instanceof Error ? error.message : String(error);
			return;
		}
	}
};
/** The judgement of a gate that did not run. */
function notRun(gate, plan, verdict, reason) {
	return {
		...conclude(gate, plan, [{
			name: "ran",
			target: "the gate runs",
			measured: reason,
			verdict
		}], {
			counts: {},
			measurements: {},
			findings: []
		}),
		reason
	};
}
function endCriteria(gate, end, detail) {
	const row = (target, measured) => [{
		name: "ended by itself",
		target,
		measured,
		verdict: "blocked"
	}];
	const because = detail === void 0 ? "" : `: ${detail}`;
	switch (end) {
		case "timeout": return row(`within ${formatDuration(gate.timeoutMs ?? 0)}`, `timed out${because}`);
		case "not-ready": return [{
			name: "services ready",
			target: "before the gate",
			measured: "not ready, so nothing was looked at",
			verdict: "blocked"
		}];
		case "cancelled": return row("not interrupted", `interrupted${because}`);
		case "crashed": return row("not interrupted", `the run broke off${because}`);
		default: return [];
	}
}
function conclude(gate, plan, criteria, rest) {
	const raw = worst(criteria.map(({ verdict }) => verdict));
	const verdict = afterPolicy(raw, gate, plan);
	return {
		gate: gate.id,
		kind: gate.kind,
		name: gate.name,
		required: gate.required,
		verdict,
		raw,
		reason: reasonOf(raw, verdict, criteria),
		criteria,
		...rest
	};
}
/** Advisory gates only warn; where warnings are not allowed, a required gate that warns is blocked. */
function afterPolicy(raw, gate, plan) {
	if (!gate.required) return raw === "failed" || raw === "blocked" ? "warned" : raw;
	return raw === "warned" && !plan.policy.allowWarnings ? "blocked" : raw;
}
function reasonOf(raw, verdict, criteria) {
	if (raw === "passed") return "";
	const rows = criteria.filter((criterion) => criterion.verdict === raw);
	const first = rows[0];
	if (!first) return "no criterion was judged";
	const more = rows.length > 1 ? ` (and ${rows.length - 1} more)` : "";
	const policy = raw === "warned" && verdict === "blocked" ? "; the policy allows no warnings" : "";
	return `${first.name}: ${first.measured}, must be ${first.target}${more}${policy}`;
}

// src/verdict/order.ts
/** A gate runs when all that it needs is satisfied, or once it ended when the gate says `if: always`. */
function fateOf(gate, ended) {
	if (gate.if === "always") return { run: true };
	for (const need of gate.needs) {
		const end = ended.get(need);
		if (end && !satisfies(end.judgement.verdict)) return {
			run: false,
			because: end.seq,
			why: `it needs ${need}, which is ${end.judgement.verdict}`
		};
	}
	return { run: true };
}

// src/verdict/execution.ts
const EVIDENCE = "evidence";
const END_REASONS = /* @__PURE__ */ new Set([
	"completed",
	"stopped",
	"timeout",
	"cancelled",
	"not-ready",
	"crashed"
]);
/**
* The heart of `run` and of `verify`: takes the observations of one execution in order and makes judgements and the decision
* of them. Live it also says what the gates want; later it checks that exactly those wishes were granted.
*/
var ExecutionFold = class {
	inconsistencies = [];
	plan;
	registry;
	files;
	evidence;
	ended = /* @__PURE__ */ new Map();
	facts = /* @__PURE__ */ new Map();
	current;
	cursor = 0;
	pending;
	granted = /* @__PURE__ */ new Set();
	finished;
	constructor(plan, registry, files) {
		this.plan = plan;
		this.registry = registry;
		this.files = files;
		const gate = plan.gates.find(({ kind }) => kind === EVIDENCE);
		if (!gate) throw new Error("a plan ends with the evidence gate");
		this.evidence = this.open(gate);
	}
	/** Takes the next observation. @returns the wish that it caused, to be recorded as a control before anything else. */
	step(o) {
		if (this.finished) this.object(o, "nothing may follow execution.ended");
		if (o.type === "control") {
			this.control(o);
			return;
		}
		if (this.pending) this.object(o, `${this.pending.gate} asked for "${this.pending.action}" at seq ${this.pending.because}, and no control follows`);
		this.pending = void 0;
		if (o.gate === void 0 || o.gate === EVIDENCE) this.ofExecution(o);
		else this.ofGate(o, o.gate);
		this.pending = this.newWant();
		return this.pending;
	}
	/** The next gate to start or to skip, in plan order; undefined when all are over or the evidence gate asked for a stop. */
	next() {
		if (this.granted.has(EVIDENCE)) return void 0;
		const gate = this.gates()[this.cursor];
		return gate && {
			gate,
			fate: fateOf(gate, this.ended)
		};
	}
	/** The judgement of a gate that has ended. */
	judgementOf(id) {
		return this.ended.get(id)?.judgement;
	}
	/** The decision over all gates; those that did not end are blocked. */
	decision() {
		this.checkEnd();
		const evidence = this.evidence.judgement(this.endReason(), this.endDetail());
		const judgements = this.gates().map((gate) => this.ended.get(gate.id)?.judgement ?? this.unfinished(gate, evidence));
		return decide(this.plan, [...judgements, evidence]);
	}
	gates() {
		return this.plan.gates.filter(({ kind }) => kind !== EVIDENCE);
	}
	ofExecution(o) {
		const first = this.facts.size === 0;
		if (first !== (o.type === "execution.started")) this.object(o, first ? "the first observation is not execution.started" : "execution.started stands a second time");
		if (!this.facts.has(o.type)) this.facts.set(o.type, o);
		this.evidence.step(o);
		if (o.type === "attachment") this.evidence.attach(o, () => this.files.read(stringOf(o, "path")));
		if (o.type !== "execution.ended") return;
		this.finished = o;
		if (o["reason"] === "completed" && this.facts.has("interrupted")) this.object(o, "the execution was interrupted, and did not complete");
	}
	ofGate(o, id) {
		if (o.type === "gate.started") this.start(o, id);
		else if (o.type.startsWith("after.")) this.after(o, id);
		else if (this.current?.gate.id !== id) this.object(o, `gate "${id}" is not running`);
		else if (o.type === "gate.ended") this.end(o, this.current);
		else this.within(o, this.current);
	}
	within(o, fold) {
		fold.step(o);
		if (o.type === "attachment") fold.attach(o, () => this.files.read(stringOf(o, "path")));
	}
	start(o, id) {
		const next = this.next();
		if (this.current) this.object(o, `gate "${this.current.gate.id}" has not ended`);
		if (!next || next.gate.id !== id) this.object(o, `gate "${id}" starts out of order; ${next ? `next is "${next.gate.id}"` : "none is left to start"}`);
		else if (!next.fate.run) this.object(o, `gate "${id}" starts although ${next.fate.why}`);
		const gate = this.gates().find((candidate) => candidate.id === id);
		if (!gate) return;
		if (JSON.stringify(o["expected"]) !== JSON.stringify(gate.expected)) this.object(o, `what gate "${id}" expects differs from the plan`);
		this.current = this.open(gate);
	}
	end(o, fold) {
		const reason = o["reason"];
		const known = typeof reason === "string" && END_REASONS.has(reason);
		if (!known) this.object(o, "gate.ended has no known reason");
		const detail = typeof o["detail"] === "string" ? o["detail"] : void 0;
		if (reason === "stopped" && !this.granted.has(fold.gate.id)) this.object(o, "the gate was stopped, which it had not asked for");
		this.close(o, fold.judgement(known ? reason : "crashed", detail));
		this.current = void 0;
	}
	close(o, judgement) {
		this.ended.set(judgement.gate, {
			judgement,
			seq: o.seq
		});
		this.cursor++;
	}
	after(o, id) {
		if (!this.ended.has(id)) this.object(o, `${o.type} of gate "${id}", which has not ended`);
	}
	control(o) {
		const { pending } = this;
		this.pending = void 0;
		if (o["action"] === "skip") this.skip(o);
		else if (!pending) this.object(o, "a control that no gate asked for");
		else if (o.gate !== pending.gate || o["action"] !== pending.action || o["because"] !== pending.because) this.object(o, `the control is not what ${pending.gate} asked for ("${pending.action}" because of seq ${pending.because})`);
		else this.granted.add(pending.gate);
	}
	skip(o) {
		const next = this.next();
		if (!next || next.gate.id !== o.gate || next.fate.run || next.fate.because !== o["because"]) {
			this.object(o, `gate "${o.gate ?? ""}" is skipped without its reason`);
			return;
		}
		this.close(o, notRun(next.gate, this.plan, "skipped", next.fate.why));
	}
	newWant() {
		for (const fold of [this.evidence, this.current]) {
			const want = fold?.wants();
			if (fold && want && !this.granted.has(fold.gate.id)) return {
				...want,
				gate: fold.gate.id
			};
		}
	}
	open(gate) {
		const kind = this.registry[gate.kind];
		if (!kind?.judge) throw new Error(`no judge for gates of kind "${gate.kind}"`);
		const context = {
			gate,
			plan: this.plan,
			upstream: (id) => this.ended.get(id)?.judgement,
			fact: (type) => this.facts.get(type)
		};
		return new GateFold(kind.judge, kind.spec.measurements(gate.spec), context);
	}
	checkEnd() {
		const o = this.finished;
		if (o?.["reason"] !== "completed") return;
		if (this.current) this.object(o, `gate "${this.current.gate.id}" never ended`);
		const next = this.next();
		if (next) this.object(o, `gate "${next.gate.id}" neither ran nor was skipped`);
		if (this.pending) this.object(o, `${this.pending.gate} asked for "${this.pending.action}", and no control follows`);
	}
	unfinished(gate, evidence) {
		if (this.current?.gate.id === gate.id) return this.current.judgement(this.endReason() === "cancelled" ? "cancelled" : "crashed", this.endDetail());
		if (this.granted.has(EVIDENCE)) return notRun(gate, this.plan, "skipped", `stopped before it began (${evidence.reason})`);
		return notRun(gate, this.plan, "blocked", "the run ended before it began");
	}
	endReason() {
		const reason = this.finished?.["reason"];
		if (reason === "completed") return "completed";
		return reason === "interrupted" ? "cancelled" : "crashed";
	}
	endDetail() {
		const signal = this.facts.get("interrupted")?.["signal"];
		return typeof signal === "string" ? signal : void 0;
	}
	object(o, message) {
		this.inconsistencies.push({
			seq: o.seq,
			message
		});
	}
};

// src/report/changeset.ts
/** changeset.json: the commit that was looked at and what differed from it; `{"source": null}` where there is no git. */
function changeset(outcome) {
	const source = sourceOf(outcome);
	return jsonText({ source: source && {
		vcs: "git",
		...source
	} });
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
		status: decision.status,
		exitCode: decision.exitCode,
		reasons: decision.reasons,
		partial: decision.partial,
		overrides: plan.overrides,
		totals: decision.totals,
		gates: decision.judgements.map(gateRecord),
		excluded: plan.excluded.map(({ id, why }) => ({
			id,
			why
		}))
	});
}
function gateRecord({ gate, name, kind, required, verdict, raw, reason, criteria, counts, findings }) {
	return {
		id: gate,
		name,
		kind,
		required,
		verdict,
		raw,
		reason,
		criteria: criteria.map(({ name, target, measured, verdict }) => ({
			name,
			target,
			measured,
			verdict
		})),
		counts,
		findings
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
function ownEnd({ spawnError, signal, exit, timedOut, aborted }) {
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
		steps: outcome.steps.map(stepRecord$1),
		errors: outcome.errors.map(({ gate, subject, code, count }) => ({
			gate,
			subject,
			code,
			count
		})),
		files: outcome.files.length
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
function stepRecord$1(step) {
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
		criteria$1(gates),
		findings$1(gates),
		counts$1(gates),
		facts$1(outcome),
		timeline$1(outcome, gates),
		steps$1(outcome.steps),
		errors$1(outcome.errors),
		changes$1(outcome),
		files$1(outcome.files),
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
<meta http-equiv="Content-Security-Policy" content="${`default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`}">
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
		`<div class="decision ${STATUS_COLOUR[status]}">\n<p class="status">${status}</p>\n<p class="headline">${html$1(headline(outcome))}</p>\n</div>`,
		`<p class="quiet">${html$1(brief(subtitle(outcome)))}</p>`,
		list([...shown.map((reason) => html$1(brief(reason))), ...omitted > 0 ? [omission(omitted)] : []]),
		...notices(outcome).map((notice) => `<p class="notice" role="note">${html$1(notice)}</p>`),
		"</header>"
	].join("\n");
}
function facts$1(outcome) {
	const rows = factsOf(outcome).map(({ term, value }) => `<dt>${html$1(term)}</dt><dd>${html$1(value)}</dd>`);
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
		rows: gate.criteria.shown.map(criterionCells),
		omitted: gate.criteria.omitted
	}));
	const columns = [{ title: "Gate and criterion" }, ...CRITERION.slice(1)];
	return section("Gates and criteria", groupedTable("Every criterion of every gate, in the order of the plan", columns, groups));
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
function files$1(all) {
	const { shown, omitted } = some(all, ROWS.files);
	if (shown.length === 0) return "";
	const rows = shown.map(({ path, bytes, sha256, handWritten }) => [
		`<code>${html$1(brief(path))}</code>${handWritten === true ? " <span class=\"tag\">hand-written: kept, not judged</span>" : ""}`,
		thousands(bytes),
		html$1(brief(sha256))
	]);
	return section("Files of the evidence", table("Files kept in the bundle, with their hashes", [
		{ title: "File" },
		{
			title: "Bytes",
			style: "number"
		},
		{
			title: "SHA-256",
			style: "hash"
		}
	], rows, omitted));
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
		criteria(gates),
		...findings(gates),
		...counts(gates),
		facts(outcome),
		timeline(gates),
		...steps(outcome.steps),
		...errors(outcome.errors),
		...changes(outcome),
		...files(outcome.files),
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
		`**${headline(outcome)}**`,
		"",
		markdown$1(brief(subtitle(outcome))),
		...notices(outcome).flatMap((notice) => ["", `> ${markdownStart(notice)}`]),
		...shown.shown.length > 0 ? [""] : []
	].join("\n"), shown.shown.map((reason) => `- ${markdownStart(brief(reason))}`), ["reason", "reasons"], shown.omitted);
}
function facts(outcome) {
	return block("## Execution\n", factsOf(outcome).map(factLine));
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
/** Every criterion of every gate. */
function criteria(gates) {
	return block(`## Gates and criteria\n\n${COLUMNS}`, gates.flatMap(gateRows));
}
function gateRows(gate) {
	const own = `| **${gateCell(gate)}** | | | ${markdown$1(gate.remark)} | ${emphasis(gate.verdictInWords)} |`;
	const rows = gate.criteria.shown.map((row) => criterionRow(markdown$1(gate.id), row));
	const more = gate.criteria.omitted > 0 ? [`| ${markdown$1(gate.id)} | … and ${thousands(gate.criteria.omitted)} more criteria | | | |`] : [];
	return [
		own,
		...rows,
		...more
	];
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
function files(all) {
	const { shown, omitted } = some(all, ROWS.files);
	return all.length === 0 ? [] : [block("## Files of the evidence\n\n| File | Bytes | SHA-256 |\n|---|---|---|", shown.map(fileRow), FILES, omitted)];
}
function fileRow({ path, bytes, sha256, handWritten }) {
	const mark = handWritten === true ? " (hand-written: kept, not judged)" : "";
	return `| ${markdown$1(brief(path))}${mark} | ${thousands(bytes)} | ${markdown$1(brief(sha256))} |`;
}
function signOff({ plan }) {
	const rows = Object.entries(plan.signOff).map(([role, people]) => `| ${markdown$1(brief(role))} | ${markdown$1(brief(people.join(", ")))} |`);
	return rows.length === 0 ? [] : [block("## Sign-off that a release needs\n\n| Role | Who |\n|---|---|", rows)];
}
function verification(outcome) {
	return block(`## How to check this report\n\n${markdownCode(verifyCommand(outcome))}\n\n${VERIFY_WORDS}`, []);
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

// src/report/collect.ts
/** Gathers, while observations pass by, what the renderings tell. Memory grows with gates, files and steps, not with checks. */
var OutcomeCollector = class {
	started;
	source;
	lastT = 0;
	times = /* @__PURE__ */ new Map();
	files = [];
	steps = [];
	errors = /* @__PURE__ */ new Map();
	step(o) {
		this.lastT = Math.max(this.lastT, o.t);
		this.countError(o);
		switch (o.type) {
			case "execution.started":
				this.started ??= o;
				break;
			case "source":
				this.source ??= o;
				break;
			case "gate.started":
				this.times.set(o.gate ?? "", {
					gate: o.gate ?? "",
					startedT: o.t
				});
				break;
			case "gate.ended":
				this.endGate(o);
				break;
			case "attachment":
			case "after.attachment":
				this.files.push(fileRecord(o));
				break;
			case "step":
			case "after.step": this.steps.push(stepRecord(o));
		}
	}
	/** Files that observations name, with their hashes. */
	named() {
		return this.files;
	}
	/** The judge and render versions that the execution was recorded with. */
	versions() {
		return {
			judge: this.started?.["judge"],
			render: this.started?.["render"]
		};
	}
	/** What identifies the execution; undefined when it is not recorded. */
	identity(field) {
		const value = this.started?.[field];
		return typeof value === "string" ? value : void 0;
	}
	commit() {
		const commit = this.source?.["commit"];
		return typeof commit === "string" ? commit : void 0;
	}
	outcome(plan, decision, { head, finishedAt }) {
		return {
			plan,
			decision,
			executionId: this.identity("executionId") ?? "",
			head,
			startedAt: this.identity("at") ?? "",
			finishedAt,
			durationMs: this.lastT,
			facts: {
				...this.started && { started: this.started },
				...this.source && { source: this.source }
			},
			timeline: [...this.times.values()],
			files: this.files,
			steps: this.steps,
			errors: [...this.errors.values()]
		};
	}
	endGate(o) {
		const gate = o.gate ?? "";
		const startedT = this.times.get(gate)?.startedT ?? o.t;
		this.times.set(gate, {
			gate,
			startedT,
			endedT: o.t,
			reason: text(o["reason"])
		});
	}
	countError(o) {
		const code = o["code"];
		if (typeof code !== "string") return;
		const gate = o.gate ?? "";
		const subject = text(o["service"] ?? o["name"] ?? o["path"]);
		const key = JSON.stringify([
			gate,
			subject,
			code
		]);
		const seen = this.errors.get(key);
		if (seen) seen.count++;
		else this.errors.set(key, {
			gate,
			subject,
			code,
			count: 1
		});
	}
};
function fileRecord(o) {
	return {
		path: `data/${text(o["path"])}`,
		sha256: text(o["sha256"]),
		bytes: Number(o["bytes"]),
		...o.gate !== void 0 && { gate: o.gate },
		...o["handWritten"] === true && { handWritten: true }
	};
}
function stepRecord(o) {
	return {
		t: o.t,
		...o.gate !== void 0 && { gate: o.gate },
		name: text(o["name"]),
		run: text(o["run"]),
		...typeof o["exit"] === "number" && { exit: o["exit"] },
		...typeof o["signal"] === "string" && { signal: o["signal"] },
		...typeof o["spawnError"] === "string" && { spawnError: o["spawnError"] },
		timedOut: o["timedOut"] === true,
		aborted: o["aborted"] === true,
		durationMs: Number(o["durationMs"]),
		leftovers: Number(o["leftovers"]),
		...typeof o["stdout"] === "string" && { stdout: o["stdout"] },
		...typeof o["stderr"] === "string" && { stderr: o["stderr"] }
	};
}
function text(value) {
	return typeof value === "string" ? value : "";
}

// src/app/judge-bundle.ts
/** Folds a bundle's plan, observations and attachments into a decision. It looks at no rendered record. */
function judgeBundle(bundle, plan) {
	const fold = new ExecutionFold(plan, kinds, attachmentsOf(bundle));
	const collector = new OutcomeCollector();
	const planSha256 = sha256OfBytes(fs.readFileSync(path.join(bundle, BUNDLE.plan)));
	const seals = readObservations(path.join(bundle, BUNDLE.observations), planSha256, (o) => {
		collector.step(o);
		fold.step(o);
	});
	const decision = fold.decision();
	const { head, finishedAt } = seals;
	const outcome = head === void 0 ? void 0 : collector.outcome(plan, decision, {
		head,
		finishedAt: finishedAt ?? ""
	});
	return {
		planSha256,
		seals,
		decision,
		inconsistencies: fold.inconsistencies,
		collector,
		outcome
	};
}
/** The plan of a bundle, from its configuration. @throws SetupError when it gives none */
function planOf(folder) {
	const config = fs.readFileSync(path.join(folder, BUNDLE.config));
	const text = fs.readFileSync(path.join(folder, BUNDLE.plan), "utf8");
	try {
		return derivePlan(config.toString("utf8"), config, JSON.parse(text));
	} catch (error) {
		if (error instanceof SetupError) throw error;
		throw new SetupError(`${path.join(folder, BUNDLE.plan)}: is not a plan`);
	}
}

export { sourceOf as _, block as a, gatesOf as b, gateCell as c, attachmentsOf as d, summary as f, verifyCommand as g, subtitle as h, attention as i, reportBlocks as l, notices as m, planOf as n, criteria as o, headline as p, renderings as r, findings as s, judgeBundle as t, ExecutionFold as u, attentionOf as v, brief as y };