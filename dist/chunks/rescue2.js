import { o as sha256OfBytes } from "./verdict.js";
import { n as hashFile } from "./hash.js";
import { t as BUNDLE } from "./paths.js";
import { r as readWhole, t as MOST } from "./read.js";
import { y as readObservations } from "./judge-bundle.js";
import { n as endCrashed } from "./reopen.js";
import { u as whyNotRemoved } from "./budget.js";
import { n as listTree, t as EMPTY_FOLDER } from "./tree.js";
import { t as Secrets } from "./environment.js";
import { t as derivePlan } from "./load.js";
import { n as finishBundle } from "./finish-bundle.js";
import fs from "node:fs";
import path from "node:path";

// src/app/execution/rescue.ts
/**
* Makes a bundle of what an execution had recorded when it was killed: a torn line is cut, the end is recorded as a crash and
* sealed, and the decision over it can only be BLOCKED, or NO-GO where a required gate had failed before. An execution that was
* killed while its bundle was being made is bundled as it ended. @param tell told what stands in the way
* @throws UnverifiedBundle where a file stays that no fact names
*/
async function rescue(folder, workFolder, tell) {
	try {
		const plan = readPlan(folder);
		if (plan) await bundle(folder, plan, tell);
	} finally {
		whyNotRemoved(workFolder);
	}
}
/** The plan of an execution that had begun. What had recorded nothing yet leaves no evidence, so its folder goes. */
function readPlan(folder) {
	const plan = path.join(folder, BUNDLE.plan);
	if ([plan, path.join(folder, BUNDLE.observations)].every((file) => (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0)) return readWhole(plan, MOST.plan);
	whyNotRemoved(folder);
}
async function bundle(folder, plan, tell) {
	const planSha256 = sha256OfBytes(plan);
	const { head } = dropUnnamed(folder, tell);
	if (head === void 0) endCrashed({
		path: path.join(folder, BUNDLE.observations),
		planSha256,
		wallClock: () => /* @__PURE__ */ new Date()
	});
	const config = readWhole(path.join(folder, BUNDLE.config), MOST.config);
	const derived = derivePlan(config.toString("utf8"), config, JSON.parse(plan.toString("utf8")));
	await finishBundle(folder, derived, new Secrets(derived.secretEnv, process.env));
}
/** A copy that was being made when the end came is named by no observation: it is no evidence. @param tell told what can't be removed */
function dropUnnamed(folder, tell) {
	const planSha256 = hashFile(path.join(folder, BUNDLE.plan)).sha256;
	const named = /* @__PURE__ */ new Set();
	const report = readObservations(path.join(folder, BUNDLE.observations), planSha256, (o) => {
		if (o.type.endsWith("attachment") && typeof o["path"] === "string") named.add(`${BUNDLE.data}/${o["path"]}`);
	});
	const kept = listTree(folder).files.filter((file) => file.startsWith(`${BUNDLE.gates}/`));
	for (const file of kept) if (!named.has(file)) drop(folder, file, tell);
	dropEmptyFolders(folder, tell);
	return report;
}
/** What stays is found again when the bundle is verified: nothing is decided by it then. @returns whether it is gone */
function drop(folder, file, tell) {
	const why = whyNotRemoved(path.join(folder, file));
	if (why !== void 0) tell(`${file}: no fact names it, and it can't be removed: ${why}`);
	return why === void 0;
}
/** A folder that held nothing but an empty one is empty once that is gone. */
function dropEmptyFolders(folder, tell) {
	const empty = listTree(folder).odd.filter(({ message }) => message === EMPTY_FOLDER);
	const gone = empty.filter(({ path: odd }) => drop(folder, odd, tell));
	if (gone.length > 0 && gone.length === empty.length) dropEmptyFolders(folder, tell);
}

export { rescue as n, dropUnnamed as t };