import { n as sha256OfBytes } from "./hash.js";
import { c as listTree, l as BUNDLE, n as LAST_OBSERVATION, s as EMPTY_FOLDER, t as readObservations } from "./reader.js";
import { n as SetupError } from "./errors.js";
import { t as Recorder } from "./recorder.js";
import { t as derivePlan } from "./load.js";
import { n as finishBundle } from "./finish-bundle.js";
import fs from "node:fs";
import path from "node:path";

// src/evidence/resume.ts
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
function resume(options) {
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
* @throws SetupError as `resume`.
*/
function endCrashed(options) {
	const { recorder, removedBytes, ended } = resume(options);
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

// src/app/rescue.ts
/**
* Makes a bundle of what an execution had recorded when it was killed: a torn line is cut, the end is recorded as a crash and
* sealed, and the decision over it can only be BLOCKED, or NO-GO where a required gate had failed before. An execution that was
* killed while its bundle was being made is bundled as it ended.
*/
async function rescue(folder, workFolder) {
	try {
		const plan = readPlan(folder);
		if (plan) await bundle(folder, plan);
	} finally {
		fs.rmSync(workFolder, {
			recursive: true,
			force: true
		});
	}
}
/** The plan of an execution that had begun. What had recorded nothing yet leaves no evidence, so its folder goes. */
function readPlan(folder) {
	const plan = path.join(folder, BUNDLE.plan);
	if ([plan, path.join(folder, BUNDLE.observations)].every((file) => (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0)) return fs.readFileSync(plan);
	fs.rmSync(folder, {
		recursive: true,
		force: true
	});
}
async function bundle(folder, plan) {
	const planSha256 = sha256OfBytes(plan);
	const { head } = dropUnnamed(folder, planSha256);
	if (head === void 0) endCrashed({
		path: path.join(folder, BUNDLE.observations),
		planSha256,
		wallClock: () => /* @__PURE__ */ new Date()
	});
	const config = fs.readFileSync(path.join(folder, BUNDLE.config));
	await finishBundle(folder, derivePlan(config.toString("utf8"), config, JSON.parse(plan.toString("utf8"))));
}
/** A copy that was being made when the end came is named by no observation: it is no evidence. */
function dropUnnamed(folder, planSha256) {
	const named = /* @__PURE__ */ new Set();
	const report = readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => {
		if (o.type.endsWith("attachment") && typeof o["path"] === "string") named.add(`${BUNDLE.data}/${o["path"]}`);
	});
	const kept = listTree(folder).files.filter((file) => file.startsWith(`${BUNDLE.gates}/`));
	for (const file of kept) if (!named.has(file)) fs.rmSync(path.join(folder, file));
	dropEmptyFolders(folder);
	return report;
}
/** A folder that held nothing but an empty one is empty once that is gone. */
function dropEmptyFolders(folder) {
	const empty = listTree(folder).odd.filter(({ message }) => message === EMPTY_FOLDER);
	for (const { path: odd } of empty) fs.rmdirSync(path.join(folder, odd));
	if (empty.length > 0) dropEmptyFolders(folder);
}

export { rescue as t };