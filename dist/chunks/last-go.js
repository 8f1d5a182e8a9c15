import { d as json, g as record, h as object, o as _enum, r as satisfies, s as array, t as VERDICTS, v as string } from "./verdict.js";
import { t as BUNDLE } from "./paths.js";
import { n as slugPath, t as numbered } from "./slug.js";
import { n as readRegular, t as MOST } from "./read.js";
import { i as verifyBundle, n as isSound, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import { i as readStore } from "./store.js";
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
const buffer = Buffer.allocUnsafe(1 << 20);
/**
* Copies a file into a gate's evidence: as long as it is now (a log may grow meanwhile), redacted, hashed in the same pass, in
* constant memory. @throws when it is no regular file or can't be read.
*/
function attachFile({ source, bundle, gate, name, from = 0, redactor, allows, taken = new TakenNames() }) {
	if (!fs.statSync(source).isFile()) throw new Error(`${source}: not a regular file`);
	const folder = gateFolder(gate);
	const room = 200 - NUMBERS - `${BUNDLE.data}/${folder}/`.length;
	const file = newFile(path.join(bundle, BUNDLE.data), `${folder}/${cleanSlug(name, room, redactor)}`, taken);
	return {
		path: file.path,
		...copyInto(file.fd, {
			source,
			from,
			allows: (rule) => allows?.(rule, file.path) ?? false
		}, redactor)
	};
}
/** What a slug leaves out may have been all that kept a secret apart: so the slug is redacted, too. */
function cleanSlug(name, room, redactor) {
	const slug = slugPath(redactor.text(name).text, room);
	return slugPath(redactor.text(slug).text, room);
}
function copyInto(fd, { source, from, allows }, redactor) {
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
/** The newest GO of a store that verifies. The index is not asked: a row makes no baseline. */
function lastGoIn(store, { configuration, gate, isAlike }) {
	return readStore(store).executions.flatMap(({ id, names }) => names.includes(id) ? [{
		executionId: id,
		bundle: path.join(store, id)
	}] : []).findLast(({ bundle }) => wasGo(bundle, gate) && hadGate(bundle, {
		configuration,
		gate,
		isAlike
	}) && verifies(bundle));
}
/** What its decision claims of it and of the gate, which may be advisory; the one that goes on has none yet. */
function wasGo(bundle, gate) {
	const decision = earlierDecision(bundle);
	const raw = decision?.gates.find(({ id }) => id === gate)?.raw;
	return decision?.status === "GO" && raw !== void 0 && satisfies(raw);
}
function hadGate(bundle, { configuration, gate, isAlike }) {
	const plan = earlierPlan(bundle);
	const spec = plan?.gates.get(gate);
	return plan?.name === configuration && spec !== void 0 && isAlike(spec);
}
/** Whether it is a GO that holds. */
function verifies(bundle) {
	try {
		return isSound(verifyBundle(bundle, {
			...NOTHING_EXPECTED,
			requireGo: true
		}).checks);
	} catch {
		return false;
	}
}

export { TakenNames as a, attachFile as i, verifies as n, windowOf as o, earlierResults as r, lastGoIn as t };