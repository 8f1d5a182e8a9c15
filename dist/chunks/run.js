import { n as SetupError, r as problemLine, t as ConfigurationError } from "./errors.js";
import { r as loadPlan } from "./load.js";
import { n as summary } from "./render.js";
import { t as terminalTable } from "./terminal.js";
import { n as readConfig, t as checkoutOf } from "./config-file.js";
import { t as loadInput } from "./configuration-input.js";
import { t as VERSION } from "./version2.js";
import { a as observers, i as MonotonicClock, l as execute, n as historyIn, r as Follower, s as openSession, t as leaveBundle } from "./leave-bundle.js";
import { w as kinds } from "./configuration.js";
import { t as executionId } from "./execution-id.js";
import { t as handOver } from "./handover.js";
import { n as storeAt, t as soleBundle } from "./sole-bundle.js";
import { i as noteElsewhere, t as UnverifiedBundle } from "./finish-bundle.js";
import { n as readPlanFile } from "./plan-file.js";
import { t as jsonText } from "./json.js";
import { t as openBundle } from "./bundle.js";
import { t as sha256OfBytes } from "./sha256.js";
import { f as BUNDLE } from "./reader.js";
import { r as readWhole, t as MOST } from "./read.js";
import { o as priorOf, r as planBefore } from "./judge-bundle.js";
import { r as partCheck } from "./verify-bundle.js";
import { n as verificationText, t as checkLines } from "./verification-text.js";
import fs from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import os from "node:os";

// src/app/history/places.ts
/** Where executions are written when nobody says otherwise, relative to where the command runs. */
const DEFAULT_STORE = ".gate/executions";
/** A store that is no folder. */
const GITHUB = "github";
/**
* `--out` says where an execution is written, before `evidence.store`. The store of the configuration is asked for earlier executions all
* the same: an execution elsewhere begins no count anew.
*/
function storesOf(plan, { out, configPath }, io) {
	const home = folderOf(plan, configPath) ?? {
		folder: path.resolve(io.cwd, ".gate/executions"),
		name: ".gate/executions"
	};
	if (out === void 0) return [home];
	const own = {
		folder: path.resolve(io.cwd, out),
		name: out
	};
	return own.folder === home.folder ? [own] : [own, home];
}
/** In the action an execution is written to the runner's temporary folder, or to the folder that the configuration names. */
function storesInAction(plan, { own, configPath }) {
	return [folderOf(plan, configPath) ?? {
		folder: own,
		name: "the temporary folder of the runner"
	}];
}
function folderOf({ store }, configPath) {
	if (store === void 0 || store === GITHUB) return void 0;
	return {
		folder: path.resolve(checkoutOf(configPath), store),
		name: store
	};
}
/**
* Leaves a row of an execution that was written elsewhere in the store of its configuration, where there is one or where attempts are counted.
* @returns why it could not; undefined when nothing is to be said
*/
function noteIn([, home], bundle, { policy }) {
	if (!home || policy.maxAttempts === void 0 && !fs.existsSync(home.folder)) return void 0;
	try {
		return noteElsewhere(storeAt(home.folder), bundle);
	} catch (error) {
		return `${home.name}: ${error instanceof Error ? error.message : String(error)}`;
	}
}

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
/** Names a new execution, and makes the folder for executions: the first of the stores. */
function newExecution(stores) {
	const id = executionId(/* @__PURE__ */ new Date());
	return {
		id,
		folder: path.join(storeAt(stores[0].folder), id),
		workFolder: path.join(os.tmpdir(), `gate-${id}`),
		stores
	};
}
/**
* Runs a plan and leaves its bundle, which holds that of the stage before where there is one. SIGINT, SIGTERM, SIGHUP end it within 5 s,
* BLOCKED; a pending rollback runs first, until a second signal, or is handed over to `post`.
* @throws UnverifiedBundle when the bundle just written does not verify; Unsettled when pending work is handed over to `post`
*/
async function executePlan(plan, config, { id, folder, workFolder, stores, post }, io, prior) {
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
		history: historyIn(stores, io.env),
		...prior && { prior },
		judges: kinds,
		observers
	});
	try {
		const finished = await leaveBundle(session, folder, plan, async () => {
			if (post) handOver(workFolder, {
				zero: clock.zero,
				checkout
			});
			follower.say(`${plan.name}: execution ${id}, ${plan.gates.length - 1} gates`);
			await execute(session.world, started(id, startedAtMs, io));
		});
		const notIndexed = finished.notIndexed ?? noteIn(stores, finished.folder, plan);
		if (notIndexed !== void 0) follower.say(`the index of executions has no row of this one: ${notIndexed}`);
		return finished;
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

// src/app/bundle/prior.ts
/**
* Opens the evidence of the stage before, of a plan whose stage follows another. Nothing may begin upon evidence that does not hold.
* @param bundles what the command line names. @param config the bytes of the configuration
* @returns undefined for a plan that follows nothing. @throws SetupError
*/
async function openPrior(bundles, plan, config) {
	const [bundle, ...others] = bundles;
	const { stage } = plan;
	if (stage?.after === void 0) {
		if (bundle === void 0) return void 0;
		throw new SetupError(stage ? `--prior: no stage comes before "${stage.name}"` : "--prior: expected with --stage alone");
	}
	const wanted = `the evidence of stage "${stage.after}"`;
	if (bundle === void 0) throw new SetupError(`--stage ${stage.name}: --prior is missing; expected ${wanted}`);
	if (others.length > 0) throw new SetupError(`--prior: found ${bundles.length} bundles, expected ${wanted}, which holds that of the stages before it`);
	const opened = await openBundle(soleBundle(bundle));
	try {
		const before = planBefore(config, plan);
		checkPlan(opened.folder, bundle, before);
		const check = partCheck(opened.folder, before);
		if (check.result !== "holds") throw new SetupError(`${bundle}: stage "${stage.name}" does not begin upon this evidence`, ...checkLines(check));
		return {
			...priorOf(opened.folder, before),
			...opened
		};
	} catch (error) {
		opened.cleanup();
		throw error;
	}
}
/** For evidence of another plan the message says what differs, not only that hashes do. */
function checkPlan(folder, bundle, expected) {
	const file = path.join(folder, BUNDLE.plan);
	const bytes = fs.existsSync(file) ? readWhole(file, MOST.plan) : Buffer.alloc(0);
	if (sha256OfBytes(bytes) === sha256OfBytes(jsonText(expected))) return;
	const found = planIn(bytes);
	const stage = found?.stage?.name;
	const wanted = expected.stage?.name ?? "";
	if (found && stage !== wanted) throw new SetupError(`${bundle}: is of ${stage === void 0 ? "no stage" : `stage "${stage}"`}, expected "${wanted}"`);
	const other = Object.keys(expected).find((key) => JSON.stringify(found?.[key]) !== JSON.stringify(expected[key]));
	throw new SetupError(`${bundle}: is of another plan${other === void 0 ? "" : `: its ${IN_WORDS[other] ?? other} differs`}`);
}
const IN_WORDS = {
	configSha256: "configuration",
	vars: "value of a variable",
	capturedEnv: "captured environment",
	selection: "selection of gates"
};
function planIn(bytes) {
	try {
		return JSON.parse(bytes.toString("utf8"));
	} catch {
		return;
	}
}

// src/app/commands/run.ts
/** `gate run`: runs the plan and leaves a bundle. Exit code 0 GO, 1 a required gate failed, 2 blocked. */
async function run(request, io) {
	const { config, input } = request.plan === void 0 ? fromConfiguration(request, io) : fromPlan(request.plan, request, io);
	const plan = runnablePlan(input, io);
	const pinned = {
		...io,
		env: {
			...io.env,
			...plan.capturedEnv
		}
	};
	const prior = await openPrior(request.prior.map((bundle) => path.resolve(io.cwd, bundle)), plan, config.bytes);
	try {
		const { outcome, folder } = await executePlan(plan, config, newExecution(storesOf(plan, {
			out: request.out,
			configPath: config.path
		}, io)), pinned, prior);
		const bundle = path.relative(io.cwd, folder) || folder;
		io.stdout(request.json ? summary(outcome) : terminalTable(outcome, {
			...io.terminal,
			bundle
		}));
		return outcome.decision.exitCode;
	} catch (error) {
		if (!(error instanceof UnverifiedBundle)) throw error;
		io.stderr(`gate run: ${error.message}\n${verificationText(error.verification)}`);
		return 2;
	} finally {
		prior?.cleanup();
	}
}
/** A plan that was made elsewhere, for all of its stages. */
function fromPlan(file, { stage }, io) {
	const { config, input } = readPlanFile(file, io);
	return {
		config,
		input: {
			...input,
			...stage !== void 0 && { stage }
		}
	};
}
function fromConfiguration(request, io) {
	const config = readConfig(request.config, io.cwd);
	return {
		config,
		input: loadInput(config, request, io)
	};
}
/** The plan of a configuration whose every part this version can run; its warnings are said. @throws ConfigurationError, SetupError */
function runnablePlan(input, io) {
	const { plan, warnings, notYet } = loadPlan({
		...input,
		today: (/* @__PURE__ */ new Date()).toISOString().slice(0, 10)
	});
	if (notYet.length > 0) throw new ConfigurationError(notYet);
	for (const warning of warnings) io.stderr(`${problemLine(warning)}\n`);
	return plan;
}

export { executePlan as a, openPrior as i, run as n, newExecution as o, runnablePlan as r, storesInAction as s, fromPlan as t };