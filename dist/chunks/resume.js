import { n as SetupError } from "./errors.js";
import { t as hashFile } from "./hash.js";
import { n as GUARD_PID } from "./guard.js";
import { t as endAll } from "./guard-duty.js";
import { u as isAlive } from "./leftovers.js";
import { n as planOf, t as judgeBundle } from "./judge-bundle.js";
import { t as rescue } from "./rescue.js";
import { n as concludeProblem, t as conclude } from "./action2.js";
import fs from "node:fs";
import path from "node:path";

// src/app/action/resume.ts
const PAUSE_MS = 100;
/**
* After a `main` that did not come to its end: everything of it is stopped, what it had recorded is sealed and bundled (by the
* guard, or here where the guard is gone too), and shown: BLOCKED, or NO-GO where a required gate had failed before.
*/
async function resume(action, left) {
	try {
		const finished = await action.log.foreign("cleanup", () => bundled(action, left));
		return await conclude(action, {
			finished,
			notes: []
		});
	} catch (error) {
		return concludeProblem(action, error);
	}
}
async function bundled({ log }, { folder, workFolder }) {
	if (isGuarded(workFolder)) log.say("the guard ends what is left and seals the evidence");
	while (isGuarded(workFolder)) await pause();
	if (fs.existsSync(workFolder)) {
		log.say("the guard is gone: ending what is left and sealing the evidence here");
		await endAll(path.basename(folder), []);
		await rescue(folder, workFolder);
	}
	if (fs.existsSync(`${folder}.unverified`)) throw new SetupError(`the evidence of the interrupted run does not verify; it is kept as ${folder}.unverified`);
	if (!fs.existsSync(`${folder}.zip`)) throw new SetupError("interrupted before the first gate: there is no evidence");
	const { outcome } = judgeBundle(folder, planOf(folder));
	if (!outcome) throw new SetupError("the evidence of the interrupted run has no final seal");
	return {
		outcome,
		folder,
		zip: {
			path: `${folder}.zip`,
			sha256: hashFile(`${folder}.zip`).sha256
		}
	};
}
/** Its guard removes the work folder last of all. */
function isGuarded(workFolder) {
	try {
		const pid = Number(fs.readFileSync(path.join(workFolder, GUARD_PID), "utf8"));
		return Number.isSafeInteger(pid) && pid > 1 && isAlive(pid);
	} catch {
		return false;
	}
}
function pause() {
	return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

export { resume };