import { i as __toESM } from "./rolldown-runtime.js";
import { _ as processTable, a as bareEnvironment, b as listeningInodes, c as hasCounted, d as commandOf, f as identify, g as nameOf, h as isRunning, i as MARKER, l as endProcesses, m as isAlive, n as tagged, o as marked, p as identifyChild, r as portOwners, s as birthsNow, t as Tracker, u as freezeProcesses, v as commandLine, x as stat$1, y as holdAll } from "./leftovers.js";
import { f as portsOf, n as SetupError, o as EVIDENCE_GATE } from "./errors.js";
import { m as terminal } from "./escape.js";
import { t as BUNDLE } from "./paths.js";
import { i as isoTime } from "./calendar.js";
import { i as thousands } from "./row-words.js";
import { d as verdictInWords, o as countOfThings, t as clip, u as spanInWords } from "./width.js";
import { t as atOnce } from "./pieces.js";
import { o as sha256OfBytes } from "./verdict.js";
import { n as listTree } from "./tree.js";
import { o as cut, u as whyNotRemoved } from "./budget.js";
import { n as readRegular, t as MOST } from "./read.js";
import { n as heard, t as breathing } from "./breathing.js";
import { $t as readsOf, At as MOST_CHANGE_BYTES, B as rollbackStep, Bt as isKnown, Cn as isFuture, Ct as isAlike, Dn as jsonText, F as RollbackTally, Ft as judgeCommand, G as looksOf, Gt as require_semver, H as stagesUntil, I as Aftermath, It as requestsOf, Jt as isObject, K as skewTrouble, Kt as asksOrigin, L as queriesOf, M as fileListText, N as StageTally, On as textsIn, Ot as CHANGES, P as backTally, Pt as jsonMistake, Qt as conditionOf, R as BakeEnd, Rt as judgeProbe, Sn as foreignOrigin, St as LAST_GO, T as DIFF, U as OVERRUN_MS, Ut as runsCommand, V as stageStep, Vt as isOfKind, W as lookTally, Wt as VERSION_QUESTIONS, Z as roundUp3, Zt as troubleInWords, _t as wipedPaths, bn as artifactNamed, bt as isFromService, fn as notRunText, gt as isDrill, ht as exposureMs, it as isDoubtful, jt as documentsOf, kt as CHANGES_ASKED, ln as RE2JS, mt as LineReader, pt as numbersParser, qt as mayBeEmpty, rn as evaluateNumber, sn as projectOperands, tt as allowedIndex, un as significant, vt as AFTER_STOP, wn as isSince, xt as isNotExecutable, yt as BEFORE_START, z as looksOf$1 } from "./configuration.js";
import { C as systemCode$1, _ as timeOf, d as samplesOf, f as INSTANT, g as seconds, h as answerOf, j as attachmentsOf, m as TIME, p as RANGE, v as ExecutionFold } from "./judge-bundle.js";
import { n as finishBundle } from "./finish-bundle.js";
import { t as formatDuration } from "./duration.js";
import { n as quarantine, r as quarantineOf } from "./quarantine.js";
import { i as standardMatching, n as HitList, r as PatternLabels, t as Redactor } from "./redact.js";
import { r as hasRoom, t as unpackZip } from "./unzip.js";
import { a as variables, i as serviceEnvironment, n as inherited, r as revealed, t as Secrets } from "./environment.js";
import { t as refuseSecrets } from "./refuse-secrets.js";
import { a as putBackFile, i as Recorder, o as redactedObject, r as reopenRecording } from "./reopen.js";
import { a as TakenNames, i as attaching, o as windowOf, r as earlierResults } from "./last-go.js";
import { a as isInside, c as NO_REPOSITORY, d as git, f as gitEnvironment, i as thingsNamed, l as askGit, n as filesNamed, o as absent, r as search, s as NO_GIT, t as fileAt, u as complaintIn } from "./glob.js";
import { r as recordAttempts } from "./history.js";
import { execFile, spawn } from "node:child_process";
import fs, { createReadStream, existsSync, statSync } from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";
import net from "node:net";
import http from "node:http";
import { isUtf8 } from "node:buffer";
import { setMaxListeners } from "node:events";
import os from "node:os";
import https from "node:https";
import { lstat, open, readdir, realpath, rm, stat, statfs } from "node:fs/promises";

// src/engine/journal.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
/**
* The one way in which facts enter the evidence: recorded, then judged, and what the judge wants is recorded before anything
* else can be. Facts belong to the gate that runs.
*/
var Journal = class {
	/** The gate that runs; facts without a gate of their own are its. */
	gate;
	/** Called once for each wish that was recorded. */
	onWant = () => {};
	recorder;
	fold;
	leaks;
	isPending = false;
	constructor(parts) {
		this.recorder = parts.recorder;
		this.fold = parts.fold;
		this.leaks = parts.leaks;
	}
	/** Records a fact of the running gate (or of the gate it names). */
	record(draft) {
		return this.take(draft.gate === void 0 && this.gate !== void 0 ? {
			gate: this.gate,
			...draft
		} : draft);
	}
	/** Records a fact of the whole execution, whatever gate runs. */
	recordGlobal(draft) {
		return this.take(draft);
	}
	/** Records what a gate asked for: of the last fact of a process that died then it was not recorded yet. */
	grant(want) {
		this.take({
			type: "control",
			gate: want.gate,
			action: want.action,
			because: want.because
		});
		this.seal();
		this.onWant(want);
	}
	seal() {
		this.recorder.seal();
	}
	/** Before a command starts, which may end this program: a failure that is known by then stays known. */
	flush() {
		this.recorder.flush();
	}
	/**
	* Judges the file that the last fact named while the event loop goes round. What is recorded meanwhile has the rest of it judged first, in one
	* go. @param isOver whether nobody needs its judgement any more
	*/
	async readOut(isOver) {
		const { reading } = this.fold;
		if (reading) await breathing(this.granting(reading), () => isOver() && this.fold.reading !== void 0);
	}
	/** Nothing else may be recorded between the end of a reading and what it makes a gate ask for. */
	*granting(reading) {
		const want = yield* reading;
		if (want) this.grant(want);
	}
	take(draft) {
		const before = draft.type !== "control" && this.fold.reading ? atOnce(this.fold.reading) : void 0;
		if (before) this.grant(before);
		const o = this.recorder.write(draft);
		const want = this.fold.step(o);
		if (want) this.grant(want);
		this.sealPending();
		this.reportLeaks(o.seq);
		return o;
	}
	/** Pending work is sealed before anything is done that needs it: `post` must know of it. */
	sealPending() {
		const isPending = this.fold.pending() !== void 0;
		if (isPending && !this.isPending) this.seal();
		this.isPending = isPending;
	}
	/** Secrets that the recorder had to redact in a fact are facts themselves. */
	reportLeaks(seq) {
		for (const hit of this.leaks.take()) this.take({
			...leakOf(hit),
			file: RECORD,
			line: seq
		});
	}
};
/** What was found, by its value or by its form; the place is still to be said. */
function leakOf({ by, rule, example }) {
	return {
		type: "leak",
		gate: EVIDENCE_GATE,
		...by === "value" ? { secret: rule } : { rule },
		...example && { example }
	};
}
/** Where facts stand. */
const RECORD = "observations.jsonl";
/** What the recorder had to take out of facts, until the journal tells it. */
var Leaks = class {
	known = new HitList();
	told = 0;
	values = [];
	add(hit) {
		if (hit.by === "pattern") this.known.add(hit);
		else this.values.push(hit);
	}
	take() {
		const patterns = this.known.hits.slice(this.told);
		this.told = this.known.hits.length;
		return [...this.values.splice(0), ...patterns];
	}
};
/**
* A redaction for the recorder that remembers what it found, for the journal to report. A text of the plan is written as it stands
* there: the plan was searched before the run, is kept as it is, and facts are compared with it.
*/
function countingRedaction(redactor, leaks, plan) {
	const allowed = plan.allowSecrets ?? [];
	const planned = new Set(textsIn(plan));
	const allows = (rule) => allowedIndex(allowed, rule, [RECORD]) >= 0;
	const redact = (text, most) => {
		if (planned.has(text) && (most === void 0 || Buffer.byteLength(text) <= most)) return text;
		const { text: clean, hits } = redactor.text(text, most, allows);
		for (const hit of hits) leaks.add(hit);
		return clean;
	};
	const labels = new PatternLabels();
	const operand = (text) => {
		if (planned.has(text)) return text;
		const { text: clean, hits } = redactor.text(text, void 0, (rule) => isDoubtful(rule) || allows(rule), labels);
		for (const hit of hits.filter(({ rule }) => !isDoubtful(rule))) leaks.add(hit);
		return clean;
	};
	return Object.assign(redact, { operand });
}

// src/live/guard.ts
/** The file in the work folder that tells the guard's number to whoever comes after a crash. */
const GUARD_PID = "guard.pid";
/** Pids of the guards of this process: they are no part of what is looked at. */
const GUARDS = /* @__PURE__ */ new Set();
/** A second process, in a session of its own, that ends everything of an execution when this one dies, however it dies. */
var Guard = class {
	child;
	/** @param folder the bundle's folder, for what was recorded to be sealed; `workFolder` is removed afterwards. */
	constructor(execution, folders) {
		this.child = spawn(process.execPath, [guardScript()], {
			detached: true,
			stdio: [
				"pipe",
				"ignore",
				"ignore"
			],
			env: bareEnvironment(process.env),
			windowsHide: true
		});
		if (this.child.pid !== void 0) GUARDS.add(this.child.pid);
		this.child.on("error", () => {});
		this.child.stdin?.on("error", () => {});
		this.child.unref();
		this.tell({
			type: "execution",
			execution,
			...folders
		});
	}
	get pid() {
		return this.child.pid;
	}
	/** The guard then also knows this tree by its group, its log and its port. */
	watch(service, root, extra) {
		this.tell({
			type: "watch",
			service,
			process: root,
			...extra
		});
	}
	/** Nothing of it is left: its number and its port may be somebody else's by now. */
	forget(service) {
		this.tell({
			type: "forget",
			service
		});
	}
	/** Everything has ended in order: the guard has nothing to do. */
	async close() {
		this.tell({ type: "done" });
		await this.hangUp();
	}
	/** Something went wrong that we can't mend: the guard ends what is left and makes a bundle of what was recorded. */
	async abandon() {
		await this.hangUp();
	}
	async hangUp() {
		this.child.stdin?.end();
		if (this.child.pid === void 0 || this.child.exitCode !== null || this.child.signalCode !== null) return;
		this.child.ref();
		await new Promise((resolve) => this.child.once("exit", () => resolve()));
	}
	tell(message) {
		this.child.stdin?.write(`${JSON.stringify(message)}\n`);
	}
};
/** The guard's entry: beside or above the chunk that runs, under a name that no chunk has; or its source. */
function guardScript() {
	const here = import.meta.dirname;
	const script = [
		"guard-process.js",
		"../guard-process.js",
		"../entries/guard-process.ts"
	].map((file) => path.resolve(here, file)).find((file) => fs.existsSync(file));
	if (script === void 0) throw new Error(`no guard beside ${here}`);
	return script;
}

// src/live/neighbours.ts
const WORK_FOLDER = /^gate-(\d{8}-\d{6}-[0-9a-f]{6})$/;
/** Files of a work folder: which checkout its execution is in, and a file for each other one that was met there. */
const [CHECKOUT, MET] = ["checkout", "met"];
/**
* Tells the executions that go on in the same checkout of this one, and remembers them. Each looks once, when it begins: of two the later
* one writes to both. Only those are met that keep their temporary files in the same folder and are of the same user.
* @param env of this program: an execution of which it is a command waits for it
*/
function meetNeighbours(workFolder, checkout, env) {
	const own = idOf(workFolder);
	const here = fs.realpathSync(checkout);
	fs.mkdirSync(path.join(workFolder, MET), { recursive: true });
	fs.writeFileSync(path.join(workFolder, CHECKOUT), placeOf$1(here, guardOf(workFolder)));
	for (const name of namesIn(path.dirname(workFolder))) {
		const [other, id] = [path.join(path.dirname(workFolder), name), idOf(name)];
		if (own === void 0 || id === void 0 || id === own || id === env["GATE_EXECUTION"] || !isIn(other, here)) continue;
		for (const [folder, met] of [[other, own], [workFolder, id]]) remember(folder, met);
	}
}
/** Ids of the executions that were in the same checkout at the same time, as far as this one knows. */
function neighboursOf(workFolder) {
	return namesIn(path.join(workFolder, MET)).filter((name) => idOf(`gate-${name}`) !== void 0).sort();
}
/** A temporary folder may be one that nobody can list: then nobody is met. */
function namesIn(folder) {
	try {
		return fs.readdirSync(folder);
	} catch {
		return [];
	}
}
function idOf(workFolder) {
	return WORK_FOLDER.exec(path.basename(workFolder))?.[1];
}
/** Whether an execution is in this checkout, and goes on: its guard lives as long as that. */
function isIn(workFolder, checkout) {
	try {
		const guard = guardOf(workFolder);
		return guard > 0 && isAlive(guard) && fs.readFileSync(path.join(workFolder, CHECKOUT), "utf8") === placeOf$1(checkout, guard);
	} catch {
		return false;
	}
}
function guardOf(workFolder) {
	return Number(fs.readFileSync(path.join(workFolder, GUARD_PID), "utf8"));
}
/** The checkout, and which process the guard is: its number may be another one's by now. Elsewhere than on Linux that would cost a program. */
function placeOf$1(checkout, guard) {
	return `${process.platform === "linux" ? stat$1(guard)?.start ?? "" : ""}\n${checkout}`;
}
/** One that ends at this moment needs to know nothing more. */
function remember(workFolder, id) {
	try {
		fs.writeFileSync(path.join(workFolder, MET, id), "");
	} catch {}
}

// src/evidence/room.ts
/** What fits is not much less than what a program writes at once. */
const SOME = Buffer.alloc(65536);
/** Whether nothing more can be written beside a file: what a program wrote there may have been lost. */
function isFullBeside(file) {
	const tried = `${file}.room`;
	try {
		fs.writeFileSync(tried, SOME);
		return false;
	} catch (error) {
		const code = systemCode$1(error);
		return code === "ENOSPC" || code === "EDQUOT";
	} finally {
		whyNotRemoved(tried);
	}
}

// src/live/shell.ts
/**
* How a command line is run in a shell, as GitHub Actions does (workflow syntax, `jobs.<job_id>.steps[*].shell`): bash stops at
* the first error, in a pipe too. `default` is bash, on Windows pwsh; where there is none, sh and Windows' own PowerShell.
* @throws SetupError for several lines in cmd, which would run the first one and say nothing of the others
*/
function shellCommand(shell, run, platform, isThere = isOnPath) {
	switch (shell) {
		case "default": return platform === "win32" ? shellCommand(isThere("pwsh.exe") ? "pwsh" : "powershell", run, platform) : shellCommand(isThere("bash") ? "bash" : "sh", run, platform);
		case "bash": return {
			file: "bash",
			args: [
				"--noprofile",
				"--norc",
				"-eo",
				"pipefail",
				"-c",
				run
			]
		};
		case "sh": return {
			file: "sh",
			args: [
				"-e",
				"-c",
				run
			]
		};
		case "pwsh":
		case "powershell": return {
			file: shell,
			args: [
				"-NoProfile",
				"-NonInteractive",
				"-Command",
				`$ErrorActionPreference = 'stop'\n${run}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }`
			]
		};
		case "cmd":
			if (/[\r\n]/.test(run.trim())) throw new SetupError("shell: cmd runs one line; write several into a .cmd file and call that");
			return {
				file: "cmd.exe",
				args: [
					"/D",
					"/E:ON",
					"/V:OFF",
					"/S",
					"/C",
					`"${run.trim()}"`
				],
				windowsVerbatimArguments: true
			};
		case "python": return {
			file: "python",
			args: ["-c", run]
		};
		default: throw new Error(`unknown shell "${shell}"`);
	}
}
function isOnPath(program) {
	return (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => folder !== "" && fs.existsSync(path.join(folder, program)));
}

// src/live/command.ts
/** A tree that is ended by our timeout gets so long to end by itself. */
const GRACE_MS = 1e3;
/** What a shell has started beside itself (`exec > >(tee log)`) writes its last lines when the shell has ended already. */
const DRAIN_MS = 1e3;
const DRAIN_POLL_MS = 25;
/** A look takes its time: what starts another process and ends meanwhile is missed by one, not by two. */
const CLEAN_LOOKS = 2;
let count$1 = 0;
/**
* Runs a command in a shell to its end, output straight to files. Its timeout and the signal end the whole tree; what outlives
* the command itself is counted and ended. A grandchild that holds the output open delays nothing: we wait for the process.
*/
async function runCommand(command, world) {
	const start = performance.now();
	const tree = `command ${++count$1} (${command.name})`;
	const since = () => Math.round((performance.now() - start) * 1e3) / 1e3;
	const before = birthsNow();
	const launched = await launch$1(command, tree, world);
	if ("spawnError" in launched) return {
		...launched,
		timedOut: false,
		aborted: false,
		durationMs: since(),
		leftovers: 0
	};
	const births = before && hasCounted(before) ? { since: before } : {};
	if (launched.process) world.tracker.watch(tree, launched.process, {
		log: command.stdout,
		...births
	});
	const stopped = await finished(launched.ended, command.timeoutMs, world.signal);
	if (stopped !== void 0) await endTree$1(tree, world.tracker, CLEAN_LOOKS, launched.process);
	const ending = await launched.ended;
	const durationMs = since();
	const isClean = stopped === void 0 && await drained(tree, world);
	const leftovers = await endTree$1(tree, world.tracker, isClean ? 1 : CLEAN_LOOKS);
	world.tracker.forget(tree);
	return {
		...launched.process && { process: launched.process },
		...stopped === void 0 && isFullBeside(command.stdout) ? { spawnError: "ENOSPC" } : ending,
		timedOut: stopped === "timeout",
		aborted: stopped === "aborted",
		durationMs,
		leftovers
	};
}
async function launch$1(command, tree, world) {
	if (!fs.existsSync(command.cwd)) return {
		spawnError: "ENOENT",
		folder: command.folder ?? command.cwd
	};
	const out = fs.openSync(command.stdout, "a", 384);
	const err = fs.openSync(command.stderr, "a", 384);
	try {
		const { file, args, windowsVerbatimArguments = false } = shellCommand(command.shell, command.run, process.platform);
		const env = marked(command.env, world.marker, tree);
		const child = spawn(file, [...args], {
			cwd: command.cwd,
			env,
			detached: true,
			stdio: [
				"ignore",
				out,
				err
			],
			windowsHide: true,
			windowsVerbatimArguments
		});
		const ended = new Promise((resolve) => {
			child.once("exit", (exit, signal) => resolve(signal === null ? { exit: exit ?? -1 } : { signal }));
		});
		const failure = await new Promise((resolve) => {
			child.once("spawn", () => resolve(void 0));
			child.once("error", resolve);
		});
		if (failure || child.pid === void 0) return { spawnError: failure?.code ?? "UNKNOWN" };
		return {
			process: await identifyChild(child.pid),
			ended
		};
	} finally {
		fs.closeSync(out);
		fs.closeSync(err);
	}
}
/** @returns why the waiting ended before the command did; undefined when it ended by itself. */
async function finished(ended, timeoutMs, signal) {
	let timer;
	let abort;
	const timeout = new Promise((resolve) => {
		if (timeoutMs !== void 0) timer = setTimeout(() => resolve("timeout"), Math.min(timeoutMs, 2 ** 31 - 1));
	});
	const aborted = new Promise((resolve) => {
		abort = () => resolve("aborted");
		if (signal.aborted) abort();
		else signal.addEventListener("abort", abort, { once: true });
	});
	try {
		return await Promise.race([
			ended.then(() => void 0),
			timeout,
			aborted
		]);
	} finally {
		clearTimeout(timer);
		if (abort) signal.removeEventListener("abort", abort);
	}
}
/** Waits until nothing of a tree is left, or has had time enough to come to its own end. @returns whether the last look found nothing */
async function drained(tree, { tracker, signal }) {
	const deadline = performance.now() + DRAIN_MS;
	while (performance.now() < deadline && !signal.aborted) {
		if ((await tracker.find([tree])).found.length === 0) return true;
		await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
	}
	return false;
}
/** Ends everything of a tree until so many looks in a row find nothing. @returns how many processes there were. */
async function endTree$1(tree, tracker, cleanLooks, root) {
	const ended = /* @__PURE__ */ new Set();
	for (let clean = 0, round = 0; clean < cleanLooks && round < 10; round++) {
		const { found } = await tracker.find([tree]);
		const targets = [...root && round === 0 ? [root] : [], ...found];
		clean = found.length === 0 ? clean + 1 : 0;
		for (const { pid, start } of found) ended.add(`${pid} ${start}`);
		await endProcesses(targets, {
			signal: "SIGTERM",
			gracePeriodMs: GRACE_MS
		});
	}
	return ended.size;
}

// src/live/end-of.ts
/** The last 2 KB of it are recorded, whole lines where they can be. */
const READ_BYTES$2 = 16384;
/** A command's answer is handed over up to here. */
const ANSWER_BYTES = 1048576;
/** The end of what was written to a file, beginning at a byte of it; empty for a file that is not there. */
function endOf(file, begin, redactor) {
	const to = sizeOf(file);
	const from = Math.max(begin, to - READ_BYTES$2);
	return to <= from ? "" : Buffer.from(windowOf(file, {
		from,
		to
	}, redactor)).toString("utf8").trim();
}
/** The first 1 MiB of what was written to a file; empty for one that is not there. */
function beginningOf(file) {
	if (sizeOf(file) === 0) return "";
	const fd = fs.openSync(file, "r");
	try {
		const buffer = Buffer.alloc(Math.min(fs.fstatSync(fd).size, ANSWER_BYTES));
		return buffer.toString("utf8", 0, fs.readSync(fd, buffer, 0, buffer.length, 0));
	} finally {
		fs.closeSync(fd);
	}
}
/** In bytes; 0 for a file that is not there. */
function sizeOf(file) {
	return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
/** What a command complained of, or else what it said: the end of it. */
function complaint({ stdout, stderr }, redactor) {
	return endOf(stderr, 0, redactor) || endOf(stdout, 0, redactor);
}

// src/live/looks/origin.ts
/** What lies now at these places. A place that can't be looked at has nothing. */
async function census(places, checkout) {
	const all = /* @__PURE__ */ new Map();
	for (const { pattern, cwd } of places) for (const file of await filesNamed(pattern, cwd, checkout).catch(() => [])) all.set(file.real, file);
	return all;
}
/** Whether a file is what it was at the census: nobody has written it since. */
function isUntouched(before, { real, modifiedMs, bytes }) {
	const known = before.get(real);
	return known !== void 0 && known.modifiedMs === modifiedMs && known.bytes === bytes;
}
/** Of what nobody looked at before. */
const UNKNOWN = {
	earlier: false,
	committed: () => Promise.resolve(false),
	artifact: () => Promise.resolve(void 0)
};
const BEGINNINGS = /* @__PURE__ */ new WeakMap();
/**
* Remembers, before the first gate, which commit is checked out, what lies at these places, and what artifacts brought.
* @param execution stands for it: its plan
*/
async function rememberBeginning(execution, checkout, { places, artifacts }) {
	const top = (await git(checkout, "rev-parse", "--show-toplevel"))?.replace(/\r?\n$/, "");
	const commit = (await git(checkout, "rev-parse", "--verify", "--quiet", "HEAD"))?.trim();
	const real = top === void 0 ? void 0 : await realpath(top).catch(absent);
	const files = await census(places, checkout.cwd);
	BEGINNINGS.set(execution, {
		files,
		top: real === void 0 ? void 0 : {
			...checkout,
			cwd: real
		},
		commit,
		artifacts
	});
}
/**
* Where a file comes from, by its real path: whether it lay there, the same, when the execution began, and whether it is what the commit
* has there. Everything that is judged by where it comes from is asked about here.
*/
async function originOf(execution, full) {
	const beginning = BEGINNINGS.get(execution);
	const real = await realpath(full).catch(absent);
	const now = real === void 0 ? void 0 : await stat(real).catch(absent);
	if (!beginning || real === void 0 || !now?.isFile()) return UNKNOWN;
	return {
		earlier: isUntouched(beginning.files, {
			real,
			modifiedMs: now.mtimeMs,
			bytes: now.size
		}),
		committed: () => isCommitted(beginning, real, now.size),
		artifact: () => bringer(beginning, real)
	};
}
/** Code under test may have written to the folder of an artifact: its file is the one that was fetched. */
async function bringer({ artifacts }, real) {
	const artifact = artifacts.find((one) => "files" in one && one.files.has(real));
	if (!artifact || "trouble" in artifact) return void 0;
	const hash = createHash("sha256");
	for await (const piece of createReadStream(real)) hash.update(piece);
	return hash.digest("hex") === artifact.files.get(real) ? artifact.name : void 0;
}
/** Tracked and unchanged: its hash is the one that git has of it. */
async function isCommitted(beginning, real, bytes) {
	const { top, commit } = beginning;
	if (top === void 0 || commit === void 0) return false;
	const name = path.relative(top.cwd, real).replaceAll(path.sep, "/");
	beginning.blobs ??= blobsOf(top, commit);
	const blob = (await beginning.blobs).get(name);
	if (blob === void 0) return false;
	const hash = createHash(blob.length === 64 ? "sha256" : "sha1").update(`blob ${bytes}\0`);
	for await (const piece of createReadStream(real)) hash.update(piece);
	return hash.digest("hex") === blob || (await git(top, "hash-object", "--", name))?.trim() === blob;
}
async function blobsOf(top, commit) {
	const listing = await git(top, "ls-tree", "-r", "-z", "--full-tree", commit) ?? "";
	const blobs = /* @__PURE__ */ new Map();
	for (const row of listing.split("\0")) {
		const [, hash, name] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
		if (hash !== void 0 && name !== void 0) blobs.set(name, hash);
	}
	return blobs;
}
/** The same as fields of the fact that records a file, with the start of the job where it counts. */
async function originLabels(probes, full, producer) {
	const { earlier, committed, artifact } = await probes.originOf(full);
	const broughtBy = artifactNamed(producer) === void 0 ? void 0 : await artifact();
	return {
		...broughtBy !== void 0 && { artifact: broughtBy },
		...earlier && { earlier: true },
		...await committed() && { committed: true },
		...producer === "job" && { jobAt: Math.round(probes.startedAt("job") - probes.startedAt("run")) }
	};
}

// src/probes/sight.ts
/** A sight of nothing, with the reason. */
function unseen(code, detail) {
	return {
		code,
		detail,
		facts: {}
	};
}
/** A text read as JSON: `json` for conditions, or the fact that it is none. Only when the condition reads it. */
function jsonSight(text, reads) {
	if (!reads("json")) return {
		facts: {},
		scope: {}
	};
	const plain = text.replace(/^\uFEFF/, "");
	const mistake = jsonMistake(plain);
	if (mistake) return {
		facts: { notJson: mistake.message },
		scope: {}
	};
	return {
		facts: {},
		scope: { json: JSON.parse(plain) }
	};
}

// src/live/looks/command.ts
const NOT_RUN = {
	ENOENT: "NOT_FOUND",
	ENOSPC: "MISSED"
};
/** Where it is cut, a character may have been cut too. */
const LONGEST_CHARACTER = 4;
/** A command, run to its end. With `target.step` its output is kept under that name. */
async function lookCommand(plan, context, reads) {
	const { run, step } = plan.target;
	const ended = await context.command({
		run,
		timeoutMs: plan.timeoutMs,
		...step !== void 0 && { name: step }
	});
	const broken = brokenOff(ended, plan.timeoutMs);
	if (broken) return broken;
	const { stdout, stderr } = ended;
	const truncated = [stdout, stderr].some((text) => Buffer.byteLength(text) > ANSWER_BYTES - LONGEST_CHARACTER);
	const trouble = [reads("stdout") || reads("json") ? stdout : "", reads("stderr") ? stderr : ""].some(isGarbled);
	const read = truncated || trouble ? void 0 : jsonSight(stdout, reads);
	return {
		facts: {
			...ended.exit !== void 0 && { exitCode: ended.exit },
			...ended.signal !== void 0 && { signal: ended.signal },
			...truncated && { truncated },
			...trouble && { notText: "NUL bytes in it, or not UTF-8" },
			...read?.facts
		},
		scope: {
			...!truncated && !trouble && {
				stdout,
				stderr
			},
			...read?.scope
		},
		output: () => ended.output
	};
}
/** What is not UTF-8 comes as replacement characters, UTF-16 with NULs: a pattern would find nothing in it. */
function isGarbled(text) {
	return /[\0\uFFFD]/.test(text);
}
/** Why a command did not come to an end of its own; undefined when it did. */
function brokenOff(ended, timeoutMs) {
	if (ended.aborted) return unseen("MISSED", "aborted");
	if (ended.spawnError !== void 0) return unseen(NOT_RUN[ended.spawnError] ?? "PERMISSION", notRunText(ended.spawnError, ended.folder));
	if (!ended.timedOut) return void 0;
	return {
		...unseen("TIMEOUT", `still running after ${formatDuration(timeoutMs)}`),
		output: () => ended.output
	};
}

// src/live/looks/container.ts
/** Letters of an id as docker shows it. */
const SHORT_ID = 12;
const NO_SUCH_CONTAINER = /no such (container|object)/i;
/** A container's state as `docker inspect` tells it. Only a daemon that answers can say that there is none. */
async function lookContainer(plan, context) {
	const { container } = plan.target;
	const run = `docker inspect --type container ${container}`;
	const ended = await context.command({
		run,
		timeoutMs: plan.timeoutMs
	});
	const broken = brokenOff(ended, plan.timeoutMs);
	if (broken) return broken;
	if (ended.exit === 0) return stateOf(ended.stdout, container);
	const said = ended.stderr.trim();
	if (NO_SUCH_CONTAINER.test(said)) return { facts: { exists: false } };
	return unseen(ended.exit === 127 ? "NOT_FOUND" : "MISSED", said === "" ? `docker ended with exit code ${ended.exit}` : said);
}
function stateOf(inspected, wanted) {
	const all = JSON.parse(inspected);
	const one = Array.isArray(all) && all.length === 1 ? all[0] : void 0;
	const state = isObject(one) ? one["State"] : void 0;
	const status = isObject(state) ? state["Status"] : void 0;
	if (!isObject(state) || typeof status !== "string") return unseen("MISSED", "docker inspect tells no state");
	if (isObject(one) && !isCalled$1(one, wanted)) return { facts: { exists: false } };
	const health = isObject(state["Health"]) ? state["Health"]["Status"] : void 0;
	return { facts: {
		exists: true,
		state: status,
		health: typeof health === "string" ? health : "none"
	} };
}
/** Docker also takes the first letters of an id: then `db` may be any container. */
function isCalled$1({ Name, Id }, wanted) {
	return wanted.length >= SHORT_ID && typeof Id === "string" && Id.startsWith(wanted) || typeof Name === "string" && Name.replace(/^\//, "") === wanted;
}

// src/live/looks/disk.ts
/** What is left of a file system for somebody without privileges, as `df` reckons: the superuser's reserve counts neither as used nor as free. */
async function lookDisk(plan, context) {
	const { bsize, blocks, bfree, bavail } = await statfs(path.resolve(context.cwd, plan.target.path));
	const usable = blocks - bfree + bavail;
	return { facts: {
		freeBytes: bavail * bsize,
		...usable > 0 && { free: significant(bavail / usable) }
	} };
}

// src/live/looks/compared.ts
/**
* The facts by which `equals` is judged: what the keys are (`seen`). Where a secret is wanted only whether it is equal is recorded
* (`same`), never the value. A key that is not there stands in neither.
*/
function compared$1(wanted, values, context) {
	const seen = {};
	const same = {};
	for (const [key, value] of wanted) {
		const actual = values.get(key);
		if (actual === void 0) continue;
		const revealed = context.reveal(value);
		if (revealed === value) seen[key] = actual;
		else same[key] = actual === revealed;
	}
	return {
		seen,
		...Object.keys(same).length > 0 && { same }
	};
}

// src/live/looks/plain-text.ts
/** Why bytes can't be read as text, in which a pattern would find nothing; undefined when they can. UTF-16 looks like text with NUL bytes. */
function notText(bytes) {
	if (!isUtf8(bytes)) return "not UTF-8";
	return bytes.includes(0) ? "NUL bytes in it" : void 0;
}
/** @throws for bytes that are no text */
function textIn(bytes, file) {
	const trouble = notText(bytes);
	if (trouble !== void 0) throw new Error(`${file} is no text: ${trouble}`);
	return Buffer.from(bytes).toString("utf8");
}

// src/live/looks/env-file.ts
/** `KEY=value` lines of an env file: the last one of a key counts, as for every program that reads such files. */
async function lookEnvFile(plan, context) {
	const text = contentOf(path.resolve(context.cwd, plan.target.path));
	if (text === void 0) return { facts: { exists: false } };
	const { values, duplicates } = parseEnvFile(text);
	const wanted = Object.entries(plan.target.equals);
	const secret = new Set(wanted.filter(([, value]) => context.reveal(value) !== value).map(([key]) => key));
	const readable = Object.fromEntries([...values].filter(([key]) => !secret.has(key)));
	return {
		facts: {
			exists: true,
			...compared$1(wanted, values, context),
			...duplicates.length > 0 && { duplicates }
		},
		scope: { values: readable }
	};
}
function contentOf(file) {
	try {
		return textIn(readRegular(file, MOST.settings), file);
	} catch (error) {
		if (error.code === "ENOENT") return void 0;
		throw error;
	}
}
/** A value in quotes may go over several lines; what looks like an assignment in there is none. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*((?:"[^"]*"|'[^']*')(?=[ \t]*(?:#.*)?\r?$)|.*)/gm;
/** Comments, `export` and quotes as dotenv reads them; nothing is expanded. `duplicates`: keys that stand there more than once. */
function parseEnvFile(text) {
	const values = /* @__PURE__ */ new Map();
	const duplicates = /* @__PURE__ */ new Set();
	for (const [, key = "", raw = ""] of text.replace(/^\uFEFF/, "").matchAll(ASSIGNMENT)) {
		if (values.has(key)) duplicates.add(key);
		values.set(key, unquoted(raw));
	}
	return {
		values,
		duplicates: [...duplicates]
	};
}
function unquoted(raw) {
	const written = raw.trim();
	const quoted = /^(?:"([^"]*)"|'([^']*)')\s*(?:#.*)?$/.exec(written);
	if (quoted) return quoted[1] ?? quoted[2] ?? "";
	return written.replace(/(^|\s)#.*$/, "").trimEnd();
}

// src/live/looks/env.ts
/**
* A variable of the environment that the gate's commands get. Its value is recorded only when something is to be compared with it.
* `withheld`: we have it and they do not, as is done with secrets.
*/
async function lookEnv(plan, context) {
	const { variable: name, equals } = plan.target;
	const value = context.env[name];
	const values = new Map(value === void 0 ? [] : [[name, value]]);
	return {
		facts: {
			set: value !== void 0 && value !== "",
			...value === void 0 && (process.env[name] ?? "") !== "" && { withheld: true },
			...equals !== void 0 && compared$1([[name, equals]], values, context)
		},
		scope: { values: secretOf(name, context) ? {} : Object.fromEntries(values) }
	};
}
function secretOf(name, context) {
	const reference = `\${{ env.${name} }}`;
	return context.reveal(reference) !== reference;
}

// src/live/looks/lines.ts
/** A longer line is our limit: it is not searched in pieces, where a match could hide on the border. */
const LONGEST_LINE$1 = 1048576;
const LINE_END = 10;
const CHANGED = "it became shorter while it was read";
/** Lines kept for a person to look at. */
const SHOWN_LINES = 5;
/** @throws for a pattern that is no RE2 */
function searcher(patterns) {
	const contains = patterns.contains.map((pattern) => RE2JS.compile(pattern));
	const lacks = patterns.lacks.map((pattern) => RE2JS.compile(pattern));
	const result = {
		lines: 0,
		contains: contains.map(() => 0),
		lacks: lacks.map(() => 0),
		forbidden: [],
		last: []
	};
	const take = (line, old) => {
		result.lines++;
		result.last.push(line);
		if (result.last.length > SHOWN_LINES) result.last.shift();
		count(contains, line, old, result.contains);
		if (count(lacks, line, old, result.lacks) && result.forbidden.length < SHOWN_LINES) result.forbidden.push(line);
	};
	return {
		result,
		search: async (part, signal) => {
			if (part.from >= part.to) return;
			const begun = await begunLine(part);
			let old = begun.characters;
			for await (const line of linesOf({
				...part,
				from: begun.from
			}, signal)) {
				take(line, old);
				old = 0;
			}
		}
	};
}
/** @param old characters of the line that stood there before: a match counts if it ends behind them */
function count(patterns, line, old, counts) {
	let any = false;
	for (const [index, pattern] of patterns.entries()) {
		if (!matchesBehind(pattern, line, old) && !matchesWithin(pattern, line, old)) continue;
		counts[index] = (counts[index] ?? 0) + 1;
		any = true;
	}
	return any;
}
function matchesBehind(pattern, line, old) {
	if (old === 0) return pattern.test(line);
	const matcher = pattern.matcher(line);
	while (matcher.find()) if (matcher.end() > old) return true;
	return false;
}
/** A bare carriage return writes a line over the one before (a progress bar): a terminal shows each of them as a line, and so they are searched. */
function matchesWithin(pattern, line, old) {
	if (!line.includes("\r")) return false;
	let from = 0;
	for (const part of line.split("\r")) {
		if (from + part.length > old && matchesBehind(pattern, part, Math.max(0, old - from))) return true;
		from += part.length + 1;
	}
	return false;
}
/** Where the line begins in which the part does: a writer may have been in the middle of it. `characters`: what stood there of it. */
async function begunLine({ full, from }) {
	const before = Buffer.alloc(Math.min(from, LONGEST_LINE$1));
	const file = await open(full);
	try {
		const { bytesRead } = await file.read(before, 0, before.length, from - before.length);
		if (bytesRead < before.length) throw new Error(CHANGED);
	} finally {
		await file.close();
	}
	const begun = before.subarray(before.lastIndexOf(LINE_END) + 1);
	if (begun.length === LONGEST_LINE$1) throw new Error(`a line is longer than ${LONGEST_LINE$1} bytes`);
	return {
		from: from - begun.length,
		characters: new TextDecoder().decode(begun, { stream: true }).length
	};
}
async function* linesOf({ full, from, to }, signal) {
	const reader = new LineReader(LONGEST_LINE$1);
	let bytes = 0;
	for await (const piece of createReadStream(full, {
		start: from,
		end: to - 1,
		signal
	})) {
		bytes += piece.length;
		yield* textOnly(reader.push(piece));
	}
	if (bytes < to - from) throw new Error(CHANGED);
	yield* textOnly(reader.end());
}
/** Text in UTF-16 looks like text with a NUL at every other place: a pattern would find nothing in it. */
function* textOnly(lines) {
	for (const line of lines) {
		if (line.includes("\0")) throw new Error("it holds NUL bytes, so it is no text in UTF-8 and can't be searched");
		yield line;
	}
}

// src/live/looks/marks.ts
/** What the files of `append-only` and `since: run` probes were when the execution began, by whatever stands for the execution. */
const OF_EXECUTION$1 = /* @__PURE__ */ new WeakMap();
/** What a gate's probes compare with: what files were when the execution began, and when the gate did. */
const OF_GATE = /* @__PURE__ */ new WeakMap();
/**
* Remembers what the files of all `append-only` and `since: run` probes of an execution are now; only the first call counts.
* @param execution the object that stands for it: its plan. It never rejects: files that can't be read now have no marks.
*/
function rememberFiles(execution, sites) {
	const known = OF_EXECUTION$1.get(execution) ?? markAll(sites);
	OF_EXECUTION$1.set(execution, known);
	return known;
}
/** What `rememberFiles` remembered; nothing where nobody called it. */
async function rememberedFiles(execution) {
	return await OF_EXECUTION$1.get(execution) ?? /* @__PURE__ */ new Map();
}
/** Remembers, before the first probe of a gate, what the files of its `since` probes hold. It never rejects. */
async function markFiles(original, probes, context) {
	OF_GATE.set(context, {
		original,
		atGate: await marksSince(["gate", "run"], probes, context)
	});
}
/**
* Remembers what the files of `since: rollback` probes hold now, when the commands of a rollback have ended; all else stays as
* `before` knew it. It never rejects.
*/
async function markRollback(before, probes, context) {
	const { original, atGate } = OF_GATE.get(before) ?? {
		original: /* @__PURE__ */ new Map(),
		atGate: /* @__PURE__ */ new Map()
	};
	OF_GATE.set(context, {
		original,
		atGate: new Map([...atGate, ...await marksSince(["rollback"], probes, context)])
	});
}
async function marksSince(since, probes, context) {
	const found = /* @__PURE__ */ new Map();
	for (const probe of probes) {
		if (!isOfKind(probe, "file") || !since.includes(probe.target.since ?? "")) continue;
		const marks = await searchFor(probe, context).then(({ files }) => marksOf(files)).catch(() => void 0);
		if (marks) found.set(probe, marks);
	}
	return found;
}
/** What the probe's files were when the execution began; undefined when nobody looked. */
function originalMarks(probe, context) {
	return OF_GATE.get(context)?.original.get(probe);
}
/** What the probe's files were when the gate (of a `since: rollback` probe the validation) began; undefined when nobody looked, or could look. */
function marksAtGate(probe, context) {
	return OF_GATE.get(context)?.atGate.get(probe);
}
/** The files that a probe names, and what it passed over. @throws when it names the log of a service that has none */
function searchFor({ target }, context) {
	const { path = "", log: service } = target;
	const { cwd, env } = context;
	if (service === void 0) return search(path, cwd, env["GATE_CHECKOUT"]);
	const log = context.logOf(service);
	if (log === void 0) throw new Error(`service "${service}" has no log that we know of`);
	return search(log, cwd);
}
async function sha256Of({ full, from, to }, signal) {
	const hash = createHash("sha256");
	const part = {
		start: from,
		end: to - 1,
		...signal && { signal }
	};
	if (from < to) for await (const bytes of createReadStream(full, part)) hash.update(bytes);
	return hash.digest("hex");
}
/** Whether two files hold the same. */
async function haveSameBytes(a, b) {
	const hash = ({ full, bytes }) => sha256Of({
		full,
		from: 0,
		to: bytes
	});
	return a.bytes === b.bytes && await hash(a) === await hash(b);
}
/** Whether a file is still the one that was marked and begins with all that it held: then what follows is new. */
async function stillHolds(mark, file, signal) {
	if (!isSameFile(mark, file) || file.bytes < mark.bytes) return false;
	return await sha256Of({
		full: file.full,
		from: 0,
		to: mark.bytes
	}, signal) === mark.sha256;
}
/**
* A log that was rotated away may have a follower with the same first lines, or an empty one where nothing was held yet: it is known
* by its number, and by its birth, as numbers are given again. A file system that knows no births tells the last change instead.
*/
function isSameFile(mark, file) {
	const birthless = [mark, file].every(({ createdMs, changedMs }) => createdMs === changedMs);
	return mark.inode === file.inode && (birthless || mark.createdMs === file.createdMs);
}
/** The log of a service is not there when the execution begins. */
function comparesWithStart({ path, appendOnly, since }) {
	return path !== void 0 && (appendOnly === true || since === "run");
}
async function markAll(sites) {
	const all = /* @__PURE__ */ new Map();
	for (const { probe, cwd } of sites) {
		if (!isOfKind(probe, "file") || !comparesWithStart(probe.target)) continue;
		const marks = await filesNamed(probe.target.path ?? "", cwd).then(marksOf).catch(() => void 0);
		if (marks) all.set(probe, marks);
	}
	return all;
}
async function marksOf(files) {
	const marks = /* @__PURE__ */ new Map();
	for (const file of files) marks.set(file.full, {
		...file,
		sha256: await sha256Of({
			full: file.full,
			from: 0,
			to: file.bytes
		})
	});
	return marks;
}

// src/live/looks/file.ts
/** A longer file is not read as JSON. */
const JSON_BYTES = 16777216;
/** More files are not compared with what they were, one by one. */
const MOST_COMPARED = 100;
/** The files that a path, a glob or a service's log names, and what the probe's keys ask of them. */
async function lookFile(plan, context, reads) {
	const unknown = unknowable(plan, context);
	if (unknown !== void 0) return unseen("MISSED", unknown);
	const place = placeOf(plan, context);
	const late = AbortSignal.timeout(plan.timeoutMs);
	const signal = AbortSignal.any([context.signal, late]);
	try {
		return await look$4(plan, place, reads, signal);
	} catch (error) {
		if (context.signal.aborted || !late.aborted) throw error;
		return unseen("TIMEOUT", `not read within ${formatDuration(plan.timeoutMs)}`);
	}
}
/** What is asked of a file that nobody here could know. */
function unknowable({ target }, context) {
	if (target.since === "rollback" && context.rollbackAt === void 0) return "no rollback has begun";
	const artifact = artifactOf(target, context);
	return artifact && "trouble" in artifact ? `artifact ${artifact.name}: ${artifact.trouble}` : void 0;
}
function artifactOf({ producedBy }, context) {
	const name = artifactNamed(producedBy);
	return name === void 0 ? void 0 : context.artifact(name);
}
/** Files that an artifact brings lie in a folder of its own. */
function placeOf({ target }, context) {
	const artifact = artifactOf(target, context);
	if (!artifact || "trouble" in artifact) return context;
	return {
		...context,
		cwd: artifact.folder,
		env: {
			...context.env,
			GATE_DIR: artifact.folder,
			GATE_CHECKOUT: artifact.folder
		}
	};
}
async function look$4(plan, context, reads, signal) {
	if (plan.target.count === 0) return { facts: await absenceOf(plan, context) };
	const { files, linksOut, hidden } = await searchFor(plan, context);
	if (files.length === 0 && reads("exists")) await refuseOtherThings(plan, context);
	if (mustBeFresh(plan.target) || reads("ageSeconds")) refuseTheFuture(files);
	const prefixes = await prefixesOf(plan, context, files, signal);
	const searched = await searchOf(plan, context, files, signal);
	if (plan.target.capture) for (const file of files) await context.keep(file.name);
	const json = await jsonOf(files, reads);
	return {
		facts: {
			...fileFacts(files),
			...linksOut.length > 0 && { linksOut: linksOut.slice(0, 20) },
			...hidden.length > 0 && { hidden: hidden.slice(0, 20) },
			...await staleOf(plan, context, files),
			...asksOrigin(plan.target, reads) && await foreignOf(plan, context, withContent(plan, files, reads)),
			...searched && foundOf(searched),
			...prefixes && { prefixes },
			...json.facts
		},
		scope: json.scope,
		excerpt: () => excerptOf(searched?.search)
	};
}
/** A file that claims to be written later than now says nothing about when it was written. */
function refuseTheFuture(files) {
	const early = files.find(({ modifiedMs }) => isFuture(modifiedMs, Date.now()));
	if (early) throw new Error(`${early.name} claims to have been written in the future`);
}
/** `bytes`: of all together; `smallest`: of the shortest; `ageSeconds`: of the oldest. */
function fileFacts(files) {
	if (files.length === 0) return {
		exists: false,
		count: 0
	};
	const least = (pick) => files.reduce((low, file) => Math.min(low, pick(file)), Infinity);
	const oldest = least(({ modifiedMs }) => modifiedMs);
	return {
		exists: true,
		count: files.length,
		bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
		smallest: least(({ bytes }) => bytes),
		ageSeconds: significant(Math.round(Date.now() - oldest) / 1e3)
	};
}
/** `count: 0` promises that nothing is there: neither a hidden file, nor a folder, nor a link that leads nowhere. */
async function absenceOf(plan, context) {
	const [first, ...others] = await thingsNamed(plan.target.path ?? "", context.cwd, context.env["GATE_CHECKOUT"]);
	return first === void 0 ? {
		exists: false,
		count: 0
	} : {
		exists: true,
		count: others.length + 1,
		firstThere: first
	};
}
/** Who asks whether a file exists is not told "no" while something that is no plain file has its name. */
async function refuseOtherThings(plan, context) {
	const { path } = plan.target;
	const [first] = path === void 0 ? [] : await thingsNamed(path, context.cwd, context.env["GATE_CHECKOUT"]);
	if (first !== void 0) throw new Error(`${first} is there, and is hidden or no regular file`);
}
/**
* How many files are older than what `fresh`, `since` or `produced-by: gate` names, and the first of them. `fresh` by itself asks
* for a file of this run: one that an earlier gate wrote is as fresh as one of this gate.
*/
async function staleOf(plan, context, files) {
	if (!mustBeFresh(plan.target)) return {};
	const { since, producedBy } = plan.target;
	const start = beganAt(producedBy === "gate" && since !== "rollback" ? "gate" : since, context);
	const stale = [];
	for (const file of files) if (!isSince(file.modifiedMs, start) || (await context.originOf(file.full)).earlier) stale.push(file);
	return {
		stale: stale.length,
		...stale[0] && { firstStale: stale[0].name }
	};
}
/** The files whose content is judged. */
function withContent({ target }, files, reads) {
	return mayBeEmpty(target, reads) ? files.filter(({ bytes }) => bytes > 0) : files;
}
/** How many files do not come from where they must, the first of them, and why. */
async function foreignOf({ target }, context, files) {
	const [zero, now] = [context.startedAt("run"), Date.now()];
	const found = [];
	for (const { name, full, modifiedMs } of files) {
		const { earlier, committed, artifact } = await context.originOf(full);
		const facts = {
			modifiedAt: modifiedMs - zero,
			seenAt: now - zero,
			future: isFuture(modifiedMs, now),
			earlier,
			committed: false,
			artifact: await artifact(),
			jobAt: context.startedAt("job") - zero
		};
		const why = foreignOrigin(target.producedBy, facts) && foreignOrigin(target.producedBy, {
			...facts,
			committed: await committed()
		});
		if (why !== void 0) found.push({
			name,
			why
		});
	}
	const [first] = found;
	return {
		unproven: found.length,
		...first && {
			firstUnproven: first.name,
			unprovenWhy: first.why
		}
	};
}
/** `since` without a pattern asks whether the file was written since then. */
function mustBeFresh({ contains, lacks, fresh, producedBy, since }) {
	return fresh === true || producedBy === "gate" || since !== void 0 && contains.length + lacks.length === 0;
}
/** Wall clock, ms, at which that began since which is asked; without a word it is the run. */
function beganAt(since, context) {
	if (since === "rollback" && context.rollbackAt !== void 0) return context.rollbackAt;
	return context.startedAt(since === "gate" ? "gate" : "run");
}
async function searchOf(plan, context, files, signal) {
	const { contains, lacks } = plan.target;
	if (contains.length + lacks.length === 0) return void 0;
	const marks = marksOfSearch(plan, context, files);
	const seeker = searcher({
		contains,
		lacks
	});
	const kept = /* @__PURE__ */ new Set();
	for (const file of files) {
		const mark = marks.get(file.full);
		const same = mark !== void 0 && await stillHolds(mark, file, signal);
		if (same) kept.add(mark.full);
		await seeker.search({
			full: file.full,
			from: same ? mark.bytes : 0,
			to: file.bytes
		}, signal);
	}
	return {
		search: seeker.result,
		lost: [...marks.values()].filter(({ full }) => !kept.has(full)).map(({ name }) => name)
	};
}
/** What the files held when the gate, or the run, began; nothing for a search that does not ask `since` when. */
function marksOfSearch(plan, context, files) {
	const { since } = plan.target;
	if (since === void 0) return /* @__PURE__ */ new Map();
	const marks = since === "run" ? originalMarks(plan, context) : marksAtGate(plan, context);
	if (marks) return marks;
	const start = beganAt(since, context);
	if (files.every(({ createdMs }) => isSince(createdMs, start))) return /* @__PURE__ */ new Map();
	throw new Error(`nobody looked what the file held when the ${since} began`);
}
/** What stood in each file when the execution began, hashed then and now; `now` is null where it no longer stands there at all. */
async function prefixesOf(plan, context, files, signal) {
	if (plan.target.appendOnly !== true) return void 0;
	const marks = originalMarks(plan, context);
	if (!marks) throw new Error("nobody looked what stood in the file when the execution began");
	if (marks.size > MOST_COMPARED) throw new Error(`more than ${MOST_COMPARED} files to compare`);
	const lengths = new Map(files.map(({ full, bytes }) => [full, bytes]));
	const prefixes = [];
	for (const mark of marks.values()) prefixes.push(await compared(mark, lengths.get(mark.full) ?? 0, signal));
	return prefixes;
}
async function compared({ name, full, bytes, sha256 }, length, signal) {
	return {
		path: name,
		bytes,
		before: sha256,
		now: length < bytes ? null : await sha256Of({
			full,
			from: 0,
			to: bytes
		}, signal)
	};
}
function foundOf({ search: { lines, contains, lacks }, lost }) {
	return {
		lines,
		contains,
		lacks,
		...lost[0] !== void 0 && {
			lost: lost.length,
			firstLost: lost[0]
		}
	};
}
/** A condition reads `json` of one file only: of several nobody could say which. */
async function jsonOf(files, reads) {
	const [file, another] = files;
	if (!file || another || !reads("json")) return {
		facts: {},
		scope: {}
	};
	if (file.bytes > JSON_BYTES) return {
		facts: { truncated: true },
		scope: {}
	};
	return jsonSight(textIn(readRegular(file.full, JSON_BYTES), file.name), reads);
}
function excerptOf(searched) {
	if (!searched) return "";
	return (searched.forbidden.length > 0 ? searched.forbidden : searched.last).join("\n");
}

// src/live/looks/aborts.ts
/** What is under way for a signal. An `EventTarget` compares each new listener with all that it has: thousands would cost more than they do. */
const UNDER_WAY = /* @__PURE__ */ new WeakMap();
/** Calls `abort` when the signal is aborted from now on. @returns what calls it off */
function onAbort(signal, abort) {
	const known = UNDER_WAY.get(signal);
	const underWay = known ?? /* @__PURE__ */ new Set();
	if (!known) {
		UNDER_WAY.set(signal, underWay);
		signal.addEventListener("abort", () => [...underWay].forEach((one) => one()), { once: true });
	}
	underWay.add(abort);
	return () => void underWay.delete(abort);
}

// src/live/looks/deadline.ts
/** A timer may be so late, in ms, without our having slept. */
const ON_TIME_MS = 100;
/**
* Calls `over` when the other side has had so many ms to answer. Where we come late ourselves, because this process did not run, it
* has as many more; and an answer that is there already is read first. @returns what calls it off
*/
function deadline(ms, over) {
	let timer;
	let last;
	const wait = (forMs) => {
		const due = performance.now() + forMs;
		timer = setTimeout(() => {
			const late = performance.now() - due;
			if (late > ON_TIME_MS) wait(late);
			else last = setImmediate(over);
		}, forMs);
	};
	wait(ms);
	return () => {
		clearTimeout(timer);
		clearImmediate(last);
	};
}

// src/live/looks/network-error.ts
/** The system's codes in our vocabulary. `MISSED`: our own limits or set-up kept us from asking. */
const CODES = {
	ECONNREFUSED: "CONNECTION_REFUSED",
	EHOSTUNREACH: "CONNECTION_REFUSED",
	EHOSTDOWN: "CONNECTION_REFUSED",
	ECONNRESET: "CONNECTION_RESET",
	ECONNABORTED: "CONNECTION_RESET",
	EPIPE: "CONNECTION_RESET",
	ETIMEDOUT: "TIMEOUT",
	ENOTFOUND: "DNS",
	EAI_AGAIN: "DNS",
	EAI_FAIL: "DNS",
	EAI_NODATA: "DNS",
	EAI_NONAME: "DNS",
	EPROTO: "TLS",
	EACCES: "PERMISSION",
	EPERM: "PERMISSION"
};
/** Codes of an address that this machine does not have. */
const NO_SUCH_ADDRESS = /* @__PURE__ */ new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);
/** Names that OpenSSL and Node give to what went wrong while a secure connection was set up. */
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH|PATH_LENGTH_|CRL_)/;
/** Those of a certificate whose signer is not known here. */
const UNSIGNED = /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|CERT_UNTRUSTED)/;
/** What a failed connection means. An answer that is no HTTP is the product's (`BODY`); a code that we don't know is not. */
function networkError(error) {
	const seen = (error instanceof AggregateError ? error.errors : [error]).map((cause) => ({
		code: codeOf(cause),
		detail: detailOf(cause)
	}));
	return seen.find(({ code }) => code !== "MISSED") ?? seen[0] ?? {
		code: "MISSED",
		detail: "unknown error"
	};
}
function codeOf(error) {
	const code = systemCode(error);
	if (code === void 0) return "MISSED";
	if (TLS.test(code)) return "TLS";
	if (code.startsWith("HPE_")) return "BODY";
	return CODES[code] ?? "MISSED";
}
function systemCode(error) {
	const code = typeof error === "object" && error !== null && "code" in error ? error.code : void 0;
	return typeof code === "string" ? code : void 0;
}
function detailOf(error) {
	const message = error instanceof Error ? error.message : String(error);
	return UNSIGNED.test(systemCode(error) ?? "") ? `${message.split(";")[0] ?? ""}; NODE_EXTRA_CA_CERTS names a file with the certificate of who signed it` : message;
}

// src/live/looks/http.ts
/** An answer is read up to here. */
const READ_BYTES$1 = 1048576;
/**
* Every probe opens a new connection: one that was kept says nothing about a service that stopped accepting. So there is nothing for
* an agent to keep; TLS alone leaves the name of the server to one. Nor does it keep sessions: one that is resumed shows no certificate,
* so that nobody would see it expire. Certificates are looked at also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise: no evidence would
* tell that they were not.
*/
const SECURE = new https.Agent({
	keepAlive: false,
	maxSockets: Infinity,
	maxCachedSessions: 0,
	rejectUnauthorized: true
});
/** Statuses of RFC 9110, 15.4, after which the same is asked elsewhere. */
const REDIRECTS = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
/** As many as Go's client, and so Kubernetes, follows. */
const MOST_REDIRECTS = 10;
/** One request, one connection. Redirects are answers, unless the probe follows them: then each is a request of its own. */
async function lookHttp(plan, context, reads) {
	const { answer, ...redirects } = plan.target.follow === true ? await followed$1(plan, context) : { answer: await exchange(plan, context) };
	if (!("status" in answer)) return answer;
	const text = () => answer.body.toString("utf8");
	const trouble = ["json", "body"].some(reads) ? unreadable(answer) : void 0;
	const readable = trouble === void 0 && !answer.truncated;
	const read = reads("json") && readable ? jsonSight(text(), reads) : void 0;
	return {
		facts: {
			status: answer.status,
			...redirects,
			...answer.truncated && { truncated: true },
			...trouble !== void 0 && { notText: trouble },
			...read?.facts
		},
		scope: {
			...reads("headers") && { headers: plainHeaders(answer.headers) },
			...reads("body") && readable && { body: text() },
			...read?.scope
		},
		excerpt: text
	};
}
/** Follows redirects within the time of one look. */
async function followed$1(plan, context) {
	const deadline = performance.now() + plan.timeoutMs;
	let { url } = plan.target;
	for (let redirects = 0;; redirects++) {
		const timeoutMs = Math.max(1, Math.ceil(deadline - performance.now()));
		const answer = await exchange({
			...plan,
			timeoutMs,
			target: {
				...plan.target,
				url
			}
		}, context);
		const next = "status" in answer ? redirectOf(answer, url) : void 0;
		if (next === void 0) return {
			answer,
			redirects
		};
		const notFollowed = redirects === MOST_REDIRECTS ? `more than ${MOST_REDIRECTS} of them` : elsewhere(url, next);
		if (notFollowed !== void 0) return {
			answer,
			redirects,
			notFollowed
		};
		url = next.href;
	}
}
function redirectOf({ status, headers }, url) {
	const { location } = headers;
	return REDIRECTS.has(status) && location !== void 0 && URL.canParse(location, url) ? new URL(location, url) : void 0;
}
/** Another port is another process, and headers may hold secrets: they are for whom they were written for. */
function elsewhere(from, to) {
	const { origin, hostname } = new URL(from);
	if (to.hostname !== hostname) return `to another host, ${to.hostname}`;
	return to.origin === origin || to.protocol === "https:" ? void 0 : `to ${to.origin}`;
}
/** Why the body can't be read as text: no encoding was asked for, so one that was used anyhow is not undone. */
function unreadable({ headers, body, truncated }) {
	const encoding = headers["content-encoding"] ?? "identity";
	if (encoding.toLowerCase() !== "identity") return `encoded as ${encoding}`;
	return truncated ? void 0 : notText(body);
}
function exchange(plan, context) {
	return new Promise((resolve) => {
		const { request, body } = open$1(plan, context);
		let phase = "no connection";
		const finish = (result) => {
			callOff();
			stay();
			resolve(result);
		};
		/** Ends what has not come to its own end; an answer that has closes its connection itself. */
		const cut = (result) => {
			finish(result);
			request.destroy();
		};
		const abort = () => cut(unseen("MISSED", "aborted"));
		const fail = (error) => {
			const { code, detail } = networkError(error);
			cut(unseen(code, detail));
		};
		const callOff = deadline(plan.timeoutMs, () => cut(unseen("TIMEOUT", `${phase} within ${formatDuration(plan.timeoutMs)}`)));
		const stay = onAbort(context.signal, abort);
		request.on("error", fail);
		request.on("socket", (socket) => socket.once("connect", () => phase = "no answer"));
		request.on("response", (response) => {
			phase = "no complete answer";
			response.on("error", fail);
			readBody(response, finish, cut);
		});
		request.end(body);
	});
}
/** Where a probe asks; read once, asked for hours. */
const ADDRESSES$1 = /* @__PURE__ */ new WeakMap();
function addressOf(plan) {
	const known = ADDRESSES$1.get(plan);
	if (known) return known;
	const { url } = plan.target;
	const { protocol, hostname, port, pathname, search } = new URL(url);
	const path = asWritten(url) ?? pathname + search;
	const address = {
		secure: protocol === "https:",
		hostname: hostname.replace(/^\[|\]$/g, ""),
		port,
		path
	};
	ADDRESSES$1.set(plan, address);
	return address;
}
/**
* The path and query of a URL in which `new URL` would resolve `/../` or turn `\` into `/`: whoever writes `/static/../admin` asks
* what the server makes of it. What can't stand in a request is encoded. @returns undefined for any other URL
*/
function asWritten(url) {
	const written = /^[^:]+:\/\/[^/\\?#]*([^#]*)/.exec(url)?.[1] ?? "";
	const [path = ""] = written.split("?");
	if (!path.includes("\\") && !/\/(\.|%2e){1,2}(?=\/|$)/i.test(path)) return void 0;
	const encoded = (character) => Buffer.from(character).toString("hex").toUpperCase().replace(/../g, "%$&");
	return written.replace(/[^!-~]/gu, encoded);
}
function open$1(plan, context) {
	const { secure, hostname, port, path } = addressOf(plan);
	const { method, json } = plan.target;
	const body = json === void 0 ? plan.target.body : JSON.stringify(json);
	const headers = {
		accept: "*/*",
		"user-agent": "gate"
	};
	if (json !== void 0) headers["content-type"] = "application/json";
	for (const [name, value] of Object.entries(plan.target.headers)) headers[name.toLowerCase()] = context.reveal(value);
	const options = {
		hostname,
		port,
		path,
		method,
		headers,
		joinDuplicateHeaders: true
	};
	const connect = () => net.connect({
		host: hostname,
		port: Number(port || 80)
	});
	return {
		request: secure ? https.request({
			...options,
			agent: SECURE
		}) : http.request({
			...options,
			createConnection: connect
		}),
		body
	};
}
/** A header that came twice with the same value is that value. */
function saidOnce({ headers, headersDistinct }) {
	const once = Object.entries(headersDistinct).flatMap(([name, values = []]) => typeof headers[name] === "string" && values.length > 1 && new Set(values).size === 1 ? [[name, values[0]]] : []);
	return {
		...headers,
		...Object.fromEntries(once)
	};
}
function readBody(response, whole, cut) {
	const { statusCode: status = 0 } = response;
	const headers = saidOnce(response);
	const chunks = [];
	let bytes = 0;
	response.on("data", (chunk) => {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > READ_BYTES$1) cut({
			status,
			headers,
			body: Buffer.concat(chunks).subarray(0, READ_BYTES$1),
			truncated: true
		});
	});
	response.on("end", () => whole({
		status,
		headers,
		body: Buffer.concat(chunks),
		truncated: false
	}));
}
/** Names in lower case, a header that came several times as one text. */
function plainHeaders(headers) {
	const plain = {};
	for (const [name, value] of Object.entries(headers)) if (value !== void 0) plain[name] = Array.isArray(value) ? value.join(", ") : value;
	return plain;
}

// src/live/looks/port-free.ts
/** Some systems let a wildcard stand beside a specific address, so each is tried. */
const ADDRESSES = [
	"127.0.0.1",
	"::1",
	"0.0.0.0",
	"::"
];
/** Whether the port can be taken, found out by taking it: an owner that hangs holds it too. */
async function lookPortFree({ target: { port } }) {
	for (const address of ADDRESSES) {
		const error = await listen(port, address);
		if (error === void 0 || NO_SUCH_ADDRESS.has(error.code ?? "")) continue;
		if (error.code === "EADDRINUSE") return { facts: { open: true } };
		const { code, detail } = networkError(error);
		return unseen(code, detail);
	}
	return { facts: { open: false } };
}
function listen(port, host) {
	return new Promise((resolve) => {
		const server = net.createServer();
		server.once("error", resolve);
		server.listen({
			port,
			host,
			exclusive: true
		}, () => server.close(() => resolve(void 0)));
	});
}

// src/live/processes/pid.ts
/** Ticks of the clock by which Linux tells starts, whatever the kernel's own is (USER_HZ), in ms. */
const TICK_MS$1 = 10;
/** A pid file is written after the start of its process. Clocks of file systems may be as far behind. */
const TOLERANCE_MS = 1e4;
/** The number in a pid file: its first line, as systemd reads it. PostgreSQL writes more lines behind it. */
function pidIn(text) {
	const pid = /^\s*(\d{1,10})[^\S\n]*(?:\n|$)/.exec(text)?.[1];
	return pid === void 0 ? void 0 : Number(pid);
}
/** Between the clock of starts and that of the wall, when both are asked for our own start, ms. */
const APART_MS = 2e3;
/**
* By how many ms a process is younger than what was written at a time: then the number is another's now. @returns undefined where that is
* not so, or can't be told: in some containers the machine's uptime is another one, by which we ourselves would be too young
*/
function youngerBy({ start }, writtenMs) {
	const own = process.platform === "linux" ? stat$1(process.pid) : void 0;
	const uptime = own && Number(/^[\d.]+/.exec(textOf$1("/proc/uptime") ?? "")?.[0]);
	if (!own || uptime === void 0 || Number.isNaN(uptime)) return void 0;
	const bootedMs = Date.now() - uptime * 1e3;
	const startedMs = (ticks) => bootedMs + Number(ticks) * TICK_MS$1;
	if (startedMs(own.start) > performance.timeOrigin + APART_MS) return void 0;
	const ms = startedMs(start) - writtenMs;
	return ms > TOLERANCE_MS ? ms : void 0;
}
function textOf$1(file) {
	try {
		return fs.readFileSync(file, "utf8");
	} catch {
		return;
	}
}

// src/live/looks/process.ts
/** Programs that are known by the script they run. */
const INTERPRETERS = /^(node|bun|deno|python[\d.]*|ruby|perl|php|bash|sh|dash|zsh|pwsh|powershell|java|dotnet)$/;
/** What follows is a program's text, and no script: the shell of `bash -c "api; sleep 9"` is not the api. */
const RUNS_TEXT = /^(-[a-z]*c|-e|-p|-pe|--eval|--print|-Command)$/;
/** How many processes of a name run, or whether the one that a pid file names does. A zombie runs no more. */
async function lookProcess({ target }, context) {
	const alive = [...(await processTable()).values()].filter(({ state, pid }) => !state.startsWith("Z") && pid !== process.pid && !GUARDS.has(pid));
	if ("name" in target) {
		const count = alive.filter((info) => isCalled(info, target.name)).length;
		return { facts: {
			running: count > 0,
			count
		} };
	}
	const file = path.resolve(context.cwd, target.pidFile);
	const pid = pidOf(file);
	const found = alive.find((row) => row.pid === pid);
	const written = statSync(file, { throwIfNoEntry: false });
	const younger = found && written && youngerBy(found, written.mtimeMs);
	if (younger !== void 0) throw new Error(`process ${pid} began ${formatDuration(Math.round(younger / 1e3) * 1e3)} after ${file} was written: the number is that of another process now`);
	return { facts: {
		running: found !== void 0,
		count: found ? 1 : 0,
		...pid !== void 0 && { pid }
	} };
}
/** Linux's table has the short name alone. */
function isCalled(info, name) {
	if (process.platform !== "linux") return namesOf(info.command).includes(name);
	return info.command === name || namesOf(commandLine(info)).includes(name);
}
/** What a command line is called: its program, and for an interpreter the script or module too; without folders and extensions. */
function namesOf(command) {
	const [program = "", ...rest] = command.trim().split(/\s+/);
	const name = baseName(program);
	if (!INTERPRETERS.test(bare(name))) return [name, bare(name)];
	const at = rest.findIndex((word) => !word.startsWith("-") || RUNS_TEXT.test(word));
	const script = at === -1 || RUNS_TEXT.test(rest[at] ?? "") ? void 0 : rest[at];
	return script === void 0 ? [name, bare(name)] : [
		name,
		bare(name),
		baseName(script),
		bare(baseName(script))
	];
}
function baseName(file) {
	return file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}
function bare(name) {
	return name.replace(/\.(exe|[cm]?[jt]s|py|rb|pl|php|sh|ps1|jar|dll)$/i, "");
}
/** The number in a pid file; undefined when there is no file. @throws when it holds something else */
function pidOf(file) {
	const text = textOf(file);
	if (text === void 0) return void 0;
	const pid = pidIn(text);
	if (pid === void 0) throw new Error(`${file} holds no process number`);
	return pid;
}
function textOf(file) {
	try {
		return readRegular(file, MOST.settings).toString("utf8");
	} catch (error) {
		if (systemCode$1(error) === "ENOENT") return void 0;
		throw error;
	}
}

// src/live/looks/sqlite.ts
/** An answer longer than this is not read. */
const READ_BYTES = 1048576;
/**
* The query runs in a process of its own: a native query can't be interrupted, a process can be ended.
* A whole number that JSON can't hold exactly becomes a text: it is equal to no number. It answers with one line of JSON: `{ rows }`, `{ unavailable }` or `{ error, code }`.
*/
const PROGRAM = `
  const [file, query] = process.argv.slice(1);
  const sqlite = process.getBuiltinModule?.('node:sqlite');
  const exact = (value) => Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  const plain = (value) => typeof value === 'bigint' ? exact(value) : value instanceof Uint8Array ? '<' + value.length + ' bytes>' : value;
  const answer = () => {
    if (!sqlite) return { unavailable: true };
    try {
      const statement = new sqlite.DatabaseSync(file, { readOnly: true }).prepare(query);
      statement.setReadBigInts(true);
      return { rows: statement.all().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))) };
    } catch (error) {
      return { error: error.message, code: error.errcode };
    }
  };
  process.stdout.write(JSON.stringify(answer()));
`;
/** SQLite's primary result codes (the low byte) that say something of the database, not of our asking. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
/** The rows of one read-only query. */
async function lookSqlite(plan, context) {
	const file = path.resolve(context.cwd, plan.target.path);
	if (!existsSync(file)) return { facts: { exists: false } };
	const said = await ask([file, plan.target.query], plan.timeoutMs, context);
	if (typeof said !== "string") return said;
	const answer = JSON.parse(said);
	if (!isObject(answer)) return unseen("MISSED", "the query gave no answer");
	if (answer["unavailable"] === true) return unseen("MISSED", `sqlite probes need Node 22.13 or later, this is ${process.version}`);
	if (typeof answer["error"] === "string") return refused(answer["error"], answer["code"]);
	const rows = answer["rows"] ?? null;
	return {
		facts: { exists: true },
		scope: { rows },
		excerpt: () => JSON.stringify(rows, null, 1)
	};
}
/** A database that is broken or lacks the table is a wrong answer; a query that is none, or a lock, is not the product's. */
function refused(error, code) {
	const primary = typeof code === "number" ? code % 256 : 0;
	const wrong = primary === CORRUPT || primary === NOT_A_DATABASE || /no such (table|column|view)/i.test(error);
	return unseen(wrong ? "BODY" : "MISSED", error);
}
function ask(args, timeout, { signal, env }) {
	const options = {
		env: {
			...env,
			NODE_OPTIONS: ""
		},
		timeout,
		signal,
		killSignal: "SIGKILL",
		maxBuffer: READ_BYTES
	};
	return new Promise((resolve) => {
		execFile(process.execPath, [
			"--no-warnings",
			"-e",
			PROGRAM,
			...args
		], options, (error, stdout) => {
			if (!error) resolve(stdout);
			else if (signal.aborted) resolve(unseen("MISSED", "aborted"));
			else if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") resolve(unseen("MISSED", "the answer is longer than 1 MiB"));
			else if (error.killed === true) resolve(unseen("TIMEOUT", `the query still ran after ${formatDuration(timeout)}`));
			else resolve(unseen("MISSED", `the query could not be run: ${error.message.split("\n")[0] ?? ""}`));
		});
	});
}

// src/live/looks/tcp.ts
/** Whether somebody accepts connections. A refusal is a clear "closed"; silence is not. */
function lookTcp(plan, context) {
	const { host, port } = plan.target;
	return new Promise((resolve) => {
		const socket = net.connect({
			host,
			port
		});
		const finish = (sight) => {
			callOff();
			stay();
			socket.destroy();
			resolve(sight);
		};
		const abort = () => finish(unseen("MISSED", "aborted"));
		const callOff = deadline(plan.timeoutMs, () => finish(unseen("TIMEOUT", `no connection within ${formatDuration(plan.timeoutMs)}`)));
		const stay = onAbort(context.signal, abort);
		socket.once("connect", () => finish(reachesItself(socket) ? SELF : { facts: { open: true } }));
		socket.once("error", (error) => {
			const { code, detail } = networkError(error);
			finish({
				code,
				detail,
				facts: isRefused(error) ? { open: false } : {}
			});
		});
	});
}
/** Where nobody listens, a connection that gets by chance the wanted port as its own is connected to itself. */
function reachesItself(socket) {
	return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
}
const SELF = {
	...unseen("CONNECTION_REFUSED", "nobody listens: the connection reached itself"),
	facts: { open: false }
};
/** Every address of the host that this machine can ask has refused: a host that is out of reach, or one silent address, is no "closed". */
function isRefused(error) {
	const asked = (error instanceof AggregateError ? error.errors : [error]).map(({ code }) => code ?? "").filter((code) => !NO_SUCH_ADDRESS.has(code));
	return asked.length > 0 && asked.every((code) => code === "ECONNREFUSED");
}

// src/live/looks/tool-version.ts
/** Says something of a version other than that it is this tool's. */
const NOTICE = /\b(?:warn(?:ing)?|error|notice|note|info|hint|deprecat\w*|obsolete|outdated|out of date|updates?|upgrade|newer|latest|available|requires?|required|supported|expected)\b|\d\s+(?:is|are|was|were|will|has|have|had|does|do|should|must|can|may|or|and|to)\b/i;
/** A line that begins with a version, or with the word and then one. */
const BARE = /^\s*(?:version\b\W*)?v?\d/i;
/**
* What a tool says its version is, each once: several only where it names several, and nobody knows which is meant. Lines that name
* the tool and then a version count first, then those that begin with one, then the first that has any. Lines that warn don't count.
*/
function versionsOf(tool, answer) {
	const lines = answer.split(/\r?\n/).filter((line) => !NOTICE.test(line));
	const name = namePattern(tool);
	const named = lines.flatMap((line) => name.exec(line)?.[1] ?? []);
	const bare = lines.filter((line) => BARE.test(line));
	for (const own of [named, bare]) if (own.length > 0) return distinct(own);
	return distinct([lines.find((line) => DOTTED.test(line)) ?? lines.find((line) => /\d/.test(line)) ?? ""]);
}
/** The tool's name, whatever stands in brackets, the word `version`, and what follows: `gcc (Debian 12.2.0-14) 12.2.0`. */
function namePattern(tool) {
	const base = tool.split(/[/\\]/).at(-1) ?? tool;
	const name = (base.replace(/\.(?:exe|cmd|bat|sh|js|mjs)$/i, "").replace(/[\d.]+$/, "") || base).replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`);
	return new RegExp(String.raw`(?<![\w-])${name}(?:\d+(?!\.))?(?!\w)\W*(?:\([^)]*\)\W*)?(?:version\b\W*)?(?:${name})?((?:\bv\W?)?\d.*)`, "i");
}
function distinct(lines) {
	return [...new Set(lines.flatMap((line) => versionIn(line) ?? []))];
}
const DOTTED = /\d+(?:\.\d+)+/;
/** How a version says that it is not out yet; other endings (`-1ubuntu2`, `-el9`) are builds of one that is. */
const UNRELEASED = /^[-.+_]?((?:a|alpha|b|beta|c|rc|pre|preview|dev|nightly|canary|snapshot|insiders)(?![a-z]))[-.]?(\d*)/i;
/** The first version-like number of a text, one with dots before a plain one, as major.minor.patch, with a pre-release's ending. */
function versionIn(text) {
	const found = DOTTED.exec(text) ?? /\d+/.exec(text);
	const version = import_semver.default.coerce(found?.[0])?.version;
	if (!found || version === void 0) return version;
	const [, word, number] = UNRELEASED.exec(text.slice(found.index + found[0].length)) ?? [];
	return word === void 0 ? version : `${version}-${word.toLowerCase()}${number === "" ? "" : `.${number}`}`;
}

// src/live/looks/tool.ts
/** What a POSIX shell says of a command that it did not find. */
const COMMAND_NOT_FOUND = 127;
/** Whether a tool can be called, and its version. */
async function lookTool(plan, context) {
	const { tool, step } = plan.target;
	let last = unseen("NOT_FOUND", `${tool} can not be called`);
	for (const question of VERSION_QUESTIONS) {
		const run = `${tool} ${question}`;
		const ended = await context.command({
			run,
			timeoutMs: plan.timeoutMs,
			...step !== void 0 && { name: step }
		});
		const said = `${ended.stdout}\n${ended.stderr}`.trim();
		const broken = brokenOff(ended, plan.timeoutMs);
		if (broken) return broken;
		if (ended.exit === 0) {
			const answer = ended.stdout.trim() === "" ? ended.stderr : ended.stdout;
			const versions = versionsOf(tool, answer);
			const [version = ""] = versions;
			return {
				facts: versions.length > 1 ? {
					callable: true,
					version: "",
					versions
				} : {
					callable: true,
					version
				},
				excerpt: () => said
			};
		}
		if (ended.exit === COMMAND_NOT_FOUND) return {
			...last,
			excerpt: () => said
		};
		last = {
			...unseen("NOT_FOUND", `"${run}" ended with ${ended.signal ?? `exit code ${ended.exit}`}`),
			excerpt: () => said
		};
	}
	return last;
}

// src/live/looks/registry.ts
/** How each kind of probe looks; the compiler asks for one of every kind. */
const LOOKS$1 = {
	http: lookHttp,
	tcp: lookTcp,
	"port-free": lookPortFree,
	command: lookCommand,
	tool: lookTool,
	file: lookFile,
	disk: lookDisk,
	"env-file": lookEnvFile,
	env: lookEnv,
	process: lookProcess,
	container: lookContainer,
	sqlite: lookSqlite
};

// src/live/looks/probe.ts
/**
* Looks once, and reports facts: `code` when there was nothing to see, else what the condition reads and what the kind is judged
* by. It never rejects. A look that was aborted comes back as `MISSED`, which nobody takes for the product's failure.
*/
async function probe(plan, context) {
	const started = performance.now();
	const sight = await look$3(plan, context);
	const us = roundUp3((performance.now() - started) * 1e3);
	const { code, detail, facts, excerpt, output } = sight;
	const got = plan.expect === void 0 ? facts : {
		...facts,
		...operands(plan.expect, sight, us, context)
	};
	const result = {
		...code !== void 0 && { code },
		...detail !== void 0 && { detail },
		us,
		got
	};
	if (!excerpt && !output || judgeProbe(plan, result).verdict === "passed") return result;
	const [shown, wrote] = [excerpt?.() ?? "", output?.() ?? ""];
	return {
		...result,
		...shown !== "" && { excerpt: shown },
		...wrote !== "" && { output: wrote }
	};
}
async function look$3(plan, context) {
	if (!isKnown(plan)) return unseen("MISSED", `no ${plan.kind} probes in this version`);
	if (context.signal.aborted) return unseen("MISSED", "aborted");
	try {
		return await lookAs(plan.kind, plan, context);
	} catch (error) {
		return context.signal.aborted ? unseen("MISSED", "aborted") : troubleOf(error);
	}
}
function lookAs(kind, plan, context) {
	return LOOKS$1[kind](plan, context, readsOf(plan));
}
function troubleOf(error) {
	const code = error.code;
	const detail = error instanceof Error ? error.message : String(error);
	return unseen(code === "EACCES" || code === "EPERM" ? "PERMISSION" : "MISSED", detail);
}
function operands(expect, { code, facts, scope }, us, context) {
	if (code !== void 0 && scope === void 0) return {};
	return projectOperands(conditionOf(expect), {
		...scope,
		...facts,
		durationMs: us / 1e3,
		vars: context.vars
	});
}

// src/live/looks/told.ts
/**
* What a look comes to, and how that is told. Words cut what they show, and of a secret that was cut nobody can find the rest: so what
* does not hold is put into words without its secrets.
*/
function toldOf(plan, result, context) {
	const judged = judgeProbe(plan, result);
	if (judged.verdict === "passed") return judged;
	const { code, detail } = result;
	const redact = (text) => context.redact(text);
	const got = redactedObject(result.got, redact);
	return {
		...judgeProbe(plan, {
			got,
			...code !== void 0 && { code },
			...detail !== void 0 && { detail: redact(detail) }
		}),
		verdict: judged.verdict
	};
}

// src/live/services/ready.ts
/** A service without a `ready` probe counts as ready when it has lived so long. */
const SETTLE_MS = 250;
/** An attempt that has waited so long for its answer when the time is over tells more than the one before it. */
const PENDING_MS = 1e3;
/** Probes at a fixed rate until the probe holds, the plan's timeout, or the signal; two attempts never overlap. */
async function waitUntilReady(ready, context, clock, signal) {
	const start = clock.now();
	const late = new AbortController();
	const timer = setTimeout(() => late.abort(), ready.timeoutMs);
	const over = AbortSignal.any([signal, late.signal]);
	let answered = false;
	let attempts = 0;
	let trouble = {
		code: "TIMEOUT",
		detail: "no attempt came to an end"
	};
	try {
		for (let due = start;; due = nextSlot(due, ready.intervalMs, clock.now())) {
			await clock.until(due, over);
			if (over.aborted) break;
			const asked = clock.now();
			const result = await probe(ready.probe, {
				...context,
				signal: over
			});
			const judged = toldOf(ready.probe, result, context);
			if (over.aborted && judged.verdict !== "passed") {
				const waited = Math.floor(clock.now() - asked);
				if (waited >= PENDING_MS) trouble = {
					code: "TIMEOUT",
					detail: `asked ${waited} ms before the end, and no answer yet`
				};
				break;
			}
			attempts++;
			answered ||= isAnswer(ready.probe, result);
			if (judged.verdict === "passed") return {
				ready: true,
				answered,
				attempts,
				ms: round(clock.now() - start)
			};
			trouble = {
				...result.code !== void 0 && { code: result.code },
				detail: troubleInWords(judged)
			};
		}
	} finally {
		clearTimeout(timer);
	}
	const waited = {
		ready: false,
		answered,
		attempts,
		ms: round(clock.now() - start)
	};
	return signal.aborted ? waited : {
		...waited,
		failure: trouble
	};
}
/** A probe of what must be gone may take so long. */
const GONE_MS$1 = 1e3;
/** Whether the probe holds, asked once. */
async function isReady({ probe: plan }, context) {
	const result = await probe({
		...plan,
		timeoutMs: Math.min(plan.timeoutMs, GONE_MS$1)
	}, context);
	return judgeProbe(plan, result).verdict === "passed";
}
/** Waits a moment, for a service that has no probe. */
async function settle$2(clock, signal) {
	const start = clock.now();
	await clock.until(start + SETTLE_MS, signal);
	return {
		ready: !signal.aborted,
		answered: false,
		attempts: 0,
		ms: round(clock.now() - start)
	};
}
function nextSlot(due, intervalMs, now) {
	return due + (Math.max(0, Math.floor((now - due) / intervalMs)) + 1) * intervalMs;
}
/** Something was there. */
function isAnswer(plan, { code, got }) {
	return code === void 0 && isFromService(plan, got);
}
/** Ms to 1 µs. */
function round(ms) {
	return Math.round(ms * 1e3) / 1e3;
}

// src/live/services/external.ts
/** A service that somebody else starts (or the stack's one command): it is only probed. */
var ExternalService = class {
	plan;
	world;
	/** Whether it has answered at least once in this execution: only then can it be said to fail. */
	answered;
	external;
	/** @param owner `stack`: our own command has started it, so that not being there is a failure */
	constructor(plan, world, owner) {
		this.plan = plan;
		this.world = world;
		this.external = owner === "others";
		this.answered = owner === "stack";
	}
	/** Waits until it is ready. @returns false when it is not; the fact is recorded, except when the signal ended the wait. */
	async ready(signal, labels) {
		const { plan, world } = this;
		if (!plan.ready) return true;
		const { ready, answered, failure, ms, attempts } = await waitUntilReady(plan.ready, world.probeContext(plan), world.clock, signal);
		this.answered ||= answered;
		const fact = {
			basis: "probe",
			service: plan.id
		};
		if (ready) world.record({
			type: "service.ready",
			...fact,
			ms,
			attempts,
			...labels
		});
		if (failure) {
			const cause = this.answered ? "unready" : "absent";
			world.record({
				type: "service.failed",
				...fact,
				external: this.external,
				cause,
				...failure,
				...labels
			});
		}
		return ready;
	}
};

// src/live/services/launch.ts
/** Starts a process in a group and session of its own, its output going straight to the log. */
async function launch(plan) {
	if (!fs.existsSync(plan.cwd)) return {
		spawnError: "ENOENT",
		detail: `there is no folder ${plan.cwd}`
	};
	fs.mkdirSync(path.dirname(plan.log), {
		recursive: true,
		mode: 448
	});
	const log = fs.openSync(plan.log, "a", 384);
	try {
		const child = spawn(plan.file, [...plan.args], {
			cwd: plan.cwd,
			env: plan.env,
			detached: true,
			stdio: [
				"ignore",
				log,
				log
			],
			windowsHide: true,
			windowsVerbatimArguments: plan.windowsVerbatimArguments ?? false
		});
		let ending;
		const ended = new Promise((resolve) => {
			child.once("exit", (exit, signal) => {
				ending = signal === null ? { exit: exit ?? -1 } : { signal };
				resolve(ending);
			});
		});
		const failure = await new Promise((resolve) => {
			child.once("spawn", () => resolve(void 0));
			child.once("error", resolve);
		});
		if (failure || child.pid === void 0) return {
			spawnError: failure?.code ?? "UNKNOWN",
			detail: failure?.message ?? `${plan.file} did not start`
		};
		const process = await identifyChild(child.pid) ?? {
			pid: child.pid,
			start: ""
		};
		child.unref();
		return {
			process,
			ended,
			ending: () => ending
		};
	} finally {
		fs.closeSync(log);
	}
}
/** Whether a command ended because the shell could not execute it. */
function wasNotExecutable(ending) {
	return "exit" in ending && isNotExecutable(ending.exit);
}

// src/live/services/stop.ts
/** After an interruption no grace period is longer, and no stop command runs longer, so that everything has ended within 5 s. */
const HURRIED_MS = 3e3;
/** What grows faster than it can be ended is given up after so many rounds. */
const MOST_ROUNDS$2 = 10;
/** What a system shows of a long command line is cut; so much of it tells two apart. */
const COMPARED = 300;
/**
* Ends a service's own process: its stop signal, SIGKILL after the grace period. Its children are its own to end: what it leaves
* is for the sweep to find. @returns the signals that were needed
*/
async function endService(root, command, { id, stop }, world) {
	const targets = [root, ...await foreground(id, root, command, world)];
	const over = new AbortController();
	const ending = endProcesses(targets, stop).finally(() => over.abort());
	const [{ signals }, forced] = await Promise.all([ending, endWhenHurried(targets, world, over.signal)]);
	return [...signals, ...forced];
}
/** Ends everything of a tree of ours, what its processes start meanwhile too. Nobody asks what was left: nothing is recorded. */
async function endTree(name, { tracker }) {
	for (let round = 0; round < MOST_ROUNDS$2; round++) {
		const found = (await tracker.find([name])).found.filter(({ service }) => service === name);
		if (found.length === 0) break;
		await endProcesses(found, {
			signal: "SIGKILL",
			gracePeriodMs: 0
		});
	}
	tracker.forget(name);
}
/** Resolves when an interruption allows no more waiting, or when there is nothing to wait for any more. */
async function hurried({ clock, interrupt }, over) {
	await clock.until(Number.POSITIVE_INFINITY, interrupt ? AbortSignal.any([interrupt, over]) : over);
	await clock.until(clock.now() + HURRIED_MS, over);
}
async function endWhenHurried(targets, world, over) {
	await hurried(world, over);
	return over.aborted ? [] : (await endProcesses(targets, {
		signal: "SIGKILL",
		gracePeriodMs: 0
	})).signals;
}
/**
* The processes that the shell waits for, where our shell is still the service's own process (`run: cd app && node server.js`).
* The shell is ours, not the product's, and passes no signal on: so its children are signalled as well.
*/
async function foreground(id, root, command, world) {
	const line = [command.file, ...command.args].join(" ").trim().slice(0, COMPARED);
	const { found } = await world.tracker.find([id]);
	if (found.find(({ pid }) => pid === root.pid)?.command.slice(0, COMPARED) !== line && process.platform !== "win32") return [];
	return [...(await processTable().catch(() => /* @__PURE__ */ new Map())).values()].filter(({ ppid }) => ppid === root.pid);
}

// src/live/services/follower.ts
/** A command that prints the log of a service that does not write it to us (`docker compose logs -f db`). */
var LogFollower = class {
	plan;
	run;
	world;
	log;
	launched;
	constructor(plan, run, world, log) {
		this.plan = plan;
		this.run = run;
		this.world = world;
		this.log = log;
	}
	get running() {
		return this.launched !== void 0 && this.launched.ending() === void 0;
	}
	/** Starts it unless it runs. One that can't be started leaves an empty log, which is evidence enough. */
	async start() {
		if (this.running) return;
		const { plan, world } = this;
		const launched = await launch({
			...shellCommand(plan.shell, this.run, process.platform),
			cwd: path.resolve(world.checkout, plan.workingDirectory),
			env: marked(world.env(plan), world.marker, this.name),
			log: this.log
		});
		this.launched = "spawnError" in launched ? void 0 : launched;
		if (!this.launched) return;
		world.tracker.watch(this.name, this.launched.process, { log: this.log });
	}
	async stop() {
		if (!this.launched) return;
		this.launched = void 0;
		await endTree(this.name, this.world);
	}
	/** Under which it is tracked; no service can have such an id. */
	get name() {
		return `${this.plan.id} (log)`;
	}
};

// src/live/services/crash.ts
/** What grows faster than it can be killed is given up after so many rounds. */
const MOST_ROUNDS$1 = 10;
/**
* Kills a service's own process and all that belongs to it, without a word to them: suspended first, so that they end as one and
* none can answer to the end of another, then whatever they had started in between.
*/
async function crashService(root, id, { tracker, clock }) {
	const look = async () => (await tracker.find([id])).found.filter(({ service }) => service === id);
	const killed = [];
	let found = await look();
	const t = clock.now();
	await freezeProcesses([root, ...found]);
	for (let round = 0; round < MOST_ROUNDS$1 && (found.length > 0 || round === 0); round++) {
		killed.push(...found.filter((one) => !killed.some((other) => isSame(one, other))));
		await endProcesses([root, ...found], {
			signal: "SIGKILL",
			gracePeriodMs: 0
		});
		found = await look();
	}
	if (found.length === 0) tracker.forget(id);
	return {
		t,
		killed,
		left: found
	};
}
function isSame(one, other) {
	return one.pid === other.pid && one.start === other.start;
}

// src/live/processes/relays.ts
/** Programs that listen for a container: who answers stands behind them. */
const RELAYS = /* @__PURE__ */ new Set([
	"docker-proxy",
	"rootlesskit",
	"rootlessport",
	"slirp4netns",
	"pasta",
	"conmon"
]);
/** Whether a process stands for others that this machine does not show as its own: a container's. Linux alone tells. */
function isRelay({ pid }) {
	const name = read$1(() => fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim());
	if (name !== void 0 && RELAYS.has(name)) return true;
	const space = read$1(() => fs.readlinkSync(`/proc/${pid}/ns/pid`));
	return space !== void 0 && space !== read$1(() => fs.readlinkSync("/proc/self/ns/pid"));
}
function read$1(text) {
	try {
		return text();
	} catch {
		return;
	}
}

// src/live/services/holder.ts
/** Looks who holds a port. @param ours pids of the service's */
async function holderOf(port, ours) {
	const { readable, listening, owners } = await portOwners(port);
	const nobody = {
		port,
		strangers: [],
		shared: false
	};
	if (!readable) return {
		...nobody,
		owner: "unknown"
	};
	if (!listening) return {
		...nobody,
		owner: "none"
	};
	const seen = owners.filter((owner) => !isRelay(owner));
	if (seen.length === 0) return {
		...nobody,
		owner: "hidden"
	};
	const own = await ours();
	const strangers = seen.filter(({ pid }) => !own.has(pid));
	return {
		port,
		strangers,
		shared: strangers.length < seen.length,
		owner: strangers.length === 0 ? "ours" : "foreign"
	};
}

// src/live/services/output.ts
/** What a program writes to its log from now on. */
var Output = class {
	file;
	from;
	redactor;
	constructor(file, redactor) {
		this.file = file;
		this.redactor = redactor;
		this.from = sizeOf(file);
	}
	/** `{ output }`: the end of it; nothing when nothing was written. */
	fact() {
		const output = endOf(this.file, this.from, this.redactor);
		return output === "" ? {} : { output };
	}
};

// src/live/services/port-watch.ts
/** How often it is looked whether the service's processes still hold their sockets, in ms; it costs a tenth of one. */
const LOOK_MS = 1e3;
/**
* Watches the port of a running service that listens on it itself. That the service lets go of it is seen by its own open files; who
* else listens, by the system's table of sockets, which is long under load and therefore not read without a cause. Sockets have
* numbers: while those that listen stay the same nobody else has come. Linux alone tells all this cheaply.
*/
var PortWatch = class PortWatch {
	/** Who was there at the last look, if they were strangers. */
	usurpers;
	port;
	watched;
	sockets;
	holders;
	looking;
	timer;
	constructor(watched, sockets) {
		this.watched = watched;
		this.port = watched.port;
		this.sockets = sockets;
		this.holders = watched.known;
		this.timer = setInterval(() => this.glance(), LOOK_MS).unref();
	}
	/** @returns undefined where that can't be watched: the system does not tell, or whoever listens is no process of the service's */
	static on(watched) {
		const sockets = listeningInodes(watched.port);
		return sockets && sockets.size > 0 && holdAll(watched.known, files(sockets)) ? new PortWatch(watched, sockets) : void 0;
	}
	/** Looks now. @returns the strangers that are there */
	look() {
		this.looking ??= this.lookNow().finally(() => this.looking = void 0);
		return this.looking;
	}
	close() {
		clearInterval(this.timer);
	}
	glance() {
		if (this.sockets.size === 0 || !holdAll(this.holders, files(this.sockets))) this.look().catch(() => {});
	}
	async lookNow() {
		const { port } = this.watched;
		const sockets = listeningInodes(port);
		if (!sockets || same(sockets, this.sockets)) return this.usurpers;
		const { listening, owners } = await portOwners(port);
		if (listening && owners.length === 0) return this.usurpers;
		const ours = await this.watched.ours();
		const strangers = owners.filter(({ pid }) => !ours.has(pid));
		this.sockets = sockets;
		this.holders = owners.map(({ pid }) => pid);
		this.usurpers = strangers.length === 0 ? void 0 : {
			port,
			owners: strangers,
			shared: strangers.length < owners.length
		};
		if (this.usurpers) await this.watched.tell(this.usurpers);
		return this.usurpers;
	}
};
function files(sockets) {
	return [...sockets].map((inode) => `socket:[${inode}]`);
}
function same(a, b) {
	return a.size === b.size && [...a].every((inode) => b.has(inode));
}

// src/live/services/pid-file.ts
/** Looks at a pid file. @param ours the pids of the service's living processes. */
async function pidFileState(file, ours) {
	let text;
	try {
		text = readRegular(file, MOST.settings).toString("utf8");
	} catch {
		return fs.existsSync(file) ? "stale" : "absent";
	}
	const pid = pidIn(text);
	if (pid === void 0) return "stale";
	if (ours.has(pid)) return "live";
	return await identify(pid) === void 0 ? "stale" : "foreign";
}

// src/live/services/sweep.ts
/** Pause between two passes. A process that is just ending gets so long at least, and is not counted. */
const PAUSE_MS = 50;
/** A set of processes that keeps changing is recorded as it is after so many passes. */
const MOST_PASSES = 10;
/** Here somebody who answers for a stopped service is in the way of what is to be seen. */
const WITHIN_A_CYCLE = /* @__PURE__ */ new Set(["before-start", "after-stop"]);
/** What respawns so often is not ended by us; it has been recorded. */
const MOST_ROUNDS = 5;
/**
* Records what is left of stopped services, then ends it, until there is nothing: one fact a round, the last one empty unless
* something can't be ended.
* A round looks until two consecutive passes see the same processes. @returns whether nothing is left.
*/
async function sweep(world, services, phase, labels) {
	return sweepAll(world, {
		names: services.map(({ id }) => id),
		services,
		phase,
		labels
	});
}
/** The same of what a stack's commands have started. @param name under which it is tracked */
async function sweepStack(name, world) {
	const services = world.plan.services.filter(({ run }) => run === void 0);
	if (await sweepAll(world, {
		names: [name],
		services,
		phase: "stack",
		labels: {}
	})) world.tracker.forget(name);
}
async function sweepAll(world, { names, services, phase, labels }) {
	const stillReady = WITHIN_A_CYCLE.has(phase) ? await whoIsReady(world, services) : void 0;
	for (let round = 0; round < MOST_ROUNDS; round++) {
		const { look, passes } = await lookUntilStable(world, names);
		const ports = await portStates(services);
		const pidFiles = await pidFileStates(world, services, look);
		const { found, zombies } = look;
		world.record({
			type: "sweep",
			basis: "process",
			services: services.map(({ id }) => id),
			phase,
			passes,
			techniques: techniquesOf(look, ports),
			found: found.map(leftoverFact),
			zombies: zombies.map(({ pid, command, parent }) => ({
				pid,
				command,
				parent
			})),
			ports,
			pidFiles,
			...stillReady && { stillReady },
			...labels
		});
		if (found.length === 0) return true;
		const { left } = await endProcesses(found, {
			signal: "SIGKILL",
			gracePeriodMs: 0
		});
		if (left.length > 0) return false;
	}
	return false;
}
async function lookUntilStable(world, ids) {
	let look = await world.tracker.find(ids);
	for (let passes = 2;; passes++) {
		await world.clock.until(world.clock.now() + PAUSE_MS);
		const next = await world.tracker.find(ids);
		const stable = identities(next) === identities(look);
		const before = look.techniques;
		look = {
			...next,
			techniques: next.techniques.filter((technique) => before.includes(technique))
		};
		if (stable || passes === MOST_PASSES) return {
			look,
			passes
		};
	}
}
/** Whether the `ready` of stopped services holds all the same, asked before anything is ended. */
async function whoIsReady(world, services) {
	const asked = services.flatMap((service) => service.ready ? [{
		service,
		ready: service.ready
	}] : []);
	return Promise.all(asked.map(async ({ service, ready }) => ({
		service: service.id,
		holds: await isReady(ready, world.probeContext(service))
	})));
}
/** A port that was seen to be free has been looked at, whether or not somebody could have been found there. */
function techniquesOf({ techniques }, ports) {
	const seen = ports.length > 0 && ports.every(({ free }) => free !== void 0);
	return [.../* @__PURE__ */ new Set([...techniques, ...seen ? ["port"] : []])];
}
function identities({ found }) {
	return found.map(({ pid, start }) => `${pid} ${start}`).sort().join("\n");
}
function leftoverFact({ pid, start, command, by, service }) {
	return {
		pid,
		start,
		command,
		by: [...by],
		...service !== void 0 && { service }
	};
}
/** `free` stands only where the system told. */
async function portStates(services) {
	const rows = [];
	for (const { id, port } of services.flatMap((service) => portsOf(service).map((port) => ({
		id: service.id,
		port
	})))) {
		const { readable, listening, owners } = await portOwners(port);
		rows.push({
			service: id,
			port,
			...readable && { free: !listening },
			owners: owners.map(({ pid }) => pid)
		});
	}
	return rows;
}
async function pidFileStates(world, services, { found }) {
	const ours = new Set(found.map(({ pid }) => pid));
	const rows = [];
	for (const service of services) {
		const file = pidFileOf(world, service);
		if (file !== void 0) rows.push({
			service: service.id,
			state: await pidFileState(file, ours)
		});
	}
	return rows;
}
/** The service's pid file, absolute; a relative one is meant from its working directory. */
function pidFileOf(world, { pidFile, workingDirectory }) {
	return pidFile === void 0 ? void 0 : path.resolve(world.checkout, workingDirectory, pidFile);
}

// src/live/services/verify.ts
/** What makes a process the service's. Holding its port does not, nor does the group of whoever holds it. */
const LINKS = /* @__PURE__ */ new Set([
	"tree",
	"marker",
	"inherited",
	"log-file"
]);
/** What a look at a running service sees: its process, who owns its port, its pid file, and one answer of its health probe. */
async function verifyService(plan, root, world, signal) {
	const findings = await world.tracker.find([plan.id]);
	const { found } = findings;
	const ours = linked(findings);
	const pidFile = pidFileOf(world, plan);
	const holders = await Promise.all(portsOf(plan).map((port) => holderOf(port, async () => ours)));
	return {
		...root && { pid: root.pid },
		alive: root !== void 0 && await isRunning(root),
		ours: found.some(({ pid, start }) => pid === root?.pid && start === root.start),
		portOwner: holders.find(({ port }) => port === plan.port)?.owner ?? "none",
		ports: holders.map(({ port, owner }) => ({
			port,
			owner
		})),
		...pidFile !== void 0 && { pidFile: await pidFileState(pidFile, ours) },
		...plan.health && await health(plan.health, plan, world, signal)
	};
}
/** Pids of those that are the service's. */
function linked({ found }) {
	return new Set(found.filter(({ by }) => by.some((technique) => LINKS.has(technique))).map(({ pid }) => pid));
}
async function health(plan, service, world, signal) {
	const context = world.probeContext(service);
	const { code, detail, us, got } = await probe(plan, {
		...context,
		signal: AbortSignal.any([context.signal, signal])
	});
	return {
		...code !== void 0 && { code },
		...detail !== void 0 && { detail },
		us,
		got
	};
}

// src/live/services/managed.ts
/** A service that we start and stop ourselves. */
var ManagedService = class {
	plan;
	/** Whether it ran since the last clean sweep: then something of it may be left. */
	unswept = false;
	world;
	command;
	log;
	/** What it wrote since its last start. */
	output;
	phase = "starting";
	launched;
	stopping;
	portWatches = [];
	/** @param log file that receives what it prints */
	constructor(plan, run, world, log) {
		this.plan = plan;
		this.world = world;
		this.log = log;
		this.output = new Output(log, world.redactor);
		this.command = shellCommand(plan.shell, run, process.platform);
	}
	/** Stands in all of its facts. */
	get own() {
		return {
			basis: "process",
			service: this.plan.id
		};
	}
	/** Its own process, while that runs. */
	get process() {
		return this.launched?.ending() === void 0 ? this.launched?.process : void 0;
	}
	/**
	* Starts it unless it runs, and waits until it is ready.
	* @returns false when it is not; the fact is recorded, unless the signal ended the wait.
	*/
	async ready(signal, labels) {
		if (this.process === void 0) {
			const failure = await this.start(labels);
			if (failure) return this.failed(failure, labels);
		}
		const { launched } = this;
		return launched !== void 0 && await this.wait(launched, signal, labels);
	}
	/** Records what a look at the running service sees. */
	async verify(signal, labels) {
		const facts = await verifyService(this.plan, this.launched?.process, this.world, signal);
		this.world.record({
			type: "service.verified",
			...this.own,
			...facts,
			...labels
		});
	}
	/** Looks whether its ports are still its own; a stranger on one is recorded. */
	async attend() {
		if (this.phase !== "up" || this.process === void 0) return;
		await Promise.all(this.portWatches.map((watch) => watch.look()));
		for (const holder of await this.holders(this.unwatched())) if (isStranger(holder)) await this.usurped({
			...holder,
			owners: holder.strangers
		});
	}
	/** Asks it to end, forces it to after the grace period, and records how that went; once, however many ask for it. */
	async stop(labels) {
		this.stopping ??= this.end(labels).finally(() => {
			this.stopping = void 0;
		});
		await this.stopping;
	}
	async end(labels) {
		await this.hearOfItsEnd();
		const { launched, process, plan, world } = this;
		if (!launched || !process) {
			this.world.record({
				type: "service.stopped",
				...this.own,
				signals: [],
				ms: 0,
				...labels
			});
			return;
		}
		this.leave("stopping");
		const start = world.clock.now();
		const signals = await endService(process, this.command, plan, world);
		await Promise.race([launched.ended, world.clock.until(world.clock.now() + 1e3)]);
		const ms = round(world.clock.now() - start);
		this.world.record({
			type: "service.stopped",
			...this.own,
			pid: process.pid,
			signals,
			...launched.ending(),
			ms,
			...labels
		});
	}
	/** Kills all of its processes as a crash does; nothing of it is left when this resolves, or the fact says what. */
	async crash(labels) {
		await this.hearOfItsEnd();
		const { launched, process, plan, world } = this;
		if (!launched || !process) {
			this.world.record({
				type: "service.crashed",
				...this.own,
				killed: [],
				left: [],
				...labels
			});
			return;
		}
		this.leave("stopping");
		const { t, killed, left } = await crashService(process, plan.id, world);
		const ms = round(world.clock.now() - t);
		await Promise.race([launched.ended, world.clock.until(world.clock.now() + 1e3)]);
		const stillReady = plan.ready && await isReady(plan.ready, world.probeContext(plan));
		const facts = {
			...stillReady !== void 0 && { stillReady },
			killed: killed.map(({ pid, start, command }) => ({
				pid,
				start,
				command
			})),
			left: left.map(({ pid, start }) => ({
				pid,
				start
			}))
		};
		this.world.record({
			type: "service.crashed",
			...this.own,
			t,
			pid: process.pid,
			start: process.start,
			ms,
			...facts,
			...launched.ending(),
			...labels
		});
		if (left.length === 0) this.unswept = false;
	}
	/** It may have died unasked a moment ago: then that is recorded before we ask it for anything. */
	async hearOfItsEnd() {
		const { launched, process, world } = this;
		if (!launched || !process || await isRunning(process)) return;
		await Promise.race([launched.ended, world.clock.until(world.clock.now() + 1e3)]);
	}
	/** @returns why it could not be started. */
	async start(labels) {
		const { plan, world, log } = this;
		const ports = portsOf(plan);
		const [first] = ports;
		for (const port of ports) {
			const taken = await listenerOn(port);
			if (taken !== void 0) return {
				cause: "port-taken",
				detail: taken
			};
		}
		const cwd = path.resolve(world.checkout, plan.workingDirectory);
		const env = marked(world.env(plan), world.marker, plan.id);
		this.output = new Output(log, world.redactor);
		const launched = await launch({
			...tagged(this.command, env, world.marker, plan.id),
			cwd,
			env,
			log
		});
		if ("spawnError" in launched) return {
			cause: "not-executable",
			code: launched.spawnError,
			detail: launched.detail
		};
		this.launched = launched;
		this.leave("starting");
		this.unswept = true;
		world.tracker.watch(plan.id, launched.process, {
			log,
			...first !== void 0 && { port: first }
		});
		this.world.record({
			type: "service.started",
			...this.own,
			...launched.process,
			...plan.port !== void 0 && { port: plan.port },
			...labels
		});
		launched.ended.then((ending) => this.ended(launched, ending));
	}
	async wait(launched, signal, labels) {
		const { plan, world } = this;
		this.phase = "starting";
		const gone = new AbortController();
		launched.ended.then(() => gone.abort());
		const over = AbortSignal.any([signal, gone.signal]);
		const waited = plan.ready ? await waitUntilReady(plan.ready, world.probeContext(plan), world.clock, over) : await settle$2(world.clock, over);
		const elder = waited.ready && process.platform !== "linux" ? await this.elderOnPorts(launched.process) : void 0;
		const ending = launched.ending();
		if (ending && wasNotExecutable(ending)) return this.failed({
			cause: "not-executable",
			...ending,
			...this.output.fact()
		}, labels);
		const stranger = elder ?? (ending && await this.strangerOnPorts());
		if (stranger !== void 0) return this.failed({
			cause: "port-taken",
			detail: stranger,
			...ending
		}, labels);
		if (ending) return this.failed({
			cause: "exited",
			...ending,
			...this.output.fact()
		}, labels);
		if (waited.failure) return this.failed({
			cause: "unready",
			...waited.failure,
			...this.output.fact()
		}, labels);
		this.phase = "up";
		if (!waited.ready) return false;
		const holders = await this.holders(portsOf(plan));
		const foreign = holders.find(isStranger);
		if (foreign) return this.failed({
			cause: "port-taken",
			detail: await heldBy(foreign.port, foreign.strangers)
		}, labels);
		const ports = holders.map(({ port, owner }) => ({
			port,
			owner
		}));
		this.world.record({
			type: "service.ready",
			...this.own,
			ms: waited.ms,
			attempts: waited.attempts,
			ports,
			...labels
		});
		this.portWatches = [...this.portWatches, ...this.unwatched().flatMap((port) => this.watch(port) ?? [])];
		return true;
	}
	/** Those of its ports that nobody watches. */
	unwatched() {
		return portsOf(this.plan).filter((port) => !this.portWatches.some((watch) => watch.port === port));
	}
	/** Who holds these ports now. Mostly they are processes that are known; else all are looked at. */
	async holders(ports) {
		const { tracker } = this.world;
		const { id } = this.plan;
		const known = new Set(ports.length === 0 ? [] : tracker.remembered(id));
		let holders = [];
		for (const port of ports) {
			const holder = await holderOf(port, async () => known);
			holders = [...holders, isStranger(holder) ? await holderOf(port, async () => linked(await tracker.find([id]))) : holder];
		}
		return holders;
	}
	/** Somebody who took a port after we had found it free, in words: what he answers is not the service's. */
	async elderOnPorts(root) {
		return this.onPorts(async (owners) => owners.every(({ start }) => Number(start) < Number(root.start)));
	}
	/** Somebody who holds a port of a service that has ended, in words; undefined when it is one of the service's own. */
	async strangerOnPorts() {
		return this.onPorts(async (owners) => {
			const ours = linked(await this.world.tracker.find([this.plan.id]));
			return owners.every(({ pid }) => !ours.has(pid));
		});
	}
	/** The first port whose owners are somebody else's, in words. */
	async onPorts(areStrangers) {
		for (const port of portsOf(this.plan)) {
			const { owners } = await portOwners(port);
			if (owners.length > 0 && await areStrangers(owners)) return heldBy(port, owners);
		}
	}
	watch(port) {
		const { plan, world } = this;
		return PortWatch.on({
			port,
			known: world.tracker.remembered(plan.id),
			ours: async () => linked(await world.tracker.find([plan.id])),
			tell: (usurpers) => this.usurped(usurpers)
		});
	}
	async usurped({ port, owners, shared }) {
		const detail = await heldBy(port, owners);
		if (this.phase === "up") this.world.record({
			type: "service.usurped",
			...this.own,
			port,
			shared,
			detail
		});
	}
	/** From now on its port and its end are no news. */
	leave(phase) {
		this.phase = phase;
		for (const watch of this.portWatches) watch.close();
		this.portWatches = [];
	}
	ended(launched, ending) {
		if (this.phase !== "up" || this.launched !== launched) return;
		this.world.record({
			type: "service.exited",
			...this.own,
			pid: launched.process.pid,
			...ending,
			...this.output.fact()
		});
		this.world.onExit?.(this.plan.id);
	}
	failed(failure, labels) {
		this.world.record({
			type: "service.failed",
			...this.own,
			external: false,
			...failure,
			...labels
		});
		return false;
	}
};
/** Linux alone tells for sure whose a process is. */
function isStranger({ owner }) {
	return owner === "foreign" && process.platform === "linux";
}
/** Who listens on a port, in words; undefined when nobody does, or the system would not tell: then the service itself will. */
async function listenerOn(port) {
	const { listening, owners } = await portOwners(port);
	return listening ? heldBy(port, owners) : void 0;
}
async function heldBy(port, owners) {
	const table = await processTable().catch(() => /* @__PURE__ */ new Map());
	const names = owners.map(({ pid }) => `process ${pid} (${nameOf(table.get(pid))})`);
	return `port ${port} is held by ${names.length > 0 ? names.join(", ") : "a process that we can not see"}`;
}

// src/live/services/stack.ts
/** The stack's commands may take so long: images are fetched, databases are created. */
const COMMAND_TIMEOUT_MS = 6e5;
/** After the stop command its processes have so long to end, ms; so often it is looked whether they have. */
const WITHER_MS = 5e3;
const WITHER_LOOK_MS = 50;
/** Under which the stack's processes are tracked; no service can have such an id. */
const STACK = "(stack)";
/** Services that one command starts together and one command stops. */
var Stack = class {
	/** Whether there may be something of it to stop. */
	up = false;
	/** Whether its start command did its work: what one that failed has started is no stack. */
	started = false;
	commands;
	world;
	log;
	constructor(commands, world, log) {
		this.commands = commands;
		this.world = world;
		this.log = log;
	}
	/**
	* Runs the start command to its end; what it leaves running is the stack. What an attempt before it has left is stopped first.
	* @returns why it did not work; undefined when it did, or when the signal ended it.
	*/
	async start(signal) {
		await this.stop();
		this.up = true;
		const outcome = await this.run("start", signal);
		if ("spawnError" in outcome) return {
			cause: "not-executable",
			code: outcome.spawnError,
			detail: outcome.detail
		};
		if ("timedOut" in outcome) return signal.aborted ? void 0 : {
			cause: "unready",
			code: "TIMEOUT",
			detail: "the stack did not start"
		};
		this.started = "exit" in outcome && outcome.exit === 0;
		if (this.started) return void 0;
		return {
			cause: wasNotExecutable(outcome) ? "not-executable" : "exited",
			...outcome,
			detail: "the start command of the stack"
		};
	}
	/** Runs the stop command and ends what is left of what the start command had started. */
	async stop() {
		if (!this.up) return;
		this.up = false;
		this.started = false;
		const over = new AbortController();
		const giveUp = new AbortController();
		hurried(this.world, over.signal).then(() => giveUp.abort());
		await this.run("stop", giveUp.signal);
		await this.wither(giveUp.signal);
		over.abort();
		await sweepStack(STACK, this.world);
	}
	/** What was told to end may take as long as a service may. */
	async wither(giveUp) {
		const { clock, tracker } = this.world;
		for (const end = clock.now() + WITHER_MS; clock.now() < end && !giveUp.aborted;) {
			if ((await tracker.find([STACK])).found.length === 0) return;
			await clock.until(clock.now() + WITHER_LOOK_MS, giveUp);
		}
	}
	async run(action, signal) {
		const { world } = this;
		const begin = world.clock.now();
		const output = new Output(this.log, this.world.redactor);
		const outcome = await this.finish(this.commands[action], signal);
		const ms = round(world.clock.now() - begin);
		const wrote = "exit" in outcome && outcome.exit === 0 ? {} : output.fact();
		world.record({
			type: "stack",
			basis: "process",
			action,
			run: this.commands[action],
			...outcome,
			ms,
			...wrote
		});
		return outcome;
	}
	async finish(run, signal) {
		const { world, log } = this;
		const command = shellCommand("default", run, process.platform);
		const env = marked(world.stackEnv, world.marker, STACK);
		const launched = await launch({
			...tagged(command, env, world.marker, STACK),
			cwd: world.checkout,
			env,
			log
		});
		if ("spawnError" in launched) return launched;
		world.tracker.watch(STACK, launched.process, { log });
		const over = new AbortController();
		launched.ended.then(() => over.abort());
		await world.clock.until(world.clock.now() + COMMAND_TIMEOUT_MS, AbortSignal.any([signal, over.signal]));
		const ending = launched.ending();
		if (ending) return ending;
		await endProcesses([launched.process], {
			signal: "SIGTERM",
			gracePeriodMs: 1e3
		});
		return { timedOut: true };
	}
};

// src/live/services/in-turn.ts
/**
* Works at all of these together, but the work at each is told of the work at those before it: it waits for them as it likes.
* @param before those before one; what is not among `ids` is left out, and nobody stands before itself
*/
function inTurn(ids, before, work) {
	const begun = /* @__PURE__ */ new Map();
	const begin = (id) => {
		const known = begun.get(id);
		if (known) return known;
		const earlier = before(id).filter((other) => ids.includes(other));
		const done = work(id, Promise.all(earlier.map(begin)));
		begun.set(id, done);
		return done;
	};
	return Promise.all(ids.map(begin));
}

// src/live/services.ts
/** After an interruption a service waits so long for those that need it to stop; all must have ended within 5 s. */
const RUSHED_MS = 500;
/** Starts, watches and stops the services of a plan. Each may be started many times; all that happens is recorded. */
var ServiceManager = class {
	world;
	plans;
	managed = /* @__PURE__ */ new Map();
	external = /* @__PURE__ */ new Map();
	followers = /* @__PURE__ */ new Map();
	logs = /* @__PURE__ */ new Map();
	stack;
	constructor(world) {
		this.world = world;
		const { services, stack } = world.plan;
		this.plans = new Map(services.map((service) => [service.id, service]));
		this.stack = stack && new Stack(stack, world, this.file("(stack).log"));
		for (const plan of services) this.add(plan, stack);
	}
	async ready(ids, signal, labels = {}) {
		await this.sweepBeforeStart(ids, labels);
		if (!await this.stackReady(ids, signal, labels)) return false;
		const failed = new AbortController();
		const over = AbortSignal.any([signal, failed.signal]);
		return (await inTurn(ids, this.needsOf, async (id, needed) => {
			if (!(await needed).every(Boolean)) return false;
			const ready = await this.serviceOf(id).ready(over, labels);
			if (ready) await this.followers.get(id)?.start();
			else failed.abort();
			return ready;
		})).every(Boolean);
	}
	/**
	* Stops them together, but each after those that need it. What a service leaves behind is left for `sweep` to record, at the latest
	* before its next start. The stack stops when all of its services are to stop.
	*/
	async stop(ids, labels = {}) {
		await Promise.all(ids.flatMap((id) => this.followers.get(id)?.stop() ?? []));
		const stack = this.stackIds();
		const stackToo = stack.length > 0 && stack.every((id) => ids.includes(id));
		const over = new AbortController();
		const rushed = this.rushed(over.signal);
		const all = inTurn(ids, this.usersOf, async (id, users) => {
			await Promise.race([users, rushed]);
			await this.managed.get(id)?.stop(labels);
		});
		try {
			if (stackToo && ids.some((id) => this.needsOf(id).some((need) => stack.includes(need)))) await Promise.race([all, rushed]);
			await Promise.all([all, stackToo ? this.stack?.stop() : void 0]);
		} finally {
			over.abort();
		}
	}
	async crash(id, labels = {}) {
		for (const service of this.managedOf([id])) await service.crash(labels);
	}
	/** Looks whose the ports of running services are; strangers on them are recorded. */
	async attend(ids) {
		await Promise.all(this.managedOf(ids).map((service) => service.attend()));
	}
	async verify(ids, signal, labels = {}) {
		await Promise.all(this.managedOf(ids).map((service) => service.verify(signal, labels)));
	}
	async sweep(ids, phase, labels = {}) {
		const services = this.managedOf(ids);
		if (services.length === 0) return;
		if (!await sweep(this.world, services.map(({ plan }) => plan), phase, labels)) return;
		for (const service of services) {
			service.unswept = false;
			this.world.tracker.forget(service.plan.id);
		}
	}
	processOf(id) {
		return this.managed.get(id)?.process;
	}
	/** What runs because of us: managed services, those of a started stack, and external ones whose log is followed. */
	running() {
		const managed = [...this.managed.keys()].filter((id) => this.processOf(id) !== void 0);
		const stack = this.stack?.up ? this.stackIds() : [];
		const followed = [...this.followers.keys()].filter((id) => this.followers.get(id)?.running);
		return [.../* @__PURE__ */ new Set([
			...managed,
			...stack,
			...followed
		])];
	}
	/** Path of a service's log; undefined for a service that has none. */
	logOf(id) {
		return this.logs.get(id);
	}
	needsOf = (id) => this.plans.get(id)?.needs ?? [];
	usersOf = (id) => [...this.plans.values()].filter(({ needs = [] }) => needs.includes(id)).map((user) => user.id);
	/** Resolves a moment after an interruption, from when on no stop waits for another one; or when there is nothing to wait for. */
	async rushed(over) {
		const { clock, interrupt } = this.world;
		await clock.until(Number.POSITIVE_INFINITY, interrupt ? AbortSignal.any([interrupt, over]) : over);
		await clock.until(clock.now() + RUSHED_MS, over);
	}
	add(plan, stack) {
		const { id, run, log, workingDirectory } = plan;
		const output = this.file(`${id}.log`);
		const follows = log && "run" in log;
		if (run === void 0) this.external.set(id, new ExternalService(plan, this.world, stack ? "stack" : "others"));
		else this.managed.set(id, new ManagedService(plan, run, this.world, follows ? this.file(`${id}.output.log`) : output));
		if (follows) this.followers.set(id, new LogFollower(plan, log.run, this.world, output));
		if (log && "path" in log) this.logs.set(id, path.resolve(this.world.checkout, workingDirectory, log.path));
		else if (follows || run !== void 0) this.logs.set(id, output);
	}
	/** What an earlier run of a service may have left would be in the way of the next one. */
	async sweepBeforeStart(ids, labels) {
		const stale = this.managedOf(ids).filter(({ unswept, process }) => unswept && process === void 0);
		await this.sweep(stale.map(({ plan }) => plan.id), "restart", labels);
	}
	async stackReady(ids, signal, labels) {
		const wanted = this.stackIds().filter((id) => ids.includes(id));
		if (!this.stack || this.stack.started || wanted.length === 0) return true;
		const failure = await this.stack.start(signal);
		if (!failure) return !signal.aborted;
		for (const service of wanted) this.world.record({
			type: "service.failed",
			basis: "process",
			service,
			external: false,
			...failure,
			...labels
		});
		return false;
	}
	serviceOf(id) {
		const service = this.managed.get(id) ?? this.external.get(id);
		if (!service) throw new Error(`the plan has no service "${id}"`);
		return service;
	}
	managedOf(ids) {
		return ids.flatMap((id) => this.managed.get(id) ?? []);
	}
	stackIds() {
		return this.stack ? [...this.external.keys()] : [];
	}
	file(name) {
		return path.join(this.world.workFolder, "services", name);
	}
};

// src/engine/capture.ts
/** Copies files into the bundle, redacted, and records each with its hash. */
var Capture = class {
	bundle;
	redactor;
	journal;
	startedAtMs;
	allowed;
	notice;
	interrupt;
	taken = new TakenNames();
	volume;
	/**
	* @param startedAtMs wall clock, ms, at which the execution started: file times are recorded relative to it
	* @param notice told where the original of a withheld file lies
	* @param interrupt aborted: nobody waits any more for what a gate's files amount to
	*/
	constructor(parts) {
		this.bundle = parts.bundle;
		this.redactor = parts.redactor;
		this.journal = parts.journal;
		this.startedAtMs = parts.startedAtMs;
		this.allowed = parts.allowed;
		this.notice = parts.notice;
		this.interrupt = parts.interrupt;
		this.volume = volumeOf(parts.bundle);
	}
	/**
	* Copies a file, records it and has it judged. @returns its path in the bundle; undefined for a file that is not there or can't be read, or
	* for which a bundle has no room: each is recorded. @throws when its gate ends before it is copied
	*/
	async attach(gate, kept, type = "attachment") {
		const [copy] = await this.copies(gate, [kept]);
		if (!copy) return void 0;
		const path = this.record(gate, copy, type);
		await this.journal.readOut(() => this.interrupt.aborted);
		this.recordLeaks(copy);
		return path;
	}
	/** Copies files, and records them in one go with what belongs to them. @param then given the path of each @throws as above: then no copy is left */
	async together(gate, files, type, then) {
		const copies = await this.copies(gate, files);
		const paths = copies.map((copy) => this.record(gate, copy, type));
		for (const copy of copies) this.recordLeaks(copy);
		then(paths);
	}
	/** All of them or none. */
	async copies(gate, files) {
		const running = this.journal.gate;
		const isOver = () => this.journal.gate !== running;
		const copies = [];
		try {
			for (const kept of files) copies.push(await this.copy(gate, kept, isOver));
			if (isOver()) throw new Error(`gate "${gate}" has ended`);
		} catch (error) {
			for (const copy of copies) if ("attached" in copy) whyNotRemoved(path.join(this.bundle, BUNDLE.data, copy.attached.path));
			throw error;
		}
		return copies;
	}
	async copy(gate, kept, isOver) {
		const found = readable(kept.source);
		const stat = typeof found === "string" || hasRoom(this.volume, found.size - (kept.from ?? 0)) ? found : "MISSED";
		if (typeof stat === "string") return {
			kept,
			code: stat
		};
		const pieces = attaching({
			source: kept.source,
			bundle: this.bundle,
			gate,
			name: kept.name,
			from: kept.from ?? 0,
			redactor: this.redactor,
			allows: (rule, file) => allowedIndex(this.allowed, rule, [file, kept.original]) >= 0,
			taken: this.taken
		});
		const attached = await breathing(pieces, isOver);
		this.volume = {
			entries: this.volume.entries + 1,
			bytes: this.volume.bytes + attached.bytes
		};
		return {
			kept,
			stat,
			attached
		};
	}
	record(gate, copy, type) {
		const { kept } = copy;
		if ("code" in copy) {
			this.journal.record({
				...kept.labels,
				type: type === "attachment" ? "file" : "after.file",
				gate,
				path: kept.original,
				code: copy.code,
				...kept.captured && { captured: true }
			});
			return;
		}
		const { stat, attached } = copy;
		const withheld = attached.withheld && { withheld: true };
		this.journal.record({
			...kept.labels,
			type,
			basis: "file",
			gate,
			path: attached.path,
			sha256: attached.sha256,
			bytes: attached.bytes,
			modifiedAt: Math.round(stat.mtimeMs - this.startedAtMs),
			...isFuture(stat.mtimeMs, Date.now()) && { future: true },
			existedBefore: stat.birthtimeMs > 0 && stat.birthtimeMs < this.startedAtMs,
			original: kept.original,
			...kept.handWritten && { handWritten: true },
			...kept.from !== void 0 && { from: kept.from },
			...withheld
		});
		return attached.path;
	}
	recordLeaks(copy) {
		if ("code" in copy) return;
		const { kept, attached } = copy;
		const withheld = attached.withheld && { withheld: true };
		for (const hit of attached.redactions) {
			const original = hit.by === "pattern" && { path: kept.original };
			this.journal.record({
				...leakOf(hit),
				file: attached.path,
				...original,
				line: hit.line,
				column: hit.column,
				...withheld
			});
		}
		if (attached.withheld) this.setAside(kept, attached.path);
	}
	/** Somebody must be able to look at what was found. */
	setAside({ source, original }, file) {
		const withheld = `a secret was found in ${original}, so the evidence does not hold it`;
		try {
			this.notice(`${withheld}; the original is ${quarantine(source, this.bundle, file)}`);
		} catch (error) {
			this.notice(`${withheld}; the original could not be kept: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
};
/** What a bundle holds already. */
function volumeOf(bundle) {
	const { files } = listTree(bundle);
	return {
		entries: files.length,
		bytes: files.reduce((sum, file) => sum + fs.statSync(path.join(bundle, file)).size, 0)
	};
}
/** A file that can be copied, or why it can't. */
function readable(file) {
	try {
		const stat = fs.statSync(file);
		if (!stat.isFile()) return "NOT_FOUND";
		fs.accessSync(file, fs.constants.R_OK);
		return stat;
	} catch (error) {
		const code = systemCode$1(error);
		return code === "EACCES" || code === "EPERM" ? "PERMISSION" : "NOT_FOUND";
	}
}
/**
* Every regular file below a folder, as paths relative to it, sorted, and each folder that can't be read: to be copied, which fails.
* Symbolic links are not followed.
*/
function filesBelow$1(folder) {
	if (!fs.existsSync(folder)) return [];
	return [...walk(folder)].map((file) => path.relative(folder, file)).sort();
}
function* walk(folder) {
	let entries;
	try {
		entries = fs.readdirSync(folder, { withFileTypes: true });
	} catch {
		yield folder;
		return;
	}
	for (const entry of entries) {
		const full = path.join(folder, entry.name);
		if (entry.isDirectory()) yield* walk(full);
		else if (entry.isFile()) yield full;
	}
}

// src/engine/own-records.ts
/**
* The records of this execution in its folder, which every command can touch that runs as the same user. What was done to them is
* put back: the bytes are ours. That it was done is recorded, with the gate that ran when it was seen.
*/
var OwnRecords = class {
	folder;
	files;
	watcher;
	journal;
	/** @param beginning absent in a process that goes on with an execution: it has not written these files */
	constructor(folder, beginning, parts) {
		this.folder = folder;
		this.files = beginning ? [[BUNDLE.config, beginning.config], [BUNDLE.plan, beginning.plan]] : [];
		this.watcher = parts.watcher;
		this.journal = parts.journal;
	}
	/** Says at once that a file was put back. @returns what records it, for when facts can be recorded */
	restored(file) {
		const during = this.journal().gate;
		this.watcher.notice(during, `something that ran removed or replaced ${file} in the folder of this execution; it was put back`);
		return () => void this.journal().recordGlobal({
			type: "record.restored",
			file,
			...during !== void 0 && { during }
		});
	}
	/** Puts back plan and configuration where something changed them. @returns what records it */
	putBack() {
		return this.files.filter(([name, bytes]) => putBackFile(path.join(this.folder, name), bytes)).map(([name]) => this.restored(name));
	}
};

// src/engine/session.ts
/** Makes the folders, writes the configuration and the plan, opens the recording, sets the guard. */
function openSession(options) {
	const { plan, folder, workFolder } = options;
	refuseSecrets({
		...options,
		shownName: options.configName
	});
	const guard = new Guard(options.executionId, {
		folder,
		workFolder
	});
	writePrimary(folder, options.configBytes, plan);
	if (options.prior) fs.cpSync(options.prior.folder, path.join(folder, BUNDLE.prior), { recursive: true });
	fs.mkdirSync(path.join(workFolder, "services"), {
		recursive: true,
		mode: 448
	});
	return sessionOf(options, {
		guard,
		fold: new ExecutionFold(plan, options.judges, attachmentsOf(folder), options.prior),
		beginning: {
			config: options.configBytes,
			plan: Buffer.from(jsonText(plan))
		},
		recorderOf: (recording) => new Recorder(recording)
	});
}
/**
* Goes on with an execution whose process is gone, in its folders. @param fold has taken all that was recorded
* @throws SetupError when the recording is not one to go on with
*/
function reopenSession(options, fold) {
	const { folder, workFolder } = options;
	return sessionOf(options, {
		guard: new Guard(options.executionId, {
			folder,
			workFolder
		}),
		fold,
		recorderOf: (recording) => reopenRecording(recording).recorder
	});
}
function sessionOf(options, { guard, fold, beginning, recorderOf }) {
	const { plan, folder, workFolder, clock } = options;
	fs.writeFileSync(path.join(workFolder, GUARD_PID), String(guard.pid ?? ""));
	meetNeighbours(workFolder, options.checkout, process.env);
	const secrets = new Secrets(plan.secretEnv, options.env);
	const redactor = new Redactor(secrets.entries(), standardMatching());
	const leaks = new Leaks();
	const allowed = plan.allowSecrets ?? [];
	const recorder = recorderOf({
		path: path.join(folder, BUNDLE.observations),
		planSha256: sha256OfBytes(jsonText(plan)),
		clock,
		wallClock: () => /* @__PURE__ */ new Date(),
		redact: countingRedaction(redactor, leaks, plan),
		onClockJump: (jumpMs, seal) => journal.recordGlobal({
			type: "clock",
			jumpMs,
			seal
		}),
		onReplaced: () => records.restored(BUNDLE.observations),
		onLate: (ms, seal) => journal.recordGlobal({
			type: "recorder.late",
			ms,
			seal
		})
	});
	const journal = new Journal({
		recorder,
		fold,
		leaks
	});
	const tracker = new GuardedTracker(options.executionId, guard);
	const shared = {
		plan,
		clock,
		tracker,
		secrets,
		redactor,
		baseEnv: inherited(plan, options.env),
		journal,
		marker: options.executionId
	};
	const services = servicesOf(options, shared);
	const watcher = discreet(options.watcher, redactor);
	const records = new OwnRecords(folder, beginning, {
		watcher,
		journal: () => journal
	});
	const checkRecords = () => {
		recorder.check();
		for (const record of records.putBack()) record();
	};
	const notice = (line) => watcher.notice(journal.gate, line);
	const capture = new Capture({
		bundle: folder,
		redactor,
		journal,
		startedAtMs: options.startedAtMs,
		allowed,
		notice,
		interrupt: options.interrupt
	});
	const jobStartedAtMs = jobStart(options);
	return {
		world: {
			...options,
			...shared,
			jobStartedAtMs,
			fold,
			capture,
			services,
			watcher,
			checkRecords
		},
		seal: () => {
			const sealed = recorder.close();
			records.putBack();
			return sealed;
		},
		close: async () => {
			tracker.close();
			const why = whyNotRemoved(workFolder);
			if (why !== void 0) watcher.notice(void 0, `temporary files could not be removed: ${why}`);
			await guard.close();
		},
		abandon: async () => {
			tracker.close();
			await guard.abandon();
		}
	};
}
/** A runner writes the file of the event when the job begins. */
function jobStart({ env, startedAtMs }) {
	const event = env["GITHUB_ACTIONS"] === "true" ? env["GITHUB_EVENT_PATH"] : void 0;
	const written = event ? fs.statSync(event, { throwIfNoEntry: false })?.mtimeMs : void 0;
	return Math.min(written ?? startedAtMs, startedAtMs);
}
/** A watcher that is told no secrets: what it hears goes to a log that others read. */
function discreet(watcher, redactor) {
	const clean = (line) => redactor.text(line).text;
	return {
		gateStarted: (gate, index, of) => watcher.gateStarted(gate, index, of),
		gateEnded: (judgement) => watcher.gateEnded({
			...judgement,
			reason: clean(judgement.reason)
		}),
		progress: (gate, done, total, note) => watcher.progress(gate, done, total, note === void 0 ? void 0 : clean(note)),
		notice: (gate, line) => watcher.notice(gate, clean(line)),
		announce: (gate, line) => watcher.announce(gate, clean(line))
	};
}
/** A tracker that tells the guard what it watches. */
var GuardedTracker = class extends Tracker {
	guard;
	constructor(execution, guard) {
		super(execution);
		this.guard = guard;
	}
	watch(service, root, traces = {}) {
		super.watch(service, root, traces);
		const { since: _ofThisProcess, ...lasting } = traces;
		this.guard.watch(service, root, lasting);
	}
	forget(service) {
		super.forget(service);
		this.guard.forget(service);
	}
};
function servicesOf(options, shared) {
	const { plan, journal, secrets, baseEnv } = shared;
	const env = (service) => serviceEnvironment(plan, service, baseEnv, secrets);
	return new ServiceManager({
		plan,
		marker: shared.marker,
		record: (draft) => void journal.record(draft),
		clock: shared.clock,
		workFolder: options.workFolder,
		checkout: options.checkout,
		env,
		stackEnv: {
			...baseEnv,
			...variables(plan),
			...revealed(plan.env, secrets)
		},
		probeContext: (service) => serviceProbes(options, shared, service, env(service)),
		tracker: shared.tracker,
		redactor: shared.redactor,
		interrupt: options.interrupt,
		onExit: (service) => options.watcher.notice(journal.gate, `${service} died`)
	});
}
/** Probes of a service (ready, health at verify) live where the service lives. */
function serviceProbes(options, shared, service, env) {
	const cwd = path.resolve(options.checkout, service.workingDirectory);
	const scratch = path.join(options.workFolder, "services");
	return {
		cwd,
		env,
		shell: service.shell,
		signal: options.interrupt,
		vars: shared.plan.vars,
		reveal: (text) => shared.secrets.reveal(text),
		redact: (text) => shared.redactor.text(text).text,
		logOf: () => void 0,
		startedAt: () => options.startedAtMs,
		originOf: (full) => originOf(options.plan, full),
		artifact: () => void 0,
		keep: async () => {},
		command: async ({ run, timeoutMs }) => {
			const folder = fs.mkdtempSync(path.join(scratch, "probe-"));
			const [stdout, stderr] = [path.join(folder, "stdout"), path.join(folder, "stderr")];
			try {
				const command = {
					name: `probe of ${service.id}`,
					run,
					shell: service.shell,
					cwd,
					env,
					stdout,
					stderr
				};
				shared.journal.flush();
				const world = {
					marker: shared.marker,
					signal: options.interrupt,
					tracker: shared.tracker
				};
				const result = await runCommand({
					...command,
					...timeoutMs !== void 0 && { timeoutMs }
				}, world);
				const output = complaint({
					stdout,
					stderr
				}, shared.redactor);
				return {
					...result,
					stdout: beginningOf(stdout),
					stderr: beginningOf(stderr),
					output
				};
			} finally {
				whyNotRemoved(folder);
			}
		}
	};
}
/** Writes what an execution begins with: its configuration and its plan. @throws SetupError for a plan that nobody could read again */
function writePrimary(folder, configBytes, plan) {
	const text = jsonText(plan);
	if (Buffer.byteLength(text) > MOST.plan) throw new SetupError("the plan is too long to be read again; make several of the configuration");
	fs.mkdirSync(path.join(folder, path.dirname(BUNDLE.config)), { recursive: true });
	fs.writeFileSync(path.join(folder, BUNDLE.config), configBytes);
	fs.writeFileSync(path.join(folder, BUNDLE.plan), text);
}

// src/live/clock.ts
/** Timers longer than this overflow and fire at once: longer waits are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Monotonic time since it was made, or since another process of this machine made the one that it goes on from. */
var MonotonicClock = class MonotonicClock {
	/** Its zero, in ms on the clock of `performance`, whose own zero is that of this process. */
	origin;
	constructor(origin = performance.now()) {
		this.origin = origin;
	}
	/** @param zero of the other clock. @param atLeast ms that have passed on it, whatever the system says: time does not go back */
	static since(zero, atLeast) {
		const passed = Number(process.hrtime.bigint() - BigInt(zero)) / 1e6;
		return new MonotonicClock(performance.now() - Math.max(passed, atLeast));
	}
	/** Its zero in ns on the system's monotonic clock, which all processes of this machine share. */
	get zero() {
		return String(process.hrtime.bigint() - BigInt(Math.round((performance.now() - this.origin) * 1e6)));
	}
	now() {
		return Math.round((performance.now() - this.origin) * 1e3) / 1e3;
	}
	async until(t, signal) {
		for (let left = t - this.now(); left > 0; left = t - this.now()) {
			if (signal?.aborted) return;
			await pause(Math.min(Math.ceil(left), LONGEST_TIMER_MS), signal);
		}
	}
};
function pause(ms, signal) {
	return new Promise((resolve) => {
		const done = () => {
			clearTimeout(timer);
			signal?.removeEventListener("abort", done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		signal?.addEventListener("abort", done, { once: true });
	});
}

// src/live/looks/revisions.ts
/** It says when a name is ambiguous, and takes parents of commits as these name them. */
const SETTINGS = [
	"-c",
	"core.warnAmbiguousRefs=true",
	"-c",
	"core.commitGraph=false"
];
/** What names meant when an execution began, by whatever stands for the execution. */
const OF_EXECUTION = /* @__PURE__ */ new WeakMap();
/**
* Looks up, before the first gate, what the plan compares with: code under test that a gate runs could move a branch.
* @param execution stands for it: its plan
*/
async function rememberRevisions(execution, place, names) {
	const found = /* @__PURE__ */ new Map();
	for (const name of names) if (!found.has(name)) found.set(name, await revisionNamed(place, name));
	OF_EXECUTION.set(execution, found);
	return [...found].map(([name, revision]) => ({
		name,
		...revision
	}));
}
/** What `rememberRevisions` found; undefined where nobody looked. */
function rememberedRevision(execution, name) {
	return OF_EXECUTION.get(execution)?.get(name);
}
/** A name that git takes for several things (a tag beside a branch) is none: who may push a tag could choose what it means. */
async function revisionNamed(place, name) {
	if (name.startsWith("-")) return { detail: "an option is no revision" };
	const answer = await askGit(place, ...SETTINGS, "rev-parse", "--verify", `${name}^{commit}`);
	if ("trouble" in answer) return { detail: answer.trouble };
	if (/^warning: refname .* is ambiguous/m.test(answer.beside)) return { ambiguous: true };
	return { commit: answer.text.trim() };
}

// src/engine/hand-written.ts
/** Records, before the first gate, which hand-written files are not there: nobody wants to hear of it after hours. */
async function missHandWritten(world) {
	for (const attachment of world.plan.attachments) {
		if (isOptional(attachment) || (await namedBy(world, attachment)).length > 0) continue;
		const missing = {
			type: "file",
			gate: EVIDENCE_GATE,
			path: pathOf(attachment),
			code: "NOT_FOUND",
			atStart: true
		};
		world.journal.recordGlobal(missing);
	}
}
/** Keeps them as they are at the end: somebody writes the log of an execution while it goes on. */
async function keepHandWritten(world) {
	for (const attachment of world.plan.attachments) {
		const files = await namedBy(world, attachment);
		const wanted = files.length === 0 && !isOptional(attachment) ? [pathOf(attachment)] : files;
		for (const file of wanted) {
			const source = path.resolve(world.checkout, file);
			const { earlier, committed } = await originOf(world.plan, source);
			const labels = {
				...earlier && { earlier: true },
				...await committed() && { committed: true }
			};
			const kept = {
				source,
				original: file,
				name: `attachments/${file}`,
				handWritten: true,
				labels
			};
			await world.capture.attach(EVIDENCE_GATE, kept);
		}
	}
}
/** The files of a path, a folder or a glob; what can't be looked at names none. */
async function namedBy({ checkout }, attachment) {
	const pattern = pathOf(attachment);
	const source = path.resolve(checkout, pattern);
	if (fs.statSync(source, { throwIfNoEntry: false })?.isDirectory()) return filesBelow$1(source).map((file) => path.join(pattern, file));
	return (await filesNamed(pattern, checkout).catch(() => [])).map(({ name }) => name);
}
function pathOf(attachment) {
	return typeof attachment === "string" ? attachment : attachment.path;
}
function isOptional(attachment) {
	return typeof attachment !== "string";
}

// src/engine/pending.ts
/** The run was interrupted while work is pending. `post` settles it: the execution is left as it is. */
var Unsettled = class extends Error {
	constructor(gate) {
		super(`interrupted while gate "${gate}" must not end as it is`);
		this.name = "Unsettled";
	}
};

// src/engine/diagnose.ts
/** The last part of a log that is kept as a diagnostic. */
const TAIL_BYTES = 65536;
/** Collects, after a gate that failed or was blocked, what an engineer on call looks at first. Never judged. */
async function diagnose(world, gate) {
	const folder = path.join(world.workFolder, "diagnostics", gate.id);
	fs.mkdirSync(folder, {
		recursive: true,
		mode: 448
	});
	const files = [
		write(folder, "processes.txt", await processes(world)),
		write(folder, "ports.txt", await ports(world)),
		...world.plan.services.flatMap(({ id }) => serviceLog(world, folder, id))
	];
	for (const name of files) {
		const source = path.join(folder, name);
		await world.capture.attach(gate.id, {
			source,
			original: name,
			name: `diagnostics/${name}`
		}, "after.attachment");
	}
}
/** Of the execution's own processes all that is known; of others, who may carry secrets in their arguments, number and name. */
async function processes({ tracker }) {
	const table = await processTable().catch(() => void 0);
	if (!table) return "the process table can't be read\n";
	const own = new Set((await tracker.findAll()).found.map(({ pid }) => pid));
	return `pid\tparent\tgroup\tsession\tstate\tcommand\n${[...table.values()].map((p) => own.has(p.pid) ? `${p.pid}\t${p.ppid}\t${p.group}\t${p.session}\t${p.state}\t${commandOf(p)}` : `${p.pid}\t\t\t\t\t${nameOf(p)}`).join("\n")}\n`;
}
async function ports(world) {
	const rows = [];
	for (const { id, port } of world.plan.services) {
		if (port === void 0) continue;
		const { readable, listening, owners } = await portOwners(port);
		const held = owners.map(({ pid }) => pid).join(" ");
		rows.push(`${port}\t${id}\t${listening ? "listening" : "free"}\t${readable ? held : "owners not readable"}`);
	}
	return `port\tservice\tstate\towners\n${rows.join("\n")}\n`;
}
function serviceLog({ services, redactor }, folder, id) {
	const log = services.logOf(id);
	const to = log === void 0 ? 0 : sizeOf(log);
	if (log === void 0 || !fs.existsSync(log)) return [];
	return [write(folder, `${id}.log`, redactor.clean(windowOf(log, {
		from: Math.max(0, to - TAIL_BYTES),
		to
	}, redactor)))];
}
function write(folder, name, content) {
	fs.writeFileSync(path.join(folder, name), content, { mode: 384 });
	return name;
}

// src/engine/patience.ts
/** How long a gate waits for its observer after the stop, and for what that puts right. */
var Patience = class {
	clock;
	over;
	insisted;
	/** What is put right after the stop; it has a limit of its own. */
	recovery;
	/** @param signals `over`: the gate has ended; `insisted`: somebody wants an end of everything, now */
	constructor(clock, { over, insisted }) {
		this.clock = clock;
		this.over = over;
		this.insisted = insisted;
	}
	/** Waits for the observer, but not for ever once it was asked to stop; what it puts right then may take its time. */
	async bounded(observing, stop) {
		await Promise.race([observing, this.after(stop).then(() => this.recovery)]);
	}
	/** Gives the work its limit, and waits for it so long and an overrun more. Once somebody insists on an end none begins. */
	async recover(limitMs, work) {
		if (this.insisted.aborted) return;
		const ending = new AbortController();
		setMaxListeners(0, ending.signal);
		const end = () => ending.abort();
		this.insisted.addEventListener("abort", end, { signal: this.over });
		this.pause(limitMs).then(end);
		const working = work(ending.signal);
		this.recovery = Promise.race([working.catch(() => {}), this.after(ending.signal)]);
		await working;
	}
	/** The end of the overrun that begins with a signal. */
	async after(signal) {
		if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
		await this.pause(OVERRUN_MS);
	}
	pause(ms) {
		return this.clock.until(this.clock.now() + ms, this.over);
	}
};

// src/engine/steps.ts
/** Runs the commands of a gate. Named ones are steps: recorded, their output kept. */
var Steps = class {
	world;
	constructor(world) {
		this.world = world;
	}
	/** Runs a command as part of the gate, until it ends, its timeout, or the signal. */
	async run(request, signal) {
		const files = this.world.workspace.stepFiles(request.name ?? "probe");
		const from = this.world.clock.now();
		const result = await this.execute(request, files, signal);
		const output = complaint(files, this.world.redactor);
		const answer = {
			...result,
			stdout: beginningOf(files.stdout),
			stderr: beginningOf(files.stderr),
			output
		};
		if (request.name !== void 0) await this.record("step", "attachment", {
			...request,
			files,
			from
		}, {
			...result,
			output
		});
		this.discard(files);
		return answer;
	}
	/** Runs a command after the gate has ended (on-failure, on-blocked); recorded, never judged. */
	async runAfter(request, signal) {
		const files = this.world.workspace.stepFiles(request.name ?? "after");
		const from = this.world.clock.now();
		const result = await this.execute(request, files, signal);
		const output = complaint(files, this.world.redactor);
		await this.record("after.step", "after.attachment", {
			...request,
			files,
			from
		}, {
			...result,
			output
		});
		this.discard(files);
	}
	execute(request, files, signal) {
		const { shell, folder, env, workspace, marker, tracker } = this.world;
		this.world.journal.flush();
		const command = {
			run: request.run,
			shell,
			env: {
				...env,
				...request.env
			},
			cwd: workspace.cwd,
			folder,
			...files
		};
		return runCommand({
			...command,
			...request.timeoutMs !== void 0 && { timeoutMs: request.timeoutMs }
		}, {
			marker,
			signal,
			tracker
		});
	}
	async record(type, attachment, { run, files, from }, result) {
		const { gate, capture, journal } = this.world;
		const outputs = ["stdout", "stderr"].map((stream) => ({
			source: files[stream],
			original: `${files.name}.${stream}`,
			name: `${files.name}.${stream}.log`
		}));
		await capture.together(gate, outputs, attachment, ([stdout, stderr]) => {
			journal.record({
				type,
				basis: "process",
				gate,
				name: files.name,
				run,
				from,
				...outcome(result),
				...stdout !== void 0 && { stdout },
				...stderr !== void 0 && { stderr },
				...result.exit !== 0 && result.output !== "" && { output: result.output }
			});
		});
	}
	discard(files) {
		whyNotRemoved(files.stdout);
		whyNotRemoved(files.stderr);
	}
};
function outcome(result) {
	return {
		...result.process && {
			pid: result.process.pid,
			start: result.process.start
		},
		...result.exit !== void 0 && { exit: result.exit },
		...result.signal !== void 0 && { signal: result.signal },
		...result.spawnError !== void 0 && { spawnError: result.spawnError },
		...result.folder !== void 0 && { folder: result.folder },
		timedOut: result.timedOut,
		aborted: result.aborted,
		durationMs: result.durationMs,
		leftovers: result.leftovers
	};
}

// src/engine/workspace.ts
/**
* The folders of one gate, outside the bundle: raw output is nobody else's to read. They may be there from a run that was broken off:
* its files go on, the output of a step that never ended does not.
*/
var Workspace = class {
	/** `$GATE_DIR`: new and empty, captured when the gate ends. */
	gateDir;
	/** Where its commands start. */
	cwd;
	/** Where an observer puts what is no evidence. */
	scratch;
	root;
	/** Of this run alone. */
	steps;
	temporary;
	used = /* @__PURE__ */ new Map();
	constructor(workFolder, checkout, gate) {
		this.root = path.join(workFolder, "gates", gate.id);
		this.gateDir = path.join(this.root, "files");
		fs.mkdirSync(this.gateDir, {
			recursive: true,
			mode: 448
		});
		this.steps = fs.mkdtempSync(path.join(this.root, "steps-"));
		this.scratch = path.join(this.root, "scratch");
		fs.mkdirSync(this.scratch, {
			recursive: true,
			mode: 448
		});
		if (gate.workspace === "temporary") {
			this.temporary = path.join(this.root, "workspace");
			fs.mkdirSync(this.temporary, {
				recursive: true,
				mode: 448
			});
		}
		this.cwd = path.resolve(this.temporary ?? checkout, gate.workingDirectory);
	}
	/** Names for a step's output files that no other step of the gate has: `run`, `run-2`, … */
	stepFiles(name) {
		const times = (this.used.get(name) ?? 0) + 1;
		this.used.set(name, times);
		const unique = times === 1 ? name : `${name}-${times}`;
		const base = path.join(this.steps, unique.replace(/[^A-Za-z0-9._-]/g, "-"));
		return {
			name: unique,
			stdout: `${base}.stdout.log`,
			stderr: `${base}.stderr.log`
		};
	}
	/** Removes the temporary workspace; what was captured stays. */
	close() {
		if (this.temporary) whyNotRemoved(this.temporary);
	}
};

// src/engine/run-gate.ts
/** A command that runs after a gate has ended may take so long. */
const AFTER_TIMEOUT_MS = 6e5;
/** Runs one gate from `gate.started` to `gate.ended` and what follows a bad end. */
async function runGate(world, gate) {
	const run = new GateRun(world, gate);
	try {
		await run.observe();
		await run.after();
	} finally {
		run.close();
	}
}
/** Does what is pending of a gate after an interrupted run, and ends that gate. */
async function settleGate(world, { gate, work }, end) {
	const run = new GateRun(world, gate);
	try {
		await run.settle(work, end);
	} finally {
		run.close();
	}
}
var GateRun = class {
	world;
	gate;
	workspace;
	steps;
	startedAtMs = Date.now();
	kept = /* @__PURE__ */ new Map();
	atEnd = /* @__PURE__ */ new Map();
	/** Files whose whole is in the evidence already. */
	attached = /* @__PURE__ */ new Set();
	stop = new AbortController();
	over = new AbortController();
	reason = "completed";
	detail;
	want;
	patience;
	constructor(world, gate) {
		this.world = world;
		this.gate = gate;
		setMaxListeners(0, this.stop.signal, world.interrupt, world.insisted);
		this.patience = new Patience(world.clock, {
			over: this.over.signal,
			insisted: world.insisted
		});
		this.workspace = new Workspace(world.workFolder, world.checkout, gate);
		this.steps = new Steps({
			gate: gate.id,
			shell: gate.shell,
			folder: gate.workingDirectory,
			env: this.environment(),
			workspace: this.workspace,
			journal: world.journal,
			capture: world.capture,
			marker: world.marker,
			tracker: world.tracker,
			clock: world.clock,
			redactor: world.redactor
		});
	}
	/** `gate.started`, services, the kind's own observing, files, `gate.ended`. @throws Unsettled */
	async observe() {
		const { world, gate } = this;
		world.journal.onWant = (want) => {
			this.want = want;
			this.end("stopped");
		};
		this.watchInterrupt();
		world.journal.record({
			type: "gate.started",
			gate: gate.id,
			expected: gate.expected
		});
		world.journal.gate = gate.id;
		if (gate.timeoutMs !== void 0) this.watchTimeout(world.clock.now() + gate.timeoutMs);
		await this.attempt(() => this.work());
		if (world.handsOver && world.interrupt.aborted && world.fold.pending()) {
			this.over.abort();
			world.journal.recordGlobal({
				type: "interrupted",
				signal: String(world.interrupt.reason)
			});
			world.journal.seal();
			throw new Unsettled(gate.id);
		}
		await this.conclude();
	}
	/** For a gate that began in another process: it is stopped already, and what it stands on is gone. */
	async settle(work, { reason, detail }) {
		const { world, gate } = this;
		world.journal.gate = gate.id;
		this.end(reason, detail);
		await this.attempt(async () => void await world.services.ready(gate.services, world.insisted));
		await this.attempt(async () => {
			const settled = this.observer().settle?.(this.context(), work);
			if (!settled) throw new Error(`gates of kind "${gate.kind}" can't be settled`);
			await this.patience.bounded(settled, this.stop.signal);
		});
		await this.conclude();
		const judgement = world.fold.judgementOf(gate.id);
		if (judgement) world.watcher.gateEnded(judgement);
	}
	/** Files, `gate.ended`. */
	async conclude() {
		const { world, gate } = this;
		await this.attempt(() => world.services.attend(gate.services));
		await heard();
		this.over.abort();
		await this.captureFiles();
		await this.attempt(async () => world.checkRecords());
		if (this.reason === "completed" && world.fold.wasStopped(gate.id)) this.reason = "stopped";
		world.journal.gate = void 0;
		const detail = this.detail === void 0 ? {} : { detail: this.detail };
		world.journal.record({
			type: "gate.ended",
			gate: gate.id,
			reason: this.reason,
			...detail
		});
		world.journal.onWant = () => {};
		world.journal.seal();
	}
	/** What the user wants to happen, and what a reader wants to know, after a gate that did not pass. */
	async after() {
		const judgement = this.world.fold.judgementOf(this.gate.id);
		if (!judgement) return;
		this.world.watcher.gateEnded(judgement);
		if (judgement.raw !== "failed" && judgement.raw !== "blocked") return;
		await diagnose(this.world, this.gate);
		const commands = judgement.raw === "failed" ? this.gate.onFailure : this.gate.onBlocked;
		const name = judgement.raw === "failed" ? "on-failure" : "on-blocked";
		for (const run of commands) await this.steps.runAfter({
			name,
			run,
			timeoutMs: AFTER_TIMEOUT_MS
		}, this.world.interrupt);
	}
	/** Pending work may need the files that are there. */
	close() {
		this.over.abort();
		if (!this.world.fold.pending()) this.workspace.close();
	}
	async work() {
		const { world, gate } = this;
		if (gate.fresh) await world.services.stop(gate.services);
		if (!await world.services.ready(gate.services, this.stop.signal)) {
			this.end("not-ready");
			return;
		}
		const observer = this.observer();
		if (!this.stop.signal.aborted) await this.patience.bounded(observer.observe(this.context()), this.stop.signal);
	}
	async attempt(work) {
		try {
			await work();
		} catch (error) {
			this.end("crashed", error instanceof Error ? error.message : String(error));
		}
	}
	observer() {
		const observer = this.world.observers[this.gate.kind];
		if (!observer) throw new Error(`no observer for gates of kind "${this.gate.kind}"`);
		return observer;
	}
	context(stop = this.stop.signal, more = {}) {
		const { world, gate } = this;
		const probes = {
			...this.probeContext(stop),
			...more
		};
		return {
			plan: world.plan,
			gate,
			earlier: gate.id === world.plan.stage?.gate ? world.prior?.facts(gate.id) ?? [] : [],
			record: (draft) => this.record(draft),
			attach: (file) => this.attach(file),
			attachAtEnd: (file) => void this.atEnd.set(path.resolve(file.source), file),
			revision: (name) => rememberedRevision(world.plan, name),
			scratch: this.workspace.scratch,
			stop,
			recover: (limitMs, work) => this.patience.recover(limitMs, (ending) => work(this.context(ending, { rollbackAt: Date.now() }))),
			wanted: () => this.want,
			clock: world.clock,
			services: world.services,
			history: world.history,
			probes,
			probe: (plan) => probe(plan, probes),
			servicePlan: (id) => world.plan.services.find((service) => service.id === id),
			progress: (done, total, note) => world.watcher.progress(gate.id, done, total, note),
			notice: (line) => world.watcher.notice(gate.id, line),
			announce: (line) => world.watcher.announce(gate.id, line)
		};
	}
	/** An observer that overran its end has nothing to say any more. */
	record(draft) {
		if (this.over.signal.aborted) throw new Error(`gate "${this.gate.id}" has ended`);
		return this.world.journal.record({
			...draft,
			gate: this.gate.id
		});
	}
	async attach(file) {
		if (this.over.signal.aborted) throw new Error(`gate "${this.gate.id}" has ended`);
		if (await this.world.capture.attach(this.gate.id, file) !== void 0 && (file.from ?? 0) === 0) this.attached.add(path.resolve(file.source));
	}
	probeContext(signal) {
		const { world, gate } = this;
		return {
			cwd: this.workspace.cwd,
			env: this.environment(),
			shell: gate.shell,
			signal,
			vars: world.plan.vars,
			reveal: (text) => world.secrets.reveal(text),
			redact: (text) => world.redactor.text(text).text,
			logOf: (service) => world.services.logOf(service),
			startedAt: (what) => ({
				gate: this.startedAtMs,
				run: world.startedAtMs,
				job: world.jobStartedAtMs
			})[what],
			originOf: (full) => originOf(world.plan, full),
			artifact: (name) => world.artifacts.find((one) => one.name === name),
			keep: async (file) => this.keep(file),
			command: (request) => this.steps.run(request, signal)
		};
	}
	environment() {
		const { plan, baseEnv, secrets, checkout } = this.world;
		return {
			...baseEnv,
			...variables(plan),
			...revealed(plan.env, secrets),
			...revealed(this.gate.env, secrets),
			GATE_DIR: this.workspace.gateDir,
			GATE_CHECKOUT: checkout,
			GATE_RUN: "1",
			GATE_SEQ: "0"
		};
	}
	keep(file) {
		const source = path.resolve(this.workspace.cwd, file);
		this.kept.set(source, {
			source,
			original: file,
			name: `captured/${file}`,
			captured: true
		});
	}
	async captureFiles() {
		const { gateDir } = this.workspace;
		for (const file of this.atEnd.values()) if (fs.existsSync(file.source)) await this.world.capture.attach(this.gate.id, file);
		for (const file of filesBelow$1(gateDir)) {
			const source = path.join(gateDir, file);
			if (this.attached.has(source)) continue;
			if (await this.world.capture.attach(this.gate.id, {
				source,
				original: file,
				name: `files/${file}`
			}) === void 0) this.world.watcher.notice(this.gate.id, `${file} in $GATE_DIR was not kept: it can't be read, or the bundle has no room left`);
		}
		for (const kept of this.kept.values()) await this.world.capture.attach(this.gate.id, kept);
	}
	watchInterrupt() {
		const { interrupt } = this.world;
		const cancel = () => this.end("cancelled", String(interrupt.reason));
		if (interrupt.aborted) cancel();
		else interrupt.addEventListener("abort", cancel, { signal: this.over.signal });
	}
	async watchTimeout(at) {
		await this.world.clock.until(at, this.over.signal);
		if (!this.over.signal.aborted) this.end("timeout");
	}
	/** The first reason counts. */
	end(reason, detail) {
		if (this.stop.signal.aborted || this.over.signal.aborted) return;
		this.reason = reason;
		this.detail = detail;
		this.stop.abort(reason);
	}
};

// src/engine/scan.ts
/** After an interruption there is so much time left for it, in ms. */
const SHORT_OF_TIME = 2e3;
const PIECE$1 = 1 << 20;
/** Looks for secrets in the files outside of the evidence that the plan names, as they are at the end. */
async function scanFiles(world) {
	const time = new Time(world.interrupt);
	for (const glob of world.plan.scan ?? []) await scanGlob(world, glob, time);
}
/** Time enough, until somebody interrupts. */
var Time = class {
	until = Number.POSITIVE_INFINITY;
	constructor(interrupt) {
		const limit = () => void (this.until = performance.now() + SHORT_OF_TIME);
		if (interrupt.aborted) limit();
		else interrupt.addEventListener("abort", limit, { once: true });
	}
	get isUp() {
		return performance.now() > this.until;
	}
};
async function scanGlob(world, glob, time) {
	const { checkout, journal } = world;
	const isFolder = fs.statSync(path.resolve(checkout, glob), { throwIfNoEntry: false })?.isDirectory() === true;
	const found = await search(isFolder ? `${glob.replace(/\/+$/, "")}/**` : glob, checkout, checkout, thorough(world)).catch((error) => String(error));
	const scan = {
		type: "scan",
		gate: EVIDENCE_GATE,
		basis: "file",
		glob
	};
	if (typeof found === "string") {
		journal.recordGlobal({
			...scan,
			files: 0,
			bytes: 0,
			trouble: found
		});
		return;
	}
	let [files, bytes, left] = [
		0,
		0,
		0
	];
	const unread = [...found.others];
	for (const file of found.files) {
		if (isOwn(world, file)) continue;
		const read = time.isUp ? "left" : await scanFile(world, file, time);
		if (read === "left") left++;
		else if (read === "unread") unread.push(file.name);
		else {
			files++;
			bytes += read;
		}
	}
	journal.recordGlobal({
		...scan,
		files,
		bytes,
		...unread.length > 0 && { unread: unread.slice(0, 20) },
		...left > 0 && { left },
		...found.linksOut.length > 0 && { linksOut: found.linksOut.slice(0, 20) }
	});
}
/** All but what git itself compresses, and the store of this checkout: what is in there was searched when it was recorded. */
function thorough({ checkout }) {
	const passesOver = (name, folder) => name === "objects" && path.basename(folder) === ".git" || name === ".gate" && path.resolve(folder) === path.resolve(checkout);
	return {
		dot: true,
		passesOver
	};
}
/** Evidence is looked at for itself, and originals of withheld files hold what they hold. */
function isOwn({ folder }, { real }) {
	const own = fs.realpathSync(folder);
	return isInside(real, own) || isInside(real, path.dirname(quarantineOf(own)));
}
/** @returns how many bytes were read; why it was not read to its end */
async function scanFile(world, { name, full }, time) {
	const { redactor, journal, plan } = world;
	const stream = redactor.stream((rule) => allowedIndex(plan.allowSecrets ?? [], rule, [name]) >= 0);
	let bytes = 0;
	try {
		const file = await fs.promises.open(full, "r");
		try {
			const buffer = Buffer.allocUnsafe(PIECE$1);
			for (let got = await read(file, buffer); got > 0; got = await read(file, buffer)) {
				if (time.isUp) return "left";
				stream.push(buffer.subarray(0, got));
				bytes += got;
			}
		} finally {
			await file.close();
		}
	} catch {
		return "unread";
	}
	stream.end();
	for (const hit of stream.hits) journal.recordGlobal({
		...leakOf(hit),
		path: name,
		line: hit.line,
		column: hit.column
	});
	return bytes;
}
async function read(file, buffer) {
	return (await file.read(buffer, 0, buffer.length, null)).bytesRead;
}

// src/engine/sites.ts
/** The probes of every gate that has some, with the folder in which each looks, as long as that is the checkout's. */
function sitesOf(plan, kinds, checkout) {
	return plan.gates.filter(({ workspace }) => workspace === "checkout").flatMap(({ kind, spec, workingDirectory }) => {
		return (kinds[kind]?.spec.probes?.(spec) ?? []).map((probe) => ({
			probe,
			cwd: path.resolve(checkout, workingDirectory)
		}));
	});
}
/** Where the files lie that gates read and did not write themselves: what lies there when the execution begins is not of this run. */
function placesOf$1(plan, kinds, checkout) {
	const named = plan.gates.flatMap(({ kind, spec, workingDirectory }) => (kinds[kind]?.spec.files?.(spec) ?? []).map((pattern) => ({
		pattern,
		cwd: path.resolve(checkout, workingDirectory)
	})));
	const probed = sitesOf(plan, kinds, checkout).flatMap(({ probe, cwd }) => {
		const pattern = isOfKind(probe, "file") ? probe.target.path : void 0;
		return pattern === void 0 ? [] : [{
			pattern,
			cwd
		}];
	});
	return [...named, ...probed];
}
/** What gates compare with, by the names that git knows. */
function revisionsOf(plan, kinds) {
	return plan.gates.flatMap(({ kind, spec }) => kinds[kind]?.spec.revisions?.(spec) ?? []);
}

// src/engine/source.ts
/** A bundle, what lies beside it, and the index of all. */
const OF_EXECUTIONS = /^(?:\d{8}-\d{6}-[0-9a-f]{6}(?:[./].*)?|index\.jsonl)$/s;
/** At most so many changed files are named in the evidence; all are counted. */
const NAMED_FILES = 200;
/**
* The state of the git work tree that holds a folder: commit, branch, changed files. `vcs: null` where there is none, or it can't be read.
* @param store the folder for executions: what they left there, in this work tree, is no change of the source
*/
async function sourceState(place, store) {
	const top = await askGit(place, "rev-parse", "--show-toplevel");
	if ("trouble" in top) return {
		basis: "process",
		vcs: null,
		...!NO_REPOSITORY.test(top.trouble) && { trouble: top.trouble }
	};
	const root = {
		...place,
		cwd: top.text.replace(/\r?\n$/, "")
	};
	const [dirty, commit, branch, filters] = await Promise.all([
		changesOf(root, store === void 0 ? void 0 : path.relative(root.cwd, real(store))),
		git(root, "rev-parse", "HEAD"),
		git(root, "symbolic-ref", "--quiet", "--short", "HEAD"),
		filtersOf(root)
	]);
	if ("trouble" in dirty) return {
		basis: "process",
		vcs: null,
		trouble: dirty.trouble
	};
	return {
		basis: "process",
		vcs: "git",
		commit: commit?.trim() ?? null,
		...branch !== void 0 && { branch: branch.trim() },
		dirtyCount: dirty.length,
		dirty: dirty.slice(0, NAMED_FILES),
		...filters.length > 0 && { filters }
	};
}
/**
* What differs from the commit. Settings that only this clone has could hide it: what counts as changed, and which new files are
* ignored, is told by git's defaults and the `.gitignore` files.
*/
async function changesOf(root, store) {
	const kept = await keptSettings(root);
	const settings = [
		"core.trustctime=true",
		"core.checkStat=default",
		`diff.orderFile=${os.devNull}`,
		...kept
	].flatMap((setting) => ["-c", setting]);
	const asked = [
		"status",
		"--porcelain=v1",
		"-z",
		"--untracked-files=no",
		"--ignore-submodules=none"
	];
	const [status, added, listing] = await Promise.all([
		askGit(root, ...settings, ...asked),
		askGit(root, "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"),
		askGit(root, "ls-files", "-v", "-z")
	]);
	if ("trouble" in status) return status;
	if ("trouble" in added) return added;
	if ("trouble" in listing) return listing;
	return [
		...changedFiles(status.text),
		...newFiles(added.text).filter((file) => !isOfExecutions(file.path, store)),
		...hiddenFiles(listing.text)
	];
}
/** What the file system keeps of a file, whatever the repository says of it: whether it may be executed, whether it is a link. */
async function keptSettings(root) {
	const folder = await git(root, "rev-parse", "--absolute-git-dir");
	return folder === void 0 ? [] : triedIn(folder.replace(/\r?\n$/, ""));
}
function triedIn(folder) {
	const name = path.join(folder, `gate-${process.pid}`);
	const settings = [];
	try {
		fs.writeFileSync(name, "", { mode: 420 });
		fs.chmodSync(name, 493);
		const executable = fs.statSync(name).mode & 73;
		fs.chmodSync(name, 420);
		if (executable !== 0 && (fs.statSync(name).mode & 73) === 0) settings.push("core.fileMode=true");
		fs.symlinkSync("gate", `${name}-link`);
		if (fs.lstatSync(`${name}-link`).isSymbolicLink()) settings.push("core.symlinks=true");
	} catch {}
	for (const file of [name, `${name}-link`]) whyNotRemoved(file);
	return settings;
}
/** What git does to files before it compares them: they are named, for a change that they take away is not seen. */
async function filtersOf(root) {
	const filters = [];
	const [configured = "", autocrlf] = await Promise.all([git(root, "config", "--null", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|process)$"), git(root, "config", "--get", "core.autocrlf")]);
	const names = configured.split("\0").flatMap((key) => /^filter\.(.+)\.(?:clean|process)$/.exec(key)?.[1] ?? []);
	for (const name of new Set(names)) if ((/^[\w.-]+$/.test(name) ? await git(root, "ls-files", "-z", `:(top,attr:filter=${name})`) : name) !== "") filters.push(name);
	const ends = autocrlf?.trim().toLowerCase();
	if (ends !== void 0 && ends !== "false") filters.push(`autocrlf ${ends}`);
	return filters;
}
/** The rows of `git status --porcelain=v1 -z`; a rename is followed by the old name in a field of its own. */
function changedFiles(porcelain) {
	const fields = fieldsOf(porcelain);
	const files = [];
	for (let i = 0; i < fields.length; i++) {
		const field = fields[i] ?? "";
		const status = field.slice(0, 2);
		files.push({
			status: status.trim(),
			path: field.slice(3)
		});
		if (status.includes("R") || status.includes("C")) i++;
	}
	return files;
}
/** Whether a file is what an execution leaves, by its path from the top of the work tree. */
function isOfExecutions(file, store) {
	if (store === void 0) return false;
	const folder = store.split(path.sep).join("/");
	const inside = folder === "" ? file : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : "";
	return OF_EXECUTIONS.test(inside);
}
function real(folder) {
	try {
		return fs.realpathSync(folder);
	} catch {
		return folder;
	}
}
function newFiles(listing) {
	return fieldsOf(listing).map((file) => ({
		status: "??",
		path: file
	}));
}
/** Files that git was told not to look at (assume-unchanged, skip-worktree): nobody knows whether they changed. */
function hiddenFiles(listing) {
	return fieldsOf(listing).filter((field) => /^([a-z]|S) /.test(field)).map((field) => ({
		status: "hidden",
		path: field.slice(2)
	}));
}
function fieldsOf(text) {
	return text.split("\0").filter((field) => field !== "");
}

// src/engine/execute.ts
/**
* Runs the gates of a plan, one after another, and records everything up to `execution.ended`. It decides nothing: which gate
* runs, is skipped or stopped is what the fold says. @throws Unsettled
*/
async function execute(world, started) {
	const { journal, plan, interrupt } = world;
	journal.recordGlobal(started);
	if (world.prior) journal.recordGlobal(world.prior.fact);
	for (const unusable of world.secrets.unusable) journal.recordGlobal({
		type: "secret.unset",
		...unusable
	});
	const source = journal.recordGlobal(await sourceAtStart(world));
	await recordAttempts(world, source);
	for (const artifact of world.artifacts) journal.recordGlobal(artifactFact(artifact));
	await missHandWritten(world);
	await rememberFiles(plan, sitesOf(plan, world.judges, world.checkout));
	const places = placesOf$1(plan, world.judges, world.checkout);
	await rememberBeginning(plan, {
		cwd: world.checkout,
		signal: interrupt
	}, {
		places,
		artifacts: world.artifacts
	});
	const total = plan.gates.length - 1;
	for (let index = 1;; index++) {
		await heard();
		if (interrupt.aborted) break;
		const next = world.fold.next();
		if (!next) break;
		const { gate, fate } = next;
		if (fate.run) {
			world.watcher.gateStarted(gate, index, total);
			await releaseUnneeded(world, gate.services);
			await runGate(world, gate);
		} else {
			journal.recordGlobal({
				type: "control",
				gate: gate.id,
				action: "skip",
				because: fate.because
			});
			const judgement = world.fold.judgementOf(gate.id);
			if (judgement) world.watcher.gateEnded(judgement);
		}
	}
	await finish(world);
}
/** What was fetched, without where it lies. */
function artifactFact(artifact) {
	const about = {
		type: "artifact",
		basis: "file",
		name: artifact.name
	};
	if ("trouble" in artifact) return {
		...about,
		trouble: artifact.trouble
	};
	return {
		...about,
		id: artifact.id,
		digest: artifact.digest,
		files: artifact.files.size
	};
}
/** The state of the source, and what gates compare with: code under test has moved nothing yet. */
async function sourceAtStart({ plan, judges, checkout, folder, interrupt }) {
	const place = {
		cwd: checkout,
		signal: interrupt
	};
	const state = await sourceState(place, path.dirname(folder));
	const revisions = await rememberRevisions(plan, place, revisionsOf(plan, judges));
	return {
		type: "source",
		...state,
		...revisions.length > 0 && { revisions }
	};
}
/**
* Goes on with an unfinished execution, in another process: does what is pending, ends that gate, and records
* everything up to `execution.ended`. @param how interrupted: `cancelled`, with the signal; without one: `crashed`
*/
async function settle$1(world, pending, how) {
	await settleGate(world, pending, how);
	await stopAll(world);
	world.checkRecords();
	world.journal.recordGlobal({
		type: "execution.ended",
		reason: how.reason === "cancelled" ? "interrupted" : "crashed"
	});
}
/** Services that the next gate does not need are stopped before it. */
async function releaseUnneeded(world, needed) {
	const idle = world.services.running().filter((id) => !needed.includes(id));
	if (idle.length > 0) await world.services.stop(idle);
}
/** Everything stops before the last observation. */
async function finish(world) {
	const { journal, interrupt } = world;
	const tell = () => void journal.recordGlobal({
		type: "interrupted",
		signal: String(interrupt.reason)
	});
	if (interrupt.aborted) tell();
	else interrupt.addEventListener("abort", tell);
	await stopAll(world);
	await heard();
	for (const id of neighboursOf(world.workFolder)) journal.recordGlobal({
		type: "neighbour",
		executionId: id
	});
	const source = interrupt.aborted ? void 0 : await sourceState({
		cwd: world.checkout,
		signal: interrupt
	}, path.dirname(world.folder));
	if (source && !interrupt.aborted) journal.recordGlobal({
		type: "source.end",
		...source
	});
	interrupt.removeEventListener("abort", tell);
	world.checkRecords();
	journal.recordGlobal({
		type: "execution.ended",
		reason: interrupt.aborted ? "interrupted" : "completed"
	});
}
/** Stops what runs, looks for what is left, and keeps what the services and people wrote. */
async function stopAll(world) {
	const { services, plan } = world;
	await services.stop(services.running());
	await services.sweep(plan.services.filter(({ run }) => run !== void 0).map(({ id }) => id), "end");
	for (const { id } of plan.services) await keepLog(world, id);
	await keepHandWritten(world);
	await scanFiles(world);
}
async function keepLog(world, id) {
	const log = world.services.logOf(id);
	if (log === void 0 || !fs.existsSync(log)) return;
	await world.capture.attach(EVIDENCE_GATE, {
		source: log,
		original: `log of ${id}`,
		name: `services/${id}.log`
	});
}

// src/gates/access/observe.ts
/** Sends every request and runs every command once, one after another; one that goes wrong keeps none of the others from being made. */
async function observe$8(context) {
	const spec = context.gate.spec;
	const requests = requestsOf(spec);
	const total = requests.length + spec.sandbox.length;
	let done = 0;
	for (const request of requests) {
		await send(context, request);
		if (context.stop.aborted) return;
		context.progress(++done, total, request.name);
	}
	for (const [index, command] of spec.sandbox.entries()) {
		await attempt(context, index, command);
		if (context.stop.aborted) return;
		context.progress(++done, total, command.run);
	}
}
async function send(context, { rule, identity, expect, name, probe }) {
	const result = await context.probe(probe);
	if (context.stop.aborted) return;
	const { code, detail, us, got, excerpt } = result;
	context.record({
		type: "request",
		basis: "probe",
		rule,
		identity,
		...typeof got["status"] === "number" && { status: got["status"] },
		...code !== void 0 && { code },
		...detail !== void 0 && { detail },
		us,
		...expect === "allowed" && probe.expect !== void 0 && { got },
		...excerpt !== void 0 && { excerpt }
	});
	const judged = toldOf(probe, result, context.probes);
	if (judged.verdict !== "passed") context.notice(`${name}: ${judged.why ?? judged.measured}`);
}
/** The control first: it shows that there is something to refuse. */
async function attempt(context, index, command) {
	const { run, control, timeoutMs } = command;
	const outside = control === void 0 ? void 0 : await context.probes.command({
		name: `control-${index + 1}`,
		run: control,
		timeoutMs
	});
	if (context.stop.aborted) return;
	const step = `sandbox-${index + 1}`;
	const ended = await context.probes.command({
		name: step,
		run,
		timeoutMs
	});
	if (context.stop.aborted || ended.aborted) return;
	const fact = {
		step,
		...endingOf(ended),
		...outside && { control: endingOf(outside) }
	};
	context.record({
		type: "sandbox",
		basis: "process",
		index,
		...fact
	});
	const judged = judgeCommand(command, fact);
	if (judged.verdict !== "passed") context.notice(`${run}: ${judged.measured}`);
}
function endingOf({ exit, signal, spawnError, timedOut }) {
	return {
		...exit !== void 0 && { exit },
		...signal !== void 0 && { signal },
		...spawnError !== void 0 && { spawnError },
		timedOut
	};
}
const observer$10 = { observe: observe$8 };

// src/gates/assert/observe.ts
/** Keeps the documents that the gate reads, each once, with what is seen of where they come from; records those that are not there. */
const observer$9 = { async observe(context) {
	const { gate, probes, stop } = context;
	const documents = documentsOf(gate.spec);
	const kept = /* @__PURE__ */ new Set();
	for (const [index, { name, path: file, producer }] of documents.entries()) {
		if (stop.aborted) return;
		const source = path.resolve(folderOf(producer, probes), file);
		const code = troubleWith(source);
		if (code) context.record({
			type: "file",
			basis: "file",
			name,
			path: file,
			code
		});
		else if (!kept.has(file)) {
			const isOfJob = documents.some(({ path: other, producer }) => other === file && producer === "job");
			const labels = await originLabels(probes, source, isOfJob ? "job" : producer);
			if (stop.aborted) return;
			await context.attach({
				source,
				original: file,
				name: `captured/${file}`,
				labels
			});
			kept.add(file);
		}
		context.progress(index + 1, documents.length, name);
	}
} };
/** What an artifact brings lies in a folder of its own; without the artifact nothing is there. */
function folderOf(producer, probes) {
	const name = artifactNamed(producer);
	const artifact = name === void 0 ? void 0 : probes.artifact(name);
	return artifact && "folder" in artifact ? artifact.folder : name === void 0 ? probes.cwd : path.join(probes.cwd, `artifact:${name}`);
}
/** Why a file can't be kept; undefined when it can. */
function troubleWith(file) {
	try {
		if (!fs.statSync(file).isFile()) return "NOT_FOUND";
		fs.accessSync(file, fs.constants.R_OK);
		return;
	} catch (error) {
		const { code } = error;
		return code === "EACCES" || code === "EPERM" ? "PERMISSION" : "NOT_FOUND";
	}
}

// src/live/git-store.ts
/** Comparing large trees takes time; longer than this it hangs. */
const LIMIT_MS = 12e4;
/**
* The commits and files of a repository, seen through an empty one of our own: nothing that a repository or its user says of how to look
* (configuration, attributes, replaced objects, grafts, a stored graph of commits) has a say in it. Only where a shallow clone ends is taken
* over. Nothing is fetched.
*/
var GitStore = class GitStore {
	folder;
	signal;
	objects;
	constructor(folder, signal, objects) {
		this.folder = folder;
		this.signal = signal;
		this.objects = objects;
	}
	/** @param folder a new one of our own. @param commit any of the repository: its id tells by which hash it is kept */
	static async of(place, folder, commit) {
		const objects = await pathIn(place, "objects");
		const shallow = await pathIn(place, "shallow");
		if (objects === void 0 || shallow === void 0) return void 0;
		for (const name of ["objects", "refs"]) fs.mkdirSync(path.join(folder, name), { recursive: true });
		fs.writeFileSync(path.join(folder, "HEAD"), "ref: refs/heads/none\n");
		fs.writeFileSync(path.join(folder, "config"), configuration(commit.length === 64));
		if (fs.existsSync(shallow)) fs.copyFileSync(shallow, path.join(folder, "shallow"));
		return new GitStore(folder, place.signal, objects);
	}
	/** The ids of the parents of a commit, as it names them itself. */
	async parentsOf(commit) {
		const answer = await this.text("cat-file", "commit", commit);
		if (typeof answer !== "string") return answer;
		const [header = ""] = answer.split("\n\n");
		return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = ""]) => id);
	}
	/** Where two commits parted: none, one, or, where they were merged crosswise, several. */
	async mergeBases(one, other) {
		const answer = await this.text("merge-base", "--all", one, other);
		if (typeof answer !== "string") return answer.trouble === "" ? [] : answer;
		return answer.split("\n").filter((line) => line !== "");
	}
	/** Writes what git says to a file. @returns why it could not */
	async write(file, limit, ...args) {
		const descriptor = fs.openSync(file, "w");
		try {
			return await this.run(args, limit, (piece) => fs.writeFileSync(descriptor, piece));
		} finally {
			fs.closeSync(descriptor);
		}
	}
	async text(...args) {
		const pieces = [];
		return await this.run(args, 1 << 20, (piece) => void pieces.push(piece)) ?? Buffer.concat(pieces).toString("utf8");
	}
	run(args, limit, take) {
		return new Promise((resolve) => {
			const child = spawn("git", [...args], {
				cwd: this.folder,
				env: this.environment(),
				signal: this.signal,
				stdio: [
					"ignore",
					"pipe",
					"pipe"
				],
				killSignal: "SIGKILL",
				windowsHide: true,
				timeout: LIMIT_MS
			});
			let written = 0;
			let said = "";
			let unwritten;
			child.stdout.on("data", (piece) => {
				written += piece.length;
				try {
					if (written <= limit) take(piece);
				} catch (error) {
					unwritten ??= error.message;
				}
				if (written > limit || unwritten !== void 0) child.kill("SIGKILL");
			});
			child.stderr.setEncoding("utf8").on("data", (piece) => said = (said + piece).slice(0, 1e4));
			child.on("error", (error) => resolve({ trouble: error.message }));
			child.on("close", (code) => {
				if (unwritten !== void 0) resolve({ trouble: unwritten });
				else if (written > limit) resolve({
					trouble: "git wrote more than is read",
					tooLarge: true
				});
				else if (code === 0) resolve(void 0);
				else resolve({ trouble: code === null ? `git did not answer within ${LIMIT_MS / 1e3} s` : complaintIn(said) ?? "" });
			});
		});
	}
	/** A home without settings, and no look for a repository but our own. */
	environment() {
		return {
			...gitEnvironment(process.env),
			HOME: this.folder,
			XDG_CONFIG_HOME: this.folder,
			GIT_DIR: this.folder,
			GIT_OBJECT_DIRECTORY: this.objects,
			GIT_CONFIG_NOSYSTEM: "1",
			GIT_CONFIG_GLOBAL: os.devNull,
			GIT_ATTR_NOSYSTEM: "1",
			GIT_NO_LAZY_FETCH: "1",
			GIT_TERMINAL_PROMPT: "0"
		};
	}
};
/** A path of the repository itself, wherever its parts lie. */
async function pathIn(place, name) {
	const found = (await git(place, "rev-parse", "--git-path", name))?.replace(/\r?\n$/, "");
	return found === void 0 ? void 0 : path.resolve(place.cwd, found);
}
function configuration(isSha256) {
	return `[core]\n\trepositoryFormatVersion = ${isSha256 ? "1\n[extensions]\n	objectFormat = sha256\n[core]" : "0"}\n\tbare = true\n\tcommitGraph = false\n\tmultiPackIndex = false\n`;
}

// src/gates/change/observe.ts
/** Keeps git's list of the files that differ between HEAD and the commit at which it left the base, or records why there is none. */
const observer$8 = { async observe(context) {
	const { base } = context.gate.spec;
	const file = path.join(context.scratch, "change.raw");
	const seen = await look$2(context, file);
	if (context.stop.aborted) return;
	context.record({
		type: "change.base",
		basis: "process",
		base,
		...seen
	});
	if (seen.asked === void 0) return;
	await context.attach({
		source: file,
		original: `change since ${base}`,
		name: "change.raw",
		labels: { role: "changes" }
	});
	context.progress(1, 1);
} };
async function look$2(context, file) {
	const { probes, stop, gate } = context;
	const place = {
		cwd: probes.env["GATE_CHECKOUT"] ?? probes.cwd,
		signal: stop
	};
	const answer = await askGit(place, "rev-parse", "--verify", "HEAD^{commit}");
	if ("trouble" in answer) return noHead(answer.trouble);
	const head = answer.text.trim();
	const about = {
		head,
		...(await git(place, "rev-parse", "--is-shallow-repository"))?.trim() !== "false" && { shallow: true }
	};
	const { commit, ambiguous, detail } = context.revision(gate.spec.base) ?? {};
	if (commit === void 0) return {
		...about,
		trouble: ambiguous ? "ambiguous-base" : "unknown-base",
		...said(detail)
	};
	const store = await GitStore.of(place, fs.mkdtempSync(path.join(context.scratch, "git-")), head);
	if (!store) return {
		...about,
		commit,
		trouble: "failed"
	};
	return {
		...about,
		commit,
		...await compare$1(store, commit, head, file)
	};
}
function noHead(trouble) {
	if (trouble === "git is not there") return { trouble: "no-git" };
	return NO_REPOSITORY.test(trouble) ? { trouble: "no-work-tree" } : {
		trouble: "no-commit",
		...said(trouble)
	};
}
async function compare$1(store, base, head, file) {
	const parents = await store.parentsOf(head);
	if ("trouble" in parents) return failed(parents);
	const bases = await store.mergeBases(base, head);
	if ("trouble" in bases) return {
		parents,
		...failed(bases)
	};
	const [mergeBase] = bases;
	if (mergeBase === void 0) return {
		parents,
		trouble: "no-merge-base"
	};
	if (bases.length > 1) return {
		parents,
		trouble: "several-merge-bases"
	};
	return {
		parents,
		mergeBase,
		...await list(store, mergeBase, head, file)
	};
}
/** Where lines can't be counted (a clone without the contents of files), the files are named all the same. */
async function list(store, from, to, file) {
	const ask = (asked) => store.write(file, MOST_CHANGE_BYTES, ...CHANGES_ASKED, ...CHANGES[asked], from, to, "--");
	const uncounted = await ask("lines");
	if (!uncounted) return { asked: "lines" };
	const unnamed = await ask("files");
	return unnamed ? failed(unnamed) : {
		asked: "files",
		...said(uncounted.trouble)
	};
}
function failed({ trouble, tooLarge }) {
	return tooLarge ? { trouble: "too-large" } : {
		trouble: "failed",
		...said(trouble)
	};
}
/** Git's own words, where it has any. */
function said(detail) {
	return detail === void 0 || detail === "" ? {} : { detail };
}

// src/gates/checks/observe.ts
/** Looks at one thing after another; a check that does not hold keeps none of the others from being made. */
async function observe$7(context) {
	const { plan, gate, probes } = context;
	const { checks } = gate.spec;
	await markFiles(await rememberedFiles(plan), checks, probes);
	for (const [index, probe] of checks.entries()) {
		await check$1(context, index, probe);
		if (context.stop.aborted) return;
		context.progress(index + 1, checks.length, probe.name);
	}
}
/** Tries until it holds or no try is left. */
async function check$1(context, index, plan) {
	for (let attempt = 1; attempt <= plan.retry.attempts; attempt++) {
		if (attempt > 1) await context.clock.until(context.clock.now() + plan.retry.delayMs, context.stop);
		if (context.stop.aborted) return;
		const result = await context.probe(named$1(plan, index));
		if (context.stop.aborted) return;
		record(context, index, plan, attempt, result);
		const judged = toldOf(plan, result, context.probes);
		if (judged.verdict === "passed") return;
		context.notice(`${plan.name}: ${judged.why ?? judged.measured}`);
	}
}
function record(context, index, plan, attempt, result) {
	const { code, detail, us, got, excerpt, output } = result;
	context.record({
		type: "probe",
		basis: runsCommand(plan) ? "process" : "probe",
		index,
		name: plan.name,
		try: attempt,
		...code !== void 0 && { code },
		...detail !== void 0 && { detail },
		us,
		got,
		...excerpt !== void 0 && { excerpt },
		...output !== void 0 && { output }
	});
}
/** Commands are steps: their output is kept under the number of the check, from 1. */
function named$1(plan, index) {
	return runsCommand(plan) ? {
		...plan,
		target: {
			...plan.target,
			step: `check-${index + 1}`
		}
	} : plan;
}
const observer$7 = { observe: observe$7 };

// src/gates/classification/observe/baseline.ts
/** Keeps the earlier results that the gate compares with, or records that there are none. */
async function keepBaseline(context) {
	const { baseline } = context.gate.spec;
	if (!baseline) return;
	const { from, producedBy } = baseline;
	const found = from === "last-go" ? await lastGo(context) : await named(context, from);
	if ("why" in found) return void context.record({
		type: "baseline.none",
		basis: "file",
		from,
		...found
	});
	for (const { run, within, ...file } of found) {
		const origin = producedBy === void 0 ? {} : await originLabels(context.probes, within ?? file.source, producedBy);
		if (context.stop.aborted) return;
		await context.attach({
			...file,
			labels: {
				role: "baseline",
				...run !== void 0 && { run },
				...origin
			}
		});
	}
}
async function lastGo({ history, gate, plan, scratch }) {
	const found = await history.lastGo(plan.name, gate.id, (spec) => isAlike(gate.spec, spec), scratch);
	if (!found) return { why: `no earlier execution of "${plan.name}" with these classes and fields was a GO` };
	return "trouble" in found ? {
		why: found.trouble,
		trouble: true
	} : filesOf(found.bundle, found.executionId, gate.id);
}
/** The bundle of an execution, as its folder or its zip, or a file: its summary, or results. */
async function named({ gate, probes, scratch }, from) {
	const source = path.resolve(probes.cwd, from);
	const there = fs.statSync(source, { throwIfNoEntry: false });
	if (!there) return { why: `${from}: not found` };
	if (there.isDirectory()) return filesOf(source, from, gate.id);
	if (!/\.zip$/i.test(from)) return [{
		source,
		original: from,
		name: `baseline/${path.basename(source)}`
	}];
	try {
		return filesOf(await unpackZip(source, fs.mkdtempSync(path.join(scratch, "baseline-"))), from, gate.id).map((file) => ({
			...file,
			within: source
		}));
	} catch (error) {
		return {
			why: error instanceof Error ? error.message.replace(source, from) : String(error),
			trouble: true
		};
	}
}
/** The decision of an earlier execution, and the results of each of its runs. */
function filesOf(bundle, label, gate) {
	return [{
		source: path.join(bundle, BUNDLE.decision),
		original: `${label}/decision.json`,
		name: "baseline/decision.json"
	}, ...earlierResults(bundle, gate).map(({ source, below }) => {
		const run = Number(/^run-(\d+)\//.exec(below)?.[1] ?? 1);
		return {
			source,
			original: `${label}/results/${below}`,
			name: `baseline/${below}`,
			run
		};
	}).toSorted((a, b) => a.run - b.run)];
}

// src/live/looks/twins.ts
/** A larger file is not read before the run that may write it. */
const MOST_BYTES = 1 << 26;
/** What files hold now. One that can't be read has no hash. */
async function hashesOf(files) {
	const hashes = /* @__PURE__ */ new Map();
	for (const file of files.values()) {
		if (file.bytes > MOST_BYTES) continue;
		const hash = await hashOf(file).catch(() => void 0);
		if (hash !== void 0) hashes.set(file.real, hash);
	}
	return hashes;
}
/**
* When that was written, in ms since 1970, that lay under the name of a file with its very bytes. A tool that has nothing new to say
* leaves the same as `touch`: the file system does not tell them apart.
*/
async function twinOf(file, before, hashes) {
	for (const known of before.values()) {
		if (known.bytes !== file.bytes || known.real !== file.real && known.name !== file.name || !hashes.has(known.real)) continue;
		if (hashes.get(known.real) === await hashOf(file)) return known.modifiedMs;
	}
}
function hashOf({ full, bytes }) {
	return sha256Of({
		full,
		from: 0,
		to: bytes
	});
}

// src/gates/classification/observe/outputs.ts
/** What lies there before a run. @param copy where to keep the earlier results of an append-only file; undefined if they don't matter */
async function lookBefore(site, copy) {
	const found = await candidates(site);
	const files = new Map(found.map((file) => [file.real, file]));
	const hashes = copy === void 0 ? await hashesOf(files) : /* @__PURE__ */ new Map();
	const file = await fileAt(site.path, path.resolve(site.cwd, site.path));
	const facts = {
		path: site.path,
		place: "working-directory",
		at: since(site, Date.now())
	};
	if (!file) return {
		facts: {
			...facts,
			exists: false
		},
		files,
		hashes,
		bytes: 0,
		copy: void 0
	};
	const there = {
		...facts,
		exists: true,
		...timesOf(site, file)
	};
	if (copy === void 0) return {
		facts: there,
		files,
		hashes,
		real: file.real,
		bytes: file.bytes,
		copy
	};
	fs.copyFileSync(file.real, copy);
	const { bytes, ...scanned } = await scan(copy);
	return {
		facts: {
			...there,
			bytes,
			...scanned
		},
		files,
		hashes,
		real: file.real,
		bytes,
		copy
	};
}
/**
* What lies there after a run, in `$GATE_DIR` and in the working directory, and of an append-only file whether what lay there before it
* still does. It is what the run wrote, wherever a link leads; where it wrote nothing it is what lies there all the same.
*/
async function lookAfter(site, before) {
	const found = await candidates(site);
	const start = site.startedAtMs + before.facts.at;
	const [file = found[0], another] = found.filter((file) => isSince(file.modifiedMs, start) && !isUntouched(before.files, file));
	const at = since(site, Date.now());
	if (!file) return { facts: {
		path: site.path,
		place: "working-directory",
		at,
		code: "NOT_FOUND"
	} };
	const untouched = isUntouched(before.files, file);
	const twinMs = untouched ? void 0 : await twinOf(file, before.files, before.hashes);
	const inGateDir = isInside(file.real, fs.realpathSync(site.gateDir));
	const facts = {
		path: site.path,
		place: inGateDir ? "gate-dir" : "working-directory",
		at,
		...timesOf(site, file),
		...untouched && { earlier: true },
		...twinMs !== void 0 && { twinAt: since(site, twinMs) },
		...another && !await haveSameBytes(file, another) && { twice: true }
	};
	const source = file.full;
	const known = file.real === before.real;
	if (!known && isOld(file, start)) return {
		facts: {
			...facts,
			unseenBefore: true
		},
		source
	};
	if (before.copy === void 0 || !known) return {
		facts,
		source
	};
	const { sha256: prefixSha256 } = await scan(source, before.bytes);
	const rewrittenLine = prefixSha256 === before.facts.sha256 ? void 0 : firstChange(before.copy, source);
	if (rewrittenLine !== void 0) return {
		facts: {
			...facts,
			prefixSha256,
			rewrittenLine
		},
		source
	};
	return {
		facts: {
			...facts,
			prefixSha256
		},
		source,
		from: before.bytes
	};
}
/** The files that may hold the results of the run, each real one once. */
async function candidates({ gateDir, cwd, path: named }) {
	const files = /* @__PURE__ */ new Map();
	for (const folder of [gateDir, cwd]) {
		const file = await fileAt(named, path.resolve(folder, named));
		if (file && !files.has(file.real)) files.set(file.real, file);
	}
	return [...files.values()];
}
/** Whether it was there before the run, under another name. A file system that knows no births tells the last change instead. */
function isOld({ createdMs, changedMs }, start) {
	return createdMs > 0 && createdMs !== changedMs && !isSince(createdMs, start);
}
function timesOf(site, { bytes, modifiedMs, changedMs, inode }) {
	return {
		bytes,
		modifiedAt: since(site, modifiedMs),
		changedAt: since(site, changedMs),
		inode: inode.slice(inode.indexOf(":") + 1)
	};
}
function since({ startedAtMs }, wallMs) {
	return Math.round((wallMs - startedAtMs) * 1e3) / 1e3;
}
/** Hash, lines and last byte of the first bytes of a file, of all if it is shorter. */
async function scan(file, to) {
	const hash = createHash("sha256");
	let [bytes, lines, last] = [
		0,
		0,
		10
	];
	if (to !== 0) for await (const piece of fs.createReadStream(file, {
		...to !== void 0 && { end: to - 1 },
		highWaterMark: 1 << 20
	})) {
		const data = piece;
		hash.update(data);
		bytes += data.length;
		for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, at + 1)) lines++;
		last = data.at(-1) ?? last;
	}
	return {
		bytes,
		sha256: hash.digest("hex"),
		lines,
		endsLine: last === 10
	};
}
/** The first line, from 1, in which the second file is not what the first one is. */
function firstChange(before, now) {
	const [old, current] = [fs.openSync(before, "r"), fs.openSync(now, "r")];
	try {
		const [a, b] = [Buffer.alloc(65536), Buffer.alloc(65536)];
		for (let line = 1, at = 0;; at += a.length) {
			const [left, right] = [fs.readSync(old, a, 0, a.length, at), fs.readSync(current, b, 0, b.length, at)];
			for (let i = 0; i < left; i++) {
				if (i >= right || a[i] !== b[i]) return line;
				if (a[i] === 10) line++;
			}
			if (left < a.length) return line;
		}
	} finally {
		fs.closeSync(old);
		fs.closeSync(current);
	}
}

// src/gates/classification/observe.ts
/** Keeps the manifest and the baseline, then runs the command so many times, each time with a look at the results before and after. */
async function observe$6(context) {
	const spec = context.gate.spec;
	const { cwd } = context.probes;
	const manifest = {
		source: path.resolve(cwd, spec.manifest.path),
		original: spec.manifest.path
	};
	await context.attach({
		...manifest,
		name: `manifest/${path.basename(manifest.source)}`,
		labels: { role: "manifest" }
	});
	await keepBaseline(context);
	for (let run = 1; run <= spec.runs && !context.stop.aborted; run++) {
		if (run > 1) await context.clock.until(context.clock.now() + spec.runDelayMs, context.stop);
		if (!context.stop.aborted) await runOnce$1(context, spec, run);
	}
}
async function runOnce$1(context, spec, run) {
	const { probes, stop } = context;
	const site = siteOf$1(context, spec, run);
	const before = await lookBefore(site, spec.results.appendOnly ? path.join(context.scratch, `before-${run}`) : void 0);
	context.record({
		...before.facts,
		type: "results.before",
		basis: "file",
		run
	});
	if ((await probes.command({
		name: `run-${run}`,
		run: spec.run,
		...spec.runTimeoutMs !== void 0 && { timeoutMs: spec.runTimeoutMs },
		env: {
			GATE_RUN: String(run),
			GATE_DIR: site.gateDir
		}
	})).aborted || stop.aborted) return;
	const after = await lookAfter(site, before);
	if (before.copy !== void 0) whyNotRemoved(before.copy);
	context.record({
		...after.facts,
		type: "results.after",
		basis: "file",
		run
	});
	context.progress(run, spec.runs, `run ${run}`);
	if (after.source === void 0 || stop.aborted) return;
	await context.attach({
		source: after.source,
		original: spec.results.path,
		name: `results/${spec.runs > 1 ? `run-${run}/` : ""}${path.basename(spec.results.path)}`,
		...spec.results.appendOnly && { from: after.from ?? 0 },
		labels: {
			role: "results",
			run
		}
	});
}
/** Each run has a `$GATE_DIR` of its own. */
function siteOf$1({ probes }, spec, run) {
	const gateDir = probes.env["GATE_DIR"] ?? probes.cwd;
	const own = spec.runs > 1 ? path.join(gateDir, `run-${run}`) : gateDir;
	fs.mkdirSync(own, {
		recursive: true,
		mode: 448
	});
	return {
		gateDir: own,
		cwd: probes.cwd,
		path: spec.results.path,
		startedAtMs: probes.startedAt("run")
	};
}
const observer$6 = { observe: observe$6 };

// src/gates/cycles/observe.ts
/** Stops, sweeps, starts, verifies, stops and sweeps the services, as often as the spec says. */
async function observe$5(context) {
	const { count, services } = context.gate.spec;
	for (let cycle = 1; cycle <= count && !context.stop.aborted; cycle++) {
		await once(context, services, cycle);
		context.progress(cycle, count);
	}
}
/** One cycle; it breaks off between two steps when the gate is to stop. */
async function once({ services, stop }, ids, cycle) {
	const labels = { cycle };
	await services.stop(ids, labels);
	await services.sweep(ids, BEFORE_START, labels);
	if (stop.aborted) return;
	const ready = await services.ready(ids, stop, labels);
	if (stop.aborted) return;
	if (ready) await services.verify(ids, stop, labels);
	if (stop.aborted) return;
	await services.stop(ids, labels);
	await services.sweep(ids, AFTER_STOP, labels);
}
const observer$5 = { observe: observe$5 };

// src/gates/durability/observe/wipe.ts
/** Removes what the gate wipes, and records of each path what was there and what still is. @param since when the writes began, wall clock */
async function wipe(context, cycle, since) {
	for (const pattern of wipedPaths(context.gate.spec)) {
		if (context.stop.aborted) return;
		const removed = await remove(context, pattern, since).catch((error) => ({
			found: 0,
			written: 0,
			detail: error instanceof Error ? error.message : String(error)
		}));
		context.record({
			type: "wiped",
			basis: "file",
			cycle,
			path: pattern,
			...removed
		});
	}
}
async function remove(context, pattern, since) {
	const { cwd, env } = context.probes;
	const names = await thingsNamed(pattern, cwd, env["GATE_CHECKOUT"]);
	const things = await Promise.all(names.map(async (name) => ({
		name,
		real: await realOf(path.resolve(cwd, name))
	})));
	const kept = await keptFolders(context);
	const written = [];
	for (const { name, real } of things) {
		const held = kept.find((folder) => isInside(folder, real));
		if (held !== void 0) return {
			found: names.length,
			written: written.length,
			detail: `${name} is or holds ${held}, which is not removed`
		};
		written.push(...await writtenBelow(real, since));
	}
	for (const { real } of things) await removeAll(real);
	const left = (await Promise.all(things.map(async ({ name, real }) => await isThere(real) ? name : void 0))).find((name) => name !== void 0);
	const linked = written.find(({ names: count }) => count > 1)?.full;
	return {
		found: names.length,
		written: written.length,
		...left !== void 0 && { left },
		...linked !== void 0 && { linked: path.relative(cwd, linked) }
	};
}
/** A link stands for what it leads to: to remove the link alone would leave the data. */
async function realOf(full) {
	return await realpath(full).catch(absent) ?? full;
}
/** Whatever a configuration says, these are never removed. */
async function keptFolders({ probes, scratch }) {
	const { cwd, env } = probes;
	const checkout = env["GATE_CHECKOUT"] ?? cwd;
	const folders = [
		cwd,
		checkout,
		...[".git", ".gate"].map((name) => path.join(checkout, name)),
		env["GATE_DIR"],
		scratch,
		os.homedir(),
		os.tmpdir()
	];
	return Promise.all(folders.flatMap((folder) => folder === void 0 ? [] : [realOf(path.resolve(folder))]));
}
/** The files at or below a path that were written since then. */
async function writtenBelow(full, since) {
	const here = await lstat(full).catch(absent);
	if (!here?.isDirectory()) return here?.isFile() === true && isSince(here.mtimeMs, since) ? [{
		full,
		names: here.nlink
	}] : [];
	const written = [];
	for (const name of await readdir(full)) written.push(...await writtenBelow(path.join(full, name), since));
	return written;
}
/** A folder on which something is mounted stays, empty. */
async function removeAll(full) {
	try {
		await rm(full, {
			recursive: true,
			force: true,
			maxRetries: 3
		});
	} catch (error) {
		if (error.code !== "EBUSY") throw error;
	}
}
async function isThere(full) {
	const here = await lstat(full).catch(absent);
	return here !== void 0 && !(here.isDirectory() && (await readdir(full)).length === 0);
}

// src/live/schedule.ts
/** So many slots may be worked in one go when we are behind; then whatever else waits gets its turn. */
const BREATHLESS = 32;
/** Work that began late is not done when the next slot is due: that is our own lateness, unless it had such a part of an interval. */
const PART_OF_INTERVAL = .9;
/**
* Fixed rate without drift: slot i of lane k is due at t0 + k·T/lanes + i·T, whatever happened before. One timer, one cursor over
* the slots of all lanes in the order in which they are due. A slot that is late by more than T is missed, never made up for, and so
* is one whose lane still works: a lane never overlaps itself. Resolves when every slot is over and the last work done, or soon
* after an abort. @throws what `onDue` threw first
*/
async function runSchedule(schedule) {
	const { intervalMs, count, lanes, clock, signal } = schedule;
	const failure = new AbortController();
	const over = AbortSignal.any([signal, failure.signal]);
	const working = /* @__PURE__ */ new Map();
	const start = clock.now();
	const work = (lane, slot, lateMs) => {
		const done = schedule.onDue(lane, slot, lateMs).catch((error) => failure.abort(error)).finally(() => working.delete(lane));
		working.set(lane, {
			since: clock.now(),
			done
		});
	};
	const hadItsTime = (lane, lateMs) => clock.now() - (working.get(lane)?.since ?? 0) >= intervalMs * .9 && lateMs <= intervalMs * .09999999999999998;
	let breathless = 0;
	for (let tick = 0; tick < count * lanes; tick++) {
		const lane = tick % lanes;
		const slot = (tick - lane) / lanes;
		const due = start + slot * intervalMs + lane * intervalMs / lanes;
		breathless = clock.now() < due ? 0 : breathless + 1;
		if (breathless === 0) await clock.until(due, over);
		else if (breathless % BREATHLESS === 0) await new Promise(setImmediate);
		if (over.aborted) break;
		if (working.has(lane)) await whatHasComeIn();
		if (over.aborted) break;
		const lateMs = Math.max(0, clock.now() - due);
		if (lateMs > intervalMs) schedule.onMissed(lane, slot, "late");
		else if (working.has(lane)) schedule.onMissed(lane, slot, hadItsTime(lane, lateMs) ? "busy" : "late");
		else work(lane, slot, lateMs);
	}
	await Promise.all([...working.values()].map(({ done }) => done));
	if (failure.signal.aborted) throw failure.signal.reason;
}
/** Reads what is there to read: a lane whose answer waits for us is not at work any more. */
async function whatHasComeIn() {
	await new Promise(setImmediate);
	await new Promise(setImmediate);
}

// src/gates/durability/observe/writer.ts
/** A write that takes longer is cut off: it was not acknowledged. */
const WRITE_TIMEOUT_MS = 5e3;
/** When so many in a row are not acknowledged nothing more is to be learnt. */
const HOPELESS = 20;
/** A longer line, in characters, of what a refused write said is not kept. */
const LONGEST_LINE = 4096;
/** Writes number after number, one at a time and at a fixed rate, and keeps for each when it began, when it ended, and how. */
var Writer = class {
	/** Where its records stand, a line a write. */
	file;
	acknowledged = 0;
	/** The number of the next write. */
	next;
	refused = 0;
	over = false;
	context;
	spec;
	env;
	halted = new AbortController();
	tell = () => {};
	running = Promise.resolve();
	/** @param series the cycle, the number of its first write, and the environment of its commands */
	constructor(context, series) {
		this.context = context;
		this.spec = context.gate.spec;
		this.env = series.env;
		this.next = series.first;
		this.file = path.join(context.scratch, `acks-${series.cycle}.jsonl`);
		fs.writeFileSync(this.file, "");
		context.stop.addEventListener("abort", () => this.tell(), { once: true });
	}
	start() {
		const signal = AbortSignal.any([this.context.stop, this.halted.signal]);
		const { clock } = this.context;
		this.running = runSchedule({
			intervalMs: this.spec.writeIntervalMs,
			count: Number.POSITIVE_INFINITY,
			lanes: 1,
			clock,
			signal,
			onDue: () => this.write(),
			onMissed: () => {}
		}).finally(() => {
			this.over = true;
			this.tell();
		});
		this.running.catch(() => {});
	}
	/** Begins no more writes, and waits for the one that is under way. */
	async halt() {
		this.halted.abort();
		await this.running;
	}
	/** Resolves when the condition holds after some write. @returns false when it never will */
	async until(holds) {
		while (!holds()) {
			if (this.over || this.refused >= HOPELESS || this.context.stop.aborted) return false;
			await new Promise((resolve) => this.tell = resolve);
		}
		return true;
	}
	async write() {
		const { clock, probes } = this.context;
		const seq = this.next++;
		const from = clock.now();
		const { exit, durationMs, timedOut, aborted, stderr } = await probes.command({
			run: this.spec.write,
			env: {
				...this.env,
				GATE_SEQ: String(seq)
			},
			timeoutMs: WRITE_TIMEOUT_MS
		});
		const ended = timedOut || aborted ? null : exit ?? null;
		const said = ended === 0 ? "" : firstLine(stderr);
		const to = Math.round((from + durationMs) * 1e3) / 1e3;
		fs.appendFileSync(this.file, `${JSON.stringify({
			seq,
			from,
			to,
			exit: ended,
			...said !== "" && { said }
		})}\n`);
		if (ended === 0) this.acknowledged++;
		this.refused = ended === 0 ? 0 : this.refused + 1;
		this.tell();
	}
};
/** The first line of a text. It is whole or left out: what is left of a secret that was cut could not be redacted. */
function firstLine(text) {
	const line = text.trimStart().split("\n", 1)[0]?.trimEnd() ?? "";
	return line.length > LONGEST_LINE ? `a line of ${line.length} characters` : line;
}

// src/gates/durability/observe.ts
/** A look that waits for the service after a wipe is cut off. */
const GONE_MS = 5e3;
/** Cycles of write, backup, crash, restore, read; the numbers go on from one to the next. */
async function observe$4(context) {
	const spec = context.gate.spec;
	let next = highest(await firstLook(siteOf(context, spec, 0))) + 1;
	for (let cycle = 1; cycle <= spec.count && !context.stop.aborted; cycle++) {
		const site = siteOf(context, spec, cycle);
		const writer = new Writer(context, {
			cycle,
			first: next,
			env: site.env
		});
		const since = Date.now();
		if (!await written(site, writer) || context.stop.aborted) return;
		next = writer.next;
		if (isDrill(spec)) await restoreElsewhere(site);
		else await recover(site, since);
		context.progress(cycle, spec.count, `cycle ${cycle}`);
	}
}
/** What is there before the first write. A drill reads what it restored, so that must have been made first. */
async function firstLook(site) {
	const { context, spec } = site;
	if (!isDrill(spec)) return step(site, "read", spec.read);
	await step(site, "backup", spec.backup);
	if (!context.stop.aborted) await step(site, "restore", spec.restore, 2 * spec.rtoMs);
	return context.stop.aborted ? "" : step(site, "read", spec.read);
}
/** Each cycle has a `$GATE_DIR` of its own. */
function siteOf(context, spec, cycle) {
	const gateDir = path.join(context.probes.env["GATE_DIR"] ?? context.scratch, `cycle-${cycle}`);
	fs.mkdirSync(gateDir, {
		recursive: true,
		mode: 448
	});
	return {
		context,
		spec,
		cycle,
		env: {
			GATE_RUN: String(cycle),
			GATE_DIR: gateDir
		}
	};
}
/** Writes, makes a backup meanwhile, and ends that as the mode asks. @returns whether it came to that */
async function written(site, writer) {
	const { context, cycle } = site;
	writer.start();
	try {
		return isDrill(site.spec) ? await backedUp(site, writer) : await underWrites(site, writer);
	} finally {
		await writer.halt();
		await context.attach({
			source: writer.file,
			original: "acks.jsonl",
			name: `acks-${cycle}.jsonl`,
			labels: {
				role: "acks",
				cycle
			}
		});
	}
}
/** A drill leaves the service alone. What did not come the judge tells. */
async function backedUp(site, writer) {
	const { context, spec } = site;
	if (!await more(writer)) return false;
	await step(site, "backup", spec.backup);
	if (!context.stop.aborted && await more(writer, 1)) await more(writer);
	return !context.stop.aborted;
}
async function underWrites(site, writer) {
	const { context, spec, cycle } = site;
	const { clock, services, stop } = context;
	if (!await more(writer)) return false;
	await step(site, "backup", spec.backup);
	if (stop.aborted || !await more(writer, 1)) return false;
	const exposedAt = clock.now() + exposureMs(spec);
	if (!await more(writer) || !await writer.until(() => clock.now() >= exposedAt)) return false;
	await clock.until(clock.now() + spec.writeIntervalMs * phaseOf(cycle), stop);
	if (stop.aborted) return false;
	await services.crash(spec.service, { cycle });
	return true;
}
/** Waits for so many more acknowledged writes. */
async function more(writer, count = 10) {
	const enough = writer.acknowledged + count;
	return await writer.until(() => writer.acknowledged >= enough);
}
/** Each crash falls on another moment between two writes: multiples of the golden ratio spread evenly. */
function phaseOf(cycle) {
	return cycle * .618034 % 1;
}
async function restoreElsewhere(site) {
	const { context, spec } = site;
	await step(site, "restore", spec.restore, 2 * spec.rtoMs);
	if (!context.stop.aborted) await look$1(site);
}
/** Wipes, restores, starts, reads and checks. @param since wall clock, when the writes of the cycle began */
async function recover(site, since) {
	const { context, spec, cycle } = site;
	const { services, stop } = context;
	if (typeof spec.wipe === "string") await wipeBy(site, spec.wipe);
	else await wipe(context, cycle, since);
	if (stop.aborted) return;
	await step(site, "restore", spec.restore, 2 * spec.rtoMs);
	if (stop.aborted) return;
	await services.ready([spec.service], stop, { cycle });
	if (!stop.aborted) await look$1(site);
}
/** What a command has wiped can't be read any more. That tells something only where it could be read without the service before. */
async function wipeBy(site, command) {
	const { stop } = site.context;
	await step(site, "there", site.spec.read, GONE_MS);
	if (!stop.aborted) await step(site, "wipe", command);
	if (!stop.aborted) await step(site, "gone", site.spec.read, GONE_MS);
}
async function look$1(site) {
	const { context, spec } = site;
	await step(site, "read", spec.read);
	if (spec.check !== void 0 && !context.stop.aborted) await step(site, "check", spec.check);
}
/** @returns what it printed */
async function step({ context, cycle, env }, name, run, timeoutMs) {
	const command = {
		name: `${name}-${cycle}`,
		run,
		env,
		...timeoutMs !== void 0 && { timeoutMs }
	};
	return (await context.probes.command(command)).stdout;
}
/** The highest number that was printed, 0 when none was. What is no number ends the gate: its judge says so. */
function highest(printed) {
	const parser = numbersParser();
	let most = 0;
	try {
		for (const rows of [parser.push(new TextEncoder().encode(printed)), parser.end()]) for (const n of rows) most = Math.max(most, n);
	} catch {
		return most;
	}
	return most;
}
const observer$4 = { observe: observe$4 };

// src/gates/health/observe/watch.ts
/** Looks in so many parts of the time within which a counter must grow, so that growth is seen soon after it happened. */
const LOOKS = 10;
/** One look is recorded at least in such a part of that time, and takes no longer. */
const RECORDS = 4;
/** Looks at the progress of a service until the signal. A value that changed is recorded, another one now and then. */
async function watchProgress(context, service, signal) {
	const progress = context.servicePlan(service)?.progress;
	if (!progress) throw new Error(`service "${service}" has no progress to look at`);
	const { clock } = context;
	const { withinMs } = progress;
	let recorded;
	for (let due = clock.now(); !signal.aborted; due = Math.max(due + withinMs / LOOKS, clock.now())) {
		await clock.until(due, signal);
		if (signal.aborted) return;
		const seen = await look(context, progress);
		if (signal.aborted) return;
		if (recorded?.seen.value === seen.value && recorded?.seen.code === seen.code && recorded && clock.now() - recorded.at < withinMs / RECORDS) continue;
		context.record({
			type: "progress",
			basis: "probe",
			service,
			...seen
		});
		recorded = {
			at: clock.now(),
			seen
		};
	}
}
/** The counter's value, or why there is none. */
async function look(context, { probe, value, withinMs }) {
	const timeoutMs = Math.min(probe.timeoutMs, Math.ceil(withinMs / RECORDS));
	const result = await context.probe({
		...probe,
		timeoutMs,
		expect: value
	});
	const { expect: _, ...plain } = probe;
	const judged = toldOf(plain, result, context.probes);
	if (judged.verdict !== "passed") return {
		code: result.code ?? judged.code ?? "BODY",
		detail: judged.why ?? judged.measured
	};
	const counted = evaluateNumber(conditionOf(value), result.got);
	if ("value" in counted) return { value: counted.value };
	const told = evaluateNumber(conditionOf(value), redactedObject(result.got, (text) => context.probes.redact(text)));
	return {
		code: "BODY",
		detail: "blocked" in told ? told.blocked : "no number"
	};
}

// src/gates/health/observe.ts
/** Checks every service at a fixed rate, and looks at their progress meanwhile, until the schedule is over or it is stopped. */
async function observe$3(context) {
	const spec = context.gate.spec;
	const services = spec.services.map((id) => healthOf(context.servicePlan(id), id, spec.intervalMs));
	const over = new AbortController();
	const signal = AbortSignal.any([context.stop, over.signal]);
	const watches = spec.stalls.filter(({ judged }) => judged).map(({ service }) => watchProgress(context, service, signal));
	try {
		await checkAll(context, spec, services);
	} finally {
		over.abort();
		await Promise.all(watches);
	}
}
async function checkAll(context, spec, services) {
	const say = followed(context, spec.count * services.length);
	const of = (lane) => services[lane];
	await runSchedule({
		intervalMs: spec.intervalMs,
		count: spec.count,
		lanes: services.length,
		clock: context.clock,
		signal: context.stop,
		onDue: async (lane, slot, lateMs) => {
			const { id, probe } = of(lane);
			const result = await context.probe(probe);
			if (context.stop.aborted) return;
			context.record({
				type: "check",
				basis: "probe",
				service: id,
				slot,
				late: toMicroseconds(lateMs),
				...answerFacts(result)
			});
			say(badIn(id, probe, result, context.probes));
		},
		onMissed: (lane, slot, why) => {
			const { id } = of(lane);
			const busy = why === "busy";
			context.record({
				type: "missed",
				service: id,
				slot,
				...busy && { busy }
			});
			say(`${id}: check ${slot + 1} ${busy ? "failed: no answer yet to the check before" : "missed"}`);
		}
	});
}
/** An answer may take the most part of an interval, unless the service says otherwise: then the next check is not due yet. */
function healthOf(service, id, intervalMs) {
	if (!service?.health) throw new Error(`service "${id}" has no health probe`);
	const { health, ownTimeout } = service;
	const timeoutMs = ownTimeout ? health.timeoutMs : Math.min(health.timeoutMs, Math.ceil(intervalMs * PART_OF_INTERVAL));
	return {
		id,
		probe: {
			...health,
			timeoutMs
		}
	};
}
function answerFacts({ code, detail, us, got, excerpt, output }) {
	return {
		us,
		...code !== void 0 && { code },
		...detail !== void 0 && { detail },
		...Object.keys(got).length > 0 && { got },
		...excerpt !== void 0 && { excerpt },
		...output !== void 0 && { output }
	};
}
/** Tells whoever watches how far it is, and every bad event. */
function followed(context, total) {
	let done = 0;
	let trouble = 0;
	return (bad) => {
		done++;
		if (bad !== void 0) {
			trouble++;
			context.notice(bad);
		}
		context.progress(done, total, trouble === 0 ? "no failures" : `${trouble} bad`);
	};
}
function badIn(id, probe, result, context) {
	const judged = toldOf(probe, result, context);
	return judged.verdict === "passed" ? void 0 : `${id}: ${judged.why ?? judged.measured}`;
}
function toMicroseconds(ms) {
	return Math.round(ms * 1e3) / 1e3;
}
const observer$3 = { observe: observe$3 };

// src/sources/prometheus/client.ts
/** Keeps raw answers in a file, one a line. */
function answersIn(file) {
	return (exchange) => fs.appendFileSync(file, `${JSON.stringify(exchange)}\n`);
}
/** Asks one Prometheus, each question over a connection of its own. It never rejects: what is no answer is a trouble. */
var Prometheus = class {
	server;
	context;
	keep;
	constructor(server, context, keep) {
		this.server = server;
		this.context = context;
		this.keep = keep;
	}
	/** What its clock says, and how far that is ahead of ours (behind: less than 0), both in ms. */
	async now() {
		const sent = Date.now();
		const atMs = timeOf(await this.kept(INSTANT.path, { query: TIME }));
		const received = Date.now();
		if (typeof atMs !== "number") return atMs;
		return {
			atMs,
			skewMs: Math.round(atMs - (sent + received) / 2)
		};
	}
	/** Evaluates a query at one time. */
	instant(query, atMs) {
		return this.ask(INSTANT.path, {
			query,
			time: seconds(atMs)
		}, INSTANT.types);
	}
	/** Evaluates a query at each step of a span. */
	range(query, { startMs, endMs, stepMs }) {
		const span = {
			start: seconds(startMs),
			end: seconds(endMs),
			step: seconds(stepMs)
		};
		return this.ask(RANGE.path, {
			query,
			...span
		}, RANGE.types);
	}
	async ask(path, parameters, types) {
		return answerOf(await this.kept(path, parameters), types);
	}
	async kept(path, parameters) {
		const exchange = await this.exchange(path, parameters);
		this.keep(exchange);
		return exchange;
	}
	async exchange(path, parameters) {
		const asked = {
			path,
			parameters
		};
		try {
			const { code, detail, facts, scope } = await lookHttp(this.plan(path, parameters), this.context, (name) => name === "body");
			const { status, notText } = facts;
			const body = scope?.["body"];
			return {
				...asked,
				...typeof status === "number" && { status },
				...code !== void 0 && { code },
				...detail !== void 0 ? { detail } : typeof notText === "string" && { detail: `the answer can't be read: ${notText}` },
				...typeof body === "string" && { body }
			};
		} catch (error) {
			return {
				...asked,
				code: "MISSED",
				detail: error instanceof Error ? error.message : String(error)
			};
		}
	}
	plan(path, parameters) {
		const { url, headers, timeoutMs } = this.server;
		return {
			name: "prometheus",
			kind: "http",
			target: {
				url: `${url}${path}?${new URLSearchParams(parameters).toString()}`,
				method: "GET",
				headers: {
					...this.basic(),
					...headers
				}
			},
			timeoutMs,
			retry: {
				attempts: 1,
				delayMs: 0
			}
		};
	}
	basic() {
		const { basicAuth } = this.server;
		if (!basicAuth) return {};
		const pair = `${this.context.reveal(basicAuth.username)}:${this.context.reveal(basicAuth.password)}`;
		return { authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
	}
};

// src/gates/metrics/observe/looker.ts
/** What Prometheus answered, as it came. */
const ANSWERS = "prometheus.jsonl";
/** Steps of a span are asked for in pieces, so that an answer stays small enough to be read. */
const PIECE = 200;
/** Takes looks: asks every query of a series for one and the same time of Prometheus' own clock, and records what each said. */
var Looker = class {
	context;
	prometheus;
	/** By how much the clock of Prometheus, when it was last asked, is ahead of the time of the execution. */
	aheadMs;
	constructor(context, spec) {
		this.context = context;
		const source = path.join(context.scratch, ANSWERS);
		this.prometheus = new Prometheus(spec.prometheus, context.probes, answersIn(source));
		context.attachAtEnd({
			source,
			original: ANSWERS,
			name: `files/${ANSWERS}`,
			labels: { role: "answers" }
		});
	}
	/** Asks Prometheus for its time, so many times an interval apart at most, and records whether it answers at all. @returns ms of its clock */
	async reach(attempts, intervalMs) {
		const { clock, stop } = this.context;
		let answer = await this.ask();
		for (let attempt = 1; attempt < attempts && "code" in answer && !stop.aborted; attempt++) {
			await clock.until(clock.now() + intervalMs, stop);
			answer = await this.ask();
		}
		const said = "code" in answer ? { ...answer } : {
			skewMs: answer.skewMs,
			at: answer.atMs
		};
		if (!stop.aborted) this.context.record({
			type: "prometheus",
			basis: "probe",
			...said
		});
		return "code" in answer ? void 0 : answer.atMs;
	}
	/** The time of Prometheus by its last answer, in whole ms. */
	get nowMs() {
		return this.aheadMs === void 0 ? void 0 : Math.round(this.context.clock.now() + this.aheadMs);
	}
	/** Looks at now. */
	async now(series, slot) {
		const now = await this.ask();
		if ("code" in now) return this.trouble(series, slot, now);
		const answers = await this.askAll(series, [now.atMs], (query) => this.prometheus.instant(query, now.atMs));
		this.look(series, slot, now.skewMs, answers, 0);
	}
	/**
	* Looks every interval from now on, until that is over, and tells of each. A look that takes longer than an interval makes the next
	* ones late: one that is late by more than an interval is missed.
	*/
	async every(series, intervalMs, isOver, onLook) {
		const { clock, stop } = this.context;
		const start = clock.now();
		for (let slot = 0; !isOver(); slot++) {
			const due = start + slot * intervalMs;
			await clock.until(due, stop);
			if (stop.aborted) return;
			if (clock.now() - due > intervalMs) this.missed(series, slot);
			else await this.now(series, slot);
			if (!stop.aborted) onLook(slot);
		}
	}
	/** Looks at each of so many steps that lie behind; the last one is now. */
	async back(series, count, stepMs) {
		const now = await this.ask();
		for (let first = 0; first < count && !this.context.stop.aborted; first += PIECE) {
			const slots = Array.from({ length: Math.min(PIECE, count - first) }, (_, i) => first + i);
			if ("code" in now) {
				for (const slot of slots) this.trouble(series, slot, now);
				continue;
			}
			const times = slots.map((slot) => now.atMs - (count - 1 - slot) * stepMs);
			const span = {
				startMs: times[0] ?? now.atMs,
				endMs: times.at(-1) ?? now.atMs,
				stepMs
			};
			const answers = await this.askAll(series, times, (query) => this.prometheus.range(query, span));
			for (const [index, slot] of slots.entries()) this.look(series, slot, now.skewMs, answers, index);
			this.context.progress(first + slots.length, count);
		}
	}
	/**
	* Takes the look that is due next, when it is time, and with it those after it that are due as well: what could not be looked at in
	* time is made up for. Where Prometheus does not answer, it is asked again a step later, so often; then the look is lost.
	*/
	async take(due, stepMs) {
		const { clock, stop } = this.context;
		for (let attempt = 0; !stop.aborted; attempt++) {
			const now = await this.when(due.atMs, stepMs);
			if (stop.aborted) return;
			const count = "code" in now ? 1 : Math.min(PIECE, due.count, 1 + Math.max(0, Math.floor((now.atMs - due.atMs) / stepMs)));
			const times = Array.from({ length: count }, (_, i) => due.atMs + i * stepMs);
			const { answers, taken } = "code" in now ? {
				answers: this.same(due, now),
				taken: 1
			} : await this.piece(due, times, stepMs, now);
			const isAnswered = !answers.some(({ answer }) => "code" in answer);
			if (isAnswered || attempt >= due.retries) for (let index = 0; index < taken; index++) this.look(due, due.slot + index, "code" in now ? 0 : now.skewMs, answers, index);
			if (isAnswered) return;
			await clock.until(clock.now() + stepMs, stop);
			if (attempt >= due.retries) return;
		}
	}
	/** Waits until it is a time by the clock of Prometheus; for one that is not set right nobody waits. */
	async when(atMs, stepMs) {
		const { clock, stop } = this.context;
		for (;;) {
			if (this.aheadMs !== void 0) await clock.until(atMs - this.aheadMs, stop);
			const now = await this.ask();
			if ("code" in now || stop.aborted || now.atMs >= atMs || skewTrouble(now.skewMs) !== void 0) return now;
			await clock.until(clock.now() + Math.min(stepMs, atMs - now.atMs), stop);
		}
	}
	async ask() {
		const answer = await this.prometheus.now();
		if (!("code" in answer) && skewTrouble(answer.skewMs) === void 0) this.aheadMs = answer.atMs - this.context.clock.now();
		return answer;
	}
	/** Asks for a piece of the steps; where that brings trouble, for the first alone. `taken`: how many of them the answers are of. */
	async piece(series, times, stepMs, { skewMs }) {
		const [first = 0, last = first] = [times[0], times.at(-1)];
		if (skewTrouble(skewMs) !== void 0) return {
			answers: this.same(series, [nothing(first)]),
			taken: 1
		};
		if (times.length > 1) {
			const answers = await this.askAll(series, times, (query) => this.prometheus.range(query, {
				startMs: first,
				endMs: last,
				stepMs
			}));
			if (!answers.some(({ answer }) => "code" in answer)) return {
				answers,
				taken: times.length
			};
		}
		return {
			answers: await this.askAll(series, [first], (query) => this.prometheus.instant(query, first)),
			taken: 1
		};
	}
	/** A look that nobody took. */
	missed({ labels }, slot) {
		this.context.record({
			type: "missed",
			...labels,
			slot
		});
		this.context.notice(`look ${slot + 1}: missed`);
	}
	same({ queries }, answer) {
		return Object.keys(queries).map((query) => ({
			query,
			answer
		}));
	}
	askAll({ queries }, timesMs, ask) {
		return Promise.all(Object.entries(queries).map(async ([query, text]) => ({
			query,
			answer: await samplesOf(text, timesMs, ask)
		})));
	}
	look(series, slot, skewMs, answers, index) {
		for (const { query, answer } of answers) if ("code" in answer) {
			this.record(series, slot, query, { ...answer });
			this.notice(`look ${slot + 1}, ${query}: ${answer.code} ${answer.detail}`);
		} else this.record(series, slot, query, {
			skewMs,
			...answer[index]
		});
	}
	trouble(series, slot, trouble) {
		for (const query of Object.keys(series.queries)) this.record(series, slot, query, { ...trouble });
		this.notice(`look ${slot + 1}: ${trouble.code} ${trouble.detail}`);
	}
	/** What was broken off says nothing, and is not recorded. */
	record({ labels }, slot, query, said) {
		if (!this.context.stop.aborted) this.context.record({
			type: "sample",
			basis: "probe",
			...labels,
			query,
			slot,
			...said
		});
	}
	notice(line) {
		if (!this.context.stop.aborted) this.context.notice(line);
	}
};
function nothing(at) {
	return {
		at,
		values: [],
		warnings: [],
		quantiles: [],
		ages: []
	};
}

// src/gates/metrics/observe.ts
/** Looks once, every interval from now on, or at the time that lies behind. */
async function observe$2(context) {
	const spec = context.gate.spec;
	await context.clock.until(context.clock.now() + spec.initialDelayMs, context.stop);
	if (context.stop.aborted) return;
	const { windowMs, durationMs, intervalMs, queries } = spec;
	const series = {
		queries,
		labels: {}
	};
	if (durationMs !== void 0 && intervalMs !== void 0) return lookEvery(context, intervalMs);
	const looker = new Looker(context, spec);
	if (windowMs !== void 0 && intervalMs !== void 0) await looker.back(series, looksOf(spec), intervalMs);
	else await looker.now(series, 0);
}
/** Whether there is more to see is told as the judge tells it. */
async function lookEvery(context, intervalMs) {
	const spec = context.gate.spec;
	const tally = lookTally(context);
	const record = (draft) => {
		const o = context.record(draft);
		if (o.type === "missed") tally.miss(o);
		else tally.sample(o);
		return o;
	};
	const onLook = (slot) => context.progress(slot + 1, Math.max(slot + 1, looksOf(spec)));
	await new Looker({
		...context,
		record
	}, spec).every({
		queries: spec.queries,
		labels: {}
	}, intervalMs, () => tally.isOver(), onLook);
}
const observer$2 = { observe: observe$2 };

// src/gates/rollout/observe/lookout.ts
/** Looks on while a rollout goes its way: what is recorded tells which look comes next. */
var Lookout = class {
	context;
	spec;
	looker;
	ends;
	followed;
	constructor(context) {
		this.context = context;
		this.spec = context.gate.spec;
		this.looker = new Looker({
			...context,
			record: (draft) => this.record(draft)
		}, this.spec);
		this.ends = new BakeEnd(this.spec);
		for (const o of context.earlier) this.ends.step(o);
	}
	/** Records whether Prometheus answers at all. @returns its time, in ms */
	reach() {
		return this.looker.reach(this.spec.consecutiveErrorLimit + 1, this.spec.intervalMs);
	}
	/** When a stage was over, by the clock of Prometheus. */
	endOf(stage) {
		return this.ends.of(stage);
	}
	/** A stage begins. */
	begin(stage, looks) {
		const { name, weight } = this.spec.stages[stage] ?? {
			name: "",
			weight: 0
		};
		const begun = this.record({
			type: "stage",
			stage,
			name,
			weight,
			...looks !== void 0 && { looks }
		});
		this.context.announce(`${name}, ${weight} %`);
		return begun;
	}
	/** Sets the weight of a stage, and looks on meanwhile, and as long as it bakes. */
	async deploy(plan, begun) {
		const tally = new StageTally(plan);
		const set = this.setWeight(plan, tally, begun);
		let isBroken = false;
		set.catch(() => isBroken = true);
		if (!tally.next()) await set;
		await this.follow(tally, plan, () => isBroken);
		await set;
		await this.follow(tally, plan);
	}
	/** Looks at what nobody saw between two jobs. */
	async lookBetween(plan, looks) {
		if (this.context.stop.aborted) return;
		this.record({
			type: "between",
			stage: plan.index,
			looks
		});
		if (looks > 0) await this.lookBack({
			...plan,
			labels: {
				stage: plan.index,
				between: true
			}
		}, looks);
	}
	/** Looks at the time that lies behind, for a stage that needs no weight to be set. */
	async lookBack(plan, looks) {
		await this.follow(backTally(plan, looks), plan);
	}
	/** After the last stage, until what happened before its end can be seen. */
	async lookAfterwards(plan) {
		const { spec, criteria, vars, index, sinceMs } = plan;
		if (sinceMs === void 0) return;
		await this.follow(new Aftermath({
			spec,
			criteria,
			vars,
			labels: {
				stage: index,
				after: true
			},
			sinceMs
		}), plan);
	}
	async setWeight({ spec, stage, index }, tally, begun) {
		const { probes, stop } = this.context;
		const name = stageStep(index);
		const { exit, signal, spawnError, timedOut, aborted } = await probes.command({
			name,
			run: spec.run,
			timeoutMs: spec.runTimeoutMs,
			env: { GATE_WEIGHT: String(stage.weight) }
		});
		tally.command({
			...begun,
			type: "step",
			name,
			exit,
			signal,
			spawnError,
			timedOut,
			aborted
		});
		const at = this.looker.nowMs;
		if (stop.aborted || at === void 0) return;
		tally.changed(this.record({
			type: "changed",
			stage: index,
			at
		}));
	}
	async follow(tally, { spec, stage }, isBroken = () => false) {
		const { stop } = this.context;
		this.followed = tally;
		for (let due = tally.next(); due && !stop.aborted && !isBroken(); due = tally.next()) {
			await this.looker.take(due, spec.intervalMs);
			const planned = looksOf$1(stage, spec);
			if (!stop.aborted && due.labels.changing !== true) this.context.progress(due.slot + 1, Math.max(due.slot + 1, planned), `${stage.name}, ${stage.weight} %`);
		}
		this.followed = void 0;
	}
	record(draft) {
		const o = this.context.record(draft);
		this.ends.step(o);
		if (o.type === "sample") this.followed?.look(o);
		return o;
	}
};

// src/gates/rollout/observe/rollback.ts
/** Whoever rolls back ends by the times of the plan; this is for one that does not. */
const MARGIN_MS = 6e4;
/** The longest that a rollback with its validation may take, in ms. */
function rollbackLimitMs({ rollback: { withinMs, holdMs = 0 }, intervalMs }) {
	return withinMs + holdMs + 2 * intervalMs + MARGIN_MS;
}
/**
* Rolls back, and looks until what is seen says how that went. What is seen is counted as the judge counts it.
* @param context one that the stop of the rollout leaves alone. @param before where the probes of the gate lived until now
*/
async function rollBack(context, before, stage) {
	const { gate, plan } = context;
	const spec = gate.spec;
	const { name, weight } = spec.stages[stage] ?? {
		name: "",
		weight: 0
	};
	context.announce(`rolling back from ${name} (${weight} %)`);
	const begun = context.record({
		type: "rollback",
		stage,
		weight
	});
	const rollback = {
		spec,
		criteria: gate.criteria,
		vars: plan.vars
	};
	const tally = new RollbackTally(rollback, begun);
	const seen = {
		...context,
		record: (draft) => fed(tally, context.record(draft))
	};
	await runCommands(seen, spec, begun, tally);
	if (tally.isRolledBack()) {
		await markRollback(before, spec.rollback.checks, context.probes);
		await validate(seen, rollback, tally);
	}
	context.announce(tally.outcome.state === "validated" ? "rolled back, validated" : `rollback: ${tally.outcome.state}`);
}
function fed(tally, o) {
	if (o.type === "sample" || o.type === "probe") tally.step(o);
	return o;
}
async function runCommands(context, { rollback }, begun, tally) {
	for (const [index, run] of rollback.run.entries()) {
		if (context.stop.aborted || tally.outcome.state !== "open") return;
		const timeoutMs = Math.max(1, Math.ceil(begun.t + rollback.withinMs - context.clock.now()));
		const { exit, signal, spawnError, timedOut, aborted } = await context.probes.command({
			name: rollbackStep(index),
			run,
			timeoutMs
		});
		tally.step({
			...begun,
			type: "step",
			name: rollbackStep(index),
			exit,
			signal,
			spawnError,
			timedOut,
			aborted
		});
	}
}
/** Round after round, each of every check and one look. */
async function validate(context, plan, tally) {
	const { spec, criteria } = plan;
	const { clock, stop } = context;
	const looker = new Looker(context, spec);
	const series = {
		queries: queriesOf(plan),
		labels: { rollback: true }
	};
	const start = clock.now();
	for (let round = 0; !stop.aborted && tally.outcome.state === "open"; round++) {
		await clock.until(start + round * spec.intervalMs, stop);
		await check(context, spec, round);
		if (criteria.length > 0 && !stop.aborted) await looker.now(series, round);
	}
}
async function check(context, { rollback: { checks } }, round) {
	for (const [index, plan] of checks.entries()) {
		if (context.stop.aborted) return;
		const { code, detail, us, got, excerpt, output } = await context.probe(plan);
		if (context.stop.aborted) return;
		context.record({
			type: "probe",
			basis: runsCommand(plan) ? "process" : "probe",
			rollback: true,
			slot: round,
			index,
			name: plan.name,
			...code !== void 0 && { code },
			...detail !== void 0 && { detail },
			us,
			got,
			...excerpt !== void 0 && { excerpt },
			...output !== void 0 && { output }
		});
	}
}

// src/gates/rollout/observe.ts
/** Raises the weight stage by stage. Whatever stops it, an error of ours too, while a stage stands is followed by the rollback. */
async function observe$1(context) {
	const { plan, probes, stop } = context;
	const { spec, criteria } = context.gate;
	await markFiles(await rememberedFiles(plan), spec.rollback.checks, probes);
	const first = spec.only ?? 0;
	let standing = first > 0 ? first - 1 : void 0;
	try {
		const lookout = new Lookout(context);
		const staged = (index, sinceMs) => {
			const stage = spec.stages[index];
			if (!stage) throw new Error(`there is no stage ${index}`);
			return {
				spec,
				criteria,
				vars: plan.vars,
				stage,
				index,
				sinceMs
			};
		};
		const nowMs = await lookout.reach();
		const arrived = first === 0 ? {
			untilMs: nowMs,
			behind: 0
		} : await catchUp(lookout, staged(first - 1, lookout.endOf(first - 1)), nowMs);
		for (let index = first; index < stagesUntil(spec); index++) {
			const stage = staged(index, index === first ? arrived.untilMs : lookout.endOf(index - 1));
			const { looksBack } = stage.stage;
			const looks = Math.max(looksOf$1(stage.stage, spec), index === first ? arrived.behind : 0);
			if (stop.aborted) break;
			const begun = lookout.begin(index, looksBack && looks);
			if (stop.aborted) break;
			standing = index;
			if (looksBack) await lookout.lookBack(stage, looks);
			else await lookout.deploy(stage, begun);
		}
		const last = spec.stages.length - 1;
		if (stagesUntil(spec) > last && criteria.length > 0 && !stop.aborted) await lookout.lookAfterwards(staged(last, lookout.endOf(last)));
		if (!stop.aborted) standing = void 0;
	} finally {
		const stage = standing;
		if (stage !== void 0) await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, probes, stage));
	}
}
/** What nobody saw between two jobs is looked at before the second one changes anything. */
async function catchUp(lookout, before, nowMs) {
	const { spec, index, sinceMs } = before;
	if (sinceMs === void 0 || nowMs === void 0) return {
		untilMs: sinceMs,
		behind: 0
	};
	const behind = Math.max(0, Math.floor((nowMs - sinceMs) / spec.intervalMs));
	if (spec.stages[index + 1]?.looksBack) return {
		untilMs: sinceMs,
		behind
	};
	await lookout.lookBetween(before, behind);
	return {
		untilMs: sinceMs + behind * spec.intervalMs,
		behind
	};
}
/** Rolls back from the stage that a run which was broken off had left standing. Its commands begin with the first. */
async function settle(context, work) {
	const spec = context.gate.spec;
	await context.recover(rollbackLimitMs(spec), (after) => rollBack(after, context.probes, Number(work["stage"])));
}
const observer$1 = {
	observe: observe$1,
	settle
};

// src/gates/tests/observe/checkout-files.ts
/** Folders that hold no sources of the project, where git does not say which ones do. */
const PASSED_OVER = /* @__PURE__ */ new Set(["node_modules", ".git"]);
/** A walk that meets more files than this ends: so many names are no checkout. */
const MOST_FILES = 2e5;
/**
* The files of the checkout that holds `cwd`, as `fileListParser` reads them: what git tracks and what is new and not ignored; without
* git, what lies below `cwd`.
*/
async function checkoutFiles(place) {
	const { cwd } = place;
	const root = (await git(place, "rev-parse", "--show-toplevel"))?.replace(/\n$/, "");
	const top = {
		...place,
		cwd: root ?? cwd
	};
	const tracked = root === void 0 ? void 0 : await git(top, "ls-files", "-z", "--recurse-submodules");
	const others = root === void 0 ? void 0 : await git(top, "ls-files", "-z", "--others", "--exclude-standard");
	if (root === void 0 || tracked === void 0 || others === void 0) return listOf(cwd, cwd, filesBelow(cwd));
	return listOf(root, cwd, new Set([...tracked.split("\0"), ...others.split("\0")].filter((file) => file !== "")));
}
function listOf(root, cwd, files) {
	const real = fs.realpathSync(root);
	const workingDirectory = slashed(path.relative(real, fs.realpathSync(cwd)));
	const named = workingDirectory === "" ? cwd : path.resolve(cwd, ...workingDirectory.split("/").map(() => ".."));
	return fileListText({
		roots: [...new Set([
			named,
			root,
			real
		].map(slashed))],
		workingDirectory
	}, files);
}
function* filesBelow(root) {
	const folders = [""];
	let met = 0;
	for (let folder = folders.pop(); folder !== void 0; folder = folders.pop()) for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
		const below = folder === "" ? entry.name : `${folder}/${entry.name}`;
		if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) folders.push(below);
		if (!entry.isFile()) continue;
		if (++met > MOST_FILES) throw new Error(`more than ${MOST_FILES} files below ${root}`);
		yield below;
	}
}
function slashed(file) {
	return file.replaceAll(path.sep, "/");
}

// src/gates/tests/observe.ts
/** Runs the tests so many times, each in a `$GATE_DIR` of its own, and keeps what they wrote, and what lay there before. */
async function observe(context) {
	const spec = context.gate.spec;
	if (spec.base !== void 0) await compare(context, spec.base);
	for (let run = 1; run <= spec.runs && !context.stop.aborted; run++) await runOnce(context, spec, run);
}
/** Keeps what the change touches. Where git does not know the base there is no diff, and nothing can be said of it. */
async function compare(context, base) {
	const file = path.join(context.scratch, "change.diff");
	const env = {
		GATE_BASE: base,
		GATE_DIFF: file,
		GIT_DIFF_OPTS: ""
	};
	const ended = await context.probes.command({
		name: "diff",
		run: DIFF,
		env
	});
	if (ended.exit !== 0 || context.stop.aborted) return context.notice(`no diff against ${base}: exit code ${ended.exit ?? "none"}`);
	await context.attach({
		source: file,
		original: `diff against ${base}`,
		name: "change.diff",
		labels: { role: "diff" }
	});
}
/** Keeps which files the checkout has, once the first run has made its own: names in coverage reports are read against them. */
async function keepFileList(context) {
	const file = path.join(context.scratch, "checkout.jsonl");
	fs.writeFileSync(file, await checkoutFiles({
		cwd: context.probes.cwd,
		signal: context.stop
	}));
	await context.attach({
		source: file,
		original: "files of the checkout",
		name: "checkout.jsonl",
		labels: { role: "checkout" }
	});
}
async function runOnce(context, spec, run) {
	const { probes, stop } = context;
	const gateDir = gateDirOf(context, spec, run);
	const before = spec.run === void 0 ? /* @__PURE__ */ new Map() : await census(placesOf(spec, [gateDir, probes.cwd]), checkoutOf(probes));
	const hashes = await hashesOf(before);
	const at = Date.now() - probes.startedAt("run");
	context.record({
		type: "reports.before",
		basis: "file",
		run,
		at,
		files: before.size,
		root: probes.cwd
	});
	if (spec.run !== void 0) {
		if ((await probes.command({
			name: `run-${run}`,
			run: spec.run,
			env: {
				GATE_RUN: String(run),
				GATE_DIR: gateDir
			}
		})).aborted || stop.aborted) return;
	}
	if (spec.coverage && run === 1) await keepFileList(context);
	const { files, linksOut, hidden } = await filesLeft(probes, spec, gateDir, before);
	if (stop.aborted) return;
	for (const file of files) if (!stop.aborted) await keep(context, file, run, {
		files: before,
		hashes
	});
	if (stop.aborted) return;
	const passedOver = {
		...linksOut.length > 0 && { linksOut },
		...hidden.length > 0 && { hidden }
	};
	context.record({
		type: "reports.after",
		basis: "file",
		run,
		files: files.length,
		...passedOver
	});
	context.progress(run, spec.runs, `run ${run}`);
}
function rolesOf({ reports, coverage = [], outputs }) {
	return [
		["report", reports],
		["coverage", coverage],
		["output", outputs]
	];
}
function placesOf(spec, folders) {
	return rolesOf(spec).flatMap(([, named]) => named).flatMap((pattern) => folders.map((cwd) => ({
		pattern,
		cwd
	})));
}
function checkoutOf({ env, cwd }) {
	return env["GATE_CHECKOUT"] ?? cwd;
}
/** The files of each pattern, in the run's own folder and in the working directory. Each real file once, in the first role that names it. */
async function filesLeft(probes, spec, gateDir, before) {
	const left = /* @__PURE__ */ new Map();
	const linksOut = /* @__PURE__ */ new Set();
	const hidden = /* @__PURE__ */ new Set();
	const inGateDir = await realpath(gateDir).catch(() => gateDir);
	for (const [role, patterns] of rolesOf(spec)) for (const pattern of patterns) for (const cwd of artifactNamed(spec.producedBy) === void 0 ? [gateDir, probes.cwd] : [gateDir]) {
		const found = await search(pattern, cwd, checkoutOf(probes));
		for (const name of found.linksOut) linksOut.add(name);
		for (const name of found.hidden) hidden.add(name);
		for (const file of found.files) {
			const place = isInside(file.real, inGateDir) ? "gate-dir" : "working-directory";
			const known = left.get(file.real) ?? {
				role,
				place,
				file,
				patterns: []
			};
			if (known.role === role && !known.patterns.includes(pattern)) known.patterns.push(pattern);
			left.set(file.real, known);
		}
	}
	return {
		files: await withoutCopies([...left.values()], before),
		linksOut: [...linksOut].slice(0, 20),
		hidden: [...hidden].slice(0, 20)
	};
}
/**
* A run may copy its report to `$GATE_DIR`: two files of one name, role and content are one. Two of other content are both there. A
* report is the copy of one that lay there before as old as that one; what covers or builds the same may well have the same bytes again.
*/
async function withoutCopies(left, before) {
	const kept = /* @__PURE__ */ new Map();
	for (const one of left) if (one.place === "gate-dir") kept.set(`${one.role} ${one.file.name}`, one);
	for (const one of left.filter(({ place }) => place !== "gate-dir")) {
		const key = `${one.role} ${one.file.name}`;
		const twin = kept.get(key);
		if (twin === void 0) kept.set(key, one);
		else if (!await haveSameBytes(twin.file, one.file)) kept.set(`./${key}`, {
			...one,
			file: {
				...one.file,
				name: `./${one.file.name}`
			}
		});
		else if (one.role === "report" && isUntouched(before, one.file)) kept.set(key, {
			...twin,
			copyOfEarlier: true
		});
	}
	return [...kept.values()];
}
async function keep(context, { role, place, file, patterns, copyOfEarlier }, run, before) {
	const { probes, gate } = context;
	const { runs, run: command, producedBy } = gate.spec;
	const { name, full } = file;
	const origin = command === void 0 ? await originLabels(probes, full, producedBy) : copyOfEarlier ? EARLIER : await sinceBefore(file, before, probes);
	const folder = runs === 1 ? `${role}s` : `${role}s/run-${run}`;
	await context.attach({
		source: full,
		original: name,
		name: `${folder}/${name}`,
		labels: {
			role,
			run,
			place,
			patterns,
			...origin
		}
	});
}
const EARLIER = { earlier: true };
/** Whether a file lay there, as it is or with the same bytes. */
async function sinceBefore(file, { files, hashes }, probes) {
	if (isUntouched(files, file)) return EARLIER;
	const twinMs = await twinOf(file, files, hashes);
	return twinMs === void 0 ? {} : { twinAt: Math.round(twinMs - probes.startedAt("run")) };
}
/** Each run has a `$GATE_DIR` of its own; reports of another gate lie in that gate's. */
function gateDirOf({ probes }, { runs, producedBy, run: command }, run) {
	const gateDir = probes.env["GATE_DIR"] ?? probes.cwd;
	const artifact = artifactNamed(producedBy);
	const brought = artifact === void 0 ? void 0 : probes.artifact(artifact);
	if (brought && "folder" in brought) return brought.folder;
	if (command === void 0) return path.resolve(gateDir, "../..", producedBy, "files");
	const own = runs > 1 ? path.join(gateDir, `run-${run}`) : gateDir;
	fs.mkdirSync(own, {
		recursive: true,
		mode: 448
	});
	return own;
}
const observer = { observe };

// src/gates/observers.ts
/** One for each kind that has a judge, which reads the same spec. */
const registered = {
	access: observer$10,
	assert: observer$9,
	change: observer$8,
	checks: observer$7,
	classification: observer$6,
	cycles: observer$5,
	durability: observer$4,
	health: observer$3,
	metrics: observer$2,
	rollout: observer$1,
	tests: observer
};
/** How each kind of gate looks at the world. */
const observers = registered;

// src/report/flood.ts
/** Lines of one minute, unless told otherwise. */
const LINES_A_MINUTE = 20;
const WINDOW_MS = 6e4;
/** Different events that are told apart; beyond they are only counted. */
const KNOWN = 500;
/**
* Lets the first of every bad event through at once and counts the rest, so that a service that is down for two days is told
* and does not flood: at most a fixed number of lines a minute, and nothing that came is left uncounted. Two events are the same
* when their lines differ in free-standing numbers only (`slot 217`, `0.4 ms`).
*/
var FloodGuard = class {
	most;
	known = /* @__PURE__ */ new Map();
	others = 0;
	said = 0;
	windowEnd = WINDOW_MS;
	constructor(linesAMinute = LINES_A_MINUTE) {
		this.most = Math.max(2, linesAMinute);
	}
	/** Takes an event at `t` (ms, never backwards). @returns the lines to print now. */
	take(t, line) {
		const due = this.due(t);
		return this.isNews(line) ? [...due, line] : due;
	}
	/** @returns what is to be said of the minute that is over at `t`; nothing before it is over. */
	due(t) {
		if (t < this.windowEnd) return [];
		const lines = this.flush();
		this.said = 0;
		this.windowEnd = (Math.floor(t / WINDOW_MS) + 1) * WINDOW_MS;
		return lines;
	}
	/** @returns what was counted and not yet said. */
	flush() {
		const repeated = [...this.known.values()].filter(({ repeats }) => repeats > 0);
		const room = Math.max(0, this.most - this.said - 1);
		const more = repeated.slice(room).reduce((sum, { repeats }) => sum + repeats, this.others);
		const lines = repeated.slice(0, room).map(({ line, repeats }) => `${line} (${timesInWords(repeats)})`);
		if (more > 0) lines.push(`… and ${thousands(more)} more`);
		this.forget();
		this.said += lines.length;
		return lines;
	}
	/** Half of the lines are for news, half for the counts at the end of the minute. */
	isNews(line) {
		const key = line.replaceAll(/(?<=^|[\s(=])\d[\d.,]*(?=$|[\s,.:;)%]|m?s\b)/g, "#");
		const event = this.known.get(key);
		if (event) {
			event.repeats++;
			event.line = line;
			return false;
		}
		if (this.said >= Math.floor(this.most / 2) || this.known.size >= KNOWN) {
			this.others++;
			return false;
		}
		this.known.set(key, {
			line,
			repeats: 0
		});
		this.said++;
		return true;
	}
	/** What did not come again is news when it comes next; what did is only counted on. */
	forget() {
		for (const [key, event] of this.known) if (event.repeats === 0) this.known.delete(key);
		else event.repeats = 0;
		this.others = 0;
	}
};
function timesInWords(repeats) {
	return repeats === 1 ? "once more" : `${thousands(repeats)} more times, this one last`;
}

// src/report/progress.ts
const MINUTE_MS = 6e4;
/** Bytes of one line of foreign text. */
const LINE_BYTES = 300;
/**
* Progress that a person can follow for two days: every method takes the time (monotonic ms since the start, never backwards)
* and answers what to print. It prints nothing itself and knows no clock.
*/
var Progress = class {
	options;
	flood;
	gate;
	nextStatus = MINUTE_MS;
	constructor(options) {
		this.options = options;
		this.flood = new FloodGuard(options.linesAMinute);
	}
	gateStarted(t, id) {
		this.gate = {
			id: shown(id),
			startedT: t,
			done: 0,
			total: 0,
			failures: 0,
			note: "",
			lastNotice: ""
		};
		this.nextStatus = t + MINUTE_MS;
		return this.output(t, [...this.flood.due(t), `${this.gate.id} starts`]);
	}
	gateEnded(t, judgement) {
		const took = this.gate ? ` after ${spanInWords(t - this.gate.startedT)}` : "";
		const why = judgement.reason === "" ? "" : `: ${shown(judgement.reason)}`;
		const lines = [...this.flood.flush(), `${shown(judgement.gate)} ${verdictInWords(judgement)}${took}${why}`];
		this.gate = void 0;
		return this.output(t, lines);
	}
	/** `done` of `total` (0: not known) of the gate that runs. */
	update(t, done, total, note = "") {
		if (this.gate) Object.assign(this.gate, {
			done,
			total,
			note: shown(note)
		});
		return this.tick(t);
	}
	/** A bad event. Repeated ones are counted instead of printed. */
	notice(t, line) {
		const words = this.gate ? `${this.gate.id}: ${shown(line)}` : shown(line);
		if (this.gate) {
			this.gate.failures++;
			this.gate.lastNotice = shown(line);
		}
		return this.output(t, this.flood.take(t, words));
	}
	/** Something to say once, as it is: where the bundle lies, that an interruption was heard. */
	say(t, line) {
		return this.output(t, [shown(line)]);
	}
	/** To be called about once a second: what the passing of time alone makes due. */
	tick(t) {
		const lines = [...this.flood.due(t)];
		if (!this.options.live && this.gate && t >= this.nextStatus) {
			lines.push(status(this.gate, t));
			this.nextStatus = t + MINUTE_MS;
		}
		return this.output(t, lines);
	}
	/** The end: what is counted and not yet said; no live line is left. */
	end(t) {
		this.gate = void 0;
		return this.output(t, this.flood.flush());
	}
	output(t, lines) {
		return {
			lines: lines.map((line) => `${isoTime(this.options.startedAtMs + t)} ${line}`),
			live: this.liveLine(t)
		};
	}
	liveLine(t) {
		if (!this.options.live || !this.gate) return void 0;
		const { lastNotice } = this.gate;
		const words = status(this.gate, t) + (lastNotice === "" ? "" : ` · last: ${lastNotice}`);
		return clip(words, this.options.columns - 1);
	}
};
/** `health-30m 1,234/2,160 (57%) · 3 failures · 12 min 5 s · about 9 min 4 s left · note` */
function status(gate, t) {
	const elapsed = t - gate.startedT;
	return [
		gate.id + doneOfTotal(gate),
		...gate.failures > 0 ? [countOfThings(gate.failures, "failure")] : [],
		spanInWords(elapsed),
		...remaining(gate, elapsed),
		...gate.note === "" ? [] : [gate.note]
	].join(" · ");
}
function doneOfTotal({ done, total }) {
	if (total <= 0) return done > 0 ? ` ${thousands(done)}` : "";
	return ` ${thousands(done)}/${thousands(total)} (${Math.floor(done / total * 100)}%)`;
}
/** An estimate once a part is done: what is left takes as long as what is done took. */
function remaining({ done, total }, elapsed) {
	if (done <= 0 || total <= done || elapsed < 1e3) return [];
	return [`about ${spanInWords(elapsed / done * (total - done))} left`];
}
function shown(foreign) {
	return terminal(cut(foreign, LINE_BYTES));
}

// src/app/execution/follow.ts
const TICK_MS = 1e3;
const CLEAR_LINE = "\r\x1B[K";
/** Follows an execution on stderr: lines that scroll, and on a terminal one line that is rewritten. */
var Follower = class {
	io;
	clock;
	progressModel;
	timer;
	constructor(io, clock, startedAtMs) {
		this.io = io;
		this.clock = clock;
		this.progressModel = new Progress({
			live: io.live,
			columns: io.terminal.columns,
			startedAtMs
		});
		this.timer = setInterval(() => this.print(this.progressModel.tick(clock.now())), TICK_MS);
		this.timer.unref();
	}
	gateStarted(gate) {
		this.print(this.progressModel.gateStarted(this.clock.now(), gate.id));
	}
	gateEnded(judgement) {
		this.print(this.progressModel.gateEnded(this.clock.now(), judgement));
	}
	progress(_, done, total, note) {
		this.print(this.progressModel.update(this.clock.now(), done, total, note));
	}
	notice(_, line) {
		this.print(this.progressModel.notice(this.clock.now(), line));
	}
	announce(gate, line) {
		this.say(`${gate}: ${line}`);
	}
	/** Something of the whole execution, said once. */
	say(line) {
		this.print(this.progressModel.say(this.clock.now(), line));
	}
	close() {
		clearInterval(this.timer);
		this.print(this.progressModel.end(this.clock.now()));
	}
	print({ lines, live }) {
		const erase = this.io.live ? CLEAR_LINE : "";
		if (lines.length > 0) this.io.stderr(`${erase}${lines.join("\n")}\n`);
		if (this.io.live) this.io.stderr(`${CLEAR_LINE}${live ?? ""}`);
	}
};

// src/app/execution/leave-bundle.ts
/**
* Does the work of a session, seals what it recorded, and leaves the bundle in its folder. If anything goes wrong, the session is abandoned.
* @throws UnverifiedBundle, and what the work throws
*/
async function leaveBundle(session, folder, plan, work) {
	try {
		await work();
		session.seal();
		const finished = await finishBundle(folder, plan, session.world.secrets);
		await session.close();
		return finished;
	} catch (error) {
		await session.abandon();
		throw error;
	}
}

export { settle$1 as a, jobStart as c, writePrimary as d, GUARD_PID as f, countingRedaction as h, execute as i, openSession as l, Leaks as m, Follower as n, Unsettled as o, Journal as p, observers as r, MonotonicClock as s, leaveBundle as t, reopenSession as u };