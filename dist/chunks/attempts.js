import { i as told, n as RefusedError, t as GarbledAnswer } from "./refusal.js";
import { t as BUNDLE } from "./paths.js";
import { _ as troubleInWords, c as parseOrigin, d as everyPage, g as fetchFromRun, m as ArtifactError, n as configurationOf, s as isNewer, u as decisionsOn } from "./publish.js";
import { n as hashFile } from "./hash.js";
import { w as kinds } from "./configuration.js";
import { l as otherVersion, u as otherVersionInWords } from "./judge-bundle.js";
import { a as verifyBundle, r as isUntouched, t as NOTHING_EXPECTED } from "./verify-bundle.js";
import { n as evidenceNamedIn } from "./check-run.js";
import { t as unpackZip } from "./unzip.js";
import { n as lastGoIn, r as earlierResults } from "./last-go.js";
import { n as attemptFacts } from "./history.js";
import { t as headIn } from "./witness.js";
import { t as isOfGitHub } from "./places.js";
import fs from "node:fs";
import path from "node:path";

// src/adapters/github/artifacts.ts
/** An artifact by its number; undefined where there is none. @throws RefusedError */
async function artifactAt(github, repository, id) {
	if (!/^\d{1,15}$/.test(id)) return void 0;
	try {
		const send = async () => {
			const { data } = await github.rest.actions.getArtifact({
				...repository,
				artifact_id: Number(id)
			});
			return listed({
				...data,
				id: told(data.id)
			});
		};
		return await github.persistently({
			what: `artifact ${id}`,
			send
		});
	} catch (error) {
		if (error instanceof RefusedError && (error.refusal.status === 404 || error.refusal.status === 410)) return void 0;
		throw error;
	}
}
/** All artifacts of a run. @throws RefusedError */
async function artifactsOfRun(github, repository, runId) {
	return (await everyPage(github, {
		what: `artifacts of run ${runId}`,
		page: async (paging) => {
			const { data, headers } = await github.rest.actions.listWorkflowRunArtifacts({
				...repository,
				run_id: Number(runId),
				...paging
			});
			return {
				items: data.artifacts,
				total: data.total_count,
				headers
			};
		}
	})).map(listed);
}
function listed({ id, name, digest, created_at: made, size_in_bytes: bytes, expired, workflow_run: run }) {
	const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(digest ?? "") ?? [];
	return {
		id: String(id),
		name,
		runId: run?.id === void 0 ? void 0 : String(run.id),
		sha256,
		madeAt: Date.parse(made ?? ""),
		bytes,
		expired
	};
}

// src/adapters/github/attempts.ts
/** When an attempt of a run began. @throws RefusedError */
async function attemptBegan(github, repository, run) {
	return github.persistently({
		what: `attempt ${run.runAttempt} of the run`,
		send: async () => {
			const attempt = {
				...repository,
				run_id: Number(run.runId),
				attempt_number: Number(run.runAttempt)
			};
			const began = Date.parse((await github.rest.actions.getWorkflowRunAttempt(attempt)).data.run_started_at ?? "");
			if (Number.isNaN(began)) throw new GarbledAnswer("the answer does not say when the attempt began");
			return began;
		}
	});
}
/** All starts of all jobs of a run. @throws RefusedError */
async function jobStarts(github, repository, runId) {
	return (await everyPage(github, {
		what: "jobs of the run",
		page: async (paging) => {
			const asked = {
				...repository,
				run_id: Number(runId),
				filter: "all",
				...paging
			};
			const { data, headers } = await github.rest.actions.listJobsForWorkflowRun(asked);
			return {
				items: data.jobs,
				total: data.total_count,
				headers
			};
		}
	})).map(({ name, started_at: started, completed_at: completed }) => ({
		name,
		startedAt: Date.parse(started),
		completedAt: completed === null ? void 0 : Date.parse(completed)
	}));
}
/** When artifacts of a run with these very bytes were made. @throws RefusedError */
async function uploadsOf(github, repository, runId, sha256) {
	return (await artifactsOfRun(github, repository, runId)).flatMap((one) => one.sha256 === sha256 && Number.isFinite(one.madeAt) ? [one.madeAt] : []);
}

// src/adapters/github/runs.ts
/** Ends of a run in which no step was run. */
const NOTHING_RAN = /* @__PURE__ */ new Set([
	"skipped",
	"startup_failure",
	"action_required",
	"stale"
]);
/** The runs of a commit by the same workflow, on the same event, as one of them; that one too. @throws RefusedError */
async function runsLike(github, repository, run) {
	const { workflow, event, head_sha } = await runOf(github, repository, run);
	return (await everyPage(github, {
		what: `runs of commit ${head_sha}`,
		page: async (paging) => {
			const { data, headers } = await github.rest.actions.listWorkflowRunsForRepo({
				...repository,
				head_sha,
				event,
				...paging
			});
			return {
				items: data.workflow_runs,
				total: data.total_count,
				headers
			};
		}
	})).filter((one) => one.workflow_id === workflow).map(({ id, run_attempt: attempts = 1, status }) => ({
		runId: String(id),
		attempts,
		ended: status === "completed"
	}));
}
async function runOf(github, repository, run) {
	const send = async () => {
		const { data } = await github.rest.actions.getWorkflowRun({
			...repository,
			run_id: Number(run)
		});
		return {
			workflow: told(data.workflow_id),
			event: told(data.event),
			head_sha: told(data.head_sha)
		};
	};
	return github.persistently({
		what: `run ${run}`,
		send
	});
}
/** Of a list of runs so many are looked at, the newest. */
const NEWEST = 20;
/** Earlier runs of the workflow that a run is of which succeeded, the newest first, and no more than some. @throws RefusedError */
async function successesBefore(github, repository, run) {
	const { workflow } = await runOf(github, repository, run);
	const send = async () => {
		const asked = {
			...repository,
			workflow_id: workflow,
			status: "success",
			per_page: NEWEST,
			page: 1
		};
		const { data } = await github.rest.actions.listWorkflowRuns(asked);
		return data.workflow_runs.map(({ id, head_sha: head }) => ({
			runId: String(id),
			head
		}));
	};
	return (await github.persistently({
		what: `successful runs of workflow ${workflow}`,
		send
	})).filter(({ runId }) => runId !== run);
}
/** Whether any job of an attempt may have run. @throws RefusedError */
async function mayHaveRun(github, repository, { runId, attempt }) {
	const conclusion = await github.persistently({
		what: `attempt ${attempt} of run ${runId}`,
		send: async () => (await github.rest.actions.getWorkflowRunAttempt({
			...repository,
			run_id: Number(runId),
			attempt_number: attempt
		})).data.conclusion
	});
	return !NOTHING_RAN.has(conclusion ?? "");
}

// src/app/action/last-go.ts
/**
* GOs of the configuration by earlier runs of this workflow, the newest first, up to the first one that was decided before a moment. A check
* run tells of them: it takes a token that may write, which no job with code under test has.
* @throws RefusedError, LongList
*/
async function publishedGoes({ context, inputs }, github, { before }) {
	const { repository, subject } = context;
	const goes = [];
	for (const { runId, head } of await successesBefore(github, repository, subject.runId)) {
		const last = (await decisionsOn(github, repository, head)).filter(({ externalId, title }) => {
			const origin = parseOrigin(externalId);
			return origin?.runId === runId && origin.configuration === configurationOf(inputs) && /^GO\b/.test(title);
		}).toSorted((a, b) => a.completedAt - b.completedAt).at(-1);
		const evidence = last && evidenceNamedIn(last.summary);
		if (last && evidence) goes.push({
			runId,
			...evidence,
			decidedAt: last.completedAt
		});
		if (last && last.completedAt < before) break;
	}
	return goes;
}
/**
* Fetches the evidence of a GO: the bundle whose head the check run names, which verifies. It lies in a folder as a store has it.
* @throws RefusedError
*/
async function fetchGo({ context, store }, github, go) {
	const { repository } = context;
	const found = await artifactAt(github, repository, go.artifact);
	if (found?.runId !== go.runId || found.sha256 === void 0) return { none: `run ${go.runId} was the last GO, and has no artifact ${go.artifact}` };
	if (found.expired) return { none: `run ${go.runId} was the last GO, and its artifact has expired` };
	const artifact = {
		id: found.id,
		sha256: found.sha256,
		bytes: found.bytes
	};
	fs.mkdirSync(path.dirname(store), { recursive: true });
	const temporary = fs.mkdtempSync(path.join(path.dirname(store), "gate-last-go-"));
	const [into, earlier] = ["artifact", "store"].map((name) => path.join(temporary, name));
	for (const folder of [into, earlier]) fs.mkdirSync(folder);
	try {
		const zip = await fetchFromRun(artifact, into, {
			repository,
			runId: go.runId,
			token: github.token
		});
		const bundle = await unpackZip(zip, earlier);
		if (headIn(bundle) !== go.head) return { trouble: `run ${go.runId} was the last GO, and its artifact is not what its check run names` };
		const { checks, head } = verifyBundle(bundle, NOTHING_EXPECTED);
		if (!isUntouched(checks)) return { trouble: `the evidence of run ${go.runId}, the last GO, does not verify` };
		const other = otherVersion(bundle);
		if (other && head === null) return { none: `run ${go.runId} was the last GO: ${otherVersionInWords(other)}` };
		return {
			store: earlier,
			zip,
			sha256: artifact.sha256
		};
	} catch (error) {
		if (!(error instanceof ArtifactError)) throw error;
		return { trouble: `run ${go.runId} was the last GO, and its artifact could not be fetched: ${error.message}` };
	}
}

// src/app/action/baselines.ts
/** What GitHub tells of the last GO, for each gate that compares with it. @param facts of the job that observed */
async function baselineFacts(action, { outcome }, facts) {
	const { plan, timeline } = outcome;
	const ended = new Set(timeline.flatMap(({ gate, endedT }) => endedT === void 0 ? [] : [gate]));
	const asking = isOfGitHub(plan) ? plan.gates.filter((gate) => ended.has(gate.id) && comparesWithLastGo(gate)) : [];
	if (asking.length === 0) return [];
	const told = (gate, answer) => ({
		type: "baseline.told",
		basis: "github-api",
		gate,
		...answer
	});
	const { github } = action;
	if (!github) return asking.map(({ id }) => told(id, { trouble: "there is no token" }));
	try {
		const goes = new Goes(action, github, await began(action, github, outcome.facts.started?.["runAttempt"]));
		const answers = [];
		for (const gate of asking) answers.push(told(gate.id, await goes.answer(gate, plan.name, compared(facts, gate.id))));
		return answers;
	} catch (error) {
		const trouble = troubleInWords("history", error);
		action.log.say(trouble);
		return asking.map(({ id }) => told(id, { trouble }));
	}
}
/** Whether a gate compares with the last GO of its configuration. */
function comparesWithLastGo({ kind, spec }) {
	return kinds[kind]?.spec.told?.(spec).includes("baseline.told") === true;
}
/** When the attempt began that left the evidence. */
async function began({ context: { repository, subject } }, github, attempt) {
	const runAttempt = typeof attempt === "string" ? attempt : subject.runAttempt;
	return attemptBegan(github, repository, {
		runId: subject.runId,
		runAttempt
	});
}
/** Hashes of the files that a gate compared with. */
function compared(facts, gate) {
	return new Set(facts.filter((o) => o.gate === gate && o["role"] === "baseline").map((o) => o["sha256"]));
}
/** The GOs that may have been the last one when the evidence was begun, or was decided since; each is fetched once. */
var Goes = class {
	action;
	github;
	began;
	published;
	fetched = /* @__PURE__ */ new Map();
	constructor(action, github, began) {
		this.action = action;
		this.github = github;
		this.began = began;
	}
	/** The one that was compared with; where it is none of them, that which was there from the beginning. */
	async answer(gate, configuration, files) {
		this.published ??= publishedGoes(this.action, this.github, { before: this.began });
		let first = { none: "no run of this workflow before was a GO of this configuration" };
		for (const go of await this.published) {
			const answer = await answerOf(go, await this.fetch(go), gate, configuration);
			if (answer.files?.some((sha256) => files.has(sha256))) return answer;
			if (go.decidedAt < this.began) first = answer;
		}
		return first;
	}
	async fetch(go) {
		const found = this.fetched.get(go) ?? await fetchGo(this.action, this.github, go);
		this.fetched.set(go, found);
		return found;
	}
};
async function answerOf({ runId, head }, fetched, { id: gate, kind, spec }, configuration) {
	if (!("store" in fetched)) return fetched;
	const isAlike = (earlier) => kinds[kind]?.spec.comparable?.(spec, earlier) === true;
	const found = await lastGoIn(fetched.store, {
		configuration,
		gate,
		isAlike
	}, fetched.store);
	if (!found) return { none: `the last GO (run ${runId}) has no gate "${gate}" that passed with these classes and fields` };
	if ("trouble" in found) return { trouble: found.trouble };
	const files = [path.join(found.bundle, BUNDLE.decision), ...earlierResults(found.bundle, gate).map(({ source }) => source)].map((source) => hashFile(source).sha256);
	return {
		executionId: found.executionId,
		runId,
		head,
		artifact: fetched.sha256,
		files
	};
}

// src/app/action/attempts.ts
/** A check run of ours begins with its decision. */
const DECISION = /^(GO|NO-GO|BLOCKED|PARTIAL)\b/;
/** What GitHub tells of earlier attempts at the commit that is decided on. Without a token nobody can be asked. */
async function earlierAttempts(action, { outcome }) {
	const commit = outcome.facts.source?.["commit"];
	if (!action.github || typeof commit !== "string") return [];
	return attemptFacts(await askGitHub(action, outcome.executionId), commit);
}
/**
* Attempts are told by the check runs that trusted jobs wrote, and by the runs of this workflow: one that left no decision is not known, and
* counted as such. An artifact tells of none: whatever runs in a job can upload one, or remove it.
* @param executionId the one that goes on
*/
async function askGitHub({ github, context, inputs }, executionId) {
	const { repository, head, subject } = context;
	const nothing = {
		basis: "github-api",
		store: `${repository.owner}/${repository.repo}`,
		fleeting: false,
		found: [],
		unread: 0
	};
	if (!github) return {
		...nothing,
		trouble: "there is no token"
	};
	try {
		const decisions = (await decisionsOn(github, repository, head)).flatMap(({ externalId, title }) => {
			const [origin, status] = [parseOrigin(externalId), DECISION.exec(title)?.[1]];
			return origin?.configuration === configurationOf(inputs) && status !== void 0 ? [{
				origin,
				status
			}] : [];
		});
		const known = new Set(decisions.map(({ origin }) => `${origin.runId}/${origin.runAttempt}`));
		return {
			...nothing,
			found: attemptsOf(decisions, executionId),
			unread: await unknownTo(known, github, {
				repository,
				subject
			})
		};
	} catch (error) {
		return {
			...nothing,
			trouble: troubleInWords("history", error)
		};
	}
}
/** One attempt each execution, however often it was decided upon: a NO-GO stays one, else the last word counts. */
function attemptsOf(decisions, own) {
	const attempts = /* @__PURE__ */ new Map();
	for (const { origin, status } of decisions.toSorted((a, b) => Number(isNewer(a.origin, b.origin)) - Number(isNewer(b.origin, a.origin)))) {
		const { executionId, runId, runAttempt } = origin;
		const at = beganAt(executionId ?? "");
		if (executionId === void 0 || executionId === own || at === void 0) continue;
		const isNoGo = attempts.get(executionId)?.status === "NO-GO";
		attempts.set(executionId, {
			executionId,
			status: isNoGo ? "NO-GO" : status,
			at,
			runId,
			runAttempt
		});
	}
	return [...attempts.values()].toSorted((a, b) => a.at < b.at ? -1 : 1);
}
/** The id of an execution begins with its time. */
function beganAt(executionId) {
	const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-f]{6}$/.exec(executionId) ?? [];
	return second === void 0 ? void 0 : `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}
/** Earlier attempts of this workflow at the same commit, on the same event, of which nobody wrote a decision. */
async function unknownTo(known, github, { repository, subject }) {
	let unknown = 0;
	for (const { runId, attempts, ended } of await runsLike(github, repository, subject.runId)) {
		const last = runId === subject.runId ? Number(subject.runAttempt) - 1 : ended ? attempts : attempts - 1;
		for (let attempt = 1; attempt <= last; attempt++) if (!known.has(`${runId}/${attempt}`) && await mayHaveRun(github, repository, {
			runId,
			attempt
		})) unknown++;
	}
	return unknown;
}

export { fetchGo as a, jobStarts as c, artifactsOfRun as d, comparesWithLastGo as i, uploadsOf as l, earlierAttempts as n, publishedGoes as o, baselineFacts as r, attemptBegan as s, askGitHub as t, artifactAt as u };