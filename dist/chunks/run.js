import { n as SetupError, r as problemLine, t as ConfigurationError } from "./errors.js";
import { n as summary } from "./render.js";
import { t as terminalTable } from "./terminal.js";
import { n as readConfig, t as checkoutOf } from "./config-file.js";
import { n as loadPublishable, r as nameInCheckout } from "./discreet-plan.js";
import { n as loadInput } from "./configuration-input.js";
import { t as VERSION } from "./version2.js";
import { i as execute, l as openSession, n as Follower, r as observers, s as MonotonicClock, t as leaveBundle } from "./leave-bundle.js";
import { Dn as jsonText, w as kinds } from "./configuration.js";
import { o as withheldNames } from "./environment.js";
import { o as countOfThings } from "./width.js";
import { t as executionId } from "./execution-id.js";
import { t as handOver } from "./handover.js";
import { t as historyIn } from "./history.js";
import { t as storeAt } from "./folder.js";
import { f as appendRows, i as noteElsewhere, p as readIndex } from "./store.js";
import { n as prune } from "./prune.js";
import { t as UnverifiedBundle } from "./finish-bundle.js";
import { r as withAttempts } from "./handed.js";
import { i as storesOf, t as isOfGitHub } from "./places.js";
import { n as readPlanFile } from "./plan-file.js";
import { t as openBundle } from "./bundle.js";
import { o as sha256OfBytes } from "./verdict.js";
import { t as BUNDLE } from "./paths.js";
import { r as readWhole, t as MOST } from "./read.js";
import { t as soleBundle } from "./sole-bundle.js";
import { a as planOfPart, s as priorOf } from "./judge-bundle.js";
import { i as stageCheck } from "./verify-bundle.js";
import { n as verificationText, t as checkLines } from "./verification-text.js";
import { t as breathing } from "./breathing.js";
import fs from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import os from "node:os";

// src/app/execution/artifacts.ts
/** Names of the artifacts that bring files to the gates of a plan. */
function artifactsOf(plan) {
	return [...new Set(plan.gates.flatMap(({ kind, spec }) => kinds[kind]?.spec.artifacts?.(spec) ?? []))];
}
/** The same where no workflow runs. */
function noArtifacts(plan) {
	return artifactsOf(plan).map((name) => ({
		name,
		trouble: "artifacts are of a workflow run, and this is none"
	}));
}

// src/app/history/after.ts
/**
* What is due once the bundle of an execution is whole: its row in the store of its configuration, where it was written elsewhere, and the
* retention that the configuration names. None of it changes a decision.
* @returns what is to be said, a line each
*/
function afterExecution(stores, { outcome, folder, notIndexed }, plan) {
	const lacking = notIndexed ?? attempt(() => noteIn(stores, folder, plan));
	return [...lacking === void 0 ? [] : [`the index of executions has no row of this one: ${lacking}`], ...plan.retention ? [attempt(() => pruned(stores, plan.retention ?? {}, outcome.executionId))].flatMap((line) => line ?? []) : []];
}
/** Leaves a row of an execution that was written elsewhere, where the store of its configuration is there, or attempts are counted. */
function noteIn([, home], bundle, { policy }) {
	if (!home || policy.maxAttempts === void 0 && !fs.existsSync(home.folder)) return void 0;
	return noteElsewhere(storeAt(home.folder), bundle);
}
/** An execution whose bundle is no evidence was written elsewhere: the store of its configuration has its row all the same. */
function afterFailure([own, home], executionId, { policy }) {
	if (!home || policy.maxAttempts === void 0 && !fs.existsSync(home.folder)) return;
	attempt(() => {
		const rows = readIndex(own.folder).rows.get(executionId) ?? [];
		return appendRows(storeAt(home.folder), rows.map((row) => ({
			...row,
			elsewhere: path.join(own.folder, executionId)
		})));
	});
}
function pruned([{ folder }], retention, executionId) {
	const { ids, troubles } = prune(folder, retention, {
		now: Date.now(),
		spared: [executionId]
	});
	const lines = [...ids.length === 0 ? [] : [`${countOfThings(ids.length, "earlier execution")} removed, beyond evidence.retention`], ...troubles.map((trouble) => `an earlier execution could not be removed: ${trouble}`)];
	return lines.length === 0 ? void 0 : lines.join("\n");
}
/** What went wrong is said, in the system's words. */
function attempt(work) {
	try {
		return work();
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
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
/** Begins a new execution, and makes the folder for executions: the first of the stores. */
function newExecution(stores) {
	const clock = new MonotonicClock();
	const startedAtMs = Date.now();
	const id = executionId(new Date(startedAtMs));
	return {
		id,
		clock,
		startedAtMs,
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
async function executePlan(plan, config, { id, clock, startedAtMs, folder, workFolder, stores, history, artifacts, call, post }, io, prior) {
	const follower = new Follower(io, clock, startedAtMs);
	let recorded = false;
	const interruption = onInterruption((signal, times) => follower.say(`${signal}: ${recorded ? TOO_LATE : stopping(times)}`));
	const checkout = checkoutOf(config.path);
	const session = openSession({
		plan,
		configBytes: config.bytes,
		configName: nameInCheckout(config, io),
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
		history: history ?? historyIn(stores, io.env),
		artifacts: artifacts ?? noArtifacts(plan),
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
			follower.say(`${plan.name}: execution ${id}, ${countOfThings(plan.gates.length - 1, "gate")} and the evidence`);
			const withheld = withheldNames(plan, io.env);
			await execute(session.world, {
				...started(id, startedAtMs, io),
				...withheld.length > 0 && { withheld },
				...call !== void 0 && { call }
			});
			recorded = true;
		});
		for (const line of afterExecution(stores, finished, plan)) follower.say(line);
		return finished;
	} catch (error) {
		afterFailure(stores, id, plan);
		throw error;
	} finally {
		interruption.close();
		follower.close();
	}
}
const TOO_LATE = "it came after the last gate and changes nothing; the evidence is being finished";
const stopping = (times) => `stopping everything${times > 1 ? ", at once" : ""}`;
/** What an execution says of itself first. */
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
		judge: 9,
		render: 10
	};
}

// src/app/bundle/prior.ts
/**
* Opens the evidence of the stage before, of a plan whose stage follows another. Nothing may begin upon evidence that does not hold.
* @param bundles what the command line names. @param config the bytes of the configuration
* @param tell told what was unpacked and can't be removed afterwards
* @returns undefined for a plan that follows nothing. @throws SetupError
*/
async function openPrior(bundles, plan, config, tell) {
	const [bundle, ...others] = bundles;
	const { stage } = plan;
	if (stage?.after === void 0) {
		if (bundle === void 0) return void 0;
		throw new SetupError(stage ? `--prior: no stage comes before "${stage.name}"` : "--prior: expected with --stage alone");
	}
	const wanted = `the evidence of stage "${stage.after}"`;
	if (bundle === void 0) throw new SetupError(`--stage ${stage.name}: --prior is missing; expected ${wanted}`);
	if (others.length > 0) throw new SetupError(`--prior: found ${bundles.length} bundles, expected ${wanted}, which holds that of the stages before it`);
	const opened = await openBundle(soleBundle(bundle), tell);
	try {
		const before = planOfPart(config, plan);
		checkPlan(opened.folder, bundle, before);
		const check = await breathing(stageCheck(opened.folder, before));
		if (check.result !== "holds") throw new SetupError(`${bundle}: stage "${stage.name}" does not begin upon this evidence`, ...checkLines(check));
		return {
			...await breathing(priorOf(opened.folder, before)),
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
	const plan = runnablePlan(input, config, io);
	const pinned = {
		...io,
		env: {
			...io.env,
			...plan.capturedEnv
		}
	};
	const prior = await openPrior(request.prior.map((bundle) => path.resolve(io.cwd, bundle)), plan, config.bytes, (line) => io.stderr(`gate run: ${line}\n`));
	try {
		const stores = storesOf(plan, {
			out: request.out,
			configPath: config.path
		}, io);
		const execution = {
			...newExecution(stores),
			...isOfGitHub(plan) && { history: withAttempts(historyIn(stores, io.env), elsewhere) }
		};
		const { outcome, folder } = await executePlan(plan, config, execution, pinned, prior);
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
/** Attempts of which a terminal knows nothing. */
async function elsewhere() {
	return {
		basis: "file",
		store: "github",
		fleeting: false,
		found: [],
		unread: 0,
		trouble: "they are GitHub's to tell (`store: github`), in a workflow that uses the action"
	};
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
function runnablePlan(input, config, io) {
	const { plan, warnings, notYet } = loadPublishable({
		...input,
		today: (/* @__PURE__ */ new Date()).toISOString().slice(0, 10)
	}, config, io);
	if (notYet.length > 0) throw new ConfigurationError(notYet);
	for (const warning of warnings) io.stderr(`${problemLine(warning)}\n`);
	return plan;
}

export { executePlan as a, artifactsOf as c, openPrior as i, run as n, newExecution as o, runnablePlan as r, started as s, fromPlan as t };