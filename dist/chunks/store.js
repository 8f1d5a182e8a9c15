import { t as BUNDLE } from "./paths.js";
import { n as readRegular, t as MOST } from "./read.js";
import { a as _enum, d as literal, g as record, h as object, m as number, n as instantOf, o as array, v as string, x as unknown } from "./calendar.js";
import { o as sha256OfBytes, t as VERDICTS } from "./verdict.js";
import fs from "node:fs";
import path from "node:path";

// src/app/history/row.ts
/** As an execution is named, and so its folder. */
const EXECUTION_ID = /^\d{8}-\d{6}-[0-9a-f]{6}$/;
/** To the second, and both were asked for one after the other. */
const NAMED_WITHIN_MS = 2500;
/** Whether an id names the moment at which its execution began: what does not is a copy, or was rewritten. */
function namesItsTime(executionId, startedAt) {
	const named = instantOf(executionId.replace(/^(....)(..)(..)-(..)(..)(..)-.*$/, "$1-$2-$3T$4:$5:$6.000Z"));
	return Math.abs(named - instantOf(startedAt)) <= NAMED_WITHIN_MS;
}
/** What an execution was; `UNFINISHED` stands in no index. */
const STATUSES = [
	"GO",
	"NO-GO",
	"BLOCKED",
	"PARTIAL"
];
const WALL_TIME = string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const SHA256 = string().regex(/^[0-9a-f]{64}$/);
const COMMIT = string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const gate = object({
	verdict: _enum(VERDICTS),
	/** What it counted and measured, by name: numbers alone. */
	numbers: record(string(), number())
});
/** Of a run in Actions: far longer than any. */
const RUN = string().max(100);
/** What the index says of one execution: enough to list it, and to know it when its bundle is gone. No execution writes what contradicts itself. */
const row = object({
	version: literal(1),
	executionId: string().regex(EXECUTION_ID),
	name: string(),
	status: _enum(STATUSES),
	startedAt: WALL_TIME,
	finishedAt: WALL_TIME,
	commit: COMMIT.nullable(),
	repository: string().optional(),
	branch: string().optional(),
	runId: RUN.optional(),
	runAttempt: RUN.optional(),
	uncommitted: literal(true).optional(),
	partial: literal(true).optional(),
	/** Stages of a rollout that are still to come. */
	stagesToCome: number().int().optional(),
	/** The execution of the stage before. */
	follows: string().optional(),
	/** The worst that a gate counts as `risk`. */
	risk: string().optional(),
	gates: record(string(), gate),
	head: SHA256,
	plan: SHA256,
	producer: string().optional(),
	/** Its bundle did not verify when it was written. */
	unverified: literal(true).optional(),
	/** A secret was left in its bundle, which lies where nothing is published from. */
	withheld: literal(true).optional(),
	/** Its bundle was written to another folder than this store. */
	elsewhere: string().optional()
}).refine(({ executionId, startedAt, status, partial, runId, runAttempt }) => namesItsTime(executionId, startedAt) && !(status === "GO" && partial) && runId === void 0 === (runAttempt === void 0));
const pruned = object({
	version: literal(1),
	executionId: string().regex(EXECUTION_ID),
	pruned: WALL_TIME
});
/** One line of an index; undefined for one that is none. */
function parseLine(line) {
	try {
		const parsed = JSON.parse(line);
		return row.safeParse(parsed).data ?? pruned.safeParse(parsed).data;
	} catch {
		return;
	}
}

// src/app/history/index-file.ts
const INDEX = "index.jsonl";
const NEWLINE = 10;
/** Near its beginning a row says of which execution it is. */
const NAMES_ID = /^.{0,40}"executionId":"(\d{8}-\d{6}-[0-9a-f]{6})"/;
/** @throws what the system says of an index that is there and can't be read */
function readIndex(store) {
	const file = path.join(store, INDEX);
	const rows = /* @__PURE__ */ new Map();
	const pruned = /* @__PURE__ */ new Map();
	const unread = [];
	const text = fs.existsSync(file) ? readRegular(file, MOST.record).toString("utf8") : "";
	for (const line of text.split("\n")) {
		if (line === "") continue;
		const parsed = parseLine(line);
		if (!parsed) unread.push(NAMES_ID.exec(line)?.[1]);
		else if ("pruned" in parsed) pruned.set(parsed.executionId, parsed.pruned);
		else rows.set(parsed.executionId, [...rows.get(parsed.executionId) ?? [], parsed]);
	}
	return {
		rows,
		pruned,
		unread
	};
}
/**
* Appends rows in one write: other executions append to the same file. After a torn line a new one begins.
* @returns why they could not be appended; undefined when they are there
*/
function appendRows(store, rows) {
	if (rows.length === 0) return void 0;
	try {
		append(path.join(store, INDEX), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
		return;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
function append(file, text) {
	const { O_APPEND, O_CREAT, O_RDWR, O_NONBLOCK, O_NOFOLLOW } = fs.constants;
	const fd = fs.openSync(file, O_APPEND | O_CREAT | O_RDWR | O_NONBLOCK | O_NOFOLLOW, 438);
	try {
		const stat = fs.fstatSync(fd);
		if (!stat.isFile()) throw new Error(`${file}: is no regular file`);
		const bytes = Buffer.from(isTorn(fd, stat.size) ? `\n${text}` : text);
		if (fs.writeSync(fd, bytes) !== bytes.length) throw new Error(`${file}: no space left for its row`);
	} finally {
		fs.closeSync(fd);
	}
}
function isTorn(fd, size) {
	const last = Buffer.alloc(1);
	return size > 0 && fs.readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}

// src/app/history/of-bundle.ts
/** The first facts of a recording are looked for in so many bytes. */
const BEGINNING = 1048576;
/** So many numbers of a gate are kept in a row. */
const NUMBERS = 100;
/** Before the first gate there may stand a line for each secret that is unset, and for each earlier attempt. */
const FIRST_LINES = 300;
const counts = record(string(), unknown());
const claims = object({
	executionId: string(),
	status: _enum([
		"GO",
		"NO-GO",
		"BLOCKED",
		"PARTIAL"
	]),
	name: string(),
	commit: COMMIT.nullable(),
	head: SHA256,
	startedAt: WALL_TIME,
	finishedAt: WALL_TIME,
	partial: array(string()).nullable()
});
const summary = claims.extend({ gates: record(string(), object({
	verdict: _enum(VERDICTS),
	counts
})) });
const planName = object({ name: string() });
const stages = object({ stage: object({
	toCome: array(string()),
	executionBefore: string().optional()
}).optional() });
/** Reads the summary of a bundle, as it is claimed there. @param id the execution that it must be of */
function summaryIn(bundle, id) {
	const found = claims.safeParse(documentIn(bundle, BUNDLE.summary)).data;
	return found?.executionId === id ? found : void 0;
}
/** The row of a bundle that is whole; undefined where there is no such bundle. */
function rowOf(bundle, id) {
	const found = summary.safeParse(documentIn(bundle, BUNDLE.summary)).data;
	if (found?.executionId !== id) return void 0;
	const { status, name, commit, head, startedAt, finishedAt, partial } = found;
	const stage = stages.safeParse(documentIn(bundle, BUNDLE.decision)).data?.stage;
	const gates = Object.entries(found.gates);
	const risk = gates.map(([, { counts }]) => counts["risk"]).find(isRisk);
	return {
		version: 1,
		executionId: id,
		name,
		status,
		startedAt,
		finishedAt,
		commit,
		...whereItRan(bundle),
		...partial !== null && { partial: true },
		...stage && { stagesToCome: stage.toCome.length },
		...stage?.executionBefore !== void 0 && { follows: stage.executionBefore },
		...risk !== void 0 && { risk },
		gates: Object.fromEntries(gates.map(([gate, { verdict, counts }]) => [gate, {
			verdict,
			numbers: numbersIn(counts)
		}])),
		head,
		plan: sha256OfBytes(readRegular(path.join(bundle, BUNDLE.plan), MOST.plan))
	};
}
/** What is known of an execution that has left no summary: whose it is, when it began. */
function beginningOf(bundle) {
	const name = planName.safeParse(documentIn(bundle, BUNDLE.plan)).data?.name;
	const { started, source } = firstFacts(bundle);
	const startedAt = WALL_TIME.safeParse(started?.["at"]).data;
	const executionId = started?.["executionId"];
	if (name === void 0 || startedAt === void 0 || typeof executionId !== "string") return void 0;
	return {
		executionId,
		name,
		commit: COMMIT.safeParse(source?.["commit"]).data ?? null,
		startedAt
	};
}
/** What the first facts tell of where an execution ran. */
function whereItRan(bundle) {
	const { started, source } = firstFacts(bundle);
	const { repository, runId, runAttempt, producer } = started ?? {};
	const { branch, dirtyCount } = source ?? {};
	return {
		...typeof repository === "string" && { repository },
		...typeof branch === "string" && { branch },
		...typeof runId === "string" && typeof runAttempt === "string" && {
			runId,
			runAttempt
		},
		...typeof producer === "string" && { producer },
		...typeof dirtyCount === "number" && dirtyCount > 0 && { uncommitted: true }
	};
}
function firstFacts(bundle) {
	const facts = beginningOfFile(path.join(bundle, BUNDLE.observations)).split("\n").slice(0, FIRST_LINES).flatMap((line) => {
		const fact = objectIn(line);
		return fact ? [fact] : [];
	});
	const [started, source] = ["execution.started", "source"].map((type) => facts.find((fact) => fact["type"] === type));
	return {
		...started && { started },
		...source && { source }
	};
}
function beginningOfFile(file) {
	try {
		const fd = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
		try {
			const buffer = Buffer.alloc(Math.min(fs.fstatSync(fd).size, BEGINNING));
			return buffer.toString("utf8", 0, fs.readSync(fd, buffer));
		} finally {
			fs.closeSync(fd);
		}
	} catch {
		return "";
	}
}
function documentIn(bundle, name) {
	try {
		return objectIn(readRegular(path.join(bundle, name), MOST.plan).toString("utf8"));
	} catch {
		return;
	}
}
function objectIn(text) {
	try {
		const parsed = JSON.parse(text);
		return typeof parsed === "object" && parsed !== null ? parsed : void 0;
	} catch {
		return;
	}
}
function isRisk(value) {
	return typeof value === "string" && /^[a-z][a-z-]{0,19}$/i.test(value);
}
/** Numbers by the names that conditions have for them: `perRun` and other tables are left out. */
function numbersIn(counts, prefix = "") {
	const numbers = Object.entries(counts).flatMap(([key, value]) => {
		const name = prefix === "" ? key : `${prefix}.${key}`;
		if (typeof value === "number") return [[name, value]];
		return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(numbersIn({ ...value }, name)) : [];
	});
	return Object.fromEntries(numbers.slice(0, NUMBERS));
}

// src/app/history/store.ts
/** What lies in a store of one execution, by the ends of the names: `''` is its folder. */
const SUFFIXES = [
	"",
	".unverified",
	".zip",
	".unverified.zip",
	".statement.json"
];
const LENGTH = 22;
/**
* Looks through a store. Only what is called like an execution and is no link counts as one of its files.
* @throws what the system says of a folder or an index that is there and can't be read
*/
function readStore(folder, now = Date.now()) {
	const files = filesIn(folder);
	const index = readIndex(folder);
	return {
		folder,
		executions: byAge(folder, [.../* @__PURE__ */ new Set([...files.keys(), ...index.rows.keys()])].map((id) => {
			const names = files.get(id) ?? [];
			const bundle = [id, `${id}.unverified`].find((name) => names.includes(name));
			const pruned = index.pruned.get(id);
			return {
				id,
				names,
				...bundle !== void 0 && { folder: path.join(folder, bundle) },
				rows: index.rows.get(id) ?? [],
				...pruned !== void 0 && { pruned }
			};
		}), now),
		index
	};
}
function filesIn(folder) {
	const files = /* @__PURE__ */ new Map();
	if (!fs.existsSync(folder)) return files;
	for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
		const [id, suffix] = [entry.name.slice(0, LENGTH), entry.name.slice(LENGTH)];
		const isFolder = suffix === "" || suffix === ".unverified";
		if (EXECUTION_ID.test(id) && SUFFIXES.some((one) => one === suffix) && (isFolder ? entry.isDirectory() : entry.isFile())) files.set(id, [...files.get(id) ?? [], entry.name]);
	}
	return files;
}
/** So many characters of an id are its time, to the second. */
const TIME_LENGTH = 15;
/** Clocks of machines that share a store may be so far apart. */
const AHEAD_MS = 864e5;
/**
* Ids begin with their time; which of two that began in one second is the later one, their ends tell. One from the future was named by a
* clock that was wrong: it is never the newest.
*/
function byAge(folder, executions, now) {
	const future = timeText(now + AHEAD_MS);
	return executions.map((one) => ({
		one,
		time: one.id.slice(0, TIME_LENGTH),
		isAhead: one.id.slice(0, TIME_LENGTH) > future
	})).sort((a, b) => {
		if (a.isAhead !== b.isAhead) return a.isAhead ? -1 : 1;
		return a.time === b.time ? endOf(folder, a.one) - endOf(folder, b.one) : a.time < b.time ? -1 : 1;
	}).map(({ one }) => one);
}
function timeText(ms) {
	const [day = "", time = ""] = new Date(ms).toISOString().slice(0, 19).split("T");
	return `${day.replaceAll("-", "")}-${time.replaceAll(":", "")}`;
}
/** When its decision was written; where nothing tells that any more, what is left of it. */
function endOf(store, { folder, rows, names }) {
	const written = folder === void 0 ? void 0 : modifiedAt(path.join(folder, BUNDLE.decision));
	const finishedAt = rows.at(-1)?.finishedAt;
	return written ?? (finishedAt === void 0 ? Math.max(0, ...names.map((name) => modifiedAt(path.join(store, name)) ?? 0)) : Date.parse(finishedAt));
}
function modifiedAt(file) {
	return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
/** The row of what lies in a store: of its bundle where there is one, so that nobody need believe the index. */
function rowFromBundle({ id, folder }) {
	const found = folder === void 0 ? void 0 : rowOf(folder, id);
	if (!found || !isUnverified(folder)) return found;
	return {
		...found,
		status: statusOf(folder, found.status),
		unverified: true
	};
}
/** What a bundle that did not verify when it was written amounts to: nothing good. */
function statusOf(folder, claimed) {
	return isUnverified(folder) && claimed !== "NO-GO" ? "BLOCKED" : claimed;
}
function isUnverified(folder) {
	return folder?.endsWith(".unverified") === true;
}
/**
* Writes the row of an execution that has just ended into the index of its store.
* @returns why it could not; undefined when it is there
*/
function indexExecution(bundle) {
	const [folder, name] = [path.dirname(bundle), path.basename(bundle)];
	const found = rowFromBundle({
		id: name.slice(0, LENGTH),
		names: [name],
		folder: bundle,
		rows: []
	});
	return found ? appendRows(folder, [found]) : void 0;
}
/**
* The same of one whose bundle was set aside, as a secret is left in it: what counts of it, in our own words alone. Nothing good comes of it.
* @param folder where it would lie. @param aside where it lies
*/
function indexWithheld(folder, aside) {
	const found = rowOf(aside, path.basename(folder));
	if (!found) return void 0;
	const { version, executionId, name, startedAt, finishedAt, commit, head, plan } = found;
	const row = {
		version,
		executionId,
		name,
		status: found.status === "NO-GO" ? found.status : "BLOCKED",
		startedAt,
		finishedAt,
		commit,
		gates: Object.fromEntries(Object.entries(found.gates).map(([id, { verdict }]) => [id, {
			verdict,
			numbers: {}
		}])),
		head,
		plan,
		withheld: true
	};
	return appendRows(path.dirname(folder), [row]);
}
/** The same in another store, which does not hold the bundle. */
function noteElsewhere(store, bundle) {
	const found = rowOf(bundle, path.basename(bundle));
	return found ? appendRows(store, [{
		...found,
		elsewhere: bundle
	}]) : void 0;
}
/** Bundles that the index lacks: of an older version, or of an execution whose end nobody saw. They get their rows. */
function completed(store) {
	const lacking = store.executions.filter(({ rows, names }) => rows.length === 0 && names.some((name) => name.endsWith(".statement.json") || name.includes(".unverified")));
	const found = new Map(lacking.flatMap((one) => {
		const made = rowFromBundle(one);
		return made ? [[one.id, made]] : [];
	}));
	appendRows(store.folder, [...found.values()]);
	return {
		...store,
		executions: store.executions.map((one) => {
			const made = found.get(one.id);
			return made ? {
				...one,
				rows: [made]
			} : one;
		})
	};
}

export { namesItsTime as _, readStore as a, beginningOf as c, whereItRan as d, appendRows as f, SHA256 as g, EXECUTION_ID as h, noteElsewhere as i, rowOf as l, COMMIT as m, indexExecution as n, rowFromBundle as o, readIndex as p, indexWithheld as r, statusOf as s, completed as t, summaryIn as u };