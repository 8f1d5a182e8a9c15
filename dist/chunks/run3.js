import { n as SetupError } from "./errors.js";
import { o as sha256OfBytes } from "./verdict.js";
import { c as jobStart, o as Unsettled } from "./leave-bundle.js";
import { n as describePlan, r as leastDurationOf } from "./describe.js";
import { t as terminalTable } from "./terminal.js";
import { n as loadPublishable } from "./discreet-plan.js";
import { n as loadInput } from "./configuration-input.js";
import { a as executePlan, c as artifactsOf, i as openPrior, o as newExecution, r as runnablePlan, t as fromPlan } from "./run.js";
import { r as storesInAction } from "./places.js";
import { n as conclude, r as concludeProblem, t as call } from "./action2.js";
import { f as artifactName, h as fetchArtifact, p as ownArtifactName } from "./publish.js";
import { n as hashFile } from "./hash.js";
import { a as isZip, o as unpack } from "./handed.js";
import { t as checkCheckout } from "./commit.js";
import { n as historyOf } from "./history3.js";
import { m as trustedConfiguration } from "./check-run.js";
import { r as timeInWords } from "./duration.js";
import fs from "node:fs";
import path from "node:path";

// src/app/action/artifacts.ts
/** Fetches the artifacts of this run that the gates of a plan ask for, with the runner's own token, before any command of theirs runs. */
async function fetchArtifacts({ log, store }, plan) {
	const fetched = [];
	for (const name of artifactsOf(plan)) {
		fs.mkdirSync(path.dirname(store), { recursive: true });
		const artifact = await fetchOne(name, fs.mkdtempSync(path.join(path.dirname(store), "gate-artifact-")));
		log.say(`artifact ${name}: ${"trouble" in artifact ? artifact.trouble : `${artifact.files.size} files`}`);
		fetched.push(artifact);
	}
	return fetched;
}
async function fetchOne(name, temporary) {
	try {
		const { id, digest, file } = await fetchArtifact(name, temporary);
		const folder = path.join(temporary, "files");
		fs.mkdirSync(folder);
		if (isZip(file)) await unpack(file, folder);
		else fs.renameSync(file, path.join(folder, path.basename(file)));
		return {
			name,
			id,
			digest,
			folder,
			files: hashesIn(folder)
		};
	} catch (error) {
		return {
			name,
			trouble: error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error)
		};
	}
}
/** By real path. */
function hashesIn(folder) {
	const files = fs.readdirSync(fs.realpathSync(folder), {
		recursive: true,
		withFileTypes: true
	}).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
	return new Map(files.map((file) => [file, hashFile(file).sha256]));
}

// src/app/action/time-limit.ts
const MINUTE_MS = 6e4;
/** GitHub ends a job after this, whatever its `timeout-minutes` says. */
const LONGEST_MINUTES = {
	hosted: 360,
	selfHosted: 7200
};
/** `timeout-minutes` of a job that does not say it; also on a self-hosted runner. */
const USUAL_MINUTES = 360;
/** What sealing, verifying and uploading may take after the gates: a twentieth of their time, at most this. */
const LONGEST_END_MS = 5 * MINUTE_MS;
/**
* Refuses gates that can't end before their job is ended: all of their time would be lost.
* @throws SetupError with what they need and what there is
*/
function requireTime(plan, { timeoutMinutes = USUAL_MINUTES, runner, passedMs }) {
	const longest = runner === "self-hosted" ? LONGEST_MINUTES.selfHosted : LONGEST_MINUTES.hosted;
	const limitMs = Math.min(timeoutMinutes, longest) * MINUTE_MS;
	const leastMs = leastDurationOf(plan);
	if (leastMs === 0 || passedMs + leastMs + Math.min(leastMs / 20, LONGEST_END_MS) <= limitMs) return;
	throw new SetupError(`not started: the gates take at least ${timeInWords(leastMs)}, and this job ends after ${timeInWords(limitMs)}, of which ${timeInWords(Math.round(passedMs / 1e3) * 1e3)} have passed`, timeoutMinutes < longest ? `shorten them, or raise "timeout-minutes" of the job and the input of that name (at most ${longest} here)` : "shorten them, divide them among several jobs, or take a self-hosted runner (at most 7200 minutes)");
}

// src/app/action/run.ts
/** `command: run`: runs the gates here and shows what came out. */
async function run(action) {
	const known = { notes: [] };
	try {
		const { inputs, cwd, log, store } = action;
		const { config, input, first } = await log.phase("configuration", () => source(action, known));
		if (first) return await validateOnly(action, {
			config,
			input
		}, known);
		const plan = await log.foreign("plan", async () => {
			const made = runnablePlan(input, config, log.io);
			log.say(describePlan(made));
			requireTime(made, jobOf(action));
			return made;
		});
		const prior = await log.foreign("evidence", () => openPrior(inputs.prior.map((bundle) => path.resolve(cwd, bundle)), plan, config.bytes, log.say));
		const artifacts = await log.phase("artifacts", () => fetchArtifacts(action, plan));
		const stores = storesInAction(plan, {
			own: store,
			configPath: config.path
		});
		const history = await log.phase("asked", () => historyOf(action, plan, stores));
		const ofCall = inputs.call === void 0 ? {} : { call: sha256OfBytes(inputs.call) };
		const execution = {
			...newExecution(stores),
			history,
			artifacts,
			...ofCall,
			post: true
		};
		await expectTheWorst(action, execution);
		const pinned = {
			...log.io,
			env: {
				...log.io.env,
				...plan.capturedEnv
			}
		};
		const finished = await log.foreign("gates", () => executePlan(plan, config, execution, pinned, prior).finally(() => prior?.cleanup()));
		log.say(terminalTable(finished.outcome, {
			...log.io.terminal,
			bundle: finished.zip.path
		}));
		return await conclude(action, {
			finished,
			notes: known.notes
		});
	} catch (error) {
		if (error instanceof Unsettled) {
			action.log.say(`${error.message}: that is left to the post part of this step`);
			return 2;
		}
		return concludeProblem(action, error, known);
	}
}
function jobOf({ inputs: { timeoutMinutes }, log }) {
	const { env } = log.io;
	const startedAtMs = Date.now();
	return {
		timeoutMinutes,
		runner: env["RUNNER_ENVIRONMENT"],
		passedMs: startedAtMs - jobStart({
			env,
			startedAtMs
		})
	};
}
/**
* For the case that this process is killed: what `post` goes on with, and what later steps and jobs see. Outputs count only when `main`
* sets them, so the name under which `post` will upload the evidence is known before the first gate.
*/
async function expectTheWorst({ context, inputs, runner }, { id, folder, workFolder }) {
	const name = ownArtifactName(artifactName(context, inputs), id);
	await runner.state({
		folder,
		"work-folder": workFolder,
		"artifact-name": name
	});
	await runner.outputs({
		decision: "BLOCKED",
		"execution-id": id,
		"artifact-name": name
	});
}
async function source(action, known) {
	if (action.context.event === "pull_request_target") throw new SetupError("on pull_request_target the code of a pull request would run beside a token that can write; use pull_request");
	const found = await configuration(action, known);
	if (!found.first) tell(action, known, await checkCheckout(action, found.config.path));
	return found;
}
async function configuration(action, known) {
	const { inputs, log, cwd } = action;
	if (inputs.plan !== void 0) {
		const made = fromPlan(inputs.plan, inputs, {
			...log.io,
			cwd
		});
		call(known, made.config);
		return {
			...made,
			first: false
		};
	}
	const trusted = await trustedConfiguration(inputs.config, action);
	tell(action, known, trusted.notes);
	call(known, trusted.config);
	return {
		config: trusted.config,
		input: loadInput(trusted.config, inputs, log.io),
		first: trusted.first
	};
}
/** Notes are said at once, and shown with the decision. */
function tell({ log }, known, found) {
	known.notes.push(...found);
	for (const { words, details = [] } of found) log.say([words, ...details.map((line) => `  ${line}`)].join("\n"));
}
/** A configuration that no base has yet: everything but running it. */
async function validateOnly(action, { config, input }, known) {
	await action.log.foreign("plan", async () => action.log.say(describePlan(loadPublishable(input, config, action.log.io).plan)));
	return concludeProblem(action, new SetupError("merge this first: the base of this pull request has no configuration yet"), known);
}

export { run };