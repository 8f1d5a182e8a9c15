import { w as kinds } from "./configuration.js";
import { t as executionId } from "./execution-id.js";
import "./render.js";
import { t as checkoutOf } from "./config-file.js";
import { a as observers, i as MonotonicClock, l as execute, n as historyIn, r as Follower, s as openSession, t as leaveBundle } from "./leave-bundle.js";
import { t as VERSION } from "./version2.js";
import { t as handOver } from "./handover.js";
import fs from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import os from "node:os";

// src/app/execution/interruption.ts
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/**
* The first signal asks for an end, and within 5 s everything has stopped, but for a rollback, which the second breaks off. Further
* ones are not heard.
*/
function onInterruption(heard) {
	const [first, second] = [new AbortController(), new AbortController()];
	const handlers = SIGNALS.map((name) => {
		const handler = () => {
			const next = [first, second].find(({ signal }) => !signal.aborted);
			if (!next) return;
			heard(name, next === first ? 1 : 2);
			next.abort(name);
		};
		process.on(name, handler);
		return {
			name,
			handler
		};
	});
	return {
		signal: first.signal,
		insisted: second.signal,
		close: () => handlers.forEach(({ name, handler }) => process.removeListener(name, handler))
	};
}

// src/app/execution/execution.ts
/** Makes the folder for executions and names a new one in it. `store`: relative to where the command runs. */
function newExecution(store, io) {
	const id = executionId(/* @__PURE__ */ new Date());
	return {
		id,
		folder: path.join(storeAt(path.resolve(io.cwd, store)), id),
		workFolder: path.join(os.tmpdir(), `gate-${id}`)
	};
}
/**
* Runs a plan and leaves its bundle, which holds that of the stage before where there is one. SIGINT, SIGTERM, SIGHUP end it within 5 s,
* BLOCKED; a pending rollback runs first, until a second signal, or is handed over to `post`.
* @throws UnverifiedBundle when the bundle just written does not verify; Unsettled when pending work is handed over to `post`
*/
async function executePlan(plan, config, { id, folder, workFolder, post }, io, prior) {
	const clock = new MonotonicClock();
	const startedAtMs = Date.now();
	const follower = new Follower(io, clock, startedAtMs);
	const interruption = onInterruption((signal, times) => follower.say(`${signal}: stopping everything${times > 1 ? ", at once" : ""}`));
	const checkout = checkoutOf(config.path);
	const session = openSession({
		plan,
		configBytes: config.bytes,
		executionId: id,
		folder,
		workFolder,
		checkout,
		env: io.env,
		clock,
		startedAtMs,
		interrupt: interruption.signal,
		insisted: post ? interruption.signal : interruption.insisted,
		handsOver: post === true,
		watcher: follower,
		history: historyIn(path.dirname(folder)),
		...prior && { prior },
		judges: kinds,
		observers
	});
	try {
		return await leaveBundle(session, folder, plan, async () => {
			if (post) handOver(workFolder, {
				zero: clock.zero,
				checkout
			});
			follower.say(`${plan.name}: execution ${id}, ${plan.gates.length - 1} gates`);
			await execute(session.world, started(id, startedAtMs, io));
		});
	} finally {
		interruption.close();
		follower.close();
	}
}
function started(id, startedAtMs, io) {
	const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: runId, GITHUB_RUN_ATTEMPT: runAttempt } = io.env;
	return {
		type: "execution.started",
		executionId: id,
		at: new Date(startedAtMs).toISOString(),
		...repository !== void 0 && { repository },
		...runId !== void 0 && { runId },
		...runAttempt !== void 0 && { runAttempt },
		node: process.version,
		os: `${process.platform} ${os.release()}`,
		arch: process.arch,
		machine: randomUUID(),
		producer: `gate-action ${VERSION}`,
		judge: 5,
		render: 6
	};
}
/** Level by level: a recursive mkdir goes round for ever where the system lets nothing be made (/proc). */
function makeFolder(folder) {
	if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
	makeFolder(path.dirname(folder));
	fs.mkdirSync(folder);
}
/** The folder for executions; below `.gate` it hides itself from git. */
function storeAt(folder) {
	makeFolder(folder);
	const hidden = folder.split(path.sep).lastIndexOf(".gate");
	if (hidden < 0) return folder;
	const ignore = path.join(folder.split(path.sep).slice(0, hidden + 1).join(path.sep), ".gitignore");
	if (!fs.existsSync(ignore)) fs.writeFileSync(ignore, "*\n");
	return folder;
}

// src/app/bundle/sole-bundle.ts
/**
* A folder that holds one bundle, or one zip, and nothing else stands for it: so artifacts arrive. A link is not
* followed further: it may lead round in a circle.
*/
function soleBundle(bundle) {
	if (!fs.statSync(bundle, { throwIfNoEntry: false })?.isDirectory()) return bundle;
	const [only, ...others] = fs.readdirSync(bundle);
	if (only === void 0 || others.length > 0 || fs.existsSync(path.join(bundle, "bagit.txt"))) return bundle;
	const inner = path.join(bundle, only);
	return fs.lstatSync(inner).isSymbolicLink() ? inner : soleBundle(inner);
}

export { storeAt as i, executePlan as n, newExecution as r, soleBundle as t };