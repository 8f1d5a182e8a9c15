import { o as sha256OfBytes } from "./verdict.js";
import { n as TAGS } from "./bag.js";
import { t as BUNDLE } from "./paths.js";
import { n as readRegular, t as MOST } from "./read.js";
import { i as planIn, l as otherVersion, n as judgeBundle } from "./judge-bundle.js";
import { _ as namesItsTime, c as beginningOf, u as summaryIn } from "./store.js";
import { n as statementOf, t as headIn } from "./witness.js";
import fs from "node:fs";
import path from "node:path";

// src/app/history/doubt.ts
/** Reads what is said of an execution besides its rows. */
function seenOf(store, stored) {
	const { id, folder } = stored;
	return {
		summary: folder === void 0 ? void 0 : summaryIn(folder, id),
		stated: statementOf(store, stored)
	};
}
/**
* Why what lies in a store of an execution is not what was written of it; undefined where nothing tells so. Its summary is held against its
* bag, its recording, its rows and its statement: facts are judged anew only where nobody but the bundle tells of it.
*/
function doubtOf(stored, { summary, stated }) {
	const { id, folder, names, rows } = stored;
	if (folder === void 0) return names.length === 0 ? void 0 : "its folder is gone; unpack its zip beside it";
	if (summary) return doubtOfSummary(summary, folder, stored, stated);
	const isEnded = rows.length > 0 || names.length > 1;
	const { size = 0 } = fs.statSync(path.join(folder, BUNDLE.observations), { throwIfNoEntry: false }) ?? {};
	if (size === 0) return isEnded || fs.existsSync(path.join(folder, TAGS.manifest)) ? "its records are gone" : void 0;
	const begun = beginningOf(folder);
	if (begun?.executionId !== id) return begun ? `its folder holds execution ${begun.executionId}` : "its first facts can not be read";
	if (!namesItsTime(id, begun.startedAt)) return "its recording names another time than it began";
	return isEnded ? "its summary is gone" : void 0;
}
function doubtOfSummary(summary, folder, { id, rows }, stated) {
	const { head, status, commit, partial, startedAt } = summary;
	if (!namesItsTime(id, startedAt)) return "its summary names another time than it began";
	if (status === "GO" && partial !== null) return "its summary calls a part of a plan a GO";
	if (head !== headIn(folder)) return "its summary is of another recording";
	if (rows.some((row) => row.head !== head)) return "the index has another head";
	if (stated && (stated.head !== head || stated.isGo !== (status === "GO") || stated.commit !== void 0 && stated.commit !== commit)) return "its statement says something else";
	if (fs.existsSync(path.join(folder, TAGS.manifest)) && !isAsBagged(folder)) return `${BUNDLE.summary} is not what was written`;
	return rows.length > 0 || stated ? void 0 : doubtOfFacts(summary, folder);
}
/** Whether the summary is what the bag lists, and the list itself what it was. */
function isAsBagged(folder) {
	return [[TAGS.manifest, BUNDLE.summary], [TAGS.tagManifest, TAGS.manifest]].every(([list, file]) => bytesOf(folder, list).includes(`${sha256OfBytes(bytesOf(folder, file))}  ${file}\n`));
}
function bytesOf(folder, name) {
	try {
		return readRegular(path.join(folder, name), MOST.record);
	} catch {
		return Buffer.alloc(0);
	}
}
/** What another version judged can't be held against this one's rules. */
function doubtOfFacts({ status }, folder) {
	if (otherVersion(folder)) return void 0;
	try {
		const { decision, seals } = judgeBundle(folder, planIn(folder));
		return seals.problems.length === 0 && decision.status === status ? void 0 : "its summary does not follow from its facts";
	} catch {
		return "its facts can not be judged";
	}
}

export { seenOf as n, doubtOf as t };