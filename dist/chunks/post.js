import { n as SetupError } from "./errors.js";
import { n as hashFile } from "./hash.js";
import { t as BUNDLE } from "./paths.js";
import { n as readRegular, t as MOST } from "./read.js";
import { a as settle, f as GUARD_PID, n as Follower, r as observers, s as MonotonicClock, t as leaveBundle, u as reopenSession } from "./leave-bundle.js";
import { t as endAll } from "./guard-duty.js";
import { m as isAlive } from "./leftovers.js";
import { i as nameIn, n as conclude, r as concludeProblem } from "./action2.js";
import { t as terminalTable } from "./terminal.js";
import { n as readUnfinished } from "./unfinished2.js";
import { i as asideOf, t as UnverifiedBundle } from "./finish-bundle.js";
import { r as takeOver } from "./handover.js";
import { i as planIn, n as judgeBundle } from "./judge-bundle.js";
import { n as rescue, t as dropUnnamed } from "./rescue2.js";
import { t as cutTornTail } from "./reopen.js";
import { w as kinds } from "./configuration.js";
import { t as Secrets } from "./environment.js";
import { t as historyIn } from "./history.js";
import fs from "node:fs";
import path from "node:path";

// src/app/execution/settle.ts
/**
* The limit for pending work, in ms: GitHub ends a cancelled job 5 min after its cancellation, of which `main` may have had 10 s,
* and what follows, from the seal to the comment, needs its time too.
*/
const SETTLE_LIMIT_MS = 21e4;
/**
* Takes up an unfinished execution: does what is pending, records that in the same evidence, and leaves the
* bundle. Whatever goes wrong, the bundle of what was recorded until then is made.
* @throws SetupError when nothing can be recorded without risk; UnverifiedBundle
*/
async function settleExecution({ id, folder, workFolder }, { plan, fold, pending, wanted, signal, startedAtMs, t }, { zero, checkout }, io) {
	const env = {
		...io.env,
		...plan.capturedEnv
	};
	const [missing] = new Secrets(plan.secretEnv, env).unusable;
	if (missing !== void 0) throw new SetupError(`${missing.name} is ${missing.why === "short" ? "too short" : "not set"} here: what the run wrote could not be redacted`);
	const clock = MonotonicClock.since(zero, t);
	const follower = new Follower(io, clock, startedAtMs);
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), SETTLE_LIMIT_MS);
	const { removedBytes } = cutTornTail(path.join(folder, BUNDLE.observations));
	dropUnnamed(folder, (line) => follower.say(line));
	const session = reopenSession({
		plan,
		executionId: id,
		folder,
		workFolder,
		checkout,
		env,
		clock,
		startedAtMs,
		interrupt: new AbortController().signal,
		insisted: limit.signal,
		handsOver: false,
		watcher: follower,
		artifacts: [],
		history: historyIn([{
			folder: path.dirname(folder),
			name: path.dirname(folder)
		}], env),
		judges: kinds,
		observers
	}, fold);
	try {
		return await leaveBundle(session, folder, plan, async () => {
			const { journal } = session.world;
			if (wanted) journal.grant(wanted);
			journal.recordGlobal({
				type: "resumed",
				removedBytes
			});
			await settle(session.world, pending, signal === void 0 ? { reason: "crashed" } : {
				reason: "cancelled",
				detail: signal
			});
		});
	} finally {
		clearTimeout(timer);
		follower.close();
	}
}

// src/app/action/post.ts
const PAUSE_MS = 100;
/**
* After a `main` that did not come to its end: everything of it is stopped, a rollback that is due runs, what was recorded is sealed
* and bundled (by the guard, or here where the guard is gone too, or has left it to us), and shown: BLOCKED, or NO-GO where a
* required gate had failed before.
*/
async function post(action, left) {
	try {
		const finished = await action.log.foreign("cleanup", () => bundled(action, left));
		action.log.say(terminalTable(finished.outcome, {
			...action.log.io.terminal,
			bundle: finished.zip.path
		}));
		return await conclude(action, {
			finished,
			notes: []
		});
	} catch (error) {
		return concludeProblem(action, error, {
			notes: [],
			...nameOf(left)
		});
	}
}
async function bundled(action, left) {
	const { log } = action;
	const { folder, workFolder } = left;
	if (isGuarded(workFolder)) log.say("the guard ends what is left and seals the evidence");
	while (isGuarded(workFolder)) await pause();
	if (fs.existsSync(workFolder)) {
		log.say("ending what is left and sealing the evidence here");
		await endAll(path.basename(folder), []);
		const settled = await settledHere(action, left);
		if (settled) return settled;
		if (fs.existsSync(workFolder)) await rescue(folder, workFolder, log.error);
	}
	if (fs.existsSync(`${folder}.unverified`)) throw new SetupError(`the evidence of the interrupted run does not verify; it is kept as ${folder}.unverified`);
	if (fs.existsSync(asideOf(folder))) throw new SetupError(`a secret is left in the evidence of the interrupted run, so nothing of it is published; it is kept as ${asideOf(folder)}`);
	if (!fs.existsSync(`${folder}.zip`)) throw new SetupError("interrupted before the first gate: there is no evidence");
	const { outcome } = judgeBundle(folder, planIn(folder));
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
/** What the configuration calls itself, where that much was written. */
function nameOf({ folder }) {
	try {
		const name = nameIn(readRegular(path.join(folder, BUNDLE.config), MOST.config).toString("utf8"));
		return name === void 0 ? {} : { name };
	} catch {
		return {};
	}
}
/** Settles what is pending. @returns undefined where nothing is, or where that can't be: then the evidence says so */
async function settledHere({ log }, { folder, workFolder }) {
	try {
		const handover = takeOver(workFolder);
		const unfinished = handover && readUnfinished(folder);
		if (!unfinished) return void 0;
		log.say(`gate "${unfinished.pending.gate.id}" must not stay as it is: putting that right first`);
		return await settleExecution({
			id: path.basename(folder),
			folder,
			workFolder
		}, unfinished, handover, log.io);
	} catch (error) {
		if (error instanceof UnverifiedBundle) throw error;
		log.error(error instanceof Error ? error.message : String(error));
		return;
	}
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

export { post };