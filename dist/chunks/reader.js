import { t as BASES } from "./observation.js";
import { t as sha256OfBytes } from "./sha256.js";
import { n as SetupError } from "./errors.js";
import fs from "node:fs";
import { createHash } from "node:crypto";
import { isUtf8 } from "node:buffer";

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

// src/evidence/seal.ts
/** The longest line of observations.jsonl in bytes, its newline included. */
const MAX_LINE = 1 << 20;
/** The observation that only the final seal may follow. */
const LAST_OBSERVATION = "execution.ended";
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
function isWallTime(value) {
	if (typeof value !== "string") return false;
	const time = new Date(value);
	return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}
function isSha256(value) {
	return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

// src/core/fact-types.ts
/**
* Every type of fact that an execution records: docs/observations.md says what each holds, and no other stands in an honest
* recording. `seal` is none, the recorder writes it by itself.
*/
const FACT_TYPES = [
	"execution.started",
	"source",
	"secret.unset",
	"part",
	"leak",
	"clock",
	"interrupted",
	"resumed",
	"execution.ended",
	"gate.started",
	"control",
	"step",
	"attachment",
	"file",
	"gate.ended",
	"after.step",
	"after.attachment",
	"after.file",
	"service.started",
	"service.ready",
	"service.failed",
	"service.exited",
	"service.usurped",
	"service.verified",
	"service.crashed",
	"service.stopped",
	"stack",
	"sweep",
	"probe",
	"check",
	"missed",
	"progress",
	"request",
	"sandbox",
	"reports.before",
	"reports.after",
	"baseline.none",
	"between",
	"results.before",
	"results.after",
	"prometheus",
	"sample",
	"stage",
	"rollback"
];
/** Facts that may tell of a moment before the one at which they were recorded. */
const BACKDATED = /* @__PURE__ */ new Set(["service.crashed"]);

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

// src/evidence/reader.ts
/** More problems than this are only counted. */
const MAX_PROBLEMS = 50;
/**
* Streams a recording and checks every line against the seals, in constant memory. Every line that has the shape of an
* observation is handed on, also after a problem, so that everything that is off can be named in one go.
*/
function readObservations(path, planSha256, onObservation) {
	const check = new SealCheck(planSha256, onObservation);
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
	lines = 0;
	observations = 0;
	seq = 0;
	prev;
	hash = createHash("sha256");
	bytes = 0;
	sealedBytes = 0;
	sealedLines = 0;
	lastSeal;
	ended = false;
	startedAt;
	t = 0;
	constructor(planSha256, onObservation) {
		this.prev = planSha256;
		this.onObservation = onObservation;
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
				this.hash.update(buffer.subarray(unhashed, start));
				unhashed = stop + 1;
				this.seal(seal, buffer.subarray(start, unhashed), this.bytes + unhashed);
			}
			start = stop + 1;
		}
		this.hash.update(buffer.subarray(unhashed, end));
		this.bytes += end;
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
		const wrong = misshapen(value);
		if (wrong) {
			this.object(wrong);
			return;
		}
		const o = value;
		if (this.ended && !this.lastSeal?.final) this.object(`only the final seal may follow ${LAST_OBSERVATION}`);
		this.ended = o.type === LAST_OBSERVATION;
		if (o.t < this.t && !BACKDATED.has(o.type)) this.object(`"t" is ${o.t}, after ${this.t}: time does not go back`);
		this.t = Math.max(this.t, o.t);
		if (o.type === "execution.started" && typeof o["at"] === "string") this.startedAt ??= o["at"];
		this.observations++;
		this.onObservation(o);
	}
	seal(seal, line, bytes) {
		const covers = this.lines - 1 - this.sealedLines;
		const digest = this.hash.digest("hex");
		if (covers === 0) this.object("a seal over nothing");
		else if (seal.sha256 !== digest) this.object(`lines ${this.sealedLines + 1} to ${this.lines - 1} are not what it was made over`);
		if (seal.prev !== this.prev) this.object(this.lastSeal ? "it does not follow from the seal before it" : "it does not follow from plan.json");
		if (seal.final !== this.ended) this.object(seal.final ? `the final seal, but the last observation is not ${LAST_OBSERVATION}` : `it follows ${LAST_OBSERVATION} and is not final`);
		this.prev = sha256OfBytes(line);
		this.hash = createHash("sha256");
		this.sealedBytes = bytes;
		this.sealedLines = this.lines;
		this.lastSeal = seal;
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
const KNOWN_BASES = /* @__PURE__ */ new Set([void 0, ...BASES]);
function misshapen({ t, type, gate, basis }) {
	if (typeof t !== "number") return "\"t\" is not a number";
	if (t < 0) return "\"t\" is before the beginning";
	if (typeof type !== "string") return "\"type\" is not a string";
	if (gate !== void 0 && typeof gate !== "string") return "\"gate\" is not a string";
	if (!KNOWN_BASES.has(basis)) return `"basis" is none of ${BASES.join(", ")}`;
}

export { sealText as a, UnreadableBundle as c, MAX_LINE as i, systemCode as l, FACT_TYPES as n, BUNDLE as o, LAST_OBSERVATION as r, isPlainPath as s, readObservations as t };