import { n as SetupError } from "./errors.js";
import fs from "node:fs";

// src/adapters/github/payload.ts
/** An object in a payload; empty where there is none. */
function child(payload, key) {
	const value = payload?.[key];
	return typeof value === "object" && value !== null ? value : {};
}
/** A text in a payload; undefined where it is empty, too. */
function text(payload, key) {
	const value = payload[key];
	return typeof value === "string" && value !== "" ? value : void 0;
}

// src/adapters/github/workflow-run.ts
/** Events whose commit somebody chose who may push to the repository: its own configuration counts. */
const PUSH_LIKE = [
	"push",
	"merge_group",
	"schedule",
	"workflow_dispatch",
	"repository_dispatch",
	"release",
	"create"
];
/** What a `workflow_run` event tells of the run that has ended. @param repository `owner/name` of the one that is told */
function ofWorkflowRun(payload, repository) {
	const run = child(payload, "workflow_run");
	const head = text(run, "head_sha");
	const { id, run_attempt: attempt } = run;
	if (head === void 0 || typeof id !== "number") throw new SetupError("the event of this run has no workflow_run with an id and head_sha");
	const subject = {
		runId: String(id),
		runAttempt: typeof attempt === "number" ? String(attempt) : "1"
	};
	const pullRequest = pullRequestOf(run, head, child(payload, "repository")["id"]);
	return {
		head,
		configuration: configurationOf(run, head, pullRequest, repository),
		...pullRequest && { pullRequest },
		subject
	};
}
/** The head's own counts only where this very repository was pushed to: what else has an own one could bring it along. */
function configurationOf(run, head, pullRequest, repository) {
	const event = text(run, "event") ?? "an unknown event";
	const from = text(child(run, "head_repository"), "full_name");
	if (isOfPullRequest(event)) {
		if (pullRequest !== void 0) return { baseOf: pullRequest };
		return { unknown: from === void 0 ? "the fork of this pull request no longer exists" : "GitHub does not say of which pull request the run is" };
	}
	if (!PUSH_LIKE.includes(event)) return { unknown: `a run on ${event} does not say whose configuration counts` };
	if (from?.toLowerCase() !== repository.toLowerCase()) return { unknown: `the run is of ${from ?? "a repository that no longer exists"}, not of ${repository}` };
	return { commit: head };
}
function isOfPullRequest(event) {
	return event.startsWith("pull_request");
}
/** Of a fork's run GitHub names no pull request: it is the one of the run's own branch, with the run's own commit at its head. */
function pullRequestOf(run, sha, repository) {
	const [named, another] = (Array.isArray(run["pull_requests"]) ? run["pull_requests"] : []).filter((one) => isInto(one, repository));
	if (typeof named?.["number"] === "number" && another === void 0) return { number: named["number"] };
	const owner = text(child(child(run, "head_repository"), "owner"), "login");
	const branch = text(run, "head_branch");
	return isOfPullRequest(text(run, "event") ?? "") && owner !== void 0 && branch !== void 0 ? {
		head: `${owner}:${branch}`,
		sha
	} : void 0;
}
/** A run in a fork also lists the pull requests that its branch has elsewhere, by numbers of there. */
function isInto(pull, repository) {
	const id = child(child(pull, "base"), "repo")["id"];
	return id === void 0 || repository === void 0 || id === repository;
}

// src/adapters/github/context.ts
const DEPENDABOT = "dependabot[bot]";
/**
* Reads the runner's variables and the event's payload.
* @throws SetupError outside of a runner, with the variable that is missing
*/
function runContext(env) {
	const [owner = "", repo = ""] = needed(env, "GITHUB_REPOSITORY").split("/");
	const event = needed(env, "GITHUB_EVENT_NAME");
	const payload = readPayload(env["GITHUB_EVENT_PATH"]);
	const run = {
		runId: needed(env, "GITHUB_RUN_ID"),
		runAttempt: env["GITHUB_RUN_ATTEMPT"] ?? "1"
	};
	const commit = needed(env, "GITHUB_SHA");
	return {
		repository: {
			owner,
			repo
		},
		event,
		serverUrl: env["GITHUB_SERVER_URL"] ?? "https://github.com",
		workflow: env["GITHUB_WORKFLOW"] ?? "",
		...run,
		commit,
		...ofEvent(event, payload, {
			head: commit,
			configuration: { commit },
			subject: run
		}, env)
	};
}
/** Page of the workflow run. */
function runUrl({ serverUrl, repository: { owner, repo }, runId, runAttempt }) {
	return `${serverUrl}/${owner}/${repo}/actions/runs/${runId}/attempts/${runAttempt}`;
}
/** @param usual of an event that tells nothing else */
function ofEvent(event, payload, usual, env) {
	const actor = env["GITHUB_ACTOR"];
	switch (event) {
		case "pull_request":
		case "pull_request_review":
		case "pull_request_review_comment": return {
			...ofPullRequest(child(payload, "pull_request"), usual),
			...readOnlyOf(child(payload, "pull_request"), actor)
		};
		case "pull_request_target": return ofPullRequest(child(payload, "pull_request"), usual);
		case "merge_group": return atHead(text(child(payload, "merge_group"), "head_sha"), usual);
		case "workflow_run": return ofWorkflowRun(payload, needed(env, "GITHUB_REPOSITORY"));
		case "deployment":
		case "deployment_status": return atHead(text(child(payload, "deployment"), "sha"), usual);
		default: return actor === DEPENDABOT ? {
			...usual,
			readOnly: "dependabot"
		} : usual;
	}
}
function atHead(head, usual) {
	return head === void 0 ? usual : {
		...usual,
		head,
		configuration: { commit: head }
	};
}
function ofPullRequest(pull, usual) {
	const { number } = pull;
	const head = text(child(pull, "head"), "sha");
	const base = text(child(pull, "base"), "sha");
	if (typeof number !== "number" || head === void 0 || base === void 0) throw new SetupError("the event of this run has no pull request with a number, head.sha and base.sha");
	return {
		...usual,
		head,
		base,
		configuration: { commit: base },
		pullRequest: { number }
	};
}
function readOnlyOf(pull, actor) {
	if (actor === DEPENDABOT) return { readOnly: "dependabot" };
	return isFork(child(pull, "head"), child(pull, "base")) ? { readOnly: "fork" } : {};
}
/** A fork that has been deleted is a fork. */
function isFork(head, base) {
	return text(child(head, "repo"), "full_name") !== text(child(base, "repo"), "full_name");
}
function readPayload(file) {
	if (file === void 0 || !fs.existsSync(file)) return {};
	try {
		return JSON.parse(fs.readFileSync(file, "utf8"));
	} catch {
		throw new SetupError(`${file}: the event's payload is no JSON`);
	}
}
function needed(env, name) {
	const value = env[name] ?? "";
	if (value === "") throw new SetupError(`${name} is not set: this is the action's entry, for a GitHub Actions runner; at a terminal use dist/cli.js`);
	return value;
}

// src/adapters/github/refusal.ts
/** A request that did not succeed, however often it was sent. */
var RefusedError = class extends Error {
	/** What was asked for. */
	what;
	refusal;
	constructor(what, refusal) {
		super(`${what}: ${refusal.detail}`);
		this.name = "RefusedError";
		this.what = what;
		this.refusal = refusal;
	}
};
/** An answer that GitHub gave and that is not what its API promises: it is cut short, of another server, or lacks something. */
var GarbledAnswer = class extends Error {
	constructor(message) {
		super(message);
		this.name = "GarbledAnswer";
	}
};
/** What an answer must tell, for whatever asked for it knows that it was carried out. @throws GarbledAnswer */
function told(value) {
	if (value === void 0 || value === null || value === "") throw new GarbledAnswer("the answer lacks what was asked for");
	return value;
}
/** Reads the error of a request. @param now wall clock in ms, against which the end of a limit is told. */
function refusalOf(error, now) {
	const status = numberOf(error, "status");
	const headers = headersOf(error);
	const words = onOneLine(error instanceof Error ? error.message : String(error));
	if (headers === void 0 || status === void 0) {
		if (isDistrust(error)) return {
			kind: "distrusted",
			detail: words,
			ambiguous: false
		};
		if (isGarbled(error)) return {
			kind: "garbled",
			detail: words,
			ambiguous: true
		};
		const errors = errorsOfGraphql(error);
		if (errors) return {
			kind: errors.includes("RATE_LIMITED") ? "limited" : "denied",
			detail: words,
			ambiguous: false
		};
		return {
			kind: "unavailable",
			detail: words,
			ambiguous: true
		};
	}
	const detail = `${status} ${words}`;
	if (isLimit(status, headers, words)) {
		const waitMs = waitOf(headers, now);
		return {
			kind: "limited",
			status,
			detail,
			ambiguous: false,
			...waitMs !== void 0 && { waitMs }
		};
	}
	if (status >= 500) return {
		kind: "unavailable",
		status,
		detail,
		ambiguous: true
	};
	return {
		kind: [
			401,
			403,
			404
		].includes(status) ? "denied" : "invalid",
		status,
		detail,
		ambiguous: false
	};
}
/** What GitHub has to say of an invalid request stands in its last lines. */
function onOneLine(message) {
	return message.split("\n").map((line) => line.trim()).filter((line) => line !== "").join(" ").slice(0, 2e3);
}
/** An answer without what is read from it ends in an error of the language; connections break with a `TypeError` that has a cause. */
function isGarbled(error) {
	if (error instanceof GarbledAnswer || error instanceof RangeError) return true;
	return error instanceof TypeError && error.cause === void 0 && error.message !== "terminated";
}
/** The types of the errors that GraphQL tells in an answer with status 200. */
function errorsOfGraphql(error) {
	const errors = field(error, "errors");
	return error instanceof Error && error.name === "GraphqlResponseError" && Array.isArray(errors) ? errors.map((one) => field(one, "type")) : void 0;
}
/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, and those of Node itself for a name that does not fit */
const OF_CERTIFICATES = /^(CERT_|CRL_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_)/;
/** Whether a connection failed for its certificate; the error lies within those of the layers above. */
function isDistrust(error) {
	const code = field(error, "code");
	if (typeof code === "string" && OF_CERTIFICATES.test(code)) return true;
	const cause = field(error, "cause");
	return cause !== void 0 && cause !== error && isDistrust(cause);
}
/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 or 429, told apart from a denial by these. */
function isLimit(status, headers, words) {
	if (status === 429) return true;
	if (status !== 403) return false;
	return headers["retry-after"] !== void 0 || String(headers["x-ratelimit-remaining"]) === "0" || /rate limit|abuse/i.test(words);
}
function waitOf(headers, now) {
	const seconds = Number(headers["retry-after"]);
	if (headers["retry-after"] !== void 0 && Number.isFinite(seconds)) return Math.max(0, seconds) * 1e3;
	const reset = Number(headers["x-ratelimit-reset"]);
	if (String(headers["x-ratelimit-remaining"]) === "0" && Number.isFinite(reset)) return Math.max(1e3, reset * 1e3 - now);
}
function headersOf(error) {
	return field(field(error, "response"), "headers");
}
function numberOf(error, key) {
	const value = field(error, key);
	return typeof value === "number" ? value : void 0;
}
function field(value, key) {
	return typeof value === "object" && value !== null ? value[key] : void 0;
}

export { runContext as a, told as i, RefusedError as n, runUrl as o, refusalOf as r, GarbledAnswer as t };