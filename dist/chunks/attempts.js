import { a as isNewer, d as LongList, f as everyPage, n as configurationOf, o as parseOrigin, u as decisionsOn, y as refusalInWords } from "./publish.js";
import { n as attemptFacts } from "./history.js";
import { t as RefusedError } from "./refusal.js";

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
	const { data: own } = await github.persistently({
		what: `run ${run}`,
		send: () => github.rest.actions.getWorkflowRun({
			...repository,
			run_id: Number(run)
		})
	});
	const { workflow_id: workflow, event, head_sha } = own;
	return (await everyPage(async (paging) => {
		const { data } = await github.persistently({
			what: `runs of commit ${head_sha}`,
			send: () => github.rest.actions.listWorkflowRunsForRepo({
				...repository,
				head_sha,
				event,
				...paging
			})
		});
		return data.workflow_runs;
	})).filter((one) => one.workflow_id === workflow).map(({ id, run_attempt: attempts = 1, status }) => ({
		runId: String(id),
		attempts,
		ended: status === "completed"
	}));
}
/** Whether any job of an attempt may have run. @throws RefusedError */
async function mayHaveRun(github, repository, { runId, attempt }) {
	const { data } = await github.persistently({
		what: `attempt ${attempt} of run ${runId}`,
		send: () => github.rest.actions.getWorkflowRunAttempt({
			...repository,
			run_id: Number(runId),
			attempt_number: attempt
		})
	});
	return !NOTHING_RAN.has(data.conclusion ?? "");
}

// src/app/action/trouble.ts
/** Why GitHub could not be asked, in words. @throws what is a defect of ours */
function troubleInWords(channel, error) {
	if (error instanceof LongList) return error.message;
	if (!(error instanceof RefusedError)) throw error;
	const { status, detail: message, kind } = error.refusal;
	return refusalInWords({
		channel,
		message,
		limited: kind === "limited",
		distrusted: kind === "distrusted",
		...status !== void 0 && { status }
	});
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

export { earlierAttempts as n, troubleInWords as r, askGitHub as t };