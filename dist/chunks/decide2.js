import { n as SetupError } from "./errors.js";
import { t as jsonText } from "./json.js";
import { t as openBundle } from "./bundle.js";
import { n as sha256OfBytes } from "./hash.js";
import { n as loadPlan } from "./load.js";
import { f as summary, n as planOf, t as judgeBundle } from "./judge-bundle.js";
import { i as terminalTable, r as storeAt } from "./execution.js";
import { r as packBundle } from "./finish-bundle.js";
import { n as readPlanFile } from "./plan-file.js";
import { t as verifyBundle } from "./verify-bundle.js";
import { t as inWords } from "./verify2.js";
import fs from "node:fs";
import path from "node:path";

// src/app/decide.ts
/** The evidence does not hold, or is not of what was asked for: nothing is decided by it. */
var RejectedBundle = class extends SetupError {
	verification;
	constructor(bundle, verification) {
		super(`${bundle}: nothing is decided by this bundle`, inWords(verification));
		this.name = "RejectedBundle";
		this.verification = verification;
	}
};
/** `gate decide`: takes over the evidence of another machine, if it holds and is of this plan. Exit code as `run`. */
async function decide({ bundles, plan, out, json }, io) {
	const [bundle, ...others] = bundles;
	if (bundle === void 0) throw new SetupError("gate decide: BUNDLE is missing");
	if (others.length > 0) throw new SetupError("gate decide: several bundles are not in this version yet; give one");
	const expected = loadPlan(readPlanFile(plan, io).input).plan;
	const { outcome, folder } = await adopt(path.resolve(io.cwd, bundle), expectationsOf(expected), path.resolve(io.cwd, out));
	io.stdout(json ? summary(outcome) : terminalTable(outcome, {
		...io.terminal,
		bundle: path.relative(io.cwd, folder) || folder
	}));
	return outcome.decision.exitCode;
}
/** What evidence must show to be of this plan. */
function expectationsOf(plan) {
	return {
		head: void 0,
		plan: sha256OfBytes(jsonText(plan)),
		commit: void 0,
		run: void 0,
		requireGo: false
	};
}
/**
* Verifies a bundle and keeps it, unchanged, among the executions of this machine.
* @param out folder for executions
* @throws RejectedBundle when it does not hold or is not what is expected
*/
async function adopt(bundle, expectations, out) {
	const opened = await openBundle(soleBundle(bundle));
	try {
		const verification = verifyBundle(opened.folder, expectations);
		if (verification.exitCode !== 0) throw new RejectedBundle(bundle, verification);
		return await keep(opened, verification.executionId, storeAt(out));
	} finally {
		opened.cleanup();
	}
}
/** A folder that holds one bundle, or one zip, and nothing else stands for it: so artifacts arrive. */
function soleBundle(bundle) {
	if (!fs.statSync(bundle, { throwIfNoEntry: false })?.isDirectory()) return bundle;
	const names = fs.readdirSync(bundle);
	const [only] = names;
	return names.length === 1 && only !== void 0 && !fs.existsSync(path.join(bundle, "bagit.txt")) ? soleBundle(path.join(bundle, only)) : bundle;
}
async function keep(opened, executionId, store) {
	const folder = path.join(store, executionId);
	if (path.resolve(opened.folder) !== folder) fs.cpSync(opened.folder, folder, {
		recursive: true,
		errorOnExist: true,
		force: false
	});
	const { outcome, seals } = judgeBundle(folder, planOf(folder));
	if (!outcome) throw new SetupError(`${folder}: ${seals.incomplete ?? "it has no final seal"}`);
	return {
		outcome,
		folder,
		zip: await packBundle(folder, outcome)
	};
}

export { soleBundle as a, expectationsOf as i, adopt as n, decide as r, RejectedBundle as t };