import { o as sha256OfBytes, r as satisfies, t as VERDICTS } from "./verdict.js";
import { a as _enum, g as record, h as object, o as array, u as json, v as string } from "./calendar.js";
import { t as BUNDLE } from "./paths.js";
import { u as whyNotRemoved } from "./budget.js";
import { n as slugPath, t as numbered } from "./slug.js";
import { n as readRegular, t as MOST } from "./read.js";
import { t as unpackZip } from "./unzip.js";
import { i as planIn, l as otherVersion, n as judgeBundle } from "./judge-bundle.js";
import { a as verifyBundle, r as isUntouched, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import { a as readStore, c as beginningOf } from "./store.js";
import { n as statementOf, t as headIn } from "./witness.js";
import fs from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";

// src/evidence/window.ts
/** A part of a file, without pieces of secrets that are cut at its ends: what was cut would be found no more. */
function windowOf(file, { from, to }, redactor) {
	const start = Math.max(0, from - redactor.reach);
	const bytes = read(file, {
		from: start,
		to
	});
	const whole = redactor.whole(bytes, Math.min(from - start, bytes.length));
	return bytes.subarray(whole.from, whole.to);
}
/** The first byte of a file, from one on, that belongs to no secret which begins before it. */
function cleanStart(file, from, redactor) {
	const { reach } = redactor;
	if (from === 0 || reach === 0) return from;
	const start = Math.max(0, from - reach);
	const bytes = read(file, {
		from: start,
		to: from + reach
	});
	return bytes.length <= from - start ? from : start + redactor.whole(bytes, from - start).from;
}
/** As much of it as there is. */
function read(file, { from, to }) {
	const fd = fs.openSync(file, "r");
	try {
		const buffer = Buffer.alloc(to - from);
		return buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, from));
	} finally {
		fs.closeSync(fd);
	}
}

// src/evidence/taken-names.ts
/** The names that are taken in the folders of a bundle that one process writes: each folder is read once, not for each file. */
var TakenNames = class {
	folders = /* @__PURE__ */ new Map();
	/** The name, or with the first number that makes it free; taken from now on. A folder may be shared, a file may not. */
	take(folder, step, kind) {
		const { entries, numbers } = this.folderAt(folder);
		for (let number = numbers.get(step) ?? 1;; number++) {
			const name = number === 1 ? step : numbered(step, number);
			const twin = entries.get(name.toLowerCase());
			if (twin && !(kind === "folder" && twin.name === name && twin.isFolder)) continue;
			entries.set(name.toLowerCase(), {
				name,
				isFolder: kind === "folder"
			});
			if (kind === "file") numbers.set(step, number + 1);
			return name;
		}
	}
	folderAt(folder) {
		const known = this.folders.get(folder);
		if (known) return known;
		const there = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : [];
		const read = {
			entries: new Map(there.map((entry) => [entry.name.toLowerCase(), {
				name: entry.name,
				isFolder: entry.isDirectory()
			}])),
			numbers: /* @__PURE__ */ new Map()
		};
		this.folders.set(path.normalize(folder), read);
		return read;
	}
};

// src/evidence/attach.ts
/** The longest folder of a gate, in characters. */
const MAX_GATE = 60;
/** Where the files of a gate stand, below `data/`. */
function gateFolder(gate) {
	return `${path.posix.basename(BUNDLE.gates)}/${slugPath(gate, MAX_GATE)}`;
}
/** Characters left for the numbers that make names unique. */
const NUMBERS = 24;
/** No piece of work leaves anything in it. */
const buffer = Buffer.allocUnsafe(1 << 18);
/** The same, piece by piece. What is broken off leaves nothing. */
function* attaching({ source, bundle, gate, name, from = 0, redactor, allows, taken = new TakenNames() }) {
	if (!fs.statSync(source).isFile()) throw new Error(`${source}: not a regular file`);
	const folder = gateFolder(gate);
	const room = 200 - NUMBERS - `${BUNDLE.data}/${folder}/`.length;
	const file = newFile(path.join(bundle, BUNDLE.data), `${folder}/${cleanSlug(name, room, redactor)}`, taken);
	try {
		const copy = yield* copyInto(file.fd, {
			source,
			from,
			allows: (rule) => allows?.(rule, file.path) ?? false
		}, redactor);
		return {
			path: file.path,
			...copy
		};
	} catch (error) {
		whyNotRemoved(path.join(bundle, BUNDLE.data, file.path));
		throw error;
	}
}
/** What a slug leaves out may have been all that kept a secret apart: so the slug is redacted, too. */
function cleanSlug(name, room, redactor) {
	const slug = slugPath(redactor.text(name).text, room);
	return slugPath(redactor.text(slug).text, room);
}
function* copyInto(fd, { source, from, allows }, redactor) {
	const input = fs.openSync(source, "r");
	try {
		const sink = new Sink(fd);
		const redaction = redactor.stream(allows);
		let binary = false;
		const end = fs.fstatSync(input).size;
		for (let at = cleanStart(source, from, redactor); at < end;) {
			const got = fs.readSync(input, buffer, 0, Math.min(end - at, buffer.length), at);
			if (got === 0) break;
			at += got;
			const piece = buffer.subarray(0, got);
			binary ||= piece.includes(0);
			sink.put(redaction.push(piece));
			yield;
		}
		sink.put(redaction.end());
		const withheld = binary && redaction.count > 0 || redaction.harms;
		if (withheld) sink.replace(withheldText(redaction, redaction.harms ? "a file" : "a binary file"));
		return {
			...sink.digest(),
			redactions: redaction.hits,
			withheld
		};
	} finally {
		fs.closeSync(input);
		fs.closeSync(fd);
	}
}
/** So many rules are named. */
const NAMED = 10;
/** By its rule each, the first place. */
function withheldText({ hits }, what) {
	const found = hits.filter(({ allowed }) => !allowed);
	return `withheld: ${what} in which a secret was found (${found.filter(({ rule }, index) => found.findIndex((hit) => hit.rule === rule) === index).slice(0, NAMED).map(({ rule, by, line }) => by === "value" ? rule : `${rule} in line ${line}`).join(", ")})\n`;
}
/** A file being written, and the hash of what was. */
var Sink = class {
	fd;
	hash = createHash("sha256");
	bytes = 0;
	constructor(fd) {
		this.fd = fd;
	}
	put(data) {
		for (let done = 0; done < data.length;) done += fs.writeSync(this.fd, data, done, data.length - done, this.bytes + done);
		this.hash.update(data);
		this.bytes += data.length;
	}
	replace(text) {
		fs.ftruncateSync(this.fd, 0);
		this.hash = createHash("sha256");
		this.bytes = 0;
		this.put(Buffer.from(text));
	}
	digest() {
		return {
			sha256: this.hash.digest("hex"),
			bytes: this.bytes
		};
	}
};
/** Creates a file of a name that is free, also where upper and lower case are one. */
function newFile(data, wanted, taken) {
	const names = wanted.split("/");
	const steps = [];
	for (const name of names) {
		const kind = steps.length === names.length - 1 ? "file" : "folder";
		steps.push(taken.take(path.join(data, ...steps), name, kind));
	}
	const target = path.join(data, ...steps);
	fs.mkdirSync(path.dirname(target), { recursive: true });
	return {
		fd: fs.openSync(target, "wx+"),
		path: steps.join("/")
	};
}

// src/evidence/earlier.ts
const plan = object({
	name: string(),
	gates: array(object({
		id: string(),
		spec: record(string(), json())
	}))
});
const decision = object({
	status: string(),
	gates: array(object({
		id: string(),
		raw: _enum(VERDICTS)
	}))
});
/** The plan that lies in a bundle, as it is claimed there; undefined where none can be read. */
function earlierPlan(bundle) {
	const parsed = plan.safeParse(documentIn(bundle, BUNDLE.plan));
	if (!parsed.success) return void 0;
	return {
		name: parsed.data.name,
		gates: new Map(parsed.data.gates.map(({ id, spec }) => [id, spec]))
	};
}
/** The same of its decision. */
function earlierDecision(bundle) {
	return decision.safeParse(documentIn(bundle, BUNDLE.decision)).data;
}
/** The results that a gate of an earlier execution kept: in its bundle, or, of one that decides, in that of the one that observed. */
function earlierResults(bundle, gate) {
	const folder = [bundle, path.join(bundle, BUNDLE.prior)].map((holder) => path.join(holder, BUNDLE.data, gateFolder(gate), "results")).find((one) => fs.existsSync(one));
	if (folder === void 0) return [];
	return fs.readdirSync(folder, {
		recursive: true,
		withFileTypes: true
	}).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)).map((source) => ({
		source,
		below: path.relative(folder, source).replaceAll(path.sep, "/")
	}));
}
function documentIn(bundle, name) {
	try {
		return JSON.parse(readRegular(path.join(bundle, name), MOST.plan).toString("utf8"));
	} catch {
		return;
	}
}

// src/app/history/last-go.ts
/**
* The newest GO of a store. A row or a statement alone makes no baseline, but it tells that there was one: where its bundle is gone, damaged
* or another one, no older GO stands for it.
* @param scratch a folder in which a bundle is unpacked of which only the zip is left
*/
async function lastGoIn(store, of, scratch) {
	for (const stored of readStore(store).executions.toReversed()) {
		const found = await new Candidate(stored, store, of).look(scratch);
		if (found) return found;
	}
}
/** An execution that may have been the last GO. */
var Candidate = class {
	stored;
	store;
	of;
	stated;
	constructor(stored, store, of) {
		this.stored = stored;
		this.store = store;
		this.of = of;
		this.stated = statementOf(store, stored);
	}
	/** @returns undefined where it was no such GO, or where `gate prune` removed it */
	async look(scratch) {
		const { id, names, pruned } = this.stored;
		if (names.includes(id)) return this.judge(path.join(this.store, id));
		const isClaimed = this.isClaimed();
		if (names.includes(`${id}.zip`)) {
			if (!isClaimed && this.stored.rows.length > 0) return void 0;
			const unpacked = await unpack(path.join(this.store, `${id}.zip`), scratch);
			return "why" in unpacked ? this.trouble(`can't be read from its zip: ${unpacked.why}`) : this.judge(unpacked.bundle);
		}
		if (pruned !== void 0) return void 0;
		return this.trouble("is gone, not by `gate prune`: put it back, or take its line out of index.jsonl");
	}
	judge(bundle) {
		const { gate } = this.of;
		const executionId = this.stored.id;
		const says = wasGo(bundle, gate) && this.hadGate(bundle);
		if (!says && !this.isClaimed()) return void 0;
		if (beginningOf(bundle)?.executionId !== executionId) return this.trouble("is that of another execution, or holds no recording");
		const head = headIn(bundle);
		const other = [...this.stored.rows, ...this.stated ? [this.stated] : []].find((witness) => witness.head !== head);
		if (other) return {
			executionId,
			trouble: `${this.subject()} is not what was written then: its head is ${head}, not ${other.head}`
		};
		if (!says && this.isOfOtherPlan(bundle)) return void 0;
		const verified = verify(bundle);
		if (verified === void 0 || !isUntouched(verified.checks)) return this.trouble(`does not verify: ${whyNot(verified)}`);
		return says && isGo(verified, bundle) && stillPasses(bundle, gate) ? {
			executionId,
			bundle
		} : void 0;
	}
	/** Nobody but the bundle knows one that is being written: what does not verify was never a GO. */
	trouble(what) {
		return this.isClaimed() ? {
			executionId: this.stored.id,
			trouble: `${this.subject()} ${what}`
		} : void 0;
	}
	subject() {
		return `execution ${this.stored.id} was the last GO, and its bundle`;
	}
	/** Whether the index or the statement calls it a GO in which the gate passed. */
	isClaimed() {
		const { configuration, gate } = this.of;
		const { rows } = this.stored;
		const isRow = rows.some(({ status, name, elsewhere, gates }) => {
			const verdict = gates[gate]?.verdict;
			return status === "GO" && name === configuration && elsewhere === void 0 && verdict !== void 0 && satisfies(verdict);
		});
		const isStated = this.stated?.isGo === true && this.stated.passed.includes(gate);
		return isRow || isStated && rows.every(({ name }) => name === configuration);
	}
	hadGate(bundle) {
		const plan = earlierPlan(bundle);
		const spec = plan?.gates.get(this.of.gate);
		return plan?.name === this.of.configuration && spec !== void 0 && this.of.isAlike(spec);
	}
	/** Its plan is that which the index knows, and what it says of the gate is not alike: the facts need not be looked at. */
	isOfOtherPlan(bundle) {
		const { rows } = this.stored;
		return rows.length > 0 && !this.hadGate(bundle) && rows.every(({ plan }) => plan === planHashIn(bundle));
	}
};
/** What its decision claims of it and of the gate, which may be advisory; the one that goes on has none yet. */
function wasGo(bundle, gate) {
	const decision = earlierDecision(bundle);
	const raw = decision?.gates.find(({ id }) => id === gate)?.raw;
	return decision?.status === "GO" && raw !== void 0 && satisfies(raw);
}
function planHashIn(bundle) {
	try {
		return sha256OfBytes(readRegular(path.join(bundle, BUNDLE.plan), MOST.plan));
	} catch {
		return;
	}
}
async function unpack(zip, scratch) {
	try {
		return { bundle: await unpackZip(zip, fs.mkdtempSync(path.join(scratch, "last-go-"))) };
	} catch (error) {
		return { why: error instanceof Error ? error.message : String(error) };
	}
}
/** Of another version, the facts of the gate are judged anew; of this one, the decision was compared. */
function stillPasses(bundle, gate) {
	if (otherVersion(bundle) === void 0) return true;
	try {
		const judged = judgeBundle(bundle, planIn(bundle)).decision.judgements.find((one) => one.gate === gate);
		return judged !== void 0 && satisfies(judged.raw);
	} catch {
		return false;
	}
}
/** Whether what calls itself a GO holds: by this version's judges, or as another version left it. */
function holds(bundle) {
	const verified = verify(bundle);
	return verified !== void 0 && isUntouched(verified.checks) && isGo(verified, bundle);
}
function isGo({ status }, bundle) {
	return status === "GO" || otherVersion(bundle) !== void 0;
}
function verify(bundle) {
	try {
		return verifyBundle(bundle, NOTHING_EXPECTED);
	} catch {
		return;
	}
}
function whyNot(verified) {
	const bad = verified?.checks.find(({ result }) => result === "differs" || result === "incomplete");
	const [problem] = bad?.problems ?? [];
	return problem ? `${problem.file}: ${problem.message}` : bad?.note ?? "it could not be read";
}

export { TakenNames as a, attaching as i, lastGoIn as n, windowOf as o, earlierResults as r, holds as t };