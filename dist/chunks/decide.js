import { i as configurationAt, l as parentsInGit, n as conclude, o as attemptNote, r as concludeProblem, t as call } from "./action2.js";
import { a as findPullRequest, l as permissionYaml, o as parentsOf } from "./publish.js";
import { n as SetupError } from "./errors.js";
import { t as openBundle } from "./bundle.js";
import { r as UnreadableBundle } from "./reader.js";
import { n as environmentNames, r as loadPlan } from "./load.js";
import { t as terminalTable } from "./terminal.js";
import { t as loadInput } from "./configuration-input.js";
import { n as capturedIn, t as adopt } from "./adopt.js";
import { t as fromPlan } from "./run.js";
import { t as soleBundle } from "./sole-bundle.js";
import { t as RefusedError } from "./refusal.js";
import { n as isMergeOf } from "./commit.js";
import fs from "node:fs";
import path from "node:path";

// src/adapters/github/attempts.ts
const PAGE = 100;
/** Of a run with more than this nobody looks at all jobs. */
const PAGES = 20;
/** When an attempt of a run began. @throws RefusedError */
async function attemptBegan(github, repository, run) {
	const { data } = await github.persistently({
		what: `attempt ${run.runAttempt} of the run`,
		send: () => github.rest.actions.getWorkflowRunAttempt({
			...repository,
			run_id: Number(run.runId),
			attempt_number: Number(run.runAttempt)
		})
	});
	return Date.parse(data.run_started_at ?? "");
}
/** All starts of all jobs of a run. @throws RefusedError */
async function jobStarts(github, repository, runId) {
	return (await everyPage(async (page) => {
		const { data } = await github.persistently({
			what: "jobs of the run",
			send: () => github.rest.actions.listJobsForWorkflowRun({
				...repository,
				run_id: Number(runId),
				filter: "all",
				per_page: PAGE,
				page
			})
		});
		return data.jobs;
	})).map(({ name, started_at: started, completed_at: completed }) => ({
		name,
		startedAt: Date.parse(started),
		completedAt: completed === null ? void 0 : Date.parse(completed)
	}));
}
/** When artifacts of a run with these very bytes were made. @throws RefusedError */
async function uploadsOf(github, repository, runId, sha256) {
	return (await everyPage(async (page) => {
		const { data } = await github.persistently({
			what: "artifacts of the run",
			send: () => github.rest.actions.listWorkflowRunArtifacts({
				...repository,
				run_id: Number(runId),
				per_page: PAGE,
				page
			})
		});
		return data.artifacts;
	})).flatMap(({ digest, created_at: made }) => digest === `sha256:${sha256}` && made !== null ? [Date.parse(made)] : []);
}
async function everyPage(read) {
	const all = [];
	for (let page = 1; page <= PAGES; page++) {
		const items = await read(page);
		all.push(...items);
		if (items.length < PAGE) return all;
	}
	throw new Error(`more than 2000: not looked at`);
}

// src/app/action/attempt.ts
/** A job ends so much later, at most, than GitHub says, as seen by the clock that tells when an artifact was made. */
const CLOCKS_MS = 6e4;
/**
* Evidence must be of the run that is decided on. That of an earlier attempt counts while the job that left it was not started again, as
* only GitHub can tell: what ran in that job can rewrite its outputs, and what the evidence says of itself.
* @returns which attempt was judged, where it is not this one
* @throws SetupError, RefusedError
*/
async function checkRun(action, finished) {
	const { subject } = action.context;
	const { started } = finished.outcome.facts;
	const [runId, runAttempt] = [started?.["runId"], started?.["runAttempt"]];
	if (runId === subject.runId && runAttempt === subject.runAttempt) return [];
	const theirs = typeof runId === "string" ? `run ${runId}, attempt ${typeof runAttempt === "string" ? runAttempt : "unknown"}` : "no workflow run";
	if (runId !== subject.runId) throw new SetupError(`The evidence is of ${theirs}; this is run ${subject.runId}, attempt ${subject.runAttempt}`);
	const attempt = typeof runAttempt === "string" && /^[1-9]\d*$/.test(runAttempt) ? Number(runAttempt) : NaN;
	if (!(attempt < Number(subject.runAttempt))) throw new SetupError(`The evidence is of ${theirs}, which this run has not come to yet`);
	const jobs = await producers(action, finished.zip.sha256, attempt);
	return [attemptNote(attempt, subject.runAttempt, jobs)];
}
/** The jobs that may have left the evidence, none of which was started again. */
async function producers({ github, context }, sha256, attempt) {
	const { repository, subject } = context;
	const old = `The evidence is of attempt ${attempt} of this run, and this is attempt ${subject.runAttempt}`;
	const unseen = [`whether its job was started again can't be seen without\n${permissionYaml("history") ?? ""}`, "or re-run all jobs"];
	if (!github) throw new SetupError(old, ...unseen);
	try {
		const began = await attemptBegan(github, repository, subject);
		return lastStarted(await uploadsOf(github, repository, subject.runId, sha256), await jobStarts(github, repository, subject.runId), {
			old,
			began
		});
	} catch (error) {
		if (error instanceof RefusedError && error.refusal.kind === "denied") throw new SetupError(old, ...unseen, error.message);
		throw error;
	}
}
/** One upload is enough of which every job that ran meanwhile has not been started since. */
function lastStarted(uploads, starts, { old, began }) {
	const jobs = [...new Set(starts.map(({ name }) => name))].map((name) => [name, starts.filter((one) => one.name === name)]);
	const again = /* @__PURE__ */ new Set();
	for (const upload of uploads.filter((made) => made < began)) {
		const running = jobs.filter(([, all]) => ranAt(upload, all));
		const restarted = running.filter(([, all]) => all.some(({ startedAt }) => !(startedAt <= upload)));
		if (running.length > 0 && restarted.length === 0) return running.map(([name]) => name);
		for (const [name] of restarted) again.add(name);
	}
	const why = again.size > 0 ? `${[...again].map((name) => `"${name}"`).join(", ")}: started again since` : "no earlier attempt has uploaded it";
	throw new SetupError(`${old}: ${why}`, "evidence of a job that was started again does not count; re-run all jobs");
}
/** Whether a job may have run at a moment. A start whose time is not told may be of any. */
function ranAt(moment, starts) {
	const { completedAt = Infinity } = starts.filter(({ startedAt }) => !(startedAt > moment)).toSorted((a, b) => a.startedAt - b.startedAt).at(-1) ?? { completedAt: -Infinity };
	return !(moment > completedAt + CLOCKS_MS);
}

// src/app/action/decide.ts
/**
* `command: decide` and `command: report`: takes over the evidence of another job, or of another run, if it holds, and is of this
* configuration, this run and attempt, this commit; then shows what it amounts to. Runs none of the code under test.
*/
async function decide(action) {
	const known = { notes: [] };
	try {
		const { log } = action;
		const plan = await log.phase("plan", () => expectedPlan(action, known));
		const finished = await log.foreign("evidence", () => adoptEvidence(action, plan));
		const notes = await log.phase("run", () => checkOrigin(action, finished));
		log.say(terminalTable(finished.outcome, {
			...log.io.terminal,
			bundle: finished.zip.path
		}));
		return await conclude(action, {
			finished,
			notes
		});
	} catch (error) {
		return concludeProblem(action, inWords(error), known);
	}
}
/** What can't be opened is told by its path; a reader of the decision wants to know what it is, first. */
function inWords(error) {
	return error instanceof UnreadableBundle ? new SetupError("The evidence can't be opened: it is damaged, or was not written by this program", error.message) : error;
}
async function expectedPlan(action, known) {
	const { inputs, log, cwd } = action;
	if (inputs.plan !== void 0) {
		checkThere(bundleOf(action));
		const made = fromPlan(inputs.plan, inputs, {
			...log.io,
			cwd
		});
		call(known, made.config);
		return loadPlan(made.input).plan;
	}
	const commit = await configurationCommit(action);
	const config = await configurationAt(inputs.config, commit, action);
	call(known, config);
	log.say(`${config.name} at ${commit}`);
	const input = loadInput(config, inputs, log.io);
	return loadPlan({
		...input,
		env: {
			...await capturedEnv(bundleOf(action)),
			...ownEnvironment(input)
		}
	}).plan;
}
/** Of a pull request the base's configuration counts, here as where it was observed; else that of the commit itself. */
async function configurationCommit({ context, github }) {
	const { configuration, head, repository } = context;
	if ("commit" in configuration) return configuration.commit;
	if ("unknown" in configuration) throw new SetupError(`nothing can be reported on commit ${head}: ${configuration.unknown}`);
	const found = github && await findPullRequest(github, repository, configuration.baseOf);
	if (!found) throw new SetupError(`commit ${head} is no longer the head of an open pull request: there is nothing to report on`);
	return found.base;
}
function bundleOf({ inputs, cwd }) {
	return path.resolve(cwd, inputs.bundle ?? "");
}
/**
* What the configuration takes from the environment, as this job has it: whatever else the job that observed was given, it was not
* given to decide by.
*/
function ownEnvironment(input) {
	const names = environmentNames(input);
	const missing = names.filter((name) => input.env[name] === void 0);
	if (missing.length > 0) throw new SetupError(`${missing.join(", ")}: not set in this job; what the configuration takes from the environment is not taken from the evidence: set it in the "env" of this job, too`);
	return Object.fromEntries(names.map((name) => [name, input.env[name]]));
}
/** Where the job that ran the gates was killed, or its evidence could not be fetched, there is nothing, or an empty folder. */
function checkThere(bundle) {
	const found = fs.statSync(bundle, { throwIfNoEntry: false });
	if (found && (!found.isDirectory() || fs.readdirSync(bundle).length > 0)) return;
	throw new SetupError("The job that ran the gates left no evidence (cancelled, timed out or out of memory)", `nothing at ${bundle}; where that job did upload it, the step that fetches it says why it is not here`);
}
/** What else stood in the environment of the job that observed is a fact of it, and a part of its plan. */
async function capturedEnv(bundle) {
	checkThere(bundle);
	const opened = await openBundle(soleBundle(bundle));
	try {
		const captured = capturedIn(opened.folder);
		if (captured === void 0) throw new SetupError("The evidence holds no plan: it is not one bundle, or not a whole one", bundle);
		return captured;
	} finally {
		opened.cleanup();
	}
}
async function adoptEvidence(action, plan) {
	return adopt(bundleOf(action), { plan }, action.store);
}
/** Of which run and attempt, and of which commit, the evidence is. */
async function checkOrigin(action, finished) {
	const notes = await checkRun(action, finished);
	for (const { words } of notes) action.log.say(words);
	await checkCommit(action, finished);
	return notes;
}
/** The evidence must be of the commit on which is decided: itself, or the merge of it that GitHub makes for a pull request. */
async function checkCommit({ context, github, workspace }, { outcome }) {
	const { head, repository } = context;
	const commit = outcome.facts.source?.["commit"];
	if (typeof commit !== "string") throw new SetupError("The evidence does not say of which commit it is");
	if (commit === head) return;
	if (mayBeMerge(context, commit)) {
		const parents = github ? await parentsOf(github, repository, commit) : await parentsInGit(workspace, commit);
		if (isMergeOf(head, parents)) return;
	}
	throw new SetupError(`The evidence is of commit ${commit}, not of ${head}`);
}
/** Of a pull request GitHub names the merge commit; of a run that has ended it does not. */
function mayBeMerge({ event, base, commit: merge, configuration }, commit) {
	return event === "workflow_run" ? "baseOf" in configuration : base !== void 0 && commit === merge;
}

export { decide };