import { n as SetupError } from "./errors.js";
import { Dn as jsonText } from "./configuration.js";
import { t as openBundle } from "./bundle.js";
import { o as sha256OfBytes } from "./verdict.js";
import { t as BUNDLE } from "./paths.js";
import { r as readWhole, t as MOST } from "./read.js";
import { t as storeAt } from "./folder.js";
import { r as pack } from "./finish-bundle.js";
import { i as planIn, r as judging } from "./judge-bundle.js";
import { t as soleBundle } from "./sole-bundle.js";
import { n as verificationText } from "./verification-text.js";
import { n as isSound, o as verifying, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import { t as breathing } from "./breathing.js";
import fs from "node:fs";
import path from "node:path";

// src/app/bundle/environment.ts
/** The captured environment of a bundle's folder, as it says itself: nothing of it is verified. Undefined: it holds no plan. */
function capturedIn(folder) {
	try {
		return JSON.parse(readWhole(path.join(folder, BUNDLE.plan), MOST.plan).toString("utf8"))?.capturedEnv ?? {};
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
	throw new SetupError(`The evidence is of another environment: ${words.join("; ")}`, `${bundle}: nothing is decided by this bundle`);
}
function valueText(value) {
	return value === void 0 ? "not set" : JSON.stringify(value);
}

// src/app/bundle/adopt.ts
/** The evidence does not hold, or is not of what was asked for: nothing is decided by it. */
var RejectedBundle = class extends SetupError {
	verification;
	constructor(bundle, verification) {
		super(whatHappened(verification), `${bundle}: nothing is decided by this bundle`, verificationText(verification));
		this.name = "RejectedBundle";
		this.verification = verification;
	}
};
/** What a reader wants to know first; which byte it is follows. */
function whatHappened({ checks }) {
	const bad = checks.filter(({ result }) => result !== "holds");
	if (bad.some(({ name, result }) => name !== "expectations" && result === "differs")) return "The evidence was changed after it was written";
	if (bad.some(({ result }) => result === "incomplete")) return "The evidence is incomplete";
	if (bad.some(({ result }) => result === "unchecked")) return "The evidence was judged by another version of this program";
	const [other] = bad.flatMap(({ problems }) => problems).filter(({ message }) => !message.startsWith("the plan is "));
	return other ? `The evidence is not what was expected: ${other.message}` : "The evidence is of other gates: another configuration, selection or variables";
}
/**
* Verifies a bundle and keeps it, unchanged, among the executions of this machine.
* @param expected `plan`: of which it must be; and what else is known of it from elsewhere. @param out folder for executions
* @param tell told what was unpacked and can't be removed afterwards
* @throws RejectedBundle when it does not hold or is not what is expected
*/
async function adopt(bundle, { plan, ...known }, out, tell) {
	const opened = await openBundle(soleBundle(bundle), tell);
	try {
		checkEnvironment(bundle, opened.folder, plan);
		const expected = {
			...NOTHING_EXPECTED,
			...known,
			plan: sha256OfBytes(jsonText(plan))
		};
		const verification = await breathing(verifying(opened.folder, expected));
		if (!isSound(verification.checks)) throw new RejectedBundle(bundle, verification);
		return await keep(opened, verification.executionId, storeAt(out));
	} finally {
		opened.cleanup();
	}
}
async function keep(opened, executionId, store) {
	const folder = path.join(store, executionId);
	const isElsewhere = path.resolve(opened.folder) !== folder;
	if (isElsewhere && fs.existsSync(folder)) throw new SetupError(`execution ${executionId} lies in ${store} already; --out DIR decides in another folder`);
	if (isElsewhere) await fs.promises.cp(opened.folder, folder, {
		recursive: true,
		errorOnExist: true,
		force: false
	});
	const { outcome, seals } = await breathing(judging(folder, planIn(folder)));
	if (!outcome) throw new SetupError(`${folder}: ${seals.incomplete ?? "it has no final seal"}`);
	return pack(folder, outcome);
}

export { adopt as n, capturedIn as r, RejectedBundle as t };