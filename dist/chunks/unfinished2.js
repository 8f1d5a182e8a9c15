import { t as atOnce } from "./pieces.js";
import { i as planIn, j as attachmentsOf, o as priorIn, v as ExecutionFold, y as readObservations } from "./judge-bundle.js";
import { n as hashFile } from "./hash.js";
import { t as BUNDLE } from "./paths.js";
import { w as kinds } from "./configuration.js";
import { n as isHandedOver } from "./handover.js";
import path from "node:path";

// src/app/execution/unfinished.ts
/**
* Folds again what an execution recorded. @returns undefined when nothing is pending
* @throws SetupError when its plan or its recording is not what a process leaves that is gone
*/
function readUnfinished(folder) {
	const plan = planIn(folder);
	const fold = new ExecutionFold(plan, kinds, attachmentsOf(folder), atOnce(priorIn(folder, plan)));
	const { sha256 } = hashFile(path.join(folder, BUNDLE.plan));
	let wanted;
	const facts = /* @__PURE__ */ new Map();
	const { tail, startedAt, problems, head } = readObservations(path.join(folder, BUNDLE.observations), sha256, (o) => {
		wanted = fold.step(o);
		if (fold.reading) wanted = atOnce(fold.reading);
		if (o.type === "interrupted") facts.set(o.type, o);
	});
	const pending = fold.pending();
	if (!pending || startedAt === void 0 || problems.length > 0 || head !== void 0) return void 0;
	const signal = facts.get("interrupted")?.["signal"];
	return {
		plan,
		fold,
		pending,
		...wanted && { wanted },
		...typeof signal === "string" && { signal },
		startedAtMs: Date.parse(startedAt),
		t: tail.t
	};
}
/** Whether `post` of the action will take an execution up. Where its facts can't be read, it will not. */
function isLeftToPost({ folder, workFolder }) {
	try {
		return isHandedOver(workFolder) && readUnfinished(folder) !== void 0;
	} catch {
		return false;
	}
}

export { readUnfinished as n, isLeftToPost as t };