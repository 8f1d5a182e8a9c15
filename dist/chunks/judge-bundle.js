import { i as instantOf } from "./error-code.js";
import { n as SetupError } from "./errors.js";
import { a as CLOCK_TOLERANCE, c as SEAL_WITHIN, f as BUNDLE, o as LAST_OBSERVATION, p as isPlainPath, t as readObservations } from "./reader.js";
import { t as sha256OfBytes } from "./sha256.js";
import { r as readWhole, t as MOST$1 } from "./read.js";
import { $ as leftBehind, A as waivedBy, At as formatDuration, Ct as VERSION_QUESTIONS, D as holdsOn, E as expired, Gt as originFacts, Jt as countOf, O as plainName, Qt as fileSource, Xt as numberOf, Yt as listOf, Zt as stringOf, _t as withSaid, an as worst, at as isNotExecutable, dt as judgeCriteria, in as satisfies, j as waiverFinding, k as soonOver, qt as MalformedObservation, w as kinds } from "./configuration.js";
import { t as derivePlan } from "./load.js";
import { n as EVIDENCE_GATE } from "./plan.js";
import fs from "node:fs";
import path from "node:path";

// src/report/provenance.ts
/** Where a file of the evidence comes from: what the run wrote, what was there before, what people wrote. @throws MalformedObservation */
function provenanceOf(attachment) {
	return fileSource(originFacts(attachment));
}
const IN_WORDS = {
	commit: "the commit",
	run: "this run",
	job: "this job, before the run",
	before: "before this run",
	future: "unknown: its time lies in the future"
};
/** `this run`, `the commit`, `before this run`, … */
function provenanceInWords({ source }) {
	return IN_WORDS[source];
}
/** What machines left, and what people wrote: the two never stand in one list. */
function apart(files) {
	return {
		machine: files.filter(({ handWritten }) => handWritten !== true),
		people: files.filter(({ handWritten }) => handWritten === true)
	};
}
/** What a table of hand-written files says of them. */
const PEOPLE_WORDS = "People wrote these, and the run only kept them: no verdict rests on these copies.";

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

// src/report/collect.ts
/** Gathers, while observations pass by, what the renderings tell. Memory grows with gates, files and steps, not with checks. */
var OutcomeCollector = class {
	started;
	source;
	part;
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
			case "part":
				this.part ??= o;
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
				...this.source && { source: this.source },
				...this.part && { part: this.part }
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
		source: provenanceOf(o),
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
		...typeof o["stderr"] === "string" && { stderr: o["stderr"] },
		...typeof o["output"] === "string" && { output: o["output"] }
	};
}
function text(value) {
	return typeof value === "string" ? value : "";
}

// src/verdict/decision.ts
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
		reasons: [...failed, ...unclear].toSorted((a, b) => Number(b.urgent !== void 0) - Number(a.urgent !== void 0)).map(({ gate, verdict, reason }) => `${gate} ${verdict}: ${reason}`).concat(judged ? [] : [nothingJudged(judgements)]),
		partial: plan.partial,
		totals: totalsOf(judgements),
		judgements
	};
}
/** Why there is nothing to decide by, with what was seen all the same. */
function nothingJudged(judgements) {
	const advisory = judgements.filter(({ required, verdict }) => !required && verdict !== "skipped");
	if (advisory.length === 0) return "no gate was judged";
	const bad = advisory.find(({ raw }) => raw === "failed") ?? advisory.find(({ raw }) => raw === "blocked");
	return `only advisory gates were judged, and a decision needs a required one${bad ? `: ${bad.gate} ${bad.raw}: ${bad.reason}` : ""}`;
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
/** What a `stack` fact amounts to; undefined for a command that did its work. @throws MalformedObservation */
function stackTrouble(o) {
	const { exit, signal, spawnError, timedOut } = o;
	const command = `the ${stringOf(o, "action")} command of the stack`;
	if (exit === 0) return void 0;
	if (typeof exit === "number") return {
		verdict: isNotExecutable(exit) ? "blocked" : "failed",
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
/** A command that ends well at once has mostly sent its work to the background. */
const FOREGROUND = ": it must stay in the foreground, not become a daemon";
/** What every gate owes to the services it stands on: they came up, and none died while it ran. */
var ServiceFold = class {
	services;
	troubles = [];
	notes = [];
	/** @param services those that the gate needs: what becomes of others is not its concern */
	constructor(services) {
		this.services = new Map(services.map((service) => [service.id, service]));
	}
	step(o) {
		if (o.type === "stack") this.stack(o);
		if (o.type === "sweep") this.leftovers(o);
		const id = o["service"];
		const service = typeof id === "string" ? this.services.get(id) : void 0;
		if (!service) return;
		if (o.type === "service.failed") {
			const cause = stringOf(o, "cause");
			const verdict = BLOCKING_CAUSES.has(cause) ? "blocked" : "failed";
			this.say(verdict, `${service.id} ${causeInWords(o, cause, service)}`, o);
		} else if (o.type === "service.exited") this.say("failed", `${service.id} died while the gate ran${ending(o)}`, o);
		else if (o.type === "service.ready") this.hidden(o, service);
		else if (o.type === "service.usurped") {
			const { verdict, text } = usurped(o);
			this.say(verdict, text, o);
		}
	}
	/**
	* Only a stack that a gate stands on is started or stopped while it runs. Between gates, and after the last, nothing rests on
	* it any more: that it did not stop is worth a warning.
	*/
	stack(o) {
		const trouble = stackTrouble(o);
		if (trouble) this.say(this.services.size > 0 ? trouble.verdict : "warned", trouble.text, o);
	}
	/** A port whose owner we may not look into is worth a word: whether it is the service that answers nobody saw. */
	hidden(o, { id }) {
		for (const row of Array.isArray(o["ports"]) ? o["ports"] : []) {
			const { port, owner } = row;
			if (owner === "ours" || typeof port !== "number") continue;
			const message = `${id}: ${owner === "none" ? `nobody listens on port ${port}` : `who holds port ${port} can't be looked into`}`;
			if (!this.notes.some((note) => note.message === message)) this.notes.push({
				title: "Port",
				message,
				seq: o.seq
			});
		}
	}
	/** What was left of a service that was restarted, or of the stack: ended by us, and said. Cycles judge their own. */
	leftovers(o) {
		if (this.services.size > 0 && o["cycle"] === void 0) this.notes.push(...leftBehind(o));
	}
	say(verdict, text, o) {
		this.troubles.push({
			verdict,
			text,
			o
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
		return [...this.troubles.map(({ text, o }) => ({
			title: "Service",
			...withSaid(text, o),
			seq: o.seq
		})), ...this.notes];
	}
};
/** Whoever answers beside the service may be the one that was asked; a service that does not listen any more has failed. */
function usurped(o) {
	const [service, detail, shared] = [
		stringOf(o, "service"),
		stringOf(o, "detail"),
		o["shared"]
	];
	if (typeof shared !== "boolean") throw new MalformedObservation(o, "shared", "true or false");
	return shared ? {
		verdict: "blocked",
		text: `${service} shares its port with a stranger: ${detail}`
	} : {
		verdict: "failed",
		text: `${service} lost its port to a stranger: ${detail}`
	};
}
function causeInWords(o, cause, { run }) {
	const code = typeof o["code"] === "string" ? ` (${o["code"]})` : "";
	const detail = typeof o["detail"] === "string" && o["detail"] !== "" ? `: ${o["detail"]}` : "";
	switch (cause) {
		case "not-executable": return `could not be executed${code}${detail}${run === void 0 ? "" : `: ${run.trim()}`}`;
		case "port-taken": return `found its port taken by a stranger${detail}`;
		case "absent": return `is not there: it never once answered${code}${detail}`;
		case "exited": return `ended before it was ready${ending(o)}${o["exit"] === 0 ? FOREGROUND : ""}${detail}`;
		default: return `was not ready in time${code}${detail}`;
	}
}
function ending(o) {
	if (typeof o["signal"] === "string") return `, by ${o["signal"]}`;
	return typeof o["exit"] === "number" ? `, exit code ${o["exit"]}` : "";
}

// src/verdict/waivers.ts
/**
* Waives rows of a gate by their exact names. Only `failed` is waived: what could not be found out stays blocked. A known failure
* that passes now fails the gate: its waiver would hide the next one.
* @param known names that the gate's kind has dealt with: they are no rows
* @param builtIn rows that can't be waived by their name: their findings have ids
* @param today UTC date of the execution; undefined where it is not known, so that nothing is waived
*/
function waiveRows(criteria, waivers, { known, builtIn }, today) {
	const entries = waivers.flatMap((waiver) => waiver.match.filter((name) => !known.has(name)).map((name) => ({
		waiver,
		name,
		row: plainName(name)
	})));
	const found = entries.map(({ waiver, name, row }) => {
		const rows = criteria.filter((criterion) => criterion.name === row);
		const failed = rows.some(({ verdict }) => verdict === "failed");
		const passed = rows.length > 0 && rows.every(({ verdict }) => verdict === "passed" || verdict === "warned");
		const say = (findings) => ({
			findings,
			waived: [],
			stale: false
		});
		if (builtIn.has(row)) return say([waiverFinding(waiver, name, "names a built-in row of this gate, which is not waived: name its tests")]);
		if (rows.length === 0) return say([waiverFinding(waiver, name, "names neither a test nor a row of this gate: it can go")]);
		if (!holdsOn(waiver, today)) return say([expired(waiver, name)]);
		if (failed) return {
			findings: soonOver(waiver, name, today),
			waived: [waivedBy(waiver, [row], [])],
			stale: false
		};
		if (!passed) return say([]);
		if (waiver.kind === "flaky") return {
			findings: soonOver(waiver, name, today),
			waived: [waivedBy(waiver, [], [row])],
			stale: false
		};
		return {
			findings: [waiverFinding(waiver, name, "it passes now: the waiver must go")],
			waived: [],
			stale: true
		};
	});
	const waived = found.flatMap((entry) => entry.waived);
	const names = new Set(waived.flatMap(({ failed }) => failed));
	const stale = entries.filter((_, index) => found[index]?.stale === true).map(({ name }) => name);
	return {
		criteria: [...criteria.map((row) => row.verdict === "failed" && names.has(row.name) ? {
			...row,
			verdict: "waived"
		} : row), ...staleRow(stale)],
		waived,
		findings: found.flatMap((entry) => entry.findings)
	};
}
function staleRow(names) {
	if (names.length === 0) return [];
	return [{
		name: "waivers",
		target: "every known failure still fails",
		measured: `passing now: ${names.join(", ")}`,
		verdict: "failed"
	}];
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
	context;
	broken;
	constructor(judge, table, context) {
		this.gate = context.gate;
		this.plan = context.plan;
		this.table = table;
		this.context = context;
		this.services = new ServiceFold(context.plan.services.filter(({ id }) => context.gate.services.includes(id)));
		this.fold = this.guarded(() => judge.fold(context));
	}
	/** Takes, before all else, what earlier executions saw of it. Their services are not ours. */
	takePrior(earlier) {
		this.guarded(() => {
			if (!this.fold?.takePrior) throw new Error(`gates of kind "${this.gate.kind}" have no stages`);
			this.fold.takePrior(earlier);
		});
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
	pending() {
		return this.guarded(() => this.fold?.pending?.());
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
		const rows = this.waive(criteria, assessed);
		const findings = [
			...this.services.findings(),
			...assessed.findings,
			...rows.findings
		];
		const urgent = assessed.urgent?.filter(({ verdict }) => verdict !== "passed") ?? [];
		const waived = [...assessed.waivers?.waived ?? [], ...rows.waived];
		const { counts, measurements } = assessed;
		return conclude(this.gate, this.plan, rows.criteria, {
			counts,
			measurements,
			findings,
			...urgent.length > 0 && { urgent },
			...waived.length > 0 && { waived }
		});
	}
	/** Waives rows by name; names that the kind knows as its own (tests) are no rows. */
	waive(criteria, { waivers }) {
		const own = this.plan.waivers.filter(({ gate }) => gate === this.gate.id);
		const names = own.flatMap(({ match }) => match);
		const unknown = new Set(waivers?.unknown);
		const known = waivers ? names.filter((name) => !unknown.has(name)) : [];
		const builtIn = waivers ? this.gate.defaults.map(({ name }) => name) : [];
		const at = this.context.fact("execution.started")?.["at"];
		return waiveRows(criteria, own, {
			known: new Set(known),
			builtIn: new Set(builtIn)
		}, typeof at === "string" ? at.slice(0, 10) : void 0);
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
			...assessed.absent && { absent: assessed.absent },
			...assessed.bounds && this.broken === void 0 && { bounds: assessed.bounds }
		});
	}
	/** A fold that threw may have left any of its parts half done. */
	unlessBroken(scope) {
		if (this.broken === void 0) return scope;
		const { bounds: _bounds, ...rest } = scope;
		return {
			...rest,
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
	const must = raw === "blocked" ? "" : `, must be ${first.target}`;
	return `${first.name}: ${first.measured}${must}${more}${policy}`;
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
	prior;
	current;
	wanted;
	granted = /* @__PURE__ */ new Set();
	finished;
	/** @param prior what the stage before left, of a plan whose stage follows another */
	constructor(plan, registry, files, prior) {
		this.plan = plan;
		this.prior = prior;
		this.registry = registry;
		this.files = files;
		const gate = plan.gates.find(({ kind }) => kind === EVIDENCE_GATE);
		if (!gate) throw new Error("a plan ends with the evidence gate");
		this.evidence = this.open(gate);
		this.takePrior();
	}
	/** Takes the next observation. @returns the wish that it caused, to be recorded as a control before anything else. */
	step(o) {
		if (this.finished) this.object(o, "nothing may follow execution.ended");
		if (o.type === "control") {
			this.control(o);
			return;
		}
		if (this.wanted) this.object(o, `${this.wanted.gate} asked for "${this.wanted.action}" at seq ${this.wanted.because}, and no control follows`);
		this.wanted = void 0;
		if (o.gate === void 0 || o.gate === "evidence") this.ofExecution(o);
		else this.ofGate(o, o.gate);
		this.wanted = this.newWant();
		return this.wanted;
	}
	/** The next gate to start or to skip, in plan order; undefined when all are over or the evidence gate asked for a stop. */
	next() {
		if (this.granted.has("evidence")) return void 0;
		const gate = this.gates().find(({ id }) => !this.ended.has(id));
		return gate && {
			gate,
			fate: fateOf(gate, this.ended)
		};
	}
	/** What the gate that runs must still do before it may end; undefined when it may. */
	pending() {
		const work = this.current?.pending();
		return this.current && work && {
			gate: this.current.gate,
			work
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
	/** The gates of the stage before are over. What they point at is in their own evidence. */
	takePrior() {
		for (const judgement of this.prior?.judgements ?? []) {
			const { gate, findings } = judgement;
			if (gate === "evidence" || gate === this.plan.stage?.gate) continue;
			const unnumbered = findings.map(({ seq: _seq, ...finding }) => finding);
			this.ended.set(gate, {
				judgement: {
					...judgement,
					findings: unnumbered
				},
				seq: 0
			});
		}
	}
	gates() {
		return this.plan.gates.filter(({ kind }) => kind !== EVIDENCE_GATE);
	}
	ofExecution(o) {
		const first = this.facts.size === 0;
		if (first !== (o.type === "execution.started")) this.object(o, first ? "the first observation is not execution.started" : "execution.started stands a second time");
		if (o.type === "part") this.part(o);
		if (!this.facts.has(o.type)) this.facts.set(o.type, o);
		this.evidence.step(o);
		if (o.type === "attachment") this.evidence.attach(o, () => this.files.read(stringOf(o, "path")));
		if (o.type !== "execution.ended") return;
		this.finished = o;
		const cause = ["interrupted", "resumed"].find((type) => this.facts.has(type));
		if (o["reason"] === "completed" && cause !== void 0) this.object(o, `the execution was ${cause}, and did not complete`);
	}
	part(o) {
		const fact = {
			...this.prior?.fact,
			seq: o.seq,
			t: o.t
		};
		if (!Object.keys({
			...fact,
			...o
		}).every((key) => fact[key] === o[key]) || this.facts.has("part")) this.object(o, "the evidence of the stage before is not what is said of it");
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
		if (this.prior && id === this.plan.stage?.gate) this.current.takePrior(this.prior.facts(id));
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
	}
	after(o, id) {
		if (!this.ended.has(id)) this.object(o, `${o.type} of gate "${id}", which has not ended`);
	}
	control(o) {
		const { wanted } = this;
		this.wanted = void 0;
		if (o["action"] === "skip") this.skip(o);
		else if (!wanted) this.object(o, "a control that no gate asked for");
		else if (o.gate !== wanted.gate || o["action"] !== wanted.action || o["because"] !== wanted.because) this.object(o, `the control is not what ${wanted.gate} asked for ("${wanted.action}" because of seq ${wanted.because})`);
		else this.granted.add(wanted.gate);
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
		if (o && this.plan.stage?.after !== void 0 && !this.facts.has("part")) this.object(o, "the evidence of the stage before is missing");
		if (o?.["reason"] !== "completed") return;
		if (this.current) this.object(o, `gate "${this.current.gate.id}" never ended`);
		const next = this.next();
		if (next) this.object(o, `gate "${next.gate.id}" neither ran nor was skipped`);
		if (this.wanted) this.object(o, `${this.wanted.gate} asked for "${this.wanted.action}", and no control follows`);
	}
	unfinished(gate, evidence) {
		if (this.current?.gate.id === gate.id) return this.current.judgement(this.endReason() === "cancelled" ? "cancelled" : "crashed", this.endDetail());
		if (this.granted.has("evidence")) return notRun(gate, this.plan, "skipped", `stopped before it began (${evidence.reason})`);
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

// src/verdict/plausibility/clocks.ts
/** What was recorded in one go may have been sealed so often before a fact could tell of the first of these seals. */
const AT_ONCE = 16;
/** Facts are told to a fraction of a millisecond, wall time and jumps to a whole one. */
const ROUNDING = 2;
/** Recorded with the time at which it began. */
const BACKDATED = "service.crashed";
/**
* The wall clock of the seals against the monotonic one of the facts. A seal is made between the facts around it, and after the seal before
* by as much as the wall clock says. Where the two went apart by more than a second, or a seal came late, a fact after it says so.
* Only neighbours are compared: over hours clocks drift apart.
*/
var Clocks = class {
	span;
	lastSeal = 0;
	before;
	waiting = [];
	/** By the number of the seal that showed it. */
	jumps = /* @__PURE__ */ new Map();
	late = /* @__PURE__ */ new Set();
	fact(o, object) {
		if (o.type === "execution.started") this.before ??= {
			least: 0,
			most: o.t,
			wall: instantOf(stringOf(o, "at"))
		};
		if (o.type === "clock") this.jumps.set(this.sealOf(o), numberOf(o, "jumpMs"));
		if (o.type === "recorder.late") this.late.add(this.sealOf(o));
		if (o.type === BACKDATED) return;
		const span = this.span ??= {
			first: o.t,
			last: o.t,
			isResumed: false
		};
		span.last = o.t;
		if (o.type === "resumed" || o.type === "execution.ended" && o["reason"] === "crashed") span.isResumed = true;
		if (o.t - span.first > 900 && !span.isResumed) object(o.seq, `recorded ${Math.round(o.t - span.first)} ms after a line that no seal covers yet`);
	}
	seal(seal, object) {
		const { span, waiting } = this;
		this.span = void 0;
		this.lastSeal = seal.seq;
		if (span) waiting.push({
			seal,
			span
		});
		while (waiting.length > (seal.final ? 0 : AT_ONCE)) this.settle(object);
	}
	/** Facts of before judge 4 do not say which seal they tell of: the last one. */
	sealOf(o) {
		return typeof o["seal"] === "number" ? o["seal"] : this.lastSeal;
	}
	/** Finds the moment of the oldest seal that waits. */
	settle(object) {
		const { before, jumps } = this;
		const open = this.waiting.shift();
		if (!open) return;
		const { seal, span } = open;
		const next = this.waiting[0]?.span;
		const [jump, isLate] = [jumps.get(seal.seq), this.late.has(seal.seq)];
		jumps.delete(seal.seq);
		this.late.delete(seal.seq);
		const [least, most] = [span.last, next?.first ?? Infinity];
		this.before = {
			least,
			most,
			wall: seal.wall
		};
		if (!before || span.isResumed || next?.isResumed) return;
		const passed = seal.wall - before.wall - (jump ?? 0);
		const error = ROUNDING + (jump === void 0 ? CLOCK_TOLERANCE : 0);
		const [early, late] = [before.least + passed - error, before.most + passed + error];
		if (early > most || late < least) {
			const by = early > most ? `${Math.round(early - most)} ms ahead of` : `${Math.round(least - late)} ms behind`;
			object(seal.seq, `its wall clock is ${by} what the facts around it and the seal before tell, and no clock fact says why`);
			return;
		}
		this.before = {
			least: Math.max(least, early),
			most: Math.min(most, late),
			wall: seal.wall
		};
		const waited = this.before.least - span.first;
		if (next && waited > 1e3 + ROUNDING && !isLate) object(seal.seq, `at least ${Math.round(waited)} ms late, and no fact tells of it`);
	}
};

// src/verdict/plausibility/commands.ts
/** Durations and `t` come from one clock and are rounded apart. */
const ROUNDING_MS$1 = 50;
/** What a command wrote, by its name in the bundle. */
const OUTPUT = /^gates\/[^/]+\/[^/]+\.std(?:out|err)\.log$/;
const ENDINGS = [
	"exit",
	"signal",
	"spawnError",
	"timedOut"
];
/**
* A command was the plan's, ran while its gate did, and its output is a file of that gate. What a sandbox says of its command is what the
* command's own fact says.
*/
var Commands = class {
	types = /* @__PURE__ */ new Set([
		"gate.started",
		"gate.ended",
		"step",
		"sandbox",
		"attachment",
		"resumed"
	]);
	texts;
	startedAt = 0;
	isResumed = false;
	files = /* @__PURE__ */ new Map();
	outputs = /* @__PURE__ */ new Map();
	steps = /* @__PURE__ */ new Map();
	/** @param own commands that are no one's but a gate kind's */
	constructor(plan, own) {
		this.texts = /* @__PURE__ */ new Set([...textsIn(plan), ...own]);
	}
	fact(o, object) {
		switch (o.type) {
			case "gate.started":
				this.startedAt = o.t;
				this.files = /* @__PURE__ */ new Map();
				this.outputs = /* @__PURE__ */ new Map();
				this.steps = /* @__PURE__ */ new Map();
				break;
			case "attachment":
				this.files.set(stringOf(o, "path"), o.seq);
				break;
			case "step":
				this.step(o, object);
				break;
			case "sandbox":
				this.sandbox(o, object);
				break;
			case "gate.ended":
				this.close(object);
				break;
			default: this.isResumed = true;
		}
	}
	step(o, object) {
		const run = stringOf(o, "run");
		if (!this.isPlanned(run)) object(o.seq, `the command ${JSON.stringify(run.slice(0, 80))} is not in the plan`);
		const durationMs = numberOf(o, "durationMs");
		const from = typeof o["from"] === "number" ? o["from"] : o.t - durationMs;
		if (from + durationMs > o.t + ROUNDING_MS$1) object(o.seq, `a command that ended after it was recorded`);
		if (from < this.startedAt - ROUNDING_MS$1 && !this.isResumed) object(o.seq, `a command that began before its gate did`);
		for (const file of [o["stdout"], o["stderr"]]) {
			if (typeof file !== "string") continue;
			if (this.outputs.has(file)) object(o.seq, `its output ${file} is another command's, too`);
			this.outputs.set(file, o.seq);
		}
		this.steps.set(stringOf(o, "name"), o);
	}
	close(object) {
		if (this.isResumed) return;
		for (const [file, seq] of this.outputs) if (!this.files.has(file)) object(seq, `its output ${file} is no file of the gate`);
		for (const [file, seq] of this.files) if (OUTPUT.test(file) && !this.outputs.has(file)) object(seq, `${file} is the output of no command`);
	}
	sandbox(o, object) {
		const step = this.steps.get(stringOf(o, "step"));
		const other = ENDINGS.find((ending) => step?.[ending] !== o[ending]);
		if (other !== void 0) object(o.seq, `${other} is ${JSON.stringify(o[other])}, and ${JSON.stringify(step?.[other])} of its command`);
	}
	isPlanned(run) {
		if (this.texts.has(run)) return true;
		return VERSION_QUESTIONS.some((question) => run.endsWith(` ${question}`) && this.texts.has(run.slice(0, -question.length - 1)));
	}
};
/** Every text in a plan, however deep. */
function textsIn(value) {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

// src/verdict/plausibility/files.ts
/** Where attachments that the plan names are kept. */
const HAND_WRITTEN = `gates/${EVIDENCE_GATE}/attachments/`;
/** Looks at the state of the source, each once. */
const SOURCE = /* @__PURE__ */ new Set(["source", "source.end"]);
/** So many changed files are listed by name. */
const LISTED = 200;
/** Files, secrets found in them, and the state of the source: what two facts both say must agree. */
var Files = class {
	types = /* @__PURE__ */ new Set([
		"source",
		"source.end",
		"attachment",
		"after.attachment",
		"leak"
	]);
	plan;
	looks = /* @__PURE__ */ new Set();
	attached = /* @__PURE__ */ new Set();
	leaking = /* @__PURE__ */ new Map();
	withheld = /* @__PURE__ */ new Map();
	constructor(plan) {
		this.plan = plan;
	}
	fact(o, object) {
		if (SOURCE.has(o.type)) this.source(o, object);
		else if (o.type === "leak") this.leak(o, object);
		else this.attachment(o, object);
	}
	end(_completed, object) {
		for (const [file, seq] of this.withheld) if (!this.leaking.has(file)) object(seq, `${file} is withheld, and no secret was found in it`);
		for (const [file, seq] of this.leaking) if (!this.attached.has(file)) object(seq, `a secret was found in ${file}, which is no file of the bundle`);
	}
	source(o, object) {
		if (this.looks.has(o.type)) object(o.seq, "the state of the source stands there twice");
		this.looks.add(o.type);
		const { dirtyCount } = o;
		if (typeof dirtyCount !== "number") return;
		const listed = o["dirty"] === void 0 ? 0 : listOf(o, "dirty").length;
		if (listed !== Math.min(dirtyCount, LISTED)) object(o.seq, `${dirtyCount} changed files, and ${listed} are listed`);
	}
	leak(o, object) {
		const secret = stringOf(o, "secret");
		if (!this.plan.secretEnv.includes(secret)) object(o.seq, `${secret} is no secret of the plan`);
		const file = stringOf(o, "file");
		if (file !== "observations.jsonl") this.leaking.set(file, o.seq);
	}
	attachment(o, object) {
		const file = stringOf(o, "path");
		this.attached.add(file);
		if (!file.startsWith(`gates/${o.gate ?? ""}/`)) object(o.seq, `${file} lies in the folder of another gate`);
		if (o["withheld"] === true) this.withheld.set(file, o.seq);
		if (file.startsWith(HAND_WRITTEN) !== (o["handWritten"] === true)) object(o.seq, `${file} is ${o["handWritten"] === true ? "" : "not "}called hand-written`);
		if (o["handWritten"] === true && this.plan.attachments.length === 0) object(o.seq, `${stringOf(o, "original")} is called hand-written, and the plan has no attachments`);
	}
};

// src/verdict/plausibility/history.ts
/** Earlier attempts are those of the commit that was looked at, each once, and as many as are counted. */
var History = class {
	types = /* @__PURE__ */ new Set([
		"execution.started",
		"source",
		"attempt",
		"history"
	]);
	seen = /* @__PURE__ */ new Set();
	noGo = 0;
	commit;
	basis;
	isAsked = false;
	fact(o, object) {
		if (o.type === "execution.started") this.seen.add(stringOf(o, "executionId"));
		else if (o.type === "source") this.commit = o["commit"] ?? void 0;
		else if (o.type === "attempt") this.attempt(o, object);
		else this.history(o, object);
	}
	attempt(o, object) {
		const id = stringOf(o, "executionId");
		if (this.isAsked) object(o.seq, "an earlier attempt is told after all of them were counted");
		if (this.seen.has(id)) object(o.seq, `${id} is this execution, or stands there twice`);
		this.seen.add(id);
		this.basis = o.basis;
		if (o["status"] === "NO-GO") this.noGo++;
	}
	history(o, object) {
		if (this.isAsked) object(o.seq, "earlier executions are asked for twice");
		this.isAsked = true;
		const [attempts, noGo] = [countOf(o, "attempts"), countOf(o, "noGo")];
		const named = this.seen.size - 1;
		if (named !== Math.min(attempts, 100)) object(o.seq, `${attempts} attempts, and ${named} are named`);
		if (attempts <= 100 ? noGo !== this.noGo : noGo < this.noGo || noGo > attempts) object(o.seq, `${noGo} attempts were a NO-GO, and ${this.noGo} are named`);
		if (o["commit"] !== this.commit) object(o.seq, "it is of another commit than the source");
		if (named > 0 && this.basis !== o.basis) object(o.seq, "the attempts were told by somebody else");
		if (o["commit"] === void 0 !== (o.basis === void 0)) object(o.seq, "without a commit nobody is asked, and with one somebody is");
		if (o["commit"] === void 0 !== (o["store"] === void 0)) object(o.seq, "it names no store, or one that nobody asked");
	}
};

// src/verdict/plausibility/schedule.ts
/** How long the program may take from the end of an answer to the record of it, however busy the machine is. */
const RECORDED_WITHIN_MS = 1e4;
/** Durations of answers are rounded up by less than this. */
const ROUNDED_UP = .01;
const ROUNDING_MS = 2;
/**
* Looks at a fixed rate were due one interval after another: the time of each, less its place, its lateness and the duration of its answer,
* gives the same beginning.
*/
var Schedule = class {
	types = /* @__PURE__ */ new Set([
		"gate.started",
		"check",
		"missed"
	]);
	gates;
	intervalOf;
	intervalMs;
	startedAt = 0;
	origins = /* @__PURE__ */ new Map();
	constructor(plan, intervalOf) {
		this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
		this.intervalOf = intervalOf;
	}
	fact(o, object) {
		if (o.type === "gate.started") return this.start(o);
		const { intervalMs } = this;
		if (intervalMs === void 0) return;
		const due = countOf(o, "slot") * intervalMs;
		if (o.t < this.startedAt + due - ROUNDING_MS) object(o.seq, `look ${countOf(o, "slot") + 1} was due ${rounded(due)} ms after the gate began, and is ${rounded(o.t - this.startedAt)} ms after it`);
		else if (o.type === "check") this.check(o, o.t - due - numberOf(o, "late"), object);
	}
	start(o) {
		const gate = this.gates.get(o.gate ?? "");
		this.intervalMs = gate && this.intervalOf(gate);
		this.startedAt = o.t;
		this.origins = /* @__PURE__ */ new Map();
	}
	check(o, ended, object) {
		const service = stringOf(o, "service");
		const answerMs = numberOf(o, "us") / 1e3;
		const began = ended - answerMs;
		const origin = this.origins.get(service);
		if (!origin) {
			this.origins.set(service, {
				least: began,
				most: began,
				isStrange: false
			});
			return;
		}
		origin.least = Math.min(origin.least, began + ROUNDED_UP * answerMs);
		origin.most = Math.max(origin.most, began);
		if (origin.isStrange || origin.most - origin.least <= RECORDED_WITHIN_MS) return;
		origin.isStrange = true;
		object(o.seq, `the looks at ${service} are not one interval apart`);
	}
};
function rounded(ms) {
	return Math.round(ms);
}

// src/verdict/plausibility/services.ts
/** Facts that tell of the process of a service, by their `pid`. */
const OF_PROCESS = /* @__PURE__ */ new Set([
	"service.verified",
	"service.stopped",
	"service.crashed",
	"service.exited"
]);
const ENDS = /* @__PURE__ */ new Set([
	"service.stopped",
	"service.crashed",
	"service.exited"
]);
/**
* What the run says of the services that it starts hangs together: one is checked only while it runs and after it was ready, what ends is
* what was started, and each process is started once.
*/
var Services = class {
	types = /* @__PURE__ */ new Set([
		...OF_PROCESS,
		"service.started",
		"service.ready",
		"service.failed",
		"service.usurped",
		"check",
		"missed",
		"progress",
		"resumed",
		"gate.ended"
	]);
	plan;
	known;
	external;
	/** Every process that was started, by number and start time. */
	started = /* @__PURE__ */ new Set();
	constructor(plan) {
		this.plan = plan;
		const managed = plan.services.filter(({ run }) => run !== void 0);
		const fresh = {
			life: void 0,
			wasReady: false,
			isStopped: false,
			isInherited: false
		};
		this.known = new Map(managed.map((service) => [service.id, {
			plan: service,
			...fresh
		}]));
		this.external = new Set(plan.services.filter(({ run }) => run === void 0).map(({ id }) => id));
	}
	fact(o, object) {
		if (o.type === "resumed") return this.forget();
		if (o.type === "gate.ended") return this.gate(o, object);
		const id = o["service"];
		if (typeof id !== "string") return;
		const known = this.known.get(id);
		if (known) this.managed(o, known, object);
		else if (!this.external.has(id)) object(o.seq, `no service of the plan is called ${JSON.stringify(id)}`);
	}
	end(completed, object) {
		if (!completed) return;
		for (const { plan, life } of this.known.values()) if (life?.state === "ready") object(life.seq, `${plan.id} was started, and nothing tells of its end`);
	}
	managed(o, known, object) {
		const { id } = known.plan;
		if (o.type === "service.started") this.start(o, known, object);
		else if (o.type === "service.ready") this.ready(o, known, object);
		else if (o.type === "check") {
			if (!known.wasReady || known.isStopped) object(o.seq, `${id} is checked, and ${known.isStopped ? "was stopped" : "was never ready"}`);
		} else if (OF_PROCESS.has(o.type)) this.process(o, known, object);
	}
	start(o, known, object) {
		const pid = countOf(o, "pid");
		const { id, port } = known.plan;
		const process = `${pid} of ${stringOf(o, "start")}`;
		if (known.life?.state === "ready") object(o.seq, `${id} is started, and its process ${known.life.pid} has not ended`);
		if (this.started.has(process)) object(o.seq, `${id} has a process that was started before: ${process}`);
		if (o["port"] !== port) object(o.seq, `${id} is started with another port than the plan's`);
		this.started.add(process);
		Object.assign(known, {
			life: {
				pid,
				seq: o.seq,
				state: "starting"
			},
			isStopped: false,
			isInherited: false
		});
	}
	ready(o, known, object) {
		const { life } = known;
		known.wasReady = true;
		if ((!life || life.state === "over") && !known.isInherited) object(o.seq, `${known.plan.id} is ready, and was not started`);
		else if (life) life.state = "ready";
	}
	process(o, known, object) {
		const { life, plan } = known;
		const { pid } = o;
		if (pid !== void 0 && pid !== life?.pid) object(o.seq, `${plan.id} has process ${JSON.stringify(pid)}, and ${life ? life.pid : "none"} was started`);
		if (!ENDS.has(o.type)) return;
		if (pid !== void 0 && life?.state === "over") object(o.seq, `${plan.id} ends, and had ended before`);
		if (pid === void 0 && life?.state === "ready") object(o.seq, `${plan.id} has no process to end, and ${life.pid} was started`);
		const strange = o.type === "service.stopped" && listOf(o, "signals").find((signal) => signal !== plan.stop.signal && signal !== "SIGKILL");
		if (typeof strange === "string") object(o.seq, `${plan.id} was ended by ${strange}, which is not configured`);
		const isLeft = o.type === "service.crashed" && listOf(o, "left").length > 0;
		if (life && !isLeft) life.state = "over";
		known.isStopped = o.type === "service.stopped";
	}
	/** A gate that ran to its end had its services ready. */
	gate(o, object) {
		if (o["reason"] !== "completed") return;
		const gate = this.plan.gates.find(({ id }) => id === o.gate);
		for (const id of gate?.services ?? []) if (this.known.get(id)?.wasReady === false) object(o.seq, `gate "${o.gate ?? ""}" completed, and ${id} was never ready`);
	}
	/** Another process goes on, which started none of them. */
	forget() {
		for (const known of this.known.values()) Object.assign(known, {
			life: void 0,
			wasReady: true,
			isStopped: false,
			isInherited: true
		});
	}
};

// src/verdict/plausibility.ts
/** More than these are of no use. */
const MOST = 50;
/**
* Whether a run of this program can have recorded all this: seals tell that nothing was changed since, not that it was ever seen. It looks
* for what contradicts itself, the plan or the clock, and refuses nothing that an honest run may record.
*/
var Plausibility = class {
	inconsistencies = [];
	laws;
	/** The laws that look at a type of facts. */
	byType = /* @__PURE__ */ new Map();
	completed = false;
	constructor(plan, kinds) {
		const intervalOf = ({ kind, spec }) => kinds[kind]?.spec.intervalMs?.(spec);
		const own = Object.values(kinds).flatMap(({ spec }) => spec.commands ?? []);
		this.laws = [
			new Clocks(),
			new Services(plan),
			new Commands(plan, own),
			new Files(plan),
			new History(),
			new Schedule(plan, intervalOf)
		];
	}
	fact(o) {
		if (o.type === "execution.ended") this.completed = o["reason"] === "completed";
		try {
			for (const law of this.lawsOf(o.type)) law.fact?.(o, this.object);
		} catch (error) {
			if (!(error instanceof MalformedObservation)) throw error;
			this.object(o.seq, error.message);
		}
	}
	seal(seal) {
		for (const law of this.laws) law.seal?.(seal, this.object);
		if (seal.final) for (const law of this.laws) law.end?.(this.completed, this.object);
	}
	object = (seq, message) => {
		if (this.inconsistencies.length < MOST) this.inconsistencies.push({
			seq,
			message
		});
	};
	lawsOf(type) {
		let laws = this.byType.get(type);
		if (!laws) {
			laws = this.laws.filter(({ types }) => types === void 0 || types.has(type));
			this.byType.set(type, laws);
		}
		return laws;
	}
};

// src/app/bundle/recorded-by.ts
/** A first line is shorter. */
const LONGEST = 65536;
/**
* Reads the first line of a recording, before anything else of it is: what another version recorded may have facts that this one does not
* know, and a configuration that it refuses. @returns undefined when there is no such line, or it says nothing of versions
*/
function recordedBy(bundle) {
	try {
		const fd = fs.openSync(path.join(bundle, BUNDLE.observations), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
		try {
			const buffer = Buffer.alloc(LONGEST);
			const [line = ""] = buffer.toString("utf8", 0, fs.readSync(fd, buffer)).split("\n", 1);
			const { type, judge, producer } = JSON.parse(line);
			return type === "execution.started" && typeof producer === "string" ? {
				judge,
				producer
			} : void 0;
		} finally {
			fs.closeSync(fd);
		}
	} catch {
		return;
	}
}
/** The version that recorded a bundle, where it is not this one. */
function otherVersion(bundle) {
	const by = recordedBy(bundle);
	return by && by.judge !== 5 ? by : void 0;
}
/** Where to go with a bundle of another version. */
function otherVersionInWords({ judge, producer }) {
	return `recorded and judged by ${producer}, judge ${JSON.stringify(judge)}, and this is judge ${5}: verify it with that release`;
}

// src/app/bundle/judge-bundle.ts
/** Folds a bundle's plan, observations and attachments into a decision. It looks at no rendered record. */
function judgeBundle(bundle, plan) {
	const fold = new ExecutionFold(plan, kinds, attachmentsOf(bundle), priorIn(bundle, plan));
	const collector = new OutcomeCollector();
	const planSha256 = sha256OfBytes(readWhole(path.join(bundle, BUNDLE.plan), MOST$1.plan));
	const plausibility = new Plausibility(plan, kinds);
	const seals = readObservations(path.join(bundle, BUNDLE.observations), planSha256, (o) => {
		collector.step(o);
		fold.step(o);
		plausibility.fact(o);
	}, {
		onSeal: ({ seq, at, final }) => plausibility.seal({
			seq,
			wall: instantOf(at),
			final
		}),
		ofOtherVersion: otherVersion(bundle) !== void 0
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
		doubts: plausibility.inconsistencies,
		hasPart: plan.stage?.after !== void 0,
		collector,
		outcome
	};
}
/** What the stage before left, of a bundle whose stage follows another; undefined when it is not there. */
function priorIn(bundle, plan) {
	const folder = path.join(bundle, BUNDLE.prior);
	if (plan.stage?.after === void 0 || !fs.existsSync(folder)) return void 0;
	return priorOf(folder, planBefore(configOf(bundle), plan));
}
/** What an execution left to the one of the next stage. @param plan the plan that it must be of */
function priorOf(folder, plan) {
	const { collector, decision, seals, planSha256 } = judgeBundle(folder, plan);
	const commit = collector.commit();
	const [runId, runAttempt] = [collector.identity("runId"), collector.identity("runAttempt")];
	return {
		fact: {
			type: "part",
			path: BUNDLE.prior,
			executionId: collector.identity("executionId") ?? "",
			head: seals.head ?? "",
			plan: planSha256,
			...commit !== void 0 && { commit },
			...runId !== void 0 && { runId },
			...runAttempt !== void 0 && { runAttempt }
		},
		judgements: decision.judgements,
		facts: (gate) => gateFacts(folder, plan, gate)
	};
}
/** The facts of a gate, of all stages up to that of this bundle. */
function gateFacts(folder, plan, gate) {
	const earlier = plan.stage?.after === void 0 ? [] : gateFacts(path.join(folder, BUNDLE.prior), planBefore(configOf(folder), plan), gate);
	const own = [];
	const planSha256 = sha256OfBytes(readWhole(path.join(folder, BUNDLE.plan), MOST$1.plan));
	readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => {
		if (o.gate === gate && !/^(?:gate|after)\.|^control$/.test(o.type)) own.push(o);
	});
	return [...earlier, ...own];
}
/** The plan that the stage before must have had: this one's, but for the stage. @param config the bytes of the configuration */
function planBefore(config, plan) {
	const { stage } = plan;
	if (stage?.after === void 0) throw new Error("there is no stage before");
	return derivePlan(config.toString("utf8"), config, {
		...plan,
		stage: {
			...stage,
			name: stage.after
		}
	});
}
function configOf(bundle) {
	return readWhole(path.join(bundle, BUNDLE.config), MOST$1.config);
}
/** The plan of a bundle, from its configuration. @throws SetupError when it gives none */
function planIn(folder) {
	const config = configOf(folder);
	const text = readWhole(path.join(folder, BUNDLE.plan), MOST$1.plan).toString("utf8");
	try {
		return derivePlan(config.toString("utf8"), config, JSON.parse(text));
	} catch (error) {
		if (error instanceof SetupError) throw error;
		throw new SetupError(`${path.join(folder, BUNDLE.plan)}: is not a plan`);
	}
}

export { priorIn as a, otherVersionInWords as c, PEOPLE_WORDS as d, apart as f, planIn as i, ExecutionFold as l, judgeBundle as n, priorOf as o, provenanceInWords as p, planBefore as r, otherVersion as s, configOf as t, attachmentsOf as u };