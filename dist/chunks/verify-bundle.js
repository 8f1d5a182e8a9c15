import { t as ConfigurationError, u as holdsPart } from "./errors.js";
import { Dn as jsonText } from "./configuration.js";
import { t as atOnce } from "./pieces.js";
import { a as infoText, c as tagManifestText, i as csvText, n as TAGS, o as manifestText, s as oxumOf, t as DECLARATION } from "./bag.js";
import { n as hashFile, r as hashing } from "./hash.js";
import { r as readWhole, t as MOST } from "./read.js";
import { n as isPlainPath, t as BUNDLE } from "./paths.js";
import { n as listTree } from "./tree.js";
import { o as sha256OfBytes } from "./verdict.js";
import { a as planOfPart, b as readingObservations, l as otherVersion, r as judging, t as configOf, u as otherVersionInWords } from "./judge-bundle.js";
import { t as derivePlan } from "./load.js";
import { t as renderings } from "./render.js";
import fs from "node:fs";
import path from "node:path";

// src/evidence/bag-check.ts
/** The same, piece by piece. */
function* checkingBag(folder) {
	const { files, odd } = listTree(folder);
	const tags = new Set(Object.values(TAGS));
	const lost = Object.values(TAGS).filter((tag) => !files.includes(tag));
	if (lost.includes(TAGS.manifest)) return {
		problems: [],
		incomplete: `${TAGS.manifest} is missing: the bundle was never finished`
	};
	const payload = files.filter((file) => file.startsWith("data/"));
	if (payload.length === 0) return {
		problems: [],
		incomplete: "data/ holds no file"
	};
	const check = new Check(folder);
	for (const { path, message } of odd) check.object(path, message);
	for (const tag of lost) check.object(tag, "missing");
	for (const file of files) if (!tags.has(file) && !file.startsWith("data/")) check.object(file, "not part of a bundle");
	const found = [];
	for (const file of payload) found.push({
		path: file,
		...yield* hashing(path.join(folder, file))
	});
	const info = check.all(found);
	return {
		problems: check.problems,
		...info && { info }
	};
}
var Check = class {
	problems = [];
	folder;
	constructor(folder) {
		this.folder = folder;
	}
	object(file, message, line) {
		this.problems.push({
			file,
			message,
			...line !== void 0 && { line }
		});
	}
	all(found) {
		const listed = this.manifest();
		const intact = this.payload(found, listed);
		this.sameText(TAGS.declaration, DECLARATION);
		const text = this.text(TAGS.csv);
		const sizes = new Map(found.map(({ path, bytes }) => [path, bytes]));
		const rows = [...listed].map(([path, sha256]) => ({
			path,
			sha256,
			bytes: sizes.get(path) ?? 0
		}));
		if (text !== void 0) this.sameText(TAGS.csv, csvText(intact ? rows : withSizesOf(text, rows)));
		const info = this.info(intact ? oxumOf(found) : void 0);
		this.sameText(TAGS.tagManifest, tagManifestText((tag) => this.hashOf(tag)));
		return info;
	}
	/** Path and hash of every file that the manifest lists. */
	manifest() {
		const listed = /* @__PURE__ */ new Map();
		const text = this.text(TAGS.manifest) ?? "";
		for (const [index, line] of linesOf(text).entries()) {
			const [, sha256, file] = /^([0-9a-f]{64}) {2}(data\/.+)$/.exec(line) ?? [];
			if (sha256 === void 0 || file === void 0 || !isPlainPath(file)) this.object(TAGS.manifest, "not a hash and a path", index + 1);
			else if (listed.has(file)) this.object(TAGS.manifest, `lists ${file} a second time`, index + 1);
			else listed.set(file, sha256);
		}
		const inOrder = [...listed].map(([path, sha256]) => ({
			path,
			sha256
		})).sort((a, b) => a.path < b.path ? -1 : 1);
		if (this.problems.every(({ file }) => file !== TAGS.manifest)) this.sameText(TAGS.manifest, manifestText(inOrder));
		return listed;
	}
	/** @returns whether the payload is exactly what the manifest lists. */
	payload(found, listed) {
		const before = this.problems.length;
		const unlisted = found.filter(({ path }) => !listed.has(path));
		const present = new Set(found.map(({ path }) => path));
		for (const { path, sha256 } of found) {
			const expected = listed.get(path);
			if (expected === void 0) this.object(path, `not listed in ${TAGS.manifest}`);
			else if (expected !== sha256) this.object(path, `changed: its SHA-256 is ${sha256}, ${TAGS.manifest} has ${expected}`);
		}
		for (const [path, sha256] of listed) {
			const renamed = unlisted.find((row) => row.sha256 === sha256);
			if (!present.has(path)) this.object(path, renamed ? `missing; ${renamed.path} has its bytes` : "missing");
		}
		return this.problems.length === before;
	}
	info(oxum) {
		const text = this.text(TAGS.info);
		if (text === void 0) return void 0;
		const [, software, baggingDate, executionId, written] = /^Bag-Software-Agent: (.+)\nBagging-Date: (\d{4}-\d\d-\d\d)\nExternal-Identifier: (.+)\nPayload-Oxum: (\d+\.\d+)\n$/.exec(text) ?? [];
		if (software === void 0 || baggingDate === void 0 || executionId === void 0 || written === void 0) {
			this.object(TAGS.info, "not in the form of one");
			return;
		}
		const info = {
			software,
			baggingDate,
			executionId
		};
		this.sameText(TAGS.info, infoText(info, oxum ?? written));
		return info;
	}
	/** Compares a tag file with what it should be, and names the first line that differs. */
	sameText(tag, expected) {
		const text = this.text(tag);
		if (text === void 0 || text === expected) return;
		const actual = text.split("\n");
		const wanted = expected.split("\n");
		const line = actual.findIndex((line, at) => line !== wanted[at]);
		if (line < 0 || expected.startsWith(text)) this.object(tag, "cut short", actual.length);
		else this.object(tag, `${quoted(actual[line])} where ${quoted(wanted[line])} should be`, line + 1);
	}
	hashOf(tag) {
		const file = path.join(this.folder, tag);
		return isFile(file) ? hashFile(file).sha256 : "";
	}
	/** A tag file's text; undefined when it is missing, which is a problem of its own. */
	text(tag) {
		const file = path.join(this.folder, tag);
		if (!isFile(file)) return void 0;
		if (fs.statSync(file).size <= MOST.record) return fs.readFileSync(file, "latin1");
		this.object(tag, "longer than any bundle needs");
	}
};
function isFile(file) {
	return fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
function withSizesOf(csv, rows) {
	const sizes = new Map(linesOf(csv).map((line) => [line.split(",")[0], Number(line.split(",")[2])]));
	return rows.map((row) => ({
		...row,
		bytes: sizes.get(row.path) ?? row.bytes
	}));
}
/** The lines of a text, without the nothing after its last newline. */
function linesOf(text) {
	const lines = text.split("\n");
	if (lines.at(-1) === "") lines.pop();
	return lines;
}
function quoted(line) {
	if (line === void 0) return "the end";
	return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}

// src/app/bundle/verify-bundle.ts
const NOTHING_EXPECTED = {
	head: void 0,
	plan: void 0,
	commit: void 0,
	run: void 0,
	requireGo: false
};
/** The files of a bundle that are not attachments. */
const { data: _data, gates: _gates, prior: _prior, ...FILES } = BUNDLE;
const RECORDS = new Set(Object.values(FILES));
/** As executions are named, and whatever else is a plain name. */
const EXECUTION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
/** Derives everything in a bundle's folder again from its primary files and compares. Trusts nothing in it. */
function verifyBundle(folder, expectations) {
	return atOnce(verifying(folder, expectations));
}
/** The same, piece by piece. */
function* verifying(folder, expectations) {
	const bag = yield* checkingBag(folder);
	const bagCheck = checkOf("bag", bag.problems, bag.incomplete);
	const plan = readPlan(folder);
	const other = otherVersion(folder);
	if (!plan.plan && other && plan.check.result === "differs") return conclude([
		bagCheck,
		yield* sealsOf(folder),
		unchecked("plan", otherVersionInWords(other))
	], void 0, expectations);
	if (!plan.plan) return conclude([bagCheck, plan.check], void 0, expectations);
	const judged = yield* tryJudge(folder, plan.plan);
	if ("name" in judged) return conclude([
		bagCheck,
		plan.check,
		judged
	], void 0, expectations);
	return conclude([
		checkOf("bag", [...bag.problems, ...infoProblems(bag.info, judged)], bag.incomplete),
		checkOf("seals", judged.seals.problems, judged.seals.incomplete),
		checkOf("attachments", yield* attachmentProblems(folder, plan.plan, judged)),
		factsCheck(judged),
		planCheck(plan.check, judged),
		...yield* partsChecks(folder, plan.plan),
		judgementCheck(judged),
		renderingsCheck(folder, judged),
		expectationsCheck(judged, expectations)
	], judged, expectations);
}
function conclude(checks, judged, expectations) {
	const has = (result) => checks.some((check) => check.result === result);
	return {
		executionId: judged?.collector.identity("executionId") ?? "",
		status: judged?.decision.status ?? null,
		head: judged?.seals.head ?? null,
		planSha256: judged?.planSha256 ?? null,
		anchored: expectations.head !== void 0,
		checks,
		exitCode: has("incomplete") || !judged ? 2 : has("differs") ? 1 : has("unchecked") ? 2 : 0
	};
}
/** Whether everything by which is decided holds. Reports that another version rendered need not be like ours: they are rendered again. */
function isSound(checks) {
	return checks.every(({ name, result }) => result === "holds" || name === "renderings" && result === "unchecked");
}
/**
* Whether nothing was found against it. What another version resolved, judged and rendered is compared with nothing: its bag, its seals and its
* files hold, and its facts can be judged anew.
*/
function isUntouched(checks) {
	return checks.every(({ result }) => result === "holds" || result === "unchecked");
}
function checkOf(name, problems, incomplete) {
	if (incomplete !== void 0) return {
		name,
		result: "incomplete",
		problems,
		note: incomplete
	};
	return {
		name,
		result: problems.length > 0 ? "differs" : "holds",
		problems
	};
}
function unchecked(name, note) {
	return {
		name,
		result: "unchecked",
		problems: [],
		note
	};
}
/** Seals hold or not, whatever the facts mean. */
function* sealsOf(folder) {
	const planSha256 = sha256OfBytes(readWhole(path.join(folder, BUNDLE.plan), MOST.plan));
	const recording = path.join(folder, BUNDLE.observations);
	const { problems, incomplete } = yield* readingObservations(recording, planSha256, () => {}, { ofOtherVersion: true });
	return checkOf("seals", problems, incomplete);
}
/** The plan that the configuration gives; the bundle's own is only compared with it. */
function readPlan(folder) {
	const missing = [BUNDLE.plan, BUNDLE.config].filter((file) => !fs.existsSync(path.join(folder, file)));
	if (missing.length > 0) return {
		plan: void 0,
		check: checkOf("plan", [], `${missing.join(", ")} is missing`)
	};
	const text = readWhole(path.join(folder, BUNDLE.plan), MOST.plan).toString("utf8");
	try {
		const config = readWhole(path.join(folder, BUNDLE.config), MOST.config);
		const plan = derivePlan(config.toString("utf8"), config, JSON.parse(text));
		return {
			plan,
			check: checkOf("plan", jsonText(plan) === text ? [] : [{
				file: BUNDLE.plan,
				line: firstDifference(text, jsonText(plan)),
				message: "is not what the configuration gives"
			}])
		};
	} catch (error) {
		const message = error instanceof ConfigurationError ? `the configuration gives no plan: ${error.message.split("\n")[0]}` : "is not a plan";
		return {
			plan: void 0,
			check: checkOf("plan", [{
				file: BUNDLE.plan,
				message
			}])
		};
	}
}
function* tryJudge(folder, plan) {
	try {
		return yield* judging(folder, plan);
	} catch (error) {
		return checkOf("judgement", [], error instanceof Error ? error.message : String(error));
	}
}
/** What bag-info.txt says of the execution follows from its observations. */
function infoProblems(info, { collector, seals }) {
	if (!EXECUTION_ID.test(collector.identity("executionId") ?? "")) return [{
		file: BUNDLE.observations,
		seq: 1,
		message: "execution.started has an executionId that no execution has"
	}];
	if (!info || seals.finishedAt === void 0) return [];
	return info.executionId !== collector.identity("executionId") || info.baggingDate !== seals.finishedAt.slice(0, 10) || info.software !== collector.identity("producer") ? [{
		file: TAGS.info,
		message: "is not of the execution that the observations are of"
	}] : [];
}
/** Every file below data/ is one of the records, or named with its hash by exactly one observation, and the reverse. */
function* attachmentProblems(folder, plan, judged) {
	const { files } = listTree(folder);
	const present = new Set(files.filter((file) => file.startsWith(`${BUNDLE.gates}/`)));
	const isPart = (file) => holdsPart(plan) && file.startsWith(`${BUNDLE.prior}/`);
	const problems = files.filter((file) => file.startsWith(`${BUNDLE.data}/`) && !present.has(file) && !RECORDS.has(file) && !isPart(file)).map((file) => ({
		file,
		message: "no bundle holds such a file"
	}));
	const named = /* @__PURE__ */ new Set();
	for (const { path: file, sha256, bytes } of judged.collector.named()) {
		if (named.has(file)) problems.push({
			file,
			message: "two observations name it"
		});
		named.add(file);
		if (!present.has(file)) {
			problems.push({
				file,
				message: "an observation names it, and it is missing"
			});
			continue;
		}
		const found = yield* hashing(path.join(folder, file));
		if (found.sha256 !== sha256 || found.bytes !== bytes) problems.push({
			file,
			message: "differs from what its observation says"
		});
	}
	for (const file of present) if (!named.has(file)) problems.push({
		file,
		message: "no observation names it"
	});
	return problems;
}
/** The evidence that a bundle holds whole: of the stage before, or of the execution that observed. */
function* partsChecks(folder, plan) {
	if (!holdsPart(plan)) return [];
	const part = path.join(folder, BUNDLE.prior);
	const what = plan.decides ? "the execution that observed" : "the stage before";
	if (!fs.existsSync(part)) return [checkOf("parts", [{
		file: BUNDLE.prior,
		message: `the evidence of ${what} is missing`
	}])];
	const check = yield* (plan.decides ? partCheck : stageCheck)(part, planOfPart(configOf(folder), plan));
	return [{
		...check,
		problems: check.problems.map((problem) => ({
			...problem,
			file: `${BUNDLE.prior}/${problem.file}`
		}))
	}];
}
/** Whether a bundle holds, is of this plan, and is one after which the next stage may begin. */
function* stageCheck(folder, plan) {
	const verified = yield* verifyPart(folder, plan);
	const check = checkOfPart(verified);
	const { status } = verified;
	if (check.result !== "holds" || status === "PARTIAL") return check;
	return checkOf("parts", [{
		file: BUNDLE.decision,
		message: `the decision is ${status ?? "not there"}: no stage may come after it`
	}]);
}
/** Whether a bundle holds and is of this plan. */
function* partCheck(folder, plan) {
	return checkOfPart(yield* verifyPart(folder, plan));
}
function* verifyPart(folder, plan) {
	const verified = yield* verifying(folder, {
		...NOTHING_EXPECTED,
		plan: sha256OfBytes(jsonText(plan))
	});
	return verified.checks.some(({ name, result }) => name === "plan" && result === "unchecked") ? yield* verifying(folder, NOTHING_EXPECTED) : verified;
}
function checkOfPart({ checks, exitCode }) {
	if (isSound(checks)) return checkOf("parts", []);
	const problems = checks.flatMap((check) => check.problems);
	const notes = checks.flatMap(({ name, note }) => note === void 0 ? [] : [`${name}: ${note}`]);
	return exitCode === 1 ? checkOf("parts", problems) : checkOf("parts", problems, notes.join("; "));
}
/** Another version may resolve a configuration differently: a plan of its own is no tampering. */
function planCheck(check, { collector }) {
	const { judge } = collector.versions();
	if (check.result !== "differs" || judge === 9) return check;
	return unchecked("plan", "resolved by another version");
}
/** Whether a run can have recorded these facts. Another version may have recorded others. */
function factsCheck({ collector, doubts }) {
	if (collector.versions().judge !== 9) return unchecked("facts", "recorded by another version");
	return checkOf("facts", doubts.map(({ seq, message }) => ({
		file: BUNDLE.observations,
		...seq > 0 && { seq },
		message
	})));
}
function judgementCheck({ collector, inconsistencies }) {
	const { judge } = collector.versions();
	if (judge !== 9) return unchecked("judgement", otherVersionInWords({
		judge,
		producer: collector.identity("producer") ?? "another program"
	}));
	return checkOf("judgement", inconsistencies.map(({ seq, message }) => ({
		file: BUNDLE.observations,
		seq,
		message
	})));
}
function renderingsCheck(folder, { outcome, collector }) {
	const { judge, render } = collector.versions();
	if (!outcome) return unchecked("renderings", "there is no final seal to render from");
	if (judge !== 9) return unchecked("renderings", "they show the verdicts of another version");
	const check = checkOf("renderings", renderings(outcome).filter(({ record }) => record || render === 10).flatMap(({ name, text }) => renderingProblem(folder, `${BUNDLE.data}/${name}`, text)));
	if (render === 10 || check.result !== "holds") return check;
	return {
		...check,
		result: "unchecked",
		note: "report.md and report.html were not compared: another render version wrote them"
	};
}
function renderingProblem(folder, file, expected) {
	const source = path.join(folder, file);
	if (!fs.existsSync(source)) return [{
		file,
		message: "missing"
	}];
	const bytes = readWhole(source, MOST.record);
	if (bytes.equals(Buffer.from(expected))) return [];
	return [{
		file,
		line: firstDifference(bytes.toString("utf8"), expected),
		message: "is not what the evidence gives"
	}];
}
function expectationsCheck(judged, expected) {
	const { collector, commit, seals, planSha256, decision } = judged;
	const run = `${collector.identity("runId") ?? ""}/${collector.identity("runAttempt") ?? ""}`;
	const check = checkOf("expectations", [
		...differing("head", expected.head, seals.head),
		...differing("plan", expected.plan, planSha256),
		...differing("commit", wholeCommit(expected.commit, commit), commit),
		...differing("run", expected.run, run),
		...differing("decision", expected.requireGo ? "GO" : void 0, decision.status)
	].map((message) => ({
		file: BUNDLE.observations,
		message
	})));
	const { requireGo, ...named } = expected;
	return !requireGo && Object.values(named).every((one) => one === void 0) ? {
		...check,
		unasked: true
	} : check;
}
/** A commit may be named by its first digits. */
function wholeCommit(expected, found) {
	return expected !== void 0 && found?.startsWith(expected.toLowerCase()) === true ? found : expected;
}
function differing(what, expected, found) {
	return expected === void 0 || expected === found ? [] : [`the ${what} is ${found ?? "not there"}, expected ${expected}`];
}
function firstDifference(text, expected) {
	const wanted = expected.split("\n");
	const at = text.split("\n").findIndex((line, index) => line !== wanted[index]);
	return at < 0 ? text.split("\n").length : at + 1;
}

export { verifyBundle as a, stageCheck as i, isSound as n, verifying as o, isUntouched as r, NOTHING_EXPECTED as t };