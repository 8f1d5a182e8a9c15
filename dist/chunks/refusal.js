import { n as SetupError } from "./errors.js";
import fs from "node:fs";

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
			subject: run
		}, env["GITHUB_ACTOR"])
	};
}
/** Page of the workflow run. */
function runUrl({ serverUrl, repository: { owner, repo }, runId, runAttempt }) {
	return `${serverUrl}/${owner}/${repo}/actions/runs/${runId}/attempts/${runAttempt}`;
}
/** @param usual of an event that tells nothing else */
function ofEvent(event, payload, usual, actor) {
	switch (event) {
		case "pull_request":
		case "pull_request_review": return {
			...ofPullRequest(child(payload, "pull_request"), usual),
			...readOnlyOf(child(payload, "pull_request"), actor)
		};
		case "pull_request_target": return ofPullRequest(child(payload, "pull_request"), usual);
		case "merge_group": return {
			...usual,
			head: text(child(payload, "merge_group"), "head_sha") ?? usual.head
		};
		case "workflow_run": return ofWorkflowRun(child(payload, "workflow_run"));
		case "deployment":
		case "deployment_status": return {
			...usual,
			head: text(child(payload, "deployment"), "sha") ?? usual.head
		};
		default: return actor === DEPENDABOT ? {
			...usual,
			readOnly: "dependabot"
		} : usual;
	}
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
function ofWorkflowRun(run) {
	const head = text(run, "head_sha");
	const { id, run_attempt: attempt } = run;
	if (head === void 0 || typeof id !== "number") throw new SetupError("the event of this run has no workflow_run with an id and head_sha");
	const subject = {
		runId: String(id),
		runAttempt: typeof attempt === "number" ? String(attempt) : "1"
	};
	const pullRequest = pullRequestOf(run, head);
	return {
		head,
		...pullRequest && { pullRequest },
		subject
	};
}
/** Of a fork's run GitHub names no pull request: it is the one of the run's own branch, with the run's own commit at its head. */
function pullRequestOf(run, sha) {
	const [named] = Array.isArray(run["pull_requests"]) ? run["pull_requests"] : [];
	if (typeof named?.["number"] === "number") return { number: named["number"] };
	const owner = text(child(child(run, "head_repository"), "owner"), "login");
	const branch = text(run, "head_branch");
	return run["event"] === "pull_request" && owner !== void 0 && branch !== void 0 ? {
		head: `${owner}:${branch}`,
		sha
	} : void 0;
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
function child(payload, key) {
	const value = payload[key];
	return typeof value === "object" && value !== null ? value : {};
}
function text(payload, key) {
	const value = payload[key];
	return typeof value === "string" && value !== "" ? value : void 0;
}

// src/adapters/github/refusal.ts
/** A request that did not succeed, however often it was sent. */
var RefusedError = class extends Error {
	refusal;
	constructor(what, refusal) {
		super(`${what}: ${refusal.detail}`);
		this.name = "RefusedError";
		this.refusal = refusal;
	}
};
/** Reads the error of a request. @param now wall clock in ms, against which the end of a limit is told. */
function refusalOf(error, now) {
	const status = numberOf(error, "status");
	const headers = headersOf(error);
	const words = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
	if (headers === void 0 || status === void 0) return {
		kind: "unavailable",
		detail: words,
		ambiguous: true
	};
	const detail = `${status} ${words}`.slice(0, 300);
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

export { runUrl as i, refusalOf as n, runContext as r, RefusedError as t };