import { n as SetupError } from "./errors.js";
import { t as jsonText } from "./json.js";
import { t as openBundle } from "./bundle.js";
import { s as sha256OfBytes } from "./calendar.js";
import { c as BUNDLE } from "./reader.js";
import { i as storeAt, t as soleBundle } from "./sole-bundle.js";
import { r as packBundle } from "./finish-bundle.js";
import { i as planIn, n as judgeBundle } from "./judge-bundle.js";
import { n as verificationText } from "./verification-text.js";
import { r as verifyBundle, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import fs from "node:fs";
import path from "node:path";

// src/app/bundle/environment.ts
/** The captured environment of a bundle's folder, as it says itself: nothing of it is verified. Undefined: it holds no plan. */
function capturedIn(folder) {
	try {
		return JSON.parse(fs.readFileSync(path.join(folder, BUNDLE.plan), "utf8"))?.capturedEnv ?? {};
	} catch {
		return;
	}
}
/** Says which value differs: of the whole plan only the hashes would. @throws SetupError */
function checkEnvironment(bundle, folder, expected) {
	const found = capturedIn(folder);
	if (found === void 0) return;
	const differing = [.../* @__PURE__ */ new Set([...Object.keys(expected.capturedEnv), ...Object.keys(found)])].filter((name) => found[name] !== expected.capturedEnv[name]);
	if (differing.length === 0) return;
	const words = differing.map((name) => `${name} was ${valueText(found[name])}, expected ${valueText(expected.capturedEnv[name])}`);
	throw new SetupError(`${bundle}: nothing is decided by this bundle: its environment was another one: ${words.join("; ")}`);
}
function valueText(value) {
	return value === void 0 ? "not set" : JSON.stringify(value);
}

// src/app/bundle/adopt.ts
/** The evidence does not hold, or is not of what was asked for: nothing is decided by it. */
var RejectedBundle = class extends SetupError {
	verification;
	constructor(bundle, verification) {
		super(`${bundle}: nothing is decided by this bundle`, verificationText(verification));
		this.name = "RejectedBundle";
		this.verification = verification;
	}
};
/**
* Verifies a bundle and keeps it, unchanged, among the executions of this machine.
* @param plan of which it must be. @param run of which it must be, where that is known. @param out folder for executions
* @throws RejectedBundle when it does not hold or is not what is expected
*/
async function adopt(bundle, { plan, run }, out) {
	const opened = await openBundle(soleBundle(bundle));
	try {
		checkEnvironment(bundle, opened.folder, plan);
		const verification = verifyBundle(opened.folder, {
			...NOTHING_EXPECTED,
			plan: sha256OfBytes(jsonText(plan)),
			run
		});
		if (verification.exitCode !== 0) throw new RejectedBundle(bundle, verification);
		return await keep(opened, verification.executionId, storeAt(out));
	} finally {
		opened.cleanup();
	}
}
async function keep(opened, executionId, store) {
	const folder = path.join(store, executionId);
	if (path.resolve(opened.folder) !== folder) fs.cpSync(opened.folder, folder, {
		recursive: true,
		errorOnExist: true,
		force: false
	});
	const { outcome, seals } = judgeBundle(folder, planIn(folder));
	if (!outcome) throw new SetupError(`${folder}: ${seals.incomplete ?? "it has no final seal"}`);
	return {
		outcome,
		folder,
		zip: await packBundle(folder, outcome)
	};
}

export { capturedIn as n, adopt as t };