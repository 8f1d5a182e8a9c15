import { n as SetupError } from "./errors.js";
import { t as jsonText } from "./json.js";
import { t as openBundle } from "./bundle.js";
import { t as sha256OfBytes } from "./sha256.js";
import { i as storeAt, t as soleBundle } from "./sole-bundle.js";
import { r as packBundle } from "./finish-bundle.js";
import { i as planIn, n as judgeBundle } from "./judge-bundle.js";
import { n as verificationText } from "./verification-text.js";
import { r as verifyBundle, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import fs from "node:fs";
import path from "node:path";

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
/** What evidence must show to be of this plan. */
function expectationsOf(plan) {
	return {
		...NOTHING_EXPECTED,
		plan: sha256OfBytes(jsonText(plan))
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

export { expectationsOf as n, adopt as t };