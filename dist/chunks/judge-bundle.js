import { b as union, c as discriminatedUnion, d as literal, g as record$1, h as object, m as number$2, n as instantOf, o as array, p as never, r as isDay, s as boolean, v as string, y as tuple$1 } from "./calendar.js";
import { n as SetupError, o as EVIDENCE_GATE, u as holdsPart } from "./errors.js";
import { $ as allowedAt, A as waivedBy, D as holdsOn, Dt as commitAtStart, E as expired, En as troubleOf$1, J as quantileCalls, Jt as isObject$1, Lt as withSaid, Mt as judgeCriteria, O as plainName, On as textsIn, Pt as jsonMistake, Tn as ERROR_CODES, Wt as VERSION_QUESTIONS, Y as selectorsOf, _n as listOf, et as isFailing, ft as leftBehind, gn as countOf, hn as MalformedObservation, j as waiverFinding, k as soonOver, mt as LineReader, pn as originFacts, q as metricsToKnow, vn as numberOf, w as kinds, xn as fileSource, xt as isNotExecutable, yn as stringOf } from "./configuration.js";
import { t as atOnce } from "./pieces.js";
import { n as isPlainPath, t as BUNDLE } from "./paths.js";
import { i as worst, o as sha256OfBytes, r as satisfies } from "./verdict.js";
import { r as readWhole, t as MOST$1 } from "./read.js";
import { t as derivePlan } from "./load.js";
import { t as formatDuration } from "./duration.js";
import { r as rowInWords } from "./row-words.js";
import { t as nearest } from "./suggest.js";
import fs from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";
import { isUtf8 } from "node:buffer";

// src/core/facts/declaration.ts
/** A fact that is told without a basis: it is about the recording itself, or about the plan. */
const OWN$1 = [void 0];

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
const number$1 = (doc = "") => field({
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
/** Of a rule by which secrets are recognised. */
const ruleName = form(/^[a-z0-9][a-z0-9-]{0,59}$/, "the name of a rule");
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
			...OWN$1
		],
		fields: {
			commit: optional(commitId("whose attempts these are; absent where there is none")),
			store: optional(foreign("the folder that was asked, or the repository")),
			attempts: count("of this commit and configuration"),
			noGo: count("those of them that were a NO-GO"),
			unread: count("executions there that could not be read"),
			unreadWhy: optional(foreignHead(500, "which of them is the first, and why")),
			fleeting: mark("the store ends with this machine or this job"),
			trouble: optional(foreignHead(500, "why they could not be asked for"))
		}
	}
};

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
/** So much is judged in one go. */
const PIECE$1 = 65536;
/** Reads the attachments of a bundle in pieces; a piece is good until the next one is asked for. */
function attachmentsOf(bundle) {
	return { *read(file) {
		const full = path.join(bundle, BUNDLE.data, file);
		if (!file.startsWith("gates/") || !isPlainPath(file) || !fs.lstatSync(full).isFile()) throw new Error(`${file}: is no file of the bundle`);
		const fd = fs.openSync(full, "r");
		try {
			const buffer = Buffer.allocUnsafe(PIECE$1);
			for (let n = fs.readSync(fd, buffer); n > 0; n = fs.readSync(fd, buffer)) yield buffer.subarray(0, n);
		} finally {
			fs.closeSync(fd);
		}
	} };
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
/** What a field holds, in the words of a message. */
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
		doc: "What a `change` gate compares. The list of files is the attachment whose role is `changes`, as git wrote it.",
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

// src/core/facts/shared.ts
/** Which process it was; absent where none was seen. */
const process = {
	pid: optional(count()),
	start: optional(foreign("the system’s own start time"))
};
/** How a process ended of itself. */
const ending$1 = {
	exit: optional(whole("exit code")),
	signal: optional(signalName("that ended it"))
};
/** How a command ended: one of these stands. */
const ended = {
	...ending$1,
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
	folder: optional(foreign("its working directory, where that is not there")),
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
		"changes",
		"answers"
	])),
	run: optional(count("of which run, from 1")),
	cycle: optional(count("of which cycle, from 1")),
	place: optional(word(["gate-dir", "working-directory"], "where it was found")),
	patterns: optional(list(foreign(), "those of the configuration that name it")),
	earlier: mark("it lay there, unchanged, before the run of the tests, or before the execution where somebody else wrote it"),
	twinAt: optional(whole("when that was written which lay under its name with its very bytes before the run, ms of wall clock since the execution started")),
	committed: mark("the commit that the execution began with has it, with these bytes"),
	artifact: optional(foreign("name of the artifact of this workflow run that brought it, with these bytes")),
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
	withheld: mark("it held a secret: a line that says so stands in its place")
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
		basis: OWN$1,
		fields: { expected: operands("exactly what must be observed, equal to the plan’s") }
	},
	control: {
		doc: "The judge asked for something, and was granted it. A rollout that must not go on asks for `abort`.",
		gate: "required",
		basis: OWN$1,
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
		basis: OWN$1,
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
			at: optional(number$1("its time, ms")),
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
			at: optional(number$1("the time of evaluation, ms by the clock of Prometheus")),
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
		basis: OWN$1,
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
		basis: OWN$1,
		fields: {
			stage: count("from 0"),
			at: number$1("when its command ended, ms by the clock of Prometheus")
		}
	},
	between: {
		doc: "A job does a later stage: how much lies between the job before and now. Its samples carry `between` and that stage.",
		gate: "required",
		basis: OWN$1,
		fields: {
			stage: count("the stage before"),
			looks: count()
		}
	},
	rollback: {
		doc: "A rollback begins; its commands are the steps `rollback-1`, … After `resumed` it begins again, and counts alone.",
		gate: "required",
		basis: OWN$1,
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
		basis: OWN$1,
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
/** The records that are put back where something changes them while gates run. */
const RESTORED = [
	"data/observations.jsonl",
	"data/plan.json",
	"data/config/gates.yml"
];
/** Facts of the whole execution. */
const RECORDING_FACTS = {
	"execution.started": {
		doc: "The first line.",
		gate: "absent",
		basis: OWN$1,
		fields: {
			executionId: executionId("names the execution"),
			at: wallTime("when it began"),
			repository: optional(foreign("in Actions: owner/name")),
			...run$1,
			withheld: optional(list(environmentName(), "secrets and credentials that are set, and that no command is given unless an `env` names them")),
			call: optional(sha256("in Actions: of what tells a call of a reusable workflow from others of its run")),
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
		basis: OWN$1,
		fields: {
			name: environmentName("of the secret"),
			why: optional(word(["unset", "short"], "absent before judge 6"))
		}
	},
	part: {
		doc: "The evidence of the stage before, which the bundle holds.",
		gate: "absent",
		basis: OWN$1,
		fields: {
			path: word(["data/parts/1"], "where it lies"),
			executionId: executionId("of the stage before"),
			head: sha256("of its last seal"),
			plan: sha256("of its plan.json"),
			commit: optional(commitId()),
			...run$1
		}
	},
	artifact: {
		doc: "An artifact of this workflow run that brings files to a gate, fetched before the first one.",
		gate: "absent",
		basis: ["file"],
		fields: {
			name: foreign("of the artifact"),
			id: optional(foreign("its number")),
			digest: optional(sha256("of its bytes, as the artifact service says and as they came")),
			files: optional(count("that it holds")),
			trouble: optional(foreignHead(500, "why it could not be fetched"))
		}
	},
	leak: {
		doc: "A secret was found: the value of one that the plan names (`secret`), or what its form tells (`rule`).",
		gate: "required",
		basis: OWN$1,
		fields: {
			secret: optional(environmentName("of the secret")),
			rule: optional(ruleName("that recognised it")),
			example: mark("the value is one that documentation shows, or of this machine alone"),
			file: optional(redactedFile("of the bundle, where it stood")),
			path: optional(foreign("the name by which the user knows the file")),
			line: count("from 1"),
			column: optional(count("from 1")),
			withheld: mark("the file is not in the bundle")
		}
	},
	scan: {
		doc: "A look for secrets in files outside of the evidence.",
		gate: "required",
		basis: ["file"],
		fields: {
			glob: foreign("as in the configuration"),
			files: count("that were read to their end"),
			bytes: bytes("of them"),
			unread: optional(list(foreign(), "files that could not be read; the first 20")),
			left: optional(count("files that were not looked at: the time was up")),
			linksOut: optional(list(foreign(), "linked folders that lead out of the checkout; the first 20")),
			trouble: optional(foreignHead(500, "why nothing could be looked at"))
		}
	},
	clock: {
		doc: "The wall clock jumped.",
		gate: "absent",
		basis: OWN$1,
		fields: {
			jumpMs: whole("by which wall time ran ahead of the monotonic clock since the last seal; less than 0: behind"),
			seal: optional(count("the `seq` of that which showed it"))
		}
	},
	"recorder.late": {
		doc: "A seal came late: the machine, or work of our own, kept the program from recording.",
		gate: "absent",
		basis: OWN$1,
		fields: {
			ms: count("after the oldest line that it covers; beyond 1000"),
			seal: count("its `seq`")
		}
	},
	"record.restored": {
		doc: "Something that ran removed or replaced a record of this execution, and it was put back.",
		gate: "absent",
		basis: OWN$1,
		fields: {
			file: word(RESTORED),
			during: optional(planId("the gate that ran when it was seen"))
		}
	},
	neighbour: {
		doc: "Another execution went on in the same checkout at the same time.",
		gate: "absent",
		basis: OWN$1,
		fields: { executionId: executionId("of the other one") }
	},
	interrupted: {
		doc: "A signal asked the execution to end.",
		gate: "absent",
		basis: OWN$1,
		fields: { signal: signalName() }
	},
	resumed: {
		doc: "Another process takes the execution up, because it owes a rollback.",
		gate: "absent",
		basis: OWN$1,
		fields: { removedBytes: bytes("of a torn line") }
	},
	"execution.ended": {
		doc: "The last fact; only the final seal follows.",
		gate: "absent",
		basis: OWN$1,
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
			why: foreign(),
			trouble: mark("there was one, and it can not be compared with: that blocks, whatever the configuration says of none")
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
			twinAt: optional(ms("when that was written which lay under its name with its very bytes before the run, of wall clock since the execution started")),
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
			...ending$1,
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
			...ending$1,
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
			ms: optional(ms("from `t` until nothing of it was left; no fact of before judge 6 has it")),
			stillReady: optional(flag("its `ready` probe held all the same")),
			killed: list(record(named)),
			left: list(record({
				pid: count(),
				start: foreign()
			}), "what could not be ended"),
			...ending$1,
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
			...ending$1,
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

// src/core/facts/told.ts
/** What became of a file between two commits; of one that was moved, two names are told. */
const FATES = [
	"added",
	"removed",
	"changed"
];
/** What a trusted job asks GitHub about evidence of another one: an execution that decides holds these facts, and no other one. */
const TOLD_FACTS = {
	"attempt.accepted": {
		doc: "The evidence is of an earlier attempt of its run, and no job that ran when it was uploaded was started again since.",
		gate: "absent",
		basis: ["github-api"],
		fields: {
			attempt: count("that left the evidence"),
			uploadedAt: wallTime("when the evidence was uploaded"),
			beganAt: wallTime("when the attempt began that decides"),
			jobs: list(record({
				name: foreign("of the job"),
				startedAt: wallTime("its last start"),
				completedAt: optional(wallTime("absent while it runs"))
			}), "that ran when it was uploaded")
		}
	},
	"artifact.told": {
		doc: "GitHub was asked for an artifact that brought files to a gate.",
		gate: "absent",
		basis: ["github-api"],
		fields: {
			name: foreign("of the artifact"),
			id: foreign("its number, as it was recorded"),
			digest: optional(sha256("of its bytes; absent where the run has no such artifact")),
			trouble: optional(foreignHead(500, "why it could not be asked for"))
		}
	},
	"change.told": {
		doc: "GitHub was asked to compare the commits that a `change` gate compared.",
		gate: "required",
		basis: ["github-api"],
		fields: {
			base: commitId("as it was recorded"),
			head: commitId("as it was recorded"),
			mergeBase: optional(commitId("the commit at which they parted, as GitHub knows it")),
			held: optional(flag("whether what the base means now has that commit; absent where GitHub does not know the base")),
			files: optional(list(record({
				name: foreign(),
				fate: word(FATES)
			}), "what differs; absent where GitHub lists no more than a part of it")),
			trouble: optional(foreignHead(500, "why it was not compared"))
		}
	},
	"baseline.told": {
		doc: "GitHub was asked for the last GO with which a `classification` gate compares.",
		gate: "required",
		basis: ["github-api"],
		fields: {
			executionId: optional(executionId("that decided")),
			runId: optional(foreign("of its run")),
			head: optional(sha256("of its last seal, as its check run says")),
			artifact: optional(sha256("of the artifact that holds its evidence")),
			files: optional(list(sha256(), "of its decision and of the results of the gate")),
			none: optional(foreignHead(500, "why there is none")),
			trouble: optional(foreignHead(500, "why nobody can tell"))
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
	...CHANGE_FACTS,
	...TOLD_FACTS
};
const BY_TYPE = new Map(Object.entries(FACTS));
/** The declaration of a type; undefined for one that no execution records. */
function declarationOf(type) {
	return BY_TYPE.get(type);
}

// src/evidence/canonical.ts
/** Deeper values are left to the slow way. */
const DEEPEST = 50;
/**
* The object of a line. A line has one form, what JSON.stringify makes of it: so a key stands once, and no white space, number
* or escape can be written in two ways. @returns what is wrong, in words.
*/
function objectOf(line) {
	let value;
	try {
		value = JSON.parse(line);
		if (JSON.stringify(value) !== line) return "not in the form that a recorder writes";
	} catch {
		return "not JSON";
	}
	return isObject(value) ? value : "not an object";
}
/**
* The same of many lines at once, which takes two thirds of the time: their text is read for what JSON.stringify could have written
* in another way, instead of being written again.
* @param text so many lines, without the last newline
* @returns undefined where one is not of the one form, or where that can't be told so quickly
*/
function objectsOf(text, lines) {
	const keys = keysIn(text);
	if (keys === void 0) return void 0;
	let values;
	try {
		values = JSON.parse(`[${text.replaceAll("\n", ",")}]`);
	} catch {
		return;
	}
	if (values.length !== lines || !values.every(isObject)) return void 0;
	return values.reduce((sum, value) => sum + keysOf(value), 0) === keys ? values : void 0;
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** How many keys a value has at all its levels. */
function keysOf(value) {
	let keys = 0;
	if (Array.isArray(value)) {
		for (const item of value) if (typeof item === "object" && item !== null) keys += keysOf(item);
		return keys;
	}
	for (const key in value) {
		keys++;
		const item = value[key];
		if (typeof item === "object" && item !== null) keys += keysOf(item);
	}
	return keys;
}
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const BACKSLASH = 92;
const SURROGATES = 55296;
/** What may be escaped by one letter, and then is. */
const ESCAPED = new Set(Array.from("\"\\bfnrt", (letter) => letter.charCodeAt(0)));
/**
* The keys in the JSON values of a text, one value a line, counted; undefined where JSON.stringify may have written them in another way.
* It asks for the form alone: what is no JSON is left to JSON.parse.
*/
function keysIn(text) {
	let keys = 0;
	let depth = 0;
	for (let at = 0; at < text.length;) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) {
			const end = endOfString(text, at);
			if (end === void 0) return void 0;
			if (text.charCodeAt(end) === COLON) {
				if (isDigit(text.charCodeAt(at + 1))) return void 0;
				keys++;
			}
			at = end;
		} else if (isDigit(code) || code === MINUS) {
			const end = endOfNumber(text, at);
			if (end === void 0) return void 0;
			at = end;
		} else {
			if (code === 123 || code === 91) depth++;
			else if (code === 125 || code === 93) depth--;
			else if (code <= 32 && (code !== 10 || depth !== 0)) return void 0;
			if (depth > DEEPEST) return void 0;
			at++;
		}
	}
	return keys;
}
/** Where a string ends that begins at this place. */
function endOfString(text, start) {
	for (let at = start + 1;; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) return at + 1;
		if (code === BACKSLASH && ESCAPED.has(text.charCodeAt(at + 1))) at++;
		else if (code === BACKSLASH || !(code >= 32 && code < SURROGATES)) return void 0;
	}
}
/** Where a number ends that begins at this place. Of 15 digits a double keeps each; six after the point take no exponent. */
function endOfNumber(text, start) {
	const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
	const point = endOfDigits(text, first);
	const isZero = text.charCodeAt(first) === ZERO;
	if (isZero && point - first > 1) return void 0;
	const isWhole = text.charCodeAt(point) !== POINT;
	const end = isWhole ? point : endOfDigits(text, point + 1);
	const isOdd = isWhole ? isZero && first > start : text.charCodeAt(end - 1) === ZERO || end - point > 7 || end - first > 16;
	const hasExponent = (text.charCodeAt(end) | 32) === 101;
	return isOdd || hasExponent || point - first > 15 ? void 0 : end;
}
function endOfDigits(text, start) {
	let at = start;
	while (isDigit(text.charCodeAt(at))) at++;
	return at;
}
function isDigit(code) {
	return code >= ZERO && code <= NINE;
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
/** Read in one go, in bytes: what was read is still in the processor's cache when it is parsed and hashed. */
const PIECE = 1 << 17;
/** Reads a file piece by piece and hands on its whole lines, block by block, in constant memory. @throws when it can't be read. */
function* readingLines(path, onLines) {
	const buffer = Buffer.allocUnsafe(MAX_LINE);
	const fd = fs.openSync(path, "r");
	let kept = 0;
	try {
		for (;;) {
			const got = fs.readSync(fd, buffer, kept, Math.min(PIECE, buffer.length - kept), null);
			if (got === 0) return {
				tornBytes: kept,
				tooLong: kept === buffer.length
			};
			const filled = kept + got;
			const end = buffer.subarray(0, filled).lastIndexOf(10) + 1;
			if (end > 0) yield* onLines(buffer, end);
			buffer.copyWithin(0, end, filled);
			kept = filled - end;
			yield;
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
/** A time as `toISOString` writes it. The pattern knows how long each month is; only a 29 February is looked up. */
const WALL_TIME = String.raw`\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31|(02-29))` + String.raw`T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z`;
const SHA256 = "[0-9a-f]{64}";
/** What `sealText` gives, and nothing else. */
const SEAL = new RegExp(`^\\{"seq":([1-9]\\d{0,14}),"type":"seal","at":"(${WALL_TIME})","sha256":"(${SHA256})","prev":"(${SHA256})"(,"final":true)?\\}$`);
/** A line as a seal, without its newline; undefined when it is not exactly of the one form. Of every few lines one is a seal: this is quick. */
function parseSeal(line) {
	const [, seq, at = "", leapDay, sha256 = "", prev = "", final] = SEAL.exec(line) ?? [];
	if (seq === void 0 || leapDay !== void 0 && !isDay(at.slice(0, 10))) return void 0;
	return {
		seq: Number(seq),
		at,
		sha256,
		prev,
		final: final !== void 0
	};
}

// src/evidence/reader.ts
/** So many lines are parsed, and checked, in one go. */
const LINES = 64;
/** More problems than this are only counted. */
const MAX_PROBLEMS = 50;
/**
* Streams a recording and checks every line against the seals, in constant memory. Every line that has the shape of an
* observation is handed on, also after a problem, so that everything that is off can be named in one go.
*/
function readObservations(path, planSha256, onObservation, options = {}) {
	return atOnce(readingObservations(path, planSha256, onObservation, options));
}
/** The same, piece by piece. */
function* readingObservations(path, planSha256, onObservation, options = {}) {
	const check = new SealCheck(planSha256, onObservation, options);
	try {
		const { tornBytes, tooLong } = yield* readingLines(path, (buffer, end) => check.block(buffer, end));
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
	/** What the last observation left to do. */
	left;
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
	*block(buffer, end) {
		const allUtf8 = isUtf8(buffer.subarray(0, end));
		let unhashed = 0;
		let start = 0;
		while (start < end) {
			const stops = newlines(buffer, start, end);
			const objects = allUtf8 ? objectsOf(buffer.toString("utf8", start, stops.at(-1)), stops.length) : void 0;
			let i = 0;
			for (const stop of stops) {
				this.lines++;
				if (!allUtf8 && !isUtf8(buffer.subarray(start, stop))) this.object("not UTF-8");
				const value = objects?.[i++] ?? objectOf(buffer.toString("utf8", start, stop));
				const seal = this.line(value) ? this.sealIn(buffer.toString("utf8", start, stop)) : void 0;
				if (this.left) yield* this.left;
				this.left = void 0;
				if (seal) {
					const digest = this.digest(buffer.subarray(unhashed, start));
					unhashed = stop + 1;
					this.seal(seal, digest, buffer.subarray(start, unhashed), this.bytes + unhashed);
				}
				start = stop + 1;
			}
			yield;
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
	/** Takes the object of a line, or what is wrong with it. @returns whether it calls itself a seal */
	line(value) {
		if (typeof value === "string") {
			this.seq++;
			this.object(value);
			return false;
		}
		this.number(value["seq"]);
		if (this.lastSeal?.final) this.object("stands after the final seal");
		if (value["type"] === "seal") return true;
		this.observation(value);
		return false;
	}
	sealIn(line) {
		const seal = parseSeal(line);
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
		this.left = this.onObservation(o);
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
/** Where the next lines end, at most `LINES` of them. */
function newlines(buffer, start, end) {
	const found = [];
	for (let from = start; from < end && found.length < LINES;) {
		const stop = buffer.indexOf(10, from);
		found.push(stop);
		from = stop + 1;
	}
	return found;
}

// src/report/collect.ts
/** Gathers, while observations pass by, what the renderings tell. Memory grows with gates, files and steps, not with checks. */
var OutcomeCollector = class {
	started;
	source;
	part;
	history;
	attempts = [];
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
			case "attempt":
				this.attempts.push(o);
				break;
			case "history":
				this.history ??= o;
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
				...this.part && { part: this.part },
				...this.history && {
					history: this.history,
					attempts: this.attempts
				}
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
/** Below this the files of a part lie. */
const IN_PART = "data/parts/1/";
/** What is shown of an execution that decides upon another one: what that one observed, and when, and the decision that is this one's. */
function decidedUpon(observed, own) {
	const { part, history, attempts = [] } = own.facts;
	return {
		...observed,
		plan: own.plan,
		decision: own.decision,
		executionId: own.executionId,
		head: own.head,
		finishedAt: own.finishedAt,
		facts: {
			...observed.facts,
			...part && { observed: part },
			...history && {
				history,
				attempts
			}
		},
		files: [...observed.files.map((file) => ({
			...file,
			path: `${IN_PART}${file.path}`
		})), ...own.files]
	};
}
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
		...typeof o["folder"] === "string" && { folder: o["folder"] },
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
/** Why a gate did not run that the evidence stopped: what is wrong is said once, by the evidence. */
function notRunFor({ verdict }) {
	return `not run: ${EVIDENCE_GATE} ${verdict}`;
}
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
		reasons: nothingRan(judgements) ?? [...[...failed, ...unclear].toSorted((a, b) => Number(b.urgent !== void 0) - Number(a.urgent !== void 0)).map(({ gate, verdict, reason }) => `${gate} ${verdict}: ${reason}`), ...judged ? [] : [nothingJudged(judgements)]],
		partial: plan.partial,
		totals: totalsOf(judgements),
		judgements
	};
}
/** The one reason where the evidence stopped the execution before the first gate. */
function nothingRan(judgements) {
	const evidence = judgements.find(({ gate }) => gate === EVIDENCE_GATE);
	const others = judgements.filter(({ gate }) => gate !== EVIDENCE_GATE);
	if (!evidence || others.length === 0 || !others.every(({ reason }) => reason === notRunFor(evidence))) return void 0;
	return [`Nothing ran: ${evidence.reason}`];
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

// src/verdict/ends.ts
const REASONS = [
	"completed",
	"stopped",
	"timeout",
	"cancelled",
	"not-ready",
	"crashed"
];
/** What `gate.ended` tells; undefined for one without a known reason. */
function endOfGate({ reason, detail }) {
	const known = REASONS.find((one) => one === reason);
	return known && {
		reason: known,
		detail: typeof detail === "string" ? detail : void 0
	};
}
/** @param finished `execution.ended`; without it the execution broke off. @param interrupted the signal that asked for the end */
function endOfExecution(finished, interrupted) {
	const reason = finished?.["reason"];
	const signal = interrupted?.["signal"];
	return {
		reason: reason === "completed" ? "completed" : reason === "interrupted" ? "cancelled" : "crashed",
		detail: typeof signal === "string" ? signal : void 0
	};
}

// src/verdict/left-behind.ts
/** So many commands are named; a gate may run thousands. */
const NAMED$1 = 5;
/** Commands whose processes outlived them, and were ended: what a deployment started in the background does not run any more. */
var LeftBehind = class {
	told = [];
	more = 0;
	step(o) {
		if (o.type !== "step" || o["leftovers"] === void 0 || o["aborted"] === true || o["timedOut"] === true) return;
		const count = countOf(o, "leftovers");
		if (count === 0) return;
		if (this.told.length >= NAMED$1) this.more++;
		else {
			const left = count === 1 ? "1 process" : `${count} processes`;
			this.told.push({
				title: "Command",
				message: `${stringOf(o, "name")} left ${left} running when it ended; ended as well`,
				seq: o.seq
			});
		}
	}
	findings() {
		const more = this.more === 0 ? [] : [{
			title: "Command",
			message: `${this.more} more commands left processes, which were ended`
		}];
		return [...this.told, ...more];
	}
};

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
				seq: o.seq,
				note: true
			});
		}
	}
	/** What was left of a service that was restarted, or of the stack: ended by us, and said. Cycles judge their own. */
	leftovers(o) {
		if (this.services.size > 0 && o["cycle"] === void 0) this.notes.push(...leftBehind(o, [...this.services.values()]));
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
			words: text,
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
		text: `${service} shares its port with another process: ${detail}`
	} : {
		verdict: "failed",
		text: `${service} lost its port to another process: ${detail}`
	};
}
function causeInWords(o, cause, { run, ready }) {
	const code = typeof o["code"] === "string" ? ` (${o["code"]})` : "";
	const detail = typeof o["detail"] === "string" && o["detail"] !== "" ? `: ${o["detail"]}` : "";
	switch (cause) {
		case "not-executable": return `could not be executed${code}${detail}${run === void 0 ? "" : `: ${run.trim()}`}`;
		case "port-taken": return `could not start: its port is in use${detail}`;
		case "absent": return `is not there: it never answered${last(o)}`;
		case "exited": return `ended before it was ready${ending(o)}${o["exit"] === 0 ? FOREGROUND : ""}${detail}`;
		default: return `was not ready${within(ready)}${last(o)}`;
	}
}
function within(ready) {
	return ready ? ` within ${formatDuration(ready.timeoutMs)}` : " in time";
}
/** What the last look at it saw. Where nothing was asked, or words are missing, there is but a code. */
function last(o) {
	const { code, detail } = o;
	if (typeof detail === "string" && detail !== "") return `: ${detail}`;
	return typeof code === "string" ? `: ${troubleOf$1(code)}` : "";
}
function ending(o) {
	if (typeof o["signal"] === "string") return `, by ${o["signal"]}`;
	return typeof o["exit"] === "number" ? `, exit code ${o["exit"]}` : "";
}

// src/core/withheld.ts
/**
* The names that a command of its own `env` was not given, of those that are withheld from all: an `env` hands one on under its own
* name, or as the value of another.
*/
function stillWithheld(names, env) {
	const given = env.flatMap((one) => Object.entries(one));
	return names.filter((name) => given.every(([key, value]) => key !== name && !mentions(value, name)));
}
function mentions(value, name) {
	return [...value.matchAll(/\$\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}/g)].some(([, found]) => found === name);
}

// src/verdict/withheld.ts
/** So many variables are named. */
const NAMED = 10;
/** Which variables the commands and services of a gate were not given, where one of them ended badly: it may have needed one. */
var Withheld = class {
	gate;
	plan;
	/** Services, and '' for commands of the gate, by the observation that tells of the first bad end. */
	ended = /* @__PURE__ */ new Map();
	constructor(gate, plan) {
		this.gate = gate;
		this.plan = plan;
	}
	step(o) {
		const whose = endedBadly(o);
		if (whose !== void 0 && !this.ended.has(whose)) this.ended.set(whose, o);
	}
	/** @param started `execution.started` */
	findings(started) {
		if (started?.["withheld"] === void 0) return [];
		const names = listOf(started, "withheld").map(String);
		return [...this.ended].flatMap(([whose, { seq }]) => {
			const own = whose === "" ? this.gate.env : this.plan.services.find(({ id }) => id === whose)?.env;
			const withheld = stillWithheld(names, [this.plan.env, own ?? {}]);
			return withheld.length === 0 ? [] : [{
				title: "Environment",
				message: inWords(whose, withheld),
				seq,
				note: true
			}];
		});
	}
};
function endedBadly(o) {
	if (o.type === "step") return o["exit"] === 0 || o["aborted"] === true ? void 0 : "";
	return o.type === "service.exited" || o.type === "service.failed" && o["external"] !== true ? stringOf(o, "service") : void 0;
}
function inWords(whose, names) {
	const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
	const named = `${names.slice(0, NAMED).join(", ")}${more}`;
	return `${whose === "" ? "its commands were" : `${whose} was`} not given ${named}, which may hold secrets: what is needed goes into \`env\``;
}

// src/verdict/waivers.ts
/** No more names are compared with each other to find the one that was meant. */
const MOST_GUESSED = 100;
/**
* Waives rows of a gate by their exact names. Only `failed` is waived: what could not be found out stays blocked. A known failure
* that passes now fails the gate: its waiver would hide the next one.
* @param known names that the gate's kind has dealt with: they are no rows
* @param builtIn rows that can't be waived by their name: their findings have ids
* @param held why no row can be waived by its name; undefined where they can
* @param ids what findings of the gate are about: a name that was meant may be among them
* @param today UTC date of the execution; undefined where it is not known, so that nothing is waived
*/
function waiveRows(criteria, waivers, { known, builtIn, held, ids }, today) {
	const entries = waivers.flatMap((waiver) => waiver.match.filter((name) => !known.has(name)).map((name) => ({
		waiver,
		name,
		row: plainName(name)
	})));
	const guessed = entries.length <= MOST_GUESSED ? ids.slice(0, MOST_GUESSED) : [];
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
		if (rows.length === 0) return say([waiverFinding(waiver, name, `names neither a test nor a row of this gate${insteadOf(row, guessed)}`)]);
		if (held !== void 0) return say([waiverFinding(waiver, name, held)]);
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
function insteadOf(name, ids) {
	const near = nearest(name, ids);
	return near === void 0 ? ": it can go" : `; did you mean "${near}"?`;
}
function staleRow(names) {
	if (names.length === 0) return [];
	return [{
		name: "waivers",
		target: "every known failure still fails",
		measured: `passing now: ${names.join(", ")}`,
		words: `waived, but passing now: ${names.join(", ")}`,
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
	leftBehind = new LeftBehind();
	withheld;
	context;
	broken;
	constructor(judge, table, context) {
		this.gate = context.gate;
		this.plan = context.plan;
		this.table = table;
		this.context = context;
		this.services = new ServiceFold(context.plan.services.filter(({ id }) => context.gate.services.includes(id)));
		this.withheld = new Withheld(context.gate, context.plan);
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
			this.leftBehind.step(o);
			this.withheld.step(o);
			this.fold?.step(o);
		});
	}
	/** Streams the rows of an attachment into the fold when its kind judges that file. `read` gives the file's bytes. */
	*reading(o, read) {
		try {
			const parser = this.fold?.reads?.(o);
			if (!parser) return;
			for (const bytes of read()) {
				this.rows(o, parser.push(bytes));
				yield;
			}
			this.rows(o, parser.end());
		} catch (error) {
			this.breakBy(error);
		}
	}
	wants() {
		return this.broken === void 0 ? this.guarded(() => this.fold?.wants()) : void 0;
	}
	pending() {
		return this.guarded(() => this.fold?.pending?.());
	}
	/** What no run records of it. @param ended `gate.ended` */
	misfits(ended) {
		return this.guarded(() => this.fold?.misfits?.(ended)) ?? [];
	}
	judgement(end, detail) {
		const assessed = this.guarded(() => this.fold?.assessment(end)) ?? NOTHING;
		const missing = this.broken ?? assessed.missing;
		const criteria = causesFirst([
			...assessed.urgent ?? [],
			...this.services.criteria(),
			...endCriteria(this.gate, end, detail),
			...assessed.defaults,
			...this.completeness(missing, assessed.defaults),
			...this.criteria(assessed, missing)
		]);
		const rows = this.waive(criteria, assessed);
		const findings = [
			...this.services.findings(),
			...assessed.findings,
			...this.leftBehind.findings(),
			...rows.findings,
			...this.notGiven(rows.criteria)
		];
		const urgent = assessed.urgent?.filter(({ verdict }) => verdict !== "passed") ?? [];
		const waived = [...assessed.waivers?.waived ?? [], ...rows.waived];
		const { counts, measurements, changeset } = assessed;
		return conclude(this.gate, this.plan, rows.criteria, {
			counts,
			measurements,
			findings,
			...urgent.length > 0 && { urgent },
			...waived.length > 0 && { waived },
			...changeset && this.broken === void 0 && { changeset }
		});
	}
	/** What its commands and services may have missed, where the gate did not pass. */
	notGiven(criteria) {
		return criteria.some(({ verdict }) => verdict === "failed" || verdict === "blocked") ? this.withheld.findings(this.context.fact("execution.started")) : [];
	}
	/** Waives rows by name; names that the kind knows as its own (tests) are no rows. */
	waive(criteria, { waivers, findings }) {
		const own = this.plan.waivers.filter(({ gate }) => gate === this.gate.id);
		const names = own.flatMap(({ match }) => match);
		const unknown = new Set(waivers?.unknown);
		const known = waivers ? names.filter((name) => !unknown.has(name)) : [];
		const builtIn = waivers ? this.gate.defaults.map(({ name }) => name) : [];
		const at = this.context.fact("execution.started")?.["at"];
		return waiveRows(criteria, own, {
			known: new Set(known),
			builtIn: new Set(builtIn),
			held: waivers?.held,
			ids: findings.map(({ title }) => title)
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
			target: "nothing missing",
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
			this.breakBy(error);
			return;
		}
	}
	breakBy(error) {
		this.broken ??= error instanceof Error ? error.message : String(error);
	}
};
/** The rows that only follow from another one stand after it, so that the first that is bad names the cause. */
function causesFirst(rows) {
	const [causes, others] = [rows.filter(({ follows }) => !follows), rows.filter(({ follows }) => follows)];
	return [...causes, ...others].map(({ follows: _follows, ...row }) => row);
}
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
	const row = (target, measured, words = measured) => [{
		name: "ended by itself",
		target,
		measured,
		words,
		verdict: "blocked"
	}];
	const because = detail === void 0 ? "" : `: ${detail}`;
	const limit = formatDuration(gate.timeoutMs ?? 0);
	switch (end) {
		case "timeout": return row(`within ${limit}`, `timed out${because}`, `stopped after its timeout of ${limit}${because}`);
		case "not-ready": return [{
			name: "services ready",
			target: "before the gate",
			measured: "not ready, so the gate did not run",
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
	return `${rowInWords(first)}${more}${policy}`;
}

// src/verdict/deciding.ts
/** What only GitHub tells: in the evidence of a job that had no token it is made up. */
const TOLD_BY_GITHUB = "github-api";
/** Facts about the recording itself, which tell nothing of the gates. */
const OWN = /* @__PURE__ */ new Set([
	"execution.started",
	"part",
	"execution.ended"
]);
/**
* The fold of an execution that decides: its gates were observed by another one, whose evidence is its part. They count as they are judged
* there, but for the gates that ask for what only a trusted job can tell, and the one over the evidence: these are judged again over the
* facts of the part, followed by what is recorded here.
*/
var DecidingFold = class {
	inconsistencies = [];
	plan;
	registry;
	part;
	own = [];
	judgements;
	reopened = /* @__PURE__ */ new Map();
	/** Facts that GitHub is asked for because of what was observed, by what they are about. */
	due = /* @__PURE__ */ new Map();
	/** The first fact of each type that the gates may ask for. */
	facts = /* @__PURE__ */ new Map();
	/** @param part what the execution that observed left */
	constructor(plan, registry, part) {
		this.plan = plan;
		this.registry = registry;
		this.part = part;
		this.judgements = new Map(part.judgements.map((judgement) => [judgement.gate, judgement]));
	}
	/** Takes the next observation. What it amounts to is told once all are there. */
	step(o) {
		const before = this.own.at(-1);
		if (before === void 0 !== (o.type === "execution.started")) this.object(o, `${o.type} has not its place at the beginning`);
		if (before?.type === "execution.ended") this.object(o, "nothing may follow execution.ended");
		if (o.type === "part") this.checkPart(o);
		if (o.gate !== void 0 && o.gate !== "evidence" && o.basis !== TOLD_BY_GITHUB) this.object(o, "where it is decided nothing is observed of a gate but what GitHub tells");
		this.own.push(o);
	}
	/** Its own facts name no file that is judged here. */
	reading = void 0;
	/** The decision over all gates. */
	decision() {
		const [ended] = this.own.filter(({ type }) => type === "execution.ended");
		if (ended && !this.own.some(({ type }) => type === "part")) this.object(ended, "the evidence of the execution that observed is missing");
		this.replay();
		for (const o of this.own) this.add(o);
		if (ended) this.checkAsked(ended);
		for (const [id, { fold, end }] of this.reopened) if (end) this.judgements.set(id, fold.judgement(end.reason, end.detail));
		return decide(this.plan, this.plan.gates.map(({ id }) => this.judgements.get(id)).flatMap(unnumbered));
	}
	/** What was observed, but for what is told here anew. */
	replay() {
		const anew = new Set(this.own.map(({ type }) => type).filter((type) => !OWN.has(type)));
		for (const gate of this.plan.gates) if (gate.kind === "evidence") this.open(gate);
		for (const o of this.own) if (!OWN.has(o.type) && !this.facts.has(o.type)) this.facts.set(o.type, o);
		const isOld = (o) => o.basis === TOLD_BY_GITHUB || o.gate === void 0 && anew.has(o.type);
		this.part.replay((o, read) => {
			if (!isOld(o)) this.observed(o, read);
		});
	}
	observed(o, read) {
		if ((o.gate === void 0 || o.gate === "evidence") && !this.facts.has(o.type)) this.facts.set(o.type, o);
		if (o.type === "gate.started") this.start(o);
		if (o.type === "control" || /^(?:gate|after)\./.test(o.type)) return this.end(o);
		const gate = this.reopened.get(o.gate ?? "evidence");
		gate?.fold.step(o);
		const due = dueOf(o);
		if (due !== void 0) this.due.set(due, o);
		if (gate && o.type === "attachment") atOnce(gate.fold.reading(o, read));
		if (gate && o.type === "execution.ended") gate.end = endOfExecution(o, this.facts.get("interrupted"));
	}
	start(o) {
		const gate = this.plan.gates.find(({ id }) => id === o.gate);
		if (gate && this.toldOf(gate).length > 0) this.open(gate);
	}
	end(o) {
		const gate = this.reopened.get(o.gate ?? "");
		if (gate && o.type === "gate.ended") gate.end = endOfGate(o);
	}
	toldOf({ kind, spec }) {
		return this.registry[kind]?.spec.told?.(spec) ?? [];
	}
	open(gate) {
		const kind = this.registry[gate.kind];
		if (!kind?.judge) throw new Error(`no judge for gates of kind "${gate.kind}"`);
		const fold = new GateFold(kind.judge, kind.spec.measurements(gate.spec), {
			gate,
			plan: this.plan,
			upstream: (id) => this.judgements.get(id),
			fact: (type) => this.facts.get(type)
		});
		this.reopened.set(gate.id, {
			fold,
			isOfAll: gate.kind === EVIDENCE_GATE,
			told: this.toldOf(gate),
			end: void 0
		});
	}
	/** What is told here, of a gate that was observed to its end, or of all. */
	add(o) {
		if (OWN.has(o.type)) return;
		const gate = this.reopened.get(o.gate ?? "evidence");
		if (gate?.end && (gate.isOfAll || gate.told.includes(o.type))) gate.fold.step(o);
		else this.object(o, `gate "${o.gate ?? "evidence"}" was not observed, or asks for nothing`);
	}
	/** A job of a workflow asks GitHub about whatever GitHub can tell as well, and records that it could not. */
	checkAsked(ended) {
		if (this.own[0]?.["runId"] === void 0) return;
		const told = new Set(this.own.map(toldName));
		for (const [due, { gate }] of this.due) if (!told.has(due) && this.reopened.get(gate ?? "evidence")?.end) this.object(ended, `nobody says what GitHub told: ${due}`);
	}
	checkPart(o) {
		const fact = {
			...this.part.fact,
			seq: o.seq,
			t: o.t
		};
		if (!Object.keys({
			...fact,
			...o
		}).every((key) => fact[key] === o[key]) || this.own.some(({ type }) => type === "part")) this.object(o, "the evidence of the execution that observed is not what is said of it");
		if (this.own[0]?.["runId"] !== void 0 && o["runId"] === void 0) this.object(o, "a run of a workflow decides upon evidence of a run alone");
	}
	object(o, message) {
		this.inconsistencies.push({
			seq: o.seq,
			message
		});
	}
};
/** Of what was observed, the fact that GitHub is asked for. */
function dueOf(o) {
	if (o["trouble"] !== void 0) return void 0;
	if (o.type === "artifact") return toldName({
		...o,
		type: "artifact.told"
	});
	return o.type === "change.base" && o["commit"] !== void 0 && o["head"] !== void 0 ? toldName({
		...o,
		type: "change.told",
		name: void 0
	}) : void 0;
}
/** What a fact of GitHub is about. */
function toldName({ type, gate = "", name }) {
	return `${type} of ${gate}${typeof name === "string" ? name : ""}`;
}
/** What findings point at is in the evidence of the part. */
function unnumbered(judgement) {
	if (!judgement) return [];
	return [{
		...judgement,
		findings: judgement.findings.map(({ seq: _seq, ...finding }) => finding)
	}];
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
			why: `not run: ${need} ${end.judgement.verdict}`
		};
	}
	return { run: true };
}

// src/verdict/execution.ts
/** Facts of files, which are kept when a gate has observed all. */
const KEEPS = /* @__PURE__ */ new Set(["attachment", "file"]);
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
	/** The last fact was of a file. */
	isKeeping = false;
	/** Gates that were stopped while they observed. */
	stopped = /* @__PURE__ */ new Set();
	finished;
	/** What no run records of a gate, unless it was broken off. */
	misfits = [];
	unread;
	/** Facts whose wish came of the reading of their file. */
	ofReading = /* @__PURE__ */ new Set();
	/** Wishes that came of a reading and that nobody answered: an interruption may have ended the reading before. */
	unanswered = [];
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
	/**
	* Takes the next observation. @returns the wish that it caused, to be recorded as a control before anything else. A file that it names is
	* still to be read.
	*/
	step(o) {
		this.readOut();
		if (this.finished) this.object(o, "nothing may follow execution.ended");
		if (o.type === "control") {
			this.control(o);
			return;
		}
		if (this.wanted) this.missControl(o, this.wanted);
		this.wanted = void 0;
		if (o.gate === void 0 || o.gate === "evidence") this.ofExecution(o);
		else this.ofGate(o, o.gate);
		this.wanted = this.newWant();
		this.isKeeping = KEEPS.has(o.type);
		return this.wanted;
	}
	/**
	* The reading of the file that the last observation named, until it is over. The next observation, and the decision, have it read in one go.
	* @returns the wish that it caused
	*/
	get reading() {
		return this.unread;
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
	/** Whether a gate was stopped before it had observed all. */
	wasStopped(id) {
		return this.stopped.has(id);
	}
	/** The judgement of a gate that has ended. */
	judgementOf(id) {
		return this.ended.get(id)?.judgement;
	}
	/** The decision over all gates; those that did not end are blocked. */
	decision() {
		this.readOut();
		this.checkEnd();
		const { reason, detail } = this.wholeEnd();
		const evidence = this.evidence.judgement(reason, detail);
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
		if (o.type === "attachment") this.unread = this.readingFor(this.evidence, o);
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
		if (o.type === "attachment") this.unread = this.readingFor(fold, o);
	}
	*readingFor(fold, o) {
		const before = this.wanted;
		yield* fold.reading(o, () => this.files.read(stringOf(o, "path")));
		this.unread = void 0;
		this.wanted = this.newWant();
		if (this.wanted && this.wanted.because !== before?.because) this.ofReading.add(this.wanted.because);
		return this.wanted;
	}
	missControl(o, { gate, action, because }) {
		const missing = {
			seq: o.seq,
			message: `${gate} asked for "${action}" at seq ${because}, and no control follows`
		};
		if (this.ofReading.has(because)) this.unanswered.push(missing);
		else this.inconsistencies.push(missing);
	}
	readOut() {
		if (this.unread) atOnce(this.unread);
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
		const end = endOfGate(o);
		if (!end) this.object(o, "gate.ended has no known reason");
		if (end?.reason === "stopped" && !this.granted.has(fold.gate.id)) this.object(o, "the gate was stopped, which it had not asked for");
		if (end?.reason === "completed" && this.stopped.has(fold.gate.id)) this.object(o, "the gate was stopped, and did not complete");
		if (end?.reason !== "cancelled") this.inconsistencies.push(...this.unanswered);
		this.unanswered = [];
		this.misfits.push(...fold.misfits(o));
		this.close(o, fold.judgement(end?.reason ?? "crashed", end?.detail));
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
		else {
			this.granted.add(wanted.gate);
			if (!this.isKeeping) this.stopped.add(wanted.gate);
		}
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
		this.inconsistencies.push(...this.misfits, ...this.unanswered);
		if (this.current) this.object(o, `gate "${this.current.gate.id}" never ended`);
		const next = this.next();
		if (next) this.object(o, `gate "${next.gate.id}" neither ran nor was skipped`);
		if (this.wanted) this.object(o, `${this.wanted.gate} asked for "${this.wanted.action}", and no control follows`);
	}
	unfinished(gate, evidence) {
		if (this.current?.gate.id === gate.id) return this.current.judgement(this.wholeEnd().reason === "cancelled" ? "cancelled" : "crashed", this.wholeEnd().detail);
		if (this.granted.has("evidence")) return notRun(gate, this.plan, "skipped", notRunFor(evidence));
		return notRun(gate, this.plan, "blocked", "the run ended before it began");
	}
	wholeEnd() {
		return endOfExecution(this.finished, this.facts.get("interrupted"));
	}
	object(o, message) {
		this.inconsistencies.push({
			seq: o.seq,
			message
		});
	}
};

// src/sources/prometheus/answer.ts
/** Where one time is asked for, and where a span is; each with what the answer can be. */
const INSTANT = {
	path: "/api/v1/query",
	types: ["scalar", "vector"]
};
const RANGE = {
	path: "/api/v1/query_range",
	types: ["matrix"]
};
/** Asks what time it is. */
const TIME = "time()";
const point = tuple$1([number$2(), string()]);
const metric = record$1(string(), string());
/** A native histogram at a time. Each bucket: which of its bounds belong to it, the bounds, the count. */
const histogram = tuple$1([number$2(), object({ buckets: array(tuple$1([
	number$2(),
	string(),
	string(),
	string()
])).optional() })]);
/** A series of native histograms: it has labels, and no number. */
const native = union([object({
	metric,
	histogram
}), object({
	metric,
	histograms: array(histogram)
})]);
/** One that has both is neither. */
const none = never().optional();
const number = object({
	metric,
	value: point,
	histogram: none
});
const numbers = object({
	metric,
	values: array(point),
	histograms: none
});
const success = object({
	status: literal("success"),
	data: discriminatedUnion("resultType", [
		object({
			resultType: literal("scalar"),
			result: point
		}),
		object({
			resultType: literal("vector"),
			result: array(union([number, native.and(object({ value: none }))]))
		}),
		object({
			resultType: literal("matrix"),
			result: array(union([numbers, native.and(object({ values: none }))]))
		})
	]),
	warnings: array(string()).optional(),
	errorType: string().optional(),
	error: string().optional(),
	/** VictoriaMetrics, where some of its storage did not answer. */
	isPartial: boolean().optional()
});
const failure = object({
	status: literal("error"),
	errorType: string(),
	error: string()
});
/** What an exchange amounts to. @param types of result that the question can have */
function answerOf({ status, code, detail = "", body }, types) {
	if (code !== void 0) return {
		code,
		detail
	};
	if (body === void 0) return {
		code: "MISSED",
		detail: detail === "" ? "the answer is longer than what is read of one" : detail
	};
	if (status !== 200) return {
		code: "STATUS",
		detail: `${status ?? "no status"} ${serverError(body) ?? firstLine(body)}`.trim()
	};
	const wrong = serverError(body);
	if (wrong !== void 0) return {
		code: "BODY",
		detail: wrong
	};
	const answer = readAnswer(body, types);
	return "wrong" in answer ? {
		code: "BODY",
		detail: answer.wrong
	} : answer;
}
/** The time that an exchange tells, in ms. VictoriaMetrics answers with a vector of one series where Prometheus gives a scalar. */
function timeOf(exchange) {
	const answer = answerOf(exchange, INSTANT.types);
	if ("code" in answer) return answer;
	const [one, ...more] = answer.series;
	const [atMs] = one?.points.keys() ?? [];
	if (more.length > 0) return {
		code: "BODY",
		detail: `${TIME} has ${more.length + 1} values`
	};
	return atMs ?? {
		code: "BODY",
		detail: `${"time()"} has no value`
	};
}
/** A time as Prometheus reads it. */
function seconds(ms) {
	return (ms / 1e3).toFixed(3);
}
/** The same back, in whole ms. */
function milliseconds(text) {
	return Math.round(Number(text) * 1e3);
}
/** What the server says is wrong, in its words; undefined when the text is no such answer. */
function serverError(text) {
	const parsed = failure.safeParse(json(text));
	return parsed.success ? `${parsed.data.errorType}: ${parsed.data.error}` : void 0;
}
/**
* Reads an answer of Prometheus' HTTP API. @param kinds the types of result that the question can have
* @returns why it is none, for whatever else came back (a page of a proxy, native histograms, a text)
*/
function readAnswer(text, kinds) {
	const document = json(text);
	if (document === void 0) return { wrong: `not JSON: ${firstLine(text)}` };
	const parsed = success.safeParse(document);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return { wrong: `no answer of a Prometheus: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` };
	}
	const mistake = jsonMistake(text);
	if (mistake) return { wrong: `no answer of a Prometheus: ${mistake.message}` };
	const { data, warnings = [], isPartial = false, errorType = "", error = "" } = parsed.data;
	if (errorType !== "" || error !== "") return { wrong: `a success with an error: ${firstLine(`${errorType}: ${error}`)}` };
	if (!kinds.includes(data.resultType)) return { wrong: `the query gives a ${data.resultType}, expected ${kinds.join(" or ")}` };
	const twice = saidTwice(data);
	if (twice !== void 0) return { wrong: `${twice} stands in the answer twice at one time` };
	return {
		series: seriesOf(data),
		warnings: isPartial ? [...warnings, "the answer is partial (isPartial)"] : warnings
	};
}
/** A series that has two numbers at one time, as those that put the answers of several servers together may say. */
function saidTwice({ resultType, result }) {
	if (resultType === "scalar") return void 0;
	const seen = /* @__PURE__ */ new Set();
	for (const one of result) {
		const points = "value" in one && one.value ? [one.value] : "values" in one && one.values ? one.values : [];
		const labels = labelsText(one.metric);
		for (const [seconds] of points) {
			const key = `${seconds} ${labels}`;
			if (seen.has(key)) return labels;
			seen.add(key);
		}
	}
}
function seriesOf(data) {
	switch (data.resultType) {
		case "scalar": return [{
			labels: {},
			points: pointsOf([data.result])
		}];
		case "vector": return data.result.map((one) => one.value ? {
			labels: one.metric,
			points: pointsOf([one.value])
		} : nativeSeries(one));
		case "matrix": return data.result.map((one) => one.values ? {
			labels: one.metric,
			points: pointsOf(one.values)
		} : nativeSeries(one));
	}
}
function nativeSeries(one) {
	const tops = ("histogram" in one ? [one.histogram] : one.histograms).flatMap(([seconds, { buckets = [] }]) => buckets.flatMap(([, lower, upper]) => upper === "+Inf" ? [[Math.round(seconds * 1e3), lower]] : []));
	return {
		labels: one.metric,
		points: /* @__PURE__ */ new Map(),
		tops: new Map(tops)
	};
}
function pointsOf(values) {
	return new Map(values.map(([seconds, value]) => [Math.round(seconds * 1e3), value]));
}
function firstLine(body) {
	return body.trimStart().split("\n", 1)[0]?.trim() ?? "";
}
function json(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
/** `up{instance="a",job="b"}`, labels in one order. */
function labelsText({ __name__: name = "", ...labels }) {
	return `${name}{${Object.keys(labels).sort().map((label) => `${label}=${JSON.stringify(labels[label])}`).join(",")}}`;
}

// src/sources/prometheus/sample.ts
/** More series than this at one time are no number to judge: they belong into an aggregation. */
const MOST_VALUES = 500;
/** Subqueries look at most so many times into a range, and at most every second. */
const STEPS = 240;
/** What a query gives at each of these times (ms), with what tells whether that can be trusted. */
async function samplesOf(query, timesMs, ask) {
	const answers = new Map(await Promise.all(questionsOf(query).map(async (question) => [question, await ask(question)])));
	return samplesFrom(query, timesMs, (question) => answers.get(question) ?? UNASKED);
}
const UNASKED = {
	code: "MISSED",
	detail: "nobody asked"
};
/** All that Prometheus is asked about a query, the query itself first. */
function questionsOf(query) {
	const ages = ageQuestion(agedBy(query));
	const quantiles = quantileCalls(query).flatMap(({ call, buckets }) => [call, buckets]);
	return [.../* @__PURE__ */ new Set([
		query,
		...quantiles,
		...ages === "" ? [] : [ages]
	])];
}
/** The same of answers that are there already. */
function samplesFrom(query, timesMs, told) {
	const answer = told(query);
	if ("code" in answer) return answer;
	const ages = agesOf(query, told);
	if ("code" in ages) return ages;
	if (answer.series.some(({ points }) => points.size === 0)) return {
		code: "BODY",
		detail: "the query gives native histograms, expected numbers"
	};
	const caps = [];
	for (const call of quantileCalls(query)) {
		const one = capsOf(call, told);
		if ("code" in one) return one;
		caps.push(...one);
	}
	const warnings = warningsIn(questionsOf(query).map((question) => told(question)));
	const samples = timesMs.map((t) => ({
		at: t,
		values: answer.series.flatMap(({ labels, points }) => valueAt(points, t, (value) => [labelsText(labels), value])),
		warnings,
		quantiles: caps.flatMap(({ labels, points, boundAt }) => {
			const bound = boundAt(t);
			return bound === void 0 ? [] : valueAt(points, t, (value) => [
				labels,
				value,
				bound
			]);
		}),
		ages: ages.flatMap(({ selector, state, points }) => valueAt(points, t, (age) => [
			selector,
			state,
			age
		]))
	}));
	const most = Math.max(0, ...samples.map(({ values, quantiles: cut }) => Math.max(values.length, cut.length)));
	if (most > MOST_VALUES) return {
		code: "MISSED",
		detail: `${most} samples, expected at most ${MOST_VALUES}: aggregate them`
	};
	return samples;
}
/** What Prometheus warns of, be it only where it is asked how old something is. */
function warningsIn(answers) {
	return [...new Set(answers.flatMap((answer) => "code" in answer ? [] : answer.warnings))];
}
function valueAt(points, t, make) {
	const value = points.get(t);
	return value === void 0 ? [] : [make(value)];
}
function capsOf({ call, buckets, label }, told) {
	const [quantiles, histograms] = [told(call), told(buckets)];
	if ("code" in quantiles) return quantiles;
	if ("code" in histograms) return histograms;
	const bounds = highestBounds(histograms.series);
	return quantiles.series.flatMap(({ labels, points }) => {
		return (bounds.get(labelsText(without(labels, label))) ?? []).map((boundAt) => ({
			labels: labelsText(labels),
			points,
			boundAt
		}));
	});
}
/** The highest finite bounds of each histogram, classic and native, by what a quantile of it is labelled with. */
function highestBounds(buckets) {
	const classic = /* @__PURE__ */ new Map();
	const native = buckets.flatMap(({ labels, tops }) => tops ? [[labelsText(without(labels, "__name__")), (t) => tops.get(t) ?? (tops.size === 1 ? [...tops.values()][0] : void 0)]] : []);
	for (const { labels } of buckets) {
		const { le } = labels;
		const text = labelsText(without(labels, "le", "__name__"));
		if (le !== void 0 && Number.isFinite(Number(le)) && Number(le) > Number(classic.get(text) ?? -Infinity)) classic.set(text, le);
	}
	const found = /* @__PURE__ */ new Map();
	for (const [text, bound] of classic) found.set(text, [() => bound]);
	for (const [text, boundAt] of native) found.set(text, [...found.get(text) ?? [], boundAt]);
	return found;
}
function without(labels, ...names) {
	return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}
/** What must be of some age, and what must be known at all. */
function agedBy(query) {
	const own = selectorsOf(query);
	const known = new Set(own.map(({ selector }) => selector));
	return [...own, ...metricsToKnow(query).filter(({ selector }) => !known.has(selector))];
}
function ageQuestion(selectors) {
	return selectors.flatMap(ageQueries).join(" or ");
}
function agesOf(query, told) {
	const selectors = agedBy(query);
	if (selectors.length === 0) return [];
	const answer = told(ageQuestion(selectors));
	if ("code" in answer) return answer;
	return answer.series.flatMap(({ labels: { now, ended }, points }) => {
		const found = selectors[Number(now ?? ended)];
		return found ? [{
			selector: found.selector,
			state: now === void 0 ? "ended" : "now",
			points
		}] : [];
	});
}
/**
* How old the newest sample is, labelled with the number of its selector. Where no series goes on, it is looked for in the range; one
* that lies between two looks into it is infinitely old.
*/
function ageQueries({ selector, range }, index) {
	const now = `min(time() - timestamp(${selector}))`;
	const named = (name, age) => `label_replace(${age}, "${name}", "${index}", "", "")`;
	if (range === void 0) return [named("now", now)];
	const last = `min(time() - max_over_time(timestamp(${selector})[${range}:${stepOf(range)}s]))`;
	const any = `max(present_over_time(${selector}[${range}])) * Inf`;
	return [named("now", now), named("ended", `(${last} or ${any}) unless ${now}`)];
}
const SECONDS = {
	ms: .001,
	s: 1,
	m: 60,
	h: 3600,
	d: 86400,
	w: 604800,
	y: 31536e3
};
function stepOf(range) {
	let total = 0;
	for (const [, amount, unit] of range.matchAll(/(\d+)(ms|[smhdwy])/g)) total += Number(amount) * (SECONDS[unit ?? ""] ?? 0);
	return Math.max(1, Math.ceil(total / STEPS));
}

// src/sources/prometheus/kept.ts
/** What stands where a secret was. */
const REDACTED = "[REDACTED";
/** So many ways to put answers together are tried. */
const MOST_WAYS = 64;
/** Answers that were kept of one look: they follow the question what time it is, to the next one. */
var KeptLook = class {
	/** What the question for the time brought; undefined where nobody asked. */
	clock;
	/** A secret stood in one of the answers: what was made of it is not known. */
	isRedacted = false;
	asked = /* @__PURE__ */ new Map();
	constructor(clock) {
		this.clock = clock && timeOf(clock);
	}
	take(exchange) {
		const { query = "", ...when } = exchange.parameters;
		this.isRedacted ||= exchange.body?.includes("[REDACTED") === true || exchange.detail?.includes("[REDACTED") === true;
		const key = JSON.stringify(when);
		const asked = this.asked.get(key) ?? {
			timesMs: timesOf(when),
			answers: /* @__PURE__ */ new Map()
		};
		this.asked.set(key, asked);
		const { types } = exchange.path === RANGE.path ? RANGE : INSTANT;
		asked.answers.set(query, [...asked.answers.get(query) ?? [], answerOf(exchange, types)]);
	}
	/** All that a query may have come to. */
	outcomes(query) {
		const found = [];
		for (const { timesMs, answers } of this.asked.values()) {
			if (!answers.has(query)) continue;
			const ways = this.isRedacted ? void 0 : waysOf(questionsOf(query), answers);
			if (!ways) found.push({ timesMs });
			for (const way of ways ?? []) found.push({
				timesMs,
				answer: samplesFrom(query, timesMs, (question) => way.get(question) ?? UNASKED)
			});
		}
		return found;
	}
};
/** Two queries may share a question: nobody knows which of them got which answer. @returns undefined where that is too much to try */
function waysOf(questions, answers) {
	let ways = [/* @__PURE__ */ new Map()];
	for (const question of questions) {
		const all = answers.get(question) ?? [UNASKED];
		if (ways.length * all.length > MOST_WAYS) return void 0;
		ways = ways.flatMap((way) => all.map((answer) => new Map([...way, [question, answer]])));
	}
	return ways;
}
function timesOf({ time, start, end, step }) {
	if (time !== void 0) return [milliseconds(time)];
	const [first, last, stepMs] = [
		start,
		end,
		step
	].map((text) => milliseconds(text ?? ""));
	if (first === void 0 || last === void 0 || stepMs === void 0 || !(stepMs > 0) || !(last >= first)) return [];
	return Array.from({ length: Math.floor((last - first) / stepMs) + 1 }, (_, index) => first + index * stepMs);
}
/** The looks of a file of answers, one after another. What is no record of an exchange is passed over. */
function* keptLooks(lines) {
	let look = new KeptLook();
	for (const line of lines) {
		const exchange = exchangeIn(line);
		if (!exchange) continue;
		if (exchange.parameters["query"] === "time()" && exchange.parameters["time"] === void 0) {
			yield look;
			look = new KeptLook(exchange);
		} else look.take(exchange);
	}
	yield look;
}
function exchangeIn(line) {
	try {
		const value = JSON.parse(line);
		return typeof value?.path === "string" && typeof value.parameters === "object" ? value : void 0;
	} catch {
		return;
	}
}
/** Whether the times or the texts of questions can't be told, as secrets stood in them. */
function hidesQuestions(line) {
	return JSON.stringify(exchangeIn(line)?.parameters ?? {}).includes(REDACTED);
}
/** Whether a record is what answers give; where a secret stood in a label, the record tells only that. */
function isSaid(recorded, given) {
	if (Array.isArray(recorded)) {
		const list = recorded;
		return Array.isArray(given) && list.length === given.length && list.every((one, index) => isSaid(one, given[index]));
	}
	return recorded === given || typeof recorded === "string" && recorded.includes("[REDACTED");
}

// src/verdict/plausibility/answers.ts
/** The version of the judges since which the answers of Prometheus are marked among the files of a gate. */
const MARKED_SINCE = 6;
/** Clocks this far apart: the query itself was not asked. */
const MOST_SKEW_MS$1 = 3e4;
/** Of what was the matter so many characters are compared. */
const COMPARED$1 = 200;
/**
* What was recorded of a look by a query is what the kept answers of Prometheus give: its values, their ages, and that there was no
* answer. What was evaluated at a time is looked for among the answers for that time.
*/
var Answers = class {
	types = /* @__PURE__ */ new Set([
		"execution.started",
		"gate.started",
		"prometheus",
		"sample",
		"attachment",
		"resumed",
		"gate.ended"
	]);
	queriesOf;
	gates;
	files;
	judge = 0;
	isResumed = false;
	queries = {};
	/** By query and time. */
	said = /* @__PURE__ */ new Map();
	/** By query. */
	blind = /* @__PURE__ */ new Map();
	reached;
	isKept = false;
	/** @param queriesOf the queries of a gate by name; undefined: it asks nobody */
	constructor(plan, queriesOf, files) {
		this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
		this.queriesOf = queriesOf;
		this.files = files;
	}
	fact(o, object) {
		if (o.type === "execution.started") this.judge = numberOf(o, "judge");
		else if (o.type === "gate.started") this.start(o);
		else if (o.type === "resumed") this.isResumed = true;
		else if (o.type === "prometheus") this.reached = o;
		else if (o.type === "sample") this.sample(o);
		else if (o.type === "attachment") this.attachment(o, object);
		else this.close(o, object);
	}
	start(o) {
		const gate = this.gates.get(o.gate ?? "");
		this.queries = (gate && this.queriesOf(gate)) ?? {};
		this.said = /* @__PURE__ */ new Map();
		this.blind = /* @__PURE__ */ new Map();
		this.reached = void 0;
		this.isKept = false;
		this.isResumed = false;
	}
	sample(o) {
		const query = stringOf(o, "query");
		const { seq } = o;
		const trouble = troubleOf(o);
		if (trouble) return put(this.blind, query, {
			seq,
			...trouble
		});
		const cells = [
			"values",
			"warnings",
			"quantiles",
			"ages"
		].map((field) => o[field] ?? null);
		if (Math.abs(numberOf(o, "skewMs")) > MOST_SKEW_MS$1 && cells.every((cell) => Array.isArray(cell) && cell.length === 0)) return;
		put(this.said, keyOf(query, numberOf(o, "at")), {
			seq,
			cells: JSON.stringify(cells)
		});
	}
	attachment(o, object) {
		if (o["role"] !== "answers") return;
		this.isKept = true;
		if (this.isResumed || o["withheld"] === true) return;
		if (!this.compare(stringOf(o, "path"))) return;
		for (const { seq } of [...this.said.values()].flat()) object(seq, "the answers of Prometheus that were kept do not say so");
		for (const { seq } of [...this.blind.values()].flat()) object(seq, "Prometheus answered, by what was kept of it");
		if (this.reached) object(this.reached.seq, "the answers of Prometheus that were kept do not say so");
	}
	/** Takes away all that is found. @returns whether what is left is told by nothing */
	compare(path) {
		let [isWhole, clocks] = [true, 0];
		const { files } = this;
		function* pieces() {
			try {
				yield* files.read(path);
			} catch {
				isWhole = false;
			}
		}
		function* lines() {
			for (const line of linesOf(pieces())) {
				isWhole &&= !hidesQuestions(line);
				yield line;
			}
		}
		let last;
		for (const look of keptLooks(lines())) {
			if (last) this.take(last, 1);
			if (look.clock !== void 0) clocks++;
			last = look;
		}
		if (last) this.take(last, clocks === 1 ? Number.POSITIVE_INFINITY : 1);
		return isWhole;
	}
	/** @param most for how many looks a clock that was not told may stand */
	take(look, most) {
		const { clock } = look;
		if (clock !== void 0) this.reach(clock);
		for (const [name, query] of Object.entries(this.queries)) {
			if (clock !== void 0 && typeof clock !== "number") this.missing(name, clock, most);
			for (const { timesMs, answer } of look.outcomes(query)) {
				if (answer && "code" in answer) this.missing(name, answer, timesMs.length);
				else this.found(name, timesMs, answer);
				if (!answer) this.missing(name, void 0, timesMs.length);
			}
		}
	}
	reach(clock) {
		const { reached } = this;
		if (!reached) return;
		const trouble = troubleOf(reached);
		if (typeof clock === "number" ? reached["at"] === clock : trouble && isSameTrouble(trouble, clock)) this.reached = void 0;
	}
	found(name, timesMs, samples) {
		for (const [index, atMs] of timesMs.entries()) {
			const key = keyOf(name, atMs);
			const sample = samples?.[index];
			const left = (this.said.get(key) ?? []).filter(({ cells }) => sample && !isOf(cells, sample));
			if (left.length === 0) this.said.delete(key);
			else this.said.set(key, left);
		}
	}
	/** @param trouble undefined: whatever it was */
	missing(name, trouble, most) {
		let left = most;
		const all = this.blind.get(name) ?? [];
		this.blind.set(name, all.filter((one) => !((!trouble || isSameTrouble(one, trouble)) && left-- > 0)));
	}
	close(o, object) {
		const [first] = [...this.said.values()].flat();
		if (first && !this.isKept && !this.isResumed && this.judge >= MARKED_SINCE && o["reason"] === "completed") object(first.seq, "the answer of Prometheus is not among the files of the gate");
	}
};
function keyOf(query, atMs) {
	return `${atMs} ${query}`;
}
function isOf(cells, { values, warnings, quantiles, ages }) {
	const given = [
		values,
		warnings,
		quantiles,
		ages
	];
	return cells === JSON.stringify(given) || isSaid(JSON.parse(cells), given);
}
/** Why there was no answer; undefined where there was one. */
function troubleOf(o) {
	if (o["code"] === void 0) return void 0;
	return {
		code: stringOf(o, "code"),
		detail: typeof o["detail"] === "string" ? o["detail"] : ""
	};
}
/** Long words are cut, and secrets in them redacted. */
function isSameTrouble(one, other) {
	if (one.code !== other.code) return false;
	return one.detail.includes("[REDACTED") || one.detail.slice(0, COMPARED$1) === other.detail.slice(0, COMPARED$1);
}
function put(map, key, value) {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}
function* linesOf(pieces) {
	const reader = new LineReader(Number.MAX_SAFE_INTEGER);
	for (const bytes of pieces) yield* reader.push(bytes);
	yield* reader.end();
}

// src/verdict/plausibility/captured.ts
/** A name of one file, spelled in one way: neither a pattern nor a detour. */
const PLAIN = /^(?!\.?\/)(?!.*(?:[*?[{]|\.\.|\/\.?\/))/;
/** What a check was to keep of what it saw is kept when its gate ends, or it is told that it was gone. */
var Captured = class {
	types = /* @__PURE__ */ new Set([
		"gate.started",
		"probe",
		"attachment",
		"file",
		"resumed",
		"gate.ended"
	]);
	gates;
	probesOf;
	keeping = /* @__PURE__ */ new Set();
	/** By the name of a check, how many files it saw at once. */
	seen = /* @__PURE__ */ new Map();
	kept = 0;
	constructor(plan, probesOf) {
		this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
		this.probesOf = probesOf;
	}
	fact(o, object) {
		if (o.type === "gate.started") this.start(this.gates.get(o.gate ?? ""));
		else if (o.type === "probe") this.probe(o);
		else if (o.type === "gate.ended") this.close(o, object);
		else if (o.type === "resumed") this.seen = /* @__PURE__ */ new Map();
		else if (o["captured"] === true || stringOf(o, "path").startsWith(`gates/${o.gate ?? ""}/captured/`)) this.kept++;
	}
	start(gate) {
		const keeping = (gate ? this.probesOf(gate) : []).filter(({ target }) => target["capture"] === true);
		this.keeping = new Set(keeping.map(({ name }) => name));
		this.seen = /* @__PURE__ */ new Map();
		this.kept = 0;
	}
	probe(o) {
		const { name, got } = o;
		if (typeof name !== "string" || !this.keeping.has(name) || !isObject$1(got)) return;
		const { count } = got;
		if (typeof count === "number" && count > 0) this.seen.set(name, Math.max(this.seen.get(name) ?? 0, count));
	}
	close(o, object) {
		const plain = [...this.seen.keys()].filter((name) => PLAIN.test(name)).length;
		const due = Math.max(plain, ...this.seen.values());
		if (this.kept < due) object(o.seq, `${due} files were to be kept, and ${this.kept} are told of`);
	}
};

// src/verdict/plausibility/changes.ts
/** Of a user of GitHub, a managed one or an app. */
const LOGIN = /^[A-Za-z0-9][\w.-]{0,99}(?:\[bot\])?$/;
/** The clock of GitHub and that of a machine may be so far apart. */
const CLOCKS_APART_MS$1 = 36e5;
/** What is told of a comparison that came to a list of files. */
const COMPARED = [
	"commit",
	"mergeBase",
	"head",
	"parents"
];
/**
* A change is compared with what its base meant before the first gate, and comes to a list or has a reason for none. Whoever runs gates reads
* no reviews: it has no token.
*/
var Changes = class {
	types = /* @__PURE__ */ new Set([
		"execution.started",
		"source",
		"gate.started",
		"change.base",
		"attachment",
		"review",
		"reviews"
	]);
	source;
	gate;
	isAnnounced = false;
	review;
	/** When the execution began, ms since 1970. */
	startedAtMs = NaN;
	/** Of which run of a workflow this is. */
	run;
	fact(o, object) {
		if (o.type === "source") this.source ??= o;
		else if (o.type === "gate.started") this.gate = o.gate ?? "";
		else if (o.type === "change.base") this.comparison(o, object);
		else if (o.type === "attachment") this.attachment(o, object);
		else if (o.type === "execution.started") this.start(o);
		else this.told(o, object);
		if (this.review && this.gate !== void 0) {
			object(this.review.seq, "a job that runs gates reads no reviews");
			this.review = void 0;
		}
	}
	start(o) {
		this.run = o["runId"];
		this.startedAtMs = instantOf(stringOf(o, "at"));
	}
	told(o, object) {
		this.review ??= o;
		if (this.run === void 0) object(o.seq, "only a run of a workflow asks GitHub for reviews");
		if (o.type === "review" && instantOf(stringOf(o, "submittedAt")) > this.startedAtMs + o.t + CLOCKS_APART_MS$1) object(o.seq, "a review that was submitted after it was told");
		const who = o["trouble"] === void 0 ? stringOf(o, o.type === "review" ? "reviewer" : "author") : void 0;
		if (who !== void 0 && !LOGIN.test(who)) object(o.seq, `${JSON.stringify(who)} is no login`);
		if (o.type === "reviews" && o["trouble"] === void 0 && o["pullRequest"] === 0) object(o.seq, "a pull request has a number from 1 on");
	}
	comparison(o, object) {
		this.isAnnounced = o["asked"] !== void 0;
		if (this.isAnnounced === (o["trouble"] !== void 0)) object(o.seq, "a comparison that came to a list and has a reason for none");
		if (this.isAnnounced && COMPARED.some((field) => o[field] === void 0)) object(o.seq, "a comparison without its commits");
		const base = stringOf(o, "base");
		if (o["commit"] !== void 0 && o["commit"] !== commitAtStart(this.source, base)) object(o.seq, `${base} meant another commit at the start`);
	}
	attachment(o, object) {
		if (o["role"] !== "changes") return;
		if (!this.isAnnounced) object(o.seq, "a list of changes of no comparison");
		this.isAnnounced = false;
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
	/** The latest that was told so far. */
	latest = 0;
	lastSeal = 0;
	before;
	waiting = [];
	/** By the number of the seal that showed it. */
	jumps = /* @__PURE__ */ new Map();
	late = /* @__PURE__ */ new Set();
	/** What was told last of something that had lasted: when that was over. */
	over;
	fact(o, object) {
		if (o.type === "execution.started") this.before ??= {
			least: 0,
			most: o.t,
			wall: instantOf(stringOf(o, "at"))
		};
		if (o.type === "clock") this.jumps.set(this.sealOf(o), numberOf(o, "jumpMs"));
		if (o.type === "recorder.late") this.late.add(this.sealOf(o));
		this.follows(o, object);
		this.latest = Math.max(this.latest, this.over?.t ?? o.t);
		const span = this.span ??= {
			first: Infinity,
			last: this.latest,
			isResumed: false
		};
		span.last = this.latest;
		if (o.type === BACKDATED) return;
		span.first = Math.min(span.first, o.t);
		if (o.type === "resumed" || o.type === "execution.ended" && o["reason"] === "crashed") span.isResumed = true;
		if (o.t - span.first > 900 && !span.isResumed) object(o.seq, `recorded ${Math.round(o.t - span.first)} ms after a line that no seal covers yet`);
	}
	/** What is told with the time at which it began was over before the next fact. */
	follows(o, object) {
		const { over } = this;
		if (over && o.t + ROUNDING < over.t) object(over.seq, `it lasted ${Math.round(over.t - o.t)} ms longer than until the next fact`);
		this.over = o.type === BACKDATED ? {
			seq: o.seq,
			t: o.t + (typeof o["ms"] === "number" ? o["ms"] : 0)
		} : void 0;
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
const ROUNDING_MS$2 = 50;
/** What a command wrote, by its name in the bundle. */
const OUTPUT = /^gates\/[^/]+\/[^/]+\.std(?:out|err)\.log$/;
const ENDINGS$1 = [
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
		"probe",
		"attachment",
		"resumed"
	]);
	texts;
	/** Where commands of each gate start. */
	folders;
	startedAt = 0;
	isResumed = false;
	files = /* @__PURE__ */ new Map();
	outputs = /* @__PURE__ */ new Map();
	steps = /* @__PURE__ */ new Map();
	/** The one that was told last, until a check is told. */
	last;
	aborted = [];
	/** @param own commands that are no one's but a gate kind's */
	constructor(plan, own) {
		this.texts = /* @__PURE__ */ new Set([...textsIn(plan), ...own]);
		this.folders = new Map(plan.gates.map(({ id, workingDirectory }) => [id, workingDirectory]));
	}
	fact(o, object) {
		switch (o.type) {
			case "gate.started":
				this.startedAt = o.t;
				this.files = /* @__PURE__ */ new Map();
				this.outputs = /* @__PURE__ */ new Map();
				this.steps = /* @__PURE__ */ new Map();
				this.last = void 0;
				this.aborted = [];
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
			case "probe":
				this.probe(o, object);
				break;
			case "gate.ended":
				this.close(o, object);
				break;
			default: this.isResumed = true;
		}
	}
	step(o, object) {
		const run = stringOf(o, "run");
		if (!this.isPlanned(run)) object(o.seq, `the command ${JSON.stringify(run.slice(0, 80))} is not in the plan`);
		if (o["folder"] !== void 0 && (o["spawnError"] !== "ENOENT" || o["folder"] !== this.folders.get(o.gate ?? ""))) object(o.seq, `a folder that is not there, and is not that of the command`);
		const durationMs = numberOf(o, "durationMs");
		const from = typeof o["from"] === "number" ? o["from"] : o.t - durationMs;
		if (from + durationMs > o.t + ROUNDING_MS$2) object(o.seq, `a command that ended after it was recorded`);
		if (from < this.startedAt - ROUNDING_MS$2 && !this.isResumed) object(o.seq, `a command that began before its gate did`);
		for (const file of [o["stdout"], o["stderr"]]) {
			if (typeof file !== "string") continue;
			if (this.outputs.has(file)) object(o.seq, `its output ${file} is another command's, too`);
			this.outputs.set(file, o.seq);
		}
		if (o["aborted"] === true) this.aborted.push(o);
		this.steps.set(stringOf(o, "name"), o);
		this.last = o;
	}
	close(ended, object) {
		if (ended["reason"] === "completed") for (const { seq } of this.aborted) object(seq, "a command that the end of its gate ended, and the gate ran to its own end");
		if (this.isResumed) return;
		for (const [file, seq] of this.outputs) if (!this.files.has(file)) object(seq, `its output ${file} is no file of the gate`);
		for (const [file, seq] of this.files) if (OUTPUT.test(file) && !this.outputs.has(file)) object(seq, `${file} is the output of no command`);
	}
	sandbox(o, object) {
		const step = stringOf(o, "step");
		const { control } = o;
		this.compare(o, o, step, object);
		if (isObject$1(control)) this.compare(o, control, step.replace("sandbox", "control"), object);
	}
	/** A check by a command: the step of this try was told just before. */
	probe({ seq, index, got }, object) {
		const { last } = this;
		this.last = void 0;
		if (!last || typeof index !== "number" || !`${stringOf(last, "name")}-`.startsWith(`check-${index + 1}-`)) return;
		const [said, exit] = [isObject$1(got) ? got["exitCode"] : void 0, last["exit"]];
		if (said !== void 0 && said !== exit) object(seq, `exit code ${JSON.stringify(said)}, and ${JSON.stringify(exit)} of its command`);
	}
	/** What is said of the end of a command is what its own fact says. */
	compare({ seq }, said, name, object) {
		const step = this.steps.get(name);
		const other = ENDINGS$1.find((ending) => step?.[ending] !== said[ending]);
		if (other !== void 0) object(seq, `${other} is ${JSON.stringify(said[other])}, and ${JSON.stringify(step?.[other])} of its command`);
	}
	isPlanned(run) {
		if (this.texts.has(run)) return true;
		return VERSION_QUESTIONS.some((question) => run.endsWith(` ${question}`) && this.texts.has(run.slice(0, -question.length - 1)));
	}
};

// src/verdict/plausibility/files.ts
/** Where attachments that the plan names are kept. */
const HAND_WRITTEN = `gates/${EVIDENCE_GATE}/attachments/`;
/** Looks at the state of the source, each once. */
const SOURCE = /* @__PURE__ */ new Set(["source", "source.end"]);
/** The version of the judges since which the source is looked at again after the last gate. */
const LOOKS_AT_THE_END = 4;
/** So many changed files are listed by name. */
const LISTED = 200;
/** Files, secrets found in them, and the state of the source: what two facts both say must agree. */
var Files = class {
	types = /* @__PURE__ */ new Set([
		"execution.started",
		"source",
		"source.end",
		"artifact",
		"attachment",
		"after.attachment",
		"leak",
		"scan"
	]);
	plan;
	/** Artifacts that the gates of the plan ask for, and the files of those that were fetched. */
	asked;
	artifacts = /* @__PURE__ */ new Map();
	looks = /* @__PURE__ */ new Set();
	attached = /* @__PURE__ */ new Set();
	leaking = /* @__PURE__ */ new Map();
	withheld = /* @__PURE__ */ new Map();
	/** Files that a leak calls withheld. */
	called = /* @__PURE__ */ new Map();
	scanned = /* @__PURE__ */ new Set();
	judge = 0;
	last = 0;
	constructor(plan, asked) {
		this.plan = plan;
		this.asked = new Set(asked);
	}
	fact(o, object) {
		this.last = o.seq;
		if (o.type === "execution.started") this.judge = countOf(o, "judge");
		else if (SOURCE.has(o.type)) this.source(o, object);
		else if (o.type === "leak") this.leak(o, object);
		else if (o.type === "artifact") this.artifact(o, object);
		else if (o.type === "scan") this.scan(o, object);
		else this.attachment(o, object);
	}
	end(completed, object) {
		for (const [file, seq] of this.withheld) if (!this.leaking.has(file)) object(seq, `${file} is withheld, and no secret was found in it`);
		for (const [file, seq] of this.leaking) if (!this.attached.has(file)) object(seq, `a secret was found in ${file}, which is no file of the bundle`);
		for (const [file, seq] of this.called) if (!this.withheld.has(file)) object(seq, `${file} is not withheld`);
		if (!completed || this.plan.decides) return;
		if (this.judge >= LOOKS_AT_THE_END && !this.looks.has("source.end")) object(this.last, "nobody looked at the source after the last gate");
		for (const glob of this.plan.scan ?? []) if (!this.scanned.has(glob)) object(this.last, `nobody looked for secrets in ${glob}`);
	}
	source(o, object) {
		if (this.looks.has(o.type)) object(o.seq, "the state of the source stands there twice");
		this.looks.add(o.type);
		const { dirtyCount } = o;
		if (typeof dirtyCount !== "number") return;
		const listed = o["dirty"] === void 0 ? 0 : listOf(o, "dirty").length;
		if (listed !== Math.min(dirtyCount, LISTED)) object(o.seq, `${dirtyCount} changed files, and ${listed} are listed`);
	}
	/** Each that the plan asks for is fetched once, or there is a reason why not. */
	artifact(o, object) {
		const name = stringOf(o, "name");
		if (!this.asked.has(name)) object(o.seq, `no gate of the plan asks for artifact ${name}`);
		if (this.artifacts.has(name)) object(o.seq, `artifact ${name} is fetched twice`);
		if ([
			"id",
			"digest",
			"files"
		].filter((field) => o[field] !== void 0).length !== (o["trouble"] === void 0 ? 3 : 0)) object(o.seq, `artifact ${name} was fetched, and was not`);
		this.artifacts.set(name, typeof o["files"] === "number" ? o["files"] : 0);
	}
	broughtBy(o, object) {
		if (o["artifact"] === void 0) return;
		const name = stringOf(o, "artifact");
		if ((this.artifacts.get(name) ?? 0) === 0) object(o.seq, `${stringOf(o, "path")} is of artifact ${name}, which has no such file`);
	}
	leak(o, object) {
		const { secret, rule, file, path } = o;
		if (secret === void 0 === (rule === void 0)) object(o.seq, "a secret is told by its name, or by the rule that found it");
		if (typeof secret === "string" && !this.plan.secretEnv.includes(secret)) object(o.seq, `${secret} is no secret of the plan`);
		if (file === void 0 && path === void 0) object(o.seq, "nothing says where a secret was found");
		if (file === void 0 && this.plan.scan === void 0) object(o.seq, "a secret was found where nobody looks");
		if (typeof file === "string") this.leakIn(file, o, object);
	}
	leakIn(file, o, object) {
		const withheld = o["withheld"] === true;
		if (withheld) this.called.set(file, o.seq);
		if (file === "observations.jsonl") return;
		this.leaking.set(file, o.seq);
		if (typeof o["rule"] === "string" && isFailing(o) && allowedAt(o, this.plan.allowSecrets ?? []) < 0 && !withheld) object(o.seq, `a secret was found in ${file}, and it is not withheld`);
	}
	scan(o, object) {
		const glob = stringOf(o, "glob");
		if (this.plan.scan?.includes(glob) !== true) object(o.seq, `nobody asked for a look at ${glob}`);
		if (this.scanned.has(glob)) object(o.seq, `${glob} was looked at twice`);
		this.scanned.add(glob);
	}
	attachment(o, object) {
		const file = stringOf(o, "path");
		this.attached.add(file);
		this.broughtBy(o, object);
		if (!file.startsWith(`gates/${o.gate ?? ""}/`)) object(o.seq, `${file} lies in the folder of another gate`);
		if (o["withheld"] === true) this.withheld.set(file, o.seq);
		if (file.startsWith(HAND_WRITTEN) !== (o["handWritten"] === true)) object(o.seq, `${file} is ${o["handWritten"] === true ? "" : "not "}called hand-written`);
		if (o["handWritten"] === true && this.plan.attachments.length === 0) object(o.seq, `${stringOf(o, "original")} is called hand-written, and the plan has no attachments`);
	}
};

// src/verdict/plausibility/history.ts
const GITHUB = "github-api";
/** What a folder of executions tells of an attempt. */
const OF_STORE = [
	"head",
	"uncommitted",
	"partial",
	"gone",
	"differs"
];
/** Earlier attempts are those of the commit that was looked at, each once, and as many as are counted. */
var History = class {
	types = /* @__PURE__ */ new Set([
		"execution.started",
		"part",
		"source",
		"attempt",
		"history"
	]);
	seen = /* @__PURE__ */ new Set();
	noGo = 0;
	commit;
	basis;
	isAsked = false;
	repository;
	last = 0;
	fact(o, object) {
		if (o.type === "execution.started") this.start(o);
		else if (o.type === "part") this.commit = o["commit"];
		else if (o.type === "source") this.commit = o["commit"] ?? void 0;
		else if (o.type === "attempt") this.attempt(o, object);
		else this.history(o, object);
	}
	end(completed, object) {
		if (completed && this.seen.size > 1 && !this.isAsked) object(this.last, "earlier attempts, and nobody says how many there are");
	}
	start(o) {
		this.seen.add(stringOf(o, "executionId"));
		this.repository = o["repository"];
	}
	isOfOther({ store }) {
		const { repository } = this;
		return typeof repository === "string" && !(typeof store === "string" && store.toLowerCase() === repository.toLowerCase());
	}
	attempt(o, object) {
		const id = stringOf(o, "executionId");
		if (this.isAsked) object(o.seq, "an earlier attempt is told after all of them were counted");
		if (this.seen.has(id)) object(o.seq, `${id} is this execution, or stands there twice`);
		this.seen.add(id);
		this.basis = o.basis;
		this.last = o.seq;
		if (o.basis === GITHUB && (OF_STORE.some((field) => o[field] !== void 0) || o["runId"] === void 0)) object(o.seq, "GitHub tells the run of an attempt, and nothing of its bundle");
		if (o["status"] === "NO-GO") this.noGo++;
	}
	history(o, object) {
		if (this.isAsked) object(o.seq, "earlier executions are asked for twice");
		this.isAsked = true;
		if (o.basis === GITHUB && this.isOfOther(o)) object(o.seq, "GitHub was asked for attempts of another repository");
		const [attempts, noGo] = [countOf(o, "attempts"), countOf(o, "noGo")];
		const named = this.seen.size - 1;
		if (named !== Math.min(attempts, 100)) object(o.seq, `${attempts} attempts, and ${named} are named`);
		if (attempts <= 100 ? noGo !== this.noGo : noGo < this.noGo || noGo > attempts) object(o.seq, `${noGo} attempts were a NO-GO, and ${this.noGo} are named`);
		if (o["unreadWhy"] !== void 0 && countOf(o, "unread") === 0) object(o.seq, "why executions were not read, and all were");
		if (o["commit"] !== this.commit) object(o.seq, "it is of another commit than the source");
		if (named > 0 && this.basis !== o.basis) object(o.seq, "the attempts were told by somebody else");
		if (o["commit"] === void 0 !== (o.basis === void 0)) object(o.seq, "without a commit nobody is asked, and with one somebody is");
		if (o["commit"] === void 0 !== (o["store"] === void 0)) object(o.seq, "it names no store, or one that nobody asked");
	}
};

// src/verdict/plausibility/looks.ts
/** Whole milliseconds, twice. */
const ROUNDING_MS$1 = 2;
/** By a clock that is further off nobody knows what time is asked for. */
const MOST_SKEW_MS = 3e4;
/** Which part of a rollout a look belongs to: one at most. */
const PHASES = [
	"changing",
	"between",
	"after",
	"rollback"
];
/**
* Looks follow one another, none left out; those of a rollout belong to the part of it that goes on. None was taken of a time that had not
* come yet: its time, by our clock, is not after the next seal.
*/
var Looks = class {
	types = /* @__PURE__ */ new Set([
		"gate.started",
		"prometheus",
		"sample",
		"missed",
		"stage",
		"between",
		"rollback",
		"probe",
		"resumed",
		"clock"
	]);
	gates;
	isStaged;
	gate;
	isReached = false;
	stage;
	isRollingBack = false;
	isAfter = false;
	/** By series and query, the slot of the last look. */
	last = /* @__PURE__ */ new Map();
	missed = /* @__PURE__ */ new Set();
	/** Since the last seal: the latest time of a look, and whose it was. */
	latest;
	ahead = [];
	/** By how much our clock jumped in all: a look may have begun before that. */
	jumpedMs = 0;
	/** @param isStaged whether a gate has stages */
	constructor(plan, isStaged) {
		this.gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
		this.isStaged = isStaged;
	}
	fact(o, object) {
		if (o.type === "clock") this.jumpedMs += Math.abs(numberOf(o, "jumpMs"));
		if (o.type === "gate.started") this.start(o);
		if (o.type === "resumed") this.restart();
		if (o.type === "missed") this.missed.add(countOf(o, "slot"));
		if (o.type === "sample") this.sample(o, object);
		if (o.type === "probe") this.probe(o, object);
		if (o.type === "prometheus") this.reach(o, object);
		if (o.type === "stage" || o.type === "between" || o.type === "rollback") this.part(o);
	}
	seal(seal) {
		const { latest } = this;
		this.latest = void 0;
		if (!latest) return;
		const aheadMs = latest.wall - seal.wall - CLOCK_TOLERANCE - ROUNDING_MS$1;
		if (aheadMs > 0) this.ahead.push({
			seq: latest.seq,
			aheadMs
		});
	}
	end(_, object) {
		for (const { seq, aheadMs } of this.ahead) if (aheadMs > this.jumpedMs) object(seq, `a look at a time that was to come in ${Math.ceil(aheadMs)} ms`);
	}
	start(o) {
		const gate = this.gates.get(o.gate ?? "");
		this.gate = gate && { isStaged: this.isStaged(gate) };
		this.restart();
	}
	/** Another process begins with what it owes. */
	restart() {
		this.isReached = false;
		this.stage = void 0;
		this.isRollingBack = false;
		this.isAfter = false;
		this.last = /* @__PURE__ */ new Map();
		this.missed = /* @__PURE__ */ new Set();
	}
	reach(o, object) {
		if (this.isReached) object(o.seq, "Prometheus is asked twice whether it is there");
		this.isReached = true;
	}
	part(o) {
		this.stage = countOf(o, "stage");
		this.isRollingBack = o.type === "rollback";
		this.last = /* @__PURE__ */ new Map();
	}
	/** After a rollback checks are looked at in rounds, else they are tried until they hold. */
	probe(o, object) {
		const isBack = o["rollback"] === true;
		if (isBack !== this.isRollingBack) object(o.seq, isBack ? "a check after a rollback, and none began" : "a check of no round of the rollback");
		if (o["slot"] !== void 0 !== isBack || o["try"] === void 0 !== isBack) object(o.seq, `a check ${isBack ? "after a rollback has a round, and no tries" : "has tries, and no round of a rollback"}`);
	}
	sample(o, object) {
		const phases = PHASES.filter((phase) => o[phase] === true);
		if (phases.length > 1) object(o.seq, `a look of two parts of a rollout: ${phases.join(" and ")}`);
		if (this.gate?.isStaged === true) this.staged(o, object);
		else if (phases.length > 0 || o["stage"] !== void 0) object(o.seq, "a look of a stage, and the gate has none");
		this.inTurn(o, phases[0] ?? "", object);
		if (o["code"] === void 0 && Math.abs(numberOf(o, "skewMs")) <= MOST_SKEW_MS) this.timed(o);
	}
	staged(o, object) {
		const isBack = o["rollback"] === true;
		if (isBack !== this.isRollingBack) object(o.seq, isBack ? "a look after a rollback, and none began" : "a look of a stage after its rollback");
		if (o["stage"] !== (isBack ? void 0 : this.stage)) object(o.seq, `a look of another stage than the one that began`);
		if (this.isAfter && !isBack && o["after"] !== true) object(o.seq, "a look of a stage after the last one was over");
		this.isAfter ||= o["after"] === true;
	}
	inTurn(o, phase, object) {
		const series = `${phase} ${stringOf(o, "query")}`;
		const slot = countOf(o, "slot");
		let due = (this.last.get(series) ?? -1) + 1;
		while (this.missed.has(due)) due++;
		if (slot !== due) object(o.seq, `look ${slot + 1}, and ${due + 1} is next`);
		this.last.set(series, slot);
	}
	timed(o) {
		const wall = numberOf(o, "at") - numberOf(o, "skewMs");
		if (!this.latest || wall > this.latest.wall) this.latest = {
			seq: o.seq,
			wall
		};
	}
};

// src/verdict/plausibility/observed.ts
/** The clocks of two machines may be so far apart: one of them in the wrong time zone. */
const CLOCKS_APART_MS = 864e5;
/** Evidence that a bundle holds was there before: it had ended when the bundle's own execution began. What decides is of its repository. */
var Observed = class {
	types = /* @__PURE__ */ new Set(["execution.started"]);
	prior;
	decides;
	constructor(prior, decides) {
		this.prior = prior;
		this.decides = decides;
	}
	fact(o, object) {
		const { repository, finishedAt } = this.prior;
		if (instantOf(stringOf(o, "at")) < instantOf(finishedAt) - CLOCKS_APART_MS) object(o.seq, `it began more than a day before the evidence that it holds was there (${finishedAt})`);
		if (!this.decides || repository === void 0 || o["runId"] === void 0) return;
		const own = o["repository"];
		if (typeof own !== "string" || own.toLowerCase() !== repository.toLowerCase()) object(o.seq, `the evidence is of ${repository}, and this is ${typeof own === "string" ? own : "no repository"}`);
	}
};

// src/verdict/plausibility/neighbours.ts
/** No execution meets itself, nor another one twice. */
var Neighbours = class {
	types = /* @__PURE__ */ new Set(["execution.started", "neighbour"]);
	known = /* @__PURE__ */ new Set();
	fact(o, object) {
		const id = stringOf(o, "executionId");
		if (this.known.has(id)) object(o.seq, `execution ${id} is told of twice`);
		this.known.add(id);
	}
};

// src/verdict/plausibility/restored.ts
/** What was seen while a gate ran is recorded before that gate ends. */
var Restored = class {
	types = /* @__PURE__ */ new Set([
		"gate.started",
		"gate.ended",
		"record.restored"
	]);
	gate;
	fact(o, object) {
		if (o.type === "gate.started") this.gate = o.gate;
		else if (o.type === "gate.ended") this.gate = void 0;
		else if (o["during"] !== void 0 && o["during"] !== this.gate) object(o.seq, "seen while a gate ran that did not run then");
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
/** The version of the judges since which a crash says how long it took. */
const TIMED_SINCE = 6;
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
		"execution.started",
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
	judge = 0;
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
		if (o.type === "execution.started") this.judge = countOf(o, "judge");
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
		else if (o.type === "service.failed" && known.life) known.life.hasFailed = true;
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
				start: stringOf(o, "start"),
				t: o.t,
				seq: o.seq,
				state: "starting",
				hasFailed: false
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
		if (o.type === "service.crashed" && life) this.crash(o, plan.id, life, object);
		if (!ENDS.has(o.type)) return;
		if (pid !== void 0 && life?.state === "over") object(o.seq, `${plan.id} ends, and had ended before`);
		if (pid === void 0 && life?.state === "ready") object(o.seq, `${plan.id} has no process to end, and ${life.pid} was started`);
		const strange = o.type === "service.stopped" && listOf(o, "signals").find((signal) => signal !== plan.stop.signal && signal !== "SIGKILL");
		if (typeof strange === "string") object(o.seq, `${plan.id} was ended by ${strange}, which is not configured`);
		const isLeft = o.type === "service.crashed" && listOf(o, "left").length > 0;
		if (life && !isLeft) life.state = "over";
		known.isStopped = o.type === "service.stopped";
	}
	/** What was killed is the very process that was started, and it was killed after that. */
	crash(o, id, life, object) {
		if (o["start"] !== void 0 && o["start"] !== life.start) object(o.seq, `${id} has a process of another time than was started`);
		if (o["pid"] !== void 0 && o["ms"] === void 0 && this.judge >= TIMED_SINCE) object(o.seq, `nothing says how long the crash of ${id} took`);
		if (o.t < life.t) object(o.seq, `${id} crashed before it was started`);
	}
	/** A gate that ran to its end had its services ready. */
	gate(o, object) {
		if (o["reason"] !== "completed") return;
		const gate = this.plan.gates.find(({ id }) => id === o.gate);
		for (const id of gate?.services ?? []) {
			const { life, wasReady = true } = this.known.get(id) ?? {};
			if (!wasReady || life?.state === "starting" && !life.hasFailed) object(o.seq, `gate "${o.gate ?? ""}" completed, and ${id} was never ready`);
		}
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

// src/verdict/plausibility/told.ts
/** So much later than GitHub says that its job ended, an artifact of it may have been made. */
const CLOCKS_MS = 6e4;
/** GitHub numbers them. */
const ATTEMPT = /^[1-9]\d*$/;
/**
* What GitHub tells of the evidence of another job. Only an execution that decides asks. Evidence of an earlier attempt of its run counts only
* with the word of GitHub that its jobs were not started again.
*/
var Told = class {
	types = /* @__PURE__ */ new Set([
		"execution.started",
		"part",
		"attempt.accepted",
		"artifact.told",
		"change.told",
		"baseline.told",
		"history",
		"reviews",
		"execution.ended"
	]);
	plan;
	started;
	part;
	accepted = false;
	/** GitHub answered: there is a token. */
	hasToken = false;
	isHistoryTold = false;
	told = /* @__PURE__ */ new Set();
	constructor(plan) {
		this.plan = plan;
	}
	fact(o, object) {
		if (o.type === "execution.started") this.started = o;
		else if (o.type === "part") this.part = o;
		else if (o.type === "history") this.isHistoryTold = true;
		else if (o.type === "reviews") this.hasToken ||= o["trouble"] === void 0;
		else if (o.type === "execution.ended") this.ended(o, object);
		else this.take(o, object);
	}
	take(o, object) {
		if (this.plan.decides !== true || this.started?.["runId"] === void 0) object(o.seq, "only a job that decides asks GitHub about the evidence of another one");
		const about = `${o.type} ${o.gate ?? ""} ${typeof o["name"] === "string" ? o["name"] : ""}`;
		if (this.told.has(about)) object(o.seq, "GitHub was asked twice");
		this.told.add(about);
		this.hasToken ||= o["trouble"] === void 0;
		if (o.type === "attempt.accepted") this.attempt(o, object);
		else if (o["trouble"] !== void 0 && ANSWERS.some((field) => o[field] !== void 0)) object(o.seq, "GitHub could not be asked, and it answered");
		else if (o.type === "baseline.told") baseline(o, object);
		else if (o.type === "change.told" && o["trouble"] === void 0 && o["mergeBase"] === void 0) object(o.seq, "a comparison without the commit at which both parted");
	}
	attempt(o, object) {
		this.accepted = true;
		const [uploaded, began] = [instantOf(stringOf(o, "uploadedAt")), instantOf(stringOf(o, "beganAt"))];
		if (String(countOf(o, "attempt")) !== this.part?.["runAttempt"]) object(o.seq, "it is of another attempt than the evidence");
		if (this.isOfThisRun() && !this.isEarlier()) object(o.seq, "the evidence is of no earlier attempt of this run");
		if (uploaded >= began) object(o.seq, "the evidence was uploaded after the attempt began that decides");
		const jobs = listOf(o, "jobs");
		if (jobs.length === 0) object(o.seq, "no job ran when the evidence was uploaded");
		for (const job of jobs) if (!ranAt(uploaded, job)) object(o.seq, "a job was started again, or did not run when the evidence was uploaded");
	}
	ended(o, object) {
		if (this.plan.decides !== true) return;
		if (o["reason"] !== "completed") object(o.seq, "where nothing runs, nothing is broken off");
		if (this.hasToken && !this.isHistoryTold && this.part?.["commit"] !== void 0) object(o.seq, "GitHub was asked, and not for earlier attempts");
		this.attempts(o, object);
	}
	/** Evidence is of this attempt of its run, or of an earlier one. */
	attempts(o, object) {
		const { started, part } = this;
		for (const attempt of [started?.["runAttempt"], part?.["runAttempt"]]) if (typeof attempt === "string" && !ATTEMPT.test(attempt)) object(o.seq, `${JSON.stringify(attempt)} is no attempt of a run`);
		if (this.isOfThisRun() && Number(part?.["runAttempt"]) > Number(started?.["runAttempt"])) object(o.seq, "the evidence is of an attempt that had not begun");
		if (this.isOfThisRun() && this.isEarlier() && !this.accepted) object(o.seq, "the evidence is of an earlier attempt, and nobody asked whether its job was started again");
	}
	/** A report on another run does not say which attempt of that it is about. */
	isOfThisRun() {
		return this.part?.["runId"] !== void 0 && this.part["runId"] === this.started?.["runId"];
	}
	isEarlier() {
		return Number(this.part?.["runAttempt"]) < Number(this.started?.["runAttempt"]);
	}
};
/** What an answer consists of. */
const ANSWERS = [
	"digest",
	"mergeBase",
	"held",
	"files",
	"executionId",
	"none"
];
/** What is told of a last GO that is there. */
const LAST_GO = [
	"executionId",
	"runId",
	"head",
	"artifact",
	"files"
];
function baseline(o, object) {
	if (LAST_GO.filter((field) => o[field] !== void 0).length !== (o["none"] !== void 0 || o["trouble"] !== void 0 ? 0 : LAST_GO.length)) object(o.seq, "a last GO is told in part, or with a reason for none");
}
function ranAt(moment, job) {
	const [started, completed] = isObject$1(job) ? [job["startedAt"], job["completedAt"]] : [];
	const ended = typeof completed === "string" ? instantOf(completed) + CLOCKS_MS : Infinity;
	return typeof started === "string" && instantOf(started) <= moment && moment <= ended;
}

// src/verdict/plausibility/within.ts
/** How a process ended: one of them stands at most. */
const ENDINGS = [
	"exit",
	"signal",
	"spawnError"
];
/** How long something took. */
const DURATIONS = ["durationMs", "ms"];
/** Told of a work tree: of none there is nothing to tell. */
const OF_WORK_TREE = [
	"commit",
	"branch",
	"dirtyCount",
	"dirty",
	"filters"
];
/** Told of each one. */
const OF_ANY_WORK_TREE = [
	"commit",
	"dirtyCount",
	"dirty"
];
/** Told together of a run of a workflow. */
const OF_RUN = ["runId", "runAttempt"];
/** Told of results that are there before a run. */
const OF_FILE = [
	"bytes",
	"modifiedAt",
	"changedAt",
	"inode",
	"sha256",
	"lines",
	"endsLine"
];
/** To the second, and both were asked for one after the other. */
const NAMED_WITHIN_MS = 2500;
/** What one fact says of one thing in two fields agrees. */
var Within = class {
	types = /* @__PURE__ */ new Set([
		"execution.started",
		"source",
		"source.end",
		"attempt",
		"step",
		"after.step",
		"stack",
		"sandbox",
		"service.ready",
		"service.failed",
		"service.exited",
		"service.crashed",
		"service.stopped",
		"results.before",
		"execution.ended"
	]);
	fact(o, object) {
		const say = (message) => object(o.seq, message);
		if (o.type === "execution.started" || o.type === "attempt") this.identity(o, say);
		if (o.type === "attempt" && o["status"] === "GO" && o["partial"] === true) say("a part of a plan is no GO");
		if (o.type.startsWith("source")) this.source(o, say);
		if (o.type === "results.before") this.before(o, say);
		if (o.type === "execution.ended" && o["removedBytes"] !== void 0 && o["reason"] !== "crashed") say("what a process left that was killed, and none was");
		for (const field of DURATIONS) if (Number(o[field] ?? 0) < 0) say(`it took ${Number(o[field])} ms`);
		if (ENDINGS.filter((ending) => o[ending] !== void 0).length > 1) say("a process that ended in two ways");
	}
	source(o, say) {
		const isThere = o["vcs"] !== null;
		if (!isThere && OF_WORK_TREE.some((field) => o[field] !== void 0)) say("a state of a work tree that is not there");
		if (isThere && (o["trouble"] !== void 0 || OF_ANY_WORK_TREE.some((field) => o[field] === void 0))) say("a work tree without its state");
	}
	before(o, say) {
		const { exists } = o;
		if (exists === false && OF_FILE.some((field) => o[field] !== void 0)) say("what a file held that was not there");
		if (exists === true && o["modifiedAt"] === void 0) say("a file that was there, and nothing of it");
	}
	/** The id of an execution begins with its time. */
	identity(o, say) {
		const named = timeIn(stringOf(o, "executionId"));
		if (Math.abs(named - instantOf(stringOf(o, "at"))) > NAMED_WITHIN_MS) say("its id names another time than it began");
		if (OF_RUN.some((field) => o[field] !== void 0) && OF_RUN.some((field) => o[field] === void 0)) say("a run of a workflow without its attempt, or an attempt of no run");
	}
};
/** Ms since 1970, to the second. */
function timeIn(executionId) {
	return instantOf(executionId.replace(/^(....)(..)(..)-(..)(..)(..)-.*$/, "$1-$2-$3T$4:$5:$6.000Z"));
}

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
	sealed;
	completed = false;
	/** @param prior whose evidence the bundle holds */
	constructor(plan, kinds, files, prior) {
		const intervalOf = ({ kind, spec }) => kinds[kind]?.spec.intervalMs?.(spec);
		const own = Object.values(kinds).flatMap(({ spec }) => spec.commands ?? []);
		const asked = plan.gates.flatMap(({ kind, spec }) => kinds[kind]?.spec.artifacts?.(spec) ?? []);
		const queriesOf = ({ kind, spec }) => kinds[kind]?.spec.queries?.(spec);
		this.laws = [
			new Clocks(),
			new Services(plan),
			new Commands(plan, own),
			new Files(plan, asked),
			new History(),
			new Schedule(plan, intervalOf),
			new Changes(),
			new Told(plan),
			new Looks(plan, ({ kind }) => kinds[kind]?.spec.staged !== void 0),
			new Captured(plan, ({ kind, spec }) => kinds[kind]?.spec.probes?.(spec) ?? []),
			new Restored(),
			new Neighbours(),
			new Within(),
			new Answers(plan, queriesOf, files),
			...prior ? [new Observed(prior, plan.decides === true)] : []
		];
		this.sealed = this.laws.filter((law) => law.seal !== void 0);
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
		for (const law of this.sealed) law.seal?.(seal, this.object);
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
	return by && by.judge !== 9 ? by : void 0;
}
/** Where to go with a bundle of another version. */
function otherVersionInWords({ judge, producer }) {
	return `recorded and judged by ${producer}, judge ${JSON.stringify(judge)}, and this is judge ${9}: verify it with that release`;
}

// src/app/bundle/judge-bundle.ts
/** Folds a bundle's plan, observations and attachments into a decision. It looks at no rendered record. */
function judgeBundle(bundle, plan) {
	return atOnce(judging(bundle, plan));
}
/** The same, piece by piece. */
function* judging(bundle, plan) {
	const prior = yield* priorIn(bundle, plan);
	const fold = plan.decides && prior ? new DecidingFold(plan, kinds, prior) : new ExecutionFold(plan, kinds, attachmentsOf(bundle), prior);
	const collector = new OutcomeCollector();
	const planSha256 = sha256OfBytes(readWhole(path.join(bundle, BUNDLE.plan), MOST$1.plan));
	const plausibility = new Plausibility(plan, kinds, attachmentsOf(bundle), prior?.outcome && elsewhere(prior.outcome));
	const seals = yield* readingObservations(path.join(bundle, BUNDLE.observations), planSha256, (o) => {
		collector.step(o);
		fold.step(o);
		plausibility.fact(o);
		return fold.reading;
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
	const own = head === void 0 ? void 0 : collector.outcome(plan, decision, {
		head,
		finishedAt: finishedAt ?? ""
	});
	return {
		planSha256,
		seals,
		decision,
		inconsistencies: fold.inconsistencies,
		doubts: plausibility.inconsistencies,
		commit: collector.commit() ?? (plan.decides && prior?.fact.commit),
		collector,
		outcome: own && plan.decides && prior?.outcome ? decidedUpon(prior.outcome, own) : own
	};
}
function elsewhere({ facts, finishedAt }) {
	const repository = facts.started?.["repository"];
	return {
		repository: typeof repository === "string" ? repository : void 0,
		finishedAt
	};
}
/** What the part of a bundle tells, of a plan that holds one; undefined when it is not there. */
function* priorIn(bundle, plan) {
	const folder = path.join(bundle, BUNDLE.prior);
	if (!holdsPart(plan) || !fs.existsSync(folder)) return void 0;
	return yield* priorOf(folder, planOfPart(configOf(bundle), plan));
}
/** What an execution left to the one that goes on with it. @param plan the plan that it must be of */
function* priorOf(folder, plan) {
	const { collector, commit, decision, seals, planSha256, outcome } = yield* judging(folder, plan);
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
		outcome,
		facts: (gate) => gateFacts(folder, plan, gate),
		replay: (take) => replay(folder, take)
	};
}
/** Passes on all facts of one execution, and the bytes of its files. */
function replay(folder, take) {
	const files = attachmentsOf(folder);
	const planSha256 = sha256OfBytes(readWhole(path.join(folder, BUNDLE.plan), MOST$1.plan));
	readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => take(o, () => files.read(stringOf(o, "path"))));
}
/** The facts of a gate, of all stages up to that of this bundle. */
function gateFacts(folder, plan, gate) {
	const earlier = plan.stage?.after === void 0 ? [] : gateFacts(path.join(folder, BUNDLE.prior), planOfPart(configOf(folder), plan), gate);
	const own = [];
	const planSha256 = sha256OfBytes(readWhole(path.join(folder, BUNDLE.plan), MOST$1.plan));
	readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => {
		if (o.gate === gate && !/^(?:gate|after)\.|^control$/.test(o.type)) own.push(o);
	});
	return [...earlier, ...own];
}
/** The plan that the part of a bundle must be of: this one's, but for the stage, or for deciding. @param config the bytes of the configuration */
function planOfPart(config, plan) {
	const { decides, ...observed } = plan;
	if (decides) return derivePlan(config.toString("utf8"), config, observed);
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

export { misfit as A, systemCode as C, SEAL_WITHIN as D, MAX_LINE as E, ATTEMPT_STATUSES as F, PEOPLE_WORDS as M, apart as N, declarationOf as O, provenanceInWords as P, UnreadableBundle as S, LAST_OBSERVATION as T, timeOf as _, planOfPart as a, readingObservations as b, replay as c, samplesOf as d, INSTANT as f, seconds as g, answerOf as h, planIn as i, attachmentsOf as j, ENVELOPE as k, otherVersion as l, TIME as m, judgeBundle as n, priorIn as o, RANGE as p, judging as r, priorOf as s, configOf as t, otherVersionInWords as u, ExecutionFold as v, CLOCK_TOLERANCE as w, sealText as x, readObservations as y };