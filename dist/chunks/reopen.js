import { n as SetupError } from "./errors.js";
import { A as misfit, D as SEAL_WITHIN, E as MAX_LINE, O as declarationOf, T as LAST_OBSERVATION, k as ENVELOPE, w as CLOCK_TOLERANCE, x as sealText, y as readObservations } from "./judge-bundle.js";
import { t as atOnce } from "./pieces.js";
import { o as sha256OfBytes } from "./verdict.js";
import { t as feeding } from "./hash.js";
import { u as whyNotRemoved } from "./budget.js";
import fs from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";

// src/redact/last-lines.ts
const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** The end of a text, in at most so many bytes of UTF-8: whole lines of it, or the end of a last line that is longer. */
function lastLines(text, most) {
	const whole = text.trim();
	const bytes = encoder.encode(whole);
	if (bytes.length <= most) return whole;
	const end = decoder.decode(bytes.subarray(bytes.length - most)).replace(/^\uFFFD+/, "");
	const lineBreak = end.search(/[\n\r]/);
	return lineBreak < 0 ? end : end.slice(lineBreak).replace(/^[\n\r]+/, "");
}

// src/evidence/fact.ts
/**
* A draft as the fact that is written: numbered, `t` to 1 µs, foreign text redacted and cut, absent fields left out. What it
* returns equals what a reader parses from the line.
* @throws TypeError for what its declaration does not allow: a mistake of ours
*/
function factOf(draft, seq, t, redact) {
	const { gate, type, basis } = draft;
	const declaration = declarationOf(type);
	if (!declaration) throw new TypeError(`no fact is of type "${type}"`);
	const fact = {
		seq,
		t: finite(Math.round(t * 1e3) / 1e3),
		...gate !== void 0 && { gate },
		type,
		...basis !== void 0 && { basis },
		...written(draft, declaration.fields, redact)
	};
	const wrong = misfit(fact, declaration);
	if (wrong !== void 0) throw new TypeError(`a fact of type "${type}": ${wrong}`);
	return fact;
}
/** The declared fields of an object. What is not declared stays as it is, to be refused. */
function written(object, fields, redact) {
	const entries = [];
	for (const [name, value] of Object.entries(object)) {
		if (value === void 0 || ENVELOPE.has(name)) continue;
		const field = Object.hasOwn(fields, name) ? fields[name] : void 0;
		entries.push([name, field ? clean(value, field.shape, redact) : value]);
	}
	return Object.fromEntries(entries);
}
/** A value as it is written. What is not of its shape stays as it is, to be refused. */
function clean(value, shape, redact) {
	switch (shape.is) {
		case "number": return typeof value === "number" ? finite(value) : value;
		case "foreign number": return foreignOf(value, redact);
		case "foreign": return typeof value === "string" ? cut(value, shape, redact) : value;
		case "nullable": return value === null ? value : clean(value, shape.of, redact);
		case "list": return isList(value) ? value.map((item) => clean(item, shape.of, redact)) : value;
		case "tuple": return isList(value) ? value.map((item, index) => cleanPart(item, shape.of[index], redact)) : value;
		case "record": return isObject(value) ? written(value, shape.fields, redact) : value;
		case "operands": return foreignOf(value, redact.operand ?? redact);
		default: return value;
	}
}
function cleanPart(value, shape, redact) {
	return shape ? clean(value, shape, redact) : value;
}
function cut(text, { first, last }, redact) {
	if (last !== void 0) return lastLines(redact(text), last);
	return first === void 0 ? redact(text) : redact(text, first);
}
/** An object of any JSON without the secrets in it. */
function redactedObject(value, redact) {
	const clean = foreignOf(value, redact);
	return isObject(clean) ? clean : {};
}
/** JSON of any shape without the secrets in it, be they in keys or in the digits of a number. */
function foreignOf(value, redact) {
	if (typeof value === "string") return redact(value);
	if (typeof value === "number") return redact(String(value)) === String(value) ? finite(value) : redact(String(value));
	if (value === null || typeof value === "boolean") return value;
	if (isList(value)) return value.map((item) => foreignOf(item, redact));
	const entries = [];
	for (const [key, item] of Object.entries(value)) if (item !== void 0) entries.push([redact(key), foreignOf(item, redact)]);
	return Object.fromEntries(entries);
}
/** JSON has neither NaN nor Infinity nor -0: the first two would become null, and null is no measurement. */
function finite(value) {
	if (!Number.isFinite(value)) throw new TypeError(`a fact holds ${value}: only finite numbers are recorded`);
	return value + 0;
}
function isList(value) {
	return Array.isArray(value);
}
function isObject(value) {
	return typeof value === "object" && value !== null && !isList(value);
}

// src/evidence/put-back.ts
const PIECE$1 = 1 << 20;
/** Somebody removed or replaced a recording, and it can't be put back. */
var RecordingLost = class extends SetupError {
	constructor(file, why) {
		super(`something that ran removed or replaced ${file}, and it could not be put back: ${why instanceof Error ? why.message : String(why)}`, "nothing can be decided without it: no gate may touch the folder of executions");
		this.name = "RecordingLost";
	}
};
/** Whether an open file still lies under its name. */
function isAt(fd, file) {
	const [own, there] = [fs.fstatSync(fd, { bigint: true }), fs.lstatSync(file, {
		bigint: true,
		throwIfNoEntry: false
	})];
	return there !== void 0 && there.isFile() && there.ino === own.ino && there.dev === own.dev;
}
/** Puts the bytes of an open file under a name, in the place of whatever lies there. @returns the new file, to read and append */
function copyTo(fd, file) {
	const fresh = `${file}.own`;
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.rmSync(fresh, {
		recursive: true,
		force: true
	});
	const copy = fs.openSync(fresh, "ax+");
	try {
		const piece = Buffer.allocUnsafe(PIECE$1);
		for (let at = 0, got = 0; (got = fs.readSync(fd, piece, 0, PIECE$1, at)) > 0; at += got) for (let done = 0; done < got;) done += fs.writeSync(copy, piece, done, got - done);
		if (fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory()) fs.rmSync(file, { recursive: true });
		fs.renameSync(fresh, file);
		return copy;
	} catch (error) {
		fs.closeSync(copy);
		whyNotRemoved(fresh);
		throw error;
	}
}
/** Sees to it that a file holds what was written to it. @returns whether it did not */
function putBackFile(file, bytes) {
	if (fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === true && fs.readFileSync(file).equals(bytes)) return false;
	fs.rmSync(file, {
		recursive: true,
		force: true
	});
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, bytes);
	return true;
}

// src/evidence/recorder.ts
/** Lines reach the file within this time, ms: what a SIGKILL can lose. */
const FLUSH_AFTER = 200;
/** As many bytes are written at once. */
const FLUSH_SIZE = 1 << 18;
/**
* Writes observations.jsonl: numbers every line (one sequence, from 1, so that `seq` is the line), redacts, seals as it writes.
* A failure to write is thrown by the call that meets it or, if a timer met it, by the next one.
*/
var Recorder = class {
	options;
	fd;
	seq;
	prev;
	/** Of the bytes in the file since the last seal. */
	hash;
	unwritten = Buffer.allocUnsafe(FLUSH_SIZE + MAX_LINE);
	filled = 0;
	/** When the oldest unsealed line was written; undefined when there is none. */
	oldest;
	ended;
	failure;
	flushTimer;
	sealTimer;
	lastSeal;
	untold = [];
	/** @param tail where to go on in a file that is there; absent: a new file. */
	constructor(options, tail) {
		this.options = options;
		this.seq = tail?.lines ?? 0;
		this.prev = tail?.prev ?? options.planSha256;
		this.ended = tail?.ended ?? false;
		this.fd = fs.openSync(options.path, tail ? "a+" : "ax+");
		this.hash = createHash("sha256");
		if (tail) atOnce(feeding(this.hash, options.path, tail.sealedBytes));
		if (tail && tail.unsealedLines > 0) this.age(options.clock.now());
		this.lastSeal = this.times();
	}
	/**
	* Records a fact. `t` is the draft's, else now.
	* @throws TypeError for a number that is not finite, RangeError for a line over 1 MiB, Error after `execution.ended`.
	*/
	write(draft) {
		this.rethrow();
		if (this.ended) throw new Error(`"${draft.type}" can't be recorded: nothing follows ${LAST_OBSERVATION}`);
		if (draft.type === "execution.ended") this.tellAtTheEnd();
		let now = this.options.clock.now();
		if (this.oldest !== void 0 && now - this.oldest >= 900) {
			this.seal();
			now = this.options.clock.now();
		}
		const o = factOf(draft, this.seq + 1, draft.t ?? now, this.options.redact);
		this.append(`${JSON.stringify(o)}\n`, now);
		if (o.type === "execution.ended") this.ended = true;
		return o;
	}
	/** Seals what is not sealed yet, as at the end of a gate. After `execution.ended` only `close` seals. */
	seal() {
		this.rethrow();
		if (this.oldest === void 0 || this.ended) return;
		const { oldest } = this;
		const moment = this.writeSeal(false);
		this.watchClock(moment);
		const late = moment.mono - oldest;
		const { seq } = this;
		if (late > 1e3) this.soon(() => this.options.onLate?.(Math.round(late), seq));
	}
	/** Puts the file back where somebody removed or replaced it, and says so before the next fact. */
	check() {
		this.rethrow();
		this.flush();
		this.putBack();
		this.tell();
	}
	/**
	* Writes the final seal and closes the file.
	* @returns the head: SHA-256 of the final seal's line, its newline included; and the seal's wall time.
	* @throws Error unless the last observation is `execution.ended`.
	*/
	close() {
		this.rethrow();
		if (!this.ended || this.oldest === void 0) throw new Error(`the final seal follows ${LAST_OBSERVATION}, which is not recorded`);
		const finishedAt = new Date(this.writeSeal(true).wall).toISOString();
		this.putBack();
		fs.fsyncSync(this.fd);
		fs.closeSync(this.fd);
		this.failure = /* @__PURE__ */ new Error("the recording is closed");
		return {
			head: this.prev,
			finishedAt
		};
	}
	append(line, now) {
		if (line.length > 1048576 / 3 && Buffer.byteLength(line) > 1048576) throw new RangeError("a fact is longer than 1 MiB");
		this.filled += this.unwritten.write(line, this.filled);
		this.seq++;
		if (this.filled > FLUSH_SIZE || this.seq === 1) this.flush();
		this.flushTimer ??= this.later(FLUSH_AFTER, () => this.flush());
		if (this.oldest === void 0) this.age(now);
	}
	/** There is something to seal, from now on. */
	age(now) {
		this.oldest = now;
		this.sealTimer = this.later(900, () => this.seal());
	}
	/** Writes what was recorded to the file: it outlives us from then on, sealed or not. */
	flush() {
		clearTimeout(this.flushTimer);
		this.flushTimer = void 0;
		if (this.filled === 0) return;
		const bytes = this.unwritten.subarray(0, this.filled);
		this.filled = 0;
		this.hash.update(bytes);
		this.put(bytes);
		this.putBack();
	}
	/** What was recorded lies in a file that we hold, whatever lies under its name by now. */
	putBack() {
		try {
			if (isAt(this.fd, this.options.path)) return;
			const fd = copyTo(this.fd, this.options.path);
			fs.closeSync(this.fd);
			this.fd = fd;
		} catch (error) {
			this.failure = new RecordingLost(this.options.path, error);
			throw this.failure;
		}
		const record = this.options.onReplaced?.();
		if (record) this.soon(record);
	}
	/** @returns the moment that it names, by both clocks */
	writeSeal(final) {
		clearTimeout(this.sealTimer);
		this.flush();
		const moment = this.times();
		const at = new Date(moment.wall).toISOString();
		const line = `${sealText({
			seq: this.seq + 1,
			at,
			sha256: this.hash.digest("hex"),
			prev: this.prev,
			final
		})}\n`;
		this.put(Buffer.from(line));
		this.seq++;
		this.prev = sha256OfBytes(line);
		this.hash = createHash("sha256");
		this.oldest = void 0;
		return moment;
	}
	/** After a failed write the file may end in half a line; nothing more is added to it. */
	put(bytes) {
		try {
			for (let done = 0; done < bytes.length;) done += fs.writeSync(this.fd, bytes, done);
		} catch (error) {
			this.failure = error;
			throw error;
		}
	}
	later(ms, action) {
		return setTimeout(() => {
			try {
				action();
			} catch (error) {
				this.failure ??= error;
			}
		}, ms).unref();
	}
	rethrow() {
		if (this.failure !== void 0) throw this.failure;
	}
	watchClock(moment) {
		const jump = this.jumpUntil(moment);
		this.lastSeal = moment;
		if (Math.abs(jump) <= 1e3) return;
		const { seq } = this;
		this.soon(() => this.options.onClockJump?.(jump, seq));
	}
	/** As soon as whoever records now is done; not after the last fact. */
	soon(tell) {
		this.untold.push(tell);
		queueMicrotask(() => this.tell());
	}
	tell() {
		for (const tell of this.untold.splice(0)) if (!this.ended) tell();
	}
	/** What the clocks did is told before the end, as nothing may follow it: also by what is the final seal's to show, which comes right after. */
	tellAtTheEnd() {
		if (this.oldest !== void 0 && this.options.clock.now() - this.oldest >= 900) this.seal();
		this.tell();
		const jump = this.jumpUntil(this.times());
		if (Math.abs(jump) > 1e3) this.options.onClockJump?.(jump, this.seq + 3);
	}
	/** By how much wall time ran ahead of the monotonic clock since the last seal, ms. */
	jumpUntil({ wall, mono }) {
		return Math.round(wall - this.lastSeal.wall - (mono - this.lastSeal.mono));
	}
	times() {
		return {
			wall: this.options.wallClock().getTime(),
			mono: this.options.clock.now()
		};
	}
};

// src/evidence/reopen.ts
const PIECE = 65536;
/**
* Cuts a recording back to its last whole line, sealed or not: what a SIGKILL tore is no fact.
* @returns how many bytes were cut; 0 for a file that is not there.
*/
function cutTornTail(path) {
	if (!fs.existsSync(path)) return { removedBytes: 0 };
	const fd = fs.openSync(path, "r+");
	try {
		const { size } = fs.fstatSync(fd);
		const whole = afterLastNewline(fd, size);
		if (whole < size) fs.ftruncateSync(fd, whole);
		return { removedBytes: size - whole };
	} finally {
		fs.closeSync(fd);
	}
}
function afterLastNewline(fd, size) {
	const piece = Buffer.allocUnsafe(PIECE);
	for (let end = size; end > 0;) {
		const start = Math.max(0, end - PIECE);
		const got = fs.readSync(fd, piece, 0, end - start, start);
		const at = piece.subarray(0, got).lastIndexOf(10);
		if (at >= 0) return start + at + 1;
		end = start;
	}
	return 0;
}
/**
* Goes on with a recording whose writer is gone. Without a clock `t` goes on from the last one by wall time since the last seal.
* @throws SetupError when the recording is finished, or is not one that a crash leaves.
*/
function reopenRecording(options) {
	const { path, planSha256, wallClock } = options;
	const { removedBytes } = cutTornTail(path);
	const { problems, head, tail } = readObservations(path, planSha256, () => {});
	const [problem] = problems;
	if (problem) throw new SetupError(`${path}:${problem.line ?? 1}: ${problem.message}`);
	if (head !== void 0) throw new SetupError(`${path}: it already has its final seal`);
	const since = tail.at === void 0 ? wallClock().getTime() : Date.parse(tail.at);
	return {
		recorder: new Recorder({
			clock: { now: () => tail.t + Math.max(0, wallClock().getTime() - since) },
			redact: (text) => text,
			...options
		}, tail),
		removedBytes,
		ended: tail.ended
	};
}
/**
* Ends a recording whose writer is gone: records that it crashed and how much of a torn line was cut, and writes the final seal.
* If `execution.ended` was already recorded, only the seal.
* @throws SetupError as `reopenRecording`.
*/
function endCrashed(options) {
	const { recorder, removedBytes, ended } = reopenRecording(options);
	if (!ended) recorder.write({
		type: LAST_OBSERVATION,
		reason: "crashed",
		removedBytes
	});
	return {
		...recorder.close(),
		removedBytes
	};
}

export { putBackFile as a, Recorder as i, endCrashed as n, redactedObject as o, reopenRecording as r, cutTornTail as t };