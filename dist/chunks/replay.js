import { t as openBundle } from "./bundle.js";
import { a as worstFirst, n as needsAttention, o as sha256OfBytes } from "./verdict.js";
import { t as BUNDLE } from "./paths.js";
import { r as readWhole, t as MOST } from "./read.js";
import { b as readingObservations, i as planIn, l as otherVersion, r as judging, u as otherVersionInWords } from "./judge-bundle.js";
import { m as terminal } from "./escape.js";
import { En as troubleOf } from "./configuration.js";
import { i as thousands, r as rowInWords } from "./row-words.js";
import { o as cut } from "./budget.js";
import { d as verdictInWords, l as offset, o as countOfThings, u as spanInWords } from "./width.js";
import { t as bundleAt } from "./stored-bundle2.js";
import { t as breathing } from "./breathing.js";
import path from "node:path";

// src/report/replay-fields.ts
/** Bytes of foreign text in one field. */
const FIELD_BYTES = 200;
/** Whether a probe did not get the answer it should have: then it carries an error code. */
function isFailure(o) {
	return has(o, "code");
}
function has(o, name) {
	return o[name] !== void 0 && o[name] !== null;
}
function field(o, name) {
	return has(o, name) ? cut(jsonWord(o[name]), FIELD_BYTES) : "?";
}
function jsonWord(value) {
	if (typeof value === "string") return value;
	return typeof value === "number" ? String(value) : JSON.stringify(value);
}
/** Why there is no answer, or not the right one. */
function trouble(o) {
	return troubleOf(field(o, "code"), has(o, "detail") ? field(o, "detail") : "");
}
function withText(o, name) {
	return has(o, name) ? ` (${field(o, name)})` : "";
}
/** @param one what is counted, in the singular */
function counted(o, name, one) {
	const value = o[name];
	return typeof value === "number" ? countOfThings(value, one) : `? ${one}s`;
}
/** How a process ended. */
function end(o) {
	if (has(o, "folder")) return `could not be started, there is no folder ${field(o, "folder")}`;
	if (has(o, "spawnError")) return `could not be started, ${field(o, "spawnError")}`;
	if (has(o, "signal")) return `by ${field(o, "signal")}`;
	return has(o, "exit") ? `exit code ${field(o, "exit")}` : "end unknown";
}
function late(o) {
	return o["timedOut"] === true ? ", its time was up" : "";
}
function span(o, name) {
	const value = o[name];
	return typeof value === "number" ? spanInWords(value) : "?";
}
function micros(o) {
	const value = o["us"];
	return typeof value === "number" ? `${thousands(value / 1e3)} ms` : "?";
}
function size(o, name) {
	const value = o[name];
	return Array.isArray(value) ? thousands(value.length) : "?";
}
function items(o, name) {
	const value = o[name];
	return Array.isArray(value) ? value.map((item) => jsonWord(item)).join(", ") : "";
}

// src/report/replay-gates.ts
const CONTROLS = /* @__PURE__ */ new Map([
	["stop", "ended early: its verdict is settled"],
	["skip", "is not run"],
	["abort", "must not go on"]
]);
const FAILURES = /* @__PURE__ */ new Map([
	["not-executable", "could not be started"],
	["port-taken", "found its port taken"],
	["absent", "is not there"],
	["exited", "died before it was ready"],
	["unready", "did not become ready"]
]);
/** What was recorded of any gate, of its files and of its services. */
const GATE_WORDS = {
	"gate.started": () => "gate starts",
	"gate.ended": (o) => `gate ended: ${field(o, "reason")}${withText(o, "detail")}`,
	control: (o) => CONTROLS.get(field(o, "action")) ?? field(o, "action"),
	step: stepWords,
	attachment: (o) => o["withheld"] === true ? `${field(o, "original")} is withheld: a secret stood in it` : void 0,
	file: missingFile,
	"after.step": (o) => `afterwards: ${stepWords(o)}`,
	"after.attachment": () => void 0,
	"after.file": (o) => `afterwards: ${missingFile(o)}`,
	"reports.before": (o) => o["files"] === 0 ? void 0 : `run ${field(o, "run")}: ${counted(o, "files", "older report")} lay there before it`,
	"reports.after": (o) => `run ${field(o, "run")}: ${counted(o, "files", "report")} kept`,
	"results.before": (o) => o["exists"] === true ? `run ${field(o, "run")}: ${field(o, "path")} was there before it` : void 0,
	"results.after": (o) => `run ${field(o, "run")}: ${field(o, "path")} ${resultsWords(o)}`,
	"baseline.none": (o) => `no baseline from ${field(o, "from")}: ${field(o, "why")}`,
	wiped: (o) => `${field(o, "path")} ${has(o, "left") ? `could not be removed: ${field(o, "left")} is still there` : "removed before the restore"}${withText(o, "detail")}`,
	"service.started": (o) => `${field(o, "service")} started, pid ${field(o, "pid")}${has(o, "port") ? `, port ${field(o, "port")}` : ""}`,
	"service.ready": (o) => `${field(o, "service")} ready after ${span(o, "ms")}`,
	"service.failed": (o) => `${field(o, "service")} ${FAILURES.get(field(o, "cause")) ?? field(o, "cause")}${isFailure(o) ? `: ${trouble(o)}` : withText(o, "detail")}`,
	"service.usurped": (o) => `${field(o, "service")} ${o["shared"] === true ? "shares" : "lost"} its port: ${field(o, "detail")}`,
	"service.exited": (o) => `${field(o, "service")} died (${end(o)})`,
	"service.verified": verifiedWords,
	"service.crashed": (o) => `${field(o, "service")} killed: ${size(o, "killed")} processes`,
	"service.stopped": (o) => `${field(o, "service")} stopped (${end(o)}) after ${span(o, "ms")}`,
	stack: (o) => `command to ${field(o, "action")} the services ${end(o)}${late(o)} after ${span(o, "ms")}: ${field(o, "run")}`,
	sweep: (o) => `looked for what ${items(o, "services") || "services"} left behind (${field(o, "phase")}): ${size(o, "found")} left, ${size(o, "zombies")} zombies`
};
function stepWords(o) {
	return `${field(o, "name")} ${end(o)}${late(o)} after ${span(o, "durationMs")}: ${field(o, "run")}`;
}
function missingFile(o) {
	return `${field(o, "path")} is not there${isFailure(o) ? `: ${trouble(o)}` : ""}`;
}
function resultsWords(o) {
	if (isFailure(o)) return trouble(o);
	return o["earlier"] === true ? "is as it was before the run" : "was written";
}
function verifiedWords(o) {
	const alive = `${o["alive"] === true ? "alive" : "not alive"}, ${o["ours"] === true ? "ours" : "not ours"}`;
	return `${field(o, "service")} ${alive}, port ${field(o, "portOwner")}${isFailure(o) ? `: ${trouble(o)}` : ""}`;
}

// src/report/replay-looks.ts
/** Series of one sample that a line shows. */
const SHOWN_SERIES = 3;
const NO_LABELS = /* @__PURE__ */ new Set(["", "{}"]);
/** What gates saw that look at something themselves, or ask Prometheus. */
const LOOK_WORDS = {
	check: (o) => isFailure(o) ? `${failureWords(o)} after ${micros(o)}` : void 0,
	missed: (o) => `${has(o, "service") ? `${field(o, "service")} ` : ""}${slotWords(o)}: ${o["busy"] === true ? "busy, no answer yet to the check before" : "missed"}`,
	progress: (o) => isFailure(o) ? `progress of ${field(o, "service")}: ${trouble(o)}` : void 0,
	probe: (o) => `${field(o, "name")}, ${has(o, "try") ? `try ${field(o, "try")}` : slotWords(o)}: ${isFailure(o) ? trouble(o) : "answered"} after ${micros(o)}`,
	request: (o) => `${field(o, "identity")}, rule ${place(o, "rule")}: ${isFailure(o) ? trouble(o) : `status ${field(o, "status")}`} after ${micros(o)}`,
	sandbox: (o) => `sandbox ${place(o, "index")}, ${field(o, "step")}: ${end(o)}${late(o)}${has(o, "control") ? "; the same command outside was run as well" : ""}`,
	prometheus: (o) => isFailure(o) ? `Prometheus: ${trouble(o)}` : `Prometheus answers${skew(o)}`,
	sample: (o) => isFailure(o) || ofRollout(o) ? `${slotWords(o)}: ${field(o, "query")} ${sampleWords(o)}` : void 0,
	stage: (o) => `stage ${field(o, "name")} begins, weight ${field(o, "weight")} %`,
	changed: () => "its weight is set",
	between: (o) => `${counted(o, "looks", "look")} back at the time since the job before`,
	rollback: (o) => `rollback begins, from weight ${field(o, "weight")} %`
};
function skew(o) {
	const ms = o["skewMs"];
	return typeof ms === "number" && Math.abs(ms) >= 1e3 ? `; its clock is ${Math.abs(ms)} ms ${ms > 0 ? "ahead" : "behind"}` : "";
}
/** Counted from 1, as people do. */
function place(o, name) {
	const index = o[name];
	return typeof index === "number" ? String(index + 1) : "?";
}
function failureWords(o) {
	return `${field(o, "service")} ${slotWords(o)}: ${trouble(o)}`;
}
/** The samples of a `metrics` gate are as many as its checks; those of a rollout are its story. */
function ofRollout(o) {
	return has(o, "stage") || o["rollback"] === true;
}
/** What is asked of a source of metrics, or in a rollout, is a look; what is asked of a service is a check. */
function isLook(o) {
	return ofRollout(o) || o.type === "sample" || o.type === "missed" && !has(o, "service");
}
/** Which check it is, or where in a rollout and in which of its looks; all count from 1. */
function slotWords(o) {
	const slot = o["slot"];
	const look = `${isLook(o) ? "look" : "check"} ${typeof slot === "number" ? slot + 1 : "?"}`;
	if (o["rollback"] === true) return `rollback, ${look}`;
	const stage = o["stage"];
	if (typeof stage !== "number") return look;
	if (o["after"] === true) return `after the last stage, ${look}`;
	return `stage ${stage + 1}, ${o["changing"] === true ? "its weight changes, " : ""}${look}`;
}
/** `= 0.004`, or of several series each with its labels. */
function sampleWords(o) {
	if (isFailure(o)) return trouble(o);
	const series = Array.isArray(o["values"]) ? o["values"] : [];
	if (series.length === 0) return "has no value";
	return `= ${series.slice(0, SHOWN_SERIES).map(seriesWords).join(", ")}${series.length > SHOWN_SERIES ? `, and ${series.length - SHOWN_SERIES} more` : ""}`;
}
function seriesWords(one) {
	const [labels, value] = Array.isArray(one) ? one : [];
	const words = value === void 0 ? "?" : jsonWord(value);
	return typeof labels === "string" && !NO_LABELS.has(labels) ? `${words} ${labels}` : words;
}

// src/report/replay-recording.ts
/** What was recorded of the whole execution, of its change, and of what GitHub tells. */
const RECORDING_WORDS = {
	"execution.started": (o) => `execution ${field(o, "executionId")} starts at ${field(o, "at")} on ${field(o, "os")} ${field(o, "arch")}`,
	"execution.ended": (o) => `execution ended: ${field(o, "reason")}`,
	source: sourceWords,
	"source.end": (o) => `after the gates ${sourceWords(o)}`,
	"secret.unset": (o) => `secret ${field(o, "name")} is ${o["why"] === "short" ? "too short to be looked for" : "unset"}`,
	part: (o) => `follows execution ${field(o, "executionId")}, head ${field(o, "head")}`,
	artifact: (o) => has(o, "trouble") ? `artifact ${field(o, "name")} could not be fetched: ${field(o, "trouble")}` : `artifact ${field(o, "name")} (${field(o, "id")}) brought ${counted(o, "files", "file")}`,
	leak: leakWords,
	scan: (o) => has(o, "trouble") ? `no search for secrets in ${field(o, "glob")}: ${field(o, "trouble")}` : `searched ${counted(o, "files", "file")} of ${field(o, "glob")} for secrets`,
	clock: (o) => `the wall clock jumped by ${field(o, "jumpMs")} ms`,
	"recorder.late": (o) => `recorded ${field(o, "ms")} ms late: the machine was busy`,
	"record.restored": (o) => `${field(o, "file")} was removed or replaced${has(o, "during") ? ` while ${field(o, "during")} ran` : ""}, and put back`,
	neighbour: (o) => `execution ${field(o, "executionId")} went on in the same checkout`,
	interrupted: (o) => `interrupted by ${field(o, "signal")}`,
	resumed: () => "taken up again by another process",
	attempt: (o) => `earlier attempt of this commit: ${field(o, "executionId")} ${field(o, "status")}`,
	history: historyWords,
	"change.base": (o) => has(o, "trouble") ? `no list of what changed since ${field(o, "base")}: ${field(o, "trouble")}${withText(o, "detail")}` : `compared ${field(o, "head")} with ${field(o, "mergeBase")}, where it left ${field(o, "base")} (${field(o, "commit")})`,
	review: (o) => `${field(o, "reviewer")} (${field(o, "permission")}) ${field(o, "state")} ${field(o, "commit")} at ${field(o, "submittedAt")}`,
	reviews: (o) => `pull request #${field(o, "pullRequest")} by ${field(o, "author")} at ${field(o, "head")}: ${counted(o, "count", "review")}${withText(o, "trouble")}`,
	"attempt.accepted": (o) => `the evidence is of attempt ${field(o, "attempt")}, and ${size(o, "jobs")} jobs that ran then were not started again`,
	"artifact.told": (o) => told(o, `artifact ${field(o, "name")}`, has(o, "digest") ? "is there" : "is not there"),
	"change.told": (o) => told(o, "the change", has(o, "files") ? `touches ${size(o, "files")} files` : "is too large to be compared"),
	"baseline.told": (o) => told(o, "the last GO", has(o, "none") ? `is not there: ${field(o, "none")}` : `is that of run ${field(o, "runId")}`)
};
function sourceWords(o) {
	return o["vcs"] === "git" ? `source is commit ${field(o, "commit")}, ${counted(o, "dirtyCount", "uncommitted change")}` : "source is no git work tree";
}
function historyWords(o) {
	if (has(o, "trouble")) return `earlier attempts are not known: ${field(o, "trouble")}`;
	if (!has(o, "commit")) return void 0;
	return `${counted(o, "attempts", "attempt")} of this commit before, ${field(o, "noGo")} NO-GO, in ${field(o, "store")}`;
}
function leakWords(o) {
	return `${has(o, "secret") ? `the secret ${field(o, "secret")}` : `what looks like a secret (${field(o, "rule")})`} stood in ${has(o, "path") ? field(o, "path") : field(o, "file")}, line ${field(o, "line")}${o["withheld"] === true ? "; the file is withheld" : ""}`;
}
function told(o, what, answer) {
	return `GitHub says: ${what} ${has(o, "trouble") ? `is not known: ${field(o, "trouble")}` : answer}`;
}

// src/report/replay-words.ts
/** Bytes of one line's foreign text. */
const LINE_BYTES$1 = 400;
/** Words for every fact; undefined leaves one out. What another version recorded is shown with its fields. */
const WORDS = {
	...RECORDING_WORDS,
	...GATE_WORDS,
	...LOOK_WORDS
};
const BY_TYPE = new Map(Object.entries(WORDS));
/** One line about an observation, without time and gate; undefined for one that a timeline leaves out. */
function describe(o) {
	const words = BY_TYPE.get(o.type);
	const text = words ? words(o) : `${o.type} ${fields(o)}`;
	return text === void 0 ? void 0 : terminal(cut(text, LINE_BYTES$1)).trimEnd();
}
/** All fields of a fact whose type this page does not know. */
function fields(o) {
	const { seq: _seq, t: _t, type: _type, gate: _gate, basis: _basis, ...rest } = o;
	return Object.keys(rest).map((name) => `${name}=${field(o, name)}`).join(" ");
}

// src/report/replay-verdicts.ts
const LINE_BYTES = 400;
/** So many criteria and findings of a gate are shown; the report shows them all. */
const SHOWN = 10;
/** What a timeline says of verdicts: at the end of each gate, and of the execution. */
var ReplayVerdicts = class {
	decision;
	/** When the facts were recorded that findings point at. */
	moments = /* @__PURE__ */ new Map();
	wanted;
	open;
	constructor(decision) {
		this.decision = decision;
		this.wanted = new Set(decision.judgements.flatMap(({ findings }) => findings.flatMap(({ seq }) => seq ?? [])));
		this.open = new Set(decision.judgements.map(({ gate }) => gate));
	}
	/** @returns what is known of a gate once this fact stands there */
	step(o) {
		if (this.wanted.has(o.seq)) this.moments.set(o.seq, o.t);
		const judgement = o.type === "gate.ended" || o.type === "control" && o["action"] === "skip" ? this.decision.judgements.find(({ gate }) => gate === o.gate) : void 0;
		return judgement ? this.verdict(judgement) : [];
	}
	/** The gates that never ran, the evidence, and the decision. */
	end() {
		const { status, reasons, judgements } = this.decision;
		return [
			...judgements.filter(({ gate }) => this.open.has(gate)).flatMap((judgement) => this.verdict(judgement)),
			`decision: ${status}`,
			...reasons.slice(0, SHOWN).map((reason) => `  ${short(reason)}`)
		];
	}
	verdict(judgement) {
		const { gate, verdict, raw, required, reason, criteria, findings } = judgement;
		this.open.delete(gate);
		const bad = worstFirst(criteria.filter(needsAttention));
		const why = bad.length === 0 && verdict !== "passed" && reason !== "" ? `: ${reason}` : "";
		return [
			`[${terminal(gate)}] ${verdictInWords({
				verdict,
				raw
			})}${required ? "" : ", advisory"}${short(why)}`,
			...some(bad, "criterion", "criteria", (row) => `${row.verdict}: ${rowInWords(row)}`),
			...some(findings, "finding", "findings", (finding) => this.finding(finding))
		];
	}
	finding({ title, message, seq }) {
		const t = seq === void 0 ? void 0 : this.moments.get(seq);
		const [first = ""] = message.split("\n");
		return `${t === void 0 ? "" : `at ${offset(t)}, `}${title}: ${first}`;
	}
};
function some(all, one, many, words) {
	const rest = all.length - SHOWN;
	return [...all.slice(0, SHOWN).map((item) => `  ${short(words(item))}`), ...rest > 0 ? [`  … and ${countOfThings(rest, `more ${one}`, `more ${many}`)}`] : []];
}
function short(words) {
	return terminal(cut(words, LINE_BYTES)).trimEnd();
}

// src/report/replay.ts
/** Verdicts stand where no moment does: they follow from all that was recorded. */
const INDENT = " ".repeat(offset(0).length + 2);
const MINUTE_MS = 6e4;
/**
* An execution as a timeline of text lines, from its observations in order: a line for each event of interest, checks as one
* line a minute, every failed or missed check on a line of its own.
*/
var Replay = class {
	minute;
	verdicts;
	/** @param decision what the execution amounts to, as far as it can be judged */
	constructor(decision) {
		this.verdicts = decision && new ReplayVerdicts(decision);
	}
	/** @returns the lines that this observation completes. */
	step(o) {
		if (o.type === "seal") return [];
		const summed = this.closeMinuteBefore(o);
		if (o.type === "check" || o.type === "missed") this.count(o);
		const words = describe(o);
		const verdicts = this.verdicts?.step(o) ?? [];
		const own = words === void 0 ? [] : [line(o.t, o.gate, words)];
		return [
			...summed,
			...own,
			...verdicts.map((verdict) => `${INDENT}${verdict}`)
		];
	}
	/** @returns what is still to be said after the last observation. */
	end() {
		return [...this.closeMinute(), ...(this.verdicts?.end() ?? []).map((verdict) => `${INDENT}${verdict}`)];
	}
	count(o) {
		this.minute ??= {
			gate: o.gate,
			number: Math.floor(o.t / MINUTE_MS),
			lastT: o.t,
			checks: 0,
			failures: 0,
			missed: 0
		};
		this.minute.lastT = o.t;
		if (o.type === "missed") this.minute.missed++;
		else this.minute.checks++;
		if (o.type === "check" && isFailure(o)) this.minute.failures++;
	}
	/** A minute ends with the first observation of the next one or of another gate, and with its gate. */
	closeMinuteBefore(o) {
		if (!this.minute) return [];
		return o.gate === this.minute.gate && Math.floor(o.t / MINUTE_MS) === this.minute.number && o.type !== "gate.ended" ? [] : this.closeMinute();
	}
	closeMinute() {
		const minute = this.minute;
		this.minute = void 0;
		if (!minute) return [];
		const failures = minute.failures > 0 ? countOfThings(minute.failures, "failure") : "all answered";
		const missed = minute.missed > 0 ? `, ${minute.missed} missed` : "";
		const words = minute.checks > 0 ? `${countOfThings(minute.checks, "check")}, ${failures}${missed}` : `${minute.missed} missed`;
		return [line(minute.lastT, minute.gate, words)];
	}
};
function line(t, gate, words) {
	return `${offset(t)}  ${gate === void 0 ? "" : `[${terminal(gate)}] `}${words}`;
}

// src/app/commands/replay.ts
/**
* `gate replay`: an execution as a timeline, with verdicts and decision. `bundle` is a path, or the id of an execution; without it the
* newest one.
*/
async function replay(bundle, wanted, io) {
	const opened = await openBundle(bundleAt(bundle, wanted, io), (line) => io.stderr(`gate replay: ${line}\n`));
	try {
		const planSha256 = sha256OfBytes(readWhole(path.join(opened.folder, BUNDLE.plan), MOST.plan));
		const timeline = new Replay(await decisionOf(opened.folder, io));
		const print = (lines) => lines.forEach((line) => io.stdout(`${line}\n`));
		const recording = path.join(opened.folder, BUNDLE.observations);
		const seals = await breathing(readingObservations(recording, planSha256, (o) => print(timeline.step(o))));
		print(timeline.end());
		const trouble = seals.incomplete ?? seals.problems[0]?.message;
		if (trouble === void 0) return 0;
		io.stderr(`gate replay: the evidence is not whole: ${terminal(trouble)}; see \`gate verify\`\n`);
		return 2;
	} finally {
		opened.cleanup();
	}
}
/** A timeline stands without verdicts, too: of evidence that this version does not judge, or that can't be judged. */
async function decisionOf(folder, io) {
	try {
		const other = otherVersion(folder);
		if (other) io.stderr(`gate replay: the verdicts are today's: ${terminal(otherVersionInWords(other))}\n`);
		return (await breathing(judging(folder, planIn(folder)))).decision;
	} catch (error) {
		io.stderr(`gate replay: without verdicts: ${terminal(error instanceof Error ? error.message : String(error))}\n`);
		return;
	}
}

export { replay };