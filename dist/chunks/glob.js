import { i as __toESM } from "./rolldown-runtime.js";
import { Tt as require_picomatch, wt as plainStars } from "./configuration.js";
import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import path from "node:path";
import os from "node:os";
import { lstat, readdir, realpath, stat } from "node:fs/promises";

// src/live/git.ts
const run = promisify(execFile);
/** Git that answers later than this hangs: on a file system that is gone, in a hook, before a prompt. */
const LIMIT_MS = 1e4;
/** What `askGit` says where there is no git. */
const NO_GIT = "git is not there";
/** What git says where there is no repository. */
const NO_REPOSITORY = /not a git repository/;
/** Asks git. What the repository itself says of how to look for changes is not believed. */
async function askGit({ cwd, signal }, ...args) {
	const options = [
		"--no-optional-locks",
		"-c",
		"core.fsmonitor=false",
		"-c",
		"core.untrackedCache=false"
	];
	try {
		const { stdout, stderr } = await run("git", [...options, ...args], {
			cwd,
			signal,
			env: gitEnvironment(process.env),
			maxBuffer: 268435456,
			timeout: LIMIT_MS,
			killSignal: "SIGKILL",
			windowsHide: true
		});
		return {
			text: stdout,
			beside: stderr
		};
	} catch (error) {
		return { trouble: troubleOf(error) };
	}
}
/** What git says on stdout; undefined where it fails, is not there, or does not answer. */
async function git(place, ...args) {
	const answer = await askGit(place, ...args);
	return "text" in answer ? answer.text : void 0;
}
/** The files that git tracks, from the top of the work tree; undefined where there is none, or git does not answer. */
function trackedFiles(cwd) {
	try {
		return execFileSync("git", [
			"--no-optional-locks",
			"-c",
			"core.fsmonitor=false",
			"ls-files",
			"-z",
			"--full-name",
			":/"
		], {
			cwd,
			env: gitEnvironment(process.env),
			maxBuffer: 268435456,
			timeout: LIMIT_MS,
			killSignal: "SIGKILL",
			stdio: [
				"ignore",
				"pipe",
				"ignore"
			],
			windowsHide: true
		}).toString("utf8").split("\0").filter((file) => file !== "");
	} catch {
		return;
	}
}
/** What git complains of: the reason, not the hints and warnings around it. */
function complaintIn(stderr) {
	const lines = stderr.trim().split("\n");
	return lines.find((line) => /^(?:fatal|error): /.test(line)) ?? (lines[0] || void 0);
}
function troubleOf({ code, killed, stderr, message }) {
	if (code === "ENOENT") return NO_GIT;
	if (killed === true) return `git did not answer within ${LIMIT_MS / 1e3} s`;
	return complaintIn(stderr ?? "") ?? (message.split("\n")[0] || "git failed");
}
/**
* Variables such as GIT_DIR would make git look at another repository than the one that is run in; objects and parents that the repository
* replaces by others are taken as they are; and it answers in English.
*/
function gitEnvironment(env) {
	const others = Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith("GIT_"));
	const nowhere = path.join(os.devNull, "none");
	return {
		...Object.fromEntries(others),
		GIT_NO_REPLACE_OBJECTS: "1",
		GIT_GRAFT_FILE: nowhere,
		LC_ALL: "C"
	};
}

// src/live/looks/absent.ts
var import_picomatch = /* @__PURE__ */ __toESM(require_picomatch(), 1);
/** What is not there is an answer; any other trouble is not. */
function absent(error) {
	if (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ELOOP") return void 0;
	throw error;
}

// src/live/looks/walk.ts
/** A walk that meets more entries than this is our limit. */
const MOST_ENTRIES = 2e5;
const OURS = /* @__PURE__ */ new Set([".git", ".gate"]);
/** What git and we ourselves keep is nobody's result. */
const passesOurs = (name) => OURS.has(name);
/**
* Everything below a folder that a glob may name, hidden or not. A linked folder is entered wherever it leads if the glob names it
* literally; one that a wildcard meets only where it leads into `within`. Each real folder is entered once for each rest of the glob:
* links may go round in circles.
* @param within real paths of folders. @throws when the walk is too long or a folder can't be read
*/
function walk(root, glob, within, passesOver = passesOurs) {
	return new Walk(root, segmentsOf(glob), within, passesOver).all();
}
var Walk = class {
	root;
	segments;
	within;
	met = [];
	linksOut = [];
	entered = /* @__PURE__ */ new Set();
	entries = 0;
	passesOver;
	constructor(root, segments, within, passesOver) {
		this.passesOver = passesOver;
		this.root = root;
		this.segments = segments;
		this.within = within;
	}
	async all() {
		const start = this.closed([0]);
		const folders = [{
			below: "",
			at: start,
			shown: start
		}];
		const linked = [];
		for (let next = folders.pop() ?? linked.shift(); next; next = folders.pop() ?? linked.shift()) await this.enter(next, folders, linked);
		return {
			met: this.met,
			linksOut: this.linksOut
		};
	}
	async enter({ below, at, shown }, folders, linked) {
		const full = path.join(this.root, below);
		const key = `${await realpath(full).catch(absent) ?? full}\0${at.join()}\0${shown.join()}`;
		if (this.entered.has(key)) return;
		this.entered.add(key);
		for (const entry of await readdir(full, { withFileTypes: true }).catch(absent) ?? []) {
			if (++this.entries > MOST_ENTRIES) throw new Error(`more than ${MOST_ENTRIES} files below ${this.root}`);
			const next = this.after(at, (segment) => segment.matches(entry.name));
			if (next.length === 0) continue;
			const folder = {
				below: below === "" ? entry.name : `${below}/${entry.name}`,
				at: next,
				shown: this.after(shown, (segment) => segment.shows(entry.name))
			};
			if (next.includes(this.segments.length)) this.met.push({
				below: folder.below,
				entry
			});
			if (next.every((index) => index === this.segments.length) || this.isOurs(at, entry.name, full)) continue;
			if (entry.isDirectory()) folders.push(folder);
			else if (entry.isSymbolicLink() && await this.mayFollow(folder.below, at, entry.name)) linked.push(folder);
		}
	}
	/** A link to a folder that may be entered; one that leads out is remembered. */
	async mayFollow(below, at, name) {
		const target = path.join(this.root, below);
		if (!(await stat(target).catch(absent))?.isDirectory()) return false;
		const real = await realpath(target);
		if (this.isLiteral(at, name) || this.within.some((folder) => isInside(real, folder))) return true;
		this.linksOut.push(below);
		return false;
	}
	isLiteral(at, name) {
		return at.some((index) => this.segments[index]?.literal === name);
	}
	isOurs(at, name, folder) {
		return this.passesOver(name, folder) && !this.isLiteral(at, name);
	}
	after(at, takes) {
		const next = at.flatMap((index) => {
			const segment = this.segments[index];
			if (segment === void 0 || !takes(segment)) return [];
			return [segment.many ? index : index + 1];
		});
		return this.closed(next);
	}
	/** `**` may stand for nothing. */
	closed(at) {
		const all = new Set(at);
		for (const index of all) if (this.segments[index]?.many) all.add(index + 1);
		return [...all].sort((a, b) => a - b);
	}
};
/** Whether a real path is below a folder, or is that folder. */
function isInside(real, folder) {
	return real === folder || real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
/** A glob that is more than names between slashes may name anything: whoever asks compares the whole of it. */
function segmentsOf(glob) {
	const parts = glob.split("/").filter((part) => part !== "");
	if (glob.startsWith("!") || !parts.every(isWhole)) return [{
		many: true,
		matches: any,
		shows: any
	}];
	return parts.map((part) => {
		if (part === "**") return {
			many: true,
			matches: any,
			shows: (name) => !name.startsWith(".")
		};
		if (part.includes("**")) return {
			many: false,
			matches: any,
			shows: any
		};
		return {
			many: false,
			.../^[^\\*?[\]{}()!+@]+$/.test(part) && { literal: part },
			matches: (0, import_picomatch.default)(part, { dot: true }),
			shows: (0, import_picomatch.default)(part)
		};
	});
}
function any() {
	return true;
}
/** Whether each bracket of a part is closed in it. */
function isWhole(part) {
	const count = (bracket) => part.split(bracket).length - 1;
	return [
		["{", "}"],
		["(", ")"],
		["[", "]"]
	].every(([open = "", close = ""]) => count(open) === count(close));
}

// src/live/looks/glob.ts
/**
* The regular files that a path or a glob names. A linked folder that the glob names literally is followed wherever it leads; one that
* a wildcard meets only inside the folder of the glob and the checkout.
* @throws when the walk is too long, a folder can't be read, or a link to no folder has the name and leads nowhere or out: what such a
* link stands for nobody has looked at
*/
async function search(pattern, cwd, checkout = cwd, { dot = false, passesOver } = {}) {
	const literal = await fileAt(pattern, path.resolve(cwd, pattern));
	if (literal) return only(literal);
	const { base, glob } = scan(pattern);
	const root = path.resolve(cwd, base);
	if (glob === "") {
		const file = await fileAt(base, root);
		if (!file) await nothingAt(base, root);
		return only(file);
	}
	const named = (0, import_picomatch.default)(glob, { dot });
	const within = await realPaths([root, checkout]);
	const { met, linksOut } = await walk(root, glob, within, passesOver);
	const matching = met.filter(({ below }) => (0, import_picomatch.default)(glob, { dot: true })(below));
	const found = /* @__PURE__ */ new Map();
	const others = [];
	for (const { below, entry } of matching.filter((thing) => named(thing.below)).sort(realFirst)) {
		const file = await fileOf({
			below,
			entry
		}, path.join(root, below), base, within);
		if (file && !found.has(file.real)) found.set(file.real, file);
		if (!file && !(await stat(path.join(root, below)).catch(absent))?.isDirectory()) others.push(under(base, below));
	}
	const hidden = matching.filter(({ below, entry }) => entry.isFile() && !named(below)).map(({ below }) => under(base, below));
	return {
		files: [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1),
		linksOut: linksOut.filter((below) => !below.split("/").some((part) => part.startsWith("."))).map((below) => under(base, below)),
		hidden: hidden.sort(),
		others: others.sort()
	};
}
/** The files of a search. @throws as `search` does */
async function filesNamed(pattern, cwd, checkout = cwd) {
	return (await search(pattern, cwd, checkout)).files;
}
/**
* Everything that a path or a glob names, whatever it is: also what is hidden, folders, and links that lead nowhere. Sorted.
* @throws when the walk is too long or a folder can't be read
*/
async function thingsNamed(pattern, cwd, checkout = cwd) {
	if (await lstat(path.resolve(cwd, pattern)).catch(absent) !== void 0) return [pattern];
	const { base, glob } = scan(pattern);
	const root = path.resolve(cwd, base);
	if (glob === "") return await lstat(root).catch(absent) === void 0 ? [] : [base];
	const matches = (0, import_picomatch.default)(glob, { dot: true });
	const { met } = await walk(root, glob, await realPaths([root, checkout]));
	return met.map((thing) => thing.below).filter((thing) => matches(thing)).map((thing) => under(base, thing)).sort();
}
function only(file) {
	return {
		files: file ? [file] : [],
		linksOut: [],
		hidden: [],
		others: []
	};
}
function under(base, below) {
	return base === "" ? below : path.posix.join(base, below);
}
/** A file that has two names is called by the one that is no link. */
function realFirst(a, b) {
	return Number(a.entry.isSymbolicLink()) - Number(b.entry.isSymbolicLink());
}
async function realPaths(folders) {
	return Promise.all(folders.map(async (folder) => await realpath(folder).catch(absent) ?? folder));
}
async function fileOf({ below, entry }, full, base, within) {
	if (!entry.isFile() && !entry.isSymbolicLink()) return void 0;
	const file = await fileAt(under(base, below), full);
	if (!entry.isSymbolicLink()) return file;
	if (file ? within.some((folder) => isInside(file.real, folder)) : await stat(full).catch(absent) !== void 0) return file;
	throw new Error(`${below} is a link that leads nowhere, or out of the folder in which is looked`);
}
/** The folder in which a glob looks, and what it looks for there; of a path without wildcards what it stands for, and nothing. */
function scan(pattern) {
	const { base, glob } = import_picomatch.default.scan(plainStars(pattern));
	return glob === "" ? {
		base: unescaped(base),
		glob
	} : {
		base: unescaped(base),
		glob: glob.replace(/\/+$/, "")
	};
}
/** `\[a]` is the name `[a]`; on Windows a backslash stands between folders. */
function unescaped(written) {
	return path.sep === "\\" ? written : written.replaceAll(/\\(.)/g, "$1");
}
/** The regular file at a path. @param name what it is called */
async function fileAt(name, full) {
	const found = await stat(full).catch(absent);
	if (!found?.isFile()) return void 0;
	return {
		name,
		full,
		real: await realpath(full),
		bytes: found.size,
		inode: `${found.dev}:${found.ino}`,
		modifiedMs: found.mtimeMs,
		changedMs: found.ctimeMs,
		createdMs: found.birthtimeMs
	};
}
/** What is there and is no regular file (a folder, a pipe, a link that leads nowhere) is not the same as nothing. */
async function nothingAt(name, full) {
	if (await lstat(full).catch(absent) !== void 0) throw new Error(`${name} is there, and is no regular file`);
}

export { isInside as a, NO_REPOSITORY as c, git as d, gitEnvironment as f, thingsNamed as i, askGit as l, filesNamed as n, absent as o, trackedFiles as p, search as r, NO_GIT as s, fileAt as t, complaintIn as u };