import { a as isDay, n as ERROR_CODES } from "./error-code.js";
import { t as sha256OfBytes } from "./sha256.js";
import { n as SetupError } from "./errors.js";
import fs from "node:fs";
import { createHash } from "node:crypto";
import { isUtf8 } from "node:buffer";

// src/evidence/paths.ts
/** Where things stand inside a bundle, relative to its folder. */
const BUNDLE = {
	data: "data",
	config: "data/config/gates.yml",
	plan: "data/plan.json",
	observations: "data/observations.jsonl",
	gates: "data/gates",
	/** The bundle of the stage before, whole. */
	prior: "data/parts/1",
	summary: "data/summary.json",
	changeset: "data/changeset.json",
	decision: "data/decision.json",
	execution: "data/execution.json",
	reportHtml: "data/report.html",
	reportMd: "data/report.md"
};
/** The longest path inside a bundle, in characters; inside a bundle that is a part of another it counts from there. */
const MAX_PATH = 200;
const OF_PARTS = /^(?:data\/parts\/1\/)+/;
/**
* Whether a relative path means the same to every file system, to BagIt and to sha256sum: only `[A-Za-z0-9._/-]`, no empty, `.`
* or `..` step, at most `MAX_PATH` characters.
*/
function isPlainPath(path) {
	return path.replace(OF_PARTS, "").length <= 200 && path.split("/").every((step) => /^[A-Za-z0-9._-]+$/.test(step) && step !== "." && step !== "..");
}

// src/core/facts/fits.ts
/** Whether a value is of a shape. */
function fits(value, shape) {
	switch (shape.is) {
		case "number":
			if (typeof value !== "number" || !Number.isFinite(value)) return false;
			return (!shape.whole || Number.isSafeInteger(value)) && (shape.least === void 0 || value >= shape.least);
		case "foreign number": return typeof value === "string" || typeof value === "number" && Number.isFinite(value);
		case "boolean": return typeof value === "boolean";
		case "true": return value === true;
		case "word": return shape.words.includes(value);
		case "form": return typeof value === "string" && shape.pattern.test(value);
		case "foreign": return typeof value === "string";
		case "nullable": return value === null || fits(value, shape.of);
		case "list": return Array.isArray(value) && value.every((item) => fits(item, shape.of));
		case "tuple": return Array.isArray(value) && value.length === shape.of.length && shape.of.every((one, index) => fits(value[index], one));
		case "record": return isPlain(value) && holds(value, shape.fields);
		case "operands": return isPlain(value);
	}
}
function holds(object, fields) {
	let known = 0;
	for (const name in fields) {
		const field = fields[name];
		const value = object[name];
		if (value === void 0) {
			if (!field.optional) return false;
		} else if (fits(value, field.shape)) known++;
		else return false;
	}
	return Object.keys(object).length === known;
}
function isPlain(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/core/facts/check.ts
const CHECKS = /* @__PURE__ */ new Map();
/** Whether a fact is as declared; made when it is first asked for. `seq`, `t` and `type` are checked before. */
function checkOf(declaration) {
	const known = CHECKS.get(declaration);
	if (known) return known;
	const check = compiled(declaration);
	CHECKS.set(declaration, check);
	return check;
}
/** Generated code, which reads each field by its name: verifying takes 2 % longer with it, and 13 % by walking the declaration. */
function compiled({ gate, basis, fields }) {
	const tools = {
		fits,
		shapes: [],
		patterns: []
	};
	const body = `return (o) => { let v, n = 3; ${[
		take("gate", "typeof v === 'string'", {
			absent: gate !== "required",
			present: gate !== "absent"
		}),
		take("basis", `false${basis.map((one) => ` || v === ${JSON.stringify(one)}`).join("")}`, {
			absent: basis.includes(void 0),
			present: true
		}),
		...Object.entries(fields).map(([name, { shape, optional }]) => take(name, testOf(shape, tools), {
			absent: optional,
			present: true
		}))
	].join("\n")} for (const _ in o) n--; return n === 0; };`;
	return new Function("tools", body)(tools);
}
/** Counts a key whose value is right. */
function take(name, right, { absent, present }) {
	const there = present ? `if (${right}) n++; else return false;` : "return false;";
	return `v = o[${JSON.stringify(name)}]; if (v !== undefined) { ${there} }${absent ? "" : " else return false;"}`;
}
/** Whether `v` is of a shape, as an expression. */
function testOf(shape, tools) {
	switch (shape.is) {
		case "number": {
			const least = shape.least === void 0 ? "" : ` && v >= ${shape.least}`;
			return `${shape.whole ? "Number.isSafeInteger(v)" : "typeof v === 'number' && Number.isFinite(v)"}${least}`;
		}
		case "boolean": return "typeof v === 'boolean'";
		case "foreign": return "typeof v === 'string'";
		case "form": return `typeof v === 'string' && tools.patterns[${tools.patterns.push(shape.pattern) - 1}].test(v)`;
		case "word": return shape.words.map((word) => `v === ${JSON.stringify(word)}`).join(" || ");
		case "operands": return "typeof v === 'object' && v !== null && !Array.isArray(v)";
		default: return `tools.fits(v, tools.shapes[${tools.shapes.push(shape) - 1}])`;
	}
}

// src/core/facts/misfit.ts
/** Stand in every fact, in this order, and are no fields of its own. */
const ENVELOPE = /* @__PURE__ */ new Set([
	"seq",
	"t",
	"gate",
	"type",
	"basis"
]);
/** What is wrong with a fact of this type, in words; undefined when it is as declared. `seq`, `t` and `type` are checked before. */
function misfit(fact, declaration) {
	return checkOf(declaration)(fact) ? void 0 : troubleWith(fact, declaration);
}
function troubleWith(fact, { gate: ofGate, basis: bases, fields }) {
	const { gate, basis } = fact;
	if (gate === void 0 ? ofGate === "required" : ofGate === "absent" || typeof gate !== "string") return gateTrouble(gate);
	if (!bases.includes(basis)) return basisTrouble(bases);
	return fault(fact, fields, "", ENVELOPE);
}
/** The first thing that is wrong, in words. */
function fault(object, fields, at, beside) {
	for (const [name, { shape, optional }] of Object.entries(fields)) {
		const value = object[name];
		if (value === void 0 && optional) continue;
		if (value === void 0) return `"${at}${name}" is missing`;
		if (!fits(value, shape)) return faultIn(value, shape, at + name);
	}
	const unknown = Object.keys(object).find((name) => !Object.hasOwn(fields, name) && !beside.has(name));
	return `${JSON.stringify(at + (unknown ?? ""))} is no field of it`;
}
function faultIn(value, shape, at) {
	if (shape.is === "record" && isPlain(value)) return fault(value, shape.fields, `${at}.`, /* @__PURE__ */ new Set());
	if (shape.is === "list" && Array.isArray(value)) {
		const index = value.findIndex((item) => !fits(item, shape.of));
		return faultIn(value[index], shape.of, `${at}[${index}]`);
	}
	return `"${at}" is not ${shapeInWords(shape)}`;
}
/** What a field holds, for whoever reads of it. */
function shapeInWords(shape) {
	switch (shape.is) {
		case "number": return shape.whole ? `a whole number${shape.least === 0 ? ", zero or more" : ""}` : "a number";
		case "foreign number": return "a number";
		case "boolean": return "true or false";
		case "true": return "true";
		case "word": return shape.words.length === 1 ? `"${shape.words[0]}"` : `one of ${shape.words.join(", ")}`;
		case "form": return shape.what;
		case "foreign": return "a string";
		case "nullable": return `${shapeInWords(shape.of)}, or null`;
		case "list": return "a list";
		case "tuple": return `a list of ${shape.of.length}`;
		case "record":
		case "operands": return "an object";
	}
}
function gateTrouble(gate) {
	if (gate === void 0) return "it names no gate";
	return typeof gate === "string" ? "it names a gate, and belongs to none" : "\"gate\" is not a string";
}
function basisTrouble(bases) {
	const words = bases.filter((basis) => basis !== void 0);
	return words.length === 0 ? "\"basis\" is no field of it" : `"basis" is none of ${words.join(", ")}`;
}

// src/core/facts/fields.ts
function field(shape, doc) {
	return {
		shape,
		doc,
		optional: false
	};
}
/** A field that may be absent. */
function optional(of) {
	return {
		...of,
		optional: true
	};
}
/** A whole number, zero or more. */
const count = (doc = "") => field({
	is: "number",
	whole: true,
	least: 0
}, doc);
/** A whole number of either sign. */
const whole = (doc = "") => field({
	is: "number",
	whole: true
}, doc);
const number = (doc = "") => field({
	is: "number",
	whole: false
}, doc);
const bytes = (doc = "") => field({
	is: "number",
	whole: true,
	least: 0,
	unit: "bytes"
}, doc);
const microseconds = (doc = "") => field({
	is: "number",
	whole: true,
	least: 0,
	unit: "µs"
}, doc);
/** A time or a duration of either sign. */
const ms = (doc = "") => field({
	is: "number",
	whole: false,
	unit: "ms"
}, doc);
const foreignNumber = (doc = "") => field({ is: "foreign number" }, doc);
const flag = (doc = "") => field({ is: "boolean" }, doc);
/** Stands only where it holds. */
const mark = (doc = "") => optional(field({ is: "true" }, doc));
const word = (words, doc = "") => field({
	is: "word",
	words
}, doc);
const form = (pattern, what) => (doc = "") => field({
	is: "form",
	pattern,
	what
}, doc);
/** The id of a gate or a service. */
const planId = form(/^[A-Za-z_][A-Za-z0-9_-]{0,59}$/, "an id of the plan");
const environmentName = form(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable");
const executionId = form(/^\d{8}-\d{6}-[0-9a-f]{6}$/, "the id of an execution");
const sha256 = form(/^[0-9a-f]{64}$/, "a SHA-256");
const commitId = form(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "the id of a commit");
const wallTime = form(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "a wall time in UTC");
const uuid = form(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a UUID");
const version = form(/^(?:v|gate-action )\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.-]+)?$/, "a version");
/** Below `data/`. It is made of a name that was redacted before. */
const bundlePath = form(/^gates(?:\/[A-Za-z0-9_.-]+)+$/, "a path in the bundle");
/** Where a secret was found. */
const redactedFile = form(/^(?:observations\.jsonl|gates(?:\/[A-Za-z0-9_.-]+)+)$/, "a file of the bundle");
const signalName = form(/^SIG[A-Z0-9+]{1,12}$/, "the name of a signal");
/** The operating system's own code: `ENOENT`. */
const systemCode$1 = form(/^[A-Z][A-Z0-9_]{0,39}$/, "a code of the operating system");
/** Of our own making: `run-1`, `read-0`, `on-failure-2`. */
const stepName = form(/^[a-z]+(?:-[a-z]+)*(?:-\d+)*$/, "the name of a step");
const inode = form(/^\d{1,20}$/, "the number of an inode");
const gitStatus = form(/^(?:[MTADRCU?!]{1,2}|hidden)$/, "a status of git");
const errorCode = (doc = "") => word(ERROR_CODES, doc);
/** Text that the world under test may have written, whole. */
const foreign = (doc = "") => field({ is: "foreign" }, doc);
/** Its first bytes. */
const foreignHead = (first, doc = "") => field({
	is: "foreign",
	first
}, doc);
/** Its end, in whole lines of at most so many bytes. */
const foreignEnd = (last, doc = "") => field({
	is: "foreign",
	last
}, doc);
const nullable = (of) => field({
	is: "nullable",
	of: of.shape
}, of.doc);
const list = (of, doc = "") => field({
	is: "list",
	of: of.shape
}, doc);
const record = (fields, doc = "") => field({
	is: "record",
	fields
}, doc);
const operands = (doc = "") => field({ is: "operands" }, doc);
function tuple(of, doc = "") {
	return field({
		is: "tuple",
		of: of.map(({ shape }) => shape)
	}, doc);
}

// src/core/facts/change.ts
/** Why git could not tell what a change touches. */
const CHANGE_TROUBLES = [
	"no-git",
	"no-work-tree",
	"no-commit",
	"unknown-base",
	"ambiguous-base",
	"no-merge-base",
	"several-merge-bases",
	"too-large",
	"failed"
];
/** Facts about the change that is released, and about who approved it. */
const CHANGE_FACTS = {
	"change.base": {
		doc: "What a `change` gate compares. The list of files is the attachment whose role is `change`, as git wrote it.",
		gate: "required",
		basis: ["process"],
		fields: {
			base: foreign("as in the configuration"),
			commit: optional(commitId("that the base meant when the execution began")),
			mergeBase: optional(commitId("the commit at which base and head parted: what the head is compared with")),
			head: optional(commitId("that is checked out")),
			parents: optional(list(commitId(), "of the head, as it names them")),
			shallow: mark("the clone lacks older commits"),
			asked: optional(word(["lines", "files"], "`lines`: which files, and how many lines of each; `files`: git could not count lines, only name files")),
			trouble: optional(word(CHANGE_TROUBLES, "why there is no list")),
			detail: optional(foreignHead(500, "git’s own words"))
		}
	},
	review: {
		doc: "One review of the pull request, recorded by a trusted job.",
		gate: "required",
		basis: ["github-api"],
		fields: {
			reviewer: foreign("login"),
			state: word([
				"approved",
				"changes-requested",
				"dismissed",
				"commented"
			]),
			commit: commitId("that was reviewed"),
			submittedAt: wallTime(),
			permission: foreign("what the reviewer may do in the repository"),
			teams: optional(list(foreign(), "of the gate’s approvers, those that the reviewer is an active member of"))
		}
	},
	reviews: {
		doc: "The list of reviews is whole: it follows them.",
		gate: "required",
		basis: ["github-api"],
		fields: {
			count: count("reviews"),
			pullRequest: count("its number"),
			author: foreign("login of the author of the pull request"),
			head: commitId("of the pull request"),
			trouble: optional(foreign("why the list could not be read"))
		}
	}
};

// src/core/facts/declaration.ts
/** A fact that is told without a basis: it is about the recording itself, or about the plan. */
const OWN = [void 0];

// src/core/facts/shared.ts
/** Which process it was; absent where none was seen. */
const process = {
	pid: optional(count()),
	start: optional(foreign("the system’s own start time"))
};
/** How a process ended of itself. */
const ending = {
	exit: optional(whole("exit code")),
	signal: optional(signalName("that ended it"))
};
/** How a command ended: one of these stands. */
const ended = {
	...ending,
	spawnError: optional(systemCode$1("why it could not be started"))
};
/** Why there is no answer. */
const trouble = {
	code: optional(errorCode("why there is no answer")),
	detail: optional(foreignHead(500, "the system’s own words for it"))
};
/** What a probe saw. */
const sight = {
	...trouble,
	us: microseconds("to the whole answer, rounded up to 3 significant digits"),
	got: operands("what the condition reads"),
	excerpt: optional(foreignHead(2048, "of an answer that does not hold")),
	output: optional(foreignEnd(2048, "the end of what a command wrote that does not hold"))
};
/** Which look of a rollout. */
const phase = {
	stage: optional(count("from 0")),
	changing: mark("while the weight changes: from the end of the stage before to the first look of this one"),
	between: mark("between the jobs of two stages"),
	after: mark("after the last stage, until something newer than it was seen"),
	rollback: mark("after a rollback")
};

// src/core/facts/gate.ts
/** A command of a gate, run to its end. */
const step = {
	name: stepName("of our own making"),
	run: foreign("the command"),
	...process,
	...ended,
	timedOut: flag("its timeout ended it"),
	aborted: flag("the end of the gate ended it"),
	from: optional(ms("when it began: what it left is ended before it is recorded")),
	durationMs: ms(),
	leftovers: count("processes that outlived it and had to be ended"),
	stdout: optional(bundlePath("the attachment")),
	stderr: optional(bundlePath("the attachment")),
	output: optional(foreignEnd(2048, "the end of what it wrote, when it did not end well"))
};
/** What a file is to the kind of its gate. */
const role = {
	role: optional(word([
		"report",
		"coverage",
		"output",
		"diff",
		"checkout",
		"manifest",
		"baseline",
		"results",
		"acks",
		"change"
	])),
	run: optional(count("of which run, from 1")),
	cycle: optional(count("of which cycle, from 1")),
	place: optional(word(["gate-dir", "working-directory"], "where it was found")),
	patterns: optional(list(foreign(), "those of the configuration that name it")),
	earlier: mark("it lay there, unchanged, before the run of the tests, or before the execution where somebody else wrote it"),
	committed: mark("the commit that the execution began with has it, with these bytes"),
	jobAt: optional(whole("when the job began, ms of wall clock since the execution started; of a file that is to come from the job"))
};
const attachment = {
	...role,
	path: bundlePath("in the bundle, below `data/`"),
	sha256: sha256("of the copy, redacted"),
	bytes: bytes("of the copy"),
	modifiedAt: whole("ms of wall clock since the execution started"),
	future: mark("its time lay in the future when it was copied"),
	existedBefore: flag("it was made before the execution started"),
	original: foreign("the name by which the user knows it"),
	handWritten: mark("the configuration names it as an attachment"),
	from: optional(bytes("the first byte that is kept and judged")),
	withheld: mark("it is binary and held a secret: a line that says so stands in its place")
};
const file = {
	...role,
	atStart: mark("it was looked for before the first gate"),
	captured: mark("a probe was to keep it, and it was gone when the gate ended"),
	name: optional(foreign("in the configuration")),
	path: foreign("the name by which the user knows it"),
	code: errorCode()
};
/** Facts of any gate, whatever its kind. */
const GATE_FACTS = {
	"gate.started": {
		doc: "The gate begins.",
		gate: "required",
		basis: OWN,
		fields: { expected: operands("exactly what must be observed, equal to the plan’s") }
	},
	control: {
		doc: "The judge asked for something, and was granted it. A rollout that must not go on asks for `abort`.",
		gate: "required",
		basis: OWN,
		fields: {
			action: word([
				"stop",
				"skip",
				"abort"
			]),
			because: count("the `seq` that made the judge ask for it")
		}
	},
	step: {
		doc: "A command of the gate.",
		gate: "required",
		basis: ["process"],
		fields: step
	},
	attachment: {
		doc: "A file was copied into the bundle.",
		gate: "required",
		basis: ["file"],
		fields: attachment
	},
	file: {
		doc: "A file that was asked for is not there.",
		gate: "required",
		basis: ["file", void 0],
		fields: file
	},
	"gate.ended": {
		doc: "The gate is over.",
		gate: "required",
		basis: OWN,
		fields: {
			reason: word([
				"completed",
				"stopped",
				"timeout",
				"cancelled",
				"not-ready",
				"crashed"
			]),
			detail: optional(foreignHead(500))
		}
	},
	"after.step": {
		doc: "An on-failure command; never judged.",
		gate: "required",
		basis: ["process"],
		fields: step
	},
	"after.attachment": {
		doc: "A diagnostic; never judged.",
		gate: "required",
		basis: ["file"],
		fields: attachment
	},
	"after.file": {
		doc: "A diagnostic that is not there.",
		gate: "required",
		basis: ["file", void 0],
		fields: file
	}
};

// src/core/facts/history.ts
/** How an earlier execution ended; `UNFINISHED`: it goes on, or nobody could end it. */
const ATTEMPT_STATUSES = [
	"GO",
	"NO-GO",
	"BLOCKED",
	"PARTIAL",
	"UNFINISHED"
];
/** Facts about earlier executions. */
const HISTORY_FACTS = {
	attempt: {
		doc: "An earlier execution of the same commit and configuration, from the oldest to the newest; at most the newest 100.",
		gate: "absent",
		basis: ["file", "github-api"],
		fields: {
			executionId: executionId("of the earlier execution"),
			status: word(ATTEMPT_STATUSES),
			at: wallTime("when it began"),
			head: optional(sha256("of its last seal")),
			runId: optional(foreign("in Actions: the id of its run")),
			runAttempt: optional(foreign("in Actions: the attempt")),
			uncommitted: mark("its work tree had uncommitted changes"),
			partial: mark("it was not the whole plan"),
			gone: mark("its bundle was removed: the index tells of it"),
			differs: mark("the index tells otherwise of it than its bundle; the worse of both counts")
		}
	},
	history: {
		doc: "Earlier executions were asked for; the attempts stand before it.",
		gate: "absent",
		basis: [
			"file",
			"github-api",
			...OWN
		],
		fields: {
			commit: optional(commitId("whose attempts these are; absent where there is none")),
			store: optional(foreign("the folder that was asked, or the repository")),
			attempts: count("of this commit and configuration"),
			noGo: count("those of them that were a NO-GO"),
			unread: count("executions there that could not be read"),
			fleeting: mark("the store ends with this machine or this job"),
			trouble: optional(foreignHead(500, "why they could not be asked for"))
		}
	}
};

// src/core/facts/metrics.ts
const skewMs = optional(whole("by which the clock of Prometheus is ahead of ours"));
/** Facts of gates that ask Prometheus. */
const METRIC_FACTS = {
	prometheus: {
		doc: "Whether Prometheus answers, before anything is changed.",
		gate: "required",
		basis: ["probe"],
		fields: {
			skewMs,
			at: optional(number("its time, ms")),
			...trouble
		}
	},
	sample: {
		doc: "One look by one query, as Prometheus wrote it. The raw answers are in the attachment `prometheus.jsonl`.",
		gate: "required",
		basis: ["probe"],
		fields: {
			...phase,
			query: foreign("its name"),
			slot: count("from 0; after a rollback the round"),
			skewMs,
			at: optional(number("the time of evaluation, ms by the clock of Prometheus")),
			values: optional(list(tuple([foreign(), foreign()]), "labels, value")),
			warnings: optional(list(foreign())),
			quantiles: optional(list(tuple([
				foreign(),
				foreign(),
				foreign()
			]), "labels, value, highest finite bound of the buckets")),
			ages: optional(list(tuple([
				foreign(),
				word(["now", "ended"]),
				foreign()
			]), "selector, state, seconds since the newest sample; `ended`: only the range of the query still has any")),
			...trouble
		}
	},
	stage: {
		doc: "A stage of a rollout begins; its command is the step `stage-1`, …",
		gate: "required",
		basis: OWN,
		fields: {
			stage: count("from 0"),
			name: foreign(),
			weight: count("percent of the traffic"),
			looks: optional(count("of a stage that looks back: as many as are planned, or as lie behind by now"))
		}
	},
	changed: {
		doc: "The command of a stage has done what it is for: from now on its weight stands.",
		gate: "required",
		basis: OWN,
		fields: {
			stage: count("from 0"),
			at: number("when its command ended, ms by the clock of Prometheus")
		}
	},
	between: {
		doc: "A job does a later stage: how much lies between the job before and now. Its samples carry `between` and that stage.",
		gate: "required",
		basis: OWN,
		fields: {
			stage: count("the stage before"),
			looks: count()
		}
	},
	rollback: {
		doc: "A rollback begins; its commands are the steps `rollback-1`, … After `resumed` it begins again, and counts alone.",
		gate: "required",
		basis: OWN,
		fields: {
			stage: count("from which"),
			weight: count("percent of the traffic")
		}
	}
};

// src/core/facts/probes.ts
const { output: _, got, ...answer } = sight;
const how = {
	...ended,
	timedOut: flag()
};
/** Facts of gates that look at something themselves. */
const PROBE_FACTS = {
	probe: {
		doc: "One try of one check. After a rollback each round looks once at every check.",
		gate: "required",
		basis: ["probe", "process"],
		fields: {
			rollback: mark("after a rollback"),
			slot: optional(count("after a rollback: the round")),
			index: count("of the check, from 0"),
			name: foreign("of the check"),
			try: optional(count("from 1")),
			...sight
		}
	},
	check: {
		doc: "One look of a `health` gate at one service.",
		gate: "required",
		basis: ["probe"],
		fields: {
			...sight,
			got: optional(got),
			service: planId(),
			slot: count("from 0"),
			late: ms("by which it came late")
		}
	},
	missed: {
		doc: "A look that did not happen in time. `busy`: the product still owed the last answer; else it was us who were late.",
		gate: "required",
		basis: OWN,
		fields: {
			service: optional(planId("of a `health` gate")),
			...phase,
			slot: count("from 0"),
			busy: mark("the service still owed the answer of a check before")
		}
	},
	progress: {
		doc: "The counter of a service, or why there is none.",
		gate: "required",
		basis: ["probe"],
		fields: {
			service: planId(),
			value: optional(foreignNumber()),
			...trouble
		}
	},
	request: {
		doc: "One request of an `access` gate. Never a header that was sent.",
		gate: "required",
		basis: ["probe"],
		fields: {
			rule: count("from 0"),
			identity: foreign("who asked"),
			status: optional(count()),
			...answer,
			got: optional({
				...got,
				doc: "what the rule’s `expect` reads"
			})
		}
	},
	sandbox: {
		doc: "A command in the sandbox of an `access` gate.",
		gate: "required",
		basis: ["process"],
		fields: {
			index: count("from 0"),
			step: stepName(),
			...how,
			control: optional(record(how, "the same command outside"))
		}
	}
};

// src/core/facts/recording.ts
const run$1 = {
	runId: optional(foreign("in Actions: the id of the run")),
	runAttempt: optional(foreign("in Actions: the attempt"))
};
const workTree = {
	vcs: nullable(word(["git"], "null where there is no work tree")),
	commit: optional(nullable(commitId("null before the first commit"))),
	branch: optional(foreign("absent on a detached HEAD")),
	dirtyCount: optional(count("changed files")),
	dirty: optional(list(record({
		status: gitStatus(),
		path: foreign()
	}), "the first 200 of them")),
	filters: optional(list(foreign(), "what git does to files before it compares them")),
	trouble: optional(foreign("why git could not be asked"))
};
/** Facts of the whole execution. */
const RECORDING_FACTS = {
	"execution.started": {
		doc: "The first line.",
		gate: "absent",
		basis: OWN,
		fields: {
			executionId: executionId("names the execution"),
			at: wallTime("when it began"),
			repository: optional(foreign("in Actions: owner/name")),
			...run$1,
			node: version("of Node"),
			os: foreign("platform and release"),
			arch: foreign("of the processor"),
			machine: uuid("random: tells the machines of one execution apart"),
			producer: version("name and version of this program"),
			judge: count("version of the rules that judge"),
			render: count("version of what renders")
		}
	},
	source: {
		doc: "The state of the git work tree.",
		gate: "absent",
		basis: ["process", void 0],
		fields: {
			...workTree,
			revisions: optional(list(record({
				name: foreign("as in the configuration"),
				commit: optional(commitId("absent where git does not know it, or knows several")),
				ambiguous: mark("it names several things"),
				detail: optional(foreign("git’s own words"))
			}), "what gates compare with, looked up before the first of them"))
		}
	},
	"source.end": {
		doc: "The same after the last gate, of an execution that was not interrupted. Absent before judge 4.",
		gate: "absent",
		basis: ["process"],
		fields: workTree
	},
	"secret.unset": {
		doc: "A secret is unset or shorter than 8 characters.",
		gate: "absent",
		basis: OWN,
		fields: { name: environmentName("of the secret") }
	},
	part: {
		doc: "The evidence of the stage before, which the bundle holds.",
		gate: "absent",
		basis: OWN,
		fields: {
			path: word(["data/parts/1"], "where it lies"),
			executionId: executionId("of the stage before"),
			head: sha256("of its last seal"),
			plan: sha256("of its plan.json"),
			commit: optional(commitId()),
			...run$1
		}
	},
	leak: {
		doc: "A secret was found and redacted.",
		gate: "required",
		basis: OWN,
		fields: {
			secret: environmentName("of the secret"),
			file: redactedFile("where it stood"),
			line: count("from 1"),
			column: optional(count("from 1"))
		}
	},
	clock: {
		doc: "The wall clock jumped.",
		gate: "absent",
		basis: OWN,
		fields: {
			jumpMs: whole("by which wall time ran ahead of the monotonic clock since the last seal; less than 0: behind"),
			seal: optional(count("the `seq` of that which showed it"))
		}
	},
	"recorder.late": {
		doc: "A seal came late: the machine, or work of our own, kept the program from recording.",
		gate: "absent",
		basis: OWN,
		fields: {
			ms: count("after the oldest line that it covers; beyond 1000"),
			seal: count("its `seq`")
		}
	},
	interrupted: {
		doc: "A signal asked the execution to end.",
		gate: "absent",
		basis: OWN,
		fields: { signal: signalName() }
	},
	resumed: {
		doc: "Another process takes the execution up, because it owes a rollback.",
		gate: "absent",
		basis: OWN,
		fields: { removedBytes: bytes("of a torn line") }
	},
	"execution.ended": {
		doc: "The last fact; only the final seal follows.",
		gate: "absent",
		basis: OWN,
		fields: {
			reason: word([
				"completed",
				"interrupted",
				"crashed"
			]),
			removedBytes: optional(bytes("of a torn line"))
		}
	}
};

// src/core/facts/results.ts
const run = { run: count("from 1") };
const site = {
	...run,
	path: foreign("as in the configuration"),
	place: word(["gate-dir", "working-directory"]),
	at: ms("of wall clock since the execution started")
};
const times = {
	bytes: optional(bytes()),
	modifiedAt: optional(ms("of wall clock since the execution started")),
	changedAt: optional(ms("of wall clock since the execution started")),
	inode: optional(inode())
};
/** Facts about the files that gates find their results in, or remove. */
const RESULT_FACTS = {
	"reports.before": {
		doc: "Before a run of a `tests` gate.",
		gate: "required",
		basis: ["file"],
		fields: {
			...run,
			at: ms("of wall clock since the execution started"),
			files: count("that lay in the working directory under the names of the reports"),
			root: optional(foreign("the folder where the tests run: absolute names in reports are relative to it"))
		}
	},
	"reports.after": {
		doc: "After it.",
		gate: "required",
		basis: ["file"],
		fields: {
			...run,
			files: count("that were kept"),
			linksOut: optional(list(foreign(), "linked folders that a wildcard met and that lead out of the checkout; the first 20")),
			hidden: optional(list(foreign(), "files that a wildcard passed over, as they are hidden; the first 20"))
		}
	},
	"baseline.none": {
		doc: "A `classification` gate has no baseline.",
		gate: "required",
		basis: ["file"],
		fields: {
			from: foreign("as in the configuration"),
			why: foreign()
		}
	},
	wiped: {
		doc: "A `durability` gate removed what its service stored, before the restore.",
		gate: "required",
		basis: ["file"],
		fields: {
			cycle: count("from 1"),
			path: foreign("as in the configuration"),
			found: count("things under that name"),
			written: count("files below them that were written since the writes of the cycle began"),
			left: optional(foreign("the first that is still there")),
			linked: optional(foreign("the first of the files that were written since which has another name, a hard link, under which it lives on")),
			detail: optional(foreignHead(500, "why it could not be removed"))
		}
	},
	"results.before": {
		doc: "What stood in the results file before a run.",
		gate: "required",
		basis: ["file"],
		fields: {
			...site,
			exists: flag(),
			...times,
			sha256: optional(sha256("of append-only results")),
			lines: optional(count("of append-only results")),
			endsLine: optional(flag("of append-only results: they end with a line"))
		}
	},
	"results.after": {
		doc: "The results file after the run, or why it is not there.",
		gate: "required",
		basis: ["file"],
		fields: {
			...site,
			...times,
			code: optional(errorCode()),
			prefixSha256: optional(sha256("of append-only results: of what stood there before, now")),
			earlier: mark("it lies there as it did before the run"),
			twice: mark("the run wrote other results in `$GATE_DIR` than in the working directory"),
			unseenBefore: mark("it is older than the run, and nobody looked what it held before"),
			rewrittenLine: optional(count("the first line that differs"))
		}
	}
};

// src/core/facts/services.ts
const cycle = { cycle: optional(count("of `cycles` and `durability`: from 1")) };
const service = { service: planId() };
const output = { output: optional(foreignEnd(2048, "the end of what it wrote")) };
const owner = word([
	"ours",
	"foreign",
	"none",
	"hidden",
	"unknown"
], "`hidden`: somebody whom we can’t look into, such as a container’s proxy");
const ports = { ports: optional(list(record({
	port: count(),
	owner
}), "whose its ports are")) };
const state = word([
	"live",
	"stale",
	"absent",
	"foreign"
], "of the pid file");
const technique = word([
	"tree",
	"group",
	"session",
	"marker",
	"inherited",
	"log-file",
	"port"
]);
/** A process by its number and start time, and what it was. */
const named = {
	pid: count(),
	start: foreignHead(300),
	command: foreignHead(300)
};
/** Facts about services, under the gate that runs when they come about. */
const SERVICE_FACTS = {
	"service.started": {
		doc: "We started it.",
		gate: "optional",
		basis: ["process"],
		fields: {
			...service,
			pid: count(),
			start: foreign("the system’s own start time"),
			port: optional(count()),
			...cycle
		}
	},
	"service.ready": {
		doc: "Its `ready` probe holds; without one it has lived long enough.",
		gate: "optional",
		basis: ["process", "probe"],
		fields: {
			...service,
			ms: ms("of waiting"),
			attempts: count(),
			...ports,
			...cycle
		}
	},
	"service.failed": {
		doc: "It did not become ready. `not-executable`, `port-taken` and `absent` block, `exited` and `unready` fail.",
		gate: "optional",
		basis: ["process", "probe"],
		fields: {
			...service,
			external: flag("somebody else starts it"),
			cause: word([
				"not-executable",
				"port-taken",
				"absent",
				"exited",
				"unready"
			]),
			code: optional(systemCode$1("of the probe, or of the operating system")),
			detail: optional(foreignHead(500)),
			...ending,
			...output,
			...cycle
		}
	},
	"service.usurped": {
		doc: "A stranger listens on its port while it runs.",
		gate: "optional",
		basis: ["process"],
		fields: {
			...service,
			port: count(),
			shared: flag("so does the service"),
			detail: foreignHead(500, "who")
		}
	},
	"service.exited": {
		doc: "It died while it should have run.",
		gate: "optional",
		basis: ["process"],
		fields: {
			...service,
			pid: count(),
			...ending,
			...output
		}
	},
	"service.verified": {
		doc: "A look at the running service.",
		gate: "optional",
		basis: ["process"],
		fields: {
			...service,
			pid: optional(count()),
			alive: flag(),
			ours: flag("the process is found as one of ours"),
			portOwner: owner,
			...ports,
			pidFile: optional(state),
			code: optional(errorCode("of its health probe")),
			detail: optional(foreignHead(500)),
			us: optional(microseconds()),
			got: optional(operands("what the health probe reads")),
			...cycle
		}
	},
	"service.crashed": {
		doc: "We killed all of its processes; without `pid` it did not run. `t` is the moment before the first signal.",
		gate: "optional",
		basis: ["process"],
		backdated: true,
		fields: {
			...service,
			...process,
			stillReady: optional(flag("its `ready` probe held all the same")),
			killed: list(record(named)),
			left: list(record({
				pid: count(),
				start: foreign()
			}), "what could not be ended"),
			...ending,
			...cycle
		}
	},
	"service.stopped": {
		doc: "We stopped it; without `pid` it did not run.",
		gate: "optional",
		basis: ["process"],
		fields: {
			...service,
			pid: optional(count()),
			signals: list(signalName(), "that were needed"),
			...ending,
			ms: ms(),
			...cycle
		}
	},
	stack: {
		doc: "A command that starts or stops all services together.",
		gate: "optional",
		basis: ["process"],
		fields: {
			action: word(["start", "stop"]),
			run: foreign("the command"),
			...ended,
			detail: optional(foreignHead(500)),
			timedOut: mark(),
			ms: ms(),
			output: optional(foreignEnd(2048, "the end of what it wrote, when it failed"))
		}
	},
	sweep: {
		doc: "What stopped services left behind, recorded before it was ended.",
		gate: "optional",
		basis: ["process"],
		fields: {
			services: list(planId()),
			phase: word([
				"before-start",
				"after-stop",
				"restart",
				"end",
				"stack"
			], "`stack`: its stop command has run"),
			passes: count("looks until two saw the same"),
			techniques: list(technique, "that could look"),
			found: list(record({
				...named,
				by: list(technique),
				service: optional(foreignHead(300))
			})),
			zombies: list(record({
				pid: count(),
				command: foreign(),
				parent: count()
			})),
			ports: list(record({
				service: planId(),
				port: count(),
				free: optional(flag()),
				owners: list(count())
			})),
			pidFiles: list(record({
				service: planId(),
				state
			})),
			stillReady: optional(list(record({
				service: planId(),
				holds: flag()
			}), "whether `ready` still holds; of stops within a cycle")),
			...cycle
		}
	}
};

// src/core/facts/registry.ts
/** Every type of fact that an execution records. `seal` is none: the recorder writes it by itself. */
const FACTS = {
	...RECORDING_FACTS,
	...HISTORY_FACTS,
	...GATE_FACTS,
	...SERVICE_FACTS,
	...PROBE_FACTS,
	...RESULT_FACTS,
	...METRIC_FACTS,
	...CHANGE_FACTS
};
const BY_TYPE = new Map(Object.entries(FACTS));
/** The declaration of a type; undefined for one that no execution records. */
function declarationOf(type) {
	return BY_TYPE.get(type);
}

// src/core/recording.ts
/** What a recording keeps to: its writer, its reader and whoever doubts it know the same limits. */
/** The longest line of observations.jsonl in bytes, its newline included. */
const MAX_LINE = 1 << 20;
/** The observation that only the final seal may follow. */
const LAST_OBSERVATION = "execution.ended";
/** A seal follows the oldest unsealed line within this time, ms; what comes later is said. */
const SEAL_WITHIN = 1e3;
/** Wall time against monotonic time between two seals, ms: beyond it the clock jumped, or the machine slept, which is said. */
const CLOCK_TOLERANCE = 1e3;

// src/evidence/lines.ts
/** Reads a file 1 MiB at a time and hands on its whole lines, block by block, in constant memory. @throws when it can't be read. */
function readLines(path, onLines) {
	const buffer = Buffer.allocUnsafe(MAX_LINE);
	const fd = fs.openSync(path, "r");
	let kept = 0;
	try {
		for (;;) {
			const got = fs.readSync(fd, buffer, kept, buffer.length - kept, null);
			if (got === 0) return {
				tornBytes: kept,
				tooLong: kept === buffer.length
			};
			const filled = kept + got;
			const end = buffer.subarray(0, filled).lastIndexOf(10) + 1;
			if (end > 0) onLines(buffer, end);
			buffer.copyWithin(0, end, filled);
			kept = filled - end;
		}
	} finally {
		fs.closeSync(fd);
	}
}

// src/evidence/problem.ts
/** A bundle that can't be opened at all; nothing can be said of its contents. Exit code 2. The reason may quote the bundle. */
var UnreadableBundle = class extends SetupError {
	constructor(path, why) {
		super(`${path}: ${why.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?")}`);
		this.name = "UnreadableBundle";
	}
};
/** The system's code of an error (`ENOENT`), if it has one. */
function systemCode(error) {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : void 0;
}

// src/evidence/seal.ts
/** The one text form of a seal, without its newline. */
function sealText({ seq, at, sha256, prev, final }) {
	return JSON.stringify({
		seq,
		type: "seal",
		at,
		sha256,
		prev,
		...final && { final }
	});
}
/** A parsed line of type `seal` as a seal; undefined when it is not exactly of the one form. */
function parseSeal(text, line) {
	const { seq, at, sha256, prev, final } = line;
	if (typeof seq !== "number" || !isWallTime(at) || !isSha256(sha256) || !isSha256(prev)) return void 0;
	const seal = {
		seq,
		at,
		sha256,
		prev,
		final: final === true
	};
	return sealText(seal) === text ? seal : void 0;
}
/** A time as `toISOString` writes it. The pattern knows how long each month is; only a 29 February is looked up. */
const WALL_TIME = new RegExp(String.raw`^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31|(02-29))` + String.raw`T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$`);
function isWallTime(value) {
	if (typeof value !== "string") return false;
	const form = WALL_TIME.exec(value);
	return form !== null && (form[1] === void 0 || isDay(value.slice(0, 10)));
}
function isSha256(value) {
	return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

// src/evidence/reader.ts
/** More problems than this are only counted. */
const MAX_PROBLEMS = 50;
/**
* Streams a recording and checks every line against the seals, in constant memory. Every line that has the shape of an
* observation is handed on, also after a problem, so that everything that is off can be named in one go.
*/
function readObservations(path, planSha256, onObservation, options = {}) {
	const check = new SealCheck(planSha256, onObservation, options);
	try {
		const { tornBytes, tooLong } = readLines(path, (buffer, end) => check.block(buffer, end));
		return check.report(tooLong ? 0 : tornBytes, tooLong);
	} catch (error) {
		if (systemCode(error) !== "ENOENT") throw error;
		return check.report(0, false);
	}
}
/** The rules of a recording, line after line. */
var SealCheck = class {
	problems = [];
	uncounted = 0;
	onObservation;
	options;
	lines = 0;
	observations = 0;
	seq = 0;
	prev;
	/** Of lines since the last seal that stood in earlier blocks. */
	hash;
	bytes = 0;
	sealedBytes = 0;
	sealedLines = 0;
	lastSeal;
	ended = false;
	startedAt;
	t = 0;
	constructor(planSha256, onObservation, options) {
		this.prev = planSha256;
		this.onObservation = onObservation;
		this.options = options;
	}
	/** Takes whole lines; hashes what lies between two seals in one go. */
	block(buffer, end) {
		const allUtf8 = isUtf8(buffer.subarray(0, end));
		let unhashed = 0;
		for (let start = 0; start < end;) {
			const stop = buffer.indexOf(10, start);
			this.lines++;
			if (!allUtf8 && !isUtf8(buffer.subarray(start, stop))) this.object("not UTF-8");
			const seal = this.line(buffer.toString("utf8", start, stop));
			if (seal) {
				const digest = this.digest(buffer.subarray(unhashed, start));
				unhashed = stop + 1;
				this.seal(seal, digest, buffer.subarray(start, unhashed), this.bytes + unhashed);
			}
			start = stop + 1;
		}
		if (unhashed < end) (this.hash ??= createHash("sha256")).update(buffer.subarray(unhashed, end));
		this.bytes += end;
	}
	/** Of the lines that a seal covers, the last of which are these. Mostly all of them stand in one block. */
	digest(last) {
		if (!this.hash) return sha256OfBytes(last);
		const digest = this.hash.update(last).digest("hex");
		this.hash = void 0;
		return digest;
	}
	report(tornBytes, tooLong) {
		const final = this.lastSeal?.final === true;
		const incomplete = this.incomplete(tornBytes, tooLong);
		if (this.uncounted > 0) this.problems.push({
			file: BUNDLE.observations,
			message: `${this.uncounted} more problems like these`
		});
		return {
			problems: this.problems,
			...incomplete !== void 0 && { incomplete },
			...final && {
				head: this.prev,
				finishedAt: this.lastSeal?.at ?? ""
			},
			lines: this.lines,
			observations: this.observations,
			...this.startedAt !== void 0 && { startedAt: this.startedAt },
			tail: {
				lines: this.lines,
				prev: this.prev,
				sealedBytes: this.sealedBytes,
				unsealedLines: this.lines - this.sealedLines,
				ended: this.ended,
				t: this.t,
				...this.lastSeal && { at: this.lastSeal.at }
			}
		};
	}
	incomplete(tornBytes, tooLong) {
		if (tooLong) return `line ${this.lines + 1} is longer than 1 MiB; nothing after it was read`;
		if (tornBytes > 0) return `the last line is cut: ${tornBytes} bytes after line ${this.lines} belong to no whole line`;
		if (this.lines === 0) return "there are no observations";
		if (this.lastSeal?.final) return void 0;
		if (this.lines > this.sealedLines) return `lines ${this.sealedLines + 1} to ${this.lines} are not sealed`;
		return `it ends at seal ${this.seq}, which is not the final one`;
	}
	/** @returns the seal, when the line is one. */
	line(text) {
		const value = parseCanonical(text);
		if (typeof value === "string") {
			this.seq++;
			this.object(value);
			return;
		}
		this.number(value["seq"]);
		if (this.lastSeal?.final) this.object("stands after the final seal");
		if (value["type"] !== "seal") {
			this.observation(value);
			return;
		}
		const seal = parseSeal(text, value);
		if (!seal) this.object("a seal, but not of the form of one");
		return seal;
	}
	observation(value) {
		const { t, type } = value;
		if (typeof t !== "number" || t < 0) return this.object(typeof t === "number" ? "\"t\" is before the beginning" : "\"t\" is not a number");
		if (typeof type !== "string") return this.object("\"type\" is not a string");
		const declaration = declarationOf(type);
		const { ofOtherVersion } = this.options;
		if (!declaration && !ofOtherVersion) return this.object(`no execution records a fact of type ${JSON.stringify(type)}`);
		const wrong = ofOtherVersion || !declaration ? void 0 : misfit(value, declaration);
		if (wrong !== void 0) return this.object(`${type}: ${wrong}`);
		const o = value;
		if (this.ended && !this.lastSeal?.final) this.object(`only the final seal may follow ${LAST_OBSERVATION}`);
		this.ended = type === LAST_OBSERVATION;
		if (t < this.t && !declaration?.backdated && !ofOtherVersion) this.object(`"t" is ${t}, after ${this.t}: time does not go back`);
		this.t = Math.max(this.t, t);
		if (type === "execution.started" && typeof o["at"] === "string") this.startedAt ??= o["at"];
		this.observations++;
		this.onObservation(o);
	}
	seal(seal, digest, line, bytes) {
		if (this.lines - 1 - this.sealedLines === 0) this.object("a seal over nothing");
		else if (seal.sha256 !== digest) this.object(`lines ${this.sealedLines + 1} to ${this.lines - 1} are not what it was made over`);
		if (seal.prev !== this.prev) this.object(this.lastSeal ? "it does not follow from the seal before it" : "it does not follow from plan.json");
		if (seal.final !== this.ended) this.object(seal.final ? `the final seal, but the last observation is not ${LAST_OBSERVATION}` : `it follows ${LAST_OBSERVATION} and is not final`);
		this.prev = sha256OfBytes(line);
		this.sealedBytes = bytes;
		this.sealedLines = this.lines;
		this.lastSeal = seal;
		this.options.onSeal?.(seal);
	}
	/** Every line carries the next number. After a wrong one counting goes on from it, so that one gap is one problem. */
	number(found) {
		const expected = this.seq + 1;
		const valid = typeof found === "number" && Number.isSafeInteger(found);
		this.seq = valid ? found : expected;
		if (found !== expected) this.object(valid ? `seq ${found} where ${expected} is next` : "seq is not a number");
	}
	object(message) {
		if (this.problems.length < MAX_PROBLEMS) this.problems.push({
			file: BUNDLE.observations,
			seq: this.seq,
			line: this.lines,
			message
		});
		else this.uncounted++;
	}
};
/**
* The object of a line. A line has one form, what JSON.stringify makes of it: so a key stands once, and no white space, number
* or escape can be written in two ways. @returns what is wrong, in words.
*/
function parseCanonical(text) {
	let value;
	try {
		value = JSON.parse(text);
		if (JSON.stringify(value) !== text) return "not in the form that a recorder writes";
	} catch {
		return "not JSON";
	}
	return typeof value === "object" && value !== null && !Array.isArray(value) ? value : "not an object";
}

export { CLOCK_TOLERANCE as a, SEAL_WITHIN as c, misfit as d, BUNDLE as f, systemCode as i, declarationOf as l, sealText as n, LAST_OBSERVATION as o, isPlainPath as p, UnreadableBundle as r, MAX_LINE as s, readObservations as t, ENVELOPE as u };